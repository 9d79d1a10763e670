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

/* Whatever a test did: what is kept of the room that files take is what they take. */
static void
check_room (DossierFixture *fixture)
{
  static const char sums[] =
    "SELECT COALESCE (SUM(upload.received), 0), COALESCE (SUM(CASE WHEN dossier.state = 'draft'"
    " THEN upload.received ELSE 0 END), 0) FROM dossier_upload AS upload JOIN dossier"
    " ON dossier.town = upload.town AND dossier.id = upload.dossier WHERE upload.town = :town";
  static const char kept[] =
    "SELECT COALESCE (SUM(received), 0), COALESCE (SUM(drafted), 0) FROM dossier_room"
    " WHERE town = :town";
  ParvisStore *store = parvis_service_get_store (fixture->town.service);
  g_autoptr(GError) error = NULL;
  ParvisDb *db = parvis_store_acquire (store, "00001", &error);
  gint64 found[2][2];

  /* A test may have taken its town away. */
  if (db == NULL)
    return;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, i == 0 ? sums : kept, &error);

      g_assert_no_error (error);
      g_assert_true (parvis_stmt_step (stmt, NULL, &error));
      found[i][0] = parvis_stmt_get_int (stmt, 0);
      found[i][1] = parvis_stmt_get_int (stmt, 1);
    }
  parvis_store_release (store, db);
  g_assert_cmpint (found[1][0], ==, found[0][0]);
  g_assert_cmpint (found[1][1], ==, found[0][1]);
}

void
dossier_fixture_teardown (DossierFixture *fixture,
                          gconstpointer   data)
{
  check_room (fixture);
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

/* --- files --- */

/* @who is the header that says who sends, @secret what is in it. */
static ParvisReply *
send_tus (DossierFixture *fixture,
          int             status,
          const char     *who,
          const char     *secret,
          const char     *method,
          const char     *path,
          const char     *name,
          const char     *value,
          GBytes         *body)
{
  g_autofree char *target = g_strconcat ("/api/v1/towns/00001", path, NULL);
  const char *headers[] = {
    who, secret, "Tus-Resumable", "1.0.0", "Content-Type",
    "application/offset+octet-stream", name, value, NULL,
  };
  ParvisReply *reply = parvis_service_handle (fixture->town.service, method, target, headers, body,
                                              PARVIS_RIGHT_ANYONE);

  if (parvis_reply_get_status (reply) != status)
    g_test_message ("%s %s: %d", method, path, parvis_reply_get_status (reply));
  g_assert_cmpint (parvis_reply_get_status (reply), ==, status);

  return reply;
}

ParvisReply *
dossier_tus (DossierFixture *fixture,
             int             status,
             int             device,
             const char     *method,
             const char     *path,
             const char     *name,
             const char     *value,
             GBytes         *body)
{
  g_autofree char *token = g_strdup_printf ("%043d", device);

  return send_tus (fixture, status, "Parvis-Device", token, method, path, name, value, body);
}

ParvisReply *
dossier_paper (DossierFixture *fixture,
               int             status,
               const char     *token,
               const char     *method,
               const char     *path,
               const char     *name,
               const char     *value,
               GBytes         *body)
{
  g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);

  return send_tus (fixture, status, "Authorization", bearer, method, path, name, value, body);
}

char *
dossier_announce (DossierFixture *fixture,
                  int             device,
                  const char     *dossier,
                  const char     *requirement,
                  gsize           length)
{
  g_autofree char *path = g_strdup_printf ("/dossiers/%s/documents/%s/uploads", dossier,
                                           requirement);
  g_autofree char *text = g_strdup_printf ("%" G_GSIZE_FORMAT, length);
  g_autoptr(ParvisReply) reply = dossier_tus (fixture, 201, device, "POST", path,
                                               "Upload-Length", text, NULL);
  const char *location = parvis_reply_get_header (reply, "Location");

  g_assert_cmpstr (parvis_reply_get_header (reply, "Tus-Resumable"), ==, "1.0.0");
  g_assert_true (g_str_has_prefix (location, "/api/v1/towns/00001/uploads/"));

  return g_strdup (location + strlen ("/api/v1/towns/00001"));
}

ParvisReply *
dossier_append (DossierFixture *fixture,
                int             status,
                int             device,
                const char     *path,
                gsize           offset,
                const guchar   *data,
                gsize           length)
{
  g_autofree char *text = g_strdup_printf ("%" G_GSIZE_FORMAT, offset);
  g_autoptr(GBytes) body = g_bytes_new (data, length);

  return dossier_tus (fixture, status, device, "PATCH", path, "Upload-Offset", text, body);
}

guchar *
dossier_make_photo (gsize length)
{
  g_autoptr(GRand) rand = g_rand_new_with_seed (42);
  guchar *data = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    data[i] = (guchar) g_rand_int (rand);
  memcpy (data, "\xff\xd8\xff\xe0", 4);
  memcpy (data + 20, DOSSIER_MARK, strlen (DOSSIER_MARK));
  memcpy (data + length - strlen (DOSSIER_MARK), DOSSIER_MARK, strlen (DOSSIER_MARK));

  return data;
}

char *
dossier_send_photo (DossierFixture *fixture,
                    int             device,
                    const char     *dossier,
                    const char     *requirement)
{
  g_autofree guchar *photo = dossier_make_photo (5000);
  char *path = dossier_announce (fixture, device, dossier, requirement, 5000);
  g_autoptr(ParvisReply) reply = dossier_append (fixture, 204, device, path, 0, photo, 5000);

  g_assert_cmpstr (parvis_reply_get_header (reply, "Upload-Offset"), ==, "5000");
  g_assert_null (parvis_reply_get_bytes (reply));

  return path;
}

gboolean
dossier_holds_mark (const char *folder,
                    const char *mark)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gboolean found = FALSE;

  while (dir != NULL && !found && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *contents = NULL;
      gsize length = 0;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        found = dossier_holds_mark (path, mark);
      else if (g_file_get_contents (path, &contents, &length, NULL))
        found = memmem (contents, length, mark, strlen (mark)) != NULL;
      if (found)
        g_test_message ("%s", path);
    }

  return found;
}
