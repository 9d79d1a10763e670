/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-shop-window"

#include "config.h"

#include "parvis-shop-window.h"

#include "parvis-format.h"
#include "parvis-icon-button.h"
#include "parvis-page.h"
#include "parvis-product-window.h"
#include "parvis-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define DAYS 7
#define SLOT 30         /* minutes of a time slot */
#define EVENING 20      /* the hour until which one orders for the next day, at first */

typedef struct
{
  GtkWidget     *window;
  GtkWidget     *products;            /* AdwPreferencesGroup */
  GPtrArray     *rows;                /* of the products, borrowed */
  GtkSpinButton *from[DAYS];
  GtkSpinButton *until[DAYS];
  GtkSpinButton *capacity;
  GtkSpinButton *evening;
  GtkSpinButton *keep;
  GtkSwitch     *manual;
  GtkWidget     *closed_row;          /* AdwEntryRow */
  char          *closed_before;
  int            before[DAYS][2];     /* what the hours were */
  int            capacity_before;
  int            evening_before;

  ParvisShop    *shop;
} Dialog;

static void
free_dialog (gpointer data)
{
  Dialog *dialog = data;

  g_ptr_array_unref (dialog->rows);
  g_object_unref (dialog->shop);
  g_free (dialog->closed_before);
  g_free (dialog);
}

/* Products. */

static void
product_cb (AdwActionRow *row,
            Dialog       *dialog)
{
  parvis_product_window_present (dialog->window, dialog->shop,
                                 g_object_get_data (G_OBJECT (row), "product"));
}

static void
new_cb (Dialog *dialog)
{
  parvis_product_window_present (dialog->window, dialog->shop, NULL);
}

static void
refresh_products (Dialog *dialog)
{
  g_autoptr(GPtrArray) products = parvis_shop_list (dialog->shop, PARVIS_KIND_PRODUCT);

  for (guint i = 0; i < dialog->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (dialog->products),
                                  g_ptr_array_index (dialog->rows, i));
  g_ptr_array_set_size (dialog->rows, 0);

  for (guint i = 0; i < products->len; i++)
    {
      ParvisEntityRef *product = g_ptr_array_index (products, i);
      const char *name = json_string_value (json_object_get (product->body, "name"));
      json_int_t price = json_integer_value (json_object_get (product->body, "price"));
      g_autofree char *money = parvis_order_text_money (price);
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), money);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                 gtk_image_new_from_icon_name ("go-next-symbolic"));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data_full (G_OBJECT (row), "product", parvis_entity_ref (product),
                              (GDestroyNotify) parvis_entity_unref);
      g_signal_connect (row, "activated", G_CALLBACK (product_cb), dialog);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (dialog->products), row);
      g_ptr_array_add (dialog->rows, row);
    }
}

static void
changed_cb (GtkWidget *window)
{
  refresh_products (g_object_get_data (G_OBJECT (window), "dialog"));
}

/* What is kept. */

static void
do_now (Dialog     *dialog,
        const char *name,
        json_t     *body)
{
  ParvisShopCommand command = {
    .name = name, .object = parvis_shop_get_id (dialog->shop), .body = body,
    .what = _("The shop is kept"),
  };

  parvis_shop_do (dialog->shop, &command);
}

static json_t *
make_slots (Dialog *dialog)
{
  json_t *slots = json_array ();
  int capacity = gtk_spin_button_get_value_as_int (dialog->capacity);

  for (int day = 0; day < DAYS; day++)
    {
      int from = gtk_spin_button_get_value_as_int (dialog->from[day]) * 60;
      int until = gtk_spin_button_get_value_as_int (dialog->until[day]) * 60;

      for (int minute = from; minute + SLOT <= until; minute += SLOT)
        json_array_append_new (slots, json_pack ("{s:i,s:i,s:i,s:i}", "weekday", day + 1,
                                                 "from", minute, "until", minute + SLOT,
                                                 "capacity", capacity));
    }

  return slots;
}

static gboolean
is_day (const char *text)
{
  g_autofree char *midnight = g_strdup_printf ("%sT00:00:00Z", text);
  g_autoptr(GDateTime) date = g_date_time_new_from_iso8601 (midnight, NULL);

  return strlen (text) == 10 && date != NULL;
}

