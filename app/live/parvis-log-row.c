/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-log-row"

#include "config.h"

#include "parvis-log-row.h"

#include "parvis-format.h"
#include "parvis-icon-button.h"

#include <glib/gi18n.h>

/* Who acted when the service did by itself, and the key of a town without
 * accounts: neither is a name to show.
 */

struct _ParvisLogRow
{
  GtkListBoxRow  parent_instance;

  /* Template */
  GtkLabel      *clock_label;
  GtkLabel      *delta_label;
  GtkImage      *icon;
  GtkLabel      *text_label;
};

G_DEFINE_FINAL_TYPE (ParvisLogRow, parvis_log_row, GTK_TYPE_LIST_BOX_ROW)

static void
parvis_log_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PARVIS_TYPE_LOG_ROW);

  G_OBJECT_CLASS (parvis_log_row_parent_class)->dispose (object);
}

static void
parvis_log_row_class_init (ParvisLogRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_log_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/fr/parvis/Parvis/live/parvis-log-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ParvisLogRow, clock_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisLogRow, delta_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisLogRow, icon);
  gtk_widget_class_bind_template_child (widget_class, ParvisLogRow, text_label);
}

static void
parvis_log_row_init (ParvisLogRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static const char *
icon_of (ParvisLogWhat what)
{
  switch (what)
    {
    case PARVIS_LOG_COUNT:
    case PARVIS_LOG_STILL:
      break;

    case PARVIS_LOG_RECOUNT:
      return "document-edit-symbolic";

    case PARVIS_LOG_ZERO:
      return "appointment-new-symbolic";

    case PARVIS_LOG_CLOSE:
    case PARVIS_LOG_LOWER:
      return "changes-prevent-symbolic";

    case PARVIS_LOG_REOPEN:
    case PARVIS_LOG_RESTORE:
      return "changes-allow-symbolic";
    }

  return "parvis-tally-symbolic";
}

static const char *
word_of (ParvisLogWhat what)
{
  switch (what)
    {
    case PARVIS_LOG_COUNT:
      break;

    case PARVIS_LOG_STILL:
      return _("Figure confirmed");

    case PARVIS_LOG_RECOUNT:
      return C_("log", "Recount");

    case PARVIS_LOG_ZERO:
      return _("Counter set to zero");

    case PARVIS_LOG_CLOSE:
      return _("Closed temporarily");

    case PARVIS_LOG_REOPEN:
      return _("Reopened");

    case PARVIS_LOG_LOWER:
      return _("Capacity lowered");

    case PARVIS_LOG_RESTORE:
      return _("Capacity restored");
    }

  return _("Counted by hand");
}

static char *
delta_of (const ParvisLogLine *line)
{
  switch (line->what)
    {
    case PARVIS_LOG_COUNT:
    case PARVIS_LOG_RECOUNT:
      break;

    case PARVIS_LOG_STILL:
      return line->value >= 0 ? parvis_format_number (line->value) : g_strdup ("=");

    case PARVIS_LOG_ZERO:
      return g_strdup ("0");

    case PARVIS_LOG_LOWER:
    case PARVIS_LOG_RESTORE:
      return line->value >= 0 ? parvis_format_number (line->value) : g_strdup ("");

    case PARVIS_LOG_CLOSE:
    case PARVIS_LOG_REOPEN:
      return g_strdup ("");
    }

  /* A recount that waits does not know its gap yet, only what was seen. */
  if (line->what == PARVIS_LOG_RECOUNT && line->waiting > 0 && line->value >= 0)
    return parvis_format_number (line->value);

  return parvis_format_signed (line->delta);
}

static char *
text_of (const ParvisLogLine *line)
{
  GString *text = g_string_new (word_of (line->what));

  if (line->note != NULL)
    g_string_append_printf (text, " · %s", line->note);
  if (line->actor != NULL)
    g_string_append_printf (text, " · %s", line->actor);
  if (line->waiting > 0)
    g_string_append_printf (text, " · %s", _("queued"));

  return g_string_free (text, FALSE);
}

GtkWidget *
parvis_log_row_new (const ParvisLogLine *line,
                    GTimeZone           *zone)
{
  ParvisLogRow *self = g_object_new (PARVIS_TYPE_LOG_ROW, NULL);
  g_autofree char *clock = parvis_format_clock (line->at, zone);
  g_autofree char *delta = delta_of (line);
  g_autofree char *text = text_of (line);
  g_autofree char *label = NULL;

  gtk_image_set_from_icon_name (self->icon, icon_of (line->what));
  gtk_label_set_label (self->clock_label, clock);
  gtk_label_set_label (self->delta_label, delta);
  gtk_label_set_label (self->text_label, text);

  label = *delta != '\0' ? g_strdup_printf ("%s, %s, %s", clock, delta, text)
                         : g_strdup_printf ("%s, %s", clock, text);
  parvis_set_label (GTK_WIDGET (self), label);

  return GTK_WIDGET (self);
}
