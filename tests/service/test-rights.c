/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-rights"

#include "config.h"

#include "town-fixture.h"

#include "parvis-account.h"
#include "parvis-dispatch.h"
#include "parvis-error.h"

#include <string.h>

#define ID "0b0f6c1e-8f0e-4d7b-9d3e-0a1b2c3d4e5f"

/* Who asks. */
static const struct
{
  char        letter;
  const char *role;
} people[] = {
  { 'M', "mayor" }, { 'C', "clerk" }, { 'B', "merchant" }, { 'N', "counter" },
};

#define ANYBODY "-aMCBNOS"
#define SIGNED  "aMCBNO"

/* Written by hand, and not from the table that is tested: '-' nobody in particular, 'a'
 * an account of another town, 'M' mayor, 'C' clerk, 'B' baker, 'N' who counts, 'O' the
 * operator's account, 'S' the source's key. The control socket may do everything.
 */
static const struct
{
  const char *name;
  const char *who;
} expected[] = {
  { "health", ANYBODY },
  { "metrics", ANYBODY },
  { "openapi", ANYBODY },
  { "metadata", ANYBODY },
  { "token", ANYBODY },
  { "device", ANYBODY },
  { "revoke", ANYBODY },
  { "pair", ANYBODY },
  { "unlock", ANYBODY },
  { "live", ANYBODY },
  { "live.events", ANYBODY },
  { "tiles", ANYBODY },
  { "tile", ANYBODY },
  { "towns", ANYBODY },

  { "me", SIGNED },
  { "sessions", SIGNED },
  { "session.revoke", SIGNED },
  { "session.pin", SIGNED },
  { "presets", SIGNED },
  { "templates", SIGNED },

  { "changes", "MCBNO" },
  { "changes.events", "MCBNO" },
  { "source.list_readings", "MCNO" },
  { "source.report", "MCNO" },
  { "gauge.history", "MCNO" },
  { "source.judge", "MNO" },
  { "gauge.count", "MNO" },
  { "gauge.recount", "MNO" },
  { "facility.close", "MNO" },
  { "facility.reopen", "MNO" },
  { "gauge.lower", "MNO" },
  { "gauge.restore", "MNO" },
  { "source.readings", "S" },

  { "invitation.create", "MO" },
  { "invitation.revoke", "MO" },
  { "member.roles", "MO" },
  { "member.remove", "MO" },
  { "audit", "MO" },
  { "module.set", "MO" },
  { "town.tell", "MO" },
  { "town.logo", "MO" },
  { "town.remove_logo", "MO" },
  { "town.show_logo", ANYBODY },
  { "facility.import", "MO" },
  { "facility.remove", "MO" },
  { "neighbourhood.import", "MO" },
  { "gauge.set", "MO" },
  { "source.add", "MO" },
  { "source.rotate", "MO" },
  { "source.set", "MO" },
  { "source.pause", "MO" },
  { "source.remove", "MO" },
  { "keys", "MO" },
  { "key.revoke", "MO" },

  { "merchant.add", "MO" },
  { "merchant.remove", "MO" },
  { "merchant.set", "MCBNO" },
  { "product.photo", "B" },
  { "product.remove_photo", "B" },
  { "merchant.slots", "B" },
  { "merchant.closed", "B" },
  { "merchant.shut", "B" },
  { "merchant.reopen", "B" },
  { "merchant.close_day", "B" },
  { "merchant.open_day", "B" },
  { "product.add", "B" },
  { "product.set", "B" },
  { "product.remove", "B" },
  { "product.pattern", "B" },
  { "product.bake", "B" },
  { "product.sold_out", "B" },
  { "product.resume", "B" },
  { "product.sell", "B" },
  { "product.share", "B" },
  { "product.waste", "B" },
  { "bake.set", "B" },
  { "bake.shut", "B" },
  { "bake.reopen", "B" },
  { "order.prepare", "B" },
  { "order.ready", "B" },
  { "order.collect", "B" },
  { "order.back", "B" },
  { "order.confirm", "B" },
  { "order.decline", "B" },
  { "order.delay", "B" },
  { "order.keep", "B" },
  { "order.no_show", "B" },
  { "order.release", "B" },
  { "order.told", "B" },
  { "order.place", ANYBODY },
  { "order.cancel", ANYBODY },
  { "order.notify", ANYBODY },
  { "alert.add", ANYBODY },
  { "alert.remove", ANYBODY },
  { "standing.add", ANYBODY },
  { "standing.remove", ANYBODY },
  { "standing.pause", ANYBODY },
  { "merchants", ANYBODY },
  { "merchant", ANYBODY },
  { "product.show_photo", ANYBODY },
  { "orders", ANYBODY },
  { "order", ANYBODY },
  { "standing", ANYBODY },
  { "alerts", ANYBODY },
  { "notices.key", ANYBODY },
  { "notices", ANYBODY },
  { "notices.put", ANYBODY },
  { "notices.remove", ANYBODY },

  { "procedure.add", "MO" },
  { "procedure.open", "MO" },
  { "procedure.close", "MO" },
  { "procedures", ANYBODY },
  { "procedure", ANYBODY },
  { "dossier.start", ANYBODY },
  { "dossier.answer", ANYBODY },
  { "dossier.submit", ANYBODY },
  { "dossier.explain", ANYBODY },
  { "dossier.write", ANYBODY },
  { "dossier.withdraw", ANYBODY },
  { "dossier.forget", ANYBODY },
  { "dossiers", ANYBODY },
  { "dossier", ANYBODY },
  { "dossier.receipt", ANYBODY },
  { "dossier.export", ANYBODY },
  { "upload.own", ANYBODY },
  { "upload.options", ANYBODY },
  { "upload.create", ANYBODY },
  { "upload.append", ANYBODY },
  { "upload", ANYBODY },
  { "upload.content", "C" },
  { "paper.create", "C" },
  { "paper.append", "C" },
  { "paper", "C" },
  { "dossier.take", "C" },
  { "dossier.release", "C" },
  { "dossier.verdict", "C" },
  { "dossier.finish", "C" },
  { "dossier.decide", "C" },
  { "dossier.reply", "C" },
  { "dossier.note", "C" },
  { "dossier.label", "C" },
  { "dossier.told", "C" },
  { "dossier.end", "C" },
  { "dossier.erase", "C" },
  { "erasures", "MCNO" },
  { "dossier.file", "C" },
  { "dossier.file.receipt", "C" },

  { "audit.verify", "O" },
  { "audit.accept", "O" },
  { "service.audit.accept", "O" },
  { "service.audit", "O" },
  { "service.audit.verify", "O" },
  { "accounts", "O" },
  { "account.add", "O" },
  { "account.remove", "O" },
  { "account.reset", "O" },
  { "town.add", "O" },
  { "town.import", "O" },
  { "town.restore", "O" },
  { "service.backup", "O" },
  { "service.restore", "O" },
  { "town.export", "O" },
  { "town.remove", "O" },
  { "town.backup", "O" },
  { "town.check", "O" },
  { "town.put", "O" },
  { "entities", "O" },
  { "find", "O" },
  { "providers", "O" },
  { "provider.put", "O" },
  { "provider.remove", "O" },
};

