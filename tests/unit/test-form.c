/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-error.h"
#include "parvis-json.h"
#include "parvis-procedure.h"

/* A form with one field of each kind, some of which depend on others. */
#define FORM \
  "{'id':'test','version':1,'title':{'fr':'Essai'},'basis':{'fr':'Base'}," \
  "'delays':{'silence':'refuses'}," \
  "'retention':{'after':'decision','keep':{'days':7},'why':{'fr':'Motif'}}," \
  "'keys':{'subject':'name','applicant':'name','email':'email','phone':'phone'}," \
  "'steps':[{'id':'all','title':{'fr':'Tout'},'fields':[" \
  "{'id':'name','type':'name','label':{'fr':'Nom','en':'Name'}}," \
  "{'id':'born','type':'yes_no','label':{'fr':'Né'}}," \
  "{'id':'birth','type':'date','label':{'fr':'Naissance'},'earliest':{'years':-4}," \
  "'latest':{'days':0},'when':[{'field':'born','is':[true]}]}," \
  "{'id':'email','type':'email','label':{'fr':'Courriel'},'required':false}," \
  "{'id':'phone','type':'phone','label':{'fr':'Téléphone'}}," \
  "{'id':'address','type':'address','label':{'fr':'Adresse'}}," \
  "{'id':'children','type':'number','min':1,'max':12,'label':{'fr':'Enfants'}}," \
  "{'id':'rent','type':'amount','required':false,'label':{'fr':'Loyer'}}," \
  "{'id':'kind','type':'choice','label':{'fr':'Accueil'},'choices':[" \
  "{'id':'a','label':{'fr':'A'}},{'id':'b','label':{'fr':'B'}},{'id':'c','label':{'fr':'C'}}]}," \
  "{'id':'days','type':'choices','min':2,'max':3,'label':{'fr':'Jours'}," \
  "'when':[{'field':'kind','is':['a','b']}],'choices':[{'id':'mo','label':{'fr':'Lu'}}," \
  "{'id':'tu','label':{'fr':'Ma'}},{'id':'we','label':{'fr':'Me'}}," \
  "{'id':'th','label':{'fr':'Je'}}]}," \
  "{'id':'why','type':'long_text','max':20,'label':{'fr':'Pourquoi'}," \
  "'when':[{'field':'days','is':['we']}]}," \
  "{'id':'short','type':'text','min':3,'max':5,'required':false,'label':{'fr':'Code'}}," \
  "{'id':'honour','type':'consent','label':{'fr':'Sur l’honneur'}}]}]}"

/* 2026-06-17 */
#define TODAY 20621

static json_t *
read_json (const char *text)
{
  g_autofree char *quoted = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr(GError) error = NULL;
  json_t *value = parvis_json_parse (quoted, strlen (quoted), &error);

  g_assert_no_error (error);

  return value;
}

static ParvisProcedure *
read_form (void)
{
  g_autoptr(json_t) value = read_json (FORM);
  g_autoptr(GError) error = NULL;
  ParvisProcedure *procedure = parvis_procedure_new (value, &error);

  g_assert_no_error (error);

  return procedure;
}

/* What is kept of @answers, with the faults as "field[/member]:fault[:bound]". */
static json_t *
check (const char  *answers,
       char       **found)
{
  g_autoptr(ParvisProcedure) procedure = read_form ();
  g_autoptr(json_t) value = read_json (answers);
  g_autoptr(GArray) faults = g_array_new (FALSE, FALSE, sizeof (ParvisAnswerFault));
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  json_t *kept;

  kept = parvis_form_check (parvis_procedure_get_fields (procedure), value, TODAY, faults, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < faults->len; i++)
    {
      const ParvisAnswerFault *fault = &g_array_index (faults, ParvisAnswerFault, i);

      g_string_append_printf (text, "%s%s%s%s:%s", i > 0 ? " " : "", fault->field->id,
                              fault->member != NULL ? "/" : "",
                              fault->member != NULL ? fault->member : "",
                              parvis_fault_to_string (fault->fault));
      if (fault->bound != 0)
        g_string_append_printf (text, ":%" G_GINT64_FORMAT, fault->bound);
    }
  *found = g_strdup (text->str);

  return kept;
}

