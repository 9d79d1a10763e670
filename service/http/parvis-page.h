/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-message.h"
#include "parvis-phrases.h"

G_BEGIN_DECLS

/**
 * ParvisPage:
 *
 * A page for people's browsers, in one language, without a script. Texts are
 * phrases (N_), translated here, with values for their names in braces ("name",
 * value, …, NULL); whatever is written is escaped (parvis-html.h), so that a
 * caller cannot forget it.
 */
typedef struct _ParvisPage ParvisPage;

/* What browsers may do with a page: its style, its pictures, its forms, whose
 * answer may lead back to the application that waits on this machine; nothing
 * else, and never within another page.
 */
#define PARVIS_PAGE_POLICY \
  "default-src 'none'; style-src 'self'; img-src 'self' data:; " \
  "form-action 'self' http://127.0.0.1:*; frame-ancestors 'none'; base-uri 'none'"

typedef enum
{
  PARVIS_NOTICE_GOOD,
  PARVIS_NOTICE_WRONG,
} ParvisPageNotice;

typedef enum
{
  PARVIS_BUTTON_MAIN,
  PARVIS_BUTTON_PLAIN,
  PARVIS_BUTTON_DANGER,
} ParvisButton;

/**
 * ParvisField:
 * @label, @hint, @error: phrases; the latter two nullable
 * @type: "text", "email", "password"
 * @autocomplete: as HTML names what browsers and password managers fill in
 * @value: (nullable): what is in it
 * @figures: telephones show figures to type
 */
typedef struct
{
  const char *name;
  const char *label;
  const char *hint;
  const char *error;
  const char *type;
  const char *autocomplete;
  const char *value;
  guint       max_length;
  gboolean    figures;
} ParvisField;

/* @language: one of parvis_phrase_languages. @title is the heading too. */
ParvisPage *parvis_page_new        (const char         *language,
                                    const char         *title,
                                    ...) G_GNUC_NULL_TERMINATED;
void        parvis_page_free       (ParvisPage         *page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisPage, parvis_page_free)

/* The address of this page in the other languages, to which "lang=…" is added. */
void        parvis_page_set_here   (ParvisPage         *page,
                                    const char         *here);
/* The browser goes there by itself, at once. */
void        parvis_page_set_onward (ParvisPage         *page,
                                    const char         *address);

void parvis_page_text    (ParvisPage       *page,
                          const char       *text,
                          ...) G_GNUC_NULL_TERMINATED;
void parvis_page_hint    (ParvisPage       *page,
                          const char       *text,
                          ...) G_GNUC_NULL_TERMINATED;
void parvis_page_heading (ParvisPage       *page,
                          const char       *text);
void parvis_page_notice  (ParvisPage       *page,
                          ParvisPageNotice  kind,
                          const char       *text,
                          ...) G_GNUC_NULL_TERMINATED;
void parvis_page_link    (ParvisPage       *page,
                          const char       *address,
                          const char       *text,
                          ...) G_GNUC_NULL_TERMINATED;

/* Fields and buttons stand between these two; @token is the form's proof that
 * it came from this page.
 */
void        parvis_page_begin_form (ParvisPage         *page,
                                    const char         *action,
                                    const char         *token);
void        parvis_page_end_form   (ParvisPage         *page);
void        parvis_page_hidden     (ParvisPage         *page,
                                    const char         *name,
                                    const char         *value);
void        parvis_page_field      (ParvisPage         *page,
                                    const ParvisField  *field);
/* @name and @value (nullable): what the form says when this one was pressed. */
void        parvis_page_button     (ParvisPage         *page,
                                    ParvisButton        kind,
                                    const char         *name,
                                    const char         *value,
                                    const char         *text,
                                    ...) G_GNUC_NULL_TERMINATED;

/* Something and what is to be known of it, as rows of a list. */
void        parvis_page_begin_list (ParvisPage         *page);
void        parvis_page_begin_item (ParvisPage         *page,
                                    const char         *name);
void        parvis_page_end_item   (ParvisPage         *page);
void        parvis_page_end_list   (ParvisPage         *page);
/* To be written down. */
void        parvis_page_codes      (ParvisPage         *page,
                                    const char * const *codes);
/* @path: of an SVG of @size by @size */
void        parvis_page_picture    (ParvisPage         *page,
                                    const char         *path,
                                    guint               size,
                                    const char         *label);
/* A picture of ours at @address, above all else; @name is said in its place. */
void        parvis_page_logo       (ParvisPage         *page,
                                    const char         *address,
                                    const char         *name);

/* Ends the page and gives it to @reply, whose status is left. */
void        parvis_page_finish     (ParvisPage         *page,
                                    ParvisReply        *reply);

G_END_DECLS
