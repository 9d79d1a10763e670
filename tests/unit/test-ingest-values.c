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

/* One reading. */
static GArray *
ingest (const ParvisMapping *mapping,
        const json_t        *payload)
{
  g_autoptr(GError) error = NULL;
  GArray *readings = parvis_ingest (mapping, payload, NOW, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (readings->len, ==, 1);

  return readings;
}

static void
assert_reads (const ParvisMapping *mapping,
              const char          *value,
              ParvisReason         reason,
              double               number)
{
  g_autofree char *text = g_strdup_printf ("{\"value\":%s}", value);
  g_autoptr(json_t) payload = parse (text);
  g_autoptr(GArray) readings = ingest (mapping, payload);
  const ParvisReading *reading = &g_array_index (readings, ParvisReading, 0);

  g_test_message ("%s", value);
  g_assert_cmpstr (parvis_reason_to_string (reading->reason), ==,
                   parvis_reason_to_string (reason));
  g_assert_cmpfloat (reading->value, ==, number);
}

static void
test_counts_are_whole_numbers (void)
{
  ParvisMapping mapping = { .format = PARVIS_FORMAT_PARVIS, .measure = PARVIS_MEASURE_PRESENT };
  static const char * const refused[] = {
    "12.5", "\"12.5\"", "\"\"", "\" \"", "\"nan\"", "\"inf\"", "\"-inf\"", "\"0x10\"", "\"1e999\"",
    "\"12 %\"", "\"12 pers\"", "\"0.00 °C\"", "\"31 kPa\"", "1e300", "1e13", "true", "false", "[]",
    "{}", "[3]", "\"OCCUPIED\"", "\"1,5\"", "\"--1\"", "\"1 2\"",
  };

  assert_reads (&mapping, "12", PARVIS_REASON_NONE, 12);
  assert_reads (&mapping, "12.0", PARVIS_REASON_NONE, 12);
  assert_reads (&mapping, "-3", PARVIS_REASON_NONE, -3);
  assert_reads (&mapping, "0", PARVIS_REASON_NONE, 0);
  assert_reads (&mapping, "\"12\"", PARVIS_REASON_NONE, 12);
  assert_reads (&mapping, "\" 12 \"", PARVIS_REASON_NONE, 12);
  assert_reads (&mapping, "\"-3\"", PARVIS_REASON_NONE, -3);
  assert_reads (&mapping, "4294967295", PARVIS_REASON_NONE, 4294967295.0);
  assert_reads (&mapping, "null", PARVIS_REASON_NO_VALUE, 0);

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    assert_reads (&mapping, refused[i], PARVIS_REASON_NOT_A_NUMBER, 0);
}

/* "12/24/26" would be a date that becomes the capacity of a car park. */
static void
test_a_fraction_is_two_numbers_and_a_unit (void)
{
  static const struct
  {
    const char *text;
    gint64 capacity;
  } read[] = {
    { "37/311", 311 },
    { "37/311 persons", 311 },
    { " 37 / 311  places occupées ", 311 },
    { "37/0", 0 },
  };
  static const char * const refused[] = {
    "\"12/24/26\"", "\"6/17/2026\"", "\"12/24 /26\"", "\"37/311 16:42\"", "\"37/311;\"",
    "\"37/311 %\"", "\"37/311 de 400\"", "\"37/\"", "\"/311\"", "\"37/-1\"", "\"37/3.5\"",
    "\"3.5/311\"", "\"37//311\"", "\"37/2000000\"",
  };
  ParvisMapping mapping = { .format = PARVIS_FORMAT_PARVIS, .measure = PARVIS_MEASURE_PRESENT };

  for (guint i = 0; i < G_N_ELEMENTS (read); i++)
    {
      g_autoptr(json_t) payload = json_pack ("{s:s}", "value", read[i].text);
      g_autoptr(GArray) readings = ingest (&mapping, payload);
      const ParvisReading *reading = &g_array_index (readings, ParvisReading, 0);

      g_assert_cmpint (reading->reason, ==, PARVIS_REASON_NONE);
      g_assert_cmpfloat (reading->value, ==, 37);
      g_assert_cmpint (reading->capacity, ==, read[i].capacity);
    }

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    assert_reads (&mapping, refused[i], PARVIS_REASON_NOT_A_NUMBER, 0);
}

static void
test_a_share_need_not_be_whole (void)
{
  ParvisMapping mapping = {
    .format = PARVIS_FORMAT_PARVIS,
    .measure = PARVIS_MEASURE_OCCUPIED,
    .percent = TRUE,
  };

  assert_reads (&mapping, "62.5", PARVIS_REASON_NONE, 62.5);
  assert_reads (&mapping, "\"62.5 %\"", PARVIS_REASON_NONE, 62.5);
  assert_reads (&mapping, "\"62.5%\"", PARVIS_REASON_NONE, 62.5);
  assert_reads (&mapping, "\"62.5 V\"", PARVIS_REASON_NOT_A_NUMBER, 0);
}

static void
test_a_space_is_taken_or_not (void)
{
  g_autoptr(json_t) values = parse ("{\"PKD\":true,\"5\":false,\"n/a\":7}");
  ParvisMapping mapping = { .format = PARVIS_FORMAT_PARVIS, .measure = PARVIS_MEASURE_SPACE };

  assert_reads (&mapping, "true", PARVIS_REASON_NONE, 1);
  assert_reads (&mapping, "false", PARVIS_REASON_NONE, 0);
  assert_reads (&mapping, "1", PARVIS_REASON_NONE, 1);
  assert_reads (&mapping, "\"0\"", PARVIS_REASON_NONE, 0);
  assert_reads (&mapping, "\"FREE\"", PARVIS_REASON_NONE, 0);
  assert_reads (&mapping, "\"occupied\"", PARVIS_REASON_NONE, 1);
  assert_reads (&mapping, "\"BUSY\"", PARVIS_REASON_NONE, 1);
  assert_reads (&mapping, "2", PARVIS_REASON_NOT_A_NUMBER, 0);
  assert_reads (&mapping, "-1", PARVIS_REASON_NOT_A_NUMBER, 0);
  assert_reads (&mapping, "\"PKD\"", PARVIS_REASON_NOT_A_NUMBER, 0);

  mapping.values = values;
  assert_reads (&mapping, "\"PKD\"", PARVIS_REASON_NONE, 1);
  assert_reads (&mapping, "5", PARVIS_REASON_NONE, 0);
  assert_reads (&mapping, "\"n/a\"", PARVIS_REASON_NOT_A_NUMBER, 0);
}
int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ingest/counts-are-whole-numbers", test_counts_are_whole_numbers);
  g_test_add_func ("/ingest/a-fraction-is-two-numbers-and-a-unit",
                   test_a_fraction_is_two_numbers_and_a_unit);
  g_test_add_func ("/ingest/a-share-need-not-be-whole", test_a_share_need_not_be_whole);
  g_test_add_func ("/ingest/a-space-is-taken-or-not", test_a_space_is_taken_or_not);

  return g_test_run ();
}
