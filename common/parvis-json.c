/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-json"

#include "config.h"

#include "parvis-json.h"

#include "parvis-error.h"
#include "parvis-time.h"

#include <math.h>
#include <string.h>

/* Beyond this a double no longer holds every integer (RFC 8259, section 6). */
#define MAX_WHOLE_DOUBLE 9007199254740992.0

static void
find_position (const char *data,
               gsize       offset,
               int        *line,
               int        *column)
{
  *line = 1;
  *column = 1;

  for (gsize i = 0; i < offset; i++)
    {
      if (data[i] == '\n')
        {
          (*line)++;
          *column = 1;
        }
      else
        {
          (*column)++;
        }
    }
}

/* jansson bounds its depth too, but only at 2048 and by recursion. Brackets in
 * strings do not count; whether they match is left to the parser.
 */
static gboolean
check_depth (const char  *data,
             gsize        length,
             GError     **error)
{
  gboolean in_string = FALSE;
  int depth = 0;

  for (gsize i = 0; i < length; i++)
    {
      int line;
      int column;

      if (in_string)
        {
          if (data[i] == '\\')
            i++;
          else if (data[i] == '"')
            in_string = FALSE;

          continue;
        }

      if (data[i] == '"')
        in_string = TRUE;
      else if (data[i] == ']' || data[i] == '}')
        depth--;
      else if ((data[i] == '[' || data[i] == '{') && ++depth > PARVIS_JSON_MAX_DEPTH)
        {
          find_position (data, i, &line, &column);
          g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_MALFORMED,
                       "Line %d, column %d: nested more than %d deep",
                       line, column, PARVIS_JSON_MAX_DEPTH);

          return FALSE;
        }
    }

  return TRUE;
}

/* Own sentences, because those of jansson quote the input, and what arrives
 * may be somebody's letter.
 */
static const char *
describe (const json_error_t *error)
{
  /* jansson's codes are its own and grow: what is not named here is syntax. */
  switch ((int) json_error_code (error))
    {
    case json_error_invalid_utf8:
      return "not UTF-8";

    case json_error_premature_end_of_input:
      return "the text ends too early";

    case json_error_end_of_input_expected:
      return "something follows the end";

    case json_error_duplicate_key:
      return "a member stands twice in the same object";

    case json_error_numeric_overflow:
      return "a number is too large";

    case json_error_null_character:
    case json_error_null_byte_in_key:
      return "a text contains a NUL character";

    case json_error_stack_overflow:
      return "nested too deep";

    default:
      return "this is not JSON";
    }
}

/**
 * parvis_json_parse:
 * @data: what arrived, not necessarily terminated
 * @error: %PARVIS_ERROR_MALFORMED with line and column; %PARVIS_ERROR_INVALID for
 *   a text, a number or a word alone, which is JSON and nothing that is expected
 *
 * Reads one object or array of JSON (RFC 8259) in UTF-8, strictly: no member
 * twice, no NUL in texts, nothing behind the end.
 *
 * Returns: (transfer full): the value, or %NULL
 */
json_t *
parvis_json_parse (const char  *data,
                   gsize        length,
                   GError     **error)
{
  json_error_t problem;
  g_autoptr(json_t) value = NULL;

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  if (length == 0)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_MALFORMED,
                           "Nothing was sent where JSON is expected");
      return NULL;
    }

  if (!check_depth (data, length, error))
    return NULL;

  value = json_loadb (data, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &problem);
  if (value == NULL)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_MALFORMED,
                   "Line %d, column %d: %s",
                   problem.line, problem.column, describe (&problem));
      return NULL;
    }

  if (!json_is_object (value) && !json_is_array (value))
    {
      parvis_set_invalid (error, "", "An object or a list is expected");
      return NULL;
    }

  return g_steal_pointer (&value);
}

