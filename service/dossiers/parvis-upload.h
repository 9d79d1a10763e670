/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-command.h"

G_BEGIN_DECLS

/* Files that families send, and papers that clerks bring in for them (tus 1.0: core and
 * creation). They are sealed before they come to
 * a writer, and nobody here opens one.
 */

/* Bytes of all files of one dossier. */
#define PARVIS_UPLOADS_MAX      (100 * 1024 * 1024)
/* Of one dossier, begun and not finished. */
#define PARVIS_UPLOADS_OPEN_MAX 10
/* After its last piece one that is not finished is given up. */
#define PARVIS_UPLOAD_KEPT      (24 * PARVIS_HOUR)

/* Before the actor, where a clerk brings a paper in: it is no digest of a device. */
#define PARVIS_UPLOAD_AT_DESK   "desk "

/**
 * ParvisUpload:
 * @device: whose it is: the digest of the device that sends it, or PARVIS_UPLOAD_AT_DESK and
 *   who brings it in there
 * @received: so many bytes of @length are here
 * @media: (nullable): its type, as soon as its first bytes are here
 * @key: sealed with the master key
 */
typedef struct
{
  char    id[37];
  char   *dossier;
  char   *requirement;
  char   *device;
  gint64  length;
  gint64  received;
  char   *media;
  char   *key;
} ParvisUpload;

void          parvis_upload_free    (ParvisUpload        *upload);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisUpload, parvis_upload_free)

/* NOT_FOUND if there is none. */
ParvisUpload *parvis_upload_find    (ParvisDb            *db,
                                     const char          *id,
                                     GError             **error);
/* What a piece is of. (transfer full) */
char         *parvis_upload_bind    (const char          *town,
                                     const char          *id,
                                     gint64               offset);
/* NOT_FOUND for one of a dossier that was not sent: that is its family's own. */
gboolean      parvis_upload_check_sent (ParvisDb            *db,
                                        const ParvisUpload  *upload,
                                        GError             **error);
/* All of it, opened with its key. Only of one that is whole. */
GBytes       *parvis_upload_read    (ParvisDb            *db,
                                     const ParvisUpload  *upload,
                                     const char          *key,
                                     GError             **error);

/* "upload.create": the object is the dossier; of the body "id", "requirement", "length", "key",
 * "device" and "room" (bytes for all files of the town, 0 for no limit). "upload.append": the
 * object is the upload; of the body "offset", "size", "media" (of the first piece) and "device";
 * raw is the sealed piece.
 */
gboolean parvis_upload_create (ParvisTx             *tx,
                               const ParvisCommand  *command,
                               ParvisAnswer         *answer,
                               GError              **error);
gboolean parvis_upload_append (ParvisTx             *tx,
                               const ParvisCommand  *command,
                               ParvisAnswer         *answer,
                               GError              **error);

/* Key first, then what it opened. @requirement (nullable): of that document only; @all: what
 * is not whole too.
 */
gboolean      parvis_uploads_erase  (ParvisTx            *tx,
                                     const char          *dossier,
                                     const char          *requirement,
                                     gboolean             all,
                                     GError             **error);
/* Before a dossier is sent: its files do not count as those of drafts any more. */
gboolean      parvis_uploads_leave_draft (ParvisTx       *tx,
                                          const char     *dossier,
                                          GError        **error);
/* When the next is given up. */
gboolean      parvis_uploads_next_due (ParvisDb          *db,
                                       gint64            *due,
                                       GError           **error);
gboolean      parvis_uploads_give_up  (ParvisTx          *tx,
                                       GError           **error);

G_END_DECLS
