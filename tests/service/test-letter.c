/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-letter"

#include "config.h"

#include "mail-fixture.h"

#include "parvis-error.h"
#include "parvis-letter.h"
#include "parvis-phrases.h"
#include "parvis-smtp.h"

#include <pthread.h>
#include <string.h>

#define FROM "parvis@saint-aubin.example"
#define TO   "helene@saint-aubin.example"
#define ID   "7c9e6679-7425-40de-944b-e07fc1f90ae7"
#define AT   G_GINT64_CONSTANT (1781707320000)

static GBytes *
write_reset (const char *language,
             const char *name)
{
  g_autoptr(json_t) values = json_pack ("{s:s, s:s, s:s}", "name", name,
                                        "link", "https://x.example/sign-in/reset/abc",
                                        "minutes", "30");
  g_autoptr(GError) error = NULL;
  GBytes *letter = parvis_letter_write (PARVIS_LETTER_RESET, language, values, FROM, TO, ID, AT,
                                        &error);

  g_assert_no_error (error);

  return letter;
}

static char *
text_of (GBytes *letter)
{
  gsize length;
  const char *data = g_bytes_get_data (letter, &length);

  return g_strndup (data, length);
}

static void
test_a_language_is_chosen_as_wished (void)
{
  g_assert_cmpstr (parvis_phrase_choose_language (NULL), ==, "fr");
  g_assert_cmpstr (parvis_phrase_choose_language ("de, es;q=0.5"), ==, "fr");
  g_assert_cmpstr (parvis_phrase_choose_language ("en"), ==, "en");
  g_assert_cmpstr (parvis_phrase_choose_language ("EN-gb"), ==, "en");
  g_assert_cmpstr (parvis_phrase_choose_language ("fr-FR,fr;q=0.9,en;q=0.8"), ==, "fr");
  g_assert_cmpstr (parvis_phrase_choose_language ("fr;q=0.3, en;q=0.8"), ==, "en");
  g_assert_cmpstr (parvis_phrase_choose_language ("en;q=0"), ==, "fr");
  g_assert_cmpstr (parvis_phrase_choose_language (",,;;q=,=en;"), ==, "fr");
  g_assert_null (parvis_phrase_find_language ("fr-FR"));
  g_assert_null (parvis_phrase_find_language (""));
}

static void
test_values_fill_names_once (void)
{
  g_autofree char *filled = parvis_phrase_fill ("{a} and {b}, {c} {", "a", "{b}",
                                                "b", "x\r\ny", NULL);

  g_assert_cmpstr (filled, ==, "{b} and x  y, {c} {");
}

static void
test_a_letter_is_what_mail_programs_expect (void)
{
  g_autoptr(GBytes) letter = write_reset ("fr", "Hélène");
  g_autofree char *raw = text_of (letter);
  g_autofree char *text = mail_text (raw);
  g_autofree char *subject = mail_header (raw, "Subject");

  g_assert_nonnull (strstr (raw, "From: Parvis <" FROM ">\r\n"));
  g_assert_nonnull (strstr (raw, "To: " TO "\r\n"));
  g_assert_nonnull (strstr (raw, "Date: Wed, 17 Jun 2026 14:42:00 +0000\r\n"));
  g_assert_nonnull (strstr (raw, "Message-Id: <" ID "@saint-aubin.example>\r\n"));
  g_assert_nonnull (strstr (raw, "Auto-Submitted: auto-generated\r\n"));
  g_assert_nonnull (strstr (raw, "Content-Language: fr\r\n"));
  g_assert_nonnull (strstr (raw, "Content-Type: text/plain; charset=utf-8\r\n"));
  g_assert_cmpstr (subject, ==, "Choisir un nouveau mot de passe pour Parvis");
  g_assert_nonnull (strstr (text, "Bonjour Hélène,"));
  g_assert_nonnull (strstr (text, "https://x.example/sign-in/reset/abc"));
  g_assert_null (strchr (text, '{'));
  for (const char *p = raw; *p != '\0'; p++)
    g_assert_true (*p != '\n' || p[-1] == '\r');
}

