/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-world.h"

#include "parvis-error.h"

/* Long enough that a slow machine does not split a batch that a test counts on. */
#define UNHURRIED (60 * G_USEC_PER_SEC)

static guint n_renders;

static gboolean
run (ParvisDb    *db,
     const char  *sql,
     const char  *id,
     gint64       delta,
     GError     **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, sql, error);

  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (delta != 0)
    parvis_stmt_bind_int (stmt, ":delta", delta);

  return parvis_stmt_step (stmt, NULL, error);
}

static gboolean
render_box (ParvisTx      *tx,
            const char    *id,
            ParvisEntity  *entity,
            GError       **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row;

  __atomic_add_fetch (&n_renders, 1, __ATOMIC_RELAXED);
  if (g_str_equal (id, "unrenderable"))
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL, "it has no shape");
      return FALSE;
    }

  parvis_tx_touch (tx, WORLD_SUM, "all");
  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT value FROM box WHERE town = :town AND id = :id", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  entity->audience = g_str_has_prefix (id, "secret") ? PARVIS_AUDIENCE_MEMBER
                                                     : PARVIS_AUDIENCE_PUBLIC;
  entity->is_steady = TRUE;
  if (has_row)
    entity->body = json_pack ("{s:s, s:I}", "id", id, "value",
                              (json_int_t) parvis_stmt_get_int (stmt, 0));

  return TRUE;
}

static gboolean
render_sum (ParvisTx      *tx,
            const char    *id,
            ParvisEntity  *entity,
            GError       **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT SUM(value), COUNT(*) FROM box WHERE town = :town", error);
  if (stmt == NULL || !parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  entity->audience = PARVIS_AUDIENCE_PUBLIC;
  entity->is_steady = TRUE;
  if (parvis_stmt_get_int (stmt, 1) > 0)
    entity->body = json_pack ("{s:I}", "sum", (json_int_t) parvis_stmt_get_int (stmt, 0));

  return TRUE;
}

const ParvisKind world_kinds[] = {
  { WORLD_BOX, render_box },
  { WORLD_SUM, render_sum },
  { NULL, NULL },
};

guint
world_get_renders (void)
{
  return __atomic_load_n (&n_renders, __ATOMIC_RELAXED);
}

static const ParvisMigration boxes = {
  "boxes",
  "CREATE TABLE box (town TEXT NOT NULL, id TEXT NOT NULL,"
  " value BIGINT NOT NULL CHECK (value < 1000000), padding TEXT, picture BLOB,"
  " PRIMARY KEY (town, id))",
};

const ParvisSchema *
world_schema (void)
{
  return test_database_schema (&boxes);
}

static void
configure (World *world)
{
  test_database_configure (&world->database, &world->config);
  world->directory = world->database.directory;
  world->config.schema = world_schema ();
  world->config.clock = &parvis_system_clock;
  world->config.kinds = world_kinds;
}

void
world_init (World *world)
{
  memset (world, 0, sizeof *world);
  test_database_init (&world->database);
  configure (world);
}

void
world_init_empty (World *world)
{
  memset (world, 0, sizeof *world);
  test_database_init_empty (&world->database);
  configure (world);
}

void
world_open (World *world)
{
  g_autoptr(GError) error = NULL;

  world->store = parvis_store_open (&world->config, &error);
  g_assert_no_error (error);
  g_assert_nonnull (world->store);
}

void
world_close (World *world)
{
  /* What is still queued may come back and ask the store. */
  parvis_store_close (world->store);
  world->store = NULL;
}

void
world_clear (World *world)
{
  world_close (world);
  test_database_clear (&world->database);
}

void
world_add_town (World      *world,
                const char *town)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (parvis_store_create_town (world->store, town, &error));
  g_assert_no_error (error);
}

void
world_set_up (World         *world,
              gconstpointer  unused)
{
  world_init (world);
  world->config.batch_budget = UNHURRIED;
  world_open (world);
  world_add_town (world, WORLD_TOWN);
}

void
world_tear_down (World         *world,
                 gconstpointer  unused)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (parvis_store_check_town (world->store, WORLD_TOWN, &error));
  g_assert_no_error (error);
  world_clear (world);
}

