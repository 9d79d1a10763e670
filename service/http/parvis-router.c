/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-router"

#include "config.h"

#include "parvis-router.h"

#include "parvis-error.h"

#include <string.h>

/* A path is compared segment by segment with each pattern of as many segments:
 * with some forty routes that takes well under a microsecond, and reads simpler
 * than a tree.
 */

#define MAX_SEGMENTS  12
#define MAX_INT_DIGITS 9
#define MAX_WORD       64
#define MAX_TOKEN      128
#define INSEE_LENGTH   5

typedef enum
{
  SEGMENT_LITERAL,
  SEGMENT_INSEE,
  SEGMENT_ADDRESS,
  SEGMENT_UUID,
  SEGMENT_INT,
  SEGMENT_WORD,
  SEGMENT_TOKEN,
} SegmentType;

typedef struct
{
  SegmentType  type;
  char        *text;          /* the literal, or what follows the parameter */
  gsize        length;
  char        *name;          /* of the parameter */
  gboolean     town;
} Segment;

typedef struct
{
  const ParvisRoute *route;
  guint              n_segments;
  Segment            segments[MAX_SEGMENTS];
} Pattern;

struct _ParvisRouter
{
  GArray *patterns;
};

static SegmentType
parse_type (const char *type)
{
  if (strcmp (type, "insee") == 0)
    return SEGMENT_INSEE;
  if (strcmp (type, "address") == 0)
    return SEGMENT_ADDRESS;
  if (strcmp (type, "uuid") == 0)
    return SEGMENT_UUID;
  if (strcmp (type, "int") == 0)
    return SEGMENT_INT;
  if (strcmp (type, "word") == 0)
    return SEGMENT_WORD;
  if (strcmp (type, "token") == 0)
    return SEGMENT_TOKEN;

  g_error ("unknown type “%s” in a route", type);
}

static void
compile_segment (Segment    *segment,
                 const char *text)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *inside = NULL;
  const char *end;

  if (text[0] != '{')
    {
      segment->type = SEGMENT_LITERAL;
      segment->text = g_strdup (text);
      segment->length = strlen (text);
      return;
    }

  end = strchr (text, '}');
  g_assert (end != NULL);
  inside = g_strndup (text + 1, end - text - 1);
  parts = g_strsplit (inside, ":", 2);

  segment->name = g_strdup (parts[0]);
  segment->town = strcmp (inside, "insee") == 0 || strcmp (inside, "insee:address") == 0;
  segment->type = parts[1] != NULL || !segment->town ? parse_type (parts[1] != NULL ? parts[1] : "")
                                                     : SEGMENT_INSEE;
  segment->text = g_strdup (end + 1);
  segment->length = strlen (end + 1);
}

static void
clear_pattern (gpointer data)
{
  Pattern *pattern = data;

  for (guint i = 0; i < pattern->n_segments; i++)
    {
      g_free (pattern->segments[i].text);
      g_free (pattern->segments[i].name);
    }
}

/**
 * parvis_router_new:
 * @routes: terminated by a NULL method; must outlive the router
 *
 * Compiles the patterns. A pattern that cannot be is a bug, and aborts.
 */
ParvisRouter *
parvis_router_new (const ParvisRoute *routes)
{
  ParvisRouter *self = g_new0 (ParvisRouter, 1);

  self->patterns = g_array_new (FALSE, TRUE, sizeof (Pattern));
  g_array_set_clear_func (self->patterns, clear_pattern);

  for (const ParvisRoute *route = routes; route->method != NULL; route++)
    {
      g_auto (GStrv) parts = g_strsplit (route->pattern + 1, "/", -1);
      Pattern pattern = { .route = route };
      guint n_params = 0;

      pattern.n_segments = g_strv_length (parts);
      g_assert (route->pattern[0] == '/' && pattern.n_segments <= MAX_SEGMENTS);
      for (guint i = 0; i < pattern.n_segments; i++)
        {
          compile_segment (&pattern.segments[i], parts[i]);
          n_params += pattern.segments[i].name != NULL;
        }
      g_assert (n_params <= PARVIS_ROUTE_MAX_PARAMS);
      g_array_append_val (self->patterns, pattern);
    }

  return self;
}

