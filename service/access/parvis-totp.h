/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PARVIS_TOTP_DIGITS        6
#define PARVIS_TOTP_STEP          30      /* seconds */
#define PARVIS_TOTP_SECRET_BYTES  20      /* as RFC 4226 §4 recommends */
#define PARVIS_RECOVERY_CODES     10

/* Codes of a telephone (RFC 6238): SHA-1, 6 figures, 30 seconds, which is what
 * every application for it understands. Secrets are raw bytes; who stores them
 * seals them.
 */
GBytes   *parvis_totp_make_secret (void);
/* Whether @code is the one of @now, or of the step before or after it, for clocks
 * that are not quite right. One that was used is not taken again: @last_step is
 * the step of the last good one (0 before the first), and @step gets the new one,
 * to be stored in the transaction that lets its owner in.
 */
gboolean  parvis_totp_check       (GBytes      *secret,
                                   const char  *code,
                                   gint64       now,
                                   gint64       last_step,
                                   gint64      *step);
/* For typing, in groups of four letters. */
char     *parvis_totp_spell       (GBytes      *secret);
/* For the telephone: "otpauth://totp/…". */
char     *parvis_totp_make_uri    (GBytes      *secret,
                                   const char  *issuer,
                                   const char  *account);
/* The same as a picture: the outline of a QR code, for the "d" of an SVG path;
 * one unit is a module. @size gets its width, with the margin that scanners need.
 */
char     *parvis_totp_draw_uri    (const char  *uri,
                                   guint       *size,
                                   GError     **error);

/* For whoever lost the telephone: 80 random bits each, "ABCD-EFGH-JKLM-NPQR",
 * which is why a plain hash of one is enough to store.
 *
 * Returns: (transfer full) (array zero-terminated=1): PARVIS_RECOVERY_CODES of them
 */
char    **parvis_recovery_make    (void);
/* What is hashed: @typed in capital letters, with its look-alikes and without
 * what people put between the letters; NULL for what cannot be a code.
 */
char     *parvis_recovery_read    (const char  *typed);

G_END_DECLS
