/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-week-rows"

#include "config.h"

#include "parvis-week-rows.h"

#include "parvis-format.h"
#include "parvis-icon-button.h"
#include "parvis-order-text.h"
#include "parvis-shop-hours.h"

#include <glib/gi18n.h>

#define DAYS 7
#define MAX_BATCHES 24
#define MAX_BAKED 9999
#define LAST_MINUTE 1439

/* A batch that is new is ready at this minute until somebody says otherwise. */
#define FIRST_READY 420
#define LATER_READY 960

typedef struct
{
  GtkWidget     *row;           /* AdwActionRow, of the day's */
  GtkWidget     *ready;         /* GtkEntry */
  GtkSpinButton *baked;
  GtkSpinButton *online;
} Batch;

typedef struct
{
  AdwExpanderRow *row;
  GtkWidget      *add_row;
  GPtrArray      *batches;      /* (element-type Batch) */
  json_t         *before;
} Day;

struct _ParvisWeekRows
{
  AdwBin     parent_instance;

  GtkWidget *group;
  Day        days[DAYS];
};

G_DEFINE_FINAL_TYPE (ParvisWeekRows, parvis_week_rows, ADW_TYPE_BIN)

/* FALSE and the entry with the focus, if an hour is none. */
static gboolean
read_day (Day    *day,
          json_t *bakes)
{
  for (guint i = 0; i < day->batches->len; i++)
    {
      Batch *batch = g_ptr_array_index (day->batches, i);
      int baked = gtk_spin_button_get_value_as_int (batch->baked);
      int online = MIN (gtk_spin_button_get_value_as_int (batch->online), baked);
      int ready;

      if (baked == 0)
        continue;
      if (!parvis_hours_read_clock (gtk_editable_get_text (GTK_EDITABLE (batch->ready)), &ready) ||
          ready > LAST_MINUTE)
        {
          adw_expander_row_set_expanded (day->row, TRUE);
          gtk_widget_add_css_class (batch->ready, "error");
          gtk_widget_grab_focus (batch->ready);
          return FALSE;
        }

      json_array_append_new (bakes, json_pack ("{s:i,s:i,s:i}", "ready", ready,
                                               "quantity", baked, "online", online));
    }

  return TRUE;
}

static void
refresh_day (Day *day)
{
  g_autofree char *text = NULL;
  guint baked = 0;
  guint online = 0;

  for (guint i = 0; i < day->batches->len; i++)
    {
      Batch *batch = g_ptr_array_index (day->batches, i);

      baked += (guint) gtk_spin_button_get_value_as_int (batch->baked);
      online += (guint) gtk_spin_button_get_value_as_int (batch->online);
    }

  /* Translators: what is baked on a weekday, and how many of it residents can reserve. */
  text = baked > 0 ? g_strdup_printf (_("%1$u baked, %2$u online"), baked, MIN (online, baked))
                   : g_strdup (_("Nothing baked"));
  adw_expander_row_set_subtitle (day->row, text);
  gtk_widget_set_visible (day->add_row, day->batches->len < MAX_BATCHES);
}

static void
typed_cb (GtkWidget *entry)
{
  gtk_widget_remove_css_class (entry, "error");
}

static void
remove_cb (GtkWidget *button,
           Day       *day)
{
  Batch *batch = g_object_get_data (G_OBJECT (button), "batch");

  adw_expander_row_remove (day->row, batch->row);
  g_ptr_array_remove (day->batches, batch);
  refresh_day (day);
}

static GtkSpinButton *
add_spin (Day        *day,
          GtkWidget  *row,
          const char *label,
          int         value)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (0, MAX_BAKED, 1);

  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 3);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), value);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (spin, label);
  parvis_set_label (spin, label);
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (refresh_day), day);
  gtk_box_append (GTK_BOX (row), spin);

  return GTK_SPIN_BUTTON (spin);
}

static GtkWidget *
add_caption (GtkWidget  *box,
             const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (box), label);

  return label;
}

/* Two lines, so that a batch fits beside nothing else on a narrow screen. */
static void
add_batch (Day *day,
           int  ready,
           int  baked,
           int  online)
{
  Batch *batch = g_new0 (Batch, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *remove = parvis_icon_button ("user-trash-symbolic", _("Remove This Batch"),
                                          _("Remove This Batch"));
  g_autofree char *clock = parvis_order_text_minutes (ready);

  batch->row = gtk_list_box_row_new ();
  batch->ready = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (batch->ready), clock);
  gtk_editable_set_width_chars (GTK_EDITABLE (batch->ready), 5);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (batch->ready), 5);
  gtk_widget_set_valign (batch->ready, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (batch->ready, _("Ready at"));
  parvis_set_label (batch->ready, _("Ready at"));
  g_signal_connect (batch->ready, "changed", G_CALLBACK (typed_cb), NULL);
  gtk_box_append (GTK_BOX (box), batch->ready);
  batch->baked = add_spin (day, box, _("How many are baked"), baked);
  batch->online = add_spin (day, box, _("How many of them residents can reserve"), online);
  gtk_widget_set_hexpand (add_caption (box, _("online")), TRUE);
  gtk_widget_set_halign (gtk_widget_get_last_child (box), GTK_ALIGN_START);
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (remove, "flat");
  g_object_set_data (G_OBJECT (remove), "batch", batch);
  g_signal_connect (remove, "clicked", G_CALLBACK (remove_cb), day);
  gtk_box_append (GTK_BOX (box), remove);
  gtk_widget_add_css_class (box, "week-batch");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (batch->row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (batch->row), box);
  parvis_set_label (batch->row, _("Batch"));

  /* Above the row that adds one. */
  g_object_ref (day->add_row);
  adw_expander_row_remove (day->row, day->add_row);
  adw_expander_row_add_row (day->row, batch->row);
  adw_expander_row_add_row (day->row, day->add_row);
  g_object_unref (day->add_row);
  g_ptr_array_add (day->batches, batch);
  refresh_day (day);
}

