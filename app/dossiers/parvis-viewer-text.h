/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-dossier-viewer.h"
#include "parvis-scan.h"

G_BEGIN_DECLS

/* What the viewer says. Strings are for the caller to free. */

typedef struct
{
  const char *icon;
  const char *title;
  char       *sentence;      /* (nullable) */
} ParvisViewerNotice;

/* What a scan's error leaves to be shown. */
ParvisViewerState  parvis_viewer_state_of_error (const GError         *error);
/* What stands in the place of the picture. @error: (nullable) */
ParvisViewerNotice parvis_viewer_text_notice    (ParvisViewerState     state,
                                                 const GError         *error,
                                                 const json_t         *document,
                                                 const char           *explanation,
                                                 gint64                now,
                                                 GTimeZone            *zone);
/* "Photo 1 of 2, proof of address, sent on 11 June at 20:14" */
char              *parvis_viewer_text_page      (gboolean              photo,
                                                 guint                 position,
                                                 guint                 n,
                                                 const char           *name,
                                                 const json_t         *page,
                                                 gint64                now,
                                                 GTimeZone            *zone);
/* (element-type utf8) (transfer container): hints, a word each, the good one first */
GPtrArray *parvis_viewer_text_hints (const ParvisRenderMeasures *measures,
                                     gboolean                    incomplete);

G_END_DECLS
