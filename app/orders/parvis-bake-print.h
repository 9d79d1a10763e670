/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-bake-plan.h"
#include "parvis-order-text.h"

G_BEGIN_DECLS

typedef enum
{
  PARVIS_PAPER_A4,         /* the whole list */
  PARVIS_PAPER_TICKET,     /* 80 mm, one slip for each time slot */
} ParvisPaper;

/**
 * ParvisBakeSheet:
 * @plan: (nullable) for @order
 * @order: (nullable): a slip of this one alone
 * @note: (nullable): what makes it provisional
 *
 * What is printed; all of it is copied.
 */
typedef struct
{
  ParvisBakePlan          *plan;
  ParvisOrder             *order;
  const char              *shop;
  const char              *note;
  const ParvisOrderMoment *moment;
  ParvisPaper              paper;
} ParvisBakeSheet;

/* Returns: (transfer full): an operation that can be run, or exported to a PDF: both
 * draw the same
 */
GtkPrintOperation *parvis_bake_print_operation (const ParvisBakeSheet  *sheet);
void               parvis_bake_print           (const ParvisBakeSheet  *sheet,
                                                GtkWindow              *parent);
gboolean           parvis_bake_print_to_file   (const ParvisBakeSheet  *sheet,
                                                const char             *path,
                                                GError                **error);

G_END_DECLS