static void
add_cb (Day *day)
{
  add_batch (day, day->batches->len == 0 ? FIRST_READY : LATER_READY, 0, 0);
}

static void
clear_day (Day *day)
{
  while (day->batches->len > 0)
    {
      Batch *batch = g_ptr_array_index (day->batches, day->batches->len - 1);

      adw_expander_row_remove (day->row, batch->row);
      g_ptr_array_remove (day->batches, batch);
    }
}

static void
fill_day (Day          *day,
          const json_t *bakes)
{
  gsize i;
  json_t *bake;

  clear_day (day);
  json_array_foreach (bakes, i, bake)
    add_batch (day, (int) json_integer_value (json_object_get (bake, "ready")),
               (int) json_integer_value (json_object_get (bake, "quantity")),
               (int) json_integer_value (json_object_get (bake, "online")));
  refresh_day (day);
}

/* The first day is what most days are like. */
static void
copy_cb (ParvisWeekRows *self)
{
  g_autoptr(json_t) bakes = json_array ();

  if (!read_day (&self->days[0], bakes))
    return;

  for (guint i = 1; i < DAYS; i++)
    fill_day (&self->days[i], bakes);
}

static void
build_day (ParvisWeekRows *self,
           int             weekday)
{
  Day *day = &self->days[weekday - 1];
  g_autofree char *name = parvis_format_dup_weekday_title (weekday);
  GtkWidget *add = gtk_button_new_with_label (_("Add a Batch"));

  day->batches = g_ptr_array_new_with_free_func (g_free);
  day->before = json_array ();
  day->row = ADW_EXPANDER_ROW (adw_expander_row_new ());
  day->add_row = gtk_list_box_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (day->row), name);
  gtk_widget_add_css_class (add, "flat");
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (add_cb), day);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (day->add_row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (day->add_row), add);
  parvis_set_label (day->add_row, _("Add a Batch"));
  adw_expander_row_add_row (day->row, day->add_row);
  refresh_day (day);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), GTK_WIDGET (day->row));
}

static void
parvis_week_rows_finalize (GObject *object)
{
  ParvisWeekRows *self = PARVIS_WEEK_ROWS (object);

  for (guint i = 0; i < DAYS; i++)
    {
      g_ptr_array_unref (self->days[i].batches);
      json_decref (self->days[i].before);
    }

  G_OBJECT_CLASS (parvis_week_rows_parent_class)->finalize (object);
}

static void
parvis_week_rows_class_init (ParvisWeekRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = parvis_week_rows_finalize;
}

static void
parvis_week_rows_init (ParvisWeekRows *self)
{
  GtkWidget *copy = gtk_button_new_with_label (_("As Monday"));

  self->group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), _("Usual Week"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->group),
                                         _("How many are baked, and how many of them residents "
                                           "can reserve."));
  gtk_widget_set_valign (copy, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (copy, _("Makes all days like Monday"));
  g_signal_connect_swapped (copy, "clicked", G_CALLBACK (copy_cb), self);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self->group), copy);
  for (int weekday = 1; weekday <= DAYS; weekday++)
    build_day (self, weekday);
  adw_bin_set_child (ADW_BIN (self), self->group);
}

GtkWidget *
parvis_week_rows_new (void)
{
  return g_object_new (PARVIS_TYPE_WEEK_ROWS, NULL);
}

void
parvis_week_rows_set (ParvisWeekRows *self,
                      int             weekday,
                      const json_t   *bakes)
{
  Day *day;

  g_return_if_fail (PARVIS_IS_WEEK_ROWS (self));
  g_return_if_fail (weekday >= 1 && weekday <= DAYS);

  day = &self->days[weekday - 1];
  fill_day (day, bakes);
  json_decref (day->before);
  day->before = json_array ();
  read_day (day, day->before);
}

gboolean
parvis_week_rows_read (ParvisWeekRows  *self,
                       int              weekday,
                       json_t         **bakes)
{
  g_autoptr(json_t) now = json_array ();
  Day *day;

  g_return_val_if_fail (PARVIS_IS_WEEK_ROWS (self), FALSE);
  g_return_val_if_fail (weekday >= 1 && weekday <= DAYS, FALSE);

  day = &self->days[weekday - 1];
  *bakes = NULL;
  if (!read_day (day, now))
    return FALSE;

  if (!json_equal (now, day->before))
    *bakes = g_steal_pointer (&now);

  return TRUE;
}
