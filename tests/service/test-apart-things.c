/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-apart-things"

#include "config.h"

#include "dossier-fixture.h"

#include <string.h>

/* Two towns with bread and dossiers. Who works in the second, whatever he may do there, and the
 * residents of the first themselves try all that the first has at the second's addresses.
 */

#define THERE "00001"
#define HERE  "00002"
#define BELOW_THERE "/api/v1/towns/" THERE
#define BELOW_HERE  "/api/v1/towns/" HERE

/* Its own denials are recorded up to sixty in a minute; a new account begins anew. */
#define TRIES_OF_ONE 50

typedef enum { MAYOR, CLERK, BAKER, N_ASKERS } Asker;

typedef struct
{
  DossierFixture  dossiers;
  GPtrArray      *ids;                /* of the first town */
  char           *procedure;          /* likewise */
  char           *shop;               /* of the second */
  char           *account[N_ASKERS];  /* of the second */
  char           *token[N_ASKERS];
  guint           tried[N_ASKERS];
  gint64          read;               /* of the second town's trail */
} Fixture;

/* Bodies that would do something if they were let. */
static const struct
{
  const char *name;
  const char *body;
} bodies[] = {
  { "source.judge", "{\"accept\":true}" },
  { "gauge.count", "{\"delta\":1}" },
  { "gauge.recount", "{\"value\":7}" },
  { "facility.close", "{\"reason\":\"travaux\"}" },
  { "gauge.lower", "{\"capacity\":1,\"reason\":\"travaux\"}" },
  { "gauge.set", "{\"capacity\":1}" },
  { "source.pause", "{\"paused\":true}" },
  { "member.roles", "{\"roles\":[\"clerk\"]}" },
};

static const char *
body_of (const ParvisRoute *route)
{
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      if (strcmp (bodies[i].name, route->name) == 0)
        return bodies[i].body;
    }

  return route->max_body > 0 ? "{}" : NULL;
}

/* @token (nullable), and @device (nullable) of a resident, who also sends files. */
static json_t *
request (Fixture    *fixture,
         int         status,
         const char *token,
         const char *device,
         const char *method,
         const char *target,
         const char *text)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *bearer = g_strdup_printf ("Bearer %s", token != NULL ? token : "");
  gboolean operates = g_strcmp0 (token, "operator") == 0;
  const char *headers[] = {
    "Content-Type", strcmp (method, "PATCH") == 0 ? "application/offset+octet-stream"
                                                  : "application/json",
    "Idempotency-Key", uuid, "Tus-Resumable", "1.0.0", "Upload-Length", "100",
    "Upload-Offset", "0",
    device != NULL ? "Parvis-Device" : "X-Nothing", device != NULL ? device : "",
    token != NULL && !operates ? "Authorization" : NULL, bearer, NULL,
  };
  g_autoptr(GBytes) body = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  g_autoptr(ParvisReply) reply = NULL;
  json_t *answer = NULL;
  GBytes *bytes;

  reply = parvis_service_handle (fixture->dossiers.town.service, method, target, headers, body,
                                 operates ? PARVIS_RIGHT_OPERATOR : PARVIS_RIGHT_ANYONE);
  bytes = parvis_reply_get_bytes (reply);
  if (bytes != NULL && g_bytes_get_size (bytes) > 0)
    answer = json_loadb (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0, NULL);
  if (parvis_reply_get_status (reply) != status)
    {
      g_autofree char *said = answer != NULL ? parvis_json_dump (answer) : NULL;

      g_test_message ("%s %s: %d %s", method, target, parvis_reply_get_status (reply), said);
    }
  g_assert_cmpint (parvis_reply_get_status (reply), ==, status);

  return answer != NULL ? answer : json_object ();
}

static char *
add (Fixture    *fixture,
     const char *token,
     const char *device,
     const char *target,
     const char *text)
{
  g_autoptr(json_t) answer = request (fixture, 201, token, device, "POST", target, text);

  return g_strdup (town_text (answer, "id"));
}

static void
know (Fixture *fixture,
      char    *id)
{
  g_assert_cmpstr (id, !=, "");
  g_ptr_array_add (fixture->ids, id);
}

static void
sign_in (Fixture *fixture,
         Asker    who)
{
  static const char * const roles[N_ASKERS] = { "mayor", "clerk", "merchant" };
  g_autofree char *wish = NULL;
  g_autofree char *code = NULL;
  g_autoptr(json_t) made = NULL;
  g_autoptr(json_t) tokens = NULL;

  wish = who == BAKER
         ? g_strdup_printf ("{\"name\":\"X\",\"roles\":[\"merchant\"],\"merchants\":[\"%s\"]}",
                            fixture->shop)
         : g_strdup_printf ("{\"name\":\"X\",\"roles\":[\"%s\"]}", roles[who]);
  made = request (fixture, 201, "operator", NULL, "POST", BELOW_HERE "/invitations", wish);
  code = g_strdup_printf ("{\"code\":\"%s\"}", town_text (made, "code"));
  tokens = request (fixture, 200, NULL, NULL, "POST", "/api/v1/pair", code);
  g_free (fixture->account[who]);
  g_free (fixture->token[who]);
  fixture->account[who] = g_strdup (town_text (tokens, "account"));
  fixture->token[who] = g_strdup (town_text (tokens, "access_token"));
  fixture->tried[who] = 0;
}

