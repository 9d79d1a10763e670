/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-batch-dialog"

#include "config.h"

#include "parvis-batch-dialog.h"

#include "parvis-icon-button.h"
#include "parvis-selling.h"
#include "parvis-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_QUANTITY 9999

/* Above this many times the usual day a number is likely a slip. */
#define UNUSUAL 3

typedef struct
{
  GtkWidget       *dialog;
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

/* What the standing week has on this weekday. */
static int
find_usual (ParvisShop *shop,
            const char *product)
{
  g_autoptr(GPtrArray) patterns = parvis_shop_list (shop, PARVIS_KIND_PATTERN);
  g_autofree char *midnight = g_strdup_printf ("%sT00:00:00Z", parvis_shop_get_today (shop));
  g_autoptr(GDateTime) date = g_date_time_new_from_iso8601 (midnight, NULL);
  int usual = 0;

  for (guint i = 0; i < patterns->len && date != NULL; i++)
    {
      const json_t *body = ((ParvisEntityRef *) patterns->pdata[i])->body;
      const char *of = json_string_value (json_object_get (body, "product"));
      gsize n;
      json_t *bake;

      if (g_strcmp0 (of, product) != 0 ||
          json_integer_value (json_object_get (body, "weekday")) !=
          g_date_time_get_day_of_week (date))
        continue;

      json_array_foreach (json_object_get (body, "bakes"), n, bake)
        usual += (int) json_integer_value (json_object_get (bake, "quantity"));
    }

  return usual;
}

static void
declare (Batch *batch)
{
  const char *name = json_string_value (json_object_get (batch->product->body, "name"));
  g_autofree char *what = g_strdup_printf (_("New batch: %1$d %2$s"), batch->declared, name);
  ParvisShopCommand command = {
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
    adw_message_dialog_new (gtk_window_get_transient_for (GTK_WINDOW (batch->dialog)), heading,
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
answered_cb (AdwMessageDialog *dialog,
             const char       *response,
             gpointer          user_data)
{
  Batch *batch = user_data;

  if (strcmp (response, "declare") != 0)
    return;

  gtk_spin_button_update (batch->quantity);
  batch->declared = gtk_spin_button_get_value_as_int (batch->quantity);
  batch->ready = gtk_spin_button_get_value_as_int (batch->hour) * 60 +
                 gtk_spin_button_get_value_as_int (batch->minute);
  if (batch->usual > 0 && batch->declared > UNUSUAL * batch->usual)
    ask_again (batch);
  else if (batch->declared > 0)
    declare (batch);
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

static GtkWidget *
build_content (Batch *batch)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *times = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  ParvisOrderMoment moment;
  gint64 minute;

  parvis_shop_read_moment (batch->shop, &moment);
  minute = (moment.now - parvis_time_local_day (moment.now, moment.zone)->start) / PARVIS_MINUTE;
  gtk_box_append (GTK_BOX (box), gtk_label_new (_("How many")));
  batch->quantity = add_spin (box, _("How many"), MAX_QUANTITY, 0);
  gtk_box_append (GTK_BOX (box), gtk_label_new (_("Ready at")));
  gtk_widget_set_halign (times, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), times);
  batch->hour = add_spin (times, _("Hour"), 23, (double) (minute / 60));
  batch->minute = add_spin (times, _("Minute"), 59, (double) (minute % 60));

  return box;
}

GtkWidget *
parvis_batch_dialog_present (GtkWidget       *parent,
                             ParvisShop      *shop,
                             ParvisEntityRef *product)
{
  Batch *batch = g_new0 (Batch, 1);
  const char *name = json_string_value (json_object_get (product->body, "name"));
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (parent)),
                                              _("New batch"), name);

  batch->dialog = dialog;
  batch->shop = g_object_ref (shop);
  batch->product = parvis_entity_ref (product);
  batch->usual = find_usual (shop, product->id);
  g_object_set_data_full (G_OBJECT (dialog), "batch", batch, free_batch);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), build_content (batch));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("Cancel"),
                                    "declare", _("Declare"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "declare",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "declare");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (answered_cb), batch);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (GTK_WIDGET (batch->quantity));

  return dialog;
}
