/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/* Marks a text for translation; what is drawn from it asks parvis_phrase(). */
#ifndef N_
#define N_(text) (text)
#endif

/**
 * ParvisPhrase:
 * @id: the text in the source
 * @texts: in the languages of parvis_phrase_languages
 *
 * A text that the service says to people. gettext's language belongs to a whole
 * process, and the service speaks several at once; so the same catalogues (po/)
 * are built into it as a table, ordered by @id.
 */
typedef struct
{
  const char         *id;
  const char * const *texts;
} ParvisPhrase;

/* Made from po/ at build time. */
extern const ParvisPhrase parvis_phrases[];
extern const gsize parvis_n_phrases;
extern const char * const parvis_phrase_languages[];

/* Borrowed, for ever: the language of these that is meant, French if none is.
 * @wishes (nullable) is what a browser says of its user, "fr-FR,fr;q=0.8,en;q=0.5",
 * or just a code.
 */
const char *parvis_phrase_choose_language (const char *wishes);
/* NULL if @code is none of them. */
const char *parvis_phrase_find_language   (const char *code);

/* Borrowed. @id itself where there is no translation. */
const char *parvis_phrase                 (const char *language,
                                           const char *id);
/* Puts values for the names in braces: "name", value, …, NULL. Control characters
 * of values become blanks, so that none can begin a line of its own.
 *
 * Returns: (transfer full)
 */
char       *parvis_phrase_fill            (const char *text,
                                           ...) G_GNUC_NULL_TERMINATED;
char       *parvis_phrase_fill_va         (const char *text,
                                           va_list     args);
/* The same; of @values, an object, those that are texts. */
char       *parvis_phrase_fill_values     (const char   *text,
                                           const json_t *values);

G_END_DECLS
