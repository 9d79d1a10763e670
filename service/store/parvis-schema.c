/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-schema"

#include "config.h"

#include "parvis-schema.h"

#include "parvis-schema-dossiers.h"
#include "parvis-schema-orders.h"
#include "parvis-schema-people.h"

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

/* What the areas keep, with a comment only where a name does not say it. Instants
 * are ms since 1970, durations ms.
 *
 * facility.linked has no foreign key: a pool and its car park name each other,
 * and a check that waits for the commit would fail a whole group of commands.
 */
#define PLACES \
  "CREATE TABLE town (" \
  "  town TEXT PRIMARY KEY," \
  "  name TEXT NOT NULL," \
  "  population BIGINT," \
  "  department TEXT," \
  "  fictional INTEGER NOT NULL," \
  "  timezone TEXT NOT NULL," \
  "  center_lon DOUBLE PRECISION," \
  "  center_lat DOUBLE PRECISION," \
  "  west DOUBLE PRECISION," \
  "  south DOUBLE PRECISION," \
  "  east DOUBLE PRECISION," \
  "  north DOUBLE PRECISION," \
  "  zoom INTEGER," \
  "  attribution TEXT," \
  "  created_at BIGINT NOT NULL" \
  ") STRICT;" \
  "CREATE TABLE module (" \
  "  town TEXT NOT NULL REFERENCES town (town)," \
  "  name TEXT NOT NULL," \
  "  PRIMARY KEY (town, name)" \
  ") STRICT;" \
  "CREATE TABLE neighbourhood (" \
  "  town TEXT NOT NULL REFERENCES town (town)," \
  "  id TEXT NOT NULL," \
  "  external_id TEXT NOT NULL," \
  "  name TEXT NOT NULL," \
  "  geometry TEXT NOT NULL," \
  "  PRIMARY KEY (town, id)" \
  ") STRICT;" \
  "CREATE TABLE facility (" \
  "  town TEXT NOT NULL REFERENCES town (town)," \
  "  id TEXT NOT NULL," \
  "  external_id TEXT NOT NULL," \
  "  name TEXT NOT NULL," \
  "  kind TEXT NOT NULL," \
  "  address TEXT," \
  "  lon DOUBLE PRECISION NOT NULL," \
  "  lat DOUBLE PRECISION NOT NULL," \
  "  opening_hours TEXT," \
  "  neighbourhood TEXT," \
  "  linked TEXT," \
  "  PRIMARY KEY (town, id)," \
  "  FOREIGN KEY (town, neighbourhood) REFERENCES neighbourhood (town, id)" \
  ") STRICT;" \
  "CREATE TABLE closure (" \
  "  town TEXT NOT NULL," \
  "  facility TEXT NOT NULL," \
  "  reason TEXT NOT NULL," \
  "  from_at BIGINT NOT NULL," \
  "  until_at BIGINT," \
  "  actor TEXT NOT NULL," \
  "  created_at BIGINT NOT NULL," \
  "  PRIMARY KEY (town, facility)," \
  "  FOREIGN KEY (town, facility) REFERENCES facility (town, id)" \
  ") STRICT;"

