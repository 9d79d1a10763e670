/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-tokens.h"

#include <string.h>

#define LIFETIME (10 * PARVIS_MINUTE)

static void
expect_job (ParvisTokens    *tokens,
            ParvisTokensJob  job,
            const char      *token)
{
  const char *given;

  g_assert_cmpint (parvis_tokens_take_job (tokens, &given), ==, job);
  if (job != PARVIS_TOKENS_NO_JOB)
    g_assert_cmpstr (given, ==, token);
}

static ParvisTokens *
renewed_tokens (void)
{
  ParvisTokens *tokens = parvis_tokens_new ("r1");

  parvis_tokens_set_time (tokens, 1000);
  parvis_tokens_want (tokens);
  expect_job (tokens, PARVIS_TOKENS_RENEW, "r1");
  parvis_tokens_renewed (tokens, "a2", LIFETIME, "r2");
  expect_job (tokens, PARVIS_TOKENS_KEEP, "r2");
  parvis_tokens_kept (tokens, TRUE);

  return tokens;
}

static void
test_one_renewal_at_a_time (void)
{
  g_autoptr(ParvisTokens) tokens = parvis_tokens_new ("r1");

  for (guint i = 0; i < 3; i++)
    parvis_tokens_want (tokens);
  expect_job (tokens, PARVIS_TOKENS_RENEW, "r1");
  parvis_tokens_want (tokens);
  expect_job (tokens, PARVIS_TOKENS_NO_JOB, NULL);
  parvis_tokens_renewed (tokens, "a2", LIFETIME, "r2");
  expect_job (tokens, PARVIS_TOKENS_KEEP, "r2");
  parvis_tokens_want (tokens);
  expect_job (tokens, PARVIS_TOKENS_NO_JOB, NULL);
}

static void
test_a_pair_is_used_only_once_it_is_kept (void)
{
  g_autoptr(ParvisTokens) tokens = parvis_tokens_new ("r1");

  parvis_tokens_want (tokens);
  expect_job (tokens, PARVIS_TOKENS_RENEW, "r1");
  parvis_tokens_renewed (tokens, "a2", LIFETIME, "r2");
  g_assert_null (parvis_tokens_get_access (tokens));
  expect_job (tokens, PARVIS_TOKENS_KEEP, "r2");
  g_assert_null (parvis_tokens_get_access (tokens));
  parvis_tokens_kept (tokens, TRUE);
  g_assert_cmpstr (parvis_tokens_get_access (tokens), ==, "a2");
}

static void
test_a_lost_answer_is_asked_for_with_the_same_token (void)
{
  g_autoptr(ParvisTokens) tokens = parvis_tokens_new ("r1");

  for (guint i = 0; i < 3; i++)
    {
      parvis_tokens_want (tokens);
      expect_job (tokens, PARVIS_TOKENS_RENEW, "r1");
      parvis_tokens_not_renewed (tokens);
      g_assert_cmpint (parvis_tokens_get_state (tokens), ==, PARVIS_TOKENS_IDLE);
      expect_job (tokens, PARVIS_TOKENS_NO_JOB, NULL);
    }
}

static void
test_a_token_is_renewed_before_its_end (void)
{
  g_autoptr(ParvisTokens) tokens = renewed_tokens ();

  parvis_tokens_set_time (tokens, 1000 + LIFETIME - PARVIS_MINUTE);
  parvis_tokens_want (tokens);
  expect_job (tokens, PARVIS_TOKENS_NO_JOB, NULL);
  parvis_tokens_set_time (tokens, 1000 + LIFETIME - PARVIS_SECOND);
  g_assert_null (parvis_tokens_get_access (tokens));
  parvis_tokens_want (tokens);
  expect_job (tokens, PARVIS_TOKENS_RENEW, "r2");
}

static void
test_a_lifetime_shorter_than_the_margin_still_serves (void)
{
  g_autoptr(ParvisTokens) tokens = parvis_tokens_new ("r1");

  parvis_tokens_want (tokens);
  expect_job (tokens, PARVIS_TOKENS_RENEW, "r1");
  parvis_tokens_renewed (tokens, "a2", 2 * PARVIS_SECOND, "r2");
  parvis_tokens_kept (tokens, TRUE);
  g_assert_cmpstr (parvis_tokens_get_access (tokens), ==, "a2");
}