/* NULL if one of them is not a day. */
static json_t *
read_closed (Dialog *dialog)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (dialog->closed_row));
  g_auto(GStrv) words = g_strsplit_set (text, " ,;", -1);
  json_t *closed = json_array ();

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (*words[i] == '\0')
        continue;
      if (!is_day (words[i]))
        {
          json_decref (closed);
          return NULL;
        }
      json_array_append_new (closed, json_pack ("{s:s}", "day", words[i]));
    }

  return closed;
}

static gboolean
are_hours_changed (Dialog *dialog)
{
  for (int day = 0; day < DAYS; day++)
    if (gtk_spin_button_get_value_as_int (dialog->from[day]) != dialog->before[day][0] ||
        gtk_spin_button_get_value_as_int (dialog->until[day]) != dialog->before[day][1])
      return TRUE;

  return gtk_spin_button_get_value_as_int (dialog->capacity) != dialog->capacity_before;
}

/* Only what was touched: a shop may have finer hours than these rows can say, and they
 * are not made coarser by a look at them.
 */
static void
save_cb (Dialog *dialog)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (dialog->closed_row));
  int evening = gtk_spin_button_get_value_as_int (dialog->evening);
  json_t *closed = NULL;
  json_t *body;

  if (strcmp (text, dialog->closed_before) != 0 && (closed = read_closed (dialog)) == NULL)
    {
      gtk_widget_add_css_class (dialog->closed_row, "error");
      gtk_widget_grab_focus (dialog->closed_row);
      return;
    }

  if (are_hours_changed (dialog))
    do_now (dialog, "shop.slots", json_pack ("{s:o}", "slots", make_slots (dialog)));
  if (closed != NULL)
    do_now (dialog, "shop.closed", json_pack ("{s:o}", "closed", closed));
  body = json_pack ("{s:i,s:s}", "keep", gtk_spin_button_get_value_as_int (dialog->keep),
                    "confirm", gtk_switch_get_active (dialog->manual) ? "manual" : "auto");
  if (evening != dialog->evening_before)
    json_object_set_new (body, "cutoff", json_pack ("{s:i}", "day_before", evening * 60));
  do_now (dialog, "shop.set", body);
  gtk_window_close (GTK_WINDOW (dialog->window));
}

/* The form. */

static GtkWidget *
add_group (GtkWidget  *box,
           const char *title,
           const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  gtk_box_append (GTK_BOX (box), group);

  return group;
}

static GtkSpinButton *
add_spin (GtkWidget  *row,
          const char *label,
          double      max,
          double      value)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (0, max, 1);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  parvis_set_label (spin, label);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);

  return GTK_SPIN_BUTTON (spin);
}

static GtkWidget *
add_row (GtkWidget  *group,
         const char *title)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);

  return row;
}

static void
read_day (const json_t *slots,
          int           weekday,
          int          *from,
          int          *until,
          int          *capacity)
{
  gsize i;
  json_t *slot;

  *from = *until = 0;
  json_array_foreach (slots, i, slot)
    {
      int start = (int) json_integer_value (json_object_get (slot, "from"));
      int end = (int) json_integer_value (json_object_get (slot, "until"));

      if (json_integer_value (json_object_get (slot, "weekday")) != weekday)
        continue;

      *from = *until == 0 ? start : MIN (*from, start);
      *until = MAX (*until, end);
      *capacity = (int) json_integer_value (json_object_get (slot, "capacity"));
    }
}

static void
build_slots (Dialog    *dialog,
             GtkWidget *box)
{
  const json_t *slots = json_object_get (parvis_shop_get_body (dialog->shop), "slots");
  GtkWidget *group = add_group (box, _("Pickup Hours"),
                                _("From and until which hour one collects, in half-hours. The same "
                                  "hour twice: no pickup that day."));
  int capacity = 20;

  for (int day = 0; day < DAYS; day++)
    {
      const char *word = parvis_format_weekday (day + 1);
      g_autofree char *since = g_strdup_printf (_("%s, from"), word);
      g_autofree char *to = g_strdup_printf (_("%s, until"), word);
      GtkWidget *row = add_row (group, word);
      int from;
      int until;

      read_day (slots, day + 1, &from, &until, &capacity);
      dialog->from[day] = add_spin (row, since, 23, from / 60);
      dialog->until[day] = add_spin (row, to, 24, (until + 59) / 60);
      dialog->before[day][0] = from / 60;
      dialog->before[day][1] = (until + 59) / 60;
    }
  dialog->capacity = add_spin (add_row (group, _("Orders for each half-hour")),
                               _("Orders for each half-hour"), 500, capacity);
  dialog->capacity_before = capacity;
}

