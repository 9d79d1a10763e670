/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "parvis-dossier.h"
#include "parvis-form.h"

G_BEGIN_DECLS

/* A procedure is data, not code: what is asked, which documents, what is looked at, what
 * may be said of them, how long all of it is kept. Its format is described in
 * docs/procedures.md. A procedure that was read never changes, and may be shared by
 * threads: a new version is another one.
 */

/* Bytes of one, as JSON. */
#define PARVIS_PROCEDURE_MAX (256 * 1024)

typedef struct _ParvisProcedure ParvisProcedure;

typedef struct
{
  const char *id;
  ParvisText  title;
  ParvisText  help;
  GPtrArray  *fields;
} ParvisStep;

/**
 * ParvisDocumentCheck:
 * @declared: (element-type utf8): ids of fields whose answers are shown beside it
 * @dated: whether the limit of validity is shown beside it
 *
 * One thing that a clerk looks at.
 */
typedef struct
{
  const char *id;
  ParvisText  text;
  GPtrArray  *declared;
  gboolean    dated;
} ParvisDocumentCheck;

/**
 * ParvisRejectionReason:
 * @label: as a clerk chooses it
 * @text: what the family reads, with names in braces; empty where the clerk writes it
 */
typedef struct
{
  const char      *code;
  ParvisRejection  rejection;
  ParvisText       label;
  ParvisText       text;
} ParvisRejectionReason;

/**
 * ParvisPiece:
 * @id: (nullable): %NULL for what a requirement asks for in the first place
 * @faces: (element-type ParvisText): names of the pages, where each is another
 * @validity: %NULL, or how old it may be
 *
 * One paper with which a requirement is met.
 */
typedef struct
{
  const char *id;
  ParvisText  title;
  ParvisText  help;
  gint64      min_pages;
  gint64      max_pages;
  GPtrArray  *faces;
  ParvisSpan *validity;
  GPtrArray  *checks;
} ParvisPiece;

/* When the days begin after which something is erased. */
typedef enum
{
  PARVIS_KEPT_AFTER_VERDICT,
  PARVIS_KEPT_AFTER_DECISION,
  PARVIS_KEPT_AFTER_END,      /* of what was decided: the child left */
} ParvisKeptAfter;

typedef struct
{
  ParvisKeptAfter after;
  ParvisSpan      span;
  ParvisText      why;
} ParvisRetention;

/**
 * ParvisKeeping:
 * @accepted: of the dossier itself, without its files, where it was accepted
 * @at_most: of one that ends later, from its decision, where nobody says that it ended
 * @refused: where it was refused or closed
 * @abandoned: files of who was asked for something and did nothing for so long
 * @longest: any file, from the day that it came
 * @warning: so long before a family loses what it sent without a decision, it is told
 */
typedef struct
{
  ParvisRetention accepted;
  ParvisSpan      at_most;
  ParvisRetention refused;
  ParvisSpan      abandoned;
  ParvisSpan      longest;
  ParvisSpan      warning;
} ParvisKeeping;

/* By when a document that is not there yet has to come. */
typedef struct
{
  const char *field;          /* a date */
  ParvisSpan  span;           /* behind it */
  ParvisText  else_;          /* what happens otherwise */
} ParvisDue;

/* What a page may be a file of; bits. */
typedef enum
{
  PARVIS_FILE_JPEG = 1 << 0,
  PARVIS_FILE_PNG = 1 << 1,
  PARVIS_FILE_PDF = 1 << 2,
} ParvisFileKinds;

#define PARVIS_FILES_ALL (PARVIS_FILE_JPEG | PARVIS_FILE_PNG | PARVIS_FILE_PDF)

/**
 * ParvisRequirement:
 * @name: short, for a row of buttons
 * @later: asked for only when the dossier was accepted
 * @identity: shows who somebody is, and is erased as soon as that is known
 * @may_explain: the family may say why it has none
 * @may_skip: a clerk may say that none is needed
 * @pieces: (element-type ParvisPiece): the first is what is asked for, others do too
 * @due: (nullable)
 */
