/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-viewer"

#include "config.h"

#include "parvis-dossier-viewer-private.h"

#include "parvis-dossier.h"
#include "parvis-icon-button.h"
#include "parvis-viewer-text.h"

#include <glib/gi18n.h>

/* Files that are fetched before anybody looks at them. */
#define AHEAD_MAX 6
/* More pages than this are told by number alone. */
#define DOTS_MAX  12

G_DEFINE_FINAL_TYPE (ParvisDossierViewer, parvis_dossier_viewer, GTK_TYPE_WIDGET)

enum
{
  PROP_READY = 1,
  PROP_STATE,
  PROP_NEWER,
  PROP_FULL,
  PROP_SAME_PLACE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

enum
{
  ASK_AGAIN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* --- which page --- */

static const json_t *
get_files (const json_t *document)
{
  return json_object_get (document, "pages");
}

static guint
count_files (ParvisDossierViewer *self)
{
  return (guint) json_array_size (get_files (self->document));
}

static const json_t *
get_file (ParvisDossierViewer *self,
          guint                i)
{
  return json_array_get (get_files (self->document), i);
}

static const char *
get_id (const json_t *file)
{
  return json_string_value (json_object_get (file, "id"));
}

static const char *
get_requirement (ParvisDossierViewer *self)
{
  return json_string_value (json_object_get (self->document, "requirement"));
}

static ParvisScan *
find_scan (ParvisDossierViewer *self,
           guint                i)
{
  const char *id = get_id (get_file (self, i));

  return id != NULL ? parvis_scan_shelf_find (self->shelf, id) : NULL;
}

/* What is not open yet has one. */
static guint
count_pages (ParvisDossierViewer *self,
             guint                i)
{
  ParvisScan *scan = find_scan (self, i);
  const ParvisRenderInfo *info = scan != NULL ? parvis_scan_get_info (scan) : NULL;

  return info != NULL ? info->n_pages : 1;
}

static guint
count_all (ParvisDossierViewer *self)
{
  guint n = 0;

  for (guint i = 0; i < count_files (self); i++)
    n += count_pages (self, i);

  return n;
}

/* Of the page that is shown, among those of all files. */
static guint
get_position (ParvisDossierViewer *self)
{
  guint n = self->page;

  for (guint i = 0; i < self->file; i++)
    n += count_pages (self, i);

  return n;
}

static gboolean
is_photo (const json_t *file)
{
  return g_strcmp0 (json_string_value (json_object_get (file, "media")), "application/pdf") != 0;
}

/* --- what it shows --- */

static ParvisViewerState
find_state (ParvisDossierViewer  *self,
            const GError        **error)
{
  ParvisScan *scan;

  *error = NULL;
  if (self->document == NULL)
    return PARVIS_VIEWER_EMPTY;
  if (count_files (self) == 0)
    {
      if (json_object_get (self->document, "erased_at") != NULL)
        return PARVIS_VIEWER_ERASED;

      return json_is_true (json_object_get (self->document, "explained")) ? PARVIS_VIEWER_EXPLAINED
                                                                          : PARVIS_VIEWER_MISSING;
    }

  scan = find_scan (self, self->file);
  if (scan == NULL)
    return PARVIS_VIEWER_LOADING;
  if (parvis_scan_get_picture (scan, self->page) != NULL)
    return PARVIS_VIEWER_SHOWN;

  *error = parvis_scan_get_error (scan, self->page);

  return *error != NULL ? parvis_viewer_state_of_error (*error) : PARVIS_VIEWER_LOADING;
}

static void
remove_children (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
refresh_hints (ParvisDossierViewer *self)
{
  ParvisScan *scan = find_scan (self, self->file);
  g_autoptr(GPtrArray) hints = NULL;

  remove_children (self->hints);
  if (scan != NULL && self->state == PARVIS_VIEWER_SHOWN)
    hints = parvis_viewer_text_hints (self->page == 0 ? parvis_scan_get_measures (scan) : NULL,
                                      parvis_scan_is_incomplete (scan, self->page));
  for (guint i = 0; hints != NULL && i < hints->len; i++)
    {
      GtkWidget *chip = gtk_label_new (g_ptr_array_index (hints, i));

      gtk_widget_add_css_class (chip, "osd");
      gtk_widget_add_css_class (chip, "viewer-chip");
      gtk_box_append (GTK_BOX (self->hints), chip);
    }
  gtk_widget_set_visible (self->hints, hints != NULL && hints->len > 0);
}

static void
name_view (ParvisDossierViewer *self)
{
  GTimeZone *zone = parvis_desk_get_zone (self->desk);
  gint64 now = parvis_session_now (parvis_desk_get_session (self->desk));
  const json_t *file = get_file (self, self->file);
  g_autofree char *label = NULL;

  if (file == NULL)
    return;

  /* A page that is not there is not called one. */
  if (self->state == PARVIS_VIEWER_SHOWN)
    label = parvis_viewer_text_page (is_photo (file), get_position (self) + 1, count_all (self),
                                     self->name, file, now, zone);
  else
    label = g_strdup (_("The document is being fetched…"));
  parvis_set_label (GTK_WIDGET (self->view), label);
}

static void show_page (ParvisDossierViewer *self,
                       guint                position);

static void
dot_cb (ParvisDossierViewer *self,
        GtkButton           *button)
{
  show_page (self, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "parvis-position")));
}

static void
build_dots (ParvisDossierViewer *self,
            guint                n)
{
  if (n == self->n_dots)
    return;

  remove_children (self->dots);
  self->n_dots = n;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", i + 1);
      /* Translators: a button that shows that page or photo. */
      g_autofree char *name = g_strdup_printf (_("Show Page %u"), i + 1);
      GtkWidget *dot = gtk_button_new_with_label (text);

      parvis_set_label (dot, name);
      gtk_widget_add_css_class (dot, "viewer-dot");
      g_object_set_data (G_OBJECT (dot), "parvis-position", GUINT_TO_POINTER (i));
      g_signal_connect_swapped (dot, "clicked", G_CALLBACK (dot_cb), self);
      gtk_box_append (GTK_BOX (self->dots), dot);
    }
}

