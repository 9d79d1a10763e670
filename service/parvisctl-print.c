/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvisctl-print"

#include "config.h"

#include "parvisctl-print.h"

#include <stdio.h>

static const char *
get_text (const json_t *object,
          const char   *name)
{
  const char *text = json_string_value (json_object_get (object, name));

  return text != NULL ? text : "–";
}

void
parvis_print_done (const json_t *answer)
{
  puts ("Done.");
}

static void
print_people (const json_t *answer,
              const char   *member,
              const char   *what)
{
  const json_t *list = json_object_get (answer, member);

  if (json_array_size (list) > 0)
    puts (what);
  for (gsize i = 0; i < json_array_size (list); i++)
    printf ("  %s\n", json_string_value (json_array_get (list, i)));
}

void
parvis_print_restored (const json_t *answer)
{
  parvis_print_done (answer);
  print_people (answer, "ended",
                "Their membership had ended since, and has ended again:");
  print_people (answer, "unknown",
                "This service has no account for these members of then:");
  print_people (answer, "withdrawn",
                "Their invitations of then were withdrawn; invite them again if it still holds:");
  puts ("Keys that were revoked after the copy was made are good again: revoke them once more.");
}

void
parvis_print_copied (const json_t *answer)
{
  const json_t *list = json_object_get (answer, "copied");

  for (gsize i = 0; i < json_array_size (list); i++)
    printf ("%s copied and compared\n", json_string_value (json_array_get (list, i)));
  if (g_strcmp0 (json_string_value (json_array_get (list, 0)), "service") == 0)
    puts ("The master key is in no copy: bring it there before the service starts.");
}

void
parvis_print_file (const json_t *answer)
{
  printf ("Written to %s.\n", get_text (answer, "file"));
}

void
parvis_print_town (const json_t *answer)
{
  const json_t *modules = json_object_get (answer, "modules");
  const char *problem = json_string_value (json_object_get (answer, "problem"));

  printf ("%s  %s  ", get_text (answer, "insee"), get_text (answer, "name"));
  if (problem != NULL)
    {
      printf ("cannot be read: %s\n", problem);
      return;
    }

  if (json_array_size (modules) == 0)
    printf ("(no module)");
  for (gsize i = 0; i < json_array_size (modules); i++)
    printf ("%s%s", i > 0 ? ", " : "", json_string_value (json_array_get (modules, i)));
  putchar ('\n');
}

void
parvis_print_towns (const json_t *answer)
{
  const json_t *towns = json_object_get (answer, "towns");

  if (json_array_size (towns) == 0)
    puts ("No town yet: “parvisctl town add INSEE --name NAME”.");
  for (gsize i = 0; i < json_array_size (towns); i++)
    parvis_print_town (json_array_get (towns, i));
}

void
parvis_print_import (const json_t *answer)
{
  const json_t *warnings = json_object_get (answer, "warnings");

  printf ("%" JSON_INTEGER_FORMAT " created, %" JSON_INTEGER_FORMAT " updated.\n",
          json_integer_value (json_object_get (answer, "created")),
          json_integer_value (json_object_get (answer, "updated")));
  for (gsize i = 0; i < json_array_size (warnings); i++)
    printf ("Note: %s\n", json_string_value (json_array_get (warnings, i)));
}

static void
print_keys (const json_t *keys)
{
  for (gsize i = 0; i < json_array_size (keys); i++)
    {
      const json_t *key = json_array_get (keys, i);

      const json_t *opens = json_object_get (key, "opens");

      printf ("%s  %s  source %s  last used %s\n", get_text (key, "id"), get_text (key, "name"),
              get_text (key, "source"), get_text (key, "last_used_at"));
      for (gsize j = 0; j < json_array_size (opens); j++)
        printf ("    opens %s too\n", json_string_value (json_array_get (opens, j)));
    }
}

void
parvis_print_key (const json_t *answer)
{
  if (json_object_get (answer, "keys") != NULL)
    {
      print_keys (json_object_get (answer, "keys"));
      return;
    }

  if (json_object_get (answer, "key") == NULL)
    {
      parvis_print_done (answer);
      return;
    }

  printf ("id   %s\nkey  %s\n", get_text (answer, "id"), get_text (answer, "key"));
  puts ("The key is shown this once only.");
}

void
parvis_print_providers (const json_t *answer)
{
  const json_t *list = json_object_get (answer, "providers");

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *provider = json_array_get (list, i);

      printf ("%-16s %s  %s\n", get_text (provider, "id"),
              get_text (json_object_get (provider, "label"), "fr"), get_text (provider, "issuer"));
    }
}

void
parvis_print_facilities (const json_t *answer)
{
  const json_t *list = json_object_get (answer, "entities");

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *facility = json_array_get (list, i);
      const json_t *gauges = json_object_get (facility, "gauges");

      printf ("%s  %-12s %s\n", get_text (facility, "id"), get_text (facility, "kind"),
              get_text (facility, "name"));
      for (gsize j = 0; j < json_array_size (gauges); j++)
        printf ("  gauge %s\n", json_string_value (json_array_get (gauges, j)));
    }
}

void
parvis_print_sources (const json_t *answer)
{
  const json_t *list = json_object_get (answer, "entities");

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *source = json_array_get (list, i);
      const json_t *value = json_object_get (source, "last_value");

      printf ("%s  %-11s %-13s %-13s ", get_text (source, "id"), get_text (source, "health"),
              get_text (source, "format"), get_text (source, "measure"));
      if (json_is_number (value))
        printf ("%g at %s ", json_number_value (value), get_text (source, "observed_at"));
      puts (get_text (source, "name"));
    }
}

void
parvis_print_presets (const json_t *answer)
{
  const json_t *list = json_object_get (answer, "presets");

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *preset = json_array_get (list, i);

      printf ("%-28s %-14s %s\n", get_text (preset, "name"), get_text (preset, "measure"),
              get_text (preset, "device"));
    }
}
