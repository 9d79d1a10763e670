/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"

G_BEGIN_DECLS

/* What happened to a dossier, in sentences (ux.md §15). Strings are for the caller to free. */

typedef enum
{
  PARVIS_HISTORY_ALL,
  PARVIS_HISTORY_DECISIONS,
  PARVIS_HISTORY_MESSAGES,
} ParvisHistoryFilter;

#define PARVIS_N_HISTORY_FILTERS (PARVIS_HISTORY_MESSAGES + 1)

const char *parvis_history_filter_word (ParvisHistoryFilter  filter);
gboolean    parvis_history_passes      (const json_t        *entry,
                                        ParvisHistoryFilter  filter);
/* @who: who did it, for people; @document: (nullable): the document that it is about */
char       *parvis_history_text        (const json_t        *entry,
                                        const char          *who,
                                        const char          *document);
/* (nullable): what was written, and which boxes were ticked one by one */
char       *parvis_history_details     (const json_t        *entry);
/* A field of a comma-separated file (RFC 4180); what a table would take for a formula is text. */
char       *parvis_history_field       (const char          *text);

G_END_DECLS
