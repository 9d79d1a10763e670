/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-closed-days"

#include "config.h"

#include "parvis-closed-days.h"

#include "parvis-day.h"

#include <glib/gi18n.h>

const char *
parvis_closed_days_find (GPtrArray  *pickups,
                         const char *day)
{
  for (guint i = 0; i < pickups->len; i++)
    {
      const json_t *body = ((ParvisEntityRef *) pickups->pdata[i])->body;

      if (g_strcmp0 (json_string_value (json_object_get (body, "day")), day) == 0)
        return json_string_value (json_object_get (body, "closed"));
    }

  return NULL;
}

/* Whether something is handed over when its customer was told to come, however the hours around
 * that are cut now. Where no week is known nothing is lost.
 */
static gboolean
has_hour (const json_t           *slots,
          const ParvisOrderFacts *facts)
{
  gint64 day;
  int weekday;
  gsize i;
  json_t *slot;

  if (!json_is_array (slots) || !parvis_day_parse (facts->day, &day))
    return TRUE;

  weekday = parvis_day_get_weekday (day);
  json_array_foreach (slots, i, slot)
    if (json_integer_value (json_object_get (slot, "weekday")) == weekday &&
        json_integer_value (json_object_get (slot, "from")) <= facts->from &&
        facts->from < json_integer_value (json_object_get (slot, "until")))
      return TRUE;

  return FALSE;
}

void
parvis_closed_days_mark (GPtrArray    *pickups,
                         const json_t *slots,
                         GListModel   *orders,
                         guint         n[PARVIS_N_ORDER_LOST])
{
  for (guint i = 0; i < g_list_model_get_n_items (orders); i++)
    {
      g_autoptr(ParvisOrder) order = g_list_model_get_item (orders, i);
      const ParvisOrderFacts *facts = parvis_order_get_facts (order);
      const char *why = parvis_closed_days_find (pickups, facts->day);
      ParvisOrderLost lost = PARVIS_ORDER_LOST_NOTHING;

      if (why != NULL && g_strcmp0 (why, PARVIS_CLOSED_OVER) != 0)
        lost = PARVIS_ORDER_LOST_DAY;
      else if (!has_hour (slots, facts))
        lost = PARVIS_ORDER_LOST_HOUR;

      if (lost != facts->lost)
        n[lost]++;
      parvis_order_set_lost (order, lost);
    }
}

void
parvis_closed_days_tell (ParvisDesk  *desk,
                         const guint  n[PARVIS_N_ORDER_LOST])
{
  guint days = n[PARVIS_ORDER_LOST_DAY];
  guint hours = n[PARVIS_ORDER_LOST_HOUR];
  g_autofree char *sentence = NULL;

  if (days + hours == 0)
    return;

  if (hours == 0)
    sentence =
      g_strdup_printf (ngettext ("%u order is for a day on which you are closed now: tell this "
                                 "customer.",
                                 "%u orders are for days on which you are closed now: tell these "
                                 "customers.", days), days);
  else
    sentence =
      g_strdup_printf (ngettext ("%u order is for an hour at which you hand nothing over any "
                                 "more: tell this customer.",
                                 "%u orders are for hours at which you hand nothing over any "
                                 "more: tell these customers.", days + hours), days + hours);

  parvis_desk_say (desk, sentence, 0);
}
