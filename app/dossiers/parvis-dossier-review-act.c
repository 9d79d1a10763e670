/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-review"

#include "config.h"

#include "parvis-dossier-review-private.h"

#include "parvis-desk-do.h"
#include "parvis-review-panel.h"
#include "parvis-review-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* What is done: verdicts and decisions, as commands of the desk (ux.md §13). */

/* So many decisions may wait for the network. */
#define MOST_WAITING 500
#define REFUSAL      "refusal"

static void
tell (ParvisDossierReview *self,
      const char          *sentence)
{
  parvis_desk_say (parvis_dossier_review_get_desk (self), sentence, 0);
}

/* Whether something may be decided now; says why not. */
static gboolean
may_decide (ParvisDossierReview *self)
{
  ParvisDesk *desk = parvis_dossier_review_get_desk (self);
  const ParvisDossierFacts *facts;

  if (self->item == NULL || self->requirement == NULL)
    return FALSE;

  facts = parvis_dossier_review_get_facts (self);
  if (parvis_dossier_facts_is_locked (facts, parvis_dossier_review_now (self)))
    {
      tell (self, _("A colleague has taken this file. T takes it over."));
      return FALSE;
    }
  if (parvis_session_get_pending (parvis_desk_get_session (desk)) >= MOST_WAITING)
    {
      g_autofree char *text = g_strdup_printf (ngettext (
                                                 "Stop here: %d decision waits for the network.",
                                                 "Stop here: %d decisions wait for the network.",
                                                 MOST_WAITING), MOST_WAITING);

      tell (self, text);
      return FALSE;
    }

  return TRUE;
}

/* --- verdicts --- */

static char *
dup_name (ParvisDossierReview *self)
{
  return parvis_dossier_queue_dup_document (self->queue,
                                            parvis_dossier_review_get_facts (self)->form,
                                            self->requirement);
}

/* Which boxes were ticked one by one: the others were with one stroke. */
static json_t *
list_ticked (ParvisDossierReview *self)
{
  const ParvisRequirement *requirement = parvis_dossier_review_get_requirement (self);
  guint ticks = parvis_dossier_review_get_ticks (self);
  json_t *list = json_array ();
  const ParvisPiece *piece;

  /* The procedure may not be here, and then there are no boxes. */
  if (requirement == NULL)
    return list;

  piece = parvis_requirement_find_piece (requirement, NULL);
  for (guint i = 0; piece->checks != NULL && i < piece->checks->len; i++)
    if ((ticks >> i & 1) != 0)
      {
        const ParvisDocumentCheck *check = g_ptr_array_index (piece->checks, i);

        json_array_append_new (list, json_string (check->id));
      }

  return list;
}

/* "Birth approved. Home, document 2 of 5." for who does not see it; the toast has the undo. */
static void
say_verdict (ParvisDossierReview *self,
             const char          *what,
             guint                step,
             gboolean             more)
{
  ParvisDesk *desk = parvis_dossier_review_get_desk (self);
  g_autofree char *name = dup_name (self);
  g_autofree char *where = NULL;
  g_autofree char *sentence = NULL;
  guint position;
  guint n;

  parvis_desk_say (desk, what, step);
  if (more && parvis_dossier_review_get_place (self, &position, &n))
    /* Translators: the document that is shown now. */
    where = g_strdup_printf (_("%1$s, document %2$u of %3$u."), name, position, n);
  else
    where = g_strdup (_("All documents are reviewed: Ctrl+Enter finishes the file."));
  sentence = g_strdup_printf ("%s. %s", what, where);
  parvis_desk_tell (desk, sentence);
}

/* Takes @body: "state" and what belongs to it. */
void
parvis_dossier_review_judge (ParvisDossierReview *self,
                             json_t              *body,
                             const char          *what,
                             const char *const   *drafts)
{
  const json_t *document = parvis_dossier_review_get_document (self);
  ParvisDeskCommand command = { .name = "dossier.verdict", .back = "dossier.verdict" };
  g_autofree char *dossier = g_strdup (parvis_dossier_review_get_facts (self)->id);
  gboolean more;
  guint step;

  parvis_json_set_string (body, "requirement", self->requirement);
  parvis_json_set_string (body, "was", json_string_value (json_object_get (document, "state")));
  command.object = dossier;
  command.body = body;
  command.back_body = parvis_dossier_review_describe_before (self, document);
  parvis_json_set_string (command.back_body, "was",
                          json_string_value (json_object_get (body, "state")));
  parvis_dossier_review_keep_words (self, body);
  command.what = what;
  if (drafts != NULL)
    parvis_dossier_queue_send_drafts (self->queue, dossier, drafts, &command);
  step = parvis_desk_do (parvis_dossier_review_get_desk (self), &command);
  parvis_dossier_review_keep_step (self, step, dossier, self->requirement);
  more = parvis_dossier_review_advance (self);
  say_verdict (self, what, step, more);
}

