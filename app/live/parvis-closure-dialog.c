/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-closure-dialog"

#include "config.h"

#include "parvis-closure-dialog.h"

#include "parvis-closing.h"
#include "parvis-format.h"
#include "parvis-icon-button.h"

#include <glib/gi18n.h>

#define RESPONSE "close-place"

/* Works take longer than a fair. */
#define DAYS_CLOSED  14
#define DAYS_LOWERED 62

struct _ParvisClosureDialog
{
  AdwMessageDialog  parent_instance;

  /* Template */
  GtkWidget        *list;
  AdwActionRow     *capacity_row;
  GtkSpinButton    *capacity_spin;
  AdwComboRow      *day_row;
  GtkWidget        *hour_row;
  GtkSpinButton    *hour_spin;
  GtkSpinButton    *minute_spin;
  AdwEntryRow      *reason_row;

  /* Owned */
  ParvisCounting   *counting;
  ParvisPlace      *place;

  gboolean          lowers;
};

G_DEFINE_FINAL_TYPE (ParvisClosureDialog, parvis_closure_dialog, ADW_TYPE_MESSAGE_DIALOG)

/**
 * parvis_closure_until:
 * @choice: 0 for "until it is reopened", 1 for today, 2 for tomorrow…
 *
 * Returns: that local hour of that day, or PARVIS_NO_TIME
 */
gint64
parvis_closure_until (gint64     now,
                      GTimeZone *zone,
                      guint      choice,
                      int        hour,
                      int        minute)
{
  g_autoptr(GDateTime) utc = NULL;
  g_autoptr(GDateTime) local = NULL;
  g_autoptr(GDateTime) day = NULL;
  g_autoptr(GDateTime) until = NULL;

  if (choice == 0)
    return PARVIS_NO_TIME;

  utc = g_date_time_new_from_unix_utc (now / PARVIS_SECOND);
  local = g_date_time_to_timezone (utc, zone);
  day = g_date_time_add_days (local, (int) choice - 1);
  until = g_date_time_new (zone, g_date_time_get_year (day), g_date_time_get_month (day),
                           g_date_time_get_day_of_month (day), hour, minute, 0);

  return until != NULL ? g_date_time_to_unix (until) * PARVIS_SECOND : PARVIS_NO_TIME;
}

static gint64
read_until (ParvisClosureDialog *self)
{
  ParvisPlaces *places = parvis_counting_get_places (self->counting);

  return parvis_closure_until (parvis_places_get_now (places), parvis_places_get_zone (places),
                               adw_combo_row_get_selected (self->day_row),
                               gtk_spin_button_get_value_as_int (self->hour_spin),
                               gtk_spin_button_get_value_as_int (self->minute_spin));
}

/* What is typed counts, not only what was confirmed with Enter; 0 for what is not less. */
static int
read_capacity (ParvisClosureDialog *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->capacity_spin));
  int whole = parvis_gauge_whole (&parvis_place_get_facts (self->place)->figure);
  gint64 value;

  if (!g_ascii_string_to_signed (text, 10, 1, whole - 1, &value, NULL))
    return 0;

  return (int) value;
}

static void
update (ParvisClosureDialog *self)
{
  ParvisPlaces *places = parvis_counting_get_places (self->counting);
  gint64 now = parvis_places_get_now (places);
  gint64 until = read_until (self);
  gboolean has_end = until != PARVIS_NO_TIME;
  gboolean is_over = has_end && until <= now;
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);

  gtk_widget_set_sensitive (self->hour_row, has_end);
  adw_message_dialog_set_response_enabled (dialog, RESPONSE,
                                           !is_over && (!self->lowers || read_capacity (self) > 0));
  if (is_over)
    adw_message_dialog_set_body (dialog, _("This hour has passed. Choose a later one."));
  else if (self->lowers)
    adw_message_dialog_set_body (dialog, _("Residents read the reason and until when. The capacity "
                                           "comes back by itself."));
  else
    adw_message_dialog_set_body (dialog, _("Residents read the reason and the hour of reopening."));
}

static void
day_changed_cb (ParvisClosureDialog *self)
{
  if (self->counting != NULL)
    update (self);
}

