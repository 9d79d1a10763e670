/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvisctl-verbs"

#include "config.h"

#include "parvisctl-verbs.h"

#include "parvis-error.h"
#include "parvisctl-backup.h"
#include "parvisctl-copy.h"
#include "parvisctl-erasures.h"
#include "parvisctl-files.h"
#include "parvisctl-people.h"
#include "parvisctl-print.h"
#include "parvisctl-procedures.h"
#include "parvisctl-shops.h"

#include <stdlib.h>
#include <string.h>

/* A number that was typed; "none" takes a setting away. */
static gboolean
set_number (json_t      *body,
            const char  *member,
            const char  *text,
            GError     **error)
{
  g_autofree char *field = NULL;
  gint64 value;

  if (text == NULL)
    return TRUE;

  if (strcmp (text, "none") == 0)
    {
      json_object_set_new (body, member, json_null ());
      return TRUE;
    }

  if (g_ascii_string_to_signed (text, 10, 0, G_MAXINT32, &value, NULL))
    {
      json_object_set_new (body, member, json_integer (value));
      return TRUE;
    }

  field = g_strdelimit (g_strconcat ("--", member, NULL), "_", '-');

  return parvis_set_invalid (error, field, "“%s” is not a number", text);
}

/* "1.5,47" as a list of @n numbers. */
static json_t *
parse_degrees (const char  *text,
               guint        n,
               const char  *option,
               GError     **error)
{
  g_auto(GStrv) parts = g_strsplit (text, ",", -1);
  g_autoptr(json_t) list = json_array ();

  for (guint i = 0; i < n && g_strv_length (parts) == n; i++)
    {
      char *end = NULL;
      double value = g_ascii_strtod (parts[i], &end);

      if (end == parts[i] || *end != '\0')
        break;
      json_array_append_new (list, json_real (value));
    }

  if (json_array_size (list) == n)
    return g_steal_pointer (&list);

  parvis_set_invalid (error, option, "%u numbers are needed, with commas between them", n);

  return NULL;
}

static gboolean
set_extent (json_t               *body,
            const ParvisOptions  *options,
            GError              **error)
{
  if (options->center != NULL)
    {
      g_autoptr(json_t) center = parse_degrees (options->center, 2, "--center", error);

      if (center == NULL)
        return FALSE;
      json_object_set_new (body, "center",
                           json_pack ("{s:O, s:O}",
                                      "lon", json_array_get (center, 0),
                                      "lat", json_array_get (center, 1)));
    }

  if (options->bounds != NULL)
    {
      json_t *bounds = parse_degrees (options->bounds, 4, "--bounds", error);

      if (bounds == NULL)
        return FALSE;
      json_object_set_new (body, "bounds", bounds);
    }

  return TRUE;
}

/* What was typed for a gauge, a source or a facility, as its identifier. */
static char *
find (ParvisConnection  *connection,
      const char        *town,
      const char        *kind,
      const char        *text,
      GError           **error)
{
  g_autofree char *escaped = g_uri_escape_string (text, NULL, FALSE);
  g_autofree char *rest = g_strdup_printf ("/find/%s?text=%s", kind, escaped);
  g_autoptr(json_t) answer = parvis_ctl_ask (connection, "GET", town, rest, NULL, error);

  if (answer == NULL)
    return NULL;

  return g_strdup (json_string_value (json_object_get (answer, "id")));
}

static json_t *
ask_about (ParvisConnection  *connection,
           const char        *town,
           const char        *kind,
           const char        *text,
           const char        *action,
           json_t            *body,
           GError           **error)
{
  g_autoptr(json_t) owned = body;
  g_autofree char *id = find (connection, town, kind, text, error);
  g_autofree char *rest = NULL;

  if (id == NULL)
    return NULL;

  rest = g_strdup_printf ("/%s/%s/%s",
                          strcmp (kind, "facility") == 0 ? "facilities" :
                          strcmp (kind, "gauge") == 0 ? "gauges" : "sources",
                          id, action);

  return parvis_ctl_ask (connection, "POST", town, rest, g_steal_pointer (&owned), error);
}

