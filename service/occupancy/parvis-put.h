/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-command.h"
#include "parvis-words.h"

G_BEGIN_DECLS

/* Creates or updates rows from the members that an entity has in a town's file
 * (docs/operating.md). Fields of errors are below @path. Private to
 * service/occupancy.
 */
typedef struct
{
  ParvisTx *tx;
  ParvisDb *db;
  guint     created;
  guint     updated;
  json_t   *warnings;                  /* owned array of sentences */
  json_t   *seen;                      /* owned: list/identifier → where it stood */
} ParvisPut;

void      parvis_put_init             (ParvisPut           *put,
                                       ParvisTx            *tx);
void      parvis_put_clear            (ParvisPut           *put);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ParvisPut, parvis_put_clear)

/* Whether an entry of a list may come: not if another of it has the same "id". */
gboolean  parvis_put_once             (ParvisPut           *put,
                                       const char          *list,
                                       gsize                index,
                                       const json_t        *entry,
                                       GError             **error);
void      parvis_put_warn             (ParvisPut           *put,
                                       const char          *format,
                                       ...) G_GNUC_PRINTF (2, 3);
/* The same identifier for the same words in the same town (RFC 4122, version 5),
 * so that a file imported elsewhere or again names the same things.
 */
char     *parvis_put_make_id          (ParvisPut           *put,
                                       const char          *kind,
                                       const char          *external);
gboolean  parvis_put_neighbourhood    (ParvisPut           *put,
                                       const json_t        *body,
                                       GError             **error);
gboolean  parvis_put_facility         (ParvisPut           *put,
                                       const json_t        *body,
                                       GError             **error);
gboolean  parvis_put_gauge            (ParvisPut           *put,
                                       const char          *facility,
                                       ParvisFacilityKind   kind,
                                       const json_t        *body,
                                       GError             **error);
gboolean  parvis_put_source           (ParvisPut           *put,
                                       const json_t        *body,
                                       char               **id,
                                       GError             **error);
/* Finds for each facility the neighbourhood that contains it. */
gboolean  parvis_put_place_all        (ParvisPut           *put,
                                       GError             **error);
void      parvis_put_answer           (ParvisPut           *put,
                                       ParvisAnswer        *answer);
/* Says in @error where the entry stood. Returns FALSE. */
gboolean  parvis_put_locate           (const char          *list,
                                       gsize                index,
                                       GError             **error);

G_END_DECLS
