/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-scan"

#include "config.h"

#include "parvis-scan.h"

#include "parvis-error.h"

#include <sodium.h>
#include <string.h>

/* Pages that are kept on either side of the one that is looked at. */
#define AROUND    1

struct _ParvisScan
{
  GObject               parent_instance;

  /* Owned */
  ParvisSession        *session;
  ParvisScanStock      *stock;         /* (nullable) */
  char                 *id;
  ParvisRenderer       *renderer;
  GCancellable         *cancellable;
  GError               *error;         /* (nullable) */
  GHashTable           *pictures;      /* page → Picture */
  GHashTable           *words;         /* page → GArray, NULL while it is asked */

  ParvisScanState       state;
  guint                 side;
  guint                 wanted;
  double                progress;
  gboolean              first_done;    /* its first page was drawn, or never will be */
  gboolean              measured;
  ParvisRenderMeasures  measures;
};

G_DEFINE_FINAL_TYPE (ParvisScan, parvis_scan, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  GdkTexture *texture;     /* (nullable): while it is being drawn */
  GError     *error;       /* (nullable): it never will be */
  gboolean    incomplete;
} Picture;

/* What a question is about. */
typedef struct
{
  ParvisScan *self;
  guint       page;
} Page;

static Page *
page_new (ParvisScan *self,
          guint       number)
{
  Page *page = g_new0 (Page, 1);

  page->self = g_object_ref (self);
  page->page = number;

  return page;
}

static void
page_free (Page *page)
{
  g_object_unref (page->self);
  g_free (page);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Page, page_free)

static void
picture_free (gpointer data)
{
  Picture *picture = data;

  g_clear_object (&picture->texture);
  g_clear_error (&picture->error);
  g_free (picture);
}

/* What a document says is let go of as it is: nobody finds it in what was freed. */
static void
words_free (gpointer data)
{
  GArray *words = data;

  for (guint i = 0; words != NULL && i < words->len; i++)
    {
      char *text = g_array_index (words, ParvisRenderWord, i).text;

      sodium_memzero (text, strlen (text));
    }
  g_clear_pointer (&words, g_array_unref);
}

static void
emit_changed (ParvisScan *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Takes @error. */
static void
fail (ParvisScan *self,
      GError     *error)
{
  if (g_cancellable_is_cancelled (self->cancellable))
    {
      g_error_free (error);
      return;
    }

  g_clear_error (&self->error);
  self->error = error;
  self->state = PARVIS_SCAN_FAILED;
  self->first_done = TRUE;
  g_debug ("A document cannot be shown: %s", error->message);
  emit_changed (self);
}

static GdkTexture *
texture_new (const ParvisRenderImage *image)
{
  return gdk_memory_texture_new (image->pixels.width, image->pixels.height,
                                 GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, image->bytes,
                                 image->pixels.stride);
}

/* --- its pages --- */

static void
measured_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(ParvisScan) self = PARVIS_SCAN (user_data);
  g_autoptr(GError) error = NULL;

  self->measured = parvis_renderer_measure_finish (PARVIS_RENDERER (object), result,
                                                   &self->measures, &error);
  /* They are hints, and missed by nobody. */
  if (!self->measured)
    g_debug ("A document was not measured: %s", error->message);
  else if (!g_cancellable_is_cancelled (self->cancellable))
    emit_changed (self);
}

static void
drawn_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Page) page = user_data;
  ParvisScan *self = page->self;
  GError *error = NULL;
  g_autoptr(ParvisRenderImage) image = NULL;
  Picture *picture;

  image = parvis_renderer_render_page_finish (PARVIS_RENDERER (object), result, &error);
  if (image == NULL && !self->first_done)
    {
      fail (self, error);
      return;
    }

  /* Unless somebody turned on before it came. */
  picture = g_hash_table_lookup (self->pictures, GUINT_TO_POINTER (page->page));
  if (picture == NULL || g_cancellable_is_cancelled (self->cancellable))
    {
      g_clear_error (&error);
      return;
    }

  if (image != NULL)
    {
      picture->texture = texture_new (image);
      picture->incomplete = image->pixels.incomplete;
    }
  picture->error = error;
  if (!self->first_done)
    {
      self->first_done = TRUE;
      parvis_renderer_measure_async (self->renderer, page->page, self->cancellable, measured_cb,
                                     g_object_ref (self));
    }
  emit_changed (self);
}

