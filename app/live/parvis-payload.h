/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-words.h"

#include <jansson.h>

G_BEGIN_DECLS

/**
 * ParvisPayloadValue:
 * @pointer: where it stands, as a source declares it (RFC 6901)
 * @text: the value as it is written
 */
typedef struct
{
  char *pointer;
  char *text;
} ParvisPayloadValue;

/* The values of a message that could be the one that is wanted: numbers, yes and no, and
 * texts of digits, of the part that the sender's own words are in. At most 100, in their
 * order.
 *
 * Returns: (transfer full) (element-type ParvisPayloadValue)
 */
GPtrArray *parvis_payload_list_values (const json_t *payload,
                                       ParvisFormat  format);

G_END_DECLS
