/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-phrases.h"

G_BEGIN_DECLS

/* Days as people say them, in the languages of parvis_phrase_languages. @day is counted as
 * parvis_day_from_civil() does, @weekday from 1 (Monday) to 7.
 */

/* Borrowed: "lundi". */
const char *parvis_phrase_weekday (const char *language,
                                   int         weekday);
/* (transfer full): "mercredi 17 juin" */
char       *parvis_phrase_day     (const char *language,
                                   gint64      day);

G_END_DECLS
