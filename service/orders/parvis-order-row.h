/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-bread.h"

G_BEGIN_DECLS

/**
 * ParvisOrderRow:
 * @device: SHA-256 of the token of who placed it, in hexadecimal
 * @lines: as its entity has them, with the product's id as "product"
 * @lines_text: @lines as JSON text
 * @reason: {"code","text","offer"}, or NULL
 * @tell_at: when its resident is told of the last step; before that it can be taken back
 * @worker: the member who took its last step, by name, for the shop's own eyes
 * @confirm_at: when its resident is told that the shop has said yes
 * @yes_with: the step by which the shop said so; PLACED: none, it was told by itself
 * @told_delay: what its resident knows of @delay until @delay_at, when he is told
 * @unseen_since: from when on reminders are counted
 */
typedef struct
{
  char              id[PARVIS_SHOP_ID_SIZE];
  char              merchant[PARVIS_SHOP_ID_SIZE];
  char              day[PARVIS_DAY_SIZE];
  int               from;
  int               until;
  ParvisOrderState  state;
  char              code[PARVIS_ORDER_CODE_SIZE];
  char             *device;
  char             *name;
  char             *phone;
  char             *email;
  char             *language;
  char             *note;
  json_t           *lines;
  char             *lines_text;
  gint64            total;
  gboolean          confirmed;
  gint64            confirm_at;
  ParvisOrderState  yes_with;
  gint64            placed_at;
  gint64            seen_at;
  gint64            preparing_at;
  gint64            ready_at;
  gint64            tell_at;
  gint64            told_at;
  char             *told_by;
  char             *worker;
  gint64            collected_at;
  gint64            ended_at;
  char             *ended_by;
  json_t           *reason;
  gint64            delay;
  gint64            told_delay;
  gint64            delay_at;
  char             *standing;
  gint64            shortage;
  gint64            visits;
  gint64            forgotten;
  gint64            reminders;
  gint64            unseen_since;
  gint64            alarmed_at;
  gint64            keep_until;
  gint64            next_due;
} ParvisOrderRow;

void            parvis_order_row_free     (ParvisOrderRow        *row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisOrderRow, parvis_order_row_free)

ParvisOrderRow *parvis_order_row_load     (ParvisDb              *db,
                                           const char            *id,
                                           GError               **error);
gboolean        parvis_order_row_insert   (ParvisTx              *tx,
                                           const ParvisOrderRow  *row,
                                           GError               **error);
/* Writes what can change of it and touches what shows it. */
gboolean        parvis_order_row_save     (ParvisTx              *tx,
                                           const ParvisOrderRow  *row,
                                           GError               **error);
/* Fills in what the feed says of it, for its merchant. */
void            parvis_order_row_show     (const ParvisOrderRow  *row,
                                           ParvisEntity          *entity);
/* JSON text for who placed it: nothing that he is not told yet. */
char           *parvis_order_row_tell     (const ParvisOrderRow  *row,
                                           const ParvisShop      *shop,
                                           gint64                 now);
/* Until when its resident may take it back. */
gint64          parvis_order_row_cutoff   (const ParvisOrderRow  *row,
                                           const ParvisShop      *shop);
/* When it next changes by itself. */
gint64          parvis_order_row_find_due (const ParvisOrderRow  *row,
                                           const ParvisShop      *shop);
/* Whether the resident of one that has ended was told before that it is ready. */
gboolean        parvis_order_row_was_ready (const ParvisOrderRow *row);
/* When an unseen one is given up. */
gint64          parvis_order_row_give_up  (const ParvisOrderRow  *row,
                                           const ParvisShop      *shop);

/* parvis-order-bread.c */

/* Whether there is bread for all lines in the online purses of bakes that are ready by
 * then.
 */
gboolean        parvis_order_has_bread    (ParvisTx              *tx,
                                           const ParvisOrderRow  *row,
                                           gboolean              *enough,
                                           GError               **error);
/* Takes it, where there is; the latest bake first, so that earlier ones stay for who comes
 * earlier.
 */
gboolean        parvis_order_take_bread   (ParvisTx              *tx,
                                           const ParvisOrderRow  *row,
                                           GError               **error);
/* The same for one that was declined by mistake, out of the counter's purses too, and short
 * of as much as is there no more, unless others have taken it.
 */
gboolean        parvis_order_take_bread_again (ParvisTx              *tx,
                                               const ParvisOrderRow  *row,
                                               gboolean              *enough,
                                               GError               **error);