static const char *
find_header_cb (gpointer    transport,
                const char *name)
{
  return g_ascii_strcasecmp (name, "Authorization") == 0 ? transport : NULL;
}

static char *
make_target (const char *pattern)
{
  static const char * const values[][2] = {
    { "{insee}", "00001" }, { "{code:insee}", "00001" }, { "{id:uuid}", ID },
    { "{theme:word}", "light" }, { "{kind:word}", "gauge" }, { "{module:word}", "parking" },
    { "{z:int}", "1" }, { "{x:int}", "1" }, { "{y:int}", "1" }, { "{secret:token}", "x" },
    { "{id:word}", "agents" }, { "{requirement:word}", "birth" },
  };
  g_autoptr(GString) target = g_string_new (pattern);

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    g_string_replace (target, values[i][0], values[i][1], 0);
  g_assert_null (strchr (target->str, '{'));

  return g_strdup (target->str);
}

/* Just as far as the router's decision, so that nothing is done. */
static gboolean
may (TownFixture        *fixture,
     const ParvisRoute  *route,
     const char         *token,
     const char         *id,
     ParvisRight         granted,
     GError            **error)
{
  g_autoptr(ParvisRequest) request = parvis_request_new ();
  g_autofree char *header = token != NULL ? g_strconcat ("Bearer ", token, NULL) : NULL;
  g_autofree char *target = make_target (route->pattern);
  g_autofree char *place = NULL;
  g_auto(GStrv) parts = g_strsplit (target, ID, 2);

  place = parts[1] != NULL ? g_strconcat (parts[0], id, parts[1], NULL) : g_strdup (target);
  request->service = fixture->service;
  request->method = route->method;
  request->header = find_header_cb;
  request->transport = header;
  request->granted = granted;
  request->time = fixture->now;
  g_assert_true (parvis_request_set_target (request, place, NULL));

  return parvis_dispatch_route (request, FALSE, 0, error);
}

