/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-shop-window"

#include "config.h"

#include "parvis-shop-window.h"

#include "parvis-format.h"
#include "parvis-icon-button.h"
#include "parvis-page.h"
#include "parvis-product-window.h"
#include "parvis-row-lock.h"
#include "parvis-shop-hours.h"
#include "parvis-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define DAYS 7
#define WIDTH 520
#define EVENING "20:00"  /* until when one orders for the next day, at first */
#define BEFORE 60        /* minutes before the slot, at first */

typedef struct
{
  GtkWidget     *window;
  GtkWidget     *products;            /* AdwPreferencesGroup */
  GPtrArray     *rows;                /* of the products, borrowed */
  GtkSwitch     *open;
  GtkWidget     *open_row;
  GtkWidget     *reason_row;          /* AdwEntryRow */
  GtkWidget     *hours[DAYS];         /* AdwEntryRow */
  GtkSpinButton *capacity;
  GtkWidget     *cutoff_row;          /* AdwComboRow: before the slot, or the day before */
  GtkWidget     *minutes_row;
  GtkSpinButton *minutes;
  GtkWidget     *evening_row;         /* AdwEntryRow */
  GtkSpinButton *keep;
  GtkSpinButton *ahead;
  GtkSwitch     *manual;
  gboolean       manual_before;
  GtkSwitch     *holidays;
  GtkWidget     *closed_row;          /* AdwEntryRow */
  char          *hours_before[DAYS];  /* what was there */
  int            capacity_before;
  json_t        *cutoff_before;
  char          *closed_before;
  gboolean       reading;             /* a switch shows what is, and is not turned */

  ParvisShop    *shop;
} Dialog;

static void
free_dialog (gpointer data)
{
  Dialog *dialog = data;

  g_ptr_array_unref (dialog->rows);
  g_object_unref (dialog->shop);
  g_free (dialog->closed_before);
  json_decref (dialog->cutoff_before);
  for (int day = 0; day < DAYS; day++)
    g_free (dialog->hours_before[day]);
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

/* Returns: (transfer full): "3,60 € · Tranché ou non · not offered" */
static char *
tell_product (const json_t *body)
{
  json_int_t price = json_integer_value (json_object_get (body, "price"));
  g_autofree char *money = parvis_order_text_money (price);
  GString *text = g_string_new (money);
  gsize i;
  json_t *option;

  json_array_foreach (json_object_get (body, "options"), i, option)
    g_string_append_printf (text, " · %s", json_string_value (json_object_get (option, "name")));
  if (json_is_false (json_object_get (body, "active")))
    g_string_append_printf (text, " · %s", _("not offered"));

  return g_string_free (text, FALSE);
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
      g_autofree char *what = tell_product (product->body);
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), what);
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

/* What is kept. */

static void
do_now (Dialog     *dialog,
        const char *name,
        json_t     *body,
        const char *what,
        const char *back)
{
  ParvisDeskCommand command = {
    .name = name, .object = parvis_shop_get_id (dialog->shop), .body = body, .what = what,
    .back = back,
  };

  parvis_shop_do (dialog->shop, &command);
}

/* Today. */

static void
refresh_open (Dialog *dialog)
{
  const json_t *body = parvis_shop_get_body (dialog->shop);
  gboolean open = !parvis_shop_is_shut (dialog->shop);
  const char *reason =
    json_string_value (json_object_get (json_object_get (body, "shut"), "reason"));

  dialog->reading = TRUE;
  gtk_switch_set_active (dialog->open, open);
  dialog->reading = FALSE;
  gtk_widget_set_visible (dialog->reason_row, open);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (dialog->open_row),
                               open ? C_("reservations", "Open") : reason != NULL && *reason != '\0'
                                                    ? reason : _("Closed until midnight"));
}

static void
open_cb (Dialog *dialog)
{
  const char *reason = gtk_editable_get_text (GTK_EDITABLE (dialog->reason_row));

  if (dialog->reading)
    return;

  if (gtk_switch_get_active (dialog->open))
    do_now (dialog, "shop.reopen", NULL, _("Reservations of today are open"), "shop.shut");
  else
    do_now (dialog, "shop.shut",
            *reason != '\0' ? json_pack ("{s:s}", "reason", reason) : json_object (),
            _("Reservations of today are closed"), "shop.reopen");
}

static void
changed_cb (GtkWidget *window)
{
  Dialog *dialog = g_object_get_data (G_OBJECT (window), "dialog");

  refresh_products (dialog);
  refresh_open (dialog);
}

/* Everything else. */

static gboolean
blame (GtkWidget *row)
{
  gtk_widget_add_css_class (row, "error");
  gtk_widget_grab_focus (row);

  return FALSE;
}

/* The whole week, if anything in it was touched: a shop may have finer slots than these
 * rows can say, and they are not made coarser by a look at them.
 */
