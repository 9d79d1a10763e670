/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-schema.h"

G_BEGIN_DECLS

/**
 * ParvisDatabase:
 * @uri: as whom the service works: neither an owner of tables nor somebody whom
 *   row-level security does not hold
 * @owner_uri: (nullable): as whom tables are made
 */
typedef struct
{
  const char         *uri;
  const char         *owner_uri;
  const ParvisSchema *town_schema;
} ParvisDatabase;

/* Brings the tables to the newest schema if @owner_uri is there, and makes sure
 * that they are, and that towns are kept apart whatever the service asks.
 */
gboolean parvis_migrate_postgres (const ParvisDatabase  *database,
                                  GError               **error);

G_END_DECLS
