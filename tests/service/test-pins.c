/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-pins"

#include "config.h"

#include "town-fixture.h"

#include "parvis-error.h"
#include "parvis-pin.h"

#include <string.h>

#define FORM "application/x-www-form-urlencoded"
#define PIN "4821"
#define WRONG "7396"

/* What a person of a shared computer has: a session, its handle and its key. */
typedef struct
{
  json_t *tokens;
  char   *handle;
  char   *key;
} Face;

static void
face_clear (Face *face)
{
  json_decref (face->tokens);
  g_free (face->handle);
  g_free (face->key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Face, face_clear)

static json_t *
post (TownFixture *fixture,
      int          status,
      const char  *token,
      const char  *target,
      json_t      *body)
{
  g_autofree char *text = json_dumps (body, 0);
  json_t *answer = town_request (fixture, token, "POST", target, "application/json", text);

  json_decref (body);
  if (fixture->status != status)
    g_test_message ("%s: %s", target, json_dumps (answer, 0));
  g_assert_cmpint (fixture->status, ==, status);

  return answer;
}

static json_t *
choose (TownFixture *fixture,
        int          status,
        const Face  *face,
        const char  *current,
        const char  *pin)
{
  return post (fixture, status, town_text (face->tokens, "access_token"), "/api/v1/me/pin",
               json_pack ("{s:s, s:s*}", "pin", pin, "current", current));
}

static void
sign_in (TownFixture *fixture,
         Face        *face,
         const char  *name)
{
  g_autoptr(json_t) answer = NULL;

  face->tokens = town_sign_in (fixture, "00001", name, "counter");
  answer = choose (fixture, 200, face, NULL, PIN);
  face->handle = g_strdup (town_text (answer, "handle"));
  face->key = g_strdup (town_text (answer, "key"));
}

static json_t *
unlock (TownFixture *fixture,
        int          status,
        const char  *handle,
        const char  *pin)
{
  return post (fixture, status, NULL, "/api/v1/unlock",
               json_pack ("{s:s, s:s}", "handle", handle, "pin", pin));
}

static void
assert_left (TownFixture *fixture,
             const char  *handle,
             const char  *pin,
             int          left)
{
  g_autoptr(json_t) answer = unlock (fixture, 403, handle, pin);

  g_assert_cmpint (town_int (answer, "left"), ==, left);
}

static void
assert_opens (TownFixture *fixture,
              const Face  *face,
              const char  *pin,
              int          missed)
{
  g_autoptr(json_t) answer = unlock (fixture, 200, face->handle, pin);

  g_assert_cmpstr (town_text (answer, "key"), ==, face->key);
  g_assert_cmpstr (town_text (answer, "handle"), ==, face->handle);
  g_assert_cmpint (town_int (answer, "missed"), ==, missed);
}

static json_t *
refresh (TownFixture *fixture,
         const Face  *face)
{
  g_autofree char *form = g_strdup_printf ("grant_type=refresh_token&refresh_token=%s",
                                           town_text (face->tokens, "refresh_token"));

  return town_request (fixture, NULL, "POST", "/api/v1/token", FORM, form);
}

/* One column of the service's own database. */
static GPtrArray *
read_column (TownFixture *fixture,
             const char  *sql)
{
  ParvisStore *store = parvis_service_get_store (fixture->service);
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);
  ParvisDb *db = parvis_store_acquire (store, "", NULL);
  ParvisStmt *stmt = parvis_db_prepare (db, sql, NULL);
  gboolean has_row = FALSE;

  g_assert_nonnull (stmt);
  while (parvis_stmt_step (stmt, &has_row, NULL) && has_row)
    g_ptr_array_add (found, g_strdup (parvis_stmt_get_text (stmt, 0)));
  parvis_stmt_release (stmt);
  parvis_store_release (store, db);

  return found;
}

static guint
count_actions (TownFixture *fixture,
               const char  *action)
{
  g_autoptr(GPtrArray) actions = read_column (fixture,
                                              "SELECT action FROM audit WHERE town = :town");
  guint n = 0;

  for (guint i = 0; i < actions->len; i++)
    n += strcmp (g_ptr_array_index (actions, i), action) == 0;

  return n;
}

