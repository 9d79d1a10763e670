/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-routes-operator"

#include "config.h"

#include "parvis-access.h"
#include "parvis-audit.h"
#include "parvis-directory.h"
#include "parvis-dossiers.h"
#include "parvis-error.h"
#include "parvis-log.h"
#include "parvis-member-return.h"
#include "parvis-occupancy.h"
#include "parvis-orders.h"
#include "parvis-presets.h"
#include "parvis-provider.h"
#include "parvis-routes.h"
#include "parvis-seal-check.h"
#include "parvis-service.h"
#include "parvis-towns.h"

#include <string.h>

/* What an operator asks through the control socket. Where a route answers with a
 * secret, or works on a town's file as a whole, it is no command of its own but
 * runs one: the command log must never hold a key.
 */

#define MAX_LISTED 100000

/* Takes @body and @reply's content; waits, on a thread of the pool. */
static gboolean
run (ParvisService        *service,
     const ParvisRequest  *request,
     const char           *name,
     const char           *town,
     const char           *object,
     ParvisApplyFunc       apply,
     json_t               *body,
     json_t              **answered,
     GError              **error)
{
  ParvisCommand *command = parvis_command_new (name, town, apply);
  g_autoptr (ParvisAnswer) answer = NULL;

  command->object = g_strdup (object);
  command->actor = g_strdup (parvis_request_get_actor (request));
  command->received_at = parvis_request_get_time (request);
  command->body = body;
  command->audited = TRUE;

  answer = parvis_store_apply (parvis_service_get_store (service), command, NULL, error);
  if (answer == NULL)
    return FALSE;

  *answered = answer->body != NULL ? g_steal_pointer (&answer->body) : json_object ();

  return TRUE;
}

/* A town that cannot be opened is still one of the service's towns, but what is
 * wrong with its file is for the operator alone.
 */
static json_t *
describe_to_operator (ParvisStore *store,
                      const char  *code)
{
  g_autoptr (GError) problem = NULL;
  ParvisDb *db = parvis_store_acquire (store, code, &problem);
  json_t *town = db != NULL ? parvis_town_describe (db, &problem) : NULL;

  parvis_store_release (store, db);
  if (town == NULL)
    town = json_pack ("{s:s}", "insee", code);
  if (problem != NULL)
    parvis_json_set_string (town, "problem", problem->message);

  return town;
}

/* Returns: (transfer full) (nullable): nobody else hears of a town that shows nothing */
static json_t *
describe_to_strangers (ParvisStore *store,
                       const char  *code)
{
  ParvisDb *db = parvis_store_acquire (store, code, NULL);
  g_autoptr (json_t) town = db != NULL ? parvis_town_describe_public (db, NULL) : NULL;

  parvis_store_release (store, db);
  if (town == NULL)
    return json_pack ("{s:s}", "insee", code);

  return json_array_size (json_object_get (town, "modules")) > 0 ? g_steal_pointer (&town) : NULL;
}

gboolean
parvis_route_towns (ParvisService        *service,
                    const ParvisRequest  *request,
                    ParvisDb             *unused,
                    ParvisReply          *reply,
                    GError              **error)
{
  ParvisStore *store = parvis_service_get_store (service);
  gboolean stranger = parvis_request_get_audiences (request) == PARVIS_AUDIENCES_PUBLIC;
  g_auto (GStrv) codes = parvis_store_list_towns (store);
  g_autoptr (json_t) list = json_array ();

  for (guint i = 0; codes != NULL && codes[i] != NULL; i++)
    {
      json_t *town = stranger ? describe_to_strangers (store, codes[i])
                              : describe_to_operator (store, codes[i]);

      if (town != NULL)
        json_array_append_new (list, town);
    }

  parvis_reply_set_header (reply, "Cache-Control", "public, max-age=60");
  parvis_reply_take_json (reply, json_pack ("{s:O}", "towns", list));

  return TRUE;
}

