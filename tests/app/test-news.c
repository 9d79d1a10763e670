/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "live-fixture.h"
#include "parvis-news.h"

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

/* What is so "now" in these tests: one letter for each thing, and NULL for nobody's business. */
static const char *so;

static GPtrArray *
list (gpointer data)
{
  GPtrArray *items;

  if (so == NULL)
    return NULL;

  items = parvis_news_list_new ();
  for (const char *letter = so; *letter != '\0'; letter++)
    {
      char id[2] = { *letter, '\0' };
      g_autofree char *title = g_strconcat ("Title ", id, NULL);
      g_autofree char *body = g_strconcat ("Body ", id, NULL);

      parvis_news_list_add (items, id, title, body);
    }

  return items;
}

static char *
sum (guint n)
{
  return g_strdup_printf ("%u things", n);
}

static const ParvisNewsTopic topic = { "notify-sources", "sources", list, sum };

typedef struct
{
  LiveFixture  live;
  GSettings   *settings;
  ParvisNews  *news;
  GString     *told;
} Fixture;

static void
told_cb (ParvisNews *news,
         const char *title,
         const char *body,
         Fixture    *fixture)
{
  g_string_append_printf (fixture->told, "[%s|%s]", title, body);
}

static void
begin (Fixture *fixture)
{
  g_clear_object (&fixture->news);
  fixture->news = parvis_news_new (fixture->live.desk, fixture->settings, &topic, 1, NULL);
  g_signal_connect (fixture->news, "told", G_CALLBACK (told_cb), fixture);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  GSettingsBackend *backend = g_memory_settings_backend_new ();

  live_fixture_set_up (&fixture->live, data);
  fixture->settings = g_settings_new_with_backend (APP_ID, backend);
  g_object_unref (backend);
  g_settings_set_string (fixture->settings, topic.key, data);
  fixture->told = g_string_new (NULL);
  begin (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->news);
  g_clear_object (&fixture->settings);
  g_string_free (fixture->told, TRUE);
  live_fixture_tear_down (&fixture->live, data);
}

/* What is told when it is looked at, and @things are so. */
static void
assert_told (Fixture    *fixture,
             const char *things,
             const char *expected)
{
  so = things;
  g_string_truncate (fixture->told, 0);
  parvis_news_look (fixture->news);
  g_assert_cmpstr (fixture->told->str, ==, expected);
}

static void
test_each_thing_is_told_once (Fixture       *fixture,
                              gconstpointer  data)
{
  /* What is so at the start is on its page. */
  assert_told (fixture, "a", "");
  assert_told (fixture, "ab", "[Title b|Body b]");
  assert_told (fixture, "ab", "");
  assert_told (fixture, "cdab", "[2 things|Body c]");

  /* What is over and comes back is new. */
  assert_told (fixture, "b", "");
  assert_told (fixture, "ba", "[Title a|Body a]");

  /* Rights that went and came back begin anew. */
  assert_told (fixture, NULL, "");
  g_assert_false (parvis_news_has (fixture->news, topic.key));
  assert_told (fixture, "abc", "");
  g_assert_true (parvis_news_has (fixture->news, topic.key));
  g_assert_false (parvis_news_has (fixture->news, "notify-pool"));
}

static void
test_the_night_is_quiet (Fixture       *fixture,
                         gconstpointer  data)
{
  assert_told (fixture, "", "");

  /* 16:42; then 21:00, 6:59 and 7:00. */
  fixture->live.now = LIVE_NOW + 4 * PARVIS_HOUR + 18 * PARVIS_MINUTE;
  assert_told (fixture, "ab", "");
  fixture->live.now += 10 * PARVIS_HOUR - PARVIS_MINUTE;
  assert_told (fixture, "a", "");
  fixture->live.now += PARVIS_MINUTE;
  assert_told (fixture, "a", "[Title a|Body a]");
}

static void
test_a_summary_comes_once_a_day (Fixture       *fixture,
                                 gconstpointer  data)
{
  /* Who opens it in the afternoon has not had it yet, and not again after another start. */
  assert_told (fixture, "ab", "[2 things|Body a]");
  assert_told (fixture, "abc", "");
  begin (fixture);
  assert_told (fixture, "abc", "");

  /* 8:59 and 9:00 of the day after. */
  fixture->live.now = LIVE_NOW + 16 * PARVIS_HOUR + 17 * PARVIS_MINUTE;
  assert_told (fixture, "abc", "");
  fixture->live.now += PARVIS_MINUTE;
  assert_told (fixture, "c", "[Title c|Body c]");

  /* With nothing to tell there is no summary, and none later that day. */
  fixture->live.now += PARVIS_DAY;
  assert_told (fixture, "", "");
  assert_told (fixture, "a", "");
}

static void
test_nothing_is_told_to_who_wants_nothing (Fixture       *fixture,
                                           gconstpointer  data)
{
  assert_told (fixture, "", "");
  assert_told (fixture, "ab", "");
  fixture->live.now += PARVIS_DAY;
  assert_told (fixture, "abc", "");

  /* Nor what happened meanwhile to who changes his mind. */
  g_settings_set_string (fixture->settings, topic.key, "now");
  assert_told (fixture, "abc", "");
  assert_told (fixture, "abcd", "[Title d|Body d]");
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    const char *when;
    void (*run) (Fixture *, gconstpointer);
  } tests[] = {
    { "/news/each-thing-is-told-once", "now", test_each_thing_is_told_once },
    { "/news/the-night-is-quiet", "now", test_the_night_is_quiet },
    { "/news/a-summary-comes-once-a-day", "morning", test_a_summary_comes_once_a_day },
    { "/news/nothing-is-told-to-who-wants-nothing", "never",
      test_nothing_is_told_to_who_wants_nothing },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, tests[i].when, set_up, tests[i].run, tear_down);

  return g_test_run ();
}
