/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ParvisMbtiles:
 *
 * A pack of PNG tiles (MBTiles 1.3), read only. The file comes from elsewhere,
 * so whatever it holds is bounded in time and size, and an error at worst. Used
 * by one thread at a time.
 */
typedef struct _ParvisMbtiles ParvisMbtiles;

/* NOT_FOUND without a file, CORRUPT for one that holds no tiles. */
ParvisMbtiles *parvis_mbtiles_open         (const char      *path,
                                            GError         **error);
void           parvis_mbtiles_free         (ParvisMbtiles   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisMbtiles, parvis_mbtiles_free)

/* @y counts from the north, as in the address of a tile; the pack counts from
 * the south. NOT_FOUND for a tile that it does not have.
 */
GBytes        *parvis_mbtiles_read         (ParvisMbtiles   *self,
                                            int              z,
                                            gint64           x,
                                            gint64           y,
                                            GError         **error);
/* Returns: (transfer full) (nullable): valid UTF-8, or NULL if it says nothing */
char          *parvis_mbtiles_dup_metadata (ParvisMbtiles   *self,
                                            const char      *name);

G_END_DECLS
