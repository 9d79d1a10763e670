/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-selling"

#include "config.h"

#include "parvis-selling.h"

#include "parvis-day.h"
#include "parvis-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

int
parvis_selling_get_minute (ParvisShop *shop)
{
  ParvisOrderMoment moment;

  g_return_val_if_fail (PARVIS_IS_SHOP (shop), 0);

  parvis_shop_read_moment (shop, &moment);

  return parvis_minute_of_instant (moment.now, moment.zone);
}

void
parvis_selling_read (ParvisShop      *shop,
                     ParvisEntityRef *product,
                     GPtrArray       *bakes,
                     ParvisStock     *stock)
{
  parvis_stock_read (product->body, bakes, parvis_shop_get_today (shop),
                     parvis_selling_get_minute (shop), stock);
}

static void
sell (ParvisShop      *shop,
      ParvisEntityRef *product,
      int              quantity,
      gboolean         anyway)
{
  const char *name = json_string_value (json_object_get (product->body, "name"));
  const char *today = parvis_shop_get_today (shop);
  g_autofree char *what = NULL;
  ParvisDeskCommand command = {
    .name = "product.sell", .object = product->id, .back = "product.sell",
    .body = json_pack ("{s:s,s:i}", "day", today, "quantity", quantity),
    .back_body = json_pack ("{s:s,s:i}", "day", today, "quantity", -quantity),
  };

  if (anyway)
    json_object_set_new (command.body, "anyway", json_true ());
  if (quantity > 0)
    /* Translators: how many of what was sold at the counter. */
    what = g_strdup_printf (_("Counter sale: %1$d %2$s"), quantity, name);
  else
    what = g_strdup_printf (_("Sale taken back: %1$d %2$s"), -quantity, name);
  command.what = what;
  parvis_shop_do (shop, &command);
}

typedef struct
{
  ParvisShop      *shop;
  ParvisEntityRef *product;
  int              quantity;
} Question;

static void
free_question (gpointer  data,
               GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->shop);
  parvis_entity_unref (question->product);
  g_free (question);
}

static void
answered_cb (AdwMessageDialog *dialog,
             const char       *response,
             gpointer          user_data)
{
  Question *question = user_data;

  if (strcmp (response, "sell") == 0)
    sell (question->shop, question->product, question->quantity, TRUE);
}

static void
ask (GtkWidget         *widget,
     ParvisShop        *shop,
     ParvisEntityRef   *product,
     int                quantity,
     const ParvisStock *stock)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)),
                                              _("Sell anyway?"), NULL);
  Question *question = g_new0 (Question, 1);
  g_autofree char *body = NULL;

  question->shop = g_object_ref (shop);
  question->product = parvis_entity_ref (product);
  question->quantity = quantity;
  if (stock->online > 0)
    body = g_strdup_printf (ngettext ("Only the %d set aside for reservations is left here.",
                                      "Only the %d set aside for reservations are left here.",
                                      (gulong) stock->online), stock->online);
  else
    body = g_strdup (_("By what was noted nothing is left. If it is there, sell it: the first "
                       "reservation without bread is marked."));
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("Cancel"),
                                    "sell", _("Sell Anyway"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "sell",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_cb), question, free_question, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
parvis_selling_sell (GtkWidget       *widget,
                     ParvisShop      *shop,
                     ParvisEntityRef *product,
                     int              quantity)
{
  g_autoptr(GPtrArray) bakes = NULL;
  ParvisOrderMoment moment;
  ParvisStock stock;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (PARVIS_IS_SHOP (shop));
  g_return_if_fail (product != NULL);

  bakes = parvis_shop_list (shop, PARVIS_KIND_BAKE);
  parvis_shop_read_moment (shop, &moment);
  parvis_selling_read (shop, product, bakes, &stock);
  if (quantity < 0 || parvis_stock_judge (&stock, quantity, moment.link_up) == PARVIS_SALE_GOOD)
    sell (shop, product, quantity, FALSE);
  else
    ask (widget, shop, product, quantity, &stock);
}
