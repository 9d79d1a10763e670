/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "town-fixture.h"

G_BEGIN_DECLS

/**
 * DossierFixture:
 *
 * A town whose dossiers are published, with the enrolment at a nursery as it ships and
 * the card of a service. It is Wednesday, 2026-06-17, 14:00.
 */
typedef struct
{
  TownFixture  town;
  char        *mayor;           /* tokens */
  char        *clerk;
} DossierFixture;

void    dossier_fixture_setup    (DossierFixture  *fixture,
                                  gconstpointer    data);
void    dossier_fixture_teardown (DossierFixture  *fixture,
                                  gconstpointer    data);
/* The template of the nursery with a card; the file as it ships without one. */
json_t *dossier_template         (gboolean         card);
/* What @key reads in the feed of an entity, or NULL. */
json_t *dossier_entity           (DossierFixture  *fixture,
                                  const char      *key,
                                  const char      *kind,
                                  const char      *id);

#define DOSSIER_TEST(path, func) \
  g_test_add (path, DossierFixture, NULL, dossier_fixture_setup, func, dossier_fixture_teardown)

G_END_DECLS
