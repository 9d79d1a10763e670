/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-source-text.h"

G_BEGIN_DECLS

/* The words about what the service keeps of a source beside its entity: the last
 * messages with what became of them, silences and recounts. For the caller to
 * free.
 */

/* "16:42:08 → 63", of one of the list of readings. */
char *parvis_evidence_message  (const json_t           *reading,
                                const ParvisSourceView *view);
/* What became of it: "Shown", or why it is not. */
char *parvis_evidence_judgment (const json_t           *reading);
/* The last reading as the outcome of a trial; @reading: (nullable) */
char *parvis_evidence_trial    (const json_t           *reading,
                                const ParvisSourceView *view);
/* "From 13:05 to 16:42", and how long that was. */
char *parvis_evidence_silence  (const json_t           *silence,
                                const ParvisSourceView *view);
char *parvis_evidence_length   (const json_t           *silence,
                                const ParvisSourceView *view);
char *parvis_evidence_recount  (const json_t           *recount,
                                const ParvisSourceView *view);

/* The values of a report; NAN for none. */
#define PARVIS_EVIDENCE_VALUES 48

void  parvis_evidence_read_values (const json_t *report,
                                   double        values[PARVIS_EVIDENCE_VALUES]);

G_END_DECLS
