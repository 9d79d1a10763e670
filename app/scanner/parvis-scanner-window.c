/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-scanner"

#include "config.h"

#include "parvis-scanner-window.h"

#include "parvis-error.h"
#include "parvis-icon-button.h"
#include "parvis-page.h"
#include "parvis-renderer.h"
#include "parvis-scanner-client.h"

#include <glib/gi18n.h>

#define WIDTH   620
#define HEIGHT  680
#define PREVIEW 320             /* pixels */

/* Pixels in an inch. The second is enough to read print, and a page of it has less than a
 * megabyte.
 */
static const guint resolutions[] = { 150, 200, 300, 600 };

typedef struct
{
  GBytes    *bytes;
  GtkWidget *child;               /* borrowed */
  GtkWidget *picture;             /* borrowed */
} Page;

struct _ParvisScannerWindow
{
  AdwWindow      parent_instance;

  AdwComboRow   *device;
  AdwComboRow   *resolution;
  GtkSwitch     *colour;
  GtkSwitch     *feeder;
  GtkWidget     *scan;
  GtkWidget     *stop;
  GtkSpinner    *spinner;
  GtkLabel      *said;
  GtkFlowBox    *flow;
  GtkWidget     *add;

  GSettings     *settings;
  GPtrArray     *devices;         /* (nullable) (element-type ParvisScannerDevice) */
  GPtrArray     *pages;           /* (element-type Page) */
  GCancellable  *cancellable;     /* of what is asked of the scanners now */
  GCancellable  *drawing;
  gboolean       busy;
  gboolean       sure;            /* that pages which were not added are let go */
};

G_DEFINE_FINAL_TYPE (ParvisScannerWindow, parvis_scanner_window, ADW_TYPE_WINDOW)

static guint signal_chosen;

static void
free_page (gpointer data)
{
  Page *page = data;

  g_bytes_unref (page->bytes);
  g_free (page);
}

static void
refresh (ParvisScannerWindow *self)
{
  guint n = self->pages->len;
  g_autofree char *text = g_strdup_printf (ngettext ("Add %u Page", "Add %u Pages", n), n);
  gboolean some = self->devices != NULL && self->devices->len > 0;

  gtk_button_set_label (GTK_BUTTON (self->add), n > 0 ? text : _("Add"));
  gtk_widget_set_sensitive (self->add, n > 0 && !self->busy);
  gtk_widget_set_sensitive (self->scan, some && !self->busy);
  gtk_widget_set_visible (self->scan, !self->busy || !some);
  gtk_widget_set_visible (self->stop, self->busy && some);
  gtk_widget_set_sensitive (GTK_WIDGET (self->device), some && !self->busy);
  gtk_spinner_set_spinning (self->spinner, self->busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->busy);
}

static void
say (ParvisScannerWindow *self,
     const char          *sentence)
{
  gtk_label_set_label (self->said, sentence);
}

/* --- pages --- */

static void
drawn_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GtkPicture) picture = GTK_PICTURE (user_data);
  g_autoptr(ParvisRenderImage) image =
    parvis_renderer_render_page_finish (PARVIS_RENDERER (object), result, NULL);
  g_autoptr(GdkTexture) texture = NULL;

  /* Without the sandbox there is its number, and the paper lies on the glass. */
  if (image == NULL)
    return;

  texture = gdk_memory_texture_new (image->pixels.width, image->pixels.height,
                                    GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, image->bytes,
                                    image->pixels.stride);
  gtk_picture_set_paintable (picture, GDK_PAINTABLE (texture));
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GtkPicture) picture = GTK_PICTURE (user_data);
  const ParvisRenderAsk ask = { .box_width = PREVIEW, .box_height = PREVIEW };

  if (parvis_renderer_open_finish (PARVIS_RENDERER (object), result, NULL))
    parvis_renderer_render_page_async (PARVIS_RENDERER (object), &ask, NULL, drawn_cb,
                                       g_object_ref (picture));
}

