/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-visit"

#include "config.h"

#include "parvis-visit.h"

#include "parvis-access.h"
#include "parvis-error.h"
#include "parvis-log.h"
#include "parvis-member.h"
#include "parvis-message-private.h"
#include "parvis-towns.h"

#include <sodium.h>
#include <string.h>

#define COOKIE_LENGTH   43
#define LANGUAGE_COOKIE "__Host-parvis-lang"
#define LANGUAGE_TIME   (365 * 24 * 3600)
/* Of a link that goes out in a letter. */
#define LINK_TIME       (30 * PARVIS_MINUTE)
#define LINK_MINUTES    "30"
#define HOME            PARVIS_PAGES "/security"

/* What our pages' addresses are made of once they are encoded. */
#define ADDRESS_LETTERS \
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/?=&%"

/* The proof of a form. Whoever has it cannot tell the cookie. */
static char *
make_token (const char *cookie)
{
  g_autofree char *text = g_strconcat ("form ", cookie, NULL);

  return parvis_access_hash_key (text);
}

static gboolean
is_cookie (const char *text)
{
  return text != NULL && strlen (text) == COOKIE_LENGTH &&
         strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
         COOKIE_LENGTH;
}

static void
give_cookie (ParvisVisit *visit,
             gint64       time)
{
  parvis_reply_set_cookie (visit->reply, PARVIS_VISIT_COOKIE, visit->cookie, time / PARVIS_SECOND);
}

static gboolean
find_session (ParvisVisit  *visit,
              GError      **error)
{
  g_autoptr (GError) inner = NULL;

  visit->session = parvis_web_session_find (visit->store, visit->cookie, visit->now, &inner);
  if (visit->session != NULL && visit->session->account != NULL)
    visit->account = parvis_account_find (visit->store, visit->session->account, &inner);

  if (inner != NULL && !g_error_matches (inner, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }

  if (visit->account != NULL && visit->account->disabled_at != PARVIS_NO_TIME)
    g_clear_pointer (&visit->account, parvis_account_free);

  return TRUE;
}

const char *
parvis_visit_take_language (const ParvisRequest *request,
                            ParvisReply         *reply)
{
  const char *asked = parvis_phrase_find_language (parvis_request_get_query (request, "lang"));

  if (asked != NULL)
    parvis_reply_set_cookie (reply, LANGUAGE_COOKIE, asked, LANGUAGE_TIME);

  return asked;
}

void
parvis_visit_forget_language (ParvisReply *reply)
{
  parvis_reply_set_cookie (reply, LANGUAGE_COOKIE, "", 0);
}

const char *
parvis_visit_find_language (const ParvisRequest *request,
                            const char          *locale)
{
  g_autofree char *kept = parvis_request_dup_cookie (request, LANGUAGE_COOKIE);
  const char *language = parvis_phrase_find_language (kept);

  if (language == NULL)
    language = parvis_phrase_find_language (locale);
  if (language == NULL)
    language = parvis_phrase_choose_language (parvis_request_get_header (request,
                                                                         "Accept-Language"));

  return language;
}

static void
choose_language (ParvisVisit *visit)
{
  visit->language = parvis_visit_take_language (visit->request, visit->reply);
  if (visit->language == NULL)
    visit->language = parvis_visit_find_language (visit->request, visit->account == NULL ? NULL
                                                                  : visit->account->locale);
}

static gboolean
check_token (ParvisVisit  *visit,
             GError      **error)
{
  const char *token = parvis_visit_field (visit, "token");
  g_autofree char *expected = visit->cookie == NULL ? NULL : make_token (visit->cookie);

  if (expected != NULL && strlen (token) == strlen (expected) &&
      sodium_memcmp (token, expected, strlen (expected)) == 0)
    return TRUE;

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN,
                       "This form does not belong to this browser");

  return FALSE;
}

