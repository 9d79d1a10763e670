/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-review"

#include "config.h"

#include "parvis-dossier-review-private.h"

#include "parvis-dossier-history.h"
#include "parvis-dossier-text.h"
#include "parvis-error.h"
#include "parvis-format.h"
#include "parvis-icon-button.h"
#include "parvis-review-panel.h"
#include "parvis-review-text.h"
#include "parvis-words.h"

#include <glib/gi18n.h>
#include <string.h>

/* What is seen. What is done is in parvis-dossier-review-act.c. */

G_DEFINE_FINAL_TYPE (ParvisDossierReview, parvis_dossier_review, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_STEP,
  SIGNAL_NEXT,
  SIGNAL_GO_TO,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

ParvisDesk *
parvis_dossier_review_get_desk (ParvisDossierReview *self)
{
  return parvis_dossier_queue_get_desk (self->queue);
}

gint64
parvis_dossier_review_now (ParvisDossierReview *self)
{
  return parvis_session_now (parvis_desk_get_session (parvis_dossier_review_get_desk (self)));
}

const ParvisDossierFacts *
parvis_dossier_review_get_facts (ParvisDossierReview *self)
{
  return parvis_dossier_item_get_facts (self->item);
}

/* --- its documents --- */

static const json_t *
get_documents (ParvisDossierReview *self)
{
  return json_object_get (self->body, "documents");
}

static const char *
get_id (const json_t *document)
{
  const char *id = json_string_value (json_object_get (document, "requirement"));

  return id != NULL ? id : "";
}

static gboolean
is_state (const json_t        *document,
          ParvisDocumentState  state)
{
  return g_strcmp0 (json_string_value (json_object_get (document, "state")),
                    parvis_document_state_to_string (state)) == 0;
}

static gboolean
find_place (ParvisDossierReview *self,
            const char          *requirement,
            guint               *position)
{
  const json_t *document;
  gsize i;

  json_array_foreach (get_documents (self), i, document)
    {
      if (g_strcmp0 (get_id (document), requirement) == 0)
        {
          *position = (guint) i;
          return TRUE;
        }
    }

  return FALSE;
}

const json_t *
parvis_dossier_review_get_document (ParvisDossierReview *self)
{
  guint position;

  return find_place (self, self->requirement, &position)
           ? json_array_get (get_documents (self), position) : NULL;
}

const ParvisRequirement *
parvis_dossier_review_get_requirement (ParvisDossierReview *self)
{
  const ParvisProcedure *procedure;

  if (self->item == NULL || self->requirement == NULL)
    return NULL;

  procedure = parvis_dossier_queue_find_procedure (
    self->queue, parvis_dossier_review_get_facts (self)->form);

  return procedure != NULL ? parvis_procedure_find_requirement (procedure, self->requirement)
                           : NULL;
}

guint
parvis_dossier_review_count_left (ParvisDossierReview *self)
{
  const json_t *document;
  guint n = 0;
  gsize i;

  json_array_foreach (get_documents (self), i, document)
    n += is_state (document, PARVIS_DOCUMENT_RECEIVED);

  return n;
}

static const char *
get_explanation (ParvisDossierReview *self)
{
  return json_string_value (json_object_get (json_object_get (self->file, "explanations"),
                                             self->requirement));
}

gboolean
parvis_dossier_review_lacks_explanation (ParvisDossierReview *self)
{
  const json_t *document = parvis_dossier_review_get_document (self);

  return json_is_true (json_object_get (document, "explained")) &&
         json_array_size (json_object_get (document, "pages")) == 0 &&
         get_explanation (self) == NULL;
}

gboolean
parvis_dossier_review_is_ready (ParvisDossierReview *self)
{
  return parvis_dossier_review_sees_picture (self);
}

/* --- what was ticked --- */

/* Other pictures have boxes of their own: what was ticked was seen on these. */
static char *
dup_tick_key (ParvisDossierReview *self)
{
  const json_t *document = parvis_dossier_review_get_document (self);
  GString *key = g_string_new (parvis_dossier_review_get_facts (self)->id);
  const json_t *file;
  gsize i;

  g_string_append_printf (key, "/%s", self->requirement);
  json_array_foreach (json_object_get (document, "pages"), i, file)
    {
      const char *id = json_string_value (json_object_get (file, "id"));

      g_string_append_printf (key, "/%s", id != NULL ? id : "");
    }

  return g_string_free (key, FALSE);
}

guint
parvis_dossier_review_get_ticks (ParvisDossierReview *self)
{
  g_autofree char *key = dup_tick_key (self);

  return GPOINTER_TO_UINT (g_hash_table_lookup (self->ticks, key));
}

void
parvis_dossier_review_set_ticks (ParvisDossierReview *self,
                                 guint                ticks)
{
  char *key = dup_tick_key (self);

  g_hash_table_insert (self->ticks, key, GUINT_TO_POINTER (ticks));
}

static void
ticked_cb (ParvisDossierReview *self,
           guint                index)
{
  parvis_dossier_review_set_ticks (self, parvis_dossier_review_get_ticks (self) ^ (1u << index));
}

/* --- the row of documents --- */

static void
piece_cb (GtkToggleButton     *button,
          ParvisDossierReview *self)
{
  guint index;

  if (!self->refreshing && gtk_toggle_button_get_active (button) &&
      g_ptr_array_find (self->buttons, button, &index))
    parvis_dossier_review_show (self, get_id (json_array_get (get_documents (self), index)));
}

static GtkWidget *
add_piece (ParvisDossierReview *self)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (box), g_object_new (GTK_TYPE_IMAGE, "accessible-role",
                                               GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_box_append (GTK_BOX (box), gtk_label_new (NULL));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "review-piece");
  if (self->buttons->len > 0)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button),
                                 g_ptr_array_index (self->buttons, 0));
  g_ptr_array_add (self->buttons, button);
  gtk_box_append (self->pieces, button);
  g_signal_connect_object (button, "toggled", G_CALLBACK (piece_cb), self, 0);

  return button;
}

