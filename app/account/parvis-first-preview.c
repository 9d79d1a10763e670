/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-first-preview"

#include "config.h"

#include "parvis-first-preview.h"

#include "parvis-format.h"
#include "parvis-gauge-bars.h"
#include "parvis-icon-button.h"

#include <glib/gi18n.h>

/* The example: a good third of the places are taken, on an ordinary afternoon. */
#define SHARE   0.355
#define HOURS   10
#define HOUR_NOW 6

static const double day[HOURS] = { 0.20, 0.42, 0.60, 0.42, 0.36, 0.68, 0.82, 0.88, 0.70, 0.30 };

struct _ParvisFirstPreview
{
  GtkBox     parent_instance;

  GtkLabel  *town_label;
  GtkLabel  *place_label;
  GtkLabel  *level_label;
  GtkLabel  *figure_label;
  GtkLabel  *unit_label;
  GtkWidget *bars;
  GtkWidget *fresh;
  GtkWidget *day;
};

G_DEFINE_FINAL_TYPE (ParvisFirstPreview, parvis_first_preview, GTK_TYPE_BOX)

static GtkLabel *
add_label (GtkWidget  *box,
           const char *text,
           const char *style,
           float       xalign)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "wrap", TRUE, "xalign", xalign,
                                   NULL);

  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);

  return GTK_LABEL (label);
}

static void
draw_day_cb (GtkDrawingArea *area,
             cairo_t        *cr,
             int             width,
             int             height,
             gpointer        user_data)
{
  static const double dash[] = { 3, 2 };
  double step = (double) width / HOURS;
  GdkRGBA colour;
  GdkRGBA now;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (area)), "occ_2",
                                       &colour) ||
      !gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (area)), "occ_3",
                                       &now))
    return;

  for (int i = 0; i < HOURS; i++)
    {
      double top = height * (1 - day[i]);

      cairo_rectangle (cr, i * step + 1.5, top + 0.5, step - 4, height - top - 1);
      if (i <= HOUR_NOW)
        {
          gdk_cairo_set_source_rgba (cr, i == HOUR_NOW ? &now : &colour);
          cairo_fill (cr);
          continue;
        }

      gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &colour);
      gdk_cairo_set_source_rgba (cr, &colour);
      cairo_set_line_width (cr, 1);
      cairo_set_dash (cr, dash, 2, 0);
      cairo_stroke (cr);
    }
}

static GtkWidget *
build_figure (ParvisFirstPreview *self)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *top = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *fresh = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->level_label = add_label (top, NULL, "heading", 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->level_label), TRUE);
  self->bars = parvis_gauge_bars_new (PARVIS_BARS_LARGE);
  gtk_box_append (GTK_BOX (top), self->bars);
  gtk_box_append (GTK_BOX (card), top);
  self->figure_label = add_label (card, NULL, "figure-l", 0);
  self->unit_label = add_label (card, NULL, NULL, 0);
  gtk_box_append (GTK_BOX (fresh), g_object_new (GTK_TYPE_IMAGE, "icon-name",
                                                 "parvis-tally-symbolic", "accessible-role",
                                                 GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  add_label (fresh, _("Counted at the desk · 2 min"), NULL, 0);
  self->fresh = fresh;
  gtk_widget_add_css_class (fresh, "first-fresh");
  gtk_box_append (GTK_BOX (card), fresh);
  gtk_widget_add_css_class (card, "first-card");

  return card;
}

static GtkWidget *
build_day (void)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *hours = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *area = gtk_drawing_area_new ();

  add_label (card, _("Today"), "heading", 0);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), 66);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_day_cb, NULL, NULL);
  gtk_box_append (GTK_BOX (card), area);
  add_label (hours, "10:00", "caption", 0);
  gtk_widget_set_hexpand (GTK_WIDGET (add_label (hours, "15:00", "caption", 0.5f)), TRUE);
  add_label (hours, "19:00", "caption", 1);
  gtk_box_append (GTK_BOX (card), hours);
  add_label (card, _("Dotted: as usual on such a day"), "caption", 0);
  gtk_widget_add_css_class (card, "first-card");

  return card;
}

