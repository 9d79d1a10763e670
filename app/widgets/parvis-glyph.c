/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-glyph"

#include "config.h"

#include "parvis-glyph.h"

#define OWN "parvis-"
#define SYMBOLIC "-symbolic"

static GQuark
icon_quark (void)
{
  return g_quark_from_static_string ("parvis-glyph-icon");
}

/* See tools/encode-glyphs. An SVG of GTK 4.8 is drawn three times to find its
 * colours, and the first one loads a library and the types of all files.
 */
static void
show (GtkWidget  *glyph,
      const char *icon)
{
  int size = gtk_image_get_pixel_size (GTK_IMAGE (glyph)) * gtk_widget_get_scale_factor (glyph);
  g_autofree char *encoded = NULL;

  if (g_str_has_prefix (icon, OWN) && g_str_has_suffix (icon, SYMBOLIC))
    encoded = g_strdup_printf ("%.*s-%d" SYMBOLIC, (int) (strlen (icon) - strlen (SYMBOLIC)), icon,
                               size);
  if (encoded != NULL &&
      gtk_icon_theme_has_icon (gtk_icon_theme_get_for_display (gtk_widget_get_display (glyph)),
                               encoded))
    icon = encoded;

  gtk_image_set_from_icon_name (GTK_IMAGE (glyph), icon);
}

static void
scale_cb (GtkWidget  *glyph,
          GParamSpec *pspec,
          gpointer    user_data)
{
  const char *icon = g_object_get_qdata (G_OBJECT (glyph), icon_quark ());

  if (icon != NULL)
    show (glyph, icon);
}

void
parvis_glyph_set (GtkWidget  *glyph,
                  const char *icon)
{
  g_return_if_fail (GTK_IS_IMAGE (glyph));

  if (icon == g_object_get_qdata (G_OBJECT (glyph), icon_quark ()))
    return;

  g_object_set_qdata (G_OBJECT (glyph), icon_quark (), (gpointer) icon);
  if (icon != NULL)
    show (glyph, icon);
  else
    gtk_image_clear (GTK_IMAGE (glyph));
}

GtkWidget *
parvis_glyph_new (int size)
{
  GtkWidget *glyph = g_object_new (GTK_TYPE_IMAGE, "pixel-size", size,
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  g_signal_connect (glyph, "notify::scale-factor", G_CALLBACK (scale_cb), NULL);

  return glyph;
}
