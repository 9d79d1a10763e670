/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-scan-shelf"

#include "config.h"

#include "parvis-scan-shelf.h"

/* A page is drawn this large before anybody zooms: what a large screen has room for. */
#define SIDE 1600

struct _ParvisScanShelf
{
  GObject             parent_instance;

  ParvisSession      *session;
  ParvisScanStock *stock;      /* (nullable) */
  GPtrArray          *scans;      /* in the order in which they are wanted */
};

G_DEFINE_FINAL_TYPE (ParvisScanShelf, parvis_scan_shelf, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* The first that is not done is the only one that is on its way. */
static ParvisScan *
find_next (ParvisScanShelf *self)
{
  for (guint i = 0; i < self->scans->len; i++)
    {
      ParvisScan *scan = g_ptr_array_index (self->scans, i);

      if (!parvis_scan_is_settled (scan))
        return scan;
    }

  return NULL;
}

static void
pump (ParvisScanShelf *self)
{
  ParvisScan *scan = find_next (self);

  if (self->stock != NULL)
    parvis_scan_stock_set_held (self->stock, scan != NULL);
  if (scan != NULL && parvis_scan_get_state (scan) == PARVIS_SCAN_WAITING)
    parvis_scan_load (scan);
}

static void
changed_cb (ParvisScanShelf *self,
            ParvisScan      *scan)
{
  pump (self);
  g_signal_emit (self, signals[CHANGED], 0, scan);
}

static void
let_go (ParvisScanShelf *self,
        ParvisScan      *scan)
{
  g_signal_handlers_disconnect_by_func (scan, changed_cb, self);
  parvis_scan_drop (scan);
}

ParvisScan *
parvis_scan_shelf_find (ParvisScanShelf *self,
                        const char      *id)
{
  g_return_val_if_fail (PARVIS_IS_SCAN_SHELF (self), NULL);

  for (guint i = 0; i < self->scans->len; i++)
    {
      ParvisScan *scan = g_ptr_array_index (self->scans, i);

      if (g_strcmp0 (parvis_scan_get_id (scan), id) == 0)
        return scan;
    }

  return NULL;
}

static gboolean
has (GPtrArray  *scans,
     ParvisScan *scan)
{
  return scan != NULL && g_ptr_array_find (scans, scan, NULL);
}

/* Moves it from the old list, or makes it. */
static void
put (ParvisScanShelf *self,
     GPtrArray       *scans,
     const char      *id)
{
  ParvisScan *scan = parvis_scan_shelf_find (self, id);

  if (id == NULL || has (scans, scan))
    return;

  if (scan == NULL)
    {
      scan = parvis_scan_new (self->session, id, SIDE);
      parvis_scan_set_stock (scan, self->stock);
      g_signal_connect_object (scan, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (scans, scan);
    }
  else
    {
      g_ptr_array_add (scans, g_object_ref (scan));
    }
}

void
parvis_scan_shelf_keep (ParvisScanShelf *self,
                        const json_t    *now,
                        const json_t    *ahead)
{
  g_autoptr(GPtrArray) scans = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) before = NULL;
  const json_t *page;
  gint64 bytes = 0;
  gsize i;

  g_return_if_fail (PARVIS_IS_SCAN_SHELF (self));

  json_array_foreach (now, i, page)
    put (self, scans, json_string_value (json_object_get (page, "id")));
  json_array_foreach (ahead, i, page)
    {
      bytes += json_integer_value (json_object_get (page, "length"));
      if (bytes <= PARVIS_SHELF_MAX_AHEAD)
        put (self, scans, json_string_value (json_object_get (page, "id")));
    }

  before = g_steal_pointer (&self->scans);
  self->scans = g_steal_pointer (&scans);
  for (i = 0; i < before->len; i++)
    if (!has (self->scans, g_ptr_array_index (before, i)))
      let_go (self, g_ptr_array_index (before, i));
  pump (self);
}

void
parvis_scan_shelf_set_stock (ParvisScanShelf *self,
                             ParvisScanStock *stock)
{
  g_return_if_fail (PARVIS_IS_SCAN_SHELF (self));

  g_set_object (&self->stock, stock);
}

void
parvis_scan_shelf_retry (ParvisScanShelf *self)
{
  g_return_if_fail (PARVIS_IS_SCAN_SHELF (self));

  for (guint i = 0; i < self->scans->len; i++)
    {
      ParvisScan *scan = g_ptr_array_index (self->scans, i);

      if (parvis_scan_get_state (scan) == PARVIS_SCAN_FAILED)
        parvis_scan_load (scan);
    }
}

guint
parvis_scan_shelf_count (ParvisScanShelf *self)
{
  g_return_val_if_fail (PARVIS_IS_SCAN_SHELF (self), 0);

  return self->scans->len;
}

static void
parvis_scan_shelf_dispose (GObject *object)
{
  ParvisScanShelf *self = PARVIS_SCAN_SHELF (object);

  for (guint i = 0; i < self->scans->len; i++)
    let_go (self, g_ptr_array_index (self->scans, i));
  g_ptr_array_set_size (self->scans, 0);
  g_clear_object (&self->stock);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (parvis_scan_shelf_parent_class)->dispose (object);
}

static void
parvis_scan_shelf_finalize (GObject *object)
{
  ParvisScanShelf *self = PARVIS_SCAN_SHELF (object);

  g_ptr_array_unref (self->scans);

  G_OBJECT_CLASS (parvis_scan_shelf_parent_class)->finalize (object);
}

static void
parvis_scan_shelf_class_init (ParvisScanShelfClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = parvis_scan_shelf_dispose;
  object_class->finalize = parvis_scan_shelf_finalize;

  signals[CHANGED] = g_signal_new ("changed", PARVIS_TYPE_SCAN_SHELF, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, PARVIS_TYPE_SCAN);
}

static void
parvis_scan_shelf_init (ParvisScanShelf *self)
{
  self->scans = g_ptr_array_new_with_free_func (g_object_unref);
}

ParvisScanShelf *
parvis_scan_shelf_new (ParvisSession *session)
{
  ParvisScanShelf *self = g_object_new (PARVIS_TYPE_SCAN_SHELF, NULL);

  self->session = g_object_ref (session);

  return self;
}
