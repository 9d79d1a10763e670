/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-procedures"

#include "config.h"

#include "dossier-fixture.h"

#include <string.h>

static json_t *
add (DossierFixture *fixture,
     int             status,
     json_t         *procedure)
{
  g_autoptr(json_t) owned = procedure;
  g_autofree char *text = parvis_json_dump (owned);

  return town_expect (&fixture->town, status, fixture->mayor, "POST", "/procedures", "%s", text);
}

static json_t *
make_version (gint64      version,
              const char *title)
{
  json_t *procedure = dossier_template (TRUE);

  json_object_set_new (procedure, "version", json_integer (version));
  json_object_set_new (json_object_get (procedure, "title"), "fr", json_string (title));

  return procedure;
}

static void
test_a_published_version_never_changes (DossierFixture *fixture,
                                        gconstpointer   data)
{
  g_autoptr(json_t) again = add (fixture, 200, dossier_template (TRUE));
  g_autoptr(json_t) other = add (fixture, 409, make_version (1, "Autre chose"));
  g_autoptr(json_t) second = add (fixture, 201, make_version (2, "Crèche 2027"));
  g_autoptr(json_t) older = add (fixture, 409, dossier_template (TRUE));
  g_autoptr(json_t) first = town_expect (&fixture->town, 200, NULL, "GET",
                                         "/procedures/creche?version=1", NULL);
  g_autoptr(json_t) now = town_expect (&fixture->town, 200, NULL, "GET", "/procedures/creche",
                                       NULL);
  g_autoptr(json_t) template = dossier_template (TRUE);
  const json_t *form = json_object_get (first, "form");

  g_assert_cmpint (town_int (again, "version"), ==, 1);
  g_assert_cmpstr (town_text (other, "field"), ==, "/version");
  g_assert_cmpint (town_int (second, "version"), ==, 2);
  g_assert_cmpint (town_int (older, "version"), ==, 2);
  g_assert_true (json_equal (json_object_get (form, "title"), json_object_get (template, "title")));
  g_assert_true (json_is_false (json_object_get (first, "open")));
  g_assert_true (json_is_true (json_object_get (now, "open")));
  g_assert_cmpint (town_int (json_object_get (now, "form"), "version"), ==, 2);
  json_decref (town_expect (&fixture->town, 404, NULL, "GET", "/procedures/creche?version=3",
                            NULL));
  json_decref (town_expect (&fixture->town, 422, NULL, "GET", "/procedures/creche?version=x",
                            NULL));
}

static void
test_a_template_needs_the_card_of_a_town (DossierFixture *fixture,
                                          gconstpointer   data)
{
  g_autoptr(json_t) templates = town_request (&fixture->town, fixture->mayor, "GET",
                                              "/api/v1/templates", NULL, NULL);
  g_autoptr(json_t) shipped = dossier_template (FALSE);
  g_autoptr(json_t) whole = dossier_template (TRUE);
  const json_t *first = json_array_get (json_object_get (templates, "templates"), 0);
  g_autoptr(json_t) without = add (fixture, 422, json_pack ("{s:s}", "template", "creche"));
  g_autoptr(json_t) with = NULL;
  g_autoptr(json_t) unknown = add (fixture, 422, json_pack ("{s:s}", "template", "mariage"));
  g_autoptr(json_t) broken = NULL;

  g_assert_true (json_equal (first, shipped));
  g_assert_cmpstr (town_text (without, "field"), ==, "/card");
  g_assert_cmpstr (town_text (unknown, "field"), ==, "/template");

  /* The same as the file with that card, so nothing is new. */
  with = add (fixture, 200, json_pack ("{s:s, s:O}", "template", "creche", "card",
                                       json_object_get (whole, "card")));
  g_assert_cmpint (town_int (with, "version"), ==, 1);

  json_object_set_new (json_array_get (json_object_get (whole, "requirements"), 0), "reasons",
                       json_pack ("[s]", "nothing"));
  broken = add (fixture, 422, json_incref (whole));
  g_assert_true (g_str_has_prefix (town_text (broken, "field"), "/requirements/0"));
}

