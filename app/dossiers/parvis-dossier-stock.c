/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-stock"

#include "config.h"

#include "parvis-dossier-stock.h"

#include "parvis-error.h"
#include "parvis-words.h"

#include <string.h>

#define KEY "dossiers-kept"

/* One thing that is wanted. */
typedef struct
{
  char     *id;
  gboolean  is_file;      /* what a family wrote, by its dossier; otherwise a picture */
  gboolean  failed;       /* the service gave none, and will not before the line is back */
} Want;

struct _ParvisDossierStock
{
  GObject             parent_instance;

  /* Owned */
  ParvisDossierQueue *queue;
  ParvisDossierItem  *from;           /* (nullable) */
  ParvisScanStock    *scans;
  GHashTable         *files;          /* dossier → json_t */
  GPtrArray          *wants;          /* in the order in which they are fetched */
  GCancellable       *cancellable;

  guint               idle;
  gboolean            fetching;
};

G_DEFINE_FINAL_TYPE (ParvisDossierStock, parvis_dossier_stock, G_TYPE_OBJECT)

static void pump (ParvisDossierStock *self);

static void
want_free (gpointer data)
{
  Want *want = data;

  g_free (want->id);
  g_free (want);
}

static ParvisSession *
get_session (ParvisDossierStock *self)
{
  return parvis_desk_get_session (parvis_dossier_queue_get_desk (self->queue));
}

/* --- what is to be reviewed --- */

static gboolean
is_to_review (const json_t *document)
{
  return g_strcmp0 (json_string_value (json_object_get (document, "state")),
                    parvis_document_state_to_string (PARVIS_DOCUMENT_RECEIVED)) == 0;
}

/* Calls @take with each picture that is to be reviewed, until it says no. */
static gboolean
walk_pages (ParvisDossierStock *self,
            ParvisDossierItem  *item,
            gboolean          (*take) (ParvisDossierStock *self,
                                       const json_t       *page,
                                       gpointer            data),
            gpointer            data)
{
  g_autoptr(ParvisEntityRef) entity =
    parvis_session_dup_entity (get_session (self), PARVIS_KIND_DOSSIER,
                               parvis_dossier_item_get_facts (item)->id);
  const json_t *document;
  const json_t *page;
  gsize i;
  gsize j;

  json_array_foreach (entity != NULL ? json_object_get (entity->body, "documents") : NULL, i,
                      document)
    {
      if (!is_to_review (document))
        continue;
      json_array_foreach (json_object_get (document, "pages"), j, page)
        if (json_is_string (json_object_get (page, "id")) && !take (self, page, data))
          return FALSE;
    }

  return TRUE;
}

/* Calls @take with each dossier that is to be reviewed from the chosen one on. */
static void
walk_items (ParvisDossierStock *self,
            gboolean          (*take) (ParvisDossierStock *self,
                                       ParvisDossierItem  *item,
                                       gpointer            data),
            gpointer            data)
{
  GListModel *shown = parvis_dossier_queue_get_shown (self->queue);
  guint n = g_list_model_get_n_items (shown);
  guint start = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(ParvisDossierItem) item = g_list_model_get_item (shown, i);

      if (item == self->from)
        start = i;
    }

  for (guint i = start; i < n; i++)
    {
      g_autoptr(ParvisDossierItem) item = g_list_model_get_item (shown, i);

      if (parvis_dossier_item_get_facts (item)->n_received > 0 && !take (self, item, data))
        return;
    }
}

/* --- what is wanted --- */

static void
add_want (ParvisDossierStock *self,
          const char         *id,
          gboolean            is_file)
{
  Want *want = g_new0 (Want, 1);

  want->id = g_strdup (id);
  want->is_file = is_file;
  g_ptr_array_add (self->wants, want);
}

typedef struct
{
  guint  left;      /* dossiers */
  gint64 bytes;
} Room;

static gboolean
want_page (ParvisDossierStock *self,
           const json_t       *page,
           gpointer            data)
{
  Room *room = data;

  room->bytes += json_integer_value (json_object_get (page, "length"));
  if (room->bytes > PARVIS_STOCK_MAX)
    return FALSE;

  add_want (self, json_string_value (json_object_get (page, "id")), FALSE);

  return TRUE;
}

static gboolean
want_item (ParvisDossierStock *self,
           ParvisDossierItem  *item,
           gpointer            data)
{
  Room *room = data;

  if (room->left == 0)
    return FALSE;

  room->left--;
  add_want (self, parvis_dossier_item_get_facts (item)->id, TRUE);

  return walk_pages (self, item, want_page, data);
}

static Want *
find_want (ParvisDossierStock *self,
           const char         *id,
           gboolean            is_file)
{
  for (guint i = 0; i < self->wants->len; i++)
    {
      Want *want = g_ptr_array_index (self->wants, i);

      if (want->is_file == is_file && strcmp (want->id, id) == 0)
        return want;
    }

  return NULL;
}