void
parvis_router_free (ParvisRouter *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->patterns);
  g_free (self);
}

gboolean
parvis_uri_decode (char *text)
{
  char *out = text;

  for (const char *in = text; *in != '\0'; in++)
    {
      char c = *in;

      if (c == '%')
        {
          int high = g_ascii_xdigit_value (in[1]);
          int low = high < 0 ? -1 : g_ascii_xdigit_value (in[2]);

          if (low < 0)
            return FALSE;

          c = (char) (high * 16 + low);
          in += 2;
        }

      if (g_ascii_iscntrl (c) || c == '\0')
        return FALSE;

      *out++ = c;
    }

  *out = '\0';

  return g_utf8_validate (text, out - text, NULL);
}

/* Cuts @path into decoded segments. An empty segment or one of dots can only be
 * a mistake or an attempt to walk out of a folder; neither is normalised away.
 */
static gboolean
split_path (const char  *path,
            char        *storage,
            char       **segments,
            guint       *n_segments)
{
  char *rest = storage;
  guint n = 0;

  if (path[0] != '/')
    return FALSE;

  strcpy (storage, path + 1);
  while (rest != NULL)
    {
      char *segment = rest;

      rest = strchr (segment, '/');
      if (rest != NULL)
        *rest++ = '\0';

      if (n == MAX_SEGMENTS || !parvis_uri_decode (segment) ||
          strchr (segment, '/') != NULL || strchr (segment, '\\') != NULL ||
          strcmp (segment, ".") == 0 || strcmp (segment, "..") == 0 ||
          (segment[0] == '\0' && (rest != NULL || n > 0)))
        return FALSE;

      segments[n++] = segment;
    }

  *n_segments = n;

  return TRUE;
}

/* "49270", or with a name before it: "saint-aubin-sur-loire-49270", in small letters. */
static gboolean
check_address (const char *value,
               gsize       length)
{
  char code[INSEE_LENGTH + 1];

  if (length < INSEE_LENGTH || length > MAX_WORD ||
      (length > INSEE_LENGTH &&
       (value[length - INSEE_LENGTH - 1] != '-' || value[0] == '-' ||
        strspn (value, "abcdefghijklmnopqrstuvwxyz0123456789-") != length)))
    return FALSE;

  for (guint i = 0; i <= INSEE_LENGTH; i++)
    code[i] = g_ascii_toupper (i < INSEE_LENGTH ? value[length - INSEE_LENGTH + i] : '\0');

  return parvis_insee_is_valid (code);
}

static gboolean
check_value (SegmentType  type,
             char        *value,
             gsize        length)
{
  switch (type)
    {
    case SEGMENT_LITERAL:
      return FALSE;

    case SEGMENT_INSEE:
      return parvis_insee_is_valid (value);

    case SEGMENT_ADDRESS:
      return check_address (value, length);

    case SEGMENT_UUID:
      if (!g_uuid_string_is_valid (value))
        return FALSE;
      /* Identifiers are written in lower case everywhere behind this line. */
      for (gsize i = 0; i < length; i++)
        value[i] = g_ascii_tolower (value[i]);
      return TRUE;

    case SEGMENT_INT:
      return length > 0 && length <= MAX_INT_DIGITS &&
             strspn (value, "0123456789") == length &&
             (length == 1 || value[0] != '0');

    case SEGMENT_WORD:
      return length > 0 && length <= MAX_WORD &&
             strspn (value, "abcdefghijklmnopqrstuvwxyz0123456789_-") == length;

    case SEGMENT_TOKEN:
      return length > 0 && length <= MAX_TOKEN &&
             strspn (value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                            "0123456789_-") == length;
    }

  g_assert_not_reached ();
}

