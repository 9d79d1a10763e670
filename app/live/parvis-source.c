/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-source"

#include "config.h"

#include "parvis-source.h"

#include <math.h>

#define TEXT_MAX 512

void
parvis_source_free (ParvisSource *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->name);
  g_free (self->gauge);
  g_free (self->place);
  g_free (self->preset);
  g_free (self->pointer);
  g_free (self->device);
  g_free (self->key_of);
  g_free (self->other_device);
  g_free (self);
}

static double
get_number (const json_t *body,
            const char   *name)
{
  const json_t *value = json_object_get (body, name);

  return json_is_number (value) ? json_number_value (value) : NAN;
}

static int
get_count (const json_t *body,
           const char   *name)
{
  gint64 value;

  return parvis_json_get_int_or (body, name, 0, G_MAXINT, -1, &value, NULL) ? (int) value : -1;
}

static gint64
get_time (const json_t *body,
          const char   *name)
{
  gint64 instant;

  return parvis_json_get_time_or (body, name, PARVIS_NO_TIME, &instant, NULL) ? instant
                                                                              : PARVIS_NO_TIME;
}

static const char *
get_text (const json_t *body,
          const char   *name)
{
  const char *text;

  return parvis_json_get_string_or (body, name, TEXT_MAX, NULL, &text, NULL) ? text : NULL;
}

/* A service of a later version may use a word that is not known here: the rest
 * of the source is still worth showing.
 */
static void
read_words (ParvisSource *self,
            const json_t *body)
{
  const char *word;

  self->format = PARVIS_FORMAT_PARVIS;
  if ((word = get_text (body, "format")) != NULL)
    parvis_format_from_string (word, &self->format);

  self->measure = PARVIS_MEASURE_PRESENT;
  if ((word = get_text (body, "measure")) != NULL)
    parvis_measure_from_string (word, &self->measure);

  self->health = PARVIS_HEALTH_NEVER;
  if ((word = get_text (body, "health")) != NULL)
    parvis_health_from_string (word, &self->health);

  self->reason = PARVIS_REASON_NONE;
  if ((word = get_text (body, "reason")) != NULL)
    parvis_reason_from_string (word, &self->reason);
}

/**
 * parvis_source_new_from_json:
 * @body: an entity "source"
 * @place: (nullable)
 *
 * Returns: (nullable): %NULL with %PARVIS_ERROR_INVALID if it has no id
 */
ParvisSource *
parvis_source_new_from_json (const json_t  *body,
                             const char    *place,
                             guint          waiting,
                             GError       **error)
{
  g_autoptr(ParvisSource) self = NULL;
  const char *id;
  const char *name = get_text (body, "name");
  gint64 period = 0;

  if (!parvis_json_get_string (body, "id", TEXT_MAX, &id, error))
    return NULL;

  self = g_new0 (ParvisSource, 1);
  self->id = g_strdup (id);
  self->name = g_strdup (name != NULL ? name : id);
  self->gauge = g_strdup (get_text (body, "gauge"));
  self->place = g_strdup (place);
  self->preset = g_strdup (get_text (body, "preset"));
  self->pointer = g_strdup (get_text (body, "pointer"));
  self->device = g_strdup (get_text (body, "device"));
  self->key_of = g_strdup (get_text (body, "key_of"));
  self->other_device = g_strdup (get_text (json_object_get (body, "other_device"), "id"));
  read_words (self, body);
  self->percent = g_strcmp0 (get_text (body, "unit"), "percent") == 0;
  if (parvis_json_get_int_or (body, "period", 0, 366 * 86400, 0, &period, NULL))
    self->period = period * PARVIS_SECOND;
  self->last_seen = get_time (body, "last_seen");
  self->observed_at = get_time (body, "observed_at");
  self->same_since = get_time (body, "same_since");
  self->created_at = get_time (body, "created_at");
  self->last_value = get_number (body, "last_value");
  self->battery = get_number (body, "battery");
  self->voltage = get_number (body, "voltage");
  self->rssi = get_number (body, "rssi");
  self->snr = get_number (body, "snr");
  self->faults = MAX (get_count (body, "faults"), 0);
  self->entered = get_count (body, "entered");
  self->left = get_count (body, "left");
  self->waiting = waiting;

  return g_steal_pointer (&self);
}

/* Whether somebody has to do something about it. A person who counts is no
 * device: nobody counting is not a fault, and the figure's own age tells it.
 */
gboolean
parvis_source_needs_a_look (const ParvisSource *self)
{
  if (self->format == PARVIS_FORMAT_HAND && self->health != PARVIS_HEALTH_IMPLAUSIBLE)
    return FALSE;
  if (parvis_source_is_unfinished (self))
    return self->health != PARVIS_HEALTH_PAUSED;

  switch (self->health)
    {
    case PARVIS_HEALTH_NEVER:
    case PARVIS_HEALTH_SILENT:
    case PARVIS_HEALTH_IMPLAUSIBLE:
    case PARVIS_HEALTH_STUCK:
      return TRUE;

    case PARVIS_HEALTH_OK:
    case PARVIS_HEALTH_LATE:
    case PARVIS_HEALTH_PAUSED:
      break;
    }

  return FALSE;
}

/* Whether it fell to zero, which only a person can call true or a fault. */
gboolean
parvis_source_is_in_doubt (const ParvisSource *self)
{
  return self->health == PARVIS_HEALTH_IMPLAUSIBLE &&
         self->reason == PARVIS_REASON_SUSPICIOUS_ZERO;
}

gboolean
parvis_source_is_unfinished (const ParvisSource *self)
{
  return g_strcmp0 (self->pointer, PARVIS_SOURCE_POINTER_UNKNOWN) == 0;
}
