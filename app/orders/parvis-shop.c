/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-shop"

#include "config.h"

#include "parvis-shop.h"

#include "parvis-closed-days.h"
#include "parvis-code-typing.h"
#include "parvis-link-text.h"
#include "parvis-own-steps.h"
#include "parvis-words.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  ParvisOrder      *order;
  ParvisOrderGroup  group;
  gint64            moved_at;     /* by others, monotonic; 0: never */
} Place;

/* A finger that was on its way meant what stood there before. */
#define MOVED_JUST_NOW G_TIME_SPAN_SECOND

struct _ParvisShop
{
  GObject     parent_instance;

  /* Owned */
  ParvisDesk *desk;
  char       *id;             /* (nullable) */
  json_t     *body;           /* (nullable) */
  GHashTable *places;         /* order id → Place */
  ParvisOwnSteps *own;
  GListStore *groups[PARVIS_N_ORDER_GROUPS];
  char        today[12];
  gboolean    loaded;         /* what comes from now on is new */
};

G_DEFINE_FINAL_TYPE (ParvisShop, parvis_shop, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_ARRIVED,
  SIGNAL_AGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
free_place (gpointer data)
{
  Place *place = data;

  g_object_unref (place->order);
  g_free (place);
}

static char *
tell_moved (const ParvisOrderFacts *facts)
{
  /* Translators: a customer whose order somebody else has moved on. */
  return g_strdup_printf (_("%s: moved on at another counter"), facts->name);
}

/* Once somebody went on with an order at another counter, nothing that was done with it
 * here is taken back from under his hands.
 */
static void
yield_to_others (ParvisShop             *self,
                 const ParvisOrderFacts *facts)
{
  g_autoptr(GArray) steps = parvis_own_steps_give_up (self->own, facts->id, facts->state);
  ParvisUndo *undo = parvis_desk_get_undo (self->desk);
  g_autofree char *sentence = NULL;

  if (steps == NULL)
    return;

  for (guint i = 0; i < steps->len; i++)
    parvis_undo_forget (undo, g_array_index (steps, guint, i));

  sentence = tell_moved (facts);
  parvis_desk_tell (self->desk, sentence);
}

static void
take_out (ParvisShop *self,
          Place      *place)
{
  guint position;

  if (g_list_store_find (self->groups[place->group], place->order, &position))
    g_list_store_remove (self->groups[place->group], position);
}

static void
put_in (ParvisShop *self,
        Place      *place)
{
  place->group = parvis_order_get_group (place->order, self->today);
  g_list_store_insert_sorted (self->groups[place->group], place->order, parvis_order_compare,
                              NULL);
}

static gboolean
is_mine (ParvisShop            *self,
         const ParvisEntityRef *entity)
{
  const char *merchant = json_string_value (json_object_get (entity->body, "merchant"));

  return self->id != NULL && g_strcmp0 (merchant, self->id) == 0;
}

/* An order that only changed stays the same object in the same place. */
static void
update_order (ParvisShop      *self,
              Place           *place,
              ParvisEntityRef *entity)
{
  const ParvisOrderFacts *facts = parvis_order_get_facts (place->order);
  int from = facts->from;
  g_autofree char *day = g_strdup (facts->day);
  const char *state = g_intern_string (facts->state);

  parvis_order_set_entity (place->order, entity);
  facts = parvis_order_get_facts (place->order);
  if (strcmp (facts->state, state) != 0 && !parvis_shop_is_own_step (self, place->order))
    place->moved_at = g_get_monotonic_time ();
  yield_to_others (self, facts);
  if (parvis_order_get_group (place->order, self->today) == place->group && facts->from == from &&
      strcmp (facts->day, day) == 0)
    return;

  take_out (self, place);
  put_in (self, place);
}

static void
take_order (ParvisShop      *self,
            ParvisEntityRef *entity)
{
  Place *place = g_hash_table_lookup (self->places, entity->id);

  if (entity->body == NULL || !is_mine (self, entity))
    {
      if (place != NULL)
        {
          take_out (self, place);
          g_hash_table_remove (self->places, entity->id);
        }
      return;
    }

  if (place != NULL)
    {
      update_order (self, place, entity);
      return;
    }

  place = g_new0 (Place, 1);
  place->order = parvis_order_new (entity);
  g_hash_table_insert (self->places, g_strdup (entity->id), place);
  put_in (self, place);
  if (self->loaded)
    g_signal_emit (self, signals[SIGNAL_ARRIVED], 0, place->order);
}

/* What the service refused is said where it was done, too, until somebody has seen to it. */
static void
show_refusals (ParvisShop *self)
{
  g_autoptr(GPtrArray) actions =
    parvis_session_list_actions (parvis_desk_get_session (self->desk));
  g_autoptr(GHashTable) reasons = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  GHashTableIter iter;
  gpointer id;
  gpointer place;

  for (guint i = 0; i < actions->len; i++)
    {
      const ParvisAction *action = g_ptr_array_index (actions, i);

      if (action->refused && strcmp (action->kind, PARVIS_KIND_ORDER) == 0)
        g_hash_table_insert (reasons, action->object, parvis_action_refusal (action));
    }

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, &id, &place))
    parvis_order_set_refusal (((Place *) place)->order, g_hash_table_lookup (reasons, id));
}

