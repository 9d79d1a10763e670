/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-window"

#include "config.h"

#include "parvis-window-private.h"

#include "parvis-chip.h"
#include "parvis-first.h"
#include "parvis-focus.h"
#include "parvis-format.h"
#include "parvis-icon-button.h"
#include "parvis-map-page.h"

#include <glib/gi18n.h>

#define WIDE_FROM    1000
#define COMPACT_TO   620

/* How long a message stays, in seconds, unless it is asked to stay for good. */
#define MESSAGE_SECONDS 10

G_DEFINE_FINAL_TYPE (ParvisWindow, parvis_window, ADW_TYPE_APPLICATION_WINDOW)

/* "Saint-Aubin-sur-Loire" is "Saint-Aubin" to those who live there. */
static char *
shorten_name (const char *name)
{
  const char *links[] = { "-sur-", "-sous-", "-lès-", "-lez-", "-les-", "-en-", "-de-", "-du-",
                          "-d’", "-d'", "-la-", "-le-" };

  for (guint i = 0; i < G_N_ELEMENTS (links) && g_utf8_strlen (name, -1) > 15; i++)
    {
      const char *link = strstr (name, links[i]);

      if (link != NULL && link - name >= 6)
        return g_strndup (name, link - name);
    }

  return g_strdup (name);
}

static void
refresh_town (ParvisWindow *self)
{
  ParvisSession *session = parvis_desk_get_session (self->desk);
  g_autoptr(ParvisEntityRef) town =
    parvis_session_dup_entity (session, PARVIS_KIND_TOWN, parvis_session_get_town (session));
  const json_t *body = town != NULL ? town->body : NULL;
  const char *name = json_string_value (json_object_get (body, "name"));
  g_autofree char *brief = NULL;
  g_autofree char *words = NULL;
  g_autofree char *label = NULL;
  g_autofree char *logo = NULL;
  GString *details = g_string_new (NULL);

  if (name == NULL)
    name = parvis_session_get_town (session);

  brief = shorten_name (name);
  label = g_strdup_printf (_("Town: %s"), name);
  /* Initials are those of words, and French towns write theirs with hyphens. */
  words = g_strdelimit (g_strdup (brief), "-", ' ');
  adw_avatar_set_text (self->avatar, words);
  gtk_label_set_label (self->town_label, brief);
  gtk_label_set_width_chars (self->town_label, (int) MIN (g_utf8_strlen (brief, -1), 15));
  gtk_label_set_label (self->town_title, name);
  parvis_set_label (self->town_button, label);
  logo = g_strdup_printf (_("Logo of %s"), name);
  parvis_set_label (GTK_WIDGET (self->town_logo), logo);
  parvis_window_show_logo (self, json_string_value (json_object_get (body, "logo")));

  if (json_is_true (json_object_get (body, "fictional")))
    g_string_append_printf (details, "%s\n", _("fictional town"));
  if (json_is_integer (json_object_get (body, "population")))
    {
      gint64 count = json_integer_value (json_object_get (body, "population"));
      g_autofree char *number = parvis_format_number (count);

      g_string_append_printf (details, ngettext ("%s inhabitant", "%s inhabitants",
                                                 (gulong) count), number);
      g_string_append_c (details, '\n');
    }
  g_string_append (details, parvis_session_get_base_uri (session));
  gtk_label_set_label (self->town_details, details->str);
  g_string_free (details, TRUE);

  parvis_desk_set_zone (self->desk, parvis_places_get_zone (self->places));
}

/* A town without any place has nothing to show: its first step comes by itself,
 * once, and so does one that was interrupted. Others are in the menu.
 */
static void
offer_first_run (ParvisWindow *self)
{
  ParvisSession *session = parvis_desk_get_session (self->desk);
  gboolean by_itself;
  gboolean useful = parvis_first_is_useful (session, self->settings, &by_itself);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.first-run", useful);
  /* Only over a window that has the keyboard: it takes it from nobody else. */
  if (!useful || !by_itself || self->offered || !gtk_window_is_active (GTK_WINDOW (self)))
    return;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.first-run", NULL);
}

static void
updated_cb (ParvisPlaces *places,
            gpointer      user_data)
{
  refresh_town (PARVIS_WINDOW (user_data));
}

