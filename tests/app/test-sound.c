/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-sound.h"

#include <string.h>

static gboolean
has_loaded (const char *library)
{
  g_autofree char *maps = NULL;
  g_autoptr(GError) error = NULL;

  g_file_get_contents ("/proc/self/maps", &maps, NULL, &error);
  g_assert_no_error (error);

  return strstr (maps, library) != NULL;
}

/* A program that makes no sound does not pay for it. Whether anybody hears it depends on
 * the machine.
 */
static void
test_what_plays_comes_with_the_first_sound (void)
{
  g_assert_false (has_loaded ("libgsound"));
  g_assert_false (has_loaded ("libvorbisfile"));

  parvis_sound_play ("message-new-instant", "New order", 0);
  g_assert_true (has_loaded ("libgsound"));
  parvis_sound_play ("message-new-instant", "New order", 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sound/what-plays-comes-with-the-first-sound",
                   test_what_plays_comes_with_the_first_sound);

  return g_test_run ();
}
