/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-preference"

#include "config.h"

#include "parvis-preference.h"

#include "parvis-day.h"
#include "parvis-error.h"
#include "parvis-phrases.h"

#include <string.h>

/* Browsers renew what they gave at each visit of the page; who has not come for that long has
 * another telephone by now.
 */
#define KEPT (400 * PARVIS_DAY)

#define DAY_MINUTES (24 * 60)
#define QUIET_FROM  (21 * 60)
#define QUIET_UNTIL (7 * 60)

static const char * const bys[] = { "none", "email", "push", "both" };

static const char * const abouts[PARVIS_N_ABOUTS] = {
  [PARVIS_ABOUT_ORDERS] = "orders",
  [PARVIS_ABOUT_DOSSIERS] = "dossiers",
};

void
parvis_preference_free (ParvisPreference *choice)
{
  if (choice == NULL)
    return;

  g_free (choice->language);
  g_free (choice->endpoint);
  g_free (choice->sealed);
  g_free (choice);
}

const char *
parvis_by_to_string (guint by)
{
  g_return_val_if_fail (by < G_N_ELEMENTS (bys), NULL);

  return bys[by];
}

gboolean
parvis_by_from_string (const char *text,
                       guint      *by)
{
  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (bys); i++)
    {
      if (strcmp (bys[i], text) == 0)
        {
          *by = i;
          return TRUE;
        }
    }

  return FALSE;
}

const char *
parvis_about_to_string (ParvisAbout about)
{
  g_return_val_if_fail (about < PARVIS_N_ABOUTS, NULL);

  return abouts[about];
}

ParvisPreference *
parvis_preference_load (ParvisDb    *db,
                        const char  *device,
                        GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;
  ParvisPreference *choice;

  stmt = parvis_db_prepare (db,
                            "SELECT orders, dossiers, language, quiet_from, quiet_until,"
                            " endpoint, sealed FROM notice_choice"
                            " WHERE town = :town AND device = :device",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":device", device);
  if (!parvis_stmt_step (stmt, &has_row, error) || !has_row)
    return NULL;

  choice = g_new0 (ParvisPreference, 1);
  for (guint i = 0; i < PARVIS_N_ABOUTS; i++)
    {
      choice->by[i] = PARVIS_BY_EMAIL;
      parvis_by_from_string (parvis_stmt_get_text (stmt, (int) i), &choice->by[i]);
    }
  choice->language = g_strdup (parvis_stmt_get_text (stmt, 2));
  choice->quiet_from = (int) parvis_stmt_get_int (stmt, 3);
  choice->quiet_until = (int) parvis_stmt_get_int (stmt, 4);
  choice->endpoint = g_strdup (parvis_stmt_get_text (stmt, 5));
  choice->sealed = g_strdup (parvis_stmt_get_text (stmt, 6));

  return choice;
}

static json_t *
describe_clock (int minute)
{
  g_autofree char *text = g_strdup_printf ("%02d:%02d", minute / 60, minute % 60);

  return json_string (text);
}

json_t *
parvis_preference_describe (const ParvisPreference *choice)
{
  json_t *body = json_object ();

  for (guint i = 0; i < PARVIS_N_ABOUTS; i++)
    parvis_json_set_string (body, abouts[i],
                            parvis_by_to_string (choice == NULL ? PARVIS_BY_EMAIL
                                                                : choice->by[i]));
  json_object_set_new (body, "quiet",
                       json_pack ("{s:o, s:o}",
                                  "from", describe_clock (choice == NULL ? QUIET_FROM
                                                          : choice->quiet_from),
                                  "until", describe_clock (choice == NULL ? QUIET_UNTIL
                                                           : choice->quiet_until)));
  json_object_set_new (body, "subscribed",
                       json_boolean (choice != NULL && choice->endpoint != NULL));
  if (choice != NULL)
    parvis_json_set_string (body, "language", choice->language);

  return body;
}

gboolean
parvis_preference_has_pushes (ParvisDb    *db,
                              const char  *device,
                              gboolean    *has,
                              GError     **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, "SELECT 1 WHERE "
                                                  PARVIS_PREFERENCE_PUSHES ("orders"), error);

  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":device", device);

  return parvis_stmt_step (stmt, has, error);
}