static json_t *
town_add (ParvisConnection     *connection,
          const ParvisOptions  *options,
          char                **arguments,
          GError              **error)
{
  g_autoptr(json_t) body = json_object ();
  g_auto(GStrv) modules = NULL;

  parvis_json_set_string (body, "name", options->name);
  parvis_json_set_string (body, "department", options->department);
  parvis_json_set_string (body, "timezone", options->timezone);
  parvis_json_set_string (body, "attribution", options->attribution);
  parvis_json_set_string (body, "operator", options->operator_name);
  if (options->fictional)
    json_object_set_new (body, "fictional", json_true ());
  if (!set_number (body, "population", options->population, error) ||
      !set_number (body, "zoom", options->zoom, error) ||
      !set_extent (body, options, error))
    return NULL;

  modules = g_strsplit (options->modules != NULL ? options->modules : "", ",", -1);
  for (guint i = 0; modules[i] != NULL; i++)
    {
      if (json_object_get (body, "modules") == NULL)
        json_object_set_new (body, "modules", json_array ());
      json_array_append_new (json_object_get (body, "modules"),
                             json_string (g_strstrip (modules[i])));
    }

  return parvis_ctl_ask (connection, "POST", arguments[0], "", g_steal_pointer (&body), error);
}

static json_t *
town_list (ParvisConnection     *connection,
           const ParvisOptions  *options,
           char                **arguments,
           GError              **error)
{
  return parvis_connection_ask (connection, "GET", "/api/v1/towns", NULL, error);
}

static json_t *
town_export (ParvisConnection     *connection,
             const ParvisOptions  *options,
             char                **arguments,
             GError              **error)
{
  g_autoptr(json_t) file = parvis_ctl_ask (connection, "GET", arguments[0], "/export", NULL, error);

  if (file == NULL || !parvis_ctl_write_json (arguments[1], file, error))
    return NULL;

  return json_pack ("{s:s}", "file", arguments[1]);
}

static json_t *
post_file (ParvisConnection  *connection,
           const char        *town,
           const char        *rest,
           const char        *path,
           GError           **error)
{
  json_t *file = parvis_ctl_read_json (path, error);

  return file != NULL ? parvis_ctl_ask (connection, "POST", town, rest, file, error) : NULL;
}

static json_t *
town_import (ParvisConnection     *connection,
             const ParvisOptions  *options,
             char                **arguments,
             GError              **error)
{
  g_autoptr(json_t) file = parvis_ctl_read_json (arguments[0], error);
  g_autofree char *town = NULL;
  const char *insee;

  if (file == NULL ||
      !parvis_json_get_string (json_object_get (file, "town"), "insee", 5, &insee, error))
    return NULL;

  town = g_strdup (insee);

  return parvis_ctl_ask (connection, "POST", town, "/import", g_steal_pointer (&file), error);
}

static gboolean
is_confirmed (const ParvisOptions  *options,
              const char           *what,
              GError              **error)
{
  return options->yes ||
         parvis_set_invalid (error, "--yes", "%s. Say --yes to do it", what);
}

static json_t *
town_remove (ParvisConnection     *connection,
             const ParvisOptions  *options,
             char                **arguments,
             GError              **error)
{
  if (!is_confirmed (options, "The town would be served no more; its file would be kept in"
                     " “removed” of the state directory", error))
    return NULL;

  return parvis_ctl_ask (connection, "POST", arguments[0], "/remove", json_object (), error);
}

static json_t *
key_list (ParvisConnection     *connection,
          const ParvisOptions  *options,
          char                **arguments,
          GError              **error)
{
  return parvis_ctl_ask (connection, "GET", arguments[0], "/keys", NULL, error);
}

static json_t *
key_revoke (ParvisConnection     *connection,
            const ParvisOptions  *options,
            char                **arguments,
            GError              **error)
{
  g_autofree char *id = g_uri_escape_string (arguments[1], NULL, FALSE);
  g_autofree char *rest = g_strdup_printf ("/keys/%s/revoke", id);

  return parvis_ctl_ask (connection, "POST", arguments[0], rest, json_object (), error);
}