#define RIGHT \
  "'name':'Camille','born':true,'birth':'2026-03-02','email':'a@b.fr','phone':'0612345678'," \
  "'address':{'street':'8 rue des Mariniers','postcode':'45000','city':'Ville'}," \
  "'children':1,'rent':45000,'kind':'a','days':['mo','we'],'why':'Marché','short':'abcd'," \
  "'honour':true"

static void
test_right_answers_are_kept_as_they_are (void)
{
  g_autofree char *found = NULL;
  g_autoptr(json_t) kept = check ("{" RIGHT "}", &found);
  g_autoptr(json_t) expected = read_json ("{" RIGHT "}");

  g_assert_cmpstr (found, ==, "");
  g_assert_true (json_equal (kept, expected));
}

static void
test_answers_are_tidied (void)
{
  g_autofree char *found = NULL;
  g_autoptr(json_t) kept = check ("{'name':'  Camille \\r\\n','born':false,"
                                  "'phone':'06 12.34-56 78','email':'',"
                                  "'address':{'street':' 8 rue ','postcode':'45000 ','city':'V'},"
                                  "'children':2,'kind':'b','days':['we','mo','we'],"
                                  "'why':'a\\r\\nb','honour':true}", &found);
  g_autoptr(json_t) expected = read_json ("{'name':'Camille','born':false,'phone':'0612345678',"
                                          "'address':{'street':'8 rue','postcode':'45000',"
                                          "'city':'V'},'children':2,'kind':'b',"
                                          "'days':['mo','we'],'why':'a\\nb','honour':true}");

  g_assert_cmpstr (found, ==, "");
  g_assert_true (json_equal (kept, expected));
}

static void
test_everything_that_is_missing_is_told_at_once (void)
{
  g_autofree char *found = NULL;
  g_autofree char *blank = NULL;
  g_autoptr(json_t) kept = check ("{}", &found);
  g_autoptr(json_t) again = check ("{'name':'','born':null,'phone':'','children':null,"
                                   "'kind':'','honour':false}", &blank);

  g_assert_cmpstr (found, ==, "name:missing born:missing phone:missing address:missing"
                              " children:missing kind:missing honour:missing");
  g_assert_cmpstr (blank, ==, found);
  g_assert_cmpuint (json_object_size (kept), ==, 0);
  g_assert_cmpuint (json_object_size (again), ==, 0);
}

/* An answer that is right, in whose place @member stands instead. */
static void
assert_fault (const char *member,
              const char *value,
              const char *expected)
{
  g_autoptr(json_t) right = read_json ("{" RIGHT "}");
  g_autofree char *list = g_strdup_printf ("[%s]", value);
  g_autoptr(json_t) wrong = read_json (list);
  g_autofree char *text = NULL;
  g_autofree char *found = NULL;
  g_autoptr(json_t) kept = NULL;

  json_object_set (right, member, json_array_get (wrong, 0));
  text = parvis_json_dump (right);
  kept = check (text, &found);
  g_assert_cmpstr (found, ==, expected);
  g_assert_null (json_object_get (kept, member));
}