gboolean
parvis_preference_wait (const ParvisPreference  *choice,
                        ParvisDb                *db,
                        gint64                   at,
                        gint64                  *when,
                        GError                 **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(GTimeZone) zone = NULL;
  gboolean has_row = FALSE;
  gint64 day;
  int minute;

  stmt = parvis_db_prepare (db, "SELECT timezone FROM town WHERE town = :town", error);
  if (stmt == NULL || !parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  if (has_row)
    zone = g_time_zone_new_identifier (parvis_stmt_get_text (stmt, 0));
  if (zone == NULL)
    zone = g_time_zone_new_utc ();
  minute = parvis_minute_of_instant (at, zone);
  day = parvis_day_of_instant (at, zone);
  *when = at;
  /* Quiet hours that pass midnight begin on one day and end on the next. */
  if (choice->quiet_from <= choice->quiet_until
      ? minute >= choice->quiet_from && minute < choice->quiet_until
      : minute >= choice->quiet_from || minute < choice->quiet_until)
    *when = parvis_day_get_instant (minute < choice->quiet_until ? day : day + 1,
                                    choice->quiet_until, zone);

  return TRUE;
}

/* --- choosing --- */

static gboolean
read_clock (const json_t  *quiet,
            const char    *name,
            int            fallback,
            int           *minute,
            GError       **error)
{
  const char *text = NULL;
  g_autofree char *field = g_strconcat ("/quiet/", name, NULL);

  if (!parvis_json_get_string_or (quiet, name, 5, NULL, &text, error))
    return FALSE;

  *minute = fallback;
  if (text == NULL)
    return TRUE;

  if (strlen (text) == 5 && text[2] == ':' && strspn (text, "0123456789:") == 5 &&
      strchr (text, ':') == strrchr (text, ':'))
    {
      *minute = (int) g_ascii_strtoll (text, NULL, 10) * 60 +
                (int) g_ascii_strtoll (text + 3, NULL, 10);
      if (*minute < DAY_MINUTES && text[3] < '6')
        return TRUE;
    }

  return parvis_set_invalid (error, field, "A time of day is written HH:MM");
}

static gboolean
read_choice (const ParvisCommand  *command,
             ParvisPreference     *choice,
             GError              **error)
{
  const json_t *quiet = json_object_get (command->body, "quiet");
  const char *language;

  for (guint i = 0; i < PARVIS_N_ABOUTS; i++)
    {
      g_autofree char *field = g_strconcat ("/", abouts[i], NULL);
      const char *by;

      if (!parvis_json_get_string_or (command->body, abouts[i], 8, "email", &by, error))
        return FALSE;
      if (!parvis_by_from_string (by, &choice->by[i]))
        return parvis_set_invalid (error, field, "This must be email, push, both or none");
    }
  if (quiet != NULL && !json_is_object (quiet))
    return parvis_set_invalid (error, "/quiet", "This must have “from” and “until”");
  if (!parvis_json_get_string_or (command->body, "language", 20, "fr", &language, error) ||
      (quiet != NULL &&
       (!read_clock (quiet, "from", QUIET_FROM, &choice->quiet_from, error) ||
        !read_clock (quiet, "until", QUIET_UNTIL, &choice->quiet_until, error))))
    return FALSE;

  choice->language = g_strdup (parvis_phrase_choose_language (language));

  return TRUE;
}

static gboolean
run (ParvisTx             *tx,
     const char           *sql,
     const ParvisCommand  *command,
     const char           *endpoint,
     gint64                at,
     GError              **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (parvis_tx_get_db (tx), sql, error);

  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":device",
                         json_string_value (json_object_get (command->body, "device")));
  if (endpoint != NULL)
    parvis_stmt_bind_text (stmt, ":endpoint", endpoint);
  if (at != PARVIS_NO_TIME)
    parvis_stmt_bind_time (stmt, ":at", at);

  return parvis_stmt_step (stmt, NULL, error);
}

#define FALL_BACK(column) \
  column " = CASE WHEN " column " IN ('push', 'both') THEN 'email' ELSE " column " END"

static gboolean
insert (ParvisTx                *tx,
        const ParvisCommand     *command,
        const ParvisPreference  *choice,
        GError                 **error)
{
  const json_t *body = command->body;
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO notice_choice (town, device, orders, dossiers, language,"
                            " quiet_from, quiet_until, endpoint, sealed, changed_at)"
                            " VALUES (:town, :device, :orders, :dossiers, :language, :from,"
                            " :until, :endpoint, :sealed, :now)",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":device", json_string_value (json_object_get (body, "device")));
  parvis_stmt_bind_text (stmt, ":orders", bys[choice->by[PARVIS_ABOUT_ORDERS]]);
  parvis_stmt_bind_text (stmt, ":dossiers", bys[choice->by[PARVIS_ABOUT_DOSSIERS]]);
  parvis_stmt_bind_text (stmt, ":language", choice->language);
  parvis_stmt_bind_int (stmt, ":from", choice->quiet_from);
  parvis_stmt_bind_int (stmt, ":until", choice->quiet_until);
  parvis_stmt_bind_text (stmt, ":endpoint",
                         json_string_value (json_object_get (body, "endpoint")));
  parvis_stmt_bind_text (stmt, ":sealed", json_string_value (json_object_get (body, "sealed")));
  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));

  return parvis_stmt_step (stmt, NULL, error);
}

