/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ParvisScanner:
 * @text: the whole text, plain (parvis_scan_make_plain())
 * @at: where the next token starts
 * @message: why the text is refused, or NULL; the first reason stays
 *
 * Reads the tokens of opening hours. Each function skips spaces before its
 * token and, where another one stands, moves nothing and returns FALSE.
 */
typedef struct
{
  const char *text;
  const char *at;
  const char *message;
} ParvisScanner;

gboolean  parvis_scan_fail        (ParvisScanner      *scanner,
                                   const char         *message);
void      parvis_scan_skip_spaces (ParvisScanner      *scanner);
gboolean  parvis_scan_char        (ParvisScanner      *scanner,
                                   char                expected);
gboolean  parvis_scan_word        (ParvisScanner      *scanner,
                                   const char         *word);
gboolean  parvis_scan_words       (ParvisScanner      *cursor,
                                   const char * const *words,
                                   int                *index);
gboolean  parvis_scan_number      (ParvisScanner      *scanner,
                                   int                 min_digits,
                                   int                 max_digits,
                                   int                *number);
gboolean  parvis_scan_step        (ParvisScanner      *scanner,
                                   int                 min,
                                   int                 max,
                                   int                *step);
gboolean  parvis_scan_offset      (ParvisScanner      *scanner,
                                   int                 max,
                                   int                *offset);
char     *parvis_scan_make_plain  (const char         *text);

G_END_DECLS
