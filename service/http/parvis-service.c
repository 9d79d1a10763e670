/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-service"

#include "config.h"

#include "parvis-service.h"

#include "parvis-audit.h"
#include "parvis-directory.h"
#include "parvis-dispatch.h"
#include "parvis-error.h"
#include "parvis-log.h"
#include "parvis-member-unsettled.h"
#include "parvis-member.h"
#include "parvis-seal-check.h"

/* What the key of the common count of tries is derived for. */
#define THROTTLE_KEY "parvis throttle 1"

struct _ParvisService
{
  ParvisRouter       *router;
  ParvisStore        *store;
  ParvisLive         *live;
  ParvisPages        *pages;
  ParvisTiles        *tiles;
  ParvisSeal         *seal;
  ParvisSigner        signer;
  ParvisGate         *gate;
  ParvisOidc         *oidc;
  ParvisPost         *post;
  ParvisThrottle     *throttle;
  char               *url;
  ParvisMetrics       metrics;

  /* Borrowed. */
  const ParvisConfig *config;
  const ParvisTables *tables;
  const ParvisClock  *clock;
  ParvisPublishFunc   publish;
  gpointer            publish_data;

  pthread_mutex_t     lock;
  GPtrArray          *left;         /* commands for memberships that are over */
  GPtrArray          *risen;        /* and for those that weigh more */
};

/* Who manages the town from now on, unless that was so before: which is not looked up. */
static char *
sign (gpointer     data,
      const char  *text,
      GError     **error)
{
  return parvis_seal_sign (data, text, error);
}

static gboolean
is_mayor (const ParvisChange *change)
{
  g_autoptr(json_t) body = parvis_json_parse (change->body, strlen (change->body), NULL);
  ParvisRoles roles = 0;

  return body != NULL &&
         parvis_roles_from_json (json_object_get (body, "roles"), "/roles", &roles, NULL) &&
         (roles & PARVIS_ROLE_BIT (PARVIS_ROLE_MAYOR)) != 0;
}

/* On a writer's thread. */
static void
publish_cb (const char    *town,
            ParvisChange **changes,
            gsize          n_changes,
            gpointer       user_data)
{
  ParvisService *self = user_data;

  parvis_gate_note (self->gate, town, changes, n_changes);
  for (gsize i = 0; i < n_changes; i++)
    {
      if (g_str_equal (changes[i]->kind, PARVIS_KIND_TOWN))
        parvis_live_note_description (self->live);
    }
  pthread_mutex_lock (&self->lock);
  for (gsize i = 0; i < n_changes; i++)
    {
      if (!g_str_equal (changes[i]->kind, PARVIS_KIND_MEMBER))
        continue;
      if (changes[i]->deleted)
        g_ptr_array_add (self->left, parvis_member_left_command (town, changes[i]->id));
      else if (is_mayor (changes[i]))
        g_ptr_array_add (self->risen, parvis_member_risen_command (changes[i]->id));
    }
  pthread_mutex_unlock (&self->lock);

  if (self->publish != NULL)
    self->publish (town, changes, n_changes, self->publish_data);
}

/* On a writer's thread. The service keeps the ends of its towns' trails, and the first
 * of the towns the end of the service's.
 */
static void
recorded_cb (const char *town,
             gint64      seq,
             const char *hash,
             gpointer    user_data)
{
  ParvisService *self = user_data;
  g_auto(GStrv) towns = NULL;
  const char *keeper = "";

  if (*town == '\0')
    {
      towns = parvis_store_list_towns (self->store);
      keeper = towns[0];
    }
  if (keeper != NULL)
    parvis_store_submit (self->store,
                         parvis_audit_know_head (self->store, keeper, town, seq, hash), NULL,
                         NULL);
}

/* On the relay's thread. */
static void
heard_cb (const char *word,
          gpointer    user_data)
{
  parvis_throttle_hear (((ParvisService *) user_data)->throttle, word);
}

static void
tell_cb (const char *word,
         gpointer    user_data)
{
  parvis_store_tell (user_data, word);
}

/* Nodes of one database have one master key. Who serves nobody has perhaps none, and no
 * tries either.
 */