static json_t *
town_tiles (ParvisConnection     *connection,
            const ParvisOptions  *options,
            char                **arguments,
            GError              **error)
{
  const char *dir = parvis_connection_get_dir (connection);
  g_autoptr(json_t) town = NULL;

  if (options->light == NULL && options->dark == NULL)
    {
      parvis_set_invalid (error, "--light", "Give --light FILE, --dark FILE or both");
      return NULL;
    }

  /* A pack for a town that is not there would lie in the folder for ever. */
  town = parvis_ctl_ask (connection, "GET", arguments[0], "/entities/town", NULL, error);
  if (town == NULL)
    {
      g_prefix_error (error, "The town %s: ", arguments[0]);
      return NULL;
    }

  if ((options->light != NULL &&
       !parvis_ctl_install_tiles (dir, arguments[0], "light", options->light, error)) ||
      (options->dark != NULL &&
       !parvis_ctl_install_tiles (dir, arguments[0], "dark", options->dark, error)))
    return NULL;

  return json_pack ("{s:s}", "insee", arguments[0]);
}

static json_t *
set_module (ParvisConnection  *connection,
            char             **arguments,
            gboolean           on,
            GError           **error)
{
  g_autofree char *name = g_uri_escape_string (arguments[1], NULL, FALSE);
  g_autofree char *rest = g_strdup_printf ("/modules/%s", name);

  return parvis_ctl_ask (connection, "POST", arguments[0], rest, json_pack ("{s:b}", "on", on),
                         error);
}

static json_t *
module_on (ParvisConnection     *connection,
           const ParvisOptions  *options,
           char                **arguments,
           GError              **error)
{
  return set_module (connection, arguments, TRUE, error);
}

static json_t *
module_off (ParvisConnection     *connection,
            const ParvisOptions  *options,
            char                **arguments,
            GError              **error)
{
  return set_module (connection, arguments, FALSE, error);
}

static json_t *
facility_import (ParvisConnection     *connection,
                 const ParvisOptions  *options,
                 char                **arguments,
                 GError              **error)
{
  return post_file (connection, arguments[0], "/facilities", arguments[1], error);
}

static json_t *
facility_list (ParvisConnection     *connection,
               const ParvisOptions  *options,
               char                **arguments,
               GError              **error)
{
  return parvis_ctl_ask (connection, "GET", arguments[0], "/entities/facility", NULL, error);
}

static json_t *
facility_remove (ParvisConnection     *connection,
                 const ParvisOptions  *options,
                 char                **arguments,
                 GError              **error)
{
  if (!is_confirmed (options, "The place would go with its gauges, sources and history", error))
    return NULL;

  return ask_about (connection, arguments[0], "facility", arguments[1], "remove",
                    json_object (), error);
}

static json_t *
neighbourhood_import (ParvisConnection     *connection,
                      const ParvisOptions  *options,
                      char                **arguments,
                      GError              **error)
{
  return post_file (connection, arguments[0], "/neighbourhoods", arguments[1], error);
}

static json_t *
gauge_set (ParvisConnection     *connection,
           const ParvisOptions  *options,
           char                **arguments,
           GError              **error)
{
  g_autoptr(json_t) body = json_object ();
  g_autoptr(json_t) reserved = json_object ();

  if (!set_number (body, "capacity", options->capacity, error) ||
      !set_number (body, "valid_for", options->valid_for, error) ||
      !set_number (reserved, "pmr", options->pmr, error) ||
      !set_number (reserved, "charging", options->charging, error))
    return NULL;

  if (json_object_size (reserved) > 0)
    json_object_set (body, "reserved", reserved);
  if (options->zero_at != NULL && strcmp (options->zero_at, "none") == 0)
    json_object_set_new (body, "zero_at", json_null ());
  else
    parvis_json_set_string (body, "zero_at", options->zero_at);

  return ask_about (connection, arguments[0], "gauge", arguments[1], "settings",
                    g_steal_pointer (&body), error);
}

static json_t *
gauge_lower (ParvisConnection     *connection,
             const ParvisOptions  *options,
             char                **arguments,
             GError              **error)
{
  g_autoptr(json_t) body = json_object ();

  if (!set_number (body, "capacity", options->capacity, error))
    return NULL;

  parvis_json_set_string (body, "reason", options->reason);
  parvis_json_set_string (body, "until", options->until);

  return ask_about (connection, arguments[0], "gauge", arguments[1], "lower",
                    g_steal_pointer (&body), error);
}

static json_t *
gauge_restore (ParvisConnection     *connection,
               const ParvisOptions  *options,
               char                **arguments,
               GError              **error)
{
  return ask_about (connection, arguments[0], "gauge", arguments[1], "restore", json_object (),
                    error);
}

