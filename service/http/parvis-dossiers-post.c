/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossiers-post"

#include "config.h"

#include "parvis-dossiers.h"
#include "parvis-outbox.h"

/* What it says was written when it was true. */
static json_t *
read_letter (const json_t     *letter,
             const char       *language,
             ParvisLetterKind *kind)
{
  g_autofree char *token = NULL;

  token = g_strconcat ("dossier-", json_string_value (json_object_get (letter, "kind")), NULL);

  return parvis_letter_kind_from_token (token, kind) ? json_deep_copy (letter) : NULL;
}

/* Receipts and decisions are what a family can prove something with. */
static gboolean
is_formal (ParvisLetterKind kind)
{
  return kind == PARVIS_LETTER_DOSSIER_RECEIPT || kind == PARVIS_LETTER_DOSSIER_ACCEPTED ||
         kind == PARVIS_LETTER_DOSSIER_REFUSED || kind == PARVIS_LETTER_DOSSIER_CLOSED;
}

const ParvisOutbox parvis_dossiers_outbox = {
  PARVIS_ABOUT_DOSSIERS, parvis_dossiers_find_notice, read_letter, is_formal,
  parvis_dossiers_noticed_command,
};
