/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-batch-dialog"

#include "config.h"

#include "parvis-batch-dialog.h"

#include "parvis-icon-button.h"
#include "parvis-keypad.h"
#include "parvis-selling.h"
#include "parvis-shop-dialog.h"
#include "parvis-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_QUANTITY 9999

/* Above this many times the usual day a number is likely a slip. */
#define UNUSUAL 3

typedef struct
{
  GtkWidget       *window;
  GtkButton       *button;
  GtkSpinButton   *quantity;
  GtkSpinButton   *hour;
  GtkSpinButton   *minute;
  ParvisShop      *shop;
  ParvisEntityRef *product;
  int              usual;          /* of a day, 0 if it is not known */
  int              declared;       /* what was answered */
  int              ready;
} Batch;

static void
free_batch (gpointer data)
{
  Batch *batch = data;

  g_object_unref (batch->shop);
  parvis_entity_unref (batch->product);
  g_free (batch);
}

/* Whose standing week is that, on today's weekday? */
static gboolean
is_of_today (const json_t *pattern,
             ParvisShop   *shop,
             const char   *product)
{
  g_autofree char *midnight = g_strdup_printf ("%sT00:00:00Z", parvis_shop_get_today (shop));
  g_autoptr(GDateTime) date = g_date_time_new_from_iso8601 (midnight, NULL);
  const char *of = json_string_value (json_object_get (pattern, "product"));

  return date != NULL && g_strcmp0 (of, product) == 0 &&
         json_integer_value (json_object_get (pattern, "weekday")) ==
         g_date_time_get_day_of_week (date);
}

/* (transfer full): the bakes that the standing week has on this weekday */
static json_t *
list_usual (ParvisShop *shop,
            const char *product)
{
  g_autoptr(GPtrArray) patterns = parvis_shop_list (shop, PARVIS_KIND_PATTERN);
  json_t *bakes = json_array ();

  for (guint i = 0; i < patterns->len; i++)
    {
      const json_t *body = ((ParvisEntityRef *) patterns->pdata[i])->body;

      if (is_of_today (body, shop, product))
        json_array_extend (bakes, json_object_get (body, "bakes"));
    }

  return bakes;
}

static int
find_usual (ParvisShop *shop,
            const char *product)
{
  g_autoptr(json_t) bakes = list_usual (shop, product);
  int usual = 0;
  gsize i;
  json_t *bake;

  json_array_foreach (bakes, i, bake)
    usual += (int) json_integer_value (json_object_get (bake, "quantity"));

  return usual;
}

/* The minute of the day when the next one is ready; -1 without one. */
static int
find_next (ParvisShop *shop,
           const char *product,
           int         now)
{
  g_autoptr(json_t) bakes = list_usual (shop, product);
  int next = -1;
  gsize i;
  json_t *bake;

  json_array_foreach (bakes, i, bake)
    {
      int ready = (int) json_integer_value (json_object_get (bake, "ready"));

      if (ready > now && (next < 0 || ready < next))
        next = ready;
    }

  return next;
}

static void
declare (Batch *batch)
{
  const char *name = json_string_value (json_object_get (batch->product->body, "name"));
  g_autofree char *what = g_strdup_printf (_("New batch: %1$d %2$s"), batch->declared, name);
  ParvisDeskCommand command = {
    .name = "product.bake", .object = batch->product->id, .what = what,
    .body = json_pack ("{s:s,s:i,s:i}", "day", parvis_shop_get_today (batch->shop),
                       "ready", batch->ready, "quantity", batch->declared),
  };

  parvis_shop_do (batch->shop, &command);
}

static void
sure_cb (AdwMessageDialog *dialog,
         const char       *response,
         gpointer          user_data)
{
  if (strcmp (response, "yes") == 0)
    declare (user_data);
}

static void
ask_again (Batch *batch)
{
  int quantity = batch->declared;
  const char *name = json_string_value (json_object_get (batch->product->body, "name"));
  g_autofree char *heading = g_strdup_printf (_("%1$d %2$s?"), quantity, name);
  g_autofree char *body = g_strdup_printf (_("It is usually %d on this day."), batch->usual);
  g_autofree char *yes = g_strdup_printf (_("Yes, %d"), quantity);
  GtkWidget *dialog =
    adw_message_dialog_new (gtk_window_get_transient_for (GTK_WINDOW (batch->window)), heading,
                            body);
  Batch *copy = g_memdup2 (batch, sizeof *batch);

  g_object_ref (copy->shop);
  parvis_entity_ref (copy->product);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "no", _("Correct"), "yes", yes,
                                    NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "no");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "no");
  g_object_set_data_full (G_OBJECT (dialog), "batch", copy, free_batch);
  g_signal_connect (dialog, "response", G_CALLBACK (sure_cb), copy);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