static json_t *
source_add (ParvisConnection     *connection,
            const ParvisOptions  *options,
            char                **arguments,
            GError              **error)
{
  g_autoptr(json_t) body = json_object ();

  parvis_json_set_string (body, "id", options->id);
  parvis_json_set_string (body, "name", options->name);
  parvis_json_set_string (body, "gauge", options->gauge);
  parvis_json_set_string (body, "format", options->format);
  parvis_json_set_string (body, "measure", options->measure);
  parvis_json_set_string (body, "unit", options->unit);
  parvis_json_set_string (body, "preset", options->preset);
  parvis_json_set_string (body, "device", options->device);
  parvis_json_set_string (body, "key_of", options->key_of);
  parvis_json_set_string (body, "pointer", options->pointer);
  parvis_json_set_string (body, "capacity_pointer", options->capacity_pointer);
  parvis_json_set_string (body, "reserved", options->reserved);
  if (options->absent_is_zero)
    json_object_set_new (body, "absent_is_zero", json_true ());
  if (!set_number (body, "period", options->period, error))
    return NULL;

  if (options->values != NULL)
    {
      json_t *values = parvis_json_parse (options->values, strlen (options->values), error);

      if (values == NULL)
        return NULL;
      json_object_set_new (body, "values", values);
    }

  return parvis_ctl_ask (connection, "POST", arguments[0], "/sources", g_steal_pointer (&body),
                         error);
}

static json_t *
source_list (ParvisConnection     *connection,
             const ParvisOptions  *options,
             char                **arguments,
             GError              **error)
{
  return parvis_ctl_ask (connection, "GET", arguments[0], "/entities/source", NULL, error);
}

static json_t *
source_rotate (ParvisConnection     *connection,
               const ParvisOptions  *options,
               char                **arguments,
               GError              **error)
{
  json_t *body = json_object ();

  if (!set_number (body, "overlap", options->overlap, error))
    {
      json_decref (body);
      return NULL;
    }

  return ask_about (connection, arguments[0], "source", arguments[1], "key", body, error);
}

static json_t *
source_device (ParvisConnection     *connection,
               const ParvisOptions  *options,
               char                **arguments,
               GError              **error)
{
  json_t *device = strcmp (arguments[2], "none") == 0 ? json_null () : json_string (arguments[2]);

  return ask_about (connection, arguments[0], "source", arguments[1], "settings",
                    json_pack ("{s:o}", "device", device), error);
}

static json_t *
source_pause (ParvisConnection     *connection,
              const ParvisOptions  *options,
              char                **arguments,
              GError              **error)
{
  return ask_about (connection, arguments[0], "source", arguments[1], "pause",
                    json_pack ("{s:b}", "paused", !options->resume), error);
}

static json_t *
source_remove (ParvisConnection     *connection,
               const ParvisOptions  *options,
               char                **arguments,
               GError              **error)
{
  if (!is_confirmed (options, "The source would go with its key and its raw readings;"
                     " “source pause” keeps them", error))
    return NULL;

  return ask_about (connection, arguments[0], "source", arguments[1], "remove",
                    json_object (), error);
}

static json_t *
source_presets (ParvisConnection     *connection,
                const ParvisOptions  *options,
                char                **arguments,
                GError              **error)
{
  return parvis_connection_ask (connection, "GET", "/api/v1/presets", NULL, error);
}

static json_t *
provider_set (ParvisConnection     *connection,
              const ParvisOptions  *options,
              char                **arguments,
              GError              **error)
{
  return post_file (connection, arguments[0], "/providers", arguments[1], error);
}

static json_t *
provider_list (ParvisConnection     *connection,
               const ParvisOptions  *options,
               char                **arguments,
               GError              **error)
{
  return parvis_ctl_ask (connection, "GET", arguments[0], "/providers", NULL, error);
}

static json_t *
provider_remove (ParvisConnection     *connection,
                 const ParvisOptions  *options,
                 char                **arguments,
                 GError              **error)
{
  g_autofree char *id = NULL;
  g_autofree char *rest = NULL;

  if (!is_confirmed (options, "Nobody could sign in through this provider any more", error))
    return NULL;

  id = g_uri_escape_string (arguments[1], NULL, FALSE);
  rest = g_strdup_printf ("/providers/%s/remove", id);

  return parvis_ctl_ask (connection, "POST", arguments[0], rest, json_object (), error);
}

