/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sync-bakery"

#include "config.h"

#include "../service/plain-client.h"
#include "relay.h"

#include "parvis-order.h"
#include "parvis-session.h"
#include "parvis-sign-in.h"
#include "parvis-words.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A day of a bakery: residents order through the public routes, two desktops of the shop sell
 * and hand over, the service dies and comes back, and one desktop has no line for an hour of
 * that day. Nothing is waited for by the clock: an event follows the one before it, so a day
 * takes what the machine needs for it.
 */

#define PATIENCE  (60 * G_USEC_PER_SEC)
#define BASE      "/api/v1/towns/00001"
#define PRODUCTS  5
#define DEATHS    8
#define CUT_FROM  (11 * 60)
#define CUT_UNTIL (12 * 60)
#define FROM      1080

static const char * const names[PRODUCTS] = { "Baguette", "Bread", "Coffee", "Tea", "Pastry" };

typedef struct
{
  int   minute;
  guint product;
} Event;

typedef struct
{
  char          *directory;
  ParvisAuth    *auth;
  ParvisSession *session;
  guint          durable;
} Desktop;

typedef struct
{
  char        *state;
  char        *settings;
  GSubprocess *service;
  char        *uri;
  int          port;
  int          fd;                      /* of the residents */
  Relay       *relay;                   /* the line of the second desktop */
  char        *shop;
  char         day[PARVIS_DAY_SIZE];
  Desktop      desktops[2];

  /* What answers have said, and nothing else. */
  char        *products[PRODUCTS];
  gint64       declared[PRODUCTS];
  gint64       ordered[PRODUCTS];
  gint64       sold[PRODUCTS];
  GHashTable  *orders;                  /* ids that were confirmed */
  GHashTable  *handed;                  /* those that a desktop gave out */
  guint        refused;
  guint        deaths;
} Fixture;

#define WAIT_FOR(condition) \
  G_STMT_START \
    { \
      gint64 deadline_ = g_get_monotonic_time () + PATIENCE; \
      guint alarm_ = g_timeout_add (100, keep_awake_cb, NULL); \
\
      while (!(condition) && g_get_monotonic_time () < deadline_) \
        g_main_context_iteration (NULL, TRUE); \
\
      g_source_remove (alarm_); \
      g_assert_true (condition); \
    } \
  G_STMT_END

static gboolean
keep_awake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* --- the service --- */

static void
start_service (Fixture *self)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "service", "parvisd", NULL);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%d", self->port);
  g_autoptr(GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  g_autoptr(GError) error = NULL;

  self->service = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                    G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, program,
                                    "--config", self->settings, "--state-dir", self->state,
                                    "--listen", address, NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->service));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (line != NULL && g_str_has_prefix (line, "listening on http://"));
  g_free (self->uri);
  self->uri = g_strdup (line + strlen ("listening on "));
  self->port = atoi (strrchr (self->uri, ':') + 1);
}

static void
end_service (Fixture *self,
             int      signal)
{
  g_subprocess_send_signal (self->service, signal);
  g_assert_true (g_subprocess_wait (self->service, NULL, NULL));
  g_clear_object (&self->service);
}

/* As the operator, or with somebody's token. */
static json_t *
ask (Fixture    *self,
     int         status,
     const char *token,
     const char *path,
     const char *body)
{
  int fd = token == NULL ? plain_connect_control (self->state) : plain_connect (self->port);
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *headers = g_strdup_printf ("Idempotency-Key: %s\r\nAuthorization: Bearer %s\r\n",
                                              uuid, token != NULL ? token : "");
  json_t *answer = NULL;
  int said;

  plain_send (fd, path, headers, body);
  said = plain_receive (fd, &answer);
  close (fd);
  if (said != status)
    {
      g_autofree char *text = answer != NULL ? parvis_json_dump (answer) : NULL;

      g_test_message ("%s: %s", path, text);
    }
  g_assert_cmpint (said, ==, status);

  return answer;
}

static char *
take_text (json_t     *answer,
           const char *name)
{
  char *text = g_strdup (json_string_value (json_object_get (answer, name)));

  json_decref (answer);
  g_assert_nonnull (text);

  return text;
}

/* --- the shop --- */

