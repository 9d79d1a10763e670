/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-order-detail"

#include "config.h"

#include "parvis-order-detail.h"

#include "parvis-bake-print.h"
#include "parvis-cannot-dialog.h"
#include "parvis-icon-button.h"
#include "parvis-order-row.h"
#include "parvis-stock.h"
#include "parvis-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define KEEP_MINUTES 30

struct _ParvisOrderDetail
{
  GtkWidget    parent_instance;

  /* Template */
  GtkWidget   *back_button;
  GtkWidget   *call_box;
  GtkWidget   *call_button;
  GtkLabel    *call_label;
  GtkWidget   *cannot_button;
  GtkLabel    *code_label;
  GtkLabel    *contact_label;
  GtkListBox  *lines_list;
  GtkWidget   *more_button;
  GtkLabel    *name_label;
  GtkWidget   *note_box;
  GtkLabel    *note_label;
  GtkWidget   *overdue_box;
  GtkLabel    *pickup_label;
  GtkLabel    *remark_label;
  GtkLabel    *slot_label;
  GtkStack    *stack;
  GtkLabel    *status_label;
  GtkButton   *step_button;
  GtkLabel    *time_label;
  GtkWidget   *told_check;
  GtkLabel    *until_label;

  /* Owned */
  ParvisShop  *shop;
  ParvisOrder *order;             /* (nullable) */
};

G_DEFINE_FINAL_TYPE (ParvisOrderDetail, parvis_order_detail, GTK_TYPE_WIDGET)

/* How many of a line are missing: of those that an order is short of, those whose product was
 * sold beyond what there was.
 */
static int
count_missing (ParvisOrderDetail      *self,
               const ParvisOrderFacts *facts,
               const ParvisOrderLine  *line)
{
  g_autoptr(GPtrArray) products = NULL;
  g_autoptr(GPtrArray) bakes = NULL;

  if (facts->shortage == 0 || !parvis_order_is_open (facts))
    return 0;
  if (facts->lines->len == 1)
    return MIN (facts->shortage, line->quantity);

  products = parvis_shop_list (self->shop, PARVIS_KIND_PRODUCT);
  bakes = parvis_shop_list (self->shop, PARVIS_KIND_BAKE);
  for (guint i = 0; i < products->len; i++)
    {
      const ParvisEntityRef *product = g_ptr_array_index (products, i);
      ParvisStock stock;

      if (strcmp (product->id, line->product) != 0)
        continue;

      parvis_stock_read (product->body, bakes, facts->day, 24 * 60, &stock);
      return MIN (MIN (stock.overdrawn, facts->shortage), line->quantity);
    }

  return 0;
}

static void
mark_missing (GtkWidget             *row,
              const ParvisOrderLine *line,
              int                    missing)
{
  g_autofree char *name = g_markup_escape_text (line->name, -1);
  g_autofree char *struck = g_strdup_printf ("<s>%s</s>", name);
  int left = line->quantity - missing;
  g_autofree char *text = NULL;

  if (missing <= 0)
    return;

  text = left > 0 ? g_strdup_printf (ngettext ("only %d left", "only %d left", (gulong) left), left)
                  : g_strdup (_("none left"));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), TRUE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), struck);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_widget_add_css_class (row, "missing");
}

static GtkWidget *
build_line (const ParvisOrderLine *line)
{
  g_autofree char *quantity = g_strdup_printf ("%d ×", line->quantity);
  g_autofree char *money = parvis_order_text_money (line->price * line->quantity);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *count = gtk_label_new (quantity);
  GtkWidget *price = gtk_label_new (money);

  gtk_widget_add_css_class (count, "order-count");
  gtk_widget_add_css_class (price, "tnum");
  gtk_widget_set_size_request (count, 42, -1);
  gtk_label_set_xalign (GTK_LABEL (count), 0);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), line->name);
  if (line->options != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), line->options);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), count);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), price);

  return row;
}

