/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-schedule"

#include "config.h"

#include "parvis-schedule.h"

#include "parvis-log.h"
#include "parvis-occupancy.h"

/* A town that changes all the time is asked this seldom, in ms. */
#define ASK_STEP 250

/* The clock on the wall may be set; it is looked at this often, in ms. */
#define LOOK_STEP 1000

/* After a failure, in ms: it is told once and not a thousand times. */
#define RETRY_STEP 5000

typedef struct
{
  gint64   due;                        /* wall clock */
  gint64   ask_at;                     /* monotonic, when it is not sure */
  gboolean unsure;
  gboolean running;
} Town;

struct _ParvisSchedule
{
  GHashTable    *towns;                /* code → Town */
  gint64         now;

  /* Borrowed. */
  ParvisService *service;
  ParvisMailbox *mailbox;
};

typedef struct
{
  ParvisMail      mail;
  ParvisSchedule *schedule;
  char           *town;
  gboolean        failed;
} Report;

static void
read_report_cb (ParvisMail *mail,
                gpointer    user_data)
{
  Report *report = (Report *) mail;
  ParvisSchedule *self = report->schedule;
  Town *town = g_hash_table_lookup (self->towns, report->town);

  if (town != NULL)
    {
      town->running = FALSE;
      town->unsure = TRUE;
      town->ask_at = report->failed ? self->now + RETRY_STEP : self->now;
    }

  g_free (report->town);
  g_free (report);
}

/* On a writer's thread. */
static void
done_cb (ParvisCommand *command,
         ParvisAnswer  *answer,
         gint64         seq,
         gboolean       replayed,
         GError        *error,
         gpointer       user_data)
{
  Report *report = user_data;

  report->failed = error != NULL;
  if (error != NULL)
    parvis_log (PARVIS_LOG_ERROR, "refresh-failed",
                "town", report->town, "error", error->message, NULL);

  parvis_command_free (command);
  g_clear_pointer (&answer, parvis_answer_free);
  g_clear_error (&error);
  parvis_mailbox_post (report->schedule->mailbox, &report->mail);
}

ParvisSchedule *
parvis_schedule_new (ParvisService *service,
                     ParvisMailbox *mailbox)
{
  ParvisSchedule *self = g_new0 (ParvisSchedule, 1);
  g_auto (GStrv) towns = parvis_store_list_towns (parvis_service_get_store (service));

  self->service = service;
  self->mailbox = mailbox;
  self->towns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; towns != NULL && towns[i] != NULL; i++)
    parvis_schedule_note (self, towns[i]);

  return self;
}

void
parvis_schedule_free (ParvisSchedule *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->towns);
  g_free (self);
}

void
parvis_schedule_note (ParvisSchedule *self,
                      const char     *code)
{
  Town *town = g_hash_table_lookup (self->towns, code);

  if (town == NULL)
    {
      town = g_new0 (Town, 1);
      town->due = PARVIS_NEVER;
      g_hash_table_insert (self->towns, g_strdup (code), town);
    }

  town->unsure = TRUE;
}

static void
submit (ParvisSchedule *self,
        const char     *code,
        Town           *town,
        gint64          wall)
{
  Report *report = g_new0 (Report, 1);

  report->mail.read = read_report_cb;
  report->schedule = self;
  report->town = g_strdup (code);
  town->running = TRUE;
  parvis_store_submit (parvis_service_get_store (self->service),
                       parvis_occupancy_refresh_command (code, wall), done_cb, report);
}

/* FALSE for a town that is not there any more. */
static gboolean
ask (ParvisSchedule *self,
     const char     *code,
     Town           *town)
{
  ParvisStore *store = parvis_service_get_store (self->service);
  ParvisDb *db = NULL;

  if (parvis_store_has_town (store, code))
    db = parvis_store_acquire (store, code, NULL);
  if (db == NULL)
    return FALSE;

  if (!parvis_occupancy_next_due (db, &town->due, NULL))
    town->due = PARVIS_NEVER;

  parvis_store_release (store, db);
  town->unsure = FALSE;
  town->ask_at = self->now + ASK_STEP;

  return TRUE;
}

gint64
parvis_schedule_turn (ParvisSchedule *self,
                      gint64          now)
{
  gint64 wall = parvis_clock_now (parvis_service_get_clock (self->service));
  gint64 wait = LOOK_STEP;
  GHashTableIter iter;
  gpointer code;
  gpointer value;

  self->now = now;
  g_hash_table_iter_init (&iter, self->towns);
  while (g_hash_table_iter_next (&iter, &code, &value))
    {
      Town *town = value;

      if (town->running)
        continue;

      if (town->unsure && now >= town->ask_at && !ask (self, code, town))
        {
          g_hash_table_iter_remove (&iter);
          continue;
        }

      if (town->unsure)
        wait = MIN (wait, town->ask_at - now);
      else if (town->due <= wall)
        submit (self, code, town, wall);
      else
        wait = MIN (wait, town->due - wall);
    }

  return MAX (wait, 0);
}