static void
test_a_token_refused_twice_is_renewed_once (void)
{
  g_autoptr(ParvisTokens) tokens = renewed_tokens ();

  parvis_tokens_refuse (tokens, "a2");
  parvis_tokens_want (tokens);
  expect_job (tokens, PARVIS_TOKENS_RENEW, "r2");
  parvis_tokens_renewed (tokens, "a3", LIFETIME, "r3");
  expect_job (tokens, PARVIS_TOKENS_KEEP, "r3");
  parvis_tokens_kept (tokens, TRUE);

  /* The second request that carried the old one comes back only now. */
  parvis_tokens_refuse (tokens, "a2");
  parvis_tokens_want (tokens);
  expect_job (tokens, PARVIS_TOKENS_NO_JOB, NULL);
  g_assert_cmpstr (parvis_tokens_get_access (tokens), ==, "a3");
}

static void
test_the_end_is_the_end_until_somebody_signs_in (void)
{
  g_autoptr(ParvisTokens) tokens = parvis_tokens_new ("r1");

  parvis_tokens_want (tokens);
  expect_job (tokens, PARVIS_TOKENS_RENEW, "r1");
  parvis_tokens_end (tokens, FALSE);
  g_assert_cmpint (parvis_tokens_get_state (tokens), ==, PARVIS_TOKENS_SIGNED_OUT);
  parvis_tokens_want (tokens);
  expect_job (tokens, PARVIS_TOKENS_NO_JOB, NULL);
  g_assert_null (parvis_tokens_get_refresh (tokens));

  parvis_tokens_sign_in (tokens, "a9", LIFETIME, "r9");
  expect_job (tokens, PARVIS_TOKENS_KEEP, "r9");
  parvis_tokens_kept (tokens, TRUE);
  g_assert_cmpstr (parvis_tokens_get_access (tokens), ==, "a9");
}

static void
test_a_keyring_that_keeps_nothing_does_not_stop_the_work (void)
{
  g_autoptr(ParvisTokens) tokens = parvis_tokens_new ("r1");

  parvis_tokens_want (tokens);
  expect_job (tokens, PARVIS_TOKENS_RENEW, "r1");
  parvis_tokens_renewed (tokens, "a2", LIFETIME, "r2");
  expect_job (tokens, PARVIS_TOKENS_KEEP, "r2");
  parvis_tokens_kept (tokens, FALSE);
  g_assert_false (parvis_tokens_is_kept (tokens));
  g_assert_cmpstr (parvis_tokens_get_access (tokens), ==, "a2");
}

/* A machine and a service whose line loses what it carries, and a machine that
 * falls over between any two steps.
 */

#define N_TOKENS 4096

typedef struct
{
  GRand        *rand;

  /* The service: each refresh token and what came of it. */
  guint         n_refresh;             /* they are numbered from 1 */
  guint         successor[N_TOKENS];   /* 0: none yet */
  gboolean      dead[N_TOKENS];        /* made, and then never given a chance */
  gboolean      used[N_TOKENS];        /* it, or the access token beside it */
  gboolean      ended;

  /* The machine. */
  ParvisTokens *tokens;
  guint         on_disk;
  gint64        mono;
} Sim;

static guint
number_of (const char *token)
{
  return (guint) g_ascii_strtoull (token + 1, NULL, 10);
}

/* The rule of the service: a token whose successor was used is stolen goods. */
static guint
service_renew (Sim   *sim,
               guint  refresh)
{
  guint made;

  if (sim->ended || sim->dead[refresh] ||
      (sim->successor[refresh] != 0 && sim->used[sim->successor[refresh]]))
    {
      sim->ended = TRUE;
      return 0;
    }

  if (sim->successor[refresh] != 0)
    sim->dead[sim->successor[refresh]] = TRUE;
  sim->used[refresh] = TRUE;
  made = ++sim->n_refresh;
  sim->successor[refresh] = made;

  return made;
}

static gboolean
chance (Sim   *sim,
        guint  percent)
{
  return g_rand_int_range (sim->rand, 0, 100) < (gint32) percent;
}

static void
fall_over (Sim *sim)
{
  g_autofree char *token = g_strdup_printf ("r%u", sim->on_disk);

  parvis_tokens_free (sim->tokens);
  sim->tokens = parvis_tokens_new (token);
  parvis_tokens_set_time (sim->tokens, sim->mono);
}