static gboolean
is_far_cb (gpointer key,
           gpointer value,
           gpointer user_data)
{
  guint page = GPOINTER_TO_UINT (key);
  guint wanted = GPOINTER_TO_UINT (user_data);

  return page + AROUND < wanted || page > wanted + AROUND;
}

void
parvis_scan_want_page (ParvisScan *self,
                       guint       page)
{
  ParvisRenderAsk ask = { .page = page, .box_width = self->side, .box_height = self->side };

  g_return_if_fail (PARVIS_IS_SCAN (self));

  self->wanted = page;
  if (self->state != PARVIS_SCAN_OPEN || page >= parvis_scan_get_info (self)->n_pages)
    return;

  g_hash_table_foreach_remove (self->pictures, is_far_cb, GUINT_TO_POINTER (page));
  g_hash_table_foreach_remove (self->words, is_far_cb, GUINT_TO_POINTER (page));
  if (g_hash_table_contains (self->pictures, GUINT_TO_POINTER (page)))
    return;

  g_hash_table_insert (self->pictures, GUINT_TO_POINTER (page), g_new0 (Picture, 1));
  parvis_renderer_render_page_async (self->renderer, &ask, self->cancellable, drawn_cb,
                                     page_new (self, page));
}

static void
words_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Page) page = user_data;
  ParvisScan *self = page->self;
  g_autoptr(GError) error = NULL;
  GArray *words = parvis_renderer_read_words_finish (PARVIS_RENDERER (object), result, &error);

  /* A text that cannot be read is none. */
  if (words == NULL)
    {
      g_debug ("A page has no text: %s", error->message);
      words = g_array_new (FALSE, FALSE, sizeof (ParvisRenderWord));
    }
  if (g_hash_table_contains (self->words, GUINT_TO_POINTER (page->page)))
    g_hash_table_insert (self->words, GUINT_TO_POINTER (page->page), words);
  else
    words_free (words);

  if (!g_cancellable_is_cancelled (self->cancellable))
    emit_changed (self);
}

const GArray *
parvis_scan_get_words (ParvisScan *self,
                       guint       page)
{
  gpointer found = NULL;

  g_return_val_if_fail (PARVIS_IS_SCAN (self), NULL);

  if (self->state != PARVIS_SCAN_OPEN || page >= parvis_scan_get_info (self)->n_pages ||
      g_hash_table_lookup_extended (self->words, GUINT_TO_POINTER (page), NULL, &found))
    return found;

  g_hash_table_insert (self->words, GUINT_TO_POINTER (page), NULL);
  parvis_renderer_read_words_async (self->renderer, page, self->cancellable, words_cb,
                                    page_new (self, page));

  return NULL;
}

/* The pixels outlive the scan; nothing else does. */
static void
part_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(ParvisRenderImage) image = NULL;

  image = parvis_renderer_render_page_finish (PARVIS_RENDERER (object), result, &error);
  if (image != NULL)
    g_task_return_pointer (task, texture_new (image), g_object_unref);
  else
    g_task_return_error (task, error);
}

void
parvis_scan_draw_async (ParvisScan            *self,
                        const ParvisRenderAsk *ask,
                        GCancellable          *cancellable,
                        GAsyncReadyCallback    callback,
                        gpointer               user_data)
{
  GTask *task;

  g_return_if_fail (PARVIS_IS_SCAN (self));
  g_return_if_fail (self->state == PARVIS_SCAN_OPEN);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, parvis_scan_draw_async);
  parvis_renderer_render_page_async (self->renderer, ask, cancellable, part_cb, task);
}

