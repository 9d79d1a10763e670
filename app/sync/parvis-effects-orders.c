/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-effects"

#include "config.h"

#include "parvis-effects.h"
#include "parvis-error.h"
#include "parvis-order.h"
#include "parvis-words.h"

#include <string.h>

/* The commands of a shop. A sale is made of the bakes that the service chooses, so
 * what it will do is kept on the product, in "pending" by day, until they say it.
 */

/* How long the service keeps what it would tell the customer. */
#define GRACE (20 * PARVIS_SECOND)

#define QUANTITY_MAX 10000

static gboolean
check_anything (const json_t  *body,
                GError       **error)
{
  return TRUE;
}

static gboolean
check_day (const json_t  *body,
           GError       **error)
{
  const char *day;

  return parvis_json_get_string (body, "day", 10, &day, error);
}

static gboolean
check_sale (const json_t  *body,
            GError       **error)
{
  gint64 quantity;

  return check_day (body, error) &&
         parvis_json_get_int (body, "quantity", -QUANTITY_MAX, QUANTITY_MAX, &quantity, error);
}

static gboolean
check_back (const json_t  *body,
            GError       **error)
{
  const char *to;

  return parvis_json_get_string (body, "to", 20, &to, error);
}

static gboolean
check_decline (const json_t  *body,
               GError       **error)
{
  const char *text;

  return parvis_json_get_string (body, "reason", 20, &text, error) &&
         parvis_json_get_string_or (body, "text", PARVIS_ORDER_TEXT_MAX, NULL, &text, error);
}

static gboolean
check_delay (const json_t  *body,
             GError       **error)
{
  gint64 minutes;

  return json_object_get (body, "total") != NULL
         ? parvis_json_get_int (body, "total", 0, PARVIS_ORDER_DELAY_MAX, &minutes, error)
         : parvis_json_get_int (body, "minutes", 5, 120, &minutes, error);
}

/* Orders. */

static void
set_state (json_t       *order,
           const char   *state,
           const char   *instant,
           const json_t *command,
           gint64        at)
{
  gint64 given;

  if (!parvis_json_get_time_or (command, "at", at, &given, NULL))
    given = at;
  parvis_json_set_string (order, "state", state);
  parvis_json_set_time (order, instant, given);
  json_object_del (order, "worker");

  /* It may have ended by itself while this machine had no line. */
  json_object_del (order, "ended_at");
  json_object_del (order, "by");
  json_object_del (order, "reason");
}

static void
confirm (json_t       *order,
         const json_t *command,
         const char   *key,
         gint64        at)
{
  gboolean yes = !json_is_false (json_object_get (command, "confirmed"));

  if (yes && json_is_false (json_object_get (order, "confirmed")))
    parvis_json_set_time (order, "confirm_at", at + GRACE);
  json_object_set_new (order, "confirmed", json_boolean (yes));
  json_object_del (order, "yes_with");
}

/* Who goes on with an order says yes to it. */
static void
say_yes (json_t     *order,
         const char *with,
         gint64      at)
{
  if (!json_is_false (json_object_get (order, "confirmed")))
    return;

  json_object_set_new (order, "confirmed", json_true ());
  parvis_json_set_string (order, "yes_with", with);
  parvis_json_set_time (order, "confirm_at", at + GRACE);
}

/* A yes that was part of a step goes with it until it is heard; what is still being prepared
 * keeps it.
 */
static void
take_yes_back (json_t     *order,
               const char *to,
               gint64      at)
{
  gint64 heard_at;

  if (json_object_get (order, "yes_with") == NULL || g_strcmp0 (to, "placed") != 0 ||
      !parvis_json_get_time_or (order, "confirm_at", at, &heard_at, NULL) || at >= heard_at)
    return;

  json_object_set_new (order, "confirmed", json_false ());
  json_object_del (order, "yes_with");
  json_object_del (order, "confirm_at");
}