static GtkWidget *
build_total (const ParvisOrderFacts *facts)
{
  g_autofree char *money = parvis_order_text_money (facts->total);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *total = gtk_label_new (money);

  gtk_widget_add_css_class (total, "figure-s");
  gtk_widget_add_css_class (row, "order-total");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Pay at the counter"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), total);

  return row;
}

static void
refresh_lines (ParvisOrderDetail      *self,
               const ParvisOrderFacts *facts)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->lines_list, 0)) != NULL)
    gtk_list_box_remove (self->lines_list, GTK_WIDGET (row));
  for (guint i = 0; i < facts->lines->len; i++)
    {
      const ParvisOrderLine *line = g_ptr_array_index (facts->lines, i);
      GtkWidget *built = build_line (line);

      mark_missing (built, line, count_missing (self, facts, line));
      gtk_list_box_append (self->lines_list, built);
    }
  gtk_list_box_append (self->lines_list, build_total (facts));
}

static void
refresh_who (ParvisOrderDetail      *self,
             const ParvisOrderFacts *facts)
{
  g_autofree char *code = parvis_order_text_code (facts->code);
  g_autofree char *spoken = parvis_order_text_spoken (facts->code);
  g_autofree char *visits = parvis_order_text_visits (facts);
  g_autofree char *phone = facts->phone != NULL ? parvis_order_text_phone (facts->phone)
                                                : g_strdup (_("reached by message"));
  g_autofree char *contact = *visits != '\0' ? g_strdup_printf ("%s · %s", phone, visits)
                                             : g_strdup (phone);

  gtk_label_set_label (self->code_label, code);
  parvis_set_label (GTK_WIDGET (self->code_label), spoken);
  gtk_label_set_label (self->name_label, facts->name);
  gtk_label_set_label (self->contact_label, contact);
  gtk_widget_set_visible (self->note_box, facts->note != NULL && *facts->note != '\0');
  if (facts->note != NULL)
    {
      /* Translators: what a customer wrote, in quotation marks. */
      g_autofree char *note = g_strdup_printf (_("“%s”"), facts->note);

      gtk_label_set_label (self->note_label, note);
    }
}

static void
refresh_call (ParvisOrderDetail       *self,
              const ParvisOrderFacts  *facts,
              const ParvisOrderMoment *moment)
{
  gboolean needed = parvis_order_needs_call (facts, moment);
  g_autofree char *sentence = needed ? parvis_order_text_call (facts) : NULL;

  gtk_widget_set_visible (self->call_box, needed);
  if (needed)
    gtk_label_set_label (self->call_label, sentence);
  else
    gtk_check_button_set_active (GTK_CHECK_BUTTON (self->told_check), FALSE);
}

static void
refresh_when (ParvisOrderDetail       *self,
              const ParvisOrderFacts  *facts,
              const ParvisOrderMoment *moment)
{
  g_autofree char *from = parvis_order_text_minutes (facts->from);
  g_autofree char *until = parvis_order_text_minutes (facts->until);
  g_autofree char *pickup = parvis_order_text_pickup (facts, moment);
  g_autofree char *left = parvis_order_text_until (facts, moment);
  g_autofree char *slot = g_strdup_printf (_("time slot %1$s–%2$s"), from, until);
  g_autofree char *status = parvis_shop_is_own_step (self->shop, self->order)
                            ? NULL : parvis_order_text_worker (facts, moment);
  gboolean is_warning;
  g_autofree char *remark = parvis_order_text_remark (facts, moment, &is_warning);

  if (status == NULL)
    status = parvis_order_text_status (facts, moment);

  gtk_label_set_label (self->pickup_label, pickup);
  gtk_label_set_label (self->time_label, from);
  gtk_label_set_label (self->until_label, left);
  gtk_label_set_label (self->slot_label, slot);
  gtk_label_set_label (self->status_label, status);
  gtk_widget_set_visible (GTK_WIDGET (self->remark_label), is_warning && remark != NULL);
  gtk_label_set_label (self->remark_label, remark != NULL ? remark : "");
  gtk_widget_set_visible (self->overdue_box, parvis_order_is_overdue (facts, moment));
  refresh_call (self, facts, moment);
}

