/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sql-postgres"

#include "config.h"

#include "parvis-sql-postgres.h"

#include <string.h>

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

/* What stands between quotes is copied as it is; a quote within is doubled, which
 * reads like two pieces side by side.
 */
static const char *
skip_quoted (const char *p)
{
  const char *end = strchr (p + 1, *p);

  return end != NULL ? end + 1 : p + strlen (p);
}

static guint
number_of (GPtrArray  *names,
           const char *name,
           gsize       length)
{
  for (guint i = 0; i < names->len; i++)
    {
      const char *known = g_ptr_array_index (names, i);

      if (strlen (known) == length && strncmp (known, name, length) == 0)
        return i + 1;
    }

  g_ptr_array_add (names, g_strndup (name, length));

  return names->len;
}

static gboolean
is_keyword (const char *p,
            gsize       length,
            const char *keyword)
{
  return strlen (keyword) == length && g_ascii_strncasecmp (p, keyword, length) == 0;
}

/* Copies a run of letters, and notes the words by which a statement has rows. */
static const char *
take_word (ParvisSqlPostgres *self,
           GString           *text,
           const char        *p)
{
  const char *end = p;

  while (is_word (*end))
    end++;

  if (is_keyword (p, (gsize) (end - p), "RETURNING") ||
      (text->len == 0 && (is_keyword (p, (gsize) (end - p), "SELECT") ||
                          is_keyword (p, (gsize) (end - p), "WITH"))))
    self->gives_rows = TRUE;

  g_string_append_len (text, p, end - p);

  return end;
}

static const char *
take_name (ParvisSqlPostgres *self,
           GString           *text,
           const char        *p)
{
  const char *end = p + 1;

  while (is_word (*end))
    end++;

  g_string_append_printf (text, "$%u", number_of (self->names, p, (gsize) (end - p)));

  return end;
}

void
parvis_sql_postgres_init (ParvisSqlPostgres *self,
                          const char        *sql)
{
  GString *text = g_string_new (NULL);
  const char *p = sql;

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->gives_rows = FALSE;

  while (*p != '\0')
    {
      const char *end = p + 1;

      if (*p == '\'' || *p == '"')
        {
          end = skip_quoted (p);
          g_string_append_len (text, p, end - p);
        }
      else if (is_word (*p))
        {
          end = take_word (self, text, p);
        }
      else if (p[0] == ':' && p[1] == ':')
        {
          end = p + 2;
          g_string_append (text, "::");
        }
      else if (*p == ':' && is_word (p[1]))
        {
          end = take_name (self, text, p);
        }
      else
        {
          g_string_append_c (text, *p);
        }
      p = end;
    }

  self->text = g_string_free (text, FALSE);
}

void
parvis_sql_postgres_clear (ParvisSqlPostgres *self)
{
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->names, g_ptr_array_unref);
}

/* Texts sort by their bytes, as on SQLite, whatever the database's language. */
char *
parvis_sql_postgres_schema (const char *sql)
{
  g_autoptr(GRegex) texts = g_regex_new ("\\bTEXT\\b", 0, 0, NULL);
  g_autoptr(GRegex) blobs = g_regex_new ("\\bBLOB\\b", 0, 0, NULL);
  g_autofree char *sorted = g_regex_replace_literal (texts, sql, -1, 0, "TEXT COLLATE \"C\"", 0,
                                                     NULL);
  g_autofree char *text = g_regex_replace_literal (blobs, sorted, -1, 0, "BYTEA", 0, NULL);
  g_autoptr(GString) step = g_string_new (text);

  g_string_replace (step, ") STRICT", ")", 0);

  return g_string_free (g_steal_pointer (&step), FALSE);
}