static void
refresh_piece (ParvisDossierReview *self,
               GtkWidget           *button,
               const json_t        *document,
               guint                position,
               guint                n)
{
  GtkWidget *icon = gtk_widget_get_first_child (gtk_button_get_child (GTK_BUTTON (button)));
  g_autofree char *name =
    parvis_dossier_queue_dup_document (self->queue, parvis_dossier_review_get_facts (self)->form,
                                       get_id (document));
  g_autofree char *spoken = parvis_review_text_piece (name, document, position + 1, n);
  /* Translators: on a button: a document that is not there. */
  g_autofree char *missing = g_strdup_printf (_("%s (missing)"), name);

  gtk_image_set_from_icon_name (GTK_IMAGE (icon), parvis_dossier_document_icon (document));
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (icon)),
                       is_state (document, PARVIS_DOCUMENT_EXPECTED) ? missing : name);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button),
                                strcmp (get_id (document), self->requirement) == 0);
  parvis_set_label (button, spoken);
}

static void
refresh_pieces (ParvisDossierReview *self)
{
  guint n = (guint) json_array_size (get_documents (self));

  self->refreshing = TRUE;
  while (self->buttons->len < n)
    add_piece (self);
  while (self->buttons->len > n)
    {
      gtk_box_remove (self->pieces, g_ptr_array_index (self->buttons, self->buttons->len - 1));
      g_ptr_array_set_size (self->buttons, self->buttons->len - 1);
    }
  for (guint i = 0; i < n; i++)
    refresh_piece (self, g_ptr_array_index (self->buttons, i),
                   json_array_get (get_documents (self), i), i, n);
  self->refreshing = FALSE;
}

/* --- the picture, or why there is none --- */

static void
refresh_nothing (ParvisDossierReview *self,
                 const json_t        *document)
{
  const char *why = get_explanation (self);
  g_autofree char *escaped = g_markup_escape_text (why != NULL ? why : "", -1);
  gboolean explained = json_is_true (json_object_get (document, "explained"));
  gboolean erased = json_object_get (document, "erased_at") != NULL;
  const char *title = explained ? _("The family has no such document")
                      : erased ? _("The pictures were erased")
                               : _("Nothing was sent yet");

  adw_status_page_set_icon_name (self->nothing, explained ? "mail-unread-symbolic"
                                                          : "image-missing-symbolic");
  adw_status_page_set_title (self->nothing, title);
  if (!explained)
    adw_status_page_set_description (self->nothing, _("The original may be seen at the desk: "
                                                      "Shift+V. A paper that is brought may be "
                                                      "added, or dropped here."));
  else
    adw_status_page_set_description (self->nothing,
                                     why != NULL ? escaped : _("Why, it wrote in its file."));
  gtk_widget_set_visible (self->answers,
                          explained && is_state (document, PARVIS_DOCUMENT_RECEIVED));
  gtk_widget_set_visible (self->bring, !erased);
}

