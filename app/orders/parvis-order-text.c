/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-order"

#include "config.h"

#include "parvis-order-text.h"

#include "parvis-alarm.h"
#include "parvis-format.h"
#include "parvis-order.h"

#include <glib/gi18n.h>

/* "18:15": minutes since the midnight of the town's day. */
char *
parvis_order_text_minutes (int minutes)
{
  return g_strdup_printf ("%d:%02d", minutes / 60, minutes % 60);
}

/* "K 47", which is how it is read and said. */
char *
parvis_order_text_code (const char *code)
{
  if (g_ascii_isalpha (*code) && code[1] != '\0' && code[1] != ' ')
    return g_strdup_printf ("%c\u00a0%s", *code, code + 1);

  return g_strdup (code);
}

/* A screen reader says a code letter by letter and the number as one. */
char *
parvis_order_text_spoken (const char *code)
{
  g_autofree char *spaced = parvis_order_text_code (code);

  /* Translators: the code that the customer shows: "K 47". */
  return g_strdup_printf (_("code %s"), spaced);
}

char *
parvis_order_text_money (gint64 cents)
{
  g_autofree char *whole = parvis_format_number (cents / 100);

  /* Translators: an amount: euros, cents. */
  return g_strdup_printf (_("€%1$s.%2$02d"), whole, (int) (cents % 100));
}

char *
parvis_order_text_items (const ParvisOrderFacts *facts)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < facts->lines->len; i++)
    {
      const ParvisOrderLine *line = g_ptr_array_index (facts->lines, i);

      if (i > 0)
        g_string_append (text, " · ");
      g_string_append_printf (text, "%d\u00a0%s", line->quantity, line->name);
      if (line->options != NULL)
        g_string_append_printf (text, " (%s)", line->options);
    }

  return g_string_free (text, FALSE);
}

gint64
parvis_order_get_instant (const char *day,
                          int         minutes,
                          GTimeZone  *zone)
{
  g_autofree char *text = g_strdup_printf ("%sT%02d:%02d:00", day, minutes / 60, minutes % 60);
  g_autoptr(GDateTime) local = g_date_time_new_from_iso8601 (text, zone);

  return local != NULL ? g_date_time_to_unix (local) * PARVIS_SECOND : PARVIS_NO_TIME;
}

/* NULL for today, else "tomorrow" or "Thursday 18 June". */
char *
parvis_order_text_day (const char *day,
                       const char *today)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  gint64 instant = parvis_order_get_instant (day, 0, utc);
  gint64 now = parvis_order_get_instant (today, 0, utc);

  if (instant == PARVIS_NO_TIME || now == PARVIS_NO_TIME || instant == now)
    return NULL;
  if (instant - now == PARVIS_DAY)
    return g_strdup (_("tomorrow"));

  return parvis_format_day (instant, now, utc);
}

char *
parvis_order_text_pickup (const ParvisOrderFacts  *facts,
                          const ParvisOrderMoment *moment)
{
  g_autofree char *day = parvis_order_text_day (facts->day, moment->today);

  if (day == NULL)
    return g_strdup (_("Pickup today"));

  /* Translators: the day of the pickup: "tomorrow", "Thursday 18 June". */
  return g_strdup_printf (_("Pickup %s"), day);
}

/* "06 •• •• •• 18": whoever looks over the counter must not read it. A number of France is shown
 * as it is dialled there, another with the sign of its country.
 */
char *
parvis_order_text_phone (const char *phone)
{
  gsize length = strlen (phone);

  if (length < (phone[0] == '+' ? 8 : 6))
    return g_strdup ("••");

  if (g_str_has_prefix (phone, "+33"))
    return g_strdup_printf ("0%c •• •• •• %s", phone[3], phone + length - 2);

  return g_strdup_printf ("%.*s •• •• •• %s", phone[0] == '+' ? 3 : 2, phone, phone + length - 2);
}

char *
parvis_order_text_visits (const ParvisOrderFacts *facts)
{
  GString *text = g_string_new (NULL);

  if (facts->visits > 0)
    /* Translators: how often this customer has collected here: "pickup no. 14". */
    g_string_append_printf (text, ngettext ("pickup no. %d", "pickup no. %d",
                                            (gulong) facts->visits), facts->visits);
  if (facts->forgotten > 0)
    {
      if (text->len > 0)
        g_string_append (text, " · ");
      g_string_append_printf (text, ngettext ("%d forgotten", "%d forgotten",
                                              (gulong) facts->forgotten), facts->forgotten);
    }

  return g_string_free (text, FALSE);
}

