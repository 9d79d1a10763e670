/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-bake-page"

#include "config.h"

#include "parvis-bake-page.h"

#include "parvis-bake-print.h"
#include "parvis-day.h"
#include "parvis-format.h"
#include "parvis-icon-button.h"
#include "parvis-order.h"
#include "parvis-page.h"
#include "parvis-sound-button.h"
#include "parvis-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define DAYS 8
#define MAX_TOTAL 9999

struct _ParvisBakePage
{
  GtkWidget       parent_instance;

  /* Template */
  GtkBox         *bag_box;
  GtkListBox     *bake_list;
  GtkDropDown    *day_chooser;
  GtkOrientable  *day_box;
  AdwHeaderBar   *header;
  GtkLabel       *missed_label;
  GtkLabel       *note_label;

  /* Owned */
  ParvisShop     *shop;
  ParvisBakePlan *plan;
  GHashTable     *figures;      /* "DAY/PRODUCT" → what somebody said instead */
  char           *today;        /* with which the days were filled */

  guint           idle;
};

G_DEFINE_FINAL_TYPE (ParvisBakePage, parvis_bake_page, GTK_TYPE_WIDGET)

static char *
get_day (ParvisBakePage *self,
         guint           index)
{
  g_autofree char *midnight = g_strdup_printf ("%sT00:00:00Z", parvis_shop_get_today (self->shop));
  g_autoptr(GDateTime) today = g_date_time_new_from_iso8601 (midnight, NULL);
  g_autoptr(GDateTime) day = g_date_time_add_days (today, (int) index);

  return g_date_time_format (day, "%Y-%m-%d");
}

static char *
get_key (ParvisBakePage       *self,
         const ParvisBakeLine *line)
{
  return g_strdup_printf ("%s/%s", self->plan->day, line->product);
}

/* "Provisional" until nobody can reserve any more, and what is not known offline. */
static char *
tell_note (ParvisBakePage *self)
{
  ParvisOrderMoment moment;
  ParvisLinkFacts link;
  gint64 limit;
  g_autofree char *clock = NULL;

  parvis_shop_read_moment (self->shop, &moment);
  parvis_desk_read_link (parvis_shop_get_desk (self->shop), &link);
  if (!moment.link_up)
    {
      clock = parvis_format_clock (link.updated_at, moment.zone);
      return g_strdup_printf (_("Orders received until %s"), clock);
    }

  limit = parvis_bake_plan_find_limit (parvis_shop_get_body (self->shop), self->plan->day,
                                       moment.zone);
  if (limit == PARVIS_NO_TIME || limit <= moment.now)
    return NULL;
  /* An hour of another day says nothing. */
  if (parvis_day_of_instant (limit, moment.zone) != parvis_day_of_instant (moment.now, moment.zone))
    return g_strdup (_("Provisional: orders are still possible"));

  clock = parvis_order_text_minutes (parvis_minute_of_instant (limit, moment.zone));

  return g_strdup_printf (_("Provisional: orders are possible until %s"), clock);
}

static void
figure_cb (GtkSpinButton  *spin,
           ParvisBakePage *self)
{
  ParvisBakeLine *line = g_object_get_data (G_OBJECT (spin), "line");

  line->total = gtk_spin_button_get_value_as_int (spin);
  g_hash_table_insert (self->figures, get_key (self, line), GINT_TO_POINTER (line->total));
}

static GtkWidget *
build_line (ParvisBakePage *self,
            ParvisBakeLine *line)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *spin = gtk_spin_button_new_with_range (0, MAX_TOTAL, 1);
  g_autofree char *usual = line->usual >= 0
                           ? g_strdup_printf (_("≈ %d at the counter"), line->usual)
                           : g_strdup (_("usual sale not known"));
  g_autofree char *reserved = line->reserved > 0
                              ? g_strdup_printf (_("%d reserved"), line->reserved)
                              : g_strdup (_("none reserved"));
  g_autofree char *suggested = g_strdup_printf (_("%d suggested"), line->suggested);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s · %s", reserved, usual, suggested);
  g_autofree char *label = g_strdup_printf (_("To bake of %s"), line->name);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), line->total);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (spin, "figure-s");
  parvis_set_label (spin, label);
  g_object_set_data (G_OBJECT (spin), "line", line);
  g_signal_connect (spin, "value-changed", G_CALLBACK (figure_cb), self);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), line->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), spin);

  return row;
}