static void
check_denial (const ParvisRoute *route,
              char               who,
              const GError      *error)
{
  g_assert_true (error->domain == PARVIS_ERROR);

  /* What is not for somebody is there for him if it is his town's. */
  if (route->right == PARVIS_RIGHT_OPERATOR)
    g_assert_true (error->code == PARVIS_ERROR_NOT_FOUND ||
                   error->code == PARVIS_ERROR_METHOD_NOT_ALLOWED);
  else if (who == '-')
    g_assert_cmpint (error->code, ==, PARVIS_ERROR_UNAUTHORIZED);
  else if (who == 'a')
    g_assert_cmpint (error->code, ==, PARVIS_ERROR_NOT_FOUND);
  else if (who == 'S')
    g_assert_true (error->code == PARVIS_ERROR_FORBIDDEN ||
                   error->code == PARVIS_ERROR_UNAUTHORIZED);
  else
    g_assert_cmpint (error->code, ==, PARVIS_ERROR_FORBIDDEN);
}

static void
check_one (TownFixture       *fixture,
           const ParvisRoute *route,
           const char        *wanted,
           char               who,
           const char        *token,
           const char        *id)
{
  g_autoptr(GError) error = NULL;
  gboolean allowed = may (fixture, route, token, id, PARVIS_RIGHT_ANYONE, &error);

  g_test_message ("%s %s %s as %c: %s", route->name, route->method, route->pattern, who,
                  allowed ? "allowed" : error->message);
  g_assert_cmpint (allowed, ==, strchr (wanted, who) != NULL);
  if (!allowed)
    check_denial (route, who, error);
}

static const char *
find_expected (const ParvisRoute *route)
{
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      if (strcmp (expected[i].name, route->name) == 0)
        return expected[i].who;
    }

  g_error ("who may use the route %s?", route->name);
}

static void
add_other_town (TownFixture *fixture)
{
  json_decref (town_request (fixture, "operator", "POST", "/api/v1/towns/00002",
                             "application/json", "{\"name\":\"Autre\"}"));
  g_assert_cmpint (fixture->status, ==, 201);
}

