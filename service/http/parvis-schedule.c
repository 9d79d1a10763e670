/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-schedule"

#include "config.h"

#include "parvis-schedule.h"

#include "parvis-dossiers.h"
#include "parvis-log.h"
#include "parvis-member.h"
#include "parvis-occupancy.h"
#include "parvis-orders.h"
#include "parvis-outbox.h"

/* A town that changes all the time is asked this seldom, in ms. */
#define ASK_STEP 250

/* The clock on the wall may be set; it is looked at this often, in ms. */
#define LOOK_STEP 1000

/* After a failure, in ms: it is told once and not a thousand times. */
#define RETRY_STEP 5000

/* After a start every town is asked; between so many, requests are served. */
#define ASKS_A_TURN 16

/* What may be due. */
typedef enum
{
  DUE_GAUGE,
  DUE_ORDERS,
  DUE_NOTICE,
  DUE_DOSSIERS,
  DUE_LETTER,
  DUE_MEMBER,
  N_DUES,
} Due;

/* A town stands in one of the two queues, or in none while its command runs. */
typedef struct
{
  char          *code;
  gint64         due;                  /* wall clock */
  Due            what;
  gint64         ask_at;               /* monotonic, when it is not sure */
  gboolean       known;                /* the service's list has it as it is */
  GSequence     *queue;
  GSequenceIter *place;
} Town;

struct _ParvisSchedule
{
  GHashTable    *towns;                /* code → Town */
  GSequence     *unsure;               /* by ask_at */
  GSequence     *waiting;              /* by due; those that wait for nothing too */
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

static int
compare_ask_at (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  const Town *one = a;
  const Town *other = b;

  return (one->ask_at > other->ask_at) - (one->ask_at < other->ask_at);
}

static int
compare_due (gconstpointer a,
             gconstpointer b,
             gpointer      user_data)
{
  const Town *one = a;
  const Town *other = b;

  return (one->due > other->due) - (one->due < other->due);
}

static void
leave (Town *town)
{
  if (town->queue != NULL)
    g_sequence_remove (town->place);
  town->queue = NULL;
}

static void
free_town (gpointer data)
{
  Town *town = data;

  leave (town);
  g_free (town->code);
  g_free (town);
}

static void
doubt (ParvisSchedule *self,
       Town           *town,
       gint64          ask_at)
{
  leave (town);
  town->ask_at = ask_at;
  town->queue = self->unsure;
  town->place = g_sequence_insert_sorted (self->unsure, town, compare_ask_at, NULL);
}

static void
wait_for (ParvisSchedule *self,
          Town           *town,
          gint64          due)
{
  leave (town);
  town->due = due;
  town->queue = self->waiting;
  town->place = g_sequence_insert_sorted (self->waiting, town, compare_due, NULL);
}

static Town *
get_first (GSequence *queue)
{
  GSequenceIter *first = g_sequence_get_begin_iter (queue);

  return g_sequence_iter_is_end (first) ? NULL : g_sequence_get (first);
}

static void
read_report_cb (ParvisMail *mail,
                gpointer    user_data)
{
  Report *report = (Report *) mail;
  ParvisSchedule *self = report->schedule;
  Town *town = g_hash_table_lookup (self->towns, report->town);

  if (town != NULL)
    doubt (self, town, report->failed ? self->now + RETRY_STEP : self->now);

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
  self->towns = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_town);
  self->unsure = g_sequence_new (NULL);
  self->waiting = g_sequence_new (NULL);

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
  g_sequence_free (self->unsure);
  g_sequence_free (self->waiting);
  g_free (self);
}

/* One whose command runs is asked when that is done; one that is to be asked
 * keeps its turn.
 */
void
parvis_schedule_note (ParvisSchedule *self,
                      const char     *code)
{
  Town *town = g_hash_table_lookup (self->towns, code);

  if (town == NULL)
    {
      town = g_new0 (Town, 1);
      town->code = g_strdup (code);
      g_hash_table_insert (self->towns, town->code, town);
      doubt (self, town, 0);
    }
  else if (town->queue == self->waiting)
    {
      doubt (self, town, town->ask_at);
    }
}

