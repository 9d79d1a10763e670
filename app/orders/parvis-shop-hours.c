/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-shop-hours"

#include "config.h"

#include "parvis-shop-hours.h"

#include <string.h>

#define SLOT     30                     /* minutes of a time slot */
#define MIDNIGHT (24 * 60)

gboolean
parvis_hours_read_clock (const char *text,
                         int        *minute)
{
  g_autofree char *typed = g_strstrip (g_strdup (text));
  gsize digits = strspn (typed, "0123456789");
  const char *rest = typed + digits;
  int hour = 0;

  if (digits < 1 || digits > 2 || (*rest != '\0' && strchr (":hH.", *rest) == NULL))
    return FALSE;

  for (gsize i = 0; i < digits; i++)
    hour = hour * 10 + g_ascii_digit_value (typed[i]);
  *minute = hour * 60;
  if (*rest == '\0' || rest[1] == '\0')
    return *minute <= MIDNIGHT;
  if (strlen (rest + 1) != 2 || !g_ascii_isdigit (rest[1]) || !g_ascii_isdigit (rest[2]) ||
      rest[1] > '5')
    return FALSE;

  *minute += g_ascii_digit_value (rest[1]) * 10 + g_ascii_digit_value (rest[2]);

  return *minute <= MIDNIGHT;
}

static int
get_int (const json_t *object,
         const char   *name)
{
  return (int) json_integer_value (json_object_get (object, name));
}

static int
compare_starts (gconstpointer a,
                gconstpointer b)
{
  return get_int (*(json_t *const *) a, "from") - get_int (*(json_t *const *) b, "from");
}

static void
write_range (GString *text,
             int      from,
             int      until)
{
  if (from < until)
    g_string_append_printf (text, "%s%d:%02d–%d:%02d", text->len > 0 ? ", " : "", from / 60,
                            from % 60, until / 60, until % 60);
}

char *
parvis_hours_write_day (const json_t *slots,
                        int           weekday)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new ();
  GString *text = g_string_new (NULL);
  int from = 0;
  int until = 0;
  gsize i;
  json_t *slot;

  json_array_foreach (slots, i, slot)
    if (get_int (slot, "weekday") == weekday)
      g_ptr_array_add (list, slot);
  g_ptr_array_sort (list, compare_starts);

  for (guint j = 0; j < list->len; j++)
    {
      slot = g_ptr_array_index (list, j);
      if (get_int (slot, "from") > until || j == 0)
        {
          write_range (text, from, until);
          from = get_int (slot, "from");
        }
      until = MAX (get_int (slot, "until"), from);
    }
  write_range (text, from, until);

  return g_string_free (text, FALSE);
}

/* Words between commas; a range is two of them with a dash of some kind between. */
static char **
split_range (const char *text,
             const char *dashes)
{
  g_autoptr(GString) plain = g_string_new (text);

  g_string_replace (plain, "–", dashes, 0);
  g_string_replace (plain, "—", dashes, 0);
  g_string_replace (plain, " à ", dashes, 0);

  return g_strsplit (plain->str, dashes, 3);
}

gboolean
parvis_hours_read_day (const char *text,
                       int         weekday,
                       int         capacity,
                       json_t     *slots)
{
  g_auto(GStrv) parts = g_strsplit_set (text, ",;", -1);
  int before = 0;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_auto(GStrv) ends = split_range (g_strstrip (parts[i]), "-");
      int from;
      int until;

      if (*parts[i] == '\0')
        continue;
      if (g_strv_length (ends) != 2 || !parvis_hours_read_clock (ends[0], &from) ||
          !parvis_hours_read_clock (ends[1], &until) || from >= until || from < before)
        return FALSE;

      before = until;
      for (int minute = from; minute < until; minute += SLOT)
        json_array_append_new (slots, json_pack ("{s:i,s:i,s:i,s:i}", "weekday", weekday,
                                                 "from", minute,
                                                 "until", MIN (minute + SLOT, until),
                                                 "capacity", capacity));
    }

  return TRUE;
}

/* Closed days. */

static void
write_day (GString    *text,
           const char *day)
{
  if (day != NULL && strlen (day) == 10)
    g_string_append_printf (text, "%.2s/%.2s/%.4s", day + 8, day + 5, day);
}

char *
parvis_hours_write_closed (const json_t *closed)
{
  GString *text = g_string_new (NULL);
  gsize i;
  json_t *entry;

  json_array_foreach (closed, i, entry)
    {
      const char *until = json_string_value (json_object_get (entry, "until"));

      g_string_append (text, text->len > 0 ? ", " : "");
      write_day (text, json_string_value (json_object_get (entry, "day")));
      if (until != NULL)
        g_string_append (text, "–");
      write_day (text, until);
    }

  return g_string_free (text, FALSE);
}

/* "15/08/2026", or as machines write it. */
static char *
read_day (const char *text)
{
  g_autofree char *typed = g_strstrip (g_strdup (text));
  g_auto(GStrv) parts = g_strsplit_set (typed, "/-.", 4);
  gboolean by_year = parts[0] != NULL && strlen (parts[0]) == 4;
  guint64 numbers[3];

  if (g_strv_length (parts) != 3)
    return NULL;
  for (guint i = 0; i < 3; i++)
    if (!g_ascii_string_to_unsigned (parts[i], 10, 1, 9999, &numbers[i], NULL))
      return NULL;

  if (by_year)
    {
      guint64 year = numbers[0];

      numbers[0] = numbers[2];
      numbers[2] = year;
    }
  if (numbers[2] < 2000 ||
      !g_date_valid_dmy ((GDateDay) MIN (numbers[0], 99), (GDateMonth) MIN (numbers[1], 99),
                         (GDateYear) numbers[2]))
    return NULL;

  return g_strdup_printf ("%04d-%02d-%02d", (int) numbers[2], (int) numbers[1],
                          (int) numbers[0]);
}

static json_t *
find_reason (const json_t *before,
             const char   *day)
{
  gsize i;
  json_t *entry;

  json_array_foreach (before, i, entry)
    if (g_strcmp0 (json_string_value (json_object_get (entry, "day")), day) == 0)
      return json_object_get (entry, "reason");

  return NULL;
}

static json_t *
read_closed_entry (const char   *text,
                   const json_t *before)
{
  g_auto(GStrv) ends = split_range (text, "→");
  g_autofree char *day = read_day (ends[0]);
  g_autofree char *until = day != NULL && ends[1] != NULL ? read_day (ends[1]) : NULL;
  json_t *entry;

  if (day == NULL || (ends[1] != NULL && (until == NULL || strcmp (until, day) < 0)))
    return NULL;

  entry = json_pack ("{s:s}", "day", day);
  if (until != NULL)
    parvis_json_set_string (entry, "until", until);
  if (find_reason (before, day) != NULL)
    json_object_set (entry, "reason", find_reason (before, day));

  return entry;
}

json_t *
parvis_hours_read_closed (const char   *text,
                          const json_t *before)
{
  g_auto(GStrv) parts = g_strsplit_set (text, ",;", -1);
  g_autoptr(json_t) closed = json_array ();

  for (guint i = 0; parts[i] != NULL; i++)
    {
      json_t *entry;

      if (*g_strstrip (parts[i]) == '\0')
        continue;

      entry = read_closed_entry (parts[i], before);
      if (entry == NULL)
        return NULL;

      json_array_append_new (closed, entry);
    }

  return g_steal_pointer (&closed);
}
