/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whom push services may write to. */
#define PUSH_CONTACT "mailto:dpo@saint-aubin.example"

/**
 * PushService:
 * @url: "http://127.0.0.1:PORT"
 * @p256dh, @auth: what its browser gives with each address
 *
 * A push service with a browser behind it (push-service.mjs) on a port of its own.
 */
typedef struct
{
  GSubprocess      *process;
  GDataInputStream *output;
  char             *url;
  char             *p256dh;
  char             *auth;
} PushService;

/* Whether what it needs of npm is here (tools/install-web); it says so where it is not. */
gboolean push_service_is_here (void);
void     push_service_start   (PushService  *service);
void     push_service_stop    (PushService  *service);
/* Waits for the next push, which got @status; @said gets what it shows, which is short enough and
 * names nobody.
 */
json_t  *push_service_take    (PushService  *service,
                               int           status,
                               json_t      **said);

G_END_DECLS
