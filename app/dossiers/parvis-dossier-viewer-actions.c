/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-viewer"

#include "config.h"

#include "parvis-dossier-viewer-private.h"

#include "parvis-icon-button.h"

#include <glib/gi18n.h>

#define MODIFIERS (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_SHIFT_MASK)
/* Of what is seen, for each press of a key. */
#define STEP      0.2
#define PAGE_STEP 0.85

static gboolean
is_shown (ParvisDossierViewer *self)
{
  return self->state == PARVIS_VIEWER_SHOWN;
}

static void
zoom_in_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  parvis_scan_view_step_zoom (PARVIS_DOSSIER_VIEWER (widget)->view, 1);
}

static void
zoom_out_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  parvis_scan_view_step_zoom (PARVIS_DOSSIER_VIEWER (widget)->view, -1);
}

static void
fit_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  parvis_scan_view_fit (PARVIS_DOSSIER_VIEWER (widget)->view);
}

static void
turn_right_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  parvis_scan_view_turn (PARVIS_DOSSIER_VIEWER (widget)->view, 1);
}

static void
turn_left_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  parvis_scan_view_turn (PARVIS_DOSSIER_VIEWER (widget)->view, -1);
}

static void
lighter_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  ParvisDossierViewer *self = PARVIS_DOSSIER_VIEWER (widget);

  parvis_desk_tell (self->desk, parvis_scan_view_lighten (self->view)
                                  ? _("The picture is shown lighter")
                                  : _("The picture is as light as it is"));
}

void
parvis_dossier_viewer_set_full (ParvisDossierViewer *self,
                                gboolean             full)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->full == full || (full && !GTK_IS_WINDOW (root)))
    return;

  self->full = full;
  if (GTK_IS_WINDOW (root) && full)
    gtk_window_fullscreen (GTK_WINDOW (root));
  else if (GTK_IS_WINDOW (root))
    gtk_window_unfullscreen (GTK_WINDOW (root));
  parvis_icon_button_label (self->full_button,
                            full ? "view-restore-symbolic" : "view-fullscreen-symbolic",
                            full ? _("Leave Full Screen") : _("Full Screen"), NULL);
  g_object_notify (G_OBJECT (self), "full");
}

static void
full_screen_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  ParvisDossierViewer *self = PARVIS_DOSSIER_VIEWER (widget);

  parvis_dossier_viewer_set_full (self, !self->full);
}

static void
next_page_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  parvis_dossier_viewer_step_page (PARVIS_DOSSIER_VIEWER (widget), 1);
}

static void
previous_page_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  parvis_dossier_viewer_step_page (PARVIS_DOSSIER_VIEWER (widget), -1);
}

static void
newer_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  parvis_dossier_viewer_show_newer (PARVIS_DOSSIER_VIEWER (widget));
}

static void
search_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  ParvisDossierViewer *self = PARVIS_DOSSIER_VIEWER (widget);

  if (is_shown (self))
    parvis_viewer_search_open (self->search);
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ParvisDossierViewer *self = PARVIS_DOSSIER_VIEWER (widget);

  if (parvis_viewer_search_copy (self->search))
    parvis_desk_say (self->desk, _("Text copied"), 0);
}

static void
again_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  parvis_scan_shelf_retry (PARVIS_DOSSIER_VIEWER (widget)->shelf);
}

void
parvis_dossier_viewer_install_actions (ParvisDossierViewerClass *klass)
{
  static const struct
  {
    const char                  *name;
    GtkWidgetActionActivateFunc  func;
  } actions[] = {
    { "viewer.zoom-in", zoom_in_action },
    { "viewer.zoom-out", zoom_out_action },
    { "viewer.fit", fit_action },
    { "viewer.turn-right", turn_right_action },
    { "viewer.turn-left", turn_left_action },
    { "viewer.lighter", lighter_action },
    { "viewer.full-screen", full_screen_action },
    { "viewer.next-page", next_page_action },
    { "viewer.previous-page", previous_page_action },
    { "viewer.newer", newer_action },
    { "viewer.search", search_action },
    { "viewer.copy", copy_action },
    { "viewer.again", again_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), actions[i].name, NULL,
                                     actions[i].func);
}

/* --- keys --- */

typedef struct
{
  guint            key;
  GdkModifierType  shift;
  const char      *action;
} Key;

/* Signs and letters alone. Where digits need Shift, 0 is "à". */
static const Key singles[] = {
  { GDK_KEY_plus, 0, "viewer.zoom-in" },
  { GDK_KEY_plus, GDK_SHIFT_MASK, "viewer.zoom-in" },
  { GDK_KEY_equal, 0, "viewer.zoom-in" },
  { GDK_KEY_KP_Add, 0, "viewer.zoom-in" },
  { GDK_KEY_minus, 0, "viewer.zoom-out" },
  { GDK_KEY_KP_Subtract, 0, "viewer.zoom-out" },
  { GDK_KEY_0, 0, "viewer.fit" },
  { GDK_KEY_0, GDK_SHIFT_MASK, "viewer.fit" },
  { GDK_KEY_agrave, 0, "viewer.fit" },
  { GDK_KEY_KP_0, 0, "viewer.fit" },
  { GDK_KEY_f, 0, "viewer.full-screen" },
  { GDK_KEY_o, 0, "viewer.turn-right" },
  { GDK_KEY_o, GDK_SHIFT_MASK, "viewer.turn-left" },
  { GDK_KEY_b, 0, "viewer.lighter" },
};