/* Undoes the escapes of one reference token, @length bytes long. */
static gboolean
unescape_token (const char *token,
                gsize       length,
                char       *buffer)
{
  gsize written = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (token[i] != '~')
        buffer[written++] = token[i];
      else if (i + 1 < length && (token[i + 1] == '0' || token[i + 1] == '1'))
        buffer[written++] = token[++i] == '0' ? '~' : '/';
      else
        return FALSE;
    }

  buffer[written] = '\0';

  return TRUE;
}

/* Array indexes have no leading zero; "-" names what is not there yet. */
static const json_t *
get_element (const json_t *array,
             const char   *token)
{
  guint64 index;

  if (token[0] == '0' && token[1] != '\0')
    return NULL;

  if (!g_ascii_string_to_unsigned (token, 10, 0, G_MAXINT32, &index, NULL))
    return NULL;

  return json_array_get (array, (size_t) index);
}

/**
 * parvis_json_pointer:
 * @root: (nullable): where the pointer starts
 * @pointer: a JSON Pointer (RFC 6901); "" is @root itself
 *
 * Returns: (transfer none) (nullable): the value, or %NULL if there is none or
 *   @pointer is not valid
 */
const json_t *
parvis_json_pointer (const json_t *root,
                     const char   *pointer)
{
  char token[PARVIS_JSON_POINTER_MAX + 1];
  const json_t *value = root;

  if (!parvis_json_pointer_is_valid (pointer))
    return NULL;

  while (value != NULL && *pointer == '/')
    {
      gsize length = strcspn (pointer + 1, "/");

      if (!unescape_token (pointer + 1, length, token))
        return NULL;

      if (json_is_object (value))
        value = json_object_get (value, token);
      else if (json_is_array (value))
        value = get_element (value, token);
      else
        value = NULL;

      pointer += length + 1;
    }

  return value;
}

/**
 * parvis_json_pointer_is_valid:
 * @pointer: (nullable): what a person declared
 *
 * Tells whether @pointer is a JSON Pointer (RFC 6901) of acceptable length.
 */
gboolean
parvis_json_pointer_is_valid (const char *pointer)
{
  gsize length;

  if (pointer == NULL || (*pointer != '\0' && *pointer != '/'))
    return FALSE;

  length = strlen (pointer);
  if (length > PARVIS_JSON_POINTER_MAX || !g_utf8_validate (pointer, (gssize) length, NULL))
    return FALSE;

  for (const char *tilde = strchr (pointer, '~'); tilde != NULL; tilde = strchr (tilde + 1, '~'))
    {
      if (tilde[1] != '0' && tilde[1] != '1')
        return FALSE;
    }

  return TRUE;
}

/**
 * parvis_json_make_field:
 *
 * Returns: (transfer full): the JSON Pointer to the member @name of a body
 */
char *
parvis_json_make_field (const char *name)
{
  g_autoptr(GString) field = g_string_new ("/");

  for (const char *c = name; *c != '\0'; c++)
    {
      if (*c == '~')
        g_string_append (field, "~0");
      else if (*c == '/')
        g_string_append (field, "~1");
      else
        g_string_append_c (field, *c);
    }

  return g_string_free (g_steal_pointer (&field), FALSE);
}

static gboolean
refuse (const char  *name,
        const char  *what,
        GError     **error)
{
  g_autofree char *field = parvis_json_make_field (name);

  return parvis_set_invalid (error, field, "“%s” %s", name, what);
}

/* An absent member and null are the same: there is no value. */
static const json_t *
find_member (const json_t *object,
             const char   *name)
{
  const json_t *member = json_object_get (object, name);

  return json_is_null (member) ? NULL : member;
}

static gboolean
read_string (const json_t  *member,
             const char    *name,
             gsize          max_length,
             const char   **value,
             GError       **error)
{
  g_autofree char *what = NULL;

  if (!json_is_string (member))
    return refuse (name, "must be a text", error);

  if ((gsize) g_utf8_strlen (json_string_value (member), -1) > max_length)
    {
      what = g_strdup_printf ("is longer than %" G_GSIZE_FORMAT " characters", max_length);
      return refuse (name, what, error);
    }

  *value = json_string_value (member);

  return TRUE;
}

