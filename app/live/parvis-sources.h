/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-session.h"
#include "parvis-source.h"

G_BEGIN_DECLS

/**
 * ParvisSources:
 *
 * The sources of a town, as the session knows them. Property "to-look-at"
 * (guint): how many of them somebody has to look at. Signal "updated" (): any of
 * them, or the place that it feeds, looks different.
 */
#define PARVIS_TYPE_SOURCES (parvis_sources_get_type ())

G_DECLARE_FINAL_TYPE (ParvisSources, parvis_sources, PARVIS, SOURCES, GObject)

ParvisSources      *parvis_sources_new            (ParvisSession *session);
guint               parvis_sources_get_to_look_at (ParvisSources *self);
guint               parvis_sources_get_count      (ParvisSources *self);
/* Borrowed, until the next "updated"; by place and name. */
const ParvisSource *parvis_sources_get            (ParvisSources *self,
                                                   guint          index);
/* (nullable) */
const ParvisSource *parvis_sources_find           (ParvisSources *self,
                                                   const char    *id);

G_END_DECLS
