/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis"

#include "config.h"

#include "parvis-application.h"

#include <glib/gi18n.h>
#include <locale.h>

int
main (int   argc,
      char *argv[])
{
  g_autoptr(ParvisApplication) app = NULL;
  const char *catalogues = g_getenv ("PARVIS_LOCALEDIR");

  /* A screen is French unless its person chose otherwise: a machine without any
   * locale has chosen nothing.
   */
  if (setlocale (LC_ALL, "") == NULL || strcmp (setlocale (LC_MESSAGES, NULL), "C") == 0)
    setlocale (LC_ALL, "fr_FR.UTF-8");

  /* The variable is for a build that is not installed. */
  bindtextdomain (GETTEXT_PACKAGE, catalogues != NULL ? catalogues : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_set_application_name ("Parvis");
  app = parvis_application_new ();

  return g_application_run (G_APPLICATION (app), argc, argv);
}
