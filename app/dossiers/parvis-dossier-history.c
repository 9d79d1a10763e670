/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-history"

#include "config.h"

#include "parvis-dossier-history.h"

#include "parvis-format.h"
#include "parvis-history-text.h"
#include "parvis-icon-button.h"
#include "parvis-time.h"
#include "parvis-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#define WIDTH 380

struct _ParvisDossierHistory
{
  GtkWidget            parent_instance;

  /* Children */
  GtkDropDown         *filters;
  GtkLabel            *trouble;
  GtkBox              *days;

  /* Owned */
  ParvisDossierQueue  *queue;
  ParvisDossierItem   *item;          /* (nullable) */
  json_t              *entries;       /* (nullable): oldest first */
};

G_DEFINE_FINAL_TYPE (ParvisDossierHistory, parvis_dossier_history, GTK_TYPE_WIDGET)

static ParvisDesk *
get_desk (ParvisDossierHistory *self)
{
  return parvis_dossier_queue_get_desk (self->queue);
}

/* --- one line --- */

static char *
dup_who (ParvisDossierHistory *self,
         const json_t         *entry)
{
  const char *actor = json_string_value (json_object_get (entry, "actor"));
  ParvisSession *session = parvis_desk_get_session (get_desk (self));
  g_autoptr(ParvisEntityRef) member = NULL;
  const char *name = json_string_value (json_object_get (entry, "name"));

  if (g_strcmp0 (actor, "family") == 0)
    return g_strdup (_("The family"));
  if (actor == NULL || !g_str_has_prefix (actor, "account:"))
    return g_strdup (_("Parvis"));

  /* Of a service that does not say it. */
  if (name == NULL)
    member = parvis_session_dup_entity (session, PARVIS_KIND_MEMBER, actor + strlen ("account:"));
  if (member != NULL)
    name = json_string_value (json_object_get (member->body, "name"));

  return g_strdup (name != NULL ? name : _("A clerk"));
}

static char *
dup_sentence (ParvisDossierHistory *self,
              const json_t         *entry)
{
  const char *requirement = json_string_value (json_object_get (entry, "requirement"));
  g_autofree char *who = dup_who (self, entry);
  g_autofree char *document = NULL;

  if (requirement != NULL)
    document = parvis_dossier_queue_dup_document (
      self->queue, parvis_dossier_item_get_facts (self->item)->form, requirement);

  return parvis_history_text (entry, who, document);
}

static gint64
get_at (const json_t *entry)
{
  gint64 at;

  return parvis_json_get_time_or (entry, "at", 0, &at, NULL) ? at : 0;
}

static void
add_entry (ParvisDossierHistory *self,
           GtkListBox           *list,
           const json_t         *entry)
{
  GTimeZone *zone = parvis_desk_get_zone (get_desk (self));
  g_autofree char *clock = parvis_format_clock (get_at (entry), zone);
  g_autofree char *sentence = dup_sentence (self, entry);
  g_autofree char *details = parvis_history_details (entry);
  g_autofree char *spoken = g_strdup_printf ("%s %s%s%s", clock, sentence,
                                             details != NULL ? ", " : "",
                                             details != NULL ? details : "");
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *time = gtk_label_new (clock);

  gtk_widget_add_css_class (time, "fresh");
  gtk_widget_add_css_class (time, "tnum");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), sentence);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), details != NULL ? details : "");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), time);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  parvis_set_label (row, spoken);
  gtk_list_box_append (list, row);
}

/* --- all of it --- */

static GtkListBox *
add_day (ParvisDossierHistory *self,
         const char           *title)
{
  GtkWidget *heading = g_object_new (GTK_TYPE_LABEL, "label", title, "xalign", 0.0f,
                                     "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);
  GtkWidget *list = gtk_list_box_new ();

  gtk_widget_add_css_class (heading, "heading");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  parvis_set_label (list, title);
  gtk_box_append (self->days, heading);
  gtk_box_append (self->days, list);

  return GTK_LIST_BOX (list);
}

static void
refresh (ParvisDossierHistory *self)
{
  GTimeZone *zone = parvis_desk_get_zone (get_desk (self));
  gint64 now = parvis_session_now (parvis_desk_get_session (get_desk (self)));
  ParvisHistoryFilter filter = (ParvisHistoryFilter) gtk_drop_down_get_selected (self->filters);
  GtkListBox *list = NULL;
  GtkWidget *child;
  gint64 last = PARVIS_NO_TIME;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->days))) != NULL)
    gtk_box_remove (self->days, child);

  for (gsize i = json_array_size (self->entries); i > 0; i--)
    {
      const json_t *entry = json_array_get (self->entries, i - 1);
      gint64 day = parvis_day_of_instant (get_at (entry), zone);

      if (!parvis_history_passes (entry, filter))
        continue;
      if (list == NULL || day != last)
        {
          g_autofree char *title = parvis_format_day_title (get_at (entry), now, zone);

          list = add_day (self, title);
          last = day;
        }
      add_entry (self, list, entry);
    }
}