gboolean
parvis_preference_put (ParvisTx             *tx,
                       const ParvisCommand  *command,
                       ParvisAnswer         *answer,
                       GError              **error)
{
  g_autoptr(ParvisPreference) choice = g_new0 (ParvisPreference, 1);
  const char *endpoint = json_string_value (json_object_get (command->body, "endpoint"));
  gint64 now = parvis_tx_get_now (tx);

  choice->quiet_from = QUIET_FROM;
  choice->quiet_until = QUIET_UNTIL;
  if (!read_choice (command, choice, error))
    return FALSE;

  if (endpoint == NULL && ((choice->by[PARVIS_ABOUT_ORDERS] | choice->by[PARVIS_ABOUT_DOSSIERS]) &
                           PARVIS_BY_PUSH) != 0)
    return parvis_set_invalid (error, "/subscription",
                               "What the browser gave is needed for pushes");

  /* A browser whose page forgot which device it was has one address all the same. */
  if ((endpoint != NULL &&
       !run (tx, "UPDATE notice_choice SET endpoint = NULL, sealed = NULL, " FALL_BACK ("orders")
             ", " FALL_BACK ("dossiers") " WHERE town = :town AND endpoint = :endpoint"
             " AND device <> :device", command, endpoint, PARVIS_NO_TIME, error)) ||
      !run (tx, "DELETE FROM notice_choice WHERE town = :town"
            " AND (device = :device OR changed_at < :at)", command, NULL, now - KEPT, error) ||
      !insert (tx, command, choice, error))
    return FALSE;

  choice->endpoint = g_strdup (endpoint);
  answer->body = parvis_preference_describe (choice);

  return TRUE;
}

gboolean
parvis_preference_remove (ParvisTx             *tx,
                          const ParvisCommand  *command,
                          ParvisAnswer         *answer,
                          GError              **error)
{
  answer->body = json_object ();

  return run (tx, "DELETE FROM notice_choice WHERE town = :town AND device = :device", command,
              NULL, PARVIS_NO_TIME, error);
}

/* --- ending --- */

gboolean
parvis_preference_stop (ParvisTx             *tx,
                        const ParvisCommand  *command,
                        ParvisAnswer         *answer,
                        GError              **error)
{
  const char *about = json_string_value (json_object_get (command->body, "about"));
  g_autofree char *sql = NULL;

  /* Who chose nothing so far has chosen now. */
  sql = g_strdup_printf ("INSERT INTO notice_choice (town, device, orders, dossiers, language,"
                         " quiet_from, quiet_until, changed_at)"
                         " VALUES (:town, :device, '%s', '%s', 'fr', %d, %d, :at)"
                         " ON CONFLICT (town, device) DO UPDATE SET %s ="
                         " CASE WHEN notice_choice.%s IN ('push', 'both') THEN 'push'"
                         " ELSE 'none' END",
                         strcmp (about, abouts[PARVIS_ABOUT_ORDERS]) == 0 ? "none" : "email",
                         strcmp (about, abouts[PARVIS_ABOUT_DOSSIERS]) == 0 ? "none" : "email",
                         QUIET_FROM, QUIET_UNTIL, about, about);

  return run (tx, sql, command, NULL, parvis_tx_get_now (tx), error);
}

static gboolean
apply_gone (ParvisTx             *tx,
            const ParvisCommand  *command,
            ParvisAnswer         *answer,
            GError              **error)
{
  return run (tx, "UPDATE notice_choice SET endpoint = NULL, sealed = NULL, "
              FALL_BACK ("orders") ", " FALL_BACK ("dossiers")
              " WHERE town = :town AND device = :device AND endpoint = :endpoint", command,
              json_string_value (json_object_get (command->body, "endpoint")), PARVIS_NO_TIME,
              error);
}

ParvisCommand *
parvis_preference_gone_command (const char *town,
                                const char *device,
                                const char *endpoint,
                                gint64      now)
{
  ParvisCommand *command = parvis_command_new ("choice.gone", town, apply_gone);

  command->actor = g_strdup ("system");
  command->received_at = now;
  command->body = json_pack ("{s:s, s:s}", "device", device, "endpoint", endpoint);

  return command;
}
