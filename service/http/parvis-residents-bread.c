/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-residents-bread"

#include "config.h"

#include "parvis-day.h"
#include "parvis-error.h"
#include "parvis-orders.h"
#include "parvis-pages.h"
#include "parvis-resident-bread.h"
#include "parvis-routes.h"
#include "parvis-service.h"
#include "parvis-visit.h"

#include <string.h>

/* Reserving bread by forms: each becomes the command that the API has for it, for the
 * telephone that the cookie names.
 */

/* As many figures as a quantity or a minute may have. */
#define FIGURES_MAX 4

#define UUID_LENGTH 36

/* --- pages --- */

/* A language that was chosen is remembered, and is no part of the address. */
static gboolean
take_language (const ParvisRequest *request,
               ParvisReply         *reply)
{
  const char *day = parvis_request_get_query (request, "day");
  const char *path = parvis_request_get_path (request);
  g_autofree char *escaped = day == NULL ? NULL : g_uri_escape_string (day, NULL, FALSE);
  g_autofree char *location = escaped == NULL ? g_strdup (path)
                              : g_strconcat (path, "?day=", escaped, NULL);

  if (parvis_visit_take_language (request, reply) == NULL)
    return FALSE;

  parvis_reply_redirect (reply, location);

  return TRUE;
}

/* Nobody else's cache may keep what one telephone asked for. */
static void
show (ParvisService            *service,
      const ParvisRequest      *request,
      const ParvisTownView     *town,
      const ParvisResidentKind *kind,
      gconstpointer             about,
      ParvisReply              *reply)
{
  const char *language = parvis_visit_find_language (request, NULL);
  const ParvisResidentSettings *settings;

  settings = parvis_pages_get_settings (parvis_service_get_pages (service));
  parvis_reply_take_html (reply, parvis_resident_write_about (town, settings, kind, language,
                                                              parvis_request_get_time (request),
                                                              about));
  parvis_reply_set_header (reply, "Content-Security-Policy", PARVIS_RESIDENT_POLICY);
  parvis_reply_set_header (reply, "Content-Language", language);
  parvis_reply_set_header (reply, "Cache-Control", "no-store");
}


/* The list @name of what @read tells of this telephone; none for one that never asked. */
static json_t *
take_list (json_t     *body,
           const char *name)
{
  json_t *list = body == NULL ? NULL : json_incref (json_object_get (body, name));

  json_decref (body);

  return list;
}

static json_t *
list_shops (ParvisDb  *db,
            gint64     now,
            GError   **error)
{
  g_autoptr (json_t) all = parvis_orders_list_merchants (db, now, error);
  g_autoptr (json_t) list = json_array ();
  const json_t *shops = json_object_get (all, "merchants");

  if (all == NULL)
    return NULL;

  for (gsize i = 0; i < json_array_size (shops); i++)
    {
      const char *id = json_string_value (json_object_get (json_array_get (shops, i), "id"));
      json_t *shop = parvis_orders_show_merchant (db, id, NULL, now, error);

      if (shop == NULL)
        return NULL;

      json_array_append_new (list, shop);
    }

  return g_steal_pointer (&list);
}

gboolean
parvis_residents_bread (ParvisService        *service,
                        const ParvisRequest  *request,
                        ParvisDb             *db,
                        ParvisReply          *reply,
                        GError              **error)
{
  gint64 now = parvis_request_get_time (request);
  const ParvisTownView *town = parvis_residents_find_town (service, request, error);
  const ParvisResidentKind *kind;
  g_autofree char *device = parvis_find_browser (request);
  g_autoptr (json_t) shops = NULL;
  g_autoptr (json_t) orders = NULL;
  g_autoptr (json_t) standing = NULL;
  g_autoptr (json_t) alerts = NULL;
  ParvisBread bread;

  if (town != NULL && take_language (request, reply))
    return TRUE;
  if (town == NULL || (shops = list_shops (db, now, error)) == NULL)
    return FALSE;

  kind = parvis_resident_find (town, PARVIS_BREAD_PATH);
  if (kind == NULL)
    return parvis_residents_set_missing (error);

  if (device != NULL)
    {
      orders = take_list (parvis_orders_list_orders (db, device, now, error), "orders");
      standing = orders == NULL ? NULL
                 : take_list (parvis_orders_list_standing (db, device, error), "standing");
      alerts = standing == NULL ? NULL
               : take_list (parvis_orders_list_alerts (db, device, error), "alerts");
      if (alerts == NULL)
        return FALSE;
    }

  bread = (ParvisBread) { shops, orders, standing, alerts };
  show (service, request, town, kind, &bread, reply);

  return TRUE;
}

