/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sign-in-device"

#include "config.h"

#include "parvis-code.h"
#include "parvis-error.h"
#include "parvis-sign-in-pages.h"
#include "parvis-sign-in.h"

#include <string.h>

/* A device whose own browser cannot come back to it shows a code; its person types
 * it here, on any other device (RFC 8628).
 */

#define DEVICE   PARVIS_PAGES "/device"
#define CODE_MAX 20

static gboolean
show_code (ParvisVisit *visit,
           const char  *code,
           const char  *problem)
{
  ParvisPage *page = parvis_visit_page (visit, N_("Connect a device"));

  parvis_page_set_here (page, DEVICE);
  parvis_visit_form (visit, page, DEVICE);
  parvis_page_field (page, &(ParvisField) {
    .name = "code", .label = N_("Code that Parvis shows"), .type = "text", .autocomplete = "off",
    .hint = N_("Eight characters, like ABCD-1234."),
    .value = code, .error = problem, .max_length = CODE_MAX,
  });
  parvis_page_button (page, PARVIS_BUTTON_MAIN, NULL, NULL, N_("Go on"), NULL);
  parvis_page_end_form (page);

  return parvis_visit_show (visit, page, problem != NULL ? 422 : 0);
}

gboolean
parvis_sign_in_device_page (ParvisService        *service,
                            const ParvisRequest  *request,
                            ParvisDb             *db,
                            ParvisReply          *reply,
                            GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  g_autofree char *target = NULL;

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  target = parvis_visit_dup_target (&visit);
  if (visit.account == NULL)
    return parvis_sign_in_show (&visit, target, NULL, NULL);

  /* A code in the address only saves typing: it is looked at once it is sent. */
  return show_code (&visit, parvis_request_get_query (request, "user_code"), NULL);
}

/* Somebody may have sent the code to make a stranger let him in. */
static gboolean
ask (ParvisVisit               *visit,
     const char                *code,
     const ParvisSignInRequest *asked)
{
  g_autofree char *town = parvis_visit_dup_town (visit, asked->insee);
  ParvisPage *page = parvis_visit_page (visit, N_("Connect this device?"));

  parvis_page_text (page, N_("You are signed in here as {name}."),
                    "name", visit->account->name, NULL);
  if (town != NULL)
    parvis_page_text (page, N_("“{label}” asks to work with {town} in your name."),
                      "label", asked->label, "town", town, NULL);
  else
    parvis_page_text (page, N_("“{label}” asks to work in your name."), "label", asked->label,
                      NULL);
  parvis_page_hint (page, N_("Only if this device is before you, and shows this very code. Nobody"
                             " may ask you for it by telephone or mail."), NULL);
  parvis_visit_form (visit, page, DEVICE);
  parvis_page_hidden (page, "code", code);
  parvis_page_button (page, PARVIS_BUTTON_MAIN, "what", "allow", N_("Connect it"), NULL);
  parvis_page_button (page, PARVIS_BUTTON_DANGER, "what", "deny", N_("No, this is not my device"),
                      NULL);
  parvis_page_end_form (page);

  return parvis_visit_show (visit, page, 0);
}

static gboolean
decide (ParvisVisit  *visit,
        const char   *code,
        gboolean      allow,
        GError      **error)
{
  ParvisPage *page;

  if (!parvis_device_decide (visit->store, code, allow ? visit->account->id : NULL, error))
    return FALSE;

  page = parvis_visit_page (visit, allow ? N_("Your device is connected")
                                         : N_("The device stays outside"));
  parvis_page_text (page, allow
                    ? N_("Parvis goes on there by itself. This page can be closed.")
                    : N_("It was not connected. If somebody asked you for the code, tell your"
                         " town’s administrator."), NULL);

  return parvis_visit_show (visit, page, 0);
}

gboolean
parvis_sign_in_device_post (ParvisService        *service,
                            const ParvisRequest  *request,
                            ParvisDb             *db,
                            ParvisReply          *reply,
                            GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  g_auto (ParvisSignInRequest) asked = { 0 };
  const char *code;
  const char *what;

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  if (!parvis_visit_is_known (&visit) || parvis_sign_in_lacks_totp (&visit, DEVICE) ||
      !parvis_visit_may_try (&visit, PARVIS_THROTTLE_CODE, NULL))
    return TRUE;

  code = parvis_visit_field (&visit, "code");
  if (!parvis_device_find (visit.store, code, visit.now, &asked, NULL))
    return show_code (&visit, code, N_("This code is unknown or too old. Look at the device: it"
                                       " may show a new one."));

  parvis_visit_tried (&visit, PARVIS_THROTTLE_CODE, NULL, TRUE);
  what = parvis_visit_field (&visit, "what");
  if (strcmp (what, "allow") == 0 || strcmp (what, "deny") == 0)
    return decide (&visit, code, strcmp (what, "allow") == 0, error);

  return ask (&visit, code, &asked);
}
