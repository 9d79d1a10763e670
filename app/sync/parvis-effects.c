/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-effects"

#include "config.h"

#include "parvis-effects.h"
#include "parvis-error.h"
#include "parvis-gauge.h"
#include "parvis-words.h"

#include <string.h>

/* The commands of the live screens (docs/architecture.md, "Routes") and what
 * each does to what is on screen until the service has answered. The service
 * decides; an effect only has to be what it will most likely say.
 */

#define LOG_ENTRIES_MAX 50
#define DELTA_MAX 1000
#define VALUE_MAX 1000000
#define TEXT_MAX 500

static gboolean
check_count (const json_t  *body,
             GError       **error)
{
  gint64 delta;
  const char *note;

  return parvis_json_get_int (body, "delta", -DELTA_MAX, DELTA_MAX, &delta, error) &&
         parvis_json_get_string_or (body, "note", TEXT_MAX, NULL, &note, error);
}

static gboolean
check_recount (const json_t  *body,
               GError       **error)
{
  gboolean confirmed;
  gint64 value;
  const char *note;

  return parvis_json_get_int (body, "value", 0, VALUE_MAX, &value, error) &&
         parvis_json_get_bool_or (body, "confirmed", FALSE, &confirmed, error) &&
         parvis_json_get_string_or (body, "note", TEXT_MAX, NULL, &note, error);
}

static gboolean
check_close (const json_t  *body,
             GError       **error)
{
  const char *reason;
  gint64 instant;

  return parvis_json_get_string_or (body, "reason", TEXT_MAX, NULL, &reason, error) &&
         parvis_json_get_time_or (body, "from", PARVIS_NO_TIME, &instant, error) &&
         parvis_json_get_time_or (body, "until", PARVIS_NO_TIME, &instant, error);
}

static gboolean
check_lower (const json_t  *body,
             GError       **error)
{
  const char *reason;
  gint64 capacity;
  gint64 until;

  return parvis_json_get_int (body, "capacity", 1, VALUE_MAX, &capacity, error) &&
         parvis_json_get_string_or (body, "reason", TEXT_MAX, NULL, &reason, error) &&
         parvis_json_get_time_or (body, "until", PARVIS_NO_TIME, &until, error);
}

static gboolean
check_nothing (const json_t  *body,
               GError       **error)
{
  return TRUE;
}

static json_int_t
get_int (const json_t *object,
         const char   *name)
{
  return json_integer_value (json_object_get (object, name));
}

static void
copy_member (json_t       *to,
             const json_t *from,
             const char   *name)
{
  json_t *value = json_object_get (from, name);

  if (value != NULL && !json_is_null (value))
    json_object_set (to, name, value);
}

/* When the person acted: the command says it, unless it needs no instant. */
static gint64
get_at (const json_t *command,
        gint64        at)
{
  gint64 given;

  return parvis_json_get_time_or (command, "at", at, &given, NULL) ? given : at;
}

static void
set_at (json_t       *entity,
        const char   *name,
        const json_t *command,
        gint64        at)
{
  parvis_json_set_time (entity, name, get_at (command, at));
}

static void
set_free (json_t *gauge)
{
  if (json_is_integer (json_object_get (gauge, "capacity")) &&
      json_is_integer (json_object_get (gauge, "present")))
    json_object_set_new (gauge, "free", json_integer (MAX (get_int (gauge, "capacity") -
                                                           get_int (gauge, "present"), 0)));
}

/* @seen: whether somebody looked at all of it, and did not only count a passage */
static void
set_present (json_t       *gauge,
             json_int_t    present,
             gboolean      seen,
             const json_t *command,
             gint64        at)
{
  const char *method = json_string_value (json_object_get (gauge, "method"));
  gboolean broken = json_is_string (json_object_get (gauge, "broken_since"));
  gint64 observed_at = PARVIS_NO_TIME;

  present = MAX (present, 0);
  json_object_set_new (gauge, "present", json_integer (present));
  set_free (gauge);

  if (!parvis_json_get_time_or (gauge, "observed_at", PARVIS_NO_TIME, &observed_at, NULL) ||
      observed_at < get_at (command, at))
    set_at (gauge, "observed_at", command, at);

  /* A gesture beside counted entries and exits corrects their balance; anything
   * else it replaces by what a person saw, and a balance that is not whole too.
   */
  if (g_strcmp0 (method, "balance") == 0 && !(broken && seen))
    return;

  json_object_set_new (gauge, "method", json_string ("hand"));
  json_object_set_new (gauge, "state", json_string ("hand"));
}

