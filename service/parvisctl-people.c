/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvisctl-people"

#include "config.h"

#include "parvisctl-people.h"

#include "parvis-error.h"
#include "parvisctl-print.h"

#include <stdio.h>
#include <string.h>

#define ACCOUNTS "/api/v1/accounts"

/* Entries of a trail that are asked for at once. */
#define AUDIT_PAGE "1000"

/* "mayor,counter" as a list. */
static json_t *
split_words (const char *text)
{
  g_auto(GStrv) words = g_strsplit (text, ",", -1);
  json_t *list = json_array ();

  for (guint i = 0; words[i] != NULL; i++)
    json_array_append_new (list, json_string (g_strstrip (words[i])));

  return list;
}

json_t *
parvis_ctl_account_add (ParvisConnection     *connection,
                        const ParvisOptions  *options,
                        char                **arguments,
                        GError              **error)
{
  json_t *body = json_object ();

  parvis_json_set_string (body, "name", options->name);
  parvis_json_set_string (body, "email", options->email);
  parvis_json_set_string (body, "town", options->town);
  if (options->operator)
    json_object_set_new (body, "operator", json_true ());
  if (options->role != NULL)
    json_object_set_new (body, "roles", split_words (options->role));
  if (options->merchant != NULL)
    json_object_set_new (body, "merchants", split_words (options->merchant));
  if (options->facility != NULL)
    json_object_set_new (body, "facilities", split_words (options->facility));

  return parvis_connection_ask (connection, "POST", ACCOUNTS, body, error);
}

json_t *
parvis_ctl_account_list (ParvisConnection     *connection,
                         const ParvisOptions  *options,
                         char                **arguments,
                         GError              **error)
{
  return parvis_connection_ask (connection, "GET", ACCOUNTS, NULL, error);
}

/* @text: an identifier, or an e-mail address or a name that only one account has. */
static char *
find_account (ParvisConnection  *connection,
              const char        *text,
              GError           **error)
{
  g_autoptr(json_t) answer = parvis_connection_ask (connection, "GET", ACCOUNTS, NULL, error);
  const json_t *list = json_object_get (answer, "accounts");
  const char *found = NULL;
  guint n_found = 0;

  if (answer == NULL)
    return NULL;

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *account = json_array_get (list, i);
      const char *id = json_string_value (json_object_get (account, "id"));

      if (g_strcmp0 (id, text) == 0 ||
          g_strcmp0 (json_string_value (json_object_get (account, "email")), text) == 0 ||
          g_strcmp0 (json_string_value (json_object_get (account, "name")), text) == 0)
        {
          found = id;
          n_found++;
        }
    }

  if (n_found == 1)
    return g_strdup (found);

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
               n_found == 0 ? "There is no account “%s”"
                            : "Several accounts are called “%s”: give the identifier", text);

  return NULL;
}

static json_t *
ask_about (ParvisConnection  *connection,
           const char        *text,
           const char        *verb,
           GError           **error)
{
  g_autofree char *id = find_account (connection, text, error);
  g_autofree char *target = NULL;

  if (id == NULL)
    return NULL;

  target = g_strdup_printf (ACCOUNTS "/%s/%s", id, verb);

  return parvis_connection_ask (connection, "POST", target, json_object (), error);
}

json_t *
parvis_ctl_account_remove (ParvisConnection     *connection,
                           const ParvisOptions  *options,
                           char                **arguments,
                           GError              **error)
{
  if (!options->yes)
    {
      parvis_set_invalid (error, "--yes", "The account would be gone, with its devices and in"
                          " all of its towns. Say --yes to do it");
      return NULL;
    }

  return ask_about (connection, arguments[0], "remove", error);
}

json_t *
parvis_ctl_account_reset (ParvisConnection     *connection,
                          const ParvisOptions  *options,
                          char                **arguments,
                          GError              **error)
{
  return ask_about (connection, arguments[0], "reset", error);
}

/* "service" stands for the service's own trail. */
static char *
name_trail (const char *town,
            const char *rest)
{
  g_autofree char *code = NULL;

  if (strcmp (town, "service") == 0)
    return g_strconcat ("/api/v1/audit", rest, NULL);

  code = g_uri_escape_string (town, NULL, FALSE);

  return g_strconcat ("/api/v1/towns/", code, "/audit", rest, NULL);
}

