/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"

G_BEGIN_DECLS

/* What parvisctl tells people, on standard output. */
void parvis_print_done       (const json_t *answer);
void parvis_print_copied     (const json_t *answer);
void parvis_print_restored   (const json_t *answer);
void parvis_print_file       (const json_t *answer);
void parvis_print_town       (const json_t *answer);
void parvis_print_towns      (const json_t *answer);
void parvis_print_import     (const json_t *answer);
void parvis_print_key        (const json_t *answer);
void parvis_print_providers  (const json_t *answer);
void parvis_print_facilities (const json_t *answer);
void parvis_print_sources    (const json_t *answer);
void parvis_print_presets    (const json_t *answer);

G_END_DECLS