static void
refresh_strip (ParvisDossierViewer *self)
{
  guint n = count_all (self);
  guint position = get_position (self);
  g_autofree char *text = g_strdup_printf (_("%1$u of %2$u"), position + 1, n);
  guint i = 0;

  gtk_widget_set_visible (self->strip, n > 1);
  build_dots (self, n > 1 && n <= DOTS_MAX ? n : 0);
  for (GtkWidget *dot = gtk_widget_get_first_child (self->dots); dot != NULL;
       dot = gtk_widget_get_next_sibling (dot), i++)
    if (i == position)
      gtk_widget_add_css_class (dot, "chosen");
    else
      gtk_widget_remove_css_class (dot, "chosen");
  gtk_widget_set_visible (self->dots, self->n_dots > 0);
  gtk_label_set_label (self->position, text);
  gtk_widget_set_visible (GTK_WIDGET (self->position), self->n_dots == 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "viewer.next-page", position + 1 < n);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "viewer.previous-page", position > 0);
}

static void
refresh_notice (ParvisDossierViewer *self,
                const GError        *error)
{
  gint64 now = parvis_session_now (parvis_desk_get_session (self->desk));
  ParvisViewerNotice notice =
    parvis_viewer_text_notice (self->state, error, self->document, self->explanation, now,
                               parvis_desk_get_zone (self->desk));
  g_autofree char *sentence =
    notice.sentence != NULL ? g_markup_escape_text (notice.sentence, -1) : NULL;

  adw_status_page_set_icon_name (self->notice, notice.icon);
  adw_status_page_set_title (self->notice, notice.title);
  adw_status_page_set_description (self->notice, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->notice), notice.icon != NULL);
  gtk_widget_set_visible (self->ask_again, self->state == PARVIS_VIEWER_UNREADABLE);
  gtk_widget_set_visible (self->try_again, self->state == PARVIS_VIEWER_AWAY);
  g_free (notice.sentence);
}

