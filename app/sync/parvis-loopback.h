/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ParvisLoopback:
 *
 * Where the browser comes back to at the end of a sign-in (RFC 8252, section
 * 7.3): a port of this machine that nobody else's machine can reach, open for
 * one answer. Requests are read up to a bound and a time; whoever does not know
 * the state is told nothing and changes nothing.
 *
 * Signal "answered" (const char *code, const char *error): the browser came with
 * a code, or (code is NULL) with the service's word for why there is none. Once.
 */
#define PARVIS_TYPE_LOOPBACK (parvis_loopback_get_type ())

G_DECLARE_FINAL_TYPE (ParvisLoopback, parvis_loopback, PARVIS, LOOPBACK, GObject)

/* @done and @failed are sentences for the page that the browser then shows,
 * @language is theirs. NULL if this machine lets nobody listen.
 */
ParvisLoopback *parvis_loopback_new     (const char      *state,
                                         const char      *language,
                                         const char      *done,
                                         const char      *failed,
                                         GError         **error);
/* "http://127.0.0.1:PORT/" */
const char     *parvis_loopback_get_uri (ParvisLoopback  *self);

G_END_DECLS
