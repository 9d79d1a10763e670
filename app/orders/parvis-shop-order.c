/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-order"

#include "config.h"

#include "parvis-shop-order.h"

#include "parvis-order.h"

#include <string.h>

struct _ParvisOrder
{
  GObject           parent_instance;

  ParvisEntityRef  *entity;       /* owned */
  char             *refusal;      /* (nullable) */
  ParvisOrderFacts  facts;
};

G_DEFINE_FINAL_TYPE (ParvisOrder, parvis_order, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
free_line (gpointer data)
{
  ParvisOrderLine *line = data;

  g_free (line->options);
  g_free (line);
}

static const char *
get_text (const json_t *body,
          const char   *name)
{
  return json_string_value (json_object_get (body, name));
}

/* What must be there to be shown. */
static const char *
need_text (const json_t *body,
           const char   *name)
{
  const char *text = get_text (body, name);

  return text != NULL ? text : "";
}

static int
get_int (const json_t *body,
         const char   *name)
{
  return (int) json_integer_value (json_object_get (body, name));
}

static gint64
get_time (const json_t *body,
          const char   *name)
{
  gint64 instant;

  if (!parvis_json_get_time_or (body, name, PARVIS_NO_TIME, &instant, NULL))
    return PARVIS_NO_TIME;

  return instant;
}

static char *
read_options (const json_t *options)
{
  GString *text = NULL;
  gsize i;
  json_t *option;

  json_array_foreach (options, i, option)
    {
      const char *choice = get_text (option, "choice");

      if (choice == NULL)
        continue;
      if (text == NULL)
        text = g_string_new (choice);
      else
        g_string_append_printf (text, ", %s", choice);
    }

  return text != NULL ? g_string_free (text, FALSE) : NULL;
}

static GPtrArray *
read_lines (const json_t *body)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (free_line);
  gsize i;
  json_t *entry;

  json_array_foreach (json_object_get (body, "lines"), i, entry)
    {
      ParvisOrderLine *line = g_new0 (ParvisOrderLine, 1);

      line->product = need_text (entry, "product");
      line->name = need_text (entry, "name");
      line->options = read_options (json_object_get (entry, "options"));
      line->quantity = get_int (entry, "quantity");
      line->price = json_integer_value (json_object_get (entry, "price"));
      g_ptr_array_add (lines, line);
    }

  return lines;
}

static void
read_instants (ParvisOrderFacts *facts,
               const json_t     *body)
{
  facts->placed_at = get_time (body, "placed_at");
  facts->seen_at = get_time (body, "seen_at");
  facts->unseen_since = get_time (body, "unseen_since");
  if (facts->unseen_since == PARVIS_NO_TIME)
    facts->unseen_since = facts->placed_at;
  facts->confirm_at = get_time (body, "confirm_at");
  facts->preparing_at = get_time (body, "preparing_at");
  facts->tell_at = get_time (body, "tell_at");
  facts->told_at = get_time (body, "told_at");
  facts->delay_at = get_time (body, "delay_at");
  facts->collected_at = get_time (body, "collected_at");
  facts->ended_at = get_time (body, "ended_at");
  facts->keep_until = get_time (body, "keep_until");
}

static void
read_facts (ParvisOrder *self)
{
  const json_t *body = self->entity->body;
  const json_t *reason = json_object_get (body, "reason");
  ParvisOrderFacts *facts = &self->facts;

  g_clear_pointer (&facts->lines, g_ptr_array_unref);
  facts->id = self->entity->id;
  facts->merchant = need_text (body, "merchant");
  facts->day = need_text (body, "day");
  facts->state = need_text (body, "state");
  facts->code = need_text (body, "code");
  facts->name = need_text (body, "name");
  facts->phone = get_text (body, "phone");
  facts->email = get_text (body, "email");
  facts->note = get_text (body, "note");
  facts->language = get_text (body, "language");
  facts->worker = get_text (body, "worker");
  facts->by = get_text (body, "by");
  facts->reason = json_is_string (reason) ? json_string_value (reason) : get_text (reason, "code");
  facts->reason_text = get_text (reason, "text");
  facts->from = get_int (body, "from");
  facts->until = get_int (body, "until");
  facts->total = get_int (body, "total");
  facts->visits = get_int (body, "visits");
  facts->forgotten = get_int (body, "forgotten");
  facts->reminders = get_int (body, "reminders");
  facts->shortage = get_int (body, "shortage");
  facts->delay = get_int (body, "delay");
  facts->confirmed = !json_is_false (json_object_get (body, "confirmed"));
  facts->waiting = self->entity->waiting;
  facts->refusal = self->refusal;
  facts->lines = read_lines (body);
  read_instants (facts, body);
}

static void
parvis_order_finalize (GObject *object)
{
  ParvisOrder *self = PARVIS_ORDER (object);

  g_clear_pointer (&self->facts.lines, g_ptr_array_unref);
  g_clear_pointer (&self->entity, parvis_entity_unref);
  g_clear_pointer (&self->refusal, g_free);

  G_OBJECT_CLASS (parvis_order_parent_class)->finalize (object);
}