static void
refresh_zoom (ParvisDossierViewer *self)
{
  /* Translators: a zoom. */
  g_autofree char *text = g_strdup_printf (_("%d %%"),
                                           (int) (parvis_scan_view_get_zoom (self->view) * 100 +
                                                  0.5));

  gtk_label_set_label (self->zoom, text);
}

static void
say_state (ParvisDossierViewer *self)
{
  if (self->state != PARVIS_VIEWER_LOADING && self->state != PARVIS_VIEWER_SHOWN &&
      self->state != PARVIS_VIEWER_EMPTY && gtk_widget_get_mapped (GTK_WIDGET (self)))
    parvis_desk_tell (self->desk, adw_status_page_get_title (self->notice));
}

/* All proofs of address are looked at in the same place. */
static void
restore_place (ParvisDossierViewer *self)
{
  static const ParvisScanPlace whole = { PARVIS_SCAN_FIT_PAGE, 1, 0.5, 0.5 };
  const char *requirement = get_requirement (self);
  const ParvisScanPlace *place = requirement != NULL && self->same_place
                                   ? g_hash_table_lookup (self->places, requirement) : NULL;

  parvis_scan_view_set_place (self->view, place != NULL ? place : &whole);
}

static void
refresh (ParvisDossierViewer *self)
{
  ParvisScan *scan = find_scan (self, self->file);
  ParvisViewerState before = self->state;
  const GError *error;
  gboolean there;

  self->state = find_state (self, &error);
  there = self->state == PARVIS_VIEWER_SHOWN || self->state == PARVIS_VIEWER_LOADING;
  self->placing = TRUE;
  parvis_scan_view_set_page (self->view, there ? scan : NULL, self->page);
  parvis_scan_view_update (self->view);
  /* Only now is it known how large it is. */
  if (self->unplaced && self->state == PARVIS_VIEWER_SHOWN)
    {
      self->unplaced = FALSE;
      restore_place (self);
    }
  self->placing = FALSE;
  parvis_viewer_search_set_page (self->search, there ? scan : NULL, self->page);
  gtk_widget_set_visible (GTK_WIDGET (self->view), there);
  gtk_widget_set_visible (self->toolbar, there);
  gtk_widget_set_visible (self->loading, self->state == PARVIS_VIEWER_LOADING);
  gtk_progress_bar_set_fraction (self->progress,
                                 scan != NULL ? parvis_scan_get_progress (scan) : 0);
  gtk_widget_set_visible (self->newer_button, self->later != NULL);
  refresh_notice (self, error);
  refresh_hints (self);
  refresh_strip (self);
  refresh_zoom (self);
  name_view (self);
  parvis_dossier_viewer_watch_frames (self);
  parvis_dossier_viewer_tell_ready (self);
  if (before == self->state)
    return;

  say_state (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

void
parvis_dossier_viewer_tell_ready (ParvisDossierViewer *self)
{
  gboolean before = self->ready;

  self->ready = parvis_dossier_viewer_is_ready (self);
  if (self->ready != before)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_READY]);
}

/* --- what is kept in memory --- */

static void
keep (ParvisDossierViewer *self)
{
  g_autoptr(json_t) now = json_array ();

  if (count_files (self) > 0)
    json_array_extend (now, (json_t *) get_files (self->document));
  if (get_files (self->later) != NULL)
    json_array_extend (now, (json_t *) get_files (self->later));
  parvis_scan_shelf_keep (self->shelf, now, self->ahead);
}

