/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The step of parvis-schema.c that made the tables of shops and orders. */

/* Shops. Days are "YYYY-MM-DD", times of a day are minutes since local midnight. A row
 * of bake holds each piece of bread in one purse, and the database itself refuses to
 * lose one or to hold less than none.
 */
#define PARVIS_SCHEMA_SHOPS \
  "CREATE TABLE merchant (" \
  "  town TEXT NOT NULL REFERENCES town (town)," \
  "  id TEXT NOT NULL," \
  "  name TEXT NOT NULL," \
  "  kind TEXT NOT NULL," \
  "  address TEXT," \
  "  phone TEXT," \
  "  lon DOUBLE PRECISION," \
  "  lat DOUBLE PRECISION," \
  "  manual INTEGER NOT NULL," \
  "  cutoff_evening INTEGER NOT NULL," \
  "  cutoff BIGINT NOT NULL," \
  "  keep_for BIGINT NOT NULL," \
  "  days_ahead BIGINT NOT NULL," \
  "  holidays_open INTEGER NOT NULL," \
  "  slots TEXT NOT NULL," \
  "  closed TEXT NOT NULL," \
  "  shut_day TEXT," \
  "  shut_reason TEXT," \
  "  shut_at BIGINT," \
  "  today TEXT," \
  "  next_due BIGINT," \
  "  created_at BIGINT NOT NULL," \
  "  removed_at BIGINT," \
  "  PRIMARY KEY (town, id)" \
  ") STRICT;" \
  "CREATE TABLE product (" \
  "  town TEXT NOT NULL," \
  "  id TEXT NOT NULL," \
  "  merchant TEXT NOT NULL," \
  "  name TEXT NOT NULL," \
  "  unit TEXT NOT NULL," \
  "  price BIGINT NOT NULL," \
  "  allergens TEXT NOT NULL," \
  "  options TEXT NOT NULL," \
  "  position BIGINT NOT NULL," \
  "  active INTEGER NOT NULL," \
  "  most BIGINT NOT NULL," \
  "  floor BIGINT NOT NULL," \
  "  photo BLOB," \
  "  photo_type TEXT," \
  "  photo_tag TEXT," \
  "  created_at BIGINT NOT NULL," \
  "  removed_at BIGINT," \
  "  PRIMARY KEY (town, id)," \
  "  FOREIGN KEY (town, merchant) REFERENCES merchant (town, id)" \
  ") STRICT;" \
  "CREATE TABLE product_pattern (" \
  "  town TEXT NOT NULL," \
  "  product TEXT NOT NULL," \
  "  weekday INTEGER NOT NULL," \
  "  bakes TEXT NOT NULL," \
  "  PRIMARY KEY (town, product, weekday)," \
  "  FOREIGN KEY (town, product) REFERENCES product (town, id)" \
  ") STRICT;" \
  "CREATE TABLE bake (" \
  "  town TEXT NOT NULL," \
  "  id TEXT NOT NULL," \
  "  merchant TEXT NOT NULL," \
  "  product TEXT NOT NULL," \
  "  day TEXT NOT NULL," \
  "  ready BIGINT NOT NULL," \
  "  declared BIGINT NOT NULL CHECK (declared >= 0)," \
  "  online BIGINT NOT NULL CHECK (online >= 0)," \
  "  counter BIGINT NOT NULL CHECK (counter >= 0)," \
  "  reserved BIGINT NOT NULL DEFAULT 0 CHECK (reserved >= 0)," \
  "  collected BIGINT NOT NULL DEFAULT 0 CHECK (collected >= 0)," \
  "  sold BIGINT NOT NULL DEFAULT 0 CHECK (sold >= 0)," \
  "  lost BIGINT NOT NULL DEFAULT 0 CHECK (lost >= 0)," \
  "  given BIGINT NOT NULL DEFAULT 0 CHECK (given >= 0)," \
  "  unsold BIGINT NOT NULL DEFAULT 0 CHECK (unsold >= 0)," \
  "  overdrawn BIGINT NOT NULL DEFAULT 0 CHECK (overdrawn >= 0)," \
  "  shut INTEGER NOT NULL DEFAULT 0," \
  "  by_hand INTEGER NOT NULL," \
  "  created_at BIGINT NOT NULL," \
  "  PRIMARY KEY (town, id)," \
  "  FOREIGN KEY (town, product) REFERENCES product (town, id)," \
  "  CHECK (declared + overdrawn = online + counter + reserved + collected + sold + lost" \
  " + given + unsold)" \
  ") STRICT;" \
  "CREATE INDEX bake_product ON bake (town, product, day);" \
  "CREATE INDEX bake_merchant ON bake (town, merchant, day);" \
  "CREATE INDEX product_merchant ON product (town, merchant);" \
  "CREATE INDEX merchant_due ON merchant (town, next_due);"

