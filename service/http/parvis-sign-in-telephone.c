/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sign-in-telephone"

#include "config.h"

#include "parvis-access.h"
#include "parvis-credential.h"
#include "parvis-error.h"
#include "parvis-password.h"
#include "parvis-sign-in-pages.h"
#include "parvis-sign-in.h"
#include "parvis-totp.h"

#include <string.h>

/* The second step of signing in: a telephone that shows codes, and recovery codes
 * for when it is lost.
 */

#define SECURITY  PARVIS_PAGES "/security"
#define TELEPHONE SECURITY "/totp"

static const char *
next_of (ParvisVisit *visit)
{
  return parvis_visit_check_next (parvis_visit_field (visit, "next"));
}

static gboolean
show_off (ParvisVisit *visit)
{
  ParvisPage *page = parvis_visit_page (visit, N_("Code of the telephone"));

  parvis_page_text (page, N_("With it, nobody gets in who only knows your password. You need an"
                             " application that shows such codes, like FreeOTP or Aegis."), NULL);
  parvis_visit_form (visit, page, TELEPHONE);
  parvis_page_button (page, PARVIS_BUTTON_MAIN, "what", "begin", N_("Set up my telephone"), NULL);
  parvis_page_end_form (page);
  parvis_page_link (page, SECURITY, N_("Your account"), NULL);

  return parvis_visit_show (visit, page, 0);
}

static gboolean
show_on (ParvisVisit  *visit,
         const char   *problem,
         GError      **error)
{
  ParvisPage *page;
  gint64 left = 0;
  g_autofree char *number = NULL;

  if (!parvis_account_count_recovery (visit->store, visit->account->id, &left, error))
    return FALSE;

  number = g_strdup_printf ("%" G_GINT64_FORMAT, left);
  page = parvis_visit_page (visit, N_("Code of the telephone"));
  parvis_page_text (page, N_("Signing in asks for a code of your telephone. Recovery codes that are"
                             " left: {left}."), "left", number, NULL);
  parvis_visit_form (visit, page, TELEPHONE);
  parvis_page_field (page, &(ParvisField) {
    .name = "current", .label = N_("Your password"), .type = "password",
    .autocomplete = "current-password", .max_length = PARVIS_PASSWORD_MAX, .error = problem,
  });
  parvis_page_button (page, PARVIS_BUTTON_MAIN, "what", "codes", N_("Make new recovery codes"),
                      NULL);
  parvis_page_button (page, PARVIS_BUTTON_DANGER, "what", "off", N_("Sign in without a code"),
                      NULL);
  parvis_page_end_form (page);
  parvis_page_link (page, SECURITY, N_("Your account"), NULL);

  return parvis_visit_show (visit, page, problem != NULL ? 422 : 0);
}

static gboolean
show_setup (ParvisVisit  *visit,
            GBytes       *secret,
            const char   *problem,
            GError      **error)
{
  g_autofree char *uri = parvis_totp_make_uri (secret, "Parvis", visit->account->email);
  g_autofree char *spelt = parvis_totp_spell (secret);
  g_autofree char *picture = NULL;
  ParvisPage *page;
  guint size = 0;

  picture = parvis_totp_draw_uri (uri, &size, error);
  if (picture == NULL)
    return FALSE;

  page = parvis_visit_page (visit, N_("Set up my telephone"));
  parvis_page_text (page, N_("1. Open the application on your telephone and let it look at this"
                             " picture."), NULL);
  parvis_page_picture (page, picture, size, N_("QR code with the key that is written below"));
  parvis_page_text (page, N_("Or type this key there:"), NULL);
  parvis_page_codes (page, (const char * const[]) { spelt, NULL });
  parvis_page_text (page, N_("2. Type the code that the telephone shows."), NULL);
  parvis_visit_form (visit, page, TELEPHONE);
  parvis_page_hidden (page, "next", next_of (visit));
  parvis_page_field (page, &(ParvisField) {
    .name = "code", .label = N_("Code"), .type = "text", .autocomplete = "one-time-code",
    .error = problem, .max_length = 10, .figures = TRUE,
  });
  parvis_page_button (page, PARVIS_BUTTON_MAIN, "what", "confirm", N_("Go on"), NULL);
  parvis_page_end_form (page);

  return parvis_visit_show (visit, page, problem != NULL ? 422 : 0);
}

static gboolean
show_codes (ParvisVisit        *visit,
            const char * const *codes)
{
  const char *next = next_of (visit);
  ParvisPage *page = parvis_visit_page (visit, N_("Write down your recovery codes"));

  parvis_page_text (page, N_("Each lets you in once when the telephone is lost. They are shown now"
                             " and never again."), NULL);
  parvis_page_codes (page, codes);
  parvis_page_link (page, next != NULL ? next : SECURITY, N_("I have written them down"), NULL);

  return parvis_visit_show (visit, page, 0);
}