static void
test_every_letter_is_whole_in_both_languages (void)
{
  for (ParvisLetterKind kind = 0; kind < PARVIS_N_LETTERS; kind++)
    {
      g_autoptr(json_t) values = json_object ();
      g_autofree char *texts[2] = { NULL };
      static const char * const names[] = { "name", "link", "minutes", "town", "by", "days",
                                            "left", "provider", "shop", "code", "day", "from",
                                            "until", "at", "said", "phone", "title",
                                            "number", "procedure", "service", "date",
                                            "product" };

      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        json_object_set_new (values, names[i], json_string ("VALUE"));
      for (guint i = 0; i < 2; i++)
        {
          g_autoptr(GBytes) letter = NULL;
          g_autofree char *raw = NULL;

          letter = parvis_letter_write (kind, i == 0 ? "fr" : "en", values, FROM, TO, ID, AT, NULL);
          raw = text_of (letter);
          texts[i] = mail_text (raw);
          g_test_message ("%s", texts[i]);
          g_assert_null (strchr (texts[i], '{'));
          g_assert_nonnull (strstr (texts[i], "VALUE"));
        }
      g_assert_cmpstr (texts[0], !=, texts[1]);
      g_free (g_steal_pointer (&texts[1]));
    }
}

/* A name is typed by somebody: it must not become a header, nor a second letter. */
static void
test_nothing_typed_becomes_a_header (void)
{
  g_autoptr(json_t) values = json_pack ("{s:s, s:s, s:s, s:s, s:s}",
                                        "name", "x\r\n.\r\nMAIL FROM:<a@b.fr>",
                                        "town", "Ville\r\nBcc: victim@example.org\r\n\r\nHi",
                                        "by", "y\nz", "link", "https://x.example/", "days", "7");
  g_autoptr(GBytes) letter = NULL;
  g_autofree char *raw = NULL;
  g_autofree char *bcc = NULL;
  char *body;

  letter = parvis_letter_write (PARVIS_LETTER_INVITATION, "en", values, FROM, TO, ID, AT, NULL);
  raw = text_of (letter);
  bcc = mail_header (raw, "Bcc");
  g_assert_null (bcc);
  body = strstr (raw, "\r\n\r\n");
  g_assert_null (strstr (body, "\r\n.\r\n"));
  *body = '\0';
  g_assert_null (strstr (raw, "\r\nBcc"));
}

