/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-residents"

#include "config.h"

#include "parvis-page.h"
#include "parvis-routes.h"
#include "parvis-service.h"

#include <string.h>

#define CACHING "public, max-age=10"

/* What a resident sees who follows the code on a poster: the places of a town and
 * their figures as they are in the public document, in words, without a script.
 */

static const json_t *
find_by_id (const json_t *list,
            const char   *id)
{
  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *one = json_array_get (list, i);

      if (g_strcmp0 (json_string_value (json_object_get (one, "id")), id) == 0)
        return one;
    }

  return NULL;
}

static char *
dup_clock (const json_t *object,
           const char   *name,
           GTimeZone    *zone)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  gint64 at = PARVIS_NO_TIME;

  if (!parvis_json_get_time_or (object, name, PARVIS_NO_TIME, &at, NULL) ||
      at == PARVIS_NO_TIME)
    return NULL;

  utc = g_date_time_new_from_unix_utc (at / PARVIS_SECOND);
  local = g_date_time_to_timezone (utc, zone);

  return g_date_time_format (local, "%d/%m, %H:%M");
}

/* The figure that this kind of place is asked for. */
static char *
dup_figure (const json_t *gauge)
{
  gboolean vehicles = g_strcmp0 (json_string_value (json_object_get (gauge, "kind")),
                                 "vehicles") == 0;
  const json_t *value = json_object_get (gauge, vehicles ? "free" : "present");

  if (!json_is_integer (value))
    return NULL;

  return g_strdup_printf ("%" JSON_INTEGER_FORMAT, json_integer_value (value));
}

/* Of a part of the spaces only, the others being unmeasured or silent. */
static gboolean
is_partial (const json_t *gauge)
{
  const json_t *measured = json_object_get (gauge, "measured");

  return json_is_integer (measured) &&
         json_integer_value (measured) < json_integer_value (json_object_get (gauge, "capacity"));
}

static const char *
find_phrase (const json_t *gauge,
             gboolean      has_capacity)
{
  if (g_strcmp0 (json_string_value (json_object_get (gauge, "kind")), "vehicles") == 0)
    return is_partial (gauge)
           ? N_("{figure} free spaces of {measured} measured ({capacity} in all)")
           : has_capacity ? N_("{figure} free spaces of {capacity}") : N_("{figure} free spaces");

  return has_capacity ? N_("{figure} people, of at most {capacity}") : N_("{figure} people");
}

/* Why it holds less than one knows it to. */
static void
write_limit (ParvisPage   *page,
             const json_t *gauge,
             GTimeZone    *zone)
{
  const json_t *limit = json_object_get (gauge, "capacity_limit");
  const char *reason = json_string_value (json_object_get (limit, "reason"));
  g_autofree char *capacity = NULL;
  g_autofree char *until = NULL;

  if (limit == NULL)
    return;

  capacity = g_strdup_printf ("%" JSON_INTEGER_FORMAT,
                              json_integer_value (json_object_get (limit, "capacity")));
  until = dup_clock (limit, "until", zone);
  parvis_page_hint (page, until != NULL ? N_("Capacity lowered to {capacity} until {time}")
                                        : N_("Capacity lowered to {capacity}"),
                    "capacity", capacity, "time", until != NULL ? until : "", NULL);
  if (reason != NULL && reason[0] != '\0')
    parvis_page_hint (page, N_("Reason: {reason}"), "reason", reason, NULL);
}

