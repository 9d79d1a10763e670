/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Before the sandbox is entered, which lets nobody set a handler of signals. */
void parvis_serve_prepare (void);
/* Answers what is asked through the socket @fd until it is closed, or until
 * something comes that is no question.
 */
void parvis_serve         (int fd);

G_END_DECLS
