/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sender"

#include "config.h"

#include "parvis-sender.h"

#define MAX_NAMES 2

/**
 * parvis_sender_is_told:
 *
 * Plain JSON and counts by hand are somebody's own program: who has the key is it.
 */
gboolean
parvis_sender_is_told (ParvisFormat format)
{
  return format == PARVIS_FORMAT_TTN_V3 || format == PARVIS_FORMAT_CHIRPSTACK_V4;
}

/**
 * parvis_sender_fold:
 *
 * A DevEUI is printed on labels with any separators and in any case.
 */
char *
parvis_sender_fold (const char *text)
{
  GString *folded = g_string_new (NULL);

  for (const char *c = text; *c != '\0'; c++)
    {
      if (g_ascii_isalnum (*c))
        g_string_append_c (folded, g_ascii_tolower (*c));
    }

  return g_string_free (folded, folded->len == 0);
}

/* Up to MAX_NAMES, the DevEUI first. */
static void
list_names (ParvisFormat   format,
            const json_t  *payload,
            char         **names)
{
  static const char * const ttn[] = {
    "/end_device_ids/dev_eui", "/end_device_ids/device_id", NULL
  };
  static const char * const chirpstack[] = { "/deviceInfo/devEui", NULL };
  const char * const *pointers = format == PARVIS_FORMAT_TTN_V3 ? ttn : chirpstack;
  const json_t *result = json_object_get (payload, "result");
  guint n = 0;

  if (!parvis_sender_is_told (format))
    return;

  /* As the Storage Integration wraps it. */
  if (format == PARVIS_FORMAT_TTN_V3 && result != NULL)
    payload = result;

  for (int i = 0; pointers[i] != NULL; i++)
    {
      const char *text = json_string_value (parvis_json_pointer (payload, pointers[i]));

      names[n] = text == NULL ? NULL : parvis_sender_fold (text);
      n += names[n] != NULL;
    }
}

static void
clear_names (char **names)
{
  for (int i = 0; i < MAX_NAMES; i++)
    g_free (names[i]);
}

/**
 * parvis_sender_find:
 */
char *
parvis_sender_find (ParvisFormat  format,
                    const json_t *payload)
{
  char *names[MAX_NAMES] = { NULL, };
  char *first;

  list_names (format, payload, names);
  first = g_steal_pointer (&names[0]);
  clear_names (names);

  return first;
}

/**
 * parvis_sender_matches:
 * @device: as it was declared
 */
gboolean
parvis_sender_matches (ParvisFormat  format,
                       const json_t *payload,
                       const char   *device)
{
  g_autofree char *folded = parvis_sender_fold (device);
  char *names[MAX_NAMES] = { NULL, };
  gboolean matches = FALSE;

  list_names (format, payload, names);
  for (int i = 0; i < MAX_NAMES; i++)
    matches = matches || (names[i] != NULL && g_strcmp0 (names[i], folded) == 0);
  matches = matches || names[0] == NULL;
  clear_names (names);

  return matches;
}
