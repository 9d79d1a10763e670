/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "parvis-desk.h"

G_BEGIN_DECLS

/* One thing that somebody may want to be told: @id tells it from others. */
typedef struct
{
  char *id;
  char *title;
  char *body;
} ParvisNewsItem;

/**
 * ParvisNewsTopic:
 * @key: of the settings: "now", "morning" or "never"
 * @page: what a notification opens
 * @list: (transfer full) (nullable): what is so now, what is most pressing first;
 *   NULL where it is no business of who sits here
 * @sum: (transfer full): a title for several
 */
typedef struct
{
  const char *key;
  const char *page;
  GPtrArray *(*list) (gpointer data);
  char *(*sum) (guint n);
} ParvisNewsTopic;

/**
 * ParvisNews:
 *
 * Tells the desktop what a person wants to know while looking at something else: at once,
 * or once a day from nine in the morning on, and nothing between 21:00 and 7:00. What is
 * so when the window opens is on its pages, and told at once to nobody.
 *
 * Signal "told" (const char *title, const char *body).
 */
#define PARVIS_TYPE_NEWS (parvis_news_get_type ())

G_DECLARE_FINAL_TYPE (ParvisNews, parvis_news, PARVIS, NEWS, GObject)

/* (transfer full): of items */
GPtrArray  *parvis_news_list_new (void);
void        parvis_news_list_add (GPtrArray             *list,
                                  const char            *id,
                                  const char            *title,
                                  const char            *body);

/* @topics and @data outlive it. */
ParvisNews *parvis_news_new      (ParvisDesk            *desk,
                                  GSettings             *settings,
                                  const ParvisNewsTopic *topics,
                                  guint                  n_topics,
                                  gpointer               data);
/* Whether the topic of @key is any business of who sits here. */
gboolean    parvis_news_has      (ParvisNews            *self,
                                  const char            *key);
/* As the ticker does every minute. */
void        parvis_news_look     (ParvisNews            *self);

G_END_DECLS