static void
prepare (json_t       *order,
         const json_t *command,
         const char   *key,
         gint64        at)
{
  set_state (order, "preparing", "preparing_at", command, at);
  say_yes (order, "preparing", at);
  if (json_object_get (order, "seen_at") == NULL)
    parvis_json_set_time (order, "seen_at", at);
}

static void
make_ready (json_t       *order,
            const json_t *command,
            const char   *key,
            gint64        at)
{
  set_state (order, "ready", "ready_at", command, at);
  say_yes (order, "ready", at);
  parvis_json_set_time (order, "tell_at", at + GRACE);
}

static void
collect (json_t       *order,
         const json_t *command,
         const char   *key,
         gint64        at)
{
  set_state (order, "collected", "collected_at", command, at);
  say_yes (order, "collected", at);
  json_object_del (order, "tell_at");
}

static void
go_back (json_t       *order,
         const json_t *command,
         const char   *key,
         gint64        at)
{
  const char *to = json_string_value (json_object_get (command, "to"));

  take_yes_back (order, to, at);
  parvis_json_set_string (order, "state", to);
  json_object_del (order, "tell_at");
  json_object_del (order, "collected_at");
  json_object_del (order, "ended_at");
  json_object_del (order, "by");
  json_object_del (order, "reason");
  json_object_del (order, "worker");
}

static void
end_order (json_t     *order,
           const char *state,
           gint64      at)
{
  parvis_json_set_string (order, "state", state);
  parvis_json_set_time (order, "ended_at", at);
}

static void
decline (json_t       *order,
         const json_t *command,
         const char   *key,
         gint64        at)
{
  json_t *reason = json_object ();

  json_object_set (reason, "code", json_object_get (command, "reason"));
  if (json_object_get (command, "text") != NULL)
    json_object_set (reason, "text", json_object_get (command, "text"));
  if (json_object_get (command, "offer") != NULL)
    json_object_set (reason, "offer", json_object_get (command, "offer"));
  json_object_set_new (order, "reason", reason);
  end_order (order, "declined", at);
  parvis_json_set_time (order, "tell_at", at + GRACE);
}

static void
miss (json_t       *order,
      const json_t *command,
      const char   *key,
      gint64        at)
{
  end_order (order, "no_show", at);
  parvis_json_set_time (order, "tell_at", at + GRACE);
}

static void
release (json_t       *order,
         const json_t *command,
         const char   *key,
         gint64        at)
{
  end_order (order, "released", at);
  parvis_json_set_time (order, "tell_at", at + GRACE);
}

/* More minutes for the customer: the order is kept longer. */
static void
move_keep (json_t     *order,
           json_int_t  minutes,
           gint64      at)
{
  gint64 until;

  if (!parvis_json_get_time_or (order, "keep_until", at, &until, NULL))
    return;

  parvis_json_set_time (order, "keep_until", until + minutes * PARVIS_MINUTE);
}

static void
delay (json_t       *order,
       const json_t *command,
       const char   *key,
       gint64        at)
{
  json_int_t before = json_integer_value (json_object_get (order, "delay"));
  const json_t *total = json_object_get (command, "total");
  json_int_t minutes = total != NULL ? json_integer_value (total) - before
                                     : json_integer_value (json_object_get (command, "minutes"));

  json_object_set_new (order, "delay", json_integer (before + minutes));
  parvis_json_set_time (order, "delay_at", at + GRACE);
  move_keep (order, minutes, at);
}

static void
keep (json_t       *order,
      const json_t *command,
      const char   *key,
      gint64        at)
{
  move_keep (order, json_integer_value (json_object_get (command, "minutes")), at);
}

static void
told (json_t       *order,
      const json_t *command,
      const char   *key,
      gint64        at)
{
  parvis_json_set_time (order, "told_at", at);
  json_object_set (order, "told_by", json_object_get (command, "how"));
}

/* Stock. */

