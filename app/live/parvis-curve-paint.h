/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-curve-scale.h"
#include "parvis-day-series.h"

G_BEGIN_DECLS

/* Colours of a drawn curve: those of the theme, or those of paper. */
typedef struct
{
  GdkRGBA text;
  GdkRGBA today;
  GdkRGBA on_today;           /* text over @today */
  GdkRGBA maximum;
  GdkRGBA hatch;
  GdkRGBA card;               /* what it is drawn on */
} ParvisCurveLook;

#define PARVIS_CURVE_NO_POINT G_MAXUINT

/**
 * ParvisCurveScene:
 *
 * All that one drawing shows. Everything in it is borrowed.
 */
typedef struct
{
  const ParvisDaySeries *series;    /* (nullable) */
  ParvisDaySpan          open;
  gint64                 due;       /* a silence since then is a gap */
  GTimeZone             *zone;
  const char            *name;      /* of the line: "today", or a date */
  int                    capacity;  /* 0: no maximum */
  gint64                 now;       /* PARVIS_NO_TIME: another day */
  int                    value;     /* at @now; -1: not known */
  guint                  cursor;    /* PARVIS_CURVE_NO_POINT: none */
} ParvisCurveScene;

extern const ParvisCurveLook parvis_curve_look_of_paper;

ParvisCurveScale  parvis_curve_lay_out     (const ParvisCurveScene  *scene,
                                            PangoContext            *context,
                                            double                   width,
                                            double                   height);
void              parvis_curve_paint       (const ParvisCurveScene  *scene,
                                            const ParvisCurveLook   *look,
                                            PangoContext            *context,
                                            cairo_t                 *cr,
                                            double                   width,
                                            double                   height);

G_END_DECLS
