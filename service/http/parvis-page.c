/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-page"

#include "config.h"

#include "parvis-page.h"

#include "parvis-html.h"

#include <string.h>

struct _ParvisPage
{
  const char *language;
  char       *title;        /* filled, not escaped */
  char       *here;
  char       *onward;
  GString    *body;
  gboolean    has_error;
  gboolean    has_focus;
};

/* What each language is called by those who speak it. */
static const struct
{
  const char *language;
  const char *name;
} names[] = {
  { "en", "English" },
  { "fr", "Français" },
};

static char *
fill (ParvisPage *page,
      const char *text,
      va_list     args)
{
  return parvis_phrase_fill_va (parvis_phrase (page->language, text), args);
}

static void
say (ParvisPage *page,
     const char *text)
{
  parvis_html_escape (page->body, parvis_phrase (page->language, text));
}

/* <open>text</close>, where @open may have attributes that are literals. */
static void
element (ParvisPage *page,
         const char *open,
         const char *close,
         const char *text,
         va_list     args)
{
  g_autofree char *filled = fill (page, text, args);

  g_string_append_printf (page->body, "<%s>", open);
  parvis_html_escape (page->body, filled);
  g_string_append_printf (page->body, "</%s>\n", close);
}

ParvisPage *
parvis_page_new (const char *language,
                 const char *title,
                 ...)
{
  ParvisPage *page = g_new0 (ParvisPage, 1);
  va_list args;

  page->language = parvis_phrase_find_language (language);
  g_assert (page->language != NULL);
  page->body = g_string_new (NULL);
  va_start (args, title);
  page->title = fill (page, title, args);
  va_end (args);

  return page;
}

void
parvis_page_free (ParvisPage *page)
{
  if (page == NULL)
    return;

  g_string_free (page->body, TRUE);
  g_free (page->title);
  g_free (page->here);
  g_free (page->onward);
  g_free (page);
}

void
parvis_page_set_here (ParvisPage *page,
                      const char *here)
{
  g_free (page->here);
  page->here = g_strdup (here);
}

void
parvis_page_set_onward (ParvisPage *page,
                        const char *address)
{
  g_free (page->onward);
  page->onward = g_strdup (address);
}

void
parvis_page_text (ParvisPage *page,
                  const char *text,
                  ...)
{
  va_list args;

  va_start (args, text);
  element (page, "p", "p", text, args);
  va_end (args);
}

void
parvis_page_hint (ParvisPage *page,
                  const char *text,
                  ...)
{
  va_list args;

  va_start (args, text);
  element (page, "p class=\"hint\"", "p", text, args);
  va_end (args);
}

void
parvis_page_heading (ParvisPage *page,
                     const char *text)
{
  g_string_append (page->body, "<h2>");
  say (page, text);
  g_string_append (page->body, "</h2>\n");
}

void
parvis_page_notice (ParvisPage       *page,
                    ParvisPageNotice  kind,
                    const char       *text,
                    ...)
{
  va_list args;

  page->has_error = page->has_error || kind == PARVIS_NOTICE_WRONG;
  va_start (args, text);
  element (page, kind == PARVIS_NOTICE_WRONG ? "p class=\"notice wrong\" role=\"alert\""
                                             : "p class=\"notice good\" role=\"status\"",
           "p", text, args);
  va_end (args);
}

void
parvis_page_link (ParvisPage *page,
                  const char *address,
                  const char *text,
                  ...)
{
  va_list args;

  g_string_append (page->body, "<p class=\"link\"><a");
  parvis_html_attribute (page->body, "href", address);
  g_string_append_c (page->body, '>');
  va_start (args, text);
  {
    g_autofree char *filled = fill (page, text, args);

    parvis_html_escape (page->body, filled);
  }
  va_end (args);
  g_string_append (page->body, "</a></p>\n");
}

void
parvis_page_begin_form (ParvisPage *page,
                        const char *action,
                        const char *token)
{
  g_string_append (page->body, "<form method=\"post\"");
  parvis_html_attribute (page->body, "action", action);
  g_string_append (page->body, ">\n");
  parvis_page_hidden (page, "token", token);
}

