/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-viewer"

#include "config.h"

#include "parvis-dossier-viewer-private.h"

/* Which files were before somebody's eyes: a picture is seen once a frame with it was drawn, and a
 * document of several files once each of them was.
 */

static const char *
get_id (const json_t *file)
{
  return json_string_value (json_object_get (file, "id"));
}

static const json_t *
get_files (ParvisDossierViewer *self)
{
  return json_object_get (self->document, "pages");
}

static const char *
get_shown_id (ParvisDossierViewer *self)
{
  return self->state == PARVIS_VIEWER_SHOWN
           ? get_id (json_array_get (get_files (self), self->file)) : NULL;
}

static gboolean
is_seen (ParvisDossierViewer *self,
         const char          *id)
{
  return id != NULL && g_hash_table_contains (self->seen, id);
}

guint
parvis_dossier_viewer_count_unseen (ParvisDossierViewer *self)
{
  const json_t *file;
  guint n = 0;
  gsize i;

  g_return_val_if_fail (PARVIS_IS_DOSSIER_VIEWER (self), 0);

  json_array_foreach (get_files (self), i, file)
    n += !is_seen (self, get_id (file));

  return n;
}

/* The first callback comes before the frame with the picture is drawn, the next one after. */
static gboolean
frame_cb (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       user_data)
{
  ParvisDossierViewer *self = PARVIS_DOSSIER_VIEWER (user_data);
  const char *id = get_shown_id (self);

  if (id != NULL && g_strcmp0 (id, self->drawing) != 0)
    {
      g_free (self->drawing);
      self->drawing = g_strdup (id);
      gtk_widget_queue_draw (widget);
      return G_SOURCE_CONTINUE;
    }

  if (id != NULL)
    g_hash_table_add (self->seen, g_strdup (id));
  g_clear_pointer (&self->drawing, g_free);
  self->frames = 0;
  parvis_dossier_viewer_tell_ready (self);

  return G_SOURCE_REMOVE;
}

void
parvis_dossier_viewer_watch_frames (ParvisDossierViewer *self)
{
  GtkWidget *view = GTK_WIDGET (self->view);
  const char *id = get_shown_id (self);

  if (self->frames == 0 && id != NULL && !is_seen (self, id) && gtk_widget_get_mapped (view))
    self->frames = gtk_widget_add_tick_callback (view, frame_cb, self, NULL);
}

void
parvis_dossier_viewer_forget_frames (ParvisDossierViewer *self)
{
  if (self->frames != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->view), self->frames);
  self->frames = 0;
  g_clear_pointer (&self->drawing, g_free);
}

/**
 * parvis_dossier_viewer_show_unseen:
 *
 * Shows the first file of the document that was not seen yet.
 */
void
parvis_dossier_viewer_show_unseen (ParvisDossierViewer *self)
{
  const json_t *file;
  gsize i;

  g_return_if_fail (PARVIS_IS_DOSSIER_VIEWER (self));

  json_array_foreach (get_files (self), i, file)
    {
      if (!is_seen (self, get_id (file)))
        {
          parvis_dossier_viewer_show_file (self, (guint) i);
          return;
        }
    }
}

/**
 * parvis_dossier_viewer_dup_files:
 *
 * Returns: (transfer full): the ids of the files that are shown, for who says what was judged
 */
json_t *
parvis_dossier_viewer_dup_files (ParvisDossierViewer *self)
{
  json_t *ids = json_array ();
  const json_t *file;
  gsize i;

  g_return_val_if_fail (PARVIS_IS_DOSSIER_VIEWER (self), ids);

  json_array_foreach (get_files (self), i, file)
    json_array_append (ids, json_object_get (file, "id"));

  return ids;
}

gboolean
parvis_dossier_viewer_is_ready (ParvisDossierViewer *self)
{
  g_return_val_if_fail (PARVIS_IS_DOSSIER_VIEWER (self), FALSE);

  if (self->state == PARVIS_VIEWER_EXPLAINED)
    return self->explanation != NULL;

  return self->state == PARVIS_VIEWER_SHOWN && self->later == NULL &&
         parvis_dossier_viewer_count_unseen (self) == 0;
}

const char *
parvis_dossier_viewer_get_dossier (ParvisDossierViewer *self)
{
  g_return_val_if_fail (PARVIS_IS_DOSSIER_VIEWER (self), NULL);

  return self->document != NULL ? self->dossier : NULL;
}
