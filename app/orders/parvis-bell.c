/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-bell"

#include "config.h"

#include "parvis-bell.h"

#include "parvis-alarm.h"
#include "parvis-sound.h"

#include <glib/gi18n.h>

struct _ParvisBell
{
  GObject       parent_instance;

  /* Owned */
  ParvisShop   *shop;
  GSettings    *settings;
  ParvisAlarm  *alarm;
  GHashTable   *shown;       /* ids of the orders that it calls for */

  gboolean      was_down;    /* the line, until the orders of the outage have come */
};

G_DEFINE_FINAL_TYPE (ParvisBell, parvis_bell, G_TYPE_OBJECT)

enum
{
  SIGNAL_RANG,
  SIGNAL_SWITCHED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
play (GSettings *settings)
{
  parvis_sound_play ("message-new-instant", _("New order"),
                     g_settings_get_int (settings, "order-volume"));
}

void
parvis_bell_play_test (GSettings *settings)
{
  g_return_if_fail (G_IS_SETTINGS (settings));

  play (settings);
}

static char *
get_tag (const char *id)
{
  return g_strdup_printf ("order-%s", id);
}

static gboolean
is_wanted (ParvisBell   *self,
           GApplication *app)
{
  g_autofree char *when = g_settings_get_string (self->settings, "notify-orders");

  return strcmp (when, "now") == 0 && app != NULL && g_application_get_is_registered (app);
}

/* Nothing personal is on a locked screen: the hour, the code and the bread. */
static void
notify (ParvisBell  *self,
        ParvisOrder *order)
{
  GApplication *app = g_application_get_default ();
  const ParvisOrderFacts *facts = parvis_order_get_facts (order);
  g_autoptr(GNotification) notification = NULL;
  g_autofree char *time = parvis_order_text_minutes (facts->from);
  g_autofree char *code = parvis_order_text_code (facts->code);
  g_autofree char *items = parvis_order_text_items (facts);
  g_autofree char *title = g_strdup_printf (_("New order, %s"), time);
  g_autofree char *body = g_strdup_printf (_("%1$s: %2$s"), code, items);
  g_autofree char *tag = get_tag (facts->id);

  if (!is_wanted (self, app))
    return;

  notification = g_notification_new (title);
  g_notification_set_body (notification, body);
  g_notification_set_default_action_and_target (notification, "app.open-order", "s", facts->id);
  g_notification_add_button_with_target (notification, _("Seen, preparing"), "app.see-order", "s",
                                         facts->id);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_application_send_notification (app, tag, notification);
}

static void
notify_outage (ParvisBell *self,
               GListModel *model)
{
  GApplication *app = g_application_get_default ();
  guint n = g_list_model_get_n_items (model);
  g_autoptr(ParvisOrder) first = g_list_model_get_item (model, 0);
  g_autoptr(GNotification) notification = NULL;
  g_autofree char *time = parvis_order_text_minutes (parvis_order_get_facts (first)->from);
  g_autofree char *title = g_strdup_printf (ngettext ("%u order arrived during the outage",
                                                      "%u orders arrived during the outage", n),
                                            n);
  g_autofree char *body = g_strdup_printf (_("First at %s."), time);

  parvis_desk_say (parvis_shop_get_desk (self->shop), title, 0);
  if (!is_wanted (self, app))
    return;

  notification = g_notification_new (title);
  g_notification_set_body (notification, body);
  g_application_send_notification (app, "orders-after-outage", notification);
}

static void
withdraw (ParvisBell *self,
          const char *id)
{
  GApplication *app = g_application_get_default ();
  g_autofree char *tag = get_tag (id);

  if (app != NULL)
    g_application_withdraw_notification (app, tag);
}

/* What is not new any more rings no more. */
static void
forget_seen (ParvisBell *self)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->shown);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      ParvisOrder *order = parvis_shop_find_order (self->shop, id);

      if (order != NULL && parvis_order_is_unseen (order))
        continue;

      parvis_alarm_remove (self->alarm, id);
      withdraw (self, id);
      g_hash_table_iter_remove (&iter);
    }
}