static gboolean
begin_trail (ParvisService        *service,
             const ParvisRequest  *request,
             const char           *town,
             const char           *action,
             GError              **error)
{
  return parvis_audit_begin (parvis_service_get_store (service), town,
                             parvis_request_get_actor (request), action, error);
}

static gboolean
create_town (ParvisService        *service,
             const ParvisRequest  *request,
             const char           *name,
             ParvisApplyFunc       apply,
             json_t              **answered,
             GError              **error)
{
  ParvisStore *store = parvis_service_get_store (service);
  const char *town = parvis_request_get_param (request, "code");
  json_t *body = json_deep_copy (parvis_request_get_json (request));

  if (!parvis_store_create_town (store, town, error))
    {
      json_decref (body);
      return FALSE;
    }

  if (run (service, request, name, town, NULL, apply, body, answered, error))
    return begin_trail (service, request, town, "town.add", error);

  /* A town that could not be described would be in the way of the next try. */
  parvis_store_remove_town (store, town, NULL);

  return FALSE;
}

gboolean
parvis_route_town_add (ParvisService        *service,
                       const ParvisRequest  *request,
                       ParvisDb             *unused,
                       ParvisReply          *reply,
                       GError              **error)
{
  json_t *answered = NULL;

  if (!create_town (service, request, "town.put", parvis_town_put, &answered, error))
    return FALSE;

  parvis_reply_set_status (reply, 201);
  parvis_reply_take_json (reply, answered);

  return TRUE;
}

static gboolean
apply_import (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  json_t *town = json_object_get (command->body, "town");
  const char *insee = json_string_value (json_object_get (town, "insee"));
  ParvisCommand part = *command;

  if (!json_is_object (town))
    return parvis_set_invalid (error, "/town", "This is not the file of a town");
  if (insee != NULL && strcmp (insee, command->town) != 0)
    return parvis_set_invalid (error, "/town/insee", "This is the file of town %s", insee);

  part.body = town;
  if (!parvis_town_put (tx, &part, answer, error))
    return FALSE;

  g_clear_pointer (&answer->body, json_decref);

  return parvis_occupancy_import (tx, command, answer, error) &&
         parvis_orders_import (tx, command, answer, error) &&
         parvis_procedures_import (tx, command, answer, error) &&
         parvis_access_import_keys (tx, json_object_get (command->body, "keys"), error);
}

/* Into a town that is there already, the file updates what it names. */
gboolean
parvis_route_town_import (ParvisService        *service,
                          const ParvisRequest  *request,
                          ParvisDb             *unused,
                          ParvisReply          *reply,
                          GError              **error)
{
  ParvisStore *store = parvis_service_get_store (service);
  const char *town = parvis_request_get_param (request, "code");
  json_t *answered = NULL;
  gboolean done;

  if (parvis_store_has_town (store, town))
    done = run (service, request, "town.import", town, NULL, apply_import,
                json_deep_copy (parvis_request_get_json (request)), &answered, error) &&
           parvis_directory_note (store, town, error);
  else
    done = create_town (service, request, "town.import", apply_import, &answered, error);

  if (done)
    parvis_reply_take_json (reply, answered);

  return done;
}

gboolean
parvis_route_town_export (ParvisService        *service,
                          const ParvisRequest  *request,
                          ParvisDb             *db,
                          ParvisReply          *reply,
                          GError              **error)
{
  g_autoptr (json_t) file = json_object ();
  json_t *town = parvis_town_describe (db, error);
  json_t *keys;

  if (town == NULL)
    return FALSE;

  json_object_set_new (file, "town", town);
  if (!parvis_occupancy_export (db, file, error) || !parvis_orders_export (db, file, error) ||
      !parvis_procedures_export (db, file, error) ||
      (keys = parvis_access_export_keys (db, error)) == NULL)
    return FALSE;

  json_object_set_new (file, "keys", keys);
  parvis_reply_take_json (reply, g_steal_pointer (&file));

  return TRUE;
}