static void
make_shop (Fixture *self)
{
  g_autoptr(GString) slots = g_string_new (NULL);
  g_autofree char *body = NULL;

  for (int weekday = 1; weekday <= 7; weekday++)
    g_string_append_printf (slots, "%s{\"weekday\":%d,\"from\":%d,\"until\":%d,"
                            "\"capacity\":2000}", weekday > 1 ? "," : "", weekday, FROM,
                            FROM + 30);
  body = g_strdup_printf ("{\"name\":\"Boulangerie\",\"holidays\":\"open\",\"slots\":[%s]}",
                          slots->str);
  json_decref (ask (self, 201, NULL, BASE, "{\"name\":\"Essai\",\"modules\":[\"orders\"]}"));
  self->shop = take_text (ask (self, 201, NULL, BASE "/merchants", body), "id");
}

static char *
invite (Fixture *self)
{
  g_autofree char *body = g_strdup_printf ("{\"name\":\"Boulanger\",\"roles\":[\"merchant\"],"
                                           "\"merchants\":[\"%s\"]}", self->shop);

  return take_text (ask (self, 201, NULL, BASE "/invitations", body), "code");
}

static void
paired_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
open_desktop (Fixture    *self,
              Desktop    *desktop,
              const char *uri)
{
  g_autofree char *code = invite (self);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisPair) pair = NULL;
  ParvisSessionConfig config = {
    .base_uri = uri, .town = "00001", .rights = PARVIS_MAY_READ | PARVIS_MAY_SERVE,
    .shops = { .n = 1 },
  };

  parvis_pair_with_code_async (self->uri, code, NULL, paired_cb, &result);
  WAIT_FOR (result != NULL);
  pair = parvis_pair_with_code_finish (result, &error);
  g_assert_no_error (error);
  desktop->auth = parvis_auth_new (uri, NULL, NULL, NULL, NULL);
  parvis_auth_sign_in (desktop->auth, pair);
  desktop->directory = g_dir_make_tmp ("parvis-bakery-XXXXXX", NULL);
  config.auth = desktop->auth;
  config.directory = desktop->directory;
  g_strlcpy (config.shops.ids[0], self->shop, sizeof config.shops.ids[0]);
  desktop->session = parvis_session_new (&config);
  parvis_session_start (desktop->session);
  WAIT_FOR (parvis_session_get_link (desktop->session) == PARVIS_LINK_ONLINE);
}

static void
remove_tree (const char *path)
{
  g_autofree char *quoted = g_shell_quote (path);
  g_autofree char *command = g_strdup_printf ("rm -rf %s", quoted);

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
}

static void
close_desktop (Desktop *desktop)
{
  parvis_session_stop (desktop->session);
  g_clear_object (&desktop->session);
  g_clear_object (&desktop->auth);
  remove_tree (desktop->directory);
  g_free (desktop->directory);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  gint64 today = parvis_day_of_instant (parvis_clock_now (&parvis_system_clock),
                                        parvis_time_zone_of_towns ());

  self->state = g_dir_make_tmp ("parvis-bakery-XXXXXX", NULL);
  self->settings = g_build_filename (self->state, "settings", NULL);
  g_assert_true (g_file_set_contents (self->settings, "[parvisd]\norders-throttle=0\n"
                                      "orders-open=0\norders-hour=0\n", -1, NULL));
  self->orders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->handed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  parvis_day_write (today + 2, self->day);
  start_service (self);
  make_shop (self);
  self->fd = plain_connect (self->port);
  self->relay = relay_new ((guint16) self->port);
  open_desktop (self, &self->desktops[0], self->uri);
  open_desktop (self, &self->desktops[1], self->relay->uri);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->desktops); i++)
    close_desktop (&self->desktops[i]);
  close (self->fd);
  relay_free (self->relay);
  end_service (self, SIGTERM);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  remove_tree (self->state);
  for (guint i = 0; i < PRODUCTS; i++)
    g_free (self->products[i]);
  g_hash_table_unref (self->orders);
  g_hash_table_unref (self->handed);
  g_free (self->shop);
  g_free (self->state);
  g_free (self->settings);
  g_free (self->uri);
}

