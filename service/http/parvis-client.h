/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <netinet/in.h>

G_BEGIN_DECLS

/* A numeric address with its NUL. */
#define PARVIS_CLIENT_SIZE INET6_ADDRSTRLEN

/* Where the proxy writes whom it speaks for (data/nginx). It must replace what
 * the client sent under this name.
 */
#define PARVIS_CLIENT_HEADER "X-Real-IP"

/* TRUE if @proxies is a list of numeric addresses, separated by commas or spaces.
 * "" is an empty one. Otherwise an error that names the setting @key.
 */
gboolean parvis_client_check_proxies (const char             *proxies,
                                      const char             *key,
                                      GError                **error);

/* Writes into @client the numeric address of who asked, "" where nobody can tell; of an
 * IPv6 address the first half, since who has one has all that begin with it.
 * That is @peer, the other end of the connection, unless a proxy stands there: then
 * it is @named, the proxy's word, if that is an address, and @peer otherwise.
 *
 * A proxy is whoever comes through a UNIX socket (@peer is of another family than
 * the internet's, or NULL), because the folder of the socket says who may, and
 * whoever is in @proxies. From anybody else the header is a claim, and not read.
 * An IPv4 address that was mapped into IPv6 is written as the IPv4 one.
 */
void     parvis_client_find          (const struct sockaddr  *peer,
                                      const char             *named,
                                      const char             *proxies,
                                      char                    client[PARVIS_CLIENT_SIZE]);

G_END_DECLS
