/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-toolkit"

#include "config.h"

#include "parvis-toolkit.h"

#include <adwaita.h>

/* A screen without a processor of its own has a card, and not the first of the nodes that
 * paint; an older driver of one maker has no nodes.
 */
static gboolean
has_graphics_processor (const char *devices)
{
  g_autofree char *node = g_build_filename (devices, "dri", "renderD128", NULL);
  g_autofree char *nvidia = g_build_filename (devices, "nvidiactl", NULL);

  return g_file_test (node, G_FILE_TEST_EXISTS) || g_file_test (nvidia, G_FILE_TEST_EXISTS);
}

gboolean
parvis_toolkit_wants_gl (const char *devices,
                         const char *renderer)
{
  g_return_val_if_fail (devices != NULL, TRUE);

  if (renderer != NULL && *renderer != '\0')
    return strcmp (renderer, "cairo") != 0;

  return has_graphics_processor (devices);
}

/* GTK loads OpenGL's drivers, which is more than a quarter of the start of a bare window,
 * and paints with them even where they are a program: there the first frame takes seconds.
 * It asks once, when it begins, and programs that are started from here shall not be told.
 */
static void
init_gtk (void)
{
  const char *name = gtk_check_version (4, 16, 0) == NULL ? "GDK_DISABLE" : "GDK_DEBUG";
  gboolean without_gl = g_getenv (name) == NULL &&
                        !parvis_toolkit_wants_gl ("/dev", g_getenv ("GSK_RENDERER"));

  if (!without_gl)
    {
      gtk_init ();
      return;
    }

  g_setenv (name, strcmp (name, "GDK_DEBUG") == 0 ? "gl-disable" : "gl,vulkan", TRUE);
  /* Asked for again with each window. */
  g_setenv ("GSK_RENDERER", "cairo", TRUE);
  gtk_init ();
  g_unsetenv (name);
}

/* GTK would read its own theme, a seventh of what a bare window costs, before libadwaita's
 * takes its place: its settings ask this variable once, when they are made. libadwaita
 * comes before the application adds a path of icons, or it would wait for the thread
 * that has begun to read their themes.
 */
void
parvis_toolkit_init (void)
{
  gboolean no_theme = g_getenv ("GTK_THEME") == NULL;

  if (no_theme)
    g_setenv ("GTK_THEME", "Adwaita-empty", TRUE);
  init_gtk ();
  gtk_settings_get_default ();
  if (no_theme)
    g_unsetenv ("GTK_THEME");
  adw_init ();
}
