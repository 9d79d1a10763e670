/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-dossier.h"

/* Written by hand: rows are where a dossier is, columns where it goes. */
static const char * const dossier_steps[PARVIS_N_DOSSIER_STATES] = {
  /*                             draft submitted in_review accepted refused closed */
  [PARVIS_DOSSIER_DRAFT] =     "-o----",
  [PARVIS_DOSSIER_SUBMITTED] = "--o--o",
  [PARVIS_DOSSIER_IN_REVIEW] = "-o-ooo",
  [PARVIS_DOSSIER_ACCEPTED] =  "--o---",
  [PARVIS_DOSSIER_REFUSED] =   "--o---",
  [PARVIS_DOSSIER_CLOSED] =    "--o---",
};

static const char * const document_steps[PARVIS_N_DOCUMENT_STATES] = {
  /*                               expected received accepted rejected */
  [PARVIS_DOCUMENT_EXPECTED] = "-oo-",
  [PARVIS_DOCUMENT_RECEIVED] = "o-oo",
  [PARVIS_DOCUMENT_ACCEPTED] = "oo-o",
  [PARVIS_DOCUMENT_REJECTED] = "-oo-",
};

static void
test_every_step_of_a_dossier_is_allowed_or_refused (void)
{
  for (int from = 0; from < PARVIS_N_DOSSIER_STATES; from++)
    {
      for (int to = 0; to < PARVIS_N_DOSSIER_STATES; to++)
        g_assert_cmpint (parvis_dossier_may_go (from, to), ==, dossier_steps[from][to] == 'o');
    }
}

static void
test_every_step_of_a_document_is_allowed_or_refused (void)
{
  for (int from = 0; from < PARVIS_N_DOCUMENT_STATES; from++)
    {
      for (int to = 0; to < PARVIS_N_DOCUMENT_STATES; to++)
        g_assert_cmpint (parvis_document_may_go (from, to), ==, document_steps[from][to] == 'o');
    }
}

#define ASSERT_WORDS(Type, prefix, n) \
  for (int i = 0; i < (n); i++) \
    { \
      Type value; \
      \
      g_assert_true (parvis_##prefix##_from_string (parvis_##prefix##_to_string (i), &value)); \
      g_assert_cmpint (value, ==, i); \
      g_assert_false (parvis_##prefix##_from_string ("no such word", &value)); \
    }

static void
test_words_come_back (void)
{
  ASSERT_WORDS (ParvisDossierState, dossier_state, PARVIS_N_DOSSIER_STATES);
  ASSERT_WORDS (ParvisDocumentState, document_state, PARVIS_N_DOCUMENT_STATES);
  ASSERT_WORDS (ParvisAcceptance, acceptance, PARVIS_N_ACCEPTANCES);
  ASSERT_WORDS (ParvisRejection, rejection, PARVIS_N_REJECTIONS);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dossier/every-step-of-a-dossier-is-allowed-or-refused",
                   test_every_step_of_a_dossier_is_allowed_or_refused);
  g_test_add_func ("/dossier/every-step-of-a-document-is-allowed-or-refused",
                   test_every_step_of_a_document_is_allowed_or_refused);
  g_test_add_func ("/dossier/words-come-back", test_words_come_back);

  return g_test_run ();
}
