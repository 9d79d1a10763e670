/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-auth"

#include "config.h"

#include "parvis-auth.h"

#include "parvis-ask.h"
#include "parvis-error.h"
#include "parvis-tokens.h"

#include <string.h>

#define TOKEN_PATH "/api/v1/token"
#define REVOKE_PATH "/api/v1/revoke"
#define TOKEN_MAX 512
#define LIFETIME_MAX (24 * 3600)      /* s */

struct _ParvisAuth
{
  GObject            parent_instance;

  /* Owned */
  char              *base;
  ParvisTokens      *tokens;
  SoupSession       *session;
  GCancellable      *renewal;         /* the one under way, or NULL */
  GPtrArray         *waiters;         /* GTask */
  gpointer           vault_data;
  GDestroyNotify     vault_destroy;
  gboolean           locked;          /* what is kept has not been read yet */

  /* Static */
  const ParvisVault *vault;
};

G_DEFINE_FINAL_TYPE (ParvisAuth, parvis_auth, G_TYPE_OBJECT)

enum
{
  PROP_SIGNED_OUT = 1,
  PROP_KEPT,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

void
parvis_pair_free (ParvisPair *pair)
{
  g_free (pair->access);
  g_free (pair->refresh);
  g_free (pair);
}

static gboolean
is_token (const char *text)
{
  if (text == NULL || text[0] == '\0' || strlen (text) > TOKEN_MAX)
    return FALSE;

  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isgraph (*c))
      return FALSE;

  return TRUE;
}

ParvisPair *
parvis_pair_read (const ParvisAnswer *answer)
{
  const char *access = parvis_answer_get (answer, "access_token");
  const char *refresh = parvis_answer_get (answer, "refresh_token");
  gint64 lifetime = json_integer_value (json_object_get (answer->body, "expires_in"));
  ParvisPair *pair;

  if (answer->status != 200 || !is_token (access) || !is_token (refresh) || lifetime <= 0)
    return NULL;

  pair = g_new0 (ParvisPair, 1);
  pair->access = g_strdup (access);
  pair->refresh = g_strdup (refresh);
  pair->lifetime = MIN (lifetime, LIFETIME_MAX) * PARVIS_SECOND;

  return pair;
}

static void
touch (ParvisAuth *self)
{
  parvis_tokens_set_time (self->tokens, g_get_monotonic_time () / 1000);
}

/* Those who wait for a token. */

typedef struct
{
  gulong cancelled_id;
} Waiter;

static void
let_go (GTask *task)
{
  Waiter *waiter = g_task_get_task_data (task);

  if (waiter->cancelled_id != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), waiter->cancelled_id);
  waiter->cancelled_id = 0;
}

static void
waiter_cancelled_cb (GCancellable *cancellable,
                     gpointer      user_data)
{
  GTask *task = user_data;
  ParvisAuth *self = g_task_get_source_object (task);
  g_autoptr(GTask) keep = g_object_ref (task);

  if (!g_ptr_array_remove (self->waiters, task))
    return;

  let_go (task);
  g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_CANCELLED, "cancelled");
}

static void
answer_waiters (ParvisAuth *self)
{
  const char *access = parvis_tokens_get_access (self->tokens);
  g_autoptr(GPtrArray) waiters = g_steal_pointer (&self->waiters);

  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiters->len; i++)
    {
      GTask *task = g_ptr_array_index (waiters, i);

      let_go (task);
      if (access != NULL)
        g_task_return_pointer (task, g_strdup (access), g_free);
      else if (parvis_tokens_is_removed (self->tokens))
        g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_REMOVED,
                                 "this account belongs to no town any more");
      else if (parvis_auth_is_out (self))
        g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED,
                                 "somebody has to sign in");
      else
        g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM,
                                 "the sign-in cannot be renewed now");
    }
}

/* The jobs. */

static void pump (ParvisAuth *self);

/* RFC 6749, section 5.2: only these words of the service end a sign-in. Anything
 * else may be a proxy, a portal or a service that is busy.
 */
static gboolean
is_end (const ParvisAnswer *answer)
{
  const char *error = parvis_answer_get (answer, "error");

  return (answer->status == 400 || answer->status == 401) &&
         (g_strcmp0 (error, "invalid_grant") == 0 || g_strcmp0 (error, "invalid_client") == 0 ||
          g_strcmp0 (error, "unauthorized_client") == 0);
}

