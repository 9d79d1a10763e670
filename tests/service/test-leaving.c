/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-leaving"

#include "config.h"

#include "http-fixture.h"

#include "parvis-member.h"
#include "parvis-order.h"

#include <string.h>
#include <unistd.h>

/* What happens to open streams when somebody is not any more what he was. */

#define BASE "/api/v1/towns/" TOWN

/* How far the service's clock is before the system's; the test moves it. */
static _Atomic gint64 ahead;

static gint64
read_clock_cb (gpointer data)
{
  return parvis_clock_now (&parvis_system_clock) + ahead;
}

static const ParvisClock ahead_clock = { read_clock_cb, NULL };

static void
set_up (HttpFixture   *fixture,
        gconstpointer  data)
{
  ahead = 0;
  fixture->clock = &ahead_clock;
  fixture->tables = &parvis_tables;
  http_fixture_start (fixture, "coalesce", "0", NULL);
}

static void
tear_down (HttpFixture   *fixture,
           gconstpointer  data)
{
  http_fixture_clear (fixture);
}

static json_t *
send_json (HttpFixture *fixture,
           int          fd,
           int          status,
           const char  *token,
           const char  *target,
           const char  *body)
{
  g_auto (HttpAnswer) answer = { 0 };
  g_autofree char *key = g_uuid_string_random ();
  g_autofree char *text = NULL;

  text = g_strdup_printf ("POST %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                          "Idempotency-Key: %s\r\nAuthorization: Bearer %s\r\n"
                          "Content-Type: application/json\r\nContent-Length: %" G_GSIZE_FORMAT
                          "\r\n\r\n%s", target, key, token, strlen (body), body);
  http_send (fd, text, -1);
  http_receive (fd, &answer);
  close (fd);
  g_test_message ("%s: %s", target, answer.body);
  g_assert_cmpint (answer.status, ==, status);

  return json_loads (answer.body, 0, NULL);
}

static json_t *
operate (HttpFixture *fixture,
         int          status,
         const char  *target,
         const char  *body)
{
  return send_json (fixture, http_connect_control (fixture), status, "", target, body);
}

static const char *
text_of (const json_t *object,
         const char   *name)
{
  return json_string_value (json_object_get (object, name));
}

static json_t *
sign_in (HttpFixture *fixture,
         const char  *role)
{
  g_autofree char *wish = g_strdup_printf ("{\"name\":\"X\",\"roles\":[\"%s\"]}", role);
  g_autoptr (json_t) invitation = operate (fixture, 201, BASE "/invitations", wish);
  g_autofree char *code = g_strdup_printf ("{\"code\":\"%s\"}", text_of (invitation, "code"));

  return send_json (fixture, http_connect (fixture), 200, "", "/api/v1/pair", code);
}

/* Returns a stream that was read up to the beat that says: up to date. */
static int
follow (HttpFixture  *fixture,
        const json_t *tokens)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *request = NULL;
  int fd = http_connect (fixture);

  request = g_strdup_printf ("GET " BASE "/changes/events HTTP/1.1\r\nHost: x\r\n"
                             "Authorization: Bearer %s\r\n\r\n",
                             text_of (tokens, "access_token"));
  http_send (fd, request, -1);
  g_assert_true (http_read_head (fd, text));
  g_assert_true (g_str_has_prefix (text->str, "HTTP/1.1 200"));
  g_string_truncate (text, 0);
  g_assert_true (http_read_until (fd, text, "event: heartbeat"));

  return fd;
}

static char *
member_path (const json_t *tokens,
             const char   *verb)
{
  return g_strdup_printf (BASE "/members/%s/%s", text_of (tokens, "account"), verb);
}

static void
describe_town (HttpFixture *fixture)
{
  json_decref (operate (fixture, 200, BASE "/settings", "{\"name\":\"Essai\"}"));
}