static gboolean
read_week (Dialog  *dialog,
           json_t **slots)
{
  int capacity = gtk_spin_button_get_value_as_int (dialog->capacity);
  g_autoptr(json_t) week = json_array ();
  gboolean changed = capacity != dialog->capacity_before;

  for (int day = 0; day < DAYS; day++)
    {
      const char *text = gtk_editable_get_text (GTK_EDITABLE (dialog->hours[day]));

      changed = changed || strcmp (text, dialog->hours_before[day]) != 0;
      if (!parvis_hours_read_day (text, day + 1, capacity, week))
        return blame (dialog->hours[day]);
    }
  *slots = changed ? g_steal_pointer (&week) : NULL;

  return TRUE;
}

static gboolean
read_cutoff (Dialog  *dialog,
             json_t **cutoff)
{
  gboolean evening = adw_combo_row_get_selected (ADW_COMBO_ROW (dialog->cutoff_row)) == 1;
  int minute = gtk_spin_button_get_value_as_int (dialog->minutes);

  if (evening && (!parvis_hours_read_clock (gtk_editable_get_text (
                                              GTK_EDITABLE (dialog->evening_row)), &minute) ||
                  minute > 1439))
    return blame (dialog->evening_row);

  *cutoff = json_pack ("{s:i}", evening ? "day_before" : "before", minute);
  if (json_equal (*cutoff, dialog->cutoff_before))
    g_clear_pointer (cutoff, json_decref);

  return TRUE;
}

static gboolean
read_closed (Dialog  *dialog,
             json_t **closed)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (dialog->closed_row));
  const json_t *body = parvis_shop_get_body (dialog->shop);

  *closed = NULL;
  if (strcmp (text, dialog->closed_before) == 0)
    return TRUE;

  *closed = parvis_hours_read_closed (text, json_object_get (body, "closed"));

  return *closed != NULL || blame (dialog->closed_row);
}

/* Only what was touched. */
static void
save_cb (Dialog *dialog)
{
  g_autoptr(json_t) slots = NULL;
  g_autoptr(json_t) cutoff = NULL;
  g_autoptr(json_t) closed = NULL;
  gboolean manual = gtk_switch_get_active (dialog->manual);
  json_t *body;

  if (!read_week (dialog, &slots) || !read_cutoff (dialog, &cutoff) ||
      !read_closed (dialog, &closed))
    return;

  if (slots != NULL)
    do_now (dialog, "shop.slots", json_pack ("{s:O}", "slots", slots), _("The shop is kept"), NULL);
  if (closed != NULL)
    do_now (dialog, "shop.closed", json_pack ("{s:O}", "closed", closed), _("The shop is kept"),
            NULL);
  body = json_pack ("{s:i,s:i,s:s}",
                    "keep", gtk_spin_button_get_value_as_int (dialog->keep),
                    "days_ahead", gtk_spin_button_get_value_as_int (dialog->ahead),
                    "holidays", gtk_switch_get_active (dialog->holidays) ? "open" : "closed");
  if (cutoff != NULL)
    json_object_set (body, "cutoff", cutoff);
  if (manual != dialog->manual_before)
    parvis_json_set_string (body, "confirm", manual ? "manual" : "auto");
  do_now (dialog, "shop.set", body, _("The shop is kept"), NULL);
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

/* What was blamed may be right again. */
static void
typed_cb (GtkWidget *row)
{
  gtk_widget_remove_css_class (row, "error");
}

static GtkWidget *
add_entry (GtkWidget  *group,
           const char *title,
           const char *text)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
  g_signal_connect (row, "changed", G_CALLBACK (typed_cb), NULL);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);

  return row;
}

/* Named by the row's title, as what the row activates. */
static GtkSwitch *
add_switch (GtkWidget *row,
            gboolean   active)
{
  GtkWidget *widget = gtk_switch_new ();

  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_switch_set_active (GTK_SWITCH (widget), active);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), widget);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), widget);

  return GTK_SWITCH (widget);
}

static void
build_today (Dialog    *dialog,
             GtkWidget *box)
{
  GtkWidget *group = add_group (box, _("Today"), NULL);

  dialog->open_row = add_row (group, _("Reservations"));
  dialog->open = add_switch (dialog->open_row, TRUE);
  dialog->reason_row = add_entry (group, _("Why, if you close them today"), "");
  refresh_open (dialog);
  g_signal_connect_swapped (dialog->open, "notify::active", G_CALLBACK (open_cb), dialog);
}