gboolean
parvis_route_town_remove (ParvisService        *service,
                          const ParvisRequest  *request,
                          ParvisDb             *unused,
                          ParvisReply          *reply,
                          GError              **error)
{
  ParvisStore *store = parvis_service_get_store (service);
  const char *town = parvis_request_get_param (request, "insee");

  if (!parvis_store_remove_town (store, town, error) ||
      !begin_trail (service, request, town, "town.remove", error) ||
      !parvis_directory_note (store, town, error))
    return FALSE;

  parvis_reply_take_json (reply, json_pack ("{s:s}", "removed", town));

  return TRUE;
}

gboolean
parvis_route_town_put (ParvisTx             *tx,
                       const ParvisCommand  *command,
                       ParvisAnswer         *answer,
                       GError              **error)
{
  return parvis_town_put (tx, command, answer, error) &&
         parvis_occupancy_touch_all (tx, error) && parvis_orders_touch_all (tx, error) &&
         parvis_dossiers_touch_all (tx, error);
}

gboolean
parvis_route_module_set (ParvisTx             *tx,
                         const ParvisCommand  *command,
                         ParvisAnswer         *answer,
                         GError              **error)
{
  const json_t *on = json_object_get (command->body, "on");

  /* Nobody is left waiting at a door: the shops end their orders first. */
  if (json_is_false (on) && strcmp (command->object, "orders") == 0 &&
      !parvis_orders_check_over (parvis_tx_get_db (tx), error))
    return FALSE;

  return parvis_town_set_module (tx, command, answer, error) &&
         parvis_occupancy_touch_all (tx, error) && parvis_orders_touch_all (tx, error) &&
         parvis_dossiers_touch_all (tx, error);
}

/* Adds a new key's identifier and hash to @body; the key itself stays here. */
static char *
make_key (json_t      *body,
          const char  *prefix,
          GError     **error)
{
  g_autofree char *hash = NULL;
  g_autofree char *id = g_uuid_string_random ();
  char *key = NULL;

  if (!parvis_access_make_key (prefix, &key, &hash, error))
    return NULL;

  parvis_json_set_string (body, "id", id);
  parvis_json_set_string (body, "hash", hash);

  return key;
}

gboolean
parvis_route_keys (ParvisService        *service,
                   const ParvisRequest  *request,
                   ParvisDb             *db,
                   ParvisReply          *reply,
                   GError              **error)
{
  json_t *keys = parvis_access_list_keys (db, error);

  if (keys == NULL)
    return FALSE;

  parvis_reply_take_json (reply, keys);

  return TRUE;
}

/* A source without its key would be of no use, so both are one transaction. One that takes
 * another's has none of its own.
 */
static gboolean
apply_source_add (ParvisTx             *tx,
                  const ParvisCommand  *command,
                  ParvisAnswer         *answer,
                  GError              **error)
{
  ParvisCommand part = *command;
  json_t *key = json_object_get (command->body, "key");

  part.body = json_object_get (command->body, "source");
  if (!parvis_source_add (tx, &part, answer, error))
    return FALSE;
  if (json_object_get (answer->body, "key_of") != NULL)
    return TRUE;

  json_object_set (key, "source", json_object_get (answer->body, "id"));
  part.body = key;

  return parvis_access_rotate_key (tx, &part, answer, error);
}

gboolean
parvis_route_source_add (ParvisService        *service,
                         const ParvisRequest  *request,
                         ParvisDb             *db,
                         ParvisReply          *reply,
                         GError              **error)
{
  g_autoptr (json_t) made = json_object ();
  g_autofree char *key = make_key (made, PARVIS_KEY_SOURCE_PREFIX, error);
  json_t *answered = NULL;
  json_t *body;

  if (key == NULL)
    return FALSE;

  body = json_pack ("{s:o, s:o}",
                    "source", json_deep_copy (parvis_request_get_json (request)),
                    "key", g_steal_pointer (&made));
  if (!run (service, request, "source.add", parvis_request_get_param (request, "insee"), NULL,
            apply_source_add, body, &answered, error))
    return FALSE;

  if (json_object_get (answered, "key_of") == NULL)
    parvis_json_set_string (answered, "key", key);
  parvis_reply_set_status (reply, 201);
  parvis_reply_take_json (reply, answered);

  return TRUE;
}

