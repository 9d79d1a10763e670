/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvisctl-connection.h"

G_BEGIN_DECLS

/**
 * ParvisOptions:
 *
 * Everything that can follow a verb, as it was typed; NULL or FALSE when it was
 * not. Each verb reads its own.
 */
typedef struct
{
  char     *state_dir;
  char     *database;
  char     *database_owner;
  gboolean  json;
  gboolean  help;
  gboolean  version;

  char     *name;
  char     *population;
  char     *department;
  gboolean  fictional;
  char     *timezone;
  char     *center;
  char     *bounds;
  char     *zoom;
  char     *attribution;
  char     *modules;
  char     *operator_name;

  char     *gauge;
  char     *format;
  char     *measure;
  char     *unit;
  char     *preset;
  char     *device;
  char     *key_of;
  char     *pointer;
  char     *capacity_pointer;
  char     *reserved;
  char     *values;
  gboolean  absent_is_zero;
  char     *period;
  char     *id;

  char     *kind;
  char     *address;
  char     *phone;

  char     *capacity;
  char     *pmr;
  char     *charging;
  char     *valid_for;
  char     *reason;
  char     *until;
  char     *zero_at;

  char     *to_state_dir;
  char     *to_database;
  char     *to_database_owner;

  char     *light;
  char     *dark;
  char     *town;
  char     *email;
  char     *role;
  char     *merchant;
  char     *facility;
  char     *after;
  char     *overlap;
  gboolean  operator;
  gboolean  resume;
  gboolean  yes;
} ParvisOptions;

/**
 * ParvisVerb:
 * @arguments: what must follow, for people: "INSEE FILE"
 * @n_arguments: how many
 * @options: names of the options that it reads, separated by spaces
 * @help: what it does, in full sentences
 * @run: (transfer full): the answer, printed by @print or as JSON
 */
typedef struct
{
  const char  *noun;
  const char  *verb;
  const char  *arguments;
  int          n_arguments;
  const char  *options;
  const char  *summary;
  const char  *help;
  json_t    *(*run)   (ParvisConnection     *connection,
                       const ParvisOptions  *options,
                       char                **arguments,
                       GError              **error);
  void       (*print) (const json_t         *answer);
} ParvisVerb;

/* Terminated by a NULL noun. */
extern const ParvisVerb parvis_verbs[];

G_END_DECLS
