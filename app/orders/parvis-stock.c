/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-stock"

#include "config.h"

#include "parvis-stock.h"

#include "parvis-entity.h"

#include <string.h>

static int
get_int (const json_t *object,
         const char   *name)
{
  return (int) json_integer_value (json_object_get (object, name));
}

static void
note_next (ParvisStock  *stock,
           const json_t *bake,
           int           quantity)
{
  int ready = get_int (bake, "ready");

  if (stock->next_ready >= 0 && stock->next_ready <= ready)
    return;

  stock->next_ready = ready;
  stock->next_quantity = quantity;
}

/* Declared by mistake, and nothing came of it. */
static gboolean
is_taken_back (const json_t *bake)
{
  return get_int (bake, "declared") == 0 && get_int (bake, "overdrawn") == 0;
}

static void
add_bake (ParvisStock  *stock,
          const json_t *bake,
          int           minute)
{
  stock->declared += get_int (bake, "declared");
  stock->reserved += get_int (bake, "reserved");
  stock->collected += get_int (bake, "collected");
  stock->sold += get_int (bake, "sold");
  stock->lost += get_int (bake, "lost");
  stock->given += get_int (bake, "given");
  stock->unsold += get_int (bake, "unsold");
  stock->overdrawn += get_int (bake, "overdrawn");

  if (is_taken_back (bake))
    return;
  if (get_int (bake, "ready") > minute)
    {
      stock->later += get_int (bake, "online");
      note_next (stock, bake, get_int (bake, "declared"));
      return;
    }

  stock->ready_bakes++;
  stock->online += get_int (bake, "online");
  stock->counter += get_int (bake, "counter");
  stock->borrowed += get_int (bake, "borrowed");
  stock->is_shut = stock->is_shut || json_is_true (json_object_get (bake, "shut"));
}

/* What was more than there is comes back first, then what was borrowed, as the service does
 * it.
 */
static void
bring_back (ParvisStock *stock,
            int          quantity)
{
  int covered = MIN (quantity, stock->overdrawn);
  int borrowed = MIN (quantity - covered, stock->borrowed);

  stock->overdrawn -= covered;
  stock->borrowed -= borrowed;
  stock->online += borrowed;
  stock->counter += quantity - covered - borrowed;
}

/* What is taken from the counter, and when that is empty from what is online, as the
 * service does it.
 */
static void
take (ParvisStock *stock,
      int          quantity)
{
  if (quantity < 0)
    {
      bring_back (stock, -quantity);
      return;
    }

  stock->counter -= quantity;
  if (stock->counter < 0)
    {
      stock->online += stock->counter;
      stock->counter = 0;
    }
  if (stock->online < 0)
    {
      stock->overdrawn -= stock->online;
      stock->online = 0;
    }
}

/* Lost, given or unsold; below zero it was not, and is the counter's again. */
static void
discard (ParvisStock *stock,
         int          quantity)
{
  if (quantity < 0)
    stock->counter -= quantity;
  else
    take (stock, quantity);
}

static void
add_declared (ParvisStock  *stock,
              const json_t *bake,
              int           minute)
{
  int quantity = get_int (bake, "quantity");
  const json_t *online = json_object_get (bake, "online");
  int share = json_is_integer (online) ? (int) json_integer_value (online) : quantity / 2;

  stock->declared += quantity;
  if (get_int (bake, "ready") > minute)
    {
      stock->later += MIN (share, quantity);
      note_next (stock, bake, quantity);
      return;
    }

  stock->ready_bakes++;
  stock->online += MIN (share, quantity);
  stock->counter += quantity - MIN (share, quantity);
}

static void
add_pending (ParvisStock  *stock,
             const json_t *pending,
             int           minute)
{
  int gone = get_int (pending, "lost") + get_int (pending, "given") + get_int (pending, "unsold");
  int sold = get_int (pending, "sold");
  const json_t *share = json_object_get (pending, "share");
  const json_t *shut = json_object_get (pending, "shut");
  gsize i;
  json_t *bake;

  json_array_foreach (json_object_get (pending, "bakes"), i, bake)
    add_declared (stock, bake, minute);

  stock->sold += sold;
  stock->lost += get_int (pending, "lost");
  stock->given += get_int (pending, "given");
  stock->unsold += get_int (pending, "unsold");
  take (stock, sold);
  discard (stock, gone);

  if (json_is_integer (share))
    {
      int all = stock->online + stock->counter;

      stock->online = CLAMP ((int) json_integer_value (share), 0, all);
      stock->counter = all - stock->online;
    }
  if (json_is_boolean (shut))
    stock->is_shut = json_is_true (shut);
}

void
parvis_stock_read (const json_t *product,
                   GPtrArray    *bakes,
                   const char   *day,
                   int           minute,
                   ParvisStock  *stock)
{
  const char *id = json_string_value (json_object_get (product, "id"));
  const json_t *pending = json_object_get (product, "pending");

  *stock = (ParvisStock) { .next_ready = -1, .floor = get_int (product, "floor") };
  for (guint i = 0; i < bakes->len; i++)
    {
      const ParvisEntityRef *entity = g_ptr_array_index (bakes, i);
      const char *of = json_string_value (json_object_get (entity->body, "product"));
      const char *when = json_string_value (json_object_get (entity->body, "day"));

      if (g_strcmp0 (of, id) == 0 && g_strcmp0 (when, day) == 0)
        add_bake (stock, entity->body, minute);
    }

  pending = json_object_get (pending, day);
  if (pending != NULL)
    add_pending (stock, pending, minute);
}

int
parvis_stock_get_left (const ParvisStock *stock)
{
  return stock->is_shut ? 0 : stock->online + stock->counter;
}

gboolean
parvis_stock_is_low (const ParvisStock *stock)
{
  int left = parvis_stock_get_left (stock);

  return left > 0 && left * 100 <= stock->declared * 15;
}

ParvisSale
parvis_stock_judge (const ParvisStock *stock,
                    int                quantity,
                    gboolean           link_up)
{
  int spare = CLAMP (stock->online + stock->later - stock->floor, 0, stock->online);
  int sellable = stock->counter + (link_up ? spare : 0);

  if (quantity <= sellable)
    return PARVIS_SALE_GOOD;

  return stock->counter + stock->online > 0 ? PARVIS_SALE_PROMISED : PARVIS_SALE_NOTHING;
}
