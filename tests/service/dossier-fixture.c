/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "dossier-fixture"

#include "config.h"

#include "dossier-fixture.h"

#include <string.h>

json_t *
dossier_template (gboolean card)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "procedures",
                                                 "creche.json", NULL);
  json_t *value = json_load_file (path, 0, NULL);

  g_assert_nonnull (value);
  if (card)
    json_object_set_new (value, "card",
                         json_pack ("{s:s, s:s, s:s, s:s}", "name", "Guichet petite enfance",
                                    "address", "1, place de la Mairie, 00001 Essai",
                                    "phone", "02 41 00 00 01", "email", "creche@essai.fr"));

  return value;
}

static char *
sign_in (DossierFixture *fixture,
         const char     *role)
{
  g_autoptr(json_t) tokens = town_sign_in (&fixture->town, "00001", "Nadia R.", role);

  return g_strdup (town_text (tokens, "access_token"));
}

void
dossier_fixture_setup (DossierFixture *fixture,
                       gconstpointer   data)
{
  g_autoptr(json_t) template = dossier_template (TRUE);
  g_autofree char *text = parvis_json_dump (template);

  town_fixture_setup (&fixture->town, NULL);
  json_decref (town_expect (&fixture->town, 200, "operator", "POST", "/modules/dossiers", "{}"));
  fixture->mayor = sign_in (fixture, "mayor");
  fixture->clerk = sign_in (fixture, "clerk");
  json_decref (town_expect (&fixture->town, 201, fixture->mayor, "POST", "/procedures", "%s",
                            text));
}

void
dossier_fixture_teardown (DossierFixture *fixture,
                          gconstpointer   data)
{
  g_free (fixture->mayor);
  g_free (fixture->clerk);
  town_fixture_teardown (&fixture->town, NULL);
}

json_t *
dossier_entity (DossierFixture *fixture,
                const char     *key,
                const char     *kind,
                const char     *id)
{
  json_t *found = NULL;
  gint64 after = 0;
  gboolean more = TRUE;

  while (more)
    {
      g_autofree char *path = g_strdup_printf ("/changes?limit=1000&after=%" G_GINT64_FORMAT,
                                               after);
      g_autoptr(json_t) page = town_expect (&fixture->town, 200, key, "GET", path, NULL);
      const json_t *changes = json_object_get (page, "changes");

      for (gsize i = 0; i < json_array_size (changes); i++)
        {
          const json_t *change = json_array_get (changes, i);

          if (strcmp (town_text (change, "kind"), kind) == 0 &&
              strcmp (town_text (change, "id"), id) == 0)
            {
              g_clear_pointer (&found, json_decref);
              found = json_incref (json_object_get (change, "body"));
            }
        }
      after = town_int (page, "cursor");
      more = json_is_true (json_object_get (page, "more"));
    }

  return found;
}