static void
renewed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ParvisAuth) self = PARVIS_AUTH (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = parvis_ask_finish (result, &error);
  g_autoptr(ParvisPair) pair = answer != NULL ? parvis_pair_read (answer) : NULL;

  /* A newer sign-in took its place. */
  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED))
    return;

  g_clear_object (&self->renewal);
  touch (self);
  if (pair != NULL)
    {
      parvis_tokens_renewed (self->tokens, pair->access, pair->lifetime, pair->refresh);
    }
  else if (answer != NULL && is_end (answer))
    {
      parvis_tokens_end (self->tokens, json_is_true (json_object_get (answer->body, "removed")));
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIGNED_OUT]);
    }
  else
    {
      g_debug ("the sign-in cannot be renewed now: %s",
               error != NULL ? error->message : "not an answer of the service");
      parvis_tokens_not_renewed (self->tokens);
    }
  pump (self);
}

static void
renew (ParvisAuth *self,
       const char *refresh)
{
  g_autofree char *form = soup_form_encode ("grant_type", "refresh_token",
                                            "refresh_token", refresh,
                                            "client_id", "fr.parvis.Parvis", NULL);
  g_autoptr(SoupMessage) message = parvis_ask_message (self->base, SOUP_METHOD_POST, TOKEN_PATH,
                                                       form, NULL);

  g_return_if_fail (message != NULL);

  self->renewal = g_cancellable_new ();
  parvis_ask_async (self->session, message, self->renewal, renewed_cb, g_object_ref (self));
}

static void
settle_kept (ParvisAuth   *self,
             const GError *error)
{
  if (error != NULL)
    g_message ("The sign-in cannot be kept: %s", error->message);
  touch (self);
  parvis_tokens_kept (self->tokens, error == NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_KEPT]);
  pump (self);
}

typedef struct
{
  ParvisAuth *self;
  char       *refresh;
} Keeping;

static void
kept_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Keeping *keeping = user_data;
  g_autoptr(ParvisAuth) self = keeping->self;
  g_autofree char *refresh = keeping->refresh;
  g_autoptr(GError) error = NULL;

  g_free (keeping);
  self->vault->keep_finish (self->vault_data, result, &error);

  /* Another pair came meanwhile, and is on its way to the vault itself. */
  if (g_strcmp0 (parvis_tokens_get_refresh (self->tokens), refresh) == 0)
    settle_kept (self, error);
}

static void
keep (ParvisAuth *self,
      const char *refresh)
{
  Keeping *keeping;

  if (self->vault == NULL)
    {
      settle_kept (self, NULL);
      return;
    }

  keeping = g_new0 (Keeping, 1);
  keeping->self = g_object_ref (self);
  keeping->refresh = g_strdup (refresh);
  self->vault->keep_async (self->vault_data, refresh, kept_cb, keeping);
}

static void
pump (ParvisAuth *self)
{
  const char *token;

  if (self->locked)
    return;

  switch (parvis_tokens_take_job (self->tokens, &token))
    {
    case PARVIS_TOKENS_RENEW:
      renew (self, token);
      return;

    case PARVIS_TOKENS_KEEP:
      keep (self, token);
      return;

    case PARVIS_TOKENS_NO_JOB:
      break;
    }

  if (parvis_tokens_get_state (self->tokens) == PARVIS_TOKENS_IDLE ||
      parvis_tokens_get_state (self->tokens) == PARVIS_TOKENS_SIGNED_OUT)
    answer_waiters (self);
}

/* What others ask. */

const char *
parvis_auth_get_base (ParvisAuth *self)
{
  g_return_val_if_fail (PARVIS_IS_AUTH (self), NULL);

  return self->base;
}

gboolean
parvis_auth_is_out (ParvisAuth *self)
{
  g_return_val_if_fail (PARVIS_IS_AUTH (self), TRUE);

  return !self->locked && parvis_tokens_get_state (self->tokens) == PARVIS_TOKENS_SIGNED_OUT;
}

gboolean
parvis_auth_is_kept (ParvisAuth *self)
{
  g_return_val_if_fail (PARVIS_IS_AUTH (self), TRUE);

  return parvis_tokens_is_kept (self->tokens);
}

void
parvis_auth_sign_in (ParvisAuth       *self,
                     const ParvisPair *pair)
{
  g_return_if_fail (PARVIS_IS_AUTH (self));

  g_cancellable_cancel (self->renewal);
  g_clear_object (&self->renewal);
  self->locked = FALSE;
  touch (self);
  parvis_tokens_sign_in (self->tokens, pair->access, pair->lifetime, pair->refresh);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIGNED_OUT]);
  pump (self);
}

/* What is being renewed is kept when it has come. */
void
parvis_auth_keep (ParvisAuth *self)
{
  const char *refresh;

  g_return_if_fail (PARVIS_IS_AUTH (self));

  refresh = parvis_tokens_get_refresh (self->tokens);
  if (refresh != NULL && parvis_tokens_get_state (self->tokens) != PARVIS_TOKENS_RENEWING)
    keep (self, refresh);
}