static void
show_page (ParvisDossierViewer *self,
           guint                position)
{
  guint file = 0;

  while (file + 1 < count_files (self) && position >= count_pages (self, file))
    position -= count_pages (self, file++);

  self->unplaced = self->unplaced || self->file != file;
  self->file = file;
  self->page = MIN (position, count_pages (self, file) - 1);
  refresh (self);
}

void
parvis_dossier_viewer_show_file (ParvisDossierViewer *self,
                                 guint                file)
{
  self->unplaced = self->unplaced || self->file != file;
  self->file = file;
  self->page = 0;
  refresh (self);
}

void
parvis_dossier_viewer_step_page (ParvisDossierViewer *self,
                                 int                  by)
{
  gint64 position = (gint64) get_position (self) + by;

  if (position >= 0 && position < count_all (self))
    show_page (self, (guint) position);
}

static void
moved_cb (ParvisDossierViewer *self)
{
  const char *requirement = get_requirement (self);

  refresh_zoom (self);
  /* A page that was turned is looked at as no other. */
  if (self->placing || requirement == NULL || self->state != PARVIS_VIEWER_SHOWN ||
      parvis_scan_view_get_turns (self->view) != 0)
    return;

  g_hash_table_replace (self->places, g_strdup (requirement),
                        g_memdup2 (parvis_scan_view_get_place (self->view),
                                   sizeof (ParvisScanPlace)));
}

static void
set_later (ParvisDossierViewer *self,
           const json_t        *later)
{
  gboolean before = self->later != NULL;

  json_decref (self->later);
  self->later = later != NULL ? json_deep_copy (later) : NULL;
  if (before != (self->later != NULL))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NEWER]);
}

static void
set_document (ParvisDossierViewer *self,
              const json_t        *document)
{
  json_t *copy = document != NULL ? json_deep_copy (document) : NULL;

  json_decref (self->document);
  self->document = copy;
}

static gboolean
has_file (const json_t *document,
          const char   *id)
{
  const json_t *file;
  gsize i;

  json_array_foreach (get_files (document), i, file)
    if (g_strcmp0 (get_id (file), id) == 0)
      return TRUE;

  return FALSE;
}

static gboolean
has_same_files (const json_t *a,
                const json_t *b)
{
  const json_t *file;
  gsize i;

  if (json_array_size (get_files (a)) != json_array_size (get_files (b)))
    return FALSE;

  json_array_foreach (get_files (a), i, file)
    if (!has_file (b, get_id (file)))
      return FALSE;

  return TRUE;
}

/* The same document of the same dossier, after something happened to it. */
static void
follow (ParvisDossierViewer *self,
        const json_t        *document)
{
  gboolean offers = json_array_size (get_files (document)) > 0 &&
                    (count_files (self) > 0 || self->state == PARVIS_VIEWER_EXPLAINED) &&
                    !has_same_files (self->document, document);

  set_later (self, offers ? document : NULL);
  if (!offers)
    set_document (self, document);
  self->file = MIN (self->file, MAX (count_files (self), 1) - 1);
  keep (self);
  refresh (self);
}

static void
show_other (ParvisDossierViewer *self,
            const json_t        *document)
{
  set_later (self, NULL);
  set_document (self, document);
  self->file = self->page = 0;
  self->unplaced = TRUE;
  keep (self);
  refresh (self);
}

/* The first picture that was not there before comes first. */
void
parvis_dossier_viewer_show_newer (ParvisDossierViewer *self)
{
  g_autoptr(json_t) before = NULL;

  if (self->later == NULL)
    return;

  before = json_incref (self->document);
  set_document (self, self->later);
  set_later (self, NULL);
  self->file = self->page = 0;
  for (guint i = 0; i < count_files (self); i++)
    if (!has_file (before, get_id (get_file (self, i))))
      {
        self->file = i;
        break;
      }
  self->unplaced = TRUE;
  keep (self);
  refresh (self);
}

