/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "french.h"
#include "live-fixture.h"
#include "parvis-places.h"

/* Counts what a model says, so that a test can hold it to the least. */
typedef struct
{
  guint changes;
  guint position;
  guint removed;
  guint added;
  guint updated;
} Heard;

static void
items_cb (GListModel *model,
          guint       position,
          guint       removed,
          guint       added,
          Heard      *heard)
{
  heard->changes++;
  heard->position = position;
  heard->removed = removed;
  heard->added = added;
}

static void
updated_cb (ParvisPlaces *places,
            Heard        *heard)
{
  heard->updated++;
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          guint      *count)
{
  (*count)++;
}

static void
listen_to (ParvisPlaces *places,
           Heard        *heard)
{
  g_signal_connect (places, "items-changed", G_CALLBACK (items_cb), heard);
  g_signal_connect (places, "updated", G_CALLBACK (updated_cb), heard);
}

static ParvisEntityRef *
entity_new (const char *kind,
            const char *id,
            json_t     *body)
{
  ParvisEntityRef *entity = g_new0 (ParvisEntityRef, 1);

  g_ref_count_init (&entity->ref_count);
  entity->kind = g_strdup (kind);
  entity->id = g_strdup (id);
  entity->body = body;

  return entity;
}

/* One batch, as the session emits it. */
static void
emit (LiveFixture *fixture,
      GPtrArray   *entities)
{
  g_signal_emit_by_name (fixture->session, "changed", entities);
  g_ptr_array_set_size (entities, 0);
}

static GPtrArray *
batch_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_entity_unref);
}

static ParvisEntityRef *
gauge_new (const char *id,
           const char *facility,
           int         present)
{
  return entity_new (PARVIS_KIND_GAUGE, id,
                     json_pack ("{s:s, s:s, s:s, s:i, s:s, s:i, s:s, s:i, s:i}", "id", id,
                                "facility", facility, "kind", "vehicles", "capacity", 100,
                                "method", "sensor", "present", present, "observed_at",
                                "2026-06-17T14:41:52.000Z", "sources", 1, "sources_fresh", 1));
}

static ParvisEntityRef *
facility_new (const char *id,
              const char *name)
{
  return entity_new (PARVIS_KIND_FACILITY, id,
                     json_pack ("{s:s, s:s, s:s, s:f, s:f}", "id", id, "name", name, "kind",
                                "car_park", "lon", 2.0, "lat", 47.0));
}

static void
test_opens_with_what_is_on_disk (LiveFixture   *fixture,
                                 gconstpointer  data)
{
  ParvisPlace *pool = parvis_places_find (fixture->places, LIVE_POOL);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->places)), ==, 3);
  g_assert_nonnull (pool);
  g_assert_cmpstr (parvis_place_get_name (pool), ==, "Piscine des Mariniers");
  g_assert_cmpint (parvis_place_get_facts (pool)->figure.present, ==, 142);
  g_assert_true (parvis_places_find_facility (fixture->places, "f-pool") == pool);
  g_assert_null (parvis_places_find (fixture->places, "nobody"));
}

static void
test_a_linked_car_park_stands_with_its_pool (LiveFixture   *fixture,
                                             gconstpointer  data)
{
  g_assert_true (parvis_places_is_facility (fixture->places,
                                            parvis_places_find (fixture->places, LIVE_POOL)));
  g_assert_true (parvis_places_is_facility (fixture->places,
                                            parvis_places_find (fixture->places, LIVE_PARK)));
}

static void
test_a_batch_is_one_change (LiveFixture   *fixture,
                            gconstpointer  data)
{
  g_autoptr(GPtrArray) batch = batch_new ();
  Heard heard = { 0, };

  listen_to (fixture->places, &heard);

  /* A gauge that comes before its facility waits for it. */
  g_ptr_array_add (batch, gauge_new ("22222222-b", "f-new", 10));
  g_ptr_array_add (batch, gauge_new ("22222222-a", "f-new", 20));
  emit (fixture, batch);
  g_assert_cmpuint (heard.changes, ==, 0);

  g_ptr_array_add (batch, facility_new ("f-new", "Gare"));
  emit (fixture, batch);
  g_assert_cmpuint (heard.changes, ==, 1);
  g_assert_cmpuint (heard.position, ==, 3);
  g_assert_cmpuint (heard.removed, ==, 0);
  g_assert_cmpuint (heard.added, ==, 2);
  g_assert_cmpuint (heard.updated, ==, 2);

  /* Deleted from the middle: the tightest range. */
  g_ptr_array_add (batch, entity_new (PARVIS_KIND_GAUGE, LIVE_PARK, NULL));
  emit (fixture, batch);
  g_assert_cmpuint (heard.changes, ==, 2);
  g_assert_cmpuint (heard.position, ==, 1);
  g_assert_cmpuint (heard.removed, ==, 1);
  g_assert_cmpuint (heard.added, ==, 0);

  g_ptr_array_add (batch, entity_new (PARVIS_KIND_FACILITY, "f-new", NULL));
  emit (fixture, batch);
  g_assert_cmpuint (heard.changes, ==, 3);
  g_assert_cmpuint (heard.removed, ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->places)), ==, 2);
}