static void
name_pages (ParvisScannerWindow *self)
{
  for (guint i = 0; i < self->pages->len; i++)
    {
      const Page *page = g_ptr_array_index (self->pages, i);
      g_autofree char *name = g_strdup_printf (_("Page %u"), i + 1);

      parvis_set_label (page->picture, name);
      gtk_picture_set_alternative_text (GTK_PICTURE (page->picture), name);
      parvis_set_label (page->child, name);
    }
}

static void
remove_cb (GtkButton           *button,
           ParvisScannerWindow *self)
{
  for (guint i = 0; i < self->pages->len; i++)
    {
      const Page *page = g_ptr_array_index (self->pages, i);

      if (!gtk_widget_is_ancestor (GTK_WIDGET (button), page->child))
        continue;

      gtk_flow_box_remove (self->flow, page->child);
      g_ptr_array_remove_index (self->pages, i);
      break;
    }
  name_pages (self);
  refresh (self);
}

static void
page_cb (GBytes   *bytes,
         gpointer  user_data)
{
  ParvisScannerWindow *self = PARVIS_SCANNER_WINDOW (user_data);
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *out = parvis_icon_button ("user-trash-symbolic", _("Leave This Page Out"), NULL);
  g_autoptr(ParvisRenderer) renderer = parvis_renderer_new (g_getenv ("PARVIS_RENDER"));
  Page *page = g_new0 (Page, 1);

  page->bytes = g_bytes_ref (bytes);
  page->picture = gtk_picture_new ();
  page->child = gtk_flow_box_child_new ();
  gtk_widget_set_size_request (page->picture, PREVIEW / 2, PREVIEW * 7 / 10);
  gtk_picture_set_can_shrink (GTK_PICTURE (page->picture), TRUE);
  gtk_widget_add_css_class (page->picture, "card");
  gtk_widget_add_css_class (out, "osd");
  gtk_widget_set_halign (out, GTK_ALIGN_END);
  gtk_widget_set_valign (out, GTK_ALIGN_START);
  g_signal_connect_object (out, "clicked", G_CALLBACK (remove_cb), self, 0);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), page->picture);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), out);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (page->child), overlay);
  gtk_flow_box_insert (self->flow, page->child, -1);
  g_ptr_array_add (self->pages, page);
  /* It ends with what is asked of it. */
  parvis_renderer_open_async (renderer, bytes, FALSE, self->drawing, opened_cb,
                              g_object_ref (page->picture));
  name_pages (self);
  refresh (self);
}

/* --- the scanner --- */

static void
begin (ParvisScannerWindow *self,
       const char          *sentence)
{
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->busy = TRUE;
  say (self, sentence);
  refresh (self);
}

static void
scanned_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ParvisScannerWindow) self = PARVIS_SCANNER_WINDOW (user_data);
  g_autoptr(GError) error = NULL;
  gboolean done = parvis_scanner_scan_finish (result, &error);

  if (self->pages == NULL)
    return;

  self->busy = FALSE;
  if (done)
    say (self, _("Look at the pages, then add them."));
  else if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED))
    say (self, _("Stopped. What was scanned before is here."));
  else
    say (self, parvis_scanner_explain (error));
  refresh (self);
  gtk_widget_grab_focus (self->pages->len > 0 && done ? self->add : self->scan);
}

static void
scan_cb (ParvisScannerWindow *self)
{
  guint place = adw_combo_row_get_selected (self->device);
  const ParvisScannerDevice *device;
  ParvisScannerAsk ask = { 0 };

  if (self->busy || self->devices == NULL || place >= self->devices->len)
    return;

  device = g_ptr_array_index (self->devices, place);
  ask.device = device->name;
  ask.resolution = resolutions[adw_combo_row_get_selected (self->resolution)];
  ask.colour = gtk_switch_get_active (self->colour);
  ask.feeder = gtk_switch_get_active (self->feeder);
  g_settings_set_string (self->settings, "scanner", device->name);
  g_settings_set_int (self->settings, "scanner-resolution", (int) ask.resolution);
  begin (self, _("Scanning…"));
  parvis_scanner_scan_async (&ask, page_cb, self->cancellable, scanned_cb, g_object_ref (self));
  gtk_widget_grab_focus (self->stop);
}

static void
stop_cb (ParvisScannerWindow *self)
{
  g_cancellable_cancel (self->cancellable);
}

