/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-review-panel"

#include "config.h"

#include "parvis-review-panel.h"

#include "parvis-desk-do.h"
#include "parvis-dossier-text.h"
#include "parvis-format.h"
#include "parvis-icon-button.h"
#include "parvis-review-text.h"
#include "parvis-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WIDTH 338

static const char NOTE[] = "note";
static const char REPLY[] = "reply";

struct _ParvisReviewPanel
{
  GtkWidget           parent_instance;

  /* Children */
  GtkWidget          *scrolled;
  GtkLabel           *title;
  GtkLabel           *subtitle;
  GtkLabel           *pages;
  GtkListBox         *checks;
  GtkLabel           *explanation;
  GtkLabel           *declared_title;
  GtkListBox         *declared;
  GtkLabel           *trouble;
  GtkLabel           *hold;
  GtkWidget          *take;
  GtkWidget          *release;
  AdwEntryRow        *note;
  AdwEntryRow        *reply;
  GtkListBox         *dates;
  GtkLabel           *kept;

  /* Owned */
  ParvisDossierQueue *queue;
  ParvisDossierItem  *item;         /* (nullable) */
  char               *drawn;        /* (nullable): what the lists were made of */
  GPtrArray          *boxes;        /* borrowed: GtkCheckButton, of the checks */

  gboolean            refreshing;
  gboolean            revealed;
};

G_DEFINE_FINAL_TYPE (ParvisReviewPanel, parvis_review_panel, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_TICKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* One document as it is shown. */
typedef struct
{
  const ParvisDossierFacts *facts;
  const ParvisProcedure    *procedure;
  const ParvisRequirement  *requirement;
  const json_t             *document;
  const json_t             *answers;        /* (nullable) */
  const char               *language;
  gint64                    now;
  GTimeZone                *zone;
} Shown;

static ParvisDesk *
get_desk (ParvisReviewPanel *self)
{
  return parvis_dossier_queue_get_desk (self->queue);
}

static void
clear_list (GtkListBox *list)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (list, 0)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
}

/* The title alone names a row, and what is in it; it would be said twice. */
static void
name_anew (GtkWidget  *widget,
           const char *name)
{
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  parvis_set_label (widget, name);
}

static GtkWidget *
add_row (GtkListBox *list,
         const char *title,
         const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *sentence = *subtitle != '\0' ? g_strdup_printf ("%s, %s", title, subtitle)
                                                : g_strdup (title);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  name_anew (row, sentence);
  gtk_list_box_append (list, row);

  return row;
}

/* --- the checks --- */

static void
toggled_cb (GtkCheckButton    *box,
            ParvisReviewPanel *self)
{
  guint index;

  if (!self->refreshing && g_ptr_array_find (self->boxes, box, &index))
    g_signal_emit (self, signals[SIGNAL_TICKED], 0, index);
}

static void
add_check (ParvisReviewPanel         *self,
           const Shown               *shown,
           const ParvisPiece         *piece,
           const ParvisDocumentCheck *check)
{
  const char *text = parvis_text_get (&check->text, shown->language);
  g_autofree char *expected = parvis_review_text_expected (shown->procedure, piece, check,
                                                           shown->answers, shown->language,
                                                           shown->now, shown->zone);
  g_autofree char *digit = g_strdup_printf ("%u", self->boxes->len + 1);
  g_autofree char *name = expected != NULL ? g_strdup_printf ("%s, %s", text, expected)
                                           : g_strdup (text);
  GtkWidget *row = add_row (self->checks, text, expected != NULL ? expected : "");
  GtkWidget *box = gtk_check_button_new ();
  GtkWidget *key = gtk_label_new (digit);

  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (key, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (key, "keycap");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), box);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), key);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), box);
  name_anew (box, name);
  g_ptr_array_add (self->boxes, box);
  g_signal_connect_object (box, "toggled", G_CALLBACK (toggled_cb), self, 0);
}

