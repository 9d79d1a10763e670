/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sign-in-identity"

#include "config.h"

#include "parvis-identity.h"

#include "parvis-error.h"
#include "parvis-provider.h"
#include "parvis-sign-in-pages.h"
#include "parvis-sign-in.h"

#include <string.h>

/* Identities at providers on the other pages: buttons that lead away, what is kept
 * of who came back, and the ways in to one's own account.
 */

#define SECURITY PARVIS_PAGES "/security"

/* Sealed in the browser's session until it signs out. */
#define LOGOUT_PURPOSE "sign-out"

static const struct
{
  const char *name;
  gsize       offset;
} kept[] = {
  { "identity-issuer", G_STRUCT_OFFSET (ParvisOidcIdentity, issuer) },
  { "identity-subject", G_STRUCT_OFFSET (ParvisOidcIdentity, subject) },
  { "identity-name", G_STRUCT_OFFSET (ParvisOidcIdentity, name) },
};

json_t *
parvis_sign_in_keep_identity (const ParvisOidcIdentity *identity)
{
  json_t *state = json_object ();

  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    parvis_json_set_string (state, kept[i].name,
                            G_STRUCT_MEMBER (char *, identity, kept[i].offset));
  if (identity->email_verified)
    parvis_json_set_string (state, "identity-email", identity->email);

  return state;
}

gboolean
parvis_sign_in_read_identity (ParvisVisit        *visit,
                              ParvisOidcIdentity *identity)
{
  parvis_oidc_identity_clear (identity);
  if (visit->account != NULL || parvis_visit_get_state (visit, kept[0].name) == NULL)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    G_STRUCT_MEMBER (char *, identity, kept[i].offset) =
      g_strdup (parvis_visit_get_state (visit, kept[i].name));
  identity->email = g_strdup (parvis_visit_get_state (visit, "identity-email"));
  identity->email_verified = identity->email != NULL;

  return TRUE;
}

static json_t *
list_providers (ParvisVisit *visit,
                const char  *insee)
{
  json_t *list;
  ParvisDb *db;

  if (!parvis_store_has_town (visit->store, insee))
    return NULL;

  db = parvis_store_acquire (visit->store, insee, NULL);
  if (db == NULL)
    return NULL;

  list = parvis_provider_list (db, NULL);
  parvis_store_release (visit->store, db);

  return list;
}

static const char *
get_label (ParvisVisit  *visit,
           const json_t *provider)
{
  const json_t *label = json_object_get (provider, "label");
  const char *text = json_string_value (json_object_get (label, visit->language));

  return text != NULL ? text : json_string_value (json_object_get (label, "en"));
}

/* A link and no form: browsers let a form lead to nobody else than its page says. */
static char *
dup_address (const json_t *provider,
             const char   *insee,
             const char   *next)
{
  GString *address = g_string_new (PARVIS_PAGES "/provider/");

  g_string_append (address, json_string_value (json_object_get (provider, "id")));
  g_string_append_printf (address, "?town=%s", insee);
  if (next != NULL)
    {
      g_string_append (address, "&next=");
      g_string_append_uri_escaped (address, next, NULL, FALSE);
    }

  return g_string_free (address, FALSE);
}

gboolean
parvis_sign_in_show_providers (ParvisVisit *visit,
                               ParvisPage  *page,
                               const char  *insee,
                               const char  *next)
{
  g_autofree char *town = insee != NULL ? g_strdup (insee) : parvis_sign_in_dup_town (next);
  g_auto (GStrv) towns = NULL;
  g_autoptr (json_t) list = NULL;
  size_t index;
  json_t *provider;

  /* A service for one town need not be told which. */
  if (town == NULL)
    {
      towns = parvis_store_list_towns (visit->store);
      if (g_strv_length (towns) != 1)
        return FALSE;
      town = g_strdup (towns[0]);
    }

  list = list_providers (visit, town);
  json_array_foreach (list, index, provider)
    {
      g_autofree char *address = dup_address (provider, town, next);

      parvis_page_link (page, address, N_("Sign in with {provider}"),
                        "provider", get_label (visit, provider), NULL);
    }

  return json_array_size (list) > 0;
}

