/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvisctl-erasures"

#include "config.h"

#include "parvisctl-erasures.h"

#include "parvis-error.h"
#include "parvis-json.h"
#include "parvisctl-files.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const char *
get_text (const json_t *object,
          const char   *name)
{
  const char *text = json_string_value (json_object_get (object, name));

  return text != NULL ? text : "";
}

static gboolean
set_broken (gint64   n,
            GError **error)
{
  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
               "Record %" G_GINT64_FORMAT " was changed, or the one before it removed", n);

  return FALSE;
}

/* @previous: (inout): hash of the record before */
static gboolean
check_record (const json_t  *entry,
              const guchar  *key,
              gint64         n,
              char         **previous,
              json_t        *records,
              GError       **error)
{
  const char *text = get_text (entry, "record");
  const char *signature = get_text (entry, "signature");
  g_autofree char *both = g_strconcat (text, "\n", signature, NULL);
  gsize size;
  g_autofree guchar *bytes = g_base64_decode (signature, &size);
  json_t *record = parvis_json_parse (text, strlen (text), NULL);

  json_array_append_new (records, record);
  if (size != crypto_sign_BYTES ||
      crypto_sign_verify_detached (bytes, (const guchar *) text, strlen (text), key) != 0 ||
      json_integer_value (json_object_get (record, "n")) != n ||
      strcmp (get_text (record, "previous"), *previous) != 0)
    return set_broken (n, error);

  g_free (*previous);
  *previous = g_compute_checksum_for_string (G_CHECKSUM_SHA256, both, -1);

  return TRUE;
}

static gboolean
check_page (const json_t  *answer,
            gint64        *n,
            char         **previous,
            json_t        *records,
            GError       **error)
{
  const json_t *list = json_object_get (answer, "erasures");
  gsize size;
  g_autofree guchar *key = g_base64_decode (get_text (answer, "key"), &size);

  if (size != crypto_sign_PUBLICKEYBYTES)
    return set_broken (*n + 1, error);

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      if (!check_record (json_array_get (list, i), key, ++*n, previous, records, error))
        return FALSE;
    }

  return TRUE;
}

/* Page by page, so that a town of many years is read too. */
json_t *
parvis_ctl_audit_erasures (ParvisConnection     *connection,
                           const ParvisOptions  *options,
                           char                **arguments,
                           GError              **error)
{
  g_autoptr(json_t) records = json_array ();
  g_autofree char *previous = g_strdup ("");
  g_autofree char *key = NULL;
  gint64 n = 0;
  gint64 before;

  do
    {
      g_autofree char *rest = g_strdup_printf ("/erasures?after=%" G_GINT64_FORMAT, n);
      g_autoptr(json_t) answer = parvis_ctl_ask (connection, "GET", arguments[0], rest, NULL,
                                                 error);

      before = n;
      if (answer == NULL || !check_page (answer, &n, &previous, records, error))
        return NULL;
      g_free (key);
      key = g_strdup (get_text (answer, "key"));
    }
  while (n > before);

  return json_pack ("{s:s, s:O}", "key", key, "erasures", records);
}

void
parvis_print_erasures (const json_t *answer)
{
  const json_t *list = json_object_get (answer, "erasures");

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *record = json_array_get (list, i);
      const json_t *documents = json_object_get (record, "documents");

      printf ("%s  %s  %s", get_text (record, "at"),
              json_object_get (record, "number") != NULL ? get_text (record, "number")
                                                         : get_text (record, "id"),
              get_text (record, "because"));
      if (json_is_true (json_object_get (record, "dossier")))
        printf ("  the whole dossier");
      for (gsize j = 0; j < json_array_size (documents); j++)
        printf ("  %s", get_text (json_array_get (documents, j), "requirement"));
      putchar ('\n');
    }
  printf ("%" G_GSIZE_FORMAT " records, each signed and none missing before the last. Key: %s\n",
          json_array_size (list), get_text (answer, "key"));
}
