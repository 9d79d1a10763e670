/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-error.h"
#include "parvis-json.h"
#include "parvis-time.h"

#include <string.h>

static json_t *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  json_t *value = parvis_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_nonnull (value);

  return value;
}

static void
assert_malformed (const char *text,
                  gsize       length,
                  const char *message)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (parvis_json_parse (text, length, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_MALFORMED);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  if (message != NULL)
    g_assert_cmpstr (error->message, ==, message);
}

static void
test_says_where_it_is_malformed (void)
{
  static const char nul[] = "{\"a\":\"b\0c\"}";

  assert_malformed ("", 0, "Nothing was sent where JSON is expected");
  assert_malformed ("{\"a\":1,\n \"a\":2}", 15,
                    "Line 2, column 4: a member stands twice in the same object");
  assert_malformed ("[1,2", 4, "Line 1, column 4: the text ends too early");
  assert_malformed ("[1] x", 5, "Line 1, column 5: something follows the end");
  assert_malformed ("NaN", 3, NULL);
  assert_malformed ("[NaN]", 5, NULL);
  assert_malformed ("[Infinity]", 10, NULL);
  assert_malformed ("[1e999]", 7, NULL);
  assert_malformed ("[99999999999999999999]", 22, NULL);
  assert_malformed ("[01]", 4, NULL);
  assert_malformed ("{'a':1}", 7, NULL);
  assert_malformed ("[1,]", 4, NULL);
  assert_malformed ("[\"\\u0000\"]", 10, NULL);
  assert_malformed ("[\"\\ud800\"]", 10, NULL);
  assert_malformed ("[\"\xff\"]", 5, NULL);
  assert_malformed ("[\"\xc0\xaf\"]", 6, NULL);
  assert_malformed ("[\"\xed\xa0\x80\"]", 7, NULL);
  assert_malformed (nul, sizeof nul - 1, NULL);
  assert_malformed ("[1]\0[2]", 7, NULL);
}

/* JSON, and nothing that anybody may send. */
static void
test_a_value_alone_is_not_enough (void)
{
  static const char * const alone[] = { "3", "-1.5", "\"x\"", "true", "null", " 5 " };

  for (guint i = 0; i < G_N_ELEMENTS (alone); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (parvis_json_parse (alone[i], strlen (alone[i]), &error));
      g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
    }
}

static void
test_a_bom_is_not_json (void)
{
  assert_malformed ("\xef\xbb\xbf{}", 5, NULL);
}

static void
test_depth_is_bounded_before_parsing (void)
{
  g_autofree char *deepest = g_strnfill (2 * PARVIS_JSON_MAX_DEPTH, '[');
  g_autofree char *huge = g_strnfill (1000 * 1000, '[');
  g_autoptr(json_t) value = NULL;
  g_autoptr(json_t) flat = NULL;

  memset (deepest + PARVIS_JSON_MAX_DEPTH, ']', PARVIS_JSON_MAX_DEPTH);
  value = parse (deepest);

  assert_malformed (huge, 1000 * 1000, "Line 1, column 65: nested more than 64 deep");

  /* Brackets in a text are text. */
  memset (huge, '[', 200);
  memcpy (huge, "[\"\\\"", 4);
  memcpy (huge + 200, "\"]", 3);
  flat = parse (huge);
  g_assert_cmpuint (json_array_size (flat), ==, 1);
}

