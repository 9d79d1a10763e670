/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-first-draft"

#include "config.h"

#include "parvis-first-draft.h"

#include "parvis-contact.h"

#include <glib/gi18n.h>
#include <string.h>

#define NAME_MAX_CHARS 200
/* Bytes, as the service counts them. */
#define TOWN_NAME_MAX  120
#define CAPACITY_MAX   100000
#define POPULATION_MAX 10000000

static const char *const source_ids[PARVIS_FIRST_SOURCES] = { "source", "source-out" };
static const char *const pointers[PARVIS_FIRST_SOURCES] = { "pointer", "pointer-out" };

/* What a place tells ("measure"), and what its sources measure then. */
static const struct
{
  const char *tells;
  const char *measures[PARVIS_FIRST_SOURCES];
} tellings[] = {
  { "present", { "present" } },
  { "free", { "free" } },
  { "gate", { "entered", "left" } },
  { "gate-total", { "entered_total", "left_total" } },
};

static const char *const froms[PARVIS_N_FIRST_FROM] = { "hand", "sensor", "feed" };

json_t *
parvis_first_draft_load (const char *kept)
{
  json_t *draft = kept != NULL && *kept != '\0' ? parvis_json_parse (kept, strlen (kept), NULL)
                                                : NULL;

  if (json_is_object (draft))
    return draft;

  json_decref (draft);

  return json_object ();
}

guint
parvis_first_draft_get_step (const json_t *draft)
{
  gint64 step = json_integer_value (json_object_get (draft, "step"));

  return (guint) CLAMP (step, 1, PARVIS_FIRST_STEPS);
}

void
parvis_first_draft_set_step (json_t *draft,
                             guint   step)
{
  json_object_set_new (draft, "step", json_integer (CLAMP (step, 1, PARVIS_FIRST_STEPS)));
}

const char *
parvis_first_draft_get (const json_t *draft,
                        const char   *name)
{
  const char *text = json_string_value (json_object_get (draft, name));

  return text != NULL ? text : "";
}

const char *
parvis_first_draft_get_module (const json_t *draft)
{
  const char *module = parvis_first_draft_get (draft, "module");

  return module[0] != '\0' ? module : "occupancy";
}

gboolean
parvis_first_draft_is_shop (const json_t *draft)
{
  return strcmp (parvis_first_draft_get_module (draft), "orders") == 0;
}

gboolean
parvis_first_draft_is_desk (const json_t *draft)
{
  return strcmp (parvis_first_draft_get_module (draft), "dossiers") == 0;
}

/* A place and its source keep their names in the service however often they are
 * sent.
 */
static void
ensure_id (json_t     *place,
           const char *member)
{
  g_autofree char *id = NULL;

  if (g_uuid_string_is_valid (parvis_first_draft_get (place, member)))
    return;

  id = g_uuid_string_random ();
  parvis_json_set_string (place, member, id);
}

json_t *
parvis_first_draft_get_place (json_t *draft)
{
  const char *module = parvis_first_draft_get_module (draft);
  json_t *places = json_object_get (draft, "places");
  json_t *place;

  if (!json_is_object (places))
    {
      places = json_object ();
      json_object_set_new (draft, "places", places);
    }

  place = json_object_get (places, module);
  if (!json_is_object (place))
    {
      place = json_object ();
      json_object_set_new (places, module, place);
    }
  ensure_id (place, "id");
  for (guint i = 0; i < PARVIS_FIRST_SOURCES; i++)
    ensure_id (place, source_ids[i]);

  return place;
}

ParvisFirstFrom
parvis_first_place_get_from (const json_t *place)
{
  const char *word = parvis_first_draft_get (place, "from");

  for (guint i = 0; i < PARVIS_N_FIRST_FROM; i++)
    if (strcmp (froms[i], word) == 0)
      return i;

  return PARVIS_FIRST_BY_HAND;
}

void
parvis_first_place_set_from (json_t          *place,
                             ParvisFirstFrom  from)
{
  parvis_json_set_string (place, "from", froms[from]);
}

gint64
parvis_first_read_number (const char *typed,
                          gint64      max)
{
  g_autoptr(GString) digits = g_string_new (NULL);
  gint64 number;

  /* "6 214", however the space between thousands was typed. */
  for (const char *at = typed; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (g_ascii_isdigit (*at))
        g_string_append_c (digits, *at);
      else if (!g_unichar_isspace (g_utf8_get_char (at)))
        return -1;
    }

  if (digits->len == 0 || !g_ascii_string_to_signed (digits->str, 10, 0, max, &number, NULL))
    return -1;

  return number;
}

