/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-uploads"

#include "config.h"

#include "dossier-fixture.h"

#include "parvis-error.h"
#include "parvis-media.h"
#include "parvis-upload.h"
#include "parvis-vault.h"

#include <glib/gstdio.h>
#include <string.h>

#define FAMILY 1
#define OTHER_FAMILY 2

static gsize
ask_offset (DossierFixture *fixture,
            const char     *path)
{
  g_autoptr(ParvisReply) reply = dossier_tus (fixture, 200, FAMILY, "HEAD", path, NULL, NULL, NULL);

  g_assert_cmpstr (parvis_reply_get_header (reply, "Cache-Control"), ==, "no-store");
  g_assert_nonnull (parvis_reply_get_header (reply, "Upload-Length"));

  return (gsize) g_ascii_strtoull (parvis_reply_get_header (reply, "Upload-Offset"), NULL, 10);
}

static ParvisReply *
fetch (DossierFixture *fixture,
       int             status,
       const char     *token,
       const char     *path)
{
  g_autofree char *target = g_strconcat ("/api/v1/towns/00001", path, "/content", NULL);
  g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);
  const char *headers[] = { "Authorization", bearer, NULL };
  ParvisReply *reply = parvis_service_handle (fixture->town.service, "GET", target, headers, NULL,
                                              PARVIS_RIGHT_ANYONE);

  g_assert_cmpint (parvis_reply_get_status (reply), ==, status);

  return reply;
}

static guint
count_reads (DossierFixture *fixture)
{
  g_autoptr(json_t) trail = town_expect (&fixture->town, 200, fixture->mayor, "GET",
                                         "/audit?limit=1000", NULL);
  const json_t *entries = json_object_get (trail, "entries");
  guint n = 0;

  for (gsize i = 0; i < json_array_size (entries); i++)
    n += strcmp (town_text (json_array_get (entries, i), "action"), "upload.content") == 0;

  return n;
}

/* 2.5 MiB in pieces, with two cuts. */
static void
test_a_file_goes_on_after_a_cut (DossierFixture *fixture,
                                 gconstpointer   data)
{
  const gsize length = 5 * 512 * 1024;
  g_autofree guchar *photo = dossier_make_photo (length);
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autofree char *path = dossier_announce (fixture, FAMILY, id, "birth", length);
  g_autoptr(ParvisReply) content = NULL;
  g_autoptr(json_t) seen = NULL;
  g_autoptr(json_t) told = NULL;
  gsize offset = 0;

  g_assert_cmpuint (ask_offset (fixture, path), ==, 0);
  while (offset < length)
    {
      gsize size = MIN (PARVIS_DOCUMENT_PIECE_MAX - 100, length - offset);

      parvis_reply_free (dossier_append (fixture, 204, FAMILY, path, offset, photo + offset, size));
      /* The answer was lost: it is sent again, refused, and asked for. */
      parvis_reply_free (dossier_append (fixture, 409, FAMILY, path, offset, photo + offset, size));
      offset = ask_offset (fixture, path);
      if (offset < length)
        town_restart (&fixture->town);
      else
        g_assert_cmpuint (offset, ==, length);
    }

  seen = dossier_seen (fixture, id);
  told = dossier_told (fixture, FAMILY, id);
  g_assert_cmpstr (town_text (dossier_document (seen, "birth"), "state"), ==, "received");
  g_assert_cmpstr (town_text (dossier_document (told, "birth"), "state"), ==, "received");
  g_assert_cmpstr (town_text (json_array_get (json_object_get (dossier_document (seen, "birth"),
                                                               "pages"), 0), "media"), ==,
                   "image/jpeg");

  g_assert_cmpuint (count_reads (fixture), ==, 0);
  parvis_reply_free (fetch (fixture, 403, fixture->mayor, path));
  g_assert_cmpuint (count_reads (fixture), ==, 0);
  content = fetch (fixture, 200, fixture->clerk, path);
  g_assert_cmpmem (g_bytes_get_data (parvis_reply_get_bytes (content), NULL),
                   g_bytes_get_size (parvis_reply_get_bytes (content)), photo, length);
  g_assert_cmpstr (parvis_reply_get_type (content), ==, "application/octet-stream");
  g_assert_cmpstr (parvis_reply_get_header (content, "Parvis-Media"), ==, "image/jpeg");
  g_assert_cmpuint (count_reads (fixture), ==, 1);

  /* A picture is accepted as one. */
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "verdict",
                           "{\"requirement\":\"birth\",\"state\":\"accepted\"}"));
}

