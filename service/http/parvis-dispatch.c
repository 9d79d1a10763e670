/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dispatch"

#include "config.h"

#include "parvis-dispatch.h"

#include "parvis-access.h"
#include "parvis-audit.h"
#include "parvis-error.h"
#include "parvis-log.h"
#include "parvis-members.h"
#include "parvis-problem.h"
#include "parvis-routes.h"
#include "parvis-session.h"

#include <string.h>

#define MAX_KEY_LENGTH 128

/* What is recorded of an address that was denied. */
#define MAX_PATH_RECORDED 160

const char *
parvis_dispatch_town (const ParvisRequest *request)
{
  return request->match.town < 0 ? "" : request->match.values[request->match.town];
}

gsize
parvis_dispatch_limit (const ParvisRequest *request)
{
  gsize limit = request->match.route->max_body;

  /* The setting is for what comes from outside; an operator imports whole towns. */
  if (request->granted == PARVIS_RIGHT_OPERATOR)
    return limit;

  return MIN (limit, parvis_service_get_config (request->service)->max_body);
}

/* What is the operator's does not exist for who could not be one. */
static gboolean
may_operate (const ParvisRequest *request)
{
  const char *header = parvis_request_get_header (request, "Authorization");

  return request->granted == PARVIS_RIGHT_OPERATOR ||
         (header != NULL &&
          g_ascii_strncasecmp (header, "Bearer " PARVIS_TOKEN_ACCESS_PREFIX,
                               strlen ("Bearer " PARVIS_TOKEN_ACCESS_PREFIX)) == 0);
}

/* The token of "Authorization: Bearer TOKEN" (RFC 6750), or NULL with an error. */
static const char *
find_token (const ParvisRequest  *request,
            GError              **error)
{
  const char *header = parvis_request_get_header (request, "Authorization");

  if (header == NULL || g_ascii_strncasecmp (header, "Bearer ", 7) != 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED,
                   "This needs a key, sent as “Authorization: Bearer KEY”");
      return NULL;
    }

  header += 7;
  header += strspn (header, " ");
  if (header[0] == '\0' || strlen (header) > MAX_KEY_LENGTH)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED, "This is not a key");
      return NULL;
    }

  return header;
}

/* What the key of a source opens: its readings, and those of sources that take it. */
static gboolean
check_grant (ParvisRequest      *request,
             ParvisDb           *db,
             const ParvisGrant  *grant,
             GError            **error)
{
  const char *source = parvis_request_get_param (request, "id");
  gboolean opens = FALSE;

  if (request->match.route->right == PARVIS_RIGHT_SOURCE && source != NULL &&
      !parvis_access_opens (db, grant, source, &opens, error))
    return FALSE;

  if (!opens)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN,
                   "This key is for the readings of its own source alone");
      return FALSE;
    }

  g_snprintf (request->actor, sizeof request->actor, "source:%s", grant->source);

  return TRUE;
}

static gboolean
is_served (const ParvisRequest *request)
{
  return parvis_store_has_town (parvis_service_get_store (request->service),
                                parvis_dispatch_town (request));
}

static gboolean
set_no_such_town (GError **error)
{
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND, PARVIS_NO_SUCH_TOWN);

  return FALSE;
}

/* The answer of a town that knows no key, for one that is not there; it costs a look into a
 * database likewise.
 */
static gboolean
refuse_key (ParvisRequest  *request,
            const char     *token,
            GError        **error)
{
  ParvisPass pass;

  parvis_gate_check (parvis_service_get_gate (request->service), token, "", request->time, &pass,
                     NULL, NULL);

  return parvis_access_set_unknown (error);
}

static gboolean
check_key (ParvisRequest  *request,
           const char     *token,
           GError        **error)
{
  ParvisStore *store = parvis_service_get_store (request->service);
  const char *town = parvis_dispatch_town (request);
  ParvisCommand *note;
  ParvisGrant grant;
  ParvisDb *db;
  gboolean known;
  gboolean granted;

  if (!is_served (request))
    return refuse_key (request, token, error);

  db = parvis_store_acquire (store, town, error);
  if (db == NULL)
    return FALSE;

  known = parvis_access_check (db, token, request->time, &grant, error);
  granted = known && check_grant (request, db, &grant, error);
  parvis_store_release (store, db);
  if (!known)
    return FALSE;

  note = parvis_access_note_use (town, &grant, request->time);
  if (note != NULL)
    parvis_store_submit (store, note, NULL, NULL);

  return granted;
}