static gint64
get_due (const ParvisOrderFacts  *facts,
         const ParvisOrderMoment *moment)
{
  gboolean is_ready = strcmp (facts->state, "ready") == 0;

  return parvis_order_get_instant (facts->day, is_ready ? facts->until : facts->from,
                                   moment->zone) + facts->delay * PARVIS_MINUTE;
}

gboolean
parvis_order_is_overdue (const ParvisOrderFacts  *facts,
                         const ParvisOrderMoment *moment)
{
  return parvis_order_is_open (facts) && facts->keep_until != PARVIS_NO_TIME &&
         moment->now > facts->keep_until;
}

/* Messages go by e-mail; whoever left a telephone number only sees it on the page, if at all. */
gboolean
parvis_order_needs_call (const ParvisOrderFacts  *facts,
                         const ParvisOrderMoment *moment)
{
  gboolean decided = strcmp (facts->state, "ready") == 0 || strcmp (facts->state, "declined") == 0;
  gint64 at = decided ? facts->tell_at
              : parvis_order_is_open (facts) ? facts->delay_at : PARVIS_NO_TIME;

  return facts->email == NULL && facts->phone != NULL && at != PARVIS_NO_TIME &&
         (facts->told_at == PARVIS_NO_TIME || facts->told_at < at - PARVIS_ORDER_HOLD);
}

char *
parvis_order_text_call (const ParvisOrderFacts *facts)
{
  g_autofree char *phone = parvis_order_text_phone (facts->phone);

  /* Translators: a customer, and the number to call, most of it hidden. */
  return g_strdup_printf (_("%1$s gets no message. Call: %2$s."), facts->name, phone);
}

static char *
tell_unseen (const ParvisOrderFacts  *facts,
             const ParvisOrderMoment *moment)
{
  gint64 age = moment->now - facts->unseen_since;

  if (strcmp (facts->state, "placed") != 0 || age < PARVIS_ALARM_LOUD)
    return NULL;

  return g_strdup_printf (_("Still not seen after %d min"), (int) (age / PARVIS_MINUTE));
}

static char *
tell_end (const ParvisOrderFacts  *facts,
          const ParvisOrderMoment *moment)
{
  g_autofree char *clock = parvis_format_clock (facts->ended_at, moment->zone);

  if (strcmp (facts->state, "cancelled") == 0)
    /* Translators: the customer, and when. */
    return g_strdup_printf (_("Cancelled by %1$s at %2$s: its bread is on sale again"),
                            facts->name, clock);
  if (strcmp (facts->state, "declined") == 0)
    return g_strdup_printf (_("Declined: %s"), parvis_order_reason_word (facts->reason));
  if (strcmp (facts->state, "no_show") == 0)
    return g_strdup (_("Not collected"));
  if (strcmp (facts->state, "released") == 0)
    return g_strdup (_("Put back on sale"));

  return NULL;
}

static char *
tell_waiting (const ParvisOrderFacts  *facts,
              const ParvisOrderMoment *moment)
{
  if (facts->waiting == 0 || moment->link_up)
    return NULL;

  if (strcmp (facts->state, "preparing") == 0)
    return g_strdup (_("“Seen, preparing” to be sent"));
  if (strcmp (facts->state, "ready") == 0)
    return g_strdup (_("“Ready” to be sent"));
  if (strcmp (facts->state, "collected") == 0)
    return g_strdup (_("“Collected” to be sent"));

  return g_strdup (_("To be sent"));
}