static void
test_what_is_no_document_is_refused (DossierFixture *fixture,
                                     gconstpointer   data)
{
  static const struct
  {
    const char *first;
    int         status;
    const char *type;
  } cases[] = {
    { "\0\0\0\x18" "ftypheic....................", 415, "heic" },
    { "\0\0\0\x18" "ftypmif1....................", 415, "heic" },
    { "\0\0\0\x18" "ftypmp42....................", 415, "media-type" },
    { "<html><script>alert(1)</script>.", 415, "media-type" },
    { "GIF89a..........................", 415, "media-type" },
    { "PK\x03\x04............................", 415, "media-type" },
    { "\x89PNG\r\n\x1a\n........................", 204, NULL },
  };
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autofree char *path = dossier_announce (fixture, FAMILY, id, "birth", 32);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ParvisReply) reply = dossier_append (fixture, cases[i].status, FAMILY, path, 0,
                                                     (const guchar *) cases[i].first, 32);
      GBytes *bytes = parvis_reply_get_bytes (reply);
      g_autofree char *said = NULL;

      if (cases[i].type == NULL)
        continue;

      said = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_test_message ("%s", said);
      g_assert_nonnull (strstr (said, cases[i].type));
      g_assert_cmpstr (parvis_reply_get_header (reply, "Tus-Resumable"), ==, "1.0.0");
      g_assert_cmpuint (ask_offset (fixture, path), ==, 0);
    }
  g_assert_cmpuint (ask_offset (fixture, path), ==, 32);
}

