/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"
#include "parvis-time.h"

G_BEGIN_DECLS

#define PARVIS_VERB_MAX_TARGETS 2

/**
 * ParvisApplyEffectFunc:
 * @entity: the body of the entity, changed in place; the caller owns a copy
 * @command: the body of the command
 * @key: the command's key
 * @at: when the person acted, for commands that do not say it
 *
 * What a command will do to an entity, as far as this machine can know.
 */
typedef void (*ParvisApplyEffectFunc) (json_t        *entity,
                                       const json_t  *command,
                                       const char    *key,
                                       gint64         at);

typedef struct
{
  const char            *kind;
  ParvisApplyEffectFunc  apply;
} ParvisTarget;

/**
 * ParvisVerb:
 * @name: "gauge.count"
 * @method: of the HTTP request
 * @path: below the town, with "{}" for the object unless the body names it
 * @kind: of the object; commands about one object are sent in order
 * @check: whether a body can be sent at all
 * @targets: entities with the object's id that the command changes, and how;
 *   ends with a NULL kind unless it is full
 * @is_timed: the service wants to know when the person acted
 * @through: (nullable): the kind whose entities of this object, and not the target
 *   itself, show what the service made of it: a sale is drawn on its product until
 *   the product's bakes say it
 * @is_last: it ends what was done before, and goes when nothing of that waits any more
 *
 * A command that the application can send.
 */
typedef struct
{
  const char   *name;
  const char   *method;
  const char   *path;
  const char   *kind;
  gboolean    (*check) (const json_t  *body,
                        GError       **error);
  ParvisTarget  targets[PARVIS_VERB_MAX_TARGETS];
  gboolean      is_timed;
  const char   *through;
  gboolean      is_last;
} ParvisVerb;

/* The commands about dossiers (parvis-effects-dossiers.c). */
extern const ParvisVerb parvis_dossier_verbs[];
extern const guint parvis_n_dossier_verbs;

/* The commands of a shop (parvis-effects-orders.c). */
extern const ParvisVerb parvis_order_verbs[];
extern const guint parvis_n_order_verbs;

const ParvisVerb *parvis_verb_find       (const char        *name);
/* The target's bit in the masks of a queued action; 0 if @kind is untouched. */
guint             parvis_verb_get_bit    (const ParvisVerb  *verb,
                                          const char        *kind);
guint             parvis_verb_get_mask   (const ParvisVerb  *verb);
void              parvis_verb_apply      (const ParvisVerb  *verb,
                                          const char        *kind,
                                          json_t            *entity,
                                          const json_t      *command,
                                          const char        *key,
                                          gint64             at);
/* (transfer full): the path below the town, @object escaped */
char             *parvis_verb_dup_path   (const ParvisVerb  *verb,
                                          const char        *object);
/* (transfer full): @body with the instant filled in where the service wants one */
json_t           *parvis_verb_complete   (const ParvisVerb  *verb,
                                          const json_t      *body,
                                          gint64             at);

G_END_DECLS
