/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sources-page"

#include "config.h"

#include "parvis-sources-page.h"

#include "parvis-decision.h"
#include "parvis-icon-button.h"
#include "parvis-link-text.h"
#include "parvis-new-source.h"
#include "parvis-page.h"
#include "parvis-skeleton.h"
#include "parvis-source-detail.h"
#include "parvis-source-evidence.h"
#include "parvis-source-row.h"

#include <glib/gi18n.h>

#define JUDGE "source.judge"

/* Between two questions for the curves of a day, in µs. */
#define CURVES_EVERY (5 * 60 * G_USEC_PER_SEC)

typedef enum
{
  LIST_ATTENTION,
  LIST_RUNNING,
  LIST_PAUSED,
  N_LISTS,
} List;

struct _ParvisSourcesPage
{
  GtkWidget           parent_instance;

  /* Template */
  GtkWidget          *attention_title;
  GtkListBox         *attention_list;
  GtkWidget          *back_button;
  GtkLabel           *count_label;
  GtkLabel           *dated_label;
  ParvisSourceDetail *detail;
  AdwHeaderBar       *detail_header;
  GtkWidget          *detail_pane;
  AdwWindowTitle     *detail_title;
  AdwHeaderBar       *header;
  AdwLeaflet         *leaflet;
  GtkWidget          *list_pane;
  GtkBox             *list_box;
  AdwClamp           *loading_clamp;
  GtkWidget          *new_button;
  GtkWidget          *paused_title;
  GtkListBox         *paused_list;
  GtkWidget          *running_title;
  GtkListBox         *running_list;
  GtkStack           *stack;

  /* Made here */
  GtkWidget          *skeleton;

  /* Owned */
  ParvisDesk         *desk;
  ParvisSources      *sources;
  GHashTable         *rows;        /* id → ParvisSourceRow, in one of the lists */
  char               *shown;       /* id of the source in the detail, or NULL */

  gint64              curves_at;   /* when the curves were asked for, 0 before */
};

G_DEFINE_FINAL_TYPE (ParvisSourcesPage, parvis_sources_page, GTK_TYPE_WIDGET)

static void
read_view (ParvisSourcesPage *self,
           ParvisSourceView  *view)
{
  ParvisSession *session = parvis_desk_get_session (self->desk);

  view->now = parvis_session_now (session);
  view->link_up = parvis_link_is_up (parvis_session_get_link (session));
  view->zone = parvis_desk_get_zone (self->desk);
}

static List
list_of (const ParvisSource *source)
{
  if (source->health == PARVIS_HEALTH_PAUSED)
    return LIST_PAUSED;

  return parvis_source_needs_a_look (source) ? LIST_ATTENTION : LIST_RUNNING;
}

static GtkListBox *
get_list (ParvisSourcesPage *self,
          List               list)
{
  GtkListBox *lists[N_LISTS] = { self->attention_list, self->running_list, self->paused_list };

  return lists[list];
}

static int
compare_rows (GtkListBoxRow *a,
              GtkListBoxRow *b,
              gpointer       user_data)
{
  gpointer one = g_object_get_data (G_OBJECT (a), "position");
  gpointer other = g_object_get_data (G_OBJECT (b), "position");

  return GPOINTER_TO_INT (one) - GPOINTER_TO_INT (other);
}

/* Moves the row where it belongs; a source that falls silent changes its list. */
static void
place_row (ParvisSourcesPage  *self,
           const ParvisSource *source,
           int                 position)
{
  GtkListBox *list = get_list (self, list_of (source));
  GtkWidget *row = g_hash_table_lookup (self->rows, source->id);
  gboolean had_focus = FALSE;

  if (row == NULL)
    {
      row = parvis_source_row_new (source->id);
      g_hash_table_insert (self->rows, g_strdup (source->id), row);
    }
  g_object_set_data (G_OBJECT (row), "position", GINT_TO_POINTER (position));
  if (gtk_widget_get_parent (row) == GTK_WIDGET (list))
    return;

  g_object_ref_sink (row);
  if (gtk_widget_get_parent (row) != NULL)
    {
      had_focus = gtk_widget_is_focus (row);
      gtk_list_box_remove (GTK_LIST_BOX (gtk_widget_get_parent (row)), row);
    }
  gtk_list_box_append (list, row);
  if (had_focus)
    gtk_widget_grab_focus (row);
  g_object_unref (row);
}

static void
remove_gone (ParvisSourcesPage *self)
{
  GHashTableIter iter;
  gpointer id;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &id, &row))
    {
      if (parvis_sources_find (self->sources, id) != NULL)
        continue;

      gtk_list_box_remove (GTK_LIST_BOX (gtk_widget_get_parent (row)), row);
      g_hash_table_iter_remove (&iter);
    }
}

