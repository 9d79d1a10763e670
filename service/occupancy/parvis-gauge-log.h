/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-rows.h"

G_BEGIN_DECLS

/* A screen shows a few lines; each gesture sends the whole entity again. */
#define PARVIS_GAUGE_LOG_LINES 20

/* What happened by hand; @value is -1 for none. */
typedef struct
{
  gint64      at;
  const char *what;
  gint64      delta;
  gint64      value;
  const char *actor;
  const char *note;         /* (nullable), as is the next */
  const char *key;
} ParvisGaugeLine;

/* Private to service/occupancy. */
gboolean parvis_gauge_log_add   (ParvisDb               *db,
                                 const ParvisGaugeRow   *gauge,
                                 const char             *day,
                                 const ParvisGaugeLine  *line,
                                 GError                **error);
/* Returns: (transfer full): one as JSON */
char    *parvis_gauge_log_write (const ParvisGaugeLine  *line);
/* Returns: (transfer full) (element-type utf8): the last of the gauge's day as JSON, the
 *   newest first
 */
GQueue  *parvis_gauge_log_read  (ParvisDb               *db,
                                 const ParvisGaugeRow   *gauge,
                                 GError                **error);
void     parvis_gauge_log_free  (GQueue                 *lines);

G_END_DECLS
