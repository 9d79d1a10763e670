/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-readings"

#include "config.h"

#include "parvis-error.h"
#include "parvis-gauge-work.h"
#include "parvis-judge.h"
#include "parvis-occupancy.h"
#include "parvis-sender.h"

#include <math.h>
#include <string.h>

/* Of how many readings of a source the message is kept as it came, and how much of
 * it in bytes: enough to see what a device sends, and to connect it.
 */
#define RAW_KEPT 10
#define RAW_MAX 4096

/* How long a source tells of another device that used its address. */
#define STRANGER_TOLD PARVIS_DAY

typedef struct
{
  ParvisGaugeWork *work;
  ParvisSourceRow *source;
  gint64           received_at;
  gint64           today;              /* when the local day began */
  GHashTable      *seen;               /* times and values of this payload */
  char            *stranger;           /* the device it is of, if it is not the source's */
  guint            stored;
  guint            shown;
  json_t          *report;
} Feed;

static void
clear_feed (Feed *feed)
{
  g_clear_pointer (&feed->seen, g_hash_table_unref);
  g_clear_pointer (&feed->stranger, g_free);
  g_clear_pointer (&feed->report, json_decref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Feed, clear_feed)

/* A reading that carries no identity is told by its time and value, so that a
 * payload that is sent again counts once, while two cars that one payload
 * reports for the same second are two. A time that we gave it ourselves on
 * reception tells nothing.
 */
static char *
make_identity (Feed                *feed,
               const ParvisReading *reading)
{
  g_autofree char *base = NULL;
  guint count;

  if (reading->identity != NULL)
    return g_strdup (reading->identity);
  if (reading->observed_at == feed->received_at)
    return NULL;

  base = g_strdup_printf ("%" G_GINT64_FORMAT ":%.10g", reading->observed_at, reading->value);
  count = GPOINTER_TO_UINT (g_hash_table_lookup (feed->seen, base)) + 1;
  g_hash_table_insert (feed->seen, g_strdup (base), GUINT_TO_POINTER (count));

  return g_strdup_printf ("%s:%u", base, count);
}

static gboolean
is_duplicate (Feed        *feed,
              const char  *identity,
              gboolean    *duplicate,
              GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  *duplicate = FALSE;
  if (identity == NULL)
    return TRUE;

  stmt = parvis_db_prepare (feed->work->db,
                            "SELECT 1 FROM reading WHERE town = :town"
                            " AND source = :source AND identity = :identity",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":source", feed->source->id);
  parvis_stmt_bind_text (stmt, ":identity", identity);

  return parvis_stmt_step (stmt, duplicate, error);
}

static gboolean
store_reading (Feed                 *feed,
               const ParvisReading  *reading,
               const char           *identity,
               ParvisReason          reason,
               GError              **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (feed->work->db,
                            "INSERT INTO reading (town, source, n, received_at, observed_at,"
                            " value, reason, identity, battery, rssi, snr)"
                            " VALUES (:town, :source, :n, :received_at, :observed_at,"
                            " :value, :reason, :identity, :battery, :rssi, :snr)",
                            error);
  if (stmt == NULL)
    return FALSE;

  feed->source->readings++;
  feed->stored++;
  parvis_stmt_bind_text (stmt, ":source", feed->source->id);
  parvis_stmt_bind_int (stmt, ":n", feed->source->readings);
  parvis_stmt_bind_time (stmt, ":received_at", feed->received_at);
  parvis_stmt_bind_time (stmt, ":observed_at", reading->observed_at);
  parvis_stmt_bind_text (stmt, ":reason", parvis_reason_to_string (reason));
  parvis_bind_text_or_null (stmt, ":identity", identity);
  parvis_bind_number_or_null (stmt, ":value", parvis_reading_has_value (reading)
                              ? reading->value : NAN);
  parvis_bind_number_or_null (stmt, ":battery", reading->battery);
  parvis_bind_number_or_null (stmt, ":rssi", reading->rssi);
  parvis_bind_number_or_null (stmt, ":snr", reading->snr);

  return parvis_stmt_step (stmt, NULL, error);
}

static void
report_reading (Feed                *feed,
                const ParvisReading *reading,
                ParvisReason         reason)
{
  json_t *entry = json_object ();

  parvis_json_set_time (entry, "observed_at", reading->observed_at);
  if (parvis_reading_has_value (reading))
    json_object_set_new (entry, "value", json_real (reading->value));
  if (reason != PARVIS_REASON_NONE)
    parvis_json_set_string (entry, "reason", parvis_reason_to_string (reason));

  json_array_append_new (feed->report, entry);
}

static void
note_radio (ParvisSourceRow     *source,
            const ParvisReading *reading)
{
  if (!isnan (reading->battery))
    source->battery = reading->battery;
  if (!isnan (reading->voltage))
    source->voltage = reading->voltage;
  if (!isnan (reading->rssi))
    source->rssi = reading->rssi;
  if (!isnan (reading->snr))
    source->snr = reading->snr;
}

/* What a reading says of its source, whatever became of its value. */
static void
note_source (Feed                *feed,
             const ParvisReading *reading,
             ParvisReason         reason)
{
  ParvisSourceRow *source = feed->source;
  gint64 at = reading->observed_at;

  source->dirty = TRUE;
  source->last_seen = feed->received_at;
  if (source->other_device != NULL && feed->received_at - source->other_at > STRANGER_TOLD)
    {
      g_clear_pointer (&source->other_device, g_free);
      source->other_at = PARVIS_NO_TIME;
    }
  source->heard_at = MAX (source->heard_at, MIN (at, feed->received_at));
  if (at >= source->newest_at)
    note_radio (source, reading);

  if (reason == PARVIS_REASON_OUT_OF_ORDER || reason == PARVIS_REASON_PAUSED)
    return;

  source->reason = reason;
  source->faults = parvis_reason_is_fault (reason) ? source->faults + 1 : 0;

  if (reason == PARVIS_REASON_FROM_THE_FUTURE)
    return;

  if (parvis_reading_has_value (reading))
    {
      parvis_source_note_value (source, reading->value, at,
                                parvis_place_is_closed (feed->work->place, at, NULL));
      source->last_value = reading->value;
    }

  source->newest_at = MAX (source->newest_at, at);
}

static void
note_fault (Feed                *feed,
            const ParvisReading *reading,
            ParvisReason         reason)
{
  ParvisGaugeRow *gauge = &feed->work->gauge;

  if (parvis_reason_is_fault (reason))
    {
      gauge->fault = reason;
      gauge->fault_value = parvis_reading_has_value (reading) ? reading->value : NAN;
      gauge->fault_at = MIN (reading->observed_at, feed->work->now);
      g_strlcpy (gauge->fault_source, feed->source->id, sizeof gauge->fault_source);
    }
  else if (reason == PARVIS_REASON_NONE && strcmp (gauge->fault_source, feed->source->id) == 0)
    {
      gauge->fault = PARVIS_REASON_NONE;
      gauge->fault_value = NAN;
      gauge->fault_at = PARVIS_NO_TIME;
      gauge->fault_source[0] = '\0';
    }
}

/* What another device says is kept, so that it is seen, and is not the source's. */
static void
note_stranger (Feed *feed)
{
  ParvisSourceRow *source = feed->source;

  g_free (source->other_device);
  source->other_device = g_strdup (feed->stranger);
  source->other_at = feed->received_at;
  source->dirty = TRUE;
}

static gboolean
take_reading (Feed                 *feed,
              const ParvisReading  *reading,
              GError              **error)
{
  g_autofree char *identity = make_identity (feed, reading);
  gboolean duplicate;
  ParvisReason reason;

  if (!is_duplicate (feed, identity, &duplicate, error))
    return FALSE;

  if (duplicate)
    {
      report_reading (feed, reading, PARVIS_REASON_DUPLICATE);
      return TRUE;
    }

  if (reading->reason == PARVIS_REASON_SIMULATED)
    {
      /* Kept, so that a trial is seen to arrive; of the device itself it says nothing. */
      reason = PARVIS_REASON_SIMULATED;
      feed->source->dirty = TRUE;
    }
  else if (feed->stranger != NULL)
    {
      reason = PARVIS_REASON_OTHER_DEVICE;
      note_stranger (feed);
    }
  else
    {
      if (!parvis_judge_reading (feed->work, feed->source, reading, feed->today, &reason, error))
        return FALSE;

      note_fault (feed, reading, reason);
      note_source (feed, reading, reason);
    }

  feed->shown += reason == PARVIS_REASON_NONE;
  report_reading (feed, reading, reason);

  return store_reading (feed, reading, identity, reason, error);
}

static char *
make_raw (const json_t *payload)
{
  char *raw = parvis_json_dump (payload);
  char *end;

  if (strlen (raw) <= RAW_MAX)
    return raw;

  /* Not in the middle of a character. */
  end = g_utf8_find_prev_char (raw, raw + RAW_MAX);
  strcpy (end, "…");

  return raw;
}

/* The message stays with the last of its readings; of older ones it goes. The range is
 * named besides: without it, all readings of the source would be looked at.
 */
static gboolean
keep_raw (Feed                 *feed,
          const ParvisCommand  *command,
          GError              **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autofree char *raw = NULL;

  if (feed->stored == 0)
    return TRUE;

  stmt = parvis_db_prepare (feed->work->db,
                            "UPDATE reading SET raw = CASE WHEN n = :n THEN :raw END"
                            " WHERE town = :town AND source = :source"
                            " AND n BETWEEN :first AND :n AND (n = :n OR n <= :last)",
                            error);
  if (stmt == NULL)
    return FALSE;

  raw = make_raw (command->body);
  parvis_stmt_bind_text (stmt, ":source", feed->source->id);
  parvis_stmt_bind_int (stmt, ":n", feed->source->readings);
  parvis_stmt_bind_text (stmt, ":raw", raw);
  parvis_stmt_bind_int (stmt, ":first", feed->source->readings - RAW_KEPT - feed->stored + 1);
  parvis_stmt_bind_int (stmt, ":last", feed->source->readings - RAW_KEPT);

  return parvis_stmt_step (stmt, NULL, error);
}

/* The first device that is heard is the source's, unless one was declared. What was made up
 * may name none, or another way.
 */
static void
check_device (Feed         *feed,
              const json_t *payload)
{
  ParvisSourceRow *source = feed->source;

  if (source->device == NULL)
    {
      source->device = parvis_sender_find (source->format, payload);
      source->dirty = TRUE;
    }
  else if (!parvis_sender_matches (source->format, payload, source->device))
    {
      feed->stranger = parvis_sender_find (source->format, payload);
    }
}

static gboolean
take_payload (Feed                 *feed,
              const ParvisCommand  *command,
              GError              **error)
{
  ParvisMapping mapping;
  g_autoptr(GArray) readings = NULL;

  parvis_source_row_mapping (feed->source, &mapping);
  readings = parvis_ingest (&mapping, command->body, feed->received_at, error);
  if (readings == NULL)
    return FALSE;

  if (readings->len > 0 &&
      g_array_index (readings, ParvisReading, 0).reason != PARVIS_REASON_SIMULATED)
    check_device (feed, command->body);

  for (guint i = 0; i < readings->len; i++)
    {
      if (!take_reading (feed, &g_array_index (readings, ParvisReading, i), error))
        return FALSE;
    }

  return keep_raw (feed, command, error);
}

static char *
find_gauge (ParvisDb    *db,
            const char  *source,
            GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db, "SELECT gauge FROM source WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":id", source);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return NULL;

  if (!has_row)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                           "This town has no such source");
      return NULL;
    }

  return g_strdup (parvis_stmt_get_text (stmt, 0));
}

