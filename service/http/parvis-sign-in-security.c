/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sign-in-security"

#include "config.h"

#include "parvis-credential.h"
#include "parvis-error.h"
#include "parvis-password.h"
#include "parvis-session.h"
#include "parvis-sign-in-pages.h"
#include "parvis-sign-in.h"

#include <string.h>

/* One's own account: password, telephone, devices. */

#define SECURITY PARVIS_PAGES "/security"
#define PASSWORD SECURITY "/password"

static char *
dup_day (const char *time)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) here = NULL;
  gint64 instant;

  if (time == NULL || !parvis_time_parse (time, &instant, NULL))
    return g_strdup ("–");

  utc = g_date_time_new_from_unix_utc (instant / PARVIS_SECOND);
  here = g_date_time_to_timezone (utc, parvis_time_zone_of_towns ());

  /* Day, month, year: both languages read them so. */
  return g_date_time_format (here, "%d/%m/%Y");
}

static void
list_devices (ParvisVisit *visit,
              ParvisPage  *page)
{
  ParvisDb *db = parvis_store_acquire (visit->store, "", NULL);
  g_autoptr (json_t) sessions = NULL;

  if (db == NULL)
    return;

  sessions = parvis_session_list (db, visit->account->id, NULL, visit->now, NULL);
  parvis_store_release (visit->store, db);
  if (json_array_size (sessions) == 0)
    {
      parvis_page_text (page, N_("No device is connected."), NULL);
      return;
    }

  parvis_page_begin_list (page);
  for (gsize i = 0; i < json_array_size (sessions); i++)
    {
      const json_t *session = json_array_get (sessions, i);
      const char *label = json_string_value (json_object_get (session, "label"));
      const char *used = json_string_value (json_object_get (session, "last_used_at"));
      g_autofree char *day = dup_day (used);

      parvis_page_begin_item (page, label);
      parvis_page_hint (page, N_("Last used on {day}"), "day", day, NULL);
      parvis_visit_form (visit, page, SECURITY);
      parvis_page_button (page, PARVIS_BUTTON_DANGER, "device",
                          json_string_value (json_object_get (session, "id")),
                          N_("Disconnect “{label}”"), "label", label, NULL);
      parvis_page_end_form (page);
      parvis_page_end_item (page);
    }
  parvis_page_end_list (page);
}

static gboolean
show_security (ParvisVisit *visit,
               const char  *good)
{
  ParvisPage *page = parvis_visit_page (visit, N_("Your account"));

  parvis_page_set_here (page, SECURITY);
  if (good != NULL)
    parvis_page_notice (page, PARVIS_NOTICE_GOOD, good, NULL);
  parvis_page_text (page, N_("You are signed in here as {name}."),
                    "name", visit->account->name, NULL);

  parvis_page_heading (page, N_("Signing in"));
  if (visit->account->email != NULL)
    parvis_page_text (page, N_("Your e-mail address: {email}"), "email", visit->account->email,
                      NULL);
  if (visit->account->issuer != NULL)
    {
      parvis_page_hint (page, N_("Your account comes from your identity provider: change the"
                                 " address there."), NULL);
    }
  else
    {
      if (visit->account->email != NULL && visit->account->password != NULL)
        parvis_page_link (page, SECURITY "/email", N_("Change the e-mail address"), NULL);
      if (visit->account->email != NULL)
        parvis_page_link (page, PASSWORD, N_("Change the password"), NULL);
      if (visit->account->password != NULL)
        parvis_page_link (page, SECURITY "/totp",
                          visit->account->totp_secret != NULL
                          ? N_("Code of the telephone: on")
                          : N_("Code of the telephone: off"), NULL);
    }

  parvis_sign_in_show_identities (visit, page);

  parvis_page_heading (page, N_("Connected devices"));
  list_devices (visit, page);

  parvis_page_heading (page, N_("This browser"));
  parvis_visit_form (visit, page, PARVIS_PAGES "/out");
  parvis_page_button (page, PARVIS_BUTTON_PLAIN, NULL, NULL, N_("Sign out"), NULL);
  parvis_page_end_form (page);

  return parvis_visit_show (visit, page, 0);
}

