/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "french.h"
#include "live-fixture.h"
#include "parvis-watch.h"

#include <gtk/gtk.h>

static GSettings *settings;

static void
told_cb (ParvisDesk *desk,
         const char *sentence,
         GString    *told)
{
  g_string_append_printf (told, "%s\n", sentence);
}

/* As the feed brings it. */
static void
fill_park (LiveFixture *fixture,
           int          present,
           const char  *observed_at)
{
  g_autoptr(GPtrArray) batch =
    g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_entity_unref);
  ParvisEntityRef *entity = g_new0 (ParvisEntityRef, 1);

  g_ref_count_init (&entity->ref_count);
  entity->kind = g_strdup (PARVIS_KIND_GAUGE);
  entity->id = g_strdup (LIVE_PARK);
  entity->body = json_pack ("{s:s, s:s, s:s, s:i, s:s, s:i, s:s, s:i, s:i}", "id", LIVE_PARK,
                            "facility", "f-park", "kind", "vehicles", "capacity", 86,
                            "method", "sensor", "present", present, "observed_at", observed_at,
                            "sources", 1, "sources_fresh", 1);
  g_ptr_array_add (batch, entity);
  g_signal_emit_by_name (fixture->session, "changed", batch);
}

static void
test_a_watched_level_is_told_once_a_minute (LiveFixture   *fixture,
                                            gconstpointer  data)
{
  g_autoptr(GString) told = g_string_new (NULL);
  g_autoptr(ParvisWatch) watch = NULL;
  ParvisPlace *park = parvis_places_find (fixture->places, LIVE_PARK);

  g_settings_reset (settings, "pinned-places");
  watch = parvis_watch_new (fixture->desk, fixture->places, settings);
  g_signal_connect (fixture->desk, "told", G_CALLBACK (told_cb), told);

  /* Nobody watches it. */
  fill_park (fixture, 10, "2026-06-17T14:41:53.000Z");
  g_assert_cmpstr (told->str, ==, "");

  g_assert_true (parvis_watch_toggle (watch, park));
  fill_park (fixture, 11, "2026-06-17T14:41:54.000Z");
  g_assert_cmpstr (told->str, ==, "");
  fill_park (fixture, 80, "2026-06-17T14:41:55.000Z");
  g_assert_nonnull (strstr (told->str, "Parking, car park, 6 free spaces of 86, busy"));

  g_string_truncate (told, 0);
  fixture->now += 30 * PARVIS_SECOND;
  fill_park (fixture, 86, "2026-06-17T14:42:20.000Z");
  g_assert_cmpstr (told->str, ==, "");
  fixture->now += 30 * PARVIS_SECOND;
  parvis_places_refresh (fixture->places);
  g_assert_nonnull (strstr (told->str, "Parking, car park, full"));

  g_string_truncate (told, 0);
  fixture->now += 2 * PARVIS_MINUTE;
  g_assert_false (parvis_watch_toggle (watch, park));
  fill_park (fixture, 5, "2026-06-17T14:45:00.000Z");
  g_assert_cmpstr (told->str, ==, "");
  g_signal_handlers_disconnect_by_data (fixture->desk, told);
}

static void
test_pins_are_those_of_the_account (LiveFixture   *fixture,
                                    gconstpointer  data)
{
  g_autoptr(ParvisWatch) watch = NULL;
  g_autoptr(ParvisWatch) again = NULL;
  g_autoptr(GVariant) theirs = NULL;
  g_autoptr(GVariant) kept = NULL;
  ParvisPlace *pool = parvis_places_find (fixture->places, LIVE_POOL);
  const char *other = "https://parvis.example.org 00002";

  theirs = g_variant_ref_sink (g_variant_new_parsed ("{%s: ['" LIVE_PARK "', 'gone']}", other));
  g_settings_set_value (settings, "pinned-places", theirs);
  watch = parvis_watch_new (fixture->desk, fixture->places, settings);
  g_assert_cmpuint (parvis_watch_get_size (watch), ==, 0);

  g_assert_true (parvis_watch_toggle (watch, pool));
  g_assert_cmpuint (parvis_watch_get_size (watch), ==, 1);
  again = parvis_watch_new (fixture->desk, fixture->places, settings);
  g_assert_true (parvis_watch_contains (again, pool));
  g_assert_false (parvis_watch_contains (again, parvis_places_find (fixture->places, LIVE_PARK)));

  kept = g_settings_get_value (settings, "pinned-places");
  g_assert_cmpuint (g_variant_n_children (kept), ==, 2);
  g_assert_false (parvis_watch_toggle (watch, pool));
  g_variant_unref (kept);
  kept = g_settings_get_value (settings, "pinned-places");
  g_assert_true (g_variant_equal (kept, theirs));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    return 77;

  speak ("en");
  settings = g_settings_new (APP_ID);
  g_test_add ("/watch/a-watched-level-is-told-once-a-minute", LiveFixture, NULL,
              live_fixture_set_up, test_a_watched_level_is_told_once_a_minute,
              live_fixture_tear_down);
  g_test_add ("/watch/pins-are-those-of-the-account", LiveFixture, NULL, live_fixture_set_up,
              test_pins_are_those_of_the_account, live_fixture_tear_down);

  return g_test_run ();
}