static void
test_follows_pointers (void)
{
  /* The document of RFC 6901, section 5. */
  g_autoptr(json_t) root = parse ("{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"c%d\":2,\"e^f\":3,"
                                  "\"g|h\":4,\"i\\\\j\":5,\"k\\\"l\":6,\" \":7,\"m~n\":8}");
  static const char * const numbers[] = {
    "/", "/a~1b", "/c%d", "/e^f", "/g|h", "/i\\j", "/k\"l", "/ ", "/m~0n",
  };
  static const char * const nothing[] = {
    "/foo/2", "/foo/-", "/foo/00", "/foo/01", "/foo/+1", "/foo/-1", "/foo/ 1", "/foo/1x", "/foo/",
    "/foo/99999999999999999999", "/nope", "/foo/0/x", "/a~b", "/a~", "foo", "#/foo", "/a~2b",
  };

  g_assert_true (parvis_json_pointer (root, "") == root);
  g_assert_cmpuint (json_array_size (parvis_json_pointer (root, "/foo")), ==, 2);
  g_assert_cmpstr (json_string_value (parvis_json_pointer (root, "/foo/0")), ==, "bar");
  g_assert_cmpstr (json_string_value (parvis_json_pointer (root, "/foo/1")), ==, "baz");

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      const json_t *value = parvis_json_pointer (root, numbers[i]);

      g_test_message ("%s", numbers[i]);
      g_assert_true (json_is_integer (value));
      g_assert_cmpint (json_integer_value (value), ==, i);
    }

  for (guint i = 0; i < G_N_ELEMENTS (nothing); i++)
    {
      g_test_message ("%s", nothing[i]);
      g_assert_null (parvis_json_pointer (root, nothing[i]));
    }

  g_assert_null (parvis_json_pointer (NULL, "/foo"));
  g_assert_null (parvis_json_pointer (root, NULL));
}

static void
test_knows_valid_pointers (void)
{
  g_autofree char *longest = g_strnfill (PARVIS_JSON_POINTER_MAX + 1, 'a');

  longest[0] = '/';
  g_assert_false (parvis_json_pointer_is_valid (longest));
  longest[PARVIS_JSON_POINTER_MAX] = '\0';
  g_assert_true (parvis_json_pointer_is_valid (longest));

  g_assert_true (parvis_json_pointer_is_valid (""));
  g_assert_true (parvis_json_pointer_is_valid ("/~0~1/é"));
  g_assert_false (parvis_json_pointer_is_valid ("a"));
  g_assert_false (parvis_json_pointer_is_valid ("/~"));
  g_assert_false (parvis_json_pointer_is_valid ("/~2"));
  g_assert_false (parvis_json_pointer_is_valid ("/\xff"));
  g_assert_false (parvis_json_pointer_is_valid (NULL));
}

static void
test_reads_members (void)
{
  g_autoptr(json_t) object = parse ("{\"s\":\"été\",\"i\":-3,\"w\":4.0,\"r\":0.25,\"b\":true,"
                                    "\"n\":null,"
                                    "\"t\":\"2026-06-17T14:42:00Z\","
                                    "\"u\":\"0b8e6f1c-3f6c-4e39-9b9f-0d8c6f1f2a11\"}");
  const char *text;
  gint64 number;
  gint64 instant;
  double real;
  gboolean flag;

  g_assert_true (parvis_json_get_string (object, "s", 3, &text, NULL));
  g_assert_cmpstr (text, ==, "été");
  g_assert_true (parvis_json_get_string_or (object, "n", 3, NULL, &text, NULL));
  g_assert_null (text);
  g_assert_true (parvis_json_get_int (object, "i", -3, -3, &number, NULL));
  g_assert_cmpint (number, ==, -3);
  g_assert_true (parvis_json_get_int (object, "w", 0, 4, &number, NULL));
  g_assert_cmpint (number, ==, 4);
  g_assert_true (parvis_json_get_int_or (object, "x", 0, 4, -1, &number, NULL));
  g_assert_cmpint (number, ==, -1);
  g_assert_true (parvis_json_get_number (object, "r", 0.0, 1.0, &real, NULL));
  g_assert_cmpfloat (real, ==, 0.25);
  g_assert_true (parvis_json_get_number (object, "i", -5.0, 1.0, &real, NULL));
  g_assert_cmpfloat (real, ==, -3.0);
  g_assert_true (parvis_json_get_bool_or (object, "b", FALSE, &flag, NULL));
  g_assert_true (flag);
  g_assert_true (parvis_json_get_bool_or (object, "n", TRUE, &flag, NULL));
  g_assert_true (flag);
  g_assert_true (parvis_json_get_time (object, "t", &instant, NULL));
  g_assert_cmpint (instant, ==, G_GINT64_CONSTANT (1781707320000));
  g_assert_true (parvis_json_get_time_or (object, "n", 7, &instant, NULL));
  g_assert_cmpint (instant, ==, 7);
  g_assert_true (parvis_json_get_uuid (object, "u", &text, NULL));
  g_assert_cmpstr (text, ==, "0b8e6f1c-3f6c-4e39-9b9f-0d8c6f1f2a11");
}