void
parvis_page_end_form (ParvisPage *page)
{
  g_string_append (page->body, "</form>\n");
}

void
parvis_page_hidden (ParvisPage *page,
                    const char *name,
                    const char *value)
{
  if (value == NULL)
    return;

  g_string_append (page->body, "<input type=\"hidden\"");
  parvis_html_attribute (page->body, "name", name);
  parvis_html_attribute (page->body, "value", value);
  g_string_append (page->body, ">\n");
}

static void
describe_field (ParvisPage        *page,
                const ParvisField *field)
{
  if (field->hint != NULL)
    {
      g_string_append_printf (page->body, "<p class=\"hint\" id=\"%s-hint\">", field->name);
      say (page, field->hint);
      g_string_append (page->body, "</p>\n");
    }

  if (field->error != NULL)
    {
      g_string_append_printf (page->body, "<p class=\"error\" id=\"%s-error\">", field->name);
      say (page, field->error);
      g_string_append (page->body, "</p>\n");
    }
}

static void
write_input (ParvisPage        *page,
             const ParvisField *field)
{
  GString *out = page->body;

  g_string_append_printf (out, "<input id=\"%s\" name=\"%s\" type=\"%s\"", field->name,
                          field->name, field->type);
  parvis_html_attribute (out, "autocomplete", field->autocomplete);
  parvis_html_attribute (out, "value", field->value);
  if (field->max_length > 0)
    g_string_append_printf (out, " maxlength=\"%u\"", field->max_length);
  if (field->figures)
    g_string_append (out, " inputmode=\"numeric\"");
  if (strcmp (field->type, "text") == 0)
    g_string_append (out, " spellcheck=\"false\"");
  g_string_append (out, " required");
  if (field->hint != NULL || field->error != NULL)
    g_string_append_printf (out, " aria-describedby=\"%s%s%s%s%s\"",
                            field->error != NULL ? field->name : "",
                            field->error != NULL ? "-error" : "",
                            field->error != NULL && field->hint != NULL ? " " : "",
                            field->hint != NULL ? field->name : "",
                            field->hint != NULL ? "-hint" : "");
  if (field->error != NULL)
    g_string_append (out, " aria-invalid=\"true\"");
  /* Who has to mend something begins there. */
  if (field->error != NULL && !page->has_focus)
    g_string_append (out, " autofocus");
  g_string_append (out, ">\n");
}

void
parvis_page_field (ParvisPage        *page,
                   const ParvisField *field)
{
  g_string_append_printf (page->body, "<div class=\"field\">\n<label for=\"%s\">", field->name);
  say (page, field->label);
  g_string_append (page->body, "</label>\n");
  describe_field (page, field);
  write_input (page, field);
  g_string_append (page->body, "</div>\n");

  page->has_error = page->has_error || field->error != NULL;
  page->has_focus = page->has_focus || field->error != NULL;
}

void
parvis_page_button (ParvisPage   *page,
                    ParvisButton  kind,
                    const char   *name,
                    const char   *value,
                    const char   *text,
                    ...)
{
  static const char * const classes[] = { "main", "plain", "danger" };
  g_autofree char *filled = NULL;
  va_list args;

  va_start (args, text);
  filled = fill (page, text, args);
  va_end (args);

  g_string_append_printf (page->body, "<button type=\"submit\" class=\"%s\"", classes[kind]);
  parvis_html_attribute (page->body, "name", name);
  parvis_html_attribute (page->body, "value", value);
  g_string_append_c (page->body, '>');
  parvis_html_escape (page->body, filled);
  g_string_append (page->body, "</button>\n");
}

void
parvis_page_begin_list (ParvisPage *page)
{
  g_string_append (page->body, "<ul class=\"rows\">\n");
}

void
parvis_page_begin_item (ParvisPage *page,
                        const char *name)
{
  g_string_append (page->body, "<li><p class=\"name\">");
  parvis_html_escape (page->body, name);
  g_string_append (page->body, "</p>\n");
}

void
parvis_page_end_item (ParvisPage *page)
{
  g_string_append (page->body, "</li>\n");
}