static void
test_who_works_for_the_town_reads_all_of_it (DossierFixture *fixture,
                                             gconstpointer   data)
{
  g_autoptr(json_t) merchant = town_sign_in (&fixture->town, "00001", "Odile", "merchant");
  g_autoptr(json_t) seen = dossier_entity (fixture, fixture->clerk, "procedure", "creche/1");
  g_autoptr(json_t) mayor = dossier_entity (fixture, fixture->mayor, "procedure", "creche/1");
  g_autoptr(json_t) template = dossier_template (TRUE);
  g_autoptr(json_t) old = NULL;
  g_autoptr(json_t) current = NULL;

  g_assert_true (json_equal (json_object_get (seen, "form"), template));
  g_assert_true (json_equal (seen, mayor));
  g_assert_null (dossier_entity (fixture, town_text (merchant, "access_token"), "procedure",
                                 "creche/1"));

  json_decref (add (fixture, 201, make_version (2, "Crèche 2027")));
  old = dossier_entity (fixture, fixture->clerk, "procedure", "creche/1");
  current = dossier_entity (fixture, fixture->clerk, "procedure", "creche/2");
  g_assert_true (json_is_false (json_object_get (old, "current")));
  g_assert_true (json_is_true (json_object_get (current, "current")));
}

/* What a clerk looks at is not what a family fills in. */
static void
test_residents_read_what_is_asked (DossierFixture *fixture,
                                   gconstpointer   data)
{
  g_autoptr(json_t) list = town_expect (&fixture->town, 200, NULL, "GET", "/procedures", NULL);
  g_autoptr(json_t) shown = town_expect (&fixture->town, 200, NULL, "GET", "/procedures/creche",
                                         NULL);
  const json_t *form = json_object_get (shown, "form");
  g_autofree char *text = parvis_json_dump (form);

  g_assert_cmpuint (json_array_size (json_object_get (list, "procedures")), ==, 1);
  g_assert_cmpuint (json_array_size (json_object_get (form, "steps")), >, 0);
  g_assert_cmpuint (json_array_size (json_object_get (form, "requirements")), >, 0);
  g_assert_nonnull (json_object_get (form, "card"));
  g_assert_null (strstr (text, "\"checks\""));
  g_assert_null (strstr (text, "\"reasons\""));
  json_decref (town_expect (&fixture->town, 404, NULL, "GET", "/procedures/mariage", NULL));
}

static void
test_closing_ends_what_begins_and_nothing_else (DossierFixture *fixture,
                                                gconstpointer   data)
{
  g_autoptr(json_t) none = NULL;
  g_autoptr(json_t) closed = NULL;
  g_autoptr(json_t) shown = NULL;
  g_autoptr(json_t) second = NULL;

  json_decref (town_expect (&fixture->town, 403, fixture->clerk, "POST",
                            "/procedures/creche/close", "{}"));
  json_decref (town_expect (&fixture->town, 404, fixture->mayor, "POST",
                            "/procedures/mariage/close", "{}"));
  closed = town_expect (&fixture->town, 200, fixture->mayor, "POST", "/procedures/creche/close",
                        "{}");
  none = town_expect (&fixture->town, 200, NULL, "GET", "/procedures", NULL);
  shown = town_expect (&fixture->town, 200, NULL, "GET", "/procedures/creche", NULL);
  g_assert_true (json_is_false (json_object_get (closed, "open")));
  g_assert_cmpuint (json_array_size (json_object_get (none, "procedures")), ==, 0);
  g_assert_true (json_is_false (json_object_get (shown, "open")));

  /* Another version does not open it by itself. */
  second = add (fixture, 201, make_version (2, "Crèche 2027"));
  g_assert_true (json_is_false (json_object_get (second, "open")));
  json_decref (town_expect (&fixture->town, 200, fixture->mayor, "POST",
                            "/procedures/creche/open", "{}"));
  json_decref (none);
  none = town_expect (&fixture->town, 200, NULL, "GET", "/procedures", NULL);
  g_assert_cmpuint (json_array_size (json_object_get (none, "procedures")), ==, 1);
}