static void
refresh_place (ParvisDossierReview *self,
               const json_t        *document)
{
  gboolean there = json_array_size (json_object_get (document, "pages")) > 0 ||
                   json_object_get (document, "erased_at") != NULL;

  if (!there)
    refresh_nothing (self, document);
  gtk_stack_set_visible_child_name (self->place, there ? "picture" : "nothing");
  parvis_dossier_review_refresh_picture (self);
}

/* --- what can be done --- */

static char *
tell_over (ParvisDossierReview      *self,
           const ParvisDossierFacts *facts)
{
  GTimeZone *zone = parvis_desk_get_zone (parvis_dossier_review_get_desk (self));
  const char *word = parvis_dossier_state_word (facts->state);
  g_autofree char *clock = NULL;
  gint64 at;

  if (!parvis_json_get_time_or (self->body, "tell_at", PARVIS_NO_TIME, &at, NULL) ||
      at == PARVIS_NO_TIME)
    return g_strdup (word);

  clock = parvis_format_clock (at, zone);

  /* Translators: what a file is, and when its family hears of it. */
  return g_strdup_printf (_("%1$s · message to the family at %2$s"), word, clock);
}

static void
refresh_bar (ParvisDossierReview *self)
{
  const ParvisDossierFacts *facts = parvis_dossier_review_get_facts (self);
  GTimeZone *zone = parvis_desk_get_zone (parvis_dossier_review_get_desk (self));
  gint64 now = parvis_dossier_review_now (self);
  g_autofree char *locked = parvis_dossier_text_hold (facts, now, zone);
  g_autofree char *over = tell_over (self, facts);
  gboolean left = parvis_dossier_review_count_left (self) > 0;
  const char *text = left ? _("Approve Document") : _("Finish File");

  gtk_label_set_label (self->locked, locked != NULL ? locked : "");
  gtk_label_set_label (self->over, over);
  gtk_label_set_label (self->primary_text, text);
  gtk_label_set_label (self->primary_key, left ? "V" : "Ctrl ⏎");
  parvis_set_label (self->primary, text);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->primary),
                                  left ? "review.approve" : "review.finish");
  gtk_widget_set_sensitive (self->primary, !left || parvis_dossier_review_is_ready (self));
  if (parvis_dossier_facts_is_locked (facts, now))
    gtk_stack_set_visible_child_name (self->bar, "locked");
  else if (parvis_dossier_state_is_final (facts->state) && !left)
    gtk_stack_set_visible_child_name (self->bar, "over");
  else
    gtk_stack_set_visible_child_name (self->bar, "act");
}

/* --- its file --- */

static void
refresh_panel (ParvisDossierReview *self)
{
  parvis_review_panel_show (PARVIS_REVIEW_PANEL (self->panel), self->item, self->requirement,
                            self->file, self->trouble, parvis_dossier_review_get_ticks (self));
}

