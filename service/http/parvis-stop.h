/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-preference.h"
#include "parvis-seal.h"

G_BEGIN_DECLS

/**
 * ParvisStop:
 *
 * What the link at the end of a letter ends: e-mail about one thing to the person with one
 * device. The link carries it, with a seal that only this service makes, so that nothing is
 * kept for it and none can be guessed.
 */
typedef struct
{
  char        device[2 * 32 + 1];
  ParvisAbout about;
} ParvisStop;

/* @device: SHA-256 in hexadecimal. (transfer full) */
char    *parvis_stop_write (ParvisSeal   *seal,
                            const char   *town,
                            const char   *device,
                            ParvisAbout   about,
                            GError      **error);
/* NOT_FOUND for what this service did not write. */
gboolean parvis_stop_read  (ParvisSeal   *seal,
                            const char   *town,
                            const char   *token,
                            ParvisStop   *stop,
                            GError      **error);

G_END_DECLS
