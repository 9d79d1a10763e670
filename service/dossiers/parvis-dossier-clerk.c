/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-clerk"

#include "config.h"

#include "parvis-dossiers.h"

#include "parvis-dossier-row.h"
#include "parvis-error.h"

#include <string.h>

/* What clerks do with a dossier beside judging it. */

/* --- words --- */

static gboolean
write_text (ParvisTx             *tx,
            const ParvisCommand  *command,
            ParvisAnswer         *answer,
            const char           *kind,
            GError              **error)
{
  g_autoptr(ParvisDossierRow) row = parvis_dossier_load_sent (tx, command, error);
  const char *text;

  if (row == NULL ||
      !parvis_json_get_string (command->body, "text", PARVIS_DOSSIER_TEXT_MAX, &text, error))
    return FALSE;
  if (*text == '\0')
    return parvis_set_invalid (error, "/text", "There are no words in it");

  if (strcmp (kind, "message") == 0)
    {
      row->unanswered = FALSE;
      if (!parvis_dossier_owe_letter (tx, row, "message",
                                      json_pack ("{s:o}", "lines",
                                                 parvis_dossier_split_lines (text)), error))
        return FALSE;
    }

  return parvis_dossier_log (tx, row, command->actor, kind, json_pack ("{s:s}", "text", text),
                             error) &&
         parvis_dossier_answer_step (tx, row, answer, error);
}

/**
 * parvis_dossier_reply:
 *
 * Command "dossier.reply": a message to its family.
 */
gboolean
parvis_dossier_reply (ParvisTx             *tx,
                      const ParvisCommand  *command,
                      ParvisAnswer         *answer,
                      GError              **error)
{
  return write_text (tx, command, answer, "message", error);
}

/**
 * parvis_dossier_note:
 *
 * Command "dossier.note": for colleagues only.
 */
gboolean
parvis_dossier_note (ParvisTx             *tx,
                     const ParvisCommand  *command,
                     ParvisAnswer         *answer,
                     GError              **error)
{
  return write_text (tx, command, answer, "note", error);
}

/**
 * parvis_dossier_label:
 *
 * Command "dossier.label": "labels" is the whole list.
 */
gboolean
parvis_dossier_label (ParvisTx             *tx,
                      const ParvisCommand  *command,
                      ParvisAnswer         *answer,
                      GError              **error)
{
  g_autoptr(ParvisDossierRow) row = parvis_dossier_load_sent (tx, command, error);
  json_t *labels = json_object_get (command->body, "labels");

  if (row == NULL)
    return FALSE;
  if (!json_is_array (labels) || json_array_size (labels) > PARVIS_DOSSIER_LABELS_MAX)
    return parvis_set_invalid (error, "/labels", "The labels are a list of at most %d",
                               PARVIS_DOSSIER_LABELS_MAX);

  for (gsize i = 0; i < json_array_size (labels); i++)
    {
      const char *label = json_string_value (json_array_get (labels, i));

      if (label == NULL || *label == '\0' || g_utf8_strlen (label, -1) > PARVIS_DOSSIER_LABEL_MAX)
        return parvis_set_invalid (error, "/labels", "A label has up to %d characters",
                                   PARVIS_DOSSIER_LABEL_MAX);
    }

  json_decref (row->labels);
  row->labels = json_incref (labels);

  return parvis_dossier_log (tx, row, command->actor, "labels",
                             json_pack ("{s:O}", "labels", labels), error) &&
         parvis_dossier_answer_step (tx, row, answer, error);
}

/**
 * parvis_dossier_told:
 *
 * Command "dossier.told": somebody told its family, by telephone or at the desk ("by"), which
 * answers what it wrote. That is in the history, with or without an address for letters.
 */
gboolean
parvis_dossier_told (ParvisTx             *tx,
                     const ParvisCommand  *command,
                     ParvisAnswer         *answer,
                     GError              **error)
{
  g_autoptr(ParvisDossierRow) row = parvis_dossier_load_sent (tx, command, error);
  const char *by;

  if (row == NULL || !parvis_json_get_string (command->body, "by", 10, &by, error))
    return FALSE;
  if (strcmp (by, "phone") != 0 && strcmp (by, "desk") != 0)
    return parvis_set_invalid (error, "/by", "A family is told by “phone” or at the “desk”");

  row->unanswered = FALSE;

  return parvis_dossier_log (tx, row, command->actor, "informed", json_pack ("{s:s}", "by", by),
                             error) &&
         parvis_dossier_answer_step (tx, row, answer, error);
}

/* --- the end --- */

/* What was decided and is known: nothing of it waits. */
static gboolean
check_over (const ParvisDossierRow  *row,
            GError                 **error)
{
  if (parvis_dossier_state_is_final (row->state) && row->tell_at == PARVIS_NO_TIME)
    return TRUE;

  return parvis_dossier_row_refuse (row, error);
}

/**
 * parvis_dossier_end:
 *
 * Command "dossier.end": the day on which what was accepted ended (the child left), from
 * which on its dossier is kept for a time; without a day it goes on.
 */
gboolean
parvis_dossier_end (ParvisTx             *tx,
                    const ParvisCommand  *command,
                    ParvisAnswer         *answer,
                    GError              **error)
{
  g_autoptr(ParvisDossierRow) row = parvis_dossier_load_sent (tx, command, error);
  json_t *event;
  const char *text;
  gint64 day;

  if (row == NULL || !parvis_json_get_string_or (command->body, "day", 10, NULL, &text, error) ||
      !check_over (row, error))
    return FALSE;
  if (row->state != PARVIS_DOSSIER_ACCEPTED)
    return parvis_dossier_row_refuse (row, error);
  if (text != NULL && (!parvis_day_parse (text, &day) ||
                       day < parvis_day_of_instant (row->submitted_at, row->zone)))
    return parvis_set_invalid (error, "/day", "This is a day after the application");

  g_free (row->ended);
  row->ended = g_strdup (text);
  event = json_object ();
  parvis_json_set_string (event, "day", text);

  return parvis_dossier_log (tx, row, command->actor, "ended", event, error) &&
         parvis_dossier_answer_step (tx, row, answer, error);
}

/**
 * parvis_dossier_erase:
 *
 * Command "dossier.erase": erases a dossier before its time, because its family asks for it
 * and the town agrees (GDPR, article 17).
 */
gboolean
parvis_dossier_erase (ParvisTx             *tx,
                      const ParvisCommand  *command,
                      ParvisAnswer         *answer,
                      GError              **error)
{
  g_autoptr(ParvisDossierRow) row = parvis_dossier_load_sent (tx, command, error);

  if (row == NULL || !check_over (row, error))
    return FALSE;

  answer->body = json_pack ("{s:s, s:b}", "id", row->id, "erased", TRUE);

  return parvis_dossier_erase_all (tx, row, command->signer, command->actor, PARVIS_ERASED_REQUEST,
                                   error);
}