gboolean
parvis_auth_is_locked (ParvisAuth *self)
{
  g_return_val_if_fail (PARVIS_IS_AUTH (self), FALSE);

  return self->locked;
}

void
parvis_auth_unlock (ParvisAuth *self,
                    const char *refresh)
{
  g_return_if_fail (PARVIS_IS_AUTH (self));

  /* Somebody was quicker than the keyring, and signed in. */
  if (!self->locked)
    return;

  self->locked = FALSE;
  parvis_tokens_free (self->tokens);
  self->tokens = parvis_tokens_new (refresh);
  touch (self);
  if (self->waiters->len > 0)
    parvis_tokens_want (self->tokens);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIGNED_OUT]);
  pump (self);
}

const char *
parvis_auth_get_access (ParvisAuth *self)
{
  g_return_val_if_fail (PARVIS_IS_AUTH (self), NULL);

  touch (self);

  return parvis_tokens_get_access (self->tokens);
}

void
parvis_auth_take_async (ParvisAuth          *self,
                        const char          *refused,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task;
  Waiter *waiter = g_new0 (Waiter, 1);

  g_return_if_fail (PARVIS_IS_AUTH (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, parvis_auth_take_async);
  g_task_set_task_data (task, waiter, g_free);
  g_ptr_array_add (self->waiters, task);
  if (cancellable != NULL)
    waiter->cancelled_id = g_signal_connect (cancellable, "cancelled",
                                             G_CALLBACK (waiter_cancelled_cb), task);

  touch (self);
  if (refused != NULL)
    parvis_tokens_refuse (self->tokens, refused);
  parvis_tokens_want (self->tokens);
  pump (self);
}

char *
parvis_auth_take_finish (ParvisAuth    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_auth_take_async), NULL);

  return parvis_ask_propagate (G_TASK (result), error);
}

typedef struct
{
  SoupMessage           *message;
  char                  *token;
  gboolean               again;
  gsize                  limit;         /* of a document; 0 for any other question */
  GFileProgressCallback  progress;
  gpointer               progress_data;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_clear_object (&question->message);
  g_free (question->token);
  g_free (question);
}

static void question_token_cb (GObject      *object,
                               GAsyncResult *result,
                               gpointer      user_data);

static void
question_answered_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ParvisAuth *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  ParvisAnswer *answer = parvis_ask_finish (result, &error);

  if (answer == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
    }
  else if (answer->status == 401 && !question->again)
    {
      question->again = TRUE;
      parvis_answer_free (answer);
      parvis_auth_take_async (self, question->token, g_task_get_cancellable (task),
                              question_token_cb, g_object_ref (task));
    }
  else
    {
      g_task_return_pointer (task, answer, (GDestroyNotify) parvis_answer_free);
    }
}

static void
question_token_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ParvisAuth *self = PARVIS_AUTH (object);
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  g_free (question->token);
  question->token = parvis_auth_take_finish (self, result, &error);
  if (question->token == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  parvis_ask_authorize (question->message, question->token);
  if (question->limit > 0)
    parvis_ask_fetch_async (self->session, question->message, question->limit, question->progress,
                            question->progress_data, g_task_get_cancellable (task),
                            question_answered_cb, g_object_ref (task));
  else
    parvis_ask_async (self->session, question->message, g_task_get_cancellable (task),
                      question_answered_cb, g_object_ref (task));
}

/* Takes @question, whose message is NULL for an address that is none. */
static void
ask_about (ParvisAuth          *self,
           const char          *path,
           Question            *question,
           GCancellable        *cancellable,
           GAsyncReadyCallback  callback,
           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, parvis_auth_ask_async);
  g_task_set_task_data (task, question, question_free);
  if (question->message == NULL)
    {
      g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_INVALID,
                               "“%s” cannot be asked", path);
      return;
    }

  parvis_auth_take_async (self, NULL, cancellable, question_token_cb, g_object_ref (task));
}

void
parvis_auth_ask_async (ParvisAuth          *self,
                       const char          *method,
                       const char          *path,
                       const json_t        *body,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  Question *question;

  g_return_if_fail (PARVIS_IS_AUTH (self));

  question = g_new0 (Question, 1);
  question->message = parvis_ask_message (self->base, method, path, NULL, body);
  ask_about (self, path, question, cancellable, callback, user_data);
}

