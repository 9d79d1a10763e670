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
  ParvisEntityRef *bake;           /* (nullable): the one that is put right */
  GPtrArray       *bakes;          /* (nullable) (element-type ParvisEntityRef): one of these is */
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
  g_clear_pointer (&batch->bake, parvis_entity_unref);
  g_clear_pointer (&batch->bakes, g_ptr_array_unref);
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

void
parvis_batch_declare (ParvisShop *shop,
                      const char *product,
                      const char *name,
                      int         quantity,
                      int         ready)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *what = g_strdup_printf (_("New batch: %1$d %2$s"), quantity, name);
  ParvisDeskCommand command = {
    .name = "product.bake", .object = product, .what = what,
    .body = json_pack ("{s:s,s:s,s:i,s:i}", "id", id, "day", parvis_shop_get_today (shop),
                       "ready", ready, "quantity", quantity),
    .back = "bake.set", .back_object = id, .back_body = json_pack ("{s:i}", "declared", 0),
  };

  g_return_if_fail (PARVIS_IS_SHOP (shop));

  parvis_shop_do (shop, &command);
}

static int
get_int (const ParvisEntityRef *bake,
         const char            *name)
{
  return (int) json_integer_value (json_object_get (bake->body, name));
}

/* Only what was wrong: meanwhile another counter may have changed the rest. */
static void
put_right (Batch *batch)
{
  const char *name = json_string_value (json_object_get (batch->product->body, "name"));
  g_autofree char *what = g_strdup_printf (_("Batch corrected: %1$d %2$s"), batch->declared, name);
  ParvisDeskCommand command = {
    .name = "bake.set", .object = batch->bake->id, .what = what, .body = json_object (),
    .back = "bake.set", .back_body = json_object (),
  };
  const struct
  {
    const char *member;
    int         wanted;
  } members[] = { { "declared", batch->declared }, { "ready", batch->ready } };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      int before = get_int (batch->bake, members[i].member);

      if (before == members[i].wanted)
        continue;

      json_object_set_new (command.body, members[i].member, json_integer (members[i].wanted));
      json_object_set_new (command.back_body, members[i].member, json_integer (before));
    }

  if (json_object_size (command.body) > 0)
    {
      parvis_shop_do (batch->shop, &command);
      return;
    }

  json_decref (command.body);
  json_decref (command.back_body);
}

static void
declare (Batch *batch)
{
  if (batch->bake != NULL)
    put_right (batch);
  else
    parvis_batch_declare (batch->shop, batch->product->id,
                          json_string_value (json_object_get (batch->product->body, "name")),
                          batch->declared, batch->ready);
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
  copy->bake = batch->bake != NULL ? parvis_entity_ref (batch->bake) : NULL;
  copy->bakes = NULL;
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
  if (batch->declared == 0 && batch->bake == NULL)
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
  g_autofree char *right = g_strdup_printf (_("Correct to %d"), quantity);

  /* None at all is an answer too: it was no batch. */
  if (batch->bake != NULL)
    {
      gtk_button_set_label (batch->button, right);
      return;
    }

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
  int now = parvis_selling_get_minute (batch->shop);
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

static void
show_bake (Batch *batch)
{
  gtk_spin_button_set_value (batch->quantity, get_int (batch->bake, "declared"));
  set_time (batch, get_int (batch->bake, "ready"));
}

static void
choice_cb (Batch       *batch,
           GParamSpec  *pspec,
           GtkDropDown *choice)
{
  guint index = gtk_drop_down_get_selected (choice);

  if (index >= batch->bakes->len)
    return;

  parvis_entity_unref (batch->bake);
  batch->bake = parvis_entity_ref (g_ptr_array_index (batch->bakes, index));
  show_bake (batch);
}

static void
add_choice (Batch     *batch,
            GtkWidget *box)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  const char *name = json_string_value (json_object_get (batch->product->body, "name"));
  GtkWidget *choice;

  for (guint i = 0; i < batch->bakes->len; i++)
    {
      const ParvisEntityRef *bake = g_ptr_array_index (batch->bakes, i);
      g_autofree char *clock = parvis_order_text_minutes (get_int (bake, "ready"));
      g_autofree char *text = g_strdup_printf (_("%1$d %2$s at %3$s"), get_int (bake, "declared"),
                                               name, clock);

      gtk_string_list_append (names, text);
    }
  choice = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&names)), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), batch->bakes->len - 1);
  parvis_set_label (choice, _("Which batch"));
  g_signal_connect_swapped (choice, "notify::selected", G_CALLBACK (choice_cb), batch);
  add_heading (box, _("Which batch"));
  gtk_box_append (GTK_BOX (box), choice);
}