static json_t *
check (ParvisConnection     *connection,
       const ParvisOptions  *options,
       char                **arguments,
       GError              **error)
{
  return parvis_ctl_ask (connection, "POST", arguments[0], "/check", json_object (), error);
}

const ParvisVerb parvis_verbs[] = {
  { "town", "add", "INSEE", 1,
    "name population department fictional timezone center bounds zoom attribution modules"
    " operator-name",
    "Serve one more town",
    "Adds the town with this INSEE code. Nothing is shown before a module is switched on,"
    " places are imported and something is measured. A town without a population here may say it"
    " itself.",
    town_add, parvis_print_town },
  { "town", "list", "", 0, "", "List the towns",
    "Lists the towns that are served here, with their modules.",
    town_list, parvis_print_towns },
  { "town", "export", "INSEE FILE", 2, "", "Write a town into one file",
    "Writes the town, its places, sources and the hashes of its keys into a JSON file that"
    " “town import” reads, here or elsewhere. History is in a backup instead.",
    town_export, parvis_print_file },
  { "town", "import", "FILE", 1, "", "Read a town from one file",
    "Reads a file of “town export”. The town is added if it is not there; otherwise what the"
    " file names is updated, and nothing is removed.",
    town_import, parvis_print_import },
  { "town", "remove", "INSEE", 1, "yes", "Serve a town no more",
    "Its database is moved to the folder “removed” of the state directory.",
    town_remove, parvis_print_done },
  { "town", "tiles", "INSEE", 1, "light dark", "Give a town its map",
    "Copies packs of raster tiles (.mbtiles) into the state directory. A service that runs"
    " takes them up by itself.",
    town_tiles, parvis_print_done },
  { "module", "on", "INSEE MODULE", 2, "", "Switch occupancy, parking, orders or dossiers on",
    "Shows the gauges of people (occupancy) or of vehicles (parking), or lets residents reserve"
    " (orders) or apply (dossiers).",
    module_on, parvis_print_town },
  { "module", "off", "INSEE MODULE", 2, "", "Switch occupancy, parking, orders or dossiers off",
    "Hides the gauges, the shops or the procedures of this module. Nothing is lost.",
    module_off, parvis_print_town },
  { "facility", "import", "INSEE FILE", 2, "", "Read places from GeoJSON",
    "Reads a FeatureCollection of points with the properties id, name, kind (piscine, parking,"
    " mairie… or their English words), capacity, address, opening_hours, linked, reserved,"
    " gauge, valid_for and zero_at. The same id is updated when it is imported again.",
    facility_import, parvis_print_import },
  { "facility", "list", "INSEE", 1, "", "List places",
    "Lists the places that are shown, with the identifiers of their gauges.",
    facility_list, parvis_print_facilities },
  { "facility", "remove", "INSEE PLACE", 2, "yes", "Remove a place",
    "Removes a place with its gauges, their sources and all that was measured there.",
    facility_remove, parvis_print_done },
  { "neighbourhood", "import", "INSEE FILE", 2, "", "Read neighbourhoods from GeoJSON",
    "Reads a FeatureCollection of polygons with the properties id and name. Each place then"
    " belongs to the one that contains it.",
    neighbourhood_import, parvis_print_import },
  { "gauge", "set", "INSEE GAUGE", 2, "capacity pmr charging valid-for zero-at",
    "Change the settings of a gauge",
    "Changes what is given and leaves the rest; “none” takes a setting away.",
    gauge_set, NULL },
  { "gauge", "lower", "INSEE GAUGE", 2, "capacity reason until",
    "Let a gauge hold less for a while",
    "For works and the like: places left and levels are of --capacity until the given instant, or"
    " until it is restored. Everybody reads the reason.",
    gauge_lower, NULL },
  { "gauge", "restore", "INSEE GAUGE", 2, "", "Let a gauge hold again what it did",
    "Ends “gauge lower” before its time. One that nothing lowers stays as it is.",
    gauge_restore, NULL },
  { "source", "add", "INSEE", 1,
    "gauge format measure unit preset device key-of pointer capacity-pointer values absent-is-zero"
    " period reserved name id",
    "Declare what sends readings",
    "Declares a device, a barrier or a feed and prints its key, once. Readings are posted to"
    " /api/v1/towns/INSEE/sources/ID/readings with “Authorization: Bearer KEY”.",
    source_add, parvis_print_key },
  { "source", "list", "INSEE", 1, "", "List sources and how they are",
    "Lists the sources with their health and their last value.",
    source_list, parvis_print_sources },
  { "source", "rotate", "INSEE SOURCE", 2, "overlap", "Give a source a new key",
    "The old key is good for a day longer, or for --overlap hours; 0 if somebody has it who"
    " should not.",
    source_rotate, parvis_print_key },
  { "source", "device", "INSEE SOURCE DEVICE", 3, "", "Say which device a source is",
    "After an exchange: the new one's DevEUI, or its name in the network; “none” takes the next"
    " that is heard. Messages of other devices are kept and not shown.",
    source_device, NULL },
  { "source", "pause", "INSEE SOURCE", 2, "resume", "Stop believing a source",
    "Its readings are kept and not shown, until --resume.",
    source_pause, parvis_print_done },
  { "source", "remove", "INSEE SOURCE", 2, "yes", "Remove a source",
    "Removes a source with its key and its raw readings; what it told stays in the history.",
    source_remove, parvis_print_done },
  { "source", "presets", "", 0, "", "List known devices",
    "Lists the devices whose payloads are known without a pointer.",
    source_presets, parvis_print_presets },
  { "merchant", "add", "INSEE", 1, "name kind address phone id", "Add a shop",
    "Adds a shop where residents reserve, and prints its identifier. The module “orders” must"
    " be on. Its merchant gets in with “account add --role merchant --merchant ID” and says the"
    " rest.",
    parvis_ctl_merchant_add, parvis_print_merchant },
  { "merchant", "list", "INSEE", 1, "", "List shops",
    "Lists the shops of a town with their identifiers.",
    parvis_ctl_merchant_list, parvis_print_merchants },
  { "merchant", "set", "INSEE SHOP", 2, "name kind address phone",
    "Change what a town says of a shop",
    "Changes what is given and leaves the rest. SHOP is an identifier, or a name that only one"
    " has.",
    parvis_ctl_merchant_set, parvis_print_merchant },
  { "merchant", "remove", "INSEE SHOP", 2, "yes", "Remove a shop",
    "Removes a shop without orders under way, with its products and standing orders; the counts of"
    " its days stay.",
    parvis_ctl_merchant_remove, parvis_print_done },
  { "procedure", "templates", "", 0, "", "List what a town may begin with",
    "Lists the procedures that come with Parvis; with --json it writes them whole. A town's own"
    " one is such a file with the “card” of the service in charge.",
    parvis_ctl_procedure_templates, parvis_print_templates },
  { "procedure", "add", "INSEE FILE", 2, "", "Adopt a procedure, or publish another version",
    "Reads a procedure (docs/procedures.md) from JSON. A version that is published does not"
    " change: dossiers keep the one they began with. The module “dossiers” must be on.",
    parvis_ctl_procedure_add, parvis_print_procedure },
  { "procedure", "list", "INSEE", 1, "", "List the procedures of a town",
    "Lists each version that was published.",
    parvis_ctl_procedure_list, parvis_print_procedures },
  { "procedure", "open", "INSEE PROCEDURE", 2, "", "Let dossiers begin",
    "Residents may begin dossiers again.",
    parvis_ctl_procedure_open, parvis_print_procedure },
  { "procedure", "close", "INSEE PROCEDURE", 2, "", "Let no dossier begin any more",
    "Those that were begun go on.",
    parvis_ctl_procedure_close, parvis_print_procedure },
  { "procedure", "check", "FILE", 1, "", "Look whether a file is a procedure",
    "Reads a procedure as “procedure add” does, says what is wrong with it, and changes nothing.",
    parvis_ctl_procedure_check, parvis_print_checked },
  { "provider", "set", "INSEE FILE", 2, "", "Let people sign in through an identity provider",
    "Reads the settings of a provider of OpenID Connect (ProConnect, FranceConnect, a"
    " directory of the town's own) from JSON; docs/operating.md has examples. What is there"
    " with the same id is replaced; its secret stays if the file has none.",
    provider_set, parvis_print_done },
  { "provider", "list", "INSEE", 1, "", "List identity providers",
    "Lists the providers of a town. Secrets are never shown; --json shows all settings.",
    provider_list, parvis_print_providers },
  { "provider", "remove", "INSEE ID", 2, "yes", "Remove an identity provider",
    "Nobody signs in through it any more. Accounts stay, and with them what else opens them.",
    provider_remove, parvis_print_done },
  { "key", "list", "INSEE", 1, "", "List the keys of sources",
    "Lists the keys with their last use and, of those that were rotated, when they end. A key"
    " itself is shown when it is made and never again.",
    key_list, parvis_print_key },
  { "key", "revoke", "INSEE ID", 2, "", "Make a key worthless at once",
    "The source sends nothing more until it gets a new key with “source rotate”.",
    key_revoke, parvis_print_done },
  { "account", "add", "", 0, "town name email role merchant facility operator",
    "Let the first people in",
    "Invites somebody to a town and prints a code, which the application takes, and a link for"
    " the browser: good once and for half an hour. Afterwards administrators invite from the"
    " application. With --operator and --email, an account that operates the service, and a link"
    " to choose its password.",
    parvis_ctl_account_add, parvis_print_way_in },
  { "account", "list", "", 0, "", "List accounts and their towns",
    "Lists everybody who can sign in. This is recorded in the service's audit trail.",
    parvis_ctl_account_list, parvis_print_accounts },
  { "account", "remove", "ACCOUNT", 1, "yes", "Remove an account",
    "Signs it out everywhere and takes it out of its towns, even as the last administrator."
    " ACCOUNT is an identifier, or an address or a name that only one has.",
    parvis_ctl_account_remove, parvis_print_done },
  { "account", "reset", "ACCOUNT", 1, "", "Let somebody begin anew who lost everything",
    "Takes password, second step and devices away, and prints a link to choose a password.",
    parvis_ctl_account_reset, parvis_print_way_in },
  { "audit", "list", "INSEE|service", 1, "after", "Tell who did what",
    "Lists the first thousand entries of the town's audit trail (after --after N), or of the"
    " service's own.",
    parvis_ctl_audit_list, parvis_print_audit },
  { "audit", "verify", "INSEE|service", 1, "", "Check that nobody changed an audit trail",
    "Follows the chain of the trail and names the first entry that was changed, removed or added."
    " Where it ends is kept elsewhere and compared: of a town's trail by the service, of the"
    " service's by its first town, and while it has none by nobody. Whoever may write to every"
    " database could change both: keep the printed head elsewhere too.",
    parvis_ctl_audit_verify, parvis_print_audit_verdict },
  { "audit", "erasures", "INSEE", 1, "", "Show what was erased, and check that it says so itself",
    "Lists the records of dossiers and files that were erased, without names. Each is signed by the"
    " service and follows from the one before, so one that was changed, removed from the middle or"
    " made later is named. Keep the key elsewhere: another one cannot have signed them.",
    parvis_ctl_audit_erasures, parvis_print_erasures },
  { "audit", "accept", "INSEE|service REASON", 2, "yes", "Go on with a trail that is broken",
    "After you have looked into it and kept a backup as evidence: what the trail is now is taken as"
    " it is, and whatever is done to it from here on is found again. Who accepted it, when, up to"
    " which entry and why is in the trail itself and in the one that keeps its end.",
    parvis_ctl_audit_accept, parvis_print_audit_accepted },
  { "backup", NULL, "INSEE FILE", 2, "", "Copy a town's database",
    "Copies the whole database of the town while the service runs. FILE must not exist; it is"
    " made here, for you alone, and passes through the state directory.",
    parvis_ctl_backup, parvis_print_done },
  { "restore", NULL, "INSEE FILE", 2, "", "Bring a town back from a backup",
    "The town must not be there; the file is checked first. Members of then whose membership has"
    " ended since do not come back, and invitations of then are withdrawn; both are named.",
    parvis_ctl_restore, parvis_print_restored },
  { "copy", NULL, "INSEE|all", 1, "to-state-dir to-database to-database-owner",
    "Copy towns to another database",
    "Copies a town, or all towns and the accounts, from the files to PostgreSQL or back, while"
    " the service runs. It must not be there yet. Rows and contents are compared; numbers of the"
    " feed go on, so that no desktop begins anew. What is written after the copy is not in it:"
    " stop the service first when it is to move.",
    parvis_ctl_copy, parvis_print_copied },
  { "check", NULL, "INSEE", 1, "", "Check a town's database",
    "Checks the file, the references in it, and that the feed says what the rows say.",
    check, parvis_print_done },
  { .noun = NULL },
};
