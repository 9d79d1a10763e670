/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "parvis-json.h"

G_BEGIN_DECLS

/**
 * ParvisEntityRef:
 * @seq: the feed's sequence number of what the service said last
 * @body: (nullable): NULL when it was deleted; never changed once it is here
 * @waiting: how many actions of this machine are in @body that the service has
 *   not confirmed
 *
 * One entity as a screen sees it: the service's body with the effects of this
 * machine's waiting actions in it. An immutable snapshot.
 */
typedef struct
{
  grefcount  ref_count;
  char      *kind;
  char      *id;
  gint64     seq;
  json_t    *body;
  guint      waiting;
} ParvisEntityRef;

/* Takes the reference to @body. */
ParvisEntityRef *parvis_entity_new   (const char       *kind,
                                      const char       *id,
                                      gint64            seq,
                                      json_t           *body,
                                      guint             waiting);
ParvisEntityRef *parvis_entity_ref   (ParvisEntityRef  *entity);
void             parvis_entity_unref (ParvisEntityRef  *entity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisEntityRef, parvis_entity_unref)

/**
 * ParvisAction:
 * @key: its Idempotency-Key
 * @name: "gauge.count"
 * @kind: of the entity it is about
 * @sent: under way or in doubt: it cannot be taken back any more
 * @reason: (nullable): the service's sentence, when refused
 * @problem: (nullable): what kind of a problem that was: "conflict", …
 * @field: (nullable): … and what of the body it is about
 *
 * One waiting or refused command as the queue shows it. A snapshot.
 */
typedef struct
{
  grefcount  ref_count;
  char      *key;
  char      *name;
  char      *kind;
  char      *object;
  json_t    *body;
  gint64     created_at;
  gboolean   sent;
  gboolean   refused;
  char      *reason;
  char      *problem;
  char      *field;
} ParvisAction;

ParvisAction *parvis_action_ref      (ParvisAction     *action);
void          parvis_action_unref    (ParvisAction     *action);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisAction, parvis_action_unref)

#define PARVIS_ENTITY_DAY_SIZE 11
/* Of what is under way. */
#define PARVIS_ENTITY_NO_DAY "9999-12-31"

/* Kinds with a day, of which what is past is only on disk, where it is paged from: a shop has a
 * hundred thousand orders behind it and a dozen before it.
 */
gboolean parvis_kind_is_dated  (const char    *kind);
/* Kinds whose entities and commands name people: they lie sealed on the disk. */
gboolean parvis_kind_is_sealed (const char    *kind);
/* The day of an entity of a dated kind: its own, or, of a dossier, when it was over. One that is
 * under way is of the last day that there is. FALSE if it has none.
 */
gboolean parvis_entity_get_day (const char    *kind,
                                const json_t  *body,
                                char           day[PARVIS_ENTITY_DAY_SIZE]);
/* "2026-06-16": dated entities of that day and later are in memory. */
char    *parvis_horizon_new    (gint64         now);

G_END_DECLS