static void
show_devices (ParvisScannerWindow *self)
{
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);
  g_autofree char *last = g_settings_get_string (self->settings, "scanner");
  guint chosen = 0;

  for (guint i = 0; i < self->devices->len; i++)
    {
      const ParvisScannerDevice *device = g_ptr_array_index (self->devices, i);

      gtk_string_list_append (titles, device->title);
      if (g_strcmp0 (device->name, last) == 0)
        chosen = i;
    }
  adw_combo_row_set_model (self->device, G_LIST_MODEL (titles));
  adw_combo_row_set_selected (self->device, chosen);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ParvisScannerWindow) self = PARVIS_SCANNER_WINDOW (user_data);
  g_autoptr(GError) error = NULL;
  GPtrArray *devices = parvis_scanner_list_finish (result, &error);

  if (self->pages == NULL)
    {
      g_clear_pointer (&devices, g_ptr_array_unref);
      return;
    }

  self->busy = FALSE;
  self->devices = devices;
  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_TOO_SLOW))
    say (self, parvis_scanner_explain (error));
  else if (devices == NULL)
    say (self, _("Scanners cannot be used on this computer: ask whoever looks after it."));
  else if (devices->len == 0)
    say (self, _("No scanner was found. Is it switched on, and connected?"));
  else
    say (self, _("Put the paper on the glass or into the feeder."));
  if (devices != NULL && devices->len > 0)
    show_devices (self);
  refresh (self);
  if (gtk_widget_get_sensitive (self->scan))
    gtk_widget_grab_focus (self->scan);
}

static void
add_cb (ParvisScannerWindow *self)
{
  g_autoptr(GPtrArray) chosen = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);

  for (guint i = 0; i < self->pages->len; i++)
    g_ptr_array_add (chosen, g_bytes_ref (((const Page *) g_ptr_array_index (self->pages,
                                                                             i))->bytes));
  g_signal_emit (self, signal_chosen, 0, chosen);
  self->sure = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

/* --- what was scanned is not lost by a key --- */

static void
let_go_cb (ParvisScannerWindow *self,
           const char          *response,
           GtkWindow           *dialog)
{
  self->sure = TRUE;
  /* It goes on looking at the window that it was over, which ends first. */
  gtk_window_set_transient_for (dialog, NULL);
  gtk_window_close (GTK_WINDOW (self));
}

static void
ask_whether (ParvisScannerWindow *self)
{
  guint n = self->pages->len;
  g_autofree char *heading = g_strdup_printf (ngettext ("Let go of %u page?",
                                                        "Let go of %u pages?", n), n);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading,
                                              _("What was scanned was not added yet."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "let-go",
                                    _("_Let Go"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "let-go",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response::let-go", G_CALLBACK (let_go_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- the window --- */

static GtkSwitch *
add_switch (GtkWidget  *group,
            const char *title,
            const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = g_object_new (GTK_TYPE_SWITCH, "valign", GTK_ALIGN_CENTER, NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  parvis_set_label (button, title);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);

  return GTK_SWITCH (button);
}

static GtkWidget *
build_bar (ParvisScannerWindow *self)
{
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_label (_("Cancel"));

  self->add = gtk_button_new ();
  gtk_widget_add_css_class (self->add, "suggested-action");
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), self->add);
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (gtk_window_close), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->add, "clicked", G_CALLBACK (add_cb), self, G_CONNECT_SWAPPED);

  return bar;
}

static GtkWidget *
build_state (ParvisScannerWindow *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  self->said = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "wrap", TRUE, "hexpand", TRUE,
                             "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL);
  self->scan = gtk_button_new_with_mnemonic (_("_Scan"));
  self->stop = gtk_button_new_with_mnemonic (_("S_top"));
  gtk_widget_set_valign (self->scan, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->stop, GTK_ALIGN_CENTER);
  g_signal_connect_object (self->scan, "clicked", G_CALLBACK (scan_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->stop, "clicked", G_CALLBACK (stop_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->spinner));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->said));
  gtk_box_append (GTK_BOX (line), self->scan);
  gtk_box_append (GTK_BOX (line), self->stop);

  return line;
}