static ParvisCommand *
make_command (ParvisSchedule *self,
              const Town     *town,
              gint64          wall)
{
  const ParvisConfig *config = parvis_service_get_config (self->service);

  if (town->what == DUE_MEMBER)
    return parvis_member_end_command (town->code, wall);

  if (town->what == DUE_DOSSIERS)
    return parvis_dossiers_refresh_command (town->code,
                                            parvis_service_get_signer (self->service), wall);

  return town->what == DUE_ORDERS
         ? parvis_orders_refresh_command (town->code, config->orders_kept_days, wall)
         : parvis_occupancy_refresh_command (town->code, wall);
}

/* One command at a time for each town: what else is due is due again after it. */
static void
submit (ParvisSchedule *self,
        Town           *town,
        gint64          wall)
{
  Report *report = g_new0 (Report, 1);
  const ParvisOutbox *outbox;
  ParvisCommand *command;

  leave (town);
  report->mail.read = read_report_cb;
  report->schedule = self;
  report->town = g_strdup (town->code);
  if (town->what == DUE_NOTICE || town->what == DUE_LETTER)
    {
      outbox = town->what == DUE_NOTICE ? &parvis_orders_outbox : &parvis_dossiers_outbox;
      if (!parvis_outbox_post (outbox, self->service, town->code, wall, done_cb, report))
        read_report_cb (&report->mail, NULL);
      return;
    }

  command = make_command (self, town, wall);
  parvis_store_submit (parvis_service_get_store (self->service), command, done_cb, report);
}

/* Forgets a town that is not there any more. */
static void
ask (ParvisSchedule *self,
     Town           *town)
{
  ParvisStore *store = parvis_service_get_store (self->service);
  ParvisDb *db;
  gint64 dues[N_DUES];
  gboolean known;

  if (!parvis_store_has_town (store, town->code))
    {
      g_hash_table_remove (self->towns, town->code);
      return;
    }

  db = parvis_store_acquire (store, town->code, NULL);
  known = db != NULL && parvis_occupancy_next_due (db, &dues[DUE_GAUGE], NULL) &&
          parvis_orders_next_due (db, &dues[DUE_ORDERS], NULL) &&
          parvis_orders_next_notice (db, &dues[DUE_NOTICE], NULL) &&
          parvis_dossiers_next_due (db, &dues[DUE_DOSSIERS], NULL) &&
          parvis_dossiers_next_notice (db, &dues[DUE_LETTER], NULL) &&
          parvis_member_next_due (db, &dues[DUE_MEMBER], NULL);
  if (known && !town->known)
    {
      parvis_service_note_directory (self->service, db);
      parvis_service_note_people (self->service, db);
    }
  parvis_store_release (store, db);
  if (!known)
    {
      /* The database is away, say, and will be back. */
      doubt (self, town, self->now + RETRY_STEP);
      return;
    }

  town->known = TRUE;
  town->ask_at = self->now + ASK_STEP;
  town->what = DUE_GAUGE;
  for (guint i = 0; i < N_DUES; i++)
    {
      if (dues[i] < dues[town->what])
        town->what = i;
    }
  wait_for (self, town, dues[town->what]);
}

gint64
parvis_schedule_turn (ParvisSchedule *self,
                      gint64          now)
{
  gint64 wall = parvis_clock_now (parvis_service_get_clock (self->service));
  gint64 wait = LOOK_STEP;
  Town *town;

  self->now = now;
  for (guint i = 0; i < ASKS_A_TURN; i++)
    {
      town = get_first (self->unsure);
      if (town == NULL || town->ask_at > now)
        break;

      ask (self, town);
    }

  while ((town = get_first (self->waiting)) != NULL && town->due <= wall)
    submit (self, town, wall);

  if (town != NULL)
    wait = MIN (wait, town->due - wall);

  town = get_first (self->unsure);
  if (town != NULL)
    wait = MIN (wait, town->ask_at - now);

  return MAX (wait, 0);
}
