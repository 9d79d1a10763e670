/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-dossier-viewer.h"
#include "parvis-scan-shelf.h"
#include "parvis-scan-view.h"
#include "parvis-viewer-search.h"

#include <adwaita.h>

G_BEGIN_DECLS

struct _ParvisDossierViewer
{
  GtkWidget           parent_instance;

  /* Children */
  GtkWidget          *box;
  ParvisViewerSearch *search;
  ParvisScanView     *view;
  GtkWidget          *toolbar;
  GtkWidget          *full_button;
  GtkLabel           *zoom;
  GtkWidget          *hints;
  GtkWidget          *strip;
  GtkWidget          *dots;
  GtkLabel           *position;
  GtkWidget          *newer_button;
  GtkWidget          *loading;
  GtkProgressBar     *progress;
  AdwStatusPage      *notice;
  GtkWidget          *ask_again;
  GtkWidget          *try_again;

  /* Owned */
  ParvisDesk         *desk;
  ParvisScanShelf    *shelf;
  GHashTable         *places;        /* requirement → ParvisScanPlace, of all dossiers */
  char               *dossier;       /* (nullable) */
  char               *name;
  char               *explanation;   /* (nullable) */
  json_t             *document;      /* (nullable): whose pictures are shown */
  json_t             *later;         /* (nullable): the same with what came since */
  json_t             *ahead;         /* (nullable): pages that are fetched after it */
  GHashTable         *seen;          /* ids of files that were on the screen */
  char               *drawing;       /* (nullable): id of the file that the next frame has */

  guint               file;          /* among the pages of the document */
  guint               page;          /* of that file */
  ParvisViewerState   state;
  gboolean            full;
  gboolean            same_place;    /* for documents of one kind */
  gboolean            placing;       /* the view is put somewhere, by nobody's hand */
  gboolean            unplaced;      /* what is shown was not looked at yet */
  gboolean            ready;         /* as it was told last */
  guint               n_dots;
  guint               frames;        /* tick callback, until the picture is drawn */
};

/* Its children. */
void parvis_dossier_viewer_build           (ParvisDossierViewer      *self);
/* Another of its pages, if there is one. */
void parvis_dossier_viewer_step_page       (ParvisDossierViewer      *self,
                                            int                       by);
/* What came since, in the place of what is shown. */
void parvis_dossier_viewer_show_newer      (ParvisDossierViewer      *self);
void parvis_dossier_viewer_show_file       (ParvisDossierViewer      *self,
                                            guint                     file);
/* Whether it is ready may have changed. */
void parvis_dossier_viewer_tell_ready      (ParvisDossierViewer      *self);
/* What is shown is seen once it was drawn. */
void parvis_dossier_viewer_watch_frames    (ParvisDossierViewer      *self);
void parvis_dossier_viewer_forget_frames   (ParvisDossierViewer      *self);
void parvis_dossier_viewer_set_full        (ParvisDossierViewer      *self,
                                            gboolean                  full);
/* What people do with what they see: actions and keys. */
void parvis_dossier_viewer_install_actions (ParvisDossierViewerClass *klass);

G_END_DECLS