static void
share_throttle (ParvisService *self)
{
  guint8 key[PARVIS_THROTTLE_KEY_BYTES];

  if (parvis_seal_derive (self->seal, THROTTLE_KEY, key, sizeof key, NULL))
    parvis_throttle_share (self->throttle, key, tell_cb, self->store);
}

ParvisService *
parvis_service_new (const ParvisConfig  *config,
                    const ParvisTables  *tables,
                    const ParvisClock   *clock,
                    ParvisPublishFunc    publish,
                    gpointer             publish_data,
                    GError             **error)
{
  g_autoptr (ParvisService) self = g_new0 (ParvisService, 1);
  g_autofree char *uri = parvis_config_dup_uri (config);
  ParvisStoreConfig store_config = {
    .uri = uri,
    .owner_uri = *config->database_owner != '\0' ? config->database_owner : NULL,
    .directory = config->state_dir,
    .clock = clock,
    .kinds = tables->kinds,
    .batch_max = config->batch_max,
    .queue_max = config->queue_max,
    .writers = config->writers,
    .publish = publish_cb,
    .recorded = recorded_cb,
    .heard = heard_cb,
    .publish_data = self,
  };

  self->config = config;
  self->tables = tables;
  self->clock = clock;
  pthread_mutex_init (&self->lock, NULL);
  self->left = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_command_free);
  self->risen = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_command_free);
  self->publish = publish;
  self->publish_data = publish_data;
  self->router = parvis_router_new (tables->routes);
  self->throttle = parvis_throttle_new (clock);
  self->store = parvis_store_open (&store_config, error);
  if (self->store == NULL)
    return NULL;

  self->gate = parvis_gate_new (self->store);
  self->live = parvis_live_new (self->store, &self->metrics);
  self->pages = parvis_pages_new (self->store, self->live, config->orders_kept_days);
  self->seal = parvis_seal_check_open (self->store, config->state_dir, config->serves, error);
  self->signer = (ParvisSigner) { sign, self->seal };
  if (self->seal == NULL)
    return NULL;

  share_throttle (self);
  self->oidc = parvis_oidc_new (parvis_config_read_reach (config->provider_addresses), clock);
  self->post = parvis_post_new (config, self->store, clock, self->seal, error);
  if (self->post == NULL)
    return NULL;

  self->tiles = parvis_tiles_new (config->state_dir);

  return g_steal_pointer (&self);
}

void
parvis_service_free (ParvisService *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->tiles, parvis_tiles_free);
  /* What the store finishes while it closes may still wake it. */
  if (self->post != NULL)
    parvis_post_stop (self->post);
  /* The pointer stays: what is published while the store closes looks at it. */
  if (self->store != NULL)
    parvis_store_close (self->store);
  g_ptr_array_unref (self->left);
  g_ptr_array_unref (self->risen);
  pthread_mutex_destroy (&self->lock);
  g_clear_pointer (&self->gate, parvis_gate_free);
  g_clear_pointer (&self->pages, parvis_pages_free);
  g_clear_pointer (&self->live, parvis_live_free);
  g_clear_pointer (&self->oidc, parvis_oidc_free);
  g_clear_pointer (&self->post, parvis_post_free);
  g_clear_pointer (&self->throttle, parvis_throttle_free);
  g_clear_pointer (&self->seal, parvis_seal_close);
  g_free (self->url);
  parvis_router_free (self->router);
  g_free (self);
}

ParvisStore *
parvis_service_get_store (ParvisService *self)
{
  return self->store;
}

const ParvisConfig *
parvis_service_get_config (ParvisService *self)
{
  return self->config;
}

const ParvisClock *
parvis_service_get_clock (ParvisService *self)
{
  return self->clock;
}

const ParvisRouter *
parvis_service_get_router (ParvisService *self)
{
  return self->router;
}

ParvisPages *
parvis_service_get_pages (ParvisService *self)
{
  return self->pages;
}

ParvisLive *
parvis_service_get_live (ParvisService *self)
{
  return self->live;
}

ParvisMetrics *
parvis_service_get_metrics (ParvisService *self)
{
  return &self->metrics;
}

ParvisTiles *
parvis_service_get_tiles (ParvisService *self)
{
  return self->tiles;
}