static void
test_a_removed_member_s_stream_ends (HttpFixture   *fixture,
                                     gconstpointer  data)
{
  g_autoptr (json_t) luc = NULL;
  g_autoptr (json_t) anne = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *path = NULL;
  int his;
  int hers;

  describe_town (fixture);
  luc = sign_in (fixture, "counter");
  anne = sign_in (fixture, "mayor");
  his = follow (fixture, luc);
  hers = follow (fixture, anne);
  path = member_path (luc, "remove");
  json_decref (send_json (fixture, http_connect (fixture), 200, text_of (anne, "access_token"),
                          path, "{}"));

  /* His ends as streams do; hers goes on and tells of it. */
  g_assert_true (http_read_end (his));
  g_assert_true (http_read_until (hers, text, "\"kind\":\"member\""));
  close (his);
  close (hers);
}

/* Nobody does anything but wait for the day: his stream ends, the trail has it, his devices are
 * told to forget the town, and whom he invited to come after him stays out.
 */
static void
test_a_membership_ends_by_itself (HttpFixture   *fixture,
                                  gconstpointer  data)
{
  g_autofree char *until = parvis_time_format (parvis_clock_now (&ahead_clock) +
                                               20 * PARVIS_MINUTE);
  g_autofree char *wish = g_strdup_printf ("{\"roles\":[\"mayor\"],\"until\":\"%s\"}", until);
  g_autoptr (json_t) luc = NULL;
  g_autoptr (json_t) invitation = NULL;
  g_autofree char *path = NULL;
  g_autofree char *code = NULL;
  g_autofree char *refresh = NULL;
  g_auto (HttpAnswer) refused = { 0 };
  g_auto (HttpAnswer) trail = { 0 };
  int his;
  int operators;

  describe_town (fixture);
  luc = sign_in (fixture, "counter");
  path = member_path (luc, "roles");
  json_decref (operate (fixture, 200, path, wish));
  invitation = send_json (fixture, http_connect (fixture), 201, text_of (luc, "access_token"),
                          BASE "/invitations", "{\"name\":\"X\",\"roles\":[\"mayor\"]}");
  his = follow (fixture, luc);
  ahead = 20 * PARVIS_MINUTE;
  g_assert_true (http_read_end (his));
  close (his);

  refresh = g_strdup_printf ("grant_type=refresh_token&refresh_token=%s",
                             text_of (luc, "refresh_token"));
  http_request (fixture, &refused, "POST", "/api/v1/token",
                "Content-Type: application/x-www-form-urlencoded\r\n", refresh);
  g_assert_cmpint (refused.status, ==, 400);
  g_assert_nonnull (strstr (refused.body, "\"removed\":true"));
  code = g_strdup_printf ("{\"code\":\"%s\"}", text_of (invitation, "code"));
  json_decref (send_json (fixture, http_connect (fixture), 404, "", "/api/v1/pair", code));

  operators = http_connect_control (fixture);
  http_send (operators, "GET " BASE "/audit HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", -1);
  http_receive (operators, &trail);
  close (operators);
  g_assert_nonnull (strstr (trail.body, "\"member.end\""));
  g_assert_nonnull (strstr (trail.body, text_of (luc, "account")));
}

