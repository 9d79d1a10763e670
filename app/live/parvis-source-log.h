/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-desk.h"
#include "parvis-source-text.h"

G_BEGIN_DECLS

/**
 * ParvisSourceLog:
 *
 * What the service keeps of a source beside its figures, asked for when it is
 * shown: the last messages as they came and what was read in them, its silences
 * of thirty days, and the gaps that recounts found (ux.md §17).
 */
#define PARVIS_TYPE_SOURCE_LOG (parvis_source_log_get_type ())

G_DECLARE_FINAL_TYPE (ParvisSourceLog, parvis_source_log, PARVIS, SOURCE_LOG, GObject)

ParvisSourceLog *parvis_source_log_new  (ParvisDesk           *desk,
                                         AdwPreferencesGroup  *messages,
                                         AdwPreferencesGroup  *reliability);
/* Asks again when it is another source, or when this one was heard again. */
void             parvis_source_log_show (ParvisSourceLog      *self,
                                         const ParvisSource   *source);
/* Asks now, and says aloud what came last. */
void             parvis_source_log_test (ParvisSourceLog      *self);

G_END_DECLS