GdkTexture *
parvis_scan_draw_finish (ParvisScan    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_scan_draw_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- its coming --- */

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ParvisScan) self = PARVIS_SCAN (user_data);
  GError *error = NULL;

  if (!parvis_renderer_open_finish (PARVIS_RENDERER (object), result, &error))
    {
      fail (self, error);
      return;
    }
  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  self->state = PARVIS_SCAN_OPEN;
  parvis_scan_want_page (self, MIN (self->wanted, parvis_scan_get_info (self)->n_pages - 1));
  emit_changed (self);
}

/* Returns: (transfer full) (nullable): NULL if the document is there */
static GError *
find_failure (const ParvisAnswer *answer)
{
  int code = PARVIS_ERROR_UPSTREAM;

  if (answer->bytes != NULL)
    return NULL;

  if (answer->problem && (answer->status == 404 || answer->status == 410))
    code = PARVIS_ERROR_NOT_FOUND;
  else if (answer->problem && answer->status == 403)
    code = PARVIS_ERROR_FORBIDDEN;
  else if (answer->problem && answer->status == 401)
    code = PARVIS_ERROR_UNAUTHORIZED;

  return g_error_new (PARVIS_ERROR, code, "The service answered %d%s%s", answer->status,
                      answer->sentence != NULL ? ": " : "",
                      answer->sentence != NULL ? answer->sentence : "");
}

static void
open_bytes (ParvisScan *self,
            GBytes     *bytes)
{
  self->state = PARVIS_SCAN_OPENING;
  self->progress = 1;
  g_clear_object (&self->renderer);
  self->renderer = parvis_renderer_new (g_getenv ("PARVIS_RENDER"));
  parvis_renderer_open_async (self->renderer, bytes, FALSE, self->cancellable, opened_cb,
                              g_object_ref (self));
  emit_changed (self);
}

static void
fetched_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ParvisScan) self = PARVIS_SCAN (user_data);
  GError *error = NULL;
  g_autoptr(ParvisAnswer) answer = NULL;

  answer = parvis_auth_ask_finish (PARVIS_AUTH (object), result, &error);
  if (answer == NULL || (error = find_failure (answer)) != NULL)
    {
      fail (self, error);
      return;
    }
  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  if (self->stock != NULL)
    parvis_scan_stock_put (self->stock, self->id, answer->bytes);
  open_bytes (self, answer->bytes);
}

static void
progress_cb (goffset  current,
             goffset  total,
             gpointer user_data)
{
  ParvisScan *self = PARVIS_SCAN (user_data);
  double progress = total > 0 ? (double) current / total : 0;

  /* Not for each of its hundreds of slices. */
  if (progress < self->progress + 0.02)
    return;

  self->progress = progress;
  emit_changed (self);
}

void
parvis_scan_load (ParvisScan *self)
{
  g_autoptr(GBytes) kept = NULL;
  ParvisAuth *auth;
  g_autofree char *path = NULL;

  g_return_if_fail (PARVIS_IS_SCAN (self));

  if (self->state != PARVIS_SCAN_WAITING &&
      !(self->state == PARVIS_SCAN_FAILED &&
        (g_error_matches (self->error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM) ||
         g_error_matches (self->error, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED) ||
         g_error_matches (self->error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE))))
    return;

  g_clear_error (&self->error);
  self->state = PARVIS_SCAN_COMING;
  self->first_done = FALSE;
  self->progress = 0;
  kept = self->stock != NULL ? parvis_scan_stock_dup (self->stock, self->id) : NULL;
  if (kept != NULL)
    {
      open_bytes (self, kept);
      return;
    }

  auth = parvis_session_get_auth (self->session);
  if (auth == NULL)
    {
      fail (self, g_error_new_literal (PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED,
                                       "There is no account"));
      return;
    }

  path = parvis_scan_dup_path (self->session, self->id);
  parvis_auth_fetch_async (auth, path, PARVIS_SCAN_BYTES_MAX, progress_cb, self, self->cancellable,
                           fetched_cb, g_object_ref (self));
  emit_changed (self);
}

/* --- the class --- */

void
parvis_scan_set_stock (ParvisScan      *self,
                       ParvisScanStock *stock)
{
  g_return_if_fail (PARVIS_IS_SCAN (self));

  g_set_object (&self->stock, stock);
}

