/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "parvis-entity.h"
#include "parvis-time.h"

G_BEGIN_DECLS

/* Where an order stands for whoever serves it. */
typedef enum
{
  PARVIS_ORDER_GROUP_NEW,
  PARVIS_ORDER_GROUP_PREPARE,
  PARVIS_ORDER_GROUP_READY,
  PARVIS_ORDER_GROUP_CANCELLED,   /* by the customer, after work had begun */
  PARVIS_ORDER_GROUP_LATER,       /* seen, for another day */
  PARVIS_ORDER_GROUP_COLLECTED,
  PARVIS_ORDER_GROUP_MISSED,      /* ended otherwise */
  PARVIS_ORDER_GROUP_PAST,        /* not of today: in the history only */
} ParvisOrderGroup;

#define PARVIS_N_ORDER_GROUPS (PARVIS_ORDER_GROUP_PAST + 1)

/* What was taken away after an order had come for it. */
typedef enum
{
  PARVIS_ORDER_LOST_NOTHING,
  PARVIS_ORDER_LOST_DAY,          /* the shop is closed that day */
  PARVIS_ORDER_LOST_HOUR,         /* nothing is handed over at that hour */
} ParvisOrderLost;

#define PARVIS_N_ORDER_LOST (PARVIS_ORDER_LOST_HOUR + 1)

typedef struct
{
  const char *product;
  const char *name;
  char       *options;            /* (nullable): "sliced, well done" */
  int         quantity;
  gint64      price;              /* of one, cents */
} ParvisOrderLine;

/**
 * ParvisOrderFacts:
 *
 * An order as it was said last. The strings live as long as the order stays as it
 * is. Minutes are of the town's day; instants are PARVIS_NO_TIME where there is none.
 */
typedef struct
{
  const char *id;
  const char *merchant;
  const char *day;
  const char *state;
  const char *code;
  const char *name;
  const char *phone;              /* (nullable) */
  const char *email;              /* (nullable) */
  const char *note;               /* (nullable) */
  const char *language;           /* (nullable): in which the customer is told */
  const char *worker;             /* (nullable): who took its last step */
  const char *by;                 /* (nullable): who ended it */
  const char *reason;             /* (nullable): its code */
  const char *reason_text;        /* (nullable) */
  const char *refusal;            /* (nullable): why what was done here was refused */
  int         from;
  int         until;
  int         total;
  int         visits;
  int         forgotten;
  int         reminders;
  int         shortage;
  int         delay;
  gboolean    confirmed;
  ParvisOrderLost lost;
  gint64      placed_at;
  gint64      seen_at;
  gint64      unseen_since;       /* when somebody should have looked: not in the night before */
  gint64      confirm_at;         /* when the shop's own yes is told */
  gint64      preparing_at;
  gint64      tell_at;
  gint64      told_at;
  gint64      delay_at;           /* when the delay is told */
  gint64      collected_at;
  gint64      ended_at;
  gint64      keep_until;
  guint       waiting;            /* actions of this machine that are on their way */
  GPtrArray  *lines;              /* (element-type ParvisOrderLine) */
} ParvisOrderFacts;

/**
 * ParvisOrder:
 *
 * One order on screen: the same object as long as it is there, so that what shows
 * it keeps its focus. Signal "changed" () when its facts are others.
 */
#define PARVIS_TYPE_ORDER (parvis_order_get_type ())

G_DECLARE_FINAL_TYPE (ParvisOrder, parvis_order, PARVIS, ORDER, GObject)

ParvisOrder            *parvis_order_new        (ParvisEntityRef  *entity);
void                    parvis_order_set_entity (ParvisOrder      *self,
                                                 ParvisEntityRef  *entity);
/* @refusal: (nullable) */
void                    parvis_order_set_refusal (ParvisOrder     *self,
                                                  const char      *refusal);
const ParvisOrderFacts *parvis_order_get_facts   (ParvisOrder     *self);
const char             *parvis_order_get_id      (ParvisOrder     *self);
ParvisOrderGroup        parvis_order_get_group   (ParvisOrder     *self,
                                                  const char      *today);
gboolean                parvis_order_is_unseen   (ParvisOrder     *self);
void                    parvis_order_set_lost    (ParvisOrder     *self,
                                                  ParvisOrderLost  lost);
int                     parvis_order_compare     (gconstpointer    a,
                                                  gconstpointer    b,
                                                  gpointer         user_data);

/* Somebody still has bread for it, or waits. */
gboolean                parvis_order_is_open    (const ParvisOrderFacts *facts);

/* The step that is next, and the one before: words of commands and of states; NULL
 * where there is none. @today: of the town: what ended by itself may still be handed over.
 */
const char             *parvis_order_next_step  (const ParvisOrderFacts *facts,
                                                 const char             *today);
const char             *parvis_order_step_back  (const ParvisOrderFacts *facts);

G_END_DECLS