static void
test_the_right_pin_gives_the_key_and_what_was_tried (TownFixture   *fixture,
                                                     gconstpointer  data)
{
  g_auto(Face) face = { NULL, };
  g_autofree guchar *key = NULL;
  gsize length = 0;

  sign_in (fixture, &face, "Nadia");
  key = g_base64_decode (face.key, &length);
  g_assert_cmpuint (length, ==, 32);
  assert_opens (fixture, &face, PIN, 0);
  assert_left (fixture, face.handle, WRONG, 4);
  assert_left (fixture, face.handle, "", 3);
  assert_opens (fixture, &face, PIN, 2);
  assert_opens (fixture, &face, PIN, 0);
  g_assert_cmpuint (count_actions (fixture, "session.pin"), ==, 1);
  g_assert_cmpuint (count_actions (fixture, "session.unlock"), ==, 3);
  g_assert_cmpuint (count_actions (fixture, "session.unlock_refused"), ==, 2);
}

static void
test_the_fifth_wrong_pin_ends_the_session_for_good (TownFixture   *fixture,
                                                    gconstpointer  data)
{
  g_auto(Face) face = { NULL, };
  g_auto(Face) other = { NULL, };

  sign_in (fixture, &face, "Nadia");
  sign_in (fixture, &other, "Luc");
  for (int left = 4; left >= 0; left--)
    assert_left (fixture, face.handle, WRONG, left);
  assert_left (fixture, face.handle, PIN, 0);
  g_assert_cmpuint (count_actions (fixture, "session.locked_out"), ==, 1);

  json_decref (refresh (fixture, &face));
  g_assert_cmpint (fixture->status, ==, 400);
  json_decref (town_expect (fixture, 401, town_text (face.tokens, "access_token"), "GET",
                            "/changes", NULL));
  assert_opens (fixture, &other, PIN, 0);
}

static void
test_what_opens_nothing_says_no_more_than_that (TownFixture   *fixture,
                                                gconstpointer  data)
{
  g_auto(Face) face = { NULL, };
  g_autofree char *path = NULL;
  g_autoptr(json_t) unknown = NULL;
  g_autoptr(json_t) revoked = NULL;

  sign_in (fixture, &face, "Nadia");
  path = g_strdup_printf ("/api/v1/me/sessions/%s/revoke", town_text (face.tokens, "session"));
  json_decref (post (fixture, 200, town_text (face.tokens, "access_token"), path, json_object ()));
  unknown = unlock (fixture, 403, "pvf_0000000000000000000000000000000000000000000", PIN);
  revoked = unlock (fixture, 403, face.handle, PIN);
  g_assert_true (json_equal (unknown, revoked));
  g_assert_cmpint (town_int (unknown, "left"), ==, 0);
}

static void
test_only_who_knows_the_pin_is_told_of_a_removal (TownFixture   *fixture,
                                                  gconstpointer  data)
{
  g_auto(Face) face = { NULL, };
  g_autofree char *path = NULL;
  g_autoptr(json_t) answer = NULL;

  sign_in (fixture, &face, "Nadia");
  path = g_strdup_printf ("/members/%s/remove", town_text (face.tokens, "account"));
  json_decref (town_expect (fixture, 200, "operator", "POST", path, "{}"));
  assert_left (fixture, face.handle, WRONG, 4);
  assert_opens (fixture, &face, PIN, 1);
  answer = refresh (fixture, &face);
  g_assert_cmpint (fixture->status, ==, 400);
  g_assert_true (json_is_true (json_object_get (answer, "removed")));
}

static void
test_a_pin_that_anybody_would_try_is_refused (TownFixture   *fixture,
                                              gconstpointer  data)
{
  static const char *const bad[] = { "0000", "1234", "1111", "4321", "1212", "123123", "2580",
                                     "1984", "2012", "123", "1234567", "12a4", "", "４８２１" };
  g_auto(Face) face = { NULL, };

  face.tokens = town_sign_in (fixture, "00001", "Nadia", "counter");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(json_t) answer = choose (fixture, 422, &face, NULL, bad[i]);

      g_assert_cmpstr (town_text (answer, "field"), ==, "/pin");
    }
  json_decref (choose (fixture, 200, &face, NULL, "48217"));
}

