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

/* dossier.shown is what its family was told last of state and verdicts; what was decided
 * since waits for tell_at. dossier_number goes on when dossiers are erased, and
 * dossier_count has no names: "what" is "submitted", "asked:REASON", "days:N" and so on.
 */
#define PARVIS_SCHEMA_DOSSIERS \
  "CREATE TABLE dossier (" \
  "  town TEXT NOT NULL," \
  "  id TEXT NOT NULL," \
  "  procedure_id TEXT NOT NULL," \
  "  version BIGINT NOT NULL," \
  "  device TEXT NOT NULL," \
  "  language TEXT NOT NULL," \
  "  state TEXT NOT NULL," \
  "  number TEXT," \
  "  answers TEXT NOT NULL," \
  "  subject TEXT," \
  "  applicant TEXT," \
  "  started_at BIGINT NOT NULL," \
  "  changed_at BIGINT NOT NULL," \
  "  submitted_at BIGINT," \
  "  receipt_due BIGINT," \
  "  receipt_at BIGINT," \
  "  answer_due BIGINT," \
  "  paused_at BIGINT," \
  "  alarm TEXT," \
  "  decided_at BIGINT," \
  "  reason TEXT," \
  "  correction INTEGER NOT NULL DEFAULT 0," \
  "  shown TEXT NOT NULL," \
  "  tell_at BIGINT," \
  "  assigned TEXT," \
  "  assigned_at BIGINT," \
  "  labels TEXT NOT NULL," \
  "  unanswered INTEGER NOT NULL DEFAULT 0," \
  "  revision BIGINT NOT NULL," \
  "  events BIGINT NOT NULL," \
  "  next_due BIGINT," \
  "  PRIMARY KEY (town, id)," \
  "  FOREIGN KEY (town, procedure_id, version)" \
  " REFERENCES procedure_version (town, procedure_id, version)" \
  ") STRICT;" \
  "CREATE INDEX dossier_device ON dossier (town, device);" \
  "CREATE INDEX dossier_due ON dossier (town, next_due);" \
  "CREATE TABLE dossier_document (" \
  "  town TEXT NOT NULL," \
  "  dossier TEXT NOT NULL," \
  "  requirement TEXT NOT NULL," \
  "  position BIGINT NOT NULL," \
  "  state TEXT NOT NULL," \
  "  explanation TEXT," \
  "  acceptance TEXT," \
  "  rejection TEXT," \
  "  reason TEXT," \
  "  words TEXT," \
  "  until_day TEXT," \
  "  checks TEXT," \
  "  verdict_at BIGINT," \
  "  verdict_by TEXT," \
  "  asked BIGINT NOT NULL DEFAULT 0," \
  "  PRIMARY KEY (town, dossier, requirement)," \
  "  FOREIGN KEY (town, dossier) REFERENCES dossier (town, id)" \
  ") STRICT;" \
  "CREATE TABLE dossier_event (" \
  "  town TEXT NOT NULL," \
  "  dossier TEXT NOT NULL," \
  "  n BIGINT NOT NULL," \
  "  at BIGINT NOT NULL," \
  "  actor TEXT NOT NULL," \
  "  kind TEXT NOT NULL," \
  "  body TEXT NOT NULL," \
  "  PRIMARY KEY (town, dossier, n)," \
  "  FOREIGN KEY (town, dossier) REFERENCES dossier (town, id)" \
  ") STRICT;" \
  "CREATE TABLE dossier_receipt (" \
  "  town TEXT NOT NULL," \
  "  dossier TEXT NOT NULL," \
  "  kind TEXT NOT NULL," \
  "  at BIGINT NOT NULL," \
  "  words TEXT NOT NULL," \
  "  PRIMARY KEY (town, dossier, kind)," \
  "  FOREIGN KEY (town, dossier) REFERENCES dossier (town, id)" \
  ") STRICT;" \
  "CREATE TABLE dossier_number (" \
  "  town TEXT NOT NULL," \
  "  prefix TEXT NOT NULL," \
  "  year BIGINT NOT NULL," \
  "  last BIGINT NOT NULL," \
  "  PRIMARY KEY (town, prefix, year)" \
  ") STRICT;" \
  "CREATE TABLE dossier_count (" \
  "  town TEXT NOT NULL," \
  "  procedure_id TEXT NOT NULL," \
  "  month TEXT NOT NULL," \
  "  what TEXT NOT NULL," \
  "  n BIGINT NOT NULL," \
  "  PRIMARY KEY (town, procedure_id, month, what)" \
  ") STRICT"

