/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-contact.h"

#include <string.h>

static void
test_only_addresses_are_written_to (void)
{
  static const char * const bad[] = {
    "", "a", "@b.fr", "a@", "a@b@c.fr", "a b@c.fr", "a@b.fr\r\nBcc: c@d.fr", "a@b.fr,c@d.fr",
    "<a@b.fr>", "\"a\"@b.fr", "a@b..fr", "a@.fr", "a@b.fr.", "é@b.fr", "-a@b.fr", "a;b@c.fr",
  };
  g_autofree char *long_one = g_strnfill (250, 'a');
  g_autofree char *too_long = g_strconcat (long_one, "@b.fr", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (parvis_contact_is_email (bad[i]));
  g_assert_false (parvis_contact_is_email (too_long));
  g_assert_false (parvis_contact_is_email (NULL));
  g_assert_true (parvis_contact_is_email ("mairie@saint-clair.example"));
  g_assert_true (parvis_contact_is_email ("o'neil+parvis@mairie.example"));
  g_assert_true (parvis_contact_is_email ("root@localhost"));
}

static void
test_numbers_are_read_as_people_write_them (void)
{
  static const struct
  {
    const char *written;
    const char *number;
  } cases[] = {
    { "0612345678", "0612345678" },
    { "06 12 34 56 78", "0612345678" },
    { "06.12.34.56.78", "0612345678" },
    { "06\u202f12\u00a034-56/78 ", "0612345678" },
    { "+33 (0)6 12 34 56 78", "0612345678" },
    { "+33 6 12 34 56 78", "0612345678" },
    { "0033612345678", "0612345678" },
    { "0033 06.12.34.56.78", "0612345678" },
    { "+590 690 12 34 56", "0690123456" },
    { "00 590 590 12 34 56", "0590123456" },
    { "+594 694 12 34 56", "0694123456" },
    { "+596 (0)696 12 34 56", "0696123456" },
    { "+262 692 12 34 56", "0692123456" },
    { "+262 639 12 34 56", "0639123456" },
    { "+508 41 12 34", "0508411234" },
    { "+687 27 12 34", "+687271234" },
    { "+689 87 12 34 56", "+68987123456" },
    { "+33 6 12 34 56 7", "+3361234567" },
    { "+33 9 612 345 678", "+339612345678" },
    { "+32 470 12 34 56", "+32470123456" },
    { "+1 (555) 010-9999", "+15550109999" },
    { "3939 42", "393942" },
    { "", NULL },
    { "12345", NULL },
    { "1234567890123456", NULL },
    { "06 12 34 56 7x", NULL },
    { "06+12345678", NULL },
    { "\u0660\u0661\u0662\u0663\u0664\u0665", NULL },
    { "06123456\xff", NULL },
    { NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *number = parvis_contact_normalise_phone (cases[i].written, NULL);

      g_assert_cmpstr (number, ==, cases[i].number);
    }
}

/* One number, whether it is written for who lives there or for who does not. */
static void
test_short_numbers_are_those_of_their_country (void)
{
  static const struct
  {
    const char *town;
    const char *written;
    const char *number;
  } cases[] = {
    { "98818", "27 12 34", "+687271234" },
    { "98818", "+687 27 12 34", "+687271234" },
    { "98818", "00687271234", "+687271234" },
    { "98735", "87 12 34 56", "+68987123456" },
    { "98735", "+689 87 12 34 56", "+68987123456" },
    { "98611", "72 12 34", "+681721234" },
    { "97502", "41 12 34", "0508411234" },
    { "97502", "05 08 41 12 34", "0508411234" },
    { "98818", "06 12 34 56 78", "0612345678" },
    { "98818", "+33 6 12 34 56 78", "0612345678" },
    { "98818", "87 12 34 56", "87123456" },
    { "85001", "27 12 34", "271234" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *number = parvis_contact_normalise_phone (cases[i].written, cases[i].town);

      g_assert_cmpstr (number, ==, cases[i].number);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/contact/only-addresses-are-written-to", test_only_addresses_are_written_to);
  g_test_add_func ("/contact/numbers-are-read-as-people-write-them",
                   test_numbers_are_read_as_people_write_them);
  g_test_add_func ("/contact/short-numbers-are-those-of-their-country",
                   test_short_numbers_are_those_of_their_country);

  return g_test_run ();
}