/* A little less than what is wanted, so that bread runs out. */
static void
bake (Fixture *self,
      GArray  *events)
{
  g_autofree char *code = invite (self);
  g_autofree char *pair = g_strdup_printf ("{\"code\":\"%s\"}", code);
  g_autofree char *token = take_text (ask (self, 200, "", "/api/v1/pair", pair), "access_token");
  g_autofree char *products = g_strdup_printf (BASE "/merchants/%s/products", self->shop);

  for (guint i = 0; i < PRODUCTS; i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"name\":\"%s\",\"price\":110}", names[i]);
      g_autofree char *path = NULL;

      self->products[i] = take_text (ask (self, 201, token, products, body), "id");
      for (guint j = 0; j < events->len; j++)
        self->declared[i] += g_array_index (events, Event, j).product == i;
      self->declared[i] = MAX (self->declared[i], 4);
      path = g_strdup_printf (BASE "/products/%s/bakes", self->products[i]);
      for (guint j = 0; j < 2; j++)
        {
          gint64 quantity = j == 0 ? self->declared[i] / 2
                                   : self->declared[i] - self->declared[i] / 2;
          g_autofree char *batch = NULL;

          batch = g_strdup_printf ("{\"day\":\"%s\",\"ready\":%d,\"quantity\":%d,\"online\":%d}",
                                   self->day, j == 0 ? 400 : 900, (int) quantity,
                                   (int) (quantity + 1) / 2);
          json_decref (ask (self, 201, token, path, batch));
        }
    }
}

/* --- what happens --- */

static void
die_and_come_back (Fixture *self)
{
  end_service (self, SIGKILL);
  close (self->fd);
  start_service (self);
  self->fd = plain_connect (self->port);
  self->deaths++;
}

/* Until it is answered, with one key, through a death if there is one. */
static void
order (Fixture  *self,
       guint     product,
       guint     n,
       gboolean  dies)
{
  gint64 quantity = 1 + n % 3;
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *path = g_strdup_printf (BASE "/merchants/%s/orders", self->shop);
  g_autofree char *headers = g_strdup_printf ("Idempotency-Key: %s\r\nParvis-Device: %043u\r\n",
                                              uuid, n);
  g_autofree char *body = NULL;
  g_autoptr(json_t) answer = NULL;
  int status;

  body = g_strdup_printf ("{\"name\":\"Client %u\",\"phone\":\"07%08u\",\"day\":\"%s\","
                          "\"from\":%d,\"lines\":[{\"product\":\"%s\",\"quantity\":%d}]}", n, n,
                          self->day, FROM, self->products[product], (int) quantity);
  plain_send (self->fd, path, headers, body);
  if (dies)
    {
      die_and_come_back (self);
      plain_send (self->fd, path, headers, body);
    }

  status = plain_receive (self->fd, &answer);
  if (status == 409)
    {
      self->refused++;
      return;
    }
  g_assert_cmpint (status, ==, 201);
  self->ordered[product] += quantity;
  g_assert_true (g_hash_table_add (self->orders, g_strdup (
    json_string_value (json_object_get (answer, "id")))));
}

static void
submitted_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Desktop *desktop = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *key = parvis_session_submit_finish (PARVIS_SESSION (object), result, &error);

  g_assert_no_error (error);
  g_assert_nonnull (key);
  desktop->durable++;
}

static void
submit (Desktop    *desktop,
        const char *name,
        const char *object,
        json_t     *body)
{
  guint before = desktop->durable;

  parvis_session_submit_async (desktop->session, name, object, body, NULL, submitted_cb, desktop);
  WAIT_FOR (desktop->durable > before);
}

static void
sell (Fixture *self,
      Desktop *desktop,
      guint    product)
{
  g_autoptr(json_t) body = json_pack ("{s:s, s:i, s:b}", "day", self->day, "quantity", 1,
                                      "anyway", TRUE);

  submit (desktop, "product.sell", self->products[product], body);
  self->sold[product]++;
}

/* The first order that this desktop knows and nobody was given yet. */
static void
hand_over (Fixture *self,
           Desktop *desktop)
{
  g_autoptr(GPtrArray) orders = parvis_session_list_entities (desktop->session,
                                                              PARVIS_KIND_ORDER);

  for (guint i = 0; i < orders->len; i++)
    {
      ParvisEntityRef *entity = g_ptr_array_index (orders, i);
      g_autoptr(json_t) body = json_object ();

      if (!g_hash_table_add (self->handed, g_strdup (entity->id)))
        continue;

      submit (desktop, "order.collect", entity->id, body);
      return;
    }
}

