/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-overview"

#include "config.h"

#include "parvis-dossier-overview.h"

#include "parvis-desk-do.h"
#include "parvis-dossier-text.h"
#include "parvis-format.h"
#include "parvis-icon-button.h"
#include "parvis-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _ParvisDossierOverview
{
  GtkWidget           parent_instance;

  /* Children */
  GtkStack           *stack;
  GtkLabel           *title;
  GtkLabel           *subtitle;
  GtkLabel           *hold;
  GtkWidget          *take;
  GtkWidget          *release;
  GtkLabel           *documents_title;
  GtkListBox         *documents;
  GtkListBox         *dates;
  AdwEntryRow        *note;

  /* Owned */
  ParvisDossierQueue *queue;
  ParvisDossierItem  *item;         /* (nullable) */
};

G_DEFINE_FINAL_TYPE (ParvisDossierOverview, parvis_dossier_overview, GTK_TYPE_WIDGET)

static ParvisDesk *
get_desk (ParvisDossierOverview *self)
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

static void
add_row (GtkListBox *list,
         const char *icon,
         const char *title,
         const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *sentence = g_strdup_printf ("%s, %s", title, subtitle);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             g_object_new (GTK_TYPE_IMAGE, "icon-name", icon, "accessible-role",
                                           GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  parvis_set_label (row, sentence);
  gtk_list_box_append (list, row);
}

/* --- what it shows --- */

static void
refresh_documents (ParvisDossierOverview    *self,
                   const ParvisDossierFacts *facts,
                   const json_t             *body,
                   gint64                    now,
                   GTimeZone                *zone)
{
  g_autofree char *title = g_strdup_printf (_("Documents, %u of %u approved"), facts->n_approved,
                                            facts->n_documents);
  const json_t *document;
  gsize i;

  clear_list (self->documents);
  json_array_foreach (json_object_get (body, "documents"), i, document)
    {
      const char *id = json_string_value (json_object_get (document, "requirement"));
      g_autofree char *name = parvis_dossier_queue_dup_document (self->queue, facts->form,
                                                                 id != NULL ? id : "");
      g_autofree char *state = parvis_dossier_text_document (document, now, zone);

      add_row (self->documents, parvis_dossier_document_icon (document), name, state);
    }
  gtk_label_set_label (self->documents_title, title);
  parvis_set_label (GTK_WIDGET (self->documents), title);
  gtk_widget_set_visible (GTK_WIDGET (self->documents), facts->n_documents > 0);
}

static void
add_date (ParvisDossierOverview *self,
          const char            *icon,
          const char            *title,
          gint64                 instant,
          gint64                 now,
          GTimeZone             *zone)
{
  g_autofree char *moment = NULL;

  if (instant == PARVIS_NO_TIME)
    return;

  moment = parvis_format_moment (instant, now, zone);
  add_row (self->dates, icon, title, moment);
}

static void
refresh_dates (ParvisDossierOverview    *self,
               const ParvisDossierFacts *facts,
               gint64                    now,
               GTimeZone                *zone)
{
  g_autofree char *due = parvis_dossier_text_due (facts, now, zone);
  g_autofree char *answer = NULL;

  clear_list (self->dates);
  add_date (self, "mail-unread-symbolic", _("Submitted"), facts->submitted_at, now, zone);
  add_date (self, "object-select-symbolic", _("Receipt with all mentions given"),
            facts->receipt_at, now, zone);
  answer = due != NULL ? g_strdup_printf ("%s · %s", parvis_dossier_state_word (facts->state), due)
                       : g_strdup (parvis_dossier_state_word (facts->state));
  add_row (self->dates, "alarm-symbolic", _("Answer"), answer);
}

static void
refresh_hold (ParvisDossierOverview    *self,
              const ParvisDossierFacts *facts,
              GTimeZone                *zone)
{
  g_autofree char *hold = parvis_dossier_text_hold (facts, zone);

  gtk_label_set_label (self->hold, hold != NULL ? hold : _("Nobody has taken it"));
  gtk_button_set_label (GTK_BUTTON (self->take), facts->held ? _("Take Over") : _("Take"));
  gtk_widget_set_visible (self->take, !facts->mine);
  gtk_widget_set_visible (self->release, facts->mine);
}

static void
refresh (ParvisDossierOverview *self)
{
  ParvisSession *session = parvis_desk_get_session (get_desk (self));
  GTimeZone *zone = parvis_desk_get_zone (get_desk (self));
  gint64 now = parvis_session_now (session);
  const ParvisDossierFacts *facts;
  g_autoptr(ParvisEntityRef) entity = NULL;
  g_autofree char *procedure = NULL;
  g_autofree char *subtitle = NULL;

  if (self->item == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "none");
      return;
    }

  facts = parvis_dossier_item_get_facts (self->item);
  entity = parvis_session_dup_entity (session, PARVIS_KIND_DOSSIER, facts->id);
  procedure = parvis_dossier_queue_dup_title (self->queue, facts->form);
  /* Translators: number of a file, what it applies for, and who applies. */
  subtitle = g_strdup_printf (_("%1$s · %2$s · submitted by %3$s"), facts->number,
                              procedure != NULL ? procedure : facts->procedure, facts->applicant);
  gtk_label_set_label (self->title, facts->subject);
  gtk_label_set_label (self->subtitle, subtitle);
  refresh_hold (self, facts, zone);
  refresh_documents (self, facts, entity != NULL ? entity->body : NULL, now, zone);
  refresh_dates (self, facts, now, zone);
  gtk_stack_set_visible_child_name (self->stack, "dossier");
}

