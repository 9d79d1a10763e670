/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-client"

#include "config.h"

#include "parvis-client.h"

#include "parvis-error.h"

#include <arpa/inet.h>
#include <string.h>

#define SEPARATORS ", \t"

/* What one subscriber gets of IPv6 at the least (RFC 6177), and so may choose freely from. */
#define NETWORK_BYTES 8

/* One form for each address, so that two can be compared as bytes. */
static void
map_address (const struct in_addr *v4,
             struct in6_addr      *address)
{
  memset (address, 0, sizeof *address);
  address->s6_addr[10] = 0xff;
  address->s6_addr[11] = 0xff;
  memcpy (address->s6_addr + 12, v4, sizeof *v4);
}

static gboolean
parse_address (const char      *text,
               gsize            length,
               struct in6_addr *address)
{
  char copy[PARVIS_CLIENT_SIZE];
  struct in_addr v4;

  if (length == 0 || length >= sizeof copy)
    return FALSE;

  memcpy (copy, text, length);
  copy[length] = '\0';
  if (inet_pton (AF_INET, copy, &v4) == 1)
    {
      map_address (&v4, address);
      return TRUE;
    }

  return inet_pton (AF_INET6, copy, address) == 1;
}

static gboolean
read_peer (const struct sockaddr *peer,
           struct in6_addr       *address)
{
  if (peer != NULL && peer->sa_family == AF_INET)
    {
      map_address (&((const struct sockaddr_in *) (gconstpointer) peer)->sin_addr, address);
      return TRUE;
    }

  if (peer != NULL && peer->sa_family == AF_INET6)
    {
      *address = ((const struct sockaddr_in6 *) (gconstpointer) peer)->sin6_addr;
      return TRUE;
    }

  return FALSE;
}

/* The next entry of @list, which moves past it; NULL at the end. */
static const char *
next_proxy (const char **list,
            gsize       *length)
{
  const char *entry = *list + strspn (*list, SEPARATORS);

  *length = strcspn (entry, SEPARATORS);
  *list = entry + *length;

  return *length == 0 ? NULL : entry;
}

static gboolean
is_proxy (const struct in6_addr *address,
          const char            *proxies)
{
  const char *entry;
  gsize length;

  while ((entry = next_proxy (&proxies, &length)) != NULL)
    {
      struct in6_addr proxy;

      if (parse_address (entry, length, &proxy) && IN6_ARE_ADDR_EQUAL (&proxy, address))
        return TRUE;
    }

  return FALSE;
}

gboolean
parvis_client_check_proxies (const char  *proxies,
                             const char  *key,
                             GError     **error)
{
  const char *entry;
  gsize length;

  while ((entry = next_proxy (&proxies, &length)) != NULL)
    {
      struct in6_addr proxy;

      if (!parse_address (entry, length, &proxy))
        return parvis_set_invalid (error, key, "“%.*s” in “%s” is not an address like 192.0.2.1 or "
                                   "2001:db8::1", (int) length, entry, key);
    }

  return TRUE;
}

void
parvis_client_find (const struct sockaddr *peer,
                    const char            *named,
                    const char            *proxies,
                    char                   client[PARVIS_CLIENT_SIZE])
{
  struct in6_addr address;
  gboolean known = read_peer (peer, &address);

  if ((!known || is_proxy (&address, proxies)) && named != NULL)
    known = parse_address (named, strlen (named), &address) || known;

  client[0] = '\0';
  if (!known)
    return;

  if (IN6_IS_ADDR_V4MAPPED (&address))
    {
      inet_ntop (AF_INET, address.s6_addr + 12, client, PARVIS_CLIENT_SIZE);
      return;
    }

  memset (address.s6_addr + NETWORK_BYTES, 0, sizeof address.s6_addr - NETWORK_BYTES);
  inet_ntop (AF_INET6, &address, client, PARVIS_CLIENT_SIZE);
}