static char *
make_operator (TownFixture *fixture)
{
  ParvisStore *store = parvis_service_get_store (fixture->service);
  g_autofree char *account = NULL;
  g_auto(ParvisTokens) tokens = { NULL, };
  g_autoptr(GError) error = NULL;

  account = parvis_account_create (store, "operator", "Opérateur", "o@p.fr", NULL, NULL, NULL,
                                   TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (parvis_session_create (store, account, "Poste", &tokens, NULL));

  return g_steal_pointer (&tokens.access);
}

static void
test_every_route_for_every_role (TownFixture   *fixture,
                                 gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autofree char *operator = make_operator (fixture);
  g_autoptr(json_t) stranger = NULL;
  json_t *tokens[G_N_ELEMENTS (people)];
  guint n_routes = 0;

  add_other_town (fixture);
  stranger = town_sign_in (fixture, "00002", "X", "mayor");
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    tokens[i] = town_sign_in (fixture, "00001", "X", people[i].role);

  for (const ParvisRoute *route = parvis_routes; route->method != NULL; route++)
    {
      const char *who;

      if (route->page)
        {
          g_assert_cmpint (route->right, ==, PARVIS_RIGHT_ANYONE);
          continue;
        }

      who = find_expected (route);
      n_routes++;
      check_one (fixture, route, who, '-', NULL, ID);
      check_one (fixture, route, who, 'a', town_text (stranger, "access_token"), ID);
      check_one (fixture, route, who, 'O', operator, ID);
      check_one (fixture, route, who, 'S', g_hash_table_lookup (fixture->keys, source), source);
      for (guint i = 0; i < G_N_ELEMENTS (people); i++)
        check_one (fixture, route, who, people[i].letter,
                   town_text (tokens[i], "access_token"), ID);
      g_assert_true (may (fixture, route, NULL, ID, PARVIS_RIGHT_OPERATOR, NULL));
    }

  /* Every line of the table was used: none is about a route that is gone. */
  g_assert_cmpuint (n_routes, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    json_decref (tokens[i]);
}

/* Until nothing more comes: the reader's own visit moves an entity while he reads. */
static json_t *
read_feed (TownFixture *fixture,
           const char  *token)
{
  g_autoptr(json_t) changes = json_array ();
  gint64 cursor = 0;
  gsize n_read;

  do
    {
      g_autofree char *path = g_strdup_printf ("/changes?limit=1000&after=%" G_GINT64_FORMAT,
                                               cursor);
      g_autoptr(json_t) page = town_expect (fixture, 200, token, "GET", path, NULL);

      n_read = json_array_size (json_object_get (page, "changes"));
      cursor = town_int (page, "cursor");
      json_array_extend (changes, json_object_get (page, "changes"));
    }
  while (n_read > 0);

  return g_steal_pointer (&changes);
}

static void
test_every_role_reads_what_is_for_it (TownFixture   *fixture,
                                      gconstpointer  data)
{
  static const struct
  {
    const char *role;
    const char *kinds;
  } readers[] = {
    { "mayor", "gauge gauge_log source member invitation" },
    { "clerk", "gauge gauge_log source" },
    { "counter", "gauge gauge_log source" },
    { "merchant", "gauge" },
  };
  static const char * const kinds[] = { "gauge", "gauge_log", "source", "member", "invitation" };
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autofree char *gauge = town_find (fixture, "gauge", TOWN_PARK);
  g_autofree char *count = g_strdup_printf ("/gauges/%s/count", gauge);

  json_decref (town_expect (fixture, 200, "operator", "POST", count, "{\"delta\":1}"));
  json_decref (town_expect (fixture, 201, "operator", "POST", "/invitations",
                            "{\"name\":\"Y\",\"roles\":[\"clerk\"]}"));
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      g_autoptr(json_t) tokens = town_sign_in (fixture, "00001", "X", readers[i].role);
      g_autoptr(json_t) changes = read_feed (fixture, town_text (tokens, "access_token"));
      g_auto(GStrv) words = g_strsplit (readers[i].kinds, " ", -1);

      for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
        {
          gboolean found = FALSE;

          for (gsize n = 0; n < json_array_size (changes); n++)
            found |= strcmp (town_text (json_array_get (changes, n), "kind"), kinds[k]) == 0;
          g_test_message ("%s reads %s: %d", readers[i].role, kinds[k], found);
          g_assert_cmpint (found, ==, g_strv_contains ((const char * const *) words, kinds[k]));
        }
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TOWN_TEST ("/rights/every-route-for-every-role", test_every_route_for_every_role);
  TOWN_TEST ("/rights/every-role-reads-what-is-for-it", test_every_role_reads_what_is_for_it);

  return g_test_run ();
}