/* --- what is done --- */

static void
take_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ParvisDossierOverview *self = PARVIS_DOSSIER_OVERVIEW (widget);
  g_autofree char *what = NULL;
  const ParvisDossierFacts *facts;
  ParvisDeskCommand command = { .name = "dossier.take", .back = "dossier.release" };

  if (self->item == NULL)
    return;

  facts = parvis_dossier_item_get_facts (self->item);
  if (facts->mine)
    return;

  /* Translators: whom a file is about. */
  what = g_strdup_printf (_("Taken: %s"), facts->subject);
  command.object = facts->id;
  command.body = json_pack ("{s:b}", "over", facts->held);
  command.what = what;
  parvis_desk_say (get_desk (self), what, parvis_desk_do (get_desk (self), &command));
}

static void
release_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  ParvisDossierOverview *self = PARVIS_DOSSIER_OVERVIEW (widget);
  g_autofree char *what = NULL;
  const ParvisDossierFacts *facts;
  ParvisDeskCommand command = { .name = "dossier.release", .back = "dossier.take" };

  if (self->item == NULL)
    return;

  facts = parvis_dossier_item_get_facts (self->item);
  if (!facts->mine)
    return;

  what = g_strdup_printf (_("Given back: %s"), facts->subject);
  command.object = facts->id;
  command.what = what;
  parvis_desk_say (get_desk (self), what, parvis_desk_do (get_desk (self), &command));
}

static void
note_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ParvisDossierOverview *self = PARVIS_DOSSIER_OVERVIEW (widget);

  if (self->item != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->note));
}

/* Nothing is there to be kept, although the text is another. */
static void
clear_note (ParvisDossierOverview *self)
{
  adw_entry_row_set_show_apply_button (self->note, FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->note), "");
  adw_entry_row_set_show_apply_button (self->note, TRUE);
}

static void
note_cb (ParvisDossierOverview *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (
                                                  GTK_EDITABLE (self->note))));
  const ParvisDossierFacts *facts;
  ParvisDeskCommand command = { .name = "dossier.note" };
  g_autofree char *what = NULL;

  if (self->item == NULL || *text == '\0')
    return;

  facts = parvis_dossier_item_get_facts (self->item);
  what = g_strdup_printf (_("Note kept: %s"), facts->subject);
  command.object = facts->id;
  command.body = json_pack ("{s:s}", "text", text);
  command.what = what;
  parvis_desk_say (get_desk (self), what, parvis_desk_do (get_desk (self), &command));
  clear_note (self);
}

