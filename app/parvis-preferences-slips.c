/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-preferences"

#include "config.h"

#include "parvis-preferences-slips.h"

#include "parvis-preferences-rows.h"

#include <glib/gi18n.h>
#include <gtk/gtkunixprint.h>
#include <string.h>

const char * const parvis_preferences_slips_keys[] = {
  "slips", "slip-printer", "slip-folder", NULL,
};

/* It belongs to the row of the printers. */
typedef struct
{
  GSettings     *settings;       /* owned */
  GtkStringList *names;          /* owned: the first is no name, but the computer's choice */
  AdwComboRow   *printer;        /* borrowed */
  AdwActionRow  *folder;         /* borrowed */
  GtkWidget     *folder_button;  /* borrowed */
} Rows;

static void
free_rows (gpointer data)
{
  Rows *rows = data;

  g_object_unref (rows->settings);
  g_object_unref (rows->names);
  g_free (rows);
}

static guint
find_name (Rows       *rows,
           const char *name)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (rows->names));

  for (guint i = 1; i < n; i++)
    if (strcmp (gtk_string_list_get_string (rows->names, i), name) == 0)
      return i;

  return 0;
}

/* One that was chosen and is switched off stays chosen. */
static void
show_printer (Rows *rows)
{
  g_autofree char *chosen = g_settings_get_string (rows->settings, "slip-printer");

  if (*chosen != '\0' && find_name (rows, chosen) == 0)
    gtk_string_list_append (rows->names, chosen);
  adw_combo_row_set_selected (rows->printer, find_name (rows, chosen));
}

static void
show_folder (Rows *rows)
{
  g_autofree char *folder = g_settings_get_string (rows->settings, "slip-folder");

  adw_action_row_set_subtitle (rows->folder, *folder != '\0' ? folder : _("None is chosen yet"));
}

static void
show_rows (Rows *rows)
{
  g_autofree char *choice = g_settings_get_string (rows->settings, "slips");

  gtk_widget_set_visible (GTK_WIDGET (rows->printer), strcmp (choice, "printer") == 0);
  gtk_widget_set_visible (GTK_WIDGET (rows->folder), strcmp (choice, "folder") == 0);
}

static void
changed_cb (GSettings  *settings,
            const char *key,
            gpointer    user_data)
{
  Rows *rows = g_object_get_data (G_OBJECT (user_data), "rows");

  show_rows (rows);
  show_printer (rows);
  show_folder (rows);
}

static void
selected_cb (Rows *rows)
{
  guint index = adw_combo_row_get_selected (rows->printer);
  const char *name = index > 0 ? gtk_string_list_get_string (rows->names, index) : NULL;
  g_autofree char *before = g_settings_get_string (rows->settings, "slip-printer");

  if (g_strcmp0 (before, name != NULL ? name : "") != 0)
    g_settings_set_string (rows->settings, "slip-printer", name != NULL ? name : "");
}

/* A printer of files would ask for a name each time: there is the folder for that.
 * Returns: whether no more printers are wanted
 */
static gboolean
printer_cb (GtkPrinter *printer,
            gpointer    user_data)
{
  g_autoptr(GtkWidget) row = g_weak_ref_get (user_data);
  const char *name = gtk_printer_get_name (printer);
  Rows *rows;

  if (row == NULL)
    return TRUE;

  rows = g_object_get_data (G_OBJECT (row), "rows");
  if (!gtk_printer_is_virtual (printer) && find_name (rows, name) == 0)
    gtk_string_list_append (rows->names, name);
  show_printer (rows);

  return FALSE;
}

static void
free_weak (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* They are found while the window is there already. */
static void
list_printers (GtkWidget *row)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, row);
  gtk_enumerate_printers (printer_cb, weak, free_weak, FALSE);
}

static void
folder_cb (GtkNativeDialog *dialog,
           int              response,
           gpointer         user_data)
{
  Rows *rows = g_object_get_data (G_OBJECT (user_data), "rows");
  g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    g_settings_set_string (rows->settings, "slip-folder", path);
  g_object_unref (dialog);
}

static void
choose_cb (GtkWidget *button,
           GtkWidget *row)
{
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (_("Folder of the Slips"),
                                 GTK_WINDOW (gtk_widget_get_root (button)),
                                 GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (folder_cb), row, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
parvis_preferences_slips_fill (AdwPreferencesGroup *group,
                               GSettings           *settings)
{
  static const char * const choices[] = { "never", "printer", "folder", NULL };
  const char *words[] = { _("Never"), _("On a Printer"), _("As PDF in a Folder"), NULL };
  const char *first[] = { _("The computer’s own choice"), NULL };
  Rows *rows = g_new0 (Rows, 1);

  rows->settings = g_object_ref (settings);
  rows->names = gtk_string_list_new (first);
  rows->printer = ADW_COMBO_ROW (adw_combo_row_new ());
  rows->folder = ADW_ACTION_ROW (parvis_button_row_new (_("Folder"), NULL, _("Choose…"),
                                                        &rows->folder_button));
  g_object_set_data_full (G_OBJECT (rows->printer), "rows", rows, free_rows);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (rows->printer), _("Slip Printer"));
  adw_combo_row_set_model (rows->printer, G_LIST_MODEL (rows->names));

  adw_preferences_group_set_description (group, _("At once and without a question, when an order "
                                                  "arrives. Each is printed once. Slips in a "
                                                  "folder have names of customers in them: "
                                                  "remove them when they are of no more use."));
  adw_preferences_group_add (group, parvis_choice_row_new (settings, "slips",
                                                           _("Slip for Each New Order"), NULL,
                                                           choices, words));
  adw_preferences_group_add (group, GTK_WIDGET (rows->printer));
  adw_preferences_group_add (group, GTK_WIDGET (rows->folder));
  show_rows (rows);
  show_printer (rows);
  show_folder (rows);
  g_signal_connect_swapped (rows->printer, "notify::selected", G_CALLBACK (selected_cb), rows);
  g_signal_connect_object (rows->folder_button, "clicked", G_CALLBACK (choose_cb), rows->printer,
                           0);
  g_signal_connect_object (settings, "changed", G_CALLBACK (changed_cb), rows->printer, 0);
  list_printers (GTK_WIDGET (rows->printer));
}