declare_cb (Batch *batch)
{
  gtk_spin_button_update (batch->quantity);
  batch->declared = gtk_spin_button_get_value_as_int (batch->quantity);
  batch->ready = gtk_spin_button_get_value_as_int (batch->hour) * 60 +
                 gtk_spin_button_get_value_as_int (batch->minute);
  if (batch->declared == 0)
    return;

  if (batch->usual > 0 && batch->declared > UNUSUAL * batch->usual)
    ask_again (batch);
  else
    declare (batch);
  gtk_window_close (GTK_WINDOW (batch->window));
}

static void
quantity_cb (Batch *batch)
{
  int quantity = gtk_spin_button_get_value_as_int (batch->quantity);
  g_autofree char *label = g_strdup_printf (_("Declare %d"), quantity);

  gtk_button_set_label (batch->button, quantity > 0 ? label : _("Declare"));
  gtk_widget_set_sensitive (GTK_WIDGET (batch->button), quantity > 0);
}

static GtkSpinButton *
add_spin (GtkWidget  *box,
          const char *label,
          double      max,
          double      value)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (0, max, 1);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
  gtk_spin_button_set_wrap (GTK_SPIN_BUTTON (spin), FALSE);
  gtk_widget_add_css_class (spin, "order-spin");
  parvis_set_label (spin, label);
  gtk_box_append (GTK_BOX (box), spin);

  return GTK_SPIN_BUTTON (spin);
}

static int
get_minute (ParvisShop *shop)
{
  ParvisOrderMoment moment;

  parvis_shop_read_moment (shop, &moment);

  return (int) ((moment.now - parvis_time_local_day (moment.now, moment.zone)->start) /
                PARVIS_MINUTE);
}

static void
set_time (Batch *batch,
          int    minute)
{
  gtk_spin_button_set_value (batch->hour, minute / 60);
  gtk_spin_button_set_value (batch->minute, minute % 60);
}

static void
time_cb (GtkWidget *button,
         Batch     *batch)
{
  set_time (batch, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "minute")));
}

static void
add_time (Batch      *batch,
          GtkWidget  *box,
          const char *label,
          int         minute)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "order-side");
  gtk_widget_set_hexpand (button, TRUE);
  g_object_set_data (G_OBJECT (button), "minute", GINT_TO_POINTER (minute));
  g_signal_connect (button, "clicked", G_CALLBACK (time_cb), batch);
  gtk_box_append (GTK_BOX (box), button);
}

/* Now, or when the next bake of the standing week is ready. */
static GtkWidget *
build_times (Batch *batch)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  int now = get_minute (batch->shop);
  int next = find_next (batch->shop, batch->product->id, now);

  add_time (batch, box, _("Now"), now);
  if (next >= 0)
    {
      g_autofree char *clock = parvis_order_text_minutes (next);

      add_time (batch, box, clock, next);
    }

  return box;
}

static void
add_heading (GtkWidget  *box,
             const char *text)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0f, NULL);

  gtk_widget_add_css_class (label, "heading");
  gtk_box_append (GTK_BOX (box), label);
}

static GtkWidget *
build_content (Batch *batch)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *times = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *button = gtk_button_new ();

  batch->button = GTK_BUTTON (button);
  add_heading (box, _("How many"));
  batch->quantity = add_spin (box, _("How many"), MAX_QUANTITY, 0);
  gtk_box_append (GTK_BOX (box), parvis_keypad_new (batch->quantity));
  g_signal_connect_swapped (batch->quantity, "value-changed", G_CALLBACK (quantity_cb), batch);
  /* GtkSpinButton of GTK 4.8 does not pass Enter on. */
  g_signal_connect_swapped (gtk_editable_get_delegate (GTK_EDITABLE (batch->quantity)), "activate",
                            G_CALLBACK (declare_cb), batch);

  add_heading (box, _("Ready at"));
  gtk_box_append (GTK_BOX (box), build_times (batch));
  gtk_box_append (GTK_BOX (box), times);
  batch->hour = add_spin (times, _("Hour"), 23, 0);
  batch->minute = add_spin (times, _("Minute"), 59, 0);
  set_time (batch, get_minute (batch->shop));

  gtk_widget_add_css_class (button, "order-step");
  gtk_widget_add_css_class (button, "suggested-action");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (declare_cb), batch);
  gtk_box_append (GTK_BOX (box), button);
  quantity_cb (batch);

  return box;
}

GtkWidget *
parvis_batch_dialog_present (GtkWidget       *parent,
                             ParvisShop      *shop,
                             ParvisEntityRef *product)
{
  Batch *batch = g_new0 (Batch, 1);
  const char *name = json_string_value (json_object_get (product->body, "name"));
  /* Translators: a product. */
  g_autofree char *title = g_strdup_printf (_("New Batch: %s"), name);

  batch->shop = g_object_ref (shop);
  batch->product = parvis_entity_ref (product);
  batch->usual = find_usual (shop, product->id);
  batch->window = parvis_shop_dialog_new (parent, title, build_content (batch), batch, free_batch);
  gtk_window_present (GTK_WINDOW (batch->window));
  gtk_widget_grab_focus (GTK_WIDGET (batch->quantity));

  return batch->window;
}