static void
show_list (ParvisSourcesPage *self,
           List               list,
           guint              count,
           GtkWidget         *title,
           char              *name)
{
  GtkWidget *widget = GTK_WIDGET (get_list (self, list));

  parvis_set_label (widget, name);
  gtk_widget_set_visible (widget, count > 0);
  gtk_widget_set_visible (title, count > 0);
  g_free (name);
}

/* While nothing arrives the whole list is as old as what arrived last, also what does
 * not carry an age of its own.
 */
static void
show_date (ParvisSourcesPage *self)
{
  ParvisLinkFacts facts;
  g_autofree char *dated = NULL;

  parvis_desk_read_link (self->desk, &facts);
  dated = parvis_link_text_dated (&facts);
  gtk_label_set_label (self->dated_label, dated);
  gtk_widget_set_visible (GTK_WIDGET (self->dated_label), dated[0] != '\0');
}

/* The words only: every five seconds all ages change. */
static void
refresh_words (ParvisSourcesPage *self)
{
  ParvisSourceView view;

  show_date (self);
  read_view (self, &view);
  for (guint i = 0; i < parvis_sources_get_count (self->sources); i++)
    {
      const ParvisSource *source = parvis_sources_get (self->sources, i);

      parvis_source_row_show (g_hash_table_lookup (self->rows, source->id), source, &view);
      if (g_strcmp0 (source->id, self->shown) == 0)
        {
          parvis_source_detail_show (self->detail, source, &view);
          adw_window_title_set_title (self->detail_title, source->name);
          adw_window_title_set_subtitle (self->detail_title,
                                         source->place != NULL ? source->place : "");
        }
    }
}

/* That there is none is only said once it is known. */
static void
show_stack (ParvisSourcesPage *self)
{
  gboolean empty = parvis_sources_get_count (self->sources) == 0;
  gboolean stands_in = parvis_skeleton_follow (PARVIS_SKELETON (self->skeleton),
                                               parvis_desk_get_session (self->desk), empty);

  gtk_stack_set_visible_child_name (self->stack, !empty      ? "lists"
                                                 : stands_in ? "loading" : "empty");
}

static void
updated_cb (ParvisSources *sources,
            gpointer       user_data)
{
  ParvisSourcesPage *self = PARVIS_SOURCES_PAGE (user_data);
  guint counts[N_LISTS] = { 0, 0, 0 };
  g_autofree char *count = NULL;

  remove_gone (self);
  for (guint i = 0; i < parvis_sources_get_count (sources); i++)
    {
      const ParvisSource *source = parvis_sources_get (sources, i);

      place_row (self, source, (int) i);
      counts[list_of (source)]++;
    }
  for (guint i = 0; i < N_LISTS; i++)
    gtk_list_box_invalidate_sort (get_list (self, i));

  show_list (self, LIST_ATTENTION, counts[LIST_ATTENTION], self->attention_title,
             g_strdup_printf (_("To look at, %u"), counts[LIST_ATTENTION]));
  show_list (self, LIST_RUNNING, counts[LIST_RUNNING], self->running_title,
             g_strdup_printf (_("Running, %u"), counts[LIST_RUNNING]));
  show_list (self, LIST_PAUSED, counts[LIST_PAUSED], self->paused_title,
             g_strdup_printf (_("Paused, %u"), counts[LIST_PAUSED]));
  count = parvis_source_text_count (counts[LIST_ATTENTION]);
  gtk_label_set_label (self->count_label, count);
  show_stack (self);
  if (self->shown != NULL && parvis_sources_find (sources, self->shown) == NULL)
    parvis_sources_page_go_back (self);
  refresh_words (self);
}

/* The curves of a day. */

typedef struct
{
  ParvisSourcesPage *page;
  char              *id;
} Curve;

static void
curve_free (Curve *curve)
{
  g_object_unref (curve->page);
  g_free (curve->id);
  g_free (curve);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Curve, curve_free)

static void
curve_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Curve) curve = user_data;
  g_autoptr(GBytes) bytes = parvis_session_fetch_finish (PARVIS_SESSION (object), result, NULL,
                                                         NULL);
  g_autoptr(json_t) report = NULL;
  double values[PARVIS_EVIDENCE_VALUES];
  GtkWidget *row = g_hash_table_lookup (curve->page->rows, curve->id);

  if (bytes != NULL)
    report = parvis_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  if (report == NULL || row == NULL || curve->page->sources == NULL)
    return;

  parvis_evidence_read_values (report, values);
  parvis_source_row_set_values (PARVIS_SOURCE_ROW (row), values, G_N_ELEMENTS (values));
}