static void
count_gauge (json_t       *gauge,
             const json_t *command,
             const char   *key,
             gint64        at)
{
  json_int_t delta = get_int (command, "delta");

  set_present (gauge, get_int (gauge, "present") + delta, delta == 0, command, at);
}

static void
recount_gauge (json_t       *gauge,
               const json_t *command,
               const char   *key,
               gint64        at)
{
  set_present (gauge, get_int (command, "value"), TRUE, command, at);
}

/* FALSE if the log has this gesture already. */
static gboolean
log_entry (json_t       *log,
           const json_t *command,
           const char   *what,
           const char   *key,
           gint64        at)
{
  json_t *old = json_object_get (log, "entries");
  json_t *entries = json_array ();
  json_t *entry = json_object ();
  json_t *other;
  gsize i;
  gboolean known = FALSE;

  parvis_json_set_string (entry, "key", key);
  parvis_json_set_string (entry, "what", what);
  set_at (entry, "at", command, at);
  copy_member (entry, command, "delta");
  copy_member (entry, command, "value");
  copy_member (entry, command, "note");
  json_array_append_new (entries, entry);

  json_array_foreach (old, i, other)
    {
      known |= g_strcmp0 (json_string_value (json_object_get (other, "key")), key) == 0;

      if (json_array_size (entries) < LOG_ENTRIES_MAX)
        json_array_append (entries, other);
    }

  if (known)
    json_decref (entries);
  else
    json_object_set_new (log, "entries", entries);

  return !known;
}

static void
log_count (json_t       *log,
           const json_t *command,
           const char   *key,
           gint64        at)
{
  if (log_entry (log, command, "count", key, at))
    json_object_set_new (log, "by_hand",
                         json_integer (get_int (log, "by_hand") + get_int (command, "delta")));
}

static void
log_recount (json_t       *log,
             const json_t *command,
             const char   *key,
             gint64        at)
{
  json_t *recount;

  if (!log_entry (log, command, "recount", key, at))
    return;

  recount = json_object ();
  set_at (recount, "at", command, at);
  copy_member (recount, command, "value");
  json_object_set_new (log, "recount", recount);
}

static void
close_facility (json_t       *facility,
                const json_t *command,
                const char   *key,
                gint64        at)
{
  json_t *closure = json_object ();

  copy_member (closure, command, "reason");
  copy_member (closure, command, "from");
  copy_member (closure, command, "until");

  if (json_object_get (closure, "from") == NULL)
    parvis_json_set_time (closure, "from", at);

  json_object_set_new (facility, "closure", closure);
}

static void
reopen_facility (json_t       *facility,
                 const json_t *command,
                 const char   *key,
                 gint64        at)
{
  json_object_del (facility, "closure");
}

static void
restore_gauge (json_t       *gauge,
               const json_t *command,
               const char   *key,
               gint64        at)
{
  gint64 whole = parvis_gauge_read_whole (gauge);

  if (json_object_del (gauge, "capacity_limit") != 0)
    return;

  json_object_set_new (gauge, "capacity", json_integer (whole));
  set_free (gauge);
}

static void
lower_gauge (json_t       *gauge,
             const json_t *command,
             const char   *key,
             gint64        at)
{
  gint64 whole = parvis_gauge_read_whole (gauge);
  json_t *limit;

  if (get_int (command, "capacity") >= whole)
    return;

  limit = json_pack ("{s:I}", "whole", (json_int_t) whole);
  copy_member (limit, command, "capacity");
  copy_member (limit, command, "reason");
  copy_member (limit, command, "until");
  json_object_set_new (gauge, "capacity_limit", limit);
  copy_member (gauge, command, "capacity");
  set_free (gauge);
}

static gboolean
check_judge (const json_t  *body,
             GError       **error)
{
  gboolean accept;

  return parvis_json_get_bool_or (body, "accept", TRUE, &accept, error);
}

/* The service checks the rest: it knows the formats and the gauge. */
static gboolean
check_source (const json_t  *body,
              GError       **error)
{
  gint64 period;
  gint64 capacity;

  return parvis_json_get_int_or (body, "period", 1, 7 * 86400, 1, &period, error) &&
         parvis_json_get_int_or (body, "capacity", 0, VALUE_MAX, 0, &capacity, error);
}

static gboolean
check_pause (const json_t  *body,
             GError       **error)
{
  gboolean paused;

  return parvis_json_get_bool_or (body, "paused", TRUE, &paused, error);
}

/* How a source is when it is believed again only the service knows. */
static void
pause_source (json_t       *source,
              const json_t *command,
              const char   *key,
              gint64        at)
{
  gboolean paused = !json_is_false (json_object_get (command, "paused"));

  json_object_set_new (source, "paused", json_boolean (paused));
  if (paused)
    parvis_json_set_string (source, "health", "paused");
  else if (g_strcmp0 (json_string_value (json_object_get (source, "health")), "paused") == 0)
    parvis_json_set_string (source, "health", "ok");
}

