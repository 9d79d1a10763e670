/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shop-fixture.h"
#include "parvis-bake-page.h"
#include "parvis-bake-print.h"
#include "parvis-day.h"
#include "parvis-words.h"

#include <adwaita.h>
#include <glib/gstdio.h>

#define TAKINGS(day, sold) \
  { PARVIS_KIND_TAKINGS, SHOP_ID "/" day, \
    "{\"id\":\"" SHOP_ID "/" day "\",\"merchant\":\"" SHOP_ID "\",\"day\":\"" day "\"," \
    "\"products\":[{\"product\":\"" SHOP_BAGUETTE "\",\"declared\":120,\"sold\":" sold "}]}" }

typedef struct
{
  ShopFixture     shop;
  GtkWidget      *window;
  ParvisBakePage *page;
} Fixture;

static const LiveEntity habits[] = {
  TAKINGS ("2026-06-10", "90"),
  TAKINGS ("2026-06-03", "86"),
  TAKINGS ("2026-06-09", "10"),      /* another weekday */
  { PARVIS_KIND_PATTERN, SHOP_COUNTRY "/3",
    "{\"id\":\"" SHOP_COUNTRY "/3\",\"merchant\":\"" SHOP_ID "\",\"product\":\"" SHOP_COUNTRY "\","
    "\"weekday\":3,\"bakes\":[{\"ready\":390,\"quantity\":20,\"online\":6}]}" },
  { NULL, NULL, NULL },
};

static void
open_page (Fixture          *fixture,
           const LiveEntity *more)
{
  shop_fixture_put (&fixture->shop, more);
  fixture->page = PARVIS_BAKE_PAGE (parvis_bake_page_new (fixture->shop.shop, fixture->shop.bell));
  fixture->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1044, 800);
  adw_window_set_content (ADW_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  gtk_window_present (GTK_WINDOW (fixture->window));
  LIVE_WAIT (gtk_widget_get_width (GTK_WIDGET (fixture->page)) > 0);
}

static void
close_page (Fixture *fixture)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->page), (gpointer *) &fixture->page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  LIVE_WAIT (fixture->page == NULL);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  shop_fixture_set_up (&fixture->shop, data);
  open_page (fixture, habits);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  close_page (fixture);
  shop_fixture_tear_down (&fixture->shop, data);
}

static const ParvisBakeLine *
get_line (Fixture *fixture,
          guint    index)
{
  return g_ptr_array_index (parvis_bake_page_get_plan (fixture->page)->lines, index);
}

static void
test_what_to_bake_is_what_is_reserved_and_what_is_usual (Fixture       *fixture,
                                                         gconstpointer  data)
{
  const ParvisBakeLine *baguette = get_line (fixture, 0);
  const ParvisBakeLine *country = get_line (fixture, 1);

  g_assert_cmpint (baguette->reserved, ==, 7);
  g_assert_cmpint (baguette->usual, ==, 88);
  g_assert_cmpint (baguette->total, ==, 96);
  g_assert_cmpint (country->reserved, ==, 3);
  g_assert_cmpint (country->usual, ==, 14);
  g_assert_cmpint (country->total, ==, 18);
  g_assert_cmpint (get_line (fixture, 3)->usual, ==, -1);
}

static void
test_what_to_bag_stands_by_the_hour (Fixture       *fixture,
                                     gconstpointer  data)
{
  ParvisBakePlan *plan = parvis_bake_page_get_plan (fixture->page);
  const ParvisBakeSlot *first = g_ptr_array_index (plan->slots, 0);

  g_assert_cmpuint (plan->n_orders, ==, 6);
  g_assert_cmpuint (plan->slots->len, ==, 6);
  g_assert_cmpint (first->from, ==, 1020);
  g_assert_cmpstr (parvis_order_get_facts (first->orders->pdata[0])->code, ==, "M31");
}

/* Wednesdays until 18:30, so that it may change until 17:30; not until the first slot is closed. */
static void
test_it_is_provisional_until_the_last_slot_is_closed (Fixture       *fixture,
                                                      gconstpointer  data)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier ("Europe/Paris");
  g_autoptr(json_t) shop =
    json_pack ("{s:{s:i}, s:[{s:i, s:i}, {s:i, s:i}, {s:i, s:i}]}", "cutoff", "before", 60,
               "slots", "weekday", 3, "from", 1110, "weekday", 3, "from", 1020, "weekday", 4,
               "from", 1200);
  gint64 day = 0;

  g_assert_true (parvis_day_parse ("2026-06-17", &day));
  g_assert_cmpint (parvis_bake_plan_find_limit (shop, "2026-06-17", zone), ==,
                   parvis_day_get_instant (day, 17 * 60 + 30, zone));
  g_assert_cmpint (parvis_bake_plan_find_limit (shop, "2026-06-18", zone), ==,
                   parvis_day_get_instant (day + 1, 19 * 60, zone));
  g_assert_cmpint (parvis_bake_plan_find_limit (shop, "2026-06-19", zone), ==, PARVIS_NO_TIME);
  g_assert_cmpint (parvis_bake_plan_find_limit (NULL, "2026-06-17", zone), ==, PARVIS_NO_TIME);

  json_object_set_new (shop, "cutoff", json_pack ("{s:i}", "day_before", 20 * 60));
  g_assert_cmpint (parvis_bake_plan_find_limit (shop, "2026-06-17", zone), ==,
                   parvis_day_get_instant (day - 1, 20 * 60, zone));
}

