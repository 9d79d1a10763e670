/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-db.h"

G_BEGIN_DECLS

/**
 * ParvisDbDriver:
 * @prepare: makes a statement of the driver's own size, with its base left
 *   empty; NULL with @error
 * @reset: forgets the rows and what was bound
 * @begin: begins a transaction beside which nobody else writes to this town;
 *   *@seq gets the town's newest sequence number
 * @save: begins the savepoint of one command
 * @keep: ends it, and keeps what it did
 * @undo: ends it, and undoes what it did
 * @commit: @first to @seq were given to changes, nothing if @first is beyond
 *   @seq; *@in_doubt says that the failure may have come after the commit
 * @is_lost: whether the transaction went away by itself, or cannot go on
 * @look: begins a transaction that reads everything as it is now; @look_away ends it
 * @alone: nobody else writes to the town as long as this is open
 * @tidy: what is due after a commit; whether something was
 * @tidy_up: what can wait until nothing else is to be done; whether all is done
 *
 * What is behind a ParvisDb. From @begin on all belongs to the writer alone.
 */
typedef struct
{
  ParvisStmt *(*prepare)     (ParvisDb    *db,
                              const char  *sql,
                              GError     **error);
  void        (*finalize)    (ParvisStmt  *stmt);
  void        (*reset)       (ParvisStmt  *stmt);
  void        (*bind_text)   (ParvisStmt  *stmt,
                              const char  *name,
                              const char  *value);
  void        (*bind_int)    (ParvisStmt  *stmt,
                              const char  *name,
                              gint64       value);
  void        (*bind_double) (ParvisStmt  *stmt,
                              const char  *name,
                              double       value);
  void        (*bind_bytes)  (ParvisStmt  *stmt,
                              const char  *name,
                              GBytes      *value);
  void        (*bind_null)   (ParvisStmt  *stmt,
                              const char  *name);
  gboolean    (*step)        (ParvisStmt  *stmt,
                              gboolean    *has_row,
                              GError     **error);
  const char *(*get_text)    (ParvisStmt  *stmt,
                              int          column);
  gint64      (*get_int)     (ParvisStmt  *stmt,
                              int          column);
  double      (*get_double)  (ParvisStmt  *stmt,
                              int          column);
  GBytes     *(*dup_bytes)   (ParvisStmt  *stmt,
                              int          column);
  gboolean    (*is_null)     (ParvisStmt  *stmt,
                              int          column);
  gint64      (*get_changes) (ParvisStmt  *stmt);
  void        (*close)       (ParvisDb    *db);

  gboolean    (*begin)       (ParvisDb    *db,
                              gint64      *seq,
                              GError     **error);
  gboolean    (*save)        (ParvisDb    *db,
                              GError     **error);
  gboolean    (*keep)        (ParvisDb    *db,
                              GError     **error);
  gboolean    (*undo)        (ParvisDb    *db,
                              GError     **error);
  gboolean    (*commit)      (ParvisDb    *db,
                              gint64       first,
                              gint64       seq,
                              gboolean    *in_doubt,
                              GError     **error);
  void        (*roll_back)   (ParvisDb    *db);
  gboolean    (*is_lost)     (ParvisDb    *db);
  gboolean    (*look)        (ParvisDb    *db,
                              GError     **error);
  void        (*look_away)   (ParvisDb    *db);
  gboolean      alone;
  gboolean    (*tidy)        (ParvisDb    *db);
  gboolean    (*tidy_up)     (ParvisDb    *db);
} ParvisDbDriver;

/* A driver's own structs begin with these. */
struct _ParvisDb
{
  const ParvisDbDriver *driver;
  char                 *town;
  GHashTable           *statements;   /* address of the text → ParvisStmt */
  guint64               n_writes;     /* statements that may have changed a row */
};

struct _ParvisStmt
{
  const ParvisDbDriver *driver;
  ParvisDb             *db;           /* to which it is lent */
  char                 *sql;
  ParvisStmt           *next;         /* of the same text, because it was lent */
  gboolean              lent;
  gboolean              reads;        /* and nothing else; the driver says so */
};

/* The connection's statements are freed with the table. */
GHashTable *parvis_db_statements_new (void);
void        parvis_db_close          (ParvisDb    *db);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisDb, parvis_db_close)

/* For statements that give no row, or whose rows do not matter. */
gboolean    parvis_db_run            (ParvisDb    *db,
                                      const char  *sql,
                                      GError     **error);
/* For a text that is not a literal: prepared for this once. */
ParvisStmt *parvis_db_prepare_once   (ParvisDb    *db,
                                      const char  *sql,
                                      GError     **error);

G_END_DECLS