static void
assert_refused (gboolean     accepted,
                GError     **error,
                const char  *field)
{
  g_assert_false (accepted);
  g_assert_error (*error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  g_assert_cmpstr (parvis_error_get_field (*error), ==, field);
  g_clear_error (error);
}

static void
test_names_the_member_at_fault (void)
{
  g_autoptr(json_t) object = parse ("{\"s\":\"été\",\"i\":7,\"r\":0.5,\"n\":null,\"u\":"
                                    "\"0B8E6F1C-3F6C-4E39-9B9F-0D8C6F1F2A11\",\"h\":1e300}");
  g_autoptr(json_t) array = parse ("[1]");
  g_autoptr(GError) error = NULL;
  const char *text;
  gint64 number;
  double real;
  gboolean flag;

  assert_refused (parvis_json_get_string (object, "s", 2, &text, &error), &error, "/s");
  assert_refused (parvis_json_get_string (object, "i", 9, &text, &error), &error, "/i");
  assert_refused (parvis_json_get_string (object, "n", 9, &text, &error), &error, "/n");
  assert_refused (parvis_json_get_string (object, "a/b~", 9, &text, &error), &error, "/a~1b~0");
  assert_refused (parvis_json_get_string (array, "s", 9, &text, &error), &error, "/s");
  assert_refused (parvis_json_get_string (NULL, "s", 9, &text, &error), &error, "/s");
  assert_refused (parvis_json_get_string_or (object, "i", 9, "", &text, &error), &error, "/i");
  assert_refused (parvis_json_get_int (object, "i", 8, 9, &number, &error), &error, "/i");
  assert_refused (parvis_json_get_int (object, "i", 0, 6, &number, &error), &error, "/i");
  assert_refused (parvis_json_get_int (object, "r", 0, 6, &number, &error), &error, "/r");
  assert_refused (parvis_json_get_int (object, "h", 0, 6, &number, &error), &error, "/h");
  assert_refused (parvis_json_get_int (object, "s", 0, 6, &number, &error), &error, "/s");
  assert_refused (parvis_json_get_int (object, "n", 0, 6, &number, &error), &error, "/n");
  assert_refused (parvis_json_get_int_or (object, "s", 0, 6, 1, &number, &error), &error, "/s");
  assert_refused (parvis_json_get_number (object, "h", 0, 6, &real, &error), &error, "/h");
  assert_refused (parvis_json_get_number (object, "s", 0, 6, &real, &error), &error, "/s");
  assert_refused (parvis_json_get_number (object, "x", 0, 6, &real, &error), &error, "/x");
  assert_refused (parvis_json_get_bool_or (object, "i", FALSE, &flag, &error), &error, "/i");
  assert_refused (parvis_json_get_time (object, "s", &number, &error), &error, "/s");
  assert_refused (parvis_json_get_time (object, "x", &number, &error), &error, "/x");
  assert_refused (parvis_json_get_time_or (object, "i", 0, &number, &error), &error, "/i");
  assert_refused (parvis_json_get_uuid (object, "u", &text, &error), &error, "/u");
  assert_refused (parvis_json_get_uuid (object, "s", &text, &error), &error, "/s");
  assert_refused (parvis_json_get_uuid (object, "x", &text, &error), &error, "/x");
}

static void
test_leaves_out_what_has_no_value (void)
{
  g_autoptr(json_t) object = json_object ();
  g_autofree char *text = NULL;

  parvis_json_set_time (object, "a", PARVIS_NO_TIME);
  parvis_json_set_time (object, "b", PARVIS_NEVER);
  parvis_json_set_time (object, "c", 1);
  parvis_json_set_string (object, "d", NULL);
  parvis_json_set_string (object, "e", "é");
  json_object_set_new (object, "f", json_real (0.1));

  text = parvis_json_dump (object);
  g_assert_cmpstr (text, ==, "{\"c\":\"1970-01-01T00:00:00.001Z\",\"e\":\"é\",\"f\":0.1}");
}

/* Only faster: byte for byte what jansson writes. */
static void
test_writes_what_jansson_writes (void)
{
  static const char * const texts[] = {
    "[]", "{}", "[[],{},[{}],{\"a\":{}}]", "{\"\":\",\",\"a,\":[1,2]}",
    "[0,-0,-1,9223372036854775807,-9223372036854775808]",
    "[0.1,-0.0,1.0,1e300,-1.5e-300,37.25,1e15,123456789.125]",
    "[true,false,null]", "[\"\",\"é\",\"\\u20ac\\ud83d\\ude00\",\"\\u007f\"]",
    "[\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\",\"a\\nb\"]",
    "{\"a\\n\\\"b\":\"c\",\"é\":[{\"b\":1,\"a\":2}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(json_t) value = parse (texts[i]);
      g_autofree char *text = parvis_json_dump (value);
      g_autofree char *expected = json_dumps (value,
                                              JSON_COMPACT | JSON_REAL_PRECISION (15));

      g_assert_cmpstr (text, ==, expected);
    }
}

/* Text is looked through in words of eight bytes: each place in one, and beside it what
 * only nearly needs an escape.
 */
static void
test_escapes_wherever_it_must (void)
{
  static const char neighbours[] = " !#[]~\x7f";

  for (guint c = 1; c < 0x80; c++)
    {
      for (guint at = 0; at < 20; at++)
        {
          char plain[] = "éabcdefghijklmnopqr";
          g_autoptr(json_t) value = NULL;
          g_autofree char *text = NULL;
          g_autofree char *expected = NULL;

          plain[2 + at % 17] = (char) c;
          plain[2 + (at + 1) % 17] = neighbours[c % (sizeof neighbours - 1)];
          value = json_pack ("[s]", plain);
          text = parvis_json_dump (value);
          expected = json_dumps (value, JSON_COMPACT);
          g_assert_cmpstr (text, ==, expected);
        }
    }
}

/* What RFC 8259 allows and Parvis does not take: a bare value, a member twice, NUL. */
static gboolean
is_stricter_here (const char *name)
{
  static const char * const starts[] = {
    "y_structure_lonely_", "y_object_duplicated_key", "y_object_escaped_null_in_key",
    "y_string_null_escape", "y_string_space.json", "y_structure_string_empty",
  };

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      if (g_str_has_prefix (name, starts[i]))
        return TRUE;
    }

  return FALSE;
}