/**
 * parvis_json_get_string:
 * @max_length: in characters
 * @value: (out) (transfer none)
 */
gboolean
parvis_json_get_string (const json_t  *object,
                        const char    *name,
                        gsize          max_length,
                        const char   **value,
                        GError       **error)
{
  const json_t *member = find_member (object, name);

  if (member == NULL)
    return refuse (name, "is missing", error);

  return read_string (member, name, max_length, value, error);
}

gboolean
parvis_json_is_line (const char *text)
{
  gboolean seen = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      GUnicodeType type = g_unichar_type (c);

      if (type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR ||
          type == G_UNICODE_PARAGRAPH_SEPARATOR)
        return FALSE;
      seen |= type != G_UNICODE_FORMAT && !g_unichar_isspace (c) && !g_unichar_iszerowidth (c);
    }

  return seen;
}

gboolean
parvis_json_get_line (const json_t  *object,
                      const char    *name,
                      gsize          max_length,
                      const char   **value,
                      GError       **error)
{
  return parvis_json_get_string (object, name, max_length, value, error) &&
         (parvis_json_is_line (*value) || refuse (name, "is to be one line of text", error));
}

/**
 * parvis_json_get_string_or:
 * @max_length: in characters
 * @fallback: (nullable)
 * @value: (out) (transfer none) (nullable)
 */
gboolean
parvis_json_get_string_or (const json_t  *object,
                           const char    *name,
                           gsize          max_length,
                           const char    *fallback,
                           const char   **value,
                           GError       **error)
{
  const json_t *member = find_member (object, name);

  *value = fallback;

  return member == NULL || read_string (member, name, max_length, value, error);
}

static gboolean
read_int (const json_t  *member,
          const char    *name,
          gint64         min,
          gint64         max,
          gint64        *value,
          GError       **error)
{
  g_autofree char *what = NULL;
  gint64 number;
  double real;

  real = json_number_value (member);

  /* Some writers know only one kind of number and send 3 as 3.0. */
  if (json_is_integer (member))
    number = json_integer_value (member);
  else if (json_is_real (member) && fabs (real) <= MAX_WHOLE_DOUBLE && trunc (real) == real)
    number = (gint64) real;
  else
    return refuse (name, "must be a whole number", error);

  if (number < min || number > max)
    {
      what = g_strdup_printf ("must be between %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT,
                              min, max);
      return refuse (name, what, error);
    }

  *value = number;

  return TRUE;
}

/**
 * parvis_json_get_int:
 * @value: (out): between @min and @max, both included
 */
gboolean
parvis_json_get_int (const json_t  *object,
                     const char    *name,
                     gint64         min,
                     gint64         max,
                     gint64        *value,
                     GError       **error)
{
  const json_t *member = find_member (object, name);

  if (member == NULL)
    return refuse (name, "is missing", error);

  return read_int (member, name, min, max, value, error);
}

/**
 * parvis_json_get_int_or:
 * @fallback: need not be between @min and @max
 * @value: (out)
 */
gboolean
parvis_json_get_int_or (const json_t  *object,
                        const char    *name,
                        gint64         min,
                        gint64         max,
                        gint64         fallback,
                        gint64        *value,
                        GError       **error)
{
  const json_t *member = find_member (object, name);

  *value = fallback;

  return member == NULL || read_int (member, name, min, max, value, error);
}

/**
 * parvis_json_get_number:
 * @value: (out): between @min and @max, both included
 */
gboolean
parvis_json_get_number (const json_t  *object,
                        const char    *name,
                        double         min,
                        double         max,
                        double        *value,
                        GError       **error)
{
  const json_t *member = find_member (object, name);
  g_autofree char *what = NULL;
  double number;

  if (member == NULL)
    return refuse (name, "is missing", error);

  if (!json_is_number (member))
    return refuse (name, "must be a number", error);

  number = json_number_value (member);
  if (number < min || number > max)
    {
      what = g_strdup_printf ("must be between %.15g and %.15g", min, max);
      return refuse (name, what, error);
    }

  *value = number;

  return TRUE;
}