static gboolean
set_nothing_here (GError **error)
{
  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND, "There is nothing at this address");

  return FALSE;
}

/* The feed names people: who works for the town to whoever administers, families to clerks, and
 * who ordered to the shop. A desktop reads it all day, so what is recorded is that it began to.
 */
static void
record_readings (const ParvisRequest *request)
{
  static const struct
  {
    ParvisAudience  audience;
    const char     *action;
  } personal[] = {
    { PARVIS_AUDIENCE_TEAM, "team.read" },
    { PARVIS_AUDIENCE_CLERK, "dossiers.read" },
    { PARVIS_AUDIENCE_MERCHANT, "orders.read" },
  };
  const char *town = parvis_dispatch_town (request);

  if (request->match.route->right != PARVIS_RIGHT_MEMBER)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (personal); i++)
    {
      if ((request->audiences & PARVIS_AUDIENCE_BIT (personal[i].audience)) != 0 &&
          parvis_gate_begins_day (parvis_service_get_gate (request->service),
                                  request->pass.session, personal[i].action, town, request->time))
        parvis_store_submit (parvis_service_get_store (request->service),
                             parvis_audit_command (town, request->actor, personal[i].action,
                                                   request->pass.session), NULL, NULL);
    }
}

/* Who it is, and what he is in the town. A token that opens nothing is told so before
 * whether there is such a town.
 */
static gboolean
find_pass (ParvisRequest  *request,
           const char     *token,
           GError        **error)
{
  gboolean served = request->match.town < 0 || is_served (request);
  gboolean known;

  known = parvis_gate_check (parvis_service_get_gate (request->service), token,
                             served ? parvis_dispatch_town (request) : "", request->time,
                             &request->pass, &request->removed, error);
  if (served)
    return known;

  /* A town that is not there has no trail to write it down in. */
  memset (&request->pass, 0, sizeof request->pass);

  return known && set_no_such_town (error);
}

/* Of somebody who signed in. */
static gboolean
check_pass (ParvisRequest  *request,
            const char     *token,
            GError        **error)
{
  ParvisRight right = request->match.route->right;
  gboolean known = find_pass (request, token, error);

  /* Who is denied is somebody too. */
  if (request->pass.account[0] != '\0')
    g_snprintf (request->actor, sizeof request->actor, "account:%s", request->pass.account);
  if (!known)
    return FALSE;

  request->audiences = parvis_roles_get_audiences (request->pass.roles);
  if (parvis_roles_have_right (request->pass.roles, right))
    {
      record_readings (request);
      return TRUE;
    }

  if (right == PARVIS_RIGHT_OPERATOR)
    return set_nothing_here (error);

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN,
               right == PARVIS_RIGHT_SOURCE ? "Readings are sent with the key of their source"
                                            : "Your role in this town does not include this");

  return FALSE;
}

static gboolean
has_prefix (const char *token,
            const char *prefix)
{
  return strncmp (token, prefix, strlen (prefix)) == 0;
}

static gboolean
check_token (ParvisRequest  *request,
             GError        **error)
{
  const char *token = find_token (request, error);

  if (token == NULL)
    return FALSE;
  if (has_prefix (token, PARVIS_TOKEN_ACCESS_PREFIX))
    return check_pass (request, token, error);
  if (request->match.town >= 0)
    return check_key (request, token, error);

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED,
               "This needs the token of somebody who signed in");

  return FALSE;
}

/* To strangers a town that shows nothing is one that is not there, at every address. Who
 * signed in and works there sees it.
 */
static gboolean
check_shown (ParvisRequest  *request,
             GError        **error)
{
  const char *header = parvis_request_get_header (request, "Authorization");
  const char *token = header != NULL ? find_token (request, NULL) : NULL;
  gboolean shown = FALSE;

  if (request->match.town < 0)
    return TRUE;
  if (is_served (request) &&
      !parvis_live_is_shown (parvis_service_get_live (request->service),
                             parvis_dispatch_town (request), &shown, error))
    return FALSE;
  if (shown)
    return TRUE;
  if (token == NULL || !has_prefix (token, PARVIS_TOKEN_ACCESS_PREFIX))
    return set_no_such_town (error);
  if (!find_pass (request, token, error))
    return FALSE;

  /* What everybody may do is done by nobody in particular. */
  memset (&request->pass, 0, sizeof request->pass);
  request->hidden = TRUE;

  return TRUE;
}

