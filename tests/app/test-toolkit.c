/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-toolkit.h"

#include <adwaita.h>
#include <glib/gstdio.h>

typedef struct
{
  char *devices;
  char *nodes;
  char *card;
  char *node;
  char *nvidia;
} Machine;

static void
put (const char *path)
{
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, "", 0, &error);
  g_assert_no_error (error);
}

static void
set_up (Machine       *self,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  self->devices = g_dir_make_tmp ("parvis-devices-XXXXXX", &error);
  g_assert_no_error (error);
  self->nodes = g_build_filename (self->devices, "dri", NULL);
  self->card = g_build_filename (self->nodes, "card0", NULL);
  self->node = g_build_filename (self->nodes, "renderD128", NULL);
  self->nvidia = g_build_filename (self->devices, "nvidiactl", NULL);
}

static void
tear_down (Machine       *self,
           gconstpointer  data)
{
  g_unlink (self->card);
  g_unlink (self->node);
  g_unlink (self->nvidia);
  g_rmdir (self->nodes);
  g_assert_cmpint (g_rmdir (self->devices), ==, 0);
  g_free (self->devices);
  g_free (self->nodes);
  g_free (self->card);
  g_free (self->node);
  g_free (self->nvidia);
}

static void
test_only_a_graphics_processor_makes_opengl_worth_its_start (Machine       *self,
                                                             gconstpointer  data)
{
  g_assert_false (parvis_toolkit_wants_gl (self->devices, NULL));

  g_assert_cmpint (g_mkdir (self->nodes, 0700), ==, 0);
  put (self->card);
  g_assert_false (parvis_toolkit_wants_gl (self->devices, NULL));
  g_assert_false (parvis_toolkit_wants_gl (self->devices, ""));
  put (self->node);
  g_assert_true (parvis_toolkit_wants_gl (self->devices, NULL));
  g_assert_true (parvis_toolkit_wants_gl (self->devices, ""));
}

static void
test_a_driver_without_nodes_is_one_too (Machine       *self,
                                        gconstpointer  data)
{
  put (self->nvidia);
  g_assert_true (parvis_toolkit_wants_gl (self->devices, NULL));
}

static void
test_what_was_chosen_goes_before_what_is_there (Machine       *self,
                                                gconstpointer  data)
{
  g_assert_true (parvis_toolkit_wants_gl (self->devices, "gl"));
  g_assert_true (parvis_toolkit_wants_gl (self->devices, "ngl"));

  put (self->nvidia);
  g_assert_false (parvis_toolkit_wants_gl (self->devices, "cairo"));
}

static void
test_the_drivers_stay_on_the_disk_where_nobody_paints_with_them (void)
{
  g_autofree char *maps = NULL;
  g_autoptr(GError) error = NULL;

  if (g_strcmp0 (g_getenv ("GSK_RENDERER"), "cairo") != 0)
    {
      g_test_skip ("another renderer was chosen for this run");
      return;
    }

  parvis_toolkit_init ();
  g_assert_false (gdk_display_prepare_gl (gdk_display_get_default (), &error));
  g_assert_error (error, GDK_GL_ERROR, GDK_GL_ERROR_NOT_AVAILABLE);
  g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL);
  g_assert_nonnull (maps);
  g_assert_null (strstr (maps, "libGL"));
  g_assert_null (strstr (maps, "libEGL"));

  /* Another program's window is its own business, and so is its theme. */
  g_assert_null (g_getenv ("GDK_DEBUG"));
  g_assert_null (g_getenv ("GDK_DISABLE"));
  g_assert_null (g_getenv ("GTK_THEME"));
  g_assert_true (adw_is_initialized ());
}

static void
add (const char *path,
     void      (*test) (Machine       *self,
                        gconstpointer  data))
{
  g_test_add (path, Machine, NULL, set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/toolkit/only-a-graphics-processor-makes-opengl-worth-its-start",
       test_only_a_graphics_processor_makes_opengl_worth_its_start);
  add ("/toolkit/a-driver-without-nodes-is-one-too", test_a_driver_without_nodes_is_one_too);
  add ("/toolkit/what-was-chosen-goes-before-what-is-there",
       test_what_was_chosen_goes_before_what_is_there);
  g_test_add_func ("/toolkit/the-drivers-stay-on-the-disk-where-nobody-paints-with-them",
                   test_the_drivers_stay_on_the_disk_where_nobody_paints_with_them);

  return g_test_run ();
}