static void
test_another_pin_needs_the_one_so_far_and_keeps_the_key (TownFixture   *fixture,
                                                         gconstpointer  data)
{
  g_auto(Face) face = { NULL, };
  g_autoptr(json_t) answer = NULL;

  sign_in (fixture, &face, "Nadia");
  json_decref (choose (fixture, 422, &face, NULL, "902815"));
  json_decref (choose (fixture, 403, &face, WRONG, "902815"));
  assert_opens (fixture, &face, PIN, 1);
  answer = choose (fixture, 200, &face, PIN, "902815");
  g_assert_cmpstr (town_text (answer, "key"), ==, face.key);
  g_assert_cmpstr (town_text (answer, "handle"), ==, face.handle);
  assert_left (fixture, face.handle, PIN, 4);
  assert_opens (fixture, &face, "902815", 1);
}

static void
test_a_handle_signs_a_face_out (TownFixture   *fixture,
                                gconstpointer  data)
{
  g_auto(Face) face = { NULL, };
  g_autofree char *form = NULL;

  sign_in (fixture, &face, "Nadia");
  form = g_strconcat ("token=", face.handle, NULL);
  json_decref (town_request (fixture, NULL, "POST", "/api/v1/revoke", FORM, form));
  g_assert_cmpint (fixture->status, ==, 200);
  assert_left (fixture, face.handle, PIN, 0);
  json_decref (refresh (fixture, &face));
  g_assert_cmpint (fixture->status, ==, 400);
}

static void
test_guesses_from_one_address_are_slowed (TownFixture   *fixture,
                                          gconstpointer  data)
{
  g_auto(Face) face = { NULL, };
  guint n = 0;

  sign_in (fixture, &face, "Nadia");
  /* Short codes of all kinds are counted together, and these cost nothing. */
  for (guint i = 0; i < 8; i++)
    json_decref (town_request (fixture, NULL, "POST", "/api/v1/pair", "application/json",
                               "{\"code\":\"BCDF-2345\"}"));
  do
    {
      json_decref (town_request (fixture, NULL, "POST", "/api/v1/unlock", "application/json",
                                 "{\"handle\":\"pvf_nobody\",\"pin\":\"4821\"}"));
      n++;
    }
  while (fixture->status == 403 && n < 30);
  g_assert_cmpint (fixture->status, ==, 429);
  g_assert_cmpuint (n, >, 1);
  g_assert_cmpuint (n, <=, 4);
}

static void
test_nothing_of_it_lies_in_the_clear (TownFixture   *fixture,
                                      gconstpointer  data)
{
  g_auto(Face) face = { NULL, };
  g_autoptr(GPtrArray) handles = NULL;
  g_autoptr(GPtrArray) secrets = NULL;

  sign_in (fixture, &face, "Nadia");
  handles = read_column (fixture, "SELECT handle FROM pin WHERE town = :town");
  secrets = read_column (fixture, "SELECT secret FROM pin WHERE town = :town");
  g_assert_cmpuint (handles->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (handles, 0), !=, face.handle);
  g_assert_null (strstr (g_ptr_array_index (secrets, 0), "argon2"));
  g_assert_null (strstr (g_ptr_array_index (secrets, 0), face.key));
  g_assert_null (strstr (g_ptr_array_index (secrets, 0), face.handle));
}

/* Straight at what decides: no address slows these. */

static gboolean
guess (TownFixture *fixture,
       const char  *handle,
       const char  *pin,
       int         *left)
{
  g_autoptr(GError) error = NULL;
  g_auto(ParvisPinKey) key = { NULL, };

  if (parvis_pin_open (parvis_service_get_store (fixture->service),
                       parvis_service_get_seal (fixture->service), handle, pin, &key, &error))
    return TRUE;

  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN);
  *left = (int) json_integer_value (json_object_get (parvis_error_get_details (error), "left"));

  return FALSE;
}

