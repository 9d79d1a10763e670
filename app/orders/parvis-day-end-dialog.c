/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-day-end-dialog"

#include "config.h"

#include "parvis-day-end-dialog.h"

#include "parvis-icon-button.h"
#include "parvis-selling.h"
#include "parvis-shop-dialog.h"
#include "parvis-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_LEFT 9999

static const struct
{
  const char *member;
  const char *title;
} fates[] = {
  { "unsold", N_("Unsold") },
  { "given", N_("Given") },
  { "lost", N_("Lost") },
};

typedef struct
{
  char          *product;
  GtkSpinButton *spins[G_N_ELEMENTS (fates)];
  int            counter;       /* what is the counter's before */
} Line;

typedef struct
{
  GtkWidget  *window;
  ParvisShop *shop;
  GPtrArray  *lines;
} Dialog;

static void
free_line (gpointer data)
{
  Line *line = data;

  g_free (line->product);
  g_free (line);
}

static void
free_dialog (gpointer data)
{
  Dialog *dialog = data;

  g_ptr_array_unref (dialog->lines);
  g_object_unref (dialog->shop);
  g_free (dialog);
}

/* What takes it back: what is written down, the counter's first, and so how much of that can be
 * reserved now.
 */
static void
add_back (json_t       *products,
          const Line   *line,
          const json_t *entry)
{
  json_t *back = json_copy ((json_t *) entry);
  int n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (fates); i++)
    n += gtk_spin_button_get_value_as_int (line->spins[i]);
  json_object_set_new (back, "online", json_integer (MAX (n - line->counter, 0)));
  json_array_append_new (products, back);
}

static void
close_cb (Dialog *dialog)
{
  json_t *products = json_array ();
  json_t *back = json_array ();
  ParvisDeskCommand command = {
    .name = "shop.close-day", .object = parvis_shop_get_id (dialog->shop),
    .body = json_pack ("{s:s,s:o}", "day", parvis_shop_get_today (dialog->shop), "products",
                       products),
    .what = _("The day is closed"),
    .back = "shop.open-day",
    .back_body = json_pack ("{s:s,s:o}", "day", parvis_shop_get_today (dialog->shop), "products",
                            back),
  };

  for (guint i = 0; i < dialog->lines->len; i++)
    {
      Line *line = g_ptr_array_index (dialog->lines, i);
      json_t *entry = json_pack ("{s:s}", "product", line->product);

      for (guint j = 0; j < G_N_ELEMENTS (fates); j++)
        json_object_set_new (entry, fates[j].member,
                             json_integer (gtk_spin_button_get_value_as_int (line->spins[j])));
      json_array_append_new (products, entry);
      add_back (back, line, entry);
    }

  parvis_shop_do (dialog->shop, &command);
  gtk_window_close (GTK_WINDOW (dialog->window));
}

/* What is left is unsold unless somebody says otherwise. */
static GtkWidget *
build_product (Dialog          *dialog,
               ParvisEntityRef *product,
               GPtrArray       *bakes)
{
  const char *name = json_string_value (json_object_get (product->body, "name"));
  GtkWidget *group = adw_preferences_group_new ();
  Line *line = g_new0 (Line, 1);
  ParvisStock stock;

  parvis_selling_read (dialog->shop, product, bakes, &stock);
  line->product = g_strdup (product->id);
  line->counter = stock.counter;
  g_ptr_array_add (dialog->lines, line);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), name);

  for (guint i = 0; i < G_N_ELEMENTS (fates); i++)
    {
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *spin = gtk_spin_button_new_with_range (0, MAX_LEFT, 1);
      g_autofree char *label = g_strdup_printf ("%s, %s", name, _(fates[i].title));

      gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
      if (i == 0)
        gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), stock.online + stock.counter);
      parvis_set_label (spin, label);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(fates[i].title));
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), spin);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
      line->spins[i] = GTK_SPIN_BUTTON (spin);
    }

  return group;
}

static GtkWidget *
build_content (Dialog *dialog)
{
  g_autoptr(GPtrArray) products = parvis_shop_list (dialog->shop, PARVIS_KIND_PRODUCT);
  g_autoptr(GPtrArray) bakes = parvis_shop_list (dialog->shop, PARVIS_KIND_BAKE);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *button = gtk_button_new_with_label (_("Close the Day"));

  for (guint i = 0; i < products->len; i++)
    gtk_box_append (GTK_BOX (box), build_product (dialog, g_ptr_array_index (products, i), bakes));
  gtk_widget_add_css_class (button, "order-step");
  gtk_widget_add_css_class (button, "suggested-action");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (close_cb), dialog);
  gtk_box_append (GTK_BOX (box), button);

  return box;
}

GtkWidget *
parvis_day_end_dialog_present (GtkWidget  *parent,
                               ParvisShop *shop)
{
  Dialog *dialog;

  g_return_val_if_fail (PARVIS_IS_SHOP (shop), NULL);

  dialog = g_new0 (Dialog, 1);
  dialog->shop = g_object_ref (shop);
  dialog->lines = g_ptr_array_new_with_free_func (free_line);
  dialog->window = parvis_shop_dialog_new (parent, _("Close the Day"), build_content (dialog),
                                           dialog, free_dialog);
  gtk_window_present (GTK_WINDOW (dialog->window));

  return dialog->window;
}
