/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Papers that families may send: real ones, those that broke other programs, and some that are
 * made here, with what may come of each. The first two lie beside a checkout; where they are not,
 * the test is skipped.
 */

/* What may come of a paper. */
typedef enum
{
  PAPER_MAY_BE_SHOWN = 1 << 0,
  PAPER_MAY_BE_REFUSED = 1 << 1,
  PAPER_MAY_BE_SLOW = 1 << 2,
  /* Of those that do not say that they are a PDF, JPEG or PNG. */
  PAPER_MUST_BE_OTHER = 1 << 3,
} PaperOutcome;

/**
 * PaperSet:
 * @folder: of the data
 * @outcome: of each of its papers
 * @code: of the error that each of them has to have; -1 if there are several
 */
typedef struct
{
  const char   *folder;
  PaperOutcome  outcome;
  int           code;
} PaperSet;

typedef void (*PaperFunc) (const PaperSet *set,
                           const char     *name,
                           GBytes         *paper,
                           gpointer        data);

/* All there are; the last has no folder. */
extern const PaperSet paper_sets[];

const PaperSet *paper_sets_find  (const char      *folder);
/* Calls @func with each. FALSE, and the test is skipped, if they are not here. */
gboolean        paper_set_each   (const PaperSet  *set,
                                  PaperFunc        func,
                                  gpointer         data);
/* The same with papers that are made here: each is a set of its own. */
void            paper_sets_make  (PaperFunc        func,
                                  gpointer         data);
/* @error: what the renderer said (nullable: it showed it) */
void            paper_set_check  (const PaperSet  *set,
                                  const char      *name,
                                  GBytes          *paper,
                                  const GError    *error);
/* It names itself a PDF, JPEG or PNG; a PDF has to say so inside as well. */
gboolean        paper_is_ours    (const char      *name,
                                  GBytes          *paper);
/* "shown" without one. */
const char     *paper_name_error (const GError    *error);

G_END_DECLS
