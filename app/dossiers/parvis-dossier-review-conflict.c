/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-review"

#include "config.h"

#include "parvis-dossier-review-private.h"

#include "parvis-desk-do.h"
#include "parvis-dossier-text.h"
#include "parvis-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* Two clerks at the same file (ux.md §0.7): the first that was sent counts, and nothing that the
 * other typed is lost.
 */

static void
keep_note (ParvisDossierReview *self,
           const char          *dossier,
           const char          *text)
{
  ParvisDeskCommand command = { .name = "dossier.note", .object = dossier,
                                .what = _("Note for colleagues") };

  command.body = json_pack ("{s:s}", "text", text);
  parvis_desk_do (parvis_dossier_review_get_desk (self), &command);
}

static char *
dup_subject (ParvisDossierReview *self,
             const char          *dossier)
{
  ParvisSession *session = parvis_desk_get_session (parvis_dossier_review_get_desk (self));
  g_autoptr(ParvisEntityRef) entity = parvis_session_dup_entity (session, PARVIS_KIND_DOSSIER,
                                                                 dossier);
  const char *subject = NULL;

  if (entity != NULL)
    subject = json_string_value (json_object_get (entity->body, "subject"));

  return g_strdup (subject != NULL ? subject : _("a file"));
}

void
parvis_dossier_review_refused (ParvisDossierReview *self,
                               ParvisAction        *action)
{
  const char *text = json_string_value (json_object_get (action->body, "text"));
  const char *requirement = json_string_value (json_object_get (action->body, "requirement"));
  ParvisDesk *desk = parvis_dossier_review_get_desk (self);
  g_autofree char *subject = NULL;
  g_autofree char *sentence = NULL;

  if (strcmp (action->kind, PARVIS_KIND_DOSSIER) != 0 ||
      strcmp (action->name, "dossier.note") == 0)
    return;

  /* Taking it back would take back what the colleague decided. */
  parvis_dossier_review_forget_steps (self, action->object, requirement);
  subject = dup_subject (self, action->object);
  if (text == NULL)
    {
      /* Translators: whom a file is about. */
      sentence = g_strdup_printf (_("%s: a colleague was first. What is true is shown."), subject);
      parvis_desk_say (desk, sentence, 0);
      return;
    }

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  keep_note (self, action->object, text);
  /* Translators: whom a file is about. */
  sentence = g_strdup_printf (_("%s: a colleague was first. Your words are kept as a note."),
                              subject);
  parvis_desk_say (desk, sentence, 0);
}

static char *
list_ticked (ParvisDossierReview *self)
{
  const ParvisRequirement *requirement = parvis_dossier_review_get_requirement (self);
  const char *language = parvis_dossier_queue_get_language ();
  const ParvisPiece *piece;
  guint ticks;
  GString *list = g_string_new (NULL);

  if (requirement == NULL)
    return g_string_free (list, FALSE);

  ticks = parvis_dossier_review_get_ticks (self);
  piece = parvis_requirement_find_piece (requirement, NULL);
  for (guint i = 0; piece->checks != NULL && i < piece->checks->len; i++)
    if ((ticks >> i & 1) != 0)
      {
        const ParvisDocumentCheck *check = g_ptr_array_index (piece->checks, i);

        g_string_append (list, list->len > 0 ? ", " : "");
        g_string_append (list, parvis_text_get (&check->text, language));
      }

  return g_string_free (list, FALSE);
}

void
parvis_dossier_review_watch_hold (ParvisDossierReview *self)
{
  const ParvisDossierFacts *facts = parvis_dossier_review_get_facts (self);
  ParvisDesk *desk = parvis_dossier_review_get_desk (self);
  gint64 now = parvis_dossier_review_now (self);
  gboolean lost = self->held && parvis_dossier_facts_is_locked (facts, now);
  g_autofree char *ticked = NULL;
  g_autofree char *by = NULL;
  g_autofree char *note = NULL;
  g_autofree char *sentence = NULL;

  self->held = facts->mine;
  if (!lost)
    return;

  by = parvis_dossier_text_hold (facts, now, parvis_desk_get_zone (desk));
  ticked = list_ticked (self);
  if (*ticked == '\0')
    {
      parvis_desk_say (desk, by, 0);
      return;
    }

  /* Translators: what somebody had ticked before a colleague took the file over. */
  note = g_strdup_printf (_("Ticked before it changed hands: %s"), ticked);
  keep_note (self, facts->id, note);
  /* Translators: "Taken by Nadia R. at 16:44" */
  sentence = g_strdup_printf (_("%s. What you ticked is kept as a note."), by);
  parvis_desk_say (desk, sentence, 0);
}
