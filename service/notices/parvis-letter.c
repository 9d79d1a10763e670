/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-letter"

#include "config.h"

#include "parvis-letter.h"

#include "parvis-contact.h"
#include "parvis-error.h"
#include "parvis-phrases.h"

#include <gmime/gmime.h>
#include <pthread.h>
#include <string.h>

#define MAX_PARAGRAPHS 5

typedef struct
{
  const char *token;
  gint64      life;
  const char *subject;
  const char *paragraphs[MAX_PARAGRAPHS];
} Letter;

#define HELLO N_("Hello {name},")
#define LINK  "{link}"
#define LINES "{lines}"
#define SAID  "{said}"
#define CARD  N_("{service}, {phone}")
#define NOT_YOU \
  N_("If it was not you, choose a new password at once, and tell the administrator of your town:")

static const Letter letters[PARVIS_N_LETTERS] = {
  [PARVIS_LETTER_RESET] = {
    "reset", 1 * PARVIS_HOUR, N_("Choose a new password for Parvis"),
    { HELLO,
      N_("Somebody, probably you, asked for a new password for your Parvis account. Choose one"
         " here within {minutes} minutes:"),
      LINK,
      N_("If it was not you, leave this message aside: your password stays as it is.") } },
  [PARVIS_LETTER_INVITATION] = {
    "invitation", 3 * PARVIS_DAY, N_("{town} invites you to Parvis"),
    { HELLO,
      N_("{by} invites you to work with {town} in Parvis, the desk of the town hall. This link is"
         " for you alone; it works once, within {days} days:"),
      LINK,
      N_("If you do not know what this is about, leave this message aside: nothing happens without"
         " you.") } },
  [PARVIS_LETTER_PASSWORD_CHANGED] = {
    "password-changed", 3 * PARVIS_DAY, N_("Your Parvis password was changed"),
    { HELLO,
      N_("The password of your Parvis account was changed just now. If it was you, all is well."),
      NOT_YOU, LINK } },
  [PARVIS_LETTER_EMAIL_WISH] = {
    "email-wish", 1 * PARVIS_HOUR, N_("Your new address for Parvis"),
    { HELLO,
      N_("Somebody, probably you, wants to sign in to Parvis with this address from now on. Confirm"
         " it here within {minutes} minutes:"),
      LINK,
      N_("If it was not you, leave this message aside: nothing changes.") } },
  [PARVIS_LETTER_EMAIL_CHANGED] = {
    "email-changed", 3 * PARVIS_DAY, N_("Your Parvis account has another e-mail address"),
    { HELLO,
      N_("From now on your Parvis account goes by another e-mail address, and this one does not"
         " open it any more. If it was you who chose this, all is well."),
      N_("If it was not you, tell the administrator of your town at once.") } },
  [PARVIS_LETTER_TOTP_ON] = {
    "totp-on", 3 * PARVIS_DAY, N_("Parvis now asks for a code when you sign in"),
    { HELLO,
      N_("From now on signing in to Parvis asks for a code from your telephone. If it was you who"
         " set this up, all is well."),
      NOT_YOU, LINK } },
  [PARVIS_LETTER_TOTP_OFF] = {
    "totp-off", 3 * PARVIS_DAY, N_("Parvis no longer asks for a code when you sign in"),
    { HELLO,
      N_("From now on signing in to Parvis asks for your password only. If it was you who chose"
         " this, all is well."),
      NOT_YOU, LINK } },
  [PARVIS_LETTER_RECOVERY_USED] = {
    "recovery-used", 3 * PARVIS_DAY, N_("A recovery code of your Parvis account was used"),
    { HELLO,
      N_("Somebody signed in to Parvis with one of your recovery codes. Codes that are left:"
         " {left}. If it was you, all is well."),
      NOT_YOU, LINK } },
  [PARVIS_LETTER_IDENTITY_ADDED] = {
    "identity-added", 3 * PARVIS_DAY, N_("One more way to sign in to Parvis"),
    { HELLO,
      N_("From now on {provider} opens your Parvis account too. If it was you who added it, all is"
         " well."),
      NOT_YOU, LINK } },
  [PARVIS_LETTER_IDENTITY_REMOVED] = {
    "identity-removed", 3 * PARVIS_DAY, N_("One way less to sign in to Parvis"),
    { HELLO,
      N_("From now on {provider} does not open your Parvis account any more. If it was you who"
         " chose this, all is well."),
      NOT_YOU, LINK } },
  [PARVIS_LETTER_ORDER_WAITING] = {
    "order-waiting", 6 * PARVIS_HOUR, N_("Request sent: {code}"),
    { HELLO,
      N_("{shop} has your request. Wait for its confirmation before you go.") } },
  [PARVIS_LETTER_ORDER_CONFIRMED] = {
    "order-confirmed", 12 * PARVIS_HOUR, N_("Bread reserved: {code}"),
    { HELLO,
      N_("Your code is {code}. Collect on {day} between {from} and {until}: {shop}. You pay in"
         " the shop.") } },
  [PARVIS_LETTER_ORDER_READY] = {
    "order-ready", 2 * PARVIS_HOUR, N_("Ready: {code}"),
    { HELLO,
      N_("Your bread is ready: {shop}, code {code}. It is kept until {until}.") } },
  [PARVIS_LETTER_ORDER_SOON] = {
    "order-soon", 20 * PARVIS_MINUTE, N_("Your bread is waiting: {code}"),
    { HELLO,
      N_("{shop}: 20 minutes left. Your bread is kept until {until}.") } },
  [PARVIS_LETTER_ORDER_NOT_READY] = {
    "order-not-ready", 2 * PARVIS_HOUR, N_("Correction, not ready yet: {code}"),
    { HELLO,
      N_("{shop} is sorry: your bread is not ready yet, and our last message was a mistake. You"
         " will be told when it is.") } },
  [PARVIS_LETTER_ORDER_DECLINED] = {
    "order-declined", 12 * PARVIS_HOUR, N_("Your order {code} cannot be honoured"),
    { HELLO, SAID } },
  [PARVIS_LETTER_ORDER_DELAYED] = {
    "order-delayed", 2 * PARVIS_HOUR, N_("Your bread will be later: {code}"),
    { HELLO,
      N_("{shop} is late: your bread is there from {at} on. It is kept until {until}.") } },
  [PARVIS_LETTER_ORDER_EARLIER] = {
    "order-earlier", 2 * PARVIS_HOUR, N_("Your bread will be earlier than said: {code}"),
    { HELLO,
      N_("{shop} has caught up: your bread is there from {at} on. It is kept until {until}.") } },
  [PARVIS_LETTER_ORDER_RELEASED] = {
    "order-released", 12 * PARVIS_HOUR, N_("Bread put back on sale: {code}"),
    { HELLO,
      N_("{shop} has put your order back on sale. No harm done, and nothing is to be paid.") } },
  [PARVIS_LETTER_ORDER_UNANSWERED] = {
    "order-unanswered", 12 * PARVIS_HOUR, N_("No answer to your request: {code}"),
    { HELLO,
      N_("{shop} did not confirm your request in time, so it is given up. Please do not go:"
         " nothing was set aside for you.") } },
  [PARVIS_LETTER_ORDER_CANCELLED] = {
    "order-cancelled", 12 * PARVIS_HOUR, N_("Reservation cancelled: {code}"),
    { HELLO,
      N_("You cancelled your reservation for {day}, {from}: {shop}. There is nothing to collect"
         " and nothing to pay.") } },
  [PARVIS_LETTER_ORDER_ALERT] = {
    "order-alert", 1 * PARVIS_HOUR, N_("Back on sale: {product}"),
    { N_("{shop} has some again for {day}; left to reserve: {left}. You asked to be told once, and"
         " your address is forgotten now. First come, first served.") } },
  [PARVIS_LETTER_ORDER_STANDING] = {
    "order-standing", 1 * PARVIS_DAY, N_("No bread reserved this time"),
    { HELLO,
      N_("What you order every week could not be reserved for {day}: {shop}. Please look whether"
         " something else suits you.") } },
  [PARVIS_LETTER_ORDER_UNSEEN] = {
    "order-unseen", 3 * PARVIS_HOUR, N_("{shop} does not see its orders"),
    { N_("An order for {from} has been waiting for 20 minutes and nobody has looked at it:"
         " {shop}, {phone}. Please give the shop a call.") } },
  [PARVIS_LETTER_DOSSIER_RECEIPT] = {
    "dossier-receipt", 3 * PARVIS_DAY, N_("{title}: {number}"), { HELLO, LINES } },
  [PARVIS_LETTER_DOSSIER_AGAIN] = {
    "dossier-again", 3 * PARVIS_DAY, N_("To send again: {number}"),
    { HELLO,
      N_("The service looked at your application “{procedure}”. To send again:"), LINES,
      N_("Open your application on the page of the town to do it. The time for the answer stands"
         " still until then."), CARD } },
  [PARVIS_LETTER_DOSSIER_COMPLETE] = {
    "dossier-complete", 3 * PARVIS_DAY, N_("All good: {number}"),
    { HELLO,
      N_("Your application “{procedure}” is complete. Nothing else to do: you hear from us when"
         " it is decided."), CARD } },
  [PARVIS_LETTER_DOSSIER_ACCEPTED] = {
    "dossier-accepted", 3 * PARVIS_DAY, N_("Accepted: {number}"),
    { HELLO, N_("Your application “{procedure}” is accepted."), LINES, CARD } },
  [PARVIS_LETTER_DOSSIER_REFUSED] = {
    "dossier-refused", 3 * PARVIS_DAY, N_("Answer to your application {number}"),
    { HELLO, N_("Your application “{procedure}” is refused, for this reason:"), LINES,
      N_("Within two months of a refusal you may ask the town to think it over, or go to the"
         " administrative court."), CARD } },
  [PARVIS_LETTER_DOSSIER_CLOSED] = {
    "dossier-closed", 3 * PARVIS_DAY, N_("Closed: {number}"),
    { HELLO, N_("Your application “{procedure}” is closed without a decision."), LINES, CARD } },
  [PARVIS_LETTER_DOSSIER_CORRECTION] = {
    "dossier-correction", 3 * PARVIS_DAY, N_("Correction: {number}"),
    { HELLO,
      N_("Our last message about your application “{procedure}” was a mistake of ours: it is being"
         " looked at again. You hear from us."), CARD } },
  [PARVIS_LETTER_DOSSIER_MESSAGE] = {
    "dossier-message", 3 * PARVIS_DAY, N_("A message about {number}"),
    { HELLO, N_("The service wrote to you about your application “{procedure}”:"), LINES, CARD } },
  [PARVIS_LETTER_DOSSIER_WARNING] = {
    "dossier-warning", 3 * PARVIS_DAY, N_("Your application waits for you"),
    { HELLO,
      N_("What you sent for your application “{procedure}” is erased on {date}, because something"
         " is missing. Open it on the page of the town to go on with it."), CARD } },
};