#define GAUGES \
  "CREATE TABLE gauge (" \
  "  town TEXT NOT NULL," \
  "  id TEXT NOT NULL," \
  "  facility TEXT NOT NULL," \
  "  kind TEXT NOT NULL," \
  "  capacity_declared BIGINT," \
  "  capacity BIGINT," \
  "  pmr BIGINT," \
  "  charging BIGINT," \
  "  valid_for BIGINT NOT NULL," \
  "  zero_at TEXT," \
  "  created_at BIGINT NOT NULL," \
  "  method TEXT NOT NULL DEFAULT 'none'," \
  "  present BIGINT," \
  "  observed_at BIGINT," \
  "  period BIGINT NOT NULL," \
  "  truth_at BIGINT," \
  "  zeroed_at BIGINT," \
  "  state TEXT NOT NULL DEFAULT 'unknown'," \
  "  decided_at BIGINT," \
  "  sources BIGINT NOT NULL DEFAULT 0," \
  "  sources_fresh BIGINT NOT NULL DEFAULT 0," \
  "  broken_since BIGINT," \
  "  next_due BIGINT," \
  "  fault TEXT," \
  "  fault_value DOUBLE PRECISION," \
  "  fault_at BIGINT," \
  "  fault_source TEXT," \
  "  day TEXT," \
  "  day_start BIGINT," \
  "  day_entered BIGINT NOT NULL DEFAULT 0," \
  "  day_left BIGINT NOT NULL DEFAULT 0," \
  "  day_by_hand BIGINT NOT NULL DEFAULT 0," \
  "  day_recounted BIGINT NOT NULL DEFAULT 0," \
  "  drift BIGINT NOT NULL DEFAULT 0," \
  "  recount_at BIGINT," \
  "  recount_gap BIGINT," \
  "  recount_value BIGINT," \
  "  log_count BIGINT NOT NULL DEFAULT 0," \
  "  PRIMARY KEY (town, id)," \
  "  FOREIGN KEY (town, facility) REFERENCES facility (town, id)" \
  ") STRICT;" \
  "CREATE TABLE source (" \
  "  town TEXT NOT NULL," \
  "  id TEXT NOT NULL," \
  "  gauge TEXT NOT NULL," \
  "  name TEXT NOT NULL," \
  "  format TEXT NOT NULL," \
  "  measure TEXT NOT NULL," \
  "  percent INTEGER NOT NULL," \
  "  pointer TEXT," \
  "  preset TEXT," \
  "  value_map TEXT," \
  "  absent_is_zero INTEGER NOT NULL," \
  "  capacity_pointer TEXT," \
  "  period BIGINT NOT NULL," \
  "  paused INTEGER NOT NULL," \
  "  created_at BIGINT NOT NULL," \
  "  health TEXT NOT NULL DEFAULT 'never'," \
  "  last_seen BIGINT," \
  "  heard_at BIGINT," \
  "  newest_at BIGINT," \
  "  fresh_at BIGINT," \
  "  last_value DOUBLE PRECISION," \
  "  last_present BIGINT," \
  "  reason TEXT NOT NULL DEFAULT 'none'," \
  "  battery DOUBLE PRECISION," \
  "  voltage DOUBLE PRECISION," \
  "  rssi DOUBLE PRECISION," \
  "  snr DOUBLE PRECISION," \
  "  faults BIGINT NOT NULL DEFAULT 0," \
  "  readings BIGINT NOT NULL DEFAULT 0," \
  "  total DOUBLE PRECISION," \
  "  total_max DOUBLE PRECISION," \
  "  zero_since BIGINT," \
  "  zero_ignored INTEGER NOT NULL DEFAULT 0," \
  "  same_since BIGINT," \
  "  same_count BIGINT NOT NULL DEFAULT 0," \
  "  same_open BIGINT NOT NULL DEFAULT 0," \
  "  stuck INTEGER NOT NULL DEFAULT 0," \
  "  day TEXT," \
  "  day_entered BIGINT NOT NULL DEFAULT 0," \
  "  day_left BIGINT NOT NULL DEFAULT 0," \
  "  PRIMARY KEY (town, id)," \
  "  FOREIGN KEY (town, gauge) REFERENCES gauge (town, id)" \
  ") STRICT;"

#define MEASURES \
  "CREATE TABLE reading (" \
  "  town TEXT NOT NULL," \
  "  source TEXT NOT NULL," \
  "  n BIGINT NOT NULL," \
  "  received_at BIGINT NOT NULL," \
  "  observed_at BIGINT NOT NULL," \
  "  value DOUBLE PRECISION," \
  "  reason TEXT NOT NULL," \
  "  identity TEXT," \
  "  battery DOUBLE PRECISION," \
  "  rssi DOUBLE PRECISION," \
  "  snr DOUBLE PRECISION," \
  "  PRIMARY KEY (town, source, n)," \
  "  FOREIGN KEY (town, source) REFERENCES source (town, id)" \
  ") STRICT;" \
  "CREATE TABLE history (" \
  "  town TEXT NOT NULL," \
  "  gauge TEXT NOT NULL," \
  "  at BIGINT NOT NULL," \
  "  low BIGINT NOT NULL," \
  "  high BIGINT NOT NULL," \
  "  latest BIGINT NOT NULL," \
  "  latest_at BIGINT NOT NULL," \
  "  PRIMARY KEY (town, gauge, at)," \
  "  FOREIGN KEY (town, gauge) REFERENCES gauge (town, id)" \
  ") STRICT;" \
  "CREATE TABLE hand_log (" \
  "  town TEXT NOT NULL," \
  "  gauge TEXT NOT NULL," \
  "  n BIGINT NOT NULL," \
  "  day TEXT NOT NULL," \
  "  at BIGINT NOT NULL," \
  "  what TEXT NOT NULL," \
  "  delta BIGINT NOT NULL," \
  "  value BIGINT," \
  "  actor TEXT NOT NULL," \
  "  note TEXT," \
  "  command_key TEXT," \
  "  PRIMARY KEY (town, gauge, n)," \
  "  FOREIGN KEY (town, gauge) REFERENCES gauge (town, id)" \
  ") STRICT;" \
  "CREATE TABLE access_key (" \
  "  town TEXT NOT NULL REFERENCES town (town)," \
  "  id TEXT NOT NULL," \
  "  hash TEXT NOT NULL," \
  "  source TEXT," \
  "  name TEXT," \
  "  created_at BIGINT NOT NULL," \
  "  last_used_at BIGINT," \
  "  PRIMARY KEY (town, id)," \
  "  FOREIGN KEY (town, source) REFERENCES source (town, id)" \
  ") STRICT;"

