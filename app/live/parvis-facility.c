/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-facility"

#include "config.h"

#include "parvis-facility.h"

#define MAX_TEXT 512

static gboolean
read_texts (ParvisFacility  *self,
            const json_t    *body,
            GError         **error)
{
  const char *id;
  const char *name;
  const char *kind;
  const char *address;
  const char *neighbourhood;
  const char *linked;

  if (!parvis_json_get_string (body, "id", MAX_TEXT, &id, error) ||
      !parvis_json_get_string (body, "name", MAX_TEXT, &name, error) ||
      !parvis_json_get_string_or (body, "kind", MAX_TEXT, "other", &kind, error) ||
      !parvis_json_get_string_or (body, "address", MAX_TEXT, NULL, &address, error) ||
      !parvis_json_get_string_or (body, "neighbourhood", MAX_TEXT, NULL, &neighbourhood, error) ||
      !parvis_json_get_string_or (body, "linked", MAX_TEXT, NULL, &linked, error))
    return FALSE;

  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->address = g_strdup (address);
  self->neighbourhood = g_strdup (neighbourhood);
  self->linked = g_strdup (linked);

  /* A later service may know more kinds than this program. */
  if (!parvis_facility_kind_from_string (kind, &self->kind))
    self->kind = PARVIS_FACILITY_OTHER;

  return TRUE;
}

static gboolean
read_hours (ParvisFacility  *self,
            const json_t    *body,
            GError         **error)
{
  g_autoptr(GError) unknown = NULL;
  const char *text;

  if (!parvis_json_get_string_or (body, "opening_hours", PARVIS_HOURS_MAX_LENGTH, NULL, &text,
                                  error))
    return FALSE;

  if (text == NULL)
    return TRUE;

  /* What cannot be evaluated is shown as it was given, and decides nothing. */
  self->hours_text = g_strdup (text);
  self->hours = parvis_hours_parse (text, &unknown);
  if (self->hours == NULL)
    g_debug ("Opening hours of %s: %s", self->id, unknown->message);

  return TRUE;
}

static gboolean
read_closure (ParvisFacility  *self,
              const json_t    *body,
              GError         **error)
{
  const json_t *closure = json_object_get (body, "closure");
  const char *reason;

  self->closure_from = PARVIS_NO_TIME;
  self->closure_until = PARVIS_NO_TIME;

  if (!json_is_object (closure))
    return TRUE;

  if (!parvis_json_get_string_or (closure, "reason", MAX_TEXT, "", &reason, error) ||
      !parvis_json_get_time_or (closure, "from", PARVIS_NO_TIME, &self->closure_from, error) ||
      !parvis_json_get_time_or (closure, "until", PARVIS_NO_TIME, &self->closure_until, error))
    return FALSE;

  self->closure = g_strdup (reason);

  return TRUE;
}

/**
 * parvis_facility_new_from_json:
 * @error: %PARVIS_ERROR_INVALID with the member at fault
 */
ParvisFacility *
parvis_facility_new_from_json (const json_t  *body,
                               GError       **error)
{
  g_autoptr(ParvisFacility) self = g_new0 (ParvisFacility, 1);

  g_ref_count_init (&self->ref_count);

  if (!read_texts (self, body, error) ||
      !read_hours (self, body, error) ||
      !read_closure (self, body, error) ||
      !parvis_json_get_number (body, "lon", -180, 180, &self->lon, error) ||
      !parvis_json_get_number (body, "lat", -90, 90, &self->lat, error))
    return NULL;

  return g_steal_pointer (&self);
}

ParvisFacility *
parvis_facility_ref (ParvisFacility *self)
{
  g_ref_count_inc (&self->ref_count);

  return self;
}

void
parvis_facility_unref (ParvisFacility *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;

  g_clear_pointer (&self->hours, parvis_hours_free);
  g_free (self->id);
  g_free (self->name);
  g_free (self->address);
  g_free (self->neighbourhood);
  g_free (self->linked);
  g_free (self->hours_text);
  g_free (self->closure);
  g_free (self);
}

/* When it opens, from @instant on: a closure may end during the night. */
static gint64
opens_after (const ParvisFacility *self,
             gint64                instant,
             GTimeZone            *zone)
{
  gint64 next = PARVIS_NEVER;

  if (self->hours == NULL ||
      parvis_hours_state_at (self->hours, instant, zone, &next) != PARVIS_HOURS_CLOSED)
    return instant;

  return next == PARVIS_NEVER ? PARVIS_NO_TIME : next;
}

/**
 * parvis_facility_opening_at:
 * @now: ms since 1970
 * @opening: (out): what hours and closure say; unknown hours say open
 */
void
parvis_facility_opening_at (const ParvisFacility *self,
                            gint64                now,
                            GTimeZone            *zone,
                            ParvisOpening        *opening)
{
  gint64 next = PARVIS_NEVER;
  ParvisHoursState state = PARVIS_HOURS_UNKNOWN;

  *opening = (ParvisOpening) { FALSE, NULL, PARVIS_NO_TIME, PARVIS_NEVER };

  if (self->closure != NULL && now >= self->closure_from &&
      (self->closure_until == PARVIS_NO_TIME || now < self->closure_until))
    {
      opening->closed = TRUE;
      opening->closure = self->closure;
      if (self->closure_until == PARVIS_NO_TIME)
        return;

      opening->until = opens_after (self, self->closure_until, zone);
      opening->next_change = self->closure_until;
      return;
    }

  if (self->hours != NULL)
    state = parvis_hours_state_at (self->hours, now, zone, &next);

  opening->closed = state == PARVIS_HOURS_CLOSED;
  opening->until = next == PARVIS_NEVER ? PARVIS_NO_TIME : next;
  opening->next_change = next;
  if (self->closure != NULL && now < self->closure_from)
    opening->next_change = MIN (next, self->closure_from);
}