/* (transfer full) */
static GtkStringList *
list_resolutions (void)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (resolutions); i++)
    /* Translators: pixels in an inch. */
    gtk_string_list_take (list, g_strdup_printf (_("%u dpi"), resolutions[i]));

  return list;
}

static void
choose_resolution (ParvisScannerWindow *self)
{
  guint last = (guint) g_settings_get_int (self->settings, "scanner-resolution");

  for (guint i = 0; i < G_N_ELEMENTS (resolutions); i++)
    if (resolutions[i] == last)
      adw_combo_row_set_selected (self->resolution, i);
}

static GtkWidget *
build_content (ParvisScannerWindow *self)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing",
                                 18, "margin-top", 18, "margin-bottom", 18, "margin-start", 18,
                                 "margin-end", 18, NULL);
  GtkWidget *group = adw_preferences_group_new ();
  g_autoptr(GtkStringList) list = list_resolutions ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->device = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->device), _("Scanner"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->device));
  self->resolution = ADW_COMBO_ROW (adw_combo_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->resolution), _("Details"));
  adw_combo_row_set_model (self->resolution, G_LIST_MODEL (list));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->resolution));
  self->colour = add_switch (group, _("In Colour"), NULL);
  self->feeder = add_switch (group, _("All Pages of the Feeder"),
                             _("Where there is none, one page from the glass"));
  self->flow = GTK_FLOW_BOX (gtk_flow_box_new ());
  gtk_flow_box_set_selection_mode (self->flow, GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (self->flow, 4);
  gtk_widget_set_valign (GTK_WIDGET (self->flow), GTK_ALIGN_START);
  parvis_set_label (GTK_WIDGET (self->flow), _("Pages"));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->flow));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), group);
  gtk_box_append (GTK_BOX (box), build_state (self));
  gtk_box_append (GTK_BOX (box), scrolled);

  return box;
}

static void
parvis_scanner_window_dispose (GObject *object)
{
  ParvisScannerWindow *self = PARVIS_SCANNER_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->drawing);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->drawing);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  g_clear_pointer (&self->pages, g_ptr_array_unref);

  G_OBJECT_CLASS (parvis_scanner_window_parent_class)->dispose (object);
}

static gboolean
parvis_scanner_window_close_request (GtkWindow *window)
{
  ParvisScannerWindow *self = PARVIS_SCANNER_WINDOW (window);

  if (self->pages->len > 0 && !self->sure)
    {
      ask_whether (self);
      return GDK_EVENT_STOP;
    }

  g_cancellable_cancel (self->cancellable);

  return GTK_WINDOW_CLASS (parvis_scanner_window_parent_class)->close_request (window);
}

static void
parvis_scanner_window_class_init (ParvisScannerWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_scanner_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = parvis_scanner_window_close_request;

  signal_chosen = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_PTR_ARRAY);
}

static void
parvis_scanner_window_init (ParvisScannerWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->pages = g_ptr_array_new_with_free_func (free_page);
  self->drawing = g_cancellable_new ();
  self->settings = g_settings_new (APP_ID);
  gtk_box_append (GTK_BOX (box), build_bar (self));
  gtk_box_append (GTK_BOX (box), build_content (self));
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  parvis_page_close_on_escape (GTK_WINDOW (self));
  choose_resolution (self);
  g_settings_bind (self->settings, "scanner-colour", self->colour, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "scanner-feeder", self->feeder, "active",
                   G_SETTINGS_BIND_DEFAULT);
}

GtkWindow *
parvis_scanner_window_new (GtkWindow  *parent,
                           const char *what)
{
  ParvisScannerWindow *self = g_object_new (PARVIS_TYPE_SCANNER_WINDOW, "transient-for", parent,
                                            NULL);
  g_autofree char *title = g_strdup_printf (_("Scan: %s"), what);

  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_window_set_default_size (GTK_WINDOW (self),
                               parvis_page_fit_width (GTK_WIDGET (parent), WIDTH), HEIGHT);
  begin (self, _("Looking for scanners…"));
  parvis_scanner_list_async (self->cancellable, listed_cb, g_object_ref (self));

  return GTK_WINDOW (self);
}
