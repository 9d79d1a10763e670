/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-desk.h"
#include "parvis-scan-stock.h"

G_BEGIN_DECLS

/* What stands where the picture does. */
typedef enum
{
  PARVIS_VIEWER_EMPTY,        /* nothing was to be shown */
  PARVIS_VIEWER_LOADING,
  PARVIS_VIEWER_SHOWN,        /* the picture */
  PARVIS_VIEWER_MISSING,      /* nothing was sent */
  PARVIS_VIEWER_EXPLAINED,    /* the family says why it has none */
  PARVIS_VIEWER_ERASED,
  PARVIS_VIEWER_UNREADABLE,   /* it does not open, and only another one will */
  PARVIS_VIEWER_UNAVAILABLE,  /* this computer or its renderer does not show it now */
  PARVIS_VIEWER_AWAY,         /* the service cannot be reached, and it is not here */
} ParvisViewerState;

/**
 * ParvisDossierViewer:
 *
 * The pictures of one document of a dossier (ux.md §13): zoomed, turned, made lighter, page by
 * page, and a calm sentence where there is none. They are fetched into memory, drawn by the
 * sandboxed renderer, and let go of with the dossier.
 *
 * Properties, readable and notified: "ready" (gboolean): what is to be judged is seen: each of its
 * files was drawn once, and nothing newer waits; nobody may approve before. "state" (guint,
 * ParvisViewerState). "newer" (gboolean): other pictures came than those that are shown; the
 * action "viewer.newer" shows them. "full" (gboolean): the person wants to see nothing but the
 * picture; the window is made to fill the screen, and the container hides what else is in it.
 * Writable: "same-place" (gboolean): the documents of one kind open where the last of them was
 * left, and not whole.
 *
 * Signal "ask-again" (guint rejection): the button beside a file that does not open;
 * @rejection is a ParvisRejection.
 *
 * Actions: "viewer.zoom-in", "viewer.zoom-out", "viewer.fit", "viewer.full-screen",
 * "viewer.turn-right", "viewer.turn-left", "viewer.lighter", "viewer.next-page",
 * "viewer.previous-page", "viewer.newer", "viewer.search", "viewer.copy", "viewer.again" (asks
 * the service once more).
 */
#define PARVIS_TYPE_DOSSIER_VIEWER (parvis_dossier_viewer_get_type ())

G_DECLARE_FINAL_TYPE (ParvisDossierViewer, parvis_dossier_viewer, PARVIS, DOSSIER_VIEWER,
                      GtkWidget)

/**
 * ParvisViewerPiece:
 * @dossier: its id
 * @name: what the document is called, for people
 * @document: its member of the dossier's "documents"
 * @explanation: (nullable): what the family wrote instead of sending it
 *
 * What is to be shown. Everything is copied.
 */
typedef struct
{
  const char   *dossier;
  const char   *name;
  const json_t *document;
  const char   *explanation;
} ParvisViewerPiece;

GtkWidget         *parvis_dossier_viewer_new            (ParvisDesk                *desk);
/* Where files may be in memory already, and where those that are fetched are kept. */
void parvis_dossier_viewer_set_stock (ParvisDossierViewer *self,
                                      ParvisScanStock     *stock);
/* Called again for the same document after the dossier changed, it keeps what is shown and
 * offers what is new. NULL: nothing, and all memory of the last is overwritten.
 */
void               parvis_dossier_viewer_show           (ParvisDossierViewer       *self,
                                                         const ParvisViewerPiece   *piece);
/* What is to be fetched and drawn after it, the most urgent first: @documents as above, usually
 * the next two and the first of the next dossier. Replaces what was said before. Each file that
 * comes is an access that the service records.
 */
void               parvis_dossier_viewer_read_ahead     (ParvisDossierViewer       *self,
                                                         const json_t *const       *documents,
                                                         guint                      n_documents);
ParvisViewerState  parvis_dossier_viewer_get_state      (ParvisDossierViewer       *self);
gboolean           parvis_dossier_viewer_is_ready       (ParvisDossierViewer       *self);
/* Files of the document that were not on the screen yet. */
guint              parvis_dossier_viewer_count_unseen   (ParvisDossierViewer       *self);
void               parvis_dossier_viewer_show_unseen    (ParvisDossierViewer       *self);
json_t            *parvis_dossier_viewer_dup_files      (ParvisDossierViewer       *self);
/* Of what is on the screen, for who checks that it is what is to be judged; NULL if nothing. */
const char *parvis_dossier_viewer_get_dossier     (ParvisDossierViewer *self);
const char *parvis_dossier_viewer_get_requirement (ParvisDossierViewer *self);
/* A key of the page, in the bubble phase. TRUE if it was one of the viewer's; @single: letters
 * and signs alone are shortcuts.
 */
gboolean           parvis_dossier_viewer_press          (ParvisDossierViewer       *self,
                                                         guint                      keyval,
                                                         GdkModifierType            state,
                                                         gboolean                   single);

G_END_DECLS