static void
check_case (const char *folder,
            const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *data = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) value = NULL;
  gsize length;

  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);

  g_test_message ("%s", name);
  value = parvis_json_parse (data, length, &error);

  if (*name == 'n')
    g_assert_null (value);
  if (*name == 'y' && !is_stricter_here (name))
    g_assert_nonnull (value);
  /* What is JSON and neither an object nor a list is another matter. */
  if (value == NULL && (*name == 'n' || !g_error_matches (error, PARVIS_ERROR,
                                                          PARVIS_ERROR_INVALID)))
    g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_MALFORMED);
}

static void
test_agrees_with_the_test_suite_of_others (void)
{
  const char *data = g_getenv ("PARVIS_TEST_DATA");
  g_autofree char *path = NULL;
  g_autoptr(GDir) folder = NULL;
  const char *name;
  int count = 0;

  path = g_build_filename (data == NULL ? "" : data, "07-hostile", "json", "test_parsing", NULL);
  folder = g_dir_open (path, 0, NULL);
  if (folder == NULL)
    {
      g_test_skip ("the cases are not here");
      return;
    }

  for (; (name = g_dir_read_name (folder)) != NULL; count++)
    check_case (path, name);

  g_test_message ("%d cases", count);
  g_assert_cmpint (count, >, 100);
}

