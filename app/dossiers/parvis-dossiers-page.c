/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossiers-page"

#include "config.h"

#include "parvis-dossiers-page.h"

#include "parvis-dossier-review.h"
#include "parvis-dossier-row.h"
#include "parvis-dossier-text.h"
#include "parvis-icon-button.h"
#include "parvis-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define QUEUE_WIDTH 300
/* Longer than any keyboard waits before it repeats a key, and between. */
#define REPEAT_MS   2000
#define MODIFIERS   (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_SHIFT_MASK)

struct _ParvisDossiersPage
{
  GtkBox              parent_instance;

  /* Children */
  AdwLeaflet         *leaflet;
  GtkWidget          *back;
  GtkWidget          *queue_pane;
  GtkWidget          *review;
  GtkLabel           *title;
  GtkLabel           *subtitle;
  GtkToggleButton    *search_button;
  GtkSearchBar       *search_bar;
  GtkWidget          *search_entry;
  GtkLabel           *campaign;
  GtkLabel           *share;
  GtkProgressBar     *progress;
  GtkLabel           *counts;
  GtkDropDown        *filters;
  GtkDropDown        *orders;
  GtkStack           *stack;
  GtkWidget          *list;
  AdwStatusPage      *empty;

  /* Owned */
  ParvisDossierQueue *queue;
  GtkSingleSelection *selection;
  char               *told;           /* (nullable): what a screen reader was told last */

  gboolean            refreshing;
  guint               down;           /* keycode of the key that is held down, or 0 */
  guint32             down_at;        /* of its last event, in ms of the display */
};

G_DEFINE_FINAL_TYPE (ParvisDossiersPage, parvis_dossiers_page, GTK_TYPE_BOX)

/* --- what it says --- */

static char *
tell_counts (ParvisDossiersPage *self)
{
  guint review = parvis_dossier_queue_count (self->queue, PARVIS_DOSSIERS_TO_REVIEW);
  guint waiting = parvis_dossier_queue_count (self->queue, PARVIS_DOSSIERS_WAITING);
  g_autofree char *first = g_strdup_printf (ngettext ("%u to review", "%u to review", review),
                                            review);
  g_autofree char *second = g_strdup_printf (ngettext ("%u waiting for the family",
                                                       "%u waiting for the family", waiting),
                                             waiting);

  return g_strdup_printf ("%s · %s", first, second);
}

static void
refresh_progress (ParvisDossiersPage *self)
{
  guint all = parvis_dossier_queue_count (self->queue, PARVIS_DOSSIERS_ALL);
  guint review = parvis_dossier_queue_count (self->queue, PARVIS_DOSSIERS_TO_REVIEW);
  g_autofree char *title = parvis_dossier_queue_dup_title (self->queue, NULL);
  g_autofree char *share = g_strdup_printf ("%u / %u", all - review, all);
  g_autofree char *counts = tell_counts (self);
  /* Translators: how many files have nothing to look at, of how many. */
  g_autofree char *spoken = g_strdup_printf (_("%u of %u files reviewed"), all - review, all);

  gtk_label_set_label (self->campaign, title != NULL ? title : _("All procedures"));
  gtk_label_set_label (self->share, share);
  gtk_label_set_label (self->counts, counts);
  gtk_progress_bar_set_fraction (self->progress, all > 0 ? (double) (all - review) / all : 0);
  parvis_set_label (GTK_WIDGET (self->progress), spoken);
}

/* The button inside is what has the focus, and GTK 4.8 gives it no name. */
static void
name_choice (GtkDropDown *choice,
             const char  *what)
{
  GtkStringList *model = GTK_STRING_LIST (gtk_drop_down_get_model (choice));
  const char *chosen = gtk_string_list_get_string (model, gtk_drop_down_get_selected (choice));
  g_autofree char *name = g_strdup_printf (_("%1$s: %2$s"), what, chosen != NULL ? chosen : "");

  parvis_set_label (GTK_WIDGET (choice), what);
  parvis_set_label (gtk_widget_get_first_child (GTK_WIDGET (choice)), name);
}