ParvisSeal *
parvis_service_get_seal (ParvisService *self)
{
  return self->seal;
}

const ParvisSigner *
parvis_service_get_signer (ParvisService *self)
{
  return &self->signer;
}

ParvisGate *
parvis_service_get_gate (ParvisService *self)
{
  return self->gate;
}

ParvisOidc *
parvis_service_get_oidc (ParvisService *self)
{
  return self->oidc;
}

ParvisPost *
parvis_service_get_post (ParvisService *self)
{
  return self->post;
}

ParvisThrottle *
parvis_service_get_throttle (ParvisService *self)
{
  return self->throttle;
}

void
parvis_service_note_directory (ParvisService *self,
                               ParvisDb      *db)
{
  g_autoptr (GError) error = NULL;
  ParvisDb *own = parvis_store_acquire (self->store, "", &error);
  ParvisCommand *command = NULL;

  if (own != NULL)
    command = parvis_directory_check (own, db, &error);
  parvis_store_release (self->store, own);
  if (command != NULL)
    parvis_store_submit (self->store, command, NULL, NULL);
  else if (error != NULL)
    parvis_log (PARVIS_LOG_ERROR, "directory-failed", "town", parvis_db_get_town (db),
                "error", error->message, NULL);
}

void
parvis_service_note_people (ParvisService *self,
                            ParvisDb      *db)
{
  g_autoptr (GPtrArray) left = NULL;
  g_autoptr (GPtrArray) risen = NULL;
  g_autoptr (GError) error = NULL;
  ParvisDb *own = parvis_store_acquire (self->store, "", &error);

  left = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_command_free);
  risen = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_command_free);
  if (own == NULL || !parvis_member_add_unsettled (own, db, left, risen, &error))
    parvis_log (PARVIS_LOG_ERROR, "people-failed", "town", parvis_db_get_town (db),
                "error", error->message, NULL);
  parvis_store_release (self->store, own);

  pthread_mutex_lock (&self->lock);
  g_ptr_array_extend_and_steal (self->left, g_steal_pointer (&left));
  g_ptr_array_extend_and_steal (self->risen, g_steal_pointer (&risen));
  pthread_mutex_unlock (&self->lock);
  parvis_service_settle_people (self);
}

void
parvis_service_note_team (ParvisService *self,
                          const char    *town)
{
  ParvisDb *db = *town != '\0' ? parvis_store_acquire (self->store, town, NULL) : NULL;

  if (db == NULL)
    return;

  parvis_service_note_directory (self, db);
  parvis_store_release (self->store, db);
}

void
parvis_service_note_reader (ParvisService       *self,
                            const ParvisRequest *request)
{
  const char *town = parvis_dispatch_town (request);

  if (request->granted == PARVIS_RIGHT_OPERATOR &&
      parvis_gate_begins_day (self->gate, request->actor, "team.read", town, request->time))
    parvis_store_submit (self->store,
                         parvis_audit_command (town, request->actor, "team.read", NULL), NULL,
                         NULL);
}

/* Several nodes hear of one removal, some of them late: who has come back is not put
 * out again.
 */
static gboolean
is_still_out (ParvisService       *self,
              const ParvisCommand *command)
{
  const char *town = json_string_value (json_object_get (command->body, "insee"));
  ParvisDb *db = parvis_store_has_town (self->store, town)
                 ? parvis_store_acquire (self->store, town, NULL) : NULL;
  gboolean found = FALSE;
  ParvisMember member;

  if (db == NULL)
    return TRUE;

  if (!parvis_member_find (db, command->object, parvis_clock_now (self->clock), &member, &found,
                           NULL))
    found = FALSE;
  parvis_store_release (self->store, db);

  return !found || member.removed_at != PARVIS_NO_TIME;
}

static GPtrArray *
take_commands (GPtrArray **commands)
{
  GPtrArray *taken = *commands;

  *commands = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_command_free);

  return taken;
}