gboolean
parvis_sign_in_telephone_page (ParvisService        *service,
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
  if (visit.account->password == NULL)
    return parvis_visit_go (&visit, SECURITY);

  return visit.account->totp_secret != NULL ? show_on (&visit, NULL, error) : show_off (&visit);
}

/* Nothing counts before the telephone has shown that it knows the secret; until
 * then it waits, sealed, in the session of the browser.
 */
static gboolean
begin (ParvisVisit  *visit,
       GError      **error)
{
  g_autoptr (GBytes) secret = parvis_totp_make_secret ();
  g_autofree char *sealed = parvis_sign_in_seal_secret (visit, visit->account->id, secret, error);
  g_autoptr (json_t) state = NULL;

  if (sealed == NULL)
    return FALSE;

  state = json_pack ("{s:s}", "totp", sealed);

  return parvis_web_session_update (visit->store, visit->cookie, state, error) &&
         show_setup (visit, secret, NULL, error);
}

/* Stores @sealed and new recovery codes, and shows these. */
static gboolean
store (ParvisVisit  *visit,
       const char   *sealed,
       gboolean      tell,
       GError      **error)
{
  g_auto (GStrv) codes = parvis_recovery_make ();
  g_autoptr (GPtrArray) hashes = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *actor = g_strconcat ("account:", visit->account->id, NULL);
  json_t *letter = NULL;

  for (guint i = 0; codes[i] != NULL; i++)
    {
      g_autofree char *plain = parvis_recovery_read (codes[i]);

      g_ptr_array_add (hashes, parvis_access_hash_key (plain));
    }
  g_ptr_array_add (hashes, NULL);

  if (tell)
    letter = parvis_visit_letter (visit, visit->account, PARVIS_LETTER_TOTP_ON, json_object ());
  if (!parvis_account_set_totp (visit->store, actor, visit->account->id, sealed,
                                (const char * const *) hashes->pdata, letter, error))
    return FALSE;

  parvis_visit_post (visit);

  return show_codes (visit, (const char * const *) codes);
}

static gboolean
confirm (ParvisVisit  *visit,
         GError      **error)
{
  const char *sealed = parvis_visit_get_state (visit, "totp");
  g_autoptr (GBytes) secret = NULL;
  gint64 step;

  if (sealed == NULL)
    return parvis_visit_go (visit, TELEPHONE);

  secret = parvis_sign_in_open_secret (visit, visit->account->id, sealed, error);
  if (secret == NULL)
    return FALSE;

  if (!parvis_totp_check (secret, parvis_visit_field (visit, "code"), visit->now, 0, &step))
    return show_setup (visit, secret,
                       N_("This is not the code that the telephone should show. Look at the picture"
                          " again, and at the telephone’s clock."), error);

  return parvis_web_session_update (visit->store, visit->cookie, NULL, error) &&
         store (visit, sealed, TRUE, error) &&
         parvis_account_use_totp_step (visit->store, visit->account->id, step, error);
}

static gboolean
switch_off (ParvisVisit  *visit,
            GError      **error)
{
  g_autofree char *actor = g_strconcat ("account:", visit->account->id, NULL);
  json_t *letter = parvis_visit_letter (visit, visit->account, PARVIS_LETTER_TOTP_OFF,
                                        json_object ());

  if (!parvis_account_set_totp (visit->store, actor, visit->account->id, NULL, NULL, letter,
                                error))
    return FALSE;

  parvis_visit_post (visit);

  return parvis_visit_go (visit, SECURITY);
}

gboolean
parvis_sign_in_telephone_post (ParvisService        *service,
                               const ParvisRequest  *request,
                               ParvisDb             *db,
                               ParvisReply          *reply,
                               GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  const char *what;
  gboolean right;

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  if (!parvis_visit_is_known (&visit))
    return TRUE;
  if (visit.account->password == NULL)
    return parvis_visit_go (&visit, SECURITY);

  what = parvis_visit_field (&visit, "what");
  if (visit.account->totp_secret == NULL)
    return strcmp (what, "confirm") == 0 ? confirm (&visit, error) : begin (&visit, error);

  if (!parvis_visit_may_try (&visit, PARVIS_THROTTLE_ACCOUNT, visit.account->email))
    return TRUE;
  if (!parvis_sign_in_confirm (&visit, &right, error))
    return FALSE;
  if (!right)
    return show_on (&visit, N_("This is not your password."), error);

  return strcmp (what, "off") == 0
         ? switch_off (&visit, error)
         : store (&visit, visit.account->totp_secret, FALSE, error);
}
