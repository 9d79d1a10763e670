/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "parvis-json.h"

#include <string.h>

/* The first line is the pointer, the rest the document. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const uint8_t *end = size == 0 ? NULL : memchr (data, '\n', size);
  g_autofree char *pointer = NULL;
  g_autoptr(json_t) root = NULL;

  if (end == NULL)
    return 0;

  pointer = g_strndup ((const char *) data, (gsize) (end - data));
  root = parvis_json_parse ((const char *) end + 1, size - (size_t) (end + 1 - data), NULL);

  if (!parvis_json_pointer_is_valid (pointer))
    g_assert_null (parvis_json_pointer (root, pointer));
  else if (*pointer == '\0')
    g_assert_true (parvis_json_pointer (root, pointer) == root);
  else
    parvis_json_pointer (root, pointer);

  return 0;
}