void
parvis_dossier_viewer_show (ParvisDossierViewer     *self,
                            const ParvisViewerPiece *piece)
{
  gboolean same;

  g_return_if_fail (PARVIS_IS_DOSSIER_VIEWER (self));

  same = piece != NULL && g_strcmp0 (piece->dossier, self->dossier) == 0 &&
         g_strcmp0 (get_requirement (self),
                    json_string_value (json_object_get (piece->document, "requirement"))) == 0;
  g_free (self->dossier);
  g_free (self->name);
  g_free (self->explanation);
  self->dossier = piece != NULL ? g_strdup (piece->dossier) : NULL;
  self->name = piece != NULL ? g_strdup (piece->name) : NULL;
  self->explanation = piece != NULL ? g_strdup (piece->explanation) : NULL;
  if (piece == NULL)
    g_clear_pointer (&self->ahead, json_decref);

  if (same)
    follow (self, piece->document);
  else
    show_other (self, piece != NULL ? piece->document : NULL);
}

/* The first file of each, and then what else the first has. */
void
parvis_dossier_viewer_read_ahead (ParvisDossierViewer *self,
                                  const json_t *const *documents,
                                  guint                n_documents)
{
  json_t *ahead = json_array ();
  const json_t *file;
  gsize i;

  g_return_if_fail (PARVIS_IS_DOSSIER_VIEWER (self));

  for (guint j = 0; j < n_documents; j++)
    if (json_array_size (get_files (documents[j])) > 0)
      json_array_append (ahead, json_array_get (get_files (documents[j]), 0));
  json_array_foreach (n_documents > 0 ? get_files (documents[0]) : NULL, i, file)
    if (i > 0)
      json_array_append (ahead, (json_t *) file);
  while (json_array_size (ahead) > AHEAD_MAX)
    json_array_remove (ahead, json_array_size (ahead) - 1);

  json_decref (self->ahead);
  self->ahead = ahead;
  keep (self);
}

ParvisViewerState
parvis_dossier_viewer_get_state (ParvisDossierViewer *self)
{
  g_return_val_if_fail (PARVIS_IS_DOSSIER_VIEWER (self), PARVIS_VIEWER_EMPTY);

  return self->state;
}

const char *
parvis_dossier_viewer_get_requirement (ParvisDossierViewer *self)
{
  g_return_val_if_fail (PARVIS_IS_DOSSIER_VIEWER (self), NULL);

  return get_requirement (self);
}

/* --- the widget --- */

static void
changed_cb (ParvisDossierViewer *self,
            ParvisScan          *scan)
{
  /* What is fetched ahead changes nothing that is seen. */
  if (has_file (self->document, parvis_scan_get_id (scan)))
    refresh (self);
}

static void
link_cb (ParvisDossierViewer *self)
{
  if (parvis_session_get_link (parvis_desk_get_session (self->desk)) == PARVIS_LINK_ONLINE)
    parvis_scan_shelf_retry (self->shelf);
}

static void
selected_cb (ParvisDossierViewer  *self,
             const ParvisScanRect *share)
{
  parvis_viewer_search_select (self->search, share);
}

static void
turn_to_cb (ParvisDossierViewer *self,
            guint                page)
{
  self->page = page;
  refresh (self);
}

static void
ask_again_cb (ParvisDossierViewer *self)
{
  g_signal_emit (self, signals[ASK_AGAIN], 0, (guint) PARVIS_REJECTION_ILLEGIBLE);
}

static void
parvis_dossier_viewer_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (parvis_dossier_viewer_parent_class)->map (widget);

  parvis_dossier_viewer_watch_frames (PARVIS_DOSSIER_VIEWER (widget));
}

static void
parvis_dossier_viewer_unmap (GtkWidget *widget)
{
  parvis_dossier_viewer_forget_frames (PARVIS_DOSSIER_VIEWER (widget));
  parvis_dossier_viewer_set_full (PARVIS_DOSSIER_VIEWER (widget), FALSE);

  GTK_WIDGET_CLASS (parvis_dossier_viewer_parent_class)->unmap (widget);
}