gboolean
parvis_route_source_rotate (ParvisService        *service,
                            const ParvisRequest  *request,
                            ParvisDb             *db,
                            ParvisReply          *reply,
                            GError              **error)
{
  const char *source = parvis_request_get_param (request, "id");
  g_autoptr (json_t) made = json_object ();
  g_autofree char *key = NULL;
  g_autofree char *found = parvis_source_find (db, source, error);
  json_t *answered = NULL;
  json_t *overlap;

  if (found == NULL)
    return FALSE;

  key = make_key (made, PARVIS_KEY_SOURCE_PREFIX, error);
  if (key == NULL)
    return FALSE;

  parvis_json_set_string (made, "source", source);
  if ((overlap = json_object_get (parvis_request_get_json (request), "overlap")) != NULL)
    json_object_set (made, "overlap", overlap);
  if (!run (service, request, "source.rotate", parvis_request_get_param (request, "insee"),
            source, parvis_access_rotate_key, g_steal_pointer (&made), &answered, error))
    return FALSE;

  parvis_json_set_string (answered, "id", source);
  parvis_json_set_string (answered, "key", key);
  parvis_reply_take_json (reply, answered);

  return TRUE;
}

/* The entities of one kind in @changes; @of_team: whether some are about people. */
static json_t *
list_entities (GPtrArray   *changes,
               const char  *kind,
               gboolean    *of_team,
               GError     **error)
{
  g_autoptr (json_t) list = json_array ();

  *of_team = FALSE;
  for (guint i = 0; i < changes->len; i++)
    {
      const ParvisChange *change = g_ptr_array_index (changes, i);
      json_t *body;

      if (change->deleted || strcmp (change->kind, kind) != 0)
        continue;

      body = parvis_json_parse (change->body, strlen (change->body), error);
      if (body == NULL)
        return NULL;
      json_array_append_new (list, body);
      *of_team |= change->audience == PARVIS_AUDIENCE_TEAM;
    }

  return g_steal_pointer (&list);
}

/* What the feed says of one kind. Who looks at the team is recorded before he sees it. */
gboolean
parvis_route_entities (ParvisService        *service,
                       const ParvisRequest  *request,
                       ParvisDb             *db,
                       ParvisReply          *reply,
                       GError              **error)
{
  const char *kind = parvis_request_get_param (request, "kind");
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (json_t) list = NULL;
  gboolean of_team;
  gint64 latest;

  changes = parvis_store_list_changes (db, parvis_request_get_audiences (request),
                                       &parvis_request_get_pass (request)->scopes, 0,
                                       MAX_LISTED, &latest, error);
  if (changes == NULL)
    return FALSE;

  list = list_entities (changes, kind, &of_team, error);
  if (list == NULL ||
      (of_team &&
       !parvis_audit_record (parvis_service_get_store (service),
                             parvis_request_get_param (request, "insee"),
                             parvis_request_get_actor (request), "entities", kind, error)))
    return FALSE;

  parvis_reply_take_json (reply, json_pack ("{s:O}", "entities", list));

  return TRUE;
}

/* What a person typed, as an identifier. */
gboolean
parvis_route_find (ParvisService        *service,
                   const ParvisRequest  *request,
                   ParvisDb             *db,
                   ParvisReply          *reply,
                   GError              **error)
{
  const char *kind = parvis_request_get_param (request, "kind");
  const char *text = parvis_request_get_query (request, "text");
  g_autofree char *id = NULL;

  if (text == NULL)
    return parvis_set_invalid (error, "text", "What is looked for?");

  if (strcmp (kind, PARVIS_KIND_GAUGE) == 0)
    id = parvis_gauge_find (db, text, error);
  else if (strcmp (kind, PARVIS_KIND_SOURCE) == 0)
    id = parvis_source_find (db, text, error);
  else if (strcmp (kind, PARVIS_KIND_FACILITY) == 0)
    id = parvis_facility_find (db, text, error);
  else
    return parvis_set_invalid (error, "kind", "Gauges, sources and facilities can be found");

  if (id == NULL)
    return FALSE;

  parvis_reply_take_json (reply, json_pack ("{s:s}", "id", id));

  return TRUE;
}

