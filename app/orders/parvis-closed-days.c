/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-closed-days"

#include "config.h"

#include "parvis-closed-days.h"

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

guint
parvis_closed_days_mark (GPtrArray  *pickups,
                         GListModel *orders)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (orders); i++)
    {
      g_autoptr(ParvisOrder) order = g_list_model_get_item (orders, i);
      const ParvisOrderFacts *facts = parvis_order_get_facts (order);
      const char *why = parvis_closed_days_find (pickups, facts->day);
      gboolean closed = why != NULL && g_strcmp0 (why, PARVIS_CLOSED_OVER) != 0;

      if (closed && !facts->day_closed)
        n++;
      parvis_order_set_day_closed (order, closed);
    }

  return n;
}

void
parvis_closed_days_tell (ParvisDesk *desk,
                         guint       n)
{
  g_autofree char *sentence =
    g_strdup_printf (ngettext ("%u order is for a day on which you are closed now: tell this "
                               "customer.",
                               "%u orders are for days on which you are closed now: tell these "
                               "customers.", n), n);

  parvis_desk_say (desk, sentence, 0);
}
