/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-cannot-dialog"

#include "config.h"

#include "parvis-cannot-dialog.h"

#include "parvis-decline-words.h"
#include "parvis-icon-button.h"
#include "parvis-order.h"
#include "parvis-shop-dialog.h"
#include "parvis-stock.h"
#include "parvis-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static const struct
{
  const char *code;
  const char *title;
} reasons[] = {
  { "no_bread", N_("No more bread of this kind") },
  { "too_many", N_("Too many orders at that hour") },
  { "closing", N_("I am closing earlier") },
  { "other", N_("Another reason…") },
};

typedef struct
{
  GtkWidget   *window;
  GtkWidget   *checks[G_N_ELEMENTS (reasons)];
  GtkWidget   *text_row;
  GtkWidget   *offer_row;
  GtkLabel    *preview;

  ParvisShop  *shop;
  ParvisOrder *order;
  GPtrArray   *offers;          /* json_t; the first is NULL: none */
  GPtrArray   *offer_products;  /* (nullable) names, beside them */
  GtkStringList *offer_names;
} Dialog;

static void
free_offer (gpointer data)
{
  json_decref (data);
}

static void
free_dialog (gpointer data)
{
  Dialog *dialog = data;

  g_ptr_array_unref (dialog->offers);
  g_ptr_array_unref (dialog->offer_products);
  g_object_unref (dialog->offer_names);
  g_object_unref (dialog->shop);
  g_object_unref (dialog->order);
  g_free (dialog);
}

static guint
get_reason (Dialog *dialog)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (dialog->checks[i])))
      return i;

  return G_N_ELEMENTS (reasons) - 1;
}

static guint
get_offer (Dialog *dialog)
{
  guint index = adw_combo_row_get_selected (ADW_COMBO_ROW (dialog->offer_row));

  return index < dialog->offers->len ? index : 0;
}

/* What was typed counts for the reason that has none of its own. */
static const char *
get_own (Dialog *dialog)
{
  return get_reason (dialog) == G_N_ELEMENTS (reasons) - 1
         ? gtk_editable_get_text (GTK_EDITABLE (dialog->text_row)) : NULL;
}

/* The very sentence of the letter, in the language that it is written in. */
static void
refresh (Dialog *dialog)
{
  const ParvisOrderFacts *facts = parvis_order_get_facts (dialog->order);
  guint reason = get_reason (dialog);
  const json_t *offer = g_ptr_array_index (dialog->offers, get_offer (dialog));
  const json_t *from = json_object_get (offer, "from");
  ParvisDecline decline = {
    .shop = parvis_shop_get_name (dialog->shop),
    .own = get_own (dialog),
    .quantity = (int) json_integer_value (json_object_get (offer, "quantity")),
    .from = from != NULL ? (int) json_integer_value (from) : -1,
  };
  g_autofree char *text = NULL;

  if (json_object_get (offer, "product") != NULL)
    decline.product = g_ptr_array_index (dialog->offer_products, get_offer (dialog));
  parvis_order_reason_from_string (reasons[reason].code, &decline.reason);
  text = parvis_words_decline (&decline, facts->language != NULL ? facts->language : "fr");
  gtk_widget_set_visible (dialog->text_row, reason == G_N_ELEMENTS (reasons) - 1);
  gtk_label_set_label (dialog->preview, text);
}

static void
changed_cb (Dialog *dialog)
{
  refresh (dialog);
}

static void
tell_cb (Dialog *dialog)
{
  const ParvisOrderFacts *facts = parvis_order_get_facts (dialog->order);
  guint reason = get_reason (dialog);
  guint offer = get_offer (dialog);
  g_autofree char *own = g_strstrip (g_strdup (get_own (dialog) != NULL ? get_own (dialog) : ""));
  g_autofree char *what = g_strdup_printf (_("Declined: %s"), facts->name);
  json_t *body = json_pack ("{s:s}", "reason", reasons[reason].code);
  ParvisDeskCommand command = {
    .name = "order.decline", .object = facts->id, .body = body, .what = what,
    .back = "order.back", .back_body = json_pack ("{s:s}", "to", facts->state),
  };

  if (*own != '\0')
    parvis_json_set_string (body, "text", own);
  if (offer > 0)
    json_object_set (body, "offer", g_ptr_array_index (dialog->offers, offer));
  parvis_shop_do (dialog->shop, &command);
  gtk_window_close (GTK_WINDOW (dialog->window));
}

static void
add_offer (Dialog     *dialog,
           json_t     *offer,
           const char *name,
           const char *product)
{
  g_ptr_array_add (dialog->offers, offer);
  g_ptr_array_add (dialog->offer_products, g_strdup (product));
  gtk_string_list_append (dialog->offer_names, name);
}