static void
accept (ParvisDossierReview *self,
        ParvisAcceptance     acceptance,
        json_t              *checks,
        const char          *format)
{
  g_autofree char *name = dup_name (self);
  g_autoptr(GString) what = g_string_new (format);
  json_t *body = json_pack ("{s:s, s:s}", "state",
                            parvis_document_state_to_string (PARVIS_DOCUMENT_ACCEPTED),
                            "acceptance", parvis_acceptance_to_string (acceptance));

  if (checks != NULL)
    json_object_set_new (body, "checks", checks);
  /* Others may be there before the service hears of it. */
  if (acceptance == PARVIS_ACCEPTANCE_PICTURE)
    json_object_set_new (body, "files", parvis_dossier_viewer_dup_files (self->viewer));
  g_string_replace (what, "%s", name, 1);
  parvis_dossier_review_judge (self, body, what->str, NULL);
}

static gboolean
has_pages (const json_t *document)
{
  return json_array_size (json_object_get (document, "pages")) > 0;
}

/* Where the town wants each point to be ticked: goes to the first that is not, and says which
 * are left.
 */
static gboolean
wants_ticks (ParvisDossierReview *self)
{
  const ParvisRequirement *requirement = parvis_dossier_review_get_requirement (self);
  g_autofree char *left = NULL;
  g_autofree char *sentence = NULL;
  guint first;

  if (requirement == NULL || !parvis_dossier_queue_wants_each (self->queue))
    return FALSE;

  left = parvis_review_text_left (requirement, parvis_dossier_review_get_ticks (self),
                                  parvis_dossier_queue_get_language (), &first);
  if (left == NULL)
    return FALSE;

  parvis_dossier_review_show_panel (self);
  parvis_review_panel_focus_check (PARVIS_REVIEW_PANEL (self->panel), first);
  /* Translators: points of a document, "legible, all four corners visible". */
  sentence = g_strdup_printf (_("Still to tick: %s"), left);
  tell (self, sentence);

  return TRUE;
}

static void
tell_unseen (ParvisDossierReview *self)
{
  g_autofree char *sentence = parvis_dossier_review_explain_unseen (self);

  tell (self, sentence);
}

static void
approve_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  ParvisDossierReview *self = PARVIS_DOSSIER_REVIEW (widget);
  const json_t *document = parvis_dossier_review_get_document (self);

  if (!may_decide (self) || document == NULL)
    return;

  if (parvis_dossier_review_lacks_explanation (self))
    {
      tell (self, _("The explanation is not here yet: nothing is accepted unread."));
      parvis_dossier_review_read (self);
    }
  else if (!has_pages (document) && json_is_true (json_object_get (document, "explained")))
    accept (self, PARVIS_ACCEPTANCE_EXPLAINED, NULL, _("%s: explanation accepted"));
  else if (!has_pages (document))
    tell (self, _("There is no picture to approve. Shift+V: the original was seen at the desk."));
  else if (!parvis_dossier_review_is_ready (self))
    tell_unseen (self);
  else if (!wants_ticks (self))
    accept (self, PARVIS_ACCEPTANCE_PICTURE, list_ticked (self),
            /* Translators: a document. */
            C_("document", "%s approved"));
}

static void
seen_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ParvisDossierReview *self = PARVIS_DOSSIER_REVIEW (widget);

  if (may_decide (self))
    accept (self, PARVIS_ACCEPTANCE_SEEN_AT_DESK, list_ticked (self),
            _("%s: original seen at the desk"));
}

static void
not_needed_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  ParvisDossierReview *self = PARVIS_DOSSIER_REVIEW (widget);
  const ParvisRequirement *requirement = parvis_dossier_review_get_requirement (self);

  if (!may_decide (self) || requirement == NULL)
    return;

  if (requirement->may_skip)
    accept (self, PARVIS_ACCEPTANCE_NOT_NEEDED, NULL, _("%s: not needed here"));
  else
    tell (self, _("This procedure always needs this document."));
}

/* What was not sent cannot be sent again: the family knows that it is missing. */
static void
again_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  ParvisDossierReview *self = PARVIS_DOSSIER_REVIEW (widget);
  const char *state = json_string_value (
    json_object_get (parvis_dossier_review_get_document (self), "state"));

  if (!may_decide (self) || state == NULL)
    return;

  if (strcmp (state, parvis_document_state_to_string (PARVIS_DOCUMENT_EXPECTED)) == 0)
    tell (self, _("Nothing was sent yet: the family is told that it is missing."));
  else if (parvis_dossier_review_has_newer (self))
    tell_unseen (self);
  else
    parvis_dossier_review_ask_again (self);
}