static void
build_slots (Dialog    *dialog,
             GtkWidget *box)
{
  const json_t *slots = json_object_get (parvis_shop_get_body (dialog->shop), "slots");
  const json_t *capacity = json_object_get (json_array_get (slots, 0), "capacity");
  GtkWidget *group = add_group (box, _("Pickup Hours"),
                                _("When bags are collected, in half-hours: 7:30–9:30, "
                                  "17:00–19:30. Left empty: no pickup that day."));

  for (int day = 0; day < DAYS; day++)
    {
      g_autofree char *name = parvis_format_dup_weekday_title (day + 1);

      dialog->hours_before[day] = parvis_hours_write_day (slots, day + 1);
      dialog->hours[day] = add_entry (group, name, dialog->hours_before[day]);
    }
  dialog->capacity_before = json_is_integer (capacity) ? (int) json_integer_value (capacity) : 20;
  dialog->capacity = add_spin (add_row (group, _("Orders for each half-hour")),
                               _("Orders for each half-hour"), 500, dialog->capacity_before);
}

static void
cutoff_cb (Dialog *dialog)
{
  gboolean evening = adw_combo_row_get_selected (ADW_COMBO_ROW (dialog->cutoff_row)) == 1;

  gtk_widget_set_visible (dialog->minutes_row, !evening);
  gtk_widget_set_visible (dialog->evening_row, evening);
}

static void
build_cutoff (Dialog    *dialog,
              GtkWidget *group)
{
  const char *const ends[] = { _("Some minutes before the pickup"),
                               _("At an hour of the day before"), NULL };
  const json_t *cutoff = json_object_get (parvis_shop_get_body (dialog->shop), "cutoff");
  const json_t *evening = json_object_get (cutoff, "day_before");
  const json_t *before = json_object_get (cutoff, "before");
  g_autoptr(GtkStringList) list = gtk_string_list_new (ends);
  g_autofree char *clock = json_is_integer (evening)
    ? parvis_order_text_minutes ((int) json_integer_value (evening)) : g_strdup (EVENING);

  dialog->cutoff_before = cutoff != NULL ? json_deep_copy (cutoff)
                                         : json_pack ("{s:i}", "before", BEFORE);
  dialog->cutoff_row = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (dialog->cutoff_row),
                                 _("Reservations end"));
  adw_combo_row_set_model (ADW_COMBO_ROW (dialog->cutoff_row), G_LIST_MODEL (list));
  adw_combo_row_set_selected (ADW_COMBO_ROW (dialog->cutoff_row), json_is_integer (evening));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), dialog->cutoff_row);
  dialog->minutes_row = add_row (group, _("Minutes before the pickup"));
  dialog->minutes = add_spin (dialog->minutes_row, _("Minutes before the pickup"), 1439,
                              json_is_integer (before) ? (double) json_integer_value (before)
                                                       : BEFORE);
  dialog->evening_row = add_entry (group, _("Until which hour of the day before"), clock);
  g_signal_connect_swapped (dialog->cutoff_row, "notify::selected", G_CALLBACK (cutoff_cb),
                            dialog);
  cutoff_cb (dialog);
}

static double
get_number (Dialog     *dialog,
            const char *member,
            int         otherwise)
{
  const json_t *value = json_object_get (parvis_shop_get_body (dialog->shop), member);

  return json_is_integer (value) ? (double) json_integer_value (value) : otherwise;
}

static void
build_rules (Dialog    *dialog,
             GtkWidget *box)
{
  const json_t *body = parvis_shop_get_body (dialog->shop);
  const char *confirm = json_string_value (json_object_get (body, "confirm"));
  const char *holidays = json_string_value (json_object_get (body, "holidays"));
  GtkWidget *group = add_group (box, _("Reservations"), NULL);
  GtkWidget *manual_row;

  build_cutoff (dialog, group);
  dialog->keep = add_spin (add_row (group, _("Minutes that a bag is kept")),
                           _("Minutes that a bag is kept"), 240, get_number (dialog, "keep", 15));
  dialog->ahead = add_spin (add_row (group, _("Days ahead")), _("Days ahead"), 60,
                            get_number (dialog, "days_ahead", 7));
  manual_row = add_row (group, _("I confirm each order myself"));
  dialog->manual_before = g_strcmp0 (confirm, "manual") == 0;
  dialog->manual = add_switch (manual_row, dialog->manual_before);
  if (parvis_shop_is_settled (dialog->shop))
    parvis_row_lock (manual_row, _("Set by the town"));
  dialog->holidays = add_switch (add_row (group, _("Open on public holidays")),
                                 g_strcmp0 (holidays, "open") == 0);
  dialog->closed_before = parvis_hours_write_closed (json_object_get (body, "closed"));
  dialog->closed_row = add_entry (group, _("Closed days: 15/08/2026, 01/09/2026–15/09/2026"),
                                  dialog->closed_before);
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
  build_today (dialog, box);
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
                                 "default-width", parvis_page_fit_width (parent, WIDTH),
                                 "default-height", 700, NULL);
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