static void
draw_checks (ParvisReviewPanel *self,
             const Shown       *shown)
{
  const ParvisPiece *piece = parvis_requirement_find_piece (shown->requirement, NULL);

  clear_list (self->checks);
  g_ptr_array_set_size (self->boxes, 0);
  for (guint i = 0; piece->checks != NULL && i < piece->checks->len; i++)
    add_check (self, shown, piece, g_ptr_array_index (piece->checks, i));
  gtk_widget_set_visible (GTK_WIDGET (self->checks), self->boxes->len > 0);
}

static void
tick (ParvisReviewPanel *self,
      guint              ticked)
{
  self->refreshing = TRUE;
  for (guint i = 0; i < self->boxes->len; i++)
    gtk_check_button_set_active (g_ptr_array_index (self->boxes, i), (ticked >> i & 1) != 0);
  self->refreshing = FALSE;
}

/* --- the family --- */

static void
add_phone (ParvisReviewPanel *self,
           const char        *title,
           const char        *phone)
{
  g_autofree char *masked = parvis_review_text_masked (phone);
  GtkWidget *row = add_row (self->declared, title, self->revealed ? phone : masked);
  GtkWidget *button;

  if (self->revealed)
    return;

  button = gtk_button_new_with_label (C_("telephone", "Show"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "review.show-phone");
  parvis_set_label (button, _("Show the telephone number"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

/* Who they are, where they live and how they are reached; all else stands beside a check. */
static void
draw_declared (ParvisReviewPanel *self,
               const Shown       *shown)
{
  const GPtrArray *fields = parvis_procedure_get_fields (shown->procedure);

  clear_list (self->declared);
  for (guint i = 0; shown->answers != NULL && i < fields->len; i++)
    {
      const ParvisField *field = g_ptr_array_index (fields, i);
      const char *title = parvis_text_get (&field->label, shown->language);
      g_autofree char *text = NULL;

      if (field->type != PARVIS_FIELD_NAME && field->type != PARVIS_FIELD_ADDRESS &&
          field->type != PARVIS_FIELD_PHONE && field->type != PARVIS_FIELD_EMAIL)
        continue;

      text = parvis_review_text_answer (field, shown->answers, shown->language, shown->now,
                                        shown->zone);
      if ((text == NULL || *text == '\0') && field->type == PARVIS_FIELD_EMAIL)
        add_row (self->declared, title, _("None: tell them by phone or at the desk"));
      if (text == NULL || *text == '\0')
        continue;
      if (field->type == PARVIS_FIELD_PHONE)
        add_phone (self, title, text);
      else
        add_row (self->declared, title, text);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->declared), shown->answers != NULL);
}

static void
add_date (ParvisReviewPanel *self,
          const Shown       *shown,
          const char        *title,
          gint64             instant)
{
  g_autofree char *moment = NULL;

  if (instant == PARVIS_NO_TIME)
    return;

  moment = parvis_format_moment (instant, shown->now, shown->zone);
  add_row (self->dates, title, moment);
}

/* Whoever presses it, or L, writes others. */
static void
add_labels (ParvisReviewPanel        *self,
            const ParvisDossierFacts *facts)
{
  const char *labels = *facts->labels != '\0' ? facts->labels : C_("labels", "None");
  GtkWidget *row = add_row (self->dates, _("Labels"), labels);
  GtkWidget *key = gtk_label_new ("L");

  gtk_widget_add_css_class (key, "keycap");
  gtk_widget_set_valign (key, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), key);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "dossier.label");
}

static void
draw_dates (ParvisReviewPanel *self,
            const Shown       *shown)
{
  g_autofree char *due = parvis_dossier_text_due (shown->facts, shown->now, shown->zone);

  clear_list (self->dates);
  add_date (self, shown, _("Submitted"), shown->facts->submitted_at);
  add_date (self, shown, _("Receipt sent"), shown->facts->receipt_at);
  if (due != NULL)
    add_row (self->dates, _("Answer"), due);
  add_labels (self, shown->facts);
}

/* --- who holds it --- */

static void
refresh_hold (ParvisReviewPanel *self,
              const Shown       *shown)
{
  const ParvisDossierFacts *facts = shown->facts;
  g_autofree char *text = parvis_dossier_text_hold (facts, shown->now, shown->zone);

  gtk_label_set_label (self->hold, text != NULL ? text : _("Nobody has taken it"));
  gtk_button_set_label (GTK_BUTTON (self->take),
                        parvis_dossier_facts_is_locked (facts, shown->now) ? _("Take Over")
                                                                           : _("Take"));
  gtk_widget_set_visible (self->take, !facts->mine);
  gtk_widget_set_visible (self->release, facts->mine);
}

/* --- what is typed --- */

/* Nothing is there to be kept, although the text is another. */
static void
set_text (ParvisReviewPanel *self,
          AdwEntryRow       *entry,
          const char        *text)
{
  gboolean unchanged = *text == '\0';

  self->refreshing = TRUE;
  if (unchanged)
    adw_entry_row_set_show_apply_button (entry, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  adw_entry_row_set_show_apply_button (entry, TRUE);
  self->refreshing = FALSE;
}

static void
typed_cb (AdwEntryRow       *entry,
          ParvisReviewPanel *self)
{
  if (self->refreshing || self->item == NULL)
    return;

  parvis_dossier_queue_set_draft (self->queue, parvis_dossier_item_get_facts (self->item)->id,
                                  entry == self->note ? NOTE : REPLY,
                                  gtk_editable_get_text (GTK_EDITABLE (entry)));
}

/* What was typed, on its way to this disk. */
typedef struct
{
  ParvisReviewPanel *panel;
  char              *dossier;
  const char        *draft;     /* static */
  char              *text;
} Sent;

static void
free_sent (gpointer data)
{
  Sent *sent = data;

  g_object_unref (sent->panel);
  g_free (sent->dossier);
  g_free (sent->text);
  g_free (sent);
}

/* It is there again, before what was begun since. */
static void
restore (const Sent *sent)
{
  ParvisReviewPanel *self = sent->panel;
  AdwEntryRow *entry = sent->draft == NOTE ? self->note : self->reply;
  const char *since = parvis_dossier_queue_get_draft (self->queue, sent->dossier, sent->draft);
  g_autofree char *text = *since == '\0' || strcmp (since, sent->text) == 0
                            ? g_strdup (sent->text)
                            : g_strdup_printf ("%s %s", sent->text, since);

  parvis_dossier_queue_set_draft (self->queue, sent->dossier, sent->draft, text);
  if (entry != NULL && self->item != NULL &&
      strcmp (parvis_dossier_item_get_facts (self->item)->id, sent->dossier) == 0)
    set_text (self, entry, text);
}

static void
kept_cb (gboolean kept,
         gpointer data)
{
  const Sent *sent = data;
  ParvisReviewPanel *self = sent->panel;

  if (self->queue == NULL)
    return;

  if (!kept)
    restore (sent);
  else if (strcmp (parvis_dossier_queue_get_draft (self->queue, sent->dossier, sent->draft),
                   sent->text) == 0)
    parvis_dossier_queue_set_draft (self->queue, sent->dossier, sent->draft, "");
}

static void
submit_text (ParvisReviewPanel *self,
             AdwEntryRow       *entry,
             const char        *name,
             const char        *format,
             const char        *draft)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
  ParvisDeskCommand command = { .name = name };
  g_autoptr(GString) what = g_string_new (format);
  const ParvisDossierFacts *facts;
  Sent *sent;

  if (self->item == NULL || *text == '\0')
    return;

  /* The facts are others as soon as the command is drawn. */
  facts = parvis_dossier_item_get_facts (self->item);
  g_string_replace (what, "%s", facts->subject, 1);
  sent = g_new0 (Sent, 1);
  sent->panel = g_object_ref (self);
  sent->dossier = g_strdup (facts->id);
  sent->draft = draft;
  sent->text = g_strdup (text);
  /* It is a draft until it is on the disk. */
  parvis_dossier_queue_set_draft (self->queue, facts->id, draft, text);
  set_text (self, entry, "");
  command.object = sent->dossier;
  command.body = json_pack ("{s:s}", "text", text);
  command.what = what->str;
  command.kept = kept_cb;
  command.kept_data = sent;
  command.kept_destroy = free_sent;
  parvis_desk_say (get_desk (self), what->str, parvis_desk_do (get_desk (self), &command));
}

static void
note_cb (ParvisReviewPanel *self)
{
  submit_text (self, self->note, "dossier.note", _("Note kept: %s"), NOTE);
}

static void
reply_cb (ParvisReviewPanel *self)
{
  submit_text (self, self->reply, "dossier.reply", _("Message to the family: %s"), REPLY);
}

/* --- the widget --- */

static void
parvis_review_panel_dispose (GObject *object)
{
  ParvisReviewPanel *self = PARVIS_REVIEW_PANEL (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->boxes, g_ptr_array_unref);
  g_clear_pointer (&self->drawn, g_free);
  g_clear_object (&self->item);
  g_clear_object (&self->queue);

  G_OBJECT_CLASS (parvis_review_panel_parent_class)->dispose (object);
}

static void
parvis_review_panel_class_init (ParvisReviewPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_review_panel_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  signals[SIGNAL_TICKED] = g_signal_new ("ticked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static GtkLabel *
add_label (GtkWidget  *box,
           const char *css_class,
           gboolean    heading)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "wrap", TRUE, "wrap-mode",
                                   PANGO_WRAP_WORD_CHAR, "accessible-role",
                                   heading ? GTK_ACCESSIBLE_ROLE_HEADING
                                           : GTK_ACCESSIBLE_ROLE_LABEL, NULL);

  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);

  return GTK_LABEL (label);
}