static gboolean
is_unwanted_file (gpointer key,
                  gpointer value,
                  gpointer user_data)
{
  return find_want (user_data, key, TRUE) == NULL;
}

static void
let_go (ParvisDossierStock *self)
{
  g_autoptr(GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->wants->len; i++)
    {
      const Want *want = g_ptr_array_index (self->wants, i);

      if (!want->is_file)
        g_hash_table_add (wanted, g_strdup (want->id));
    }
  parvis_scan_stock_want (self->scans, wanted);
  g_hash_table_foreach_remove (self->files, is_unwanted_file, self);
}

static void
look (ParvisDossierStock *self)
{
  GSettings *settings = parvis_dossier_queue_get_settings (self->queue);
  g_autoptr(GPtrArray) before = g_steal_pointer (&self->wants);
  Room room = { (guint) g_settings_get_int (settings, KEY), 0 };

  self->wants = g_ptr_array_new_with_free_func (want_free);
  walk_items (self, want_item, &room);
  for (guint i = 0; i < before->len; i++)
    {
      const Want *old = g_ptr_array_index (before, i);
      Want *want = old->failed ? find_want (self, old->id, old->is_file) : NULL;

      if (want != NULL)
        want->failed = TRUE;
    }
  let_go (self);
  pump (self);
}

static gboolean
look_cb (gpointer user_data)
{
  ParvisDossierStock *self = user_data;

  self->idle = 0;
  look (self);

  return G_SOURCE_REMOVE;
}

/* Once, however much changes at once, and after what is seen. */
static void
look_soon (ParvisDossierStock *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add_full (G_PRIORITY_LOW, look_cb, self, NULL);
}

/* --- fetching --- */

static gboolean
is_here (ParvisDossierStock *self,
         const Want         *want)
{
  return want->is_file ? g_hash_table_contains (self->files, want->id)
                       : parvis_scan_stock_has (self->scans, want->id);
}

/* What the service does not give is not asked for again; a line that is down is waited for. */
static void
fetched (ParvisDossierStock *self,
         const char         *id,
         gboolean            is_file,
         gboolean            there)
{
  Want *want = find_want (self, id, is_file);

  self->fetching = FALSE;
  if (want != NULL && !there)
    want->failed = TRUE;
  pump (self);
}

/* What one question is about. */
typedef struct
{
  ParvisDossierStock *self;
  char               *id;
} Question;

static Question *
question_new (ParvisDossierStock *self,
              const char         *id)
{
  Question *question = g_new0 (Question, 1);

  question->self = g_object_ref (self);
  question->id = g_strdup (id);

  return question;
}

static void
question_free (Question *question)
{
  g_object_unref (question->self);
  g_free (question->id);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
page_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Question) question = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = parvis_auth_ask_finish (PARVIS_AUTH (object), result, &error);
  ParvisDossierStock *self = question->self;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  if (answer != NULL && answer->bytes != NULL)
    parvis_scan_stock_put (self->scans, question->id, answer->bytes);
  fetched (self, question->id, FALSE, answer != NULL && answer->bytes != NULL);
}

static void
file_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Question) question = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = parvis_session_fetch_finish (PARVIS_SESSION (object), result, NULL,
                                                         &error);
  ParvisDossierStock *self = question->self;
  g_autoptr(json_t) file = NULL;
  const char *data;
  gsize size;

  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  if (bytes != NULL)
    {
      data = g_bytes_get_data (bytes, &size);
      file = parvis_json_parse (data, size, NULL);
    }
  if (file != NULL)
    parvis_dossier_stock_put_file (self, question->id, file);
  fetched (self, question->id, TRUE, file != NULL);
}

static void
fetch (ParvisDossierStock *self,
       const Want         *want)
{
  ParvisSession *session = get_session (self);
  g_autofree char *path = NULL;

  self->fetching = TRUE;
  if (want->is_file)
    {
      path = g_strdup_printf ("dossiers/%s/file", want->id);
      parvis_session_fetch_async (session, path, self->cancellable, file_cb,
                                  question_new (self, want->id));
      return;
    }

  path = parvis_scan_dup_path (session, want->id);
  parvis_auth_fetch_async (parvis_session_get_auth (session), path, PARVIS_SCAN_BYTES_MAX, NULL,
                           NULL, self->cancellable, page_cb, question_new (self, want->id));
}

static void
pump (ParvisDossierStock *self)
{
  ParvisSession *session = get_session (self);

  if (self->fetching || parvis_scan_stock_get_held (self->scans) ||
      parvis_session_get_auth (session) == NULL ||
      !parvis_link_is_up (parvis_session_get_link (session)))
    return;

  for (guint i = 0; i < self->wants->len; i++)
    {
      const Want *want = g_ptr_array_index (self->wants, i);

      if (!want->failed && !is_here (self, want))
        {
          fetch (self, want);
          return;
        }
    }
}

