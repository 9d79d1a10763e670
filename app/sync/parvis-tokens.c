/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-tokens"

#include "config.h"

#include "parvis-tokens.h"

/* An access token is given up a little before its end: the request that carries
 * it has a way to go, and clocks do not run alike.
 */
#define EARLY (30 * PARVIS_SECOND)

struct _ParvisTokens
{
  ParvisTokensState  state;
  ParvisTokensJob    job;
  gint64             mono;

  char              *access;       /* nullable */
  gint64             good_until;
  char              *refresh;      /* nullable */
  gboolean           kept;
  gboolean           removed;
};

ParvisTokens *
parvis_tokens_new (const char *refresh)
{
  ParvisTokens *self = g_new0 (ParvisTokens, 1);

  self->refresh = g_strdup (refresh);
  self->state = refresh != NULL ? PARVIS_TOKENS_IDLE : PARVIS_TOKENS_SIGNED_OUT;
  self->kept = TRUE;

  return self;
}

void
parvis_tokens_free (ParvisTokens *self)
{
  g_free (self->access);
  g_free (self->refresh);
  g_free (self);
}

void
parvis_tokens_set_time (ParvisTokens *self,
                        gint64        mono)
{
  self->mono = MAX (self->mono, mono);
}

ParvisTokensState
parvis_tokens_get_state (const ParvisTokens *self)
{
  return self->state;
}

const char *
parvis_tokens_get_access (const ParvisTokens *self)
{
  if (self->state != PARVIS_TOKENS_IDLE || self->mono >= self->good_until)
    return NULL;

  return self->access;
}

const char *
parvis_tokens_get_refresh (const ParvisTokens *self)
{
  return self->refresh;
}

gboolean
parvis_tokens_is_kept (const ParvisTokens *self)
{
  return self->kept;
}

gboolean
parvis_tokens_is_removed (const ParvisTokens *self)
{
  return self->removed;
}

void
parvis_tokens_want (ParvisTokens *self)
{
  if (self->state != PARVIS_TOKENS_IDLE || parvis_tokens_get_access (self) != NULL)
    return;

  self->state = PARVIS_TOKENS_RENEWING;
  self->job = PARVIS_TOKENS_RENEW;
}

/* Several requests may come back with the word that one token is over; only the
 * first of them says something new.
 */
void
parvis_tokens_refuse (ParvisTokens *self,
                      const char   *access)
{
  if (g_strcmp0 (self->access, access) == 0)
    g_clear_pointer (&self->access, g_free);
}

static void
take_pair (ParvisTokens *self,
           const char   *access,
           gint64        lifetime,
           const char   *refresh)
{
  g_autofree char *old_access = g_steal_pointer (&self->access);
  g_autofree char *old_refresh = g_steal_pointer (&self->refresh);

  self->access = g_strdup (access);
  self->good_until = self->mono + MAX (lifetime - EARLY, lifetime / 2);
  self->refresh = g_strdup (refresh);
  self->state = PARVIS_TOKENS_KEEPING;
  self->removed = FALSE;
  self->job = PARVIS_TOKENS_KEEP;
}

/* Whatever was under way belongs to the sign-in before; its end comes too late
 * to be listened to.
 */
void
parvis_tokens_sign_in (ParvisTokens *self,
                       const char   *access,
                       gint64        lifetime,
                       const char   *refresh)
{
  take_pair (self, access, lifetime, refresh);
}

void
parvis_tokens_renewed (ParvisTokens *self,
                       const char   *access,
                       gint64        lifetime,
                       const char   *refresh)
{
  if (self->state == PARVIS_TOKENS_RENEWING)
    take_pair (self, access, lifetime, refresh);
}

void
parvis_tokens_not_renewed (ParvisTokens *self)
{
  if (self->state == PARVIS_TOKENS_RENEWING)
    self->state = PARVIS_TOKENS_IDLE;
}

void
parvis_tokens_end (ParvisTokens *self,
                   gboolean      removed)
{
  if (self->state != PARVIS_TOKENS_RENEWING)
    return;

  self->state = PARVIS_TOKENS_SIGNED_OUT;
  self->removed = removed;
  g_clear_pointer (&self->access, g_free);
  g_clear_pointer (&self->refresh, g_free);
}

/* A keyring that keeps nothing must not stop the work: the pair is good until
 * Parvis is closed, and its person is told.
 */
void
parvis_tokens_kept (ParvisTokens *self,
                    gboolean      kept)
{
  if (self->state != PARVIS_TOKENS_KEEPING)
    return;

  self->state = PARVIS_TOKENS_IDLE;
  self->kept = kept;
}

ParvisTokensJob
parvis_tokens_take_job (ParvisTokens  *self,
                        const char   **token)
{
  ParvisTokensJob job = self->job;

  self->job = PARVIS_TOKENS_NO_JOB;
  *token = self->refresh;

  return job;
}