gboolean
parvis_residents_shop (ParvisService        *service,
                       const ParvisRequest  *request,
                       ParvisDb             *db,
                       ParvisReply          *reply,
                       GError              **error)
{
  const ParvisTownView *town = parvis_residents_find_town (service, request, error);
  g_autofree char *key = g_uuid_string_random ();
  g_autoptr (json_t) shop = NULL;
  ParvisBreadForm form = { .key = key };

  if (town == NULL)
    return FALSE;
  if (take_language (request, reply))
    return TRUE;

  form.shop = shop = parvis_orders_show_merchant (db, parvis_request_get_param (request, "id"),
                                                  parvis_request_get_query (request, "day"),
                                                  parvis_request_get_time (request), error);
  if (shop == NULL || !parvis_keep_browser (request, reply, error))
    return FALSE;

  show (service, request, town, &parvis_resident_bread_form, &form, reply);

  return TRUE;
}

/* The order and its shop; another telephone's order is not there. */
static gboolean
load_order (const ParvisRequest  *request,
            ParvisDb             *db,
            json_t              **order,
            json_t              **shop,
            GError              **error)
{
  gint64 now = parvis_request_get_time (request);
  g_autofree char *device = parvis_find_browser (request);

  if (device == NULL)
    return parvis_residents_set_missing (error);

  *order = parvis_orders_show_order (db, parvis_request_get_param (request, "id"), device, now,
                                     error);
  if (*order == NULL)
    return FALSE;

  *shop = parvis_orders_show_merchant (db, json_string_value (json_object_get (*order,
                                                                               "merchant")),
                                       NULL, now, NULL);

  return TRUE;
}

static gboolean
show_order (ParvisService        *service,
            const ParvisRequest  *request,
            ParvisDb             *db,
            const char           *problem,
            ParvisReply          *reply,
            GError              **error)
{
  const ParvisTownView *town = parvis_residents_find_town (service, request, error);
  g_autofree char *first = g_uuid_string_random ();
  g_autofree char *second = g_uuid_string_random ();
  g_autoptr (json_t) order = NULL;
  g_autoptr (json_t) shop = NULL;
  ParvisBreadOrder about;

  if (town == NULL || !load_order (request, db, &order, &shop, error))
    return FALSE;

  about = (ParvisBreadOrder) { order, shop, { first, second }, problem };
  show (service, request, town, &parvis_resident_bread_order, &about, reply);

  return TRUE;
}

gboolean
parvis_residents_order (ParvisService        *service,
                        const ParvisRequest  *request,
                        ParvisDb             *db,
                        ParvisReply          *reply,
                        GError              **error)
{
  return take_language (request, reply) ||
         show_order (service, request, db, NULL, reply, error);
}

/* --- the calendar --- */

/* TEXT of RFC 5545, 3.3.11. */
static void
append_calendar_text (GString    *out,
                      const char *text)
{
  for (; *text != '\0'; text++)
    {
      if (*text == '\n')
        {
          g_string_append (out, "\\n");
          continue;
        }
      if (strchr (",;\\", *text) != NULL)
        g_string_append_c (out, '\\');
      g_string_append_c (out, *text);
    }
}

