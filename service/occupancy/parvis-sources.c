/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sources"

#include "config.h"

#include "parvis-error.h"
#include "parvis-gauge-work.h"
#include "parvis-occupancy.h"
#include "parvis-presets.h"
#include "parvis-put.h"
#include "parvis-sender.h"

#include <math.h>
#include <string.h>

#define MAX_PERIOD (7 * PARVIS_DAY / PARVIS_SECOND)

/* A sensor of one space speaks when something changes, and otherwise twice a day
 * to say that it is alive.
 */
#define SPACE_PERIOD (12 * PARVIS_HOUR)

typedef struct
{
  char           *gauge;
  const char     *name;
  const char     *device;
  char           *key_of;
  ParvisMapping   mapping;
  gint64          period;
  ParvisReserved  reserved;
  gboolean        paused;
} Declared;

static void
clear_declared (Declared *declared)
{
  g_clear_pointer (&declared->gauge, g_free);
  g_clear_pointer (&declared->key_of, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Declared, clear_declared)

static gboolean
read_words (const json_t   *body,
            ParvisMapping  *mapping,
            GError        **error)
{
  const char *format;
  const char *measure;
  const char *unit;

  if (!parvis_json_get_string_or (body, "format", 20, "parvis", &format, error) ||
      !parvis_json_get_string_or (body, "measure", 20, NULL, &measure, error) ||
      !parvis_json_get_string_or (body, "unit", 20, "count", &unit, error))
    return FALSE;

  if (!parvis_format_from_string (format, &mapping->format))
    return parvis_set_invalid (error, "/format", "“%s” is no format of payloads", format);

  /* A device that measures one thing need not be told what. */
  if (measure == NULL && !parvis_preset_get_measure (mapping->preset, &mapping->measure))
    return parvis_set_invalid (error, "/measure", mapping->preset == NULL
                               ? "“measure” is missing"
                               : "“%s” is no device that measures one thing: “measure” is missing",
                               mapping->preset);
  if (measure != NULL && !parvis_measure_from_string (measure, &mapping->measure))
    return parvis_set_invalid (error, "/measure", "“%s” is nothing that is measured", measure);

  mapping->percent = g_str_equal (unit, "percent");
  if (!mapping->percent && !g_str_equal (unit, "count"))
    return parvis_set_invalid (error, "/unit", "The unit is count or percent");

  return TRUE;
}

static gboolean
read_mapping (const json_t   *body,
              ParvisMapping  *mapping,
              GError        **error)
{
  if (!parvis_json_get_string_or (body, "preset", 60, NULL, &mapping->preset, error) ||
      !read_words (body, mapping, error) ||
      !parvis_json_get_string_or (body, "pointer", PARVIS_JSON_POINTER_MAX, NULL,
                                  &mapping->pointer, error) ||
      !parvis_json_get_string_or (body, "capacity_pointer", PARVIS_JSON_POINTER_MAX, NULL,
                                  &mapping->capacity_pointer, error) ||
      !parvis_json_get_bool_or (body, "absent_is_zero", FALSE, &mapping->absent_is_zero,
                                error))
    return FALSE;

  mapping->values = json_object_get (body, "values");
  if (json_is_null (mapping->values))
    mapping->values = NULL;

  return parvis_mapping_check (mapping, error);
}

static gboolean
check_capacity (const ParvisGaugeRow  *gauge,
                const ParvisMapping   *mapping,
                GError               **error)
{
  if (gauge->capacity > 0 || mapping->capacity_pointer != NULL)
    return TRUE;

  if (mapping->percent || mapping->measure == PARVIS_MEASURE_FREE)
    return parvis_set_invalid (error, "/measure",
                               "Free places or a percentage need a gauge with a capacity");

  return TRUE;
}

static gboolean
read_reserved (const json_t  *body,
               Declared      *declared,
               GError       **error)
{
  const char *word;

  if (!parvis_json_get_string_or (body, "reserved", 20, "none", &word, error))
    return FALSE;

  if (!parvis_reserved_from_string (word, &declared->reserved))
    return parvis_set_invalid (error, "/reserved", "A space is reserved for pmr or charging");

  if (declared->reserved != PARVIS_RESERVED_NONE &&
      declared->mapping.measure != PARVIS_MEASURE_SPACE)
    return parvis_set_invalid (error, "/reserved", "Only a single space can be reserved");

  return TRUE;
}

static gboolean
read_device (const json_t  *body,
             Declared      *declared,
             GError       **error)
{
  g_autofree char *folded = NULL;

  if (!parvis_json_get_string_or (body, "device", PARVIS_SENDER_MAX, NULL, &declared->device,
                                  error))
    return FALSE;

  if (declared->device == NULL || *declared->device == '\0')
    return TRUE;

  if (!parvis_sender_is_told (declared->mapping.format))
    return parvis_set_invalid (error, "/device",
                               "Only messages of a LoRaWAN network say of which device they are");

  folded = parvis_sender_fold (declared->device);
  if (folded == NULL)
    return parvis_set_invalid (error, "/device", "The device is its DevEUI, or its name");

  return TRUE;
}

/* That there is such a source is looked at where somebody declares it: a town's file
 * may name it before it comes.
 */
static gboolean
read_key_of (const json_t  *body,
             Declared      *declared,
             GError       **error)
{
  const char *text;

  if (!parvis_json_get_string_or (body, "key_of", 36, NULL, &text, error))
    return FALSE;
  if (text == NULL || *text == '\0')
    return TRUE;
  if (!g_uuid_string_is_valid (text))
    return parvis_set_invalid (error, "/key_of", "The identifier of a source is a UUID");

  declared->key_of = g_ascii_strdown (text, -1);

  return TRUE;
}

static gboolean
read_declared (ParvisPut     *put,
               const json_t  *body,
               Declared      *declared,
               GError       **error)
{
  ParvisGaugeRow gauge;
  const char *text;
  gint64 fallback;

  if (!parvis_json_get_string (body, "gauge", 200, &text, error) ||
      !read_mapping (body, &declared->mapping, error))
    return FALSE;

  declared->gauge = parvis_gauge_find (put->db, text, error);
  if (declared->gauge == NULL)
    {
      parvis_error_set_field (error, "/gauge");
      return FALSE;
    }

  if (!parvis_gauge_row_load (put->db, declared->gauge, &gauge, error) ||
      !check_capacity (&gauge, &declared->mapping, error))
    return FALSE;

  fallback = declared->mapping.measure == PARVIS_MEASURE_SPACE
             ? SPACE_PERIOD : parvis_gauge_default_period (gauge.kind);

  if (!parvis_json_get_string_or (body, "name", 200, "", &declared->name, error) ||
      !parvis_json_get_int_or (body, "period", 1, MAX_PERIOD, fallback / PARVIS_SECOND,
                               &declared->period, error) ||
      !parvis_json_get_bool_or (body, "paused", FALSE, &declared->paused, error))
    return FALSE;

  if (!read_reserved (body, declared, error) || !read_device (body, declared, error) ||
      !read_key_of (body, declared, error))
    return FALSE;

  declared->period *= PARVIS_SECOND;
  if (*declared->name == '\0')
    declared->name = parvis_measure_to_string (declared->mapping.measure);

  return TRUE;
}

static void
bind_declared (ParvisStmt     *stmt,
               const Declared *declared)
{
  const ParvisMapping *mapping = &declared->mapping;
  g_autofree char *values = NULL;

  if (mapping->values != NULL)
    values = parvis_json_dump (mapping->values);

  parvis_stmt_bind_text (stmt, ":name", declared->name);
  parvis_stmt_bind_text (stmt, ":gauge", declared->gauge);
  parvis_stmt_bind_text (stmt, ":format", parvis_format_to_string (mapping->format));
  parvis_stmt_bind_text (stmt, ":measure", parvis_measure_to_string (mapping->measure));
  parvis_stmt_bind_int (stmt, ":percent", mapping->percent);
  parvis_bind_text_or_null (stmt, ":preset", mapping->preset);
  parvis_bind_text_or_null (stmt, ":value_map", values);
  parvis_stmt_bind_int (stmt, ":absent_is_zero", mapping->absent_is_zero);
  /* An empty pointer means the whole payload, which is not the same as none. */
  if (mapping->pointer == NULL)
    parvis_stmt_bind_null (stmt, ":pointer");
  else
    parvis_stmt_bind_text (stmt, ":pointer", mapping->pointer);
  parvis_bind_text_or_null (stmt, ":capacity_pointer", mapping->capacity_pointer);
  parvis_stmt_bind_int (stmt, ":period", declared->period);
  parvis_stmt_bind_int (stmt, ":paused", declared->paused);
  parvis_stmt_bind_text (stmt, ":reserved", parvis_reserved_to_string (declared->reserved));
  parvis_bind_text_or_null (stmt, ":device", declared->device);
  parvis_bind_text_or_null (stmt, ":key_of", declared->key_of);
}

static gboolean
store_source (ParvisPut       *put,
              const char      *id,
              const Declared  *declared,
              GError         **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (put->db,
                            "INSERT INTO source (town, id, gauge, name, format, measure,"
                            " percent, pointer, preset, value_map, absent_is_zero,"
                            " capacity_pointer, period, paused, reserved, device, key_of,"
                            " created_at)"
                            " VALUES (:town, :id, :gauge, :name, :format, :measure,"
                            " :percent, :pointer, :preset, :value_map, :absent_is_zero,"
                            " :capacity_pointer, :period, :paused, :reserved, :device, :key_of,"
                            " :created_at)"
                            " ON CONFLICT (town, id) DO UPDATE SET"
                            " gauge = excluded.gauge, name = excluded.name,"
                            " format = excluded.format, measure = excluded.measure,"
                            " percent = excluded.percent, pointer = excluded.pointer,"
                            " preset = excluded.preset, value_map = excluded.value_map,"
                            " absent_is_zero = excluded.absent_is_zero,"
                            " capacity_pointer = excluded.capacity_pointer,"
                            " period = excluded.period, paused = excluded.paused,"
                            " reserved = excluded.reserved, device = excluded.device,"
                            " key_of = excluded.key_of",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  bind_declared (stmt, declared);
  parvis_stmt_bind_time (stmt, ":created_at", parvis_tx_get_now (put->tx));

  return parvis_stmt_step (stmt, NULL, error);
}

static gboolean
source_exists (ParvisDb    *db,
               const char  *id,
               gboolean    *exists,
               GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (db, "SELECT 1 FROM source WHERE town = :town AND id = :id", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);

  return parvis_stmt_step (stmt, exists, error);
}

gboolean
parvis_put_source (ParvisPut     *put,
                   const json_t  *body,
                   char         **id,
                   GError       **error)
{
  g_auto(Declared) declared = { NULL, };
  g_autofree char *made = NULL;
  const char *given;
  gboolean exists = FALSE;

  if (!parvis_json_get_string_or (body, "id", 36, NULL, &given, error))
    return FALSE;
  if (given != NULL && !g_uuid_string_is_valid (given))
    return parvis_set_invalid (error, "/id", "The identifier of a source is a UUID");

  made = given != NULL ? g_ascii_strdown (given, -1) : g_uuid_string_random ();
  if (!read_declared (put, body, &declared, error) ||
      !source_exists (put->db, made, &exists, error) ||
      !store_source (put, made, &declared, error))
    return FALSE;

  put->created += !exists;
  put->updated += exists;
  parvis_tx_touch (put->tx, PARVIS_KIND_SOURCE, made);
  if (id != NULL)
    *id = g_steal_pointer (&made);

  return TRUE;
}

static gboolean
refresh_gauge (ParvisTx    *tx,
               const char  *gauge,
               GError     **error)
{
  g_autoptr(ParvisGaugeWork) work = parvis_gauge_work_begin (tx, gauge, error);

  return work != NULL && parvis_gauge_work_finish (work, error);
}

static gboolean
gives_key (ParvisDb    *db,
           const char  *id,
           gboolean    *gives,
           GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (db, "SELECT 1 FROM source WHERE town = :town AND key_of = :id", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);

  return parvis_stmt_step (stmt, gives, error);
}

/* One key, held by one source: others take it from that one alone, so that it is seen at
 * once what a key opens.
 */
static gboolean
check_key_of (ParvisDb               *db,
              const ParvisSourceRow  *row,
              GError                **error)
{
  g_autoptr(ParvisSourceRow) holder = NULL;
  gboolean gives = FALSE;

  if (row->key_of == NULL)
    return TRUE;

  holder = parvis_source_row_load (db, row->key_of, NULL);
  if (holder == NULL)
    return parvis_set_invalid (error, "/key_of", "This town has no such source");
  if (holder->key_of != NULL || strcmp (holder->id, row->id) == 0)
    return parvis_set_invalid (error, "/key_of", "That source has no key of its own to give");

  if (!gives_key (db, row->id, &gives, error))
    return FALSE;

  return !gives || parvis_set_invalid (error, "/key_of", "Other sources take this one's key");
}

/**
 * parvis_source_add:
 *
 * Command "source.add". The answer is {"id":…}; its key is made by the caller.
 */
gboolean
parvis_source_add (ParvisTx             *tx,
                   const ParvisCommand  *command,
                   ParvisAnswer         *answer,
                   GError              **error)
{
  g_auto(ParvisPut) put = { NULL, };
  g_autoptr(ParvisSourceRow) row = NULL;
  g_autofree char *id = NULL;

  parvis_put_init (&put, tx);
  if (!parvis_put_source (&put, command->body, &id, error))
    return FALSE;

  row = parvis_source_row_load (put.db, id, error);
  if (row == NULL || !check_key_of (put.db, row, error) || !refresh_gauge (tx, row->gauge, error))
    return FALSE;

  answer->body = json_pack ("{s:s, s:s}", "id", id, "gauge", row->gauge);
  parvis_json_set_string (answer->body, "key_of", row->key_of);

  return TRUE;
}

json_t *
parvis_source_row_describe (const ParvisSourceRow *row)
{
  json_t *entry = json_object ();

  parvis_json_set_string (entry, "id", row->id);
  parvis_json_set_string (entry, "gauge", row->gauge);
  parvis_json_set_string (entry, "name", row->name);
  parvis_json_set_string (entry, "format", parvis_format_to_string (row->format));
  parvis_json_set_string (entry, "measure", parvis_measure_to_string (row->measure));
  parvis_json_set_string (entry, "unit", row->percent ? "percent" : "count");
  parvis_json_set_string (entry, "preset", row->preset);
  parvis_json_set_string (entry, "pointer", row->pointer);
  parvis_json_set_string (entry, "capacity_pointer", row->capacity_pointer);
  parvis_json_set_string (entry, "device", row->device);
  parvis_json_set_string (entry, "key_of", row->key_of);
  if (row->values != NULL)
    json_object_set (entry, "values", row->values);
  if (row->reserved != PARVIS_RESERVED_NONE)
    parvis_json_set_string (entry, "reserved", parvis_reserved_to_string (row->reserved));
  if (row->absent_is_zero)
    json_object_set_new (entry, "absent_is_zero", json_true ());
  if (row->paused)
    json_object_set_new (entry, "paused", json_true ());
  json_object_set_new (entry, "period", json_integer (row->period / PARVIS_SECOND));

  return entry;
}

/* What is declared now, with the members that @changes names. */
static json_t *
merge_settings (const ParvisSourceRow *row,
                const json_t          *changes)
{
  json_t *settings = parvis_source_row_describe (row);
  const char *word = json_string_value (json_object_get (changes, "format"));
  ParvisFormat format;

  /* A device that was heard goes with the network that told of it. */
  if (word != NULL && parvis_format_from_string (word, &format) && format != row->format)
    json_object_del (settings, "device");

  json_object_update (settings, (json_t *) changes);
  parvis_json_set_string (settings, "id", row->id);
  parvis_json_set_string (settings, "gauge", row->gauge);

  return settings;
}

/* A value that stands elsewhere in the payload, or comes from another device, is
 * another counter.
 */
static gboolean
begin_anew (ParvisDb               *db,
            const ParvisSourceRow  *before,
            ParvisSourceRow        *after,
            GError                **error)
{
  gboolean replaced = g_strcmp0 (before->device, after->device) != 0;

  if (!replaced && g_strcmp0 (before->pointer, after->pointer) == 0 &&
      before->measure == after->measure)
    return TRUE;

  after->total = NAN;
  if (replaced)
    {
      g_clear_pointer (&after->other_device, g_free);
      after->other_at = PARVIS_NO_TIME;
    }

  return parvis_source_row_save (db, after, error);
}

/**
 * parvis_source_set:
 *
 * Command "source.set": the members of a source that it names, the others as they
 * were. Without a device (null) it is the next one that is heard.
 */
gboolean
parvis_source_set (ParvisTx             *tx,
                   const ParvisCommand  *command,
                   ParvisAnswer         *answer,
                   GError              **error)
{
  g_auto(ParvisPut) put = { NULL, };
  g_autoptr(ParvisSourceRow) before = NULL;
  g_autoptr(ParvisSourceRow) after = NULL;
  g_autoptr(json_t) settings = NULL;

  parvis_put_init (&put, tx);
  before = parvis_source_row_load (put.db, command->object, error);
  if (before == NULL)
    return FALSE;

  settings = merge_settings (before, command->body);
  if (!parvis_put_source (&put, settings, NULL, error))
    return FALSE;

  after = parvis_source_row_load (put.db, before->id, error);
  if (after == NULL || !check_key_of (put.db, after, error) ||
      !begin_anew (put.db, before, after, error))
    return FALSE;

  answer->body = parvis_source_row_describe (after);

  return refresh_gauge (tx, after->gauge, error);
}

/**
 * parvis_source_pause:
 *
 * Command "source.pause": {"paused":true} keeps what the source sends without
 * showing it; {"paused":false} believes it again.
 */
gboolean
parvis_source_pause (ParvisTx             *tx,
                     const ParvisCommand  *command,
                     ParvisAnswer         *answer,
                     GError              **error)
{
  g_autoptr(ParvisSourceRow) row = NULL;
  gboolean paused;

  if (!parvis_json_get_bool_or (command->body, "paused", TRUE, &paused, error))
    return FALSE;

  row = parvis_source_row_load (parvis_tx_get_db (tx), command->object, error);
  if (row == NULL)
    return FALSE;

  if (row->paused != paused)
    {
      /* What passed meanwhile was not counted, so a counter begins again. */
      row->paused = paused;
      row->total = NAN;
      if (!parvis_source_row_save (parvis_tx_get_db (tx), row, error))
        return FALSE;
      parvis_tx_touch (tx, PARVIS_KIND_SOURCE, row->id);
    }

  answer->body = json_pack ("{s:s, s:b}", "id", row->id, "paused", paused);

  return refresh_gauge (tx, row->gauge, error);
}

static gboolean
delete_rows (ParvisDb    *db,
             const char  *sql,
             const char  *id,
             GError     **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, sql, error);

  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);

  return parvis_stmt_step (stmt, NULL, error);
}

/**
 * parvis_source_remove:
 *
 * Command "source.remove": the source, its keys and its raw readings. What it
 * told stays in the gauge's history.
 */
gboolean
parvis_source_remove (ParvisTx             *tx,
                      const ParvisCommand  *command,
                      ParvisAnswer         *answer,
                      GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(ParvisSourceRow) row = parvis_source_row_load (db, command->object, error);
  gboolean gives = FALSE;

  if (row == NULL || !gives_key (db, row->id, &gives, error))
    return FALSE;

  if (gives)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                           "Other sources take the key of this one: give them their own first");
      return FALSE;
    }

  if (!delete_rows (db, "DELETE FROM reading WHERE town = :town AND source = :id",
                    row->id, error) ||
      !delete_rows (db, "DELETE FROM access_key WHERE town = :town AND source = :id",
                    row->id, error) ||
      !delete_rows (db, "DELETE FROM source WHERE town = :town AND id = :id",
                    row->id, error))
    return FALSE;

  parvis_tx_touch (tx, PARVIS_KIND_SOURCE, row->id);
  answer->body = json_pack ("{s:s}", "id", row->id);

  return refresh_gauge (tx, row->gauge, error);
}
