/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-window"

#include "config.h"

#include "parvis-window-private.h"

#include "parvis-chip.h"
#include "parvis-digit-key.h"
#include "parvis-first-run.h"
#include "parvis-invite-window.h"
#include "parvis-map-page.h"

#include <glib/gi18n.h>

static void
page_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  parvis_window_show_page (PARVIS_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* Ctrl+1…9: by the order in the sidebar, whichever pages there are. */
static void
nth_page_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  ParvisWindow *self = PARVIS_WINDOW (widget);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->pages_list,
                                                      g_variant_get_int32 (parameter));

  if (row != NULL)
    g_signal_emit_by_name (self->pages_list, "row-activated", row);
}

static void
sidebar_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  ParvisWindow *self = PARVIS_WINDOW (widget);

  adw_flap_set_reveal_flap (self->flap, !adw_flap_get_reveal_flap (self->flap));
  if (adw_flap_get_reveal_flap (self->flap))
    gtk_widget_child_focus (GTK_WIDGET (self->pages_list), GTK_DIR_TAB_FORWARD);
}

/* The panes in reading order; those that are not on screen are passed over. */
static void
pane_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  ParvisWindow *self = PARVIS_WINDOW (widget);
  gboolean forward = g_variant_get_boolean (parameter);
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  GtkWidget *list = GTK_WIDGET (self->pages_list);
  GtkWidget *page = adw_view_stack_get_visible_child (self->stack);
  gboolean on_map = self->map_page != NULL && gtk_widget_get_mapped (self->map_page);
  gboolean in_sidebar = focus != NULL && gtk_widget_is_ancestor (focus, self->sidebar);
  gboolean in_map = focus != NULL && g_strcmp0 (G_OBJECT_TYPE_NAME (focus), "ShumateMap") == 0;

  if (in_sidebar || !gtk_widget_get_mapped (self->sidebar))
    {
      if (on_map && forward && !in_map)
        gtk_widget_activate_action (self->map_page, "map.focus", NULL);
      else if (on_map)
        gtk_widget_activate_action (self->map_page, "map.list", NULL);
      else
        gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
    }
  else if (on_map && forward == in_map)
    {
      gtk_widget_activate_action (self->map_page, forward ? "map.list" : "map.focus", NULL);
    }
  else
    {
      gtk_widget_child_focus (list, GTK_DIR_TAB_FORWARD);
    }
}

static ParvisChip *
find_chip (GtkWidget *widget)
{
  if (PARVIS_IS_CHIP (widget))
    return gtk_widget_get_mapped (widget) ? PARVIS_CHIP (widget) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      ParvisChip *found = gtk_widget_get_mapped (child) ? find_chip (child) : NULL;

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
queue_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  ParvisChip *chip = find_chip (GTK_WIDGET (PARVIS_WINDOW (widget)->toasts));

  if (chip != NULL)
    parvis_chip_popup (chip);
}

static void
retry_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  parvis_session_retry (parvis_desk_get_session (PARVIS_WINDOW (widget)->desk));
}

static void
say_undone (ParvisWindow *self,
            const char   *format,
            const char   *what)
{
  g_autofree char *sentence = NULL;

  if (what == NULL)
    return;

  sentence = g_strdup_printf ("%s %s", format, what);
  parvis_desk_say (self->desk, sentence, 0);
}

static void
undo_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  ParvisWindow *self = PARVIS_WINDOW (widget);
  ParvisUndo *undo = parvis_desk_get_undo (self->desk);
  g_autofree char *what = g_strdup (parvis_undo_get_last (undo));

  if (parvis_undo_take_back (undo))
    say_undone (self, _("Undone:"), what);
}

static void
redo_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  ParvisWindow *self = PARVIS_WINDOW (widget);
  ParvisUndo *undo = parvis_desk_get_undo (self->desk);
  g_autofree char *what = g_strdup (parvis_undo_get_next (undo));

  if (parvis_undo_do_again (undo))
    say_undone (self, _("Done again:"), what);
}

static void
undo_step_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  parvis_undo_take_back_step (parvis_desk_get_undo (PARVIS_WINDOW (widget)->desk),
                              g_variant_get_uint32 (parameter));
}

void
parvis_window_set_wall (ParvisWindow *self,
                        gboolean      wall)
{
  if (self->wall == wall)
    return;

  if (wall)
    parvis_window_show_page (self, "map");
  if (self->map_page == NULL)
    return;

  self->wall = wall;
  parvis_window_go_back (self);
  parvis_window_unfold (self);
  parvis_map_page_set_wall (PARVIS_MAP_PAGE (self->map_page), wall);
  /* What had the focus is not seen any more; the keys are the window's. */
  if (wall)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  if (wall)
    gtk_window_fullscreen (GTK_WINDOW (self));
  else
    gtk_window_unfullscreen (GTK_WINDOW (self));
}