static void
reload (ParvisShop *self)
{
  ParvisSession *session = parvis_desk_get_session (self->desk);
  g_autoptr(GPtrArray) orders = parvis_session_list_entities (session, PARVIS_KIND_ORDER);

  for (guint i = 0; i < PARVIS_N_ORDER_GROUPS; i++)
    g_list_store_remove_all (self->groups[i]);
  g_hash_table_remove_all (self->places);
  for (guint i = 0; i < orders->len; i++)
    take_order (self, g_ptr_array_index (orders, i));
  show_refusals (self);
}

static void
read_shop (ParvisShop *self)
{
  g_autoptr(ParvisEntityRef) entity = NULL;

  g_clear_pointer (&self->body, json_decref);
  if (self->id == NULL)
    return;

  entity = parvis_session_dup_entity (parvis_desk_get_session (self->desk), PARVIS_KIND_MERCHANT,
                                      self->id);
  if (entity != NULL)
    self->body = json_incref (entity->body);
}

static void
refused_cb (ParvisSession *session,
            GParamSpec    *pspec,
            gpointer       user_data)
{
  show_refusals (PARVIS_SHOP (user_data));
}

/* The one whose entities this person reads. Somebody may be given another. */
static gboolean
find_shop (ParvisShop *self)
{
  const ParvisScopes *shops = parvis_session_get_shops (parvis_desk_get_session (self->desk));
  const char *id = shops->n > 0 ? shops->ids[0] : NULL;

  if (g_strcmp0 (self->id, id) == 0)
    return FALSE;

  g_free (self->id);
  self->id = g_strdup (id);
  reload (self);

  return TRUE;
}

static gboolean
is_of_shop (const ParvisEntityRef *entity)
{
  const char *kinds[] = { PARVIS_KIND_MERCHANT, PARVIS_KIND_PRODUCT, PARVIS_KIND_BAKE,
                          PARVIS_KIND_PICKUP, PARVIS_KIND_STANDING, PARVIS_KIND_PATTERN,
                          PARVIS_KIND_TAKINGS, PARVIS_KIND_WANTED };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (entity->kind, kinds[i]) == 0)
      return TRUE;

  return FALSE;
}

/* Who reserved for a day on which the shop is closed since, or for an hour at which nothing is
 * handed over any more, must be told by somebody.
 */
static void
mark_closed (ParvisShop *self)
{
  const ParvisOrderGroup open[] = {
    PARVIS_ORDER_GROUP_NEW, PARVIS_ORDER_GROUP_PREPARE, PARVIS_ORDER_GROUP_READY,
    PARVIS_ORDER_GROUP_LATER,
  };
  g_autoptr(GPtrArray) pickups = parvis_shop_list (self, PARVIS_KIND_PICKUP);
  const json_t *slots = json_object_get (self->body, "slots");
  guint n[PARVIS_N_ORDER_LOST] = { 0, };

  for (guint i = 0; i < G_N_ELEMENTS (open); i++)
    parvis_closed_days_mark (pickups, slots, G_LIST_MODEL (self->groups[open[i]]), n);
  if (self->loaded)
    parvis_closed_days_tell (self->desk, n);
}