#define INDEXES \
  "CREATE UNIQUE INDEX neighbourhood_external ON neighbourhood (town, external_id);" \
  "CREATE UNIQUE INDEX facility_external ON facility (town, external_id);" \
  "CREATE INDEX facility_neighbourhood ON facility (town, neighbourhood);" \
  "CREATE INDEX gauge_facility ON gauge (town, facility);" \
  "CREATE INDEX gauge_due ON gauge (town, next_due);" \
  "CREATE INDEX source_gauge ON source (town, gauge);" \
  "CREATE UNIQUE INDEX reading_identity ON reading (town, source, identity);" \
  "CREATE UNIQUE INDEX access_key_hash ON access_key (town, hash);" \
  "CREATE INDEX access_key_source ON access_key (town, source)"

#define TREND_AND_RESERVED \
  "ALTER TABLE gauge ADD COLUMN pmr_free BIGINT;" \
  "ALTER TABLE gauge ADD COLUMN charging_free BIGINT;" \
  "ALTER TABLE gauge ADD COLUMN trend TEXT NOT NULL DEFAULT 'unknown';" \
  "ALTER TABLE gauge ADD COLUMN trend_at BIGINT;" \
  "ALTER TABLE source ADD COLUMN reserved TEXT NOT NULL DEFAULT 'none'"

/* Who works for the town. An account is the service's and known by its identifier
 * alone; name and e-mail are copied, so that a town's file is whole by itself.
 *
 * Nothing of the audit trail is ever changed: each row holds the hash of the one
 * before it (parvis-audit.c).
 */
#define AUDIT \
  "CREATE TABLE audit (" \
  "  town TEXT NOT NULL," \
  "  seq BIGINT NOT NULL," \
  "  at BIGINT NOT NULL," \
  "  actor TEXT NOT NULL," \
  "  action TEXT NOT NULL," \
  "  object TEXT NOT NULL," \
  "  previous TEXT NOT NULL," \
  "  hash TEXT NOT NULL," \
  "  PRIMARY KEY (town, seq)" \
  ") STRICT;"

#define PEOPLE \
  "CREATE TABLE member (" \
  "  town TEXT NOT NULL REFERENCES town (town)," \
  "  account TEXT NOT NULL," \
  "  name TEXT NOT NULL," \
  "  email TEXT," \
  "  until_at BIGINT," \
  "  created_at BIGINT NOT NULL," \
  "  seen_at BIGINT," \
  "  removed_at BIGINT," \
  "  removed_by TEXT," \
  "  PRIMARY KEY (town, account)" \
  ") STRICT;" \
  "CREATE TABLE member_role (" \
  "  town TEXT NOT NULL," \
  "  account TEXT NOT NULL," \
  "  role TEXT NOT NULL," \
  "  PRIMARY KEY (town, account, role)," \
  "  FOREIGN KEY (town, account) REFERENCES member (town, account)" \
  ") STRICT;" \
  "CREATE TABLE invitation (" \
  "  town TEXT NOT NULL REFERENCES town (town)," \
  "  id TEXT NOT NULL," \
  "  hash TEXT NOT NULL," \
  "  name TEXT NOT NULL," \
  "  email TEXT," \
  "  roles TEXT NOT NULL," \
  "  until_at BIGINT," \
  "  send TEXT NOT NULL," \
  "  created_at BIGINT NOT NULL," \
  "  created_by TEXT NOT NULL," \
  "  expires_at BIGINT NOT NULL," \
  "  used_at BIGINT," \
  "  used_by TEXT," \
  "  revoked_at BIGINT," \
  "  PRIMARY KEY (town, id)" \
  ") STRICT;" \
  "CREATE TABLE provider (" \
  "  town TEXT NOT NULL REFERENCES town (town)," \
  "  id TEXT NOT NULL," \
  "  settings TEXT NOT NULL," \
  "  secret TEXT NOT NULL," \
  "  created_at BIGINT NOT NULL," \
  "  PRIMARY KEY (town, id)" \
  ") STRICT;" \
  "CREATE UNIQUE INDEX invitation_hash ON invitation (town, hash);" \
  "CREATE INDEX member_until ON member (town, until_at);" \
  "ALTER TABLE access_key ADD COLUMN until_at BIGINT"

