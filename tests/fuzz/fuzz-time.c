/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "parvis-time.h"

/* What is read is in bounds and is written so that it reads the same. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *written = NULL;
  gint64 instant;
  gint64 again;

  if (!parvis_time_parse (text, &instant, NULL))
    {
      g_assert_cmpint (instant, ==, PARVIS_NO_TIME);
      return 0;
    }

  g_assert_cmpint (instant, >=, 0);
  g_assert_cmpint (instant, <=, PARVIS_TIME_MAX);

  written = parvis_time_format (instant);
  g_assert_true (parvis_time_parse (written, &again, NULL));
  g_assert_cmpint (again, ==, instant);

  return 0;
}
