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
  char        *mayor_account;
  char        *clerk_account;
  char        *mayor;           /* tokens, good for ten minutes */
  char        *clerk;
} DossierFixture;

void    dossier_fixture_setup    (DossierFixture  *fixture,
                                  gconstpointer    data);
void    dossier_fixture_teardown (DossierFixture  *fixture,
                                  gconstpointer    data);
/* Moves the clock, does what is due, and signs mayor and clerk in again. */
void    dossier_set_clock        (DossierFixture  *fixture,
                                  const char      *text);
/* The template of the nursery with a card; the file as it ships without one. */
json_t *dossier_template         (gboolean         card);
/* What @key reads in the feed of an entity, or NULL. */
json_t *dossier_entity           (DossierFixture  *fixture,
                                  const char      *key,
                                  const char      *kind,
                                  const char      *id);

/* Asks as a family; @device is a small number. */
json_t *dossier_family           (DossierFixture  *fixture,
                                  int              status,
                                  int              device,
                                  const char      *method,
                                  const char      *path,
                                  const char      *body);
/* Asks as @key below /dossiers/@id; the status must be this. */
json_t *dossier_do               (DossierFixture  *fixture,
                                  int              status,
                                  const char      *key,
                                  const char      *id,
                                  const char      *action,
                                  const char      *format,
                                  ...) G_GNUC_PRINTF (6, 7);
/* Begins a dossier; its id. */
char   *dossier_begin            (DossierFixture  *fixture,
                                  int              device);
/* The same, filled in and sent. */
char   *dossier_send             (DossierFixture  *fixture,
                                  int              device);
/* A dossier as its family sees it, and as clerks see it in the feed. */
json_t *dossier_told             (DossierFixture  *fixture,
                                  int              device,
                                  const char      *id);
json_t *dossier_seen             (DossierFixture  *fixture,
                                  const char      *id);
/* Of the documents of one of both, one. */
const json_t *dossier_document   (const json_t    *dossier,
                                  const char      *requirement);

/* In each photo, so that it can be searched for. */
#define DOSSIER_MARK "This is in clear 4711"

/* Asks as tus does; @name (nullable) is one more header. */
ParvisReply *dossier_tus         (DossierFixture  *fixture,
                                  int              status,
                                  int              device,
                                  const char      *method,
                                  const char      *path,
                                  const char      *name,
                                  const char      *value,
                                  GBytes          *body);
/* The same of a paper, for the clerk whose @token it is. */
ParvisReply *dossier_paper       (DossierFixture  *fixture,
                                  int              status,
                                  const char      *token,
                                  const char      *method,
                                  const char      *path,
                                  const char      *name,
                                  const char      *value,
                                  GBytes          *body);
/* Announces a file; where it is to go, below the town. */
char        *dossier_announce (DossierFixture *fixture,
                               int             device,
                               const char     *dossier,
                               const char     *requirement,
                               gsize           length);
ParvisReply *dossier_append   (DossierFixture *fixture,
                               int             status,
                               int             device,
                               const char     *path,
                               gsize           offset,
                               const guchar   *data,
                               gsize           length);
/* A JPEG as far as its first bytes go. */
guchar *dossier_make_photo       (gsize            length);
/* Sends a whole photo; its address. */
char   *dossier_send_photo       (DossierFixture  *fixture,
                                  int              device,
                                  const char      *dossier,
                                  const char      *requirement);
/* Whether a file in a folder, or below it, has these bytes. */
gboolean dossier_holds_mark      (const char      *folder,
                                  const char      *mark);

/* Answers that are right. */
#define DOSSIER_ANSWERS \
  "{\"answers\":{\"born\":true,\"child_name\":\"Zoé Lefèvre\",\"birth_date\":\"2025-03-02\"," \
  "\"from\":\"2026-09-01\",\"days\":[\"monday\",\"friday\"],\"kind\":\"regular\"," \
  "\"sibling\":false,\"parent_name\":\"Marie Lefèvre\",\"second_parent\":false," \
  "\"address\":{\"street\":\"8 rue des Mariniers\",\"postcode\":\"49000\"," \
  "\"city\":\"Angers\"},\"resident\":true,\"lodged\":false,\"situation\":\"all_work\"," \
  "\"phone\":\"0612345678\",\"honour\":true}}"

#define DOSSIER_TEST(path, func) \
  g_test_add (path, DossierFixture, NULL, dossier_fixture_setup, func, dossier_fixture_teardown)

G_END_DECLS