gboolean
parvis_visit_begin (ParvisVisit          *visit,
                    ParvisService        *service,
                    const ParvisRequest  *request,
                    ParvisReply          *reply,
                    GError              **error)
{
  g_autofree char *hash = NULL;

  visit->service = service;
  visit->request = request;
  visit->reply = reply;
  visit->store = parvis_service_get_store (service);
  visit->now = parvis_request_get_time (request);
  visit->cookie = parvis_request_dup_cookie (request, PARVIS_VISIT_COOKIE);
  if (!is_cookie (visit->cookie))
    g_clear_pointer (&visit->cookie, g_free);

  if (visit->cookie != NULL && !find_session (visit, error))
    return FALSE;

  choose_language (visit);
  if (strcmp (parvis_request_get_method (request), "POST") == 0)
    return check_token (visit, error);

  if (visit->cookie == NULL)
    {
      if (!parvis_access_make_key ("", &visit->cookie, &hash, error))
        return FALSE;
      give_cookie (visit, PARVIS_VISIT_TIME);
    }

  return TRUE;
}

void
parvis_visit_clear (ParvisVisit *visit)
{
  g_clear_pointer (&visit->cookie, g_free);
  g_clear_pointer (&visit->session, parvis_web_session_free);
  g_clear_pointer (&visit->account, parvis_account_free);
}

const char *
parvis_visit_field (ParvisVisit *visit,
                    const char  *name)
{
  const char *value = parvis_request_get_field (visit->request, name);

  return value != NULL ? value : "";
}

char *
parvis_visit_dup_target (ParvisVisit *visit)
{
  const ParvisRequest *request = visit->request;
  GString *target = g_string_new (parvis_request_get_path (request));
  char mark = '?';

  for (guint i = 0; i < request->n_query; i++)
    {
      if (strcmp (request->query_names[i], "lang") == 0)
        continue;

      g_string_append_c (target, mark);
      g_string_append_uri_escaped (target, request->query_names[i], NULL, FALSE);
      g_string_append_c (target, '=');
      g_string_append_uri_escaped (target, request->query_values[i], NULL, FALSE);
      mark = '&';
    }

  return g_string_free (target, FALSE);
}

const char *
parvis_visit_check_next (const char *next)
{
  gsize length = next == NULL ? 0 : strlen (next);

  return length > 0 && length <= 2 * PARVIS_TARGET_MAX &&
         g_str_has_prefix (next, PARVIS_PAGES "/") && strspn (next, ADDRESS_LETTERS) == length
         ? next : NULL;
}

ParvisPage *
parvis_visit_page (ParvisVisit *visit,
                   const char  *title)
{
  ParvisPage *page = parvis_page_new (visit->language, title, NULL);

  /* Where a form was sent to, the empty form is. */
  if (visit->request->match.route != NULL)
    {
      g_autofree char *here = parvis_visit_dup_target (visit);

      parvis_page_set_here (page, here);
    }

  return page;
}

void
parvis_visit_form (ParvisVisit *visit,
                   ParvisPage  *page,
                   const char  *action)
{
  g_autofree char *token = make_token (visit->cookie);

  parvis_page_begin_form (page, action, token);
}

gboolean
parvis_visit_show (ParvisVisit *visit,
                   ParvisPage  *page,
                   int          status)
{
  if (status != 0)
    parvis_reply_set_status (visit->reply, status);
  parvis_page_finish (page, visit->reply);
  parvis_page_free (page);

  return TRUE;
}

gboolean
parvis_visit_go (ParvisVisit *visit,
                 const char  *address)
{
  parvis_reply_redirect (visit->reply, address);

  return TRUE;
}