static void
refresh_filters (ParvisDossiersPage *self)
{
  const char *words[PARVIS_N_DOSSIER_FILTERS + 1] = { NULL };
  GtkStringList *model = GTK_STRING_LIST (gtk_drop_down_get_model (self->filters));

  for (guint i = 0; i < PARVIS_N_DOSSIER_FILTERS; i++)
    words[i] = g_strdup_printf ("%s · %u", parvis_dossier_filter_word ((ParvisDossierFilter) i),
                                parvis_dossier_queue_count (self->queue,
                                                            (ParvisDossierFilter) i));

  self->refreshing = TRUE;
  for (guint i = 0; i < PARVIS_N_DOSSIER_FILTERS; i++)
    {
      const char *before = gtk_string_list_get_string (model, i);
      const char *now[] = { words[i], NULL };

      if (g_strcmp0 (before, words[i]) != 0)
        gtk_string_list_splice (model, i, before != NULL ? 1 : 0, now);
      g_free ((char *) words[i]);
    }
  gtk_drop_down_set_selected (self->filters, parvis_dossier_queue_get_filter (self->queue));
  self->refreshing = FALSE;
  name_choice (self->filters, _("Files shown"));
  name_choice (self->orders, _("Order of the files"));
}

static gboolean
is_searching (ParvisDossiersPage *self)
{
  return *gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0';
}

static void
refresh_empty (ParvisDossiersPage *self)
{
  guint waiting = parvis_dossier_queue_count (self->queue, PARVIS_DOSSIERS_WAITING);
  guint n = g_list_model_get_n_items (parvis_dossier_queue_get_shown (self->queue));
  ParvisSession *session =
    parvis_desk_get_session (parvis_dossier_queue_get_desk (self->queue));
  g_autofree char *sentence = NULL;

  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "empty");
  if (n > 0)
    return;

  if (is_searching (self))
    {
      adw_status_page_set_title (self->empty, _("No such name"));
      sentence = g_strdup (_("No file that is under way has this name or number."));
    }
  else if (parvis_session_is_loading (session))
    {
      adw_status_page_set_title (self->empty, _("Reading the files…"));
    }
  else if (parvis_dossier_queue_get_filter (self->queue) == PARVIS_DOSSIERS_TO_REVIEW)
    {
      adw_status_page_set_title (self->empty, _("Everything is up to date"));
      if (waiting > 0)
        sentence = g_strdup_printf (ngettext ("%u family still has to send something.",
                                              "%u families still have to send something.",
                                              waiting), waiting);
    }
  else
    {
      adw_status_page_set_title (self->empty, _("No file here"));
    }
  adw_status_page_set_description (self->empty, sentence);
}

static void
refresh_name (ParvisDossiersPage *self)
{
  guint n = g_list_model_get_n_items (parvis_dossier_queue_get_shown (self->queue));
  const char *word = is_searching (self)
                       ? _("Found") : parvis_dossier_filter_word (
                                        parvis_dossier_queue_get_filter (self->queue));
  g_autofree char *name = g_strdup_printf ("%s, %u", word, n);

  parvis_set_label (self->list, name);
  if (g_strcmp0 (self->told, name) == 0 || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  g_free (self->told);
  self->told = g_strdup (name);
  parvis_desk_tell (parvis_dossier_queue_get_desk (self->queue), name);
}

static void refresh_title (ParvisDossiersPage *self);

static void
refresh (ParvisDossiersPage *self)
{
  refresh_progress (self);
  refresh_filters (self);
  refresh_empty (self);
  refresh_name (self);
  refresh_title (self);
}

/* --- what is chosen --- */

/* Whom it is about, and where one is in the queue. */
static void
refresh_title (ParvisDossiersPage *self)
{
  ParvisDossierReview *review = PARVIS_DOSSIER_REVIEW (self->review);
  ParvisDossierItem *item = parvis_dossier_review_get_item (review);
  guint all = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  guint chosen = gtk_single_selection_get_selected (self->selection);
  g_autofree char *subtitle = NULL;
  guint position;
  guint n;

  if (item == NULL)
    {
      gtk_label_set_label (self->title, _("Files"));
      gtk_widget_set_visible (GTK_WIDGET (self->subtitle), FALSE);
      return;
    }

  gtk_label_set_label (self->title, parvis_dossier_item_get_facts (item)->subject);
  if (chosen != GTK_INVALID_LIST_POSITION &&
      parvis_dossier_review_get_place (review, &position, &n))
    /* Translators: which file of how many in the list, which document of how many of it. */
    subtitle = g_strdup_printf (_("File %1$u of %2$u · document %3$u of %4$u"), chosen + 1, all,
                                position, n);
  gtk_label_set_label (self->subtitle, subtitle != NULL ? subtitle : "");
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), subtitle != NULL);
}

