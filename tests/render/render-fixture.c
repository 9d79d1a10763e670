/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "render-fixture"

#include "config.h"

#include "render-fixture.h"

ParvisRenderer *
fixture_new (void)
{
  return parvis_renderer_new (PARVIS_RENDER);
}

gboolean
fixture_can_run (void)
{
  const char *argv[] = { BWRAP, "--unshare-user", "--unshare-all", "--ro-bind", "/", "/", "true",
                         NULL };
  int status;

  if (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                    NULL, &status, NULL) && status == 0)
    return TRUE;

  g_test_skip ("this machine lets nobody make namespaces");

  return FALSE;
}

void
fixture_done_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GAsyncResult **place = user_data;

  g_assert_null (*place);
  *place = g_object_ref (result);
}

GAsyncResult *
fixture_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

gboolean
fixture_open (ParvisRenderer  *renderer,
              GBytes          *document,
              gboolean         check,
              GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  parvis_renderer_open_async (renderer, document, check, NULL, fixture_done_cb, &result);

  return parvis_renderer_open_finish (renderer, fixture_wait (&result), error);
}

ParvisRenderImage *
fixture_render (ParvisRenderer         *renderer,
                const ParvisRenderAsk  *ask,
                GError                **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  parvis_renderer_render_page_async (renderer, ask, NULL, fixture_done_cb, &result);

  return parvis_renderer_render_page_finish (renderer, fixture_wait (&result), error);
}

GArray *
fixture_words (ParvisRenderer  *renderer,
               guint            page,
               GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  parvis_renderer_read_words_async (renderer, page, NULL, fixture_done_cb, &result);

  return parvis_renderer_read_words_finish (renderer, fixture_wait (&result), error);
}

gboolean
fixture_measure (ParvisRenderer        *renderer,
                 guint                  page,
                 ParvisRenderMeasures  *measures,
                 GError               **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  parvis_renderer_measure_async (renderer, page, NULL, fixture_done_cb, &result);

  return parvis_renderer_measure_finish (renderer, fixture_wait (&result), measures, error);
}