static void
show_wait (ParvisVisit *visit,
           gint64       wait)
{
  ParvisPage *page = parvis_visit_page (visit, N_("Too many tries"));
  gint64 minutes = (wait + PARVIS_MINUTE - 1) / PARVIS_MINUTE;
  g_autofree char *seconds = g_strdup_printf ("%" G_GINT64_FORMAT,
                                              (wait + PARVIS_SECOND - 1) / PARVIS_SECOND);
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, minutes);

  if (minutes <= 1)
    parvis_page_text (page, N_("Please wait a minute, then try again."), NULL);
  else
    parvis_page_text (page, N_("Please wait {minutes} minutes, then try again."),
                      "minutes", number, NULL);
  parvis_page_link (page, PARVIS_PAGES, N_("Back to signing in"), NULL);
  parvis_reply_set_header (visit->reply, "Retry-After", seconds);
  parvis_visit_show (visit, page, 429);
}

gboolean
parvis_visit_may_try (ParvisVisit        *visit,
                      ParvisThrottleKind  kind,
                      const char         *who)
{
  ParvisThrottle *throttle = parvis_service_get_throttle (visit->service);
  char address[PARVIS_CLIENT_SIZE];
  ParvisThrottleKind by_address = who == NULL ? kind : PARVIS_THROTTLE_ADDRESS;
  gint64 wait;

  parvis_request_find_client (visit->request, address);
  wait = parvis_throttle_enter (throttle, by_address, address);
  if (wait == 0 && who != NULL)
    {
      wait = parvis_throttle_enter (throttle, kind, who);
      if (wait > 0)
        parvis_throttle_undo (throttle, by_address, address);
    }

  if (wait > 0)
    show_wait (visit, wait);

  return wait == 0;
}

void
parvis_visit_tried (ParvisVisit        *visit,
                    ParvisThrottleKind  kind,
                    const char         *who,
                    gboolean            undecided)
{
  ParvisThrottle *throttle = parvis_service_get_throttle (visit->service);
  char address[PARVIS_CLIENT_SIZE];

  parvis_request_find_client (visit->request, address);
  parvis_throttle_undo (throttle, who == NULL ? kind : PARVIS_THROTTLE_ADDRESS, address);
  if (who == NULL)
    return;

  if (undecided)
    parvis_throttle_undo (throttle, kind, who);
  else
    parvis_throttle_succeed (throttle, kind, who);
}

gboolean
parvis_visit_enter (ParvisVisit  *visit,
                    const char   *account,
                    json_t       *state,
                    gint64        time,
                    GError      **error)
{
  g_autoptr (json_t) kept = state;
  g_autofree char *cookie = NULL;

  cookie = parvis_web_session_create (visit->store, account, state, visit->now + time, error);
  if (cookie == NULL ||
      (visit->session != NULL &&
       !parvis_web_session_end (visit->store, visit->cookie, error)))
    return FALSE;

  g_free (visit->cookie);
  visit->cookie = g_steal_pointer (&cookie);
  give_cookie (visit, time);

  return TRUE;
}

gboolean
parvis_visit_sign_in (ParvisVisit          *visit,
                      const ParvisAccount  *account,
                      const char           *next,
                      GError              **error)
{
  json_t *state = json_object ();

  next = parvis_visit_check_next (next);
  parvis_json_set_string (state, "fresh", next);

  return parvis_visit_enter (visit, account->id, state, PARVIS_VISIT_TIME, error) &&
         parvis_visit_go (visit, next != NULL ? next : HOME);
}

gboolean
parvis_visit_is_known (ParvisVisit *visit)
{
  if (visit->account != NULL)
    return TRUE;

  parvis_visit_go (visit, PARVIS_PAGES);

  return FALSE;
}

const char *
parvis_visit_get_state (ParvisVisit *visit,
                        const char  *name)
{
  return visit->session == NULL
         ? NULL : json_string_value (json_object_get (visit->session->state, name));
}

gboolean
parvis_visit_drop_state (ParvisVisit  *visit,
                         const char   *name,
                         GError      **error)
{
  json_object_del (visit->session->state, name);

  return parvis_web_session_update (visit->store, visit->cookie, visit->session->state, error);
}

