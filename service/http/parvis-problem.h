/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-error.h"
#include "parvis-message.h"

G_BEGIN_DECLS

/* The one place where an error becomes a status. */
int         parvis_problem_get_status (const GError *error);
/* The last part of the problem's type, "not-found"; stable. */
const char *parvis_problem_get_token  (const GError *error);

/* Replaces what @reply holds by the problem document (RFC 9457) of @error:
 * {"type","title","status","detail","field"}. Our own faults are told without
 * their details, which belong into the log.
 */
void        parvis_reply_set_problem  (ParvisReply  *reply,
                                       const GError *error);

G_END_DECLS
