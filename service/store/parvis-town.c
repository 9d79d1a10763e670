/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-town"

#include "config.h"

#include "parvis-town.h"

/**
 * parvis_town_open:
 *
 * Brings the town to the newest schema, and leaves nothing open: there may be
 * thousands. One that cannot be served gives a town that says why to whoever asks
 * for it, so that the others are served all the same.
 *
 * Returns: (transfer full)
 */
ParvisTown *
parvis_town_open (ParvisEngine *engine,
                  const char   *code,
                  guint         shard)
{
  ParvisTown *town = g_new0 (ParvisTown, 1);
  g_autoptr(ParvisDb) db = NULL;

  town->ref_count = 1;
  town->engine = engine;
  town->code = g_strdup (code);
  town->shard = shard;
  db = engine->klass->open_writer (engine, code, shard, &town->broken);

  return town;
}

ParvisTown *
parvis_town_ref (ParvisTown *town)
{
  __atomic_add_fetch (&town->ref_count, 1, __ATOMIC_RELAXED);

  return town;
}

void
parvis_town_unref (ParvisTown *town)
{
  if (__atomic_sub_fetch (&town->ref_count, 1, __ATOMIC_ACQ_REL) > 0)
    return;

  g_clear_error (&town->broken);
  g_free (town->code);
  g_free (town);
}