static GtkWidget *
build_order (ParvisOrder *order)
{
  const ParvisOrderFacts *facts = parvis_order_get_facts (order);
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *code = parvis_order_text_code (facts->code);
  g_autofree char *items = parvis_order_text_items (facts);
  GtkWidget *label = gtk_label_new (code);

  gtk_widget_add_css_class (label, "pickup-code");
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), facts->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), items);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), label);

  return row;
}

static void
add_slot (ParvisBakePage       *self,
          const ParvisBakeSlot *slot)
{
  g_autofree char *from = parvis_order_text_minutes (slot->from);
  g_autofree char *until = parvis_order_text_minutes (slot->until);
  /* Translators: what to bag for one half-hour: from, until. */
  g_autofree char *title = g_strdup_printf (_("To bag, %1$s–%2$s"), from, until);
  GtkWidget *heading = g_object_new (GTK_TYPE_LABEL, "label", title, "xalign", 0.0f,
                                     "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);
  GtkWidget *list = gtk_list_box_new ();

  gtk_widget_add_css_class (heading, "title-4");
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  parvis_set_label (list, title);
  for (guint i = 0; i < slot->orders->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), build_order (g_ptr_array_index (slot->orders, i)));
  gtk_box_append (self->bag_box, heading);
  gtk_box_append (self->bag_box, list);
}

static void
show_plan (ParvisBakePage *self)
{
  GtkListBoxRow *row;
  GtkWidget *child;
  g_autofree char *note = tell_note (self);
  g_autofree char *missed = parvis_bake_plan_tell_missed (self->plan);

  while ((row = gtk_list_box_get_row_at_index (self->bake_list, 0)) != NULL)
    gtk_list_box_remove (self->bake_list, GTK_WIDGET (row));
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->bag_box))) != NULL)
    gtk_box_remove (self->bag_box, child);

  for (guint i = 0; i < self->plan->lines->len; i++)
    gtk_list_box_append (self->bake_list, build_line (self, self->plan->lines->pdata[i]));
  for (guint i = 0; i < self->plan->slots->len; i++)
    add_slot (self, g_ptr_array_index (self->plan->slots, i));
  gtk_widget_set_visible (GTK_WIDGET (self->bake_list), self->plan->lines->len > 0);
  gtk_label_set_label (self->note_label, note != NULL ? note : "\u00a0");
  gtk_widget_set_visible (GTK_WIDGET (self->missed_label), missed != NULL);
  gtk_label_set_label (self->missed_label, missed != NULL ? missed : "");
}

static void
keep_figures (ParvisBakePage *self)
{
  for (guint i = 0; i < self->plan->lines->len; i++)
    {
      ParvisBakeLine *line = g_ptr_array_index (self->plan->lines, i);
      g_autofree char *key = get_key (self, line);
      gpointer value;

      if (g_hash_table_lookup_extended (self->figures, key, NULL, &value))
        line->total = GPOINTER_TO_INT (value);
    }
}