/* The name that a provider of the account's towns has, else its address. */
static char *
dup_provider_name (ParvisVisit  *visit,
                   char        **towns,
                   const char   *issuer)
{
  for (guint i = 0; towns[i] != NULL; i++)
    {
      g_autoptr (json_t) list = list_providers (visit, towns[i]);
      size_t index;
      json_t *provider;

      json_array_foreach (list, index, provider)
        {
          if (g_strcmp0 (json_string_value (json_object_get (provider, "issuer")), issuer) == 0)
            return g_strdup (get_label (visit, provider));
        }
    }

  return g_strdup (issuer);
}

static char **
list_towns (ParvisVisit *visit)
{
  ParvisDb *db = parvis_store_acquire (visit->store, "", NULL);
  char **towns = NULL;

  if (db != NULL)
    {
      towns = parvis_account_list_towns (db, visit->account->id, NULL);
      parvis_store_release (visit->store, db);
    }

  return towns != NULL ? towns : g_new0 (char *, 1);
}

json_t *
parvis_sign_in_write_identity_letter (ParvisVisit      *visit,
                                      ParvisLetterKind  kind,
                                      const char       *issuer)
{
  g_auto (GStrv) towns = list_towns (visit);
  g_autofree char *name = dup_provider_name (visit, towns, issuer);

  return parvis_visit_letter (visit, visit->account, kind, json_pack ("{s:s}", "provider", name));
}

static gboolean
has_issuer (const json_t *identities,
            const json_t *issuer)
{
  size_t index;
  json_t *identity;

  json_array_foreach (identities, index, identity)
    {
      if (json_equal (json_object_get (identity, "issuer"), issuer))
        return TRUE;
    }

  return FALSE;
}

/* Buttons for the providers of @insee that the account has not. */
static void
offer_providers (ParvisVisit  *visit,
                 ParvisPage   *page,
                 const char   *insee,
                 const json_t *identities)
{
  g_autoptr (json_t) list = list_providers (visit, insee);
  size_t index;
  json_t *provider;

  json_array_foreach (list, index, provider)
    {
      if (has_issuer (identities, json_object_get (provider, "issuer")))
        continue;

      parvis_visit_form (visit, page, SECURITY "/identity");
      parvis_page_hidden (page, "town", insee);
      parvis_page_button (page, PARVIS_BUTTON_PLAIN, "add",
                          json_string_value (json_object_get (provider, "id")),
                          N_("Sign in with {provider} from now on"),
                          "provider", get_label (visit, provider), NULL);
      parvis_page_end_form (page);
    }
}

void
parvis_sign_in_show_identities (ParvisVisit *visit,
                                ParvisPage  *page)
{
  g_autoptr (json_t) identities = parvis_identity_list (visit->store, visit->account->id, NULL);
  g_auto (GStrv) towns = list_towns (visit);
  size_t index;
  json_t *identity;

  json_array_foreach (identities, index, identity)
    {
      const char *issuer = json_string_value (json_object_get (identity, "issuer"));
      g_autofree char *name = dup_provider_name (visit, towns, issuer);

      parvis_visit_form (visit, page, SECURITY "/identity");
      parvis_page_button (page, PARVIS_BUTTON_DANGER, "remove", issuer,
                          N_("Sign in with {provider} no more"), "provider", name, NULL);
      parvis_page_end_form (page);
    }

  for (guint i = 0; towns[i] != NULL; i++)
    offer_providers (visit, page, towns[i], identities);
}