static void
link_cb (ParvisDossierStock *self)
{
  if (parvis_link_is_up (parvis_session_get_link (get_session (self))))
    for (guint i = 0; i < self->wants->len; i++)
      ((Want *) g_ptr_array_index (self->wants, i))->failed = FALSE;
  pump (self);
}

/* --- what is here --- */

ParvisScanStock *
parvis_dossier_stock_get_scans (ParvisDossierStock *self)
{
  g_return_val_if_fail (PARVIS_IS_DOSSIER_STOCK (self), NULL);

  return self->scans;
}

json_t *
parvis_dossier_stock_dup_file (ParvisDossierStock *self,
                               const char         *dossier)
{
  g_return_val_if_fail (PARVIS_IS_DOSSIER_STOCK (self), NULL);

  return json_incref (g_hash_table_lookup (self->files, dossier));
}

void
parvis_dossier_stock_put_file (ParvisDossierStock *self,
                               const char         *dossier,
                               json_t             *file)
{
  g_return_if_fail (PARVIS_IS_DOSSIER_STOCK (self));
  g_return_if_fail (file != NULL);

  if (find_want (self, dossier, TRUE) != NULL)
    g_hash_table_replace (self->files, g_strdup (dossier), json_incref (file));
}

static gboolean
has_page (ParvisDossierStock *self,
          const json_t       *page,
          gpointer            data)
{
  return parvis_scan_stock_has (self->scans, json_string_value (json_object_get (page, "id")));
}

gboolean
parvis_dossier_stock_has (ParvisDossierStock *self,
                          ParvisDossierItem  *item)
{
  g_return_val_if_fail (PARVIS_IS_DOSSIER_STOCK (self), FALSE);
  g_return_val_if_fail (PARVIS_IS_DOSSIER_ITEM (item), FALSE);

  return g_hash_table_contains (self->files, parvis_dossier_item_get_facts (item)->id) &&
         walk_pages (self, item, has_page, NULL);
}

static gboolean
count_item (ParvisDossierStock *self,
            ParvisDossierItem  *item,
            gpointer            data)
{
  guint *n = data;

  *n += !parvis_dossier_stock_has (self, item);

  return TRUE;
}

guint
parvis_dossier_stock_count_away (ParvisDossierStock *self)
{
  guint n = 0;

  g_return_val_if_fail (PARVIS_IS_DOSSIER_STOCK (self), 0);

  walk_items (self, count_item, &n);

  return n;
}

void
parvis_dossier_stock_set_from (ParvisDossierStock *self,
                               ParvisDossierItem  *item)
{
  g_return_if_fail (PARVIS_IS_DOSSIER_STOCK (self));

  if (g_set_object (&self->from, item))
    look_soon (self);
}

/* --- the class --- */

static void
parvis_dossier_stock_dispose (GObject *object)
{
  ParvisDossierStock *self = PARVIS_DOSSIER_STOCK (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->idle, g_source_remove);
  g_ptr_array_set_size (self->wants, 0);
  let_go (self);
  g_clear_object (&self->from);

  G_OBJECT_CLASS (parvis_dossier_stock_parent_class)->dispose (object);
}

static void
parvis_dossier_stock_finalize (GObject *object)
{
  ParvisDossierStock *self = PARVIS_DOSSIER_STOCK (object);

  g_object_unref (self->scans);
  g_hash_table_unref (self->files);
  g_ptr_array_unref (self->wants);
  g_object_unref (self->cancellable);
  g_object_unref (self->queue);

  G_OBJECT_CLASS (parvis_dossier_stock_parent_class)->finalize (object);
}

static void
parvis_dossier_stock_class_init (ParvisDossierStockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = parvis_dossier_stock_dispose;
  object_class->finalize = parvis_dossier_stock_finalize;
}

static void
parvis_dossier_stock_init (ParvisDossierStock *self)
{
  self->scans = parvis_scan_stock_new ();
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) json_decref);
  self->wants = g_ptr_array_new_with_free_func (want_free);
  self->cancellable = g_cancellable_new ();
}

ParvisDossierStock *
parvis_dossier_stock_new (ParvisDossierQueue *queue)
{
  ParvisDossierStock *self;

  g_return_val_if_fail (PARVIS_IS_DOSSIER_QUEUE (queue), NULL);

  self = g_object_new (PARVIS_TYPE_DOSSIER_STOCK, NULL);
  self->queue = g_object_ref (queue);
  g_signal_connect_object (queue, "changed", G_CALLBACK (look_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (parvis_dossier_queue_get_shown (queue), "items-changed",
                           G_CALLBACK (look_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (parvis_dossier_queue_get_settings (queue), "changed::" KEY,
                           G_CALLBACK (look_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_session (self), "notify::link", G_CALLBACK (link_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scans, "notify::held", G_CALLBACK (pump), self,
                           G_CONNECT_SWAPPED);
  look_soon (self);

  return self;
}