static void
parvis_order_class_init (ParvisOrderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = parvis_order_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
parvis_order_init (ParvisOrder *self)
{
}

/* @entity has a body. */
ParvisOrder *
parvis_order_new (ParvisEntityRef *entity)
{
  ParvisOrder *self;

  g_return_val_if_fail (entity != NULL && entity->body != NULL, NULL);

  self = g_object_new (PARVIS_TYPE_ORDER, NULL);
  self->entity = parvis_entity_ref (entity);
  read_facts (self);

  return self;
}

void
parvis_order_set_entity (ParvisOrder     *self,
                         ParvisEntityRef *entity)
{
  g_autoptr(ParvisEntityRef) old = NULL;

  g_return_if_fail (PARVIS_IS_ORDER (self));
  g_return_if_fail (entity != NULL && entity->body != NULL);

  old = self->entity;
  self->entity = parvis_entity_ref (entity);
  read_facts (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
parvis_order_set_refusal (ParvisOrder *self,
                          const char  *refusal)
{
  g_return_if_fail (PARVIS_IS_ORDER (self));

  if (g_strcmp0 (self->refusal, refusal) == 0)
    return;

  g_free (self->refusal);
  self->refusal = g_strdup (refusal);
  self->facts.refusal = self->refusal;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

const ParvisOrderFacts *
parvis_order_get_facts (ParvisOrder *self)
{
  g_return_val_if_fail (PARVIS_IS_ORDER (self), NULL);

  return &self->facts;
}

const char *
parvis_order_get_id (ParvisOrder *self)
{
  g_return_val_if_fail (PARVIS_IS_ORDER (self), NULL);

  return self->entity->id;
}

void
parvis_order_set_lost (ParvisOrder     *self,
                       ParvisOrderLost  lost)
{
  g_return_if_fail (PARVIS_IS_ORDER (self));

  if (self->facts.lost == lost)
    return;

  self->facts.lost = lost;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
is_in (const ParvisOrderFacts *facts,
       const char             *state)
{
  return strcmp (facts->state, state) == 0;
}

/* @today: "2026-06-17", of the town */
ParvisOrderGroup
parvis_order_get_group (ParvisOrder *self,
                        const char  *today)
{
  const ParvisOrderFacts *facts = &self->facts;
  int days = strcmp (facts->day, today);

  g_return_val_if_fail (PARVIS_IS_ORDER (self), PARVIS_ORDER_GROUP_PAST);

  if (is_in (facts, "placed"))
    return PARVIS_ORDER_GROUP_NEW;
  if (is_in (facts, "preparing"))
    return days > 0 ? PARVIS_ORDER_GROUP_LATER : PARVIS_ORDER_GROUP_PREPARE;
  if (is_in (facts, "ready"))
    return PARVIS_ORDER_GROUP_READY;
  if (days != 0)
    return PARVIS_ORDER_GROUP_PAST;
  if (is_in (facts, "collected"))
    return PARVIS_ORDER_GROUP_COLLECTED;
  if (is_in (facts, "cancelled") && facts->preparing_at != PARVIS_NO_TIME)
    return PARVIS_ORDER_GROUP_CANCELLED;

  return PARVIS_ORDER_GROUP_MISSED;
}

gboolean
parvis_order_is_unseen (ParvisOrder *self)
{
  g_return_val_if_fail (PARVIS_IS_ORDER (self), FALSE);

  return is_in (&self->facts, "placed");
}

/* By the time of the pickup; a GCompareDataFunc. */
int
parvis_order_compare (gconstpointer a,
                      gconstpointer b,
                      gpointer      user_data)
{
  const ParvisOrderFacts *one = parvis_order_get_facts (PARVIS_ORDER ((gpointer) a));
  const ParvisOrderFacts *other = parvis_order_get_facts (PARVIS_ORDER ((gpointer) b));
  int result = strcmp (one->day, other->day);

  if (result == 0)
    result = one->from - other->from;
  if (result == 0)
    result = one->placed_at < other->placed_at ? -1 : one->placed_at > other->placed_at;

  return result != 0 ? result : strcmp (one->id, other->id);
}

gboolean
parvis_order_is_open (const ParvisOrderFacts *facts)
{
  return is_in (facts, "placed") || is_in (facts, "preparing") || is_in (facts, "ready");
}

/* Who comes after closing, or came while nobody heard of it here. */
static gboolean
may_collect_late (const ParvisOrderFacts *facts,
                  const char             *today)
{
  ParvisOrderState state;
  gint64 its = 0;
  gint64 now = 0;

  return parvis_order_state_from_string (facts->state, &state) &&
         parvis_day_parse (facts->day, &its) && parvis_day_parse (today, &now) &&
         parvis_order_may_collect_late (state, facts->by, its, now);
}

const char *
parvis_order_next_step (const ParvisOrderFacts *facts,
                        const char             *today)
{
  if (is_in (facts, "placed"))
    return "order.prepare";
  if (is_in (facts, "preparing"))
    return "order.ready";
  if (is_in (facts, "ready") || may_collect_late (facts, today))
    return "order.collect";

  return NULL;
}

const char *
parvis_order_step_back (const ParvisOrderFacts *facts)
{
  if (is_in (facts, "preparing"))
    return "placed";
  if (is_in (facts, "ready"))
    return "preparing";
  if (is_in (facts, "collected"))
    return "ready";

  return NULL;
}