static void
changed_cb (ParvisSession *session,
            GPtrArray     *changes,
            gpointer       user_data)
{
  for (guint i = 0; i < changes->len; i++)
    if (strcmp (((ParvisEntityRef *) g_ptr_array_index (changes, i))->kind, PARVIS_KIND_SETUP) == 0)
      {
        parvis_window_follow_rights (PARVIS_WINDOW (user_data));
        offer_first_run (PARVIS_WINDOW (user_data));
        return;
      }
}

/* What the town has switched on is known when its entities are. */
static void
ready_cb (ParvisSession *session,
          gpointer       user_data)
{
  ParvisWindow *self = PARVIS_WINDOW (user_data);
  g_autofree char *wanted = g_steal_pointer (&self->wanted_page);

  parvis_window_follow_rights (self);
  /* The page that was open last belongs to a module. */
  if (wanted != NULL &&
      g_strcmp0 (adw_view_stack_get_visible_child_name (self->stack), "map") == 0)
    parvis_window_show_page (self, wanted);
}

static void
offer_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    user_data)
{
  offer_first_run (PARVIS_WINDOW (user_data));
}

static void
toast_dismissed_cb (AdwToast *toast,
                    gpointer  user_data)
{
  ParvisWindow *self = PARVIS_WINDOW (user_data);

  if (self->toast != toast)
    return;

  g_clear_handle_id (&self->toast_source, g_source_remove);
  g_clear_object (&self->toast);
}

static gboolean
dismiss_cb (gpointer user_data)
{
  ParvisWindow *self = PARVIS_WINDOW (user_data);

  self->toast_source = 0;
  adw_toast_dismiss (self->toast);

  return G_SOURCE_REMOVE;
}

/* One toast says what was done last. It is written anew and not replaced: libadwaita 1.2 uses
 * a toast after its end that is dismissed while it still comes up, which it does for long
 * where few frames are drawn.
 */
static void
show_toast (ParvisWindow *self,
            const char   *markup,
            guint         step)
{
  AdwToast *toast = self->toast;
  gboolean is_new = toast == NULL;

  if (is_new)
    {
      toast = self->toast = adw_toast_new (markup);
      adw_toast_set_timeout (toast, 0);
      g_signal_connect_object (toast, "dismissed", G_CALLBACK (toast_dismissed_cb), self, 0);
    }

  adw_toast_set_title (toast, markup);
  adw_toast_set_button_label (toast, step != 0 ? _("Undo") : NULL);
  /* An action is never there without the step that it wants. */
  if (step == 0)
    adw_toast_set_action_name (toast, NULL);
  adw_toast_set_action_target_value (toast, step != 0 ? g_variant_new_uint32 (step) : NULL);
  if (step != 0)
    adw_toast_set_action_name (toast, "win.undo-step");

  g_clear_handle_id (&self->toast_source, g_source_remove);
  if (!g_settings_get_boolean (self->settings, "persistent-messages"))
    self->toast_source = g_timeout_add_seconds (MESSAGE_SECONDS, dismiss_cb, self);
  if (is_new)
    adw_toast_overlay_add_toast (self->toasts, g_object_ref (toast));
}

/* A toast is never the only message: a screen reader does not hear of it. */
static void
said_cb (ParvisDesk *desk,
         const char *sentence,
         guint       step,
         gpointer    user_data)
{
  ParvisWindow *self = PARVIS_WINDOW (user_data);
  g_autofree char *markup = g_markup_escape_text (sentence, -1);

  gtk_label_set_label (self->status, sentence);
  show_toast (self, markup, step);
}

/* For a screen reader only: nothing was done that a toast would confirm. */
static void
told_cb (ParvisDesk *desk,
         const char *sentence,
         gpointer    user_data)
{
  gtk_label_set_label (PARVIS_WINDOW (user_data)->status, sentence);
}

static void
refused_cb (ParvisSession *session,
            ParvisAction  *action,
            gpointer       user_data)
{
  ParvisWindow *self = PARVIS_WINDOW (user_data);
  g_autofree char *text = parvis_action_text (action, NULL);
  g_autofree char *refusal = parvis_action_refusal (action);
  g_autofree char *sentence = NULL;

  if (refusal != NULL)
    sentence = g_strdup_printf (_("Refused: %1$s. %2$s"), text, refusal);
  else
    sentence = g_strdup_printf (_("Refused: %s."), text);
  parvis_desk_say (self->desk, sentence, 0);
}

