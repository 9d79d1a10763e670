/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-gauge-bars.h"

G_BEGIN_DECLS

/**
 * ParvisMarker:
 *
 * A pill on the map with a tail that points at its place: icon, bars, two lines.
 * A button for a screen reader, though not a stop of the Tab key: the list
 * beside the map has the same content.
 *
 * libshumate 1.0 centres a marker on its place, so the widget is as high below
 * the tip of the tail as above it; the empty half takes no clicks.
 *
 * Signals: "chosen" (a click), "opened" (a double click or the default action),
 * "asked" (double x, double y: the context menu).
 */
#define PARVIS_TYPE_MARKER (parvis_marker_get_type ())

G_DECLARE_FINAL_TYPE (ParvisMarker, parvis_marker, PARVIS, MARKER, GtkWidget)

typedef enum
{
  PARVIS_PILL_LEVEL,       /* filled with the colour of its level */
  PARVIS_PILL_STALE,       /* dashed and hatched, no bars */
  PARVIS_PILL_CLOSED,      /* grey, no bars */
  PARVIS_PILL_SUM,         /* a neighbourhood's */
} ParvisPillForm;

GtkWidget *parvis_marker_new          (void);
void       parvis_marker_set_text     (ParvisMarker   *self,
                                       const char     *title,
                                       const char     *subtitle);
void       parvis_marker_set_form     (ParvisMarker   *self,
                                       ParvisPillForm  form,
                                       int             level);
/* @icon is the place's; @glyph (nullable) stands before the second line. Both
 * are literals.
 */
void       parvis_marker_set_icons    (ParvisMarker   *self,
                                       const char     *icon,
                                       const char     *glyph);
void       parvis_marker_set_selected (ParvisMarker   *self,
                                       gboolean        selected);
void       parvis_marker_set_push     (ParvisMarker   *self,
                                       double          push,
                                       double          lift,
                                       int             stacked);
/* Of the pill with its tail, in pixels. */
void        parvis_marker_get_size  (ParvisMarker *self,
                                     int          *width,
                                     int          *height);
const char *parvis_marker_get_title (ParvisMarker *self);

G_END_DECLS