/* --- the whole dossier --- */

static void
do_and_say (ParvisDossierReview *self,
            ParvisDeskCommand   *command)
{
  ParvisDesk *desk = parvis_dossier_review_get_desk (self);

  g_autofree char *dossier = g_strdup (parvis_dossier_review_get_facts (self)->id);
  guint step;

  /* The facts are others as soon as the command is drawn. */
  command->object = dossier;
  step = parvis_desk_do (desk, command);
  parvis_dossier_review_keep_step (self, step, dossier, NULL);
  parvis_desk_say (desk, command->what, step);
}

static void
finish_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  ParvisDossierReview *self = PARVIS_DOSSIER_REVIEW (widget);
  guint left = parvis_dossier_review_count_left (self);
  ParvisDeskCommand command = { .name = "dossier.finish", .back = "dossier.finish" };
  g_autofree char *what = NULL;

  if (!may_decide (self))
    return;
  if (left > 0)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%u document is still to be reviewed.",
                                                         "%u documents are still to be reviewed.",
                                                         left), left);

      tell (self, text);
      parvis_dossier_review_advance (self);
      return;
    }
  if (parvis_dossier_review_get_facts (self)->state == PARVIS_DOSSIER_SUBMITTED)
    {
      tell (self, _("Nothing was decided in this file yet."));
      return;
    }

  /* The next one is on the screen when this is read.
   * Translators: whom a file is about.
   */
  what = g_strdup_printf (_("%s: file finished, message in 10 min"),
                          parvis_dossier_review_get_facts (self)->subject);
  command.what = what;
  command.back_body = json_pack ("{s:b}", "off", TRUE);
  do_and_say (self, &command);
  g_signal_emit_by_name (self, "next");
}

static gboolean
may_go (ParvisDossierReview *self,
        ParvisDossierState   to)
{
  if (!may_decide (self))
    return FALSE;
  if (parvis_dossier_may_go (parvis_dossier_review_get_facts (self)->state, to))
    return TRUE;

  tell (self, _("This file is not where that can be decided."));

  return FALSE;
}

static void
decide (ParvisDossierReview *self,
        ParvisDossierState   state,
        const char          *reason,
        const char          *format)
{
  static const char *const drafts[] = { REFUSAL, NULL };
  const ParvisDossierFacts *facts = parvis_dossier_review_get_facts (self);
  const char *back = parvis_dossier_state_is_final (facts->state)
                       ? NULL : parvis_dossier_state_to_string (PARVIS_DOSSIER_IN_REVIEW);
  ParvisDeskCommand command = { .name = "dossier.decide" };
  g_autoptr(GString) what = g_string_new (format);

  if (!may_go (self, state))
    return;

  g_string_replace (what, "%s", facts->subject, 1);
  command.what = what->str;
  command.body = json_pack ("{s:s}", "state", parvis_dossier_state_to_string (state));
  parvis_json_set_string (command.body, "reason", reason);
  if (reason != NULL)
    parvis_dossier_queue_send_drafts (self->queue, facts->id, drafts, &command);
  if (back != NULL)
    {
      command.back = "dossier.decide";
      command.back_body = json_pack ("{s:s}", "state", back);
    }
  do_and_say (self, &command);
}

static void
accept_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  decide (PARVIS_DOSSIER_REVIEW (widget), PARVIS_DOSSIER_ACCEPTED, NULL,
          _("%s: file accepted, message in 10 min"));
}

static void
reopen_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  decide (PARVIS_DOSSIER_REVIEW (widget), PARVIS_DOSSIER_IN_REVIEW, NULL,
          _("%s: file under review again"));
}

/* What cannot be done in haste: a refusal asks first and has its reason (ux.md §0.6). */
static void
refusal_cb (AdwMessageDialog    *dialog,
            const char          *response,
            ParvisDossierReview *self)
{
  GtkWidget *entry = g_object_get_data (G_OBJECT (dialog), "reason");
  gboolean refused = strcmp (response, "refused") == 0;
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (entry));

  if (self->item == NULL)
    return;

  /* Closing it loses no word. */
  parvis_dossier_queue_set_draft (self->queue, parvis_dossier_review_get_facts (self)->id,
                                  REFUSAL, typed);
  if (strcmp (response, "cancel") != 0 && *typed != '\0')
    decide (self, refused ? PARVIS_DOSSIER_REFUSED : PARVIS_DOSSIER_CLOSED, typed,
            refused ? _("%s: file refused, message in 10 min")
                    : _("%s: file closed, message in 10 min"));
}

