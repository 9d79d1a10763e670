/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossiers-post"

#include "config.h"

#include "parvis-dossiers-post.h"

#include "parvis-dossiers.h"
#include "parvis-notices.h"
#include "parvis-phrases.h"

static json_t *
write_letter (ParvisService             *service,
              const ParvisDossierNotice *notice)
{
  const char *language = parvis_phrase_choose_language (notice->language);
  g_autofree char *token = g_strconcat ("dossier-", notice->kind, NULL);
  const char *email = json_string_value (json_object_get (notice->values, "email"));
  ParvisLetterKind kind;

  if (notice->values == NULL || !parvis_letter_kind_from_token (token, &kind))
    return NULL;

  return parvis_post_write (parvis_service_get_post (service), kind, email, language,
                            json_incref (notice->values));
}

gboolean
parvis_dossiers_post (ParvisService  *service,
                      const char     *town,
                      gint64          now,
                      ParvisDoneFunc  done,
                      gpointer        user_data)
{
  ParvisStore *store = parvis_service_get_store (service);
  ParvisDb *db = parvis_store_acquire (store, town, NULL);
  g_autoptr(ParvisDossierNotice) notice = NULL;
  gboolean known;

  known = db != NULL && parvis_dossiers_find_notice (db, now, &notice, NULL);
  parvis_store_release (store, db);
  if (!known || notice == NULL)
    return FALSE;

  parvis_notice_send (service, town, notice->id, write_letter (service, notice),
                      parvis_dossiers_noticed_command, now, done, user_data);

  return TRUE;
}
