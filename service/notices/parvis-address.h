/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/socket.h>

G_BEGIN_DECLS

/**
 * ParvisAddressKind:
 *
 * Where an address leads, as far as somebody else may send us there.
 */
typedef enum
{
  PARVIS_ADDRESS_PUBLIC,
  PARVIS_ADDRESS_PRIVATE,   /* a network of the house, or of the State */
  PARVIS_ADDRESS_LOOPBACK,
  PARVIS_ADDRESS_SPECIAL,   /* link-local (where clouds keep their secrets), multicast, reserved */
} ParvisAddressKind;

ParvisAddressKind parvis_address_classify (const struct sockaddr *address);

G_END_DECLS