static gboolean
remove_identity (ParvisVisit  *visit,
                 const char   *issuer,
                 GError      **error)
{
  g_autoptr (GError) inner = NULL;
  json_t *letter = parvis_sign_in_write_identity_letter (visit, PARVIS_LETTER_IDENTITY_REMOVED,
                                                         issuer);
  ParvisPage *page;

  if (parvis_identity_unlink (visit->store, visit->account->id, issuer, letter, &inner) ||
      g_error_matches (inner, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
    {
      parvis_visit_post (visit);
      return parvis_visit_go (visit, SECURITY);
    }

  if (!g_error_matches (inner, PARVIS_ERROR, PARVIS_ERROR_CONFLICT))
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }

  page = parvis_visit_page (visit, N_("Nothing was removed"));
  parvis_page_set_here (page, SECURITY);
  parvis_page_text (page, N_("This is the only way in to your account."), NULL);
  parvis_page_link (page, SECURITY, N_("Your account"), NULL);

  return parvis_visit_show (visit, page, 409);
}

char *
parvis_sign_in_dup_wish (const char *insee,
                         const char *provider)
{
  return g_strconcat (insee, "/", provider, NULL);
}

/* What was asked for is remembered in the browser's session, and the page leads on by
 * itself: a form must not lead to another site.
 */
static gboolean
begin_adding (ParvisVisit  *visit,
              const char   *id,
              GError      **error)
{
  const char *insee = parvis_visit_field (visit, "town");
  g_autoptr (json_t) provider = json_pack ("{s:s}", "id", id);
  g_autofree char *address = NULL;
  g_autofree char *wish = parvis_sign_in_dup_wish (insee, id);
  ParvisPage *page;

  if (!parvis_insee_is_valid (insee) || strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789-") !=
      strlen (id))
    return parvis_visit_go (visit, SECURITY);

  address = dup_address (provider, insee, NULL);
  if (!parvis_visit_enter (visit, visit->account->id, json_pack ("{s:s}", "link", wish),
                           PARVIS_VISIT_TIME, error))
    return FALSE;

  page = parvis_visit_page (visit, N_("On to the provider"));
  parvis_page_set_here (page, SECURITY);
  parvis_page_set_onward (page, address);
  parvis_page_link (page, address, N_("Go on"), NULL);

  return parvis_visit_show (visit, page, 0);
}

gboolean
parvis_sign_in_identity_post (ParvisService        *service,
                              const ParvisRequest  *request,
                              ParvisDb             *db,
                              ParvisReply          *reply,
                              GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  const char *issuer;
  const char *id;

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  if (!parvis_visit_is_known (&visit))
    return TRUE;

  issuer = parvis_visit_field (&visit, "remove");
  id = parvis_visit_field (&visit, "add");
  if (issuer[0] != '\0')
    return remove_identity (&visit, issuer, error);

  return id[0] != '\0' ? begin_adding (&visit, id, error) : parvis_visit_go (&visit, SECURITY);
}

void
parvis_sign_in_keep_logout (ParvisVisit              *visit,
                            json_t                   *state,
                            const char               *insee,
                            const ParvisOidcProvider *provider,
                            const ParvisOidcIdentity *identity)
{
  g_autofree char *sealed = NULL;

  if (identity->id_token == NULL)
    return;

  sealed = parvis_seal_wrap (parvis_service_get_seal (visit->service), LOGOUT_PURPOSE,
                             identity->id_token, NULL);
  parvis_json_set_string (state, "logout-town", insee);
  parvis_json_set_string (state, "logout-provider", provider->id);
  parvis_json_set_string (state, "logout-token", sealed);
}

char *
parvis_sign_in_dup_logout (ParvisVisit *visit)
{
  ParvisOidc *oidc = parvis_service_get_oidc (visit->service);
  ParvisSeal *seal = parvis_service_get_seal (visit->service);
  const char *insee = parvis_visit_get_state (visit, "logout-town");
  const char *sealed = parvis_visit_get_state (visit, "logout-token");
  g_autoptr (ParvisOidcProvider) provider = NULL;
  g_autofree char *token = NULL;
  g_autofree char *home = NULL;
  g_autofree char *state = NULL;
  ParvisDb *db;

  if (insee == NULL || sealed == NULL || !parvis_store_has_town (visit->store, insee))
    return NULL;

  db = parvis_store_acquire (visit->store, insee, NULL);
  if (db == NULL)
    return NULL;

  provider = parvis_provider_find (db, seal, parvis_oidc_get_reach (oidc),
                                   parvis_visit_get_state (visit, "logout-provider"), NULL);
  parvis_store_release (visit->store, db);
  token = parvis_seal_unwrap (seal, LOGOUT_PURPOSE, sealed, NULL);
  if (provider == NULL || token == NULL)
    return NULL;

  /* FranceConnect wants a state; nothing is done when the browser comes back with it. */
  home = g_strconcat (parvis_service_get_url (visit->service), PARVIS_PAGES, NULL);
  state = g_uuid_string_random ();

  return parvis_oidc_dup_logout (oidc, provider, token, home, state, NULL);
}
