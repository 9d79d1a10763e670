/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-history"

#include "config.h"

#include "parvis-history.h"

#include "parvis-words.h"

/* What is read from the disk at once, and what of it is shown in one frame: each row that is
 * new to the list is made in that frame.
 */
#define PAGE  100
#define PIECE 10

struct _ParvisHistory
{
  GObject       parent_instance;

  /* Owned */
  ParvisShop   *shop;
  GPtrArray    *orders;         /* ParvisOrder: those that are shown */
  GQueue        reserve;        /* ParvisEntityRef: those that are read and come after them */
  GCancellable *cancellable;

  guint         reveal_id;
  gboolean      wanted;         /* more were asked for than there were */
  gboolean      loading;
  gboolean      ended;          /* there are no more on the disk */
};

static void list_model_init (GListModelInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ParvisHistory, parvis_history, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  SIGNAL_LOADED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GType
get_item_type (GListModel *model)
{
  return PARVIS_TYPE_ORDER;
}

static guint
get_n_items (GListModel *model)
{
  return PARVIS_HISTORY (model)->orders->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  ParvisHistory *self = PARVIS_HISTORY (model);

  return position < self->orders->len ? g_object_ref (self->orders->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = get_item_type;
  interface->get_n_items = get_n_items;
  interface->get_item = get_item;
}

/* A reveal may be asked for while the list lays itself out, so it comes after the frame. */
static gboolean
reveal_cb (gpointer user_data)
{
  ParvisHistory *self = PARVIS_HISTORY (user_data);
  guint before = self->orders->len;
  ParvisEntityRef *entity;

  self->reveal_id = 0;
  while (self->orders->len < before + PIECE &&
         (entity = g_queue_pop_head (&self->reserve)) != NULL)
    {
      g_ptr_array_add (self->orders, parvis_order_new (entity));
      parvis_entity_unref (entity);
    }

  self->wanted = self->orders->len == before;
  if (!self->wanted)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->orders->len - before);
  g_signal_emit (self, signals[SIGNAL_LOADED], 0);

  return G_SOURCE_REMOVE;
}

static void
reveal (ParvisHistory *self)
{
  if (self->reveal_id == 0)
    self->reveal_id = g_idle_add (reveal_cb, self);
}

static void
page_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(ParvisHistory) self = PARVIS_HISTORY (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) page = parvis_session_page_finish (PARVIS_SESSION (object), result, &error);

  self->loading = FALSE;
  if (page == NULL)
    {
      g_message ("past orders cannot be read: %s", error->message);
      return;
    }
  if (self->shop == NULL)
    return;

  self->ended = page->len < PAGE;
  for (guint i = 0; i < page->len; i++)
    g_queue_push_tail (&self->reserve, parvis_entity_ref (g_ptr_array_index (page, i)));
  if (self->wanted)
    reveal (self);
}

static void
load (ParvisHistory *self)
{
  const ParvisEntityRef *last = g_queue_peek_tail (&self->reserve);
  const char *day = parvis_shop_get_today (self->shop);
  const char *id = NULL;

  if (last != NULL)
    {
      day = json_string_value (json_object_get (last->body, "day"));
      id = last->id;
    }
  else if (self->orders->len > 0)
    {
      const ParvisOrderFacts *facts =
        parvis_order_get_facts (self->orders->pdata[self->orders->len - 1]);

      day = facts->day;
      id = facts->id;
    }

  self->loading = TRUE;
  parvis_session_page_async (parvis_desk_get_session (parvis_shop_get_desk (self->shop)),
                             PARVIS_KIND_ORDER, parvis_shop_get_id (self->shop), day, id, PAGE,
                             self->cancellable, page_cb, g_object_ref (self));
}

void
parvis_history_more (ParvisHistory *self)
{
  g_return_if_fail (PARVIS_IS_HISTORY (self));

  if (parvis_shop_get_id (self->shop) == NULL || parvis_history_is_whole (self))
    return;

  if (self->reserve.length > 0)
    reveal (self);
  else
    self->wanted = TRUE;
  if (self->reserve.length < PAGE && !self->loading && !self->ended)
    load (self);
}

static void
parvis_history_dispose (GObject *object)
{
  ParvisHistory *self = PARVIS_HISTORY (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->reveal_id, g_source_remove);
  g_clear_object (&self->shop);

  G_OBJECT_CLASS (parvis_history_parent_class)->dispose (object);
}

static void
parvis_history_finalize (GObject *object)
{
  ParvisHistory *self = PARVIS_HISTORY (object);

  g_ptr_array_unref (self->orders);
  g_queue_clear_full (&self->reserve, (GDestroyNotify) parvis_entity_unref);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (parvis_history_parent_class)->finalize (object);
}

static void
parvis_history_class_init (ParvisHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_history_dispose;
  G_OBJECT_CLASS (klass)->finalize = parvis_history_finalize;

  signals[SIGNAL_LOADED] = g_signal_new ("loaded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
parvis_history_init (ParvisHistory *self)
{
  self->orders = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

ParvisHistory *
parvis_history_new (ParvisShop *shop)
{
  ParvisHistory *self;

  g_return_val_if_fail (PARVIS_IS_SHOP (shop), NULL);

  self = g_object_new (PARVIS_TYPE_HISTORY, NULL);
  self->shop = g_object_ref (shop);
  parvis_history_more (self);

  return self;
}

gboolean
parvis_history_is_loading (ParvisHistory *self)
{
  g_return_val_if_fail (PARVIS_IS_HISTORY (self), FALSE);

  return self->loading || self->reveal_id != 0;
}

gboolean
parvis_history_is_whole (ParvisHistory *self)
{
  g_return_val_if_fail (PARVIS_IS_HISTORY (self), FALSE);

  return self->ended && self->reserve.length == 0;
}
