/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* A service of one town in this process, on a port of its own: gauges that can
 * be counted, their feed and one document. It can be taken away and put back.
 */

#define SYNC_TOWN "00001"
#define SYNC_REFRESH "pvr-1"      /* the refresh token of the account, to begin with */

typedef struct
{
  SoupServer *soup;
  guint       port;
  char       *uri;

  gint64      seq;
  GHashTable *gauges;       /* id → present */
  GHashTable *seqs;         /* id → gint64 */
  GHashTable *answers;      /* key → gint64 */
  GPtrArray  *streams;      /* SoupServerMessage */
  GPtrArray  *arrivals;     /* keys of commands, each time one came */

  /* How it behaves. */
  guint       command_status;     /* 0: as a good service */
  gboolean    command_page;       /* answers commands like a captive portal */
  gboolean    deaf;               /* commands are never answered */
  guint       feed_status;
  gboolean    no_token_is_good;
  gboolean    removed;            /* the account is no member any more */
  guint       token_status;       /* 0: renews; 400: the sign-in is over */
  gboolean    token_lost;         /* the next renewal happens, its answer is lost */

  guint       pair;               /* the number of the newest pair of tokens */
  guint       over;               /* access tokens up to this number are over */
  gboolean    pair_used;          /* its access token came back */
  gboolean    ended;              /* a used-up refresh token came: the family is over */
  guint       renewals;           /* requests for a pair */

  guint       pages;
  guint       documents;          /* sent in full */
  guint       unchanged;          /* answered with 304 */
} SyncServer;

SyncServer *sync_server_new       (void);
void        sync_server_free      (SyncServer  *self);
void        sync_server_go_down   (SyncServer  *self);
void        sync_server_come_back (SyncServer  *self);
void        sync_server_cut       (SyncServer  *self);
void        sync_server_set       (SyncServer  *self,
                                   const char  *gauge,
                                   int          present);
/* Sends an entity to who listens; it is not in the feed of who comes later. @body is JSON. */
void        sync_server_send      (SyncServer  *self,
                                   const char  *kind,
                                   const char  *id,
                                   const char  *body);
int         sync_server_get       (SyncServer  *self,
                                   const char  *gauge);
guint       sync_server_n_keys    (SyncServer  *self);

G_END_DECLS