static void
test_a_figure_notifies_only_what_changed (LiveFixture   *fixture,
                                          gconstpointer  data)
{
  g_autoptr(GPtrArray) batch = batch_new ();
  ParvisPlace *park = parvis_places_find (fixture->places, LIVE_PARK);
  Heard heard = { 0, };
  guint present = 0;
  guint name = 0;
  guint changed = 0;

  listen_to (fixture->places, &heard);
  g_signal_connect (park, "notify::present", G_CALLBACK (count_cb), &present);
  g_signal_connect (park, "notify::name", G_CALLBACK (count_cb), &name);
  g_signal_connect_swapped (park, "changed", G_CALLBACK (g_atomic_int_inc), &changed);

  g_ptr_array_add (batch, gauge_new (LIVE_PARK, "f-park", 50));
  emit (fixture, batch);
  g_assert_cmpuint (heard.changes, ==, 0);
  g_assert_cmpuint (present, ==, 1);
  g_assert_cmpuint (name, ==, 0);
  g_assert_cmpuint (changed, ==, 1);

  /* The same again is no news. */
  g_ptr_array_add (batch, gauge_new (LIVE_PARK, "f-park", 50));
  emit (fixture, batch);
  g_assert_cmpuint (present, ==, 1);
  g_assert_cmpuint (changed, ==, 1);
}

static void
test_a_renamed_facility_renames_its_place (LiveFixture   *fixture,
                                           gconstpointer  data)
{
  g_autoptr(GPtrArray) batch = batch_new ();
  ParvisPlace *park = parvis_places_find (fixture->places, LIVE_PARK);
  guint name = 0;

  g_signal_connect (park, "notify::name", G_CALLBACK (count_cb), &name);
  g_ptr_array_add (batch, facility_new ("f-park", "Parking du port"));
  emit (fixture, batch);
  g_assert_cmpuint (name, ==, 1);
  g_assert_cmpstr (parvis_place_get_name (park), ==, "Parking du port");
  g_assert_true (g_str_has_prefix (parvis_place_get_text (park, PARVIS_PLACE_TEXT_SENTENCE),
                                   "Parking du port"));
}

static void
test_what_cannot_be_read_leaves_the_rest (LiveFixture   *fixture,
                                          gconstpointer  data)
{
  g_autoptr(GPtrArray) batch = batch_new ();
  ParvisPlace *park = parvis_places_find (fixture->places, LIVE_PARK);

  g_test_expect_message ("parvis-places", G_LOG_LEVEL_WARNING, "*cannot be shown*");
  g_ptr_array_add (batch, entity_new (PARVIS_KIND_GAUGE, LIVE_PARK,
                                      json_pack ("{s:s}", "id", LIVE_PARK)));
  g_ptr_array_add (batch, gauge_new (LIVE_LIBRARY, "f-library", 7));
  emit (fixture, batch);
  g_test_assert_expected_messages ();

  g_assert_cmpint (parvis_place_get_facts (park)->figure.present, ==, 79);
  g_assert_cmpint (parvis_place_get_facts (parvis_places_find (fixture->places, LIVE_LIBRARY))
                   ->figure.present, ==, 7);
}

