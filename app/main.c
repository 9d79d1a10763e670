/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis"

#include "config.h"

#include "parvis-application.h"

#include <glib/gi18n.h>
#include <locale.h>

/* What the person chose for Parvis alone. The words are there even where the C
 * library does not have the locale.
 */
static gboolean
choose_language (void)
{
  g_autoptr(GSettings) settings = g_settings_new (APP_ID);
  g_autofree char *language = g_settings_get_string (settings, "language");
  const char *locale = strcmp (language, "fr") == 0 ? "fr_FR.UTF-8" : "en_GB.UTF-8";

  if (strcmp (language, "system") == 0)
    return FALSE;

  if (setlocale (LC_ALL, locale) == NULL)
    setlocale (LC_ALL, "C.UTF-8");
  g_setenv ("LANGUAGE", language, TRUE);

  return TRUE;
}

/* A screen is French unless its person chose otherwise: a machine without any
 * locale has chosen nothing. The words are French even where the C library's
 * own French is not installed.
 */
static void
choose_locale (void)
{
  const char *locale = setlocale (LC_ALL, "");

  locale = locale != NULL ? setlocale (LC_MESSAGES, NULL) : "C";
  if (strcmp (locale, "C") != 0 && strcmp (locale, "POSIX") != 0 &&
      g_ascii_strcasecmp (locale, "C.UTF-8") != 0)
    return;

  if (setlocale (LC_ALL, "fr_FR.UTF-8") == NULL)
    setlocale (LC_ALL, "C.UTF-8");
  g_setenv ("LANGUAGE", "fr", FALSE);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(ParvisApplication) app = NULL;
  const char *catalogues = g_getenv ("PARVIS_LOCALEDIR");

  if (!choose_language ())
    choose_locale ();

  /* The variable is for a build that is not installed. */
  bindtextdomain (GETTEXT_PACKAGE, catalogues != NULL ? catalogues : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_set_application_name ("Parvis");
  app = parvis_application_new ();

  return g_application_run (G_APPLICATION (app), argc, argv);
}
