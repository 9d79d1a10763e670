/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sign-in-common"

#include "config.h"

#include "parvis-sign-in.h"

#include "parvis-error.h"
#include "parvis-member.h"
#include "parvis-password.h"

#include <sodium.h>
#include <string.h>

static char *
make_purpose (const char *account)
{
  return g_strconcat ("totp ", account, NULL);
}

char *
parvis_sign_in_seal_secret (ParvisVisit  *visit,
                            const char   *account,
                            GBytes       *secret,
                            GError      **error)
{
  g_autofree char *purpose = make_purpose (account);
  gsize length;
  const guchar *data = g_bytes_get_data (secret, &length);
  g_autofree char *text = g_malloc (2 * length + 1);

  sodium_bin2hex (text, 2 * length + 1, data, length);

  return parvis_seal_wrap (parvis_service_get_seal (visit->service), purpose, text, error);
}

GBytes *
parvis_sign_in_open_secret (ParvisVisit  *visit,
                            const char   *account,
                            const char   *sealed,
                            GError      **error)
{
  g_autofree char *purpose = make_purpose (account);
  g_autofree char *text = NULL;
  gsize length = 0;
  guint8 *data;

  text = parvis_seal_unwrap (parvis_service_get_seal (visit->service), purpose, sealed, error);
  if (text == NULL)
    return NULL;

  data = g_malloc (strlen (text) / 2 + 1);
  sodium_hex2bin (data, strlen (text) / 2, text, strlen (text), NULL, &length, NULL);

  return g_bytes_new_take (data, length);
}

gboolean
parvis_sign_in_show_stale (ParvisVisit *visit,
                           const char  *target,
                           const char  *label)
{
  ParvisPage *page = parvis_visit_page (visit, N_("This link is too old"));

  parvis_page_text (page, N_("It was used already, or too much time has gone by."), NULL);
  parvis_page_link (page, target, label, NULL);

  return parvis_visit_show (visit, page, 404);
}

void
parvis_sign_in_ask_password (ParvisPage *page,
                             const char *problem)
{
  parvis_page_field (page, &(ParvisField) {
    .name = "password", .label = N_("New password"), .type = "password",
    .autocomplete = "new-password", .max_length = PARVIS_PASSWORD_MAX, .error = problem,
    .hint = N_("At least 12 characters. Four words that have nothing to do with each other are"
               " easy to remember and hard to guess."),
  });
  parvis_page_field (page, &(ParvisField) {
    .name = "again", .label = N_("New password, once more"), .type = "password",
    .autocomplete = "new-password", .max_length = PARVIS_PASSWORD_MAX,
  });
}

const char *
parvis_sign_in_judge_password (ParvisVisit        *visit,
                               const char * const *personal)
{
  const char *password = parvis_visit_field (visit, "password");

  switch (parvis_password_judge (password, personal))
    {
    case PARVIS_PASSWORD_SHORT:
      return N_("This password is too short: it needs at least 12 characters.");

    case PARVIS_PASSWORD_LONG:
      return N_("This password is too long: 200 characters are enough.");

    case PARVIS_PASSWORD_COMMON:
      return N_("This password is one of the first that anybody would try. Choose another one.");

    case PARVIS_PASSWORD_PERSONAL:
      return N_("This password is made of your name, your address or your town. Choose another"
                " one.");

    case PARVIS_PASSWORD_FINE:
      break;
    }

  return strcmp (password, parvis_visit_field (visit, "again")) == 0
         ? NULL : N_("The two passwords are not the same.");
}

gboolean
parvis_sign_in_confirm (ParvisVisit  *visit,
                        gboolean     *right,
                        GError      **error)
{
  gboolean decided;

  decided = parvis_password_check (visit->account->password,
                                   parvis_visit_field (visit, "current"), right, NULL, error);
  if (!decided || *right)
    parvis_visit_tried (visit, PARVIS_THROTTLE_ACCOUNT, visit->account->email, !decided);

  return decided;
}

static gboolean
is_mayor_of (ParvisVisit *visit,
             const char  *insee)
{
  ParvisDb *db = parvis_store_acquire (visit->store, insee, NULL);
  ParvisMember member;
  gboolean found = FALSE;

  if (db == NULL)
    return FALSE;

  found = parvis_member_find (db, visit->account->id, visit->now, &member, &found, NULL) &&
          found && member.removed_at == PARVIS_NO_TIME &&
          (member.roles & PARVIS_ROLE_BIT (PARVIS_ROLE_MAYOR)) != 0;
  parvis_store_release (visit->store, db);

  return found;
}

static gboolean
has_weight (ParvisVisit *visit)
{
  ParvisDb *db = parvis_store_acquire (visit->store, "", NULL);
  g_auto (GStrv) towns = NULL;

  if (db == NULL)
    return FALSE;

  towns = parvis_account_list_towns (db, visit->account->id, NULL);
  parvis_store_release (visit->store, db);
  for (guint i = 0; towns != NULL && towns[i] != NULL; i++)
    {
      if (is_mayor_of (visit, towns[i]))
        return TRUE;
    }

  return visit->account->operator;
}

gboolean
parvis_sign_in_lacks_totp (ParvisVisit *visit,
                           const char  *next)
{
  ParvisPage *page;

  if (visit->account->password == NULL || visit->account->totp_secret != NULL ||
      !has_weight (visit))
    return FALSE;

  page = parvis_visit_page (visit, N_("One more step"));
  parvis_page_text (page, N_("Whoever manages a town signs in with a password and a code of the"
                             " telephone. You set this up once."), NULL);
  parvis_visit_form (visit, page, PARVIS_PAGES "/security/totp");
  parvis_page_hidden (page, "next", next);
  parvis_page_button (page, PARVIS_BUTTON_MAIN, "what", "begin", N_("Set up my telephone"), NULL);
  parvis_page_end_form (page);

  return parvis_visit_show (visit, page, 0);
}