static void
test_the_protocol_is_kept (DossierFixture *fixture,
                           gconstpointer   data)
{
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autofree char *path = dossier_announce (fixture, FAMILY, id, "birth", 40);
  g_autofree char *create = g_strdup_printf ("/dossiers/%s/documents/birth/uploads", id);
  g_autofree char *nothing = g_strdup_printf ("/dossiers/%s/documents/mariage/uploads", id);
  g_autofree char *target = g_strconcat ("/api/v1/towns/00001", path, NULL);
  g_autofree guchar *photo = dossier_make_photo (100);
  g_autoptr(GBytes) piece = g_bytes_new (photo, 20);
  g_autoptr(ParvisReply) options = NULL;
  g_autoptr(ParvisReply) old = NULL;
  const char *headers[] = { "Parvis-Device", "0000000000000000000000000000000000000000001",
                            "Tus-Resumable", "0.2.2", NULL };

  options = parvis_service_handle (fixture->town.service, "OPTIONS",
                                   "/api/v1/towns/00001/uploads", NULL, NULL, PARVIS_RIGHT_ANYONE);
  g_assert_cmpint (parvis_reply_get_status (options), ==, 204);
  g_assert_cmpstr (parvis_reply_get_header (options, "Tus-Version"), ==, "1.0.0");
  g_assert_cmpstr (parvis_reply_get_header (options, "Tus-Extension"), ==, "creation");
  g_assert_cmpstr (parvis_reply_get_header (options, "Tus-Max-Size"), ==, "20971520");
  old = parvis_service_handle (fixture->town.service, "HEAD", target, headers, NULL,
                               PARVIS_RIGHT_ANYONE);
  g_assert_cmpint (parvis_reply_get_status (old), ==, 412);
  g_assert_cmpstr (parvis_reply_get_header (old, "Tus-Version"), ==, "1.0.0");

  parvis_reply_free (dossier_tus (fixture, 413, FAMILY, "POST", create, "Upload-Length", "20971521",
                           NULL));
  parvis_reply_free (dossier_tus (fixture, 400, FAMILY, "POST", create, "Upload-Length", "-1",
                                  NULL));
  parvis_reply_free (dossier_tus (fixture, 400, FAMILY, "POST", create, NULL, NULL, NULL));
  parvis_reply_free (dossier_tus (fixture, 422, FAMILY, "POST", create, "Upload-Length", "0",
                                  NULL));
  parvis_reply_free (dossier_tus (fixture, 404, FAMILY, "POST", nothing, "Upload-Length", "40",
                                  NULL));
  parvis_reply_free (dossier_tus (fixture, 404, OTHER_FAMILY, "POST", create, "Upload-Length", "40",
                           NULL));
  parvis_reply_free (dossier_tus (fixture, 404, OTHER_FAMILY, "PATCH", path, "Upload-Offset", "0",
                           piece));
  parvis_reply_free (dossier_tus (fixture, 404, OTHER_FAMILY, "HEAD", path, NULL, NULL, NULL));
  parvis_reply_free (dossier_tus (fixture, 400, FAMILY, "PATCH", path, NULL, NULL, piece));

  parvis_reply_free (dossier_append (fixture, 413, FAMILY, path, 0, photo, 41));
  parvis_reply_free (dossier_append (fixture, 409, FAMILY, path, 1, photo, 20));
  parvis_reply_free (dossier_append (fixture, 204, FAMILY, path, 0, photo, 20));
  /* What is not whole is nobody's to read. */
  parvis_reply_free (fetch (fixture, 404, fixture->clerk, path));
  parvis_reply_free (dossier_append (fixture, 204, FAMILY, path, 20, photo + 20, 20));
  parvis_reply_free (dossier_append (fixture, 413, FAMILY, path, 40, photo, 1));
  parvis_reply_free (dossier_append (fixture, 204, FAMILY, path, 40, photo, 0));
}

static void
test_a_document_has_so_many_pages (DossierFixture *fixture,
                                   gconstpointer   data)
{
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autofree char *path = g_strdup_printf ("/dossiers/%s/documents/birth/uploads", id);
  g_autoptr(json_t) form = town_expect (&fixture->town, 200, NULL, "GET", "/procedures/creche",
                                        NULL);
  gboolean full = FALSE;
  guint n = 0;

  while (!full && n < 20)
    {
      g_autofree char *token = g_strdup_printf ("%043d", FAMILY);
      g_autofree char *target = g_strconcat ("/api/v1/towns/00001", path, NULL);
      const char *headers[] = { "Parvis-Device", token, "Tus-Resumable", "1.0.0",
                                "Upload-Length", "40", NULL };
      g_autoptr(ParvisReply) reply = parvis_service_handle (fixture->town.service, "POST", target,
                                                            headers, NULL, PARVIS_RIGHT_ANYONE);

      full = parvis_reply_get_status (reply) == 409;
      n += full ? 0 : 1;
    }

  /* An act of two pages, or a family book: the alternative that has most. */
  g_assert_true (full);
  g_assert_cmpuint (n, >=, 2);
  g_assert_cmpuint (n, <, 10);
}

static void
test_another_photo_takes_the_place_of_a_refused_one (DossierFixture *fixture,
                                                     gconstpointer   data)
{
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autofree char *first = dossier_send_photo (fixture, FAMILY, id, "birth");
  g_autofree char *second = NULL;
  g_autoptr(json_t) told = NULL;
  g_autoptr(json_t) seen = NULL;

  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "verdict",
                           "{\"requirement\":\"birth\",\"state\":\"rejected\","
                           "\"reason\":\"blurred\"}"));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "finish", "{}"));
  dossier_set_clock (fixture, "2026-06-17T12:10:00Z");
  second = dossier_send_photo (fixture, FAMILY, id, "birth");
  told = dossier_told (fixture, FAMILY, id);
  seen = dossier_seen (fixture, id);
  g_assert_cmpstr (town_text (dossier_document (told, "birth"), "state"), ==, "received");
  g_assert_true (json_is_false (json_object_get (told, "correction")));
  g_assert_cmpuint (json_array_size (json_object_get (dossier_document (seen, "birth"), "pages")),
                    ==, 1);
  parvis_reply_free (fetch (fixture, 404, fixture->clerk, first));
  parvis_reply_free (fetch (fixture, 200, fixture->clerk, second));
}

