/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-schema"

#include "config.h"

#include "parvis-schema.h"

/* Every table has the town in its key although a SQLite file holds one town
 * only: the same statements run on PostgreSQL, where all towns share a table.
 *
 * The feed holds one row for each entity. Its sequence numbers are those of the
 * town, so the newest row tells the town's.
 *
 * Types are written BIGINT, DOUBLE PRECISION and TEXT, tables end in STRICT;
 * the store turns that into what its database calls them.
 */
#define FEED_AND_LOG \
  "CREATE TABLE change (" \
  "  town TEXT NOT NULL," \
  "  kind TEXT NOT NULL," \
  "  id TEXT NOT NULL," \
  "  seq BIGINT NOT NULL," \
  "  audience TEXT NOT NULL," \
  "  deleted INTEGER NOT NULL," \
  "  body TEXT," \
  "  PRIMARY KEY (town, kind, id)" \
  ") STRICT;" \
  "CREATE UNIQUE INDEX change_seq ON change (town, seq);" \
  "CREATE TABLE command (" \
  "  town TEXT NOT NULL," \
  "  key TEXT NOT NULL," \
  "  fingerprint TEXT NOT NULL," \
  "  name TEXT NOT NULL," \
  "  actor TEXT NOT NULL," \
  "  status INTEGER NOT NULL," \
  "  answer TEXT," \
  "  seq BIGINT NOT NULL," \
  "  created_at BIGINT NOT NULL," \
  "  PRIMARY KEY (town, key)" \
  ") STRICT;" \
  "CREATE INDEX command_created ON command (town, created_at)"

static const ParvisMigration town_migrations[] = {
  { "feed and command log", FEED_AND_LOG },
};

static const ParvisMigration service_migrations[] = {
  { "feed and command log", FEED_AND_LOG },
};

const ParvisSchema parvis_town_schema = {
  town_migrations, G_N_ELEMENTS (town_migrations), 0x50725654,
};

const ParvisSchema parvis_service_schema = {
  service_migrations, G_N_ELEMENTS (service_migrations), 0x50725653,
};
