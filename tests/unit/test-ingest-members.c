/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-error.h"
#include "parvis-ingest.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1781707330000)

static json_t *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  json_t *value = parvis_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);

  return value;
}

static void
test_a_misspelt_member_is_named (void)
{
  static const struct
  {
    const char *text;
    const char *field;
  } cases[] = {
    { "{\"value\":1,\"at\":\"2026-06-17T14:42:00Z\"}", "/at" },
    { "{\"value\":1,\"observed_at\":null,\"at\":\"2026-06-17T14:42:00Z\"}", "/at" },
    { "[{\"value\":1},{\"value\":2,\"observedAt\":\"2026-06-17T14:42:00Z\"}]", "/1/observedAt" },
    { "{\"readings\":[{\"value\":1,\"Time-Stamp\":1750171320}]}", "/readings/0/Time-Stamp" },
    { "{\"count\":12}", "/count" },
    { "{\"observed_at\":\"2026-06-17T14:42:00Z\",\"a/b~\":12}", "/a~1b~0" },
    { "{\"data\":[{\"value\":1}]}", "/data" },
    /* Nothing of these is misspelt. */
    { "{\"value\":1,\"observed_at\":\"2026-06-17T14:42:00Z\",\"at\":\"gate 1\"}", NULL },
    { "{\"value\":1,\"unit\":\"persons\",\"note\":\"from the gate\"}", NULL },
    { "{\"value\":1,\"timestamp\":null}", NULL },
    { "{\"value\":null,\"reason\":\"no contact\"}", NULL },
    { "{\"battery\":81}", NULL },
    { "{}", NULL },
  };
  ParvisMapping mapping = { .format = PARVIS_FORMAT_PARVIS, .measure = PARVIS_MEASURE_PRESENT };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(json_t) payload = parse (cases[i].text);
      g_autoptr(GError) error = NULL;
      g_autoptr(GArray) readings = parvis_ingest (&mapping, payload, NOW, &error);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (parvis_error_get_field (error), ==, cases[i].field);
      g_assert_cmpint (readings == NULL, ==, cases[i].field != NULL);
    }
}

/* With a pointer, a payload is what somebody else's service answers. */
static void
test_the_words_of_others_are_left_alone (void)
{
  ParvisMapping mapping = {
    .format = PARVIS_FORMAT_PARVIS, .measure = PARVIS_MEASURE_PRESENT, .pointer = "/personCount",
  };
  g_autoptr(json_t) payload = parse ("{\"personCount\":12,\"timestamp\":\"tea time\"}");
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) readings = parvis_ingest (&mapping, payload, NOW, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (readings->len, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ingest/a-misspelt-member-is-named", test_a_misspelt_member_is_named);
  g_test_add_func ("/ingest/the-words-of-others-are-left-alone",
                   test_the_words_of_others_are_left_alone);

  return g_test_run ();
}
