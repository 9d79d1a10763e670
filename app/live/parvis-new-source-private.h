/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-new-source.h"

#include "parvis-words.h"

G_BEGIN_DECLS

/* What parvis-new-source.c (the steps) and parvis-new-source-messages.c (what came
 * meanwhile) share.
 */

typedef enum
{
  STEP_KIND,
  STEP_ADDRESS,
  STEP_VALUE,
  STEP_TRIAL,
  N_STEPS,
} Step;

struct _ParvisNewSource
{
  AdwWindow       parent_instance;

  /* Owned */
  ParvisDesk     *desk;
  GCancellable   *cancellable;      /* of what is asked of the service */
  GPtrArray      *gauges;           /* their ids, in the order of the places */
  char           *id;               /* of the source, once it is declared */
  char           *name;
  char           *raw;              /* the message that is shown */
  char           *pointer;          /* that was chosen in it */

  /* Template */
  GtkLabel       *address_label;
  GtkWidget      *back;
  GtkWidget      *copy_address;
  GtkWidget      *copy_key;
  GtkWidget      *declared;         /* what may not change any more once it is */
  GtkWidget      *key_group;
  GtkLabel       *key_label;
  AdwActionRow   *key_row;
  GtkListBox     *kinds;
  AdwComboRow    *measure_row;
  AdwEntryRow    *name_row;
  AdwComboRow    *network_row;
  GtkWidget      *next;
  AdwEntryRow    *period_row;
  AdwComboRow    *place_row;
  GtkLabel       *problem;
  GtkWidget      *renew_key;        /* of what was left unfinished */
  GtkStack       *stack;
  AdwWindowTitle *title;
  GtkLabel       *trial_status;
  GtkLabel       *value_status;
  GtkListBox     *values;

  Step            step;
  guint           timer;
  gboolean        asking;           /* a look is under way */
  gint64          since;            /* from when on messages count */
  gboolean        believed;         /* one was plausible */
  gboolean        closed;
};

static inline ParvisSession *
get_session (ParvisNewSource *self)
{
  return parvis_desk_get_session (self->desk);
}

ParvisFormat   parvis_new_source_get_format   (ParvisNewSource *self);
/* What can be done now, and what it is called. */
void           parvis_new_source_refresh      (ParvisNewSource *self);

/* Looks at once and every few seconds; @label says since when nothing came. */
void           parvis_new_source_listen       (ParvisNewSource *self,
                                               GtkLabel        *label);
void           parvis_new_source_select_value (ParvisNewSource *self,
                                               GtkListBoxRow   *row,
                                               GtkListBox      *list);

G_END_DECLS
