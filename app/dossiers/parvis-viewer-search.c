/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-viewer-search"

#include "config.h"

#include "parvis-viewer-search.h"

#include "parvis-icon-button.h"
#include "parvis-scan-words.h"

#include <glib/gi18n.h>

struct _ParvisViewerSearch
{
  GtkWidget       parent_instance;

  /* Children */
  GtkSearchBar   *bar;
  GtkWidget      *entry;
  GtkLabel       *count;

  /* Owned */
  ParvisScanView *view;
  ParvisScan     *scan;       /* (nullable) */
  GArray         *runs;       /* (nullable): ParvisScanRun of this page */

  guint           page;
  guint           chosen;
  gboolean        looked;     /* the words of this page are there */
  guint           left;       /* pages that are still to be looked at for this search */
};

G_DEFINE_FINAL_TYPE (ParvisViewerSearch, parvis_viewer_search, GTK_TYPE_WIDGET)

enum
{
  TURN_TO,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const ParvisRenderInfo *
get_info (ParvisViewerSearch *self)
{
  return self->scan != NULL ? parvis_scan_get_info (self->scan) : NULL;
}

static const char *
get_typed (ParvisViewerSearch *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

static void
tell (ParvisViewerSearch *self)
{
  const ParvisRenderInfo *info = get_info (self);
  guint n = self->runs != NULL ? self->runs->len : 0;
  g_autofree char *text = NULL;

  if (info != NULL && info->kind != PARVIS_RENDER_KIND_PDF)
    text = g_strdup (_("A photo has no text to search"));
  else if (*get_typed (self) == '\0' || !self->looked)
    text = g_strdup ("");
  else if (n == 0)
    text = g_strdup (_("Not on this page"));
  else
    text = g_strdup_printf (_("%1$u of %2$u"), self->chosen + 1, n);
  gtk_label_set_label (self->count, text);
}

static void
mark (ParvisViewerSearch *self)
{
  const ParvisRenderInfo *info = get_info (self);
  const GArray *words = self->scan != NULL ? parvis_scan_get_words (self->scan, self->page) : NULL;
  GArray *marks = NULL;

  if (info != NULL && words != NULL && self->runs != NULL && self->runs->len > 0)
    marks = parvis_scan_words_mark (words, info->sizes[self->page], self->runs);
  parvis_scan_view_set_marks (self->view, marks, self->chosen);
  tell (self);
}

static void
clear (ParvisViewerSearch *self)
{
  g_clear_pointer (&self->runs, g_array_unref);
  self->looked = FALSE;
  self->chosen = 0;
}

/* To the next page that has not been looked at for this. */
static void
go_on (ParvisViewerSearch *self)
{
  const ParvisRenderInfo *info = get_info (self);

  if (info == NULL || self->left == 0)
    return;

  self->left--;
  g_signal_emit (self, signals[TURN_TO], 0, (self->page + 1) % info->n_pages);
}

static void
look (ParvisViewerSearch *self)
{
  const ParvisRenderInfo *info = get_info (self);
  const GArray *words;

  if (self->looked || info == NULL || info->kind != PARVIS_RENDER_KIND_PDF ||
      *get_typed (self) == '\0' || !gtk_search_bar_get_search_mode (self->bar))
    return;

  words = parvis_scan_get_words (self->scan, self->page);
  if (words == NULL)
    return;

  self->looked = TRUE;
  self->chosen = 0;
  g_clear_pointer (&self->runs, g_array_unref);
  self->runs = parvis_scan_words_find (words, get_typed (self));
  if (self->runs->len > 0)
    self->left = 0;
  mark (self);
  if (self->runs->len == 0)
    go_on (self);
}

static void
typed_cb (ParvisViewerSearch *self)
{
  const ParvisRenderInfo *info = get_info (self);

  clear (self);
  self->left = info != NULL ? info->n_pages - 1 : 0;
  mark (self);
  look (self);
}

static void
step (ParvisViewerSearch *self,
      int                 by)
{
  const ParvisRenderInfo *info = get_info (self);
  guint n = self->runs != NULL ? self->runs->len : 0;

  if (info == NULL || !self->looked)
    return;

  if (by > 0 && self->chosen + 1 >= n && info->n_pages > 1)
    {
      self->left = info->n_pages - 1;
      go_on (self);
    }
  else if (n > 0)
    {
      self->chosen = (guint) (((int) self->chosen + by + (int) n) % (int) n);
      mark (self);
    }
}

static void
next_cb (ParvisViewerSearch *self)
{
  step (self, 1);
}

static void
previous_cb (ParvisViewerSearch *self)
{
  step (self, -1);
}

static void
mode_cb (ParvisViewerSearch *self)
{
  if (gtk_search_bar_get_search_mode (self->bar))
    return;

  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  clear (self);
  mark (self);
}

void
parvis_viewer_search_set_page (ParvisViewerSearch *self,
                               ParvisScan         *scan,
                               guint               page)
{
  g_return_if_fail (PARVIS_IS_VIEWER_SEARCH (self));

  if (g_set_object (&self->scan, scan) || self->page != page)
    {
      self->page = page;
      clear (self);
      tell (self);
    }
  look (self);
}

void
parvis_viewer_search_open (ParvisViewerSearch *self)
{
  g_return_if_fail (PARVIS_IS_VIEWER_SEARCH (self));

  gtk_search_bar_set_search_mode (self->bar, TRUE);
  gtk_widget_grab_focus (self->entry);
  tell (self);
}

gboolean
parvis_viewer_search_is_open (ParvisViewerSearch *self)
{
  g_return_val_if_fail (PARVIS_IS_VIEWER_SEARCH (self), FALSE);

  return gtk_search_bar_get_search_mode (self->bar);
}

void
parvis_viewer_search_select (ParvisViewerSearch   *self,
                             const ParvisScanRect *share)
{
  const ParvisRenderInfo *info;
  const GArray *words;

  g_return_if_fail (PARVIS_IS_VIEWER_SEARCH (self));

  info = get_info (self);
  words = info != NULL && info->kind == PARVIS_RENDER_KIND_PDF
            ? parvis_scan_get_words (self->scan, self->page) : NULL;
  if (words == NULL)
    return;

  g_clear_pointer (&self->runs, g_array_unref);
  self->runs = parvis_scan_words_within (words, info->sizes[self->page], share);
  /* All of them are meant, and none of them is brought into view. */
  self->chosen = self->runs->len;
  mark (self);
}

gboolean
parvis_viewer_search_copy (ParvisViewerSearch *self)
{
  const GArray *words;
  g_autofree char *text = NULL;

  g_return_val_if_fail (PARVIS_IS_VIEWER_SEARCH (self), FALSE);

  words = self->scan != NULL && self->runs != NULL && self->runs->len > 0
            ? parvis_scan_get_words (self->scan, self->page) : NULL;
  if (words == NULL)
    return FALSE;

  text = parvis_scan_words_copy (words, self->runs);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);

  return TRUE;
}

static void
parvis_viewer_search_dispose (GObject *object)
{
  ParvisViewerSearch *self = PARVIS_VIEWER_SEARCH (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->view);
  g_clear_object (&self->scan);
  g_clear_pointer (&self->runs, g_array_unref);

  G_OBJECT_CLASS (parvis_viewer_search_parent_class)->dispose (object);
}

static void
parvis_viewer_search_class_init (ParvisViewerSearchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_viewer_search_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);