static void
test_a_module_that_is_off_leaves_no_trace (DossierFixture *fixture,
                                           gconstpointer   data)
{
  g_autoptr(json_t) gone = NULL;
  g_autoptr(json_t) prepared = NULL;

  json_decref (town_expect (&fixture->town, 200, fixture->mayor, "POST", "/modules/dossiers",
                            "{\"published\":false}"));
  json_decref (town_expect (&fixture->town, 404, NULL, "GET", "/procedures", NULL));
  json_decref (town_expect (&fixture->town, 404, NULL, "GET", "/procedures/creche", NULL));
  prepared = dossier_entity (fixture, fixture->clerk, "procedure", "creche/1");
  g_assert_true (json_is_object (prepared));

  json_decref (town_expect (&fixture->town, 200, fixture->mayor, "POST", "/modules/dossiers",
                            "{\"on\":false}"));
  gone = dossier_entity (fixture, fixture->clerk, "procedure", "creche/1");
  g_assert_false (json_is_object (gone));
  json_decref (add (fixture, 409, make_version (2, "Crèche 2027")));
}

static void
test_the_file_of_a_town_has_its_procedures (DossierFixture *fixture,
                                            gconstpointer   data)
{
  g_autoptr(json_t) file = NULL;
  g_autoptr(json_t) again = NULL;
  g_autoptr(json_t) shown = NULL;
  g_autoptr(json_t) refused = NULL;
  g_autofree char *text = NULL;
  json_t *form;

  json_decref (add (fixture, 201, make_version (2, "Crèche 2027")));
  file = town_expect (&fixture->town, 200, "operator", "GET", "/export", NULL);
  json_object_set_new (json_object_get (file, "town"), "insee", json_string ("00002"));
  json_object_del (file, "keys");
  text = parvis_json_dump (file);
  json_decref (town_request (&fixture->town, "operator", "POST", "/api/v1/towns/00002/import",
                             "application/json", text));
  g_assert_cmpint (fixture->town.status, ==, 200);
  /* Once more changes nothing. */
  json_decref (town_request (&fixture->town, "operator", "POST", "/api/v1/towns/00002/import",
                             "application/json", text));
  g_assert_cmpint (fixture->town.status, ==, 200);
  again = town_request (&fixture->town, "operator", "GET", "/api/v1/towns/00002/export", NULL,
                        NULL);
  g_assert_true (json_equal (json_object_get (file, "procedures"),
                             json_object_get (again, "procedures")));
  shown = town_request (&fixture->town, NULL, "GET", "/api/v1/towns/00002/procedures/creche", NULL,
                        NULL);
  g_assert_cmpint (town_int (json_object_get (shown, "form"), "version"), ==, 2);

  form = json_object_get (json_array_get (json_object_get (file, "procedures"), 0), "form");
  json_object_set_new (form, "steps", json_array ());
  g_free (text);
  text = parvis_json_dump (file);
  refused = town_request (&fixture->town, "operator", "POST", "/api/v1/towns/00002/import",
                          "application/json", text);
  g_assert_cmpint (fixture->town.status, ==, 422);
  g_assert_cmpstr (town_text (refused, "field"), ==, "/procedures/0/form/steps");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  DOSSIER_TEST ("/procedures/a-published-version-never-changes",
                test_a_published_version_never_changes);
  DOSSIER_TEST ("/procedures/a-template-needs-the-card-of-a-town",
                test_a_template_needs_the_card_of_a_town);
  DOSSIER_TEST ("/procedures/who-works-for-the-town-reads-all-of-it",
                test_who_works_for_the_town_reads_all_of_it);
  DOSSIER_TEST ("/procedures/residents-read-what-is-asked", test_residents_read_what_is_asked);
  DOSSIER_TEST ("/procedures/closing-ends-what-begins-and-nothing-else",
                test_closing_ends_what_begins_and_nothing_else);
  DOSSIER_TEST ("/procedures/a-module-that-is-off-leaves-no-trace",
                test_a_module_that_is_off_leaves_no_trace);
  DOSSIER_TEST ("/procedures/the-file-of-a-town-has-its-procedures",
                test_the_file_of_a_town_has_its_procedures);

  return g_test_run ();
}
