/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-json-dump"

#include "config.h"

#include "parvis-json.h"

#include "parvis-time.h"

#include <math.h>
#include <string.h>

/* jansson looks at each character as a code point, hands out each one through
 * a callback, and prints the address of each container to find circles, which
 * no value of ours has. Every entity of every commit passes here.
 */

static void write_value (GString      *text,
                         const json_t *value);

static void
write_escape (GString *text,
              guchar   c)
{
  static const char letters[] = "btnfr";
  static const char codes[] = "\b\t\n\f\r";
  const char *code = memchr (codes, c, sizeof codes - 1);

  if (c == '"' || c == '\\')
    {
      g_string_append_c (text, '\\');
      g_string_append_c (text, (char) c);
    }
  else if (code != NULL)
    {
      g_string_append_c (text, '\\');
      g_string_append_c (text, letters[code - codes]);
    }
  else
    {
      g_string_append_printf (text, "\\u%04X", c);
    }
}

/* Bit 7 of each byte of @word that JSON wants escaped: below 0x20, '"' or '\\'. What
 * is not ASCII has that bit itself and is none of them.
 */
static guint64
find_escapes (guint64 word)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  const guint64 tops = ones << 7;
  guint64 quotes = word ^ (ones * '"');
  guint64 slashes = word ^ (ones * '\\');

  return ((word - ones * 0x20) | (quotes - ones) | (slashes - ones)) & ~word & tops;
}

/* How much of @string can be written as it is; eight bytes at a time, as nearly all of
 * every text can.
 */
static gsize
count_plain (const char *string,
             gsize       length)
{
  gsize i = 0;

  for (; i + sizeof (guint64) <= length; i += sizeof (guint64))
    {
      guint64 word;

      memcpy (&word, string + i, sizeof word);
      if (find_escapes (word) != 0)
        break;
    }

  while (i < length && (guchar) string[i] >= 0x20 && string[i] != '"' && string[i] != '\\')
    i++;

  return i;
}

/* Room for @length more bytes, to be written at once. */
static char *
extend (GString *text,
        gsize    length)
{
  gsize end = text->len;

  g_string_set_size (text, end + length);

  return text->str + end;
}

static void
write_plain (GString    *text,
             const char *string,
             gsize       length)
{
  char *room = extend (text, length + 2);

  room[0] = '"';
  memcpy (room + 1, string, length);
  room[length + 1] = '"';
}

static void
write_string (GString    *text,
              const char *string,
              gsize       length)
{
  gsize plain = count_plain (string, length);

  if (plain == length)
    {
      write_plain (text, string, length);
      return;
    }

  g_string_append_c (text, '"');

  while (plain < length)
    {
      g_string_append_len (text, string, (gssize) plain);
      write_escape (text, (guchar) string[plain]);
      string += plain + 1;
      length -= plain + 1;
      plain = count_plain (string, length);
    }

  g_string_append_len (text, string, (gssize) length);
  g_string_append_c (text, '"');
}

static void
write_integer (GString *text,
               gint64   value)
{
  char digits[24];
  char *cursor = digits + sizeof digits;
  guint64 rest = value < 0 ? -(guint64) value : (guint64) value;

  do
    {
      *--cursor = (char) ('0' + rest % 10);
      rest /= 10;
    }
  while (rest > 0);

  if (value < 0)
    *--cursor = '-';

  g_string_append_len (text, cursor, digits + sizeof digits - cursor);
}

static void
write_real (GString      *text,
            const json_t *value)
{
  char number[64];
  size_t length;

  /* 15 figures hold any decimal of that length; 17 would write 0.1 as
   * 0.10000000000000001.
   */
  length = json_dumpb (value, number, sizeof number,
                       JSON_ENCODE_ANY | JSON_REAL_PRECISION (15));
  g_string_append_len (text, number, (gssize) MIN (length, sizeof number));
}

