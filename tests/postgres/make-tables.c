/* SPDX-License-Identifier: GPL-3.0-or-later */
/* make-tables OWNER-URI URI: what the first node does to an empty database. */
#include "config.h"

#include "parvis-migrate-postgres.h"

int
main (int    argc,
      char **argv)
{
  ParvisDatabase database = { NULL, NULL, &parvis_town_schema };
  g_autoptr(GError) error = NULL;

  if (argc != 3)
    {
      g_printerr ("make-tables OWNER-URI URI\n");
      return 64;
    }

  database.owner_uri = argv[1];
  database.uri = argv[2];
  if (parvis_migrate_postgres (&database, &error))
    return 0;

  g_printerr ("make-tables: %s\n", error->message);

  return 1;
}
