/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-error.h"
#include "parvis-json.h"

G_BEGIN_DECLS

/**
 * ParvisAnswer:
 * @status: HTTP status
 * @body: (nullable): if it is JSON
 * @problem: it is a problem document: the service speaks, nothing between
 * @sentence: (nullable): of a problem document, for people
 * @moved: (nullable): where a redirection leads; it is never followed
 * @bytes: (nullable): of a document that was fetched, and called one by the service;
 *   overwritten when they are let go
 *
 * What the service answered to one question.
 */
typedef struct
{
  int       status;
  json_t   *body;
  gboolean  problem;
  char     *sentence;
  char     *moved;
  GBytes   *bytes;
} ParvisAnswer;

void          parvis_answer_free   (ParvisAnswer         *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisAnswer, parvis_answer_free)

/* A member of the answer's object, NULL if it is no string. */
const char   *parvis_answer_get    (const ParvisAnswer   *answer,
                                    const char           *name);

/* What a refusal with @status is: _INVALID for one that has no code of its own, _UPSTREAM for what
 * is no refusal.
 */
ParvisError   parvis_answer_find_error (int               status);

G_END_DECLS