/* Only while somebody looks, and no oftener than a curve of a day can show. */
static void
ask_curves (ParvisSourcesPage *self)
{
  ParvisSession *session = parvis_desk_get_session (self->desk);
  gint64 now = g_get_monotonic_time ();

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || !parvis_session_is_ready (session) ||
      (self->curves_at != 0 && now - self->curves_at < CURVES_EVERY))
    return;

  self->curves_at = now;
  for (guint i = 0; i < parvis_sources_get_count (self->sources); i++)
    {
      const ParvisSource *source = parvis_sources_get (self->sources, i);
      g_autofree char *path = g_strdup_printf ("sources/%s/report?days=1", source->id);
      Curve *curve = g_new0 (Curve, 1);

      curve->page = g_object_ref (self);
      curve->id = g_strdup (source->id);
      parvis_session_fetch_async (session, path, NULL, curve_cb, curve);
    }
}

static void
tick_cb (ParvisTicker *ticker,
         gpointer      user_data)
{
  refresh_words (PARVIS_SOURCES_PAGE (user_data));
  ask_curves (PARVIS_SOURCES_PAGE (user_data));
}

/* What can be connected needs somebody who may, and the service. */
static void
refresh_new (ParvisSourcesPage *self)
{
  ParvisSession *session = parvis_desk_get_session (self->desk);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sources.new",
                                 (parvis_session_get_rights (session) & PARVIS_MAY_ADMINISTER) &&
                                 parvis_link_is_up (parvis_session_get_link (session)));
}

static void
link_cb (ParvisSession *session,
         GParamSpec    *pspec,
         gpointer       user_data)
{
  ParvisSourcesPage *self = PARVIS_SOURCES_PAGE (user_data);

  refresh_new (self);
  refresh_words (self);
  show_stack (self);
}

static void
activated_cb (ParvisSourcesPage *self,
              GtkListBoxRow     *row,
              GtkListBox        *list)
{
  parvis_sources_page_open (self, parvis_source_row_get_id (PARVIS_SOURCE_ROW (row)));
}

static void
back_cb (ParvisSourcesPage *self)
{
  parvis_sources_page_go_back (self);
}

static void
folded_cb (ParvisSourcesPage *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);

  gtk_widget_set_visible (self->back_button, folded);
  /* Beside an empty pane nobody knows what it is for. */
  gtk_widget_set_visible (self->detail_pane, folded || self->shown != NULL);
  /* One row of window buttons, on the pane that is at the window's end. */
  adw_header_bar_set_show_end_title_buttons (self->header, folded || self->shown == NULL);
}

static void
judged_cb (ParvisSourcesPage *self,
           gboolean           accept)
{
  g_autoptr(json_t) body = json_object ();
  const ParvisSource *source = parvis_sources_find (self->sources, self->shown);
  g_autofree char *sentence = NULL;

  if (source == NULL)
    return;

  sentence = g_strdup_printf (accept ? _("%s: zero accepted") : _("%s: zero ignored"),
                              source->name);
  json_object_set_new (body, "accept", json_boolean (accept));
  parvis_decision_submit (self->desk, JUDGE, self->shown, body);
  parvis_desk_say (self->desk, sentence, 0);
}

static gboolean
keynav_failed_cb (ParvisSourcesPage *self,
                  GtkDirectionType   direction,
                  GtkListBox        *list)
{
  int step = direction == GTK_DIR_DOWN ? 1 : direction == GTK_DIR_UP ? -1 : 0;
  int index = 0;

  if (step == 0)
    return FALSE;

  while (index < N_LISTS && get_list (self, index) != list)
    index++;

  /* The lists are one for the arrow keys. */
  for (index += step; index >= 0 && index < N_LISTS; index += step)
    {
      GtkListBox *other = get_list (self, index);
      GtkListBoxRow *found = NULL;
      GtkListBoxRow *row;

      for (int i = 0; (row = gtk_list_box_get_row_at_index (other, i)) != NULL; i++)
        if (found == NULL || step < 0)
          found = row;
      if (found != NULL)
        return gtk_widget_grab_focus (GTK_WIDGET (found));
    }

  return FALSE;
}

static void
test_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  ParvisSourcesPage *self = PARVIS_SOURCES_PAGE (widget);

  if (self->shown != NULL)
    parvis_source_detail_test (self->detail);
}

static void
pause_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  ParvisSourcesPage *self = PARVIS_SOURCES_PAGE (widget);

  if (self->shown != NULL)
    parvis_source_detail_pause (self->detail);
}

static void
new_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  parvis_new_source_present (widget, PARVIS_SOURCES_PAGE (widget)->desk);
}

static void
parvis_sources_page_dispose (GObject *object)
{
  ParvisSourcesPage *self = PARVIS_SOURCES_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PARVIS_TYPE_SOURCES_PAGE);
  g_clear_object (&self->sources);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (parvis_sources_page_parent_class)->dispose (object);
}