#define SHOP_BODY \
  "{\"name\":\"Boulangerie\",\"cutoff\":{\"before\":60},\"slots\":[{\"weekday\":3,\"from\":1080," \
  "\"until\":1110,\"capacity\":20},{\"weekday\":4,\"from\":1080,\"until\":1110,\"capacity\":20}]}"

#define DEVICE "0000000000000000000000000000000000000000001"

/* A shop with bread, an order and a standing order of the resident whose dossier is there too. */
static void
open_shop_there (Fixture *fixture)
{
  TownFixture *town = &fixture->dossiers.town;
  char *shop = add (fixture, "operator", NULL, BELOW_THERE "/merchants", SHOP_BODY);
  g_autofree char *products = g_strdup_printf (BELOW_THERE "/merchants/%s/products", shop);
  g_autofree char *orders = g_strdup_printf (BELOW_THERE "/merchants/%s/orders", shop);
  g_autofree char *standing = g_strdup_printf (BELOW_THERE "/merchants/%s/standing", shop);
  g_autofree char *bakes = NULL;
  g_autofree char *order = NULL;
  g_autofree char *weekly = NULL;
  char *product;

  product = add (fixture, "operator", NULL, products, "{\"name\":\"Tradition\",\"price\":120}");
  bakes = g_strdup_printf (BELOW_THERE "/products/%s/bakes", product);
  know (fixture, shop);
  know (fixture, product);
  know (fixture, add (fixture, "operator", NULL, bakes, "{\"day\":\"2026-06-17\",\"ready\":420,"
                      "\"quantity\":50,\"online\":50}"));
  town_tick (town);
  order = g_strdup_printf ("{\"name\":\"Mme Lefèvre\",\"phone\":\"0600000001\","
                           "\"day\":\"2026-06-17\",\"from\":1080,"
                           "\"lines\":[{\"product\":\"%s\",\"quantity\":1}]}", product);
  know (fixture, add (fixture, NULL, DEVICE, orders, order));
  weekly = g_strdup_printf ("{\"name\":\"Mme Lefèvre\",\"phone\":\"0600000001\",\"weekday\":4,"
                            "\"from\":1080,\"lines\":[{\"product\":\"%s\",\"quantity\":1}]}",
                            product);
  know (fixture, add (fixture, NULL, DEVICE, standing, weekly));
}

static void
setup (Fixture       *fixture,
       gconstpointer  data)
{
  DossierFixture *dossiers = &fixture->dossiers;
  TownFixture *town = &dossiers->town;
  g_autoptr(json_t) procedures = NULL;
  g_autoptr(json_t) source = NULL;
  g_autoptr(json_t) made = NULL;
  g_autofree char *photo = NULL;
  char *dossier;

  dossier_fixture_setup (dossiers, NULL);
  fixture->ids = g_ptr_array_new_with_free_func (g_free);
  json_decref (request (fixture, 200, "operator", NULL, "POST", BELOW_THERE "/modules/orders",
                        "{}"));
  open_shop_there (fixture);
  procedures = request (fixture, 200, NULL, NULL, "GET", BELOW_THERE "/procedures", NULL);
  fixture->procedure =
    g_strdup (town_text (json_array_get (json_object_get (procedures, "procedures"), 0), "id"));
  g_assert_cmpstr (fixture->procedure, !=, "");
  dossier = dossier_send (dossiers, 1);
  photo = dossier_send_photo (dossiers, 1, dossier, "birth");
  know (fixture, dossier);
  know (fixture, g_strdup (strrchr (photo, '/') + 1));
  know (fixture, town_find (town, "gauge", TOWN_PARK));
  know (fixture, town_find (town, "facility", TOWN_POOL));
  know (fixture, town_add_source (town, TOWN_PARK, "\"measure\":\"free\""));
  made = request (fixture, 201, "operator", NULL, "POST", BELOW_THERE "/invitations",
                  "{\"name\":\"Y\",\"roles\":[\"clerk\"]}");
  know (fixture, g_strdup (town_text (made, "id")));
  know (fixture, g_strdup (dossiers->clerk_account));

  json_decref (request (fixture, 201, "operator", NULL, "POST", BELOW_HERE,
                        "{\"name\":\"Autre\",\"modules\":[\"orders\",\"dossiers\"]}"));
  fixture->shop = add (fixture, "operator", NULL, BELOW_HERE "/merchants", SHOP_BODY);
  for (guint i = 0; i < N_ASKERS; i++)
    sign_in (fixture, i);
}

static void
teardown (Fixture       *fixture,
          gconstpointer  data)
{
  for (guint i = 0; i < N_ASKERS; i++)
    {
      g_free (fixture->account[i]);
      g_free (fixture->token[i]);
    }
  g_free (fixture->shop);
  g_free (fixture->procedure);
  g_ptr_array_unref (fixture->ids);
  dossier_fixture_teardown (&fixture->dossiers, NULL);
}