/* A property, folded at 75 bytes between characters (RFC 5545, 3.1). */
static void
append_calendar_line (GString    *out,
                      const char *name,
                      const char *text)
{
  g_autoptr (GString) line = g_string_new (name);
  gsize length = 0;

  g_string_append_c (line, ':');
  append_calendar_text (line, text);
  for (const char *at = line->str; *at != '\0';)
    {
      gsize size = (gsize) (g_utf8_next_char (at) - at);

      if (length + size > 74)
        {
          g_string_append (out, "\r\n ");
          length = 1;
        }
      g_string_append_len (out, at, (gssize) size);
      length += size;
      at += size;
    }
  g_string_append (out, "\r\n");
}

/* "20260617T160000Z" (transfer full) (nullable) */
static char *
dup_calendar_time (gint64 instant)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (instant / PARVIS_SECOND);

  return utc == NULL ? NULL : g_date_time_format (utc, "%Y%m%dT%H%M%SZ");
}

static void
append_calendar_minute (GString    *out,
                        const char *name,
                        gint64      day,
                        gint64      minute,
                        GTimeZone  *zone)
{
  g_autofree char *time = dup_calendar_time (parvis_day_get_instant (day, (int) minute, zone));

  if (time != NULL)
    append_calendar_line (out, name, time);
}

gboolean
parvis_residents_calendar (ParvisService        *service,
                           const ParvisRequest  *request,
                           ParvisDb             *db,
                           ParvisReply          *reply,
                           GError              **error)
{
  const char *language = parvis_visit_find_language (request, NULL);
  const ParvisTownView *town = parvis_residents_find_town (service, request, error);
  g_autofree char *stamp = dup_calendar_time (parvis_request_get_time (request));
  g_autofree char *title = NULL;
  g_autoptr (json_t) order = NULL;
  g_autoptr (json_t) shop = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *code = NULL;
  const char *address;
  GString *out;
  gint64 day;

  if (town == NULL || !load_order (request, db, &order, &shop, error))
    return FALSE;
  if (!parvis_day_parse (json_string_value (json_object_get (order, "day")), &day))
    return parvis_residents_set_missing (error);

  code = parvis_resident_code (json_string_value (json_object_get (order, "code")));
  title = parvis_phrase_fill (parvis_phrase (language, N_("Bread: {code}, {shop}")), "code", code,
                              "shop", json_string_value (json_object_get (order, "shop")), NULL);
  out = g_string_new ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Parvis//Parvis//EN\r\n"
                      "BEGIN:VEVENT\r\n");
  append_calendar_line (out, "UID", json_string_value (json_object_get (order, "id")));
  append_calendar_line (out, "DTSTAMP", stamp);
  append_calendar_minute (out, "DTSTART", day,
                          json_integer_value (json_object_get (order, "from")), town->zone);
  append_calendar_minute (out, "DTEND", day,
                          json_integer_value (json_object_get (order, "until")), town->zone);
  append_calendar_line (out, "SUMMARY", title);
  address = json_string_value (json_object_get (shop, "address"));
  if (address != NULL)
    append_calendar_line (out, "LOCATION", address);
  g_string_append (out, "END:VEVENT\r\nEND:VCALENDAR\r\n");

  bytes = g_string_free_to_bytes (out);
  parvis_reply_set_bytes (reply, "text/calendar; charset=utf-8", bytes);
  parvis_reply_set_header (reply, "Cache-Control", "no-store");

  return TRUE;
}

/* --- forms --- */

/* A whole number without a sign. */
static gboolean
read_number (const char *text,
             gint64     *number)
{
  gsize length = text == NULL ? 0 : strlen (text);

  if (length == 0 || length > FIGURES_MAX || strspn (text, "0123456789") != length)
    return FALSE;

  *number = g_ascii_strtoll (text, NULL, 10);

  return TRUE;
}