static json_t *
get_pending (json_t       *product,
             const json_t *command)
{
  const char *day = json_string_value (json_object_get (command, "day"));
  json_t *pending = json_object_get (product, "pending");
  json_t *of_day;

  if (pending == NULL)
    {
      pending = json_object ();
      json_object_set_new (product, "pending", pending);
    }
  of_day = json_object_get (pending, day);
  if (of_day == NULL)
    {
      of_day = json_object ();
      json_object_set_new (pending, day, of_day);
    }

  return of_day;
}

static void
add (json_t     *object,
     const char *name,
     json_int_t  number)
{
  json_int_t before = json_integer_value (json_object_get (object, name));

  json_object_set_new (object, name, json_integer (before + number));
}

static void
add_member (json_t       *pending,
            const json_t *command,
            const char   *name)
{
  add (pending, name, json_integer_value (json_object_get (command, name)));
}

static void
sell (json_t       *product,
      const json_t *command,
      const char   *key,
      gint64        at)
{
  add (get_pending (product, command), "sold",
       json_integer_value (json_object_get (command, "quantity")));
}

static void
share (json_t       *product,
       const json_t *command,
       const char   *key,
       gint64        at)
{
  json_object_set (get_pending (product, command), "share", json_object_get (command, "online"));
}

static void
waste (json_t       *product,
       const json_t *command,
       const char   *key,
       gint64        at)
{
  json_t *pending = get_pending (product, command);

  add_member (pending, command, "lost");
  add_member (pending, command, "given");
  add_member (pending, command, "unsold");
}

static void
sell_out (json_t       *product,
          const json_t *command,
          const char   *key,
          gint64        at)
{
  json_object_set_new (get_pending (product, command), "shut", json_true ());
}

static void
resume (json_t       *product,
        const json_t *command,
        const char   *key,
        gint64        at)
{
  json_object_set_new (get_pending (product, command), "shut", json_false ());
}

static void
declare (json_t       *product,
         const json_t *command,
         const char   *key,
         gint64        at)
{
  json_t *pending = get_pending (product, command);
  json_t *bakes = json_object_get (pending, "bakes");

  if (bakes == NULL)
    {
      bakes = json_array ();
      json_object_set_new (pending, "bakes", bakes);
    }
  json_array_append (bakes, (json_t *) command);
}

static void
set_members (json_t       *entity,
             const json_t *command,
             const char   *key,
             gint64        at)
{
  json_object_update (entity, (json_t *) command);
}

static json_int_t
get_number (const json_t *object,
            const char   *name)
{
  return json_integer_value (json_object_get (object, name));
}

/* What there is more covers what was overdrawn and is the counter's; what there is less is taken
 * from there first: as the service does it.
 */
static void
put_right (json_t       *bake,
           const json_t *command,
           const char   *key,
           gint64        at)
{
  const json_t *declared = json_object_get (command, "declared");
  json_int_t more = json_integer_value (declared) - get_number (bake, "declared");
  json_int_t step;

  if (json_object_get (command, "ready") != NULL)
    json_object_set (bake, "ready", json_object_get (command, "ready"));
  if (declared == NULL || more + get_number (bake, "counter") + get_number (bake, "online") < 0)
    return;

  add (bake, "declared", more);
  step = more > 0 ? MIN (more, get_number (bake, "overdrawn")) : 0;
  add (bake, "overdrawn", -step);
  more -= step;
  step = MAX (more, -get_number (bake, "counter"));
  add (bake, "counter", step);
  add (bake, "online", more - step);
}

static void
mark_gone (json_t       *entity,
           const json_t *command,
           const char   *key,
           gint64        at)
{
  json_object_set_new (entity, "gone", json_true ());
}

static void
shut_shop (json_t       *shop,
           const json_t *command,
           const char   *key,
           gint64        at)
{
  json_object_set_new (shop, "open", json_false ());
}

static void
reopen_shop (json_t       *shop,
             const json_t *command,
             const char   *key,
             gint64        at)
{
  json_object_set_new (shop, "open", json_true ());
}

#define ORDER(name, step, check, effect) \
  { "order." name, "POST", "orders/{}/" step, PARVIS_KIND_ORDER, check, \
    { { PARVIS_KIND_ORDER, effect } }, FALSE, NULL, FALSE }
