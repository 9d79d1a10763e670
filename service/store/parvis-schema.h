/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ParvisMigration:
 * @name: what it brings, for the log
 * @sql: statements that both databases accept, one string
 *
 * One step of a schema. Steps are appended, never changed: a database that has
 * made it is never asked to make it again.
 */
typedef struct
{
  const char *name;
  const char *sql;
} ParvisMigration;

typedef struct
{
  const ParvisMigration *migrations;
  guint                  n_migrations;
  gint32                 application_id;   /* told apart by file(1) and by us */
} ParvisSchema;

extern const ParvisSchema parvis_town_schema;
extern const ParvisSchema parvis_service_schema;

G_END_DECLS
