/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-curve-paint.h"

G_BEGIN_DECLS

/**
 * ParvisDayCurve:
 *
 * A gauge over one day (ux.md §5). Left and right move a reading cursor from
 * point to point; signal "reading" (sentence) says where it stands, for the
 * page's status label, since a drawing cannot speak.
 */
#define PARVIS_TYPE_DAY_CURVE (parvis_day_curve_get_type ())

G_DECLARE_FINAL_TYPE (ParvisDayCurve, parvis_day_curve, PARVIS, DAY_CURVE, GtkWidget)

GtkWidget             *parvis_day_curve_new            (void);
void                   parvis_day_curve_set_day        (ParvisDayCurve   *self,
                                                        ParvisDaySeries  *series,
                                                        ParvisDaySpan     open,
                                                        gint64            due,
                                                        GTimeZone        *zone,
                                                        const char       *name);
void                   parvis_day_curve_set_maximum    (ParvisDayCurve   *self,
                                                        int               capacity);
void                   parvis_day_curve_set_now        (ParvisDayCurve   *self,
                                                        gint64            now,
                                                        int               value);
void                   parvis_day_curve_set_due        (ParvisDayCurve   *self,
                                                        gint64            due);
void                   parvis_day_curve_append         (ParvisDayCurve   *self,
                                                        gint64            at,
                                                        int               value);
const ParvisDaySeries *parvis_day_curve_get_series     (ParvisDayCurve   *self);
void                   parvis_day_curve_get_scene      (ParvisDayCurve   *self,
                                                        ParvisCurveScene *scene);
char                  *parvis_day_curve_dup_conclusion (ParvisDayCurve   *self);

G_END_DECLS