static void
test_a_silent_source_turns_old_by_itself (LiveFixture   *fixture,
                                          gconstpointer  data)
{
  ParvisPlace *park = parvis_places_find (fixture->places, LIVE_PARK);
  ParvisTicker *ticker = parvis_desk_get_ticker (fixture->desk);
  guint freshness = 0;

  speak ("en");
  parvis_places_refresh (fixture->places);
  g_signal_connect (park, "notify::freshness", G_CALLBACK (count_cb), &freshness);
  g_assert_cmpstr (parvis_places_get_headline (fixture->places), ==, "7 free spaces");

  fixture->now += 30 * PARVIS_MINUTE;
  parvis_ticker_tick (ticker);
  g_assert_cmpuint (freshness, ==, 1);
  g_assert_cmpint (parvis_place_get_facts (park)->freshness, ==, PARVIS_FRESHNESS_STALE);
  g_assert_cmpint (parvis_place_get_facts (park)->level, ==, 0);
  g_assert_cmpstr (parvis_places_get_headline (fixture->places), ==, "No reliable figure");
  g_assert_nonnull (strstr (parvis_places_get_detail (fixture->places), "sensor silent since"));
}

static void
test_closing_time_closes (LiveFixture   *fixture,
                          gconstpointer  data)
{
  ParvisPlace *pool = parvis_places_find (fixture->places, LIVE_POOL);

  speak ("fr");
  fixture->now += 3 * PARVIS_HOUR;
  parvis_places_refresh (fixture->places);
  g_assert_cmpint (parvis_place_get_facts (pool)->freshness, ==, PARVIS_FRESHNESS_CLOSED);
  g_assert_cmpstr (parvis_place_get_text (pool, PARVIS_PLACE_TEXT_FIGURE), ==, "Fermé");
  g_assert_cmpstr (parvis_place_get_text (pool, PARVIS_PLACE_TEXT_FRESHNESS), ==,
                   "Fermé · rouvre demain à 10:00");
  speak ("en");
}

static void
test_without_the_line_nothing_is_live (LiveFixture   *fixture,
                                       gconstpointer  data)
{
  ParvisPlace *pool = parvis_places_find (fixture->places, LIVE_POOL);

  speak ("fr");
  parvis_places_refresh (fixture->places);
  g_assert_false (parvis_places_get_link_up (fixture->places));
  g_assert_cmpstr (parvis_place_get_text (pool, PARVIS_PLACE_TEXT_FRESHNESS), ==, "à 16:41");
  speak ("en");
}

static void
test_areas_add_up (LiveFixture   *fixture,
                   gconstpointer  data)
{
  g_autoptr(GPtrArray) batch = batch_new ();
  g_autoptr(GPtrArray) areas = NULL;
  ParvisEntityRef *gauge = gauge_new (LIVE_PARK, "f-park", 79);
  const ParvisArea *area;

  json_object_set_new (gauge->body, "neighbourhood", json_string ("n-1"));
  g_ptr_array_add (batch, gauge);
  g_ptr_array_add (batch, entity_new (PARVIS_KIND_NEIGHBOURHOOD, "n-1",
                                      json_pack ("{s:s, s:s}", "id", "n-1", "name", "Plaisance")));
  emit (fixture, batch);

  areas = parvis_places_list_areas (fixture->places);
  g_assert_cmpuint (areas->len, ==, 1);
  area = areas->pdata[0];
  g_assert_cmpstr (area->name, ==, "Plaisance");
  g_assert_cmpint (area->rollup.free, ==, 21);
  g_assert_cmpint (area->rollup.sources, ==, 1);
  g_assert_cmpfloat_with_epsilon (area->lat, 47.8, 1e-9);
}

int
main (int   argc,
      char *argv[])
{
  const struct
  {
    const char *name;
    void      (*run) (LiveFixture   *fixture,
                      gconstpointer  data);
  } tests[] = {
    { "/places/opens-with-what-is-on-disk", test_opens_with_what_is_on_disk },
    { "/places/a-linked-car-park-stands-with-its-pool",
      test_a_linked_car_park_stands_with_its_pool },
    { "/places/a-batch-is-one-change", test_a_batch_is_one_change },
    { "/places/a-figure-notifies-only-what-changed", test_a_figure_notifies_only_what_changed },
    { "/places/a-renamed-facility-renames-its-place", test_a_renamed_facility_renames_its_place },
    { "/places/what-cannot-be-read-leaves-the-rest", test_what_cannot_be_read_leaves_the_rest },
    { "/places/a-silent-source-turns-old-by-itself", test_a_silent_source_turns_old_by_itself },
    { "/places/closing-time-closes", test_closing_time_closes },
    { "/places/without-the-line-nothing-is-live", test_without_the_line_nothing_is_live },
    { "/places/areas-add-up", test_areas_add_up },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, LiveFixture, NULL, live_fixture_set_up, tests[i].run,
                live_fixture_tear_down);

  return g_test_run ();
}