static GtkWidget *
build_content (Batch *batch)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *times = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *button = gtk_button_new ();

  batch->button = GTK_BUTTON (button);
  if (batch->bakes != NULL && batch->bakes->len > 1)
    add_choice (batch, box);
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
  set_time (batch, parvis_selling_get_minute (batch->shop));

  gtk_widget_add_css_class (button, "order-step");
  gtk_widget_add_css_class (button, "suggested-action");
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (declare_cb), batch);
  gtk_box_append (GTK_BOX (box), button);
  quantity_cb (batch);

  return box;
}

/* Takes @bakes, of which the last is put right at first; NULL for a new batch. */
static GtkWidget *
present (GtkWidget       *parent,
         ParvisShop      *shop,
         ParvisEntityRef *product,
         GPtrArray       *bakes)
{
  Batch *batch = g_new0 (Batch, 1);
  const char *name = json_string_value (json_object_get (product->body, "name"));
  g_autofree char *title = g_strdup_printf (bakes != NULL ? _("Correct the Batch: %s")
                                            /* Translators: a product. */
                                            : _("New Batch: %s"), name);

  batch->shop = g_object_ref (shop);
  batch->product = parvis_entity_ref (product);
  batch->bakes = bakes;
  if (bakes != NULL)
    batch->bake = parvis_entity_ref (g_ptr_array_index (bakes, bakes->len - 1));
  batch->usual = find_usual (shop, product->id);
  batch->window = parvis_shop_dialog_new (parent, title, build_content (batch), batch, free_batch);
  if (batch->bake != NULL)
    show_bake (batch);
  gtk_window_present (GTK_WINDOW (batch->window));
  gtk_widget_grab_focus (GTK_WIDGET (batch->quantity));

  return batch->window;
}

GtkWidget *
parvis_batch_dialog_present (GtkWidget       *parent,
                             ParvisShop      *shop,
                             ParvisEntityRef *product)
{
  return present (parent, shop, product, NULL);
}

static int
compare_ready (gconstpointer a,
               gconstpointer b)
{
  const ParvisEntityRef *one = *(ParvisEntityRef * const *) a;
  const ParvisEntityRef *other = *(ParvisEntityRef * const *) b;

  return get_int (one, "ready") - get_int (other, "ready");
}

/* (transfer full) (element-type ParvisEntityRef): today's of a product, by when they are ready */
static GPtrArray *
list_bakes (ParvisShop *shop,
            const char *product)
{
  g_autoptr(GPtrArray) all = parvis_shop_list (shop, PARVIS_KIND_BAKE);
  GPtrArray *bakes = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_entity_unref);

  for (guint i = 0; i < all->len; i++)
    {
      ParvisEntityRef *bake = g_ptr_array_index (all, i);
      const char *of = json_string_value (json_object_get (bake->body, "product"));
      const char *day = json_string_value (json_object_get (bake->body, "day"));

      if (g_strcmp0 (of, product) == 0 &&
          g_strcmp0 (day, parvis_shop_get_today (shop)) == 0 && get_int (bake, "declared") > 0)
        g_ptr_array_add (bakes, parvis_entity_ref (bake));
    }
  g_ptr_array_sort (bakes, compare_ready);

  return bakes;
}

GtkWidget *
parvis_batch_dialog_correct (GtkWidget       *parent,
                             ParvisShop      *shop,
                             ParvisEntityRef *product)
{
  g_autoptr(GPtrArray) bakes = list_bakes (shop, product->id);

  return bakes->len > 0 ? present (parent, shop, product, g_steal_pointer (&bakes)) : NULL;
}