/* A file is here in sealed pieces, by where they start. Who destroys dossier_upload.key has
 * destroyed it, in old copies too once the master key's are gone.
 */
#define PARVIS_SCHEMA_UPLOADS \
  "CREATE TABLE dossier_upload (" \
  "  town TEXT NOT NULL," \
  "  id TEXT NOT NULL," \
  "  dossier TEXT NOT NULL," \
  "  requirement TEXT NOT NULL," \
  "  device TEXT NOT NULL," \
  "  length BIGINT NOT NULL," \
  "  received BIGINT NOT NULL," \
  "  media TEXT," \
  "  key TEXT NOT NULL," \
  "  changed_at BIGINT NOT NULL," \
  "  done_at BIGINT," \
  "  PRIMARY KEY (town, id)," \
  "  FOREIGN KEY (town, dossier) REFERENCES dossier (town, id)" \
  ") STRICT;" \
  "CREATE INDEX dossier_upload_dossier ON dossier_upload (town, dossier, requirement);" \
  "CREATE INDEX dossier_upload_open ON dossier_upload (town, changed_at) WHERE done_at IS NULL;" \
  "CREATE TABLE dossier_piece (" \
  "  town TEXT NOT NULL," \
  "  upload TEXT NOT NULL," \
  "  starts BIGINT NOT NULL," \
  "  data BLOB NOT NULL," \
  "  PRIMARY KEY (town, upload, starts)," \
  "  FOREIGN KEY (town, upload) REFERENCES dossier_upload (town, id)" \
  ") STRICT"

/* The end of things. dossier.ended is the day on which what was decided ended; an erasure has
 * its number, its record as it was signed, and the signature, and outlives what it is about.
 */
#define PARVIS_SCHEMA_ERASURES \
  "ALTER TABLE dossier ADD COLUMN ended TEXT;" \
  "ALTER TABLE dossier ADD COLUMN warned_at BIGINT;" \
  "ALTER TABLE dossier_document ADD COLUMN erased_at BIGINT;" \
  "CREATE TABLE erasure (" \
  "  town TEXT NOT NULL," \
  "  n BIGINT NOT NULL," \
  "  at BIGINT NOT NULL," \
  "  record TEXT NOT NULL," \
  "  signature TEXT NOT NULL," \
  "  PRIMARY KEY (town, n)" \
  ") STRICT;" \
  "CREATE INDEX audit_object ON audit (town, object);" \
  "UPDATE dossier SET next_due = 0"

/* Letters that are owed to a family; what each says is what was true when it was. */
#define PARVIS_SCHEMA_DOSSIER_NOTICES \
  "CREATE TABLE dossier_notice (" \
  "  town TEXT NOT NULL," \
  "  id TEXT NOT NULL," \
  "  dossier TEXT NOT NULL," \
  "  kind TEXT NOT NULL," \
  "  body TEXT NOT NULL," \
  "  due_at BIGINT NOT NULL," \
  "  PRIMARY KEY (town, id)," \
  "  FOREIGN KEY (town, dossier) REFERENCES dossier (town, id)" \
  ") STRICT;" \
  "CREATE INDEX dossier_notice_due ON dossier_notice (town, due_at);" \
  "CREATE INDEX dossier_notice_dossier ON dossier_notice (town, dossier)"

/* Bytes of the files of families that are here, and how many of them drafts have: in the
 * transaction of each change of dossier_upload.received.
 */
#define PARVIS_SCHEMA_DOSSIER_ROOM \
  "CREATE TABLE dossier_room (" \
  "  town TEXT NOT NULL," \
  "  received BIGINT NOT NULL," \
  "  drafted BIGINT NOT NULL," \
  "  PRIMARY KEY (town)" \
  ") STRICT;" \
  "INSERT INTO dossier_room (town, received, drafted)" \
  " SELECT upload.town, CAST(SUM(upload.received) AS BIGINT)," \
  " CAST(SUM(CASE WHEN dossier.state = 'draft' THEN upload.received ELSE 0 END) AS BIGINT)" \
  " FROM dossier_upload AS upload JOIN dossier" \
  " ON dossier.town = upload.town AND dossier.id = upload.dossier GROUP BY upload.town"