static GtkListBox *
add_list (GtkWidget  *box,
          const char *name)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  parvis_set_label (list, name);
  gtk_box_append (GTK_BOX (box), list);

  return GTK_LIST_BOX (list);
}

static void
build_hold (ParvisReviewPanel *self,
            GtkWidget         *content)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->hold = add_label (box, "fresh", FALSE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->hold), TRUE);
  self->take = gtk_button_new_with_label (_("Take"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->take), "dossier.take");
  self->release = gtk_button_new_with_label (_("Give Back"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->release), "dossier.release");
  gtk_box_append (GTK_BOX (box), self->take);
  gtk_box_append (GTK_BOX (box), self->release);
  gtk_box_append (GTK_BOX (content), box);
}

static AdwEntryRow *
add_entry (ParvisReviewPanel *self,
           GtkListBox        *list,
           const char        *title,
           GCallback          apply)
{
  GtkWidget *entry = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), title);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (entry), TRUE);
  gtk_text_set_max_length (GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (entry))),
                           PARVIS_DOSSIER_TEXT_MAX);
  g_signal_connect_swapped (entry, "apply", apply, self);
  g_signal_connect (entry, "changed", G_CALLBACK (typed_cb), self);
  gtk_list_box_append (list, entry);

  return ADW_ENTRY_ROW (entry);
}

