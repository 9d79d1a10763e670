/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-bake-plan"

#include "config.h"

#include "parvis-bake-plan.h"

#include "parvis-order-text.h"
#include "parvis-order.h"

#include <glib/gi18n.h>
#include <string.h>

/* So many days of the same weekday make a habit. */
#define WEEKS 4

static void
free_line (gpointer data)
{
  ParvisBakeLine *line = data;

  g_free (line->product);
  g_free (line->name);
  g_free (line);
}

static void
free_slot (gpointer data)
{
  ParvisBakeSlot *slot = data;

  g_ptr_array_unref (slot->orders);
  g_free (slot);
}

static void
free_missed (gpointer data)
{
  ParvisBakeMissed *missed = data;

  g_free (missed->name);
  g_free (missed->items);
  g_free (missed);
}

static const char *
get_text (const json_t *body,
          const char   *name)
{
  return json_string_value (json_object_get (body, name));
}

static int
get_weekday (const char *day)
{
  g_autofree char *midnight = g_strdup_printf ("%sT00:00:00Z", day != NULL ? day : "");
  g_autoptr(GDateTime) date = g_date_time_new_from_iso8601 (midnight, NULL);

  return date != NULL ? g_date_time_get_day_of_week (date) : 0;
}

static const json_t *
find_taken (const json_t *takings,
            const char   *product)
{
  gsize i;
  json_t *entry;

  json_array_foreach (json_object_get (takings, "products"), i, entry)
    if (g_strcmp0 (get_text (entry, "product"), product) == 0)
      return entry;

  return NULL;
}

static int
compare_newest (gconstpointer a,
                gconstpointer b)
{
  const ParvisEntityRef *one = *(const ParvisEntityRef *const *) a;
  const ParvisEntityRef *other = *(const ParvisEntityRef *const *) b;

  return -g_strcmp0 (get_text (one->body, "day"), get_text (other->body, "day"));
}

/* The mean of the last weeks' same weekday before @day, rounded; -1 without one. */
static int
find_habit (GPtrArray  *takings,
            const char *product,
            const char *day)
{
  g_autoptr(GPtrArray) sorted = g_ptr_array_new ();
  int weekday = get_weekday (day);
  int sum = 0;
  int n = 0;

  for (guint i = 0; i < takings->len; i++)
    g_ptr_array_add (sorted, takings->pdata[i]);
  g_ptr_array_sort (sorted, compare_newest);

  for (guint i = 0; i < sorted->len && n < WEEKS; i++)
    {
      const json_t *body = ((ParvisEntityRef *) sorted->pdata[i])->body;
      const char *of = get_text (body, "day");
      const json_t *taken = find_taken (body, product);

      if (taken == NULL || of == NULL || strcmp (of, day) >= 0 || get_weekday (of) != weekday)
        continue;

      sum += (int) json_integer_value (json_object_get (taken, "sold"));
      n++;
    }

  return n > 0 ? (sum + n / 2) / n : -1;
}

/* Without a habit: what the standing week keeps for the counter. */
static int
find_kept (GPtrArray  *patterns,
           const char *product,
           const char *day)
{
  for (guint i = 0; i < patterns->len; i++)
    {
      const json_t *body = ((ParvisEntityRef *) patterns->pdata[i])->body;
      int sum = 0;
      gsize n;
      json_t *bake;

      if (g_strcmp0 (get_text (body, "product"), product) != 0 ||
          json_integer_value (json_object_get (body, "weekday")) != get_weekday (day))
        continue;

      json_array_foreach (json_object_get (body, "bakes"), n, bake)
        sum += (int) (json_integer_value (json_object_get (bake, "quantity")) -
                      json_integer_value (json_object_get (bake, "online")));
      return sum;
    }

  return -1;
}

static gboolean
is_wanted (const ParvisOrderFacts *facts,
           const char             *day)
{
  const char *states[] = { "placed", "preparing", "ready", "collected" };

  if (strcmp (facts->day, day) != 0)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (strcmp (facts->state, states[i]) == 0)
      return TRUE;

  return FALSE;
}

static ParvisBakeLine *
find_line (ParvisBakePlan *self,
           const char     *product)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      ParvisBakeLine *line = g_ptr_array_index (self->lines, i);

      if (strcmp (line->product, product) == 0)
        return line;
    }

  return NULL;
}

static ParvisBakeLine *
add_line (ParvisBakePlan *self,
          const char     *product,
          const char     *name)
{
  ParvisBakeLine *line = g_new0 (ParvisBakeLine, 1);

  line->product = g_strdup (product);
  line->name = g_strdup (name != NULL ? name : "");
  line->usual = -1;
  g_ptr_array_add (self->lines, line);

  return line;
}

/* A product that the shop does not sell any more may still be reserved. */
static void
count_order (ParvisBakePlan         *self,
             const ParvisOrderFacts *facts)
{
  for (guint i = 0; i < facts->lines->len; i++)
    {
      const ParvisOrderLine *ordered = g_ptr_array_index (facts->lines, i);
      ParvisBakeLine *line = find_line (self, ordered->product);

      if (line == NULL)
        line = add_line (self, ordered->product, ordered->name);
      line->reserved += ordered->quantity;
    }
}