/* The second page of a document is on its way while a clerk refuses it. */
static void
test_what_a_family_was_not_told_erases_nothing (DossierFixture *fixture,
                                                gconstpointer   data)
{
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autofree char *first = dossier_send_photo (fixture, FAMILY, id, "birth");
  g_autofree char *second = NULL;

  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "verdict",
                           "{\"requirement\":\"birth\",\"state\":\"rejected\","
                           "\"reason\":\"missing_page\"}"));
  second = dossier_send_photo (fixture, FAMILY, id, "birth");
  parvis_reply_free (fetch (fixture, 200, fixture->clerk, first));
  parvis_reply_free (fetch (fixture, 200, fixture->clerk, second));
}

static void
test_what_never_comes_whole_is_given_up (DossierFixture *fixture,
                                         gconstpointer   data)
{
  g_autofree guchar *photo = dossier_make_photo (100);
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autofree char *whole = dossier_send_photo (fixture, FAMILY, id, "birth");
  g_autofree char *path = dossier_announce (fixture, FAMILY, id, "birth", 100);

  parvis_reply_free (dossier_append (fixture, 204, FAMILY, path, 0, photo, 50));
  dossier_set_clock (fixture, "2026-06-18T11:59:59Z");
  g_assert_cmpuint (ask_offset (fixture, path), ==, 50);
  dossier_set_clock (fixture, "2026-06-18T12:00:00Z");
  parvis_reply_free (dossier_append (fixture, 404, FAMILY, path, 50, photo + 50, 50));
  parvis_reply_free (fetch (fixture, 200, fixture->clerk, whole));
}

/* A draft takes what its answers ask for, and keeps none of what they do not any more. */
static void
test_a_draft_sheds_what_is_not_asked_for (DossierFixture *fixture,
                                          gconstpointer   data)
{
  g_autofree char *id = dossier_begin (fixture, FAMILY);
  g_autofree char *answers = g_strdup_printf ("/dossiers/%s/answers", id);
  g_autofree char *submit = g_strdup_printf ("/dossiers/%s/submit", id);
  g_autofree char *host = g_strdup_printf ("/dossiers/%s/documents/host/uploads", id);
  g_autofree char *shed = NULL;
  g_autofree char *kept = NULL;
  g_autoptr(json_t) told = NULL;

  parvis_reply_free (dossier_tus (fixture, 404, FAMILY, "POST", host, "Upload-Length", "40", NULL));
  json_decref (dossier_family (fixture, 200, FAMILY, "POST", answers,
                               "{\"answers\":{\"born\":true,\"lodged\":true}}"));
  shed = dossier_send_photo (fixture, FAMILY, id, "host");
  kept = dossier_send_photo (fixture, FAMILY, id, "birth");
  json_decref (dossier_family (fixture, 200, FAMILY, "POST", answers, DOSSIER_ANSWERS));
  json_decref (dossier_family (fixture, 200, FAMILY, "POST", submit, "{}"));
  told = dossier_told (fixture, FAMILY, id);
  g_assert_null (dossier_document (told, "host"));
  g_assert_cmpstr (town_text (dossier_document (told, "birth"), "state"), ==, "received");
  parvis_reply_free (dossier_tus (fixture, 404, FAMILY, "HEAD", shed, NULL, NULL, NULL));
  parvis_reply_free (fetch (fixture, 200, fixture->clerk, kept));
}

