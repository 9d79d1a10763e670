/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-command.h"

G_BEGIN_DECLS

/* A module that is off leaves no trace. One that is prepared is there for the
 * people of the town, so that they try it; published, for everybody.
 */
typedef enum
{
  PARVIS_MODULE_OFF,
  PARVIS_MODULE_PREPARED,
  PARVIS_MODULE_PUBLISHED,
} ParvisModuleState;

gboolean  parvis_module_put   (ParvisDb           *db,
                               const char         *name,
                               ParvisModuleState   state,
                               GError            **error);
/* Of the body of "town.put": "modules" is the whole truth (what it leaves out is
 * off), "prepared" adds those that are not published.
 */
gboolean  parvis_modules_put  (ParvisDb           *db,
                               const json_t       *body,
                               GError            **error);
/* (transfer full): names, of those that are published or of those that are not */
json_t   *parvis_modules_list (ParvisDb           *db,
                               gboolean            published,
                               GError            **error);

G_END_DECLS