/* The service's own people and their ways in. Secrets are stored as hashes, or
 * sealed with the master key (parvis-seal.c).
 *
 * account_town and invitation_code say where to look: the town's file knows.
 */
#define ACCOUNTS \
  "CREATE TABLE account (" \
  "  town TEXT NOT NULL," \
  "  id TEXT NOT NULL," \
  "  name TEXT NOT NULL," \
  "  email TEXT," \
  "  locale TEXT," \
  "  issuer TEXT," \
  "  password TEXT," \
  "  totp_secret TEXT," \
  "  totp_step BIGINT," \
  "  operator INTEGER NOT NULL," \
  "  created_at BIGINT NOT NULL," \
  "  disabled_at BIGINT," \
  "  PRIMARY KEY (town, id)" \
  ") STRICT;" \
  "CREATE UNIQUE INDEX account_email ON account (town, email) WHERE issuer IS NULL;" \
  "CREATE TABLE identity (" \
  "  town TEXT NOT NULL," \
  "  issuer TEXT NOT NULL," \
  "  subject TEXT NOT NULL," \
  "  account TEXT NOT NULL," \
  "  created_at BIGINT NOT NULL," \
  "  PRIMARY KEY (town, issuer, subject)," \
  "  FOREIGN KEY (town, account) REFERENCES account (town, id)" \
  ") STRICT;" \
  "CREATE INDEX identity_account ON identity (town, account);" \
  "CREATE TABLE account_town (" \
  "  town TEXT NOT NULL," \
  "  account TEXT NOT NULL," \
  "  insee TEXT NOT NULL," \
  "  PRIMARY KEY (town, account, insee)," \
  "  FOREIGN KEY (town, account) REFERENCES account (town, id)" \
  ") STRICT;" \
  "CREATE TABLE recovery_code (" \
  "  town TEXT NOT NULL," \
  "  account TEXT NOT NULL," \
  "  hash TEXT NOT NULL," \
  "  used_at BIGINT," \
  "  PRIMARY KEY (town, account, hash)," \
  "  FOREIGN KEY (town, account) REFERENCES account (town, id)" \
  ") STRICT;"

/* session.refresh is the refresh token that may be used now, session.previous the
 * one that it came from; refresh_token has all of them, to know a stolen one.
 */
#define SESSIONS \
  "CREATE TABLE session (" \
  "  town TEXT NOT NULL," \
  "  id TEXT NOT NULL," \
  "  account TEXT NOT NULL," \
  "  label TEXT NOT NULL," \
  "  created_at BIGINT NOT NULL," \
  "  last_used_at BIGINT NOT NULL," \
  "  access TEXT," \
  "  access_used_at BIGINT," \
  "  refresh TEXT," \
  "  previous TEXT," \
  "  refresh_until BIGINT NOT NULL," \
  "  revoked_at BIGINT," \
  "  reason TEXT," \
  "  PRIMARY KEY (town, id)," \
  "  FOREIGN KEY (town, account) REFERENCES account (town, id)" \
  ") STRICT;" \
  "CREATE INDEX session_account ON session (town, account);" \
  "CREATE TABLE access_token (" \
  "  town TEXT NOT NULL," \
  "  hash TEXT NOT NULL," \
  "  session TEXT NOT NULL," \
  "  until_at BIGINT NOT NULL," \
  "  PRIMARY KEY (town, hash)," \
  "  FOREIGN KEY (town, session) REFERENCES session (town, id)" \
  ") STRICT;" \
  "CREATE INDEX access_token_session ON access_token (town, session);" \
  "CREATE TABLE refresh_token (" \
  "  town TEXT NOT NULL," \
  "  hash TEXT NOT NULL," \
  "  session TEXT NOT NULL," \
  "  created_at BIGINT NOT NULL," \
  "  PRIMARY KEY (town, hash)," \
  "  FOREIGN KEY (town, session) REFERENCES session (town, id)" \
  ") STRICT;" \
  "CREATE INDEX refresh_token_session ON refresh_token (town, session);" \
  "CREATE TABLE web_session (" \
  "  town TEXT NOT NULL," \
  "  hash TEXT NOT NULL," \
  "  account TEXT," \
  "  state TEXT," \
  "  created_at BIGINT NOT NULL," \
  "  until_at BIGINT NOT NULL," \
  "  PRIMARY KEY (town, hash)" \
  ") STRICT;" \
  "CREATE INDEX web_session_account ON web_session (town, account);"

