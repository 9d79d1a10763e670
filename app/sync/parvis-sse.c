/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sse"

#include "config.h"

#include "parvis-sse.h"

#include "parvis-error.h"

#include <string.h>

#define BOM "\xef\xbb\xbf"
#define BOM_LENGTH 3

struct _ParvisSse
{
  ParvisSseFunc  func;
  gpointer       user_data;

  gsize          max_line;
  gsize          max_event;

  GString       *line;
  GString       *data;
  GString       *type;
  char          *id;

  guint          begun : 1;      /* the first line's BOM was looked for */
  guint          after_cr : 1;   /* an LF now belongs to the CR before it */
  guint          has_data : 1;
  guint          broken : 1;
};

ParvisSse *
parvis_sse_new (gsize         max_line,
                gsize         max_event,
                ParvisSseFunc func,
                gpointer      user_data)
{
  ParvisSse *self = g_new0 (ParvisSse, 1);

  self->max_line = max_line;
  self->max_event = max_event;
  self->func = func;
  self->user_data = user_data;
  self->line = g_string_new (NULL);
  self->data = g_string_new (NULL);
  self->type = g_string_new (NULL);

  return self;
}

void
parvis_sse_free (ParvisSse *self)
{
  g_string_free (self->line, TRUE);
  g_string_free (self->data, TRUE);
  g_string_free (self->type, TRUE);
  g_free (self->id);
  g_free (self);
}

static void
dispatch (ParvisSse *self)
{
  ParvisSseEvent event;

  /* An event without data is dropped, but its id counts. */
  if (self->has_data)
    {
      event.type = self->type->len > 0 ? self->type->str : "message";
      event.data = self->data->str;
      event.length = self->data->len;
      event.id = self->id;
      self->func (&event, self->user_data);
    }

  g_string_truncate (self->data, 0);
  g_string_truncate (self->type, 0);
  self->has_data = FALSE;
}

static gboolean
append_data (ParvisSse   *self,
             const char  *value,
             gsize        length,
             GError     **error)
{
  if (self->data->len + length + 1 > self->max_event)
    {
      self->broken = TRUE;
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE,
                   "an event of the stream is over %" G_GSIZE_FORMAT " bytes", self->max_event);
      return FALSE;
    }

  if (self->has_data)
    g_string_append_c (self->data, '\n');

  g_string_append_len (self->data, value, length);
  self->has_data = TRUE;

  return TRUE;
}

static gboolean
take_field (ParvisSse   *self,
            const char  *name,
            gsize        name_length,
            const char  *value,
            gsize        length,
            GError     **error)
{
  if (name_length == 4 && memcmp (name, "data", 4) == 0)
    return append_data (self, value, length, error);

  if (name_length == 5 && memcmp (name, "event", 5) == 0)
    {
      g_string_truncate (self->type, 0);
      g_string_append_len (self->type, value, length);
    }
  else if (name_length == 2 && memcmp (name, "id", 2) == 0 && memchr (value, '\0', length) == NULL)
    {
      g_free (self->id);
      self->id = g_strndup (value, length);
    }

  return TRUE;
}

static gboolean
end_line (ParvisSse  *self,
          GError    **error)
{
  const char *line = self->line->str;
  gsize length = self->line->len;
  const char *colon;
  gsize name_length;
  gsize skip;
  gboolean ok;

  if (!self->begun && length >= BOM_LENGTH && memcmp (line, BOM, BOM_LENGTH) == 0)
    {
      line += BOM_LENGTH;
      length -= BOM_LENGTH;
    }

  self->begun = TRUE;

  if (length == 0)
    {
      dispatch (self);
      g_string_truncate (self->line, 0);
      return TRUE;
    }

  colon = memchr (line, ':', length);
  name_length = colon != NULL ? (gsize) (colon - line) : length;
  skip = colon == NULL ? length : name_length + 1;

  if (skip < length && line[skip] == ' ')
    skip++;

  /* A line that begins with a colon is a comment: its name is empty. */
  ok = take_field (self, line, name_length, line + skip, length - skip, error);
  g_string_truncate (self->line, 0);

  return ok;
}

static gboolean
append_line (ParvisSse   *self,
             const char  *data,
             gsize        length,
             GError     **error)
{
  if (self->line->len + length > self->max_line)
    {
      self->broken = TRUE;
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE,
                   "a line of the stream is over %" G_GSIZE_FORMAT " bytes", self->max_line);
      return FALSE;
    }

  g_string_append_len (self->line, data, length);

  return TRUE;
}

/**
 * parvis_sse_feed:
 *
 * Takes the next bytes and calls the function for every event that they end.
 *
 * Returns: %FALSE with %PARVIS_ERROR_TOO_LARGE when a bound is exceeded, and
 *   always from then on
 */
gboolean
parvis_sse_feed (ParvisSse   *self,
                 const char  *data,
                 gsize        length,
                 GError     **error)
{
  gsize start = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->broken)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE, "the stream was given up");
      return FALSE;
    }

  for (gsize i = 0; i < length; i++)
    {
      if (data[i] == '\n' && self->after_cr)
        {
          self->after_cr = FALSE;
          start = i + 1;
          continue;
        }

      self->after_cr = data[i] == '\r';

      if (data[i] != '\n' && data[i] != '\r')
        continue;

      if (!append_line (self, data + start, i - start, error) || !end_line (self, error))
        return FALSE;

      start = i + 1;
    }

  return append_line (self, data + start, length - start, error);
}