static void
failed_cb (ParvisSession *session,
           GError        *error,
           gpointer       user_data)
{
  ParvisWindow *self = PARVIS_WINDOW (user_data);

  g_warning ("The data of this computer cannot be opened: %s", error->message);
  parvis_desk_set_outage (self->desk,
                          _("The data of this computer cannot be opened. Nothing was deleted. "
                            "Close other windows of Parvis, then start it again."));
}

static void
repaired_cb (ParvisSession *session,
             const char    *kept,
             gint64         copied_at,
             gboolean       lost,
             gpointer       user_data)
{
  ParvisWindow *self = PARVIS_WINDOW (user_data);
  g_autofree char *sentence = NULL;

  if (lost)
    sentence = g_strdup_printf (_("The data of this computer were damaged, and waiting actions "
                                  "could not be read. The damaged file is kept: %s"), kept);
  else
    sentence = g_strdup_printf (_("The data of this computer were damaged and have been repaired. "
                                  "The damaged file is kept: %s"), kept);
  parvis_desk_say (self->desk, sentence, 0);
}

static void
show_row (ParvisWindow  *self,
          GtkListBoxRow *row)
{
  parvis_window_show_page (self, parvis_window_row_get_page (row));
}

/* What the arrow keys choose is what is seen. */
static void
page_selected_cb (ParvisWindow  *self,
                  GtkListBoxRow *row,
                  GtkListBox    *list)
{
  if (row != NULL && self->desk != NULL)
    show_row (self, row);
}

static void
page_activated_cb (ParvisWindow  *self,
                   GtkListBoxRow *row,
                   GtkListBox    *list)
{
  show_row (self, row);
  /* Whoever opens a page means to use its keys. */
  parvis_window_focus_page (self);
  if (adw_flap_get_folded (self->flap))
    adw_flap_set_reveal_flap (self->flap, FALSE);
}

static gboolean
drop_cb (gpointer user_data)
{
  ParvisWindow *self = PARVIS_WINDOW (user_data);

  self->drop_idle = 0;
  parvis_window_drop_withdrawn (self);

  return G_SOURCE_REMOVE;
}

static void
visible_page_cb (AdwViewStack *stack,
                 GParamSpec   *pspec,
                 gpointer      user_data)
{
  ParvisWindow *self = PARVIS_WINDOW (user_data);
  const char *name = adw_view_stack_get_visible_child_name (stack);
  g_autofree char *kept = g_settings_get_string (self->settings, "page");

  if (name == NULL)
    return;

  parvis_window_fill_page (self, name);
  if (self->drop_idle == 0)
    self->drop_idle = g_idle_add (drop_cb, self);
  parvis_window_refresh_list (self);

  /* At the start it is what was read: nothing to write, and nothing to wait for. */
  if (strcmp (kept, name) != 0)
    g_settings_set_string (self->settings, "page", name);
}

void
parvis_window_unfold (ParvisWindow *self)
{
  adw_flap_set_reveal_flap (self->flap, self->wide && !self->wall && !self->focused);
}

static void
follow_sidebar (ParvisWindow *self)
{
  parvis_desk_set_folded (self->desk, adw_flap_get_folded (self->flap) ||
                                      !adw_flap_get_reveal_flap (self->flap));
}

static void
flap_cb (AdwFlap    *flap,
         GParamSpec *pspec,
         gpointer    user_data)
{
  follow_sidebar (PARVIS_WINDOW (user_data));
}

static void
fit (ParvisWindow *self,
     int           width)
{
  gboolean wide = width >= WIDE_FROM;

  if (!self->fitted || wide != self->wide)
    {
      self->wide = wide;
      self->fitted = TRUE;
      adw_flap_set_fold_policy (self->flap, wide ? ADW_FLAP_FOLD_POLICY_NEVER
                                                 : ADW_FLAP_FOLD_POLICY_ALWAYS);
      parvis_window_unfold (self);
      follow_sidebar (self);
    }
  parvis_desk_set_compact (self->desk, width < COMPACT_TO);
}

static gboolean
fit_cb (gpointer user_data)
{
  ParvisWindow *self = PARVIS_WINDOW (user_data);

  self->fit_idle = 0;
  fit (self, gtk_widget_get_width (GTK_WIDGET (self)));

  return G_SOURCE_REMOVE;
}

