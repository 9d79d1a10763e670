/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In characters. Length is what makes a password hard to guess (NIST SP 800-63B,
 * ANSSI); what kinds of characters it is made of is its owner's business.
 */
#define PARVIS_PASSWORD_MIN 12
#define PARVIS_PASSWORD_MAX 200

/* Hashes that may wait for one of the two places; more are refused. */
#define PARVIS_PASSWORD_QUEUE 32

/**
 * ParvisPasswordFault:
 *
 * Why a new password is not taken.
 */
typedef enum
{
  PARVIS_PASSWORD_FINE,
  PARVIS_PASSWORD_SHORT,
  PARVIS_PASSWORD_LONG,
  PARVIS_PASSWORD_COMMON,       /* among the first that anybody would try */
  PARVIS_PASSWORD_PERSONAL,     /* little more than the name, the e-mail or the town */
} ParvisPasswordFault;

/* Argon2id with 64 MiB and 3 passes: a third of a second and much memory on
 * purpose, so at most two run at a time in a process, and never on the listener's
 * thread. UNAVAILABLE when too many wait already, or without memory.
 *
 * Returns: (transfer full): what is stored, with its salt and parameters
 */
char    *parvis_password_hash  (const char  *password,
                                GError     **error);
/* Whether @password is the one of @hash. For a person who has none, or who is
 * not there, @hash is NULL: the answer is no after the same work. @stale
 * (nullable) says that it is right and should be hashed anew, because the
 * parameters have grown since.
 */
gboolean parvis_password_check (const char  *hash,
                                const char  *password,
                                gboolean    *matches,
                                gboolean    *stale,
                                GError     **error);

/* @personal (nullable): terminated by NULL; what a stranger can know of its owner */
ParvisPasswordFault parvis_password_judge (const char         *password,
                                           const char * const *personal);

G_END_DECLS
