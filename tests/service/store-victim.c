/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes into a store without end, and says on standard output which keys were
 * answered, so that whoever kills it knows what must be there. A store that does
 * not open it says on standard error, and ends with 3.
 */
#include "config.h"

#include "store-world.h"

#include <stdlib.h>
#include <unistd.h>

#define UNDER_WAY 8

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static guint under_way;

static void
answered_cb (ParvisCommand *command,
             ParvisAnswer  *answer,
             gint64         seq,
             gboolean       replayed,
             GError        *error,
             gpointer       user_data)
{
  g_autofree char *line = g_strdup_printf ("%s %s\n", command->town, command->key);
  gssize length = (gssize) strlen (line);

  g_assert_no_error (error);
  g_assert_cmpint (write (STDOUT_FILENO, line, (gsize) length), ==, length);
  parvis_command_free (command);
  parvis_answer_free (answer);

  pthread_mutex_lock (&lock);
  under_way--;
  pthread_cond_signal (&changed);
  pthread_mutex_unlock (&lock);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GError) error = NULL;
  ParvisStoreConfig config = { .kinds = world_kinds, .schema = world_schema () };
  ParvisStore *store;

  if (argc != 4)
    return 2;

  config.uri = argv[1];
  config.directory = argv[3];
  store = parvis_store_open (&config, &error);
  if (store == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 3;
    }

  for (guint i = 0;; i++)
    {
      g_autofree char *key = g_strdup_printf ("%s-%u", argv[2], i);
      g_autofree char *id = g_strdup_printf ("box-%u", i % 20);

      pthread_mutex_lock (&lock);
      while (under_way == UNDER_WAY)
        pthread_cond_wait (&changed, &lock);
      under_way++;
      pthread_mutex_unlock (&lock);

      parvis_store_submit (store,
                           new_add (i % 2 == 0 ? WORLD_TOWN : WORLD_OTHER_TOWN, key, id, 1),
                           answered_cb, NULL);
    }
}
