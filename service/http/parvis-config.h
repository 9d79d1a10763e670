/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-oidc-fetch.h"

G_BEGIN_DECLS

/**
 * ParvisConfig:
 * @state_dir: where databases, lock and control socket are
 * @database: "sqlite:" for one file per town in @state_dir
 * @listen: "ADDR:PORT", "[ADDR]:PORT" or "unix:PATH"
 * @public_url: "https://NAME", as people's browsers reach it; "" for the address it
 *   listens at
 * @provider_addresses: where identity providers may be: "public" for the internet,
 *   "private" for the networks of towns and the State too, "loopback" for tests
 * @trusted_proxies: numeric addresses, separated by commas, whose word about a
 *   client's address is taken (parvis-client.h); "" for none but a UNIX socket's
 * @smtp_url, @smtp_user, @smtp_password_file, @smtp_ca_file, @smtp_plain, @mail_from:
 *   the server that letters are given to (parvis-smtp.h, parvis-post.h); "" for none
 * @push_services: names of push services that browsers may be reached through, separated by
 *   blanks, "*." for all below; @push_addresses: as @provider_addresses, where they may be
 * @push_contact: "mailto:…" or "https://…", whom push services write to; "" for @mail_from, or
 *   else @public_url; without any of them nothing is pushed
 * @max_connections: at once, event streams included
 * @max_per_address: of one client address at once; 0 where a proxy stands before
 * @max_streams: event streams at once
 * @max_body: bytes; routes may ask for less
 * @connection_memory: bytes for head and answer of each connection; a head that
 *   does not fit is refused
 * @receive_timeout: ms for a whole request, counted from its connection
 * @idle_timeout: ms for a connection to begin and finish its next request
 * @send_timeout: seconds without progress before an answer is given up
 * @stream_max_events, @stream_max_bytes: how far a reader of events may fall behind
 * @heartbeat: ms between signs of life on event streams
 * @coalesce: ms between two changes of one entity on event streams
 * @batch_max, @writers, @queue_max: see ParvisStoreConfig
 * @threads: for long reads
 * @orders_kept_days: after its day, who ordered is forgotten
 * @orders_open, @orders_hour: of one device or telephone, at once and within an hour; 0
 *   for no limit
 * @dossiers_room: MiB of one town's files of families, a quarter of it of drafts; 0 for no limit
 * @serves: no setting: whether this is the service, and not parvisctl in its place
 * @orders_throttle: whether one address is held up that sends very many orders
 *
 * The settings of the service, each with a default that suits a small server.
 */
typedef struct
{
  char    *state_dir;
  char    *database;
  char    *database_owner;
  char    *listen;
  char    *public_url;
  char    *provider_addresses;
  char    *trusted_proxies;
  char    *smtp_url;
  char    *smtp_user;
  char    *smtp_password_file;
  char    *smtp_ca_file;
  char    *mail_from;
  char    *push_services;
  char    *push_addresses;
  char    *push_contact;
  guint    max_connections;
  guint    max_per_address;
  guint    max_streams;
  guint    max_body;
  guint    connection_memory;
  guint    receive_timeout;
  guint    idle_timeout;
  guint    send_timeout;
  guint    stream_max_events;
  guint    stream_max_bytes;
  guint    heartbeat;
  guint    coalesce;
  guint    batch_max;
  guint    writers;
  guint    queue_max;
  guint    threads;
  guint    orders_kept_days;
  guint    orders_open;
  guint    orders_hour;
  guint    orders_throttle;
  guint    dossiers_room;
  gboolean log_requests;
  gboolean smtp_plain;
  gboolean serves;
} ParvisConfig;

ParvisConfig *parvis_config_new      (void);
void          parvis_config_free     (ParvisConfig  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisConfig, parvis_config_free)

/* Reads a key file with one group, [parvisd], whose keys are the fields above
 * with hyphens. An unknown key is an error: it is a typing mistake.
 */
gboolean      parvis_config_load     (ParvisConfig  *self,
                                      const char    *path,
                                      GError       **error);
/* Sets one field by its key, as the file does. */
gboolean      parvis_config_set      (ParvisConfig  *self,
                                      const char    *key,
                                      const char    *value,
                                      GError       **error);
/* Returns: (transfer full): the URI for the store, with the state directory in it */
char         *parvis_config_dup_uri  (const ParvisConfig *self);

/* What @provider_addresses or @push_addresses say. */
ParvisReach   parvis_config_read_reach (const char   *word);

G_END_DECLS