gboolean
parvis_sign_in_security_page (ParvisService        *service,
                              const ParvisRequest  *request,
                              ParvisDb             *db,
                              ParvisReply          *reply,
                              GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  return !parvis_visit_is_known (&visit) || show_security (&visit, NULL);
}

gboolean
parvis_sign_in_security_post (ParvisService        *service,
                              const ParvisRequest  *request,
                              ParvisDb             *db,
                              ParvisReply          *reply,
                              GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  g_autofree char *actor = NULL;
  g_autoptr (GError) inner = NULL;
  const char *device;

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  if (!parvis_visit_is_known (&visit))
    return TRUE;

  device = parvis_visit_field (&visit, "device");
  actor = g_strconcat ("account:", visit.account->id, NULL);
  if (!parvis_session_revoke (visit.store, actor, visit.account->id, device, &inner) &&
      !g_error_matches (inner, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }

  parvis_gate_forget (parvis_service_get_gate (service));

  return show_security (&visit, N_("The device is disconnected."));
}

static gboolean
show_password (ParvisVisit *visit,
               const char  *wrong,
               const char  *problem)
{
  ParvisPage *page = parvis_visit_page (visit, N_("Change the password"));

  parvis_visit_form (visit, page, PASSWORD);
  if (visit->account->password != NULL)
    parvis_page_field (page, &(ParvisField) {
      .name = "current", .label = N_("Password until now"), .type = "password",
      .autocomplete = "current-password", .max_length = PARVIS_PASSWORD_MAX, .error = wrong,
    });
  parvis_sign_in_ask_password (page, problem);
  parvis_page_button (page, PARVIS_BUTTON_MAIN, NULL, NULL, N_("Change my password"), NULL);
  parvis_page_end_form (page);
  parvis_page_link (page, SECURITY, N_("Your account"), NULL);

  return parvis_visit_show (visit, page, wrong != NULL || problem != NULL ? 422 : 0);
}

gboolean
parvis_sign_in_password_page (ParvisService        *service,
                              const ParvisRequest  *request,
                              ParvisDb             *db,
                              ParvisReply          *reply,
                              GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  if (!parvis_visit_is_known (&visit))
    return TRUE;
  if (visit.account->issuer != NULL || visit.account->email == NULL)
    return parvis_visit_go (&visit, SECURITY);

  return show_password (&visit, NULL, NULL);
}

static gboolean
change_password (ParvisVisit  *visit,
                 GError      **error)
{
  g_autofree char *actor = g_strconcat ("account:", visit->account->id, NULL);
  g_autofree char *hash = parvis_password_hash (parvis_visit_field (visit, "password"), error);
  json_t *letter;

  if (hash == NULL)
    return FALSE;

  letter = parvis_visit_letter (visit, visit->account, PARVIS_LETTER_PASSWORD_CHANGED,
                                json_object ());

  /* That ends the sessions of all browsers, this one's too. */
  if (!parvis_account_set_password (visit->store, actor, visit->account->id, hash, letter, error) ||
      !parvis_visit_enter (visit, visit->account->id, NULL, PARVIS_VISIT_TIME, error))
    return FALSE;

  parvis_visit_post (visit);

  return show_security (visit, N_("Your password is changed."));
}

gboolean
parvis_sign_in_password_post (ParvisService        *service,
                              const ParvisRequest  *request,
                              ParvisDb             *db,
                              ParvisReply          *reply,
                              GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  const char *problem;
  gboolean right;

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  if (!parvis_visit_is_known (&visit))
    return TRUE;
  if (visit.account->issuer != NULL || visit.account->email == NULL)
    return parvis_visit_go (&visit, SECURITY);

  if (visit.account->password != NULL)
    {
      if (!parvis_visit_may_try (&visit, PARVIS_THROTTLE_ACCOUNT, visit.account->email))
        return TRUE;
      if (!parvis_sign_in_confirm (&visit, &right, error))
        return FALSE;
      if (!right)
        return show_password (&visit, N_("This is not your password until now."), NULL);
    }

  problem = parvis_sign_in_judge_password (&visit, (const char *[]) { visit.account->name,
                                                                      visit.account->email,
                                                                      NULL });

  return problem != NULL ? show_password (&visit, NULL, problem) : change_password (&visit, error);
}
