/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"

G_BEGIN_DECLS

/**
 * ParvisTiles:
 *
 * The maps of all towns: packs "tiles/INSEE-THEME.mbtiles" below the state
 * directory, opened when they are first asked for and again when the file was
 * replaced. Themes are "light" and "dark".
 */
typedef struct _ParvisTiles ParvisTiles;

ParvisTiles *parvis_tiles_new      (const char    *state_dir);
void         parvis_tiles_free     (ParvisTiles   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisTiles, parvis_tiles_free)

/* @etag (out) (transfer full): changes when the pack is replaced */
GBytes      *parvis_tiles_get      (ParvisTiles   *self,
                                    const char    *town,
                                    const char    *theme,
                                    int            z,
                                    gint64         x,
                                    gint64         y,
                                    char         **etag,
                                    GError       **error);
/* TileJSON 3.0 with "parvis:background", the colour of what is not drawn. */
json_t      *parvis_tiles_describe (ParvisTiles   *self,
                                    const char    *town,
                                    const char    *theme,
                                    char         **etag,
                                    GError       **error);
/* (transfer full): where a pack belongs */
char        *parvis_tiles_path     (const char    *state_dir,
                                    const char    *town,
                                    const char    *theme);
/* Whether the file is a pack that can be served, before it is put in place. */
gboolean     parvis_tiles_check    (const char    *path,
                                    GError       **error);

G_END_DECLS