/* Databases, their logs, and whatever else there is in the folder of the service. */
static void
test_no_byte_is_stored_in_clear (DossierFixture *fixture,
                                 gconstpointer   data)
{
  g_autofree char *id = dossier_begin (fixture, FAMILY);
  g_autofree char *answers = g_strdup_printf ("/dossiers/%s/answers", id);
  g_autofree char *withdraw = g_strdup_printf ("/dossiers/%s/withdraw", id);
  g_autofree char *path = NULL;
  g_autofree char *witness = g_build_filename (fixture->town.dir, "witness", NULL);

  json_decref (dossier_family (fixture, 200, FAMILY, "POST", answers, DOSSIER_ANSWERS));
  path = dossier_send_photo (fixture, FAMILY, id, "birth");
  g_assert_false (dossier_holds_mark (fixture->town.dir, DOSSIER_MARK));
  town_restart (&fixture->town);
  g_assert_false (dossier_holds_mark (fixture->town.dir, DOSSIER_MARK));

  /* The search does find what is there. */
  g_assert_true (g_file_set_contents (witness, DOSSIER_MARK, -1, NULL));
  g_assert_true (dossier_holds_mark (fixture->town.dir, DOSSIER_MARK));
  g_unlink (witness);

  json_decref (dossier_family (fixture, 200, FAMILY, "POST", withdraw, "{}"));
  parvis_reply_free (dossier_tus (fixture, 404, FAMILY, "HEAD", path, NULL, NULL, NULL));
  g_assert_false (dossier_holds_mark (fixture->town.dir, DOSSIER_MARK));
}

/* --- what was seen, and what is closed --- */

static void
test_a_verdict_is_of_the_pictures_that_were_seen (DossierFixture *fixture,
                                                  gconstpointer   data)
{
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autofree char *first = dossier_send_photo (fixture, FAMILY, id, "birth");
  g_autofree char *second = NULL;
  const char *seen = strrchr (first, '/') + 1;

  json_decref (dossier_do (fixture, 412, fixture->clerk, id, "verdict",
                           "{\"requirement\":\"birth\",\"state\":\"accepted\",\"files\":[]}"));
  second = dossier_send_photo (fixture, FAMILY, id, "birth");
  json_decref (dossier_do (fixture, 412, fixture->clerk, id, "verdict",
                           "{\"requirement\":\"birth\",\"state\":\"accepted\","
                           "\"was\":\"received\",\"files\":[\"%s\"]}", seen));
  json_decref (dossier_do (fixture, 412, fixture->clerk, id, "verdict",
                           "{\"requirement\":\"birth\",\"state\":\"accepted\","
                           "\"files\":[\"%s\",\"%s\"]}", seen, seen));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "verdict",
                           "{\"requirement\":\"birth\",\"state\":\"accepted\","
                           "\"files\":[\"%s\",\"%s\"]}", strrchr (second, '/') + 1, seen));
}

static void
test_what_was_closed_meanwhile_takes_no_file (DossierFixture *fixture,
                                              gconstpointer   data)
{
  g_autofree guchar *photo = dossier_make_photo (5000);
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autofree char *path = dossier_announce (fixture, FAMILY, id, "birth", 5000);
  g_autoptr(json_t) seen = NULL;

  parvis_reply_free (dossier_append (fixture, 204, FAMILY, path, 0, photo, 20));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "decide",
                           "{\"state\":\"in_review\"}"));
  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "decide",
                           "{\"state\":\"refused\",\"reason\":\"Hors commune\"}"));
  parvis_reply_free (dossier_append (fixture, 409, FAMILY, path, 20, photo + 20, 4980));
  seen = dossier_seen (fixture, id);
  g_assert_cmpstr (town_text (dossier_document (seen, "birth"), "state"), ==, "expected");
}

