/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-bake-print.h"

G_BEGIN_DECLS

typedef enum
{
  PARVIS_BLOCK_TITLE,
  PARVIS_BLOCK_HEADING,
  PARVIS_BLOCK_COLUMNS,
  PARVIS_BLOCK_PRODUCT,
  PARVIS_BLOCK_SLOT,
  PARVIS_BLOCK_ORDER,
  PARVIS_BLOCK_CODE,
  PARVIS_BLOCK_TEXT,
} ParvisBlockType;

#define PARVIS_BLOCK_TEXTS 5

/**
 * ParvisBlock:
 * @breaks: begins a new page
 * @keeps: is not parted from the next one
 * @repeated: stands here because the page begins, and not in the list itself
 * @texts: (nullable) each: as the type has them
 * @height: in points, as it was laid out last
 *
 * One row of what is printed.
 */
typedef struct
{
  ParvisBlockType  type;
  gboolean         breaks;
  gboolean         keeps;
  gboolean         repeated;
  char            *texts[PARVIS_BLOCK_TEXTS];
  double           height;
} ParvisBlock;

ParvisBlock *parvis_block_new    (ParvisBlockType        type,
                                  const char            *text);
void         parvis_block_free   (ParvisBlock           *self);
/* (transfer full) (element-type ParvisBlock): from top to bottom */
GPtrArray   *parvis_block_list   (const ParvisBakeSheet *sheet);
/* (transfer full): what stands above the pages after the first, and below each */
char        *parvis_block_header (const ParvisBakeSheet *sheet);
char        *parvis_block_footer (const ParvisBakeSheet *sheet);

G_END_DECLS