static GtkWidget *
build_phone (ParvisFirstPreview *self)
{
  GtkWidget *phone = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->town_label = add_label (phone, NULL, "parvis-dim", 0);
  self->place_label = add_label (phone, NULL, "title-3", 0);
  gtk_box_append (GTK_BOX (phone), build_figure (self));
  self->day = build_day ();
  gtk_box_append (GTK_BOX (phone), self->day);
  add_label (foot, _("Without account, without tracker."), "caption", 0.5f);
  add_label (foot, _("Example, not published."), "caption", 0.5f);
  gtk_box_append (GTK_BOX (phone), foot);
  gtk_widget_add_css_class (phone, "first-phone");

  return phone;
}

static void
parvis_first_preview_class_init (ParvisFirstPreviewClass *klass)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
parvis_first_preview_init (ParvisFirstPreview *self)
{
  GtkWidget *phone = build_phone (self);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  add_label (GTK_WIDGET (self), _("What residents will see"), "caption-heading", 0.5f);
  gtk_box_append (GTK_BOX (self), phone);
  gtk_widget_set_size_request (phone, 284, -1);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_can_focus (GTK_WIDGET (self), FALSE);
}

GtkWidget *
parvis_first_preview_new (void)
{
  return g_object_new (PARVIS_TYPE_FIRST_PREVIEW, NULL);
}

/* What comes from a gauge, and what does not. */
static void
show_gauge (ParvisFirstPreview *self,
            gboolean            shown)
{
  gtk_widget_set_visible (self->bars, shown);
  gtk_widget_set_visible (self->fresh, shown);
  gtk_widget_set_visible (self->day, shown);
}

void
parvis_first_preview_set_shop (ParvisFirstPreview *self,
                               const char         *town,
                               const char         *shop)
{
  g_autofree char *name = NULL;

  show_gauge (self, FALSE);
  gtk_label_set_label (self->town_label, town);
  gtk_label_set_label (self->place_label, shop);
  gtk_label_set_label (self->level_label, _("Baguette"));
  gtk_label_set_label (self->figure_label, "12");
  gtk_label_set_label (self->unit_label, _("left to reserve"));

  /* Translators: the name of the picture: a shop, a product, how many of it. */
  name = g_strdup_printf (_("What residents will see, an example that is not published: "
                            "%1$s, %2$s, 12 left to reserve"), shop, _("Baguette"));
  parvis_set_label (GTK_WIDGET (self), name);
}

void
parvis_first_preview_set_desk (ParvisFirstPreview *self,
                               const char         *town,
                               const char         *desk)
{
  g_autofree char *name = NULL;

  show_gauge (self, FALSE);
  gtk_label_set_label (self->town_label, town);
  gtk_label_set_label (self->place_label, desk);
  gtk_label_set_label (self->level_label, _("Nursery enrolment"));
  gtk_label_set_label (self->figure_label, "3 / 5");
  gtk_label_set_label (self->unit_label, _("documents approved · 2 photos left"));

  /* Translators: the name of the picture: a service that takes files. */
  name = g_strdup_printf (_("What residents will see, an example that is not published: "
                            "%s, 3 of 5 documents approved"), desk);
  parvis_set_label (GTK_WIDGET (self), name);
}

void
parvis_first_preview_set (ParvisFirstPreview *self,
                          const char         *town,
                          const char         *place,
                          gint64              capacity,
                          gboolean            parking)
{
  gint64 present = (gint64) ((double) capacity * SHARE);
  g_autofree char *figure = parvis_format_number (parking ? capacity - present : present);
  g_autofree char *whole = parvis_format_number (capacity);
  g_autofree char *unit = g_strdup_printf (parking ? _("free spaces of %s") : _("bathers of %s"),
                                           whole);
  g_autofree char *name = NULL;
  const char *level = parvis_format_level (2, FALSE);

  show_gauge (self, TRUE);
  gtk_label_set_label (self->town_label, town);
  gtk_label_set_label (self->place_label, place);
  gtk_label_set_label (self->level_label, level);
  gtk_label_set_label (self->figure_label, figure);
  gtk_label_set_label (self->unit_label, unit);
  parvis_gauge_bars_set_level (PARVIS_GAUGE_BARS (self->bars), 2, FALSE);

  /* Translators: the name of the picture: a place, a level, a figure, what it counts. */
  name = g_strdup_printf (_("What residents will see, an example that is not published: "
                            "%1$s, %2$s, %3$s %4$s"), place, level, figure, unit);
  parvis_set_label (GTK_WIDGET (self), name);
}
