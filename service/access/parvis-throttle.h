/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-time.h"

G_BEGIN_DECLS

/**
 * ParvisThrottle:
 *
 * How often may be tried: by whom (an address) and for whom (an account, or what
 * was typed as one, whether it exists or not). After a few free tries each
 * failure doubles the wait, up to a limit; it is forgotten after a day without any.
 * Memory is bounded: what was tried is kept as a keyed hash in a table of a
 * fixed size, where a stranger cannot choose whose entry he pushes out, and
 * entries with few failures go first.
 *
 * Several nodes tell each other of each try (parvis_throttle_share()) and count all of
 * them; one that does not hear of another's tries, because the database that carries the
 * word is away, counts by itself meanwhile. From any thread.
 */
typedef struct _ParvisThrottle ParvisThrottle;

typedef enum
{
  PARVIS_THROTTLE_ACCOUNT,    /* few: one person mistypes now and then */
  PARVIS_THROTTLE_ADDRESS,    /* more: a whole town hall has one address */
  PARVIS_THROTTLE_CODE,       /* short codes, per address: what can be guessed fastest */
  PARVIS_THROTTLE_DEVICE,     /* codes for devices, per address: each is kept for minutes */
  PARVIS_THROTTLE_MAIL,       /* messages to one address: nobody's letter box is filled */
  PARVIS_THROTTLE_ORDER,      /* orders, per address: many homes may share one */
  PARVIS_N_THROTTLES,
} ParvisThrottleKind;

/* @word is short, and tells who it is about by a keyed hash only. */
typedef void (*ParvisTellFunc) (const char *word,
                                gpointer    user_data);

#define PARVIS_THROTTLE_KEY_BYTES 16

/* @clock is borrowed. Until it is shared, its key is one of its own. */
ParvisThrottle *parvis_throttle_new     (const ParvisClock  *clock);
void            parvis_throttle_free    (ParvisThrottle     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisThrottle, parvis_throttle_free)

/* From here on @tell is called for each try that is counted or taken back, with what the
 * others are to give to parvis_throttle_hear(). @key is the same on all of them. Before the
 * first try.
 */
void            parvis_throttle_share   (ParvisThrottle     *self,
                                         const guint8        key[PARVIS_THROTTLE_KEY_BYTES],
                                         ParvisTellFunc      tell,
                                         gpointer            user_data);
/* Counts what another was told of. What is no such word is ignored. */
void            parvis_throttle_hear    (ParvisThrottle     *self,
                                         const char         *word);

/* Counts a try as failed before it is made, so that many at one moment are as
 * many, and not one.
 *
 * Returns: 0 if it may be made; otherwise for how many ms not, and nothing was counted
 */
gint64          parvis_throttle_enter   (ParvisThrottle     *self,
                                         ParvisThrottleKind  kind,
                                         const char         *who);
/* Sets TOO_MANY: @what, and after how many seconds, which the detail "retry_after" says to
 * programs. @wait: from parvis_throttle_enter()
 *
 * Returns: FALSE
 */
gboolean        parvis_throttle_refuse  (const char         *what,
                                         gint64              wait,
                                         GError            **error);
/* It succeeded: an account begins anew; of an address only this try is taken
 * back, or one good account would pay for any number of bad ones.
 */
void            parvis_throttle_succeed (ParvisThrottle     *self,
                                         ParvisThrottleKind  kind,
                                         const char         *who);
/* It was not decided at all: takes this try back. */
void            parvis_throttle_undo    (ParvisThrottle     *self,
                                         ParvisThrottleKind  kind,
                                         const char         *who);
/* How many tries are counted as failed now, here and by whoever told. */
guint           parvis_throttle_get_failures (ParvisThrottle     *self,
                                              ParvisThrottleKind  kind,
                                              const char         *who);

G_END_DECLS
