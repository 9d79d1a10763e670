/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-session.h"
#include "sync-server.h"

G_BEGIN_DECLS

/* A session over a service in this process, with a keyring in memory. */

#define PATIENCE (20 * G_USEC_PER_SEC)

typedef struct
{
  SyncServer    *server;
  char          *directory;
  ParvisAuth    *auth;
  ParvisSession *session;
  char          *keyring;       /* the refresh token in it */
  gboolean       keyring_locked;
  gboolean       keyring_asked;  /* and has not answered yet */
  guint          removed;
  char          *removed_by;

  gboolean       ready;
  guint          changed;       /* emissions */
  guint          refused;
  guint          durable;
  GError        *error;
  char          *key;
  GBytes        *body;
  gboolean       from_cache;
  gboolean       fetched;
} SessionFixture;

/* Turns the loop until @condition holds; nothing is waited for by the clock. */
#define WAIT_FOR(condition) \
  G_STMT_START \
    { \
      gint64 deadline_ = g_get_monotonic_time () + PATIENCE; \
      guint alarm_ = g_timeout_add (100, session_fixture_keep_awake_cb, NULL); \
\
      while (!(condition) && g_get_monotonic_time () < deadline_) \
        g_main_context_iteration (NULL, TRUE); \
\
      g_source_remove (alarm_); \
      g_assert_true (condition); \
    } \
  G_STMT_END

gboolean       session_fixture_keep_awake_cb (gpointer user_data);

void session_fixture_set_up    (SessionFixture *self,
                                gconstpointer   data);
void session_fixture_tear_down (SessionFixture *self,
                                gconstpointer   data);
/* As a program that starts: it knows what its keyring holds. */
ParvisSession *session_fixture_new         (SessionFixture *self);
void           session_fixture_open        (SessionFixture *self);
void           session_fixture_close       (SessionFixture *self);
gboolean       session_fixture_is_online   (SessionFixture *self);
int            session_fixture_get_present (SessionFixture *self,
                                            const char     *gauge);
void           session_fixture_submit      (SessionFixture *self,
                                            const char     *gauge,
                                            int             delta);
/* Until it is on this disk. */
void session_fixture_count (SessionFixture *self,
                            const char     *gauge,
                            int             delta);

/* The callback of a submission; its user data is the fixture. */
void session_fixture_submitted_cb (GObject      *object,
                                   GAsyncResult *result,
                                   gpointer      user_data);

G_END_DECLS
