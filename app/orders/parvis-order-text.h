/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-shop-order.h"

G_BEGIN_DECLS

/* What there is to say of an order. All strings are for the caller to free. */

/* When and where it is said. */
typedef struct
{
  gint64      now;
  const char *today;      /* "2026-06-17", of the town */
  GTimeZone  *zone;
  gboolean    link_up;
} ParvisOrderMoment;

char *parvis_order_text_minutes (int                      minutes);
char *parvis_order_text_code    (const char              *code);
char *parvis_order_text_spoken  (const char              *code);
char *parvis_order_text_money   (gint64                   cents);
char *parvis_order_text_items   (const ParvisOrderFacts  *facts);
char *parvis_order_text_day     (const char              *day,
                                 const char              *today);
char *parvis_order_text_pickup  (const ParvisOrderFacts  *facts,
                                 const ParvisOrderMoment *moment);
char *parvis_order_text_phone   (const char              *phone);
char *parvis_order_text_visits  (const ParvisOrderFacts  *facts);
/* What is remarkable now; NULL if nothing. @is_warning says how to draw it. */
char *parvis_order_text_remark  (const ParvisOrderFacts  *facts,
                                 const ParvisOrderMoment *moment,
                                 gboolean                *is_warning);
/* Who has it in hand; NULL if nobody is known to. */
char *parvis_order_text_worker  (const ParvisOrderFacts  *facts,
                                 const ParvisOrderMoment *moment);
char *parvis_order_text_status  (const ParvisOrderFacts  *facts,
                                 const ParvisOrderMoment *moment);
char *parvis_order_text_row     (const ParvisOrderFacts  *facts,
                                 const ParvisOrderMoment *moment);
char *parvis_order_text_until   (const ParvisOrderFacts  *facts,
                                 const ParvisOrderMoment *moment);
/* Whether it may be put back on sale: its time is over. */
gboolean parvis_order_is_overdue  (const ParvisOrderFacts  *facts,
                                   const ParvisOrderMoment *moment);
/* Whether no message goes to the customer of what was decided: somebody has to call. */
gboolean parvis_order_needs_call  (const ParvisOrderFacts  *facts,
                                   const ParvisOrderMoment *moment);
char    *parvis_order_text_call   (const ParvisOrderFacts  *facts);
gint64   parvis_order_get_instant (const char              *day,
                                   int                      minutes,
                                   GTimeZone               *zone);

const char *parvis_order_group_word  (ParvisOrderGroup  group);
const char *parvis_order_group_icon  (ParvisOrderGroup  group);
const char *parvis_order_step_word   (const char       *step);
const char *parvis_order_step_icon   (const char       *step);
const char *parvis_order_done_word   (const char       *step);
const char *parvis_order_reason_word (const char       *code);

G_END_DECLS
