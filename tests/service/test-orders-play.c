/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-orders-play"

#include "config.h"

#include "plain-client.h"
#include "shop-fixture.h"

#include "parvis-order.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define CLIENTS  500
#define LOAVES   10
#define PRODUCTS 4
#define DEATHS   12

/* The real program on the real clock: what it answers holds, whatever happens to it. */
typedef struct
{
  ShopFixture  *shop;
  char         *settings;
  char          day[PARVIS_DAY_SIZE];    /* the day after tomorrow */
  GPid          pid;
  int           port;
} Life;

static void
begin_life (Life *life)
{
  g_autofree char *program = g_test_build_filename (G_TEST_BUILT, "service", "parvisd", NULL);
  g_auto(GStrv) options = test_database_get_options (&life->shop->town.database);
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  char line[200] = "";
  FILE *output;
  int fd;

  g_ptr_array_add (argv, program);
  g_ptr_array_add (argv, (gpointer) "--config");
  g_ptr_array_add (argv, life->settings);
  for (guint i = 0; options[i] != NULL; i++)
    g_ptr_array_add (argv, options[i]);
  g_ptr_array_add (argv, (gpointer) "--listen");
  g_ptr_array_add (argv, (gpointer) "127.0.0.1:0");
  g_ptr_array_add (argv, NULL);
  g_spawn_async_with_pipes (NULL, (char **) argv->pdata, NULL,
                            G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL,
                            NULL, NULL, &life->pid, NULL, &fd, NULL, &error);
  g_assert_no_error (error);
  output = fdopen (fd, "r");
  g_assert_nonnull (fgets (line, sizeof line, output));
  fclose (output);
  life->port = atoi (strrchr (line, ':') + 1);
}

static void
end_life (Life *life,
          int   signal)
{
  int status;

  kill (life->pid, signal);
  g_assert_cmpint (waitpid (life->pid, &status, 0), ==, life->pid);
  g_spawn_close_pid (life->pid);
}

static void
send_request (int         fd,
              const char *path,
              const char *headers,
              const char *key,
              const char *body)
{
  g_autofree char *target = g_strconcat ("/api/v1/towns/00001", path, NULL);
  g_autofree char *all = g_strdup_printf ("Idempotency-Key: %s\r\n%s", key, headers);

  plain_send (fd, target, all, body);
}

static char *
make_order (const Life *life,
            const char *product,
            int         device,
            int         quantity)
{
  return g_strdup_printf ("{\"name\":\"Client %d\",\"phone\":\"07%08d\",\"day\":\"%s\","
                          "\"from\":%d,\"lines\":[{\"product\":\"%s\",\"quantity\":%d}]}",
                          device, device, life->day, AT (18, 0), product, quantity);
}

/* The shop is open every day, holidays too, and takes as many as come. */
static void
set_up (Life        *life,
        ShopFixture *fixture)
{
  g_autoptr(GString) slots = g_string_new (NULL);
  gint64 now = parvis_clock_now (&parvis_system_clock);

  life->shop = fixture;
  fixture->town.now = now;
  fixture->town.key_until = 0;
  for (int weekday = 1; weekday <= 7; weekday++)
    g_string_append_printf (slots, "%s{\"weekday\":%d,\"from\":%d,\"until\":%d,"
                            "\"capacity\":2000}", weekday > 1 ? "," : "", weekday, AT (18, 0),
                            AT (18, 30));
  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "",
                        "{\"holidays\":\"open\",\"slots\":[%s]}", slots->str));
  town_tick (&fixture->town);
  parvis_day_write (parvis_day_of_instant (now, parvis_time_zone_of_towns ()) + 2, life->day);
  life->settings = g_build_filename (fixture->town.dir, "settings", NULL);
  g_assert_true (g_file_set_contents (life->settings, "[parvisd]\norders-throttle=0\n"
                                      "orders-open=0\norders-hour=0\n", -1, NULL));
}

static void
set_down (Life *life)
{
  g_free (life->settings);
}