/* Compares without changing anything, so that the next pattern sees the same. */
static gboolean
compare_parameter (const Segment *segment,
                   char          *value)
{
  gsize length = strlen (value);
  gboolean fits;
  char kept;

  if (length < segment->length ||
      strcmp (value + length - segment->length, segment->text) != 0)
    return FALSE;

  length -= segment->length;
  kept = value[length];
  value[length] = '\0';
  fits = check_value (segment->type, value, length);
  value[length] = kept;

  return fits;
}

/* Literals tell nearly all patterns apart, the last one best, and cost less to look at. */
static gboolean
compare_pattern (const Pattern  *pattern,
                 char          **segments,
                 guint           n_segments)
{
  if (pattern->n_segments != n_segments)
    return FALSE;

  for (guint i = n_segments; i > 0; i--)
    {
      const Segment *segment = &pattern->segments[i - 1];

      if (segment->type == SEGMENT_LITERAL && strcmp (segments[i - 1], segment->text) != 0)
        return FALSE;
    }

  for (guint i = 0; i < n_segments; i++)
    {
      const Segment *segment = &pattern->segments[i];

      if (segment->type != SEGMENT_LITERAL && !compare_parameter (segment, segments[i]))
        return FALSE;
    }

  return TRUE;
}

/* The code at the end of an address, as it is written everywhere else. */
static char *
take_code (char *address)
{
  char *code = address + strlen (address) - INSEE_LENGTH;

  for (char *at = code; *at != '\0'; at++)
    *at = g_ascii_toupper (*at);

  return code;
}

static void
fill_match (const Pattern  *pattern,
            char          **segments,
            ParvisMatch    *match)
{
  memset (match, 0, sizeof *match);
  match->route = pattern->route;
  match->town = -1;

  for (guint i = 0; i < pattern->n_segments; i++)
    {
      const Segment *segment = &pattern->segments[i];

      if (segment->name == NULL)
        continue;

      segments[i][strlen (segments[i]) - segment->length] = '\0';
      if (segment->town)
        match->town = (int) match->n_params;
      match->names[match->n_params] = segment->name;
      match->values[match->n_params] = segment->type == SEGMENT_ADDRESS ? take_code (segments[i])
                                                                        : segments[i];
      match->n_params++;
    }
}

static void
add_allowed (GString    *allow,
             const char *method)
{
  g_string_append_printf (allow, "%s%s", allow->len > 0 ? ", " : "", method);
  if (strcmp (method, "GET") == 0)
    g_string_append (allow, ", HEAD");
}

gboolean
parvis_router_match (const ParvisRouter  *self,
                     const char          *method,
                     const char          *path,
                     gboolean             operator,
                     char                *storage,
                     ParvisMatch         *match,
                     GString             *allow,
                     GError             **error)
{
  const char *wanted = strcmp (method, "HEAD") == 0 ? "GET" : method;
  char *segments[MAX_SEGMENTS];
  guint n_segments = 0;

  if (!split_path (path, storage, segments, &n_segments))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_MALFORMED,
                   "The path of the address is not well formed");
      return FALSE;
    }

  for (guint i = 0; i < self->patterns->len; i++)
    {
      const Pattern *pattern = &g_array_index (self->patterns, Pattern, i);

      if ((pattern->route->right == PARVIS_RIGHT_OPERATOR && !operator) ||
          !compare_pattern (pattern, segments, n_segments))
        continue;

      if (strcmp (pattern->route->method, wanted) == 0)
        {
          fill_match (pattern, segments, match);
          return TRUE;
        }
      add_allowed (allow, pattern->route->method);
    }

  if (allow->len == 0)
    g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND, "There is nothing at this address");
  else
    g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_METHOD_NOT_ALLOWED,
                 "Here one can only: %s", allow->str);

  return FALSE;
}
