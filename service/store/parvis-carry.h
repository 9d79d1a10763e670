/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-db-driver.h"
#include "parvis-schema.h"

G_BEGIN_DECLS

/**
 * ParvisCarry:
 *
 * The tables of a schema with their columns, in an order in which each comes after
 * those that it refers to: what it takes to move a town's rows from one database
 * to another, whatever the two are.
 */
typedef struct _ParvisCarry ParvisCarry;

ParvisCarry *parvis_carry_new    (const ParvisSchema  *schema,
                                  GError             **error);
void         parvis_carry_free   (ParvisCarry         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisCarry, parvis_carry_free)

/* Copies every row of the town that both connections are bound to, reads the copy
 * again and compares rows and content, table by table. Both must be inside a
 * transaction beside which nobody changes the town.
 */
gboolean     parvis_carry_copy   (ParvisCarry         *self,
                                  ParvisDb            *from,
                                  ParvisDb            *to,
                                  GError             **error);
/* A town that has rows already is a CONFLICT. */
gboolean parvis_carry_check_empty (ParvisCarry  *self,
                                   ParvisDb     *db,
                                   GError      **error);
gboolean parvis_carry_delete      (ParvisCarry  *self,
                                   ParvisDb     *db,
                                   GError      **error);

G_END_DECLS