/* As its render would, which "fresh" ones do without. */
static void
touch_fresh (ParvisTx   *tx,
             const char *id,
             gint64      value)
{
  ParvisEntity entity = { .audience = PARVIS_AUDIENCE_PUBLIC, .is_steady = TRUE };

  entity.body = json_pack ("{s:s, s:I}", "id", id, "value", (json_int_t) value);
  parvis_tx_touch_new (tx, WORLD_BOX, id, &entity);
  parvis_tx_touch (tx, WORLD_SUM, "all");
}

static gboolean
add_to_box (ParvisTx             *tx,
            const ParvisCommand  *command,
            ParvisAnswer         *answer,
            GError              **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  ParvisDb *db = parvis_tx_get_db (tx);
  gint64 value;

  if (!run (db,
            "INSERT INTO box (town, id, value) VALUES (:town, :id, :delta) "
            "ON CONFLICT (town, id) DO UPDATE SET value = box.value + excluded.value",
            command->object, json_integer_value (command->body), error))
    return FALSE;

  stmt = parvis_db_prepare (db, "SELECT value FROM box WHERE town = :town AND id = :id", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", command->object);
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  value = parvis_stmt_get_int (stmt, 0);
  if (g_str_has_prefix (command->object, "fresh") &&
      value == json_integer_value (command->body))
    touch_fresh (tx, command->object, value);
  else
    parvis_tx_touch (tx, WORLD_BOX, command->object);
  answer->status = 201;
  answer->body = json_pack ("{s:I}", "value", (json_int_t) value);

  return TRUE;
}

static gboolean
add_and_fail (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  if (!add_to_box (tx, command, answer, error))
    return FALSE;

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT, "on purpose");

  return FALSE;
}

static gboolean
remove_box (ParvisTx             *tx,
            const ParvisCommand  *command,
            ParvisAnswer         *answer,
            GError              **error)
{
  parvis_tx_touch (tx, WORLD_BOX, command->object);

  return run (parvis_tx_get_db (tx), "DELETE FROM box WHERE town = :town AND id = :id",
              command->object, 0, error);
}

static ParvisCommand *
new_command (const char      *name,
             const char      *town,
             const char      *key,
             const char      *id,
             gint64           delta,
             ParvisApplyFunc  apply)
{
  ParvisCommand *command = parvis_command_new (name, town, apply);

  command->object = g_strdup (id);
  command->key = g_strdup (key);
  command->fingerprint = g_strdup_printf ("%s %s %" G_GINT64_FORMAT, name, id, delta);
  command->actor = g_strdup ("system");
  command->body = json_integer (delta);

  return command;
}

ParvisCommand *
new_add (const char *town,
         const char *key,
         const char *id,
         gint64      delta)
{
  return new_command ("box.add", town, key, id, delta, add_to_box);
}

ParvisCommand *
new_failing_add (const char *town,
                 const char *key,
                 const char *id,
                 gint64      delta)
{
  return new_command ("box.add", town, key, id, delta, add_and_fail);
}

ParvisCommand *
new_remove (const char *town,
            const char *id)
{
  return new_command ("box.remove", town, NULL, id, 0, remove_box);
}

void
outcome_done_cb (ParvisCommand *command,
                 ParvisAnswer  *answer,
                 gint64         seq,
                 gboolean       replayed,
                 GError        *error,
                 gpointer       user_data)
{
  Outcome *outcome = user_data;

  parvis_command_free (command);
  pthread_mutex_lock (&outcome->lock);
  g_assert_false (outcome->is_done);
  g_assert_true ((answer == NULL) == (error != NULL));
  outcome->is_done = TRUE;
  outcome->answer = answer;
  outcome->error = error;
  outcome->seq = seq;
  outcome->replayed = replayed;
  pthread_cond_broadcast (&outcome->changed);
  pthread_mutex_unlock (&outcome->lock);
}

void
world_submit (World         *world,
              ParvisCommand *command,
              Outcome       *outcome)
{
  parvis_store_submit (world->store, command, outcome_done_cb, outcome);
}