static void
do_renewal (Sim   *sim,
            guint  refresh)
{
  guint made;
  g_autofree char *access = NULL;
  g_autofree char *next = NULL;

  if (chance (sim, 20))
    {
      parvis_tokens_not_renewed (sim->tokens);     /* lost on its way there */
      return;
    }

  made = service_renew (sim, refresh);
  g_assert_cmpuint (made, !=, 0);
  if (chance (sim, 20))
    {
      parvis_tokens_not_renewed (sim->tokens);     /* lost on its way back */
      return;
    }

  access = g_strdup_printf ("a%u", made);
  next = g_strdup_printf ("r%u", made);
  parvis_tokens_renewed (sim->tokens, access, LIFETIME, next);
}

static void
do_jobs (Sim *sim)
{
  ParvisTokensJob job;
  const char *token;

  while ((job = parvis_tokens_take_job (sim->tokens, &token)) != PARVIS_TOKENS_NO_JOB)
    {
      guint number = number_of (token);

      if (chance (sim, 10))
        {
          fall_over (sim);
          return;
        }

      if (job == PARVIS_TOKENS_RENEW)
        {
          do_renewal (sim, number);
          continue;
        }

      /* Written; and the machine may fall before it knows. */
      sim->on_disk = number;
      if (chance (sim, 10))
        {
          fall_over (sim);
          return;
        }
      parvis_tokens_kept (sim->tokens, TRUE);
    }
}

static void
run_schedule (guint32 seed)
{
  Sim *sim = g_new0 (Sim, 1);
  guint requests = 0;

  sim->rand = g_rand_new_with_seed (seed);
  sim->n_refresh = 1;
  sim->on_disk = 1;
  sim->tokens = parvis_tokens_new ("r1");

  for (guint step = 0; step < 400; step++)
    {
      const char *access;

      sim->mono += g_rand_int_range (sim->rand, 0, (gint32) (4 * PARVIS_MINUTE));
      parvis_tokens_set_time (sim->tokens, sim->mono);
      parvis_tokens_want (sim->tokens);
      do_jobs (sim);
      g_assert_false (sim->ended);

      access = parvis_tokens_get_access (sim->tokens);
      if (access == NULL)
        continue;

      /* What is used is what the disk has. */
      g_assert_cmpuint (number_of (access), ==, sim->on_disk);
      sim->used[number_of (access)] = TRUE;
      requests++;
      if (chance (sim, 5))
        parvis_tokens_refuse (sim->tokens, access);
      if (chance (sim, 5))
        fall_over (sim);
    }

  g_assert_cmpuint (requests, >, 50);
  parvis_tokens_free (sim->tokens);
  g_rand_free (sim->rand);
  g_free (sim);
}

static void
test_no_cut_and_no_crash_signs_anybody_out (void)
{
  for (guint32 seed = 1; seed <= 500; seed++)
    {
      g_test_message ("seed %u", seed);
      run_schedule (seed);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/tokens/one-renewal-at-a-time", test_one_renewal_at_a_time);
  g_test_add_func ("/tokens/a-pair-is-used-only-once-it-is-kept",
                   test_a_pair_is_used_only_once_it_is_kept);
  g_test_add_func ("/tokens/a-lost-answer-is-asked-for-with-the-same-token",
                   test_a_lost_answer_is_asked_for_with_the_same_token);
  g_test_add_func ("/tokens/a-token-is-renewed-before-its-end",
                   test_a_token_is_renewed_before_its_end);
  g_test_add_func ("/tokens/a-lifetime-shorter-than-the-margin-still-serves",
                   test_a_lifetime_shorter_than_the_margin_still_serves);
  g_test_add_func ("/tokens/a-token-refused-twice-is-renewed-once",
                   test_a_token_refused_twice_is_renewed_once);
  g_test_add_func ("/tokens/the-end-is-the-end-until-somebody-signs-in",
                   test_the_end_is_the_end_until_somebody_signs_in);
  g_test_add_func ("/tokens/a-keyring-that-keeps-nothing-does-not-stop-the-work",
                   test_a_keyring_that_keeps_nothing_does_not_stop_the_work);
  g_test_add_func ("/tokens/no-cut-and-no-crash-signs-anybody-out",
                   test_no_cut_and_no_crash_signs_anybody_out);

  return g_test_run ();
}