void
parvis_page_end_list (ParvisPage *page)
{
  g_string_append (page->body, "</ul>\n");
}

void
parvis_page_codes (ParvisPage         *page,
                   const char * const *codes)
{
  g_string_append (page->body, "<ul class=\"codes\">\n");
  for (; *codes != NULL; codes++)
    {
      g_string_append (page->body, "<li><code>");
      parvis_html_escape (page->body, *codes);
      g_string_append (page->body, "</code></li>\n");
    }
  g_string_append (page->body, "</ul>\n");
}

void
parvis_page_picture (ParvisPage *page,
                     const char *path,
                     guint       size,
                     const char *label)
{
  g_string_append_printf (page->body, "<svg class=\"code\" role=\"img\" viewBox=\"0 0 %u %u\"",
                          size, size);
  parvis_html_attribute (page->body, "aria-label", parvis_phrase (page->language, label));
  g_string_append (page->body, "><path");
  parvis_html_attribute (page->body, "d", path);
  g_string_append (page->body, "/></svg>\n");
}

void
parvis_page_logo (ParvisPage *page,
                  const char *address,
                  const char *name)
{
  g_string_append (page->body, "<img class=\"logo\"");
  parvis_html_attribute (page->body, "src", address);
  parvis_html_attribute (page->body, "alt", name);
  g_string_append (page->body, ">\n");
}

static void
write_head (ParvisPage *page,
            GString    *out)
{
  g_autofree char *title = NULL;

  title = parvis_phrase_fill (parvis_phrase (page->language,
                                             page->has_error ? N_("Error: {title} – Parvis")
                                                             : N_("{title} – Parvis")),
                              "title", page->title, NULL);
  g_string_append_printf (out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
                          "<meta charset=\"utf-8\">\n"
                          "<meta name=\"viewport\" content=\"width=device-width\">\n"
                          "<meta name=\"color-scheme\" content=\"light dark\">\n"
                          "<meta name=\"robots\" content=\"noindex\">\n", page->language);
  if (page->onward != NULL)
    {
      g_autofree char *refresh = g_strconcat ("0; url=", page->onward, NULL);

      g_string_append (out, "<meta http-equiv=\"refresh\"");
      parvis_html_attribute (out, "content", refresh);
      g_string_append (out, ">\n");
    }
  g_string_append (out, "<title>");
  parvis_html_escape (out, title);
  g_string_append (out, "</title>\n<link rel=\"icon\" href=\"data:,\">\n"
                   "<link rel=\"stylesheet\" href=\"/sign-in/style.css\">\n</head>\n");
}

static void
write_languages (ParvisPage *page,
                 GString    *out)
{
  g_string_append (out, "<footer>\n");
  for (guint i = 0; page->here != NULL && i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *address = NULL;

      if (strcmp (names[i].language, page->language) == 0)
        continue;

      address = g_strdup_printf ("%s%clang=%s", page->here,
                                 strchr (page->here, '?') != NULL ? '&' : '?', names[i].language);
      g_string_append_printf (out, "<p><a lang=\"%s\" hreflang=\"%s\"", names[i].language,
                              names[i].language);
      parvis_html_attribute (out, "href", address);
      g_string_append_printf (out, ">%s</a></p>\n", names[i].name);
    }
  g_string_append (out, "</footer>\n");
}

void
parvis_page_finish (ParvisPage  *page,
                    ParvisReply *reply)
{
  GString *out = g_string_new (NULL);

  write_head (page, out);
  g_string_append (out, "<body>\n<header><p>Parvis</p></header>\n<main>\n<h1>");
  parvis_html_escape (out, page->title);
  g_string_append (out, "</h1>\n");
  g_string_append_len (out, page->body->str, (gssize) page->body->len);
  g_string_append (out, "</main>\n");
  write_languages (page, out);
  g_string_append (out, "</body>\n</html>\n");

  parvis_reply_set_header (reply, "Content-Security-Policy", PARVIS_PAGE_POLICY);
  parvis_reply_take_html (reply, g_string_free (out, FALSE));
}
