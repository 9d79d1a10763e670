/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-window"

#include "config.h"

#include "parvis-window-private.h"

#include "parvis-dossier-text.h"
#include "parvis-source-text.h"

#include <glib/gi18n.h>

/* What happens on the pages of a window while nobody looks at it. New orders are told by
 * the shop's bell, which also rings.
 */

static GPtrArray *
list_sources (gpointer data)
{
  ParvisWindow *self = data;
  GPtrArray *items;
  ParvisSourceView view;

  if (self->sources == NULL)
    return NULL;

  items = parvis_news_list_new ();
  view = (ParvisSourceView) { parvis_places_get_now (self->places),
                              parvis_places_get_link_up (self->places),
                              parvis_places_get_zone (self->places) };
  for (guint i = 0; i < parvis_sources_get_count (self->sources); i++)
    {
      const ParvisSource *source = parvis_sources_get (self->sources, i);
      g_autofree char *state = NULL;

      if (!parvis_source_needs_a_look (source))
        continue;

      state = parvis_source_text_state (source, &view);
      parvis_news_list_add (items, source->id, source->place != NULL ? source->place : source->name,
                            state);
    }

  return items;
}

static char *
sum_sources (guint n)
{
  return g_strdup_printf (ngettext ("%u source to look at", "%u sources to look at", n), n);
}

/* A family's name is on no locked screen. */
static GPtrArray *
list_dossiers (gpointer data)
{
  ParvisWindow *self = data;
  g_autoptr(GPtrArray) urgent = NULL;
  GPtrArray *items;

  if (self->dossiers == NULL)
    return NULL;

  items = parvis_news_list_new ();
  urgent = parvis_dossier_queue_list_urgent (self->dossiers);
  for (guint i = 0; i < urgent->len; i++)
    {
      const ParvisDossierFacts *facts =
        parvis_dossier_item_get_facts (g_ptr_array_index (urgent, i));
      g_autofree char *due = parvis_dossier_text_due (facts, parvis_places_get_now (self->places),
                                                      parvis_places_get_zone (self->places));
      g_autofree char *body = g_strdup_printf (_("%1$s: %2$s"), facts->number,
                                               due != NULL ? due : "");

      parvis_news_list_add (items, facts->id, _("A file is to be answered"), body);
    }

  return items;
}

static char *
sum_dossiers (guint n)
{
  return g_strdup_printf (ngettext ("%u file to be answered soon", "%u files to be answered soon",
                                    n), n);
}

static GPtrArray *
list_full_pools (gpointer data)
{
  ParvisWindow *self = data;
  ParvisRights rights = parvis_session_get_rights (parvis_desk_get_session (self->desk));
  GListModel *model = G_LIST_MODEL (self->places);
  GPtrArray *items = NULL;

  for (guint i = 0; (rights & PARVIS_MAY_COUNT) != 0 && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(ParvisPlace) place = g_list_model_get_item (model, i);
      const ParvisPlaceFacts *facts = parvis_place_get_facts (place);

      if (facts->kind != PARVIS_FACILITY_POOL || !parvis_counting_allows (self->counting, place))
        continue;

      if (items == NULL)
        items = parvis_news_list_new ();
      if (parvis_place_is_full (facts))
        parvis_news_list_add (items, parvis_place_get_id (place), _("Maximum reached"),
                              parvis_place_get_text (place, PARVIS_PLACE_TEXT_SENTENCE));
    }

  return items;
}

static char *
sum_full_pools (guint n)
{
  return g_strdup_printf (ngettext ("Maximum reached in %u place", "Maximum reached in %u places",
                                    n), n);
}

static const ParvisNewsTopic topics[] = {
  { "notify-pool", "map", list_full_pools, sum_full_pools },
  { "notify-sources", "sources", list_sources, sum_sources },
  { "notify-dossiers", "dossiers", list_dossiers, sum_dossiers },
};

void
parvis_window_watch_news (ParvisWindow *self)
{
  self->news = parvis_news_new (self->desk, self->settings, topics, G_N_ELEMENTS (topics), self);
}

ParvisNews *
parvis_window_get_news (ParvisWindow *self)
{
  g_return_val_if_fail (PARVIS_IS_WINDOW (self), NULL);

  return self->news;
}