static void
changed_cb (ParvisSession *session,
            GPtrArray     *changes,
            gpointer       user_data)
{
  ParvisShop *self = PARVIS_SHOP (user_data);
  gboolean shop = find_shop (self);
  guint n_orders = 0;

  for (guint i = 0; i < changes->len; i++)
    {
      ParvisEntityRef *entity = g_ptr_array_index (changes, i);

      if (strcmp (entity->kind, PARVIS_KIND_ORDER) == 0)
        {
          n_orders++;
          take_order (self, entity);
        }
      else if (is_of_shop (entity))
        shop = TRUE;
    }

  if (shop)
    read_shop (self);
  if (n_orders > 0 || shop)
    mark_closed (self);
  if (!shop)
    return;

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
ready_cb (ParvisSession *session,
          gpointer       user_data)
{
  ParvisShop *self = PARVIS_SHOP (user_data);

  self->loaded = FALSE;
  find_shop (self);
  reload (self);
  read_shop (self);
  mark_closed (self);
  self->loaded = TRUE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
read_today (ParvisShop *self)
{
  ParvisSession *session = parvis_desk_get_session (self->desk);
  const ParvisLocalDay *day = parvis_time_local_day (parvis_session_now (session),
                                                     parvis_desk_get_zone (self->desk));

  g_strlcpy (self->today, day->name, sizeof self->today);
}

static void
tick_cb (ParvisTicker *ticker,
         gpointer      user_data)
{
  ParvisShop *self = PARVIS_SHOP (user_data);
  char before[12];

  g_strlcpy (before, self->today, sizeof before);
  read_today (self);
  if (strcmp (before, self->today) != 0)
    {
      self->loaded = FALSE;
      reload (self);
      mark_closed (self);
      self->loaded = TRUE;
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    }
  g_signal_emit (self, signals[SIGNAL_AGED], 0);
}

static void
link_cb (ParvisSession *session,
         GParamSpec    *pspec,
         gpointer       user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_AGED], 0);
}

static void
parvis_shop_dispose (GObject *object)
{
  ParvisShop *self = PARVIS_SHOP (object);

  for (guint i = 0; i < PARVIS_N_ORDER_GROUPS; i++)
    g_clear_object (&self->groups[i]);
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_clear_pointer (&self->own, parvis_own_steps_free);
  g_clear_pointer (&self->body, json_decref);
  g_clear_pointer (&self->id, g_free);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (parvis_shop_parent_class)->dispose (object);
}

static void
parvis_shop_class_init (ParvisShopClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_shop_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  signals[SIGNAL_ARRIVED] = g_signal_new ("arrived", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, PARVIS_TYPE_ORDER);
  signals[SIGNAL_AGED] = g_signal_new ("aged", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
}

static void
parvis_shop_init (ParvisShop *self)
{
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_place);
  self->own = parvis_own_steps_new ();
  for (guint i = 0; i < PARVIS_N_ORDER_GROUPS; i++)
    self->groups[i] = g_list_store_new (PARVIS_TYPE_ORDER);
}

ParvisShop *
parvis_shop_new (ParvisDesk *desk)
{
  ParvisShop *self;
  ParvisSession *session;

  g_return_val_if_fail (PARVIS_IS_DESK (desk), NULL);

  self = g_object_new (PARVIS_TYPE_SHOP, NULL);
  self->desk = g_object_ref (desk);
  session = parvis_desk_get_session (desk);
  read_today (self);

  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (session, "ready", G_CALLBACK (ready_cb), self, 0);
  g_signal_connect_object (session, "notify::link", G_CALLBACK (link_cb), self, 0);
  g_signal_connect_object (session, "notify::refused-count", G_CALLBACK (refused_cb), self, 0);
  g_signal_connect_object (parvis_desk_get_ticker (desk), "tick", G_CALLBACK (tick_cb), self, 0);
  if (parvis_session_is_ready (session))
    ready_cb (session, self);

  return self;
}

ParvisDesk *
parvis_shop_get_desk (ParvisShop *self)
{
  g_return_val_if_fail (PARVIS_IS_SHOP (self), NULL);

  return self->desk;
}

const char *
parvis_shop_get_id (ParvisShop *self)
{
  g_return_val_if_fail (PARVIS_IS_SHOP (self), NULL);

  return self->id;
}

const json_t *
parvis_shop_get_body (ParvisShop *self)
{
  g_return_val_if_fail (PARVIS_IS_SHOP (self), NULL);

  return self->body;
}

gboolean
parvis_shop_is_settled (ParvisShop *self)
{
  const char *by;

  g_return_val_if_fail (PARVIS_IS_SHOP (self), FALSE);

  by = json_string_value (json_object_get (self->body, "confirm_by"));

  return g_strcmp0 (by, "town") == 0;
}