#define STEP(name, effect) \
  { "order." name, "POST", "orders/{}/" name, PARVIS_KIND_ORDER, check_anything, \
    { { PARVIS_KIND_ORDER, effect } }, TRUE, NULL, FALSE }
#define STOCK(name, step, check, effect, timed) \
  { "product." name, "POST", "products/{}/" step, PARVIS_KIND_PRODUCT, check, \
    { { PARVIS_KIND_PRODUCT, effect } }, timed, PARVIS_KIND_BAKE, FALSE }
#define SHOP(name, step, effect) \
  { "shop." name, "POST", "merchants/{}" step, PARVIS_KIND_MERCHANT, check_anything, \
    { { PARVIS_KIND_MERCHANT, effect } }, FALSE, NULL, FALSE }
/* What the service makes of it is another entity than the one that is named. */
#define UNDRAWN(name, path, kind, check) \
  { name, "POST", path, kind, check, { { NULL, NULL } }, FALSE, NULL, FALSE }

const ParvisVerb parvis_order_verbs[] = {
  STEP ("prepare", prepare),
  STEP ("ready", make_ready),
  STEP ("collect", collect),
  ORDER ("confirm", "confirm", check_anything, confirm),
  ORDER ("back", "back", check_back, go_back),
  ORDER ("decline", "decline", check_decline, decline),
  ORDER ("delay", "delay", check_delay, delay),
  ORDER ("keep", "keep", check_anything, keep),
  ORDER ("no-show", "no-show", check_anything, miss),
  ORDER ("release", "release", check_anything, release),
  ORDER ("told", "told", check_anything, told),
  STOCK ("sell", "sell", check_sale, sell, TRUE),
  STOCK ("share", "share", check_day, share, FALSE),
  STOCK ("waste", "waste", check_day, waste, FALSE),
  STOCK ("sold-out", "sold-out", check_day, sell_out, FALSE),
  STOCK ("resume", "resume", check_day, resume, FALSE),
  STOCK ("bake", "bakes", check_day, declare, FALSE),
  { "product.set", "POST", "products/{}", PARVIS_KIND_PRODUCT, check_anything,
    { { PARVIS_KIND_PRODUCT, set_members } }, FALSE, NULL, FALSE },
  { "product.remove", "POST", "products/{}/remove", PARVIS_KIND_PRODUCT, check_anything,
    { { PARVIS_KIND_PRODUCT, mark_gone } }, FALSE, NULL, FALSE },
  UNDRAWN ("product.pattern", "products/{}/pattern", PARVIS_KIND_PRODUCT, check_anything),
  { "bake.set", "POST", "bakes/{}", PARVIS_KIND_BAKE, check_anything,
    { { PARVIS_KIND_BAKE, put_right } }, FALSE, NULL, FALSE },
  /* One that is new is drawn when the service has it. It is about the module, and so sent
   * after what switches that on.
   */
  UNDRAWN ("shop.add", "merchants", PARVIS_KIND_SETUP, check_anything),
  SHOP ("set", "", set_members),
  SHOP ("remove", "/remove", mark_gone),
  SHOP ("slots", "/slots", set_members),
  SHOP ("closed", "/closed", set_members),
  SHOP ("shut", "/shut", shut_shop),
  SHOP ("reopen", "/reopen", reopen_shop),
  UNDRAWN ("shop.product", "merchants/{}/products", PARVIS_KIND_MERCHANT, check_anything),
  /* Whoever was served before the day was closed is not forgotten by closing it. */
  { "shop.close-day", "POST", "merchants/{}/close-day", PARVIS_KIND_MERCHANT, check_day,
    { { NULL, NULL } }, FALSE, NULL, TRUE },
  UNDRAWN ("shop.open-day", "merchants/{}/open-day", PARVIS_KIND_MERCHANT, check_day),
};

const guint parvis_n_order_verbs = G_N_ELEMENTS (parvis_order_verbs);
