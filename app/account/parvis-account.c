/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-account"

#include "config.h"

#include "parvis-account.h"

#include "parvis-words.h"

#define TEXT_MAX 400
#define TOWNS_MAX 5000
#define ROLES_MAX 16

static void
town_free (gpointer data)
{
  ParvisAccountTown *town = data;

  g_free (town->insee);
  g_free (town->name);
  g_strfreev (town->roles);
  g_free (town);
}

ParvisAccount *
parvis_account_new (const char *service,
                    const char *id,
                    const char *name)
{
  ParvisAccount *account = g_new0 (ParvisAccount, 1);

  account->service = g_strdup (service);
  account->id = g_strdup (id);
  account->name = g_strdup (name);
  account->towns = g_ptr_array_new_with_free_func (town_free);

  return account;
}

void
parvis_account_free (ParvisAccount *account)
{
  if (account == NULL)
    return;

  g_free (account->service);
  g_free (account->id);
  g_free (account->name);
  g_free (account->email);
  g_free (account->town);
  g_ptr_array_unref (account->towns);
  g_free (account);
}

void
parvis_account_add_town (ParvisAccount     *account,
                         const char        *insee,
                         const char        *name,
                         const char *const *roles)
{
  ParvisAccountTown *town = g_new0 (ParvisAccountTown, 1);

  town->insee = g_strdup (insee);
  town->name = g_strdup (name);
  town->roles = g_strdupv ((char **) roles);
  g_ptr_array_add (account->towns, town);
}

ParvisAccount *
parvis_account_copy (const ParvisAccount *account)
{
  ParvisAccount *copy = parvis_account_new (account->service, account->id, account->name);

  copy->email = g_strdup (account->email);
  copy->town = g_strdup (account->town);
  for (guint i = 0; i < account->towns->len; i++)
    {
      const ParvisAccountTown *town = g_ptr_array_index (account->towns, i);

      parvis_account_add_town (copy, town->insee, town->name, (const char *const *) town->roles);
    }

  return copy;
}

/* As words of the roles, each made by @name_one. */
static void
add_scopes (GStrvBuilder  *builder,
            const json_t  *list,
            guint          max,
            char         *(*name_one) (const char *id))
{
  ParvisScopes scopes = { 0 };

  parvis_scopes_from_json (list, "roles", max, &scopes, NULL);
  for (guint i = 0; i < scopes.n; i++)
    {
      g_autofree char *word = name_one (scopes.ids[i]);

      g_strv_builder_add (builder, word);
    }
}

static void
read_town (ParvisAccount *account,
           const json_t  *entry)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) roles = NULL;
  const json_t *list = json_object_get (entry, "roles");
  const json_t *role;
  const char *insee;
  const char *name;
  gsize i;

  if (!parvis_json_get_string (entry, "insee", TEXT_MAX, &insee, NULL) ||
      !parvis_insee_is_valid (insee) ||
      !parvis_json_get_string_or (entry, "name", TEXT_MAX, insee, &name, NULL))
    return;

  json_array_foreach (list, i, role)
    if (json_is_string (role) && i < ROLES_MAX)
      g_strv_builder_add (builder, json_string_value (role));
  add_scopes (builder, json_object_get (entry, "merchants"), PARVIS_SHOPS_MAX,
              parvis_rights_name_shop);
  add_scopes (builder, json_object_get (entry, "facilities"), PARVIS_PLACES_MAX,
              parvis_rights_name_place);
  roles = g_strv_builder_end (builder);
  parvis_account_add_town (account, insee, name, (const char *const *) roles);
}

static int
compare_towns (gconstpointer a,
               gconstpointer b)
{
  const ParvisAccountTown *one = *(const ParvisAccountTown *const *) a;
  const ParvisAccountTown *other = *(const ParvisAccountTown *const *) b;

  return g_utf8_collate (one->name, other->name);
}

ParvisAccount *
parvis_account_read (const char    *service,
                     const json_t  *me,
                     GError       **error)
{
  const json_t *body = json_object_get (me, "account");
  const json_t *list = json_object_get (me, "towns");
  const json_t *entry;
  ParvisAccount *account;
  const char *id;
  const char *name;
  const char *email;
  gsize i;

  if (!parvis_json_get_string (body, "id", TEXT_MAX, &id, error) ||
      !parvis_json_get_string_or (body, "name", TEXT_MAX, "", &name, error) ||
      !parvis_json_get_string_or (body, "email", TEXT_MAX, NULL, &email, error))
    return NULL;

  account = parvis_account_new (service, id, name);
  account->email = g_strdup (email);
  json_array_foreach (list, i, entry)
    if (i < TOWNS_MAX)
      read_town (account, entry);
  g_ptr_array_sort (account->towns, compare_towns);

  return account;
}

const ParvisAccountTown *
parvis_account_find_town (const ParvisAccount *account,
                          const char          *insee)
{
  for (guint i = 0; i < account->towns->len; i++)
    {
      const ParvisAccountTown *town = g_ptr_array_index (account->towns, i);

      if (insee == NULL || strcmp (town->insee, insee) == 0)
        return town;
    }

  return NULL;
}
