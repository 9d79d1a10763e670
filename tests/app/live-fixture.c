/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "live-fixture.h"

#include "parvis-replica.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <string.h>

/* Nobody listens there. */
#define NOWHERE "http://127.0.0.1:1"

static const char *const kinds[] = {
  PARVIS_KIND_TOWN, PARVIS_KIND_FACILITY, PARVIS_KIND_GAUGE, PARVIS_KIND_GAUGE_LOG,
  PARVIS_KIND_SOURCE, NULL,
};

static const LiveEntity entities[] = {
  { PARVIS_KIND_TOWN, "00001",
    "{\"insee\":\"00001\",\"name\":\"Saint-Aubin\",\"timezone\":\"Europe/Paris\","
    "\"center\":{\"lon\":2.1,\"lat\":47.8},\"zoom\":15}" },
  { PARVIS_KIND_FACILITY, "f-pool",
    "{\"id\":\"f-pool\",\"name\":\"Piscine des Mariniers\",\"kind\":\"pool\",\"lon\":2.1,"
    "\"lat\":47.8,\"opening_hours\":\"Mo-Su 10:00-19:30\",\"linked\":\"f-park\","
    "\"gauges\":[\"" LIVE_POOL "\"]}" },
  { PARVIS_KIND_FACILITY, "f-park",
    "{\"id\":\"f-park\",\"name\":\"Parking\",\"kind\":\"car_park\",\"lon\":2.1,\"lat\":47.8,"
    "\"gauges\":[\"" LIVE_PARK "\"]}" },
  { PARVIS_KIND_FACILITY, "f-library",
    "{\"id\":\"f-library\",\"name\":\"Mediatheque\",\"kind\":\"library\",\"lon\":2.1,"
    "\"lat\":47.8,\"gauges\":[\"" LIVE_LIBRARY "\"]}" },
  { PARVIS_KIND_GAUGE, LIVE_POOL,
    "{\"id\":\"" LIVE_POOL "\",\"facility\":\"f-pool\",\"kind\":\"people\",\"capacity\":220,"
    "\"method\":\"balance\",\"present\":142,\"free\":78,"
    "\"observed_at\":\"2026-06-17T14:41:40.000Z\",\"live_for\":60,\"late_for\":900,"
    "\"valid_for\":2700,\"sources\":2,\"sources_fresh\":2,\"state\":\"live\"}" },
  { PARVIS_KIND_GAUGE, LIVE_PARK,
    "{\"id\":\"" LIVE_PARK "\",\"facility\":\"f-park\",\"kind\":\"vehicles\",\"capacity\":86,"
    "\"method\":\"sensor\",\"present\":79,\"free\":7,"
    "\"observed_at\":\"2026-06-17T14:41:52.000Z\",\"live_for\":60,\"late_for\":900,"
    "\"valid_for\":2700,\"sources\":1,\"sources_fresh\":1,\"state\":\"live\"}" },
  { PARVIS_KIND_GAUGE, LIVE_LIBRARY,
    "{\"id\":\"" LIVE_LIBRARY "\",\"facility\":\"f-library\",\"kind\":\"people\",\"capacity\":40,"
    "\"method\":\"hand\",\"present\":2,\"free\":38,"
    "\"observed_at\":\"2026-06-17T14:15:00.000Z\",\"live_for\":60,\"late_for\":900,"
    "\"valid_for\":2700,\"sources\":0,\"sources_fresh\":0,\"state\":\"hand\"}" },
  { PARVIS_KIND_GAUGE_LOG, LIVE_POOL,
    "{\"gauge\":\"" LIVE_POOL "\",\"day\":\"2026-06-17\",\"start\":0,\"entered\":486,\"left\":347,"
    "\"by_hand\":1,\"recounted\":2,\"drift\":0,"
    "\"recount\":{\"at\":\"2026-06-17T12:05:00.000Z\",\"gap\":2,\"value\":60},\"entries\":["
    "{\"key\":\"k3\",\"what\":\"count\",\"at\":\"2026-06-17T14:41:00.000Z\",\"delta\":1,"
    "\"value\":142,\"actor\":\"Karim Benali\",\"note\":\"entrée par le portail\"},"
    "{\"key\":\"k2\",\"what\":\"recount\",\"at\":\"2026-06-17T12:05:00.000Z\",\"delta\":2,"
    "\"value\":60,\"actor\":\"Karim Benali\",\"note\":\"comptage du bassin\"},"
    "{\"key\":\"k1\",\"what\":\"zero\",\"at\":\"2026-06-17T08:00:00.000Z\",\"delta\":0,"
    "\"value\":0,\"actor\":\"system\"}]}" },
  { PARVIS_KIND_SOURCE, "s-in",
    "{\"id\":\"s-in\",\"name\":\"Portillon d’entrée\",\"gauge\":\"" LIVE_POOL "\","
    "\"measure\":\"entered\",\"health\":\"ok\",\"entered\":486,\"left\":0,"
    "\"last_seen\":\"2026-06-17T14:41:40.000Z\",\"observed_at\":\"2026-06-17T14:41:40.000Z\"}" },
  { PARVIS_KIND_SOURCE, "s-out",
    "{\"id\":\"s-out\",\"name\":\"Portillon de sortie\",\"gauge\":\"" LIVE_POOL "\","
    "\"measure\":\"left\",\"health\":\"ok\",\"entered\":0,\"left\":347,"
    "\"last_seen\":\"2026-06-17T14:41:26.000Z\",\"observed_at\":\"2026-06-17T14:41:26.000Z\"}" },
  { PARVIS_KIND_SOURCE, "s-park",
    "{\"id\":\"s-park\",\"name\":\"Barrière\",\"gauge\":\"" LIVE_PARK "\",\"measure\":\"free\","
    "\"health\":\"ok\",\"last_value\":7,\"last_seen\":\"2026-06-17T14:41:52.000Z\"}" },
};

