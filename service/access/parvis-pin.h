/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-seal.h"
#include "parvis-store.h"

G_BEGIN_DECLS

/* What opens a sign-in on a computer that several people share. A PIN of four figures
 * guards nothing that lies on a disk, so the half that matters lies here: a key, sealed
 * together with the PIN's hash, without which that computer cannot read its own refresh
 * token. What it says to get it is a handle of 256 random bits that nobody else has; with
 * that, guesses can be counted for one session, and are.
 */

#define PARVIS_PIN_MIN 4
#define PARVIS_PIN_MAX 6

/* Wrong ones after each other, and of all the time since the PIN was chosen: whoever
 * tries four times a day between two right ones comes to an end too.
 */
#define PARVIS_PIN_TRIES     5
#define PARVIS_PIN_TRIES_ALL 25

/**
 * ParvisPinKey:
 * @handle: what a computer says to be asked for a PIN
 * @key: 32 bytes in base64
 * @missed: wrong PINs since the last right one
 */
typedef struct
{
  char *handle;
  char *key;
  int   missed;
} ParvisPinKey;

void     parvis_pin_key_clear (ParvisPinKey  *key);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ParvisPinKey, parvis_pin_key_clear)

/* INVALID with @field for what is no PIN, or one of the first that anybody tries. */
gboolean parvis_pin_check     (const char    *pin,
                               const char    *field,
                               GError       **error);

/* Both hash with argon2id, and wait for the disk. A wrong PIN is FORBIDDEN with the
 * detail "left": how many tries there are yet. With the last of them the session ends.
 */

/* A session that has a PIN keeps its handle and key, and @current must be the one so far:
 * nobody who passes an open window chooses another. So a lost answer loses nothing.
 */
gboolean parvis_pin_set       (ParvisStore   *store,
                               ParvisSeal    *seal,
                               const char    *session,
                               const char    *current,
                               const char    *pin,
                               ParvisPinKey  *key,
                               GError       **error);
/* An unknown handle, a session that was ended and a spent one are all the same: none left.
 * One that ended with its account's last membership still opens, to whoever knows the PIN:
 * its refresh token then says why it is worth nothing (parvis-session.h).
 */
gboolean parvis_pin_open      (ParvisStore   *store,
                               ParvisSeal    *seal,
                               const char    *handle,
                               const char    *pin,
                               ParvisPinKey  *key,
                               GError       **error);

G_END_DECLS
