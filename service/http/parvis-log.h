/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  PARVIS_LOG_ERROR,
  PARVIS_LOG_WARNING,
  PARVIS_LOG_INFO,
} ParvisLogLevel;

/* Writes one line "time=… level=… event=… key=value …" to standard error. Names
 * and values follow in pairs, ended by NULL; values are quoted where needed. No
 * caller passes personal data, keys, query strings or whole client addresses.
 */
void parvis_log         (ParvisLogLevel  level,
                         const char     *event,
                         ...) G_GNUC_NULL_TERMINATED;
/* Sends what GLib logs (g_warning and the like) through the same lines. */
void parvis_log_install (void);

G_END_DECLS