static void
build_words (ParvisReviewPanel *self,
             GtkWidget         *content)
{
  GtkListBox *list = add_list (content, _("Notes and messages"));
  GtkWidget *history = adw_action_row_new ();
  GtkWidget *key = gtk_label_new ("H");

  gtk_widget_add_css_class (key, "keycap");
  gtk_widget_set_valign (key, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (history), _("History"));
  adw_action_row_add_prefix (ADW_ACTION_ROW (history),
                             g_object_new (GTK_TYPE_IMAGE, "icon-name",
                                           "document-open-recent-symbolic", "accessible-role",
                                           GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  adw_action_row_add_suffix (ADW_ACTION_ROW (history), key);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (history), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (history), "review.history");
  gtk_list_box_append (list, history);
  self->note = add_entry (self, list, _("Note for colleagues"), G_CALLBACK (note_cb));
  self->reply = add_entry (self, list, _("Message to the family"), G_CALLBACK (reply_cb));
}

static void
parvis_review_panel_init (ParvisReviewPanel *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->boxes = g_ptr_array_new ();
  self->scrolled = gtk_scrolled_window_new ();
  self->title = add_label (box, "heading", TRUE);
  self->subtitle = add_label (box, "fresh", FALSE);
  self->pages = add_label (box, "warning", FALSE);
  self->checks = add_list (box, _("What to check"));
  self->explanation = add_label (box, "card", FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->explanation), "padded");
  build_hold (self, box);
  self->declared_title = add_label (box, "heading", TRUE);
  gtk_label_set_label (self->declared_title, _("Declared by the family"));
  self->trouble = add_label (box, "fresh", FALSE);
  self->declared = add_list (box, _("Declared by the family"));
  build_words (self, box);
  self->kept = add_label (box, "fresh", FALSE);
  self->dates = add_list (box, _("Dates and labels"));
  gtk_widget_add_css_class (box, "review-panel");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), box);
  gtk_widget_set_size_request (self->scrolled, WIDTH, -1);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