json_t *
parvis_visit_letter (ParvisVisit         *visit,
                     const ParvisAccount *account,
                     ParvisLetterKind     kind,
                     json_t              *values)
{
  g_autofree char *link = g_strconcat (parvis_service_get_url (visit->service),
                                       PARVIS_PAGES "/recover", NULL);

  parvis_json_set_string (values, "name", account->name);
  if (json_object_get (values, "link") == NULL)
    parvis_json_set_string (values, "link", link);

  return parvis_post_write (parvis_service_get_post (visit->service), kind, account->email,
                            account->locale != NULL ? account->locale : visit->language, values);
}

/* On a writer's thread. */
static void
ordered_cb (ParvisCommand *command,
            ParvisAnswer  *answer,
            gint64         seq,
            gboolean       replayed,
            GError        *error,
            gpointer       user_data)
{
  g_autoptr (GError) kept = error;

  if (kept != NULL)
    parvis_log (PARVIS_LOG_ERROR, "link-failed", "command", command->name,
                "account", command->object, "error", kept->message, NULL);
  else
    parvis_post_wake (user_data);

  g_clear_pointer (&answer, parvis_answer_free);
  parvis_command_free (command);
}

gboolean
parvis_visit_order_link (ParvisVisit          *visit,
                         const ParvisAccount  *account,
                         const char           *path,
                         ParvisLetterKind      kind,
                         ParvisMakeLink        make,
                         GError              **error)
{
  g_autofree char *token = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *link = NULL;
  json_t *letter;

  if (!parvis_access_make_key ("", &token, &hash, error))
    return FALSE;

  link = g_strconcat (parvis_service_get_url (visit->service), path, token, NULL);
  letter = parvis_visit_letter (visit, account, kind,
                                json_pack ("{s:s, s:s}", "link", link, "minutes", LINK_MINUTES));
  if (letter != NULL)
    parvis_store_submit (visit->store, make (account, hash, visit->now + LINK_TIME, letter),
                         ordered_cb, parvis_service_get_post (visit->service));

  return TRUE;
}

void
parvis_visit_post (ParvisVisit *visit)
{
  parvis_post_wake (parvis_service_get_post (visit->service));
}

static gboolean
works_there (ParvisVisit *visit,
             ParvisDb    *db)
{
  ParvisMember member;
  gboolean found = FALSE;

  return visit->account != NULL &&
         parvis_member_find (db, visit->account->id, visit->now, &member, &found, NULL) &&
         found && member.removed_at == PARVIS_NO_TIME;
}

/* What everybody may know of it. NULL for a town that is not served, and for one that shows
 * nothing, unless who is here works there.
 */
static json_t *
describe_town (ParvisVisit *visit,
               const char  *insee)
{
  json_t *town;
  ParvisDb *db;

  if (insee == NULL || !parvis_store_has_town (visit->store, insee))
    return NULL;

  db = parvis_store_acquire (visit->store, insee, NULL);
  if (db == NULL)
    return NULL;

  town = parvis_town_describe_public (db, NULL);
  if (json_array_size (json_object_get (town, "modules")) == 0 && !works_there (visit, db))
    g_clear_pointer (&town, json_decref);
  parvis_store_release (visit->store, db);

  return town;
}

char *
parvis_visit_dup_town (ParvisVisit *visit,
                       const char  *insee)
{
  g_autoptr (json_t) town = describe_town (visit, insee);

  return g_strdup (json_string_value (json_object_get (town, "name")));
}

void
parvis_visit_show_logo (ParvisVisit *visit,
                        ParvisPage  *page,
                        const char  *insee)
{
  g_autoptr (json_t) town = describe_town (visit, insee);
  const char *tag = json_string_value (json_object_get (town, "logo"));
  g_autofree char *address = NULL;

  /* A browser has no token to fetch that of a town that shows nothing. */
  if (tag == NULL || json_array_size (json_object_get (town, "modules")) == 0)
    return;

  /* Another logo has another address, so that none is shown for another. */
  address = g_strdup_printf ("/api/v1/towns/%s/logo?tag=%s", insee, tag);
  parvis_page_logo (page, address, json_string_value (json_object_get (town, "name")));
}