static void
lower (ParvisClosureDialog *self,
       ParvisDesk          *desk,
       const char          *reason)
{
  int capacity = read_capacity (self);
  g_autofree char *number = parvis_format_number (capacity);
  g_autofree char *sentence = NULL;

  /* Translators: a place, and how many it holds meanwhile. */
  sentence = g_strdup_printf (_("%1$s: capacity lowered to %2$s"),
                              parvis_place_get_name (self->place), number);
  parvis_desk_say (desk, sentence,
                   parvis_closing_lower (parvis_desk_get_session (desk),
                                         parvis_desk_get_undo (desk),
                                         parvis_place_get_id (self->place), sentence, capacity,
                                         reason, read_until (self)));
}

static void
parvis_closure_dialog_response (AdwMessageDialog *dialog,
                                const char       *response)
{
  ParvisClosureDialog *self = PARVIS_CLOSURE_DIALOG (dialog);
  ParvisDesk *desk;
  const char *reason = gtk_editable_get_text (GTK_EDITABLE (self->reason_row));
  g_autofree char *sentence = NULL;
  guint step;

  if (g_strcmp0 (response, RESPONSE) != 0)
    return;

  desk = parvis_counting_get_desk (self->counting);
  if (self->lowers)
    {
      lower (self, desk, reason);
      return;
    }

  sentence = g_strdup_printf (_("%s closed temporarily"), parvis_place_get_name (self->place));
  step = parvis_closing_close (parvis_desk_get_session (desk), parvis_desk_get_undo (desk),
                               parvis_place_get_facility (self->place)->id, sentence, reason,
                               read_until (self));
  parvis_desk_say (desk, sentence, step);
}

static void
parvis_closure_dialog_dispose (GObject *object)
{
  ParvisClosureDialog *self = PARVIS_CLOSURE_DIALOG (object);

  g_clear_object (&self->place);
  g_clear_object (&self->counting);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARVIS_TYPE_CLOSURE_DIALOG);

  G_OBJECT_CLASS (parvis_closure_dialog_parent_class)->dispose (object);
}

static void
parvis_closure_dialog_class_init (ParvisClosureDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_closure_dialog_dispose;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = parvis_closure_dialog_response;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/fr/parvis/Parvis/live/parvis-closure-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ParvisClosureDialog, capacity_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisClosureDialog, capacity_spin);
  gtk_widget_class_bind_template_child (widget_class, ParvisClosureDialog, day_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisClosureDialog, hour_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisClosureDialog, hour_spin);
  gtk_widget_class_bind_template_child (widget_class, ParvisClosureDialog, list);
  gtk_widget_class_bind_template_child (widget_class, ParvisClosureDialog, minute_spin);
  gtk_widget_class_bind_template_child (widget_class, ParvisClosureDialog, reason_row);
  gtk_widget_class_bind_template_callback (widget_class, day_changed_cb);
}

static void
parvis_closure_dialog_init (ParvisClosureDialog *self)
{
  GtkEditable *text;

  gtk_widget_init_template (GTK_WIDGET (self));

  /* The spin button of GTK 4.8 has no such property of its own. */
  text = gtk_editable_get_delegate (GTK_EDITABLE (self->capacity_spin));
  gtk_text_set_activates_default (GTK_TEXT (text), TRUE);
}

static GListModel *
list_days (ParvisClosureDialog *self,
           gint64               now,
           GTimeZone           *zone)
{
  GtkStringList *days = gtk_string_list_new (NULL);
  guint last = self->lowers ? DAYS_LOWERED : DAYS_CLOSED;

  gtk_string_list_append (days, self->lowers ? _("It is restored by hand")
                                             : _("It is reopened by hand"));
  gtk_string_list_append (days, _("Today"));
  gtk_string_list_append (days, _("Tomorrow"));
  for (guint i = 3; i <= last; i++)
    {
      g_autofree char *day = NULL;

      day = parvis_format_day (parvis_closure_until (now, zone, i, 12, 0), now, zone);
      gtk_string_list_append (days, day);
    }

  return G_LIST_MODEL (days);
}

/* What differs where the capacity is lowered. */
static void
dress_to_lower (ParvisClosureDialog *self)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);
  int whole = parvis_gauge_whole (&parvis_place_get_facts (self->place)->figure);
  g_autofree char *number = parvis_format_number (whole);
  g_autofree char *of = g_strdup_printf (_("of %s"), number);

  /* Translators: the button that lowers a capacity. */
  adw_message_dialog_set_response_label (dialog, RESPONSE, C_("capacity", "Lower"));
  parvis_set_label (self->list, _("Lowered capacity"));
  gtk_widget_set_visible (GTK_WIDGET (self->capacity_row), TRUE);
  adw_action_row_set_subtitle (self->capacity_row, of);
  gtk_spin_button_set_range (self->capacity_spin, 1, whole);
  gtk_spin_button_set_value (self->capacity_spin, whole);
}