/* GTK 4.8 has no breakpoints. What the width decides is set before the next
 * frame, not during this allocation.
 */
static void
parvis_window_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  ParvisWindow *self = PARVIS_WINDOW (widget);
  gboolean compact = width < COMPACT_TO;

  GTK_WIDGET_CLASS (parvis_window_parent_class)->size_allocate (widget, width, height, baseline);

  if (self->desk != NULL && self->fit_idle == 0 &&
      (!self->fitted || self->wide != (width >= WIDE_FROM) ||
       compact != parvis_desk_get_compact (self->desk)))
    self->fit_idle = g_idle_add_full (G_PRIORITY_HIGH, fit_cb, self, NULL);
}

static ParvisBaseMap *
get_map (ParvisWindow *self)
{
  return self->map_page != NULL ? parvis_map_page_get_map (PARVIS_MAP_PAGE (self->map_page)) : NULL;
}

static void
keep_map_size (ParvisWindow *self)
{
  ParvisBaseMap *map = get_map (self);

  if (map == NULL || gtk_widget_get_width (GTK_WIDGET (map)) <= 0)
    return;

  g_settings_set_int (self->settings, "map-width", gtk_widget_get_width (GTK_WIDGET (map)));
  g_settings_set_int (self->settings, "map-height", gtk_widget_get_height (GTK_WIDGET (map)));
}

static void
keep_size (ParvisWindow *self)
{
  int width;
  int height;

  if (self->wall || gtk_window_is_fullscreen (GTK_WINDOW (self)))
    return;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_boolean (self->settings, "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (self)));
  if (gtk_window_is_maximized (GTK_WINDOW (self)))
    return;

  g_settings_set_int (self->settings, "window-width", CLAMP (width, 360, 16384));
  g_settings_set_int (self->settings, "window-height", CLAMP (height, 480, 16384));
  keep_map_size (self);
}

static gboolean
parvis_window_close_request (GtkWindow *window)
{
  keep_size (PARVIS_WINDOW (window));

  return GTK_WINDOW_CLASS (parvis_window_parent_class)->close_request (window);
}

static void
parvis_window_dispose (GObject *object)
{
  ParvisWindow *self = PARVIS_WINDOW (object);

  g_clear_handle_id (&self->fit_idle, g_source_remove);
  g_clear_handle_id (&self->drop_idle, g_source_remove);
  g_clear_object (&self->outage);
  g_clear_object (&self->news);
  g_clear_object (&self->sources);
  g_clear_handle_id (&self->toast_source, g_source_remove);
  g_clear_object (&self->toast);
  g_cancellable_cancel (self->logo_loading);
  g_clear_object (&self->logo_loading);
  g_clear_pointer (&self->logo, g_free);
  if (self->desk != NULL)
    parvis_ticker_stop (parvis_desk_get_ticker (self->desk));
  gtk_widget_dispose_template (GTK_WIDGET (self), PARVIS_TYPE_WINDOW);
  g_clear_object (&self->counting);
  g_clear_object (&self->slips);
  g_clear_object (&self->bell);
  g_clear_object (&self->shop);
  g_clear_object (&self->dossiers);
  g_clear_pointer (&self->wanted_page, g_free);
  g_clear_object (&self->places);
  g_clear_object (&self->desk);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (parvis_window_parent_class)->dispose (object);
}

static void
parvis_window_class_init (ParvisWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_window_dispose;
  widget_class->size_allocate = parvis_window_size_allocate;
  GTK_WINDOW_CLASS (klass)->close_request = parvis_window_close_request;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/fr/parvis/Parvis/parvis-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ParvisWindow, avatar);
  gtk_widget_class_bind_template_child (widget_class, ParvisWindow, chip_bin);
  gtk_widget_class_bind_template_child (widget_class, ParvisWindow, content);
  gtk_widget_class_bind_template_child (widget_class, ParvisWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, ParvisWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisWindow, pages_list);
  gtk_widget_class_bind_template_child (widget_class, ParvisWindow, person_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisWindow, primary_menu);
  gtk_widget_class_bind_template_child (widget_class, ParvisWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, ParvisWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, ParvisWindow, status);
  gtk_widget_class_bind_template_child (widget_class, ParvisWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, ParvisWindow, town_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisWindow, town_choice);
  gtk_widget_class_bind_template_child (widget_class, ParvisWindow, town_details);
  gtk_widget_class_bind_template_child (widget_class, ParvisWindow, town_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisWindow, town_list);
  gtk_widget_class_bind_template_child (widget_class, ParvisWindow, town_logo);
  gtk_widget_class_bind_template_child (widget_class, ParvisWindow, town_search);
  gtk_widget_class_bind_template_child (widget_class, ParvisWindow, town_title);
  gtk_widget_class_bind_template_callback (widget_class, page_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, page_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, parvis_window_search_town_cb);
  gtk_widget_class_bind_template_callback (widget_class, parvis_window_town_cb);

  parvis_window_install_actions (widget_class);
}

