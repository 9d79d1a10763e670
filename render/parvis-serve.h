/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-sandbox.h"

G_BEGIN_DECLS

/* Takes the document that comes through the socket @fd, closes the walls, and answers
 * what is asked until the socket is closed or something comes that is no question.
 * FALSE, having said why, if the walls cannot be closed: then nothing was opened.
 */
gboolean parvis_serve (int           fd,
                       ParvisOutside outside);

G_END_DECLS
