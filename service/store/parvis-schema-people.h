/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The later steps of parvis-schema.c that made what a town knows of itself and of people. */

/* At which places a member counts; at all where there is none. What is gone stays named: a
 * member must not get all places because his own was removed.
 */
#define PARVIS_SCHEMA_MEMBER_PLACES \
  "CREATE TABLE member_place (" \
  "  town TEXT NOT NULL," \
  "  account TEXT NOT NULL," \
  "  facility TEXT NOT NULL," \
  "  PRIMARY KEY (town, account, facility)," \
  "  FOREIGN KEY (town, account) REFERENCES member (town, account)" \
  ") STRICT;" \
  "ALTER TABLE invitation ADD COLUMN places TEXT"
#define PARVIS_SCHEMA_TOWN_PHONES "ALTER TABLE town ADD COLUMN phone TEXT"
/* How the person with a device wants to be told: by "email", "push", "both" or "none" about each
 * thing, and where pushes go: the address with its keys is sealed, its SHA-256 says that it is
 * the same one.
 */
#define PARVIS_SCHEMA_NOTICE_CHOICES \
  "CREATE TABLE notice_choice (" \
  "  town TEXT NOT NULL," \
  "  device TEXT NOT NULL," \
  "  orders TEXT NOT NULL," \
  "  dossiers TEXT NOT NULL," \
  "  language TEXT NOT NULL," \
  "  quiet_from BIGINT NOT NULL," \
  "  quiet_until BIGINT NOT NULL," \
  "  endpoint TEXT," \
  "  sealed TEXT," \
  "  changed_at BIGINT NOT NULL," \
  "  PRIMARY KEY (town, device)" \
  ") STRICT;" \
  "CREATE UNIQUE INDEX notice_choice_endpoint ON notice_choice (town, endpoint);" \
  "CREATE INDEX notice_choice_changed ON notice_choice (town, changed_at)"
