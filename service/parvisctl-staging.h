/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvisctl-connection.h"

G_BEGIN_DECLS

/**
 * ParvisStaging:
 *
 * Where a file passes from the service to parvisctl or back: a folder in the state
 * directory, the one place that both see and both may use. The service has another /tmp
 * than the operator, no home and nothing to write outside of its directories
 * (parvisd.service), so it is never told any other path.
 */
typedef struct
{
  char *folder;
  char *path;                           /* of the one file in it */
} ParvisStaging;

/* The folder is the service's, whoever runs parvisctl. */
gboolean parvis_staging_open  (ParvisStaging     *self,
                               ParvisConnection  *connection,
                               GError           **error);
void     parvis_staging_clear (ParvisStaging     *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ParvisStaging, parvis_staging_clear)

/* Brings what the service wrote to @path, which must not exist: whole and durable, or not
 * at all.
 */
gboolean parvis_staging_take  (ParvisStaging     *self,
                               const char        *path,
                               GError           **error);
/* Brings @path to where the service can read it. */
gboolean parvis_staging_give  (ParvisStaging     *self,
                               const char        *path,
                               GError           **error);

G_END_DECLS