static gboolean
check_right (ParvisRequest  *request,
             GError        **error)
{
  request->audiences = PARVIS_AUDIENCES_PUBLIC;
  g_strlcpy (request->actor, "anyone", sizeof request->actor);

  if (request->granted == PARVIS_RIGHT_OPERATOR)
    {
      request->audiences = parvis_roles_get_audiences (PARVIS_ROLE_BIT (PARVIS_ROLE_OPERATOR));
      g_strlcpy (request->actor, "operator", sizeof request->actor);
      return request->match.town < 0 || is_served (request) || set_no_such_town (error);
    }

  switch (request->match.route->right)
    {
    case PARVIS_RIGHT_ANYONE:
      return check_shown (request, error);

    case PARVIS_RIGHT_SOURCE:
    case PARVIS_RIGHT_ACCOUNT:
    case PARVIS_RIGHT_MEMBER:
    case PARVIS_RIGHT_READ:
    case PARVIS_RIGHT_COUNT:
    case PARVIS_RIGHT_CLOSE:
    case PARVIS_RIGHT_ORDERS:
    case PARVIS_RIGHT_REVIEW:
    case PARVIS_RIGHT_ADMINISTER:
      return check_token (request, error);

    case PARVIS_RIGHT_OPERATOR:
      break;
    }

  return may_operate (request) ? check_token (request, error) : set_nothing_here (error);
}

static gboolean
check_media_type (const ParvisRequest  *request,
                  GError              **error)
{
  const char *type = parvis_request_get_header (request, "Content-Type");
  const char *coding = parvis_request_get_header (request, "Content-Encoding");
  const char *wanted = request->match.route->form ? "application/x-www-form-urlencoded"
                                                  : "application/json";
  gsize length = type == NULL ? 0 : strcspn (type, "; \t");

  if (!request->match.route->raw &&
      (length != strlen (wanted) || g_ascii_strncasecmp (type, wanted, length) != 0))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_MEDIA_TYPE,
                   "Only “Content-Type: %s” is read here", wanted);
      return FALSE;
    }

  if (coding != NULL && g_ascii_strcasecmp (coding, "identity") != 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_MEDIA_TYPE,
                   "Compressed content is not read here");
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_announced_body (const ParvisRequest  *request,
                      guint64               length,
                      GError              **error)
{
  gsize limit = parvis_dispatch_limit (request);

  if (limit == 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE, "No content is taken here");
      return FALSE;
    }

  if (length > limit)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE,
                   "The content is larger than %" G_GSIZE_FORMAT " bytes", limit);
      return FALSE;
    }

  return check_media_type (request, error);
}

/* A form on somebody else's page must not act with this browser's cookie. Browsers
 * that say neither where they come from nor from whom do not exist any more; whoever
 * is no browser has no cookie to misuse, and says nothing.
 */
static gboolean
is_foreign (const ParvisRequest *request)
{
  const char *site = parvis_request_get_header (request, "Sec-Fetch-Site");
  const char *origin = parvis_request_get_header (request, "Origin");

  return request->match.route->page && strcmp (request->method, "POST") == 0 &&
         !((site == NULL || strcmp (site, "same-origin") == 0 || strcmp (site, "none") == 0) &&
           (origin == NULL || strcmp (origin, parvis_service_get_url (request->service)) == 0));
}

static gboolean
check_origin (const ParvisRequest  *request,
              GError              **error)
{
  if (!is_foreign (request))
    return TRUE;

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN,
               "This form was sent from a page of somebody else");

  return FALSE;
}

gboolean
parvis_dispatch_route (ParvisRequest  *request,
                       gboolean        has_body,
                       guint64         length,
                       GError        **error)
{
  if (!parvis_router_match (parvis_service_get_router (request->service), request->method,
                            request->path, may_operate (request),
                            request->storage, &request->match, request->allow, error))
    return FALSE;

  /* Who may not write at all learns nothing about what could be written. */
  return check_right (request, error) && check_origin (request, error) &&
         (!has_body || check_announced_body (request, length, error));
}

