/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-review"

#include "config.h"

#include "parvis-dossier-review-private.h"

#include "parvis-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* The picture of the document that is shown, and those that will be looked at next. */

/* Of the same dossier. */
#define AHEAD 2

static gboolean
has_pages (const json_t *document)
{
  return json_array_size (json_object_get (document, "pages")) > 0;
}

static gboolean
is_to_review (const json_t *document)
{
  return has_pages (document) &&
         g_strcmp0 (json_string_value (json_object_get (document, "state")),
                    parvis_document_state_to_string (PARVIS_DOCUMENT_RECEIVED)) == 0;
}

/* (transfer full) (nullable): the first document to look at of the next dossier in the list */
static json_t *
dup_first_of_next (ParvisDossierReview *self)
{
  ParvisSession *session = parvis_desk_get_session (parvis_dossier_review_get_desk (self));
  GListModel *shown = parvis_dossier_queue_get_shown (self->queue);
  guint n = g_list_model_get_n_items (shown);
  gboolean passed = FALSE;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(ParvisDossierItem) item = g_list_model_get_item (shown, i);
      g_autoptr(ParvisEntityRef) entity = NULL;
      const json_t *document;
      gsize j;

      if (!passed || parvis_dossier_item_get_facts (item)->n_received == 0)
        {
          passed = passed || item == self->item;
          continue;
        }

      entity = parvis_session_dup_entity (session, PARVIS_KIND_DOSSIER,
                                          parvis_dossier_item_get_facts (item)->id);
      json_array_foreach (entity != NULL ? json_object_get (entity->body, "documents") : NULL, j,
                          document)
        if (is_to_review (document))
          return json_incref ((json_t *) document);
    }

  return NULL;
}

static void
read_ahead (ParvisDossierReview *self,
            const json_t        *document)
{
  const json_t *documents = json_object_get (self->body, "documents");
  g_autoptr(json_t) next = dup_first_of_next (self);
  const json_t *ahead[AHEAD + 1];
  gsize n = json_array_size (documents);
  gsize place = 0;
  guint n_ahead = 0;

  while (place < n && json_array_get (documents, place) != document)
    place++;
  for (gsize i = 1; i < n && n_ahead < AHEAD; i++)
    {
      const json_t *other = json_array_get (documents, (place + i) % n);

      if (is_to_review (other))
        ahead[n_ahead++] = other;
    }
  if (next != NULL)
    ahead[n_ahead++] = next;
  parvis_dossier_viewer_read_ahead (self->viewer, ahead, n_ahead);
}

void
parvis_dossier_review_refresh_picture (ParvisDossierReview *self)
{
  const json_t *document = self->item != NULL ? parvis_dossier_review_get_document (self) : NULL;
  g_autofree char *name = NULL;
  ParvisViewerPiece piece = { 0 };

  if (document == NULL)
    {
      parvis_dossier_viewer_show (self->viewer, NULL);
      return;
    }

  name = parvis_dossier_queue_dup_document (self->queue,
                                            parvis_dossier_review_get_facts (self)->form,
                                            self->requirement);
  piece.dossier = parvis_dossier_review_get_facts (self)->id;
  piece.name = name;
  piece.document = document;
  piece.explanation = json_string_value (json_object_get (json_object_get (self->file,
                                                                           "explanations"),
                                                          self->requirement));
  parvis_dossier_viewer_show (self->viewer, &piece);
  read_ahead (self, document);
}

/* What has a picture is judged when that is on the screen: of this dossier and this document. */
gboolean
parvis_dossier_review_sees_picture (ParvisDossierReview *self)
{
  const json_t *document = parvis_dossier_review_get_document (self);
  const char *id = document != NULL ? parvis_dossier_review_get_facts (self)->id : NULL;

  if (document == NULL || !has_pages (document))
    return document != NULL && !parvis_dossier_review_lacks_explanation (self);

  if (g_strcmp0 (parvis_dossier_viewer_get_dossier (self->viewer), id) != 0 ||
      g_strcmp0 (parvis_dossier_viewer_get_requirement (self->viewer), self->requirement) != 0)
    {
      g_critical ("The picture is of another document than what is to be judged");
      parvis_dossier_viewer_show (self->viewer, NULL);
      return FALSE;
    }

  return parvis_dossier_viewer_is_ready (self->viewer);
}