/* What is worked on is not taken away when it leaves the list. */
static void
selected_cb (ParvisDossiersPage *self)
{
  ParvisDossierItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (item != NULL)
    parvis_dossier_review_set_item (PARVIS_DOSSIER_REVIEW (self->review), item);
  refresh_title (self);
}

static void
activated_cb (ParvisDossiersPage *self,
              guint               position)
{
  gtk_single_selection_set_selected (self->selection, position);
  adw_leaflet_set_visible_child (self->leaflet, self->review);
  gtk_widget_activate_action (self->review, "review.focus", NULL);
}

static void
filter_cb (ParvisDossiersPage *self)
{
  guint chosen = gtk_drop_down_get_selected (self->filters);

  if (!self->refreshing && chosen < PARVIS_N_DOSSIER_FILTERS &&
      chosen != parvis_dossier_queue_get_filter (self->queue))
    parvis_dossier_queue_set_filter (self->queue, (ParvisDossierFilter) chosen);
}

static void
order_cb (ParvisDossiersPage *self)
{
  guint chosen = gtk_drop_down_get_selected (self->orders);

  if (chosen < PARVIS_N_DOSSIER_ORDERS && chosen != parvis_dossier_queue_get_order (self->queue))
    parvis_dossier_queue_set_order (self->queue, (ParvisDossierOrder) chosen);
  name_choice (self->orders, _("Order of the files"));
}

static void
searched_cb (ParvisDossiersPage *self)
{
  parvis_dossier_queue_search (self->queue,
                               gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

/* Whoever found somebody goes to the list with it. */
static void
search_activated_cb (ParvisDossiersPage *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
  guint n;

  /* The entry tells of its text with a delay. */
  searched_cb (self);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(ParvisDossierItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection),
                                                                 i);

      /* What is worked on is in the list, too. */
      if (!parvis_dossier_facts_matches (parvis_dossier_item_get_facts (item), typed))
        continue;

      gtk_single_selection_set_selected (self->selection, i);
      gtk_widget_grab_focus (self->list);
      return;
    }
}

static void
search_mode_cb (ParvisDossiersPage *self)
{
  if (!gtk_search_bar_get_search_mode (self->search_bar))
    gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
}

static void
folded_cb (ParvisDossiersPage *self)
{
  gtk_widget_set_visible (self->back, adw_leaflet_get_folded (self->leaflet) &&
                                      adw_leaflet_get_visible_child (self->leaflet) ==
                                      self->review);
}

/* --- actions and keys --- */

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ParvisDossiersPage *self = PARVIS_DOSSIERS_PAGE (widget);

  adw_leaflet_set_visible_child (self->leaflet, self->queue_pane);
  gtk_widget_grab_focus (self->list);
}

static void
search_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  ParvisDossiersPage *self = PARVIS_DOSSIERS_PAGE (widget);

  adw_leaflet_set_visible_child (self->leaflet, self->queue_pane);
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (self->search_entry);
}

/* Somebody stands beside the clerk. */
static void
hide_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ParvisDossiersPage *self = PARVIS_DOSSIERS_PAGE (widget);
  gboolean hidden = !parvis_dossier_queue_hides_names (self->queue);

  g_settings_set_boolean (parvis_dossier_queue_get_settings (self->queue), "dossiers-private",
                          hidden);
  parvis_desk_say (parvis_dossier_queue_get_desk (self->queue),
                   hidden ? _("Names are hidden") : _("Names are shown"), 0);
}

static void
choose (ParvisDossiersPage *self,
        guint               position)
{
  gboolean inside = gtk_widget_get_focus_child (self->review) != NULL;

  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", position);
  if (inside)
    gtk_widget_activate_action (self->review, "review.focus", NULL);
}

