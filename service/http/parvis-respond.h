/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-message-private.h"

#include <microhttpd.h>

G_BEGIN_DECLS

/* Queues @reply. @if_none_match (nullable) may turn it into a 304; @last says
 * that nothing more is read from this connection.
 *
 * Returns: the status that goes out, or 0 if the connection has to be closed
 */
int  parvis_respond              (struct MHD_Connection  *connection,
                                  ParvisReply            *reply,
                                  const char             *if_none_match,
                                  gboolean                last);
/* The headers of every answer: browsers get no chance to guess. @policy (nullable): what
 * a page may load; nothing without it
 */
void parvis_respond_add_security (struct MHD_Response    *response,
                                  const char             *policy);

G_END_DECLS