/* Products that there are still some of, and the hours of the day that are to come. */
static void
find_offers (Dialog *dialog)
{
  const ParvisOrderFacts *facts = parvis_order_get_facts (dialog->order);
  g_autoptr(GPtrArray) products = parvis_shop_list (dialog->shop, PARVIS_KIND_PRODUCT);
  g_autoptr(GPtrArray) bakes = parvis_shop_list (dialog->shop, PARVIS_KIND_BAKE);
  const json_t *slots = json_object_get (parvis_shop_get_body (dialog->shop), "slots");
  g_autoptr(GDateTime) date = NULL;
  g_autofree char *midnight = g_strdup_printf ("%sT00:00:00Z", facts->day);
  gsize i;
  json_t *slot;

  add_offer (dialog, NULL, _("Nothing"), NULL);
  for (guint n = 0; n < products->len; n++)
    {
      const json_t *product = ((ParvisEntityRef *) products->pdata[n])->body;
      const char *name = json_string_value (json_object_get (product, "name"));
      g_autofree char *label = NULL;
      ParvisStock stock;

      parvis_stock_read (product, bakes, facts->day, 24 * 60, &stock);
      if (name == NULL || parvis_stock_get_left (&stock) == 0)
        continue;

      label = g_strdup_printf ("1 %s", name);
      add_offer (dialog, json_pack ("{s:O,s:i}", "product", json_object_get (product, "id"),
                                    "quantity", 1), label, name);
    }

  date = g_date_time_new_from_iso8601 (midnight, NULL);
  json_array_foreach (slots, i, slot)
    {
      int from = (int) json_integer_value (json_object_get (slot, "from"));
      g_autofree char *label = parvis_order_text_minutes (from);

      if (date != NULL && from > facts->from &&
          json_integer_value (json_object_get (slot, "weekday")) ==
          g_date_time_get_day_of_week (date))
        add_offer (dialog, json_pack ("{s:i}", "from", from), label, NULL);
    }
}

static GtkWidget *
build_reasons (Dialog *dialog)
{
  GtkWidget *group = adw_preferences_group_new ();

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      GtkWidget *row = adw_action_row_new ();

      dialog->checks[i] = gtk_check_button_new ();
      gtk_widget_set_valign (dialog->checks[i], GTK_ALIGN_CENTER);
      if (i > 0)
        gtk_check_button_set_group (GTK_CHECK_BUTTON (dialog->checks[i]),
                                    GTK_CHECK_BUTTON (dialog->checks[0]));
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(reasons[i].title));
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), dialog->checks[i]);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), dialog->checks[i]);
      g_signal_connect_swapped (dialog->checks[i], "toggled", G_CALLBACK (changed_cb), dialog);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }

  dialog->text_row = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (dialog->text_row), _("What to tell"));
  gtk_text_set_max_length (GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (dialog->text_row))),
                           PARVIS_ORDER_TEXT_MAX);
  g_signal_connect_swapped (dialog->text_row, "changed", G_CALLBACK (changed_cb), dialog);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), dialog->text_row);

  dialog->offer_row = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (dialog->offer_row), _("Offer instead"));
  find_offers (dialog);
  adw_combo_row_set_model (ADW_COMBO_ROW (dialog->offer_row), G_LIST_MODEL (dialog->offer_names));
  g_signal_connect_swapped (dialog->offer_row, "notify::selected", G_CALLBACK (changed_cb), dialog);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), dialog->offer_row);

  return group;
}

static GtkWidget *
build_content (Dialog *dialog)
{
  const ParvisOrderFacts *facts = parvis_order_get_facts (dialog->order);
  /* Translators: the button that declines an order, with the name of the customer. */
  g_autofree char *label = g_strdup_printf (_("Tell %s"), facts->name);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *heading = g_object_new (GTK_TYPE_LABEL, "label", _("The customer will read:"),
                                     "xalign", 0.0f, NULL);
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_box_append (GTK_BOX (box), build_reasons (dialog));
  dialog->preview = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "wrap", TRUE,
                                  "wrap-mode", PANGO_WRAP_WORD_CHAR,
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL);
  gtk_widget_add_css_class (heading, "fresh");
  gtk_widget_add_css_class (GTK_WIDGET (dialog->preview), "card");
  gtk_widget_add_css_class (GTK_WIDGET (dialog->preview), "padded");
  gtk_widget_add_css_class (button, "order-step");
  gtk_widget_add_css_class (button, "destructive-action");
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (dialog->preview));
  gtk_box_append (GTK_BOX (box), button);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (tell_cb), dialog);

  return box;
}

GtkWidget *
parvis_cannot_dialog_present (GtkWidget   *parent,
                              ParvisShop  *shop,
                              ParvisOrder *order)
{
  Dialog *dialog = g_new0 (Dialog, 1);

  dialog->shop = g_object_ref (shop);
  dialog->order = g_object_ref (order);
  dialog->offers = g_ptr_array_new_with_free_func (free_offer);
  dialog->offer_products = g_ptr_array_new_with_free_func (g_free);
  dialog->offer_names = gtk_string_list_new (NULL);
  dialog->window = parvis_shop_dialog_new (parent, _("I cannot…"), build_content (dialog), dialog,
                                           free_dialog);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (dialog->checks[0]), TRUE);
  refresh (dialog);
  gtk_window_present (GTK_WINDOW (dialog->window));

  return dialog->window;
}