static const Key always[] = {
  { GDK_KEY_F11, 0, "viewer.full-screen" },
  { GDK_KEY_Page_Down, 0, "viewer.next-page" },
  { GDK_KEY_Page_Up, 0, "viewer.previous-page" },
  { GDK_KEY_KP_Page_Down, 0, "viewer.next-page" },
  { GDK_KEY_KP_Page_Up, 0, "viewer.previous-page" },
};

static gboolean
press_action (ParvisDossierViewer *self,
              const Key           *keys,
              guint                n_keys,
              guint                keyval,
              GdkModifierType      shift)
{
  for (guint i = 0; i < n_keys; i++)
    if (gdk_keyval_to_lower (keyval) == keys[i].key && shift == keys[i].shift)
      {
        gtk_widget_activate_action (GTK_WIDGET (self), keys[i].action, NULL);
        return TRUE;
      }

  return FALSE;
}

static gboolean
has_words (ParvisDossierViewer *self)
{
  const json_t *file = json_array_get (json_object_get (self->document, "pages"), self->file);

  return is_shown (self) && !parvis_viewer_search_is_open (self->search) &&
         g_strcmp0 (json_string_value (json_object_get (file, "media")), "application/pdf") == 0;
}

/* On to the next page at the end of one. */
static void
read_on (ParvisDossierViewer *self,
         int                  by)
{
  if (!parvis_scan_view_scroll (self->view, 0, by * PAGE_STEP))
    parvis_dossier_viewer_step_page (self, by);
}

static gboolean
press_scroll (ParvisDossierViewer *self,
              guint                keyval,
              GdkModifierType      shift)
{
  static const struct
  {
    guint  key;
    double dx;
    double dy;
  } arrows[] = {
    { GDK_KEY_Left, -STEP, 0 }, { GDK_KEY_Right, STEP, 0 }, { GDK_KEY_Up, 0, -STEP },
    { GDK_KEY_Down, 0, STEP }, { GDK_KEY_KP_Left, -STEP, 0 }, { GDK_KEY_KP_Right, STEP, 0 },
    { GDK_KEY_KP_Up, 0, -STEP }, { GDK_KEY_KP_Down, 0, STEP },
  };

  if (keyval == GDK_KEY_space)
    {
      read_on (self, shift != 0 ? -1 : 1);
      return TRUE;
    }

  for (guint i = 0; shift != 0 && i < G_N_ELEMENTS (arrows); i++)
    if (keyval == arrows[i].key)
      {
        parvis_scan_view_scroll (self->view, arrows[i].dx, arrows[i].dy);
        return TRUE;
      }

  return FALSE;
}

gboolean
parvis_dossier_viewer_press (ParvisDossierViewer *self,
                             guint                keyval,
                             GdkModifierType      state,
                             gboolean             single)
{
  GdkModifierType shift = state & GDK_SHIFT_MASK;
  GdkModifierType others = state & MODIFIERS & ~GDK_SHIFT_MASK;

  g_return_val_if_fail (PARVIS_IS_DOSSIER_VIEWER (self), FALSE);

  if (keyval == GDK_KEY_Escape && self->full)
    {
      parvis_dossier_viewer_set_full (self, FALSE);
      return TRUE;
    }
  /* A photo has no words, and whoever looks for some already wants a name: the page has it. */
  if (others == GDK_CONTROL_MASK && gdk_keyval_to_lower (keyval) == GDK_KEY_f)
    {
      if (!has_words (self))
        return FALSE;

      gtk_widget_activate_action (GTK_WIDGET (self), "viewer.search", NULL);
      return TRUE;
    }
  if (others == GDK_CONTROL_MASK && gdk_keyval_to_lower (keyval) == GDK_KEY_c)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "viewer.copy", NULL);
      return TRUE;
    }
  if (keyval == GDK_KEY_y && others == (single ? 0 : GDK_CONTROL_MASK) && shift == 0)
    {
      parvis_dossier_viewer_show_newer (self);
      return TRUE;
    }
  /* Away from a page that does not open, too. */
  if (others == 0 && press_action (self, always, G_N_ELEMENTS (always), keyval, shift))
    return TRUE;
  if (!is_shown (self))
    return FALSE;
  if (others == (single ? 0 : GDK_CONTROL_MASK) &&
      press_action (self, singles, G_N_ELEMENTS (singles), keyval, shift))
    return TRUE;

  return others == 0 && press_scroll (self, keyval, shift);
}