static void
play (Fixture *self,
      GArray  *events)
{
  gboolean is_cut = FALSE;

  for (guint i = 0; i < events->len; i++)
    {
      const Event *event = &g_array_index (events, Event, i);
      Desktop *desktop = &self->desktops[i / 2 % 2];

      if (is_cut != (event->minute >= CUT_FROM && event->minute < CUT_UNTIL))
        {
          is_cut = !is_cut;
          if (is_cut)
            relay_cut (self->relay);
          else
            relay_mend (self->relay);
          if (is_cut)
            WAIT_FOR (parvis_session_get_link (self->desktops[1].session) ==
                      PARVIS_LINK_OFFLINE);
        }

      if (i % 2 == 0)
        order (self, event->product, i, i % (events->len / DEATHS) < 2);
      else
        sell (self, desktop, event->product);
      if (i % 5 == 4)
        hand_over (self, desktop);
    }

  if (is_cut)
    relay_mend (self->relay);
}

/* --- the end of the day --- */

static gboolean
is_same (Desktop    *one,
         Desktop    *other,
         const char *kind)
{
  g_autoptr(GPtrArray) list = parvis_session_list_entities (one->session, kind);
  g_autoptr(GPtrArray) others = parvis_session_list_entities (other->session, kind);

  if (list->len != others->len)
    return FALSE;

  for (guint i = 0; i < list->len; i++)
    {
      ParvisEntityRef *a = g_ptr_array_index (list, i);
      ParvisEntityRef *b = g_ptr_array_index (others, i);

      if (strcmp (a->id, b->id) != 0 || !json_equal (a->body, b->body))
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_whole (Desktop *desktop,
          Desktop *truth)
{
  static const char * const kinds[] = {
    PARVIS_KIND_MERCHANT, PARVIS_KIND_PRODUCT, PARVIS_KIND_BAKE, PARVIS_KIND_ORDER,
  };

  if (parvis_session_get_pending (desktop->session) > 0)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (!is_same (desktop, truth, kinds[i]))
        return FALSE;
    }

  return TRUE;
}

static gint64
get_int (const json_t *body,
         const char   *name)
{
  return json_integer_value (json_object_get (body, name));
}

/* None lost, none twice, and none that nobody was told of. */
static void
check_orders (Fixture *self,
              Desktop *truth)
{
  g_autoptr(GPtrArray) orders = parvis_session_list_entities (truth->session, PARVIS_KIND_ORDER);

  g_assert_cmpuint (orders->len, ==, g_hash_table_size (self->orders));
  for (guint i = 0; i < orders->len; i++)
    {
      ParvisEntityRef *entity = g_ptr_array_index (orders, i);
      const char *state = json_string_value (json_object_get (entity->body, "state"));

      g_assert_true (g_hash_table_contains (self->orders, entity->id));
      g_assert_cmpstr (state, ==, g_hash_table_contains (self->handed, entity->id) ? "collected"
                                                                                   : "placed");
    }
}

static void
check_stock (Fixture *self,
             Desktop *truth)
{
  g_autoptr(GPtrArray) bakes = parvis_session_list_entities (truth->session, PARVIS_KIND_BAKE);

  g_assert_cmpuint (bakes->len, ==, 2 * PRODUCTS);
  for (guint i = 0; i < PRODUCTS; i++)
    {
      gint64 left = 0;
      gint64 promised = 0;
      gint64 sold = 0;
      gint64 overdrawn = 0;

      for (guint j = 0; j < bakes->len; j++)
        {
          const json_t *body = ((ParvisEntityRef *) g_ptr_array_index (bakes, j))->body;

          if (strcmp (json_string_value (json_object_get (body, "product")),
                      self->products[i]) != 0)
            continue;

          g_assert_cmpint (get_int (body, "online"), >=, 0);
          g_assert_cmpint (get_int (body, "counter"), >=, 0);
          left += get_int (body, "online") + get_int (body, "counter");
          promised += get_int (body, "reserved") + get_int (body, "collected");
          sold += get_int (body, "sold");
          overdrawn += get_int (body, "overdrawn");
        }

      g_assert_cmpint (promised, ==, self->ordered[i]);
      g_assert_cmpint (sold, ==, self->sold[i]);
      g_assert_cmpint (left - overdrawn, ==, self->declared[i] - sold - promised);
    }
}

static void
play_day (Fixture *self,
          GArray  *events)
{
  Desktop truth = { NULL, };

  bake (self, events);
  play (self, events);
  for (guint i = 0; i < G_N_ELEMENTS (self->desktops); i++)
    parvis_session_retry (self->desktops[i].session);
  for (guint i = 0; i < G_N_ELEMENTS (self->desktops); i++)
    {
      WAIT_FOR (parvis_session_get_pending (self->desktops[i].session) == 0);
      g_assert_cmpuint (parvis_session_get_refused_count (self->desktops[i].session), ==, 0);
    }

  /* A third one that has only just come, and so has nothing but what the service says. */
  open_desktop (self, &truth, self->uri);
  for (guint i = 0; i < G_N_ELEMENTS (self->desktops); i++)
    WAIT_FOR (is_whole (&self->desktops[i], &truth));
  check_orders (self, &truth);
  check_stock (self, &truth);
  close_desktop (&truth);
  g_test_message ("%u events, %u orders, %u refused, %u handed over, %u deaths", events->len,
                  g_hash_table_size (self->orders), self->refused,
                  g_hash_table_size (self->handed), self->deaths);
  g_assert_cmpuint (self->deaths, >=, DEATHS - 1);
  g_assert_cmpuint (g_hash_table_size (self->orders), >, 0);
  g_assert_cmpuint (self->refused, >, 0);
}

/* --- days --- */

static int
compare_events (gconstpointer a,
                gconstpointer b)
{
  return ((const Event *) a)->minute - ((const Event *) b)->minute;
}

static char *
read_data (const char *name)
{
  const char *folder = g_getenv ("PARVIS_TEST_DATA");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : "", "09-bakery", name, NULL);
  char *contents = NULL;

  g_file_get_contents (path, &contents, NULL, NULL);

  return contents;
}