/* shop_day counts what became of a day's orders; shop_takings what became of its bread,
 * once its rows are gone. A day's codes are numbered, and its seed says which they are.
 */
#define PARVIS_SCHEMA_ORDERS \
  "CREATE TABLE shop_day (" \
  "  town TEXT NOT NULL," \
  "  merchant TEXT NOT NULL," \
  "  day TEXT NOT NULL," \
  "  seed BIGINT NOT NULL," \
  "  codes BIGINT NOT NULL DEFAULT 0," \
  "  placed BIGINT NOT NULL DEFAULT 0," \
  "  collected BIGINT NOT NULL DEFAULT 0," \
  "  cancelled BIGINT NOT NULL DEFAULT 0," \
  "  declined BIGINT NOT NULL DEFAULT 0," \
  "  no_show BIGINT NOT NULL DEFAULT 0," \
  "  released BIGINT NOT NULL DEFAULT 0," \
  "  closed_at BIGINT," \
  "  PRIMARY KEY (town, merchant, day)," \
  "  FOREIGN KEY (town, merchant) REFERENCES merchant (town, id)" \
  ") STRICT;" \
  "CREATE TABLE shop_slot (" \
  "  town TEXT NOT NULL," \
  "  merchant TEXT NOT NULL," \
  "  day TEXT NOT NULL," \
  "  from_minute BIGINT NOT NULL," \
  "  taken BIGINT NOT NULL CHECK (taken >= 0)," \
  "  PRIMARY KEY (town, merchant, day, from_minute)," \
  "  FOREIGN KEY (town, merchant) REFERENCES merchant (town, id)" \
  ") STRICT;" \
  "CREATE TABLE shop_takings (" \
  "  town TEXT NOT NULL," \
  "  merchant TEXT NOT NULL," \
  "  day TEXT NOT NULL," \
  "  product TEXT NOT NULL," \
  "  declared BIGINT NOT NULL," \
  "  reserved BIGINT NOT NULL," \
  "  collected BIGINT NOT NULL," \
  "  sold BIGINT NOT NULL," \
  "  lost BIGINT NOT NULL," \
  "  given BIGINT NOT NULL," \
  "  unsold BIGINT NOT NULL," \
  "  PRIMARY KEY (town, merchant, day, product)," \
  "  FOREIGN KEY (town, merchant) REFERENCES merchant (town, id)" \
  ") STRICT;" \
  "CREATE TABLE standing_order (" \
  "  town TEXT NOT NULL," \
  "  id TEXT NOT NULL," \
  "  merchant TEXT NOT NULL," \
  "  device TEXT NOT NULL," \
  "  weekday INTEGER NOT NULL," \
  "  from_minute BIGINT NOT NULL," \
  "  name TEXT NOT NULL," \
  "  phone TEXT," \
  "  email TEXT," \
  "  language TEXT NOT NULL," \
  "  lines TEXT NOT NULL," \
  "  since_at BIGINT NOT NULL," \
  "  until_day TEXT," \
  "  paused INTEGER NOT NULL DEFAULT 0," \
  "  last_day TEXT," \
  "  failed_day TEXT," \
  "  PRIMARY KEY (town, id)," \
  "  FOREIGN KEY (town, merchant) REFERENCES merchant (town, id)" \
  ") STRICT;" \
  "CREATE TABLE resident_order (" \
  "  town TEXT NOT NULL," \
  "  id TEXT NOT NULL," \
  "  merchant TEXT NOT NULL," \
  "  day TEXT NOT NULL," \
  "  from_minute BIGINT NOT NULL," \
  "  until_minute BIGINT NOT NULL," \
  "  state TEXT NOT NULL," \
  "  code TEXT NOT NULL," \
  "  device TEXT NOT NULL," \
  "  name TEXT NOT NULL," \
  "  phone TEXT," \
  "  email TEXT," \
  "  language TEXT NOT NULL," \
  "  note TEXT," \
  "  lines TEXT NOT NULL," \
  "  total BIGINT NOT NULL," \
  "  confirmed INTEGER NOT NULL," \
  "  placed_at BIGINT NOT NULL," \
  "  seen_at BIGINT," \
  "  preparing_at BIGINT," \
  "  ready_at BIGINT," \
  "  tell_at BIGINT," \
  "  told_at BIGINT," \
  "  told_by TEXT," \
  "  collected_at BIGINT," \
  "  ended_at BIGINT," \
  "  ended_by TEXT," \
  "  reason TEXT," \
  "  delay BIGINT NOT NULL DEFAULT 0," \
  "  standing TEXT," \
  "  shortage BIGINT NOT NULL DEFAULT 0," \
  "  visits BIGINT NOT NULL," \
  "  forgotten BIGINT NOT NULL," \
  "  reminders BIGINT NOT NULL DEFAULT 0," \
  "  unseen_since BIGINT NOT NULL," \
  "  alarmed_at BIGINT," \
  "  keep_until BIGINT NOT NULL," \
  "  next_due BIGINT," \
  "  PRIMARY KEY (town, id)," \
  "  FOREIGN KEY (town, merchant) REFERENCES merchant (town, id)" \
  ") STRICT;" \
  "CREATE UNIQUE INDEX resident_order_code ON resident_order (town, merchant, day, code);" \
  "CREATE INDEX resident_order_device ON resident_order (town, device);" \
  "CREATE INDEX resident_order_phone ON resident_order (town, phone);" \
  "CREATE INDEX resident_order_due ON resident_order (town, next_due);" \
  "CREATE INDEX standing_order_device ON standing_order (town, device);" \
  "CREATE INDEX standing_order_merchant ON standing_order (town, merchant);" \
  "CREATE TABLE order_bread (" \
  "  town TEXT NOT NULL," \
  "  order_id TEXT NOT NULL," \
  "  bake TEXT NOT NULL," \
  "  quantity BIGINT NOT NULL," \
  "  short BIGINT NOT NULL DEFAULT 0," \
  "  PRIMARY KEY (town, order_id, bake)," \
  "  FOREIGN KEY (town, order_id) REFERENCES resident_order (town, id)," \
  "  FOREIGN KEY (town, bake) REFERENCES bake (town, id)" \
  ") STRICT;" \
  "CREATE INDEX order_bread_bake ON order_bread (town, bake);" \
  "CREATE TABLE order_notice (" \
  "  town TEXT NOT NULL," \
  "  id TEXT NOT NULL," \
  "  order_id TEXT," \
  "  kind TEXT NOT NULL," \
  "  about TEXT NOT NULL," \
  "  due_at BIGINT NOT NULL," \
  "  PRIMARY KEY (town, id)" \
  ") STRICT;" \
  "CREATE INDEX order_notice_due ON order_notice (town, due_at);" \
  "CREATE INDEX order_notice_order ON order_notice (town, order_id)"

/* Who gave an address is limited by it, and all days for which a standing order has none. */
#define PARVIS_SCHEMA_ORDER_EMAILS \
  "CREATE INDEX resident_order_email ON resident_order (town, email) WHERE email IS NOT NULL"
#define PARVIS_SCHEMA_FAILED_DAYS \
  "ALTER TABLE standing_order ADD COLUMN failed_days TEXT;" \
  "UPDATE standing_order SET failed_days = failed_day"