static void
step_cb (ParvisDossiersPage *self,
         int                 by)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  guint position = gtk_single_selection_get_selected (self->selection);
  gint64 next = position == GTK_INVALID_LIST_POSITION ? 0 : (gint64) position + by;

  if (next >= 0 && next < n)
    choose (self, (guint) next);
}

/* The next one after this that somebody has to look at, and nobody else does. */
static void
next_cb (ParvisDossiersPage *self)
{
  GListModel *model = G_LIST_MODEL (self->selection);
  guint n = g_list_model_get_n_items (model);
  guint position = gtk_single_selection_get_selected (self->selection);
  guint first = position == GTK_INVALID_LIST_POSITION ? 0 : position + 1;
  gint64 now = parvis_session_now (
    parvis_desk_get_session (parvis_dossier_queue_get_desk (self->queue)));

  for (guint i = 0; i < n; i++)
    {
      guint next = (first + i) % n;
      g_autoptr(ParvisDossierItem) item = g_list_model_get_item (model, next);
      const ParvisDossierFacts *facts = parvis_dossier_item_get_facts (item);

      if (next != position && parvis_dossier_facts_group (facts) == PARVIS_DOSSIERS_TO_REVIEW &&
          !parvis_dossier_facts_is_locked (facts, now))
        {
          choose (self, next);
          return;
        }
    }
}

/* Whatever the filter, what was taken back is in sight. */
static void
go_to_cb (ParvisDossiersPage *self,
          ParvisDossierItem  *item)
{
  guint n;

  parvis_dossier_queue_reveal (self->queue, item);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(ParvisDossierItem) other = g_list_model_get_item (G_LIST_MODEL (self->selection),
                                                                  i);

      if (other == item)
        {
          choose (self, i);
          return;
        }
    }
}

/* In the bubble phase, so that who types a word types it. */
static gboolean
pressed_cb (GtkEventControllerKey *controller,
            guint                  keyval,
            guint                  keycode,
            GdkModifierType        state,
            gpointer               user_data)
{
  ParvisDossiersPage *self = PARVIS_DOSSIERS_PAGE (user_data);
  gboolean single = parvis_desk_get_single_keys (parvis_dossier_queue_get_desk (self->queue));
  guint key = gdk_keyval_to_lower (keyval);
  guint32 at = gtk_event_controller_get_current_event_time (GTK_EVENT_CONTROLLER (controller));
  /* Another window may have had the release. */
  gboolean again = keycode != 0 && keycode == self->down && at - self->down_at < REPEAT_MS;

  self->down = keycode;
  self->down_at = at;
  if ((state & MODIFIERS) == GDK_CONTROL_MASK && (key == GDK_KEY_Down || key == GDK_KEY_Up))
    step_cb (self, key == GDK_KEY_Down ? 1 : -1);
  else if ((state & MODIFIERS) == (single ? 0 : GDK_CONTROL_MASK) &&
           (key == GDK_KEY_j || key == GDK_KEY_k))
    step_cb (self, key == GDK_KEY_j ? 1 : -1);
  else
    return parvis_dossier_review_press (PARVIS_DOSSIER_REVIEW (self->review), keyval, state,
                                        again);

  return TRUE;
}

/* In the capture phase: what has the focus by now may keep it to itself. */
static void
released_cb (ParvisDossiersPage *self)
{
  self->down = 0;
}

/* --- the widget --- */

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          gpointer                  user_data)
{
  ParvisDossiersPage *self = PARVIS_DOSSIERS_PAGE (user_data);

  gtk_list_item_set_child (item, parvis_dossier_row_new (
                                   parvis_dossier_queue_get_desk (self->queue)));
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         gpointer                  user_data)
{
  parvis_dossier_row_set_item (PARVIS_DOSSIER_ROW (gtk_list_item_get_child (item)),
                               PARVIS_DOSSIER_ITEM (gtk_list_item_get_item (item)));
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           gpointer                  user_data)
{
  parvis_dossier_row_set_item (PARVIS_DOSSIER_ROW (gtk_list_item_get_child (item)), NULL);
}