static const char *
explain_trouble (const GError *error)
{
  if (error->domain != PARVIS_ERROR)
    return _("What the family wrote cannot be read.");

  switch ((int) error->code)
    {
    case PARVIS_ERROR_UPSTREAM:
    case PARVIS_ERROR_UNAVAILABLE:
    case PARVIS_ERROR_TOO_MANY:
      return _("What the family wrote is not kept on this computer: it comes with the network.");

    case PARVIS_ERROR_UNAUTHORIZED:
      return _("You are signed out: what the family wrote comes when you have signed in again.");

    case PARVIS_ERROR_FORBIDDEN:
      return _("You may not read what the family wrote. The mayor’s office can give you the "
               "right.");

    case PARVIS_ERROR_NOT_FOUND:
      return _("The service has this file no more.");

    default:
      return _("What the family wrote cannot be read.");
    }
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(ParvisDossierReview) self = PARVIS_DOSSIER_REVIEW (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = parvis_session_fetch_finish (PARVIS_SESSION (object), result, NULL,
                                                         &error);
  json_t *file = NULL;
  gsize size;
  const char *data;

  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->item == NULL)
    return;

  if (bytes != NULL)
    {
      data = g_bytes_get_data (bytes, &size);
      file = parvis_json_parse (data, size, &error);
    }
  g_clear_pointer (&self->trouble, g_free);
  if (file == NULL && (file = parvis_dossier_stock_dup_file (
                         self->stock, parvis_dossier_review_get_facts (self)->id)) == NULL)
    {
      g_message ("The file was not read: %s", error->message);
      self->trouble = g_strdup (explain_trouble (error));
    }
  else
    {
      json_decref (self->file);
      self->file = file;
      if (bytes != NULL)
        parvis_dossier_stock_put_file (self->stock, parvis_dossier_review_get_facts (self)->id,
                                       file);
      if (self->reveal && bytes != NULL)
        parvis_review_panel_reveal_phone (PARVIS_REVIEW_PANEL (self->panel));
      else if (self->reveal)
        parvis_desk_say (parvis_dossier_review_get_desk (self),
                         _("The number comes with the network: that it is looked at is recorded."),
                         0);
    }
  self->reveal = FALSE;
  parvis_dossier_history_show (PARVIS_DOSSIER_HISTORY (self->history), self->item, self->file,
                               self->trouble);
  refresh_panel (self);
  if (parvis_dossier_review_get_document (self) != NULL)
    {
      refresh_place (self, parvis_dossier_review_get_document (self));
      refresh_bar (self);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
parvis_dossier_review_read (ParvisDossierReview *self)
{
  ParvisSession *session = parvis_desk_get_session (parvis_dossier_review_get_desk (self));
  g_autofree char *path = g_strdup_printf ("dossiers/%s/file",
                                           parvis_dossier_review_get_facts (self)->id);

  self->read_seq = self->seq;
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  parvis_session_fetch_async (session, path, self->reading, read_cb, g_object_ref (self));
}

static void
refused_cb (ParvisDossierReview *self,
            ParvisAction        *action)
{
  parvis_dossier_review_refused (self, action);
}

/* What could not be read comes with the line. */
static void
link_cb (ParvisDossierReview *self)
{
  ParvisSession *session = parvis_desk_get_session (parvis_dossier_review_get_desk (self));

  if (self->item != NULL && self->file == NULL && self->trouble != NULL &&
      parvis_link_is_up (parvis_session_get_link (session)))
    parvis_dossier_review_read (self);
}

/* --- all of it --- */

static void
read_body (ParvisDossierReview *self)
{
  ParvisSession *session = parvis_desk_get_session (parvis_dossier_review_get_desk (self));
  g_autoptr(ParvisEntityRef) entity =
    parvis_session_dup_entity (session, PARVIS_KIND_DOSSIER,
                               parvis_dossier_review_get_facts (self)->id);

  json_decref (self->body);
  self->body = entity != NULL ? json_incref (entity->body) : NULL;
  self->seq = entity != NULL ? entity->seq : 0;
}

/* The first to look at, or the first. */
static void
choose_first (ParvisDossierReview *self)
{
  const json_t *documents = get_documents (self);
  const json_t *document;
  gsize i;

  g_clear_pointer (&self->requirement, g_free);
  json_array_foreach (documents, i, document)
    {
      if (is_state (document, PARVIS_DOCUMENT_RECEIVED))
        {
          self->requirement = g_strdup (get_id (document));
          return;
        }
    }
  if (json_array_size (documents) > 0)
    self->requirement = g_strdup (get_id (json_array_get (documents, 0)));
}

static void
refresh (ParvisDossierReview *self)
{
  guint position;

  if (self->item == NULL)
    {
      parvis_dossier_review_refresh_picture (self);
      gtk_stack_set_visible_child_name (self->stack, "none");
      return;
    }

  read_body (self);
  if (self->requirement == NULL || !find_place (self, self->requirement, &position))
    choose_first (self);
  if (self->requirement == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "none");
      return;
    }

  refresh_pieces (self);
  refresh_place (self, parvis_dossier_review_get_document (self));
  refresh_panel (self);
  parvis_dossier_review_watch_hold (self);
  refresh_bar (self);
  /* It was explained after the file was read; each reading is recorded, so once. */
  if (self->file != NULL && self->seq != self->read_seq &&
      parvis_dossier_review_lacks_explanation (self))
    parvis_dossier_review_read (self);
  gtk_stack_set_visible_child_name (self->stack, "dossier");
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
parvis_dossier_review_show (ParvisDossierReview *self,
                            const char          *requirement)
{
  char *copy = g_strdup (requirement);

  g_free (self->requirement);
  self->requirement = copy;
  refresh (self);
}

gboolean
parvis_dossier_review_advance (ParvisDossierReview *self)
{
  guint n = (guint) json_array_size (get_documents (self));
  guint position;

  if (!find_place (self, self->requirement, &position))
    return FALSE;

  for (guint i = 1; i < n; i++)
    {
      const json_t *document = json_array_get (get_documents (self), (position + i) % n);

      if (is_state (document, PARVIS_DOCUMENT_RECEIVED))
        {
          parvis_dossier_review_show (self, get_id (document));
          return TRUE;
        }
    }

  return FALSE;
}

/* --- the widget --- */

static void
parvis_dossier_review_dispose (GObject *object)
{
  ParvisDossierReview *self = PARVIS_DOSSIER_REVIEW (object);
  GtkWidget *child;

  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->papers = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->item);
  g_clear_object (&self->stock);
  g_clear_object (&self->queue);
  g_clear_pointer (&self->body, json_decref);
  g_clear_pointer (&self->file, json_decref);
  g_clear_pointer (&self->requirement, g_free);
  g_clear_pointer (&self->trouble, g_free);
  g_clear_pointer (&self->buttons, g_ptr_array_unref);
  g_clear_pointer (&self->ticks, g_hash_table_unref);
  g_clear_pointer (&self->words, json_decref);
  g_clear_pointer (&self->steps, g_hash_table_unref);

  G_OBJECT_CLASS (parvis_dossier_review_parent_class)->dispose (object);
}

static void
parvis_dossier_review_class_init (ParvisDossierReviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_dossier_review_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  parvis_dossier_review_install_actions (widget_class);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_STEP] = g_signal_new ("step", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_NEXT] = g_signal_new ("next", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_GO_TO] = g_signal_new ("go-to", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1,
                                        PARVIS_TYPE_DOSSIER_ITEM);
}