static void
test_appends_what_a_dump_would_write (void)
{
  g_autoptr(json_t) object = json_object ();
  json_t *list = json_array ();
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *expected = NULL;

  parvis_json_set_string (object, "na\"me", "tab\t, “é”, \\ and \x01");
  json_object_set_new (object, "list", list);
  json_array_append_new (list, json_integer (G_MININT64));
  json_array_append_new (list, json_object ());
  json_array_append_new (list, json_string (""));
  json_object_set_new (object, "count", json_integer (0));
  json_object_set_new (object, "whole", json_integer (37));
  json_object_set_new (object, "part", json_real (-0.25));
  parvis_json_set_time (object, "at", 1750000000123);
  expected = parvis_json_dump (object);

  parvis_json_append_open (text, NULL, '{');
  parvis_json_append_string (text, "none", NULL);
  parvis_json_append_string (text, "na\"me", "tab\t, “é”, \\ and \x01");
  parvis_json_append_open (text, "list", '[');
  parvis_json_append_int (text, NULL, G_MININT64);
  parvis_json_append_open (text, NULL, '{');
  parvis_json_append_time (text, "never", PARVIS_NO_TIME);
  g_string_append_c (text, '}');
  parvis_json_append_string (text, NULL, "");
  g_string_append_c (text, ']');
  parvis_json_append_int (text, "count", 0);
  parvis_json_append_number (text, "whole", 37.0);
  parvis_json_append_number (text, "part", -0.25);
  parvis_json_append_time (text, "at", 1750000000123);
  g_string_append_c (text, '}');

  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_a_name_is_a_line_that_can_be_seen (void)
{
  static const char * const good[] = { "Zoë", "😀", "لوك", "a\xc2\xa0" "b", " d’Arc " };
  static const char * const bad[] = {
    "", "  ", "\xc2\xa0", "\xe2\x80\x8b", "\xe2\x80\x8e\xe2\x80\x8f", "a\nb", "a\tb", "a\x07",
    "a\xc2\x85", "a\xe2\x80\xa8" "b", "12345678901",
  };
  const char *text;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(json_t) object = json_pack ("{s:s}", "s", good[i]);

      g_assert_true (parvis_json_get_line (object, "s", 10, &text, NULL));
      g_assert_cmpstr (text, ==, good[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(json_t) object = json_pack ("{s:s}", "s", bad[i]);
      g_autoptr(GError) error = NULL;

      assert_refused (parvis_json_get_line (object, "s", 10, &text, &error), &error, "/s");
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/says-where-it-is-malformed", test_says_where_it_is_malformed);
  g_test_add_func ("/json/a-value-alone-is-not-enough", test_a_value_alone_is_not_enough);
  g_test_add_func ("/json/a-bom-is-not-json", test_a_bom_is_not_json);
  g_test_add_func ("/json/depth-is-bounded-before-parsing", test_depth_is_bounded_before_parsing);
  g_test_add_func ("/json/follows-pointers", test_follows_pointers);
  g_test_add_func ("/json/knows-valid-pointers", test_knows_valid_pointers);
  g_test_add_func ("/json/reads-members", test_reads_members);
  g_test_add_func ("/json/names-the-member-at-fault", test_names_the_member_at_fault);
  g_test_add_func ("/json/leaves-out-what-has-no-value", test_leaves_out_what_has_no_value);
  g_test_add_func ("/json/writes-what-jansson-writes", test_writes_what_jansson_writes);
  g_test_add_func ("/json/a-name-is-a-line-that-can-be-seen",
                   test_a_name_is_a_line_that_can_be_seen);
  g_test_add_func ("/json/escapes-wherever-it-must", test_escapes_wherever_it_must);

  g_test_add_func ("/json/appends-what-a-dump-would-write",
                   test_appends_what_a_dump_would_write);
  g_test_add_func ("/json/agrees-with-the-test-suite-of-others",
                   test_agrees_with_the_test_suite_of_others);

  return g_test_run ();
}
