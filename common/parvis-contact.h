/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How people are reached. What is accepted here is what can be used, which is less than
 * the standards allow.
 */

/* Bytes of an address (RFC 5321, 4.5.3.1.3, with its brackets taken off). */
#define PARVIS_EMAIL_MAX 254

gboolean  parvis_contact_is_email         (const char *text);
char     *parvis_contact_normalise_phone  (const char *text,
                                           const char *town);

G_END_DECLS
