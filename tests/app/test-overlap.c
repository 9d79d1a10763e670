/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-overlap.h"

static ParvisPill
pill_at (double x,
         double y,
         double width)
{
  return (ParvisPill) { .x = x, .y = y, .width = width, .height = 50 };
}

static void
test_pills_apart_stay (void)
{
  ParvisPill pills[] = { pill_at (0, 0, 150), pill_at (400, 0, 150), pill_at (0, 200, 150) };

  parvis_overlap_resolve (pills, G_N_ELEMENTS (pills));
  for (guint i = 0; i < G_N_ELEMENTS (pills); i++)
    {
      g_assert_cmpfloat (pills[i].push, ==, 0);
      g_assert_cmpfloat (pills[i].lift, ==, 0);
      g_assert_cmpint (pills[i].under, ==, -1);
    }
}

static void
test_neighbours_push_apart (void)
{
  ParvisPill pills[] = { pill_at (0, 0, 150), pill_at (140, 0, 150) };

  parvis_overlap_resolve (pills, 2);
  g_assert_cmpint (pills[1].under, ==, -1);
  g_assert_cmpfloat (pills[0].push, <, 0);
  g_assert_cmpfloat (pills[0].push, >=, -PARVIS_OVERLAP_PUSH);
  g_assert_cmpfloat ((140 + pills[1].push) - pills[0].push, >=, 150);
}

static void
test_the_upper_one_rises (void)
{
  ParvisPill pills[] = { pill_at (85, 0, 150), pill_at (0, 44, 140) };

  parvis_overlap_resolve (pills, 2);
  g_assert_cmpint (pills[1].under, ==, -1);
  g_assert_cmpfloat (pills[0].lift, >, 0);
  g_assert_cmpfloat (pills[0].lift, <=, PARVIS_OVERLAP_PUSH);
  g_assert_cmpfloat (pills[1].lift, ==, 0);
}

static void
test_what_cannot_part_is_stacked (void)
{
  ParvisPill pills[] = { pill_at (0, 0, 150), pill_at (10, 5, 150), pill_at (20, 10, 150) };

  parvis_overlap_resolve (pills, 3);
  g_assert_cmpint (pills[0].under, ==, -1);
  g_assert_cmpint (pills[0].stacked, ==, 2);
  g_assert_cmpint (pills[1].under, ==, 0);
  g_assert_cmpint (pills[2].under, ==, 0);
}

/* Whatever the places, no two pills that show overlap, and every hidden one is
 * counted once.
 */
static void
test_random_towns (void)
{
  g_autoptr(GRand) random = g_rand_new_with_seed (20260617);

  for (int town = 0; town < 200; town++)
    {
      ParvisPill pills[24];
      int hidden = 0;
      int counted = 0;

      for (guint i = 0; i < G_N_ELEMENTS (pills); i++)
        pills[i] = pill_at (g_rand_double_range (random, 0, 700),
                            g_rand_double_range (random, 0, 600),
                            g_rand_double_range (random, 80, 190));
      parvis_overlap_resolve (pills, G_N_ELEMENTS (pills));

      for (guint i = 0; i < G_N_ELEMENTS (pills); i++)
        {
          const ParvisPill *a = &pills[i];

          counted += a->stacked;
          hidden += a->under >= 0;
          for (guint j = i + 1; j < G_N_ELEMENTS (pills) && a->under < 0; j++)
            {
              const ParvisPill *b = &pills[j];
              double across = (a->width + b->width) / 2 - ABS (a->x + a->push - b->x - b->push);
              double down = 50 - ABS (a->y - a->lift - (b->y - b->lift));

              g_assert_true (b->under >= 0 || across <= 1 || down <= 1);
            }
        }
      g_assert_cmpint (hidden, ==, counted);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/overlap/pills-apart-stay", test_pills_apart_stay);
  g_test_add_func ("/overlap/neighbours-push-apart", test_neighbours_push_apart);
  g_test_add_func ("/overlap/the-upper-one-rises", test_the_upper_one_rises);
  g_test_add_func ("/overlap/what-cannot-part-is-stacked", test_what_cannot_part_is_stacked);
  g_test_add_func ("/overlap/random-towns", test_random_towns);

  return g_test_run ();
}
