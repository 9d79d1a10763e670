/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-command.h"

G_BEGIN_DECLS

/* What a key begins with, so that a person sees what it is for and a scanner of
 * leaked secrets can know it.
 */
#define PARVIS_KEY_SOURCE_PREFIX "pvs_"

/**
 * ParvisGrant:
 * @id: the key's identifier, which is no secret
 * @source: the one source it may write for
 * @name: what the town calls it, "" if nothing
 * @last_used_at: as stored, coarse; or PARVIS_NO_TIME
 *
 * What a key that was presented may do in the town whose connection was asked.
 */
typedef struct
{
  char   id[40];
  char   source[40];
  char   name[84];
  gint64 last_used_at;
} ParvisGrant;

/* Of the kernel; at most 256 bytes. */
gboolean       parvis_access_fill_random (guchar              *bytes,
                                          gsize                length,
                                          GError             **error);
/* base64url (RFC 4648 §5) without padding: a key goes into headers, addresses and
 * shells unquoted.
 */
char          *parvis_access_encode      (const guchar        *bytes,
                                          gsize                length);

/* Fills @key (256 bits from the kernel, shown once) and @hash, which is all
 * that is ever stored of it.
 */
gboolean       parvis_access_make_key    (const char          *prefix,
                                          char               **key,
                                          char               **hash,
                                          GError             **error);
char          *parvis_access_hash_key    (const char          *key);

/* What parvis_access_check() says of a key that nobody knows. Returns: FALSE */
gboolean       parvis_access_set_unknown (GError             **error);
/* PARVIS_ERROR_UNAUTHORIZED for a key that this town does not know, whatever
 * other town knows it.
 */
gboolean       parvis_access_check       (ParvisDb            *db,
                                          const char          *key,
                                          gint64               now,
                                          ParvisGrant         *grant,
                                          GError             **error);
/* Whether the key opens a source: its own, or one that was told to take that one's key
 * (source.key_of). The one place that decides it.
 */
gboolean       parvis_access_opens       (ParvisDb            *db,
                                          const ParvisGrant   *grant,
                                          const char          *source,
                                          gboolean            *opens,
                                          GError             **error);
/* Returns: (transfer full) (nullable): a command to submit when the stored last
 *   use is older than an hour; NULL otherwise, so that reading costs no write
 */
ParvisCommand *parvis_access_note_use    (const char          *town,
                                          const ParvisGrant   *grant,
                                          gint64               now);

/* How long the old key of a source is good after it got a new one, unless it is said
 * otherwise: time to walk to the device. In hours.
 */
#define PARVIS_KEY_OVERLAP     24
#define PARVIS_KEY_OVERLAP_MAX (14 * 24)

/* Stores a new key of a source; its older ones end after "overlap" hours, 0 for at once,
 * because somebody has it who should not. Of @command's body it reads "id", "hash" and
 * "source", which the caller made, and "overlap".
 */
gboolean parvis_access_rotate_key (ParvisTx             *tx,
                                   const ParvisCommand  *command,
                                   ParvisAnswer         *answer,
                                   GError              **error);
/* Revokes the key that is the command's object. */
gboolean parvis_access_revoke_key (ParvisTx             *tx,
                                   const ParvisCommand  *command,
                                   ParvisAnswer         *answer,
                                   GError              **error);
/* {"keys":[{"id","name","source","created_at","last_used_at","until","opens":[]}]}: what it
 * opens besides its own source.
 */
json_t        *parvis_access_list_keys   (ParvisDb            *db,
                                          GError             **error);

/* The keys of a town's file: a list of {"id","hash","source","name","until"?}. No
 * key can be made from it, but the devices that have one go on with it: also with one that was
 * revoked after the file was written.
 */
json_t        *parvis_access_export_keys (ParvisDb            *db,
                                          GError             **error);
gboolean       parvis_access_import_keys (ParvisTx            *tx,
                                          const json_t        *list,
                                          GError             **error);

G_END_DECLS
