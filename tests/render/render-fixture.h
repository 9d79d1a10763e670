/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-renderer.h"

G_BEGIN_DECLS

/* A renderer that is waited for. */
ParvisRenderer    *fixture_new     (void);
/* The test is skipped, and FALSE, where no sandbox can be made. */
gboolean           fixture_can_run (void);
gboolean           fixture_open    (ParvisRenderer         *renderer,
                                    GBytes                 *document,
                                    gboolean                check,
                                    GError                **error);
ParvisRenderImage *fixture_render  (ParvisRenderer         *renderer,
                                    const ParvisRenderAsk  *ask,
                                    GError                **error);
GArray            *fixture_words   (ParvisRenderer         *renderer,
                                    guint                   page,
                                    GError                **error);
gboolean           fixture_measure (ParvisRenderer         *renderer,
                                    guint                   page,
                                    ParvisRenderMeasures   *measures,
                                    GError                **error);
/* A callback for questions that are waited for together: @user_data is a place for
 * the result.
 */
void               fixture_done_cb (GObject                *source,
                                    GAsyncResult           *result,
                                    gpointer                user_data);
GAsyncResult      *fixture_wait    (GAsyncResult          **result);

G_END_DECLS