void
parvis_service_settle_people (ParvisService *self)
{
  g_autoptr(GPtrArray) risen = NULL;
  g_autoptr(GPtrArray) left = NULL;

  pthread_mutex_lock (&self->lock);
  if (self->left->len > 0)
    left = take_commands (&self->left);
  if (self->risen->len > 0)
    risen = take_commands (&self->risen);
  pthread_mutex_unlock (&self->lock);

  while (left != NULL && left->len > 0)
    {
      ParvisCommand *command = g_ptr_array_steal_index (left, 0);

      if (is_still_out (self, command))
        parvis_store_submit (self->store, command, NULL, NULL);
      else
        parvis_command_free (command);
    }
  while (risen != NULL && risen->len > 0)
    parvis_store_submit (self->store, g_ptr_array_steal_index (risen, 0), NULL, NULL);
}

const ParvisTables *
parvis_service_get_tables (ParvisService *self)
{
  return self->tables;
}

const char *
parvis_service_get_url (ParvisService *self)
{
  if (self->config->public_url[0] != '\0')
    return self->config->public_url;

  return self->url != NULL ? self->url : "http://localhost";
}

void
parvis_service_set_url (ParvisService *self,
                        const char    *url)
{
  g_free (self->url);
  self->url = g_strdup (url);
}

static const char *
find_header_cb (gpointer    transport,
                const char *name)
{
  const char * const *headers = transport;

  for (; headers != NULL && headers[0] != NULL; headers += 2)
    {
      if (g_ascii_strcasecmp (headers[0], name) == 0)
        return headers[1];
    }

  return NULL;
}

static gboolean
run_command (ParvisRequest  *request,
             ParvisReply    *reply,
             GError        **error)
{
  ParvisService *self = request->service;
  ParvisCommand *command = parvis_dispatch_command (request, error);
  g_autoptr (ParvisAnswer) answer = NULL;
  gint64 seq = 0;

  if (command == NULL)
    return FALSE;

  answer = parvis_store_apply (self->store, command, &seq, error);
  if (answer == NULL)
    return FALSE;

  parvis_live_note (self->live, parvis_dispatch_town (request), seq);
  parvis_dispatch_answer (request, reply, answer, seq, FALSE);
  parvis_dispatch_note_done (request);

  return TRUE;
}

static gboolean
run (ParvisRequest  *request,
     ParvisReply    *reply,
     GError        **error)
{
  switch (request->match.route->kind)
    {
    case PARVIS_ROUTE_READ:
      return parvis_dispatch_read (request, reply, error);

    case PARVIS_ROUTE_SLOW_READ:
      if (!parvis_dispatch_read (request, reply, error))
        return FALSE;
      parvis_service_note_operation (request->service, request);
      parvis_dispatch_note_done (request);
      return TRUE;

    case PARVIS_ROUTE_COMMAND:
      return run_command (request, reply, error);

    case PARVIS_ROUTE_STREAM:
      break;
    }

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
               "Event streams need a running service");

  return FALSE;
}

void
parvis_service_note_operation (ParvisService       *self,
                               const ParvisRequest *request)
{
  const char *town = parvis_dispatch_town (request);

  /* A restored town may have any other feed, so nothing of it is kept. */
  if (request->match.route->right != PARVIS_RIGHT_OPERATOR)
    return;

  if (town[0] == '\0' && request->match.n_params > 0)
    town = request->match.values[0];
  if (town[0] != '\0')
    parvis_live_forget (self->live, town);
}

ParvisReply *
parvis_service_handle (ParvisService      *self,
                       const char         *method,
                       const char         *target,
                       const char * const *headers,
                       GBytes             *body,
                       ParvisRight         right)
{
  g_autoptr (ParvisRequest) request = parvis_request_new ();
  g_autoptr (GError) error = NULL;
  ParvisReply *reply = parvis_reply_new ();
  gsize length = body == NULL ? 0 : g_bytes_get_size (body);

  request->service = self;
  request->method = method;
  request->header = find_header_cb;
  request->transport = (gpointer) headers;
  request->granted = right;
  request->time = parvis_clock_now (self->clock);

  if (!parvis_request_set_target (request, target, &error) ||
      !parvis_dispatch_route (request, length > 0, length, &error) ||
      !parvis_dispatch_body (request, body == NULL ? NULL : g_bytes_ref (body), &error) ||
      !run (request, reply, &error))
    parvis_dispatch_fail (request, reply, error);

  parvis_reply_finish (reply);
  parvis_service_settle_people (self);

  return reply;
}
