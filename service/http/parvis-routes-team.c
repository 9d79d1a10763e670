/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-routes-team"

#include "config.h"

#include "parvis-account.h"
#include "parvis-audit.h"
#include "parvis-error.h"
#include "parvis-invitation.h"
#include "parvis-member.h"
#include "parvis-routes.h"
#include "parvis-service.h"
#include "parvis-towns.h"

#include <string.h>

/* People: what an account may see of itself, and what a mayor does with the team. */

#define AUDIT_PAGE     200
#define AUDIT_PAGE_MAX 1000

/* The roles of @account in @insee, or NULL where it has none (any more). */
static json_t *
describe_membership (ParvisService       *service,
                     const ParvisRequest *request,
                     const char          *insee)
{
  ParvisStore *store = parvis_service_get_store (service);
  ParvisDb *db = parvis_store_has_town (store, insee) ? parvis_store_acquire (store, insee, NULL)
                                                      : NULL;
  g_autoptr(json_t) town = NULL;
  json_t *entry = NULL;
  gboolean found = FALSE;
  ParvisMember member;

  if (db == NULL)
    return NULL;

  if (parvis_member_find (db, parvis_request_get_pass (request)->account,
                          parvis_request_get_time (request), &member, &found, NULL) &&
      found && member.removed_at == PARVIS_NO_TIME)
    town = parvis_town_describe (db, NULL);
  parvis_store_release (store, db);

  if (town == NULL)
    return NULL;

  entry = json_pack ("{s:s, s:O, s:o}", "insee", insee, "name", json_object_get (town, "name"),
                     "roles", parvis_roles_to_json (member.roles));
  parvis_scopes_set (entry, "merchants", &member.shops);
  parvis_scopes_set (entry, "facilities", &member.places);
  parvis_json_set_time (entry, "until", member.until);

  return entry;
}

static json_t *
list_memberships (ParvisService        *service,
                  const ParvisRequest  *request,
                  ParvisDb             *db,
                  GError              **error)
{
  g_auto(GStrv) towns = NULL;
  json_t *list;

  towns = parvis_account_list_towns (db, parvis_request_get_pass (request)->account, error);
  if (towns == NULL)
    return NULL;

  list = json_array ();
  for (guint i = 0; towns[i] != NULL; i++)
    {
      json_t *entry = describe_membership (service, request, towns[i]);

      if (entry != NULL)
        json_array_append_new (list, entry);
    }

  return list;
}

gboolean
parvis_route_me (ParvisService        *service,
                 const ParvisRequest  *request,
                 ParvisDb             *db,
                 ParvisReply          *reply,
                 GError              **error)
{
  const ParvisPass *pass = parvis_request_get_pass (request);
  g_autoptr(ParvisAccount) account = NULL;
  g_autoptr(json_t) sessions = NULL;
  json_t *towns;
  json_t *body;
  json_t *person;

  account = parvis_account_find (parvis_service_get_store (service), pass->account, error);
  if (account == NULL ||
      (sessions = parvis_session_list (db, account->id, pass->session,
                                       parvis_request_get_time (request), error)) == NULL ||
      (towns = list_memberships (service, request, db, error)) == NULL)
    return FALSE;

  person = json_pack ("{s:s, s:s}", "id", account->id, "name", account->name);
  parvis_json_set_string (person, "email", account->email);
  parvis_json_set_string (person, "locale", account->locale);
  if (account->issuer != NULL)
    json_object_set_new (person, "provided", json_true ());
  if (account->operator)
    json_object_set_new (person, "operator", json_true ());

  body = json_pack ("{s:o, s:{s:s}, s:o}", "account", person, "session", "id", pass->session,
                    "towns", towns);
  for (gsize i = 0; i < json_array_size (sessions); i++)
    {
      const json_t *session = json_array_get (sessions, i);

      if (json_is_true (json_object_get (session, "current")))
        json_object_set (json_object_get (body, "session"), "label",
                         json_object_get (session, "label"));
    }
  parvis_reply_take_json (reply, body);

  return TRUE;
}

gboolean
parvis_route_sessions (ParvisService        *service,
                       const ParvisRequest  *request,
                       ParvisDb             *db,
                       ParvisReply          *reply,
                       GError              **error)
{
  const ParvisPass *pass = parvis_request_get_pass (request);
  json_t *list = parvis_session_list (db, pass->account, pass->session,
                                      parvis_request_get_time (request), error);

  if (list == NULL)
    return FALSE;

  parvis_reply_take_json (reply, json_pack ("{s:o}", "sessions", list));

  return TRUE;
}

