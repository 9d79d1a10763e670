/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-source.h"

G_BEGIN_DECLS

/**
 * ParvisSourceView:
 * @link_up: whether the service is being heard; without it nothing is live
 *
 * When and how a source is looked at.
 */
typedef struct
{
  gint64     now;
  gboolean   link_up;
  GTimeZone *zone;
} ParvisSourceView;

/* What the page says of a source (ux.md §17). For the caller to free; "" where
 * there is nothing to say.
 */
char       *parvis_source_text_state    (const ParvisSource     *source,
                                         const ParvisSourceView *view);
char       *parvis_source_text_value    (const ParvisSource     *source);
char       *parvis_source_text_unit     (const ParvisSource     *source);
char       *parvis_source_text_battery  (const ParvisSource     *source);
char       *parvis_source_text_signal   (const ParvisSource     *source);
char       *parvis_source_text_radio    (const ParvisSource     *source);
char       *parvis_source_text_seen     (const ParvisSource     *source,
                                         const ParvisSourceView *view);
char       *parvis_source_text_period   (const ParvisSource     *source);
char       *parvis_source_text_sentence (const ParvisSource     *source,
                                         const ParvisSourceView *view);
char       *parvis_source_text_count    (guint                   to_look_at);
const char *parvis_source_text_kind     (const ParvisSource     *source);
const char *parvis_source_text_format   (const ParvisSource     *source);

/* Never NULL. */
const char *parvis_source_icon          (const ParvisSource     *source);
const char *parvis_source_state_icon    (const ParvisSource     *source,
                                         gboolean                link_up);
/* The CSS class beside .fresh. */
const char *parvis_source_state_class   (const ParvisSource     *source,
                                         gboolean                link_up);

G_END_DECLS