#define STOP N_("To get no more of these: {stop}")
#define FOOTER \
  N_("This message was sent by a program; nobody reads answers to it.")

const char *
parvis_letter_kind_get_token (ParvisLetterKind kind)
{
  g_return_val_if_fail (kind < PARVIS_N_LETTERS, NULL);

  return letters[kind].token;
}

gboolean
parvis_letter_kind_from_token (const char       *token,
                               ParvisLetterKind *kind)
{
  for (guint i = 0; i < PARVIS_N_LETTERS; i++)
    {
      if (strcmp (letters[i].token, token) == 0)
        {
          *kind = i;
          return TRUE;
        }
    }

  return FALSE;
}

gint64
parvis_letter_kind_get_life (ParvisLetterKind kind)
{
  g_return_val_if_fail (kind < PARVIS_N_LETTERS, 0);

  return letters[kind].life;
}

static void
init_gmime (void)
{
  g_mime_init ();
}

static void
append_paragraph (GString      *text,
                  const char   *paragraph,
                  const json_t *values)
{
  g_autofree char *filled = parvis_phrase_fill_values (paragraph, values);

  g_string_append_printf (text, "%s\n", filled);
}

/* What others wrote, line by line, as it is. */
static void
append_lines (GString      *text,
              const json_t *lines)
{
  for (gsize i = 0; i < json_array_size (lines); i++)
    {
      g_autofree char *line = NULL;

      line = parvis_phrase_fill ("{line}", "line",
                                 json_string_value (json_array_get (lines, i)), NULL);
      g_string_append_printf (text, "%s\n", line);
    }
}

