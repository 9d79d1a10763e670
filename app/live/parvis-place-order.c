/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-place-order"

#include "config.h"

#include "parvis-place-order.h"

/* Share of the capacity that is taken, in thousandths; closed and unknown places
 * go last whichever way the list is sorted.
 */
static int
occupied_share (const ParvisPlaceFacts *facts)
{
  if (facts->figure.capacity <= 0)
    return 0;

  return (int) ((gint64) facts->figure.present * 1000 / parvis_gauge_measured (&facts->figure));
}

int
parvis_place_order_compare (ParvisPlaceOrder  order,
                            ParvisPlace      *first,
                            ParvisPlace      *last)
{
  const ParvisPlaceFacts *one = parvis_place_get_facts (first);
  const ParvisPlaceFacts *other = parvis_place_get_facts (last);
  gboolean counts = parvis_freshness_counts (one->freshness);
  int difference = 0;

  if (order == PARVIS_PLACE_ORDER_NAME)
    return g_utf8_collate (one->name, other->name);

  if (counts != parvis_freshness_counts (other->freshness))
    return counts ? -1 : 1;

  if (counts && order == PARVIS_PLACE_ORDER_BUSIEST)
    difference = occupied_share (other) - occupied_share (one);
  else if (counts)
    difference = parvis_gauge_free (&other->figure) - parvis_gauge_free (&one->figure);

  if (difference != 0)
    return difference;

  difference = g_utf8_collate (one->name, other->name);

  return difference != 0 ? difference
                         : strcmp (parvis_place_get_id (first), parvis_place_get_id (last));
}

static const char *
lead_name (ParvisPlaces *places,
           ParvisPlace  *place)
{
  const ParvisFacility *own = parvis_place_get_facility (place);
  ParvisPlace *lead;

  if (parvis_place_get_facts (place)->figure.kind == PARVIS_GAUGE_PEOPLE)
    return own->name;

  lead = parvis_places_find_facility (places, own->linked);
  if (lead != NULL)
    return parvis_place_get_name (lead);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (places)); i++)
    {
      g_autoptr(ParvisPlace) other = g_list_model_get_item (G_LIST_MODEL (places), i);

      if (g_strcmp0 (parvis_place_get_facility (other)->linked, own->id) == 0)
        return parvis_place_get_name (other);
    }

  return own->name;
}

int
parvis_place_order_linked (ParvisPlaces *places,
                           ParvisPlace  *first,
                           ParvisPlace  *last)
{
  int difference = g_utf8_collate (lead_name (places, first), lead_name (places, last));

  if (difference != 0)
    return difference;

  difference = (int) parvis_place_get_facts (first)->figure.kind -
               (int) parvis_place_get_facts (last)->figure.kind;

  return difference != 0 ? difference : g_utf8_collate (parvis_place_get_name (first),
                                                        parvis_place_get_name (last));
}

char *
parvis_place_order_fold (const char *text)
{
  g_autofree char *ascii = g_str_to_ascii (text, "C");

  return g_ascii_strdown (ascii, -1);
}

gboolean
parvis_place_order_matches (ParvisPlace *place,
                            const char  *folded)
{
  const ParvisFacility *facility = parvis_place_get_facility (place);
  g_autofree char *name = NULL;
  g_autofree char *address = NULL;

  if (folded == NULL)
    return TRUE;

  name = parvis_place_order_fold (facility->name);
  address = parvis_place_order_fold (facility->address != NULL ? facility->address : "");

  return strstr (name, folded) != NULL || strstr (address, folded) != NULL;
}
