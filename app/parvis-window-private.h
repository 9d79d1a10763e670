/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-bell.h"
#include "parvis-dossier-queue.h"
#include "parvis-counting.h"
#include "parvis-news.h"
#include "parvis-outage.h"
#include "parvis-slips.h"
#include "parvis-sources.h"
#include "parvis-window.h"

G_BEGIN_DECLS

struct _ParvisWindow
{
  AdwApplicationWindow  parent_instance;

  /* Template */
  AdwToastOverlay      *toasts;
  AdwFlap              *flap;
  GtkWidget            *sidebar;
  GtkWidget            *town_button;
  AdwAvatar            *avatar;
  GtkImage             *town_logo;
  GtkLabel             *town_label;
  GtkLabel             *town_title;
  GtkLabel             *town_details;
  GtkLabel             *person_label;
  GtkWidget            *town_choice;
  GtkWidget            *town_search;
  GtkListBox           *town_list;
  GtkListBox           *pages_list;
  AdwViewStack         *stack;
  AdwBin               *chip_bin;
  GtkLabel             *status;
  GtkWidget            *menu_button;
  GMenuModel           *primary_menu;
  GtkBox               *content;

  /* Children made in code; the pages are made when they are first looked at */
  GtkWidget            *map_page;
  AdwLeaflet           *map_leaflet;
  GtkWidget            *facility_page;
  GtkWidget            *count_page;
  GtkWidget            *sources_page;
  GtkWidget            *orders_page;

  /* Owned */
  ParvisDesk           *desk;
  ParvisPlaces         *places;
  ParvisCounting       *counting;
  ParvisOutage         *outage;
  ParvisSources        *sources;       /* for a member, else NULL */
  ParvisShop           *shop;          /* for a merchant, else NULL */
  ParvisBell           *bell;          /* of the shop */
  ParvisSlips          *slips;         /* of the shop */
  ParvisDossierQueue   *dossiers;      /* for a clerk, else NULL */
  ParvisNews           *news;
  char                 *wanted_page;   /* that was open last, until it is known to be there */
  GSettings            *settings;
  char                 *logo;          /* the tag of the town's, or NULL */
  GCancellable         *logo_loading;  /* it is on its way, or NULL */
  AdwToast             *toast;         /* the one that shows, or NULL */
  guint                 toast_source;  /* until it goes */

  guint                 fit_idle;
  guint                 drop_idle;
  gboolean              wide;
  gboolean              fitted;
  gboolean              wall;
  gboolean              focused;       /* no sidebar: the headers carry the pages */
  guint                 n_towns;       /* of the account */
  gboolean              offered;       /* a first small step, by itself, once */
};

/* The pages: what there is, and how each is made. */
void     parvis_window_add_pages    (ParvisWindow *self);
void     parvis_window_fill_page    (ParvisWindow *self,
                                     const char   *name);
void     parvis_window_refresh_list (ParvisWindow *self);
/* Forgets pages that were taken away, once nobody looks at what is said of them. */
void     parvis_window_drop_withdrawn (ParvisWindow *self);
/* Whether there is a sidebar follows what there is to choose among. */
void     parvis_window_refresh_focus (ParvisWindow *self);
/* What happens on the pages is told to the desktop. */
void     parvis_window_watch_news   (ParvisWindow *self);
/* The town's logo, by its tag; NULL for none. */
void     parvis_window_show_logo    (ParvisWindow *self,
                                     const char   *tag);
/* Shows the sidebar where there is room for it, if there is one. */
void     parvis_window_unfold       (ParvisWindow *self);
void     parvis_window_focus_page   (ParvisWindow *self);
/* The page that a row of the sidebar stands for. */
const char *parvis_window_row_get_page (GtkListBoxRow *row);

/* All take the id of a gauge; one that is not there any more does nothing. */
void     parvis_window_open_place    (ParvisWindow *self,
                                      const char   *id);
void     parvis_window_count_place   (ParvisWindow *self,
                                      const char   *id);
void     parvis_window_close_place   (ParvisWindow *self,
                                      const char   *id);
void     parvis_window_reopen_place  (ParvisWindow *self,
                                      const char   *id);
void     parvis_window_lower_place   (ParvisWindow *self,
                                      const char   *id);
void     parvis_window_restore_place (ParvisWindow *self,
                                      const char   *id);
gboolean parvis_window_go_back       (ParvisWindow *self);


/* The menu of towns. */
void parvis_window_town_cb        (ParvisWindow   *self,
                                   GtkListBoxRow  *row,
                                   GtkListBox     *list);
void parvis_window_search_town_cb (ParvisWindow   *self,
                                   GtkSearchEntry *entry);

/* The actions of the window and their keys. */
void parvis_window_set_wall        (ParvisWindow   *self,
                                    gboolean        wall);
void parvis_window_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