/* --- on paper, and in a table --- */

static char *
write_lines (ParvisDossierHistory *self,
             gboolean              table)
{
  GTimeZone *zone = parvis_desk_get_zone (get_desk (self));
  gint64 now = parvis_session_now (parvis_desk_get_session (get_desk (self)));
  GString *text = g_string_new (NULL);
  const json_t *entry;
  gsize i;

  json_array_foreach (self->entries, i, entry)
    {
      g_autofree char *sentence = dup_sentence (self, entry);
      g_autofree char *details = parvis_history_details (entry);
      g_autofree char *moment = parvis_format_moment (get_at (entry), now, zone);
      g_autofree char *first = parvis_history_field (sentence);
      g_autofree char *second = parvis_history_field (details != NULL ? details : "");

      if (table)
        g_string_append_printf (text, "\"%s\",%s,%s\r\n",
                                json_string_value (json_object_get (entry, "at")), first, second);
      else
        g_string_append_printf (text, "%s  %s%s%s\n", moment, sentence,
                                details != NULL ? "\n    " : "", details != NULL ? details : "");
    }

  return g_string_free (text, FALSE);
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ParvisDesk) desk = PARVIS_DESK (user_data);
  g_autoptr(GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (object), result, NULL, &error))
    {
      parvis_desk_say (desk, _("History saved"), 0);
      return;
    }

  g_message ("The history was not saved: %s", error->message);
  parvis_desk_say (desk, _("The history could not be saved there."), 0);
}

static void
chosen_cb (GtkNativeDialog      *chooser,
           int                   response,
           ParvisDossierHistory *self)
{
  const char *text = g_object_get_data (G_OBJECT (chooser), "text");
  g_autoptr(GFile) file = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
      bytes = g_bytes_new (text, strlen (text));
      g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                           written_cb, g_object_ref (get_desk (self)));
    }
  g_object_unref (chooser);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ParvisDossierHistory *self = PARVIS_DOSSIER_HISTORY (widget);
  GtkFileChooserNative *chooser;
  g_autofree char *file = NULL;

  if (self->entries == NULL)
    return;

  file = g_strdup_printf ("%s.csv", parvis_dossier_item_get_facts (self->item)->number);
  chooser = gtk_file_chooser_native_new (_("Save the History"),
                                         GTK_WINDOW (gtk_widget_get_root (widget)),
                                         GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), file);
  /* Of the family whose number the file has, whoever is looked at when it is named. */
  g_object_set_data_full (G_OBJECT (chooser), "text", write_lines (self, TRUE), g_free);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* A page is as many lines as fit; nobody prints thousands. */
static PangoLayout *
lay_out (GtkPrintContext *context,
         const char      *text)
{
  PangoLayout *layout = gtk_print_context_create_pango_layout (context);
  PangoFontDescription *font = pango_font_description_from_string ("Sans 10");

  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, (int) (gtk_print_context_get_width (context) * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  pango_font_description_free (font);

  return layout;
}

static guint
count_lines (GtkPrintContext *context,
             PangoLayout     *layout)
{
  int height;
  int lines = MAX (pango_layout_get_line_count (layout), 1);

  pango_layout_get_pixel_size (layout, NULL, &height);

  return (guint) MAX (1, gtk_print_context_get_height (context) / MAX (1.0, (double) height /
                                                                       lines) - 1);
}

static void
begin_cb (GtkPrintOperation *operation,
          GtkPrintContext   *context,
          const char        *text)
{
  g_autoptr(PangoLayout) layout = lay_out (context, text);
  guint lines = (guint) pango_layout_get_line_count (layout);
  guint most = count_lines (context, layout);

  gtk_print_operation_set_n_pages (operation, (int) MAX (1, (lines + most - 1) / most));
}

static void
draw_cb (GtkPrintOperation *operation,
         GtkPrintContext   *context,
         int                page,
         const char        *text)
{
  g_autoptr(PangoLayout) layout = lay_out (context, text);
  cairo_t *cairo = gtk_print_context_get_cairo_context (context);
  guint most = count_lines (context, layout);
  int lines = pango_layout_get_line_count (layout);
  int first = page * (int) most;
  PangoRectangle extents;
  double y = 0;

  for (int i = first; i < MIN (first + (int) most, lines); i++)
    {
      PangoLayoutLine *line = pango_layout_get_line_readonly (layout, i);

      pango_layout_line_get_extents (line, NULL, &extents);
      y += (double) extents.height / PANGO_SCALE;
      cairo_move_to (cairo, 0, y);
      pango_cairo_show_layout_line (cairo, line);
    }
}

static void
print_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  ParvisDossierHistory *self = PARVIS_DOSSIER_HISTORY (widget);
  g_autoptr(GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *lines = NULL;
  char *text;
  const ParvisDossierFacts *facts;

  if (self->entries == NULL)
    return;

  facts = parvis_dossier_item_get_facts (self->item);
  lines = write_lines (self, FALSE);
  text = g_strdup_printf ("%s · %s\n\n%s", facts->number, facts->subject, lines);
  g_object_set_data_full (G_OBJECT (operation), "text", text, g_free);
  gtk_print_operation_set_job_name (operation, facts->number);
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_cb), text);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_cb), text);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                               GTK_WINDOW (gtk_widget_get_root (widget)), &error) ==
      GTK_PRINT_OPERATION_RESULT_ERROR)
    {
      g_message ("The history was not printed: %s", error->message);
      parvis_desk_say (get_desk (self), _("The history could not be printed."), 0);
    }
}

