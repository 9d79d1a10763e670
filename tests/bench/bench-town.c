/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-town"

#include "config.h"

#include "bench-town.h"

#include "parvis-routes.h"
#include "parvis-store.h"

#include <stdlib.h>

/* The last text of a gauge, as the writer left it; one writer has the town. */
static char last_text[1024];
static gint64 last_value;

static json_t *
make_gauge (int n)
{
  return json_pack ("{s:o, s:s, s:s, s:s, s:i, s:{s:i, s:i}, s:s, s:i, s:i, s:s, s:i, s:i, s:i,"
                    " s:i, s:i, s:s, s:s, s:s}",
                    "id", json_sprintf ("5f0c0b5e-0000-4000-8000-%012d", n),
                    "facility", "a6f1d1f0-5b0f-4b7e-9d8a-3c2f1e0d9c8b",
                    "neighbourhood", "0d6c1a3e-7c21-4e0b-8f5a-6a1b2c3d4e5f",
                    "kind", "vehicles", "capacity", 180,
                    "reserved", "pmr", 6, "charging", 4,
                    "method", "sensor", "present", (int) (100 + last_value % 80), "free", 80,
                    "observed_at", "2026-11-24T03:00:00.000Z",
                    "live_for", 240, "late_for", 480, "valid_for", 2700,
                    "sources", 1, "sources_fresh", 1, "state", "live",
                    "decided_at", "2026-11-24T03:00:01.000Z", "text", last_text);
}

static gboolean
render_gauge (ParvisTx      *tx,
              const char    *id,
              ParvisEntity  *entity,
              GError       **error)
{
  entity->audience = PARVIS_AUDIENCE_PUBLIC;
  entity->body = make_gauge (atoi (id));

  return TRUE;
}

static gboolean
render_facility (ParvisTx      *tx,
                 const char    *id,
                 ParvisEntity  *entity,
                 GError       **error)
{
  entity->audience = PARVIS_AUDIENCE_PUBLIC;
  entity->body = json_pack ("{s:s, s:s, s:s, s:s, s:f, s:f, s:s, s:s, s:[s]}",
                            "id", id, "name", "Parking de la place du marché",
                            "kind", "car_park", "address", "12 place du Marché",
                            "lon", 3.8767, "lat", 43.6119,
                            "opening_hours", "Mo-Sa 07:00-20:00; Su,PH off",
                            "neighbourhood", "0d6c1a3e-7c21-4e0b-8f5a-6a1b2c3d4e5f",
                            "gauges", id);

  return TRUE;
}

/* A small one, for events of 300 bytes. */
static gboolean
render_tick (ParvisTx      *tx,
             const char    *id,
             ParvisEntity  *entity,
             GError       **error)
{
  entity->audience = PARVIS_AUDIENCE_PUBLIC;
  entity->body = json_pack ("{s:I, s:s}", "value", (json_int_t) last_value, "text",
                            last_text);

  return TRUE;
}

static gboolean
tick (ParvisTx             *tx,
      const ParvisCommand  *command,
      ParvisAnswer         *answer,
      GError              **error)
{
  const char *text;

  if (!parvis_json_get_string_or (command->body, "text", sizeof last_text - 1, "", &text, error))
    return FALSE;

  g_strlcpy (last_text, text, sizeof last_text);
  /* Differs from what an earlier process left in the feed. */
  last_value = MAX (last_value + 1, g_get_real_time ());
  parvis_tx_touch (tx, PARVIS_KIND_ROLLUP, command->object);

  return TRUE;
}

static gboolean
move_gauge (ParvisTx             *tx,
            const ParvisCommand  *command,
            ParvisAnswer         *answer,
            GError              **error)
{
  const char *text;

  if (!parvis_json_get_string_or (command->body, "text", sizeof last_text - 1, "", &text, error))
    return FALSE;

  g_strlcpy (last_text, text, sizeof last_text);
  /* Differs from what an earlier process left in the feed. */
  last_value = MAX (last_value + 1, g_get_real_time ());
  parvis_tx_touch (tx, PARVIS_KIND_GAUGE, command->object);

  return TRUE;
}

static gboolean
create_all (ParvisTx             *tx,
            const ParvisCommand  *command,
            ParvisAnswer         *answer,
            GError              **error)
{
  int n = atoi (command->object);

  for (int i = 0; i < n; i++)
    {
      char id[16];

      g_snprintf (id, sizeof id, "%d", i);
      parvis_tx_touch (tx, PARVIS_KIND_GAUGE, id);
      parvis_tx_touch (tx, PARVIS_KIND_FACILITY, id);
    }

  return TRUE;
}

static const ParvisRoute routes[] = {
  { .method = "GET", .pattern = "/health", .name = "health",
    .kind = PARVIS_ROUTE_READ, .right = PARVIS_RIGHT_ANYONE, .read = parvis_route_health },
  { .method = "GET", .pattern = "/api/v1/towns/{insee}/live", .name = "live",
    .kind = PARVIS_ROUTE_READ, .right = PARVIS_RIGHT_ANYONE, .read = parvis_route_live,
    .without_db = TRUE },
  { .method = "GET", .pattern = "/api/v1/towns/{insee}/live/events", .name = "live.events",
    .kind = PARVIS_ROUTE_STREAM, .right = PARVIS_RIGHT_ANYONE },
  { .method = "POST", .pattern = "/bench/{insee}/gauges/{n:int}", .name = "bench.move",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ANYONE, .apply = move_gauge,
    .object = "n", .max_body = 4096, .key_optional = TRUE },
  { .method = "POST", .pattern = "/bench/{insee}/ticks/{n:int}", .name = "bench.tick",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ANYONE, .apply = tick,
    .object = "n", .max_body = 4096, .key_optional = TRUE },
  { .method = NULL },
};

static const ParvisKind kinds[] = {
  { PARVIS_KIND_GAUGE, render_gauge },
  { PARVIS_KIND_FACILITY, render_facility },
  { PARVIS_KIND_ROLLUP, render_tick },
  { NULL, NULL },
};

const ParvisTables bench_tables = { .routes = routes, .kinds = kinds };

gboolean
bench_town_create (const char  *state_dir,
                   guint        gauges,
                   GError     **error)
{
  g_autofree char *uri = g_strconcat ("sqlite:", state_dir, NULL);
  ParvisStoreConfig config = { .uri = uri, .clock = &parvis_system_clock, .kinds = kinds };
  ParvisStore *store = parvis_store_open (&config, error);
  g_autoptr (ParvisAnswer) answer = NULL;
  ParvisCommand *command;

  if (store == NULL)
    return FALSE;

  if (parvis_store_create_town (store, BENCH_TOWN, error))
    {
      command = parvis_command_new ("bench.create", BENCH_TOWN, create_all);
      command->object = g_strdup_printf ("%u", gauges);
      command->actor = g_strdup ("system");
      answer = parvis_store_apply (store, command, NULL, error);
    }
  parvis_store_close (store);

  return answer != NULL;
}
