/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-text"

#include "config.h"

#include "parvis-dossier-text.h"

#include "parvis-day.h"
#include "parvis-format.h"
#include "parvis-time.h"

#include <glib/gi18n.h>
#include <string.h>

const char *
parvis_dossier_state_word (ParvisDossierState state)
{
  static const char *const words[PARVIS_N_DOSSIER_STATES] = {
    [PARVIS_DOSSIER_DRAFT] = N_("Draft"),
    [PARVIS_DOSSIER_SUBMITTED] = N_("Submitted"),
    [PARVIS_DOSSIER_IN_REVIEW] = N_("Under review"),
    [PARVIS_DOSSIER_ACCEPTED] = NC_("file", "Accepted"),
    [PARVIS_DOSSIER_REFUSED] = NC_("file", "Refused"),
    [PARVIS_DOSSIER_CLOSED] = N_("Closed without action"),
  };
  const char *text = g_dpgettext2 (GETTEXT_PACKAGE, "file", words[state]);

  return text != words[state] ? text : _(words[state]);
}

const char *
parvis_dossier_filter_word (ParvisDossierFilter filter)
{
  static const char *const words[PARVIS_N_DOSSIER_FILTERS] = {
    [PARVIS_DOSSIERS_TO_REVIEW] = N_("To review"),
    [PARVIS_DOSSIERS_WAITING] = N_("Waiting for the family"),
    [PARVIS_DOSSIERS_COMPLETE] = N_("Complete, to be decided"),
    [PARVIS_DOSSIERS_MINE] = N_("Held by me"),
    [PARVIS_DOSSIERS_ALL] = N_("All under way"),
  };

  return _(words[filter]);
}

const char *
parvis_dossier_order_word (ParvisDossierOrder order)
{
  static const char *const words[PARVIS_N_DOSSIER_ORDERS] = {
    [PARVIS_DOSSIERS_OLDEST] = N_("Oldest first"),
    [PARVIS_DOSSIERS_DUE] = N_("By answer due"),
    [PARVIS_DOSSIERS_BY_NAME] = N_("By name"),
  };

  return _(words[order]);
}

char *
parvis_dossier_text_hold (const ParvisDossierFacts *facts,
                          gint64                    now,
                          GTimeZone                *zone)
{
  g_autofree char *clock = NULL;

  if (!facts->mine && !parvis_dossier_facts_is_locked (facts, now))
    return NULL;

  clock = parvis_format_clock (facts->held_at, zone);
  if (facts->mine)
    return g_strdup_printf (_("Taken by you at %s"), clock);

  /* Translators: a colleague's name, and when. */
  return g_strdup_printf (_("Taken by %1$s at %2$s"),
                          facts->holder != NULL ? facts->holder : _("a colleague"), clock);
}

char *
parvis_dossier_text_due (const ParvisDossierFacts *facts,
                         gint64                    now,
                         GTimeZone                *zone)
{
  g_autofree char *day = NULL;

  if (facts->answer_due == PARVIS_NO_TIME || parvis_dossier_state_is_final (facts->state))
    return NULL;
  if (facts->paused_at != PARVIS_NO_TIME)
    {
      day = parvis_format_day (facts->paused_at, now, zone);
      /* Translators: since when the time for an answer stands still. */
      return g_strdup_printf (_("The time for an answer stands still since %s"), day);
    }

  /* It is due at the end of the day before that instant. */
  day = parvis_format_day (facts->answer_due - 1, now, zone);
  if (facts->answer_due <= now)
    return g_strdup_printf (_("The answer was due by %s"), day);

  return g_strdup_printf (_("Answer due by %s"), day);
}

static char *
tell_age (const ParvisDossierFacts *facts,
          gint64                    now,
          GTimeZone                *zone)
{
  gint64 days = parvis_day_of_instant (now, zone) - parvis_day_of_instant (facts->submitted_at,
                                                                           zone);

  if (days <= 0)
    return g_strdup (_("Submitted today"));

  return g_strdup_printf (ngettext ("Submitted %d day ago", "Submitted %d days ago",
                                    (gulong) days), (int) days);
}

char *
parvis_dossier_text_status (const ParvisDossierFacts  *facts,
                            gint64                     now,
                            GTimeZone                 *zone,
                            const char               **icon)
{
  char *text;

  *icon = NULL;
  if (facts->waiting)
    {
      *icon = "document-send-symbolic";
      return g_strdup (_("change queued"));
    }
  if (parvis_dossier_facts_is_locked (facts, now))
    {
      *icon = "changes-prevent-symbolic";
      return parvis_dossier_text_hold (facts, now, zone);
    }
  if (facts->urgent && (text = parvis_dossier_text_due (facts, now, zone)) != NULL)
    {
      *icon = "alarm-symbolic";
      return text;
    }
  if (facts->unanswered)
    {
      *icon = "mail-unread-symbolic";
      return g_strdup (_("The family wrote"));
    }
  if (facts->untold && facts->n_received == 0)
    {
      *icon = "document-edit-symbolic";
      return g_strdup (_("Reviewed, to be finished"));
    }
  if (facts->state == PARVIS_DOSSIER_ACCEPTED)
    {
      *icon = "object-select-symbolic";
      return g_strdup (_("Accepted; a document is still to come"));
    }

  return tell_age (facts, now, zone);
}