static ParvisBakeSlot *
find_slot (ParvisBakePlan         *self,
           const ParvisOrderFacts *facts)
{
  ParvisBakeSlot *slot;

  for (guint i = 0; i < self->slots->len; i++)
    {
      slot = g_ptr_array_index (self->slots, i);
      if (slot->from == facts->from && slot->until == facts->until)
        return slot;
    }

  slot = g_new0 (ParvisBakeSlot, 1);
  slot->from = facts->from;
  slot->until = facts->until;
  slot->orders = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->slots, slot);

  return slot;
}

static int
compare_slots (gconstpointer a,
               gconstpointer b)
{
  const ParvisBakeSlot *one = *(const ParvisBakeSlot *const *) a;
  const ParvisBakeSlot *other = *(const ParvisBakeSlot *const *) b;

  return one->from != other->from ? one->from - other->from : one->until - other->until;
}

static int
compare_codes (gconstpointer a,
               gconstpointer b)
{
  return strcmp (parvis_order_get_facts (*(ParvisOrder *const *) a)->code,
                 parvis_order_get_facts (*(ParvisOrder *const *) b)->code);
}

static char *
write_items (ParvisBakePlan *self,
             const json_t   *lines)
{
  GString *text = g_string_new (NULL);
  gsize i;
  json_t *line;

  json_array_foreach (lines, i, line)
    {
      const char *product = get_text (line, "product");
      const ParvisBakeLine *known = product != NULL ? find_line (self, product) : NULL;

      if (i > 0)
        g_string_append (text, " · ");
      g_string_append_printf (text, "%d\u00a0%s",
                              (int) json_integer_value (json_object_get (line, "quantity")),
                              known != NULL ? known->name : "?");
    }

  return g_string_free (text, FALSE);
}

static int
compare_missed (gconstpointer a,
                gconstpointer b)
{
  const ParvisBakeMissed *one = *(const ParvisBakeMissed *const *) a;
  const ParvisBakeMissed *other = *(const ParvisBakeMissed *const *) b;

  return one->from != other->from ? one->from - other->from : strcmp (one->name, other->name);
}

static gboolean
has_failed (const json_t *body,
            const char   *day)
{
  gsize i;
  json_t *failed;

  json_array_foreach (json_object_get (body, "failed_days"), i, failed)
    if (g_strcmp0 (json_string_value (failed), day) == 0)
      return TRUE;

  return g_strcmp0 (get_text (body, "failed"), day) == 0;
}

/* Nobody is forgotten: who comes every week comes, if nobody calls him. */
static void
find_missed (ParvisBakePlan *self,
             GPtrArray      *standing)
{
  for (guint i = 0; i < standing->len; i++)
    {
      const json_t *body = ((ParvisEntityRef *) standing->pdata[i])->body;
      const char *name = get_text (body, "name");
      ParvisBakeMissed *missed;

      if (!has_failed (body, self->day) ||
          json_is_true (json_object_get (body, "paused")))
        continue;

      missed = g_new0 (ParvisBakeMissed, 1);
      missed->name = g_strdup (name != NULL ? name : "");
      missed->items = write_items (self, json_object_get (body, "lines"));
      missed->from = (int) json_integer_value (json_object_get (body, "from"));
      g_ptr_array_add (self->missed, missed);
    }

  g_ptr_array_sort (self->missed, compare_missed);
}

static void
suggest (ParvisBakePlan *self,
         GPtrArray      *patterns,
         GPtrArray      *takings)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      ParvisBakeLine *line = g_ptr_array_index (self->lines, i);

      line->usual = find_habit (takings, line->product, self->day);
      if (line->usual < 0)
        line->usual = find_kept (patterns, line->product, self->day);
      line->suggested = line->reserved + MAX (line->usual, 0);
      /* Trays are filled by pairs. */
      line->suggested += line->suggested % 2;
      line->total = line->suggested;
    }
}

static ParvisBakePlan *
make_plan (const char *day)
{
  ParvisBakePlan *self = g_new0 (ParvisBakePlan, 1);

  self->day = g_strdup (day);
  self->lines = g_ptr_array_new_with_free_func (free_line);
  self->slots = g_ptr_array_new_with_free_func (free_slot);
  self->missed = g_ptr_array_new_with_free_func (free_missed);

  return self;
}

