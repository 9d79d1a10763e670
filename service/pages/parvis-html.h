/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-phrases.h"

G_BEGIN_DECLS

/**
 * ParvisHtml:
 * @language: one of parvis_phrase_languages
 * @out: what is written so far
 *
 * Writes HTML for people's browsers. Tags are literals of the source; texts are phrases
 * (N_), translated here, with values for their names in braces ("name", value, …, NULL).
 * Whatever is no literal is escaped here and nowhere else, so that a caller cannot forget
 * it.
 */
typedef struct
{
  const char *language;
  GString    *out;
} ParvisHtml;

/* @text as it stands between tags and, in double quotes, in an attribute. */
void  parvis_html_escape    (GString     *out,
                             const char  *text);
/* ' @name="@value"'; nothing for a @value that is NULL. */
void  parvis_html_attribute (GString     *out,
                             const char  *name,
                             const char  *value);

/* A literal of the source, written as it is. */
void  parvis_html_put       (ParvisHtml  *html,
                             const char  *literal);
void  parvis_html_write     (ParvisHtml  *html,
                             const char  *text);
void  parvis_html_int       (ParvisHtml  *html,
                             gint64       value);
void  parvis_html_say       (ParvisHtml  *html,
                             const char  *phrase,
                             ...) G_GNUC_NULL_TERMINATED;
/* <@open>@phrase</…>; @open is a literal: a name, with attributes or not. */
void  parvis_html_element   (ParvisHtml  *html,
                             const char  *open,
                             const char  *phrase,
                             ...) G_GNUC_NULL_TERMINATED;
/* ' @name="@phrase"' */
void  parvis_html_label     (ParvisHtml  *html,
                             const char  *name,
                             const char  *phrase,
                             ...) G_GNUC_NULL_TERMINATED;
/* <a href="@address" …>; end it with "</a>". @attributes is a literal. */
void  parvis_html_link      (ParvisHtml  *html,
                             const char  *address,
                             const char  *attributes);

G_END_DECLS
