/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"

G_BEGIN_DECLS

/* HTTP on a socket of one's own, so that a test can part the question from the answer. */

int      plain_connect         (int          port);
int      plain_connect_control (const char  *state);
/* @headers end each with CRLF; without a @body it is a GET. A body is JSON unless they say
 * what else.
 */
void     plain_send            (int          fd,
                                const char  *path,
                                const char  *headers,
                                const char  *body);
/* The status of a whole answer, and its body; 0 when the connection ends before that. */
int      plain_receive         (int          fd,
                                json_t     **body);

G_END_DECLS
