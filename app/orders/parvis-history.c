/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-history"

#include "config.h"

#include "parvis-history.h"

#include "parvis-words.h"

#define PAGE 100

struct _ParvisHistory
{
  GObject       parent_instance;

  /* Owned */
  ParvisShop   *shop;
  GPtrArray    *orders;
  GCancellable *cancellable;

  gboolean      loading;
  gboolean      whole;
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

static void
page_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(ParvisHistory) self = PARVIS_HISTORY (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) page = parvis_session_page_finish (PARVIS_SESSION (object), result, &error);
  guint before = self->orders->len;

  self->loading = FALSE;
  if (page == NULL)
    {
      g_message ("past orders cannot be read: %s", error->message);
      return;
    }

  self->whole = page->len < PAGE;
  for (guint i = 0; i < page->len; i++)
    g_ptr_array_add (self->orders, parvis_order_new (g_ptr_array_index (page, i)));
  if (page->len > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, page->len);
  g_signal_emit (self, signals[SIGNAL_LOADED], 0);
}

void
parvis_history_more (ParvisHistory *self)
{
  const char *day;
  const char *id = NULL;

  g_return_if_fail (PARVIS_IS_HISTORY (self));

  if (self->loading || self->whole || parvis_shop_get_id (self->shop) == NULL)
    return;

  day = parvis_shop_get_today (self->shop);
  if (self->orders->len > 0)
    {
      const ParvisOrderFacts *last =
        parvis_order_get_facts (self->orders->pdata[self->orders->len - 1]);

      day = last->day;
      id = last->id;
    }

  self->loading = TRUE;
  parvis_session_page_async (parvis_desk_get_session (parvis_shop_get_desk (self->shop)),
                             PARVIS_KIND_ORDER, parvis_shop_get_id (self->shop), day, id, PAGE,
                             self->cancellable, page_cb, g_object_ref (self));
}

static void
parvis_history_dispose (GObject *object)
{
  ParvisHistory *self = PARVIS_HISTORY (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->shop);

  G_OBJECT_CLASS (parvis_history_parent_class)->dispose (object);
}

static void
parvis_history_finalize (GObject *object)
{
  ParvisHistory *self = PARVIS_HISTORY (object);

  g_ptr_array_unref (self->orders);
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

  return self->loading;
}

gboolean
parvis_history_is_whole (ParvisHistory *self)
{
  g_return_val_if_fail (PARVIS_IS_HISTORY (self), FALSE);

  return self->whole;
}