static void
test_the_last_loaves_go_to_as_many_and_no_more (ShopFixture   *fixture,
                                                gconstpointer  data)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s/orders", fixture->shop);
  g_autofree char *bake = NULL;
  g_autofree char *other = NULL;
  g_autoptr(json_t) entity = NULL;
  int fds[CLIENTS];
  int confirmed = 0;
  Life life;

  set_up (&life, fixture);
  bake = shop_bake (fixture, fixture->tradition, life.day, AT (7, 0), LOAVES, LOAVES);
  other = shop_bake (fixture, fixture->campagne, life.day, AT (7, 0), 5, 5);
  g_clear_pointer (&fixture->town.service, parvis_service_free);
  begin_life (&life);

  for (int i = 0; i < CLIENTS; i++)
    fds[i] = plain_connect (life.port);
  for (int i = 0; i < CLIENTS; i++)
    {
      g_autofree char *headers = g_strdup_printf ("Parvis-Device: %043d\r\n", i);
      g_autofree char *body = make_order (&life, fixture->tradition, i, 1);
      g_autofree char *key = g_uuid_string_random ();

      send_request (fds[i], path, headers, key, body);
    }
  for (int i = 0; i < CLIENTS; i++)
    {
      g_autoptr(json_t) answer = NULL;
      int status = plain_receive (fds[i], &answer);

      close (fds[i]);
      confirmed += status == 201;
      if (status == 201)
        continue;

      g_assert_cmpint (status, ==, 409);
      g_assert_cmpint (town_int (json_object_get (answer, "left"), fixture->tradition), ==, 0);
      g_assert_cmpint (town_int (json_array_get (json_object_get (json_object_get (answer,
                                                                                   "instead"),
                                                                  "products"), 0), "left"), ==, 5);
      g_assert_cmpuint (json_array_size (json_object_get (json_object_get (answer, "instead"),
                                                          "slots")), >, 0);
    }

  end_life (&life, SIGTERM);
  town_restart (&fixture->town);
  g_assert_cmpint (confirmed, ==, LOAVES);
  entity = shop_entity (fixture, "bake", bake);
  g_assert_cmpint (town_int (entity, "reserved"), ==, LOAVES);
  g_assert_cmpint (town_int (entity, "online"), ==, 0);
  set_down (&life);
}

/* --- a day of tickets --- */

/* What the client believes of one product, from answers alone. */
typedef struct
{
  const char *item;
  char       *id;
  char       *bake;
  gint64      ordered;
  gint64      sold;
} Believed;

typedef struct
{
  Life      life;
  Believed  products[PRODUCTS];
  int       fd;
  int       n;
  int       answered;
  int       refused;
} Day;

/* Sent until it is answered, with one key, through a death if there is one. */
static void
insist (Day        *day,
        const char *path,
        const char *headers,
        const char *body,
        gboolean    dies,
        gint64     *believed,
        gint64      quantity)
{
  g_autofree char *key = g_uuid_string_random ();
  g_autoptr(json_t) answer = NULL;
  int status;

  send_request (day->fd, path, headers, key, body);
  if (dies)
    {
      /* Sometimes before it was read, sometimes after it was written. */
      g_usleep ((gulong) g_test_rand_int_range (0, 4000));
      end_life (&day->life, SIGKILL);
      close (day->fd);
      begin_life (&day->life);
      day->fd = plain_connect (day->life.port);
      send_request (day->fd, path, headers, key, body);
    }

  status = plain_receive (day->fd, &answer);
  if (status == 409)
    {
      day->refused++;
      return;
    }
  g_assert_true (status == 200 || status == 201);
  day->answered++;
  *believed += quantity;
}

static void
play_ticket (Day      *day,
             Believed *product,
             gboolean  dies)
{
  ShopFixture *fixture = day->life.shop;
  int n = day->n++;

  if (n % 2 == 0)
    {
      g_autofree char *path = g_strdup_printf ("/merchants/%s/orders", fixture->shop);
      g_autofree char *headers = g_strdup_printf ("Parvis-Device: %043d\r\n", n);
      g_autofree char *body = make_order (&day->life, product->id, n, 1 + n % 3);

      insist (day, path, headers, body, dies, &product->ordered, 1 + n % 3);
    }
  else
    {
      g_autofree char *path = g_strdup_printf ("/products/%s/sell", product->id);
      g_autofree char *headers = g_strdup_printf ("Authorization: Bearer %s\r\n",
                                                  fixture->town.key);
      g_autofree char *body = g_strdup_printf ("{\"day\":\"%s\",\"quantity\":1,\"anyway\":true}",
                                               day->life.day);

      insist (day, path, headers, body, dies, &product->sold, 1);
    }
}

static Believed *
find_product (Day        *day,
              const char *item)
{
  for (guint i = 0; i < PRODUCTS; i++)
    {
      if (strcmp (day->products[i].item, item) == 0)
        return &day->products[i];
    }

  return NULL;
}