static char *
write_text (const Letter *letter,
            const char   *language,
            const json_t *values)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < MAX_PARAGRAPHS && letter->paragraphs[i] != NULL; i++)
    {
      const json_t *lines = json_object_get (values, "lines");

      if (strcmp (letter->paragraphs[i], LINES) != 0)
        append_paragraph (text, parvis_phrase (language, letter->paragraphs[i]), values);
      else if (json_array_size (lines) > 0)
        append_lines (text, lines);
      else
        continue;
      g_string_append_c (text, '\n');
    }
  if (json_object_get (values, "stop") != NULL)
    append_paragraph (text, parvis_phrase (language, STOP), values);
  g_string_append_printf (text, "-- \nParvis\n%s\n", parvis_phrase (language, FOOTER));

  return g_string_free (text, FALSE);
}

static void
set_head (GMimeMessage *message,
          const char   *language,
          const char   *from,
          const char   *recipient,
          const char   *id,
          gint64        at)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (at / PARVIS_SECOND);
  g_autofree char *message_id = g_strdup_printf ("%s@%s", id, strchr (from, '@') + 1);
  GMimeObject *head = GMIME_OBJECT (message);

  g_mime_message_add_mailbox (message, GMIME_ADDRESS_TYPE_FROM, "Parvis", from);
  g_mime_message_add_mailbox (message, GMIME_ADDRESS_TYPE_TO, NULL, recipient);
  g_mime_message_set_date (message, date);
  g_mime_message_set_message_id (message, message_id);
  /* RFC 3834: no answer of a program to a program. */
  g_mime_object_set_header (head, "Auto-Submitted", "auto-generated", NULL);
  g_mime_object_set_header (head, "Content-Language", language, NULL);
}