void
parvis_auth_fetch_async (ParvisAuth            *self,
                         const char            *path,
                         gsize                  limit,
                         GFileProgressCallback  progress,
                         gpointer               progress_data,
                         GCancellable          *cancellable,
                         GAsyncReadyCallback    callback,
                         gpointer               user_data)
{
  Question *question;

  g_return_if_fail (PARVIS_IS_AUTH (self));
  g_return_if_fail (limit > 0);

  question = g_new0 (Question, 1);
  question->message = parvis_ask_message (self->base, SOUP_METHOD_GET, path, NULL, NULL);
  question->limit = limit;
  question->progress = progress;
  question->progress_data = progress_data;
  ask_about (self, path, question, cancellable, callback, user_data);
}

void
parvis_auth_send_async (ParvisAuth          *self,
                        const char          *method,
                        const char          *path,
                        const char * const  *headers,
                        const char          *type,
                        GBytes              *bytes,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  Question *question;

  g_return_if_fail (PARVIS_IS_AUTH (self));

  question = g_new0 (Question, 1);
  question->message = parvis_ask_message (self->base, method, path, NULL, NULL);
  if (question->message != NULL)
    {
      for (; *headers != NULL; headers += 2)
        soup_message_headers_replace (soup_message_get_request_headers (question->message),
                                      headers[0], headers[1]);
      if (bytes != NULL)
        soup_message_set_request_body_from_bytes (question->message, type, bytes);
    }
  ask_about (self, path, question, cancellable, callback, user_data);
}

ParvisAnswer *
parvis_auth_ask_finish (ParvisAuth    *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_auth_ask_async), NULL);

  return parvis_ask_propagate (G_TASK (result), error);
}

static void
revoked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ParvisAuth) self = PARVIS_AUTH (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = parvis_ask_finish (result, &error);

  if (answer == NULL)
    g_debug ("the service was not told of the end of this sign-in: %s", error->message);
}

void
parvis_auth_revoke (ParvisAuth *self)
{
  g_autofree char *form = NULL;
  g_autoptr(SoupMessage) message = NULL;
  const char *refresh;

  g_return_if_fail (PARVIS_IS_AUTH (self));

  if ((refresh = parvis_tokens_get_refresh (self->tokens)) == NULL)
    return;

  form = soup_form_encode ("token", refresh, "client_id", "fr.parvis.Parvis", NULL);
  message = parvis_ask_message (self->base, SOUP_METHOD_POST, REVOKE_PATH, form, NULL);
  if (message != NULL)
    parvis_ask_async (self->session, message, NULL, revoked_cb, g_object_ref (self));
}

static void
parvis_auth_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  ParvisAuth *self = PARVIS_AUTH (object);

  switch (prop_id)
    {
    case PROP_SIGNED_OUT:
      g_value_set_boolean (value, parvis_auth_is_out (self));
      break;

    case PROP_KEPT:
      g_value_set_boolean (value, parvis_auth_is_kept (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
parvis_auth_finalize (GObject *object)
{
  ParvisAuth *self = PARVIS_AUTH (object);

  if (self->vault_destroy != NULL)
    self->vault_destroy (self->vault_data);
  g_clear_object (&self->session);
  g_clear_object (&self->renewal);
  g_clear_pointer (&self->tokens, parvis_tokens_free);
  g_clear_pointer (&self->waiters, g_ptr_array_unref);
  g_clear_pointer (&self->base, g_free);

  G_OBJECT_CLASS (parvis_auth_parent_class)->finalize (object);
}

static void
parvis_auth_class_init (ParvisAuthClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = parvis_auth_finalize;
  object_class->get_property = parvis_auth_get_property;

  props[PROP_SIGNED_OUT] = g_param_spec_boolean ("signed-out", NULL, NULL, FALSE, flags);
  props[PROP_KEPT] = g_param_spec_boolean ("kept", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
parvis_auth_init (ParvisAuth *self)
{
  self->waiters = g_ptr_array_new_with_free_func (g_object_unref);
  self->session = parvis_ask_session ();
}

ParvisAuth *
parvis_auth_new (const char        *base_uri,
                 const char        *refresh,
                 const ParvisVault *vault,
                 gpointer           data,
                 GDestroyNotify     destroy)
{
  ParvisAuth *self;

  g_return_val_if_fail (base_uri != NULL, NULL);

  self = g_object_new (PARVIS_TYPE_AUTH, NULL);
  self->base = g_strdup (base_uri);
  self->tokens = parvis_tokens_new (refresh);
  self->vault = vault;
  self->vault_data = data;
  self->vault_destroy = destroy;

  return self;
}

ParvisAuth *
parvis_auth_new_locked (const char        *base_uri,
                        const ParvisVault *vault,
                        gpointer           data,
                        GDestroyNotify     destroy)
{
  ParvisAuth *self = parvis_auth_new (base_uri, NULL, vault, data, destroy);

  g_return_val_if_fail (self != NULL, NULL);

  self->locked = TRUE;

  return self;
}