/* Tickets of one real day of a bakery in Edinburgh: who bought what, in order. */
static GPtrArray *
read_tickets (void)
{
  const char *folder = g_getenv ("PARVIS_TEST_DATA");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : "", "09-bakery",
                                            "breadbasket-edinburgh.csv", NULL);
  g_autofree char *contents = NULL;
  g_auto(GStrv) lines = NULL;
  GPtrArray *items;

  if (!g_file_get_contents (path, &contents, NULL, NULL))
    return NULL;

  items = g_ptr_array_new_with_free_func (g_free);
  lines = g_strsplit (contents, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) fields = g_strsplit (g_strchomp (lines[i]), ",", 4);

      if (g_strv_length (fields) == 4 && strcmp (fields[0], "2016-11-05") == 0)
        g_ptr_array_add (items, g_strdup (fields[3]));
    }

  return items;
}

/* How much a French bakery sells in each hour, in the thousands, on top of the tickets. */
static guint
read_busiest_hour (void)
{
  const char *folder = g_getenv ("PARVIS_TEST_DATA");
  g_autofree char *path = g_build_filename (folder != NULL ? folder : "", "09-bakery",
                                            "french-bakery-demand-curve.csv", NULL);
  g_autofree char *contents = NULL;
  g_auto(GStrv) lines = NULL;
  guint busiest = 0;

  if (!g_file_get_contents (path, &contents, NULL, NULL))
    return 0;

  lines = g_strsplit (contents, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) fields = g_strsplit (lines[i], ",", 3);

      if (g_strv_length (fields) == 3 && strcmp (fields[0], "hour") == 0)
        busiest = MAX (busiest, (guint) atoi (fields[2]) / 1000);
    }

  return busiest;
}

static void
make_products (Day *day)
{
  static const char * const items[PRODUCTS] = { "Bread", "Coffee", "Tea", "Pastry" };
  ShopFixture *fixture = day->life.shop;

  for (guint i = 0; i < PRODUCTS; i++)
    {
      g_autoptr(json_t) made = NULL;

      made = shop_do (fixture, 201, "merchants", fixture->shop, "products",
                      "{\"name\":\"%s\",\"price\":100}", items[i]);
      day->products[i].item = items[i];
      day->products[i].id = g_strdup (town_text (made, "id"));
      day->products[i].bake = shop_bake (fixture, day->products[i].id, day->life.day, AT (7, 0),
                                         40, 20);
    }
}

static void
check_products (Day *day)
{
  for (guint i = 0; i < PRODUCTS; i++)
    {
      Believed *product = &day->products[i];
      g_autoptr(json_t) bake = shop_entity (day->life.shop, "bake", product->bake);

      g_assert_cmpint (town_int (bake, "reserved") + town_int (bake, "collected"), ==,
                       product->ordered);
      g_assert_cmpint (town_int (bake, "sold"), ==, product->sold);
      g_free (product->id);
      g_free (product->bake);
    }
}

static void
test_a_real_day_is_played_through_deaths (ShopFixture   *fixture,
                                          gconstpointer  data)
{
  g_autoptr(GPtrArray) tickets = read_tickets ();
  guint more = read_busiest_hour ();
  Day day = { 0, };

  if (tickets == NULL || more == 0)
    {
      g_test_skip ("The tickets of a bakery are not here");
      return;
    }

  set_up (&day.life, fixture);
  make_products (&day);
  g_clear_pointer (&fixture->town.service, parvis_service_free);
  begin_life (&day.life);
  day.fd = plain_connect (day.life.port);
  for (guint i = 0; i < tickets->len; i++)
    {
      Believed *product = find_product (&day, g_ptr_array_index (tickets, i));
      gboolean dies = i % (tickets->len / DEATHS) == 1;

      if (product != NULL)
        play_ticket (&day, product, dies);
    }
  for (guint i = 0; i < more; i++)
    play_ticket (&day, &day.products[0], FALSE);

  close (day.fd);
  end_life (&day.life, SIGTERM);
  town_restart (&fixture->town);
  shop_assert_adds_up (fixture);
  check_products (&day);
  json_decref (town_expect (&fixture->town, 200, "operator", "POST", "/check", "{}"));
  g_test_message ("%d answered, %d refused", day.answered, day.refused);
  g_assert_cmpint (day.answered, >, 50);
  set_down (&day.life);
}

/* --- many devices at one address --- */