/* "o.PRODUCT.OPTION" says which choice. */
static json_t *
read_options (const ParvisRequest *request,
              const char          *product)
{
  g_autofree char *prefix = g_strconcat ("o.", product, ".", NULL);
  json_t *options = json_object ();
  const char *name;
  const char *value;

  for (guint i = 0; parvis_request_get_nth_field (request, i, &name, &value); i++)
    {
      if (g_str_has_prefix (name, prefix))
        json_object_set_new (options, name + strlen (prefix), json_string (value));
    }

  return options;
}

/* "q.PRODUCT" says how many. */
static gboolean
read_lines (const ParvisRequest  *request,
            json_t               *body,
            GError              **error)
{
  json_t *lines = json_array ();
  const char *name;
  const char *value;

  json_object_set_new (body, "lines", lines);
  for (guint i = 0; parvis_request_get_nth_field (request, i, &name, &value); i++)
    {
      gint64 quantity = 0;

      if (!g_str_has_prefix (name, "q.") || value[0] == '\0')
        continue;
      if (strlen (name) != strlen ("q.") + UUID_LENGTH || !read_number (value, &quantity))
        return parvis_set_invalid (error, "/lines", "A quantity is a number");

      if (quantity > 0)
        json_array_append_new (lines, json_pack ("{s:s, s:I, s:o}",
                                                 "product", name + strlen ("q."),
                                                 "quantity", (json_int_t) quantity,
                                                 "options",
                                                 read_options (request, name + strlen ("q."))));
    }

  return json_array_size (lines) > 0 ||
         parvis_set_invalid (error, "/lines", "Nothing was chosen");
}

/* What is typed is taken without the spaces around it; what is empty was not said. */
static void
set_text (const ParvisRequest *request,
          json_t              *body,
          const char          *name)
{
  const char *value = parvis_request_get_field (request, name);
  g_autofree char *text = value == NULL ? NULL : g_strstrip (g_strdup (value));

  if (text != NULL && text[0] != '\0')
    json_object_set_new (body, name, json_string (text));
}

static gboolean
finish_body (ParvisService        *service,
             const ParvisRequest  *request,
             ParvisCommand        *command,
             json_t               *body,
             GError              **error)
{
  json_object_set_new (body, "language",
                       json_string (parvis_visit_find_language (request, NULL)));
  command->body = body;

  return parvis_prepare_form (service, request, body, TRUE, error);
}

static gboolean
prepare_lines (const ParvisRequest  *request,
               json_t               *body,
               GError              **error)
{
  gint64 from;

  set_text (request, body, "name");
  set_text (request, body, "phone");
  set_text (request, body, "email");
  set_text (request, body, "note");
  if (!read_lines (request, body, error))
    return FALSE;
  if (!read_number (parvis_request_get_field (request, "from"), &from))
    return parvis_set_invalid (error, "/from", "A time is needed");

  json_object_set_new (body, "from", json_integer (from));

  return TRUE;
}

gboolean
parvis_prepare_bread_order (ParvisService        *service,
                            const ParvisRequest  *request,
                            ParvisCommand        *command,
                            GError              **error)
{
  g_autoptr (json_t) body = json_object ();

  set_text (request, body, "day");

  return prepare_lines (request, body, error) &&
         finish_body (service, request, command, g_steal_pointer (&body), error);
}

gboolean
parvis_prepare_bread_weekly (ParvisService        *service,
                             const ParvisRequest  *request,
                             ParvisCommand        *command,
                             GError              **error)
{
  g_autoptr (json_t) body = json_object ();
  gint64 day;

  if (!prepare_lines (request, body, error))
    return FALSE;
  if (!parvis_day_parse (parvis_request_get_field (request, "day"), &day))
    return parvis_set_invalid (error, "/day", "A day is written YYYY-MM-DD");

  json_object_set_new (body, "weekday", json_integer (parvis_day_get_weekday (day)));

  return finish_body (service, request, command, g_steal_pointer (&body), error);
}