static void
set_source (json_t       *source,
            const json_t *command,
            const char   *key,
            gint64        at)
{
  copy_member (source, command, "name");
  copy_member (source, command, "measure");
  copy_member (source, command, "period");
  copy_member (source, command, "pointer");
}

static void
set_gauge (json_t       *gauge,
           const json_t *command,
           const char   *key,
           gint64        at)
{
  json_t *limit = json_object_get (gauge, "capacity_limit");

  if (limit != NULL && get_int (limit, "capacity") < get_int (command, "capacity"))
    {
      json_object_set (limit, "whole", json_object_get (command, "capacity"));
      return;
    }

  if (!json_is_integer (json_object_get (command, "capacity")))
    return;

  json_object_del (gauge, "capacity_limit");
  copy_member (gauge, command, "capacity");
  set_free (gauge);
}

static gboolean
check_roles (const json_t  *body,
             GError       **error)
{
  gint64 until;

  if (json_array_size (json_object_get (body, "roles")) == 0)
    return parvis_set_invalid (error, "roles", "a member has a role");

  return parvis_json_get_time_or (body, "until", PARVIS_NO_TIME, &until, error);
}

static void
give_roles (json_t       *member,
            const json_t *command,
            const char   *key,
            gint64        at)
{
  static const char *const grants[] = { "merchants", "facilities", "until" };

  copy_member (member, command, "roles");
  for (guint i = 0; i < G_N_ELEMENTS (grants); i++)
    {
      json_object_del (member, grants[i]);
      copy_member (member, command, grants[i]);
    }
}

static void
tell_town (json_t       *town,
           const json_t *command,
           const char   *key,
           gint64        at)
{
  copy_member (town, command, "name");
  copy_member (town, command, "population");
}

static void
tell_setup (json_t       *setup,
            const json_t *command,
            const char   *key,
            gint64        at)
{
  copy_member (setup, command, "check_each");
}

/* The lists leave out what has this mark, until the service says the same. */
static void
mark_gone (json_t       *entity,
           const json_t *command,
           const char   *key,
           gint64        at)
{
  json_object_set_new (entity, "gone", json_true ());
}

static const ParvisVerb verbs[] = {
  {
    "gauge.count", "POST", "gauges/{}/count", PARVIS_KIND_GAUGE, check_count,
    { { PARVIS_KIND_GAUGE, count_gauge }, { PARVIS_KIND_GAUGE_LOG, log_count } }, TRUE, NULL, FALSE,
  },
  {
    "gauge.recount", "POST", "gauges/{}/recount", PARVIS_KIND_GAUGE, check_recount,
    { { PARVIS_KIND_GAUGE, recount_gauge }, { PARVIS_KIND_GAUGE_LOG, log_recount } }, TRUE, NULL,
    FALSE,
  },
  {
    "facility.close", "POST", "facilities/{}/close", PARVIS_KIND_FACILITY, check_close,
    { { PARVIS_KIND_FACILITY, close_facility } }, FALSE, NULL, FALSE,
  },
  {
    "facility.reopen", "POST", "facilities/{}/reopen", PARVIS_KIND_FACILITY, check_nothing,
    { { PARVIS_KIND_FACILITY, reopen_facility } }, FALSE, NULL, FALSE,
  },
  {
    "gauge.lower", "POST", "gauges/{}/lower", PARVIS_KIND_GAUGE, check_lower,
    { { PARVIS_KIND_GAUGE, lower_gauge } }, FALSE, NULL, FALSE,
  },
  {
    "gauge.restore", "POST", "gauges/{}/restore", PARVIS_KIND_GAUGE, check_nothing,
    { { PARVIS_KIND_GAUGE, restore_gauge } }, FALSE, NULL, FALSE,
  },
  {
    /* What follows from it only the service can work out. */
    "source.judge", "POST", "sources/{}/judge", PARVIS_KIND_SOURCE, check_judge,
    { { NULL, NULL } }, FALSE, NULL, FALSE,
  },
  {
    "town.tell", "POST", "description", PARVIS_KIND_TOWN, check_nothing,
    { { PARVIS_KIND_TOWN, tell_town } }, FALSE, NULL, FALSE,
  },
  {
    /* What the town says of itself to its own people. */
    "town.settle", "POST", "description", PARVIS_KIND_SETUP, check_nothing,
    { { PARVIS_KIND_SETUP, tell_setup } }, FALSE, NULL, FALSE,
  },
  {
    /* A place that is new is drawn when the service has it. */
    "facility.import", "POST", "facilities", PARVIS_KIND_FACILITY, check_nothing,
    { { NULL, NULL } }, FALSE, NULL, FALSE,
  },
  {
    "module.set", "POST", "modules/{}", PARVIS_KIND_SETUP, check_nothing,
    { { NULL, NULL } }, FALSE, NULL, FALSE,
  },
  {
    "source.pause", "POST", "sources/{}/pause", PARVIS_KIND_SOURCE, check_pause,
    { { PARVIS_KIND_SOURCE, pause_source } }, FALSE, NULL, FALSE,
  },
  {
    "source.set", "POST", "sources/{}/settings", PARVIS_KIND_SOURCE, check_source,
    { { PARVIS_KIND_SOURCE, set_source } }, FALSE, NULL, FALSE,
  },
  {
    "source.remove", "POST", "sources/{}/remove", PARVIS_KIND_SOURCE, check_nothing,
    { { PARVIS_KIND_SOURCE, mark_gone } }, FALSE, NULL, FALSE,
  },
  {
    "gauge.set", "POST", "gauges/{}/settings", PARVIS_KIND_GAUGE, check_source,
    { { PARVIS_KIND_GAUGE, set_gauge } }, FALSE, NULL, FALSE,
  },
  {
    "member.roles", "POST", "members/{}/roles", PARVIS_KIND_MEMBER, check_roles,
    { { PARVIS_KIND_MEMBER, give_roles } }, FALSE, NULL, FALSE,
  },
  {
    "member.remove", "POST", "members/{}/remove", PARVIS_KIND_MEMBER, check_nothing,
    { { PARVIS_KIND_MEMBER, mark_gone } }, FALSE, NULL, FALSE,
  },
  {
    "invitation.revoke", "POST", "invitations/{}/revoke", PARVIS_KIND_INVITATION, check_nothing,
    { { PARVIS_KIND_INVITATION, mark_gone } }, FALSE, NULL, FALSE,
  },
};