/* The same for one whose customer has it in his hands although it was put back: whoever it was
 * sold or promised to meanwhile lacks it.
 */
gboolean        parvis_order_take_bread_late (ParvisTx              *tx,
                                              const ParvisOrderRow  *row,
                                              GError               **error);
typedef enum
{
  PARVIS_BREAD_TO_CUSTOMER,
  PARVIS_BREAD_BACK,           /* from the customer, who did not take it after all */
  PARVIS_BREAD_ONLINE,
  PARVIS_BREAD_TO_COUNTER,
} ParvisBreadMove;

/* Moves what was taken for it. */
gboolean        parvis_order_move_bread   (ParvisTx              *tx,
                                           const ParvisOrderRow  *row,
                                           ParvisBreadMove        move,
                                           GError               **error);
/* Forgets what was taken for it. */
gboolean        parvis_order_drop_bread   (ParvisTx              *tx,
                                           const char            *order,
                                           GError               **error);
/* Who else has no bread, or has some again, after an order's was moved. */
gboolean        parvis_order_review_shortages (ParvisTx              *tx,
                                               const ParvisOrderRow  *row,
                                               GError               **error);

/* parvis-order-place.c, parvis-order-lines.c, parvis-orders-read.c */

/* What is left for the same lines, and what could be had instead. */
gboolean        parvis_order_refuse       (ParvisDb              *db,
                                           const ParvisShop      *shop,
                                           const json_t          *lines,
                                           const char            *day,
                                           int                    from,
                                           const char            *message,
                                           gint64                 now,
                                           GError               **error);
/* Places what @wish asks for, checked: "name", "phone", … as the route takes them. With
 * @standing it is not its device that asks now. Whatever is refused is refused before
 * anything is written.
 */
ParvisOrderRow *parvis_order_place        (ParvisTx              *tx,
                                           ParvisShop            *shop,
                                           const json_t          *wish,
                                           const char            *device,
                                           const char            *standing,
                                           GError               **error);
/* [{"product","name","options","quantity","price"}] of a body's lines; *@total in cents */
json_t         *parvis_order_read_lines   (ParvisTx              *tx,
                                           const ParvisShop      *shop,
                                           const json_t          *body,
                                           gint64                *total,
                                           GError               **error);

/* Who can be reached and how: "name", "phone", "email", "note", "language" of a body. */
typedef struct
{
  const char *name;
  char       *phone;       /* owned: as parvis_contact_normalise_phone() writes it */
  const char *email;
  const char *note;
  const char *language;
} ParvisOrderContact;

void            parvis_order_contact_clear (ParvisOrderContact   *contact);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ParvisOrderContact, parvis_order_contact_clear)

gboolean        parvis_order_read_contact (ParvisTx              *tx,
                                           const json_t          *body,
                                           ParvisOrderContact    *contact,
                                           GError               **error);
/* Of @product in all lines. */
gint64          parvis_order_sum_product  (const json_t          *lines,
                                           const char            *product);
/* Returns: always FALSE: more of it than one may have for one day */
gboolean        parvis_order_set_too_many (const ParvisProduct   *product,
                                           GError               **error);
/* Changes one of the day's counts, "placed" or a state. */
gboolean        parvis_orders_count       (ParvisTx              *tx,
                                           const char            *merchant,
                                           const char            *day,
                                           const char            *what,
                                           int                    by,
                                           GError               **error);
/* @by orders more in a slot. */
gboolean        parvis_orders_use_slot    (ParvisTx              *tx,
                                           const ParvisOrderRow  *row,
                                           int                    by,
                                           GError               **error);

/* parvis-order-day.c */

/**
 * ParvisOrderDay:
 * @seed: says which codes the day has; @codes of them are given out
 * @placed: how many orders were placed
 * @slots: (element-type ParvisOrderSlot): those that were asked for
 *
 * What a shop's day has taken.
 */
typedef struct
{
  ParvisDb *db;
  char      merchant[PARVIS_SHOP_ID_SIZE];
  char      day[PARVIS_DAY_SIZE];
  gint64    seed;
  gint64    codes;
  gint64    placed;
  gboolean  closed;
  gboolean  changed;
  GArray   *slots;
} ParvisOrderDay;

typedef struct
{
  int      from;
  gint64   taken;
  gboolean changed;
} ParvisOrderSlot;

void            parvis_order_day_unref    (ParvisOrderDay        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisOrderDay, parvis_order_day_unref)

ParvisOrderDay *parvis_order_day_load     (ParvisDb              *db,
                                           const char            *merchant,
                                           const char            *day,
                                           GError               **error);