gboolean
parvis_prepare_bread_alert (ParvisService        *service,
                            const ParvisRequest  *request,
                            ParvisCommand        *command,
                            GError              **error)
{
  json_t *body = json_object ();

  set_text (request, body, "product");
  set_text (request, body, "day");
  set_text (request, body, "email");

  return finish_body (service, request, command, body, error);
}

gboolean
parvis_prepare_bread_notify (ParvisService        *service,
                             const ParvisRequest  *request,
                             ParvisCommand        *command,
                             GError              **error)
{
  json_t *body = json_object ();

  set_text (request, body, "email");

  return finish_body (service, request, command, body, error);
}

gboolean
parvis_prepare_bread_gesture (ParvisService        *service,
                              const ParvisRequest  *request,
                              ParvisCommand        *command,
                              GError              **error)
{
  command->body = json_object ();

  return parvis_prepare_form (service, request, command->body, FALSE, error);
}

/* --- what is shown after a form --- */

/* @folder of the address that the form was sent to. */
static char *
dup_bread_folder (const ParvisRequest *request)
{
  const char *path = parvis_request_get_path (request);
  const char *end = strstr (path, "/" PARVIS_BREAD_PATH "/");

  return g_strndup (path, (gsize) (end - path) + strlen ("/" PARVIS_BREAD_PATH));
}

static void
lead_to (const ParvisRequest *request,
         const char          *order,
         ParvisReply         *reply)
{
  g_autofree char *folder = dup_bread_folder (request);
  g_autofree char *location = order == NULL ? g_strdup (folder)
                              : g_strconcat (folder, "/commande/", order, NULL);

  parvis_reply_redirect (reply, location);
}

void
parvis_show_bread_order (const ParvisRequest *request,
                         const json_t        *answer,
                         ParvisReply         *reply)
{
  if (answer != NULL)
    lead_to (request, json_string_value (json_object_get (answer, "id")), reply);
}

void
parvis_show_bread_list (const ParvisRequest *request,
                        const json_t        *answer,
                        ParvisReply         *reply)
{
  if (answer != NULL)
    lead_to (request, NULL, reply);
}

/* Why a form could not be, in the words of who filled it in. */
static const struct
{
  const char *field;
  const char *phrase;
} field_phrases[] = {
  { "name", N_("Your name is needed, on one line.") },
  { "phone", N_("A telephone number or an e-mail address is needed, as one writes it.") },
  { "email", N_("This is no e-mail address.") },
  { "note", N_("The word to the shop is too long.") },
  { "lines", N_("Choose what you want, and how many.") },
  { "from", N_("Choose when you will come.") },
};

/* Whether what was sent may have been done all the same: then its key is kept. */
static gboolean
is_uncertain (const GError *error)
{
  return !g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_INVALID) &&
         !g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT) &&
         !g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_TOO_MANY) &&
         !g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN);
}

static gboolean
chose_something (const ParvisRequest *request)
{
  const char *name;
  const char *value;
  gint64 quantity;

  for (guint i = 0; parvis_request_get_nth_field (request, i, &name, &value); i++)
    {
      if (g_str_has_prefix (name, "q.") && read_number (value, &quantity) && quantity > 0)
        return TRUE;
    }

  return FALSE;
}

