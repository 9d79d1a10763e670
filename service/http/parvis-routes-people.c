/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-routes-people"

#include "config.h"

#include "parvis-access-rows.h"
#include "parvis-audit.h"
#include "parvis-contact.h"
#include "parvis-credential.h"
#include "parvis-error.h"
#include "parvis-invitation.h"
#include "parvis-member.h"
#include "parvis-routes.h"
#include "parvis-service.h"

#include <string.h>

/* The operator's view of people: accounts, a town's first one, and audit trails. */

/* How long an operator, or somebody who lost everything, has to choose a password. */
#define RESET_TIME (7 * PARVIS_DAY)

static void
set_link (ParvisService *service,
          json_t        *body,
          const char    *page,
          const char    *secret)
{
  g_autofree char *link = g_strconcat (parvis_service_get_url (service), PARVIS_PAGES, page,
                                       secret, NULL);

  parvis_json_set_string (body, "link", link);
}

/* A link with which the account's owner chooses a password. */
static json_t *
offer_reset (ParvisService        *service,
             const ParvisRequest  *request,
             const char           *account,
             GError              **error)
{
  gint64 until = parvis_request_get_time (request) + RESET_TIME;
  g_autofree char *token = NULL;
  json_t *body;

  if (!parvis_reset_create (parvis_service_get_store (service), account, until, &token, error))
    return NULL;

  body = json_pack ("{s:s}", "id", account);
  set_link (service, body, "/reset/", token);
  parvis_json_set_time (body, "expires_at", until);

  return body;
}

static json_t *
add_operator (ParvisService        *service,
              const ParvisRequest  *request,
              GError              **error)
{
  const json_t *body = parvis_request_get_json (request);
  g_autofree char *account = NULL;
  const char *name;
  const char *email;

  if (!parvis_json_get_string (body, "name", PARVIS_ACCOUNT_NAME_MAX, &name, error) ||
      !parvis_json_get_string (body, "email", PARVIS_EMAIL_MAX, &email, error))
    return NULL;

  account = parvis_account_create (parvis_service_get_store (service),
                                   parvis_request_get_actor (request), name, email, NULL, NULL,
                                   NULL, TRUE, error);

  return account != NULL ? offer_reset (service, request, account, error) : NULL;
}

static json_t *
add_member (ParvisService        *service,
            const ParvisRequest  *request,
            GError              **error)
{
  ParvisStore *store = parvis_service_get_store (service);
  const json_t *body = parvis_request_get_json (request);
  const char *town;
  json_t *answer;

  if (!parvis_json_get_string (body, "town", 5, &town, error))
    return NULL;

  if (!parvis_store_has_town (store, town))
    {
      parvis_set_invalid (error, "/town", PARVIS_NO_SUCH_TOWN);
      return NULL;
    }

  answer = parvis_invitation_create (store, town, parvis_request_get_actor (request), body,
                                     parvis_request_get_time (request), error);
  if (answer == NULL)
    return NULL;

  set_link (service, answer, "/invitation/",
            json_string_value (json_object_get (answer, "code")));
  parvis_service_note_team (service, town);

  return answer;
}

gboolean
parvis_route_account_add (ParvisService        *service,
                          const ParvisRequest  *request,
                          ParvisDb             *unused,
                          ParvisReply          *reply,
                          GError              **error)
{
  gboolean operator;
  json_t *answer;

  if (!parvis_json_get_bool_or (parvis_request_get_json (request), "operator", FALSE, &operator,
                                error))
    return FALSE;

  answer = operator ? add_operator (service, request, error)
                    : add_member (service, request, error);
  if (answer == NULL)
    return FALSE;

  parvis_reply_set_status (reply, 201);
  parvis_reply_take_json (reply, answer);

  return TRUE;
}

gboolean
parvis_route_accounts (ParvisService        *service,
                       const ParvisRequest  *request,
                       ParvisDb             *db,
                       ParvisReply          *reply,
                       GError              **error)
{
  json_t *list = parvis_account_list (db, error);

  if (list == NULL)
    return FALSE;

  parvis_reply_take_json (reply, json_pack ("{s:o}", "accounts", list));

  return TRUE;
}

/* Where one administrator's account is removed by the operator, the town may be left
 * with none: it is the operator who can give it another.
 */
static gboolean
leave_town (ParvisService        *service,
            const ParvisRequest  *request,
            const char           *insee,
            const char           *account,
            GError              **error)
{
  g_autoptr(GError) local = NULL;
  ParvisStore *store = parvis_service_get_store (service);

  if (parvis_store_has_town (store, insee) &&
      !parvis_access_run (store, insee, "member.remove", parvis_request_get_actor (request),
                          account, parvis_member_remove_any, NULL, NULL, &local) &&
      !g_error_matches (local, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  parvis_service_note_team (service, insee);

  return TRUE;
}

gboolean
parvis_route_account_remove (ParvisService        *service,
                             const ParvisRequest  *request,
                             ParvisDb             *db,
                             ParvisReply          *reply,
                             GError              **error)
{
  const char *id = parvis_request_get_param (request, "id");
  g_auto(GStrv) towns = parvis_account_list_towns (db, id, error);

  if (towns == NULL)
    return FALSE;

  for (guint i = 0; towns[i] != NULL; i++)
    {
      if (!leave_town (service, request, towns[i], id, error))
        return FALSE;
    }

  if (!parvis_account_remove (parvis_service_get_store (service),
                              parvis_request_get_actor (request), id, error))
    return FALSE;

  parvis_gate_forget (parvis_service_get_gate (service));
  parvis_reply_take_json (reply, json_pack ("{s:s}", "removed", id));

  return TRUE;
}

/* For who lost password, telephone and recovery codes: everything goes, and a link
 * makes a new beginning.
 */
gboolean
parvis_route_account_reset (ParvisService        *service,
                            const ParvisRequest  *request,
                            ParvisDb             *unused,
                            ParvisReply          *reply,
                            GError              **error)
{
  ParvisStore *store = parvis_service_get_store (service);
  const char *id = parvis_request_get_param (request, "id");
  const char *actor = parvis_request_get_actor (request);
  json_t *answer;

  if (!parvis_account_set_password (store, actor, id, NULL, NULL, error) ||
      !parvis_account_set_totp (store, actor, id, NULL, NULL, NULL, error) ||
      !parvis_session_revoke_all (store, actor, id, error))
    return FALSE;

  parvis_gate_forget (parvis_service_get_gate (service));
  answer = offer_reset (service, request, id, error);
  if (answer == NULL)
    return FALSE;

  parvis_reply_take_json (reply, answer);

  return TRUE;
}
