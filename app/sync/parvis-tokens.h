/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-time.h"

G_BEGIN_DECLS

/**
 * ParvisTokens:
 *
 * The state machine of one account's tokens on this machine: an access token
 * that is good for some minutes, and a refresh token that buys the next pair
 * and is used up by it. It has no clock, network or disk: its owner tells it
 * the time and what happened, and does its jobs.
 *
 * What it holds to: one renewal at a time; a pair is used only once its refresh
 * token is kept on this machine, because a crash in between would otherwise
 * leave nothing but a used-up token; a renewal without an answer is asked again
 * with the same token, which the service allows until the new pair was used.
 */
typedef struct _ParvisTokens ParvisTokens;

typedef enum
{
  PARVIS_TOKENS_IDLE,         /* nothing is under way */
  PARVIS_TOKENS_RENEWING,     /* the service is being asked */
  PARVIS_TOKENS_KEEPING,      /* the new refresh token is on its way to the keyring */
  PARVIS_TOKENS_SIGNED_OUT,   /* the service takes the refresh token no more */
} ParvisTokensState;

typedef enum
{
  PARVIS_TOKENS_NO_JOB,
  PARVIS_TOKENS_RENEW,        /* ask the service for a pair with this refresh token */
  PARVIS_TOKENS_KEEP,         /* put this refresh token in the place of the last */
} ParvisTokensJob;

/* @refresh is nullable: then nobody is signed in. */
ParvisTokens      *parvis_tokens_new         (const char          *refresh);
void               parvis_tokens_free        (ParvisTokens        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisTokens, parvis_tokens_free)

/* Before every call below; @mono (ms) never goes back. */
void               parvis_tokens_set_time    (ParvisTokens        *self,
                                              gint64               mono);
ParvisTokensState  parvis_tokens_get_state   (const ParvisTokens  *self);
/* (nullable): an access token that is good for a while yet */
const char        *parvis_tokens_get_access  (const ParvisTokens  *self);
/* (nullable) */
const char        *parvis_tokens_get_refresh (const ParvisTokens  *self);
/* The refresh token on disk may be another than the one that is used. */
gboolean           parvis_tokens_is_kept     (const ParvisTokens  *self);

/* Somebody needs an access token. */
void               parvis_tokens_want        (ParvisTokens        *self);
/* The service does not take @access. */
void               parvis_tokens_refuse      (ParvisTokens        *self,
                                              const char          *access);
/* A person has signed in. */
void               parvis_tokens_sign_in     (ParvisTokens        *self,
                                              const char          *access,
                                              gint64               lifetime,
                                              const char          *refresh);

/* How a renewal ended: with a pair, … */
void               parvis_tokens_renewed     (ParvisTokens        *self,
                                              const char          *access,
                                              gint64               lifetime,
                                              const char          *refresh);
/* … without an answer of the service, … */
void               parvis_tokens_not_renewed (ParvisTokens        *self);
/* … or with its word that this refresh token is worth nothing; @removed: because
 * the account belongs to no town any more.
 */
void               parvis_tokens_end         (ParvisTokens        *self,
                                              gboolean             removed);
gboolean           parvis_tokens_is_removed  (const ParvisTokens  *self);
/* How the keeping ended. */
void               parvis_tokens_kept        (ParvisTokens        *self,
                                              gboolean             kept);

/* What to do next; @token is the job's and borrowed until the next call. */
ParvisTokensJob    parvis_tokens_take_job    (ParvisTokens        *self,
                                              const char         **token);

G_END_DECLS