static const char *
find_problem (const ParvisRequest  *request,
              const GError         *error,
              const char          **field)
{
  const char *path = parvis_error_get_field (error);

  *field = NULL;
  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_INVALID) &&
      g_strcmp0 (path, "/lines") == 0 && chose_something (request))
    {
      *field = "lines";
      return N_("That is more than one person may have on a day.");
    }
  if (g_str_has_suffix (parvis_request_get_path (request), "/alerte") &&
      g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_INVALID))
    {
      *field = "email";
      return N_("Write your e-mail address below, to be alerted.");
    }
  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_INVALID) && path != NULL)
    {
      for (guint i = 0; i < G_N_ELEMENTS (field_phrases); i++)
        {
          if (strcmp (path[0] == '/' ? path + 1 : path, field_phrases[i].field) == 0)
            {
              *field = field_phrases[i].field;
              return field_phrases[i].phrase;
            }
        }
      return N_("This cannot be reserved. Look at what is typed.");
    }

  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_TOO_MANY))
    return N_("There were too many reservations from here. Call the shop, or try later.");
  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN))
    return N_("This form is too old. Look at it, and send it once more. Cookies must be allowed.");
  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT))
    return parvis_error_get_details (error) != NULL
           ? N_("That is not possible any more: somebody was faster, or the time is over.")
           : N_("That is not possible. Look at “My reservations”: it may be there already.");

  return N_("The town’s service does not answer. Look at “My reservations” before you try again.");
}

/* All fields, by name, as they were typed. */
static json_t *
dup_typed (const ParvisRequest *request)
{
  json_t *typed = json_object ();
  const char *name;
  const char *value;

  for (guint i = 0; parvis_request_get_nth_field (request, i, &name, &value); i++)
    json_object_set_new (typed, name, json_string (value));

  return typed;
}

static gboolean
is_known_error (const GError *error)
{
  return !g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND) &&
         !g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_MALFORMED) &&
         !g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE) &&
         !g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_MEDIA_TYPE);
}

static ParvisDb *
acquire (ParvisService       *service,
         const ParvisRequest *request)
{
  return parvis_store_acquire (parvis_service_get_store (service),
                               parvis_request_get_param (request, "insee"), NULL);
}

static gboolean
show_form_again (ParvisService       *service,
                 const ParvisRequest *request,
                 const GError        *error,
                 ParvisReply         *reply)
{
  const ParvisTownView *town = parvis_residents_find_town (service, request, NULL);
  const json_t *details = parvis_error_get_details (error);
  g_autofree char *key = g_uuid_string_random ();
  g_autoptr (json_t) typed = dup_typed (request);
  g_autoptr (json_t) shop = NULL;
  const char *sent = parvis_request_get_field (request, "key");
  ParvisBreadForm form = { .key = key, .typed = typed };
  ParvisDb *db = town == NULL ? NULL : acquire (service, request);

  if (db == NULL)
    return FALSE;

  shop = parvis_orders_show_merchant (db, parvis_request_get_param (request, "id"),
                                      json_string_value (json_object_get (typed, "day")),
                                      parvis_request_get_time (request), NULL);
  parvis_store_release (parvis_service_get_store (service), db);
  if (shop == NULL || !parvis_keep_browser (request, reply, NULL))
    return FALSE;

  form.shop = shop;
  if (is_uncertain (error) && sent != NULL && g_uuid_string_is_valid (sent))
    form.key = sent;
  form.problem = find_problem (request, error, &form.field);
  form.others = json_object_get (json_object_get (details, "instead"), "products");
  show (service, request, town, &parvis_resident_bread_form, &form, reply);

  return TRUE;
}

void
parvis_show_bread_form_again (ParvisService       *service,
                              const ParvisRequest *request,
                              const GError        *error,
                              ParvisReply         *reply)
{
  if (!is_known_error (error) || !show_form_again (service, request, error, reply))
    parvis_service_get_tables (service)->error_page (service, request, error, reply);
}

void
parvis_show_bread_order_again (ParvisService       *service,
                               const ParvisRequest *request,
                               const GError        *error,
                               ParvisReply         *reply)
{
  const char *field;
  const char *problem = g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT)
                        ? N_("It is too late for that: call the shop.")
                        : find_problem (request, error, &field);
  ParvisDb *db = is_known_error (error) ? acquire (service, request) : NULL;
  gboolean shown = db != NULL && show_order (service, request, db, problem, reply, NULL);

  if (db != NULL)
    parvis_store_release (parvis_service_get_store (service), db);
  if (!shown)
    parvis_service_get_tables (service)->error_page (service, request, error, reply);
}