#define CODES \
  "CREATE TABLE authorization_code (" \
  "  town TEXT NOT NULL," \
  "  hash TEXT NOT NULL," \
  "  account TEXT NOT NULL," \
  "  client TEXT NOT NULL," \
  "  redirect TEXT NOT NULL," \
  "  challenge TEXT NOT NULL," \
  "  insee TEXT," \
  "  label TEXT NOT NULL," \
  "  until_at BIGINT NOT NULL," \
  "  used_at BIGINT," \
  "  session TEXT," \
  "  PRIMARY KEY (town, hash)" \
  ") STRICT;" \
  "CREATE TABLE device_code (" \
  "  town TEXT NOT NULL," \
  "  hash TEXT NOT NULL," \
  "  user_code TEXT NOT NULL," \
  "  client TEXT NOT NULL," \
  "  label TEXT NOT NULL," \
  "  insee TEXT," \
  "  until_at BIGINT NOT NULL," \
  "  pace BIGINT NOT NULL," \
  "  polled_at BIGINT," \
  "  account TEXT," \
  "  denied_at BIGINT," \
  "  used_at BIGINT," \
  "  PRIMARY KEY (town, hash)" \
  ") STRICT;" \
  "CREATE UNIQUE INDEX device_code_user ON device_code (town, user_code);" \
  "CREATE TABLE reset_token (" \
  "  town TEXT NOT NULL," \
  "  hash TEXT NOT NULL," \
  "  account TEXT NOT NULL," \
  "  until_at BIGINT NOT NULL," \
  "  used_at BIGINT," \
  "  PRIMARY KEY (town, hash)" \
  ") STRICT;" \
  "CREATE TABLE invitation_code (" \
  "  town TEXT NOT NULL," \
  "  hash TEXT NOT NULL," \
  "  insee TEXT NOT NULL," \
  "  until_at BIGINT NOT NULL," \
  "  PRIMARY KEY (town, hash)" \
  ") STRICT;" \
  "CREATE TABLE sign_in_state (" \
  "  town TEXT NOT NULL," \
  "  hash TEXT NOT NULL," \
  "  browser TEXT NOT NULL," \
  "  sealed TEXT NOT NULL," \
  "  until_at BIGINT NOT NULL," \
  "  PRIMARY KEY (town, hash)" \
  ") STRICT;" \
  "CREATE TABLE mail (" \
  "  town TEXT NOT NULL," \
  "  id TEXT NOT NULL," \
  "  recipient TEXT NOT NULL," \
  "  template TEXT NOT NULL," \
  "  locale TEXT NOT NULL," \
  "  data TEXT NOT NULL," \
  "  created_at BIGINT NOT NULL," \
  "  next_at BIGINT," \
  "  attempts INTEGER NOT NULL DEFAULT 0," \
  "  sent_at BIGINT," \
  "  problem TEXT," \
  "  PRIMARY KEY (town, id)" \
  ") STRICT;" \
  "CREATE INDEX mail_next ON mail (town, next_at)"

/* The ends of others' trails: the service keeps its towns', a town keeps the service's,
 * whose code is ''.
 */
#define AUDIT_HEADS \
  "CREATE TABLE audit_head (" \
  "  town TEXT NOT NULL," \
  "  insee TEXT NOT NULL," \
  "  seq BIGINT NOT NULL," \
  "  hash TEXT NOT NULL," \
  "  PRIMARY KEY (town, insee)" \
  ") STRICT"

/* How far a trail that was found broken was accepted as it is, and the sum of what it was
 * then (parvis-audit.c).
 */
#define AUDIT_ACCEPTED \
  "ALTER TABLE audit_head ADD COLUMN accepted BIGINT NOT NULL DEFAULT 0;" \
  "ALTER TABLE audit_head ADD COLUMN accepted_sum TEXT NOT NULL DEFAULT ''"

