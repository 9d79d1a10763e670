/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvisctl-procedures"

#include "config.h"

#include "parvisctl-procedures.h"

#include "parvis-procedure.h"
#include "parvisctl-files.h"

#include <stdio.h>

json_t *
parvis_ctl_procedure_templates (ParvisConnection     *connection,
                                const ParvisOptions  *options,
                                char                **arguments,
                                GError              **error)
{
  return parvis_connection_ask (connection, "GET", "/api/v1/templates", NULL, error);
}

json_t *
parvis_ctl_procedure_add (ParvisConnection     *connection,
                          const ParvisOptions  *options,
                          char                **arguments,
                          GError              **error)
{
  json_t *body = parvis_ctl_read_json (arguments[1], error);

  return body != NULL
         ? parvis_ctl_ask (connection, "POST", arguments[0], "/procedures", body, error) : NULL;
}

json_t *
parvis_ctl_procedure_list (ParvisConnection     *connection,
                           const ParvisOptions  *options,
                           char                **arguments,
                           GError              **error)
{
  return parvis_ctl_ask (connection, "GET", arguments[0], "/entities/procedure", NULL, error);
}

static json_t *
ask_about (ParvisConnection  *connection,
           char             **arguments,
           const char        *action,
           GError           **error)
{
  g_autofree char *id = g_uri_escape_string (arguments[1], NULL, FALSE);
  g_autofree char *rest = g_strdup_printf ("/procedures/%s/%s", id, action);

  return parvis_ctl_ask (connection, "POST", arguments[0], rest, json_object (), error);
}

json_t *
parvis_ctl_procedure_open (ParvisConnection     *connection,
                           const ParvisOptions  *options,
                           char                **arguments,
                           GError              **error)
{
  return ask_about (connection, arguments, "open", error);
}

json_t *
parvis_ctl_procedure_close (ParvisConnection     *connection,
                            const ParvisOptions  *options,
                            char                **arguments,
                            GError              **error)
{
  return ask_about (connection, arguments, "close", error);
}

/* As the service reads it; no town is asked. */
json_t *
parvis_ctl_procedure_check (ParvisConnection     *connection,
                            const ParvisOptions  *options,
                            char                **arguments,
                            GError              **error)
{
  g_autoptr(json_t) value = parvis_ctl_read_json (arguments[0], error);
  g_autoptr(ParvisProcedure) procedure = NULL;

  if (value == NULL || (procedure = parvis_procedure_new (value, error)) == NULL)
    return NULL;

  return json_pack ("{s:s, s:I, s:i, s:i, s:b}", "id", parvis_procedure_get_id (procedure),
                    "version", (json_int_t) parvis_procedure_get_version (procedure),
                    "fields", (int) parvis_procedure_get_fields (procedure)->len,
                    "requirements", (int) parvis_procedure_get_requirements (procedure)->len,
                    "card", parvis_procedure_get_card (procedure) != NULL);
}

static const char *
get_title (const json_t *form)
{
  const char *title = json_string_value (json_object_get (json_object_get (form, "title"), "fr"));

  return title != NULL ? title : "–";
}

static void
print_line (const json_t *entry,
            const char   *id,
            const char   *title)
{
  printf ("%s  %d  %s\n", json_string_value (json_object_get (entry, id)),
          (int) json_integer_value (json_object_get (entry, "version")), title);
}

void
parvis_print_templates (const json_t *answer)
{
  const json_t *list = json_object_get (answer, "templates");

  for (gsize i = 0; i < json_array_size (list); i++)
    print_line (json_array_get (list, i), "id", get_title (json_array_get (list, i)));
}

void
parvis_print_procedure (const json_t *answer)
{
  print_line (answer, "id", json_is_true (json_object_get (answer, "open")) ? "open" : "closed");
}

void
parvis_print_procedures (const json_t *answer)
{
  const json_t *list = json_object_get (answer, "entities");

  if (json_array_size (list) == 0)
    puts ("No procedure yet: “parvisctl procedure add INSEE FILE”.");
  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *entry = json_array_get (list, i);
      g_autofree char *text = NULL;

      text = g_strdup_printf ("%s  %s", get_title (json_object_get (entry, "form")),
                              !json_is_true (json_object_get (entry, "current")) ? "old"
                              : json_is_true (json_object_get (entry, "open")) ? "open" : "closed");
      print_line (entry, "procedure", text);
    }
}

void
parvis_print_checked (const json_t *answer)
{
  printf ("%s, version %d: %d fields, %d documents.\n",
          json_string_value (json_object_get (answer, "id")),
          (int) json_integer_value (json_object_get (answer, "version")),
          (int) json_integer_value (json_object_get (answer, "fields")),
          (int) json_integer_value (json_object_get (answer, "requirements")));
  if (!json_is_true (json_object_get (answer, "card")))
    puts ("It is a template: a town adds the “card” of the service in charge.");
}
