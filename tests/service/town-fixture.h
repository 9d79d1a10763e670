/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "test-database.h"

#include "parvis-service.h"

G_BEGIN_DECLS

#define TOWN_POOL   "piscine"
#define TOWN_PARK   "parking"

/**
 * TownFixture:
 *
 * A service without a network, on a clock that the test moves, with one town:
 * a pool of 200 (open 08:00–20:00 Paris time unless told otherwise) and a car
 * park of 100 that is always open, linked, in one neighbourhood.
 */
typedef struct
{
  TestDatabase   database;
  const char    *dir;                  /* of the database */
  ParvisConfig  *config;
  ParvisClock    clock;
  _Atomic gint64 now;          /* read by the service's threads */
  ParvisService *service;
  char          *account;              /* of a member, who counts */
  char          *key;                  /* an access token of that one, kept fresh */
  gint64         key_until;
  GHashTable    *keys;                 /* of sources */
  int            status;               /* of the last answer */
} TownFixture;

void        town_fixture_setup    (TownFixture    *fixture,
                                   gconstpointer   data);
void        town_fixture_teardown (TownFixture    *fixture,
                                   gconstpointer   data);
/* Closes everything and opens it again, as after a restart. */
void        town_restart          (TownFixture    *fixture);

/* Asks for any address; @type is the media type of @text. */
json_t     *town_request          (TownFixture    *fixture,
                                   const char     *token,
                                   const char     *method,
                                   const char     *target,
                                   const char     *type,
                                   const char     *text);
/* Invites somebody to a town as the operator does, and signs in with the code.
 *
 * Returns: (transfer full): the answer with the tokens
 */
json_t     *town_sign_in          (TownFixture    *fixture,
                                   const char     *insee,
                                   const char     *name,
                                   const char     *role);

/* Moves the clock and does what became due on the way, minute by minute. */
void        town_pass             (TownFixture    *fixture,
                                   gint64          duration);
/* @text: an instant as the API writes it */
void        town_set_clock        (TownFixture    *fixture,
                                   const char     *text);
/* Does what is due now. */
void        town_tick             (TownFixture    *fixture);

/* Asks below the town, "/gauges/…"; without a key when @key is NULL, as the
 * operator when it is "operator". The body is printed from @format; NULL is none.
 */
json_t     *town_ask              (TownFixture    *fixture,
                                   const char     *key,
                                   const char     *method,
                                   const char     *path,
                                   const char     *format,
                                   ...) G_GNUC_PRINTF (5, 6);
/* The same, and the status must be this. */
json_t     *town_expect           (TownFixture    *fixture,
                                   int             status,
                                   const char     *key,
                                   const char     *method,
                                   const char     *path,
                                   const char     *format,
                                   ...) G_GNUC_PRINTF (6, 7);

char       *town_find             (TownFixture    *fixture,
                                   const char     *kind,
                                   const char     *text);
/* Declares a source from JSON members ("\"measure\":\"free\""); its id. */
char       *town_add_source       (TownFixture    *fixture,
                                   const char     *gauge,
                                   const char     *members);
/* Posts a payload with the source's key; the answer. */
json_t     *town_post             (TownFixture    *fixture,
                                   const char     *source,
                                   const char     *format,
                                   ...) G_GNUC_PRINTF (3, 4);
/* Posts {"observed_at":now+@offset,"value":@value}; the reason, "" if shown. */
char       *town_read             (TownFixture    *fixture,
                                   const char     *source,
                                   gint64          offset,
                                   double          value);
/* An entity as a member sees it in the feed, NULL if it is not there. */
json_t     *town_entity           (TownFixture    *fixture,
                                   const char     *kind,
                                   const char     *id);
gint64      town_int              (const json_t   *object,
                                   const char     *name);
const char *town_text             (const json_t   *object,
                                   const char     *name);
/* Asserts state and presence of the gauge of a place; @present -1: none. */
void        town_assert_gauge     (TownFixture    *fixture,
                                   const char     *place,
                                   const char     *state,
                                   gint64          present);
/* The pool: its log of the day, a count or a recount by a person, and whether start +
 * entered − left + by hand + recounted is what is shown.
 */
json_t     *town_pool_log         (TownFixture    *fixture);
json_t     *town_pool_gesture     (TownFixture    *fixture,
                                   int             status,
                                   const char     *what,
                                   const char     *body);
void        town_pool_count       (TownFixture    *fixture,
                                   int             delta,
                                   int             present);
void        town_pool_adds_up     (TownFixture    *fixture);
/* A reading that has to be believed. */
void        town_pass_gate        (TownFixture    *fixture,
                                   const char     *source,
                                   int             value);

#define TOWN_TEST(path, func) \
  g_test_add (path, TownFixture, NULL, town_fixture_setup, func, town_fixture_teardown)

G_END_DECLS
