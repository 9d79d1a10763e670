/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The steps of parvis-schema.c that made the tables of procedures and dossiers. */

/* A version that was published never changes: a dossier keeps the one it began with. */
#define PARVIS_SCHEMA_PROCEDURES \
  "CREATE TABLE town_procedure (" \
  "  town TEXT NOT NULL REFERENCES town (town)," \
  "  id TEXT NOT NULL," \
  "  version BIGINT NOT NULL," \
  "  open INTEGER NOT NULL," \
  "  created_at BIGINT NOT NULL," \
  "  PRIMARY KEY (town, id)" \
  ") STRICT;" \
  "CREATE TABLE procedure_version (" \
  "  town TEXT NOT NULL," \
  "  procedure_id TEXT NOT NULL," \
  "  version BIGINT NOT NULL," \
  "  body TEXT NOT NULL," \
  "  published_at BIGINT NOT NULL," \
  "  PRIMARY KEY (town, procedure_id, version)," \
  "  FOREIGN KEY (town, procedure_id) REFERENCES town_procedure (town, id)" \
  ") STRICT"