static int
order_from (const Life *life,
            int         fd,
            const char *address,
            const char *product,
            int         device,
            const char *key)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s/orders", life->shop->shop);
  g_autofree char *headers = g_strdup_printf ("Parvis-Device: %043d\r\nX-Real-IP: %s\r\n",
                                              device, address);
  g_autofree char *made = key == NULL ? g_uuid_string_random () : NULL;
  g_autofree char *body = make_order (life, product, device, 1);
  g_autoptr(json_t) answer = NULL;

  send_request (fd, path, headers, key != NULL ? key : made, body);

  return plain_receive (fd, &answer);
}

static void
test_one_address_does_not_take_it_all (ShopFixture   *fixture,
                                       gconstpointer  data)
{
  g_autofree char *bake = NULL;
  g_autoptr(json_t) entity = NULL;
  int confirmed = 0;
  int status = 0;
  Life life;
  int fd;

  set_up (&life, fixture);
  g_assert_true (g_file_set_contents (life.settings, "[parvisd]\ntrusted-proxies=127.0.0.1\n", -1,
                                      NULL));
  bake = shop_bake (fixture, fixture->tradition, life.day, AT (7, 0), 600, 600);
  g_clear_pointer (&fixture->town.service, parvis_service_free);
  begin_life (&life);
  fd = plain_connect (life.port);

  /* Somebody whose answers get lost asks again, and is the one that he was. */
  for (int i = 0; i < 250; i++)
    g_assert_cmpint (order_from (&life, fd, "203.0.113.7", fixture->tradition, 501,
                                 "5a5a5a5a-0000-4000-8000-000000000001"), ==, 201);
  while (confirmed < 400)
    {
      status = order_from (&life, fd, "203.0.113.7", fixture->tradition, confirmed,
                           NULL);
      if (status != 201)
        break;
      confirmed++;
    }

  /* Many homes may share one, so it is a lot; and only that address waits. */
  g_assert_cmpint (status, ==, 429);
  g_assert_cmpint (confirmed, >=, 199);
  g_assert_cmpint (order_from (&life, fd, "203.0.113.8", fixture->tradition, 500, NULL),
                   ==, 201);
  close (fd);
  end_life (&life, SIGTERM);
  town_restart (&fixture->town);
  entity = shop_entity (fixture, "bake", bake);
  g_assert_cmpint (town_int (entity, "reserved"), ==, confirmed + 2);
  set_down (&life);
}

/* --- what the documentation says --- */

/* The commands between ```sh and ```. */
static char *
read_commands (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "docs", "orders.md", NULL);
  g_autofree char *contents = NULL;
  g_auto(GStrv) blocks = NULL;
  GString *commands = g_string_new ("set -eu\n");

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  blocks = g_strsplit (contents, "```", -1);
  for (guint i = 0; blocks[i] != NULL; i++)
    {
      if (g_str_has_prefix (blocks[i], "sh\n"))
        g_string_append (commands, blocks[i] + strlen ("sh\n"));
    }

  return g_string_free (commands, FALSE);
}

static void
test_the_documented_commands_order_bread (ShopFixture   *fixture,
                                          gconstpointer  data)
{
  g_autofree char *commands = read_commands ();
  g_autofree char *where = NULL;
  g_autofree char *bake = NULL;
  g_autofree char *output = NULL;
  g_autofree char *complaint = NULL;
  g_auto(GStrv) environment = g_get_environ ();
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) entity = NULL;
  char *argv[] = { (char *) "bash", (char *) "-c", commands, NULL };
  int status = 1;
  Life life;

  set_up (&life, fixture);
  bake = shop_bake (fixture, fixture->tradition, life.day, AT (7, 0), 20, 12);
  g_clear_pointer (&fixture->town.service, parvis_service_free);
  begin_life (&life);
  where = g_strdup_printf ("http://127.0.0.1:%d", life.port);
  environment = g_environ_setenv (environment, "SERVICE", where, TRUE);
  environment = g_environ_setenv (environment, "TOWN", "00001", TRUE);
  environment = g_environ_setenv (environment, "TZ", "Europe/Paris", TRUE);
  environment = g_environ_setenv (environment, "no_proxy", "127.0.0.1", TRUE);
  g_spawn_sync (NULL, argv, environment, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, &complaint,
                &status, &error);
  g_assert_no_error (error);
  if (status != 0)
    g_test_message ("%s%s", output, complaint);
  g_assert_cmpint (status, ==, 0);
  g_assert_nonnull (strstr (output, "\"state\":\"placed\""));
  g_assert_nonnull (strstr (output, "\"state\":\"cancelled\""));
  g_assert_nonnull (strstr (output, "\"alerts\":[{\"id\":"));

  end_life (&life, SIGTERM);
  town_restart (&fixture->town);
  entity = shop_entity (fixture, "bake", bake);
  g_assert_cmpint (town_int (entity, "online"), ==, 12);
  set_down (&life);
}

