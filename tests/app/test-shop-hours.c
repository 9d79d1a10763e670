/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-shop-hours.h"

static void
test_an_hour_is_read_as_people_write_it (void)
{
  static const struct
  {
    const char *typed;
    int         minute;
  } good[] = {
    { "7", 420 }, { "7h", 420 }, { "7h30", 450 }, { "07:30", 450 }, { " 19H05 ", 1145 },
    { "0:00", 0 }, { "24:00", 1440 }, { "7.30", 450 },
  };
  static const char *const bad[] = { "", "h30", "7:3", "7:60", "24:01", "25", "123", "7h300",
                                     "7x30", "-1", "7:3a", "٧" };
  int minute;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (parvis_hours_read_clock (good[i].typed, &minute));
      g_assert_cmpint (minute, ==, good[i].minute);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (parvis_hours_read_clock (bad[i], &minute));
}

static void
test_hours_of_a_day_come_back_as_they_were (void)
{
  g_autoptr(json_t) slots = json_array ();
  g_autofree char *wednesday = NULL;
  g_autofree char *monday = NULL;

  g_assert_true (parvis_hours_read_day ("7h30-9h30; 17:00 – 18:45", 3, 12, slots));
  g_assert_cmpuint (json_array_size (slots), ==, 8);
  /* What is left at the end is a shorter slot. */
  g_assert_cmpint (json_integer_value (json_object_get (json_array_get (slots, 7), "until")), ==,
                   1125);
  wednesday = parvis_hours_write_day (slots, 3);
  g_assert_cmpstr (wednesday, ==, "7:30–9:30, 17:00–18:45");
  monday = parvis_hours_write_day (slots, 1);
  g_assert_cmpstr (monday, ==, "");

  g_assert_true (parvis_hours_read_day (" ", 1, 12, slots));
  g_assert_cmpuint (json_array_size (slots), ==, 8);
  g_assert_false (parvis_hours_read_day ("9:00", 1, 12, slots));
  g_assert_false (parvis_hours_read_day ("9:00-8:00", 1, 12, slots));
  g_assert_false (parvis_hours_read_day ("9:00-12:00, 11:00-13:00", 1, 12, slots));
  g_assert_false (parvis_hours_read_day ("9-10-11", 1, 12, slots));
}

static void
test_closed_days_keep_their_reasons (void)
{
  g_autoptr(json_t) before = json_pack ("[{s:s,s:s}]", "day", "2026-08-01", "reason", "Vacances");
  g_autoptr(json_t) closed = parvis_hours_read_closed ("1/8/2026–21/08/2026, 2026-12-25", before);
  g_autofree char *text = parvis_hours_write_closed (closed);
  g_autoptr(json_t) none = parvis_hours_read_closed (" ", before);
  g_autoptr(json_t) expected =
    json_pack ("[{s:s,s:s,s:s},{s:s}]", "day", "2026-08-01", "until", "2026-08-21", "reason",
               "Vacances", "day", "2026-12-25");

  g_assert_true (json_equal (closed, expected));
  g_assert_cmpstr (text, ==, "01/08/2026–21/08/2026, 25/12/2026");
  g_assert_cmpuint (json_array_size (none), ==, 0);
  g_assert_null (parvis_hours_read_closed ("31/02/2026", before));
  g_assert_null (parvis_hours_read_closed ("tomorrow", before));
  g_assert_null (parvis_hours_read_closed ("21/08/2026–01/08/2026", before));
  g_assert_null (parvis_hours_read_closed ("1/8/26", before));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/shop-hours/an-hour-is-read-as-people-write-it",
                   test_an_hour_is_read_as_people_write_it);
  g_test_add_func ("/shop-hours/hours-of-a-day-come-back-as-they-were",
                   test_hours_of_a_day_come_back_as_they_were);
  g_test_add_func ("/shop-hours/closed-days-keep-their-reasons",
                   test_closed_days_keep_their_reasons);

  return g_test_run ();
}