static void
test_what_is_wrong_is_told_with_its_bound (void)
{
  static const struct
  {
    const char *member;
    const char *value;
    const char *fault;
  } cases[] = {
    { "name", "3", "name:type" },
    { "name", "'a\\u0007b'", "name:character" },
    { "name", "'a\\nb'", "name:character" },
    { "name", "'   '", "name:missing" },
    { "name", "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'",
      "name:too_high:80" },
    { "born", "'oui'", "born:type" },
    { "birth", "'2026-02-30'", "birth:date" },
    { "birth", "'17/06/2026'", "birth:date" },
    { "birth", "20260617", "birth:type" },
    { "birth", "'2022-06-16'", "birth:too_early:19160" },
    { "birth", "'2026-06-18'", "birth:too_late:20621" },
    { "email", "'a'", "email:email" },
    { "email", "'a@b.fr\\r\\nBcc: c@d.fr'", "email:character" },
    { "phone", "'douze'", "phone:phone" },
    { "phone", "612345678", "phone:type" },
    { "address", "'8 rue des Mariniers'", "address:type" },
    { "address", "{'street':'','postcode':'45000','city':'V'}", "address/street:missing" },
    { "address", "{'street':'8 rue','city':'V'}", "address/postcode:missing" },
    { "address", "{'street':'8 rue','postcode':'4500','city':'V'}", "address/postcode:postcode" },
    { "address", "{'street':'8 rue','postcode':'2A004','city':'V'}", "address/postcode:postcode" },
    { "address", "{'street':4,'postcode':'450000','city':'V'}",
      "address/street:type address/postcode:too_high:5" },
    { "children", "0", "children:too_low:1" },
    { "children", "13", "children:too_high:12" },
    { "children", "1.5", "children:type" },
    { "children", "'1'", "children:type" },
    { "rent", "-1", "rent:too_low" },
    { "kind", "'d'", "kind:choice" },
    { "kind", "['a']", "kind:type" },
    { "days", "'mo'", "days:type" },
    { "days", "['mo','su']", "days:choice" },
    { "days", "['mo',1]", "days:type" },
    { "days", "['mo','mo']", "days:too_low:2" },
    { "days", "['mo','tu','we','th']", "days:too_high:3" },
    { "why", "'123456789012345678901'", "why:too_high:20" },
    { "short", "'ab'", "short:too_low:3" },
    { "honour", "'true'", "honour:missing" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_fault (cases[i].member, cases[i].value, cases[i].fault);
}

/* Nobody is asked for what does not concern them, and what was typed before the answer
 * above was changed does not count.
 */
static void
test_what_is_not_asked_does_not_count (void)
{
  g_autofree char *found = NULL;
  g_autoptr(json_t) kept = check ("{'name':'C','born':false,'birth':'1900-01-01',"
                                  "'phone':'0612345678','children':1,'kind':'c',"
                                  "'address':{'street':'8 rue','postcode':'45000','city':'V'},"
                                  "'days':['we','mo'],'why':'Marché','honour':true}", &found);

  g_assert_cmpstr (found, ==, "");
  g_assert_null (json_object_get (kept, "birth"));
  g_assert_null (json_object_get (kept, "days"));
  g_assert_null (json_object_get (kept, "why"));
}

static void
test_answers_to_other_questions_are_refused (void)
{
  static const char * const wrong[] = { "{'nom':'x'}", "{'name/first':'x'}", "[]" };
  static const char * const fields[] = { "/nom", "/name~1first", "" };
  g_autoptr(ParvisProcedure) procedure = read_form ();

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr(json_t) value = read_json (wrong[i]);
      g_autoptr(GArray) faults = g_array_new (FALSE, FALSE, sizeof (ParvisAnswerFault));
      g_autoptr(GError) error = NULL;

      g_assert_null (parvis_form_check (parvis_procedure_get_fields (procedure), value, TODAY,
                                        faults, &error));
      g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
      g_assert_cmpstr (parvis_error_get_field (error), ==, fields[i]);
    }
}

static void
test_texts_are_in_french_where_there_is_no_english (void)
{
  static const ParvisText both = { "Nom", "Name" };
  static const ParvisText french = { "Né", NULL };

  g_assert_cmpstr (parvis_text_get (&both, "fr"), ==, "Nom");
  g_assert_cmpstr (parvis_text_get (&both, "en"), ==, "Name");
  g_assert_cmpstr (parvis_text_get (&french, "en"), ==, "Né");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/form/right-answers-are-kept-as-they-are",
                   test_right_answers_are_kept_as_they_are);
  g_test_add_func ("/form/answers-are-tidied", test_answers_are_tidied);
  g_test_add_func ("/form/everything-that-is-missing-is-told-at-once",
                   test_everything_that_is_missing_is_told_at_once);
  g_test_add_func ("/form/what-is-wrong-is-told-with-its-bound",
                   test_what_is_wrong_is_told_with_its_bound);
  g_test_add_func ("/form/what-is-not-asked-does-not-count",
                   test_what_is_not_asked_does_not_count);
  g_test_add_func ("/form/answers-to-other-questions-are-refused",
                   test_answers_to_other_questions_are_refused);
  g_test_add_func ("/form/texts-are-in-french-where-there-is-no-english",
                   test_texts_are_in_french_where_there_is_no_english);

  return g_test_run ();
}