gboolean
parvis_shop_is_shut (ParvisShop *self)
{
  g_return_val_if_fail (PARVIS_IS_SHOP (self), FALSE);

  return json_is_false (json_object_get (self->body, "open"));
}

const char *
parvis_shop_get_name (ParvisShop *self)
{
  const char *name;

  g_return_val_if_fail (PARVIS_IS_SHOP (self), NULL);

  name = json_string_value (json_object_get (self->body, "name"));

  return name != NULL ? name : "";
}

const char *
parvis_shop_get_today (ParvisShop *self)
{
  g_return_val_if_fail (PARVIS_IS_SHOP (self), NULL);

  return self->today;
}

void
parvis_shop_read_moment (ParvisShop        *self,
                         ParvisOrderMoment *moment)
{
  ParvisSession *session;

  g_return_if_fail (PARVIS_IS_SHOP (self));

  session = parvis_desk_get_session (self->desk);
  *moment = (ParvisOrderMoment) {
    .now = parvis_session_now (session),
    .today = self->today,
    .zone = parvis_desk_get_zone (self->desk),
    .link_up = parvis_link_is_up (parvis_session_get_link (session)),
  };
}

GListModel *
parvis_shop_get_group (ParvisShop       *self,
                       ParvisOrderGroup  group)
{
  g_return_val_if_fail (PARVIS_IS_SHOP (self), NULL);

  return G_LIST_MODEL (self->groups[group]);
}

/* Returns: (transfer none) (nullable) */
ParvisOrder *
parvis_shop_find_order (ParvisShop *self,
                        const char *id)
{
  Place *place;

  g_return_val_if_fail (PARVIS_IS_SHOP (self), NULL);

  place = g_hash_table_lookup (self->places, id);

  return place != NULL ? place->order : NULL;
}

/* Whom a customer at the counter asks for: what is ready first.
 * Returns: (transfer none) (nullable)
 */
ParvisOrder *
parvis_shop_find_code (ParvisShop *self,
                       const char *typed)
{
  const ParvisOrderGroup order[] = {
    PARVIS_ORDER_GROUP_READY, PARVIS_ORDER_GROUP_PREPARE, PARVIS_ORDER_GROUP_NEW,
    PARVIS_ORDER_GROUP_COLLECTED, PARVIS_ORDER_GROUP_CANCELLED, PARVIS_ORDER_GROUP_MISSED,
    PARVIS_ORDER_GROUP_LATER,
  };
  ParvisOrder *found = NULL;

  g_return_val_if_fail (PARVIS_IS_SHOP (self), NULL);

  /* Who stands at the counter comes for an order of today. */
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      GListModel *model = G_LIST_MODEL (self->groups[order[i]]);

      for (guint j = 0; j < g_list_model_get_n_items (model); j++)
        {
          g_autoptr(ParvisOrder) item = g_list_model_get_item (model, j);
          const ParvisOrderFacts *facts = parvis_order_get_facts (item);

          if (!parvis_code_matches (facts->code, typed))
            continue;
          if (strcmp (facts->day, self->today) == 0)
            return item;
          if (found == NULL)
            found = item;
        }
    }

  return found;
}

/* By name, so that what the shop never put in order stands as it is looked for. */
static int
compare_names (const json_t *one,
               const json_t *other)
{
  const char *first = json_string_value (json_object_get (one, "name"));
  const char *second = json_string_value (json_object_get (other, "name"));
  int result = first != NULL && second != NULL ? g_utf8_collate (first, second) : 0;

  return result != 0 ? result : g_strcmp0 (json_string_value (json_object_get (one, "id")),
                                           json_string_value (json_object_get (other, "id")));
}

static int
compare_positions (gconstpointer a,
                   gconstpointer b)
{
  const ParvisEntityRef *one = *(const ParvisEntityRef *const *) a;
  const ParvisEntityRef *other = *(const ParvisEntityRef *const *) b;
  json_int_t first = json_integer_value (json_object_get (one->body, "position"));
  json_int_t second = json_integer_value (json_object_get (other->body, "position"));

  if (first != second)
    return first < second ? -1 : 1;

  return compare_names (one->body, other->body);
}

GPtrArray *
parvis_shop_list (ParvisShop *self,
                  const char *kind)
{
  g_autoptr(GPtrArray) all = NULL;
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_entity_unref);

  g_return_val_if_fail (PARVIS_IS_SHOP (self), list);

  all = parvis_session_list_entities (parvis_desk_get_session (self->desk), kind);
  for (guint i = 0; i < all->len; i++)
    {
      ParvisEntityRef *entity = g_ptr_array_index (all, i);

      if (is_mine (self, entity) && !json_is_true (json_object_get (entity->body, "gone")))
        g_ptr_array_add (list, parvis_entity_ref (entity));
    }
  g_ptr_array_sort (list, compare_positions);

  return list;
}

