/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-message.h"

G_BEGIN_DECLS

/**
 * ParvisAssets:
 *
 * The files that pages for residents load: built into the program, compressed once, and
 * found at an address that has a part of their hash, so that browsers keep them for ever.
 */
typedef struct _ParvisAssets ParvisAssets;

ParvisAssets *parvis_assets_new  (void);
void          parvis_assets_free (ParvisAssets        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisAssets, parvis_assets_free)

/* Borrowed: "/resident/style-0123456789ab.css" for "style.css". */
const char   *parvis_assets_get_address (const ParvisAssets  *self,
                                         const char          *name);
/* Answers for the path of @request. One of another version, which a page that was kept may
 * ask for, gets what there is now, for this once.
 *
 * Errors: NOT_FOUND
 */
gboolean parvis_assets_reply (ParvisAssets         *self,
                              const ParvisRequest  *request,
                              ParvisReply          *reply,
                              GError              **error);
/* The one called @name, at an address that stays: browsers ask again each time. */
void          parvis_assets_reply_as_is (ParvisAssets        *self,
                                         const char          *name,
                                         const ParvisRequest *request,
                                         ParvisReply         *reply);

/* Whether who asks takes what is compressed with gzip. */
gboolean      parvis_accepts_gzip       (const ParvisRequest *request);
/* (transfer full): @bytes compressed, as small as can be with @thorough */
GBytes       *parvis_gzip               (GBytes              *bytes,
                                         gboolean             thorough);

G_END_DECLS