gboolean
parvis_dispatch_body (ParvisRequest  *request,
                      GBytes         *body,
                      GError        **error)
{
  const ParvisRoute *route = request->match.route;
  gsize size = 0;
  const char *data = body == NULL ? NULL : g_bytes_get_data (body, &size);

  g_clear_pointer (&request->body, g_bytes_unref);
  request->body = body;

  if (route->max_body == 0 || route->raw)
    return TRUE;

  if (route->form)
    return parvis_request_set_form (request, data != NULL ? data : "", size, error);

  if (size == 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_MALFORMED, "A JSON content is missing");
      return FALSE;
    }

  request->json = parvis_json_parse (data, size, error);
  if (request->json == NULL)
    return FALSE;

  if (!json_is_object (request->json) && !(route->any_json && json_is_array (request->json)))
    return parvis_set_invalid (error, "", route->any_json
                               ? "The content must be a JSON object or array"
                               : "The content must be a JSON object");

  return route->members == NULL || parvis_members_check (route->members, request->json, error);
}

/* What is kept between is given to everybody. */
static void
make_private (ParvisReply *reply)
{
  const char *caching = parvis_reply_get_header (reply, "Cache-Control");
  g_autofree char *private = NULL;

  if (caching == NULL || !g_str_has_prefix (caching, "public"))
    return;

  private = g_strconcat ("private", caching + strlen ("public"), NULL);
  parvis_reply_set_header (reply, "Cache-Control", private);
}

gboolean
parvis_dispatch_read (ParvisRequest  *request,
                      ParvisReply    *reply,
                      GError        **error)
{
  const ParvisRoute *route = request->match.route;
  ParvisStore *store = parvis_service_get_store (request->service);
  ParvisDb *db = NULL;
  gboolean ok;

  /* Before the first byte of it can go out. */
  if (route->audited && strcmp (route->method, "GET") == 0 &&
      !parvis_audit_record (store, parvis_dispatch_town (request), request->actor, route->name,
                            parvis_request_get_param (request, "id"), error))
    return FALSE;

  if (!route->without_db)
    {
      db = parvis_store_acquire (store, parvis_dispatch_town (request), error);
      if (db == NULL)
        return FALSE;
    }

  ok = route->read (request->service, request, db, reply, error);
  if (db != NULL)
    parvis_store_release (store, db);
  if (ok && request->hidden)
    make_private (reply);

  return ok;
}

static void
decorate (const ParvisRequest *request,
          const ParvisAnswer  *answer,
          ParvisReply         *reply)
{
  g_autoptr(json_t) body = NULL;

  if (request->match.route->decorate == NULL)
    return;

  body = answer->text != NULL ? parvis_json_parse (answer->text, strlen (answer->text), NULL)
                              : json_incref (answer->body);
  request->match.route->decorate (request, body, reply);
}

void
parvis_dispatch_answer (const ParvisRequest *request,
                        ParvisReply         *reply,
                        ParvisAnswer        *answer,
                        gint64               seq,
                        gboolean             replayed)
{
  char text[32];

  reply->status = answer->status == 0 ? 200 : answer->status;
  decorate (request, answer, reply);
  if (request->match.route->page)
    {
      /* It leads to a page. */
    }
  else if (reply->status != 204 && answer->text != NULL)
    {
      gsize length = strlen (answer->text);
      g_autoptr(GBytes) bytes = g_bytes_new_take (g_steal_pointer (&answer->text), length);

      parvis_reply_set_bytes (reply, "application/json", bytes);
    }
  else if (reply->status != 204 && answer->body != NULL)
    {
      parvis_reply_take_json (reply, g_steal_pointer (&answer->body));
    }

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, seq);
  parvis_reply_set_header (reply, "Parvis-Seq", text);
  if (!replayed)
    return;

  parvis_reply_set_header (reply, "Idempotent-Replayed", "true");
  if (request->match.route->throttled)
    parvis_forgive_address (request->service, request);
}

void
parvis_dispatch_note_done (ParvisRequest *request)
{
  const ParvisRoute *route = request->match.route;

  /* What clerks and merchants do is recorded, and changes nobody's rights. */
  if (!route->audited || route->right == PARVIS_RIGHT_REVIEW || route->right == PARVIS_RIGHT_ORDERS)
    return;

  parvis_gate_forget (parvis_service_get_gate (request->service));
  parvis_live_note_description (parvis_service_get_live (request->service));
  parvis_service_note_team (request->service, parvis_dispatch_town (request));
}

/* Whose token came with the request, "" for nobody's: what everybody may ask for is answered
 * without looking at it.
 */
