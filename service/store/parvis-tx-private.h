/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-tx.h"

G_BEGIN_DECLS

/* Private to parvis-tx.c and parvis-tx-settle.c. */

/* One entity that the batch touched. */
typedef struct
{
  const ParvisKind *kind;
  char             *id;
  gboolean          is_new;     /* the feed cannot have it */
  ParvisEntity     *ready;      /* (nullable): what its render would say */
} ParvisTouched;

struct _ParvisTx
{
  ParvisDb         *db;
  const ParvisKind *kinds;
  gint64            now;
  gint64            seq;
  gint64            first;      /* what the batch moves gets this number or a later one */
  gboolean          careful;    /* each command has a savepoint */
  gboolean          recorded;   /* the trail may have grown, to @head once settled */
  ParvisAuditHead   head;

  GPtrArray        *touched;    /* ParvisTouched, in order of the first touch */
  GHashTable       *known;      /* the same by kind and id */
  GPtrArray        *changes;

  GHashTable       *kept;       /* Kept by kind and id; of earlier batches too */
  ParvisApplyFunc   keeper;     /* who applied the last command */
  guint64           n_saves;    /* writes of what was kept, in this batch or before */
  GHashTable       *fed;        /* ParvisChange: what the feed has, as far as it was read */
};

G_END_DECLS
