/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <libintl.h>
#include <locale.h>

/* The catalogues of this build in one language: "fr", or "en". The C library
 * looks at LANGUAGE again only when the domain is bound anew.
 */
static inline void
speak (const char *language)
{
  g_autofree char *folder = g_build_filename (g_getenv ("G_TEST_BUILDDIR"), "po", NULL);

  g_setenv ("LANGUAGE", language, TRUE);
  g_assert_nonnull (setlocale (LC_ALL, "C.UTF-8"));
  bindtextdomain ("parvis", folder);
  bind_textdomain_codeset ("parvis", "UTF-8");
  textdomain ("parvis");
}

#define NBSP "\302\240"
#define THIN "\342\200\257"