static void
refresh (ParvisBakePage *self)
{
  guint index = gtk_drop_down_get_selected (self->day_chooser);
  g_autoptr(GPtrArray) products = NULL;
  g_autoptr(GPtrArray) entities = NULL;
  g_autoptr(GPtrArray) standing = NULL;
  g_autoptr(GPtrArray) patterns = NULL;
  g_autoptr(GPtrArray) takings = NULL;
  g_autoptr(GPtrArray) orders = g_ptr_array_new_with_free_func (g_object_unref);
  ParvisBakePlan *plan;
  g_autofree char *day = NULL;

  if (self->shop == NULL || index >= DAYS)
    return;

  products = parvis_shop_list (self->shop, PARVIS_KIND_PRODUCT);
  entities = parvis_shop_list (self->shop, PARVIS_KIND_ORDER);
  standing = parvis_shop_list (self->shop, PARVIS_KIND_STANDING);
  patterns = parvis_shop_list (self->shop, PARVIS_KIND_PATTERN);
  takings = parvis_shop_list (self->shop, PARVIS_KIND_TAKINGS);
  day = get_day (self, index);
  for (guint i = 0; i < entities->len; i++)
    g_ptr_array_add (orders, parvis_order_new (g_ptr_array_index (entities, i)));

  plan = parvis_bake_plan_new (day, products, orders, standing, patterns, takings);
  /* Who types a figure is not interrupted by a sale at the counter. */
  if (self->plan != NULL && parvis_bake_plan_equal (self->plan, plan))
    {
      parvis_bake_plan_free (plan);
      return;
    }

  g_clear_pointer (&self->plan, parvis_bake_plan_free);
  self->plan = plan;
  keep_figures (self);
  show_plan (self);
}

static void
chosen_cb (ParvisBakePage *self)
{
  refresh (self);
}

/* "Today", "Tomorrow, Thursday 18 June", "Friday 19 June". */
static char *
name_day (ParvisBakePage *self,
          guint           index)
{
  ParvisOrderMoment moment;
  g_autofree char *day = get_day (self, index);
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  gint64 instant = parvis_order_get_instant (day, 0, utc);
  g_autofree char *name = NULL;

  parvis_shop_read_moment (self->shop, &moment);
  if (index == 0)
    return g_strdup (_("Today"));
  if (index > 1)
    return parvis_format_day_title (instant, moment.now, utc);

  name = parvis_format_day (instant, moment.now, utc);

  /* Translators: tomorrow's day: "Thursday 18 June". */
  return g_strdup_printf (_("Tomorrow, %s"), name);
}

static void
fill_days (ParvisBakePage *self)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = gtk_drop_down_get_selected (self->day_chooser);

  if (g_strcmp0 (self->today, parvis_shop_get_today (self->shop)) == 0)
    return;

  g_free (self->today);
  self->today = g_strdup (parvis_shop_get_today (self->shop));
  for (guint i = 0; i < DAYS; i++)
    {
      g_autofree char *name = name_day (self, i);

      gtk_string_list_append (names, name);
    }
  gtk_drop_down_set_model (self->day_chooser, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->day_chooser, selected < DAYS ? selected : 0);
  parvis_set_label (gtk_widget_get_first_child (GTK_WIDGET (self->day_chooser)), _("Day"));
}

static gboolean
refresh_cb (gpointer user_data)
{
  ParvisBakePage *self = PARVIS_BAKE_PAGE (user_data);

  self->idle = 0;
  fill_days (self);
  refresh (self);

  return G_SOURCE_REMOVE;
}

/* Once for however many orders came together, and not while nobody looks. */
static void
changed_cb (ParvisBakePage *self)
{
  if (self->idle == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->idle = g_idle_add (refresh_cb, self);
}

static void
parvis_bake_page_map (GtkWidget *widget)
{
  ParvisBakePage *self = PARVIS_BAKE_PAGE (widget);

  GTK_WIDGET_CLASS (parvis_bake_page_parent_class)->map (widget);

  fill_days (self);
  refresh (self);
}

/* Printing. */

static void
print (ParvisBakePage *self,
       ParvisPaper     paper,
       const char     *path)
{
  ParvisOrderMoment moment;
  g_autofree char *note = self->plan != NULL ? tell_note (self) : NULL;
  g_autoptr(GError) error = NULL;
  ParvisBakeSheet sheet = {
    .plan = self->plan, .shop = parvis_shop_get_name (self->shop), .note = note,
    .moment = &moment, .paper = paper,
  };

  if (self->plan == NULL)
    return;

  parvis_shop_read_moment (self->shop, &moment);
  if (path == NULL)
    parvis_bake_print (&sheet, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  else if (!parvis_bake_print_to_file (&sheet, path, &error))
    parvis_desk_say (parvis_shop_get_desk (self->shop), error != NULL ? error->message
                                                                      : _("Not saved"), 0);
}

static void
print_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  print (PARVIS_BAKE_PAGE (widget), PARVIS_PAPER_A4, NULL);
}

static void
tickets_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  print (PARVIS_BAKE_PAGE (widget), PARVIS_PAPER_TICKET, NULL);
}