/* Says once for each outage where what is here ends. */
void
parvis_dossier_review_warn_away (ParvisDossierReview *self)
{
  ParvisSession *session = parvis_desk_get_session (parvis_dossier_review_get_desk (self));
  g_autofree char *sentence = NULL;
  guint n;

  parvis_dossier_stock_set_from (self->stock, self->item);
  if (parvis_link_is_up (parvis_session_get_link (session)))
    {
      self->warned = FALSE;
      return;
    }
  if (self->warned || self->item == NULL ||
      parvis_dossier_item_get_facts (self->item)->n_received == 0 ||
      parvis_dossier_stock_has (self->stock, self->item))
    return;

  self->warned = TRUE;
  n = parvis_dossier_stock_count_away (self->stock);
  sentence = g_strdup_printf (ngettext ("The next file needs the network.",
                                        "The next %u files need the network.", n), n);
  parvis_desk_say (parvis_dossier_review_get_desk (self), sentence, 0);
}

gboolean
parvis_dossier_review_has_newer (ParvisDossierReview *self)
{
  gboolean newer;

  g_object_get (self->viewer, "newer", &newer, NULL);

  return newer;
}

char *
parvis_dossier_review_explain_unseen (ParvisDossierReview *self)
{
  guint n = parvis_dossier_viewer_count_unseen (self->viewer);

  if (parvis_dossier_review_has_newer (self))
    return g_strdup (_("Newer pictures came. Y shows them: nothing is decided unseen."));
  if (n == 0 || parvis_dossier_viewer_get_state (self->viewer) != PARVIS_VIEWER_SHOWN)
    return g_strdup (_("The picture is not there yet: nothing is approved unseen."));

  parvis_dossier_viewer_show_unseen (self->viewer);

  return g_strdup_printf (ngettext ("%u picture of it was not looked at yet.",
                                    "%u pictures of it were not looked at yet.", n), n);
}

/* What is not seen cannot be approved. */
static void
ready_cb (ParvisDossierReview *self)
{
  if (self->item != NULL)
    gtk_widget_set_sensitive (self->primary, parvis_dossier_review_count_left (self) == 0 ||
                                             parvis_dossier_review_sees_picture (self));
}

static void
ask_again_cb (ParvisDossierReview *self,
              guint                rejection)
{
  if (self->item == NULL)
    return;

  parvis_dossier_review_suggest (self, (ParvisRejection) rejection);
  gtk_widget_activate_action (GTK_WIDGET (self), "review.again", NULL);
}

static void
full_cb (ParvisDossierReview *self)
{
  gboolean full;

  g_object_get (self->viewer, "full", &full, NULL);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->bar)), !full);
  adw_flap_set_reveal_flap (self->flap, !full && !adw_flap_get_folded (self->flap));
}

void
parvis_dossier_review_add_picture (ParvisDossierReview *self)
{
  GtkWidget *viewer = parvis_dossier_viewer_new (parvis_dossier_review_get_desk (self));

  self->viewer = PARVIS_DOSSIER_VIEWER (viewer);
  self->stock = parvis_dossier_stock_new (self->queue);
  parvis_dossier_viewer_set_stock (self->viewer,
                                   parvis_dossier_stock_get_scans (self->stock));
  adw_bin_set_child (self->picture, viewer);
  g_settings_bind (parvis_dossier_queue_get_settings (self->queue), "review-same-place", viewer,
                   "same-place", G_SETTINGS_BIND_GET);
  g_signal_connect_object (viewer, "ask-again", G_CALLBACK (ask_again_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (viewer, "notify::ready", G_CALLBACK (ready_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (viewer, "notify::full", G_CALLBACK (full_cb), self, G_CONNECT_SWAPPED);
}