/* One number of degrees, with a point or a comma; *@at is moved behind it. */
static gboolean
read_degrees (const char **at,
              double       max,
              double      *value)
{
  g_autoptr(GString) text = g_string_new (NULL);
  const char *start = *at + strspn (*at, " ;,");
  const char *c = start;
  gboolean point = FALSE;
  char *end;

  if (g_str_has_prefix (c, "−"))
    {
      g_string_append_c (text, '-');
      c += strlen ("−");
    }
  else if (*c == '-' || *c == '+')
    {
      g_string_append_c (text, *c++);
    }

  for (; g_ascii_isdigit (*c) ||
         (!point && (*c == '.' || *c == ',') && g_ascii_isdigit (c[1])); c++)
    {
      point |= !g_ascii_isdigit (*c);
      g_string_append_c (text, g_ascii_isdigit (*c) ? *c : '.');
    }

  *value = g_ascii_strtod (text->str, &end);
  *at = c;

  return end != text->str && *end == '\0' && *value >= -max && *value <= max;
}

gboolean
parvis_first_read_position (const char *typed,
                            double     *lat,
                            double     *lon)
{
  const char *at = typed;

  return read_degrees (&at, 90, lat) && strchr (" ;,", *at) != NULL && *at != '\0' &&
         read_degrees (&at, 180, lon) && at[strspn (at, " ")] == '\0';
}

static gboolean
fails (const char  *name,
       const char **field)
{
  *field = name;

  return FALSE;
}

/* As procedures want it of their service: each of them, on a receipt. */
static gboolean
check_desk (const json_t  *place,
            const char   **field)
{
  static const char *const members[] = { "name", "address", "phone" };
  static const gsize bytes[] = { 120, 300, 40 };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *text = parvis_first_draft_get (place, members[i]);

      if (text[0] == '\0' || strlen (text) > bytes[i])
        return fails (members[i], field);
    }

  return parvis_contact_is_email (parvis_first_draft_get (place, "email")) ||
         fails ("email", field);
}

static gboolean
check_place (const json_t  *place,
             gboolean       shop,
             const char   **field)
{
  const char *name = parvis_first_draft_get (place, "name");
  double lat;
  double lon;

  if (name[0] == '\0' || g_utf8_strlen (name, -1) > NAME_MAX_CHARS)
    return fails ("name", field);
  if (!shop &&
      parvis_first_read_number (parvis_first_draft_get (place, "capacity"), CAPACITY_MAX) < 1)
    return fails ("capacity", field);
  if (!parvis_first_read_position (parvis_first_draft_get (place, "position"), &lat, &lon))
    return fails ("position", field);
  if (g_utf8_strlen (parvis_first_draft_get (place, "address"), -1) > NAME_MAX_CHARS)
    return fails ("address", field);

  return TRUE;
}

gboolean
parvis_first_draft_check (json_t      *draft,
                          guint        step,
                          const char **field)
{
  const char *population = parvis_first_draft_get (draft, "population");

  if (step == 1 && strlen (parvis_first_draft_get (draft, "name")) > TOWN_NAME_MAX)
    return fails ("name", field);
  if (step == 1)
    return population[0] == '\0' || parvis_first_read_number (population, POPULATION_MAX) >= 0 ||
           fails ("population", field);

  if (step == 3 && parvis_first_draft_is_desk (draft))
    return check_desk (parvis_first_draft_get_place (draft), field);

  return step != 3 || check_place (parvis_first_draft_get_place (draft),
                                   parvis_first_draft_is_shop (draft), field);
}

json_t *
parvis_first_place_to_procedure (const json_t *place,
                                 const json_t *current)
{
  static const char *const members[] = { "name", "address", "phone", "email" };
  const char *template = parvis_first_draft_get (place, "template");
  const json_t *form = json_object_get (current, "form");
  g_autoptr(json_t) card = json_object ();
  json_t *body;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    parvis_json_set_string (card, members[i], parvis_first_draft_get (place, members[i]));

  if (form == NULL)
    return json_pack ("{s:s, s:O}", "template",
                      template[0] != '\0' ? template : PARVIS_FIRST_TEMPLATE, "card", card);
  if (json_equal (json_object_get (form, "card"), card))
    return NULL;

  /* What is published does not change: the next version does. */
  body = json_deep_copy (form);
  json_object_set (body, "card", card);
  json_object_set_new (body, "version",
                       json_integer (json_integer_value (json_object_get (form, "version")) + 1));

  return body;
}

