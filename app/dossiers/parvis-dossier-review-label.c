/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-review"

#include "config.h"

#include "parvis-dossier-review-private.h"

#include "parvis-desk-do.h"
#include "parvis-dossier-text.h"
#include "parvis-icon-button.h"
#include "parvis-words.h"

#include <glib/gi18n.h>

/* Labels of a dossier: words that clerks sort by, which its family never sees. */

#define DRAFT "labels"
/* All of them with what stands between. */
#define MOST_TYPED (PARVIS_DOSSIER_LABELS_MAX * (PARVIS_DOSSIER_LABEL_MAX + 2))

static GtkEditable *
get_entry (AdwMessageDialog *dialog)
{
  return GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog));
}

static void
typed_cb (GtkEditable      *entry,
          AdwMessageDialog *dialog)
{
  g_autofree char *trouble = NULL;
  g_autoptr(json_t) labels = parvis_dossier_text_read_labels (gtk_editable_get_text (entry),
                                                              &trouble);

  adw_message_dialog_set_response_enabled (dialog, "label", labels != NULL);
  adw_message_dialog_set_body (dialog, trouble != NULL
                                         ? trouble : _("With commas between. The family does not "
                                                       "see them."));
}

static void
label (ParvisDossierReview *self,
       const char          *dossier,
       const char          *subject,
       json_t              *labels)
{
  ParvisDesk *desk = parvis_dossier_review_get_desk (self);
  g_autoptr(ParvisEntityRef) entity =
    parvis_session_dup_entity (parvis_desk_get_session (desk), PARVIS_KIND_DOSSIER, dossier);
  const json_t *before = entity != NULL ? json_object_get (entity->body, "labels") : NULL;
  /* Translators: whom a file is about. */
  g_autofree char *what = g_strdup_printf (_("Labels written: %s"), subject);
  ParvisDeskCommand command = { .name = "dossier.label", .object = dossier, .what = what,
                                .back = "dossier.label" };

  if (before == NULL || json_equal (before, labels))
    return;

  command.body = json_pack ("{s:O}", "labels", labels);
  command.back_body = json_pack ("{s:O}", "labels", before);
  parvis_desk_say (desk, what, parvis_desk_do (desk, &command));
}

static void
response_cb (AdwMessageDialog    *dialog,
             const char          *response,
             ParvisDossierReview *self)
{
  const char *dossier = g_object_get_data (G_OBJECT (dialog), "dossier");
  const char *subject = g_object_get_data (G_OBJECT (dialog), "subject");
  const char *typed = gtk_editable_get_text (get_entry (dialog));
  g_autofree char *trouble = NULL;
  g_autoptr(json_t) labels = parvis_dossier_text_read_labels (typed, &trouble);
  gboolean written = g_strcmp0 (response, "label") == 0 && labels != NULL;

  /* Closing it loses no word. */
  parvis_dossier_queue_set_draft (self->queue, dossier, DRAFT, written ? "" : typed);
  if (written)
    label (self, dossier, subject, labels);
}

void
parvis_dossier_review_write_labels (GtkWidget  *widget,
                                    const char *name,
                                    GVariant   *parameter)
{
  ParvisDossierReview *self = PARVIS_DOSSIER_REVIEW (widget);
  const ParvisDossierFacts *facts;
  const char *draft;
  GtkWidget *dialog;
  GtkWidget *entry;

  if (self->item == NULL)
    return;

  facts = parvis_dossier_review_get_facts (self);
  draft = parvis_dossier_queue_get_draft (self->queue, facts->id, DRAFT);
  dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                   _("Labels of This File"), NULL);
  entry = gtk_entry_new ();
  parvis_set_label (entry, _("Labels"));
  gtk_entry_set_max_length (GTK_ENTRY (entry), MOST_TYPED);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (entry), *draft != '\0' ? draft : facts->labels);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "label",
                                    _("_Write"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "label",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "label");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "dossier", g_strdup (facts->id), g_free);
  g_object_set_data_full (G_OBJECT (dialog), "subject", g_strdup (facts->subject), g_free);
  g_signal_connect (entry, "changed", G_CALLBACK (typed_cb), dialog);
  typed_cb (GTK_EDITABLE (entry), ADW_MESSAGE_DIALOG (dialog));
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
