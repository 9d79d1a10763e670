/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-payload"

#include "config.h"

#include "parvis-payload.h"

#include "parvis-json.h"

#include <string.h>

/* Nobody reads further than that, and nothing deeper is a figure. */
#define MAX_VALUES 100
#define MAX_DEPTH  12

static void
value_free (gpointer data)
{
  ParvisPayloadValue *value = data;

  g_free (value->pointer);
  g_free (value->text);
  g_free (value);
}

/* What a member is called within a pointer (RFC 6901, section 3). */
static char *
escape (const char *name)
{
  g_autoptr(GString) text = g_string_new (name);

  g_string_replace (text, "~", "~0", 0);
  g_string_replace (text, "/", "~1", 0);

  return g_strdup (text->str);
}

static gboolean
is_figure (const json_t *value)
{
  const char *text = json_string_value (value);

  return json_is_number (value) || json_is_boolean (value) ||
         (text != NULL && text[0] != '\0' && strspn (text, "0123456789.,+- ") == strlen (text));
}

static void
collect (GPtrArray    *values,
         const json_t *value,
         const char   *pointer,
         guint         depth)
{
  const char *name;
  json_t *member;
  size_t index;

  if (values->len >= MAX_VALUES || depth > MAX_DEPTH)
    return;

  if (is_figure (value))
    {
      ParvisPayloadValue *found = g_new0 (ParvisPayloadValue, 1);

      found->pointer = g_strdup (pointer);
      found->text = parvis_json_dump (value);
      g_ptr_array_add (values, found);
    }
  json_object_foreach ((json_t *) value, name, member)
    {
      g_autofree char *escaped = escape (name);
      g_autofree char *below = g_strconcat (pointer, "/", escaped, NULL);

      collect (values, member, below, depth + 1);
    }
  json_array_foreach (value, index, member)
    {
      g_autofree char *below = g_strdup_printf ("%s/%" G_GSIZE_FORMAT, pointer, (gsize) index);

      collect (values, member, below, depth + 1);
    }
}

/* What radio networks put around the device's own words is not for people. */
static const char *
get_root (ParvisFormat format)
{
  switch (format)
    {
    case PARVIS_FORMAT_TTN_V3:
      return "/uplink_message/decoded_payload";

    case PARVIS_FORMAT_CHIRPSTACK_V4:
      return "/object";

    case PARVIS_FORMAT_PARVIS:
    case PARVIS_FORMAT_HAND:
      break;
    }

  return "";
}

GPtrArray *
parvis_payload_list_values (const json_t *payload,
                            ParvisFormat  format)
{
  GPtrArray *values = g_ptr_array_new_with_free_func (value_free);
  const char *root = get_root (format);
  const json_t *message = payload;

  /* Several readings at once are alike, and a network's store wraps its messages. */
  if (format == PARVIS_FORMAT_PARVIS && json_is_array (json_object_get (message, "readings")))
    message = json_object_get (message, "readings");
  if (json_is_array (message))
    message = json_array_get (message, 0);
  if (format == PARVIS_FORMAT_TTN_V3 && json_object_get (message, "result") != NULL)
    message = json_object_get (message, "result");
  message = message != NULL ? parvis_json_pointer (message, root) : NULL;
  if (message != NULL)
    collect (values, message, root, 0);

  return values;
}