typedef struct
{
  const char      *id;
  ParvisText       name;
  GPtrArray       *conditions;
  gboolean         later;
  gboolean         identity;
  gboolean         may_explain;
  gboolean         may_skip;
  ParvisFileKinds  files;
  GPtrArray       *pieces;
  GPtrArray       *reasons;
  ParvisRetention  retention;
  ParvisDue       *due;
} ParvisRequirement;

/**
 * ParvisDelays:
 * @registration: of the receipt that says "it has arrived" (AEE)
 * @receipt: of the receipt with all mentions (ARE)
 * @answer: of the decision; behind it silence means @silence_accepts
 * @correction: that a family is given for another photo
 * @draft: after which what was never sent is erased
 */
typedef struct
{
  ParvisSpan registration;
  ParvisSpan receipt;
  ParvisSpan answer;
  gboolean   silence_accepts;
  ParvisSpan correction;
  ParvisSpan draft;
} ParvisDelays;

/* Who answers for it; what French receipts have to name (CRPA R.112-5). */
typedef struct
{
  const char *name;
  const char *address;
  const char *phone;
  const char *email;
} ParvisServiceCard;

/* Which answers a dossier is known by. */
typedef struct
{
  const char *subject;        /* a name: whom it is about */
  const char *applicant;      /* a name */
  const char *email;          /* NULL if there is none */
  const char *phone;          /* NULL if there is none */
} ParvisDossierKeys;

ParvisProcedure           *parvis_procedure_new                (const json_t             *value,
                                                                GError                  **error);
ParvisProcedure           *parvis_procedure_parse              (const char               *data,
                                                                gsize                     length,
                                                                GError                  **error);
ParvisProcedure           *parvis_procedure_ref                (ParvisProcedure          *self);
void                       parvis_procedure_unref              (ParvisProcedure          *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisProcedure, parvis_procedure_unref)

const json_t              *parvis_procedure_get_json           (const ParvisProcedure    *self);
const char                *parvis_procedure_get_id             (const ParvisProcedure    *self);
gint64                     parvis_procedure_get_version        (const ParvisProcedure    *self);
const ParvisText          *parvis_procedure_get_title          (const ParvisProcedure    *self);
const ParvisText          *parvis_procedure_get_basis          (const ParvisProcedure    *self);
const ParvisDelays        *parvis_procedure_get_delays         (const ParvisProcedure    *self);
const ParvisServiceCard   *parvis_procedure_get_card           (const ParvisProcedure    *self);
const ParvisDossierKeys   *parvis_procedure_get_keys           (const ParvisProcedure    *self);
const ParvisRetention     *parvis_procedure_get_retention      (const ParvisProcedure    *self);
const ParvisKeeping       *parvis_procedure_get_keeping        (const ParvisProcedure    *self);
const ParvisText          *parvis_procedure_get_list           (const ParvisProcedure    *self);
const GPtrArray           *parvis_procedure_get_steps          (const ParvisProcedure    *self);
const GPtrArray           *parvis_procedure_get_fields         (const ParvisProcedure    *self);
const GPtrArray           *parvis_procedure_get_requirements   (const ParvisProcedure    *self);
const ParvisRequirement   *parvis_procedure_find_requirement   (const ParvisProcedure    *self,
                                                                const char               *id);

gboolean                   parvis_requirement_applies          (const ParvisRequirement  *self,
                                                                const json_t             *answers,
                                                                gboolean                  accepted);
const ParvisPiece         *parvis_requirement_find_piece       (const ParvisRequirement  *self,
                                                                const char               *id);
const ParvisRejectionReason *
                           parvis_requirement_find_reason      (const ParvisRequirement  *self,
                                                                const char               *code);
gboolean                   parvis_requirement_get_due          (const ParvisRequirement  *self,
                                                                const json_t             *answers,
                                                                gint64                   *day);

G_END_DECLS