ParvisBakePlan *
parvis_bake_plan_new (const char *day,
                      GPtrArray  *products,
                      GPtrArray  *orders,
                      GPtrArray  *standing,
                      GPtrArray  *patterns,
                      GPtrArray  *takings)
{
  ParvisBakePlan *self = make_plan (day);

  for (guint i = 0; i < products->len; i++)
    {
      const ParvisEntityRef *product = g_ptr_array_index (products, i);

      add_line (self, product->id, get_text (product->body, "name"));
    }

  for (guint i = 0; i < orders->len; i++)
    {
      ParvisOrder *order = g_ptr_array_index (orders, i);
      const ParvisOrderFacts *facts = parvis_order_get_facts (order);

      if (!is_wanted (facts, day))
        continue;

      count_order (self, facts);
      g_ptr_array_add (find_slot (self, facts)->orders, g_object_ref (order));
      self->n_orders++;
    }

  g_ptr_array_sort (self->slots, compare_slots);
  for (guint i = 0; i < self->slots->len; i++)
    g_ptr_array_sort (((ParvisBakeSlot *) self->slots->pdata[i])->orders, compare_codes);
  suggest (self, patterns, takings);
  find_missed (self, standing);

  return self;
}

char *
parvis_bake_plan_tell_missed (const ParvisBakePlan *self)
{
  GString *text = NULL;

  for (guint i = 0; i < self->missed->len; i++)
    {
      const ParvisBakeMissed *missed = g_ptr_array_index (self->missed, i);
      g_autofree char *from = parvis_order_text_minutes (missed->from);

      if (text == NULL)
        text = g_string_new (NULL);
      else
        g_string_append_c (text, '\n');
      /* Translators: what somebody takes every week: the hour, of whom, what. */
      g_string_append_printf (text, _("Standing order without bread or place: %1$s, %2$s, %3$s"),
                              from, missed->name, missed->items);
    }

  return text != NULL ? g_string_free (text, FALSE) : NULL;
}

static gboolean
same_slot (const ParvisBakeSlot *slot,
           const ParvisBakeSlot *other)
{
  if (slot->from != other->from || slot->until != other->until ||
      slot->orders->len != other->orders->len)
    return FALSE;

  for (guint i = 0; i < slot->orders->len; i++)
    {
      const ParvisOrderFacts *one = parvis_order_get_facts (slot->orders->pdata[i]);
      const ParvisOrderFacts *two = parvis_order_get_facts (other->orders->pdata[i]);

      if (strcmp (one->id, two->id) != 0 || one->total != two->total ||
          one->lines->len != two->lines->len)
        return FALSE;
    }

  return TRUE;
}

static gboolean
same_missed (const ParvisBakePlan *self,
             const ParvisBakePlan *other)
{
  if (self->missed->len != other->missed->len)
    return FALSE;

  for (guint i = 0; i < self->missed->len; i++)
    {
      const ParvisBakeMissed *one = self->missed->pdata[i];
      const ParvisBakeMissed *two = other->missed->pdata[i];

      if (one->from != two->from || strcmp (one->name, two->name) != 0 ||
          strcmp (one->items, two->items) != 0)
        return FALSE;
    }

  return TRUE;
}

gboolean
parvis_bake_plan_equal (ParvisBakePlan *self,
                        ParvisBakePlan *other)
{
  if (strcmp (self->day, other->day) != 0 || self->lines->len != other->lines->len ||
      self->slots->len != other->slots->len || !same_missed (self, other))
    return FALSE;

  for (guint i = 0; i < self->lines->len; i++)
    {
      const ParvisBakeLine *one = self->lines->pdata[i];
      const ParvisBakeLine *two = other->lines->pdata[i];

      if (strcmp (one->name, two->name) != 0 || one->reserved != two->reserved ||
          one->usual != two->usual)
        return FALSE;
    }

  for (guint i = 0; i < self->slots->len; i++)
    if (!same_slot (self->slots->pdata[i], other->slots->pdata[i]))
      return FALSE;

  return TRUE;
}

void
parvis_bake_plan_free (ParvisBakePlan *self)
{
  g_ptr_array_unref (self->lines);
  g_ptr_array_unref (self->slots);
  g_ptr_array_unref (self->missed);
  g_free (self->day);
  g_free (self);
}

/* In minutes of the day, when the last slot begins; -1 without one. */
static int
find_last_slot (const json_t *slots,
                int           weekday)
{
  int last = -1;
  gsize i;
  json_t *slot;

  json_array_foreach (slots, i, slot)
    if (json_integer_value (json_object_get (slot, "weekday")) == weekday)
      last = MAX (last, (int) json_integer_value (json_object_get (slot, "from")));

  return last;
}

gint64
parvis_bake_plan_find_limit (const json_t *shop,
                             const char   *day,
                             GTimeZone    *zone)
{
  const json_t *rule = json_object_get (shop, "cutoff");
  const json_t *evening = json_object_get (rule, "day_before");
  const json_t *before = json_object_get (rule, "before");
  ParvisCutoff cutoff = {
    .day_before = json_is_integer (evening),
    .minutes = (int) json_integer_value (json_is_integer (evening) ? evening : before),
  };
  gint64 number = 0;
  int last;

  g_return_val_if_fail (zone != NULL, PARVIS_NO_TIME);

  if (!parvis_day_parse (day, &number))
    return PARVIS_NO_TIME;

  last = find_last_slot (json_object_get (shop, "slots"), parvis_day_get_weekday (number));

  return last >= 0 ? parvis_cutoff_get_instant (&cutoff, number, last, zone) : PARVIS_NO_TIME;
}
