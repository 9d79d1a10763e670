/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvisd"

#include "config.h"

#include "parvis-config.h"
#include "parvis-error.h"
#include "parvis-log.h"
#include "parvis-notify.h"
#include "parvis-server.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sysexits.h>

typedef struct
{
  char     *config;
  char     *state_dir;
  char     *database;
  char     *database_owner;
  char     *listen;
  gboolean  version;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->config);
  g_free (options->state_dir);
  g_free (options->database);
  g_free (options->database_owner);
  g_free (options->listen);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options   *options,
               int       *argc,
               char    ***argv,
               GError   **error)
{
  const GOptionEntry entries[] = {
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &options->config,
      "Read settings from FILE", "FILE" },
    { "state-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->state_dir,
      "Keep databases and the control socket in DIR", "DIR" },
    { "database", 0, 0, G_OPTION_ARG_STRING, &options->database,
      "“sqlite:” (one file per town in the state directory) or postgresql://…", "URI" },
    { "database-owner", 0, 0, G_OPTION_ARG_STRING, &options->database_owner,
      "On PostgreSQL, as whom tables are made and brought up to date", "URI" },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &options->listen,
      "Listen at ADDR:PORT or unix:PATH; port 0 takes a free one", "ADDRESS" },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version,
      "Print the version", NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, "The service that towns share.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (*argc > 1)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID,
                   "“%s” is not understood; try --help", (*argv)[1]);
      return FALSE;
    }

  return TRUE;
}

/* The command line wins over the file. */
static gboolean
apply_options (ParvisConfig   *config,
               const Options  *options,
               GError        **error)
{
  return (options->config == NULL || parvis_config_load (config, options->config, error)) &&
         (options->state_dir == NULL ||
          parvis_config_set (config, "state-dir", options->state_dir, error)) &&
         (options->database == NULL ||
          parvis_config_set (config, "database", options->database, error)) &&
         (options->database_owner == NULL ||
          parvis_config_set (config, "database-owner", options->database_owner, error)) &&
         (options->listen == NULL ||
          parvis_config_set (config, "listen", options->listen, error));
}

/* Before any thread exists, so that all of them inherit it. */
static void
block_signals (void)
{
  sigset_t signals;

  sigemptyset (&signals);
  sigaddset (&signals, SIGTERM);
  sigaddset (&signals, SIGINT);
  pthread_sigmask (SIG_BLOCK, &signals, NULL);
  signal (SIGPIPE, SIG_IGN);
}

/* A socket has no address that a browser could have come from: without the setting no form of
 * the pages is ours, and nobody signs in.
 */
static void
warn_without_url (const ParvisConfig *config)
{
  if (g_str_has_prefix (config->listen, "unix:") && *config->public_url == '\0')
    parvis_log (PARVIS_LOG_WARNING, "no-public-url", "message",
                "nobody can sign in through a proxy before public-url says what it is called",
                NULL);
}

/* Another process on the same data is worth a code of its own. */
static int
tell_failure (const GError *error)
{
  fprintf (stderr, "parvisd: %s\n", error->message);

  return g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE)
         ? EX_TEMPFAIL : EXIT_FAILURE;
}

int
main (int    argc,
      char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (ParvisConfig) config = parvis_config_new ();
  g_autoptr (ParvisServer) server = NULL;
  g_autoptr (GError) error = NULL;

  /* For the letters of --help; figures stay as JSON writes them. */
  setlocale (LC_CTYPE, "");
  /* What the service writes is for its own user only. */
  umask (0077);
  block_signals ();
  if (!parse_options (&options, &argc, &argv, &error) ||
      !apply_options (config, &options, &error))
    {
      fprintf (stderr, "parvisd: %s\n", error->message);
      return EX_USAGE;
    }

  if (options.version)
    {
      printf ("parvisd %s\n", PACKAGE_VERSION);
      return EXIT_SUCCESS;
    }

  parvis_log_install ();
  server = parvis_server_new (config, &parvis_tables, &parvis_system_clock, &error);
  if (server == NULL || !parvis_server_take_signals (server, &error))
    return tell_failure (error);

  printf ("listening on %s\n", parvis_server_get_uri (server));
  fflush (stdout);
  parvis_notify ("READY=1");
  warn_without_url (config);
  parvis_log (PARVIS_LOG_INFO, "ready", "uri", parvis_server_get_uri (server), NULL);

  parvis_server_run (server);

  return EXIT_SUCCESS;
}
