/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvisctl"

#include "config.h"

#include "parvis-error.h"
#include "parvis-log.h"
#include "parvis-words.h"
#include "parvisctl-connection.h"
#include "parvisctl-verbs.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

static void
clear_options (ParvisOptions *options)
{
  char **texts[] = {
    &options->state_dir, &options->database, &options->database_owner, &options->name,
    &options->population, &options->department, &options->timezone, &options->center,
    &options->bounds, &options->zoom, &options->attribution, &options->modules,
    &options->operator_name,
    &options->gauge, &options->format, &options->measure, &options->unit, &options->preset,
    &options->pointer, &options->capacity_pointer, &options->values, &options->period,
    &options->reserved,
    &options->id, &options->capacity, &options->pmr, &options->charging,
    &options->valid_for, &options->reason, &options->until, &options->zero_at,
    &options->light, &options->dark,
    &options->kind, &options->address, &options->phone,
    &options->town, &options->email, &options->role, &options->merchant, &options->facility,
    &options->after,
    &options->overlap,
    &options->to_state_dir, &options->to_database,
    &options->to_database_owner,
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (texts[i], g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ParvisOptions, clear_options)

/* Every verb accepts these. */
#define COMMON_OPTIONS " state-dir database database-owner json help version "

static gboolean
takes_option (const ParvisVerb *verb,
              const char       *name)
{
  g_autofree char *word = g_strdup_printf (" %s ", name);
  g_autofree char *own = g_strdup_printf (" %s ", verb != NULL ? verb->options : "");

  return strstr (COMMON_OPTIONS, word) != NULL || strstr (own, word) != NULL;
}

#define TEXT(name, field, what, argument) \
  { name, 0, 0, G_OPTION_ARG_STRING, &options->field, what, argument }
#define FLAG(name, field, what) \
  { name, 0, 0, G_OPTION_ARG_NONE, &options->field, what, NULL }

/* The options of @verb alone, so that its help is short and a misplaced option
 * is an error.
 */
static GArray *
make_entries (ParvisOptions    *options,
              const ParvisVerb *verb)
{
  const GOptionEntry all[] = {
    TEXT ("state-dir", state_dir, "Where the service keeps its data (/var/lib/parvis)", "DIR"),
    TEXT ("database", database, "“sqlite:” (one file per town in the state directory) or"
          " postgresql://…", "URI"),
    TEXT ("database-owner", database_owner, "On PostgreSQL, as whom tables are made", "URI"),
    FLAG ("json", json, "Answer in JSON, for scripts"),
    FLAG ("help", help, "Tell what a noun or verb does"),
    FLAG ("version", version, "Print the version"),
    TEXT ("name", name, "What people call it", "NAME"),
    TEXT ("population", population, "How many people live there", "N"),
    TEXT ("department", department, "Its département", "NAME"),
    FLAG ("fictional", fictional, "It exists for demonstrations only"),
    TEXT ("timezone", timezone, "Its time zone (Europe/Paris)", "ZONE"),
    TEXT ("center", center, "Where the map opens, in degrees", "LON,LAT"),
    TEXT ("bounds", bounds, "What the map shows, in degrees", "W,S,E,N"),
    TEXT ("zoom", zoom, "How near the map opens (1 to 22)", "N"),
    TEXT ("attribution", attribution, "Whom the map credits", "TEXT"),
    TEXT ("modules", modules, "Modules to switch on: occupancy,parking,orders", "LIST"),
    TEXT ("operator-name", operator_name, "Who runs this service for the town", "NAME"),
    TEXT ("gauge", gauge, "The gauge: its id, or the id or name of its place", "GAUGE"),
    TEXT ("format", format, "parvis, ttn-v3, chirpstack-v4 or hand (parvis)", "FORMAT"),
    TEXT ("measure", measure, "present, free, occupied, entered, left, entered_total,"
          " left_total or space", "MEASURE"),
    TEXT ("unit", unit, "count or percent (count)", "UNIT"),
    TEXT ("preset", preset, "A known device: see “parvisctl source presets”", "DEVICE"),
    TEXT ("device", device, "Its DevEUI, or its name in the network (the first heard)", "DEVICE"),
    TEXT ("key-of", key_of, "It takes the key of this source and has none of its own", "SOURCE"),
    TEXT ("pointer", pointer, "Where the value stands in the payload", "/PATH"),
    TEXT ("capacity-pointer", capacity_pointer, "Where the payload tells the capacity",
          "/PATH"),
    TEXT ("values", values, "What words mean: {\"FREE\":false,\"BUSY\":true}", "JSON"),
    FLAG ("absent-is-zero", absent_is_zero, "The device leaves out a value that is zero"),
    TEXT ("reserved", reserved, "pmr or charging, of a single space (none)", "FOR"),
    TEXT ("period", period, "Seconds between two measures", "SECONDS"),
    TEXT ("id", id, "A UUID of your own, to declare the same again", "UUID"),
    TEXT ("kind", kind, "bakery, pastry, greengrocer, butcher, cheese or other (bakery)", "KIND"),
    TEXT ("address", address, "Where people find it", "TEXT"),
    TEXT ("phone", phone, "Its telephone number", "NUMBER"),
    TEXT ("capacity", capacity, "How many people or vehicles it holds", "N"),
    TEXT ("pmr", pmr, "Spaces reserved for disabled people", "N"),
    TEXT ("charging", charging, "Spaces with a charging point", "N"),
    TEXT ("valid-for", valid_for, "Seconds for which a count by hand is believed", "SECONDS"),
    TEXT ("reason", reason, "Why, for everybody to read", "TEXT"),
    TEXT ("until", until, "When it ends by itself: 2026-06-20T16:00:00Z (when it is ended)",
          "INSTANT"),
    TEXT ("zero-at", zero_at, "When it is set to zero each day: 03:00, opening or none",
          "TIME"),
    TEXT ("to-state-dir", to_state_dir, "The directory of the other service", "DIR"),
    TEXT ("to-database", to_database, "The other database: postgresql://…", "URI"),
    TEXT ("to-database-owner", to_database_owner, "As whom tables are made there", "URI"),
    TEXT ("light", light, "The map by day", "FILE.mbtiles"),
    TEXT ("dark", dark, "The map for dark screens", "FILE.mbtiles"),
    TEXT ("town", town, "The town that the person works for", "INSEE"),
    TEXT ("email", email, "Where the person reads mail", "ADDRESS"),
    TEXT ("role", role, "mayor, clerk, merchant or counter; several with commas", "ROLES"),
    TEXT ("merchant", merchant, "The shops of a merchant, by their identifiers", "IDS"),
    TEXT ("facility", facility, "The places of a counter, by their identifiers", "IDS"),
    TEXT ("after", after, "Only what came after this entry", "N"),
    TEXT ("overlap", overlap, "Hours for which the old key is still good (24)", "HOURS"),
    FLAG ("operator", operator, "The person operates the service, and so every town"),
    FLAG ("resume", resume, "Believe it again"),
    FLAG ("yes", yes, "Do it: without this, it is only told what would be done"),
  };
  GArray *entries = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      if (takes_option (verb, all[i].long_name))
        g_array_append_val (entries, all[i]);
    }

  return entries;
}

static const ParvisVerb *
find_verb (const char *noun,
           const char *word)
{
  const ParvisVerb *verb;

  for (verb = parvis_verbs; verb->noun != NULL; verb++)
    {
      if (noun != NULL && strcmp (verb->noun, noun) == 0 &&
          (verb->verb == NULL || (word != NULL && strcmp (verb->verb, word) == 0)))
        return verb;
    }

  return NULL;
}

static gboolean
knows_noun (const char *noun)
{
  for (const ParvisVerb *verb = parvis_verbs; noun != NULL && verb->noun != NULL; verb++)
    {
      if (strcmp (verb->noun, noun) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
print_overview (const char *noun)
{
  printf ("Usage: parvisctl [--state-dir DIR] NOUN VERB … [--json]\n\n"
          "Asks the service that runs on the state directory, or works on it alone.\n\n");

  for (const ParvisVerb *verb = parvis_verbs; verb->noun != NULL; verb++)
    {
      g_autofree char *usage = NULL;

      if (noun != NULL && strcmp (noun, verb->noun) != 0)
        continue;

      usage = g_strjoin (" ", verb->noun, verb->verb != NULL ? verb->verb : verb->arguments,
                         verb->verb != NULL ? verb->arguments : NULL, NULL);
      printf ("  %-42s %s\n", usage, verb->summary);
    }

  printf ("\n“parvisctl NOUN VERB --help” tells more. Codes of exit: 0 done, 64 wrong use,\n"
          "65 refused, 66 a file cannot be read, 69 the service cannot be reached,\n"
          "70 the service failed.\n");
}

static void
print_help (const ParvisVerb *verb,
            GOptionContext   *context)
{
  g_autofree char *text = NULL;

  g_option_context_set_summary (context, verb->help);
  text = g_option_context_get_help (context, TRUE, NULL);
  fputs (text, stdout);
}

/* The words before the options tell the noun and the verb; options of ours that
 * come first are stepped over with their values.
 */
static void
find_words (int          argc,
            char       **argv,
            const char **noun,
            const char **word)
{
  *noun = NULL;
  *word = NULL;

  for (int i = 1; i < argc && *word == NULL; i++)
    {
      if (strcmp (argv[i], "--state-dir") == 0 || strcmp (argv[i], "--database") == 0 ||
          strcmp (argv[i], "--database-owner") == 0)
        i++;
      else if (argv[i][0] == '-')
        continue;
      else if (*noun == NULL)
        *noun = argv[i];
      else
        *word = argv[i];
    }
}

static int
get_exit_code (const GError *error)
{
  if (error->domain != PARVIS_ERROR)
    return error->domain == G_FILE_ERROR ? EX_NOINPUT : EX_USAGE;

  switch ((ParvisError) error->code)
    {
    case PARVIS_ERROR_UNAVAILABLE:
    case PARVIS_ERROR_UPSTREAM:
    case PARVIS_ERROR_TOO_MANY:
    case PARVIS_ERROR_CANCELLED:
      return EX_UNAVAILABLE;

    case PARVIS_ERROR_INTERNAL:
      return EX_SOFTWARE;

    case PARVIS_ERROR_FORBIDDEN:
    case PARVIS_ERROR_REMOVED:
    case PARVIS_ERROR_UNAUTHORIZED:
      return EX_NOPERM;

    case PARVIS_ERROR_CORRUPT:
    case PARVIS_ERROR_NEWER_SCHEMA:
    case PARVIS_ERROR_MALFORMED:
    case PARVIS_ERROR_INVALID:
    case PARVIS_ERROR_NOT_FOUND:
    case PARVIS_ERROR_METHOD_NOT_ALLOWED:
    case PARVIS_ERROR_CONFLICT:
    case PARVIS_ERROR_KEY_REUSED:
    case PARVIS_ERROR_STALE_VERSION:
    case PARVIS_ERROR_TOO_LARGE:
    case PARVIS_ERROR_MEDIA_TYPE:
    case PARVIS_ERROR_DAMAGED:
    case PARVIS_ERROR_LOCKED:
    case PARVIS_ERROR_TOO_SLOW:
    case PARVIS_ERROR_HEIC:
      break;
    }

  return EX_DATAERR;
}

static int
tell_failure (const GError *error)
{
  const char *field = parvis_error_get_field (error);

  if (field != NULL && *field != '\0')
    fprintf (stderr, "parvisctl: %s (%s)\n", error->message, field);
  else
    fprintf (stderr, "parvisctl: %s\n", error->message);

  return get_exit_code (error);
}

/* What makes sense where there is nothing yet. */
static gboolean
may_begin (const ParvisVerb *verb)
{
  static const char * const beginnings[] = { "town add", "town import", "account add", "restore" };
  g_autofree char *name = g_strjoin (" ", verb->noun, verb->verb, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    {
      if (strcmp (beginnings[i], name) == 0)
        return TRUE;
    }

  return FALSE;
}

static int
run_verb (const ParvisVerb     *verb,
          const ParvisOptions  *options,
          char                **arguments)
{
  g_autoptr(ParvisConnection) connection = NULL;
  g_autoptr(json_t) answer = NULL;
  g_autoptr(GError) error = NULL;

  connection = parvis_connection_open (options->state_dir, options->database,
                                       options->database_owner, may_begin (verb), &error);
  if (connection == NULL)
    return tell_failure (error);

  answer = verb->run (connection, options, arguments, &error);
  if (answer == NULL)
    return tell_failure (error);

  if (options->json || verb->print == NULL)
    {
      json_dumpf (answer, stdout, JSON_INDENT (2));
      putchar ('\n');
    }
  else
    {
      verb->print (answer);
    }

  /* A key that went nowhere is lost for good. */
  return fflush (stdout) == 0 ? EXIT_SUCCESS : EX_IOERR;
}

/* Most wrong codes are postcodes, or lack a zero; those of Corsica have a capital. */
static gboolean
tidy_insee (char    *code,
            GError **error)
{
  if (strlen (code) == 5)
    code[1] = g_ascii_toupper (code[1]);

  return parvis_insee_is_valid (code) ||
         parvis_set_invalid (error, "INSEE", "“%s” is no INSEE code: it has five characters, as"
                             " 49007 or 2A004, and is not the postcode", code);
}

/* The first argument of a verb that takes a town, or the word that its help names beside it:
 * "INSEE|all".
 */
static gboolean
tidy_town (const ParvisVerb  *verb,
           char              *argument,
           GError           **error)
{
  g_auto(GStrv) names = g_strsplit (verb->arguments, " ", 2);
  g_auto(GStrv) either = names[0] != NULL ? g_strsplit (names[0], "|", 2) : NULL;

  if (either == NULL || g_strcmp0 (either[0], "INSEE") != 0 ||
      (either[1] != NULL && g_str_equal (argument, either[1])))
    return TRUE;

  return tidy_insee (argument, error);
}

/* @argv: parsed; the noun, the verb and their arguments are left. */
static int
dispatch (const ParvisVerb     *verb,
          const ParvisOptions  *options,
          int                   argc,
          char                **argv)
{
  int skip = verb->verb != NULL ? 3 : 2;
  g_autoptr(GError) error = NULL;

  if (argc - skip != verb->n_arguments)
    {
      fprintf (stderr, "parvisctl: %s %s takes %s\n", verb->noun,
               verb->verb != NULL ? verb->verb : "",
               *verb->arguments != '\0' ? verb->arguments : "nothing more");
      return EX_USAGE;
    }

  if (!tidy_town (verb, argv[skip], &error))
    return tell_failure (error);
  if (options->town != NULL && !tidy_insee (options->town, &error))
    return tell_failure (error);

  return run_verb (verb, options, argv + skip);
}

int
main (int    argc,
      char **argv)
{
  g_auto(ParvisOptions) options = { NULL, };
  g_autoptr(GArray) entries = NULL;
  g_autoptr(GOptionContext) context = NULL;
  g_autoptr(GError) error = NULL;
  const ParvisVerb *verb;
  const char *noun;
  const char *word;

  setlocale (LC_ALL, "");
  umask (0077);
  parvis_log_install ();
  find_words (argc, argv, &noun, &word);
  verb = find_verb (noun, word);

  entries = make_entries (&options, verb);
  context = g_option_context_new (verb != NULL ? verb->arguments : "NOUN VERB …");
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, (GOptionEntry *) entries->data, NULL);

  if (!g_option_context_parse (context, &argc, &argv, &error) && verb != NULL)
    {
      fprintf (stderr, "parvisctl: %s\n", error->message);
      return EX_USAGE;
    }

  if (options.version)
    {
      printf ("parvisctl %s\n", PACKAGE_VERSION);
      return EXIT_SUCCESS;
    }

  if (verb == NULL)
    {
      if (noun != NULL && !options.help && (!knows_noun (noun) || word != NULL))
        fprintf (stderr, "parvisctl: “%s%s%s” is not understood\n", noun,
                 word != NULL ? " " : "", word != NULL ? word : "");
      print_overview (knows_noun (noun) ? noun : NULL);
      return options.help || noun == NULL ? EXIT_SUCCESS : EX_USAGE;
    }

  if (options.help)
    {
      print_help (verb, context);
      return EXIT_SUCCESS;
    }

  return dispatch (verb, &options, argc, argv);
}
