/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-probe.h"

G_BEGIN_DECLS

/* (transfer full): what happened and what to do; NULL if all is well */
char             *parvis_finding_text (const ParvisProbeResult *result);

G_END_DECLS