const ParvisVerb *
parvis_verb_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      if (g_strcmp0 (verbs[i].name, name) == 0)
        return &verbs[i];
    }

  for (guint i = 0; i < parvis_n_order_verbs; i++)
    {
      if (g_strcmp0 (parvis_order_verbs[i].name, name) == 0)
        return &parvis_order_verbs[i];
    }

  for (guint i = 0; i < parvis_n_dossier_verbs; i++)
    {
      if (g_strcmp0 (parvis_dossier_verbs[i].name, name) == 0)
        return &parvis_dossier_verbs[i];
    }

  return NULL;
}

guint
parvis_verb_get_bit (const ParvisVerb *verb,
                     const char       *kind)
{
  for (guint i = 0; i < PARVIS_VERB_MAX_TARGETS; i++)
    {
      if (verb->targets[i].kind != NULL && strcmp (verb->targets[i].kind, kind) == 0)
        return 1u << i;
    }

  return 0;
}

guint
parvis_verb_get_mask (const ParvisVerb *verb)
{
  guint mask = 0;

  for (guint i = 0; i < PARVIS_VERB_MAX_TARGETS; i++)
    {
      if (verb->targets[i].kind != NULL)
        mask |= 1u << i;
    }

  return mask;
}

void
parvis_verb_apply (const ParvisVerb *verb,
                   const char       *kind,
                   json_t           *entity,
                   const json_t     *command,
                   const char       *key,
                   gint64            at)
{
  for (guint i = 0; i < PARVIS_VERB_MAX_TARGETS; i++)
    {
      if (verb->targets[i].kind != NULL && strcmp (verb->targets[i].kind, kind) == 0)
        verb->targets[i].apply (entity, command, key, at);
    }
}

char *
parvis_verb_dup_path (const ParvisVerb *verb,
                      const char       *object)
{
  g_autofree char *escaped = g_uri_escape_string (object, NULL, FALSE);
  const char *hole = strstr (verb->path, "{}");

  if (hole == NULL)
    return g_strdup (verb->path);

  return g_strdup_printf ("%.*s%s%s", (int) (hole - verb->path), verb->path, escaped, hole + 2);
}

json_t *
parvis_verb_complete (const ParvisVerb *verb,
                      const json_t     *body,
                      gint64            at)
{
  json_t *copy = body != NULL ? json_deep_copy (body) : json_object ();

  /* The person's instant, not that of the arrival: an action may wait for hours. */
  if (verb->is_timed && json_object_get (copy, "at") == NULL)
    parvis_json_set_time (copy, "at", at);

  return copy;
}