/* Who bought what in Edinburgh on one day, at its minute. */
static void
add_tickets (GArray     *events,
             const char *contents)
{
  g_auto(GStrv) lines = g_strsplit (contents, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) fields = g_strsplit (g_strchomp (lines[i]), ",", 4);

      if (g_strv_length (fields) != 4 || strcmp (fields[0], "2016-11-05") != 0)
        continue;

      for (guint j = 1; j < PRODUCTS; j++)
        {
          Event event = { atoi (fields[1]) * 60 + atoi (fields[1] + 3), j };

          if (strcmp (names[j], fields[3]) == 0)
            g_array_append_val (events, event);
        }
    }
}

/* What a French bakery sells in each hour of the day, one for five thousand. */
static void
add_curve (GArray     *events,
           const char *contents)
{
  g_auto(GStrv) lines = g_strsplit (contents, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) fields = g_strsplit (lines[i], ",", 3);
      int n;

      if (g_strv_length (fields) != 3 || strcmp (fields[0], "hour") != 0)
        continue;

      n = atoi (fields[2]) / 5000;
      for (int j = 0; j < n; j++)
        {
          Event event = { atoi (fields[1]) * 60 + j * 60 / n, 0 };

          g_array_append_val (events, event);
        }
    }
}

static void
test_a_real_day (Fixture       *self,
                 gconstpointer  data)
{
  g_autofree char *tickets = read_data ("breadbasket-edinburgh.csv");
  g_autofree char *curve = read_data ("french-bakery-demand-curve.csv");
  g_autoptr(GArray) events = g_array_new (FALSE, FALSE, sizeof (Event));

  if (tickets == NULL || curve == NULL)
    {
      g_test_skip ("The days of bakeries are not here");
      return;
    }

  add_tickets (events, tickets);
  add_curve (events, curve);
  g_array_sort (events, compare_events);
  g_assert_cmpuint (events->len, >, 100);
  play_day (self, events);
}

static void
test_a_made_up_day (Fixture       *self,
                    gconstpointer  data)
{
  g_autoptr(GArray) events = g_array_new (FALSE, FALSE, sizeof (Event));

  for (guint i = 0; i < 90; i++)
    {
      Event event = { g_test_rand_int_range (7 * 60, 19 * 60),
                      (guint) g_test_rand_int_range (0, PRODUCTS) };

      g_array_append_val (events, event);
    }
  g_array_sort (events, compare_events);
  play_day (self, events);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/bakery/a-made-up-day-adds-up-on-both-desktops", Fixture, NULL, set_up,
              test_a_made_up_day, tear_down);
  g_test_add ("/bakery/a-real-day-adds-up-on-both-desktops", Fixture, NULL, set_up,
              test_a_real_day, tear_down);

  return g_test_run ();
}
