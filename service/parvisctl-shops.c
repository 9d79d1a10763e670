/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvisctl-shops"

#include "config.h"

#include "parvisctl-shops.h"

#include "parvis-error.h"

#include <stdio.h>

/* @text: an identifier, or a name that only one shop has. */
static char *
find_merchant (ParvisConnection  *connection,
               const char        *town,
               const char        *text,
               GError           **error)
{
  g_autoptr(json_t) answer = parvis_ctl_ask (connection, "GET", town, "/entities/merchant", NULL,
                                             error);
  const json_t *list = json_object_get (answer, "entities");
  const char *found = NULL;
  guint n_found = 0;

  if (answer == NULL)
    return NULL;

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *shop = json_array_get (list, i);
      const char *id = json_string_value (json_object_get (shop, "id"));

      if (g_strcmp0 (id, text) == 0 ||
          g_strcmp0 (json_string_value (json_object_get (shop, "name")), text) == 0)
        {
          found = id;
          n_found++;
        }
    }

  if (n_found == 1)
    return g_strdup (found);

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
               n_found == 0 ? "There is no shop “%s”"
                            : "Several shops are called “%s”: give the identifier", text);

  return NULL;
}

static json_t *
make_body (const ParvisOptions *options)
{
  json_t *body = json_object ();

  parvis_json_set_string (body, "name", options->name);
  parvis_json_set_string (body, "kind", options->kind);
  parvis_json_set_string (body, "address", options->address);
  parvis_json_set_string (body, "phone", options->phone);

  return body;
}

json_t *
parvis_ctl_merchant_add (ParvisConnection     *connection,
                         const ParvisOptions  *options,
                         char                **arguments,
                         GError              **error)
{
  json_t *body = make_body (options);

  parvis_json_set_string (body, "id", options->id);

  return parvis_ctl_ask (connection, "POST", arguments[0], "/merchants", body, error);
}

json_t *
parvis_ctl_merchant_list (ParvisConnection     *connection,
                          const ParvisOptions  *options,
                          char                **arguments,
                          GError              **error)
{
  return parvis_ctl_ask (connection, "GET", arguments[0], "/entities/merchant", NULL, error);
}

static json_t *
ask_about (ParvisConnection  *connection,
           char             **arguments,
           const char        *action,
           json_t            *body,
           GError           **error)
{
  g_autoptr(json_t) owned = body;
  g_autofree char *id = find_merchant (connection, arguments[0], arguments[1], error);
  g_autofree char *rest = NULL;

  if (id == NULL)
    return NULL;

  rest = g_strdup_printf ("/merchants/%s%s", id, action);

  return parvis_ctl_ask (connection, "POST", arguments[0], rest, g_steal_pointer (&owned), error);
}

json_t *
parvis_ctl_merchant_set (ParvisConnection     *connection,
                         const ParvisOptions  *options,
                         char                **arguments,
                         GError              **error)
{
  return ask_about (connection, arguments, "", make_body (options), error);
}

json_t *
parvis_ctl_merchant_remove (ParvisConnection     *connection,
                            const ParvisOptions  *options,
                            char                **arguments,
                            GError              **error)
{
  if (!options->yes)
    {
      parvis_set_invalid (error, "--yes", "The shop would go with its products, its week and what"
                          " residents order there every week. Say --yes to do it");
      return NULL;
    }

  return ask_about (connection, arguments, "/remove", json_object (), error);
}

static const char *
get_text (const json_t *object,
          const char   *name)
{
  const char *text = json_string_value (json_object_get (object, name));

  return text != NULL ? text : "–";
}

void
parvis_print_merchant (const json_t *answer)
{
  /* One that was just added is known by its identifier alone. */
  if (json_object_get (answer, "name") == NULL)
    printf ("%s\n", get_text (answer, "id"));
  else
    printf ("%s  %s  %s  %s\n", get_text (answer, "id"), get_text (answer, "name"),
            get_text (answer, "kind"), get_text (answer, "address"));
}

void
parvis_print_merchants (const json_t *answer)
{
  const json_t *list = json_object_get (answer, "entities");

  if (json_array_size (list) == 0)
    puts ("No shop yet: “parvisctl merchant add INSEE --name NAME”.");
  for (gsize i = 0; i < json_array_size (list); i++)
    parvis_print_merchant (json_array_get (list, i));
}