const char *
parvis_scan_get_id (ParvisScan *self)
{
  g_return_val_if_fail (PARVIS_IS_SCAN (self), NULL);

  return self->id;
}

ParvisScanState
parvis_scan_get_state (ParvisScan *self)
{
  g_return_val_if_fail (PARVIS_IS_SCAN (self), PARVIS_SCAN_FAILED);

  return self->state;
}

gboolean
parvis_scan_is_settled (ParvisScan *self)
{
  g_return_val_if_fail (PARVIS_IS_SCAN (self), TRUE);

  return self->first_done;
}

double
parvis_scan_get_progress (ParvisScan *self)
{
  g_return_val_if_fail (PARVIS_IS_SCAN (self), 0);

  return self->progress;
}

const ParvisRenderInfo *
parvis_scan_get_info (ParvisScan *self)
{
  g_return_val_if_fail (PARVIS_IS_SCAN (self), NULL);

  return self->state == PARVIS_SCAN_OPEN ? parvis_renderer_get_info (self->renderer) : NULL;
}

static const Picture *
find_picture (ParvisScan *self,
              guint       page)
{
  return g_hash_table_lookup (self->pictures, GUINT_TO_POINTER (page));
}

const GError *
parvis_scan_get_error (ParvisScan *self,
                       guint       page)
{
  const Picture *picture;

  g_return_val_if_fail (PARVIS_IS_SCAN (self), NULL);

  picture = find_picture (self, page);

  return picture != NULL && picture->error != NULL ? picture->error : self->error;
}

GdkTexture *
parvis_scan_get_picture (ParvisScan *self,
                         guint       page)
{
  const Picture *picture;

  g_return_val_if_fail (PARVIS_IS_SCAN (self), NULL);

  picture = find_picture (self, page);

  return picture != NULL ? picture->texture : NULL;
}

gboolean
parvis_scan_is_incomplete (ParvisScan *self,
                           guint       page)
{
  const Picture *picture;

  g_return_val_if_fail (PARVIS_IS_SCAN (self), FALSE);

  picture = find_picture (self, page);

  return picture != NULL && picture->incomplete;
}

const ParvisRenderMeasures *
parvis_scan_get_measures (ParvisScan *self)
{
  g_return_val_if_fail (PARVIS_IS_SCAN (self), NULL);

  return self->measured ? &self->measures : NULL;
}

void
parvis_scan_drop (ParvisScan *self)
{
  g_return_if_fail (PARVIS_IS_SCAN (self));

  g_object_run_dispose (G_OBJECT (self));
}

static void
parvis_scan_dispose (GObject *object)
{
  ParvisScan *self = PARVIS_SCAN (object);

  g_cancellable_cancel (self->cancellable);
  g_hash_table_remove_all (self->pictures);
  g_hash_table_remove_all (self->words);
  g_clear_object (&self->renderer);
  g_clear_object (&self->stock);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (parvis_scan_parent_class)->dispose (object);
}

static void
parvis_scan_finalize (GObject *object)
{
  ParvisScan *self = PARVIS_SCAN (object);

  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_hash_table_unref (self->pictures);
  g_hash_table_unref (self->words);
  g_free (self->id);

  G_OBJECT_CLASS (parvis_scan_parent_class)->finalize (object);
}

static void
parvis_scan_class_init (ParvisScanClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = parvis_scan_dispose;
  object_class->finalize = parvis_scan_finalize;

  signals[CHANGED] = g_signal_new ("changed", PARVIS_TYPE_SCAN, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
parvis_scan_init (ParvisScan *self)
{
  self->cancellable = g_cancellable_new ();
  self->pictures = g_hash_table_new_full (NULL, NULL, NULL, picture_free);
  self->words = g_hash_table_new_full (NULL, NULL, NULL, words_free);
}

ParvisScan *
parvis_scan_new (ParvisSession *session,
                 const char    *id,
                 guint          side)
{
  ParvisScan *self = g_object_new (PARVIS_TYPE_SCAN, NULL);

  self->session = g_object_ref (session);
  self->id = g_strdup (id);
  self->side = side;

  return self;
}