static GtkWidget *
build_list (ParvisDossiersPage *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  self->list = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)), factory);
  gtk_widget_add_css_class (self->list, "dossier-list");
  g_signal_connect_swapped (self->list, "activate", G_CALLBACK (activated_cb), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_widget_set_vexpand (scrolled, TRUE);

  return scrolled;
}

static GtkWidget *
build_progress (ParvisDossiersPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->campaign = GTK_LABEL (g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "hexpand", TRUE,
                                            "wrap", TRUE, "accessible-role",
                                            GTK_ACCESSIBLE_ROLE_HEADING, NULL));
  self->share = GTK_LABEL (gtk_label_new (NULL));
  self->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  self->counts = GTK_LABEL (g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "wrap", TRUE, NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->campaign), "heading");
  gtk_widget_add_css_class (GTK_WIDGET (self->share), "fresh");
  gtk_widget_add_css_class (GTK_WIDGET (self->counts), "fresh");
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->campaign));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->share));
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->progress));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->counts));
  gtk_widget_add_css_class (box, "dossier-progress");

  return box;
}

static GtkWidget *
build_choices (ParvisDossiersPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkStringList *orders = gtk_string_list_new (NULL);

  for (guint i = 0; i < PARVIS_N_DOSSIER_ORDERS; i++)
    gtk_string_list_append (orders, parvis_dossier_order_word ((ParvisDossierOrder) i));
  self->filters = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (gtk_string_list_new (NULL)),
                                                    NULL));
  self->orders = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (orders), NULL));
  gtk_drop_down_set_selected (self->orders, parvis_dossier_queue_get_order (self->queue));
  g_signal_connect_swapped (self->filters, "notify::selected", G_CALLBACK (filter_cb), self);
  g_signal_connect_swapped (self->orders, "notify::selected", G_CALLBACK (order_cb), self);
  gtk_widget_add_css_class (GTK_WIDGET (self->orders), "flat");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->filters));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->orders));
  gtk_widget_add_css_class (box, "dossier-choices");

  return box;
}

static GtkWidget *
build_search (ParvisDossiersPage *self)
{
  self->search_bar = GTK_SEARCH_BAR (gtk_search_bar_new ());
  self->search_entry = gtk_search_entry_new ();
  g_object_set (self->search_entry, "placeholder-text", _("Name or number"), NULL);
  parvis_set_label (self->search_entry, _("Name or number"));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));
  gtk_search_bar_set_child (self->search_bar, self->search_entry);
  g_signal_connect_swapped (self->search_entry, "search-changed", G_CALLBACK (searched_cb), self);
  g_signal_connect_swapped (self->search_entry, "activate", G_CALLBACK (search_activated_cb),
                            self);
  g_signal_connect_swapped (self->search_bar, "notify::search-mode-enabled",
                            G_CALLBACK (search_mode_cb), self);

  return GTK_WIDGET (self->search_bar);
}

static GtkWidget *
build_queue (ParvisDossiersPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->stack = GTK_STACK (gtk_stack_new ());
  self->empty = ADW_STATUS_PAGE (adw_status_page_new ());
  adw_status_page_set_icon_name (self->empty, "object-select-symbolic");
  gtk_widget_add_css_class (GTK_WIDGET (self->empty), "compact");
  gtk_stack_add_named (self->stack, build_list (self), "list");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->empty), "empty");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (box), build_search (self));
  gtk_box_append (GTK_BOX (box), build_progress (self));
  gtk_box_append (GTK_BOX (box), build_choices (self));
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  gtk_widget_set_size_request (box, QUEUE_WIDTH, -1);
  gtk_widget_set_hexpand (box, FALSE);

  return box;
}

static GtkLabel *
add_title (GtkWidget  *box,
           const char *css_class,
           gboolean    heading)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "ellipsize", PANGO_ELLIPSIZE_END,
                                   "single-line-mode", TRUE, "accessible-role",
                                   heading ? GTK_ACCESSIBLE_ROLE_HEADING
                                           : GTK_ACCESSIBLE_ROLE_LABEL, NULL);

  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);

  return GTK_LABEL (label);
}

static GtkWidget *
build_title (ParvisDossiersPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  self->title = add_title (box, "title", TRUE);
  self->subtitle = add_title (box, "subtitle", FALSE);

  return box;
}

