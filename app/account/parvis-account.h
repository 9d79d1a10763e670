/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "parvis-json.h"
#include "parvis-rights.h"

G_BEGIN_DECLS

/**
 * ParvisAccountTown:
 *
 * A town of which the account is a member.
 */
typedef struct
{
  char *insee;
  char *name;
  GStrv roles;            /* words of the service: "mayor", "counter"; shops (parvis-rights.h) */
} ParvisAccountTown;

/**
 * ParvisAccount:
 * @service: its address
 * @id: of the account there
 * @name: of the person
 * @email: (nullable): as the service said it just now; it is not kept
 * @town: (nullable): INSEE code of the town that was open last
 * @towns: (element-type ParvisAccountTown): may be empty
 *
 * Who this person is to one service.
 */
typedef struct
{
  char      *service;
  char      *id;
  char      *name;
  char      *email;
  char      *town;
  GPtrArray *towns;
} ParvisAccount;

ParvisAccount           *parvis_account_new       (const char           *service,
                                                   const char           *id,
                                                   const char           *name);
/* (transfer full): what the service says of who asks, /api/v1/me */
ParvisAccount           *parvis_account_read      (const char           *service,
                                                   const json_t         *me,
                                                   GError              **error);
ParvisAccount           *parvis_account_copy      (const ParvisAccount  *account);
void                     parvis_account_free      (ParvisAccount        *account);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisAccount, parvis_account_free)

void                     parvis_account_add_town  (ParvisAccount        *account,
                                                   const char           *insee,
                                                   const char           *name,
                                                   const char *const    *roles);
/* (nullable): the town @insee, or the first for NULL */
const ParvisAccountTown *parvis_account_find_town (const ParvisAccount  *account,
                                                   const char           *insee);

G_END_DECLS
