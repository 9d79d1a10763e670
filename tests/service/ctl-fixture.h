/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "test-database.h"

#include <gio/gio.h>

#include "parvis-json.h"

G_BEGIN_DECLS

/* parvisctl as an operator calls it, and parvisd beside it. */

typedef struct
{
  TestDatabase  database;
  const char   *dir;                  /* of the database */
  char        **options;              /* that bring a program to it */
  char         *places;
  GSubprocess  *service;
  char         *output;
  char         *errors;
  int           code;
} CtlFixture;

char   *ctl_find_program  (const char    *name);
void    ctl_set_up        (CtlFixture    *fixture,
                           gconstpointer  data);
void    ctl_tear_down     (CtlFixture    *fixture,
                           gconstpointer  data);
void    ctl_start_service (CtlFixture    *fixture);
void    ctl_stop_service  (CtlFixture    *fixture);
/* Starts a service that must end by itself, with an error. */
void    ctl_fail_service  (CtlFixture    *fixture);
/* What follows is about files in another folder. */
void    ctl_use_files     (CtlFixture    *fixture,
                           const char    *directory);
/* Runs parvisctl with @words, separated by "|". */
void    ctl_run           (CtlFixture    *fixture,
                           const char    *words);
void    ctl_expect        (CtlFixture    *fixture,
                           int            code,
                           const char    *words);
json_t *ctl_expect_json   (CtlFixture    *fixture,
                           const char    *words);

G_END_DECLS