/**
 * parvis_json_get_bool_or:
 * @value: (out)
 */
gboolean
parvis_json_get_bool_or (const json_t  *object,
                         const char    *name,
                         gboolean       fallback,
                         gboolean      *value,
                         GError       **error)
{
  const json_t *member = find_member (object, name);

  *value = fallback;

  if (member == NULL)
    return TRUE;

  if (!json_is_boolean (member))
    return refuse (name, "must be true or false", error);

  *value = json_is_true (member);

  return TRUE;
}

static gboolean
read_time (const json_t  *member,
           const char    *name,
           gint64        *instant,
           GError       **error)
{
  if (!json_is_string (member) ||
      !parvis_time_parse (json_string_value (member), instant, NULL))
    return refuse (name, "must be a time like 2026-06-17T14:42:00Z (RFC 3339)", error);

  return TRUE;
}

/**
 * parvis_json_get_time:
 * @instant: (out): ms since 1970
 */
gboolean
parvis_json_get_time (const json_t  *object,
                      const char    *name,
                      gint64        *instant,
                      GError       **error)
{
  const json_t *member = find_member (object, name);

  if (member == NULL)
    return refuse (name, "is missing", error);

  return read_time (member, name, instant, error);
}

/**
 * parvis_json_get_time_or:
 * @fallback: an instant, or %PARVIS_NO_TIME
 * @instant: (out): ms since 1970
 */
gboolean
parvis_json_get_time_or (const json_t  *object,
                         const char    *name,
                         gint64         fallback,
                         gint64        *instant,
                         GError       **error)
{
  const json_t *member = find_member (object, name);

  *instant = fallback;

  return member == NULL || read_time (member, name, instant, error);
}

/* Lower case only (RFC 9562 writes it so): identifiers are compared as texts,
 * and two spellings would be two objects.
 */
static gboolean
is_lower_uuid (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    {
      if (g_ascii_isupper (*c))
        return FALSE;
    }

  return g_uuid_string_is_valid (text);
}

/**
 * parvis_json_get_uuid:
 * @value: (out) (transfer none): a UUID in lower case
 */
gboolean
parvis_json_get_uuid (const json_t  *object,
                      const char    *name,
                      const char   **value,
                      GError       **error)
{
  const json_t *member = find_member (object, name);

  if (member == NULL)
    return refuse (name, "is missing", error);

  if (!json_is_string (member) || !is_lower_uuid (json_string_value (member)))
    return refuse (name, "must be a UUID in lower case", error);

  *value = json_string_value (member);

  return TRUE;
}

/* Names are literals of ours: only the values can be anything but UTF-8. */
static void
set_member (json_t     *object,
            const char *name,
            json_t     *value)
{
  int result;

  g_return_if_fail (json_is_object (object));

  result = json_object_set_new_nocheck (object, name, value);
  g_return_if_fail (result == 0);
}

/**
 * parvis_json_set_time:
 * @instant: ms since 1970; %PARVIS_NO_TIME and %PARVIS_NEVER leave the member out
 */
void
parvis_json_set_time (json_t     *object,
                      const char *name,
                      gint64      instant)
{
  char text[PARVIS_TIME_SIZE];

  if (instant == PARVIS_NO_TIME || instant == PARVIS_NEVER)
    return;

  parvis_time_write (instant, text);
  set_member (object, name, json_stringn_nocheck (text, sizeof text - 1));
}

/**
 * parvis_json_set_string:
 * @value: (nullable): UTF-8; %NULL leaves the member out
 */
void
parvis_json_set_string (json_t     *object,
                        const char *name,
                        const char *value)
{
  if (value != NULL)
    set_member (object, name, json_string (value));
}
