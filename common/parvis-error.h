/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/**
 * PARVIS_ERROR:
 *
 * The one error domain of the service, of the application's core and of what
 * they share. Errors of libraries are mapped to it where they enter. The codes
 * are those that a caller can act on; service/http turns them into a status,
 * and the application turns a status back into them.
 */
#define PARVIS_ERROR (parvis_error_quark ())

typedef enum
{
  PARVIS_ERROR_INTERNAL,            /* our bug, or a disk that fails */
  PARVIS_ERROR_MALFORMED,           /* cannot be read at all: not JSON, no key */
  PARVIS_ERROR_INVALID,             /* readable, but a value is not acceptable */
  PARVIS_ERROR_UNAUTHORIZED,        /* no key, or a key nobody has */
  PARVIS_ERROR_FORBIDDEN,           /* a known key that may not do this */
  PARVIS_ERROR_REMOVED,             /* somebody who was a member and is none any more */
  PARVIS_ERROR_NOT_FOUND,
  PARVIS_ERROR_METHOD_NOT_ALLOWED,
  PARVIS_ERROR_CONFLICT,            /* contradicts what is there */
  PARVIS_ERROR_KEY_REUSED,          /* an idempotency key with another body */
  PARVIS_ERROR_STALE_VERSION,       /* an edit of something that has changed since */
  PARVIS_ERROR_TOO_LARGE,
  PARVIS_ERROR_MEDIA_TYPE,
  PARVIS_ERROR_TOO_MANY,            /* over a limit; try later */
  PARVIS_ERROR_UNAVAILABLE,         /* stopping, locked or overloaded; try later */
  PARVIS_ERROR_UPSTREAM,            /* the other side of the line failed */
  PARVIS_ERROR_NEWER_SCHEMA,        /* a database written by a later version */
  PARVIS_ERROR_CORRUPT,             /* a file or database that is damaged */
  PARVIS_ERROR_DAMAGED,             /* a document of somebody that cannot be opened */
  PARVIS_ERROR_LOCKED,              /* one that opens with a password only */
  PARVIS_ERROR_TOO_SLOW,            /* one that takes longer than it may */
  PARVIS_ERROR_HEIC,                /* a photo of a kind that telephones can avoid */
  PARVIS_ERROR_CANCELLED,
} ParvisError;

#define PARVIS_N_ERRORS (PARVIS_ERROR_CANCELLED + 1)

GQuark      parvis_error_quark        (void);
void        parvis_error_set_field    (GError       **error,
                                       const char    *field);
void        parvis_error_prefix_field (GError       **error,
                                       const char    *format,
                                       ...) G_GNUC_PRINTF (2, 3);
const char *parvis_error_get_field    (const GError  *error);
/* More members for the problem document, which say what could be done instead. Takes
 * @details, an object.
 */
void          parvis_error_take_details (GError       **error,
                                         json_t        *details);
/* The member of the details that says after how many seconds to ask again. */
#define PARVIS_RETRY_AFTER "retry_after"
const json_t *parvis_error_get_details  (const GError  *error);
gboolean      parvis_set_invalid        (GError       **error,
                                         const char    *field,
                                         const char    *format,
                                         ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
