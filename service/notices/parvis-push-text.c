/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-push-text"

#include "config.h"

#include "parvis-push-text.h"

#include "parvis-phrases.h"

#define ELLIPSIS "…"

typedef struct
{
  const char *title;
  const char *line;
  gboolean    urgent;
} Text;

static const Text texts[PARVIS_N_LETTERS] = {
  [PARVIS_LETTER_ORDER_WAITING] = {
    N_("Request sent"), N_("Wait for confirmation before you go."), FALSE },
  [PARVIS_LETTER_ORDER_CONFIRMED] = {
    N_("Bread reserved: {code}"), N_("Collect between {from} and {until}, {shop}."), FALSE },
  [PARVIS_LETTER_ORDER_READY] = {
    N_("Ready: {code}"), N_("Kept until {until}."), TRUE },
  [PARVIS_LETTER_ORDER_SOON] = {
    N_("Your bread is waiting"), N_("{code}, 20 minutes left."), TRUE },
  [PARVIS_LETTER_ORDER_NOT_READY] = {
    N_("Correction, not ready yet: {code}"), N_("Our last message was a mistake."), TRUE },
  [PARVIS_LETTER_ORDER_DECLINED] = {
    N_("Cannot be honoured: {code}"), N_("{shop} is sorry: {why} {offer}"), TRUE },
  [PARVIS_LETTER_ORDER_DELAYED] = {
    N_("Your bread will be later: {code}"), N_("From {at} on. Kept until {until}."),
    TRUE },
  [PARVIS_LETTER_ORDER_EARLIER] = {
    N_("Earlier than said: {code}"), N_("There from {at} on. Kept until {until}."), TRUE },
  [PARVIS_LETTER_ORDER_RELEASED] = {
    N_("Bread put back on sale"), N_("It was not collected in time. No harm done."), FALSE },
  [PARVIS_LETTER_ORDER_UNANSWERED] = {
    N_("No answer to your request"), N_("Please do not go: nothing was set aside for you."),
    TRUE },
  [PARVIS_LETTER_ORDER_CANCELLED] = {
    N_("Reservation cancelled: {code}"), N_("There is nothing to collect and nothing to pay."),
    FALSE },
  [PARVIS_LETTER_ORDER_ALERT] = {
    N_("Back on sale"), N_("{product}: {left} left to reserve, {shop}. First come, first served."),
    TRUE },
  [PARVIS_LETTER_ORDER_STANDING] = {
    N_("No bread reserved this time"), N_("Your weekly order could not be placed, {shop}."),
    FALSE },
  [PARVIS_LETTER_DOSSIER_RECEIPT] = {
    N_("Received"), N_("Registered (no. {number}). Receipt available."), FALSE },
  [PARVIS_LETTER_DOSSIER_AGAIN] = {
    N_("Something to redo"), N_("Open to see what and why (no. {number})."), FALSE },
  [PARVIS_LETTER_DOSSIER_COMPLETE] = {
    N_("All good"), N_("Your file is complete. Nothing else to do."), FALSE },
  [PARVIS_LETTER_DOSSIER_ACCEPTED] = {
    N_("Your file was answered"), N_("Open to read the answer (no. {number})."), FALSE },
  [PARVIS_LETTER_DOSSIER_REFUSED] = {
    N_("Your file was answered"), N_("Open to read the answer (no. {number})."), FALSE },
  [PARVIS_LETTER_DOSSIER_CLOSED] = {
    N_("Your file was answered"), N_("Open to read the answer (no. {number})."), FALSE },
  [PARVIS_LETTER_DOSSIER_CORRECTION] = {
    N_("Correction"), N_("Our last message was our mistake (no. {number})."), FALSE },
  [PARVIS_LETTER_DOSSIER_MESSAGE] = {
    N_("A message from the town hall"), N_("Open to read it (no. {number})."), FALSE },
  [PARVIS_LETTER_DOSSIER_WARNING] = {
    N_("Your file waits for you"), N_("What you sent is erased on {date}."), FALSE },
};

/* A shop may have any name: what is too long ends in an ellipsis. (transfer full) */
static char *
fill (const char   *language,
      const char   *text,
      const json_t *values,
      glong         most)
{
  g_autofree char *filled = parvis_phrase_fill_values (parvis_phrase (language, text), values);
  g_autofree char *cut = NULL;

  g_strstrip (filled);
  if (g_utf8_strlen (filled, -1) <= most)
    return g_steal_pointer (&filled);

  cut = g_utf8_substring (filled, 0, most - 1);

  return g_strconcat (g_strchomp (cut), ELLIPSIS, NULL);
}

char *
parvis_push_text_write (ParvisLetterKind  kind,
                        const char       *language,
                        const json_t     *values,
                        const char       *target,
                        const char       *tag)
{
  const Text *text = &texts[kind];
  g_autofree char *title = NULL;
  g_autofree char *line = NULL;
  g_autoptr(json_t) body = NULL;

  if (text->title == NULL)
    return NULL;

  title = fill (language, text->title, values, PARVIS_PUSH_TITLE);
  line = fill (language, text->line, values, PARVIS_PUSH_LINE);
  body = json_pack ("{s:i, s:{s:s, s:s, s:s, s:s, s:s}}", "web_push", 8030, "notification",
                    "title", title, "body", line, "navigate", target, "lang", language,
                    "tag", tag);

  return parvis_json_dump (body);
}

const char *
parvis_push_text_get_urgency (ParvisLetterKind kind)
{
  return texts[kind].urgent ? "high" : "normal";
}