/* A morning rush, a pause with a silent gate from 12:05 to 12:55, and the
 * afternoon up to 142.
 */
static const int figures_of_the_day[] = {
  8, 16, 28, 40, 47, 54, 60, 66, 71, 75, 79, 80, 80, 79, 76, 73, 70, 67, 63, 60, 57, 55, 54, 53,
  52,
  -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
  48, 49, 50, 52, 54, 57, 60, 64, 68, 73, 78, 83, 88, 92, 95, 97, 101, 106, 111, 115, 118, 119, 120,
  121, 123, 125, 127, 129, 130, 131, 130, 130, 131, 133, 135, 137, 138, 139, 140, 140, 141, 141,
  142, 142, 142,
};

static char *
write_history (void)
{
  g_autoptr(json_t) points = json_array ();
  g_autoptr(json_t) history = json_object ();
  gint64 opening = LIVE_NOW - 6 * PARVIS_HOUR - 42 * PARVIS_MINUTE;

  for (guint i = 0; i < G_N_ELEMENTS (figures_of_the_day); i++)
    {
      json_t *point;

      if (figures_of_the_day[i] < 0)
        continue;

      point = json_object ();
      parvis_json_set_time (point, "at", opening + i * 5 * PARVIS_MINUTE);
      json_object_set_new (point, "last", json_integer (figures_of_the_day[i]));
      json_array_append_new (points, point);
    }
  json_object_set_new (history, "bucket", json_integer (300));
  json_object_set (history, "points", points);

  return parvis_json_dump (history);
}

/* As the keyring of a person has one. */
static gboolean
find_key (const char *directory,
          guchar      key[PARVIS_ROW_SEAL_KEY_SIZE])
{
  memset (key, 7, PARVIS_ROW_SEAL_KEY_SIZE);

  return TRUE;
}

static void
fill_replica (LiveFixture *fixture)
{
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = NULL;
  g_autoptr(ParvisBatch) batch = parvis_batch_new (1);
  g_autoptr(GError) error = NULL;
  g_autofree char *history = write_history ();
  ParvisRepair repair = { .copied_at = 0 };
  ParvisCached cached = {
    .path = (char *) "gauges/" LIVE_POOL "/history?from=2026-06-16T22:00:00.000Z"
                     "&to=2026-06-17T22:00:00.000Z",
    .at = LIVE_NOW,
    .expires = LIVE_NOW + PARVIS_HOUR,
  };

  replica = parvis_replica_open (fixture->directory, kinds, LIVE_NOW, PARVIS_MEND_NOT, find_key,
                                 &snapshot, &repair, &error);
  g_assert_no_error (error);
  parvis_repair_clear (&repair);

  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    {
      json_t *body = parvis_json_parse (entities[i].body, strlen (entities[i].body), &error);

      g_assert_no_error (error);
      g_ptr_array_add (batch->changes, parvis_feed_change_new (entities[i].kind, entities[i].id,
                                                               i + 1, body));
    }
  batch->cursor = G_N_ELEMENTS (entities);
  batch->updated_at = LIVE_NOW;
  g_assert_true (parvis_replica_write (replica, batch, &error));
  g_assert_no_error (error);

  cached.body = g_bytes_new (history, strlen (history));
  parvis_replica_put_cached (replica, &cached);
  g_bytes_unref (cached.body);
}

static gint64
fixture_now (gpointer data)
{
  LiveFixture *fixture = data;

  return fixture->now;
}

static void
ready_cb (ParvisSession *session,
          gboolean      *ready)
{
  *ready = TRUE;
}