/* --- the widget --- */

static void
parvis_dossier_history_dispose (GObject *object)
{
  ParvisDossierHistory *self = PARVIS_DOSSIER_HISTORY (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->entries, json_decref);
  g_clear_object (&self->item);
  g_clear_object (&self->queue);

  G_OBJECT_CLASS (parvis_dossier_history_parent_class)->dispose (object);
}

static void
parvis_dossier_history_class_init (ParvisDossierHistoryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_dossier_history_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_install_action (widget_class, "history.print", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "history.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "history.print",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "history.save",
                                       NULL);
}

static GtkWidget *
build_line (ParvisDossierHistory *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkStringList *words = gtk_string_list_new (NULL);
  GtkWidget *print = parvis_icon_button ("printer-symbolic", _("Print the history"),
                                         _("Print (Ctrl+P)"));
  GtkWidget *save = parvis_icon_button ("document-save-symbolic", _("Save the history"),
                                        _("Save as a table (Ctrl+S)"));

  for (guint i = 0; i < PARVIS_N_HISTORY_FILTERS; i++)
    gtk_string_list_append (words, parvis_history_filter_word ((ParvisHistoryFilter) i));
  self->filters = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (words), NULL));
  parvis_set_label (GTK_WIDGET (self->filters), _("What is shown"));
  parvis_set_label (gtk_widget_get_first_child (GTK_WIDGET (self->filters)), _("What is shown"));
  gtk_widget_set_hexpand (GTK_WIDGET (self->filters), TRUE);
  g_signal_connect_swapped (self->filters, "notify::selected", G_CALLBACK (refresh), self);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (print), "history.print");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (save), "history.save");
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->filters));
  gtk_box_append (GTK_BOX (line), print);
  gtk_box_append (GTK_BOX (line), save);

  return line;
}

static void
build (ParvisDossierHistory *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->days = GTK_BOX (g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL,
                                      "spacing", 9, "accessible-role", GTK_ACCESSIBLE_ROLE_LOG,
                                      NULL));
  parvis_set_label (GTK_WIDGET (self->days), _("History"));
  self->trouble = GTK_LABEL (g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "wrap", TRUE, NULL));
  gtk_box_append (GTK_BOX (box), build_line (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->trouble));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->days));
  gtk_widget_add_css_class (box, "review-panel");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_widget_set_size_request (scrolled, WIDTH, -1);
  gtk_widget_set_parent (scrolled, GTK_WIDGET (self));
}

static void
parvis_dossier_history_init (ParvisDossierHistory *self)
{
}

GtkWidget *
parvis_dossier_history_new (ParvisDossierQueue *queue)
{
  ParvisDossierHistory *self;

  g_return_val_if_fail (PARVIS_IS_DOSSIER_QUEUE (queue), NULL);

  self = g_object_new (PARVIS_TYPE_DOSSIER_HISTORY, NULL);
  self->queue = g_object_ref (queue);
  build (self);

  return GTK_WIDGET (self);
}

void
parvis_dossier_history_show (ParvisDossierHistory *self,
                             ParvisDossierItem    *item,
                             const json_t         *file,
                             const char           *trouble)
{
  g_return_if_fail (PARVIS_IS_DOSSIER_HISTORY (self));

  g_set_object (&self->item, item);
  json_decref (self->entries);
  self->entries = json_incref (json_object_get (file, "history"));
  gtk_label_set_label (self->trouble, trouble != NULL ? trouble : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), trouble != NULL);
  refresh (self);
}
