/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-scan-stock"

#include "config.h"

#include "parvis-scan-stock.h"

struct _ParvisScanStock
{
  GObject     parent_instance;

  GHashTable *wanted;      /* ids */
  GHashTable *files;       /* id → GBytes, whose memory is overwritten with it */
  gboolean    held;
};

G_DEFINE_FINAL_TYPE (ParvisScanStock, parvis_scan_stock, G_TYPE_OBJECT)

enum
{
  PROP_HELD = 1,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static gboolean
is_unwanted (gpointer key,
             gpointer value,
             gpointer user_data)
{
  return !g_hash_table_contains (PARVIS_SCAN_STOCK (user_data)->wanted, key);
}

void
parvis_scan_stock_want (ParvisScanStock *self,
                        GHashTable      *wanted)
{
  g_return_if_fail (PARVIS_IS_SCAN_STOCK (self));
  g_return_if_fail (wanted != NULL);

  g_hash_table_ref (wanted);
  g_hash_table_unref (self->wanted);
  self->wanted = wanted;
  g_hash_table_foreach_remove (self->files, is_unwanted, self);
}

gboolean
parvis_scan_stock_has (ParvisScanStock *self,
                       const char      *id)
{
  g_return_val_if_fail (PARVIS_IS_SCAN_STOCK (self), FALSE);

  return g_hash_table_contains (self->files, id);
}

GBytes *
parvis_scan_stock_dup (ParvisScanStock *self,
                       const char      *id)
{
  GBytes *bytes;

  g_return_val_if_fail (PARVIS_IS_SCAN_STOCK (self), NULL);

  bytes = g_hash_table_lookup (self->files, id);

  return bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

void
parvis_scan_stock_put (ParvisScanStock *self,
                       const char      *id,
                       GBytes          *bytes)
{
  g_return_if_fail (PARVIS_IS_SCAN_STOCK (self));
  g_return_if_fail (bytes != NULL);

  if (g_hash_table_contains (self->wanted, id))
    g_hash_table_replace (self->files, g_strdup (id), g_bytes_ref (bytes));
}

gboolean
parvis_scan_stock_get_held (ParvisScanStock *self)
{
  g_return_val_if_fail (PARVIS_IS_SCAN_STOCK (self), FALSE);

  return self->held;
}

void
parvis_scan_stock_set_held (ParvisScanStock *self,
                            gboolean         held)
{
  g_return_if_fail (PARVIS_IS_SCAN_STOCK (self));

  if (self->held == held)
    return;

  self->held = held;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HELD]);
}

char *
parvis_scan_dup_path (ParvisSession *session,
                      const char    *id)
{
  return g_strdup_printf ("/api/v1/towns/%s/uploads/%s/content", parvis_session_get_town (session),
                          id);
}

static void
parvis_scan_stock_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  if (prop_id == PROP_HELD)
    g_value_set_boolean (value, PARVIS_SCAN_STOCK (object)->held);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
parvis_scan_stock_finalize (GObject *object)
{
  ParvisScanStock *self = PARVIS_SCAN_STOCK (object);

  g_hash_table_unref (self->files);
  g_hash_table_unref (self->wanted);

  G_OBJECT_CLASS (parvis_scan_stock_parent_class)->finalize (object);
}

static void
parvis_scan_stock_class_init (ParvisScanStockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = parvis_scan_stock_get_property;
  object_class->finalize = parvis_scan_stock_finalize;

  props[PROP_HELD] = g_param_spec_boolean ("held", NULL, NULL, FALSE,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
parvis_scan_stock_init (ParvisScanStock *self)
{
  self->wanted = g_hash_table_new (g_str_hash, g_str_equal);
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) g_bytes_unref);
}

ParvisScanStock *
parvis_scan_stock_new (void)
{
  return g_object_new (PARVIS_TYPE_SCAN_STOCK, NULL);
}