/* As if the service ended when the town's database knew of it, and its own did not yet. */
static void
remove_and_end (HttpFixture *fixture,
                const char  *account)
{
  g_autoptr (ParvisConfig) config = parvis_config_new ();
  g_autoptr (ParvisAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;
  ParvisService *service;
  ParvisCommand *command;

  test_database_set (&fixture->database, config);
  service = parvis_service_new (config, &parvis_tables, &ahead_clock, NULL, NULL, &error);
  g_assert_no_error (error);
  command = parvis_command_new ("member.remove", TOWN, parvis_member_remove_any);
  command->object = g_strdup (account);
  command->actor = g_strdup ("operator");
  answer = parvis_store_apply (parvis_service_get_store (service), command, NULL, &error);
  g_assert_no_error (error);
  parvis_service_free (service);
}

static void
test_what_a_removal_left_undone_is_done (HttpFixture   *fixture,
                                         gconstpointer  data)
{
  g_autoptr (json_t) luc = NULL;
  g_autofree char *refresh = NULL;
  gboolean told = FALSE;

  describe_town (fixture);
  luc = sign_in (fixture, "counter");
  http_fixture_stop (fixture);
  remove_and_end (fixture, text_of (luc, "account"));
  http_fixture_start (fixture, NULL);

  /* Whoever is faster than that gets new tokens, and is told with the next. */
  refresh = g_strdup (text_of (luc, "refresh_token"));
  for (guint i = 0; !told && i < 1000; i++)
    {
      g_auto (HttpAnswer) answer = { 0 };
      g_autoptr (json_t) tokens = NULL;
      g_autofree char *form = g_strdup_printf ("grant_type=refresh_token&refresh_token=%s",
                                               refresh);

      http_request (fixture, &answer, "POST", "/api/v1/token",
                    "Content-Type: application/x-www-form-urlencoded\r\n", form);
      told = answer.status == 400;
      if (told)
        g_assert_nonnull (strstr (answer.body, "\"removed\":true"));
      else
        {
          tokens = json_loads (answer.body, 0, NULL);
          g_free (refresh);
          refresh = g_strdup (text_of (tokens, "refresh_token"));
        }
    }
  g_assert_true (told);
}

static void
test_a_signed_out_device_s_stream_ends (HttpFixture   *fixture,
                                        gconstpointer  data)
{
  g_autoptr (json_t) luc = NULL;
  g_autofree char *path = NULL;
  int fd;

  describe_town (fixture);
  luc = sign_in (fixture, "counter");
  fd = follow (fixture, luc);
  path = g_strdup_printf ("/api/v1/me/sessions/%s/revoke", text_of (luc, "session"));
  json_decref (send_json (fixture, http_connect (fixture), 200, text_of (luc, "access_token"),
                          path, "{}"));
  g_assert_true (http_read_end (fd));
  close (fd);
}

static void
test_other_roles_begin_a_new_stream (HttpFixture   *fixture,
                                     gconstpointer  data)
{
  g_autoptr (json_t) luc = NULL;
  g_autofree char *path = NULL;
  int fd;

  describe_town (fixture);
  luc = sign_in (fixture, "mayor");
  json_decref (sign_in (fixture, "mayor"));
  json_decref (sign_in (fixture, "mayor"));
  fd = follow (fixture, luc);
  path = member_path (luc, "roles");
  json_decref (operate (fixture, 200, path, "{\"roles\":[\"merchant\"]}"));
  g_assert_true (http_read_end (fd));
  close (fd);

  /* And in the new one there is nothing of what he may not see any more. */
  fd = follow (fixture, luc);
  close (fd);
}

/* Events of the team are for who administers the town, on the very same feed. */
static void
test_a_stream_carries_what_is_for_its_reader (HttpFixture   *fixture,
                                              gconstpointer  data)
{
  g_autoptr (json_t) luc = NULL;
  g_autoptr (json_t) anne = NULL;
  g_autoptr (GString) his = g_string_new (NULL);
  g_autoptr (GString) hers = g_string_new (NULL);
  int fds[2];

  describe_town (fixture);
  luc = sign_in (fixture, "counter");
  anne = sign_in (fixture, "mayor");
  fds[0] = follow (fixture, luc);
  fds[1] = follow (fixture, anne);
  json_decref (operate (fixture, 201, BASE "/invitations",
                        "{\"name\":\"Secret\",\"roles\":[\"clerk\"]}"));
  json_decref (operate (fixture, 200, BASE "/settings", "{\"name\":\"Public\"}"));
  g_assert_true (http_read_until (fds[1], hers, "Public"));
  g_assert_nonnull (strstr (hers->str, "Secret"));
  g_assert_true (http_read_until (fds[0], his, "Public"));
  g_assert_null (strstr (his->str, "Secret"));
  close (fds[0]);
  close (fds[1]);
}

/* Streams need a service that runs, so this is asked here: for somebody of another town
 * the town is not there, whichever way he asks, and its trail has it.
 */
static void
test_another_town_has_no_stream (HttpFixture   *fixture,
                                 gconstpointer  data)
{
  static const char * const asked[] = {
    "/changes/events", "/changes", "/keys",
    "/gauges/3f0d2b1c-8a55-4d62-9e4f-0c9b7a6d5e4f/history", "/no-such-thing",
  };
  g_autoptr (json_t) luc = NULL;
  guint denied = 0;
  g_auto (HttpAnswer) trail = { 0 };
  int fd;

  describe_town (fixture);
  json_decref (operate (fixture, 201, "/api/v1/towns/00003", "{\"name\":\"Autre\"}"));
  luc = sign_in (fixture, "mayor");
  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      g_auto (HttpAnswer) answer = { 0 };
      g_autofree char *request = NULL;

      request = g_strdup_printf ("GET /api/v1/towns/00003%s HTTP/1.1\r\nHost: x\r\n"
                                 "Connection: close\r\nAuthorization: Bearer %s\r\n\r\n",
                                 asked[i], text_of (luc, "access_token"));
      fd = http_connect (fixture);
      http_send (fd, request, -1);
      http_receive (fd, &answer);
      close (fd);
      g_assert_cmpint (answer.status, ==, 404);
      g_assert_null (strstr (answer.body, "00003"));
      g_assert_null (strstr (answer.body, "Autre"));
    }

  fd = http_connect_control (fixture);
  http_send (fd, "GET /api/v1/towns/00003/audit HTTP/1.1\r\nHost: x\r\n"
             "Connection: close\r\n\r\n", -1);
  http_receive (fd, &trail);
  close (fd);
  for (const char *at = trail.body; (at = strstr (at, "access.denied")) != NULL; at++)
    denied++;
  g_assert_nonnull (strstr (trail.body, "/changes/events"));
  g_assert_cmpuint (denied, ==, 4);
}

