/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-team-text"

#include "config.h"

#include "parvis-team-text.h"

#include "parvis-format.h"
#include "parvis-time.h"

#include "parvis-words.h"

#include <glib/gi18n.h>

/* Of more than these a row says how many they are. */
#define NAMED_PLACES 2

static const ParvisRoleWords table[PARVIS_N_TEAM_ROLES] = {
  { "counter", N_("Front desk"), N_("Counts by hand, closes and reopens places") },
  { "merchant", N_("Merchant"), N_("Their own shop") },
  { "clerk", N_("Counter for families"), N_("Reviews families’ files, reads figures and history") },
  { "mayor", N_("Town hall office"), N_("Everything, and who is in the team: an administrator") },
};

void
parvis_team_get_role (guint            index,
                      ParvisRoleWords *words)
{
  g_return_if_fail (index < PARVIS_N_TEAM_ROLES);

  words->role = table[index].role;
  words->name = _(table[index].name);
  words->does = _(table[index].does);
}

static const char *
name_of (const char *role)
{
  for (guint i = 0; i < PARVIS_N_TEAM_ROLES; i++)
    if (g_strcmp0 (table[i].role, role) == 0)
      return _(table[i].name);

  /* One that a later service has. */
  return role;
}

char *
parvis_team_roles (const json_t *roles)
{
  GString *text = g_string_new (NULL);
  const json_t *role;
  gsize i;

  json_array_foreach (roles, i, role)
    {
      if (!json_is_string (role))
        continue;
      if (text->len > 0)
        g_string_append (text, ", ");
      g_string_append (text, name_of (json_string_value (role)));
    }

  return g_string_free (text, FALSE);
}

static void
append (GString    *text,
        const char *part)
{
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
}

char *
parvis_team_since (const json_t *member,
                   gint64        now,
                   GTimeZone    *zone)
{
  GString *text = g_string_new (NULL);
  gint64 seen = PARVIS_NO_TIME;
  gint64 until = PARVIS_NO_TIME;

  parvis_json_get_time_or (member, "seen_at", PARVIS_NO_TIME, &seen, NULL);
  parvis_json_get_time_or (member, "until", PARVIS_NO_TIME, &until, NULL);

  if (seen >= parvis_time_day_start (now, zone))
    {
      append (text, _("here today"));
    }
  else if (seen != PARVIS_NO_TIME)
    {
      g_autofree char *day = parvis_format_day (seen, now, zone);
      /* Translators: %s is a day, "Friday 12 June". */
      g_autofree char *part = g_strdup_printf (_("last here: %s"), day);

      append (text, part);
    }
  if (until != PARVIS_NO_TIME)
    {
      /* The end is the first instant after the last day. */
      g_autofree char *day = parvis_format_day (until - 1, now, zone);
      g_autofree char *part = g_strdup_printf (_("until %s"), day);

      append (text, part);
    }

  return g_string_free (text, FALSE);
}

char *
parvis_team_places (const json_t  *body,
                    ParvisSession *session)
{
  const json_t *places = json_object_get (body, "facilities");
  guint n = (guint) json_array_size (places);
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; i < n && n <= NAMED_PLACES; i++)
    {
      const char *id = json_string_value (json_array_get (places, i));
      g_autoptr(ParvisEntityRef) place = NULL;
      const char *name = NULL;

      if (id != NULL)
        place = parvis_session_dup_entity (session, PARVIS_KIND_FACILITY, id);
      if (place != NULL)
        name = json_string_value (json_object_get (place->body, "name"));

      /* Of one that is gone nothing but the number is known. */
      if (name == NULL)
        {
          g_string_truncate (names, 0);
          break;
        }
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "", name);
    }

  if (n == 0)
    return g_strdup ("");

  /* Translators: %s is one place or two, "Piscine des Mariniers". */
  return names->len > 0 ? g_strdup_printf (_("only at %s"), names->str)
                        : g_strdup_printf (ngettext ("only at %u place", "only at %u places", n),
                                           n);
}

char *
parvis_team_pending (const json_t *invitation,
                     gint64        now,
                     GTimeZone    *zone)
{
  const char *send = json_string_value (json_object_get (invitation, "send"));
  g_autofree char *roles = parvis_team_roles (json_object_get (invitation, "roles"));
  g_autofree char *left = NULL;
  GString *text = g_string_new (roles);
  gint64 end = PARVIS_NO_TIME;

  append (text, g_strcmp0 (send, "email") == 0 ? _("invited by e-mail") : _("invited by code"));
  parvis_json_get_time_or (invitation, "expires_at", PARVIS_NO_TIME, &end, NULL);
  if (end != PARVIS_NO_TIME && end > now)
    {
      g_autofree char *duration = parvis_format_duration (end - now);

      left = g_strdup_printf (_("good for %s"), duration);
      append (text, left);
    }
  else if (end != PARVIS_NO_TIME)
    {
      append (text, _("expired"));
    }

  return g_string_free (text, FALSE);
}