static void
set_class (GtkWidget  *widget,
           const char *name,
           gboolean    set)
{
  if (set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
refresh_steps (ParvisOrderDetail      *self,
               const ParvisOrderFacts *facts)
{
  const char *step = parvis_order_next_step (facts, parvis_shop_get_today (self->shop));
  gboolean is_open = parvis_order_is_open (facts);
  gboolean collected = strcmp (facts->state, "collected") == 0;

  gtk_widget_set_visible (GTK_WIDGET (self->step_button), step != NULL);
  gtk_widget_set_visible (self->back_button, collected);
  gtk_widget_set_visible (self->cannot_button, is_open);
  set_class (self->cannot_button, "suggested-action", facts->shortage > 0);
  gtk_widget_set_visible (self->more_button, is_open);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "order.on-time", facts->delay > 0);
  gtk_widget_set_visible (self->call_button, facts->phone != NULL);
  if (step != NULL)
    {
      GtkWidget *content = parvis_order_step_content (parvis_order_step_icon (step),
                                                      parvis_order_step_word (step));
      GtkWidget *key = gtk_label_new (_("Enter"));
      g_autofree char *code = parvis_order_text_code (facts->code);
      g_autofree char *label = g_strdup_printf (_("%1$s, %2$s"), parvis_order_step_word (step),
                                                code);

      gtk_widget_add_css_class (key, "keycap");
      gtk_widget_set_valign (key, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (content), key);
      gtk_button_set_child (self->step_button, content);
      parvis_set_label (GTK_WIDGET (self->step_button), label);
    }
  set_class (GTK_WIDGET (self->step_button), "suggested-action",
             parvis_order_is_unseen (self->order) && facts->shortage == 0);
}

static void
age (ParvisOrderDetail *self)
{
  ParvisOrderMoment moment;

  if (self->order == NULL)
    return;

  parvis_shop_read_moment (self->shop, &moment);
  refresh_when (self, parvis_order_get_facts (self->order), &moment);
}

static void
refresh (ParvisOrderDetail *self)
{
  const ParvisOrderFacts *facts;

  gtk_stack_set_visible_child_name (self->stack, self->order != NULL ? "order" : "empty");
  if (self->order == NULL)
    return;

  facts = parvis_order_get_facts (self->order);
  refresh_who (self, facts);
  refresh_lines (self, facts);
  refresh_steps (self, facts);
  age (self);
}

/* Actions. */

static void
do_now (ParvisOrderDetail *self,
        const char        *name,
        json_t            *body,
        const char        *word,
        const char        *back,
        json_t            *back_body)
{
  const ParvisOrderFacts *facts = parvis_order_get_facts (self->order);
  g_autofree char *what = g_strdup_printf (_("%1$s: %2$s"), word, facts->name);
  ParvisDeskCommand command = {
    .name = name, .object = facts->id, .body = body, .what = what, .back = back,
    .back_body = back_body,
  };

  parvis_shop_do (self->shop, &command);
}

static void
step_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ParvisOrderDetail *self = PARVIS_ORDER_DETAIL (widget);

  if (self->order != NULL)
    parvis_shop_step (self->shop, self->order);
}

static void
answered_cb (AdwMessageDialog  *dialog,
             const char        *response,
             ParvisOrderDetail *self)
{
  ParvisOrder *order = g_object_get_data (G_OBJECT (dialog), "order");

  if (strcmp (response, "back") == 0)
    parvis_shop_step_back (self->shop, order);
}