/* Spaces are summed when the work is finished; the sum is what is remembered. */
static gboolean
finish_feed (Feed    *feed,
             GError **error)
{
  ParvisGaugeWork *work = feed->work;

  parvis_judge_balance (work);
  if (!parvis_gauge_work_finish (work, error))
    return FALSE;

  if (feed->source->measure != PARVIS_MEASURE_SPACE || feed->shown == 0 ||
      work->gauge.method != PARVIS_METHOD_SPACES ||
      work->gauge.broken_since != PARVIS_NO_TIME)
    return TRUE;

  return parvis_gauge_work_remember (work, work->gauge.observed_at, work->gauge.present,
                                     error);
}

/**
 * parvis_readings_apply:
 *
 * Command "source.readings": one payload for the source that is its object.
 * Every reading in it is stored; those that cannot be true keep the figure as it
 * is and say why.
 */
gboolean
parvis_readings_apply (ParvisTx             *tx,
                       const ParvisCommand  *command,
                       ParvisAnswer         *answer,
                       GError              **error)
{
  g_auto(Feed) feed = { NULL, };
  g_autoptr(ParvisGaugeWork) work = NULL;
  g_autofree char *gauge = NULL;

  gauge = find_gauge (parvis_tx_get_db (tx), command->object, error);
  if (gauge == NULL)
    return FALSE;

  work = parvis_gauge_work_begin (tx, gauge, error);
  if (work == NULL)
    return FALSE;

  feed.work = work;
  feed.source = parvis_gauge_work_find_source (work, command->object);
  feed.received_at = command->received_at;
  feed.today = parvis_time_day_start (work->now, work->place->zone);
  feed.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  feed.report = json_array ();

  if (!take_payload (&feed, command, error) || !finish_feed (&feed, error))
    return FALSE;

  answer->body = json_pack ("{s:i, s:i, s:O}",
                            "stored", (int) feed.stored,
                            "shown", (int) feed.shown,
                            "readings", feed.report);

  return TRUE;
}