/* What a reader of the paper reads, or NULL without pdftotext. */
static char *
read_paper (Fixture     *fixture,
            ParvisPaper  paper,
            ParvisOrder *order)
{
  ParvisOrderMoment moment;
  g_autoptr(GError) error = NULL;
  g_autofree char *program = g_find_program_in_path ("pdftotext");
  g_autofree char *path = NULL;
  ParvisBakeSheet sheet = {
    .plan = parvis_bake_page_get_plan (fixture->page), .order = order,
    .shop = "Boulangerie Martineau", .moment = &moment, .paper = paper,
  };
  const char *argv[] = { program, "-layout", NULL, "-", NULL };
  char *text = NULL;

  if (program == NULL)
    return NULL;

  path = g_build_filename (g_get_tmp_dir (), "parvis-bake-XXXXXX", NULL);
  g_close (g_mkstemp (path), NULL);
  argv[2] = path;
  parvis_shop_read_moment (fixture->shop.shop, &moment);
  g_assert_true (parvis_bake_print_to_file (&sheet, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &text, NULL,
                               NULL, &error));
  g_assert_no_error (error);
  g_unlink (path);

  return text;
}

static void
assert_has (const char *text,
            const char *wanted)
{
  if (strstr (text, wanted) == NULL)
    g_error ("“%s” is not on the paper:\n%s", wanted, text);
}

/* Where a space is in a text laid out is for who reads it to say. */
static char *
drop_spaces (const char *text)
{
  GString *plain = g_string_new (text);

  g_string_replace (plain, "\302\240", "", 0);
  g_string_replace (plain, " ", "", 0);

  return g_string_free (plain, FALSE);
}

static void
assert_reads (const char *text,
              const char *wanted)
{
  g_autofree char *all = drop_spaces (text);
  g_autofree char *part = drop_spaces (wanted);

  assert_has (all, part);
}

static void
test_the_paper_says_what_the_screen_says (Fixture       *fixture,
                                          gconstpointer  data)
{
  g_autofree char *text = read_paper (fixture, PARVIS_PAPER_A4, NULL);

  if (text == NULL)
    {
      g_test_skip ("pdftotext is not installed");
      return;
    }

  assert_has (text, "Boulangerie Martineau");
  assert_has (text, "Batch of Wednesday 17 June");
  assert_has (text, "≈ 88");
  assert_has (text, "96");
  assert_has (text, "M. Bourdin");
  assert_has (text, "Orders that came after 16:58");
}

#define MANY 60
#define LONG_NAME "École maternelle et primaire Jules-Verne de Saint-Aubin-sur-Loire"

static void
put_many (Fixture *fixture)
{
  g_autofree LiveEntity *many = g_new0 (LiveEntity, MANY + 1);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < MANY; i++)
    {
      char *id = g_strdup_printf ("many-%02u", i);
      char *body = g_strdup_printf ("{\"id\":\"%s\",\"merchant\":\"" SHOP_ID "\","
                                    "\"day\":\"2026-06-17\",\"from\":%u,\"until\":%u,"
                                    "\"state\":\"preparing\",\"code\":\"Z%02u\","
                                    "\"name\":\"%s\",\"lines\":[]}", id, 480 + 30 * (i / 40),
                                    510 + 30 * (i / 40), i, i == 3 ? LONG_NAME : "M. Aubert");

      many[i] = (LiveEntity) { PARVIS_KIND_ORDER, id, body };
      g_ptr_array_add (texts, id);
      g_ptr_array_add (texts, body);
    }
  close_page (fixture);
  open_page (fixture, many);
}

/* Which page of how many, of whom and of which day; and nothing is cut off. */
static void
test_each_page_of_a_long_list_says_what_it_is (Fixture       *fixture,
                                               gconstpointer  data)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) pages = NULL;
  guint n;

  put_many (fixture);
  text = read_paper (fixture, PARVIS_PAPER_A4, NULL);
  if (text == NULL)
    {
      g_test_skip ("pdftotext is not installed");
      return;
    }

  pages = g_strsplit (text, "\f", -1);
  n = g_strv_length (pages) - 1;
  g_assert_cmpuint (n, >, 2);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u/%u", i + 1, n);

      assert_has (pages[i], "Boulangerie Martineau");
      assert_has (pages[i], "Batch of Wednesday 17 June");
      assert_has (pages[i], "Orders that came after 16:58");
      assert_reads (pages[i], number);
    }
  assert_has (pages[1], "8:00 – 8:30 (continued)");
  assert_has (text, "Saint-Aubin-");
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *code = g_strdup_printf ("Z%02u", i);

      assert_reads (text, code);
    }
}

