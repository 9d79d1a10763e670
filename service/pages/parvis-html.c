/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-html"

#include "config.h"

#include "parvis-html.h"

#include <string.h>

void
parvis_html_escape (GString    *out,
                    const char *text)
{
  for (; *text != '\0'; text++)
    {
      switch (*text)
        {
        case '&':
          g_string_append (out, "&amp;");
          break;

        case '<':
          g_string_append (out, "&lt;");
          break;

        case '>':
          g_string_append (out, "&gt;");
          break;

        case '"':
          g_string_append (out, "&quot;");
          break;

        case '\'':
          g_string_append (out, "&#39;");
          break;

        default:
          g_string_append_c (out, *text);
        }
    }
}

void
parvis_html_attribute (GString    *out,
                       const char *name,
                       const char *value)
{
  if (value == NULL)
    return;

  g_string_append_printf (out, " %s=\"", name);
  parvis_html_escape (out, value);
  g_string_append_c (out, '"');
}

void
parvis_html_put (ParvisHtml *html,
                 const char *literal)
{
  g_string_append (html->out, literal);
}

void
parvis_html_write (ParvisHtml *html,
                   const char *text)
{
  parvis_html_escape (html->out, text);
}

void
parvis_html_int (ParvisHtml *html,
                 gint64      value)
{
  g_string_append_printf (html->out, "%" G_GINT64_FORMAT, value);
}

static void
say (ParvisHtml *html,
     const char *phrase,
     va_list     args)
{
  g_autofree char *filled = parvis_phrase_fill_va (parvis_phrase (html->language, phrase), args);

  parvis_html_escape (html->out, filled);
}

void
parvis_html_say (ParvisHtml *html,
                 const char *phrase,
                 ...)
{
  va_list args;

  va_start (args, phrase);
  say (html, phrase, args);
  va_end (args);
}

void
parvis_html_element (ParvisHtml *html,
                     const char *open,
                     const char *phrase,
                     ...)
{
  va_list args;

  g_string_append_printf (html->out, "<%s>", open);
  va_start (args, phrase);
  say (html, phrase, args);
  va_end (args);
  g_string_append_printf (html->out, "</%.*s>\n", (int) strcspn (open, " "), open);
}

void
parvis_html_label (ParvisHtml *html,
                   const char *name,
                   const char *phrase,
                   ...)
{
  va_list args;

  g_string_append_printf (html->out, " %s=\"", name);
  va_start (args, phrase);
  say (html, phrase, args);
  va_end (args);
  g_string_append_c (html->out, '"');
}

void
parvis_html_link (ParvisHtml *html,
                  const char *address,
                  const char *attributes)
{
  g_string_append_printf (html->out, "<a%s", attributes);
  parvis_html_attribute (html->out, "href", address);
  g_string_append_c (html->out, '>');
}