/* Who may do that in his own town. */
static Asker
choose_asker (const ParvisRoute *route)
{
  if (route->right == PARVIS_RIGHT_ORDERS || route->right == PARVIS_RIGHT_MEMBER)
    return BAKER;

  return route->right == PARVIS_RIGHT_REVIEW ? CLERK : MAYOR;
}

static char *
make_target (const ParvisRoute *route,
             const char        *id)
{
  g_autoptr(GString) target = g_string_new (route->pattern);

  g_string_replace (target, "{insee}", HERE, 0);
  g_string_replace (target, "{id:uuid}", id, 0);
  g_string_replace (target, "{id:word}", id, 0);
  g_string_replace (target, "{kind:word}", "registration", 0);
  g_string_replace (target, "{requirement:word}", "birth", 0);
  g_assert_null (strchr (target->str, '{'));

  return g_strdup (target->str);
}

/* What is new in the trail of the second town has it so often. */
static guint
count_entries (Fixture    *fixture,
               const char *account,
               const char *method,
               const char *target)
{
  g_autofree char *page = g_strdup_printf (BELOW_HERE "/audit?limit=1000&after=%" G_GINT64_FORMAT,
                                           fixture->read);
  g_autoptr(json_t) answer = request (fixture, 200, "operator", NULL, "GET", page, NULL);
  const json_t *entries = json_object_get (answer, "entries");
  g_autofree char *actor = g_strconcat ("account:", account, NULL);
  g_autofree char *object = g_strdup_printf ("%s %s", method, target);
  guint n = 0;

  for (gsize i = 0; i < json_array_size (entries); i++)
    {
      const json_t *entry = json_array_get (entries, i);

      fixture->read = town_int (entry, "seq");
      n += strcmp (town_text (entry, "action"), "access.denied") == 0 &&
           strcmp (town_text (entry, "actor"), actor) == 0 &&
           strcmp (town_text (entry, "object"), object) == 0;
    }

  return n;
}

static void
try (Fixture           *fixture,
     const ParvisRoute *route,
     const char        *id)
{
  Asker who = choose_asker (route);
  g_autofree char *target = make_target (route, id);
  g_autoptr(json_t) answer = NULL;
  g_autofree char *said = NULL;

  if (fixture->tried[who]++ == TRIES_OF_ONE)
    sign_in (fixture, who);

  /* What is for anybody is asked for by whose it is, from the device that made it. */
  answer = request (fixture, 404, fixture->token[who], DEVICE, route->method, target,
                    body_of (route));
  said = parvis_json_dump (answer);
  g_assert_null (strstr (said, "Lef"));
  g_assert_cmpuint (count_entries (fixture, fixture->account[who], route->method, target), ==, 1);
}

/* All that the first town has. */
static char *
read_there (Fixture *fixture)
{
  static const char * const kinds[] = {
    "merchant", "product", "bake", "order", "standing", "shelf", "pickup", "procedure", "dossier",
    "gauge", "facility", "source", "member", "invitation",
  };
  g_autoptr(GString) all = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *target = g_strdup_printf (BELOW_THERE "/entities/%s", kinds[i]);
      g_autoptr(json_t) answer = request (fixture, 200, "operator", NULL, "GET", target, NULL);
      g_autofree char *text = parvis_json_dump (answer);

      g_string_append (all, text);
    }

  return g_strdup (all->str);
}

static void
test_every_identifier_at_every_route (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autofree char *before = read_there (fixture);
  g_autofree char *after = NULL;
  guint tried[PARVIS_RIGHT_OPERATOR + 1] = { 0 };

  for (const ParvisRoute *route = parvis_routes; route->method != NULL; route++)
    {
      if (strstr (route->pattern, "{insee}") == NULL || route->right == PARVIS_RIGHT_SOURCE ||
          route->kind == PARVIS_ROUTE_STREAM)
        continue;

      if (strstr (route->pattern, "/procedures/{id:word}") != NULL)
        {
          try (fixture, route, fixture->procedure);
          tried[route->right]++;
        }
      if (strstr (route->pattern, "{id:uuid}") == NULL)
        continue;

      for (guint i = 0; i < fixture->ids->len; i++)
        {
          try (fixture, route, g_ptr_array_index (fixture->ids, i));
          tried[route->right]++;
        }
    }

  g_assert_cmpuint (tried[PARVIS_RIGHT_ANYONE], >, 200);
  g_assert_cmpuint (tried[PARVIS_RIGHT_ORDERS], >, 300);
  g_assert_cmpuint (tried[PARVIS_RIGHT_REVIEW], >, 100);
  g_assert_cmpuint (tried[PARVIS_RIGHT_ADMINISTER], >, 100);
  after = read_there (fixture);
  g_assert_cmpstr (after, ==, before);
}

#define THINGS_TEST(path, function) \
  g_test_add (path, Fixture, NULL, setup, function, teardown)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  THINGS_TEST ("/apart-things/every-identifier-at-every-route",
               test_every_identifier_at_every_route);

  return g_test_run ();
}
