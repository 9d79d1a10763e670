/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "web-people"

#include "config.h"

#include "parvis-code.h"
#include "parvis-credential.h"
#include "parvis-error.h"
#include "parvis-invitation.h"
#include "parvis-password.h"
#include "parvis-service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fills a state directory with a town and its people, before the service that the
 * browser's tests drive is started on it: web-people STATE-DIR LANGUAGE. Prints
 * what only those people know, as JSON.
 */

#define TOWN     "00001"
#define PASSWORD "quatre chevaux verts"

static void
check (GError *error)
{
  if (error == NULL)
    return;

  fprintf (stderr, "web-people: %s\n", error->message);
  exit (EXIT_FAILURE);
}

static void
ask (ParvisService *service,
     int            status,
     const char    *target,
     const char    *body)
{
  static const char * const headers[] = { "Content-Type", "application/json", NULL };
  g_autoptr (GBytes) bytes = g_bytes_new_static (body, strlen (body));
  g_autoptr (ParvisReply) reply = NULL;

  reply = parvis_service_handle (service, "POST", target, headers, bytes, PARVIS_RIGHT_OPERATOR);
  g_assert (parvis_reply_get_status (reply) == status);
}

/* The first shows something, so that anybody may know its name. The island's people sign in
 * at a provider, which nobody asks here.
 */
static void
make_towns (ParvisService *service)
{
  ask (service, 201, "/api/v1/towns/" TOWN, "{\"name\":\"Saint-Aubin-sur-Loire\"}");
  ask (service, 200, "/api/v1/towns/" TOWN "/modules/occupancy", "{\"published\":true}");
  ask (service, 201, "/api/v1/towns/2A004", "{\"name\":\"Sainte-Lucie d’Ægée\"}");
  ask (service, 200, "/api/v1/towns/2A004/modules/occupancy", "{\"published\":true}");
  ask (service, 200, "/api/v1/towns/2A004/providers",
       "{\"id\":\"agents\",\"label\":{\"fr\":\"ProConnect\",\"en\":\"ProConnect\"},"
       "\"issuer\":\"https://agents.example/api\",\"client_id\":\"parvis\","
       "\"client_secret\":\"secret\",\"scopes\":[\"openid\"],"
       "\"name_claims\":[\"given_name\"]}");
}

static char *
make_account (ParvisService *service,
              const char    *name,
              const char    *email,
              const char    *language)
{
  ParvisStore *store = parvis_service_get_store (service);
  g_autofree char *hash = NULL;
  GError *error = NULL;
  char *id;

  hash = parvis_password_hash (PASSWORD, &error);
  check (error);
  id = parvis_account_create (store, "operator", name, email, language, NULL, NULL, FALSE, &error);
  check (error);
  parvis_account_set_password (store, "operator", id, hash, NULL, &error);
  check (error);

  return id;
}

/* In hexadecimal, 20 times "1". */
static void
give_telephone (ParvisService *service,
                const char    *account)
{
  static const char * const hashes[] = { NULL };
  g_autofree char *purpose = g_strconcat ("totp ", account, NULL);
  g_autofree char *sealed = NULL;
  GError *error = NULL;

  sealed = parvis_seal_wrap (parvis_service_get_seal (service), purpose,
                             "3131313131313131313131313131313131313131", &error);
  check (error);
  parvis_account_set_totp (parvis_service_get_store (service), "operator", account, sealed, hashes,
                           NULL, &error);
  check (error);
}

static json_t *
invite (ParvisService *service,
        const char    *send,
        gint64         now)
{
  g_autoptr (json_t) wish = json_pack ("{s:s, s:s, s:[s], s:s}", "name", "Luc Martineau",
                                       "email", "luc@saint-aubin.example", "roles", "mayor",
                                       "send", send);
  GError *error = NULL;
  json_t *made = parvis_invitation_create (parvis_service_get_store (service), TOWN, "operator",
                                           wish, now, &error);

  check (error);

  return made;
}

static char *
make_device (ParvisService *service,
             gint64         now)
{
  g_auto (ParvisSignInRequest) request = { .client = g_strdup (PARVIS_CLIENT_DESKTOP),
                                           .insee = g_strdup (TOWN),
                                           .label = g_strdup ("Poste de l’accueil") };
  g_autofree char *device = NULL;
  GError *error = NULL;
  char *code = NULL;

  parvis_device_create (parvis_service_get_store (service), &request, now, &device, &code, &error);
  check (error);

  return code;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (ParvisConfig) config = parvis_config_new ();
  g_autoptr (ParvisService) service = NULL;
  g_autoptr (json_t) secrets = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *guarded = NULL;
  g_autofree char *device = NULL;
  GError *error = NULL;
  gint64 now = parvis_clock_now (&parvis_system_clock);
  g_autoptr (json_t) link = NULL;
  g_autoptr (json_t) code = NULL;

  g_assert (argc == 3);
  parvis_config_set (config, "state-dir", argv[1], &error);
  check (error);
  service = parvis_service_new (config, &parvis_tables, &parvis_system_clock, NULL, NULL, &error);
  check (error);

  make_towns (service);
  plain = make_account (service, "Nadia Roussel", "nadia@saint-aubin.example", argv[2]);
  guarded = make_account (service, "Hélène Garnier", "helene@saint-aubin.example", argv[2]);
  give_telephone (service, guarded);
  link = invite (service, "email", now);
  code = invite (service, "code", now);
  device = make_device (service, now);

  secrets = json_pack ("{s:O, s:O, s:s}", "link", json_object_get (link, "token"),
                       "code", json_object_get (code, "code"), "device", device);
  json_dumpf (secrets, stdout, 0);

  return EXIT_SUCCESS;
}
