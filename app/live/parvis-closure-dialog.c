/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-closure-dialog"

#include "config.h"

#include "parvis-closure-dialog.h"

#include "parvis-closing.h"
#include "parvis-format.h"

#include <glib/gi18n.h>

#define RESPONSE "close-place"
#define DAYS 14

struct _ParvisClosureDialog
{
  AdwMessageDialog  parent_instance;

  /* Template */
  AdwComboRow      *day_row;
  GtkWidget        *hour_row;
  GtkSpinButton    *hour_spin;
  GtkSpinButton    *minute_spin;
  AdwEntryRow      *reason_row;

  /* Owned */
  ParvisCounting   *counting;
  ParvisPlace      *place;
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

static void
update (ParvisClosureDialog *self)
{
  ParvisPlaces *places = parvis_counting_get_places (self->counting);
  gint64 now = parvis_places_get_now (places);
  gint64 until = read_until (self);
  gboolean has_end = until != PARVIS_NO_TIME;
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);

  gtk_widget_set_sensitive (self->hour_row, has_end);
  adw_message_dialog_set_response_enabled (dialog, RESPONSE, !has_end || until > now);
  if (has_end && until <= now)
    adw_message_dialog_set_body (dialog, _("This hour has passed. Choose a later one."));
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
parvis_closure_dialog_response (AdwMessageDialog *dialog,
                                const char       *response)
{
  ParvisClosureDialog *self = PARVIS_CLOSURE_DIALOG (dialog);
  ParvisDesk *desk;
  g_autofree char *sentence = NULL;
  guint step;

  if (g_strcmp0 (response, RESPONSE) != 0)
    return;

  desk = parvis_counting_get_desk (self->counting);
  sentence = g_strdup_printf (_("%s closed temporarily"), parvis_place_get_name (self->place));
  step = parvis_closing_close (parvis_desk_get_session (desk), parvis_desk_get_undo (desk),
                               parvis_place_get_facility (self->place)->id, sentence,
                               gtk_editable_get_text (GTK_EDITABLE (self->reason_row)),
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
  gtk_widget_class_bind_template_child (widget_class, ParvisClosureDialog, day_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisClosureDialog, hour_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisClosureDialog, hour_spin);
  gtk_widget_class_bind_template_child (widget_class, ParvisClosureDialog, minute_spin);
  gtk_widget_class_bind_template_child (widget_class, ParvisClosureDialog, reason_row);
  gtk_widget_class_bind_template_callback (widget_class, day_changed_cb);
}

static void
parvis_closure_dialog_init (ParvisClosureDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static GListModel *
list_days (gint64     now,
           GTimeZone *zone)
{
  GtkStringList *days = gtk_string_list_new (NULL);

  gtk_string_list_append (days, _("It is reopened by hand"));
  gtk_string_list_append (days, _("Today"));
  gtk_string_list_append (days, _("Tomorrow"));
  for (guint i = 3; i <= DAYS; i++)
    {
      g_autofree char *day = NULL;

      day = parvis_format_day (parvis_closure_until (now, zone, i, 12, 0), now, zone);
      gtk_string_list_append (days, day);
    }

  return G_LIST_MODEL (days);
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
  g_autoptr(GListModel) days = NULL;
  g_autofree char *heading = NULL;
  ParvisClosureDialog *self;
  ParvisPlaces *places;

  g_return_val_if_fail (GTK_IS_WIDGET (parent), NULL);
  g_return_val_if_fail (PARVIS_IS_COUNTING (counting), NULL);
  g_return_val_if_fail (PARVIS_IS_PLACE (place), NULL);
  g_return_val_if_fail (parvis_place_get_facility (place) != NULL, NULL);

  heading = g_strdup_printf (_("Close %s temporarily"), parvis_place_get_name (place));
  self = g_object_new (PARVIS_TYPE_CLOSURE_DIALOG,
                       "heading", heading,
                       "modal", TRUE,
                       "title", parvis_place_get_name (place),
                       "transient-for", gtk_widget_get_root (parent),
                       NULL);
  self->counting = g_object_ref (counting);
  self->place = g_object_ref (place);

  places = parvis_counting_get_places (counting);
  days = list_days (parvis_places_get_now (places), parvis_places_get_zone (places));
  adw_combo_row_set_model (self->day_row, days);
  update (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->reason_row));

  return self;
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
