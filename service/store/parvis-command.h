/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-db.h"
#include "parvis-scopes.h"
#include "parvis-words.h"

G_BEGIN_DECLS

/**
 * ParvisTx:
 *
 * What a command sees while it is applied: the connection, inside the transaction
 * of its batch, and the entities that it touched.
 */
typedef struct _ParvisTx ParvisTx;

/**
 * ParvisSigner:
 *
 * Signs what has to be shown to others later. @sign may be called on any thread.
 */
typedef struct
{
  char *(*sign) (gpointer      data,
                 const char   *text,
                 GError      **error);
  gpointer data;
} ParvisSigner;

/**
 * ParvisCommand:
 * @name: what it does, "gauge.count"; a literal, for logs and metrics
 * @town: INSEE code, "" for the service's own tables
 * @object: (nullable): id of the aggregate that it changes
 * @key: (nullable): the Idempotency-Key, a UUID; NULL for internal commands
 * @fingerprint: (nullable): SHA-256, in hexadecimal, of method, path and body
 * @actor: who asks, as an identifier ("key:…", "source:…", "system")
 * @body: (nullable): the parsed body
 * @raw: (nullable): the body as it came, where the format matters
 * @received_at: when the request arrived
 * @audited: it is recorded in the audit trail, in its own transaction
 * @store: (nullable): borrowed, for a function that has to look into another database too
 * @signer: (nullable): borrowed, for a function that erases
 *
 * One write. Owned by the writer from submission to the answer.
 */
typedef struct _ParvisCommand ParvisCommand;

/**
 * ParvisAnswer:
 * @status: HTTP status, 200 if the function leaves it
 * @body: (nullable): owned; an object or an array
 * @text: (nullable): owned; the same as JSON text, once it is stored
 *
 * What a command answers once it is durable. It is stored with the key.
 */
typedef struct
{
  int     status;
  json_t *body;
  char   *text;
} ParvisAnswer;

/**
 * ParvisApplyFunc:
 *
 * Applies @command inside @tx, synchronously, on a writer thread. On FALSE
 * what it wrote is undone and the error is answered (and is not stored, so
 * that a later try with the same key may succeed). It may be called again when
 * its batch is lost, so it changes rows and @answer and nothing else.
 */
typedef gboolean (*ParvisApplyFunc) (ParvisTx             *tx,
                                     const ParvisCommand  *command,
                                     ParvisAnswer         *answer,
                                     GError              **error);

/* @scopes (nullable) are the merchants in whose name it may act, or the facilities at which it
 * may, as its route is about the ones or the others; without them it may in all.
 */
struct _ParvisCommand
{
  const char      *name;
  char            *town;
  char            *object;
  char            *key;
  char            *fingerprint;
  char            *actor;
  ParvisScopes    *scopes;
  json_t          *body;
  GBytes          *raw;
  gint64           received_at;
  gboolean         audited;
  ParvisApplyFunc  apply;

  struct _ParvisStore *store;
  const ParvisSigner  *signer;
};

ParvisCommand *parvis_command_new     (const char          *name,
                                       const char          *town,
                                       ParvisApplyFunc      apply);
void           parvis_command_free    (ParvisCommand       *command);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisCommand, parvis_command_free)

ParvisDb      *parvis_tx_get_db       (ParvisTx            *tx);
/* The instant of the batch; commands use it instead of asking a clock. */
gint64         parvis_tx_get_now      (ParvisTx            *tx);

/* Marks an entity as changed. Before the commit the store asks the function
 * registered for @kind to render it from the rows, once for each entity and
 * batch, and moves it to a new sequence number if its body is not what the feed
 * has already. So the feed can only ever say what the rows say.
 */
void           parvis_tx_touch        (ParvisTx            *tx,
                                       const char          *kind,
                                       const char          *id);

/* Writes what is in hand into the rows, if it is not there yet. */
typedef gboolean (*ParvisSaveFunc)    (gpointer             data,
                                       GError             **error);

/* What is in hand of the rows behind an entity, so that neither the next command nor the
 * render reads it again. It is saved once for a batch, before the renders, and dropped as
 * soon as it could be wrong: when a command is undone, when one comes that another
 * function applies, and with the batch where somebody else may write to the database.
 * A function that fails before it wrote a row must leave it as it was.
 */
void           parvis_tx_keep         (ParvisTx            *tx,
                                       const char          *kind,
                                       const char          *id,
                                       gpointer             data,
                                       ParvisSaveFunc       save,
                                       GDestroyNotify       free);
gpointer       parvis_tx_find_kept    (ParvisTx            *tx,
                                       const char          *kind,
                                       const char          *id);
/* For a function that reads those rows by another way, before it changed what is in hand:
 * so it is no write of its own, and it may still fail alone.
 */
gboolean       parvis_tx_save_kept    (ParvisTx            *tx,
                                       GError             **error);

/**
 * ParvisEntity:
 * @audience: who may see it; it changes only to everybody, or from everybody
 * @scope: owned (nullable): the merchant whose it is, of what is for merchants; it never
 *   changes
 * @is_steady: @body follows from the rows alone, whatever the time: a check of
 *   the store then compares it with the feed's
 * @body: owned; what the feed says of it
 * @text: owned; the same as JSON text, from a function that writes it itself
 *
 * Without a body and a text it is gone, and the feed gets a tombstone.
 */
typedef struct
{
  ParvisAudience  audience;
  char           *scope;
  gboolean        is_steady;
  json_t         *body;
  char           *text;
} ParvisEntity;

/* Marks an entity as changed whose id nobody had before, so that the feed is not asked for
 * it. @entity (transfer full) is what its render would say now; it is rendered after all
 * when it is touched again, or when its command is undone.
 */
void           parvis_tx_touch_new    (ParvisTx            *tx,
                                       const char          *kind,
                                       const char          *id,
                                       ParvisEntity        *entity);

/**
 * ParvisRenderFunc:
 *
 * Renders the entity @id from the rows. It reads only, and may touch further
 * entities (a gauge touches the roll-up of its neighbourhood), which are
 * rendered after it unless they were already.
 */
typedef gboolean (*ParvisRenderFunc) (ParvisTx      *tx,
                                      const char    *id,
                                      ParvisEntity  *entity,
                                      GError       **error);

typedef struct
{
  const char       *kind;
  ParvisRenderFunc  render;
} ParvisKind;

G_END_DECLS
