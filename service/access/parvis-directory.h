/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-store.h"

G_BEGIN_DECLS

/* The towns whose people can sign in at an identity provider, as the service's own
 * rows have them: where somebody looks for his town, no town's database is opened.
 * A town without a provider is in no list, whether it shows something or not; one that
 * shows nothing to everybody is found by its whole code alone.
 */

/* @own: the service's rows; @db: those of a town.
 *
 * Returns: (transfer full) (nullable): the command that makes the town's entry say what
 *   the town does; NULL if it does already, or with @error
 */
ParvisCommand *parvis_directory_check  (ParvisDb       *own,
                                        ParvisDb       *db,
                                        GError        **error);
/* The same, and waits until it is done. An entry of a town that is not there goes. */
gboolean       parvis_directory_note   (ParvisStore    *store,
                                        const char     *insee,
                                        GError        **error);
/* Forgets one town, or all for "". */
gboolean       parvis_directory_forget (ParvisStore    *store,
                                        const char     *insee,
                                        GError        **error);
/* [{"insee", "name"}], in the order of their names, at most @max: the one whose code
 * @text is, and those that show something in whose name its words are, however they are
 * written; all of these for "".
 */
json_t        *parvis_directory_search (ParvisDb       *own,
                                        const char     *text,
                                        guint           max,
                                        GError        **error);
/* All of them, those that show nothing too. */
gboolean       parvis_directory_count  (ParvisDb       *own,
                                        guint          *n_towns,
                                        GError        **error);

G_END_DECLS