static GtkWidget *
build_header (ParvisDossiersPage *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *hide;

  self->back = parvis_icon_button ("go-previous-symbolic", _("Back"), _("Back"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->back), "dossiers.back");
  self->search_button = GTK_TOGGLE_BUTTON (parvis_icon_toggle ("edit-find-symbolic", _("Search"),
                                                               _("Search (Ctrl+F)")));
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), build_title (self));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->back);
  hide = parvis_icon_toggle ("view-conceal-symbolic", _("Hide Names"),
                             _("Hide names (Ctrl+Shift+H)"));
  g_settings_bind (parvis_dossier_queue_get_settings (self->queue), "dossiers-private", hide,
                   "active", G_SETTINGS_BIND_DEFAULT);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), GTK_WIDGET (self->search_button));
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), hide);
  parvis_page_equip_header (ADW_HEADER_BAR (header), parvis_dossier_queue_get_desk (self->queue));

  return header;
}

static GtkWidget *
build_leaflet (ParvisDossiersPage *self)
{
  self->leaflet = ADW_LEAFLET (adw_leaflet_new ());
  self->queue_pane = build_queue (self);
  self->review = parvis_dossier_review_new (self->queue);
  g_signal_connect_object (self->review, "changed", G_CALLBACK (refresh_title), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->review, "step", G_CALLBACK (step_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->review, "next", G_CALLBACK (next_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->review, "go-to", G_CALLBACK (go_to_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_hexpand (self->review, TRUE);
  adw_leaflet_append (self->leaflet, self->queue_pane);
  adw_leaflet_page_set_navigatable (adw_leaflet_append (self->leaflet, gtk_separator_new (
                                                          GTK_ORIENTATION_VERTICAL)), FALSE);
  adw_leaflet_append (self->leaflet, self->review);
  adw_leaflet_set_can_navigate_back (self->leaflet, TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->leaflet), TRUE);
  g_signal_connect_swapped (self->leaflet, "notify::folded", G_CALLBACK (folded_cb), self);
  g_signal_connect_swapped (self->leaflet, "notify::visible-child", G_CALLBACK (folded_cb), self);

  return GTK_WIDGET (self->leaflet);
}

static void
parvis_dossiers_page_dispose (GObject *object)
{
  ParvisDossiersPage *self = PARVIS_DOSSIERS_PAGE (object);

  g_clear_pointer (&self->told, g_free);
  g_clear_object (&self->selection);
  g_clear_object (&self->queue);

  G_OBJECT_CLASS (parvis_dossiers_page_parent_class)->dispose (object);
}

static void
parvis_dossiers_page_class_init (ParvisDossiersPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_dossiers_page_dispose;
  gtk_widget_class_install_action (widget_class, "dossiers.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "dossiers.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "dossiers.hide-names", NULL, hide_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_h, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "dossiers.hide-names", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK,
                                       "dossiers.search", NULL);
}

static void
parvis_dossiers_page_init (ParvisDossiersPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *releases = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_event_controller_set_propagation_phase (releases, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (releases, "key-released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), releases);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

GtkWidget *
parvis_dossiers_page_new (ParvisDossierQueue *queue)
{
  ParvisDossiersPage *self;
  ParvisDesk *desk;

  g_return_val_if_fail (PARVIS_IS_DOSSIER_QUEUE (queue), NULL);

  self = g_object_new (PARVIS_TYPE_DOSSIERS_PAGE, NULL);
  desk = parvis_dossier_queue_get_desk (queue);
  self->queue = g_object_ref (queue);
  /* It has no list before it knows that nothing is chosen by itself. */
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_model (self->selection, parvis_dossier_queue_get_shown (queue));
  gtk_box_append (GTK_BOX (self), build_header (self));
  gtk_box_append (GTK_BOX (self), parvis_page_outage_bar (desk));
  gtk_box_append (GTK_BOX (self), build_leaflet (self));
  g_object_bind_property (self->search_button, "active", self->search_bar, "search-mode-enabled",
                          G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (queue, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
  refresh_title (self);
  folded_cb (self);

  return GTK_WIDGET (self);
}