static void
open_session (LiveFixture *fixture)
{
  ParvisClock clock = { fixture_now, fixture };
  const char *base_uri = fixture->base_uri != NULL ? fixture->base_uri : NOWHERE;
  ParvisLink link = fixture->base_uri != NULL ? PARVIS_LINK_ONLINE : PARVIS_LINK_OFFLINE;
  g_autoptr(ParvisAuth) auth = parvis_auth_new (base_uri, "pvr-1", NULL, NULL, NULL);
  ParvisSessionConfig config = {
    .base_uri = base_uri,
    .town = "00001",
    .auth = auth,
    .rights = (PARVIS_MAY_READ | PARVIS_MAY_COUNT | PARVIS_MAY_ADMINISTER |
               fixture->more_rights) & ~fixture->less_rights,
    .shops = fixture->shops,
    .directory = fixture->directory,
    .find_key = find_key,
    .clock = &clock,
  };
  gboolean ready = FALSE;

  fixture->session = parvis_session_new (&config);
  g_signal_connect (fixture->session, "ready", G_CALLBACK (ready_cb), &ready);
  parvis_session_start (fixture->session);
  LIVE_WAIT (ready);
  LIVE_WAIT (parvis_session_get_link (fixture->session) == link);
  g_signal_handlers_disconnect_by_data (fixture->session, &ready);

  fixture->desk = parvis_desk_new (fixture->session);
  fixture->places = parvis_places_new (fixture->session, parvis_desk_get_ticker (fixture->desk));
  fixture->counting = parvis_counting_new (fixture->desk, fixture->places);
  LIVE_WAIT (parvis_places_find (fixture->places, LIVE_POOL) != NULL);
}

static void
close_session (LiveFixture *fixture)
{
  if (fixture->session == NULL)
    return;

  g_clear_object (&fixture->counting);
  g_clear_object (&fixture->places);
  g_clear_object (&fixture->desk);
  parvis_session_stop (fixture->session);
  g_clear_object (&fixture->session);
}

void
live_fixture_set_up (LiveFixture   *fixture,
                     gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->directory = g_dir_make_tmp ("parvis-live-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->now = LIVE_NOW;
  fill_replica (fixture);
  open_session (fixture);
}

static int
remove_cb (const char        *path,
           const struct stat *info,
           int                type,
           struct FTW        *walk)
{
  return g_remove (path);
}

void
live_fixture_tear_down (LiveFixture   *fixture,
                        gconstpointer  data)
{
  close_session (fixture);
  nftw (fixture->directory, remove_cb, 8, FTW_DEPTH | FTW_PHYS);
  g_free (fixture->directory);
}

/* Puts an entity where the next session finds it; closes the one that is open,
 * so live_fixture_reopen() has to follow.
 */
void
live_fixture_put (LiveFixture *fixture,
                  const char  *kind,
                  const char  *id,
                  const char  *body)
{
  const LiveEntity entities_to_put[] = { { kind, id, body }, { NULL, NULL, NULL } };

  live_fixture_put_all (fixture, entities_to_put);
}

void
live_fixture_put_all (LiveFixture      *fixture,
                      const LiveEntity *list)
{
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = NULL;
  g_autoptr(ParvisBatch) batch = parvis_batch_new (1);
  g_autoptr(GError) error = NULL;
  ParvisRepair repair = { .copied_at = 0 };

  close_session (fixture);
  replica = parvis_replica_open (fixture->directory, kinds, LIVE_NOW, PARVIS_MEND_NOT, find_key,
                                 &snapshot, &repair, &error);
  g_assert_no_error (error);
  parvis_repair_clear (&repair);

  batch->cursor = snapshot->cursor;
  batch->updated_at = LIVE_NOW;
  for (const LiveEntity *entity = list; entity->kind != NULL; entity++)
    {
      json_t *body = parvis_json_parse (entity->body, strlen (entity->body), &error);

      g_assert_no_error (error);
      g_ptr_array_add (batch->changes, parvis_feed_change_new (entity->kind, entity->id,
                                                               ++batch->cursor, body));
    }
  g_assert_true (parvis_replica_write (replica, batch, &error));
  g_assert_no_error (error);
}

void
live_fixture_reopen (LiveFixture *fixture)
{
  close_session (fixture);
  open_session (fixture);
}

guint
live_fixture_pending (LiveFixture *fixture)
{
  return parvis_session_get_pending (fixture->session);
}

/* Returns: (transfer full): the body of one waiting action */
json_t *
live_fixture_action (LiveFixture  *fixture,
                     guint         index,
                     char        **name)
{
  g_autoptr(GPtrArray) actions = parvis_session_list_actions (fixture->session);
  const ParvisAction *action;

  g_assert_cmpuint (index, <, actions->len);
  action = g_ptr_array_index (actions, index);
  *name = g_strdup (action->name);

  return json_incref (action->body);
}
