/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "dossier-fixture"

#include "config.h"

#include "dossier-fixture.h"

#include "parvis-session.h"

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

static void
sign_in (DossierFixture  *fixture,
         const char      *role,
         char           **account,
         char           **token)
{
  g_autoptr(json_t) tokens = town_sign_in (&fixture->town, "00001", "Nadia R.", role);

  *account = g_strdup (town_text (tokens, "account"));
  *token = g_strdup (town_text (tokens, "access_token"));
}

static void
renew (DossierFixture  *fixture,
       const char      *account,
       char           **token)
{
  g_auto(ParvisTokens) tokens = { NULL, };

  g_assert_true (parvis_session_create (parvis_service_get_store (fixture->town.service), account,
                                        "Poste", &tokens, NULL));
  g_free (*token);
  *token = g_steal_pointer (&tokens.access);
}

void
dossier_set_clock (DossierFixture *fixture,
                   const char     *text)
{
  town_set_clock (&fixture->town, text);
  town_tick (&fixture->town);
  renew (fixture, fixture->mayor_account, &fixture->mayor);
  renew (fixture, fixture->clerk_account, &fixture->clerk);
}

void
dossier_fixture_setup (DossierFixture *fixture,
                       gconstpointer   data)
{
  g_autoptr(json_t) template = dossier_template (TRUE);
  g_autofree char *text = parvis_json_dump (template);

  town_fixture_setup (&fixture->town, NULL);
  json_decref (town_expect (&fixture->town, 200, "operator", "POST", "/modules/dossiers", "{}"));
  sign_in (fixture, "mayor", &fixture->mayor_account, &fixture->mayor);
  sign_in (fixture, "clerk", &fixture->clerk_account, &fixture->clerk);
  json_decref (town_expect (&fixture->town, 201, fixture->mayor, "POST", "/procedures", "%s",
                            text));
}

void
dossier_fixture_teardown (DossierFixture *fixture,
                          gconstpointer   data)
{
  g_free (fixture->mayor_account);
  g_free (fixture->clerk_account);
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

json_t *
dossier_family (DossierFixture *fixture,
                int             status,
                int             device,
                const char     *method,
                const char     *path,
                const char     *body)
{
  g_autofree char *token = g_strdup_printf ("%043d", device);
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *target = g_strconcat ("/api/v1/towns/00001", path, NULL);
  const char *headers[] = {
    "Content-Type", "application/json", "Idempotency-Key", uuid, "Parvis-Device", token, NULL,
  };
  g_autoptr(GBytes) sent = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;
  g_autoptr(ParvisReply) reply = NULL;
  json_t *answer;
  GBytes *bytes;

  reply = parvis_service_handle (fixture->town.service, method, target, headers, sent,
                                 PARVIS_RIGHT_ANYONE);
  bytes = parvis_reply_get_bytes (reply);
  answer = json_loadb (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0, NULL);
  if (parvis_reply_get_status (reply) != status)
    {
      g_autofree char *said = parvis_json_dump (answer);

      g_test_message ("%s %s: %s", method, path, said);
    }
  g_assert_cmpint (parvis_reply_get_status (reply), ==, status);

  return answer;
}

json_t *
dossier_do (DossierFixture *fixture,
            int             status,
            const char     *key,
            const char     *id,
            const char     *action,
            const char     *format,
            ...)
{
  g_autofree char *path = g_strdup_printf ("/dossiers/%s/%s", id, action);
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  return town_expect (&fixture->town, status, key, "POST", path, "%s", text);
}

char *
dossier_begin (DossierFixture *fixture,
               int             device)
{
  g_autoptr(json_t) begun = dossier_family (fixture, 201, device, "POST",
                                            "/procedures/creche/dossiers", "{}");

  return g_strdup (town_text (begun, "id"));
}

char *
dossier_send (DossierFixture *fixture,
              int             device)
{
  char *id = dossier_begin (fixture, device);
  g_autofree char *answers = g_strdup_printf ("/dossiers/%s/answers", id);
  g_autofree char *submit = g_strdup_printf ("/dossiers/%s/submit", id);

  json_decref (dossier_family (fixture, 200, device, "POST", answers, DOSSIER_ANSWERS));
  json_decref (dossier_family (fixture, 200, device, "POST", submit, "{}"));

  return id;
}

json_t *
dossier_told (DossierFixture *fixture,
              int             device,
              const char     *id)
{
  g_autofree char *path = g_strconcat ("/dossiers/", id, NULL);

  return dossier_family (fixture, 200, device, "GET", path, NULL);
}

json_t *
dossier_seen (DossierFixture *fixture,
              const char     *id)
{
  return dossier_entity (fixture, fixture->clerk, "dossier", id);
}

const json_t *
dossier_document (const json_t *dossier,
                  const char   *requirement)
{
  const json_t *list = json_object_get (dossier, "documents");

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const json_t *entry = json_array_get (list, i);

      if (strcmp (town_text (entry, "requirement"), requirement) == 0)
        return entry;
    }

  return NULL;
}
