/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "parvis-json.h"

#include <string.h>

/* What was accepted can be written and read again, and has members to look for. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) value = parvis_json_parse ((const char *) data, size, &error);
  g_autoptr(json_t) again = NULL;
  g_autofree char *text = NULL;
  const char *string;
  double real;
  gint64 number;

  g_assert_true ((value == NULL) == (error != NULL));

  if (value == NULL)
    {
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }

  text = parvis_json_dump (value);
  again = parvis_json_parse (text, strlen (text), &error);
  g_assert_no_error (error);

  parvis_json_get_string_or (value, "s", 8, "", &string, NULL);
  parvis_json_get_int_or (value, "i", -5, 5, 0, &number, NULL);
  parvis_json_get_number (value, "n", -5.0, 5.0, &real, NULL);
  parvis_json_get_time_or (value, "t", 0, &number, NULL);
  parvis_json_get_uuid (value, "u", &string, NULL);

  return 0;
}