/* --- two shops of one town --- */

static json_t *
ask_for (HttpFixture  *fixture,
         const json_t *tokens,
         const char   *target,
         const char   *body)
{
  return send_json (fixture, http_connect (fixture), 201, text_of (tokens, "access_token"), target,
                    body);
}

static char *
take_id (json_t *answer)
{
  char *id = g_strdup (text_of (answer, "id"));

  json_decref (answer);

  return id;
}

/* One shop with a baker, one product and bread for tomorrow. */
typedef struct
{
  char   *id;
  char   *product;
  char   *name;         /* of who orders there */
  json_t *baker;
  char    day[PARVIS_DAY_SIZE];
} Shop;

static void
clear_shop (Shop *shop)
{
  g_free (shop->id);
  g_free (shop->product);
  g_free (shop->name);
  json_decref (shop->baker);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shop, clear_shop)

static json_t *
sign_in_baker (HttpFixture *fixture,
               const char  *shop)
{
  g_autofree char *wish = g_strdup_printf ("{\"name\":\"X\",\"roles\":[\"merchant\"],"
                                           "\"merchants\":[\"%s\"]}", shop);
  g_autoptr (json_t) invitation = operate (fixture, 201, BASE "/invitations", wish);
  g_autofree char *code = g_strdup_printf ("{\"code\":\"%s\"}", text_of (invitation, "code"));

  return send_json (fixture, http_connect (fixture), 200, "", "/api/v1/pair", code);
}

static void
open_shop (HttpFixture *fixture,
           Shop        *shop,
           const char  *name)
{
  g_autoptr (GString) body = g_string_new ("{\"name\":\"Boulangerie\",\"cutoff\":{\"before\":0},"
                                           "\"holidays\":\"open\",\"slots\":[");
  g_autofree char *products = NULL;
  g_autofree char *bakes = NULL;
  g_autofree char *batch = NULL;

  for (int weekday = 1; weekday <= 7; weekday++)
    g_string_append_printf (body, "%s{\"weekday\":%d,\"from\":1080,\"until\":1110,"
                            "\"capacity\":90}", weekday > 1 ? "," : "", weekday);
  g_string_append (body, "]}");
  shop->name = g_strdup (name);
  shop->id = take_id (operate (fixture, 201, BASE "/merchants", body->str));
  shop->baker = sign_in_baker (fixture, shop->id);
  products = g_strdup_printf (BASE "/merchants/%s/products", shop->id);
  shop->product = take_id (ask_for (fixture, shop->baker, products,
                                    "{\"name\":\"Tradition\",\"price\":120}"));
  parvis_day_write (parvis_day_of_instant (parvis_clock_now (&parvis_system_clock),
                                           parvis_time_zone_of_towns ()) + 1, shop->day);
  bakes = g_strdup_printf (BASE "/products/%s/bakes", shop->product);
  batch = g_strdup_printf ("{\"day\":\"%s\",\"ready\":420,\"quantity\":50,\"online\":50}",
                           shop->day);
  json_decref (ask_for (fixture, shop->baker, bakes, batch));
}