  signals[TURN_TO] = g_signal_new ("turn-to", PARVIS_TYPE_VIEWER_SEARCH, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
parvis_viewer_search_init (ParvisViewerSearch *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *previous = parvis_icon_button ("go-up-symbolic", _("Previous Match"), NULL);
  GtkWidget *next = parvis_icon_button ("go-down-symbolic", _("Next Match"), NULL);

  self->bar = GTK_SEARCH_BAR (gtk_search_bar_new ());
  self->entry = gtk_search_entry_new ();
  self->count = GTK_LABEL (g_object_new (GTK_TYPE_LABEL, "accessible-role",
                                         GTK_ACCESSIBLE_ROLE_STATUS, NULL));
  parvis_set_label (self->entry, _("Search this document"));
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "fresh");
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), previous);
  gtk_box_append (GTK_BOX (box), next);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->count));
  gtk_search_bar_set_child (self->bar, box);
  gtk_search_bar_connect_entry (self->bar, GTK_EDITABLE (self->entry));
  gtk_widget_set_parent (GTK_WIDGET (self->bar), GTK_WIDGET (self));

  g_signal_connect_swapped (self->entry, "search-changed", G_CALLBACK (typed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (next_cb), self);
  g_signal_connect_swapped (self->entry, "next-match", G_CALLBACK (next_cb), self);
  g_signal_connect_swapped (self->entry, "previous-match", G_CALLBACK (previous_cb), self);
  g_signal_connect_swapped (next, "clicked", G_CALLBACK (next_cb), self);
  g_signal_connect_swapped (previous, "clicked", G_CALLBACK (previous_cb), self);
  g_signal_connect_swapped (self->bar, "notify::search-mode-enabled", G_CALLBACK (mode_cb), self);
}

GtkWidget *
parvis_viewer_search_new (ParvisScanView *view)
{
  ParvisViewerSearch *self = g_object_new (PARVIS_TYPE_VIEWER_SEARCH, NULL);

  self->view = g_object_ref (view);

  return GTK_WIDGET (self);
}