static void
ring (ParvisBell *self)
{
  ParvisOrderMoment moment;

  parvis_shop_read_moment (self->shop, &moment);
  if (!parvis_alarm_is_due (self->alarm, moment.now,
                            g_settings_get_boolean (self->settings, "order-reminder")))
    return;

  if (parvis_bell_is_on (self))
    play (self->settings);
  g_signal_emit (self, signals[SIGNAL_RANG], 0, parvis_alarm_count (self->alarm));
}

static void
look (ParvisBell *self)
{
  GListModel *model = parvis_shop_get_group (self->shop, PARVIS_ORDER_GROUP_NEW);
  guint n_new = 0;
  ParvisOrderMoment moment;

  parvis_shop_read_moment (self->shop, &moment);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(ParvisOrder) order = g_list_model_get_item (model, i);
      const char *id = parvis_order_get_id (order);

      if (g_hash_table_contains (self->shown, id))
        continue;

      n_new++;
      g_hash_table_add (self->shown, g_strdup (id));
      parvis_alarm_add (self->alarm, id, moment.now,
                        parvis_order_get_facts (order)->unseen_since);
      if (!self->was_down)
        notify (self, order);
    }

  if (n_new > 0 && self->was_down)
    notify_outage (self, model);
  if (n_new > 0 && moment.link_up)
    self->was_down = FALSE;
  forget_seen (self);
  ring (self);
}

static void
items_cb (GListModel *model,
          guint       position,
          guint       removed,
          guint       added,
          gpointer    user_data)
{
  look (PARVIS_BELL (user_data));
}

static void
aged_cb (ParvisShop *shop,
         gpointer    user_data)
{
  ParvisBell *self = PARVIS_BELL (user_data);
  ParvisDesk *desk = parvis_shop_get_desk (shop);

  if (parvis_session_get_link (parvis_desk_get_session (desk)) == PARVIS_LINK_OFFLINE)
    self->was_down = TRUE;
  forget_seen (self);
  ring (self);
}

static void
settings_cb (GSettings  *settings,
             const char *key,
             gpointer    user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_SWITCHED], 0);
}

static void
parvis_bell_dispose (GObject *object)
{
  ParvisBell *self = PARVIS_BELL (object);

  g_clear_pointer (&self->alarm, parvis_alarm_free);
  g_clear_pointer (&self->shown, g_hash_table_unref);
  g_clear_object (&self->shop);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (parvis_bell_parent_class)->dispose (object);
}

static void
parvis_bell_class_init (ParvisBellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_bell_dispose;

  signals[SIGNAL_RANG] = g_signal_new ("rang", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_SWITCHED] = g_signal_new ("switched", G_TYPE_FROM_CLASS (klass),
                                           G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
parvis_bell_init (ParvisBell *self)
{
  self->alarm = parvis_alarm_new ();
  self->shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

ParvisBell *
parvis_bell_new (ParvisShop *shop,
                 GSettings  *settings)
{
  ParvisBell *self;

  g_return_val_if_fail (PARVIS_IS_SHOP (shop), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (PARVIS_TYPE_BELL, NULL);
  self->shop = g_object_ref (shop);
  self->settings = g_object_ref (settings);
  g_signal_connect_object (parvis_shop_get_group (shop, PARVIS_ORDER_GROUP_NEW), "items-changed",
                           G_CALLBACK (items_cb), self, 0);
  g_signal_connect_object (shop, "aged", G_CALLBACK (aged_cb), self, 0);
  g_signal_connect_object (settings, "changed::order-sound", G_CALLBACK (settings_cb), self, 0);
  look (self);

  return self;
}

gboolean
parvis_bell_is_on (ParvisBell *self)
{
  g_return_val_if_fail (PARVIS_IS_BELL (self), FALSE);

  return g_settings_get_boolean (self->settings, "order-sound");
}

void
parvis_bell_set_on (ParvisBell *self,
                    gboolean    on)
{
  g_return_if_fail (PARVIS_IS_BELL (self));

  g_settings_set_boolean (self->settings, "order-sound", on);
}