/* The same, kept for the next order and saved once for a batch: for placing orders only. */
ParvisOrderDay *parvis_order_day_take     (ParvisTx              *tx,
                                           const char            *merchant,
                                           const char            *day,
                                           GError               **error);
/* Whether the shop has closed that day, by hand or when it was over. */
gboolean        parvis_orders_is_closed   (ParvisDb              *db,
                                           const char            *merchant,
                                           const char            *day,
                                           gboolean              *closed,
                                           GError               **error);
/* How many orders the slot has, or -1 with @error. */
gint64          parvis_order_day_taken    (ParvisOrderDay        *self,
                                           int                    from,
                                           GError               **error);
/* Counts one order, which has the code of the day that is next. */
void            parvis_order_day_count    (ParvisOrderDay        *self,
                                           ParvisTx              *tx,
                                           int                    from);
gboolean        parvis_order_day_save     (ParvisOrderDay        *self,
                                           GError               **error);

/* parvis-order-tell.c */

typedef enum
{
  PARVIS_TELL_WAITING,         /* the shop has not said yes yet */
  PARVIS_TELL_CONFIRMED,
  PARVIS_TELL_READY,
  PARVIS_TELL_SOON,            /* it is ready, and not kept much longer */
  PARVIS_TELL_NOT_READY,       /* which he was told by mistake */
  PARVIS_TELL_DECLINED,
  PARVIS_TELL_DELAYED,
  PARVIS_TELL_EARLIER,         /* than was said last */
  PARVIS_TELL_RELEASED,
  PARVIS_TELL_UNANSWERED,      /* the shop did not say yes in time */
  PARVIS_TELL_CANCELLED,       /* by himself */
  PARVIS_TELL_ALERT,           /* there is again what he would have had */
  PARVIS_TELL_STANDING,        /* what is ordered every week could not be */
  PARVIS_TELL_UNSEEN,          /* the town: nobody at the shop looks */
  PARVIS_N_TELLS,
} ParvisTell;

/* Where everything that a resident is told goes through: at @due_at, unless it is taken
 * back before. That is a letter to who gave an address. Of what happens in the night he is
 * told in the morning, but at once that his bread is ready, or is not, and in any case an
 * hour before its slot.
 */
gboolean        parvis_orders_tell        (ParvisTx              *tx,
                                           const ParvisOrderRow  *row,
                                           ParvisTell             what,
                                           gint64                 due_at,
                                           GError               **error);
/* The last twenty minutes of one that is ready, as it is kept by now. */
gboolean        parvis_orders_tell_soon   (ParvisTx              *tx,
                                           const ParvisOrderRow  *row,
                                           GError               **error);
gboolean        parvis_orders_tell_town   (ParvisTx              *tx,
                                           const ParvisOrderRow  *row,
                                           GError               **error);
/* Whom a standing order belongs to: it could not be placed. */
gboolean        parvis_orders_tell_standing (ParvisTx            *tx,
                                             const ParvisShop    *shop,
                                             const char          *standing,
                                             const char          *device,
                                             const char          *email,
                                             const char          *day,
                                             GError             **error);
/* @alert: of parvis-alert.h */
gboolean        parvis_orders_tell_alert  (ParvisTx              *tx,
                                           const char            *alert,
                                           const char            *email,
                                           gint64                 due_at,
                                           GError               **error);
/* What is not told yet goes to the order's address as it is by now, if to any. */
gboolean        parvis_orders_readdress   (ParvisTx              *tx,
                                           const ParvisOrderRow  *row,
                                           GError               **error);
/* Keeps what was not told yet to itself, for an order that ended; or tells it after all, now
 * or when it was due, where that was a slip.
 */
gboolean        parvis_orders_hush        (ParvisTx              *tx,
                                           const char            *order,
                                           GError               **error);
gboolean        parvis_orders_speak       (ParvisTx              *tx,
                                           const char            *order,
                                           GError               **error);
/* Takes back what was not told yet; PARVIS_N_TELLS for all of it. */
gboolean        parvis_orders_untell      (ParvisTx              *tx,
                                           const char            *order,
                                           ParvisTell             what,
                                           GError               **error);

/* parvis-order-steps.c */

/* Ends an order and gives its bread back. @reason: (nullable) (transfer full) */
gboolean        parvis_order_end          (ParvisTx              *tx,
                                           ParvisOrderRow        *row,
                                           ParvisOrderState       state,
                                           const char            *by,
                                           json_t                *reason,
                                           GError               **error);

G_END_DECLS