char *
parvis_order_text_remark (const ParvisOrderFacts  *facts,
                          const ParvisOrderMoment *moment,
                          gboolean                *is_warning)
{
  gint64 late = moment->now - get_due (facts, moment);
  char *text;

  *is_warning = TRUE;
  if (facts->refusal != NULL)
    /* Translators: why the town hall's service refused what was done with an order. */
    return g_strdup_printf (_("The town hall refused: %s"), facts->refusal);
  if ((text = tell_waiting (facts, moment)) != NULL)
    return text;

  if (facts->lost == PARVIS_ORDER_LOST_DAY && parvis_order_is_open (facts))
    return g_strdup (_("You are closed that day: tell this customer"));
  if (facts->lost == PARVIS_ORDER_LOST_HOUR && parvis_order_is_open (facts))
    return g_strdup (_("You hand nothing over at that hour any more: tell this customer"));
  if (facts->shortage > 0 && parvis_order_is_open (facts))
    return g_strdup_printf (ngettext ("%d short: sold at the counter meanwhile",
                                      "%d short: sold at the counter meanwhile",
                                      (gulong) facts->shortage), facts->shortage);
  if ((text = tell_unseen (facts, moment)) != NULL)
    return text;
  if (parvis_order_is_overdue (facts, moment))
    return g_strdup (_("Kept time is over: keep it, or put it back on sale"));
  if (parvis_order_is_open (facts) && late >= PARVIS_MINUTE)
    return g_strdup_printf (_("%d min late"), (int) (late / PARVIS_MINUTE));
  if (!facts->confirmed && parvis_order_is_open (facts))
    return g_strdup (_("The customer waits for your yes"));

  *is_warning = FALSE;
  if ((text = tell_end (facts, moment)) != NULL)
    return text;
  if (strcmp (facts->state, "placed") == 0 && moment->now - facts->placed_at < PARVIS_MINUTE)
    return g_strdup (_("Reserved just now"));
  if (strcmp (facts->state, "placed") == 0)
    {
      g_autofree char *age = parvis_format_age_long (facts->placed_at, moment->now, moment->zone);

      /* Translators: how long ago: "2 min ago". */
      return g_strdup_printf (_("Reserved %s"), age);
    }

  return NULL;
}

char *
parvis_order_text_worker (const ParvisOrderFacts  *facts,
                          const ParvisOrderMoment *moment)
{
  g_autofree char *clock = NULL;

  if (facts->worker == NULL || strcmp (facts->state, "preparing") != 0)
    return NULL;

  clock = parvis_format_clock (facts->preparing_at, moment->zone);

  /* Translators: somebody at the shop's other counter, and the time: "Léa is preparing it,
   * since 16:31".
   */
  return g_strdup_printf (_("%1$s is preparing it, since %2$s"), facts->worker, clock);
}

char *
parvis_order_text_status (const ParvisOrderFacts  *facts,
                          const ParvisOrderMoment *moment)
{
  g_autofree char *clock = parvis_format_clock (facts->placed_at, moment->zone);
  char *text = tell_end (facts, moment);

  if (text != NULL)
    return text;
  if (strcmp (facts->state, "collected") == 0)
    {
      g_autofree char *collected = parvis_format_clock (facts->collected_at, moment->zone);

      return g_strdup_printf (_("Collected at %s"), collected);
    }
  if (!facts->confirmed)
    return g_strdup (_("The customer waits for your yes: do not come yet"));
  if (parvis_order_needs_call (facts, moment))
    return g_strdup (_("No message goes to this customer"));
  if ((facts->tell_at != PARVIS_NO_TIME && facts->tell_at > moment->now &&
       (facts->told_at == PARVIS_NO_TIME || facts->told_at < facts->tell_at - PARVIS_ORDER_HOLD)) ||
      (facts->delay_at != PARVIS_NO_TIME && facts->delay_at > moment->now) ||
      (facts->confirm_at != PARVIS_NO_TIME && facts->confirm_at > moment->now))
    return g_strdup (_("The customer is told in a moment: Ctrl+Z takes it back"));
  if (facts->told_at != PARVIS_NO_TIME && strcmp (facts->state, "ready") == 0)
    return g_strdup (_("The customer has been told"));
  if (facts->confirm_at != PARVIS_NO_TIME)
    {
      g_autofree char *confirmed = parvis_format_clock (facts->confirm_at - PARVIS_ORDER_HOLD,
                                                        moment->zone);

      return g_strdup_printf (_("Confirmed by you at %s"), confirmed);
    }

  return g_strdup_printf (_("Confirmed automatically at %s, within stock"), clock);
}

char *
parvis_order_text_until (const ParvisOrderFacts  *facts,
                         const ParvisOrderMoment *moment)
{
  gint64 left = parvis_order_get_instant (facts->day, facts->from, moment->zone) - moment->now;
  g_autofree char *duration = parvis_format_duration (ABS (left));

  /* Translators: a duration: "in 1 h 17". */
  return left >= 0 ? g_strdup_printf (_("in %s"), duration)
                   : g_strdup_printf (_("%s ago"), duration);
}