static ParvisClosureDialog *
present (GtkWidget      *parent,
         ParvisCounting *counting,
         ParvisPlace    *place,
         gboolean        lowers)
{
  ParvisPlaces *places = parvis_counting_get_places (counting);
  g_autoptr(GListModel) days = NULL;
  g_autofree char *heading = NULL;
  ParvisClosureDialog *self;

  heading = g_strdup_printf (lowers ? _("Lower the capacity of %s") : _("Close %s temporarily"),
                             parvis_place_get_name (place));
  self = g_object_new (PARVIS_TYPE_CLOSURE_DIALOG,
                       "heading", heading,
                       "modal", TRUE,
                       "title", parvis_place_get_name (place),
                       "transient-for", gtk_widget_get_root (parent),
                       NULL);
  self->lowers = lowers;
  self->place = g_object_ref (place);
  if (lowers)
    dress_to_lower (self);

  self->counting = g_object_ref (counting);
  days = list_days (self, parvis_places_get_now (places), parvis_places_get_zone (places));
  adw_combo_row_set_model (self->day_row, days);
  update (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (lowers ? GTK_WIDGET (self->capacity_spin)
                                : GTK_WIDGET (self->reason_row));

  return self;
}

/**
 * parvis_closure_dialog_present:
 * @parent: any widget of the window that asks
 *
 * Returns: (transfer none): the dialog, which goes when it is answered
 */
ParvisClosureDialog *
parvis_closure_dialog_present (GtkWidget      *parent,
                               ParvisCounting *counting,
                               ParvisPlace    *place)
{
  g_return_val_if_fail (GTK_IS_WIDGET (parent), NULL);
  g_return_val_if_fail (PARVIS_IS_COUNTING (counting), NULL);
  g_return_val_if_fail (PARVIS_IS_PLACE (place), NULL);
  g_return_val_if_fail (parvis_place_get_facility (place) != NULL, NULL);

  return present (parent, counting, place, FALSE);
}

/**
 * parvis_closure_dialog_present_lower:
 * @parent: any widget of the window that asks
 * @place: of which is known how much it holds
 *
 * Returns: (transfer none): the dialog, which goes when it is answered
 */
ParvisClosureDialog *
parvis_closure_dialog_present_lower (GtkWidget      *parent,
                                     ParvisCounting *counting,
                                     ParvisPlace    *place)
{
  g_return_val_if_fail (GTK_IS_WIDGET (parent), NULL);
  g_return_val_if_fail (PARVIS_IS_COUNTING (counting), NULL);
  g_return_val_if_fail (PARVIS_IS_PLACE (place), NULL);

  return present (parent, counting, place, TRUE);
}

/* Opens a place again that was closed temporarily. */
void
parvis_closure_reopen (ParvisCounting *counting,
                       ParvisPlace    *place)
{
  g_autofree char *sentence = NULL;
  ParvisDesk *desk;
  guint step;

  g_return_if_fail (PARVIS_IS_COUNTING (counting));
  g_return_if_fail (PARVIS_IS_PLACE (place));
  g_return_if_fail (parvis_place_get_facility (place) != NULL);

  desk = parvis_counting_get_desk (counting);
  sentence = g_strdup_printf (_("%s reopened"), parvis_place_get_name (place));
  step = parvis_closing_reopen (parvis_desk_get_session (desk), parvis_desk_get_undo (desk),
                                parvis_place_get_facility (place)->id, sentence);
  parvis_desk_say (desk, sentence, step);
}

/* Ends a lowered capacity. */
void
parvis_closure_restore (ParvisCounting *counting,
                        ParvisPlace    *place)
{
  g_autofree char *sentence = NULL;
  ParvisDesk *desk;
  guint step;

  g_return_if_fail (PARVIS_IS_COUNTING (counting));
  g_return_if_fail (PARVIS_IS_PLACE (place));

  desk = parvis_counting_get_desk (counting);
  sentence = g_strdup_printf (_("%s: capacity restored"), parvis_place_get_name (place));
  step = parvis_closing_restore (parvis_desk_get_session (desk), parvis_desk_get_undo (desk),
                                 parvis_place_get_id (place), sentence);
  parvis_desk_say (desk, sentence, step);
}
