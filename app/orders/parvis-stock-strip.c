/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-stock-strip"

#include "config.h"

#include "parvis-stock-strip.h"

#include "parvis-icon-button.h"
#include "parvis-selling.h"
#include "parvis-words.h"

#include <glib/gi18n.h>

#define MAX_PRODUCTS 4

typedef struct
{
  GtkBox     *box;
  ParvisShop *shop;
  GPtrArray  *products;
  char       *selected;      /* (nullable) */
  gboolean    narrow;
} Strip;

static void
free_strip (gpointer data)
{
  Strip *strip = data;

  g_ptr_array_unref (strip->products);
  g_object_unref (strip->shop);
  g_free (strip->selected);
  g_free (strip);
}

static Strip *
get_strip (GtkBox *box)
{
  return g_object_get_data (G_OBJECT (box), "strip");
}

static char *
tell_stock (const ParvisStock *stock)
{
  if (parvis_stock_get_left (stock) == 0)
    return g_strdup (_("Sold out"));

  /* Translators: what residents can reserve, and what the counter has. */
  return g_strdup_printf (_("%1$d online · %2$d here"), stock->online, stock->counter);
}

static GtkWidget *
build_cell (Strip           *strip,
            ParvisEntityRef *product,
            GPtrArray       *bakes)
{
  const char *name = json_string_value (json_object_get (product->body, "name"));
  gboolean narrow = strip->narrow;
  GtkWidget *cell = gtk_box_new (narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL,
                                 narrow ? 0 : 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *number = NULL;
  g_autofree char *details = NULL;
  g_autofree char *label = NULL;
  ParvisStock stock;
  GtkWidget *figure;
  GtkWidget *title;
  GtkWidget *subtitle;

  parvis_selling_read (strip->shop, product, bakes, &stock);
  number = g_strdup_printf ("%d", parvis_stock_get_left (&stock));
  details = tell_stock (&stock);
  figure = gtk_label_new (number);
  title = g_object_new (GTK_TYPE_LABEL, "label", name, "xalign", narrow ? 0.5f : 0.0f,
                        "ellipsize", PANGO_ELLIPSIZE_END, NULL);
  subtitle = g_object_new (GTK_TYPE_LABEL, "label", details, "xalign", 0.0f, "wrap", TRUE,
                           "visible", !narrow, NULL);
  gtk_widget_add_css_class (figure, "figure-m");
  gtk_widget_add_css_class (subtitle, "fresh");
  gtk_widget_add_css_class (title, narrow ? "fresh" : "caption-heading");
  if (parvis_stock_get_left (&stock) == 0)
    gtk_widget_add_css_class (figure, "stale-value");
  if (g_strcmp0 (strip->selected, product->id) == 0)
    gtk_widget_add_css_class (cell, "selected");
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), title);
  gtk_box_append (GTK_BOX (words), subtitle);
  gtk_box_append (GTK_BOX (cell), figure);
  gtk_box_append (GTK_BOX (cell), words);
  gtk_widget_add_css_class (cell, "stock-cell");
  g_object_set (cell, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  label = g_strdup_printf ("%s, %s, %s", name, number, details);
  parvis_set_label (cell, label);

  return cell;
}

static void
refresh (Strip *strip)
{
  g_autoptr(GPtrArray) bakes = parvis_shop_list (strip->shop, PARVIS_KIND_BAKE);
  GtkWidget *child;

  g_ptr_array_unref (strip->products);
  strip->products = parvis_shop_list (strip->shop, PARVIS_KIND_PRODUCT);
  if (strip->selected == NULL && strip->products->len > 0)
    strip->selected = g_strdup (((ParvisEntityRef *) strip->products->pdata[0])->id);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (strip->box))) != NULL)
    gtk_box_remove (strip->box, child);
  for (guint i = 0; i < MIN (strip->products->len, MAX_PRODUCTS); i++)
    gtk_box_append (strip->box, build_cell (strip, g_ptr_array_index (strip->products, i), bakes));
  gtk_widget_set_visible (GTK_WIDGET (strip->box), strip->products->len > 0);
}

static void
changed_cb (GtkBox *box)
{
  refresh (get_strip (box));
}

void
parvis_stock_strip_attach (GtkBox     *box,
                           ParvisShop *shop)
{
  Strip *strip = g_new0 (Strip, 1);

  strip->box = box;
  strip->shop = g_object_ref (shop);
  strip->products = g_ptr_array_new ();
  g_object_set_data_full (G_OBJECT (box), "strip", strip, free_strip);
  g_signal_connect_object (shop, "changed", G_CALLBACK (changed_cb), box, G_CONNECT_SWAPPED);
  refresh (strip);
}

void
parvis_stock_strip_set_narrow (GtkBox   *box,
                               gboolean  narrow)
{
  Strip *strip = get_strip (box);

  if (strip->narrow == narrow)
    return;

  strip->narrow = narrow;
  refresh (strip);
}

ParvisEntityRef *
parvis_stock_strip_dup_selected (GtkBox *box)
{
  Strip *strip = get_strip (box);

  for (guint i = 0; i < strip->products->len; i++)
    {
      ParvisEntityRef *product = g_ptr_array_index (strip->products, i);

      if (g_strcmp0 (product->id, strip->selected) == 0)
        return parvis_entity_ref (product);
    }

  return NULL;
}