/* --- the widget --- */

static void
parvis_dossier_overview_dispose (GObject *object)
{
  ParvisDossierOverview *self = PARVIS_DOSSIER_OVERVIEW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->item);
  g_clear_object (&self->queue);

  G_OBJECT_CLASS (parvis_dossier_overview_parent_class)->dispose (object);
}

static void
parvis_dossier_overview_class_init (ParvisDossierOverviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_dossier_overview_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_install_action (widget_class, "dossier.take", NULL, take_action);
  gtk_widget_class_install_action (widget_class, "dossier.release", NULL, release_action);
  gtk_widget_class_install_action (widget_class, "dossier.note", NULL, note_action);
}

static GtkLabel *
add_label (GtkWidget  *box,
           const char *css_class,
           gboolean    heading)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "wrap", TRUE,
                                   "accessible-role", heading ? GTK_ACCESSIBLE_ROLE_HEADING
                                                              : GTK_ACCESSIBLE_ROLE_LABEL, NULL);

  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);

  return GTK_LABEL (label);
}

static GtkListBox *
add_list (GtkWidget *box)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_box_append (GTK_BOX (box), list);

  return GTK_LIST_BOX (list);
}

static GtkWidget *
build_hold (ParvisDossierOverview *self)
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

  return box;
}

static GtkWidget *
build_note (ParvisDossierOverview *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  self->note = ADW_ENTRY_ROW (adw_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->note), _("Note for colleagues"));
  adw_entry_row_set_show_apply_button (self->note, TRUE);
  g_signal_connect_swapped (self->note, "apply", G_CALLBACK (note_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->note));

  return group;
}

static GtkWidget *
build_dossier (ParvisDossierOverview *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkLabel *dates;

  self->title = add_label (box, "title-2", TRUE);
  self->subtitle = add_label (box, "fresh", FALSE);
  gtk_box_append (GTK_BOX (box), build_hold (self));
  self->documents_title = add_label (box, "heading", TRUE);
  self->documents = add_list (box);
  dates = add_label (box, "heading", TRUE);
  gtk_label_set_label (dates, _("Dates"));
  self->dates = add_list (box);
  parvis_set_label (GTK_WIDGET (self->dates), _("Dates"));
  gtk_box_append (GTK_BOX (box), build_note (self));
  gtk_widget_add_css_class (box, "order-detail");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 720);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);

  return scrolled;
}

static void
parvis_dossier_overview_init (ParvisDossierOverview *self)
{
  GtkWidget *none = adw_status_page_new ();

  self->stack = GTK_STACK (gtk_stack_new ());
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (none), "emblem-documents-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (none), _("No file is open"));
  adw_status_page_set_description (ADW_STATUS_PAGE (none), _("Choose one in the list."));
  gtk_widget_add_css_class (none, "compact");
  gtk_stack_add_named (self->stack, none, "none");
  gtk_stack_add_named (self->stack, build_dossier (self), "dossier");
  gtk_widget_set_parent (GTK_WIDGET (self->stack), GTK_WIDGET (self));
  gtk_widget_set_hexpand (GTK_WIDGET (self->stack), TRUE);
}

GtkWidget *
parvis_dossier_overview_new (ParvisDossierQueue *queue)
{
  ParvisDossierOverview *self;

  g_return_val_if_fail (PARVIS_IS_DOSSIER_QUEUE (queue), NULL);

  self = g_object_new (PARVIS_TYPE_DOSSIER_OVERVIEW, NULL);
  self->queue = g_object_ref (queue);
  g_signal_connect_object (queue, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

void
parvis_dossier_overview_set_item (ParvisDossierOverview *self,
                                  ParvisDossierItem     *item)
{
  g_return_if_fail (PARVIS_IS_DOSSIER_OVERVIEW (self));

  if (self->item == item)
    return;

  g_set_object (&self->item, item);
  /* What was typed belongs to the one before. */
  clear_note (self);
  refresh (self);
}