static void
build_rules (Dialog    *dialog,
             GtkWidget *box)
{
  const json_t *body = parvis_shop_get_body (dialog->shop);
  const json_t *evening = json_object_get (json_object_get (body, "cutoff"), "day_before");
  const json_t *keep = json_object_get (body, "keep");
  const char *confirm = json_string_value (json_object_get (body, "confirm"));
  GtkWidget *group = add_group (box, _("Reservations"), NULL);
  GtkWidget *row;
  GString *closed = g_string_new (NULL);
  gsize i;
  json_t *entry;

  dialog->evening = add_spin (add_row (group, _("Until which hour of the day before")),
                              _("Until which hour of the day before"), 23,
                              json_is_integer (evening)
                              ? (double) (json_integer_value (evening) / 60) : EVENING);
  dialog->evening_before = gtk_spin_button_get_value_as_int (dialog->evening);
  dialog->keep = add_spin (add_row (group, _("Minutes that a bag is kept")),
                           _("Minutes that a bag is kept"), 240,
                           json_is_integer (keep) ? (double) json_integer_value (keep) : 15);

  row = add_row (group, _("I confirm each order myself"));
  dialog->manual = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (dialog->manual), GTK_ALIGN_CENTER);
  gtk_switch_set_active (dialog->manual, g_strcmp0 (confirm, "manual") == 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (dialog->manual));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), GTK_WIDGET (dialog->manual));

  json_array_foreach (json_object_get (body, "closed"), i, entry)
    g_string_append_printf (closed, "%s%s", i > 0 ? " " : "",
                            json_string_value (json_object_get (entry, "day")));
  dialog->closed_row = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (dialog->closed_row),
                                 _("Closed days: 2026-08-15 2026-08-16"));
  gtk_editable_set_text (GTK_EDITABLE (dialog->closed_row), closed->str);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), dialog->closed_row);
  dialog->closed_before = g_string_free (closed, FALSE);
}

static GtkWidget *
build_content (Dialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *add = gtk_button_new_with_label (_("New Product…"));
  GtkWidget *save = gtk_button_new_with_label (_("Save Hours and Reservations"));

  gtk_widget_add_css_class (box, "order-detail");
  dialog->products = add_group (box, _("Products"), NULL);
  gtk_widget_set_valign (add, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (new_cb), dialog);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (dialog->products), add);
  refresh_products (dialog);
  build_slots (dialog, box);
  build_rules (dialog, box);
  gtk_widget_add_css_class (save, "order-step");
  gtk_widget_add_css_class (save, "suggested-action");
  g_signal_connect_swapped (save, "clicked", G_CALLBACK (save_cb), dialog);
  gtk_box_append (GTK_BOX (box), save);

  return box;
}

GtkWidget *
parvis_shop_window_present (GtkWidget  *parent,
                            ParvisShop *shop)
{
  Dialog *dialog;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  g_return_val_if_fail (PARVIS_IS_SHOP (shop), NULL);

  dialog = g_new0 (Dialog, 1);
  dialog->shop = g_object_ref (shop);
  dialog->rows = g_ptr_array_new ();
  dialog->window = g_object_new (ADW_TYPE_WINDOW, "modal", TRUE, "title", _("My Shop"),
                                 "transient-for", gtk_widget_get_root (parent),
                                 "default-width", 520, "default-height", 700, NULL);
  g_object_set_data_full (G_OBJECT (dialog->window), "dialog", dialog, free_dialog);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), build_content (dialog));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), scrolled);
  adw_window_set_content (ADW_WINDOW (dialog->window), box);
  g_signal_connect_object (shop, "changed", G_CALLBACK (changed_cb), dialog->window,
                           G_CONNECT_SWAPPED);
  parvis_page_close_on_escape (GTK_WINDOW (dialog->window));
  gtk_window_present (GTK_WINDOW (dialog->window));

  return dialog->window;
}