static void
parvis_dossier_review_init (ParvisDossierReview *self)
{
  self->buttons = g_ptr_array_new ();
  self->ticks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->words = json_object ();
  self->steps = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

GtkWidget *
parvis_dossier_review_new (ParvisDossierQueue *queue)
{
  ParvisDossierReview *self;
  ParvisSession *session;

  g_return_val_if_fail (PARVIS_IS_DOSSIER_QUEUE (queue), NULL);

  self = g_object_new (PARVIS_TYPE_DOSSIER_REVIEW, NULL);
  self->queue = g_object_ref (queue);
  session = parvis_desk_get_session (parvis_dossier_queue_get_desk (queue));
  parvis_dossier_review_build (self);
  g_signal_connect_object (self->panel, "ticked", G_CALLBACK (ticked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (queue, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  parvis_dossier_review_follow_undo (self);
  g_signal_connect_object (session, "refused", G_CALLBACK (refused_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::link", G_CALLBACK (link_cb), self,
                           G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

void
parvis_dossier_review_set_item (ParvisDossierReview *self,
                                ParvisDossierItem   *item)
{
  g_return_if_fail (PARVIS_IS_DOSSIER_REVIEW (self));

  if (self->item == item)
    return;

  g_set_object (&self->item, item);
  g_clear_pointer (&self->requirement, g_free);
  g_clear_pointer (&self->trouble, g_free);
  g_clear_pointer (&self->file, json_decref);
  self->reveal = FALSE;
  self->held = FALSE;
  adw_flap_set_reveal_flap (self->past, FALSE);
  parvis_dossier_queue_keep_shown (self->queue, item);
  parvis_dossier_review_warn_away (self);
  refresh (self);
  if (item != NULL)
    parvis_dossier_review_read (self);
}

ParvisDossierItem *
parvis_dossier_review_get_item (ParvisDossierReview *self)
{
  g_return_val_if_fail (PARVIS_IS_DOSSIER_REVIEW (self), NULL);

  return self->item;
}

gboolean
parvis_dossier_review_get_place (ParvisDossierReview *self,
                                 guint               *position,
                                 guint               *n)
{
  g_return_val_if_fail (PARVIS_IS_DOSSIER_REVIEW (self), FALSE);

  if (self->item == NULL || !find_place (self, self->requirement, position))
    return FALSE;

  *n = (guint) json_array_size (get_documents (self));
  (*position)++;

  return TRUE;
}