/* What everybody could see and may not any more: such readers are told that it is
 * gone (parvis-feed.c).
 */
#define WITHDRAWN \
  "ALTER TABLE change ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0"

/* A module that is prepared is for the team alone until it is published. What the
 * operator left open of the town's description, the town says itself.
 */
#define PUBLISHING \
  "ALTER TABLE module ADD COLUMN published INTEGER NOT NULL DEFAULT 1;" \
  "ALTER TABLE town ADD COLUMN operator TEXT;" \
  "ALTER TABLE town ADD COLUMN own_name INTEGER NOT NULL DEFAULT 0;" \
  "ALTER TABLE town ADD COLUMN own_population INTEGER NOT NULL DEFAULT 0;" \
  "UPDATE town SET own_population = 1 WHERE population IS NULL"

/* Towns that have identity providers, or had: whoever signs in finds his town by its
 * name, and no town's own rows are read for it (parvis-directory.c).
 */
#define DIRECTORY \
  "CREATE TABLE provider_town (" \
  "  town TEXT NOT NULL," \
  "  insee TEXT NOT NULL," \
  "  name TEXT NOT NULL," \
  "  folded TEXT NOT NULL," \
  "  listed INTEGER NOT NULL," \
  "  seq BIGINT NOT NULL," \
  "  PRIMARY KEY (town, insee)" \
  ") STRICT"

/* Addresses that accounts want to have, until somebody opens the link that went there. */
#define EMAIL_CHANGE \
  "CREATE TABLE email_change (" \
  "  town TEXT NOT NULL," \
  "  hash TEXT NOT NULL," \
  "  account TEXT NOT NULL," \
  "  email TEXT NOT NULL," \
  "  until_at BIGINT NOT NULL," \
  "  PRIMARY KEY (town, hash)," \
  "  FOREIGN KEY (town, account) REFERENCES account (town, id)" \
  ") STRICT"

/* Something that was sealed with the master key, so that another key is known as another. */
#define SEAL_CHECK \
  "CREATE TABLE seal_check (" \
  "  town TEXT NOT NULL PRIMARY KEY," \
  "  sealed TEXT NOT NULL" \
  ") STRICT"

/* Of what is for merchants, whose it is (parvis-scopes.h): '' for all who read it. */
#define SCOPED \
  "ALTER TABLE change ADD COLUMN scope TEXT NOT NULL DEFAULT ''"

/* In which shops a member works. */
#define MEMBER_SHOPS \
  "CREATE TABLE member_shop (" \
  "  town TEXT NOT NULL," \
  "  account TEXT NOT NULL," \
  "  merchant TEXT NOT NULL," \
  "  PRIMARY KEY (town, account, merchant)," \
  "  FOREIGN KEY (town, account) REFERENCES member (town, account)" \
  ") STRICT;" \
  "ALTER TABLE invitation ADD COLUMN shops TEXT"

/* Of how many spaces a sum of single sensors tells. */
#define MEASURED_SPACES \
  "ALTER TABLE gauge ADD COLUMN measured INTEGER NOT NULL DEFAULT 0"

/* Which device a source is, and which other one used its address last. */
#define SOURCE_DEVICES \
  "ALTER TABLE source ADD COLUMN device TEXT;" \
  "ALTER TABLE source ADD COLUMN other_device TEXT;" \
  "ALTER TABLE source ADD COLUMN other_at BIGINT"

/* Whose key a source takes besides its own. */
#define SHARED_KEYS \
  "ALTER TABLE source ADD COLUMN key_of TEXT"

/* The name of the member who took an order's last step. */
#define ORDER_WORKERS \
  "ALTER TABLE resident_order ADD COLUMN worker TEXT"

/* What a resident knows of how late his order is, and when he is told the rest. */
#define ORDER_DELAYS \
  "ALTER TABLE resident_order ADD COLUMN told_delay BIGINT NOT NULL DEFAULT 0;" \
  "ALTER TABLE resident_order ADD COLUMN delay_at BIGINT"
/* The town's own picture; the tag is another one for another picture. */
#define LOGOS \
  "ALTER TABLE town ADD COLUMN logo BLOB;" \
  "ALTER TABLE town ADD COLUMN logo_type TEXT;" \
  "ALTER TABLE town ADD COLUMN logo_tag TEXT"