/* Two counters: forwards the last one wins, backwards is not a slip of the finger. */
static void
ask_back (ParvisOrderDetail *self)
{
  const ParvisOrderFacts *facts = parvis_order_get_facts (self->order);
  g_autofree char *body = g_strdup_printf (_("The order of %s was brought to where it is at "
                                             "another counter, or before this program was "
                                             "started."), facts->name);
  GtkWidget *dialog =
    adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                            _("One step back?"), body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("Cancel"),
                                    "back", _("One Step Back"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "order", g_object_ref (self->order), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ParvisOrderDetail *self = PARVIS_ORDER_DETAIL (widget);

  if (self->order == NULL || parvis_order_step_back (parvis_order_get_facts (self->order)) == NULL)
    return;

  if (parvis_shop_is_own_step (self->shop, self->order))
    parvis_shop_step_back (self->shop, self->order);
  else
    ask_back (self);
}

/* The number is told too: few laptops on a counter can call by themselves. */
static void
call_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ParvisOrderDetail *self = PARVIS_ORDER_DETAIL (widget);
  const ParvisOrderFacts *facts;
  g_autofree char *sentence = NULL;
  g_autofree char *uri = NULL;
  g_autoptr(GAppInfo) caller = NULL;

  if (self->order == NULL || (facts = parvis_order_get_facts (self->order))->phone == NULL)
    return;

  /* Translators: a person, and the number to call. */
  sentence = g_strdup_printf (_("%1$s: call %2$s"), facts->name, facts->phone);
  parvis_desk_say (parvis_shop_get_desk (self->shop), sentence, 0);
  caller = g_app_info_get_default_for_uri_scheme ("tel");
  if (caller == NULL)
    return;

  uri = g_strdup_printf ("tel:%s", facts->phone);
  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (widget)), uri, GDK_CURRENT_TIME);
}

static void
cannot_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  ParvisOrderDetail *self = PARVIS_ORDER_DETAIL (widget);

  if (self->order != NULL && parvis_order_is_open (parvis_order_get_facts (self->order)))
    parvis_cannot_dialog_present (widget, self->shop, self->order);
}

static void
keep_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ParvisOrderDetail *self = PARVIS_ORDER_DETAIL (widget);

  if (self->order != NULL)
    do_now (self, "order.keep", json_pack ("{s:i}", "minutes", KEEP_MINUTES),
            _("Kept 30 min more"), NULL, NULL);
}

static void
release_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  ParvisOrderDetail *self = PARVIS_ORDER_DETAIL (widget);
  const char *state;

  if (self->order == NULL)
    return;

  state = parvis_order_get_facts (self->order)->state;
  do_now (self, strcmp (state, "ready") == 0 ? "order.no-show" : "order.release", NULL,
          _("Put back on sale"), "order.back", json_pack ("{s:s}", "to", state));
}

static void
told_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ParvisOrderDetail *self = PARVIS_ORDER_DETAIL (widget);

  if (self->order != NULL)
    do_now (self, "order.told", json_pack ("{s:s}", "how", "phone"), _("Told by phone"), NULL,
            NULL);
}

/* The same proof as a message. It goes with its box, so it needs no way back of its own. */
static void
told_cb (ParvisOrderDetail *self)
{
  if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->told_check)))
    gtk_widget_activate_action (GTK_WIDGET (self), "order.told", NULL);
}

/* Taking it back is being as late as before. */
static void
change_delay (ParvisOrderDetail *self,
              json_t            *body,
              const char        *word)
{
  const ParvisOrderFacts *facts = parvis_order_get_facts (self->order);

  do_now (self, "order.delay", body, word, "order.delay",
          json_pack ("{s:i}", "total", facts->delay));
}

static void
delay_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  ParvisOrderDetail *self = PARVIS_ORDER_DETAIL (widget);
  g_autofree char *word = NULL;
  int minutes = g_variant_get_int32 (parameter);

  if (self->order == NULL)
    return;

  word = g_strdup_printf (_("%d min late, the customer is told"), minutes);
  change_delay (self, json_pack ("{s:i}", "minutes", minutes), word);
}

