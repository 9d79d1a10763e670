/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-command"

#include "config.h"

#include "parvis-command.h"

#include "parvis-store.h"

ParvisCommand *
parvis_command_new (const char      *name,
                    const char      *town,
                    ParvisApplyFunc  apply)
{
  ParvisCommand *command = g_new0 (ParvisCommand, 1);

  command->name = name;
  command->town = g_strdup (town);
  command->apply = apply;

  return command;
}

void
parvis_command_free (ParvisCommand *command)
{
  if (command == NULL)
    return;

  g_free (command->town);
  g_free (command->object);
  g_free (command->key);
  g_free (command->fingerprint);
  g_free (command->actor);
  g_free (command->scopes);
  json_decref (command->body);
  g_clear_pointer (&command->raw, g_bytes_unref);
  g_free (command);
}

void
parvis_answer_free (ParvisAnswer *answer)
{
  if (answer == NULL)
    return;

  json_decref (answer->body);
  g_free (answer->text);
  g_free (answer);
}