static void
test_settings_that_give_secrets_away_are_refused (void)
{
  const struct
  {
    ParvisSmtp  smtp;
    const char *field;
  } cases[] = {
    { { .url = "http://mail.example", .from = FROM }, "smtp-url" },
    { { .url = "smtp://user:secret@mail.example", .from = FROM }, "smtp-url" },
    { { .url = "smtp:", .from = FROM }, "smtp-url" },
    { { .url = "smtp://mail.example", .plain = TRUE, .from = FROM }, "smtp-plain" },
    { { .url = "smtp://mail.example" }, "mail-from" },
    { { .url = "smtp://mail.example", .from = "x" }, "mail-from" },
    { { .url = "smtp://mail.example", .from = FROM, .user = "u" }, "smtp-user" },
    { { .url = "smtp://mail.example:587", .from = FROM, .user = "u", .password = "p" }, NULL },
    { { .url = "smtps://mail.example", .from = FROM }, NULL },
    { { .url = "smtp://localhost:25", .plain = TRUE, .from = FROM }, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (parvis_smtp_check (&cases[i].smtp, &error), ==, cases[i].field == NULL);
      g_assert_cmpstr (error == NULL ? NULL : parvis_error_get_field (error), ==, cases[i].field);
    }
}

static gboolean
deliver (MailServer  *server,
         ParvisSmtp   smtp,
         const char  *recipient,
         GError     **error)
{
  g_autoptr(GBytes) letter = write_reset ("en", "Hélène");
  gint stop = 0;

  smtp.url = server->url;
  smtp.from = FROM;

  return parvis_smtp_send (&smtp, recipient, letter, &stop, error);
}

static void
test_a_letter_arrives_over_starttls (void)
{
  MailServer server = { 0 };
  g_autoptr(GError) error = NULL;
  g_autofree char *envelope = NULL;
  g_autofree char *letter = NULL;
  g_autofree char *text = NULL;

  mail_server_start (&server, MAIL_SERVER_STARTTLS);
  deliver (&server, (ParvisSmtp) { .ca_file = server.ca_file, .user = "parvis",
                                   .password = "geheim" }, TO, &error);
  g_assert_no_error (error);
  letter = mail_server_take (&server, &envelope);
  text = mail_text (letter);
  g_assert_cmpstr (envelope, ==, FROM " " TO " encrypted parvis");
  g_assert_nonnull (strstr (text, "Hello Hélène,"));

  g_assert_false (deliver (&server, (ParvisSmtp) { .ca_file = server.ca_file, .user = "parvis",
                                                   .password = "wrong" }, TO, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM);
  g_assert_null (strstr (error->message, "wrong"));
  g_clear_error (&error);

  /* A certificate that nobody vouches for. */
  g_assert_false (deliver (&server, (ParvisSmtp) { .user = "parvis", .password = "geheim" }, TO,
                           &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM);
  mail_server_stop (&server);
}

static void
test_a_letter_arrives_over_tls (void)
{
  MailServer server = { 0 };
  g_autoptr(GError) error = NULL;
  g_autofree char *envelope = NULL;
  g_autofree char *letter = NULL;

  mail_server_start (&server, MAIL_SERVER_TLS);
  deliver (&server, (ParvisSmtp) { .ca_file = server.ca_file }, TO, &error);
  g_assert_no_error (error);
  letter = mail_server_take (&server, &envelope);
  g_assert_cmpstr (envelope, ==, FROM " " TO " encrypted -");
  mail_server_stop (&server);
}

static void
test_nothing_is_said_without_encryption (void)
{
  MailServer server = { 0 };
  g_autoptr(GError) error = NULL;
  g_autofree char *letter = NULL;

  mail_server_start (&server, MAIL_SERVER_PLAIN);
  g_assert_false (deliver (&server, (ParvisSmtp) { .plain = FALSE }, TO, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM);
  g_clear_error (&error);

  g_assert_true (deliver (&server, (ParvisSmtp) { .plain = TRUE }, TO, &error));
  letter = mail_server_take (&server, NULL);
  g_assert_nonnull (strstr (letter, "Message-Id: <" ID "@"));
  mail_server_stop (&server);
}

static void
test_no_is_told_from_not_yet (void)
{
  MailServer server = { 0 };
  g_autoptr(GError) error = NULL;

  mail_server_start (&server, MAIL_SERVER_PLAIN);
  g_assert_false (deliver (&server, (ParvisSmtp) { .plain = TRUE }, "refused@x.example", &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  g_assert_null (strstr (error->message, "refused@"));
  g_clear_error (&error);
  g_assert_false (deliver (&server, (ParvisSmtp) { .plain = TRUE }, "later@x.example", &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM);
  g_clear_error (&error);
  g_assert_false (deliver (&server, (ParvisSmtp) { .plain = TRUE }, "a@b.fr>\r\nDATA", &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  g_clear_error (&error);
  mail_server_stop (&server);
}

typedef struct
{
  MailServer *server;
  gint        stop;
} Stuck;

static gpointer
send_slowly_cb (gpointer data)
{
  Stuck *stuck = data;
  g_autoptr(GBytes) letter = write_reset ("en", "x");
  ParvisSmtp smtp = { .url = stuck->server->url, .plain = TRUE, .from = FROM };

  g_assert_false (parvis_smtp_send (&smtp, "slow@x.example", letter, &stuck->stop, NULL));

  return NULL;
}

static void
test_a_stop_does_not_wait_for_a_slow_server (void)
{
  MailServer server = { 0 };
  Stuck stuck = { .server = &server };
  gint64 began = g_get_monotonic_time ();
  pthread_t thread;

  mail_server_start (&server, MAIL_SERVER_PLAIN);
  g_assert_cmpint (pthread_create (&thread, NULL, send_slowly_cb, &stuck), ==, 0);
  g_atomic_int_set (&stuck.stop, 1);
  pthread_join (thread, NULL);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 50 * G_USEC_PER_SEC);
  mail_server_stop (&server);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/letter/a-language-is-chosen-as-wished", test_a_language_is_chosen_as_wished);
  g_test_add_func ("/letter/values-fill-names-once", test_values_fill_names_once);
  g_test_add_func ("/letter/a-letter-is-what-mail-programs-expect",
                   test_a_letter_is_what_mail_programs_expect);
  g_test_add_func ("/letter/every-letter-is-whole-in-both-languages",
                   test_every_letter_is_whole_in_both_languages);
  g_test_add_func ("/letter/nothing-typed-becomes-a-header", test_nothing_typed_becomes_a_header);
  g_test_add_func ("/letter/settings-that-give-secrets-away-are-refused",
                   test_settings_that_give_secrets_away_are_refused);
  g_test_add_func ("/letter/a-letter-arrives-over-starttls", test_a_letter_arrives_over_starttls);
  g_test_add_func ("/letter/a-letter-arrives-over-tls", test_a_letter_arrives_over_tls);
  g_test_add_func ("/letter/nothing-is-said-without-encryption",
                   test_nothing_is_said_without_encryption);
  g_test_add_func ("/letter/no-is-told-from-not-yet", test_no_is_told_from_not_yet);
  g_test_add_func ("/letter/a-stop-does-not-wait-for-a-slow-server",
                   test_a_stop_does_not_wait_for_a_slow_server);

  return g_test_run ();
}