/* As a resident, in the name that only this shop may ever see. */
static void
place_order (HttpFixture *fixture,
             const Shop  *shop,
             int          n)
{
  g_auto (HttpAnswer) answer = { 0 };
  g_autofree char *key = g_uuid_string_random ();
  g_autofree char *headers = NULL;
  g_autofree char *target = g_strdup_printf (BASE "/merchants/%s/orders", shop->id);
  g_autofree char *body = NULL;

  headers = g_strdup_printf ("Content-Type: application/json\r\nIdempotency-Key: %s\r\n"
                             "Parvis-Device: %043d\r\n", key, n);
  body = g_strdup_printf ("{\"name\":\"%s %d.\",\"phone\":\"06000%05d\",\"day\":\"%s\","
                          "\"from\":1080,\"lines\":[{\"product\":\"%s\",\"quantity\":1}]}",
                          shop->name, n, n, shop->day, shop->product);
  http_request (fixture, &answer, "POST", target, headers, body);
  g_assert_cmpint (answer.status, ==, 201);
}

/* Something that every reader is told of, to know that all before it has come. */
static void
say (HttpFixture *fixture,
     const char  *name)
{
  g_autofree char *body = g_strdup_printf ("{\"name\":\"%s\"}", name);

  json_decref (operate (fixture, 200, BASE "/settings", body));
}

static int
resume (HttpFixture *fixture,
        const char  *path,
        const char  *token,
        gint64       last,
        GString     *text)
{
  int fd = token != NULL && *token == '\0' ? http_connect_control (fixture)
                                           : http_connect (fixture);
  g_autofree char *bearer = token != NULL && *token != '\0'
                            ? g_strdup_printf ("Authorization: Bearer %s\r\n", token)
                            : g_strdup ("");
  g_autofree char *request = NULL;

  request = g_strdup_printf ("GET " BASE "%s HTTP/1.1\r\nHost: x\r\n%s"
                             "Last-Event-ID: %" G_GINT64_FORMAT "\r\n\r\n", path, bearer, last);
  http_send (fd, request, -1);
  g_assert_true (http_read_head (fd, text));
  g_assert_true (g_str_has_prefix (text->str, "HTTP/1.1 200"));
  g_string_truncate (text, 0);

  return fd;
}

/* Whoever reads: @own (nullable) is the name that comes, and @others none of it. */
static void
assert_reads (GString    *text,
              const char *own,
              const char *other)
{
  if (own != NULL)
    g_assert_nonnull (strstr (text->str, own));
  g_assert_null (strstr (text->str, other));
}

#define N_READERS 6

typedef struct
{
  const char *path;
  const char *token;        /* NULL: nobody's; "": the operator's */
  const char *own;
  const char *others[2];
} Reader;

static void
test_a_shop_s_orders_are_on_no_other_stream (HttpFixture   *fixture,
                                             gconstpointer  data)
{
  g_auto (Shop) one = { NULL, };
  g_auto (Shop) other = { NULL, };
  g_autoptr (json_t) mayor = NULL;
  g_autoptr (json_t) clerk = NULL;
  gint64 before = 1;

  describe_town (fixture);
  json_decref (operate (fixture, 200, BASE "/modules/orders", "{}"));
  open_shop (fixture, &one, "Lefevre");
  open_shop (fixture, &other, "Bourdin");
  mayor = sign_in (fixture, "mayor");
  clerk = sign_in (fixture, "clerk");

  {
    const Reader readers[N_READERS] = {
      { "/changes/events", text_of (one.baker, "access_token"), "Lefevre", { "Bourdin" } },
      { "/changes/events", text_of (other.baker, "access_token"), "Bourdin", { "Lefevre" } },
      { "/changes/events", text_of (mayor, "access_token"), NULL, { "Bourdin", "Lefevre" } },
      { "/changes/events", text_of (clerk, "access_token"), NULL, { "Bourdin", "Lefevre" } },
      { "/changes/events", "", NULL, { "Bourdin", "Lefevre" } },
      { "/live/events", NULL, NULL, { "Bourdin", "Lefevre" } },
    };
    GString *texts[N_READERS];
    int fds[N_READERS];

    /* Those that listen. */
    for (guint i = 0; i < N_READERS; i++)
      {
        texts[i] = g_string_new (NULL);
        fds[i] = resume (fixture, readers[i].path, readers[i].token, before, texts[i]);
        g_assert_true (http_read_until (fds[i], texts[i], "event: heartbeat"));
      }
    for (int n = 1; n <= 6; n++)
      place_order (fixture, n % 2 == 0 ? &one : &other, n);
    say (fixture, "Fini");
    for (guint i = 0; i < N_READERS; i++)
      {
        g_assert_true (http_read_until (fds[i], texts[i], "Fini"));
        close (fds[i]);
      }

    /* And those that come back: all of it is caught up with. */
    for (guint round = 0; round < 2; round++)
      {
        for (guint i = 0; i < N_READERS; i++)
          {
            const Reader *reader = &readers[i];

            for (guint j = 0; j < G_N_ELEMENTS (reader->others) && reader->others[j] != NULL; j++)
              assert_reads (texts[i], reader->own, reader->others[j]);
            if (round > 0)
              {
                g_string_free (texts[i], TRUE);
                continue;
              }

            g_string_truncate (texts[i], 0);
            fds[i] = resume (fixture, reader->path, reader->token, before, texts[i]);
            g_assert_true (http_read_until (fds[i], texts[i], "event: heartbeat"));
            close (fds[i]);
          }
      }
  }
}

