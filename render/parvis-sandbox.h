/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The walls around whatever opens an untrusted document. Outside, namespaces: made
 * by bubblewrap for the desktop, by systemd for the service. Inside, and the same for
 * both, limits of resources, Landlock and a list of system calls. Where a wall cannot
 * be built nothing is opened.
 */
typedef enum
{
  PARVIS_OUTSIDE_BUBBLEWRAP,
  PARVIS_OUTSIDE_SYSTEMD,
} ParvisOutside;

/* What the program is called with once it is within bubblewrap. */
#define PARVIS_SANDBOX_INSIDE "--inside"
/* Beside the program, and within bubblewrap in the only folder. */
#define PARVIS_SANDBOX_MODULE "parvis-render-pdf.so"

/* Becomes this program again, in namespaces of its own, with PARVIS_SANDBOX_INSIDE
 * and @arguments. Comes back only if that fails, having said why.
 */
void     parvis_sandbox_exec        (const char *const *arguments);
/* Where the module is for this process; NULL if that cannot be told. */
char    *parvis_sandbox_find_module (ParvisOutside      outside);
/* Gives up, for good, all that pixels do not need. Says why if it fails. */
gboolean parvis_sandbox_enter (ParvisOutside      outside);

G_END_DECLS
