/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-error.h"
#include "parvis-json.h"
#include "parvis-procedure.h"

static json_t *
read_template (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "procedures",
                                                 "creche.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  json_t *value;
  gsize length;

  g_assert_true (g_file_get_contents (path, &text, &length, &error));
  value = parvis_json_parse (text, length, &error);
  g_assert_no_error (error);

  return value;
}

static ParvisProcedure *
read_creche (void)
{
  g_autoptr(json_t) value = read_template ();
  g_autoptr(GError) error = NULL;
  ParvisProcedure *procedure = parvis_procedure_new (value, &error);

  g_assert_no_error (error);

  return procedure;
}

static json_t *
read_json (const char *text)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr(GError) error = NULL;
  json_t *value = parvis_json_parse (quoted, strlen (quoted), &error);

  g_assert_no_error (error);

  return value;
}

/* The ids of the requirements that apply to @answers. */
static char *
list_requirements (const ParvisProcedure *procedure,
                   const char            *answers,
                   gboolean               accepted)
{
  const GPtrArray *requirements = parvis_procedure_get_requirements (procedure);
  g_autoptr(json_t) value = read_json (answers);
  g_autoptr(GString) ids = g_string_new (NULL);

  for (guint i = 0; i < requirements->len; i++)
    {
      const ParvisRequirement *requirement = g_ptr_array_index (requirements, i);

      if (parvis_requirement_applies (requirement, value, accepted))
        g_string_append_printf (ids, "%s%s", ids->len > 0 ? " " : "", requirement->id);
    }

  return g_strdup (ids->str);
}

static void
test_the_nursery_asks_each_family_for_what_concerns_it (void)
{
  static const struct
  {
    const char *answers;
    gboolean    accepted;
    const char *requirements;
  } cases[] = {
    { "{'born':true,'resident':true}", FALSE, "identity birth address income" },
    { "{'born':false,'resident':true}", FALSE, "identity pregnancy address income" },
    { "{'born':true,'resident':false,'lodged':true,'separated':true}", FALSE,
      "identity birth address host income employer judgment" },
    { "{'born':false,'resident':true}", TRUE,
      "identity pregnancy birth_confirmation address income social_security insurance vaccines"
      " medical authorisations" },
  };
  g_autoptr(ParvisProcedure) procedure = read_creche ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *ids = list_requirements (procedure, cases[i].answers, cases[i].accepted);

      g_assert_cmpstr (ids, ==, cases[i].requirements);
    }
}

