/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * parvis_receipt_make_pdf:
 * @text: lines; the first is the title
 * @language: of the text, "fr"
 * @date: when it was given, RFC 3339
 *
 * A receipt on sheets of A4 that can be read, searched and printed. Any thread.
 *
 * Returns: (transfer full): the file
 */
GBytes *parvis_receipt_make_pdf (const char  *text,
                                 const char  *language,
                                 const char  *date,
                                 GError     **error);

G_END_DECLS
