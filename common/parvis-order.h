/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "parvis-day.h"

G_BEGIN_DECLS

/* What the service and the desktop both have to know of orders: words, which step may
 * follow which, and the arithmetic of days, slots and cut-offs. Pure.
 */

typedef enum
{
  PARVIS_ORDER_PLACED,
  PARVIS_ORDER_PREPARING,
  PARVIS_ORDER_READY,
  PARVIS_ORDER_COLLECTED,
  PARVIS_ORDER_CANCELLED,      /* by the resident */
  PARVIS_ORDER_DECLINED,       /* by the merchant */
  PARVIS_ORDER_NO_SHOW,        /* nobody came for it */
  PARVIS_ORDER_RELEASED,       /* put back on sale, and nobody is to blame */
} ParvisOrderState;

#define PARVIS_N_ORDER_STATES (PARVIS_ORDER_RELEASED + 1)

/* Why an order ended without being handed over. */
typedef enum
{
  PARVIS_ORDER_REASON_NO_BREAD,
  PARVIS_ORDER_REASON_TOO_MANY,
  PARVIS_ORDER_REASON_CLOSING,
  PARVIS_ORDER_REASON_OTHER,
  PARVIS_ORDER_REASON_UNSEEN,  /* nobody at the shop looked at it in time */
  PARVIS_ORDER_REASON_LATE,    /* not collected by the end of the day */
} ParvisOrderReason;

/* The fourteen of the Union's regulation 1169/2011, annex II. */
typedef enum
{
  PARVIS_ALLERGEN_GLUTEN,
  PARVIS_ALLERGEN_CRUSTACEANS,
  PARVIS_ALLERGEN_EGGS,
  PARVIS_ALLERGEN_FISH,
  PARVIS_ALLERGEN_PEANUTS,
  PARVIS_ALLERGEN_SOYA,
  PARVIS_ALLERGEN_MILK,
  PARVIS_ALLERGEN_NUTS,
  PARVIS_ALLERGEN_CELERY,
  PARVIS_ALLERGEN_MUSTARD,
  PARVIS_ALLERGEN_SESAME,
  PARVIS_ALLERGEN_SULPHITES,
  PARVIS_ALLERGEN_LUPIN,
  PARVIS_ALLERGEN_MOLLUSCS,
} ParvisAllergen;

#define PARVIS_N_ALLERGENS (PARVIS_ALLERGEN_MOLLUSCS + 1)

const char *parvis_order_state_to_string    (ParvisOrderState     state);
gboolean    parvis_order_state_from_string  (const char          *text,
                                             ParvisOrderState    *state);
const char *parvis_order_reason_to_string   (ParvisOrderReason    reason);
gboolean    parvis_order_reason_from_string (const char          *text,
                                             ParvisOrderReason   *reason);
const char *parvis_allergen_to_string       (ParvisAllergen       allergen);
gboolean    parvis_allergen_from_string     (const char          *text,
                                             ParvisAllergen      *allergen);

/* How long a customer is not told yet, so that a wrong button can be taken back. */
#define PARVIS_ORDER_HOLD (20 * PARVIS_SECOND)

/* Characters of a shop's own words for why an order cannot be had. */
#define PARVIS_ORDER_TEXT_MAX 300

/* How many minutes late an order can be. */
#define PARVIS_ORDER_DELAY_MAX (24 * 60)

/* An order that somebody still has bread for, or waits for. */
gboolean    parvis_order_state_is_open      (ParvisOrderState     state);
/* Whether @to may follow @from: a step forward (which may skip one), or out. */
gboolean    parvis_order_may_go             (ParvisOrderState     from,
                                             ParvisOrderState     to);
/* Whether @from may be taken back to @to. @held: nobody was told yet. */
gboolean    parvis_order_may_go_back        (ParvisOrderState     from,
                                             ParvisOrderState     to,
                                             gboolean             held);

/* Who ended an order that nobody said anything of in time. */
#define PARVIS_ORDER_BY_SCHEDULE "schedule"

/* Whether one that ended by itself, and not because somebody said so, was handed over all the
 * same: at a counter without a line, or to who came late. @by: (nullable): who ended it; @day
 * is the order's, and it can be said until the end of the next.
 */
gboolean    parvis_order_may_collect_late   (ParvisOrderState     state,
                                             const char          *by,
                                             gint64               day,
                                             gint64               today);

/* Letters that no other is mistaken for, on a floury screen or aloud. */
#define PARVIS_ORDER_CODES 2000
#define PARVIS_ORDER_CODE_SIZE 4

/* The @n-th code of a day, "K47": each @seed has its own order, in which each of the
 * PARVIS_ORDER_CODES comes once, and who has one cannot tell the next.
 */
void        parvis_order_code               (guint64              seed,
                                             guint                n,
                                             char                 code[PARVIS_ORDER_CODE_SIZE]);

/**
 * ParvisCutoff:
 * @day_before: whether @minutes is a time of the day before, and not a span before the slot
 *
 * Until when a resident may order, and cancel.
 */
typedef struct
{
  gboolean day_before;
  int      minutes;
} ParvisCutoff;

gint64      parvis_cutoff_get_instant       (const ParvisCutoff  *cutoff,
                                             gint64               day,
                                             int                  from,
                                             GTimeZone           *zone);

/* The @n-th reminder (from 1) of an order that nobody has seen: after 1, 2 and 3 minutes,
 * then every five. Gives how long after it was placed.
 */
gint64      parvis_order_reminder           (int                  n);

/* From then on the town is told too. */
#define PARVIS_ORDER_UNSEEN (20 * PARVIS_MINUTE)

G_END_DECLS