/* --- a photo --- */

/* The head of one answer, up to its empty line. */
static char *
ask_photo (const Life *life,
           const char *path,
           const char *headers)
{
  g_autofree char *target = g_strconcat ("/api/v1/towns/00001", path, NULL);
  g_autoptr(GString) answer = g_string_new (NULL);
  int fd = plain_connect (life->port);

  plain_send (fd, target, headers, NULL);
  while (strstr (answer->str, "\r\n\r\n") == NULL)
    {
      char piece[4096];
      gssize got = recv (fd, piece, sizeof piece, 0);

      g_assert_cmpint (got, >, 0);
      g_string_append_len (answer, piece, got);
    }
  close (fd);

  return g_strdup (answer->str);
}

static void
test_a_photo_is_sent_once_to_who_has_it (ShopFixture   *fixture,
                                         gconstpointer  data)
{
  static const guchar jpegs[2][9] = {
    { 0xff, 0xd8, 0xff, 0xe0, 0, 2, 1, 0xff, 0xd9 },
    { 0xff, 0xd8, 0xff, 0xe0, 0, 2, 2, 0xff, 0xd9 },
  };
  g_autofree char *path = g_strdup_printf ("/products/%s/photo", fixture->tradition);
  char *tags[2] = { NULL, };
  Life life;

  set_up (&life, fixture);
  for (guint i = 0; i < G_N_ELEMENTS (jpegs); i++)
    {
      g_autofree char *target = g_strconcat ("/api/v1/towns/00001", path, NULL);
      g_autofree char *token = g_strconcat ("Bearer ", fixture->town.key, NULL);
      g_autofree char *key = g_uuid_string_random ();
      const char *headers[] = { "Content-Type", "image/jpeg", "Idempotency-Key", key,
                                "Authorization", token, NULL };
      g_autoptr(GBytes) body = g_bytes_new_static (jpegs[i], sizeof jpegs[i]);
      g_autoptr(ParvisReply) reply = NULL;
      g_autofree char *match = NULL;
      g_autofree char *other = NULL;
      g_autofree char *first = NULL;
      g_autofree char *again = NULL;
      g_autofree char *anew = NULL;
      const char *tag;

      reply = parvis_service_handle (fixture->town.service, "POST", target, headers, body,
                                     PARVIS_RIGHT_ANYONE);
      g_assert_cmpint (parvis_reply_get_status (reply), ==, 200);
      g_clear_pointer (&fixture->town.service, parvis_service_free);
      begin_life (&life);

      first = ask_photo (&life, path, "");
      g_assert_true (g_str_has_prefix (first, "HTTP/1.1 200 "));
      tag = strstr (first, "\r\nETag: ");
      g_assert_nonnull (tag);
      tag += strlen ("\r\nETag: ");
      tags[i] = g_strndup (tag, strcspn (tag, "\r"));

      match = g_strdup_printf ("If-None-Match: %s\r\n", tags[i]);
      again = ask_photo (&life, path, match);
      g_assert_true (g_str_has_prefix (again, "HTTP/1.1 304 "));
      g_assert_nonnull (strstr (again, tags[i]));
      g_assert_null (strstr (again, "Content-Type: image"));

      other = g_strdup_printf ("If-None-Match: %s\r\n", i == 0 ? "\"another\"" : tags[0]);
      anew = ask_photo (&life, path, other);
      g_assert_true (g_str_has_prefix (anew, "HTTP/1.1 200 "));

      end_life (&life, SIGTERM);
      town_restart (&fixture->town);
    }
  set_down (&life);
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    g_free (tags[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  SHOP_TEST ("/orders-play/the-last-loaves-go-to-as-many-and-no-more",
             test_the_last_loaves_go_to_as_many_and_no_more);
  SHOP_TEST ("/orders-play/a-real-day-is-played-through-deaths",
             test_a_real_day_is_played_through_deaths);
  SHOP_TEST ("/orders-play/one-address-does-not-take-it-all",
             test_one_address_does_not_take_it_all);
  SHOP_TEST ("/orders-play/the-documented-commands-order-bread",
             test_the_documented_commands_order_bread);
  SHOP_TEST ("/orders-play/a-photo-is-sent-once-to-who-has-it",
             test_a_photo_is_sent_once_to_who_has_it);

  return g_test_run ();
}