static void
assert_day (gint64      day,
            const char *expected)
{
  char text[PARVIS_DAY_SIZE];

  parvis_day_write (day, text);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_days_are_computed_for_the_clerk (void)
{
  g_autoptr(ParvisProcedure) procedure = read_creche ();
  const ParvisDelays *delays = parvis_procedure_get_delays (procedure);
  const ParvisRequirement *requirement;
  g_autoptr(json_t) answers = read_json ("{'due_date':'2026-09-10'}");
  gint64 today = 0;
  gint64 day;

  g_assert_true (parvis_day_parse ("2026-06-17", &today));
  requirement = parvis_procedure_find_requirement (procedure, "address");
  assert_day (parvis_span_before (parvis_requirement_find_piece (requirement, NULL)->validity,
                                  today), "2026-03-17");
  g_assert_false (parvis_requirement_get_due (requirement, answers, &day));

  requirement = parvis_procedure_find_requirement (procedure, "birth_confirmation");
  g_assert_true (parvis_requirement_get_due (requirement, answers, &day));
  assert_day (day, "2026-10-22");

  assert_day (parvis_span_after (&delays->registration, today), "2026-06-18");
  assert_day (parvis_span_after (&delays->receipt, today), "2026-07-01");
  assert_day (parvis_span_after (&delays->answer, today), "2026-08-17");
  g_assert_false (delays->silence_accepts);
}

static void
test_another_paper_does_as_well (void)
{
  g_autoptr(ParvisProcedure) procedure = read_creche ();
  const ParvisRequirement *income = parvis_procedure_find_requirement (procedure, "income");
  const ParvisPiece *caf = parvis_requirement_find_piece (income, "caf");

  g_assert_nonnull (caf);
  g_assert_cmpstr (parvis_text_get (&caf->title, "fr"), ==, "Attestation CAF ou MSA");
  g_assert_nonnull (caf->validity);
  g_assert_null (parvis_requirement_find_piece (income, NULL)->validity);
  g_assert_null (parvis_requirement_find_piece (income, "passport"));
  g_assert_nonnull (parvis_requirement_find_reason (income, "year"));
  g_assert_null (parvis_requirement_find_reason (income, "vaccines"));
  g_assert_null (parvis_procedure_find_requirement (procedure, "income2"));
}

/* Whatever stands in French stands in English too. */
static void
assert_translated (const json_t *value,
                   const char   *where)
{
  const char *name;
  json_t *member;
  size_t i;

  if (json_is_object (value) && json_object_get (value, "fr") != NULL &&
      json_object_get (value, "en") == NULL)
    g_error ("%s: “%s” has no English", where,
             json_string_value (json_object_get (value, "fr")));

  json_object_foreach ((json_t *) value, name, member)
    assert_translated (member, name);
  json_array_foreach ((json_t *) value, i, member)
    assert_translated (member, where);
}

static void
test_templates_are_in_both_languages (void)
{
  g_autoptr(json_t) value = read_template ();

  assert_translated (value, "");
}

/* Of the template, @member of what @pointer leads to, set to @value (NULL takes it out). */
static void
assert_refused (const char *pointer,
                const char *member,
                const char *value,
                const char *field)
{
  g_autoptr(json_t) template = read_template ();
  json_t *object = (json_t *) parvis_json_pointer (template, pointer);
  g_autoptr(ParvisProcedure) procedure = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_nonnull (object);
  if (value != NULL)
    {
      g_autofree char *list = g_strdup_printf ("[%s]", value);
      g_autoptr(json_t) values = read_json (list);

      json_object_set (object, member, json_array_get (values, 0));
    }
  else
    {
      json_object_del (object, member);
    }

  procedure = parvis_procedure_new (template, &error);
  g_assert_null (procedure);
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  g_assert_cmpstr (parvis_error_get_field (error), ==, field);
}

static void
test_slips_of_the_pen_are_named (void)
{
  static const struct
  {
    const char *pointer;
    const char *member;
    const char *value;
    const char *field;
  } cases[] = {
    { "", "id", "'Crèche'", "/id" },
    { "", "version", "0", "/version" },
    { "", "title", "'Crèche'", "/title" },
    { "/title", "fr", "''", "/title/fr" },
    { "/title", "en", "4", "/title/en" },
    { "", "basis", NULL, "/basis" },
    { "", "delays", NULL, "/delays" },
    { "/delays", "silence", NULL, "/delays/silence" },
    { "/delays", "silence", "'maybe'", "/delays/silence" },
    { "/delays", "receipt", "{'working_days':10,'days':1}", "/delays/receipt" },
    { "/delays", "receipt", "{'weeks':1}", "/delays/receipt" },
    { "/delays/answer", "months", "0", "/delays/answer/months" },
    { "", "retention", NULL, "/retention" },
    { "/retention", "after", "'lunch'", "/retention/after" },
    { "/retention", "why", NULL, "/retention/why" },
    { "/retention", "keep", "{'working_days':3}", "/retention/keep" },
    { "", "keys", NULL, "/keys" },
    { "/keys", "subject", "'nobody'", "/keys/subject" },
    { "/keys", "subject", "'email'", "/keys/subject" },
    { "/keys", "phone", "'email'", "/keys/phone" },
    { "", "card", "{'name':'Service','address':'1 place','phone':'02','email':'x'}",
      "/card/email" },
    { "", "card", "{'name':'','address':'1 place','phone':'02','email':'a@b.fr'}", "/card/name" },
    { "", "card", "{'name':'Service','address':'1 place','email':'a@b.fr'}", "/card/phone" },
    { "", "steps", "[]", "/steps" },
    { "/steps/0", "id", "'care'", "/steps" },
    { "/steps/0", "fields", "[3]", "/steps/0/fields/0" },
    { "/steps/0/fields/1", "id", "'born'", "/steps/0/fields/1/id" },
    { "/steps/0/fields/1", "type", "'nom'", "/steps/0/fields/1/type" },
    { "/steps/0/fields/1", "min", "90", "/steps/0/fields/1/min" },
    { "/steps/0/fields/1", "latest", "{'days':0}", "/steps/0/fields/1/type" },
    { "/steps/0/fields/2", "when", "[{'field':'born','is':['yes']}]",
      "/steps/0/fields/2/when/0/is/0" },
    { "/steps/0/fields/2", "when", "[{'field':'resident','is':[true]}]",
      "/steps/0/fields/2/when/0/field" },
    { "/steps/0/fields/2", "when", "[{'field':'born','is':[]}]", "/steps/0/fields/2/when/0/is" },
    { "/steps/1/fields/1", "choices", "[{'id':'a','label':{'fr':'A'}}]",
      "/steps/1/fields/1/choices" },
    { "/steps/1/fields/1", "choices",
      "[{'id':'a','label':{'fr':'A'}},{'id':'a','label':{'fr':'B'}}]",
      "/steps/1/fields/1/choices" },
    { "/steps/1/fields/1", "min", "6", "/steps/1/fields/1/min" },
    { "/steps/0/fields/0", "choices", "[{'id':'a','label':{'fr':'A'}}]",
      "/steps/0/fields/0/choices" },
    { "/reasons/0", "rejection", "'ugly'", "/reasons/0/rejection" },
    { "/reasons/0/text", "en", "'Dear {name}'", "/reasons/0/text/en" },
    { "/reasons/0/text", "fr", "'{'", "/reasons/0/text/fr" },
    { "/reasons/1", "code", "'blurred'", "/reasons" },
    { "/requirements/0", "id", "'birth'", "/requirements" },
    { "/requirements/0", "title", NULL, "/requirements/0/title" },
    { "/requirements/0", "reasons", "[]", "/requirements/0/reasons" },
    { "/requirements/0", "reasons", "['old']", "/requirements/0/reasons" },
    { "/requirements/0", "reasons", "['none']", "/requirements/0/reasons" },
    { "/requirements/0", "reasons", "['cut','cut']", "/requirements/0/reasons" },
    { "/requirements/0", "files", "['heic']", "/requirements/0/files" },
    { "/requirements/0", "checks", "[]", "/requirements/0/checks" },
    { "/requirements/0/checks/0", "dated", "true", "/requirements/0/validity" },
    { "/requirements/0/checks/0", "declared", "['nobody']", "/requirements/0/checks/0/declared" },
    { "/requirements/0/alternatives/0", "max_pages", "21",
      "/requirements/0/alternatives/0/max_pages" },
    { "/requirements/0/retention", "after", NULL, "/requirements/0/retention/after" },
    { "/requirements/3/due", "field", "'born'", "/requirements/3/due/field" },
    { "/requirements/3/due", "else", NULL, "/requirements/3/due/else" },
    { "/requirements/3/due/within", "days", "-1", "/requirements/3/due/within/days" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i].pointer, cases[i].member, cases[i].value, cases[i].field);
}

static void
test_slips_about_what_is_kept_are_named (void)
{
  assert_refused ("", "keeping", "3", "/keeping");
  assert_refused ("/keeping", "accepted", "'long'", "/keeping/accepted");
  assert_refused ("/keeping/accepted", "after", "'verdict'", "/keeping/accepted/after");
  assert_refused ("/keeping/accepted", "why", NULL, "/keeping/accepted/why");
  assert_refused ("/keeping/refused", "after", "'end'", "/keeping/refused/after");
  assert_refused ("/keeping", "at_most", NULL, "/keeping/at_most");
  assert_refused ("/keeping", "longest", "{'months':0}", "/keeping/longest/months");
  assert_refused ("/keeping", "abandoned", "{'working_days':3}", "/keeping/abandoned");
}

static void
test_what_is_not_known_is_kept (void)
{
  g_autoptr(json_t) template = read_template ();
  g_autoptr(ParvisProcedure) procedure = NULL;
  g_autoptr(GError) error = NULL;

  json_object_set_new (template, "x_colour", json_string ("blue"));
  procedure = parvis_procedure_new (template, &error);
  g_assert_no_error (error);
  g_assert_true (json_equal (parvis_procedure_get_json (procedure), template));
  g_assert_null (parvis_procedure_get_card (procedure));
}

static void
test_too_much_is_refused_before_it_is_read (void)
{
  g_autofree char *spaces = g_strnfill (PARVIS_PROCEDURE_MAX + 1, ' ');
  g_autoptr(GError) error = NULL;

  g_assert_null (parvis_procedure_parse (spaces, PARVIS_PROCEDURE_MAX + 1, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE);
}

/* A version that was published before there were such rules is read as ever. */
static void
test_what_it_does_not_say_is_kept_for_a_while (void)
{
  g_autoptr(json_t) value = read_template ();
  g_autoptr(ParvisProcedure) own = parvis_procedure_new (value, NULL);
  g_autoptr(ParvisProcedure) plain = NULL;
  const ParvisKeeping *keeping = parvis_procedure_get_keeping (own);

  g_assert_cmpint (keeping->accepted.after, ==, PARVIS_KEPT_AFTER_END);
  g_assert_cmpint (keeping->at_most.months, ==, 60);
  json_object_del (value, "keeping");
  plain = parvis_procedure_new (value, NULL);
  g_assert_nonnull (plain);
  keeping = parvis_procedure_get_keeping (plain);
  g_assert_cmpint (keeping->accepted.after, ==, PARVIS_KEPT_AFTER_DECISION);
  g_assert_cmpint (keeping->accepted.span.months, ==, 12);
  g_assert_cmpint (keeping->abandoned.days, ==, 60);
  g_assert_cmpint (keeping->longest.months, ==, 6);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/procedure/the-nursery-asks-each-family-for-what-concerns-it",
                   test_the_nursery_asks_each_family_for_what_concerns_it);
  g_test_add_func ("/procedure/days-are-computed-for-the-clerk",
                   test_days_are_computed_for_the_clerk);
  g_test_add_func ("/procedure/another-paper-does-as-well", test_another_paper_does_as_well);
  g_test_add_func ("/procedure/templates-are-in-both-languages",
                   test_templates_are_in_both_languages);
  g_test_add_func ("/procedure/slips-of-the-pen-are-named", test_slips_of_the_pen_are_named);
  g_test_add_func ("/procedure/what-is-not-known-is-kept", test_what_is_not_known_is_kept);
  g_test_add_func ("/procedure/too-much-is-refused-before-it-is-read",
                   test_too_much_is_refused_before_it_is_read);

  g_test_add_func ("/procedure/slips-about-what-is-kept-are-named",
                   test_slips_about_what_is_kept_are_named);
  g_test_add_func ("/procedure/what-it-does-not-say-is-kept-for-a-while",
                   test_what_it_does_not_say_is_kept_for_a_while);

  return g_test_run ();
}