typedef struct
{
  TownFixture *fixture;
  const char  *handle;
} Guesser;

static gpointer
guess_thread (gpointer data)
{
  Guesser *guesser = data;
  int left = -1;

  g_assert_false (guess (guesser->fixture, guesser->handle, WRONG, &left));

  return NULL;
}

static void
test_many_guesses_at_one_moment_are_many (TownFixture   *fixture,
                                          gconstpointer  data)
{
  g_auto(Face) face = { NULL, };
  GThread *threads[6];
  Guesser guesser = { fixture, NULL };
  int left = -1;

  sign_in (fixture, &face, "Nadia");
  guesser.handle = face.handle;
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("guess", guess_thread, &guesser);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  g_assert_false (guess (fixture, face.handle, PIN, &left));
  g_assert_cmpint (left, ==, 0);
  g_assert_cmpuint (count_actions (fixture, "session.unlock_refused"), ==, PARVIS_PIN_TRIES);
  g_assert_cmpuint (count_actions (fixture, "session.locked_out"), ==, 1);
}

/* As if twenty-one had been wrong by now, with right ones between. */
static gboolean
apply_past (ParvisTx             *tx,
            const ParvisCommand  *command,
            ParvisAnswer         *answer,
            GError              **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                                                  "UPDATE pin SET missed_all = 21"
                                                  " WHERE town = :town", error);

  return stmt != NULL && parvis_stmt_step (stmt, NULL, error);
}

static void
test_a_few_guesses_a_day_come_to_an_end_too (TownFixture   *fixture,
                                             gconstpointer  data)
{
  g_auto(Face) face = { NULL, };
  g_autoptr(ParvisAnswer) past = NULL;
  int left = -1;

  sign_in (fixture, &face, "Nadia");
  past = parvis_store_apply (parvis_service_get_store (fixture->service),
                             parvis_command_new ("test.past", "", apply_past), NULL, NULL);
  g_assert_nonnull (past);
  for (int wanted = 3; wanted > 0; wanted--)
    {
      g_assert_false (guess (fixture, face.handle, WRONG, &left));
      g_assert_cmpint (left, ==, wanted);
    }

  /* A right one begins the five anew, and not the twenty-five. */
  g_assert_true (guess (fixture, face.handle, PIN, &left));
  g_assert_false (guess (fixture, face.handle, WRONG, &left));
  g_assert_cmpint (left, ==, 0);
  g_assert_false (guess (fixture, face.handle, PIN, &left));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  TOWN_TEST ("/pins/the-right-pin-gives-the-key-and-what-was-tried",
             test_the_right_pin_gives_the_key_and_what_was_tried);
  TOWN_TEST ("/pins/the-fifth-wrong-pin-ends-the-session-for-good",
             test_the_fifth_wrong_pin_ends_the_session_for_good);
  TOWN_TEST ("/pins/what-opens-nothing-says-no-more-than-that",
             test_what_opens_nothing_says_no_more_than_that);
  TOWN_TEST ("/pins/only-who-knows-the-pin-is-told-of-a-removal",
             test_only_who_knows_the_pin_is_told_of_a_removal);
  TOWN_TEST ("/pins/a-pin-that-anybody-would-try-is-refused",
             test_a_pin_that_anybody_would_try_is_refused);
  TOWN_TEST ("/pins/another-pin-needs-the-one-so-far-and-keeps-the-key",
             test_another_pin_needs_the_one_so_far_and_keeps_the_key);
  TOWN_TEST ("/pins/a-handle-signs-a-face-out", test_a_handle_signs_a_face_out);
  TOWN_TEST ("/pins/guesses-from-one-address-are-slowed",
             test_guesses_from_one_address_are_slowed);
  TOWN_TEST ("/pins/nothing-of-it-lies-in-the-clear", test_nothing_of_it_lies_in_the_clear);
  TOWN_TEST ("/pins/many-guesses-at-one-moment-are-many",
             test_many_guesses_at_one_moment_are_many);
  TOWN_TEST ("/pins/a-few-guesses-a-day-come-to-an-end-too",
             test_a_few_guesses_a_day_come_to_an_end_too);

  return g_test_run ();
}