static void
find_asker (const ParvisRequest *request,
            ParvisPass          *pass)
{
  const char *header = parvis_request_get_header (request, "Authorization");
  const char *token = header != NULL ? find_token (request, NULL) : NULL;

  *pass = request->pass;
  if (pass->account[0] == '\0' && token != NULL && has_prefix (token, PARVIS_TOKEN_ACCESS_PREFIX))
    parvis_gate_check (parvis_service_get_gate (request->service), token, "", request->time, pass,
                       NULL, NULL);
}

/* Somebody we know asked for what is not there for him: a town that is not his, what his own
 * town has not, which may be another's, or the operator's; or acted at a place of his town
 * where he does not count. It is in the trail of the town that
 * he asked for, and of no town in the service's; a town that is not there has none.
 */
static void
record_denial (const ParvisRequest *request,
               const GError        *error)
{
  ParvisStore *store = parvis_service_get_store (request->service);
  const char *code = NULL;
  const char *town;
  g_autofree char *actor = NULL;
  g_autofree char *object = NULL;
  ParvisPass pass;

  if (request->match.route == NULL ||
      (!g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND) &&
       !(g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN) &&
         parvis_dispatch_find_scopes (request) != NULL)))
    return;

  town = parvis_dispatch_town (request);
  if (*town == '\0' && (code = parvis_request_get_param (request, "code")) != NULL)
    town = code;
  if (*town != '\0' && !parvis_store_has_town (store, town))
    return;

  find_asker (request, &pass);
  if (pass.account[0] == '\0' ||
      !parvis_gate_may_record (parvis_service_get_gate (request->service), pass.account,
                               request->time))
    return;

  actor = g_strconcat ("account:", pass.account, NULL);
  object = g_strdup_printf ("%s %.*s", request->method, MAX_PATH_RECORDED, request->path);
  parvis_store_submit (store, parvis_audit_command (town, actor, "access.denied", object), NULL,
                       NULL);
}

/* What the desktop needs to know before it forgets a town. */
static void
tell_removal (const ParvisRequest *request,
              ParvisReply         *reply)
{
  parvis_json_set_time (reply->json, "at", request->removed.removed_at);
  if (request->removed.removed_by[0] != '\0')
    parvis_json_set_string (reply->json, "by", request->removed.removed_by);
}

/* Whether a person reads the answer: the pages all live below one folder. */
static gboolean
is_page (const ParvisRequest *request)
{
  if (parvis_service_get_tables (request->service)->error_page == NULL)
    return FALSE;

  return request->match.route != NULL ? request->match.route->page
                                      : g_str_has_prefix (request->path, PARVIS_PAGES);
}

void
parvis_dispatch_fail (ParvisRequest *request,
                      ParvisReply   *reply,
                      const GError  *error)
{
  gboolean not_allowed = g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_METHOD_NOT_ALLOWED);

  if (not_allowed && strcmp (request->method, "OPTIONS") == 0)
    {
      parvis_reply_clear (reply);
      reply->status = 204;
    }
  else
    {
      parvis_reply_set_problem (reply, error);
    }

  record_denial (request, error);
  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_REMOVED))
    tell_removal (request, reply);
  if (reply->status == 401 && parvis_request_get_header (request, "Authorization") != NULL)
    parvis_reply_set_header (reply, "WWW-Authenticate",
                             "Bearer realm=\"parvis\", error=\"invalid_token\"");
  /* A page of somebody else brings nobody back to a form, nor a new cookie with it. */
  if (request->match.route != NULL && request->match.route->show_error != NULL &&
      !is_foreign (request))
    request->match.route->show_error (request->service, request, error, reply);
  else if (is_page (request))
    parvis_service_get_tables (request->service)->error_page (request->service, request, error,
                                                              reply);

  if (not_allowed)
    parvis_reply_set_header (reply, "Allow", request->allow->str);
  if (request->match.route != NULL && request->match.route->decorate != NULL)
    request->match.route->decorate (request, NULL, reply);

  /* 502 and 503 are others' faults or a limit; clients try again. */
  if (reply->status == 500)
    parvis_log (PARVIS_LOG_ERROR, "request-failed",
                "route", request->match.route != NULL ? request->match.route->name : "none",
                "town", request->match.route != NULL ? parvis_dispatch_town (request) : "",
                "problem", parvis_problem_get_token (error),
                "error", error->message,
                NULL);
}
