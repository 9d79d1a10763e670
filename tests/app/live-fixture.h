/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-counting.h"
#include "parvis-places.h"

/**
 * LiveFixture:
 *
 * A real session over a directory of its own, with a town on its disk and no
 * service to be reached, unless @base_uri says where one is: Wednesday 17 June
 * 2026, 16:42 in Paris. The clock stands until a test moves it.
 */
typedef struct
{
  char           *directory;
  gint64          now;
  ParvisRights    more_rights;      /* set before live_fixture_reopen() */
  ParvisRights    less_rights;      /* likewise */
  ParvisScopes    shops;            /* likewise */
  const char     *base_uri;         /* likewise (nullable) */
  ParvisSession  *session;
  ParvisDesk     *desk;
  ParvisPlaces   *places;
  ParvisCounting *counting;
} LiveFixture;

typedef struct
{
  const char *kind;
  const char *id;
  const char *body;
} LiveEntity;

#define LIVE_NOW     G_GINT64_CONSTANT (1781707320000)
#define LIVE_POOL    "11111111-0000-4000-8000-000000000001"
#define LIVE_PARK    "11111111-0000-4000-8000-000000000002"
#define LIVE_LIBRARY "11111111-0000-4000-8000-000000000003"

void     live_fixture_set_up    (LiveFixture   *fixture,
                                 gconstpointer  data);
void     live_fixture_tear_down (LiveFixture   *fixture,
                                 gconstpointer  data);
void     live_fixture_put       (LiveFixture   *fixture,
                                 const char    *kind,
                                 const char    *id,
                                 const char    *body);
/* The same for many; ends with an entity without a kind. */
void     live_fixture_put_all   (LiveFixture      *fixture,
                                 const LiveEntity *entities);
/* Closes the program, as if it had ended, and opens it again. */
void     live_fixture_reopen    (LiveFixture   *fixture);
guint    live_fixture_pending   (LiveFixture   *fixture);
json_t  *live_fixture_action    (LiveFixture   *fixture,
                                 guint          index,
                                 char         **name);

#define LIVE_WAIT(condition) \
  G_STMT_START { \
    while (!(condition)) \
      g_main_context_iteration (NULL, TRUE); \
  } G_STMT_END