static void
test_a_ticket_has_one_slot_a_slip (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autofree char *text = read_paper (fixture, PARVIS_PAPER_TICKET, NULL);
  guint pages = 0;

  if (text == NULL)
    {
      g_test_skip ("pdftotext is not installed");
      return;
    }

  for (const char *page = text; (page = strchr (page, '\f')) != NULL; page++)
    pages++;
  g_assert_cmpuint (pages, ==, 6);
  assert_has (text, "2 × Viennois");
}

static void
test_a_slip_of_one_order_has_what_is_in_the_bag (Fixture       *fixture,
                                                 gconstpointer  data)
{
  ParvisOrder *order = parvis_shop_find_order (fixture->shop.shop, SHOP_LEFEVRE);
  g_autofree char *text = read_paper (fixture, PARVIS_PAPER_TICKET, order);

  if (text == NULL)
    {
      g_test_skip ("pdftotext is not installed");
      return;
    }

  assert_has (text, "Mme Lefèvre");
  assert_has (text, "2 × Tradition");
  assert_has (text, "€6.20");
}

#define STANDING(id, name, failed, more) \
  { PARVIS_KIND_STANDING, id, \
    "{\"id\":\"" id "\",\"merchant\":\"" SHOP_ID "\",\"weekday\":3,\"from\":1095," \
    "\"name\":\"" name "\",\"failed\":\"" failed "\"," more \
    "\"lines\":[{\"product\":\"" SHOP_BAGUETTE "\",\"quantity\":2}," \
    "{\"product\":\"" SHOP_COUNTRY "\",\"quantity\":1}]}" }

static const LiveEntity regulars[] = {
  STANDING ("s-1", "Mme Kermarrec", "2026-06-17", ""),
  STANDING ("s-2", "M. Tanguy", "2026-06-24", ""),
  STANDING ("s-4", "Zoé Le Bris", "2026-06-10",
            "\"failed_days\":[\"2026-06-10\",\"2026-06-17\"],"),
  STANDING ("s-3", "M. Le Bihan", "2026-06-17", "\"paused\":true,"),
  { NULL, NULL, NULL },
};

static gboolean
shows (GtkWidget  *widget,
       const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL)
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows (child, text))
      return TRUE;

  return FALSE;
}

/* On screen and on paper: who stands in the shop at four in the morning has nothing else. */
static void
test_who_stands_without_bread_is_named (Fixture       *fixture,
                                        gconstpointer  data)
{
  const ParvisBakeMissed *missed;
  GPtrArray *all;
  g_autofree char *text = NULL;

  g_assert_cmpuint (parvis_bake_page_get_plan (fixture->page)->missed->len, ==, 0);
  close_page (fixture);
  open_page (fixture, regulars);
  all = parvis_bake_page_get_plan (fixture->page)->missed;
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpstr (((ParvisBakeMissed *) g_ptr_array_index (all, 1))->name, ==, "Zoé Le Bris");
  missed = g_ptr_array_index (all, 0);
  g_assert_cmpstr (missed->name, ==, "Mme Kermarrec");
  g_assert_cmpstr (missed->items, ==, "2\u00a0Tradition · 1\u00a0Campagne");
  LIVE_WAIT (shows (GTK_WIDGET (fixture->page),
                    "Standing order without bread or place: 18:15, Mme Kermarrec, "
                    "2\u00a0Tradition · 1\u00a0Campagne"));

  text = read_paper (fixture, PARVIS_PAPER_A4, NULL);
  if (text == NULL)
    g_test_skip ("pdftotext is not installed");
  else
    {
      assert_reads (text, "Standing order without bread or place");
      assert_reads (text, "Mme Kermarrec");
    }
}

static void
add (const char *path,
     void      (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  add ("/bake/what-to-bake-is-what-is-reserved-and-what-is-usual",
       test_what_to_bake_is_what_is_reserved_and_what_is_usual);
  add ("/bake/it-is-provisional-until-the-last-slot-is-closed",
       test_it_is_provisional_until_the_last_slot_is_closed);
  add ("/bake/what-to-bag-stands-by-the-hour", test_what_to_bag_stands_by_the_hour);
  add ("/bake/the-paper-says-what-the-screen-says", test_the_paper_says_what_the_screen_says);
  add ("/bake/each-page-of-a-long-list-says-what-it-is",
       test_each_page_of_a_long_list_says_what_it_is);
  add ("/bake/a-ticket-has-one-slot-a-slip", test_a_ticket_has_one_slot_a_slip);
  add ("/bake/a-slip-of-one-order-has-what-is-in-the-bag",
       test_a_slip_of_one_order_has_what_is_in_the_bag);

  add ("/bake/who-stands-without-bread-is-named", test_who_stands_without_bread_is_named);

  return g_test_run ();
}
