/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-feed-text"

#include "config.h"

#include "parvis-feed-text.h"

#include "parvis-error.h"

/* The bodies of the feed are JSON already and go out as they are; kinds and
 * identifiers are words of ours that need no escaping.
 */
void
parvis_feed_append_change (GString            *text,
                           const ParvisChange *change)
{
  g_string_append_printf (text,
                          "{\"seq\":%" G_GINT64_FORMAT ",\"kind\":\"%s\",\"id\":\"%s\","
                          "\"deleted\":%s",
                          change->seq, change->kind, change->id,
                          change->deleted ? "true" : "false");
  if (!change->deleted)
    {
      g_string_append (text, ",\"body\":");
      g_string_append (text, change->body);
    }
  g_string_append_c (text, '}');
}

gboolean
parvis_feed_check_cursor (gint64   after,
                          gint64   latest,
                          GError **error)
{
  if (after <= latest)
    return TRUE;

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
               "The feed has not come to this cursor; read it again from 0");
  parvis_error_set_field (error, "after");

  return FALSE;
}
