/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-digit-key.h"

static void
test_a_digit_is_one_on_every_keyboard (void)
{
  g_assert_cmpuint (parvis_digit_of_key (GDK_KEY_1, 0), ==, 1);
  g_assert_cmpuint (parvis_digit_of_key (GDK_KEY_KP_9, 0), ==, 9);
  /* AZERTY, without Shift and with it. */
  g_assert_cmpuint (parvis_digit_of_key (GDK_KEY_eacute, 0), ==, 2);
  g_assert_cmpuint (parvis_digit_of_key (GDK_KEY_ccedilla, GDK_LOCK_MASK), ==, 9);
  g_assert_cmpuint (parvis_digit_of_key (GDK_KEY_2, GDK_SHIFT_MASK), ==, 2);
}

static void
test_what_is_no_digit_is_none (void)
{
  g_assert_cmpuint (parvis_digit_of_key (GDK_KEY_0, 0), ==, 0);
  g_assert_cmpuint (parvis_digit_of_key (GDK_KEY_v, 0), ==, 0);
  /* QWERTY: Shift makes it a sign. */
  g_assert_cmpuint (parvis_digit_of_key (GDK_KEY_ampersand, GDK_SHIFT_MASK), ==, 0);
  /* A page's. */
  g_assert_cmpuint (parvis_digit_of_key (GDK_KEY_2, GDK_CONTROL_MASK), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/digit-key/a-digit-is-one-on-every-keyboard",
                   test_a_digit_is_one_on_every_keyboard);
  g_test_add_func ("/digit-key/what-is-no-digit-is-none", test_what_is_no_digit_is_none);

  return g_test_run ();
}
