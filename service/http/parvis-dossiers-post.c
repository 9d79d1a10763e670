/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossiers-post"

#include "config.h"

#include "parvis-dossiers.h"
#include "parvis-outbox.h"
#include "parvis-phrases.h"

/* What it says was written when it was true. */
static json_t *
write_letter (ParvisService *service,
              const json_t  *letter)
{
  const char *wish = json_string_value (json_object_get (letter, "language"));
  const char *email = json_string_value (json_object_get (letter, "email"));
  g_autofree char *token = NULL;
  ParvisLetterKind kind;

  token = g_strconcat ("dossier-", json_string_value (json_object_get (letter, "kind")), NULL);
  if (!parvis_letter_kind_from_token (token, &kind))
    return NULL;

  return parvis_post_write (parvis_service_get_post (service), kind, email,
                            parvis_phrase_choose_language (wish), json_deep_copy (letter));
}

const ParvisOutbox parvis_dossiers_outbox = {
  parvis_dossiers_find_notice, write_letter, parvis_dossiers_noticed_command,
};