/* What is told of an order unless that ended, and when the shop's yes is told. */
#define ORDER_HUSHES \
  "ALTER TABLE order_notice ADD COLUMN was_due BIGINT;" \
  "ALTER TABLE resident_order ADD COLUMN confirm_at BIGINT"

/* How much of what was sold at the counter was taken from what is sold online. */
#define BORROWED_BREAD \
  "ALTER TABLE bake ADD COLUMN borrowed BIGINT NOT NULL DEFAULT 0 CHECK (borrowed >= 0)"

/* Who did not come for an order, by a keyed hash, longer than his order is kept. */
#define FORGOTTEN_PICKUPS \
  "CREATE TABLE forgotten_key (" \
  "  town TEXT NOT NULL PRIMARY KEY," \
  "  secret TEXT NOT NULL" \
  ") STRICT;" \
  "CREATE TABLE forgotten_pickup (" \
  "  town TEXT NOT NULL," \
  "  merchant TEXT NOT NULL," \
  "  who TEXT NOT NULL," \
  "  order_id TEXT NOT NULL," \
  "  at BIGINT NOT NULL," \
  "  PRIMARY KEY (town, merchant, who, order_id)," \
  "  FOREIGN KEY (town, merchant) REFERENCES merchant (town, id)" \
  ") STRICT"

/* What opens a session on a computer that several people share (parvis-pin.h). */
#define PINS \
  "CREATE TABLE pin (" \
  "  town TEXT NOT NULL," \
  "  session TEXT NOT NULL," \
  "  handle TEXT NOT NULL," \
  "  secret TEXT NOT NULL," \
  "  missed BIGINT NOT NULL," \
  "  missed_all BIGINT NOT NULL," \
  "  PRIMARY KEY (town, session)," \
  "  FOREIGN KEY (town, session) REFERENCES session (town, id)" \
  ") STRICT;" \
  "CREATE UNIQUE INDEX pin_handle ON pin (town, handle)"

/* What a gauge holds for a while, while works bar some of it. */
#define LOWERED_CAPACITY \
  "ALTER TABLE gauge ADD COLUMN lowered_to BIGINT;" \
  "ALTER TABLE gauge ADD COLUMN lowered_why TEXT;" \
  "ALTER TABLE gauge ADD COLUMN lowered_until BIGINT"

/* Whether the town says how a shop confirms, and not the shop. */
#define SETTLED_CONFIRMATION \
  "ALTER TABLE merchant ADD COLUMN manual_settled BIGINT NOT NULL DEFAULT 0"

/* The step of an order by which the shop said yes to it, where that was not a word of its own. */
#define ORDER_YES \
  "ALTER TABLE resident_order ADD COLUMN yes_with TEXT"

/* Who is told when there is bread of a product again on that day; no address once he is. */
#define PRODUCT_ALERTS \
  "CREATE TABLE product_alert (" \
  "  town TEXT NOT NULL," \
  "  id TEXT NOT NULL," \
  "  merchant TEXT NOT NULL," \
  "  product TEXT NOT NULL," \
  "  day TEXT NOT NULL," \
  "  device TEXT NOT NULL," \
  "  email TEXT," \
  "  language TEXT NOT NULL," \
  "  asked_at BIGINT NOT NULL," \
  "  told_at BIGINT," \
  "  PRIMARY KEY (town, id)," \
  "  FOREIGN KEY (town, product) REFERENCES product (town, id)" \
  ") STRICT;" \
  "CREATE INDEX product_alert_product ON product_alert (town, product, day);" \
  "CREATE INDEX product_alert_merchant ON product_alert (town, merchant, day);" \
  "CREATE INDEX product_alert_device ON product_alert (town, device);" \
  "CREATE INDEX product_alert_email ON product_alert (town, email)"

/* Whether clerks tick each point of a document before they approve it. */
#define EACH_CHECK \
  "ALTER TABLE town ADD COLUMN check_each BIGINT NOT NULL DEFAULT 0"