gboolean
parvis_shop_is_over (ParvisShop *self)
{
  g_autoptr(GPtrArray) pickups = NULL;

  g_return_val_if_fail (PARVIS_IS_SHOP (self), FALSE);

  pickups = parvis_shop_list (self, PARVIS_KIND_PICKUP);

  return g_strcmp0 (parvis_closed_days_find (pickups, self->today), PARVIS_CLOSED_OVER) == 0;
}

guint
parvis_shop_do (ParvisShop              *self,
                const ParvisDeskCommand *command)
{
  guint step;

  g_return_val_if_fail (PARVIS_IS_SHOP (self), 0);

  step = parvis_desk_do (self->desk, command);
  parvis_desk_say (self->desk, command->what, step);

  return step;
}

static char *
tell_step (const char  *word,
           ParvisOrder *order)
{
  const ParvisOrderFacts *facts = parvis_order_get_facts (order);
  g_autofree char *code = parvis_order_text_code (facts->code);

  /* Translators: what was done with an order, of whom, and its code. */
  return g_strdup_printf (_("%1$s: %2$s, %3$s"), word, facts->name, code);
}

static const char *
find_made (const char *name)
{
  if (strcmp (name, "order.prepare") == 0)
    return "preparing";

  return strcmp (name, "order.ready") == 0 ? "ready" : "collected";
}

static void
do_step (ParvisShop  *self,
         ParvisOrder *order,
         const char  *name,
         const char  *to,
         const char  *word)
{
  const ParvisOrderFacts *facts = parvis_order_get_facts (order);
  g_autofree char *what = tell_step (word, order);
  g_autofree char *id = g_strdup (facts->id);
  ParvisDeskCommand command = {
    .name = name,
    .object = id,
    .body = to != NULL ? json_pack ("{s:s}", "to", to) : NULL,
    .what = what,
    .back = "order.back",
    .back_body = json_pack ("{s:s}", "to", facts->state),
  };
  const char *made = to != NULL ? to : find_made (name);

  /* What leads back is taken back by the step forward. */
  if (to != NULL && strcmp (to, "placed") == 0)
    command.back = "order.prepare";
  else if (to != NULL)
    command.back = strcmp (to, "preparing") == 0 ? "order.ready" : "order.collect";
  parvis_own_steps_note (self->own, id, facts->state, made);
  parvis_own_steps_add (self->own, id, parvis_shop_do (self, &command));
}

void
parvis_shop_step (ParvisShop  *self,
                  ParvisOrder *order)
{
  const ParvisOrderFacts *facts;
  const Place *place;
  const char *name;

  g_return_if_fail (PARVIS_IS_SHOP (self));
  g_return_if_fail (PARVIS_IS_ORDER (order));

  facts = parvis_order_get_facts (order);
  place = g_hash_table_lookup (self->places, facts->id);
  if (place != NULL && place->moved_at != 0 &&
      g_get_monotonic_time () - place->moved_at < MOVED_JUST_NOW)
    {
      g_autofree char *sentence = tell_moved (facts);

      parvis_desk_say (self->desk, sentence, 0);
      return;
    }

  name = parvis_order_next_step (facts, self->today);
  if (name != NULL)
    do_step (self, order, name, NULL, parvis_order_done_word (name));
}

void
parvis_shop_step_back (ParvisShop  *self,
                       ParvisOrder *order)
{
  const char *to;

  g_return_if_fail (PARVIS_IS_SHOP (self));
  g_return_if_fail (PARVIS_IS_ORDER (order));

  to = parvis_order_step_back (parvis_order_get_facts (order));
  if (to != NULL)
    do_step (self, order, "order.back", to, _("Set back"));
}

gboolean
parvis_shop_is_own_step (ParvisShop  *self,
                         ParvisOrder *order)
{
  const ParvisOrderFacts *facts;

  g_return_val_if_fail (PARVIS_IS_SHOP (self), FALSE);
  g_return_val_if_fail (PARVIS_IS_ORDER (order), FALSE);

  facts = parvis_order_get_facts (order);

  return parvis_own_steps_made (self->own, facts->id, facts->state);
}
