/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"
#include "parvis-words.h"

G_BEGIN_DECLS

/* How long the name of a device may be, as somebody writes it. */
#define PARVIS_SENDER_MAX 64

/* Whether messages of this format say of which device they are. */
gboolean  parvis_sender_is_told (ParvisFormat   format);
/* As devices are compared: "AC-1F-09-…", "ac1f09…" are one.
 *
 * Returns: (nullable): NULL if nothing is left of @text
 */
char     *parvis_sender_fold    (const char    *text);
/* Returns: (nullable): of which device a message is, folded: its DevEUI, else
 *   how the network calls it
 */
char     *parvis_sender_find    (ParvisFormat   format,
                                 const json_t  *payload);
/* Whether a message is of this one, by its DevEUI or by its name; also one that
 * says nothing.
 */
gboolean  parvis_sender_matches (ParvisFormat   format,
                                 const json_t  *payload,
                                 const char    *device);

G_END_DECLS