/* No figure without its age; closed is not full, and silence is not zero. */
static void
write_gauge (ParvisPage   *page,
             const json_t *gauge,
             GTimeZone    *zone)
{
  const char *state = json_string_value (json_object_get (gauge, "state"));
  const json_t *capacity = json_object_get (gauge, "capacity");
  g_autofree char *whole = g_strdup_printf ("%" JSON_INTEGER_FORMAT,
                                            json_integer_value (capacity));
  g_autofree char *measured = g_strdup_printf ("%" JSON_INTEGER_FORMAT,
                                               json_integer_value (json_object_get (gauge,
                                                                                    "measured")));
  g_autofree char *figure = dup_figure (gauge);
  g_autofree char *clock = dup_clock (gauge, "observed_at", zone);

  if (figure == NULL || clock == NULL || g_strcmp0 (state, "unknown") == 0)
    {
      parvis_page_text (page, N_("No figure yet"), NULL);
      return;
    }

  if (g_strcmp0 (state, "stale") == 0)
    {
      parvis_page_text (page, N_("No reliable figure"), NULL);
      parvis_page_hint (page, N_("Last one: {figure}, on {time}"), "figure", figure, "time", clock,
                        NULL);
      return;
    }

  parvis_page_text (page, find_phrase (gauge, json_is_integer (capacity)), "figure", figure,
                    "capacity", whole, "measured", measured, NULL);
  parvis_page_hint (page, g_strcmp0 (state, "hand") == 0 ? N_("Counted by hand on {time}")
                          : g_strcmp0 (state, "late") == 0 ? N_("Delayed: figure of {time}")
                                                           : N_("Live: figure of {time}"),
                    "time", clock, NULL);
}

static void
write_places (ParvisPage   *page,
              const json_t *live)
{
  const json_t *facilities = json_object_get (live, "facilities");
  const char *name = json_string_value (json_object_get (json_object_get (live, "town"),
                                                         "timezone"));
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (name != NULL ? name : "Europe/Paris");

  if (zone == NULL)
    zone = g_time_zone_new_utc ();

  parvis_page_begin_list (page);
  for (gsize i = 0; i < json_array_size (facilities); i++)
    {
      const json_t *facility = json_array_get (facilities, i);
      const json_t *gauges = json_object_get (facility, "gauges");

      parvis_page_begin_item (page, json_string_value (json_object_get (facility, "name")));
      for (gsize j = 0; j < json_array_size (gauges); j++)
        {
          const json_t *gauge = find_by_id (json_object_get (live, "gauges"),
                                            json_string_value (json_array_get (gauges, j)));

          if (gauge == NULL)
            continue;

          if (g_strcmp0 (json_string_value (json_object_get (gauge, "state")), "closed") == 0)
            {
              parvis_page_text (page, N_("Closed"), NULL);
              continue;
            }

          write_gauge (page, gauge, zone);
          write_limit (page, gauge, zone);
        }
      parvis_page_end_item (page);
    }
  parvis_page_end_list (page);
}

gboolean
parvis_residents_page (ParvisService        *service,
                       const ParvisRequest  *request,
                       ParvisDb             *unused,
                       ParvisReply          *reply,
                       GError              **error)
{
  const char *language = parvis_phrase_choose_language (
    parvis_request_get_header (request, "Accept-Language"));
  g_autoptr (ParvisPage) page = NULL;
  g_autoptr (json_t) live = NULL;
  ParvisPrepared *prepared;
  const char *name;
  const char *text;
  gsize length;

  prepared = parvis_live_get (parvis_service_get_live (service),
                              parvis_request_get_param (request, "insee"), NULL, error);
  if (prepared == NULL)
    return FALSE;

  text = g_bytes_get_data (parvis_prepared_get_bytes (prepared), &length);
  live = parvis_json_parse (text, length, error);
  if (live == NULL)
    return FALSE;

  name = json_string_value (json_object_get (json_object_get (live, "town"), "name"));
  page = parvis_page_new (language, N_("{town}, live"), "town",
                          name != NULL ? name : parvis_request_get_param (request, "insee"), NULL);
  write_places (page, live);
  parvis_page_hint (page, N_("Without account, without tracker."), NULL);
  parvis_page_finish (page, reply);
  parvis_reply_set_header (reply, "Cache-Control", CACHING);
  parvis_reply_set_header (reply, "Vary", "Accept-Language");

  return TRUE;
}