gboolean
parvis_route_presets (ParvisService        *service,
                      const ParvisRequest  *request,
                      ParvisDb             *db,
                      ParvisReply          *reply,
                      GError              **error)
{
  guint n_presets = 0;
  const ParvisPreset *presets = parvis_presets_list (&n_presets);
  g_autoptr (json_t) list = json_array ();

  for (guint i = 0; i < n_presets; i++)
    json_array_append_new (list, json_pack ("{s:s, s:s, s:s}",
                                            "name", presets[i].name,
                                            "device", presets[i].device,
                                            "measure",
                                            parvis_measure_to_string (presets[i].measure)));

  parvis_reply_take_json (reply, json_pack ("{s:O}", "presets", list));

  return TRUE;
}

static gboolean
read_path (const ParvisRequest  *request,
           const char          **path,
           GError              **error)
{
  if (!parvis_json_get_string (parvis_request_get_json (request), "path", 4000, path, error))
    return FALSE;

  return g_path_is_absolute (*path) ||
         parvis_set_invalid (error, "/path", "The path of a backup begins with /");
}

/* A copy holds all there is to read, so it is recorded before there is one. */
static gboolean
backup (ParvisService        *service,
        const ParvisRequest  *request,
        const char           *town,
        const char           *action,
        ParvisReply          *reply,
        GError              **error)
{
  ParvisStore *store = parvis_service_get_store (service);
  const char *path;

  if (!read_path (request, &path, error) ||
      !parvis_audit_record (store, town, parvis_request_get_actor (request), action, NULL,
                            error) ||
      !parvis_store_backup_town (store, town, path, error))
    return FALSE;

  parvis_reply_take_json (reply, json_pack ("{s:s}", "path", path));

  return TRUE;
}

gboolean
parvis_route_backup (ParvisService        *service,
                     const ParvisRequest  *request,
                     ParvisDb             *unused,
                     ParvisReply          *reply,
                     GError              **error)
{
  return backup (service, request, parvis_request_get_param (request, "insee"), "town.backup",
                 reply, error);
}

gboolean
parvis_route_restore (ParvisService        *service,
                      const ParvisRequest  *request,
                      ParvisDb             *unused,
                      ParvisReply          *reply,
                      GError              **error)
{
  ParvisStore *store = parvis_service_get_store (service);
  const char *town = parvis_request_get_param (request, "code");
  json_t *answer = NULL;
  const char *path;

  if (!read_path (request, &path, error) ||
      !parvis_store_restore_town (store, town, path, error) ||
      (answer = parvis_member_return (store, town, parvis_request_get_actor (request),
                                      error)) == NULL ||
      !parvis_audit_forget_service (store, town, error) ||
      !begin_trail (service, request, town, "town.restore", error) ||
      !parvis_directory_note (store, town, error))
    {
      json_decref (answer);
      return FALSE;
    }

  parvis_gate_forget (parvis_service_get_gate (service));
  parvis_json_set_string (answer, "restored", town);
  parvis_reply_take_json (reply, answer);

  return TRUE;
}

/* What belongs to no town: accounts, say. */
gboolean
parvis_route_service_backup (ParvisService        *service,
                             const ParvisRequest  *request,
                             ParvisDb             *unused,
                             ParvisReply          *reply,
                             GError              **error)
{
  return backup (service, request, "", "service.backup", reply, error);
}