static void
saved_cb (GtkNativeDialog *dialog,
          int              response,
          ParvisBakePage  *self)
{
  g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    print (self, PARVIS_PAPER_A4, path);
  g_object_unref (dialog);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ParvisBakePage *self = PARVIS_BAKE_PAGE (widget);
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (_("Save as PDF"), GTK_WINDOW (gtk_widget_get_root (widget)),
                                 GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  g_autofree char *name_of_file = g_strdup_printf ("%s.pdf", self->plan->day);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name_of_file);
  g_signal_connect_object (dialog, "response", G_CALLBACK (saved_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
parvis_bake_page_dispose (GObject *object)
{
  ParvisBakePage *self = PARVIS_BAKE_PAGE (object);
  GtkWidget *child;

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_object (&self->shop);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARVIS_TYPE_BAKE_PAGE);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->plan, parvis_bake_plan_free);
  g_clear_pointer (&self->figures, g_hash_table_unref);
  g_clear_pointer (&self->today, g_free);

  G_OBJECT_CLASS (parvis_bake_page_parent_class)->dispose (object);
}

static void
parvis_bake_page_class_init (ParvisBakePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_bake_page_dispose;
  widget_class->map = parvis_bake_page_map;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/fr/parvis/Parvis/orders/parvis-bake-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ParvisBakePage, bag_box);
  gtk_widget_class_bind_template_child (widget_class, ParvisBakePage, bake_list);
  gtk_widget_class_bind_template_child (widget_class, ParvisBakePage, day_box);
  gtk_widget_class_bind_template_child (widget_class, ParvisBakePage, day_chooser);
  gtk_widget_class_bind_template_child (widget_class, ParvisBakePage, header);
  gtk_widget_class_bind_template_child (widget_class, ParvisBakePage, missed_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisBakePage, note_label);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_install_action (widget_class, "bake.print", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "bake.tickets", NULL, tickets_action);
  gtk_widget_class_install_action (widget_class, "bake.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "bake.print",
                                       NULL);
}

static void
parvis_bake_page_init (ParvisBakePage *self)
{
  self->figures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
parvis_bake_page_new (ParvisShop *shop,
                      ParvisBell *bell)
{
  ParvisBakePage *self;
  ParvisDesk *desk;
  GListModel *model;

  g_return_val_if_fail (PARVIS_IS_SHOP (shop), NULL);
  g_return_val_if_fail (PARVIS_IS_BELL (bell), NULL);

  self = g_object_new (PARVIS_TYPE_BAKE_PAGE, NULL);
  self->shop = g_object_ref (shop);
  desk = parvis_shop_get_desk (shop);
  adw_header_bar_pack_start (self->header, parvis_sound_button_new (desk, bell));
  parvis_page_equip_header (self->header, desk);
  parvis_page_stack_if_compact (self->day_box, desk);
  gtk_widget_insert_after (parvis_page_outage_bar (desk), GTK_WIDGET (self),
                           GTK_WIDGET (self->header));

  g_signal_connect_object (shop, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < PARVIS_N_ORDER_GROUPS; i++)
    {
      model = parvis_shop_get_group (shop, (ParvisOrderGroup) i);
      g_signal_connect_object (model, "items-changed", G_CALLBACK (changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  fill_days (self);
  refresh (self);

  return GTK_WIDGET (self);
}

ParvisBakePlan *
parvis_bake_page_get_plan (ParvisBakePage *self)
{
  g_return_val_if_fail (PARVIS_IS_BAKE_PAGE (self), NULL);

  return self->plan;
}