static void
test_a_draft_is_its_family_s_own (DossierFixture *fixture,
                                  gconstpointer   data)
{
  g_autofree char *id = dossier_begin (fixture, FAMILY);
  g_autofree char *answers = g_strdup_printf ("/dossiers/%s/answers", id);
  g_autofree char *submit = g_strdup_printf ("/dossiers/%s/submit", id);
  g_autofree char *path = NULL;

  json_decref (dossier_family (fixture, 200, FAMILY, "POST", answers, DOSSIER_ANSWERS));
  path = dossier_send_photo (fixture, FAMILY, id, "birth");
  parvis_reply_free (fetch (fixture, 404, fixture->clerk, path));
  json_decref (dossier_family (fixture, 200, FAMILY, "POST", submit, "{}"));
  parvis_reply_free (fetch (fixture, 200, fixture->clerk, path));
}

/* A quarter of a MiB for drafts, one for all. */
static void
test_all_files_together_fill_no_disk (DossierFixture *fixture,
                                      gconstpointer   data)
{
  g_autofree guchar *photo = dossier_make_photo (900 * 1024);
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autofree char *draft = dossier_begin (fixture, OTHER_FAMILY);
  g_autofree char *answers = g_strdup_printf ("/dossiers/%s/answers", draft);
  g_autofree char *path = dossier_announce (fixture, FAMILY, id, "birth", 900 * 1024);
  g_autofree char *more = g_strdup_printf ("/dossiers/%s/documents/address/uploads", id);
  g_autofree char *of_draft = g_strdup_printf ("/dossiers/%s/documents/birth/uploads", draft);
  g_autofree char *begun = NULL;

  json_decref (dossier_family (fixture, 200, OTHER_FAMILY, "POST", answers, DOSSIER_ANSWERS));
  fixture->town.config->dossiers_room = 1;
  begun = dossier_announce (fixture, OTHER_FAMILY, draft, "birth", 300 * 1024);
  parvis_reply_free (dossier_append (fixture, 204, OTHER_FAMILY, begun, 0, photo, 300 * 1024));
  parvis_reply_free (dossier_tus (fixture, 503, OTHER_FAMILY, "POST", of_draft, "Upload-Length",
                                  "40", NULL));
  /* What was sent has more room. */
  parvis_reply_free (dossier_append (fixture, 204, FAMILY, path, 0, photo, 900 * 1024));
  parvis_reply_free (dossier_tus (fixture, 503, FAMILY, "POST", more, "Upload-Length", "40", NULL));
  fixture->town.config->dossiers_room = 0;
  parvis_reply_free (dossier_tus (fixture, 201, FAMILY, "POST", more, "Upload-Length", "40", NULL));
}

/* --- papers --- */

static char *
announce_paper (DossierFixture *fixture,
                int             status,
                const char     *dossier,
                const char     *requirement)
{
  g_autofree char *path = g_strdup_printf ("/dossiers/%s/documents/%s/papers", dossier,
                                           requirement);
  g_autoptr(ParvisReply) reply = dossier_paper (fixture, status, fixture->clerk, "POST", path,
                                                "Upload-Length", "5000", NULL);
  const char *location = parvis_reply_get_header (reply, "Location");

  if (status != 201)
    return NULL;

  g_assert_true (g_str_has_prefix (location, "/api/v1/towns/00001/papers/"));

  return g_strdup (location + strlen ("/api/v1/towns/00001"));
}

static void
send_paper (DossierFixture *fixture,
            int             status,
            const char     *path,
            gsize           offset,
            gsize           length)
{
  g_autofree guchar *photo = dossier_make_photo (5000);
  g_autofree char *text = g_strdup_printf ("%" G_GSIZE_FORMAT, offset);
  g_autoptr(GBytes) piece = g_bytes_new (photo + offset, length);

  parvis_reply_free (dossier_paper (fixture, status, fixture->clerk, "PATCH", path,
                                    "Upload-Offset", text, piece));
}

static const json_t *
find_event (const json_t *file,
            const char   *kind)
{
  const json_t *list = json_object_get (file, "history");

  for (gsize i = json_array_size (list); i > 0; i--)
    {
      if (strcmp (town_text (json_array_get (list, i - 1), "kind"), kind) == 0)
        return json_array_get (list, i - 1);
    }

  return NULL;
}

