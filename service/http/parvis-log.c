/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-log"

#include "config.h"

#include "parvis-log.h"

#include "parvis-time.h"

#include <stdarg.h>
#include <string.h>
#include <unistd.h>

static const char * const level_names[] = {
  [PARVIS_LOG_ERROR] = "error",
  [PARVIS_LOG_WARNING] = "warning",
  [PARVIS_LOG_INFO] = "info",
};

/* A value from outside must not be able to forge a line or a pair. */
static void
append_value (GString    *line,
              const char *value)
{
  g_autofree char *escaped = NULL;

  if (value[0] != '\0' && strcspn (value, " \"\\=\n\r\t") == strlen (value) &&
      g_utf8_validate (value, -1, NULL))
    {
      g_string_append (line, value);
      return;
    }

  escaped = g_strescape (value, "");
  g_string_append_printf (line, "\"%s\"", escaped);
}

static void
append_pair (GString    *line,
             const char *name,
             const char *value)
{
  g_string_append_printf (line, " %s=", name);
  append_value (line, value == NULL ? "" : value);
}

static GString *
begin_line (ParvisLogLevel level)
{
  g_autofree char *now = parvis_time_format (parvis_clock_now (&parvis_system_clock));
  GString *line = g_string_new ("time=");

  g_string_append (line, now);
  append_pair (line, "level", level_names[level]);

  return line;
}

/* One write for each line, so that lines of several threads do not mix. */
static void
end_line (GString *line)
{
  gssize written;

  g_string_append_c (line, '\n');
  written = write (STDERR_FILENO, line->str, line->len);
  /* There is nowhere left to tell that the log cannot be written. */
  (void) written;
  g_string_free (line, TRUE);
}

void
parvis_log (ParvisLogLevel  level,
            const char     *event,
            ...)
{
  GString *line = begin_line (level);
  const char *name;
  va_list args;

  append_pair (line, "event", event);
  va_start (args, event);
  while ((name = va_arg (args, const char *)) != NULL)
    append_pair (line, name, va_arg (args, const char *));
  va_end (args);

  end_line (line);
}

static GLogWriterOutput
write_cb (GLogLevelFlags   level,
          const GLogField *fields,
          gsize            n_fields,
          gpointer         user_data)
{
  const char *domain = NULL;
  const char *message = NULL;
  const char *event = NULL;
  const char *town = NULL;
  GString *line;

  for (gsize i = 0; i < n_fields; i++)
    {
      if (strcmp (fields[i].key, "GLIB_DOMAIN") == 0)
        domain = fields[i].value;
      else if (strcmp (fields[i].key, "MESSAGE") == 0)
        message = fields[i].value;
      else if (strcmp (fields[i].key, "PARVIS_EVENT") == 0)
        event = fields[i].value;
      else if (strcmp (fields[i].key, "PARVIS_TOWN") == 0)
        town = fields[i].value;
    }

  if (g_log_writer_default_would_drop (level, domain))
    return G_LOG_WRITER_HANDLED;

  if (event != NULL || (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) != 0)
    line = begin_line (PARVIS_LOG_ERROR);
  else if ((level & G_LOG_LEVEL_WARNING) != 0)
    line = begin_line (PARVIS_LOG_WARNING);
  else
    line = begin_line (PARVIS_LOG_INFO);

  append_pair (line, "event", event != NULL ? event : "message");
  if (town != NULL)
    append_pair (line, "town", town);
  append_pair (line, "domain", domain);
  append_pair (line, "message", message);
  end_line (line);

  return G_LOG_WRITER_HANDLED;
}

void
parvis_log_install (void)
{
  g_log_set_writer_func (write_cb, NULL, NULL);
}