static void
on_time_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  ParvisOrderDetail *self = PARVIS_ORDER_DETAIL (widget);

  if (self->order != NULL)
    change_delay (self, json_pack ("{s:i}", "total", 0), _("On time after all"));
}

static void
slip_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ParvisOrderDetail *self = PARVIS_ORDER_DETAIL (widget);
  ParvisOrderMoment moment;
  ParvisBakeSheet sheet = {
    .order = self->order, .shop = parvis_shop_get_name (self->shop), .moment = &moment,
    .paper = PARVIS_PAPER_TICKET,
  };

  if (self->order == NULL)
    return;

  parvis_shop_read_moment (self->shop, &moment);
  parvis_bake_print (&sheet, GTK_WINDOW (gtk_widget_get_root (widget)));
}

static void
parvis_order_detail_dispose (GObject *object)
{
  ParvisOrderDetail *self = PARVIS_ORDER_DETAIL (object);
  GtkWidget *child;

  parvis_order_detail_set_order (self, NULL);
  g_clear_object (&self->shop);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARVIS_TYPE_ORDER_DETAIL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (parvis_order_detail_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, back_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, call_box);
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, call_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, call_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, cannot_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, code_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, contact_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, lines_list);
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, more_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, name_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, note_box);
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, note_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, overdue_box);
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, pickup_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, remark_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, slot_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, stack);
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, status_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, step_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, time_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, told_check);
  gtk_widget_class_bind_template_child (widget_class, ParvisOrderDetail, until_label);
  gtk_widget_class_bind_template_callback (widget_class, told_cb);
}

static void
parvis_order_detail_class_init (ParvisOrderDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_order_detail_dispose;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/fr/parvis/Parvis/orders/parvis-order-detail.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "order.step", NULL, step_action);
  gtk_widget_class_install_action (widget_class, "order.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "order.call", NULL, call_action);
  gtk_widget_class_install_action (widget_class, "order.cannot", NULL, cannot_action);
  gtk_widget_class_install_action (widget_class, "order.keep", NULL, keep_action);
  gtk_widget_class_install_action (widget_class, "order.release", NULL, release_action);
  gtk_widget_class_install_action (widget_class, "order.told", NULL, told_action);
  gtk_widget_class_install_action (widget_class, "order.delay", "i", delay_action);
  gtk_widget_class_install_action (widget_class, "order.on-time", NULL, on_time_action);
  gtk_widget_class_install_action (widget_class, "order.slip", NULL, slip_action);
}

static void
parvis_order_detail_init (ParvisOrderDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
parvis_order_detail_new (ParvisShop *shop)
{
  ParvisOrderDetail *self;

  g_return_val_if_fail (PARVIS_IS_SHOP (shop), NULL);

  self = g_object_new (PARVIS_TYPE_ORDER_DETAIL, NULL);
  self->shop = g_object_ref (shop);
  g_signal_connect_object (shop, "aged", G_CALLBACK (age), self, G_CONNECT_SWAPPED);
  refresh (self);

  return GTK_WIDGET (self);
}

void
parvis_order_detail_set_order (ParvisOrderDetail *self,
                               ParvisOrder       *order)
{
  g_return_if_fail (PARVIS_IS_ORDER_DETAIL (self));

  if (self->order == order)
    return;

  if (self->order != NULL)
    g_signal_handlers_disconnect_by_func (self->order, refresh, self);
  g_set_object (&self->order, order);
  if (order != NULL)
    g_signal_connect_object (order, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  if (self->shop != NULL && self->stack != NULL && !gtk_widget_in_destruction (GTK_WIDGET (self)))
    refresh (self);
}

ParvisOrder *
parvis_order_detail_get_order (ParvisOrderDetail *self)
{
  g_return_val_if_fail (PARVIS_IS_ORDER_DETAIL (self), NULL);

  return self->order;
}