/* One sentence for who listens: "New, 18:15, Mme Lefèvre, code K 47, …". */
char *
parvis_order_text_row (const ParvisOrderFacts  *facts,
                       const ParvisOrderMoment *moment)
{
  g_autofree char *clock = parvis_order_text_minutes (facts->from);
  g_autofree char *day = parvis_order_text_day (facts->day, moment->today);
  g_autofree char *code = parvis_order_text_spoken (facts->code);
  g_autofree char *items = parvis_order_text_items (facts);
  gboolean is_warning;
  g_autofree char *remark = parvis_order_text_remark (facts, moment, &is_warning);
  GString *text = g_string_new (NULL);

  if (strcmp (facts->state, "placed") == 0)
    /* Translators: an order that nobody has looked at. */
    g_string_append_printf (text, "%s, ", C_("order", "New"));
  if (day != NULL)
    g_string_append_printf (text, "%s ", day);
  g_string_append_printf (text, "%s, %s, %s, %s", clock, facts->name, code, items);
  if (remark != NULL)
    g_string_append_printf (text, ", %s", remark);

  return g_string_free (text, FALSE);
}

const char *
parvis_order_group_word (ParvisOrderGroup group)
{
  const char *words[] = {
    [PARVIS_ORDER_GROUP_NEW] = N_("New"),
    [PARVIS_ORDER_GROUP_PREPARE] = N_("To prepare"),
    [PARVIS_ORDER_GROUP_READY] = N_("Ready to hand over"),
    [PARVIS_ORDER_GROUP_CANCELLED] = N_("Cancelled"),
    [PARVIS_ORDER_GROUP_LATER] = N_("Coming days"),
    [PARVIS_ORDER_GROUP_COLLECTED] = N_("Collected"),
    [PARVIS_ORDER_GROUP_MISSED] = N_("Not collected, cancelled"),
    [PARVIS_ORDER_GROUP_PAST] = N_("Past orders"),
  };

  return group == PARVIS_ORDER_GROUP_NEW ? C_("orders", "New") : _(words[group]);
}

const char *
parvis_order_group_icon (ParvisOrderGroup group)
{
  const char *icons[] = {
    [PARVIS_ORDER_GROUP_NEW] = "mail-unread-symbolic",
    [PARVIS_ORDER_GROUP_PREPARE] = "parvis-bread-symbolic",
    [PARVIS_ORDER_GROUP_READY] = "parvis-bag-symbolic",
    [PARVIS_ORDER_GROUP_CANCELLED] = "action-unavailable-symbolic",
    [PARVIS_ORDER_GROUP_LATER] = "x-office-calendar-symbolic",
    [PARVIS_ORDER_GROUP_COLLECTED] = "object-select-symbolic",
    [PARVIS_ORDER_GROUP_MISSED] = "dialog-warning-symbolic",
    [PARVIS_ORDER_GROUP_PAST] = "document-open-recent-symbolic",
  };

  return icons[group];
}

static const struct
{
  const char *step;
  const char *word;
  const char *icon;
  const char *done;
} steps[] = {
  { "order.prepare", N_("Seen, preparing"), "object-select-symbolic", N_("Being prepared") },
  { "order.ready", NC_("order", "Ready"), "parvis-bag-symbolic", NC_("order", "Ready") },
  { "order.collect", NC_("order", "Collected"), "object-select-symbolic",
    NC_("order", "Collected") },
};

static int
find_step (const char *step)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_strcmp0 (steps[i].step, step) == 0)
      return (int) i;

  return -1;
}

static const char *
translate (const char *word)
{
  const char *translated = g_dpgettext2 (GETTEXT_PACKAGE, "order", word);

  return translated != word ? translated : _(word);
}

/* What the button of the step says. */
const char *
parvis_order_step_word (const char *step)
{
  int i = find_step (step);

  return i >= 0 ? translate (steps[i].word) : "";
}

const char *
parvis_order_step_icon (const char *step)
{
  int i = find_step (step);

  return i >= 0 ? steps[i].icon : "object-select-symbolic";
}

/* What was done by it. */
const char *
parvis_order_done_word (const char *step)
{
  int i = find_step (step);

  return i >= 0 ? translate (steps[i].done) : "";
}

const char *
parvis_order_reason_word (const char *code)
{
  if (g_strcmp0 (code, "no_bread") == 0)
    return _("no more bread of this kind");
  if (g_strcmp0 (code, "too_many") == 0)
    return _("too many orders at that hour");
  if (g_strcmp0 (code, "closing") == 0)
    return _("closing earlier");

  return _("another reason");
}
