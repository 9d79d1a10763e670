/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Puts COUNT further entities into the replica in DIRECTORY, of a kind that the
 * live screens do not keep in memory (dated, without a day) and that names
 * nobody, so that no key is asked for; of the size of an order.
 */

#include "parvis-replica.h"

#include <stdlib.h>

#define BATCH 5000

static ParvisFeedChange *
make_entity (int number)
{
  g_autofree char *id = g_strdup_printf ("00000000-0000-4000-8000-%012d", number);
  json_t *body = json_pack ("{s:s, s:s, s:s, s:i, s:s}", "id", id, "state", "placed",
                            "slot", "2026-06-17T16:00:00.000Z", "number", number,
                            "note", "Deux baguettes tradition et un pain de campagne tranché");

  return parvis_feed_change_new ("bake", id, number + 1, body);
}

int
main (int    argc,
      char **argv)
{
  static const char * const no_kinds[] = { NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisReplica) replica = NULL;
  ParvisSnapshot *snapshot = NULL;
  ParvisRepair repair = { 0 };
  int count = argc == 3 ? atoi (argv[2]) : -1;

  if (count < 0)
    g_error ("fill-replica DIRECTORY COUNT");

  replica = parvis_replica_open (argv[1], no_kinds, g_get_real_time () / 1000,
                                 PARVIS_MEND_NOT, NULL, &snapshot, &repair,
                                 &error);
  if (replica == NULL)
    g_error ("%s", error->message);

  for (int number = 0; number < count; number += BATCH)
    {
      g_autoptr(ParvisBatch) batch = parvis_batch_new (1);

      batch->cursor = snapshot->cursor;
      batch->updated_at = snapshot->updated_at;
      batch->rights = snapshot->rights;
      for (int i = number; i < MIN (number + BATCH, count); i++)
        g_ptr_array_add (batch->changes, make_entity (i));

      if (!parvis_replica_write (replica, batch, &error))
        g_error ("%s", error->message);
    }

  parvis_snapshot_free (snapshot);
  parvis_repair_clear (&repair);

  return 0;
}