static void
wall_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  parvis_window_set_wall (PARVIS_WINDOW (widget), !PARVIS_WINDOW (widget)->wall);
}

/* Escape leaves what was opened last. */
static void
back_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  ParvisWindow *self = PARVIS_WINDOW (widget);

  if (self->wall)
    parvis_window_set_wall (self, FALSE);
  else if (adw_flap_get_folded (self->flap) && adw_flap_get_reveal_flap (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
  else
    parvis_window_go_back (self);
}

static void
towns_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  ParvisWindow *self = PARVIS_WINDOW (widget);

  adw_flap_set_reveal_flap (self->flap, TRUE);
  gtk_menu_button_popup (GTK_MENU_BUTTON (self->town_button));
}

static void
invite_merchant_action (GtkWidget  *widget,
                        const char *action_name,
                        GVariant   *parameter)
{
  parvis_invite_window_present (widget, PARVIS_WINDOW (widget)->desk,
                                g_variant_get_string (parameter, NULL));
}

static void
first_run_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  ParvisWindow *self = PARVIS_WINDOW (widget);

  self->offered = TRUE;
  parvis_first_run_present (GTK_WINDOW (self), self->desk, self->settings);
}

static void
open_place_action (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  parvis_window_open_place (PARVIS_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
count_place_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  parvis_window_count_place (PARVIS_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
close_place_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  parvis_window_close_place (PARVIS_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
reopen_place_action (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  parvis_window_reopen_place (PARVIS_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
lower_place_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  parvis_window_lower_place (PARVIS_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
restore_place_action (GtkWidget  *widget,
                      const char *action_name,
                      GVariant   *parameter)
{
  parvis_window_restore_place (PARVIS_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* What another page of the shop asks for: the list is on its own. */
static void
print_list_action (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  ParvisWindow *self = PARVIS_WINDOW (widget);

  if (parvis_window_show_page (self, "bake"))
    gtk_widget_activate_action (
      adw_bin_get_child (ADW_BIN (adw_view_stack_get_visible_child (self->stack))), "bake.print",
      NULL);
}

static void
bind_page_keys (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < PARVIS_DIGITS; i++)
    {
      for (guint j = 0; j < PARVIS_KEYS_OF_A_DIGIT; j++)
        gtk_widget_class_add_binding_action (widget_class, parvis_digit_keys[i][j],
                                             GDK_CONTROL_MASK, "win.nth-page", "i", (int) i);
    }
}

static void
bind_keys (GtkWidgetClass *widget_class)
{
  const struct
  {
    guint           key;
    GdkModifierType modifiers;
    const char     *action;
  } keys[] = {
    { GDK_KEY_F9, 0, "win.sidebar" },
    { GDK_KEY_F11, 0, "win.wall" },
    { GDK_KEY_Escape, 0, "win.back" },
    { GDK_KEY_Left, GDK_ALT_MASK, "win.back" },
    { GDK_KEY_Back, 0, "win.back" },
    { GDK_KEY_j, GDK_CONTROL_MASK, "win.queue" },
    { GDK_KEY_l, GDK_CONTROL_MASK, "win.towns" },
    { GDK_KEY_r, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.retry" },
    { GDK_KEY_z, GDK_CONTROL_MASK, "win.undo" },
    { GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "win.redo" },
  };

  /* Bindings of the class and not accelerators of the application: an entry
   * that has the focus keeps its own Ctrl+Z and Escape.
   */
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].key, keys[i].modifiers,
                                         keys[i].action, NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F6, 0, "win.pane", "b", TRUE);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F6, GDK_SHIFT_MASK, "win.pane", "b",
                                       FALSE);
  bind_page_keys (widget_class);
}

void
parvis_window_install_actions (GtkWidgetClass *widget_class)
{
  const struct
  {
    const char                 *name;
    const char                 *type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "win.page", "s", page_action },
    { "win.nth-page", "i", nth_page_action },
    { "win.sidebar", NULL, sidebar_action },
    { "win.pane", "b", pane_action },
    { "win.queue", NULL, queue_action },
    { "win.retry", NULL, retry_action },
    { "win.print-list", NULL, print_list_action },
    { "win.undo", NULL, undo_action },
    { "win.redo", NULL, redo_action },
    { "win.undo-step", "u", undo_step_action },
    { "win.wall", NULL, wall_action },
    { "win.towns", NULL, towns_action },
    { "win.first-run", NULL, first_run_action },
    { "win.invite-merchant", "s", invite_merchant_action },
    { "win.back", NULL, back_action },
    { "win.open-place", "s", open_place_action },
    { "win.count-place", "s", count_place_action },
    { "win.close-place", "s", close_place_action },
    { "win.reopen-place", "s", reopen_place_action },
    { "win.lower-place", "s", lower_place_action },
    { "win.restore-place", "s", restore_place_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type,
                                     actions[i].activate);
  bind_keys (widget_class);
}