/* He reads no more of the shop he left, not even what happened while he was there. */
static void
test_who_changes_shop_reads_the_other_one (HttpFixture   *fixture,
                                           gconstpointer  data)
{
  g_auto (Shop) one = { NULL, };
  g_auto (Shop) other = { NULL, };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *path = NULL;
  g_autofree char *roles = NULL;
  int fd;

  describe_town (fixture);
  json_decref (operate (fixture, 200, BASE "/modules/orders", "{}"));
  open_shop (fixture, &one, "Lefevre");
  open_shop (fixture, &other, "Bourdin");
  fd = follow (fixture, one.baker);
  place_order (fixture, &one, 1);
  place_order (fixture, &other, 2);
  path = member_path (one.baker, "roles");
  roles = g_strdup_printf ("{\"roles\":[\"merchant\"],\"merchants\":[\"%s\"]}", other.id);
  json_decref (operate (fixture, 200, path, roles));
  g_assert_true (http_read_end (fd));
  close (fd);

  place_order (fixture, &one, 3);
  place_order (fixture, &other, 4);
  fd = resume (fixture, "/changes/events", text_of (one.baker, "access_token"), 1, text);
  g_assert_true (http_read_until (fd, text, "event: heartbeat"));
  place_order (fixture, &one, 5);
  place_order (fixture, &other, 6);
  say (fixture, "Fini");
  g_assert_true (http_read_until (fd, text, "Fini"));
  assert_reads (text, "Bourdin 2.", "Lefevre");
  assert_reads (text, "Bourdin 4.", "Lefevre");
  assert_reads (text, "Bourdin 6.", "Lefevre");
  close (fd);
}

#define LEAVING_TEST(path, function) \
  g_test_add (path, HttpFixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  LEAVING_TEST ("/leaving/a-removed-member-s-stream-ends", test_a_removed_member_s_stream_ends);
  LEAVING_TEST ("/leaving/a-membership-ends-by-itself", test_a_membership_ends_by_itself);
  LEAVING_TEST ("/leaving/what-a-removal-left-undone-is-done",
                test_what_a_removal_left_undone_is_done);
  LEAVING_TEST ("/leaving/a-signed-out-device-s-stream-ends",
                test_a_signed_out_device_s_stream_ends);
  LEAVING_TEST ("/leaving/other-roles-begin-a-new-stream", test_other_roles_begin_a_new_stream);
  LEAVING_TEST ("/leaving/another-town-has-no-stream", test_another_town_has_no_stream);
  LEAVING_TEST ("/leaving/a-stream-carries-what-is-for-its-reader",
                test_a_stream_carries_what_is_for_its_reader);
  LEAVING_TEST ("/leaving/a-shop-s-orders-are-on-no-other-stream",
                test_a_shop_s_orders_are_on_no_other_stream);
  LEAVING_TEST ("/leaving/who-changes-shop-reads-the-other-one",
                test_who_changes_shop_reads_the_other_one);

  return g_test_run ();
}
