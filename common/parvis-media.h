/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a document of a dossier may be: said to who sends one, and checked where it arrives. */

/* Bytes of one file. */
#define PARVIS_DOCUMENT_MAX       (20 * 1024 * 1024)
/* And of one piece of it, which is what a request has. */
#define PARVIS_DOCUMENT_PIECE_MAX (1024 * 1024)
/* From so many first bytes it is told what a file is. */
#define PARVIS_MEDIA_HEAD_MIN     12

/* "image/jpeg", "image/png", "application/pdf" of the first bytes of a file. NULL with
 * PARVIS_ERROR_HEIC or _MEDIA_TYPE, and a sentence that says what to do; _INVALID for fewer
 * bytes than that takes.
 */
const char *parvis_media_find (GBytes  *head,
                               GError **error);

G_END_DECLS
