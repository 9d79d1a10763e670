/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sign-in-town"

#include "config.h"

#include "parvis-directory.h"
#include "parvis-sign-in-pages.h"
#include "parvis-sign-in.h"

#include <string.h>

/* Identity providers are a town's. Who comes without a town, to a service of several,
 * looks for his by its name or its code, and goes back to where he was with it. A town that
 * shows nothing is found by its code: whoever works there knows it, and nobody else learns
 * from a list that it is here.
 */

#define TOWN      PARVIS_PAGES "/town"
#define TEXT_MAX  80
#define TOWNS_MAX 20

/* Returns: (transfer full) (nullable) */
static json_t *
find_towns (ParvisVisit *visit,
            const char  *text,
            guint        max)
{
  ParvisDb *db = parvis_store_acquire (visit->store, "", NULL);
  json_t *towns = NULL;

  if (db == NULL)
    return NULL;

  towns = parvis_directory_search (db, text, max, NULL);
  parvis_store_release (visit->store, db);

  return towns;
}

static guint
count_towns (ParvisVisit *visit)
{
  ParvisDb *db = parvis_store_acquire (visit->store, "", NULL);
  guint n = 0;

  if (db == NULL)
    return 0;

  parvis_directory_count (db, &n, NULL);
  parvis_store_release (visit->store, db);

  return n;
}

/* The town that the address of one of our pages is about. */
char *
parvis_sign_in_dup_town (const char *next)
{
  const char *query = next == NULL ? NULL : strchr (next, '?');
  g_autoptr (GHashTable) values = NULL;

  if (query == NULL)
    return NULL;

  values = g_uri_parse_params (query + 1, -1, "&", G_URI_PARAMS_NONE, NULL);

  return values == NULL ? NULL : g_strdup (g_hash_table_lookup (values, "town"));
}

/* The same address about @insee: everything else in it stays as it is written. */
static char *
dup_with_town (const char *next,
               const char *insee)
{
  const char *address = next != NULL ? next : PARVIS_PAGES;
  g_auto (GStrv) halves = g_strsplit (address, "?", 2);
  g_auto (GStrv) pairs = g_strsplit (halves[1] != NULL ? halves[1] : "", "&", -1);
  GString *with = g_string_new (halves[0]);

  g_string_append_c (with, '?');
  for (guint i = 0; pairs[i] != NULL; i++)
    {
      if (pairs[i][0] != '\0' && !g_str_has_prefix (pairs[i], "town="))
        g_string_append_printf (with, "%s&", pairs[i]);
    }
  g_string_append_printf (with, "town=%s", insee);

  return g_string_free (with, FALSE);
}

static char *
dup_page (const char *next)
{
  g_autofree char *escaped = next == NULL ? NULL : g_uri_escape_string (next, NULL, FALSE);

  return escaped == NULL ? g_strdup (TOWN) : g_strconcat (TOWN "?next=", escaped, NULL);
}

void
parvis_sign_in_show_ways (ParvisVisit *visit,
                          ParvisPage  *page,
                          const char  *insee,
                          const char  *next)
{
  gboolean offered = parvis_sign_in_show_providers (visit, page, insee, next);
  g_auto (GStrv) served = parvis_store_list_towns (visit->store);
  g_autofree char *address = dup_page (next);

  /* A service for one town has no other. */
  if (g_strv_length (served) > 1 && count_towns (visit) > (offered ? 1 : 0))
    parvis_page_link (page, address,
                      offered ? N_("My town is another one")
                              : N_("Sign in with ProConnect or another provider"), NULL);
}

static void
list_towns (ParvisPage   *page,
            const json_t *towns,
            const char   *next)
{
  size_t index;
  json_t *town;

  json_array_foreach (towns, index, town)
    {
      const char *insee = json_string_value (json_object_get (town, "insee"));
      g_autofree char *address = dup_with_town (next, insee);

      if (index < TOWNS_MAX)
        parvis_page_link (page, address, N_("{town} ({insee})"),
                          "town", json_string_value (json_object_get (town, "name")),
                          "insee", insee, NULL);
    }
}

static gboolean
show (ParvisVisit *visit,
      const char  *next,
      const char  *text)
{
  ParvisPage *page = parvis_visit_page (visit, N_("Choose your town"));
  g_autoptr (json_t) towns = find_towns (visit, text, TOWNS_MAX + 1);
  g_autofree char *here = dup_page (next);
  gboolean wrong = json_array_size (towns) == 0 && text[0] != '\0';

  parvis_page_set_here (page, here);
  parvis_page_text (page, N_("Whoever works for a town hall may sign in at the identity provider"
                             " that it has chosen."), NULL);
  parvis_visit_form (visit, page, TOWN);
  parvis_page_hidden (page, "next", next);
  parvis_page_field (page, &(ParvisField) {
    .name = "town", .label = N_("Name or INSEE code of the town"), .type = "text",
    .autocomplete = "off", .value = text, .max_length = TEXT_MAX,
    .error = wrong ? N_("No town of this name signs in here with a provider. Ask your town hall,"
                        " or sign in with your password.") : NULL,
  });
  parvis_page_hint (page, N_("A town that publishes nothing yet is found by its INSEE code alone."),
                    NULL);
  parvis_page_button (page, PARVIS_BUTTON_MAIN, NULL, NULL, N_("Search"), NULL);
  parvis_page_end_form (page);

  list_towns (page, towns, next);
  if (json_array_size (towns) > TOWNS_MAX)
    parvis_page_hint (page, N_("There are more: write more of the name."), NULL);
  parvis_page_link (page, next != NULL ? next : PARVIS_PAGES, N_("Back to signing in"), NULL);

  return parvis_visit_show (visit, page, wrong ? 422 : 0);
}

gboolean
parvis_sign_in_town_page (ParvisService        *service,
                          const ParvisRequest  *request,
                          ParvisDb             *db,
                          ParvisReply          *reply,
                          GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  return show (&visit, parvis_visit_check_next (parvis_request_get_query (request, "next")), "");
}

gboolean
parvis_sign_in_town_post (ParvisService        *service,
                          const ParvisRequest  *request,
                          ParvisDb             *db,
                          ParvisReply          *reply,
                          GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  g_autofree char *text = NULL;
  const char *typed;

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  typed = parvis_visit_field (&visit, "town");
  text = g_utf8_substring (typed, 0, MIN (TEXT_MAX, g_utf8_strlen (typed, -1)));

  return show (&visit, parvis_visit_check_next (parvis_visit_field (&visit, "next")),
               g_strstrip (text));
}
