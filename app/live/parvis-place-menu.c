/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-place-menu"

#include "config.h"

#include "parvis-place-menu.h"

#include <glib/gi18n.h>

static void
append (GMenu       *menu,
        ParvisPlace *place,
        const char  *label,
        const char  *action)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", parvis_place_get_id (place));
  g_menu_append_item (menu, item);
}

/* Each has the one that ends it in its place. */
static void
append_changes (GMenu       *menu,
                ParvisPlace *place)
{
  const ParvisPlaceFacts *facts = parvis_place_get_facts (place);

  append (menu, place, _("Count by Hand"), "win.count-place");
  if (facts->closure != NULL)
    append (menu, place, _("Reopen"), "win.reopen-place");
  else
    append (menu, place, _("Close Temporarily…"), "win.close-place");
  if (parvis_gauge_is_lowered (&facts->figure))
    append (menu, place, _("Restore the Capacity"), "win.restore-place");
  else if (facts->figure.capacity > 1)
    append (menu, place, _("Lower the Capacity…"), "win.lower-place");
}

/* Returns: (transfer full) */
GMenuModel *
parvis_place_menu_new (ParvisPlace *place,
                       gboolean     pinned,
                       gboolean     may_write)
{
  GMenu *menu = g_menu_new ();

  append (menu, place, _("Open Details"), "win.open-place");
  append (menu, place, pinned ? _("Unpin from the Wall Display") : _("Pin to the Wall Display"),
          "map.pin");
  if (may_write)
    append_changes (menu, place);

  return G_MENU_MODEL (menu);
}