/* It goes on after a cut as a family's does, and history says who brought it in. */
static void
test_a_paper_comes_in_at_the_desk (DossierFixture *fixture,
                                   gconstpointer   data)
{
  g_autofree char *id = dossier_send (fixture, FAMILY);
  g_autofree char *path = announce_paper (fixture, 201, id, "birth");
  g_autofree char *actor = g_strconcat ("account:", fixture->clerk_account, NULL);
  g_autofree char *file_path = g_strdup_printf ("/dossiers/%s/file", id);
  g_autofree char *as_upload = g_strconcat ("/uploads", strrchr (path, '/'), NULL);
  g_autoptr(ParvisReply) offset = NULL;
  g_autoptr(ParvisReply) content = NULL;
  g_autoptr(json_t) seen = NULL;
  g_autoptr(json_t) told = NULL;
  g_autoptr(json_t) file = NULL;

  send_paper (fixture, 204, path, 0, 2000);
  town_restart (&fixture->town);
  offset = dossier_paper (fixture, 200, fixture->clerk, "HEAD", path, NULL, NULL, NULL);
  g_assert_cmpstr (parvis_reply_get_header (offset, "Upload-Offset"), ==, "2000");
  /* It is no family's: not even of the one whose dossier it is. */
  parvis_reply_free (dossier_tus (fixture, 404, FAMILY, "HEAD", as_upload, NULL, NULL, NULL));
  parvis_reply_free (dossier_append (fixture, 404, FAMILY, as_upload, 2000,
                                     (const guchar *) "twelve bytes", 12));
  send_paper (fixture, 204, path, 2000, 3000);

  seen = dossier_seen (fixture, id);
  told = dossier_told (fixture, FAMILY, id);
  file = town_expect (&fixture->town, 200, fixture->clerk, "GET", file_path, NULL);
  g_assert_cmpstr (town_text (dossier_document (seen, "birth"), "state"), ==, "received");
  g_assert_cmpstr (town_text (dossier_document (told, "birth"), "state"), ==, "received");
  g_assert_null (find_event (file, "uploaded"));
  g_assert_cmpstr (town_text (find_event (file, "added"), "actor"), ==, actor);
  content = fetch (fixture, 200, fixture->clerk, as_upload);
  g_assert_cmpuint (g_bytes_get_size (parvis_reply_get_bytes (content)), ==, 5000);
}

static void
test_a_paper_is_for_a_dossier_that_was_sent (DossierFixture *fixture,
                                             gconstpointer   data)
{
  g_autofree char *draft = dossier_begin (fixture, FAMILY);
  g_autofree char *id = dossier_send (fixture, OTHER_FAMILY);
  g_autofree char *path = g_strdup_printf ("/dossiers/%s/documents/birth/papers", id);
  g_autofree char *photo = dossier_send_photo (fixture, OTHER_FAMILY, id, "birth");
  g_autofree char *as_paper = g_strconcat ("/papers", strrchr (photo, '/'), NULL);

  g_free (announce_paper (fixture, 404, draft, "birth"));
  g_free (announce_paper (fixture, 404, id, "nothing"));
  parvis_reply_free (dossier_paper (fixture, 403, fixture->mayor, "POST", path, "Upload-Length",
                                    "5000", NULL));
  parvis_reply_free (dossier_tus (fixture, 401, OTHER_FAMILY, "POST", path, "Upload-Length",
                                  "5000", NULL));
  /* Nor does a clerk go on with what a family sends. */
  send_paper (fixture, 404, as_paper, 0, 2000);

  json_decref (dossier_do (fixture, 200, fixture->clerk, id, "verdict",
                           "{\"requirement\":\"birth\",\"state\":\"accepted\"}"));
  g_free (announce_paper (fixture, 409, id, "birth"));
}

static void
assert_damaged (const char *key,
                const char *bound,
                GBytes     *sealed)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (parvis_vault_open (key, bound, sealed, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT);
}