json_t *
parvis_first_place_to_shop (const json_t *place)
{
  json_t *body = json_object ();
  double lat = 0;
  double lon = 0;

  parvis_first_read_position (parvis_first_draft_get (place, "position"), &lat, &lon);
  parvis_json_set_string (body, "id", parvis_first_draft_get (place, "id"));
  parvis_json_set_string (body, "name", parvis_first_draft_get (place, "name"));
  if (parvis_first_draft_get (place, "address")[0] != '\0')
    parvis_json_set_string (body, "address", parvis_first_draft_get (place, "address"));
  json_object_set_new (body, "lon", json_real (lon));
  json_object_set_new (body, "lat", json_real (lat));

  return body;
}

json_t *
parvis_first_place_to_feature (const json_t *place,
                               const char   *module)
{
  gboolean parking = strcmp (module, "parking") == 0;
  json_t *properties = json_object ();
  double lat = 0;
  double lon = 0;

  parvis_first_read_position (parvis_first_draft_get (place, "position"), &lat, &lon);
  parvis_json_set_string (properties, "id", parvis_first_draft_get (place, "id"));
  parvis_json_set_string (properties, "name", parvis_first_draft_get (place, "name"));
  parvis_json_set_string (properties, "kind", parking ? "car_park" : "pool");
  json_object_set_new (properties, "capacity",
                       json_integer (parvis_first_read_number (parvis_first_draft_get (place,
                                                                                       "capacity"),
                                                               CAPACITY_MAX)));
  if (parvis_first_draft_get (place, "address")[0] != '\0')
    parvis_json_set_string (properties, "address", parvis_first_draft_get (place, "address"));

  return json_pack ("{s:s, s:[{s:s, s:o, s:{s:s, s:[f, f]}}]}", "type", "FeatureCollection",
                    "features", "type", "Feature", "properties", properties, "geometry", "type",
                    "Point", "coordinates", lon, lat);
}

/* Behind a network only; what a device of its own sends is not known. */
static const char *
get_preset (const json_t *place)
{
  const char *format = parvis_first_draft_get (place, "format");

  return parvis_first_place_get_from (place) == PARVIS_FIRST_SENSOR && format[0] != '\0' &&
         strcmp (format, "parvis") != 0
         ? parvis_first_draft_get (place, "preset") : "";
}

static const char *const *
get_measures (const json_t *place)
{
  const char *tells = parvis_first_draft_get (place, "measure");

  for (guint i = 0; i < G_N_ELEMENTS (tellings); i++)
    if (strcmp (tellings[i].tells, tells) == 0)
      return tellings[i].measures;

  return tellings[0].measures;
}

guint
parvis_first_place_count_sources (const json_t *place)
{
  return get_measures (place)[1] != NULL ? 2 : 1;
}

const char *
parvis_first_place_get_source (const json_t *place,
                               guint         index)
{
  return parvis_first_draft_get (place, source_ids[index]);
}

/* Two sources of one place are told apart by their names too. */
static char *
dup_source_name (const json_t *place,
                 guint         index)
{
  const char *name = parvis_first_draft_get (place, "name");

  if (parvis_first_place_count_sources (place) == 1)
    return g_strdup (name);

  /* Translators: the name of a place. */
  return g_strdup_printf (index == 0 ? _("%s, entries") : _("%s, exits"), name);
}

json_t *
parvis_first_place_to_source (const json_t *place,
                              guint         index)
{
  gboolean sensor = parvis_first_place_get_from (place) == PARVIS_FIRST_SENSOR;
  const char *format = parvis_first_draft_get (place, "format");
  const char *preset = get_preset (place);
  const char *pointer = parvis_first_draft_get (place, pointers[index]);
  g_autofree char *name = dup_source_name (place, index);
  json_t *source = json_object ();

  parvis_json_set_string (source, "id", parvis_first_place_get_source (place, index));
  parvis_json_set_string (source, "gauge", parvis_first_draft_get (place, "id"));
  parvis_json_set_string (source, "format", sensor && format[0] != '\0' ? format : "parvis");
  if (name[0] != '\0')
    parvis_json_set_string (source, "name", name);
  parvis_json_set_string (source, "measure", get_measures (place)[index]);
  if (preset[0] != '\0')
    parvis_json_set_string (source, "preset", preset);
  else if (pointer[0] != '\0')
    parvis_json_set_string (source, "pointer", pointer);

  return source;
}