/* What the towns know was of the service that was here before, and so may the key be that
 * its secrets are sealed with.
 */
static gboolean
settle_service (ParvisService        *service,
                const ParvisRequest  *request,
                const char * const   *towns,
                GError              **error)
{
  ParvisStore *store = parvis_service_get_store (service);
  gboolean serves = parvis_service_get_config (service)->serves;
  g_autoptr (GError) other_key = NULL;

  for (guint i = 0; towns[i] != NULL; i++)
    {
      if (!parvis_audit_forget_service (store, towns[i], error))
        return FALSE;
    }

  /* Who makes a copy elsewhere brings the key afterwards. */
  if (!parvis_seal_check_again (parvis_service_get_seal (service), store, serves, &other_key) &&
      serves)
    parvis_log (PARVIS_LOG_ERROR, "master-key", "error", other_key->message, NULL);

  return parvis_audit_record (store, "", parvis_request_get_actor (request), "service.restore",
                              NULL, error);
}

/* What this service says of its towns and of its key is no reason to refuse it, and is asked
 * again afterwards.
 */
gboolean
parvis_route_service_restore (ParvisService        *service,
                              const ParvisRequest  *request,
                              ParvisDb             *unused,
                              ParvisReply          *reply,
                              GError              **error)
{
  ParvisStore *store = parvis_service_get_store (service);
  g_auto (GStrv) towns = parvis_store_list_towns (store);
  g_autofree char *sealed = NULL;
  gboolean restored;
  const char *path;

  if (!read_path (request, &path, error) || !parvis_directory_forget (store, "", error) ||
      !parvis_seal_check_take (store, &sealed, error))
    return FALSE;

  restored = parvis_store_restore_service (store, path, error);
  for (guint i = 0; towns[i] != NULL; i++)
    parvis_directory_note (store, towns[i], NULL);
  if (!restored && sealed != NULL)
    parvis_seal_check_put (store, sealed, NULL);
  if (!restored || !settle_service (service, request, (const char * const *) towns, error))
    return FALSE;

  parvis_reply_take_json (reply, json_pack ("{s:s}", "path", path));

  return TRUE;
}

gboolean
parvis_route_check (ParvisService        *service,
                    const ParvisRequest  *request,
                    ParvisDb             *unused,
                    ParvisReply          *reply,
                    GError              **error)
{
  const char *town = parvis_request_get_param (request, "insee");

  if (!parvis_store_check_town (parvis_service_get_store (service), town, error))
    return FALSE;

  parvis_reply_take_json (reply, json_pack ("{s:s, s:b}", "insee", town, "ok", 1));

  return TRUE;
}

gboolean
parvis_route_providers (ParvisService        *service,
                        const ParvisRequest  *request,
                        ParvisDb             *db,
                        ParvisReply          *reply,
                        GError              **error)
{
  json_t *list = parvis_provider_list (db, error);

  if (list == NULL)
    return FALSE;

  parvis_reply_take_json (reply, json_pack ("{s:o}", "providers", list));

  return TRUE;
}

/* The secret is sealed before there is a command. */
gboolean
parvis_route_provider_put (ParvisService        *service,
                           const ParvisRequest  *request,
                           ParvisDb             *db,
                           ParvisReply          *reply,
                           GError              **error)
{
  const char *town = parvis_request_get_param (request, "insee");
  g_autoptr (json_t) written = json_deep_copy (parvis_request_get_json (request));
  g_autofree char *id = NULL;
  json_t *answered = NULL;
  json_t *body;

  body = parvis_provider_prepare (parvis_service_get_seal (service),
                                  parvis_oidc_get_reach (parvis_service_get_oidc (service)), town,
                                  written, error);
  if (body == NULL)
    return FALSE;

  id = g_strdup (json_string_value (json_object_get (written, "id")));
  if (!run (service, request, "provider.put", town, id, parvis_provider_put, body, &answered,
            error))
    return FALSE;

  parvis_reply_take_json (reply, answered);

  return TRUE;
}
