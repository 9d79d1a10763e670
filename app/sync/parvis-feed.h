/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"
#include "parvis-time.h"

G_BEGIN_DECLS

/**
 * ParvisFeedChange:
 * @body: (nullable): NULL in a tombstone
 * @text: (nullable): @body as JSON, for the replica
 *
 * One entry of the feed as it came. Immutable; the worker reads only the
 * strings, because reference counts of JSON values belong to one thread.
 */
typedef struct
{
  gatomicrefcount  ref_count;
  char            *kind;
  char            *id;
  gint64           seq;
  json_t          *body;
  char            *text;
} ParvisFeedChange;

/* Takes the reference to @body. */
ParvisFeedChange *parvis_feed_change_new        (const char              *kind,
                                                 const char              *id,
                                                 gint64                   seq,
                                                 json_t                  *body);
ParvisFeedChange *parvis_feed_change_ref        (ParvisFeedChange        *change);
void              parvis_feed_change_unref      (ParvisFeedChange        *change);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisFeedChange, parvis_feed_change_unref)

ParvisFeedChange *parvis_feed_change_from_json  (const json_t            *value,
                                                 GError                 **error);
ParvisFeedChange *parvis_feed_change_parse      (const char              *data,
                                                 gsize                    length,
                                                 GError                 **error);

/**
 * ParvisFeedPage:
 * @changes: (element-type ParvisFeedChange)
 * @cursor: from which nothing is missing after these
 * @more: there are further pages now
 * @now: the service's clock, or PARVIS_NO_TIME
 */
typedef struct
{
  GPtrArray *changes;
  gint64     cursor;
  gboolean   more;
  gint64     now;
} ParvisFeedPage;

ParvisFeedPage   *parvis_feed_page_new          (void);
void              parvis_feed_page_free         (ParvisFeedPage          *page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisFeedPage, parvis_feed_page_free)

ParvisFeedPage   *parvis_feed_page_parse        (const char              *data,
                                                 gsize                    length,
                                                 GError                 **error);
gint64            parvis_feed_heartbeat_parse   (const char              *data,
                                                 gsize                    length);
/* FALSE unless @text is a whole number from 0 up. */
gboolean          parvis_feed_cursor_parse      (const char              *text,
                                                 gint64                  *cursor);

G_END_DECLS
