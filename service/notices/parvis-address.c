/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-address"

#include "config.h"

#include "parvis-address.h"

#include <netinet/in.h>
#include <string.h>

/* From the registries of special-purpose addresses (RFC 6890 and its updates). */
static const struct
{
  guint32           network;
  int               bits;
  ParvisAddressKind kind;
} ranges4[] = {
  { 0x00000000, 8, PARVIS_ADDRESS_SPECIAL },      /* 0.0.0.0: this machine, to some systems */
  { 0x0a000000, 8, PARVIS_ADDRESS_PRIVATE },      /* 10.0.0.0 */
  { 0x64400000, 10, PARVIS_ADDRESS_PRIVATE },     /* 100.64.0.0, carriers */
  { 0x7f000000, 8, PARVIS_ADDRESS_LOOPBACK },     /* 127.0.0.0 */
  { 0xa9fe0000, 16, PARVIS_ADDRESS_SPECIAL },     /* 169.254.0.0 */
  { 0xac100000, 12, PARVIS_ADDRESS_PRIVATE },     /* 172.16.0.0 */
  { 0xc0000000, 24, PARVIS_ADDRESS_SPECIAL },     /* 192.0.0.0 */
  { 0xc0000200, 24, PARVIS_ADDRESS_SPECIAL },     /* 192.0.2.0, examples */
  { 0xc0586300, 24, PARVIS_ADDRESS_SPECIAL },     /* 192.88.99.0, old 6to4 relays */
  { 0xc0a80000, 16, PARVIS_ADDRESS_PRIVATE },     /* 192.168.0.0 */
  { 0xc6120000, 15, PARVIS_ADDRESS_SPECIAL },     /* 198.18.0.0, benchmarks */
  { 0xc6336400, 24, PARVIS_ADDRESS_SPECIAL },     /* 198.51.100.0, examples */
  { 0xcb007100, 24, PARVIS_ADDRESS_SPECIAL },     /* 203.0.113.0, examples */
  { 0xe0000000, 3, PARVIS_ADDRESS_SPECIAL },      /* 224.0.0.0 to the end: multicast, reserved */
};

static ParvisAddressKind
classify4 (guint32 address)
{
  for (guint i = 0; i < G_N_ELEMENTS (ranges4); i++)
    {
      if (address >> (32 - ranges4[i].bits) == ranges4[i].network >> (32 - ranges4[i].bits))
        return ranges4[i].kind;
    }

  return PARVIS_ADDRESS_PUBLIC;
}

static guint32
read4 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

/* Only 2000::/3 is in use on the internet; all else is refused rather than listed. */
static ParvisAddressKind
classify6 (const struct in6_addr *address)
{
  static const guint8 translated[12] = { 0x00, 0x64, 0xff, 0x9b };   /* 64:ff9b::/96 */
  const guint8 *bytes = address->s6_addr;

  if (IN6_IS_ADDR_LOOPBACK (address))
    return PARVIS_ADDRESS_LOOPBACK;
  if (IN6_IS_ADDR_V4MAPPED (address) || memcmp (bytes, translated, sizeof translated) == 0)
    return classify4 (read4 (bytes + 12));
  if ((bytes[0] & 0xfe) == 0xfc)                                     /* fc00::/7 */
    return PARVIS_ADDRESS_PRIVATE;
  if (bytes[0] == 0x20 && bytes[1] == 0x02)                          /* 6to4 carries an IPv4 */
    return classify4 (read4 (bytes + 2));
  if (bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 2)             /* Teredo and kin */
    return PARVIS_ADDRESS_SPECIAL;
  if (bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == 0xb8)
    return PARVIS_ADDRESS_SPECIAL;

  return (bytes[0] & 0xe0) == 0x20 ? PARVIS_ADDRESS_PUBLIC : PARVIS_ADDRESS_SPECIAL;
}

/**
 * parvis_address_classify:
 *
 * Asked of the address that is about to be connected to, not of a name: a name
 * may answer differently the second time.
 */
ParvisAddressKind
parvis_address_classify (const struct sockaddr *address)
{
  if (address->sa_family == AF_INET)
    {
      struct sockaddr_in in;

      memcpy (&in, address, sizeof in);
      return classify4 (ntohl (in.sin_addr.s_addr));
    }

  if (address->sa_family == AF_INET6)
    {
      struct sockaddr_in6 in6;

      memcpy (&in6, address, sizeof in6);
      return classify6 (&in6.sin6_addr);
    }

  return PARVIS_ADDRESS_SPECIAL;
}