static void
reason_cb (GtkEditable      *entry,
           AdwMessageDialog *dialog)
{
  const char *response = g_object_get_data (G_OBJECT (dialog), "response");

  adw_message_dialog_set_response_enabled (dialog, response,
                                           *gtk_editable_get_text (entry) != '\0');
}

static void
ask_reason (ParvisDossierReview *self,
            ParvisDossierState   to,
            const char          *heading,
            const char          *response,
            const char          *label)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *dialog;
  const char *id;

  if (!may_go (self, to))
    return;

  id = parvis_dossier_review_get_facts (self)->id;
  dialog = adw_message_dialog_new (GTK_WINDOW (root), heading,
                                   _("The family reads the reason, in ten minutes at the "
                                     "earliest."));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Reason"), -1);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _("Reason"));
  gtk_entry_set_max_length (GTK_ENTRY (entry), PARVIS_DOSSIER_TEXT_MAX);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), response,
                                    label, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), response,
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data (G_OBJECT (dialog), "reason", entry);
  g_object_set_data (G_OBJECT (dialog), "response", (gpointer) response);
  g_signal_connect (entry, "changed", G_CALLBACK (reason_cb), dialog);
  gtk_editable_set_text (GTK_EDITABLE (entry),
                         parvis_dossier_queue_get_draft (self->queue, id, REFUSAL));
  reason_cb (GTK_EDITABLE (entry), ADW_MESSAGE_DIALOG (dialog));
  g_signal_connect_object (dialog, "response", G_CALLBACK (refusal_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
refuse_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  ask_reason (PARVIS_DOSSIER_REVIEW (widget), PARVIS_DOSSIER_REFUSED, _("Refuse this file?"),
              "refused", _("_Refuse"));
}

static void
close_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  ask_reason (PARVIS_DOSSIER_REVIEW (widget), PARVIS_DOSSIER_CLOSED,
              _("Close this file without action?"), "closed", _("_Close the File"));
}

/* --- who holds it --- */

static void
hold (ParvisDossierReview *self,
      gboolean             mine,
      const char          *format)
{
  const ParvisDossierFacts *facts;
  g_autoptr(GString) what = g_string_new (format);
  ParvisDeskCommand command = { .name = mine ? "dossier.take" : "dossier.release",
                                .back = mine ? "dossier.release" : "dossier.take" };

  if (self->item == NULL)
    return;

  facts = parvis_dossier_review_get_facts (self);
  if (facts->mine == mine)
    return;

  g_string_replace (what, "%s", facts->subject, 1);
  command.what = what->str;
  if (mine)
    command.body = json_pack ("{s:b}", "over", facts->held);
  do_and_say (self, &command);
}

static void
take_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  /* Translators: whom a file is about. */
  hold (PARVIS_DOSSIER_REVIEW (widget), TRUE, _("Taken: %s"));
}

static void
release_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  hold (PARVIS_DOSSIER_REVIEW (widget), FALSE, _("Given back: %s"));
}

/* --- who was told without a letter --- */

/* What was said cannot be unsaid: nothing takes it back. */
static void
inform (ParvisDossierReview *self,
        const char          *by,
        const char          *format)
{
  g_autoptr(GString) what = g_string_new (format);
  ParvisDeskCommand command = { .name = "dossier.told" };

  if (self->item == NULL)
    return;

  g_string_replace (what, "%s", parvis_dossier_review_get_facts (self)->subject, 1);
  command.what = what->str;
  command.body = json_pack ("{s:s}", "by", by);
  do_and_say (self, &command);
}

static void
told_by_phone_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  /* Translators: whom a file is about. */
  inform (PARVIS_DOSSIER_REVIEW (widget), "phone", _("%s: told by phone"));
}

static void
told_at_desk_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  inform (PARVIS_DOSSIER_REVIEW (widget), "desk", _("%s: told at the desk"));
}

void
parvis_dossier_review_install_actions (GtkWidgetClass *klass)
{
  static const struct
  {
    const char              *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "review.approve", approve_action },
    { "review.seen", seen_action },
    { "review.not-needed", not_needed_action },
    { "review.again", again_action },
    { "review.finish", finish_action },
    { "review.accept", accept_action },
    { "review.refuse", refuse_action },
    { "review.close", close_action },
    { "review.reopen", reopen_action },
    { "review.add-file", parvis_dossier_review_choose_paper },
    { "review.scan", parvis_dossier_review_scan_paper },
    { "dossier.take", take_action },
    { "dossier.release", release_action },
    { "dossier.label", parvis_dossier_review_write_labels },
    { "dossier.told-by-phone", told_by_phone_action },
    { "dossier.told-at-desk", told_at_desk_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (klass, actions[i].name, NULL, actions[i].activate);
  parvis_dossier_review_install_moves (klass);
}
