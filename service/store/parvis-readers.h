/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-town.h"

G_BEGIN_DECLS

/**
 * ParvisReaders:
 *
 * The read-only connections of all towns that nobody uses for the moment. There
 * are at most so many, and of those that were used within the last minute at most so
 * many more, whatever the number of towns: the one that came back longest ago is closed
 * first. Any thread may call.
 */
typedef struct _ParvisReaders ParvisReaders;

ParvisReaders *parvis_readers_new  (const ParvisStoreConfig *config);
void           parvis_readers_free (ParvisReaders           *self);
/* The connection holds a reference of the town until it is released. */
ParvisDb      *parvis_readers_acquire (ParvisReaders  *self,
                                       ParvisTown     *town,
                                       GError        **error);
void           parvis_readers_release (ParvisReaders  *self,
                                       ParvisTown     *town,
                                       ParvisDb       *db);
/* From here on the town's connections are closed as they come back. */
void           parvis_readers_retire  (ParvisReaders  *self,
                                       ParvisTown     *town);

G_END_DECLS
