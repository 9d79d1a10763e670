/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-error"

#include "config.h"

#include "parvis-error.h"

/* What an error carries besides its code and message: the field of the input
 * that is at fault, so that a form can show the sentence under its row, and what a
 * program may go on with.
 */
typedef struct
{
  char   *field;
  json_t *details;
} ParvisErrorPrivate;

static void
parvis_error_private_init (ParvisErrorPrivate *priv)
{
  g_assert (priv != NULL);
}

static void
parvis_error_private_copy (const ParvisErrorPrivate *source,
                           ParvisErrorPrivate       *copy)
{
  g_assert (source != NULL);
  g_assert (copy != NULL);

  copy->field = g_strdup (source->field);
  copy->details = json_incref (source->details);
}

static void
parvis_error_private_clear (ParvisErrorPrivate *priv)
{
  g_assert (priv != NULL);

  g_clear_pointer (&priv->field, g_free);
  g_clear_pointer (&priv->details, json_decref);
}

/* GLib's macro casts a byte pointer that g_error_new() has aligned. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-align"
G_DEFINE_EXTENDED_ERROR (ParvisError, parvis_error)
#pragma GCC diagnostic pop

/**
 * parvis_error_set_field:
 * @error: (nullable): where an error of this domain stands, or nothing
 * @field: a member of a body as a JSON Pointer ("/delta", "" for all of it), a
 *   parameter of an address, a header or an option by its bare name
 *
 * Names the field at fault. Errors of other domains are left as they are.
 */
void
parvis_error_set_field (GError     **error,
                        const char  *field)
{
  ParvisErrorPrivate *priv;

  if (error == NULL || *error == NULL || (*error)->domain != PARVIS_ERROR)
    return;

  priv = parvis_error_get_private (*error);
  g_assert (priv != NULL);
  g_free (priv->field);
  priv->field = g_strdup (field);
}

/**
 * parvis_error_prefix_field:
 * @error: (nullable): where an error of this domain stands, or nothing
 * @format: of a JSON Pointer to what the field at fault is a member of
 *
 * For whoever reads a member that has members itself: "/price" becomes "/lines/2/price".
 */
void
parvis_error_prefix_field (GError     **error,
                           const char  *format,
                           ...)
{
  g_autofree char *prefix = NULL;
  g_autofree char *field = NULL;
  const char *inner;
  va_list args;

  if (error == NULL || *error == NULL || (*error)->domain != PARVIS_ERROR)
    return;

  va_start (args, format);
  prefix = g_strdup_vprintf (format, args);
  va_end (args);

  inner = parvis_error_get_field (*error);
  field = g_strconcat (prefix, inner, NULL);
  parvis_error_set_field (error, field);
}

/**
 * parvis_error_get_field:
 *
 * Returns: (nullable) (transfer none): the field at fault, if one is known
 */
const char *
parvis_error_get_field (const GError *error)
{
  const ParvisErrorPrivate *priv;

  if (error == NULL || error->domain != PARVIS_ERROR)
    return NULL;

  priv = parvis_error_get_private (error);
  g_assert (priv != NULL);

  return priv->field;
}

/**
 * parvis_error_take_details:
 * @details: (transfer full): an object
 *
 * Errors of other domains are left as they are.
 */
void
parvis_error_take_details (GError **error,
                           json_t  *details)
{
  ParvisErrorPrivate *priv;

  if (error == NULL || *error == NULL || (*error)->domain != PARVIS_ERROR)
    {
      json_decref (details);
      return;
    }

  priv = parvis_error_get_private (*error);
  g_assert (priv != NULL);
  json_decref (priv->details);
  priv->details = details;
}

/**
 * parvis_error_get_details:
 *
 * Returns: (nullable) (transfer none)
 */
const json_t *
parvis_error_get_details (const GError *error)
{
  const ParvisErrorPrivate *priv;

  if (error == NULL || error->domain != PARVIS_ERROR)
    return NULL;

  priv = parvis_error_get_private (error);
  g_assert (priv != NULL);

  return priv->details;
}

/**
 * parvis_set_invalid:
 * @field: (nullable): the field at fault
 *
 * Sets %PARVIS_ERROR_INVALID about @field.
 *
 * Returns: always %FALSE, so that a check can return it
 */
gboolean
parvis_set_invalid (GError     **error,
                    const char  *field,
                    const char  *format,
                    ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_INVALID, message);
  parvis_error_set_field (error, field);

  return FALSE;
}