GtkWidget *
parvis_review_panel_new (ParvisDossierQueue *queue)
{
  ParvisReviewPanel *self;

  g_return_val_if_fail (PARVIS_IS_DOSSIER_QUEUE (queue), NULL);

  self = g_object_new (PARVIS_TYPE_REVIEW_PANEL, NULL);
  self->queue = g_object_ref (queue);

  return GTK_WIDGET (self);
}

static void
set_item (ParvisReviewPanel *self,
          ParvisDossierItem *item)
{
  const char *id = parvis_dossier_item_get_facts (item)->id;

  if (self->item == item)
    return;

  g_set_object (&self->item, item);
  self->revealed = FALSE;
  set_text (self, self->note, parvis_dossier_queue_get_draft (self->queue, id, NOTE));
  set_text (self, self->reply, parvis_dossier_queue_get_draft (self->queue, id, REPLY));
}

static void
draw (ParvisReviewPanel *self,
      const Shown       *shown,
      const char        *explanation,
      const char        *trouble)
{
  const ParvisPiece *piece = parvis_requirement_find_piece (shown->requirement, NULL);
  g_autofree char *kept = parvis_review_text_kept (shown->requirement, shown->document,
                                                   shown->language, shown->now, shown->zone);
  g_autofree char *pages = parvis_review_text_pages (piece, shown->document);

  gtk_label_set_label (self->title, parvis_text_get (&piece->title, shown->language));
  gtk_label_set_label (self->pages, pages != NULL ? pages : "");
  gtk_widget_set_visible (GTK_WIDGET (self->pages), pages != NULL);
  gtk_label_set_label (self->kept, kept);
  gtk_label_set_label (self->explanation, explanation != NULL ? explanation : "");
  gtk_widget_set_visible (GTK_WIDGET (self->explanation), explanation != NULL);
  gtk_label_set_label (self->trouble, trouble != NULL ? trouble : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), trouble != NULL);
  draw_checks (self, shown);
  draw_declared (self, shown);
  draw_dates (self, shown);
}

/* Without its procedure nothing says what is to be looked at; what is of another family goes. */
static void
draw_bare (ParvisReviewPanel *self,
           const Shown       *shown,
           const char        *requirement)
{
  g_autofree char *title = parvis_dossier_queue_dup_document (self->queue, shown->facts->form,
                                                              requirement);
  g_autofree char *state = shown->document != NULL
                             ? parvis_dossier_text_document (shown->document, shown->now,
                                                             shown->zone) : g_strdup ("");

  g_clear_pointer (&self->drawn, g_free);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->subtitle, state);
  gtk_label_set_label (self->kept, "");
  gtk_label_set_label (self->trouble, _("The procedure of this file is not on this computer yet: "
                                        "what to check, and what the family declared, come with "
                                        "it."));
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), TRUE);
  gtk_label_set_label (self->explanation, "");
  gtk_widget_set_visible (GTK_WIDGET (self->explanation), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->pages), FALSE);
  clear_list (self->checks);
  g_ptr_array_set_size (self->boxes, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->checks), FALSE);
  clear_list (self->declared);
  gtk_widget_set_visible (GTK_WIDGET (self->declared), FALSE);
  draw_dates (self, shown);
  refresh_hold (self, shown);
}

