/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-probe.h"

G_BEGIN_DECLS

/* The row of the first connection that a sentence belongs under. */
typedef enum
{
  PARVIS_CONNECT_ADDRESS,
  PARVIS_CONNECT_TOWN,
  PARVIS_CONNECT_KEY,
} ParvisConnectRow;

ParvisConnectRow  parvis_finding_row  (ParvisFinding            finding);
/* (transfer full): what happened and what to do; NULL if all is well */
char             *parvis_finding_text (const ParvisProbeResult *result);

G_END_DECLS