gint64
outcome_get_value (const Outcome *outcome)
{
  g_assert_no_error (outcome->error);

  return json_integer_value (json_object_get (outcome->answer->body, "value"));
}

void
outcome_wait (Outcome *outcome)
{
  pthread_mutex_lock (&outcome->lock);
  while (!outcome->is_done)
    pthread_cond_wait (&outcome->changed, &outcome->lock);
  pthread_mutex_unlock (&outcome->lock);
}

void
outcome_clear (Outcome *outcome)
{
  g_clear_pointer (&outcome->answer, parvis_answer_free);
  g_clear_error (&outcome->error);
}

/* Commands carry only data of their own, so the gate travels in the body. */
static gboolean
wait_at_gate (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  Gate *gate = GSIZE_TO_POINTER ((gsize) json_integer_value (command->body));

  pthread_mutex_lock (&gate->lock);
  gate->is_held = TRUE;
  pthread_cond_broadcast (&gate->changed);
  while (!gate->is_open)
    pthread_cond_wait (&gate->changed, &gate->lock);
  pthread_mutex_unlock (&gate->lock);

  return TRUE;
}

void
gate_hold (Gate        *gate,
           ParvisStore *store,
           const char  *town)
{
  ParvisCommand *command = parvis_command_new ("gate", town, wait_at_gate);

  command->body = json_integer ((json_int_t) GPOINTER_TO_SIZE (gate));
  parvis_store_submit (store, command, outcome_done_cb, &gate->outcome);

  pthread_mutex_lock (&gate->lock);
  while (!gate->is_held)
    pthread_cond_wait (&gate->changed, &gate->lock);
  pthread_mutex_unlock (&gate->lock);
}

void
gate_open (Gate *gate)
{
  pthread_mutex_lock (&gate->lock);
  gate->is_open = TRUE;
  pthread_cond_broadcast (&gate->changed);
  pthread_mutex_unlock (&gate->lock);

  outcome_wait (&gate->outcome);
  g_assert_no_error (gate->outcome.error);
  outcome_clear (&gate->outcome);
}

gint64
count_rows (ParvisStore *store,
            const char  *town,
            const char  *sql)
{
  g_autoptr(GError) error = NULL;
  ParvisDb *db = parvis_store_acquire (store, town, &error);
  ParvisStmt *stmt;
  gboolean has_row;
  gint64 value;

  g_assert_no_error (error);
  stmt = parvis_db_prepare (db, sql, &error);
  g_assert_no_error (error);
  g_assert_true (parvis_stmt_step (stmt, &has_row, &error));
  g_assert_no_error (error);
  value = has_row ? parvis_stmt_get_int (stmt, 0) : -1;
  parvis_stmt_release (stmt);
  parvis_store_release (store, db);

  return value;
}

gint64
read_value (ParvisStore *store,
            const char  *town,
            const char  *id)
{
  g_autoptr(GError) error = NULL;
  ParvisDb *db = parvis_store_acquire (store, town, &error);
  ParvisStmt *stmt;
  gboolean has_row;
  gint64 value;

  g_assert_no_error (error);
  stmt = parvis_db_prepare (db, "SELECT value FROM box WHERE town = :town AND id = :id", &error);
  g_assert_no_error (error);
  parvis_stmt_bind_text (stmt, ":id", id);
  g_assert_true (parvis_stmt_step (stmt, &has_row, &error));
  g_assert_no_error (error);
  value = has_row ? parvis_stmt_get_int (stmt, 0) : -1;
  parvis_stmt_release (stmt);
  parvis_store_release (store, db);

  return value;
}

gint64
add (World      *world,
     const char *key,
     const char *id,
     gint64      delta,
     gint64     *seq)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = NULL;

  answer = parvis_store_apply (world->store, new_add (WORLD_TOWN, key, id, delta), seq, &error);
  g_assert_no_error (error);
  g_assert_nonnull (answer);
  g_assert_cmpint (answer->status, ==, 201);

  return json_integer_value (json_object_get (answer->body, "value"));
}