/* One tap in a mail program ends it (RFC 8058). */
static void
set_stop (GMimeMessage *message,
          const char   *stop)
{
  g_autofree char *address = g_strdup_printf ("<%s>", stop);

  if (stop == NULL)
    return;

  g_mime_object_set_header (GMIME_OBJECT (message), "List-Unsubscribe", address, NULL);
  g_mime_object_set_header (GMIME_OBJECT (message), "List-Unsubscribe-Post",
                            "List-Unsubscribe=One-Click", NULL);
}

static GBytes *
print_message (GMimeMessage *message)
{
  GMimeFormatOptions *options = g_mime_format_options_new ();
  GMimeStream *stream = g_mime_stream_mem_new ();
  GByteArray *array;
  GBytes *bytes;

  g_mime_format_options_set_newline_format (options, GMIME_NEWLINE_FORMAT_DOS);
  g_mime_object_write_to_stream (GMIME_OBJECT (message), options, stream);
  array = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  bytes = g_bytes_new (array->data, array->len);
  g_object_unref (stream);
  g_mime_format_options_free (options);

  return bytes;
}

GBytes *
parvis_letter_write (ParvisLetterKind   kind,
                     const char        *language,
                     const json_t      *values,
                     const char        *from,
                     const char        *recipient,
                     const char        *id,
                     gint64             at,
                     GError           **error)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  g_autofree char *subject = parvis_phrase_fill_values (parvis_phrase (language,
 letters[kind].subject), values);
  g_autofree char *text = write_text (&letters[kind], language, values);
  GMimeMessage *message;
  GMimeTextPart *part;
  GBytes *bytes;

  if (!parvis_contact_is_email (recipient) || !parvis_contact_is_email (from))
    {
      parvis_set_invalid (error, "recipient", "This is not an address that mail can be sent to");
      return NULL;
    }

  pthread_once (&once, init_gmime);
  message = g_mime_message_new (FALSE);
  set_head (message, language, from, recipient, id, at);
  set_stop (message, json_string_value (json_object_get (values, "stop")));
  g_mime_message_set_subject (message, subject, "utf-8");

  part = g_mime_text_part_new_with_subtype ("plain");
  g_mime_text_part_set_charset (part, "utf-8");
  g_mime_text_part_set_text (part, text);
  g_mime_part_set_content_encoding (GMIME_PART (part), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  g_mime_message_set_mime_part (message, GMIME_OBJECT (part));

  bytes = print_message (message);
  g_object_unref (part);
  g_object_unref (message);

  return bytes;
}