static void
write_object (GString      *text,
              const json_t *object)
{
  json_t *members = (json_t *) object;
  void *member = json_object_iter (members);

  g_string_append_c (text, '{');

  for (; member != NULL; member = json_object_iter_next (members, member))
    {
      const char *name = json_object_iter_key (member);

      write_string (text, name, strlen (name));
      g_string_append_c (text, ':');
      write_value (text, json_object_iter_value (member));
      g_string_append_c (text, ',');
    }

  if (text->str[text->len - 1] == ',')
    g_string_truncate (text, text->len - 1);
  g_string_append_c (text, '}');
}

static void
write_array (GString      *text,
             const json_t *array)
{
  gsize size = json_array_size (array);

  g_string_append_c (text, '[');

  for (gsize i = 0; i < size; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      write_value (text, json_array_get (array, i));
    }

  g_string_append_c (text, ']');
}

static void
write_value (GString      *text,
             const json_t *value)
{
  switch (json_typeof (value))
    {
    case JSON_OBJECT:
      write_object (text, value);
      break;

    case JSON_ARRAY:
      write_array (text, value);
      break;

    case JSON_STRING:
      write_string (text, json_string_value (value), json_string_length (value));
      break;

    case JSON_INTEGER:
      write_integer (text, json_integer_value (value));
      break;

    case JSON_REAL:
      write_real (text, value);
      break;

    case JSON_TRUE:
      g_string_append (text, "true");
      break;

    case JSON_FALSE:
      g_string_append (text, "false");
      break;

    case JSON_NULL:
      g_string_append (text, "null");
      break;
    }
}

/**
 * parvis_json_dump:
 * @value: no deeper than what parvis_json_parse() accepts, without circles
 *
 * Writes @value without white space. Equal values built in the same order
 * give equal texts.
 *
 * Returns: (transfer full): UTF-8, to be freed with g_free()
 */
char *
parvis_json_dump (const json_t *value)
{
  GString *text;

  g_return_val_if_fail (value != NULL, NULL);

  text = g_string_sized_new (1024);
  write_value (text, value);

  return g_string_free (text, FALSE);
}

/* Begins a member, or an element where @name is NULL. */
static void
begin (GString    *text,
       const char *name)
{
  char last = text->len > 0 ? text->str[text->len - 1] : '{';

  if (last != '{' && last != '[')
    g_string_append_c (text, ',');

  if (name != NULL)
    {
      write_string (text, name, strlen (name));
      g_string_append_c (text, ':');
    }
}

void
parvis_json_append_open (GString    *text,
                         const char *name,
                         char        bracket)
{
  begin (text, name);
  g_string_append_c (text, bracket);
}

void
parvis_json_append_string (GString    *text,
                           const char *name,
                           const char *value)
{
  if (value == NULL)
    return;

  begin (text, name);
  write_string (text, value, strlen (value));
}

void
parvis_json_append_int (GString    *text,
                        const char *name,
                        gint64      value)
{
  begin (text, name);
  write_integer (text, value);
}

void
parvis_json_append_text (GString    *text,
                         const char *name,
                         const char *json)
{
  if (json == NULL)
    return;

  begin (text, name);
  g_string_append (text, json);
}

/* Whole numbers are written as such: a count is never 37.0. */
void
parvis_json_append_number (GString    *text,
                           const char *name,
                           double      value)
{
  g_autoptr(json_t) number = NULL;

  if (value == rint (value) && fabs (value) < 1e15)
    {
      parvis_json_append_int (text, name, (gint64) value);
      return;
    }

  number = json_real (value);
  if (number == NULL)
    return;

  begin (text, name);
  write_real (text, number);
}

void
parvis_json_append_time (GString    *text,
                         const char *name,
                         gint64      instant)
{
  char written[PARVIS_TIME_SIZE];

  if (instant == PARVIS_NO_TIME || instant == PARVIS_NEVER)
    return;

  parvis_time_write (instant, written);
  begin (text, name);
  write_plain (text, written, sizeof written - 1);
}