static void
parvis_window_init (ParvisWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
figures_cb (GSettings  *settings,
            const char *key,
            gpointer    user_data)
{
  ParvisWindow *self = PARVIS_WINDOW (user_data);

  if (g_settings_get_boolean (settings, "large-figures"))
    gtk_widget_add_css_class (GTK_WIDGET (self), "large-figures");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "large-figures");
  if (self->map_page != NULL)
    parvis_map_page_figures_resized (PARVIS_MAP_PAGE (self->map_page));
}

static void
follow_settings (ParvisWindow *self)
{
  g_settings_bind (self->settings, "single-key-shortcuts", self->desk, "single-keys",
                   G_SETTINGS_BIND_GET);
  g_settings_bind (self->settings, "count-click-sound", self->desk, "clicks",
                   G_SETTINGS_BIND_GET);
  g_signal_connect_object (self->settings, "changed::large-figures", G_CALLBACK (figures_cb),
                           self, 0);
  figures_cb (self->settings, NULL, self);
}

/* What a toast says must not lie on the pages that stand at the bottom. */
static void
squeezed_cb (ParvisDesk   *desk,
             GParamSpec   *pspec,
             ParvisWindow *self)
{
  gboolean squeezed;

  g_object_get (desk, "squeezed", &squeezed, NULL);
  if (squeezed)
    gtk_widget_add_css_class (GTK_WIDGET (self->toasts), "squeezed");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->toasts), "squeezed");
}

static void
follow_session (ParvisWindow  *self,
                ParvisSession *session)
{
  g_signal_connect_object (session, "refused", G_CALLBACK (refused_cb), self, 0);
  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (session, "ready", G_CALLBACK (ready_cb), self, 0);
  g_signal_connect_object (session, "notify::link", G_CALLBACK (offer_cb), self, 0);
  g_signal_connect_object (session, "failed", G_CALLBACK (failed_cb), self, 0);
  g_signal_connect_object (session, "repaired", G_CALLBACK (repaired_cb), self, 0);
  g_signal_connect_object (self->desk, "said", G_CALLBACK (said_cb), self, 0);
  g_signal_connect_object (self->desk, "told", G_CALLBACK (told_cb), self, 0);
  g_signal_connect_object (self->places, "updated", G_CALLBACK (updated_cb), self, 0);
  self->outage = parvis_outage_new (self->desk);
}

static void
restore (ParvisWindow *self)
{
  g_autofree char *page = g_settings_get_string (self->settings, "page");

  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));

  /* Before the first measure: a window that needs the width of a wide one is
   * never as narrow as it was left.
   */
  fit (self, g_settings_get_boolean (self->settings, "window-maximized")
             ? WIDE_FROM : g_settings_get_int (self->settings, "window-width"));
  if (!parvis_window_show_page (self, page))
    {
      parvis_window_show_page (self, "map");
      self->wanted_page = g_strdup (page);
    }
  visible_page_cb (self->stack, NULL, self);
  parvis_window_set_wall (self, g_settings_get_boolean (self->settings, "wall-mode"));
}