json_t *
parvis_ctl_audit_list (ParvisConnection     *connection,
                       const ParvisOptions  *options,
                       char                **arguments,
                       GError              **error)
{
  g_autofree char *after = options->after != NULL
                           ? g_uri_escape_string (options->after, NULL, FALSE) : g_strdup ("0");
  g_autofree char *rest = g_strconcat ("?limit=" AUDIT_PAGE "&after=", after, NULL);
  g_autofree char *target = name_trail (arguments[0], rest);

  return parvis_connection_ask (connection, "GET", target, NULL, error);
}

json_t *
parvis_ctl_audit_verify (ParvisConnection     *connection,
                         const ParvisOptions  *options,
                         char                **arguments,
                         GError              **error)
{
  g_autofree char *target = name_trail (arguments[0], "/verify");

  return parvis_connection_ask (connection, "GET", target, NULL, error);
}

json_t *
parvis_ctl_audit_accept (ParvisConnection     *connection,
                         const ParvisOptions  *options,
                         char                **arguments,
                         GError              **error)
{
  g_autofree char *target = name_trail (arguments[0], "/accept");
  json_t *body;

  if (!options->yes)
    {
      parvis_set_invalid (error, "--yes", "What was done to the trail would not be found any more."
                          " Say --yes to accept it");
      return NULL;
    }

  body = json_pack ("{s:s}", "reason", arguments[1]);
  if (body == NULL)
    {
      parvis_set_invalid (error, "/reason", "The reason is no text in UTF-8");
      return NULL;
    }

  return parvis_connection_ask (connection, "POST", target, body, error);
}

static const char *
get_text (const json_t *object,
          const char   *name)
{
  const char *text = json_string_value (json_object_get (object, name));

  return text != NULL ? text : "–";
}

void
parvis_print_way_in (const json_t *answer)
{
  if (json_object_get (answer, "code") != NULL)
    printf ("code  %s\n", get_text (answer, "code"));
  if (json_object_get (answer, "link") != NULL)
    printf ("link  %s\n", get_text (answer, "link"));
  printf ("Good once, until %s. It is shown this once only.\n", get_text (answer, "expires_at"));
}

void
parvis_print_accounts (const json_t *answer)
{
  const json_t *list = json_object_get (answer, "accounts");

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *account = json_array_get (list, i);
      const json_t *towns = json_object_get (account, "towns");

      printf ("%s  %-24s %-28s", get_text (account, "id"), get_text (account, "name"),
              get_text (account, "email"));
      if (json_is_true (json_object_get (account, "operator")))
        printf (" operator");
      for (gsize k = 0; k < json_array_size (towns); k++)
        printf (" %s", json_string_value (json_array_get (towns, k)));
      putchar ('\n');
    }
}

void
parvis_print_audit (const json_t *answer)
{
  const json_t *list = json_object_get (answer, "entries");

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *entry = json_array_get (list, i);

      printf ("%6" JSON_INTEGER_FORMAT "  %s  %-44s %-20s %s\n",
              json_integer_value (json_object_get (entry, "seq")), get_text (entry, "at"),
              get_text (entry, "actor"), get_text (entry, "action"), get_text (entry, "object"));
    }
}

void
parvis_print_audit_verdict (const json_t *answer)
{
  printf ("The trail is whole: %" JSON_INTEGER_FORMAT " entries.\nhead  %s\n",
          json_integer_value (json_object_get (answer, "entries")), get_text (answer, "head"));
  if (json_object_get (answer, "accepted") != NULL)
    printf ("It was broken before: an operator accepted it up to entry %" JSON_INTEGER_FORMAT
            ".\n", json_integer_value (json_object_get (answer, "accepted")));
}

void
parvis_print_audit_accepted (const json_t *answer)
{
  printf ("Accepted up to entry %" JSON_INTEGER_FORMAT ". It was: %s.\n",
          json_integer_value (json_object_get (answer, "accepted")),
          get_text (answer, "broken"));
}