gboolean
parvis_route_session_revoke (ParvisService        *service,
                             const ParvisRequest  *request,
                             ParvisDb             *unused,
                             ParvisReply          *reply,
                             GError              **error)
{
  const char *id = parvis_request_get_param (request, "id");

  if (!parvis_session_revoke (parvis_service_get_store (service),
                              parvis_request_get_actor (request),
                              parvis_request_get_pass (request)->account, id, error))
    return FALSE;

  parvis_gate_forget (parvis_service_get_gate (service));
  parvis_reply_take_json (reply, json_pack ("{s:s}", "id", id));

  return TRUE;
}

/* To whom the link is for, and to nobody else: the answer has it no longer. */
static gboolean
mail_invitation (ParvisService        *service,
                 const ParvisRequest  *request,
                 json_t               *answer,
                 GError              **error)
{
  ParvisStore *store = parvis_service_get_store (service);
  const char *token = json_string_value (json_object_get (answer, "token"));
  const ParvisPass *pass = parvis_request_get_pass (request);
  g_autofree char *link = g_strconcat (parvis_service_get_url (service),
                                       PARVIS_PAGES "/invitation/", token, NULL);
  g_autoptr(ParvisInvitation) invitation = NULL;
  g_autoptr(ParvisAccount) by = NULL;
  g_autofree char *days = g_strdup_printf ("%d", (int) (PARVIS_INVITATION_LINK_TIME / PARVIS_DAY));
  json_t *letter;

  invitation = parvis_invitation_find (store, token, parvis_request_get_time (request), error);
  if (invitation == NULL)
    return FALSE;

  by = pass->account[0] == '\0' ? NULL : parvis_account_find (store, pass->account, NULL);
  letter = parvis_post_write (parvis_service_get_post (service), PARVIS_LETTER_INVITATION,
                              invitation->email, by == NULL ? NULL : by->locale,
                              json_pack ("{s:s, s:s, s:s, s:s, s:s}", "name", invitation->name,
                                         "town", invitation->town_name,
                                         "by", by == NULL ? "Parvis" : by->name,
                                         "link", link, "days", days));
  json_object_del (answer, "token");
  if (letter == NULL)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL,
                           "The letter could not be written");
      return FALSE;
    }

  return parvis_post_queue (parvis_service_get_post (service), letter, error);
}

/* The answer holds a secret, so this is no command of its own: the command log must
 * never have it.
 */
gboolean
parvis_route_invitation_create (ParvisService        *service,
                                const ParvisRequest  *request,
                                ParvisDb             *unused,
                                ParvisReply          *reply,
                                GError              **error)
{
  const json_t *send = json_object_get (parvis_request_get_json (request), "send");
  g_autoptr(json_t) answer = NULL;

  if (g_strcmp0 (json_string_value (send), "email") == 0 &&
      !parvis_post_can_send (parvis_service_get_post (service)))
    return parvis_set_invalid (error, "/send",
                               "This service sends no e-mail: invite with a code");

  answer = parvis_invitation_create (parvis_service_get_store (service),
                                     parvis_request_get_param (request, "insee"),
                                     parvis_request_get_actor (request),
                                     parvis_request_get_json (request),
                                     parvis_request_get_time (request), error);
  if (answer == NULL ||
      (json_object_get (answer, "token") != NULL &&
       !mail_invitation (service, request, answer, error)))
    return FALSE;

  parvis_reply_set_status (reply, 201);
  parvis_reply_take_json (reply, g_steal_pointer (&answer));

  return TRUE;
}

gboolean
parvis_route_audit (ParvisService        *service,
                    const ParvisRequest  *request,
                    ParvisDb             *db,
                    ParvisReply          *reply,
                    GError              **error)
{
  gint64 after;
  gint64 limit;
  json_t *rows;

  if (!parvis_request_get_query_int (request, "after", 0, G_MAXINT64, 0, &after, error) ||
      !parvis_request_get_query_int (request, "limit", 1, AUDIT_PAGE_MAX, AUDIT_PAGE, &limit,
                                     error))
    return FALSE;

  rows = parvis_audit_list (db, after, (guint) limit, error);
  if (rows == NULL)
    return FALSE;

  parvis_reply_take_json (reply, json_pack ("{s:o}", "entries", rows));

  return TRUE;
}