char *
parvis_dossier_text_row (const ParvisDossierFacts *facts,
                         gint64                    now,
                         GTimeZone                *zone)
{
  const char *icon;
  g_autofree char *status = parvis_dossier_text_status (facts, now, zone, &icon);

  /* Translators: a family's file in one sentence: name, what is remarkable, documents. */
  return g_strdup_printf (_("%1$s, %2$s, %3$u of %4$u documents approved"), facts->subject, status,
                          facts->n_approved, facts->n_documents);
}

json_t *
parvis_dossier_text_read_labels (const char  *typed,
                                 char       **trouble)
{
  g_auto(GStrv) parts = g_strsplit (typed, ",", -1);
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(json_t) labels = json_array ();

  *trouble = NULL;
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_strstrip (parts[i]);
      if (*parts[i] == '\0' || !g_hash_table_add (known, parts[i]))
        continue;
      if (g_utf8_strlen (parts[i], -1) > PARVIS_DOSSIER_LABEL_MAX)
        {
          *trouble = g_strdup_printf (ngettext ("A label has at most %d letter: “%s” is longer.",
                                                "A label has at most %d letters: “%s” is longer.",
                                                PARVIS_DOSSIER_LABEL_MAX),
                                      PARVIS_DOSSIER_LABEL_MAX, parts[i]);
          return NULL;
        }

      json_array_append_new (labels, json_string (parts[i]));
    }
  if (json_array_size (labels) > PARVIS_DOSSIER_LABELS_MAX)
    {
      *trouble = g_strdup_printf (ngettext ("A file has at most %d label.",
                                            "A file has at most %d labels.",
                                            PARVIS_DOSSIER_LABELS_MAX),
                                  PARVIS_DOSSIER_LABELS_MAX);
      return NULL;
    }

  return g_steal_pointer (&labels);
}

static gboolean
read_state (const json_t        *document,
            ParvisDocumentState *state)
{
  const char *word = json_string_value (json_object_get (document, "state"));

  return word != NULL && parvis_document_state_from_string (word, state);
}

static const char *
acceptance_word (const json_t *document)
{
  const char *word = json_string_value (json_object_get (document, "acceptance"));
  ParvisAcceptance acceptance;

  if (word == NULL || !parvis_acceptance_from_string (word, &acceptance))
    return _("Approved");

  switch (acceptance)
    {
    case PARVIS_ACCEPTANCE_SEEN_AT_DESK:
      return _("Original seen at the desk");

    case PARVIS_ACCEPTANCE_EXPLAINED:
      return _("Explanation accepted");

    case PARVIS_ACCEPTANCE_NOT_NEEDED:
      return _("Not needed here");

    case PARVIS_ACCEPTANCE_PICTURE:
    default:
      return _("Approved");
    }
}

static char *
tell_missing (const json_t *document)
{
  return g_strdup (json_is_true (json_object_get (document, "explained"))
                   ? _("Not there; the family explained why") : _("Not there yet"));
}

static char *
tell_received (const json_t *document)
{
  guint n = (guint) json_array_size (json_object_get (document, "pages"));

  if (n == 0)
    return g_strdup (_("To review"));

  return g_strdup_printf (ngettext ("To review, %u picture", "To review, %u pictures", n), n);
}

static char *
tell_rejected (const json_t *document,
               gint64        now,
               GTimeZone    *zone)
{
  const char *until = json_string_value (json_object_get (document, "until"));
  g_autofree char *day = NULL;
  gint64 number;

  if (until == NULL || !parvis_day_parse (until, &number))
    return g_strdup (_("Asked for again"));

  day = parvis_format_day (parvis_day_get_instant (number, 0, zone), now, zone);

  /* Translators: by when the family has to send a document again. */
  return g_strdup_printf (_("Asked for again, by %s"), day);
}

char *
parvis_dossier_text_document (const json_t *document,
                              gint64        now,
                              GTimeZone    *zone)
{
  ParvisDocumentState state;
  g_autofree char *moment = NULL;
  gint64 at;

  if (!read_state (document, &state) || state == PARVIS_DOCUMENT_EXPECTED)
    return tell_missing (document);
  if (state == PARVIS_DOCUMENT_RECEIVED)
    return tell_received (document);
  if (state == PARVIS_DOCUMENT_REJECTED)
    return tell_rejected (document, now, zone);
  if (!parvis_json_get_time_or (document, "verdict_at", PARVIS_NO_TIME, &at, NULL) ||
      at == PARVIS_NO_TIME)
    return g_strdup (acceptance_word (document));

  moment = parvis_format_moment (at, now, zone);

  /* Translators: what was decided of a document, and when. */
  return g_strdup_printf (_("%1$s, %2$s"), acceptance_word (document), moment);
}

const char *
parvis_dossier_document_icon (const json_t *document)
{
  ParvisDocumentState state;

  if (!read_state (document, &state))
    return "image-missing-symbolic";

  switch (state)
    {
    case PARVIS_DOCUMENT_RECEIVED:
      return "radio-symbolic";

    case PARVIS_DOCUMENT_ACCEPTED:
      return "object-select-symbolic";

    case PARVIS_DOCUMENT_REJECTED:
      return "dialog-warning-symbolic";

    case PARVIS_DOCUMENT_EXPECTED:
    default:
      return "image-missing-symbolic";
    }
}