static void
test_a_piece_is_what_it_was_or_nothing (void)
{
  static const gsize sizes[] = { 1, 65535, 65536, 65537, 200000 };
  char *key = parvis_vault_make_key ();
  char *other = parvis_vault_make_key ();

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree guchar *data = g_malloc0 (sizes[i]);
      g_autoptr(GBytes) piece = g_bytes_new (data, sizes[i]);
      g_autoptr(GBytes) sealed = parvis_vault_seal (key, "00001 a 0", piece, NULL);
      g_autoptr(GBytes) opened = parvis_vault_open (key, "00001 a 0", sealed, NULL);
      gsize length = g_bytes_get_size (sealed);
      g_autoptr(GBytes) cut = g_bytes_new_from_bytes (sealed, 0, length - 1);
      g_autoptr(GBytes) blocks = g_bytes_new_from_bytes (sealed, 0, MIN (length - 1,
                                                                         24 + 65536 + 17));
      g_autofree guchar *flipped = g_memdup2 (g_bytes_get_data (sealed, NULL), length);
      g_autoptr(GBytes) changed = NULL;

      g_assert_true (g_bytes_equal (piece, opened));
      flipped[length / 2] ^= 1;
      changed = g_bytes_new (flipped, length);
      assert_damaged (other, "00001 a 0", sealed);
      assert_damaged (key, "00001 a 1", sealed);
      assert_damaged (key, "00002 a 0", sealed);
      assert_damaged (key, "00001 a 0", cut);
      assert_damaged (key, "00001 a 0", blocks);
      assert_damaged (key, "00001 a 0", changed);
    }
  parvis_vault_forget (key);
  parvis_vault_forget (other);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/uploads/a-piece-is-what-it-was-or-nothing",
                   test_a_piece_is_what_it_was_or_nothing);
  DOSSIER_TEST ("/uploads/a-file-goes-on-after-a-cut", test_a_file_goes_on_after_a_cut);
  DOSSIER_TEST ("/uploads/what-is-no-document-is-refused", test_what_is_no_document_is_refused);
  DOSSIER_TEST ("/uploads/the-protocol-is-kept", test_the_protocol_is_kept);
  DOSSIER_TEST ("/uploads/a-document-has-so-many-pages", test_a_document_has_so_many_pages);
  DOSSIER_TEST ("/uploads/another-photo-takes-the-place-of-a-refused-one",
                test_another_photo_takes_the_place_of_a_refused_one);
  DOSSIER_TEST ("/uploads/what-a-family-was-not-told-erases-nothing",
                test_what_a_family_was_not_told_erases_nothing);
  DOSSIER_TEST ("/uploads/what-never-comes-whole-is-given-up",
                test_what_never_comes_whole_is_given_up);
  DOSSIER_TEST ("/uploads/a-draft-sheds-what-is-not-asked-for",
                test_a_draft_sheds_what_is_not_asked_for);
  DOSSIER_TEST ("/uploads/a-verdict-is-of-the-pictures-that-were-seen",
                test_a_verdict_is_of_the_pictures_that_were_seen);
  DOSSIER_TEST ("/uploads/what-was-closed-meanwhile-takes-no-file",
                test_what_was_closed_meanwhile_takes_no_file);
  DOSSIER_TEST ("/uploads/a-draft-is-its-family-s-own", test_a_draft_is_its_family_s_own);
  DOSSIER_TEST ("/uploads/all-files-together-fill-no-disk",
                test_all_files_together_fill_no_disk);
  DOSSIER_TEST ("/uploads/a-paper-comes-in-at-the-desk", test_a_paper_comes_in_at_the_desk);
  DOSSIER_TEST ("/uploads/a-paper-is-for-a-dossier-that-was-sent",
                test_a_paper_is_for_a_dossier_that_was_sent);
  DOSSIER_TEST ("/uploads/no-byte-is-stored-in-clear", test_no_byte_is_stored_in_clear);

  return g_test_run ();
}