static void
parvis_dossier_viewer_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  ParvisDossierViewer *self = PARVIS_DOSSIER_VIEWER (object);

  switch (prop_id)
    {
    case PROP_READY:
      g_value_set_boolean (value, parvis_dossier_viewer_is_ready (self));
      break;

    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;

    case PROP_NEWER:
      g_value_set_boolean (value, self->later != NULL);
      break;

    case PROP_FULL:
      g_value_set_boolean (value, self->full);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
parvis_dossier_viewer_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  if (prop_id == PROP_SAME_PLACE)
    PARVIS_DOSSIER_VIEWER (object)->same_place = g_value_get_boolean (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
parvis_dossier_viewer_dispose (GObject *object)
{
  ParvisDossierViewer *self = PARVIS_DOSSIER_VIEWER (object);

  if (self->box != NULL)
    parvis_dossier_viewer_forget_frames (self);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->shelf);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (parvis_dossier_viewer_parent_class)->dispose (object);
}

static void
parvis_dossier_viewer_finalize (GObject *object)
{
  ParvisDossierViewer *self = PARVIS_DOSSIER_VIEWER (object);

  g_hash_table_unref (self->places);
  g_hash_table_unref (self->seen);
  json_decref (self->document);
  json_decref (self->later);
  json_decref (self->ahead);
  g_free (self->dossier);
  g_free (self->name);
  g_free (self->explanation);

  G_OBJECT_CLASS (parvis_dossier_viewer_parent_class)->finalize (object);
}

static void
parvis_dossier_viewer_class_init (ParvisDossierViewerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parvis_dossier_viewer_get_property;
  object_class->set_property = parvis_dossier_viewer_set_property;
  object_class->dispose = parvis_dossier_viewer_dispose;
  object_class->finalize = parvis_dossier_viewer_finalize;
  widget_class->map = parvis_dossier_viewer_map;
  widget_class->unmap = parvis_dossier_viewer_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);

  props[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, PARVIS_VIEWER_AWAY,
                                         PARVIS_VIEWER_EMPTY,
                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_NEWER] = g_param_spec_boolean ("newer", NULL, NULL, FALSE,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_FULL] = g_param_spec_boolean ("full", NULL, NULL, FALSE,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_SAME_PLACE] = g_param_spec_boolean ("same-place", NULL, NULL, TRUE,
                                                 G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[ASK_AGAIN] = g_signal_new ("ask-again", PARVIS_TYPE_DOSSIER_VIEWER, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  parvis_dossier_viewer_install_actions (klass);
}

static void
parvis_dossier_viewer_init (ParvisDossierViewer *self)
{
  self->same_place = TRUE;
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  parvis_dossier_viewer_build (self);
  g_signal_connect_swapped (self->view, "changed", G_CALLBACK (moved_cb), self);
  g_signal_connect_swapped (self->view, "selected", G_CALLBACK (selected_cb), self);
  g_signal_connect_swapped (self->search, "turn-to", G_CALLBACK (turn_to_cb), self);
  g_signal_connect_swapped (self->ask_again, "clicked", G_CALLBACK (ask_again_cb), self);
}

GtkWidget *
parvis_dossier_viewer_new (ParvisDesk *desk)
{
  ParvisDossierViewer *self;
  ParvisSession *session;

  g_return_val_if_fail (PARVIS_IS_DESK (desk), NULL);

  self = g_object_new (PARVIS_TYPE_DOSSIER_VIEWER, NULL);
  session = parvis_desk_get_session (desk);
  self->desk = g_object_ref (desk);
  self->shelf = parvis_scan_shelf_new (session);
  g_signal_connect_object (self->shelf, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::link", G_CALLBACK (link_cb), self,
                           G_CONNECT_SWAPPED);
  refresh (self);

  return GTK_WIDGET (self);
}
