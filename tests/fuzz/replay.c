/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

#include <glib.h>

/* Gives a target every input that was kept, as a test in TAP: the seeds, and what
 * once broke something.
 */
int
main (int    argc,
      char **argv)
{
  g_autoptr(GDir) folder = NULL;
  g_autoptr(GError) error = NULL;
  const char *name;
  int count = 0;

  g_assert_cmpint (argc, ==, 2);

  folder = g_dir_open (argv[1], 0, &error);
  g_assert_no_error (error);

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (argv[1], name, NULL);
      g_autofree char *data = NULL;
      g_autofree uint8_t *exact = NULL;
      gsize size;

      g_file_get_contents (path, &data, &size, &error);
      g_assert_no_error (error);

      /* A copy without GLib's NUL behind it, so that reading too far shows. */
      exact = g_memdup2 (data, size);
      LLVMFuzzerTestOneInput (exact, size);
      g_print ("ok %d %s\n", ++count, name);
    }

  g_assert_cmpint (count, >, 0);
  g_print ("1..%d\n", count);

  return 0;
}