static void
parvis_sources_page_finalize (GObject *object)
{
  ParvisSourcesPage *self = PARVIS_SOURCES_PAGE (object);

  g_hash_table_unref (self->rows);
  g_free (self->shown);

  G_OBJECT_CLASS (parvis_sources_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/fr/parvis/Parvis/live/parvis-sources-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ParvisSourcesPage, attention_list);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourcesPage, attention_title);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourcesPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourcesPage, count_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourcesPage, dated_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourcesPage, detail);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourcesPage, detail_header);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourcesPage, detail_pane);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourcesPage, detail_title);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourcesPage, header);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourcesPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourcesPage, list_box);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourcesPage, list_pane);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourcesPage, loading_clamp);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourcesPage, new_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourcesPage, paused_list);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourcesPage, paused_title);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourcesPage, running_list);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourcesPage, running_title);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourcesPage, stack);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
  gtk_widget_class_bind_template_callback (widget_class, judged_cb);
  gtk_widget_class_bind_template_callback (widget_class, keynav_failed_cb);
}

static void
parvis_sources_page_class_init (ParvisSourcesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_sources_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = parvis_sources_page_finalize;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  g_type_ensure (PARVIS_TYPE_SOURCE_DETAIL);
  gtk_widget_class_install_action (widget_class, "sources.test", NULL, test_action);
  gtk_widget_class_install_action (widget_class, "sources.new", NULL, new_action);
  gtk_widget_class_install_action (widget_class, "sources.pause", NULL, pause_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "sources.test", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "sources.new",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "sources.pause", NULL);
  bind_template (widget_class);
}

static void
parvis_sources_page_init (ParvisSourcesPage *self)
{
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->skeleton = parvis_skeleton_new (PARVIS_SKELETON_LIST, _("Reading the sources…"));
  adw_clamp_set_child (self->loading_clamp, self->skeleton);
  for (guint i = 0; i < N_LISTS; i++)
    gtk_list_box_set_sort_func (get_list (self, i), compare_rows, NULL, NULL);
  parvis_icon_button_label (self->new_button, "list-add-symbolic", _("New Source"), "Ctrl+N");
  parvis_icon_button_label (self->back_button, "go-previous-symbolic", _("Back to the Sources"),
                            NULL);
}

GtkWidget *
parvis_sources_page_new (ParvisDesk    *desk,
                         ParvisSources *sources)
{
  ParvisSourcesPage *self;
  ParvisSession *session;

  g_return_val_if_fail (PARVIS_IS_DESK (desk), NULL);
  g_return_val_if_fail (PARVIS_IS_SOURCES (sources), NULL);

  self = g_object_new (PARVIS_TYPE_SOURCES_PAGE, NULL);
  session = parvis_desk_get_session (desk);
  self->desk = g_object_ref (desk);
  self->sources = g_object_ref (sources);
  parvis_source_detail_set_desk (self->detail, desk);

  parvis_page_equip_header (self->header, desk);
  gtk_box_insert_child_after (self->list_box, parvis_page_outage_bar (desk),
                              GTK_WIDGET (self->header));
  g_signal_connect_object (self->sources, "updated", G_CALLBACK (updated_cb), self, 0);
  g_signal_connect_object (parvis_desk_get_ticker (desk), "tick", G_CALLBACK (tick_cb), self, 0);
  g_signal_connect_object (session, "notify::link", G_CALLBACK (link_cb), self, 0);
  g_signal_connect (self, "map", G_CALLBACK (ask_curves), NULL);
  updated_cb (self->sources, self);
  folded_cb (self);
  refresh_new (self);

  return GTK_WIDGET (self);
}

gboolean
parvis_sources_page_open (ParvisSourcesPage *self,
                          const char        *id)
{
  g_return_val_if_fail (PARVIS_IS_SOURCES_PAGE (self), FALSE);

  if (parvis_sources_find (self->sources, id) == NULL)
    return FALSE;

  g_free (self->shown);
  self->shown = g_strdup (id);
  folded_cb (self);
  refresh_words (self);
  adw_leaflet_set_visible_child (self->leaflet, self->detail_pane);

  return TRUE;
}

gboolean
parvis_sources_page_go_back (ParvisSourcesPage *self)
{
  GtkWidget *row;

  g_return_val_if_fail (PARVIS_IS_SOURCES_PAGE (self), FALSE);

  if (self->shown == NULL)
    return FALSE;

  row = g_hash_table_lookup (self->rows, self->shown);
  g_clear_pointer (&self->shown, g_free);
  adw_leaflet_set_visible_child (self->leaflet, self->list_pane);
  folded_cb (self);
  if (row != NULL)
    gtk_widget_grab_focus (row);

  return TRUE;
}
