/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pthread.h>

#include "test-database.h"

#include "parvis-server.h"

G_BEGIN_DECLS

#define TOWN       "00001"
#define OTHER_TOWN "00002"
#define THING      "0b0f6c1e-8f0e-4d7b-9d3e-0a1b2c3d4e5f"
#define OTHER      "1b0f6c1e-8f0e-4d7b-9d3e-0a1b2c3d4e5f"
#define KEY        "7c9e6679-7425-40de-944b-e07fc1f90ae7"

/**
 * HttpFixture:
 *
 * A server on a free port with two towns and things in them, on a thread of its
 * own. POST /t/{insee}/things/{id} {"value":N} sets a thing ("member":true hides
 * it from the public, "gone":true removes it, "fail":true is refused), GET
 * /t/{insee}/slow waits for http_fixture_release(). Anyone may do so.
 */
typedef struct
{
  const ParvisTables *tables;           /* (nullable): others than those */
  const ParvisClock  *clock;            /* (nullable): another than the system's */
  TestDatabase  database;
  const char   *directory;          /* of the database */
  ParvisConfig *config;
  ParvisServer *server;
  pthread_t     thread;
  guint         port;
} HttpFixture;

/* Settings as "key", "value", …, NULL. */
void   http_fixture_start    (HttpFixture  *fixture,
                              ...) G_GNUC_NULL_TERMINATED;
/* Stops the server and waits for its end; keeps the directory. */
void   http_fixture_stop     (HttpFixture  *fixture);
void   http_fixture_clear    (HttpFixture  *fixture);
/* Lets one slow read, or one slow command, go on. */
void   http_fixture_release  (void);
/* Waits until one more of them has begun. */
void   http_fixture_wait     (void);
/* How often a command was applied. */
int    http_fixture_applied  (void);

/**
 * HttpAnswer: what came back; status 0 if the connection ended without an answer
 */
typedef struct
{
  int   status;
  char *head;
  char *body;
  gsize length;
} HttpAnswer;

void   http_answer_clear     (HttpAnswer   *answer);
/* (transfer full) (nullable) */
char  *http_answer_header    (HttpAnswer   *answer,
                              const char   *name);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HttpAnswer, http_answer_clear)

int    http_connect          (HttpFixture  *fixture);
int    http_connect_control  (HttpFixture  *fixture);
void   http_send             (int           fd,
                              const char   *data,
                              gssize        length);
/* Reads one answer; at most ten seconds. */
void   http_receive          (int           fd,
                              HttpAnswer   *answer);
/* One request on a connection of its own. @headers end each with CRLF. */
void   http_request          (HttpFixture  *fixture,
                              HttpAnswer   *answer,
                              const char   *method,
                              const char   *target,
                              const char   *headers,
                              const char   *body);
/* Asserts that @answer is a problem document of this kind. */
void   http_assert_problem   (HttpAnswer   *answer,
                              int           status,
                              const char   *token);
/* Reads the head of an answer, and nothing after it. */
gboolean http_read_head      (int           fd,
                              GString      *text);
/* Reads chunks of a stream until @text holds @needle; FALSE if it ends first. */
gboolean http_read_until     (int           fd,
                              GString      *text,
                              const char   *needle);
/* TRUE if the stream ends as it should, FALSE if the connection breaks. */
gboolean http_read_end       (int           fd);
/* TRUE once the other side has closed; waits at most ten seconds. */
gboolean http_is_closed      (int           fd);

G_END_DECLS
