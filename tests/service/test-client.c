/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-client"

#include "config.h"

#include "parvis-client.h"
#include "parvis-config.h"
#include "parvis-error.h"

#include <arpa/inet.h>
#include <string.h>

typedef struct
{
  const char *peer;       /* NULL for a UNIX socket */
  const char *named;
  const char *proxies;
  const char *client;
} Case;

static const struct sockaddr *
make_peer (const char              *text,
           struct sockaddr_storage *storage)
{
  struct sockaddr_in *v4 = (struct sockaddr_in *) (gpointer) storage;
  struct sockaddr_in6 *v6 = (struct sockaddr_in6 *) (gpointer) storage;

  if (text == NULL)
    storage->ss_family = AF_UNIX;
  else if (inet_pton (AF_INET, text, &v4->sin_addr) == 1)
    storage->ss_family = AF_INET;
  else if (inet_pton (AF_INET6, text, &v6->sin6_addr) == 1)
    storage->ss_family = AF_INET6;
  else
    g_assert_not_reached ();

  return (const struct sockaddr *) storage;
}

static void
check (const Case *cases,
       gsize       n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      struct sockaddr_storage storage = { 0 };
      char client[PARVIS_CLIENT_SIZE] = "never written";

      parvis_client_find (make_peer (cases[i].peer, &storage), cases[i].named, cases[i].proxies,
                          client);
      g_assert_cmpstr (client, ==, cases[i].client);
    }
}

static void
test_direct (void)
{
  static const Case cases[] = {
    { "198.51.100.7", NULL, "", "198.51.100.7" },
    { "198.51.100.7", "203.0.113.9", "", "198.51.100.7" },
    { "127.0.0.1", "203.0.113.9", "", "127.0.0.1" },
    { "2001:db8::7", "203.0.113.9", "192.0.2.1, ::1", "2001:db8::" },
    { "::ffff:198.51.100.7", "203.0.113.9", "192.0.2.1", "198.51.100.7" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_proxy (void)
{
  static const Case cases[] = {
    { NULL, "203.0.113.9", "", "203.0.113.9" },
    { NULL, "2001:DB8:0:0::9", "", "2001:db8::" },
    { "127.0.0.1", "203.0.113.9", "127.0.0.1", "203.0.113.9" },
    { "::ffff:127.0.0.1", "203.0.113.9", "127.0.0.1", "203.0.113.9" },
    { "::1", "203.0.113.9", " 127.0.0.1,::1 ", "203.0.113.9" },
    { "192.0.2.10", "::ffff:203.0.113.9", "192.0.2.9 192.0.2.10", "203.0.113.9" },
  };

  check (cases, G_N_ELEMENTS (cases));
}

/* A proxy that says nothing sensible is itself who asked; through a UNIX socket
 * there is nobody to name.
 */
static void
test_nonsense (void)
{
  static const char * const words[] = {
    "", "unknown", "203.0.113.9, 198.51.100.7", "203.0.113.9:8080", "[2001:db8::9]", "203.0.113",
    "203.0.113.9 ", "fe80::1%eth0", "0x7f000001",
    "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc:dddd",
  };
  char client[PARVIS_CLIENT_SIZE];

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      const Case cases[] = {
        { NULL, words[i], "", "" },
        { "127.0.0.1", words[i], "127.0.0.1", "127.0.0.1" },
      };

      check (cases, G_N_ELEMENTS (cases));
    }

  parvis_client_find (NULL, NULL, "", client);
  g_assert_cmpstr (client, ==, "");
}

static void
test_setting (void)
{
  g_autoptr (ParvisConfig) config = parvis_config_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (config->trusted_proxies, ==, "");
  g_assert_true (parvis_config_set (config, "trusted-proxies", "127.0.0.1, ::1", &error));
  g_assert_no_error (error);
  g_assert_cmpstr (config->trusted_proxies, ==, "127.0.0.1, ::1");

  g_assert_false (parvis_config_set (config, "trusted-proxies", "127.0.0.1 nginx", &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "“nginx”"));
  g_assert_cmpstr (config->trusted_proxies, ==, "127.0.0.1, ::1");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/client/is-the-other-end-whatever-it-claims", test_direct);
  g_test_add_func ("/client/is-whom-a-trusted-proxy-names", test_proxy);
  g_test_add_func ("/client/nonsense-of-a-proxy-names-nobody", test_nonsense);
  g_test_add_func ("/client/proxies-are-numeric-addresses", test_setting);

  return g_test_run ();
}