static const ParvisMigration town_migrations[] = {
  { "feed and command log", FEED_AND_LOG },
  { "places, gauges and keys", PLACES GAUGES MEASURES INDEXES },
  { "trends, and reserved places that are left", TREND_AND_RESERVED },
  { "members and audit trail", AUDIT PEOPLE },
  { "no keys but those of sources", "DELETE FROM access_key WHERE source IS NULL" },
  { "modules that are prepared, and what a town says of itself", WITHDRAWN ";" PUBLISHING },
  { "the last messages as they were received", "ALTER TABLE reading ADD COLUMN raw TEXT" },
  { "what is one merchant's alone", SCOPED ";" MEMBER_SHOPS },
  { "shops and orders", PARVIS_SCHEMA_SHOPS PARVIS_SCHEMA_ORDERS },
  { "the end of the service's trail", AUDIT_HEADS },
  { "how many spaces a figure is of", MEASURED_SPACES },
  { "the device of a source", SOURCE_DEVICES },
  { "keys that open several sources", SHARED_KEYS },
  { "who works on an order", ORDER_WORKERS },
  { "procedures", PARVIS_SCHEMA_PROCEDURES },
  { "dossiers", PARVIS_SCHEMA_DOSSIERS },
  { "files of families", PARVIS_SCHEMA_UPLOADS },
  { "what was erased, and when", PARVIS_SCHEMA_ERASURES },
  { "capacities that are lowered for a while", LOWERED_CAPACITY },
  { "delays that are not told yet", ORDER_DELAYS },
  { "letters to families", PARVIS_SCHEMA_DOSSIER_NOTICES },
  { "logos of towns", LOGOS },
  { "what is not told of orders that ended", ORDER_HUSHES },
  { "bread that the counter borrowed", BORROWED_BREAD },
  { "forgotten pickups", FORGOTTEN_PICKUPS },
  { "trails that were accepted", AUDIT_ACCEPTED },
  { "confirmation that the town settles", SETTLED_CONFIRMATION },
  { "by which step the shop said yes", ORDER_YES },
  { "who is told when there is bread again", PRODUCT_ALERTS },
  { "documents whose points are each ticked", EACH_CHECK },
  { "limits by address, and all days that a standing order failed on",
    PARVIS_SCHEMA_ORDER_EMAILS ";" PARVIS_SCHEMA_FAILED_DAYS },
  { "places of counters", PARVIS_SCHEMA_MEMBER_PLACES },
  { "room that files of families take", PARVIS_SCHEMA_DOSSIER_ROOM },
  { "telephones of town halls", PARVIS_SCHEMA_TOWN_PHONES },
  { "how people want to be told", PARVIS_SCHEMA_NOTICE_CHOICES },
};

/* Those of a session that are forgotten are found by their age: there are thousands of each. */
#define REFRESH_AGES \
  "DROP INDEX refresh_token_session;" \
  "CREATE INDEX refresh_token_session ON refresh_token (town, session, created_at)"

/* Pushes that wait, as letters do, and the key that push services know this one by. */
#define PUSHES \
  "CREATE TABLE push_key (" \
  "  town TEXT NOT NULL PRIMARY KEY," \
  "  sealed TEXT NOT NULL" \
  ") STRICT;" \
  "CREATE TABLE push (" \
  "  town TEXT NOT NULL," \
  "  id TEXT NOT NULL," \
  "  template TEXT NOT NULL," \
  "  place TEXT NOT NULL," \
  "  device TEXT NOT NULL," \
  "  topic TEXT NOT NULL," \
  "  data TEXT NOT NULL," \
  "  created_at BIGINT NOT NULL," \
  "  next_at BIGINT," \
  "  attempts INTEGER NOT NULL DEFAULT 0," \
  "  sent_at BIGINT," \
  "  problem TEXT," \
  "  PRIMARY KEY (town, id)" \
  ") STRICT;" \
  "CREATE INDEX push_next ON push (town, next_at)"

static const ParvisMigration service_migrations[] = {
  { "feed and command log", FEED_AND_LOG },
  { "accounts, sessions and codes", AUDIT ACCOUNTS SESSIONS CODES ";" AUDIT_HEADS },
  { "what was withdrawn", WITHDRAWN },
  { "towns that have identity providers", DIRECTORY },
  { "what is one merchant's alone", SCOPED },
  { "e-mail addresses that are to be", EMAIL_CHANGE },
  { "which master key it is", SEAL_CHECK },
  { "PINs on computers that people share", PINS },
  { "trails that were accepted", AUDIT_ACCEPTED },
  { "ages of old refresh tokens", REFRESH_AGES },
  { "pushes that wait", PUSHES },
};

const ParvisSchema parvis_town_schema = {
  town_migrations, G_N_ELEMENTS (town_migrations), 0x50725654,
};

const ParvisSchema parvis_service_schema = {
  service_migrations, G_N_ELEMENTS (service_migrations), 0x50725653,
};
