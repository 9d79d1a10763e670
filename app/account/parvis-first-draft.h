/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"

G_BEGIN_DECLS

/**
 * A small step that is being prepared (ux.md §2), as JSON that is kept at each
 * key: {"step", "population", "module", "publish", "later", "places"}. Each
 * module has a place of its own in "places", so that who changes his mind finds
 * again what he typed: {"id", "source", "name", "capacity", "address",
 * "position", "from", "format", "measure", "pointer", "template", "phone", "email"}, texts as
 * they were typed.
 */
#define PARVIS_FIRST_STEPS 4

/* The procedure that every service has (data/procedures). */
#define PARVIS_FIRST_TEMPLATE "creche"

typedef enum
{
  PARVIS_FIRST_BY_HAND,
  PARVIS_FIRST_SENSOR,
  PARVIS_FIRST_FEED,
} ParvisFirstFrom;

#define PARVIS_N_FIRST_FROM (PARVIS_FIRST_FEED + 1)

/* @kept: (nullable): what was kept. Anything that is no draft begins anew.
 * (transfer full)
 */
json_t          *parvis_first_draft_load       (const char   *kept);
guint            parvis_first_draft_get_step   (const json_t *draft);
void             parvis_first_draft_set_step   (json_t       *draft,
                                                guint         step);
/* "" when there is none; also of a place. */
const char      *parvis_first_draft_get        (const json_t *draft,
                                                const char   *name);
const char      *parvis_first_draft_get_module (const json_t *draft);
/* Of the module that is chosen; borrowed, and may be written to. */
json_t          *parvis_first_draft_get_place (json_t          *draft);
/* Whether the place is a shop: its figures come from its merchant. */
gboolean        parvis_first_draft_is_shop  (const json_t    *draft);
/* Whether it is a service that takes files: its clerks and families do the rest. */
gboolean        parvis_first_draft_is_desk  (const json_t    *draft);
ParvisFirstFrom parvis_first_place_get_from (const json_t    *place);
void            parvis_first_place_set_from (json_t          *place,
                                             ParvisFirstFrom  from);
/* -1 if what was typed is no number that may stand there. */
gint64           parvis_first_read_number      (const char   *typed,
                                                gint64        max);
/* "47.3050, -0.6120", also with comma and semicolon as the French write it. */
gboolean         parvis_first_read_position    (const char   *typed,
                                                double       *lat,
                                                double       *lon);
/* Whether the step can be left; @field is what is missing or wrong. */
gboolean         parvis_first_draft_check      (json_t       *draft,
                                                guint         step,
                                                const char  **field);

/* (transfer full): the bodies of "facility.import" and of a new source */
json_t          *parvis_first_place_to_feature (const json_t *place,
                                                const char   *module);
/* A place that is counted at its gate has two: who comes in, and who goes out. */
#define PARVIS_FIRST_SOURCES 2
guint            parvis_first_place_count_sources (const json_t *place);
const char      *parvis_first_place_get_source    (const json_t *place,
                                                   guint         index);
json_t          *parvis_first_place_to_source     (const json_t *place,
                                                   guint         index);
/* (transfer full) (nullable): the body of "procedure.add" for a service that takes files, or NULL
 * where it is there already. @current: (nullable): the entity of the procedure
 */
json_t          *parvis_first_place_to_procedure (const json_t *place,
                                                  const json_t *current);
/* (transfer full): the body of "shop.add", for a place where bread is reserved */
json_t          *parvis_first_place_to_shop    (const json_t *place);

G_END_DECLS