static const json_t *
find_document (const json_t *body,
               const char   *requirement)
{
  const json_t *document;
  gsize i;

  json_array_foreach (json_object_get (body, "documents"), i, document)
    {
      if (g_strcmp0 (json_string_value (json_object_get (document, "requirement")),
                     requirement) == 0)
        return document;
    }

  return NULL;
}

void
parvis_review_panel_show (ParvisReviewPanel *self,
                          ParvisDossierItem *item,
                          const char        *requirement,
                          const json_t      *file,
                          const char        *trouble,
                          guint              ticked)
{
  ParvisSession *session;
  g_autoptr(ParvisEntityRef) entity = NULL;
  g_autofree char *drawn = NULL;
  g_autofree char *state = NULL;
  const char *explanation;
  Shown shown = { NULL, };
  gboolean hidden;

  g_return_if_fail (PARVIS_IS_REVIEW_PANEL (self));

  set_item (self, item);
  session = parvis_desk_get_session (get_desk (self));
  shown.facts = parvis_dossier_item_get_facts (item);
  entity = parvis_session_dup_entity (session, PARVIS_KIND_DOSSIER, shown.facts->id);
  shown.procedure = parvis_dossier_queue_find_procedure (self->queue, shown.facts->form);
  shown.document = entity != NULL ? find_document (entity->body, requirement) : NULL;
  hidden = parvis_dossier_queue_hides_names (self->queue);
  /* Nearly all that families declare tells who they are. */
  shown.answers = hidden ? NULL : json_object_get (file, "answers");
  if (hidden && trouble == NULL)
    trouble = _("Names are hidden: Ctrl+Shift+H shows them.");
  shown.language = parvis_dossier_queue_get_language ();
  shown.now = parvis_session_now (session);
  shown.zone = parvis_desk_get_zone (get_desk (self));
  if (shown.procedure == NULL || shown.document == NULL ||
      (shown.requirement = parvis_procedure_find_requirement (shown.procedure,
                                                              requirement)) == NULL)
    {
      draw_bare (self, &shown, requirement);
      return;
    }

  explanation = json_string_value (json_object_get (json_object_get (file, "explanations"),
                                                    requirement));
  state = parvis_dossier_text_document (shown.document, shown.now, shown.zone);
  gtk_label_set_label (self->subtitle, state);
  refresh_hold (self, &shown);

  /* Rows that have the focus are not made anew for nothing. */
  drawn = g_strdup_printf ("%s %s %p %d %d %s %s %s %" G_GINT64_FORMAT, shown.facts->id,
                           requirement, (const void *) file, self->revealed, hidden, state,
                           shown.facts->labels, trouble != NULL ? trouble : "",
                           parvis_day_of_instant (shown.now, shown.zone));
  if (g_strcmp0 (drawn, self->drawn) != 0)
    {
      draw (self, &shown, explanation, trouble);
      g_free (self->drawn);
      self->drawn = g_steal_pointer (&drawn);
    }
  tick (self, ticked);
}

void
parvis_review_panel_focus_check (ParvisReviewPanel *self,
                                 guint              index)
{
  g_return_if_fail (PARVIS_IS_REVIEW_PANEL (self));

  if (index < self->boxes->len)
    gtk_widget_grab_focus (g_ptr_array_index (self->boxes, index));
}

void
parvis_review_panel_focus_note (ParvisReviewPanel *self)
{
  g_return_if_fail (PARVIS_IS_REVIEW_PANEL (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->note));
}

void
parvis_review_panel_focus_reply (ParvisReviewPanel *self)
{
  g_return_if_fail (PARVIS_IS_REVIEW_PANEL (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->reply));
}

void
parvis_review_panel_reveal_phone (ParvisReviewPanel *self)
{
  g_return_if_fail (PARVIS_IS_REVIEW_PANEL (self));

  self->revealed = TRUE;
}