ParvisWindow *
parvis_window_new (GtkApplication *app,
                   ParvisSession  *session,
                   GSettings      *settings)
{
  ParvisWindow *self;

  g_return_val_if_fail (app == NULL || GTK_IS_APPLICATION (app), NULL);
  g_return_val_if_fail (PARVIS_IS_SESSION (session), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (PARVIS_TYPE_WINDOW, "application", app, NULL);
  self->settings = g_object_ref (settings);
  self->desk = parvis_desk_new (session);
  /* Until it is allocated it is taken to be as wide as it was left. */
  parvis_desk_set_compact (self->desk, g_settings_get_int (settings, "window-width") < COMPACT_TO);
  self->places = parvis_places_new (session, parvis_desk_get_ticker (self->desk));
  self->counting = parvis_counting_new (self->desk, self->places);
  parvis_ticker_start (parvis_desk_get_ticker (self->desk));

  follow_session (self, session);
  follow_settings (self);
  g_signal_connect_object (self->desk, "notify::squeezed", G_CALLBACK (squeezed_cb), self, 0);
  adw_bin_set_child (self->chip_bin, parvis_chip_new (self->desk, PARVIS_CHIP_TWO_LINES));
  parvis_set_menu (self->menu_button, self->primary_menu);
  parvis_desk_set_menu (self->desk, self->primary_menu);
  gtk_box_append (self->content, parvis_focus_bar_new (self->desk));
  parvis_window_add_pages (self);
  parvis_window_watch_news (self);
  g_signal_connect_object (self->stack, "notify::visible-child", G_CALLBACK (visible_page_cb),
                           self, 0);
  g_signal_connect_object (self->flap, "notify::folded", G_CALLBACK (flap_cb), self, 0);
  g_signal_connect_object (self->flap, "notify::reveal-flap", G_CALLBACK (flap_cb), self, 0);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (offer_cb), self);
  refresh_town (self);
  restore (self);

  return self;
}

/* How large a window is that fills the screen is known on the screen only. */
static gboolean
can_prepare (ParvisWindow *self)
{
  return self->map_page != NULL && parvis_map_page_is_placed (PARVIS_MAP_PAGE (self->map_page)) &&
         !gtk_window_is_maximized (GTK_WINDOW (self)) &&
         !gtk_window_is_fullscreen (GTK_WINDOW (self));
}

/**
 * parvis_window_read_ahead:
 *
 * Has the tiles read that the map will want, so that they are decoded while
 * parvis_window_prepare() lays the window out.
 */
void
parvis_window_read_ahead (ParvisWindow *self)
{
  g_return_if_fail (PARVIS_IS_WINDOW (self));

  if (!can_prepare (self))
    return;

  /* The renderer is known from here on: tiles are decoded for it. */
  gtk_widget_realize (GTK_WIDGET (self));
  parvis_base_map_read_ahead (get_map (self), g_settings_get_int (self->settings, "map-width"),
                              g_settings_get_int (self->settings, "map-height"));
}

/**
 * parvis_window_prepare:
 *
 * Lays the window out as large as it was left, before it is shown: so the map knows its
 * size and asks for its tiles, which are decoded while the window comes to the screen.
 */
void
parvis_window_prepare (ParvisWindow *self)
{
  int least[2];
  int size[2];

  g_return_if_fail (PARVIS_IS_WINDOW (self));

  if (!can_prepare (self))
    return;

  gtk_widget_realize (GTK_WIDGET (self));
  gtk_window_get_default_size (GTK_WINDOW (self), &size[0], &size[1]);
  gtk_widget_measure (GTK_WIDGET (self), GTK_ORIENTATION_HORIZONTAL, -1, &least[0], NULL, NULL,
                      NULL);
  size[0] = MAX (size[0], least[0]);
  gtk_widget_measure (GTK_WIDGET (self), GTK_ORIENTATION_VERTICAL, size[0], &least[1], NULL, NULL,
                      NULL);
  size[1] = MAX (size[1], least[1]);
  gtk_widget_allocate (GTK_WIDGET (self), size[0], size[1], -1, NULL);
  parvis_base_map_settle (get_map (self));
}

ParvisDesk *
parvis_window_get_desk (ParvisWindow *self)
{
  g_return_val_if_fail (PARVIS_IS_WINDOW (self), NULL);

  return self->desk;
}

ParvisPlaces *
parvis_window_get_places (ParvisWindow *self)
{
  g_return_val_if_fail (PARVIS_IS_WINDOW (self), NULL);

  return self->places;
}

ParvisShop *
parvis_window_get_shop (ParvisWindow *self)
{
  g_return_val_if_fail (PARVIS_IS_WINDOW (self), NULL);

  return self->shop;
}

const char *
parvis_window_get_status (ParvisWindow *self)
{
  g_return_val_if_fail (PARVIS_IS_WINDOW (self), NULL);

  return gtk_label_get_label (self->status);
}
