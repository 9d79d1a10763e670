/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sound"

#include "config.h"

#include "parvis-sound.h"

#include <gmodule.h>
#include <gsound.h>
#include <math.h>

/* Loaded with the first sound and not with the program: with it come six other libraries,
 * which each start would pay for.
 */
#define LIBRARY "libgsound.so.0"

typedef struct
{
  __typeof__ (&gsound_context_new)         context_new;
  __typeof__ (&gsound_context_play_simple) play_simple;

  GSoundContext *context;
} Player;

/* How loud 0…100 is, in the decibels of the sound server. */
static double
get_decibels (int volume)
{
  return volume <= 0 ? -96 : 20 * log10 (volume / 100.0);
}

static gboolean
open_player (Player  *player,
             GError **error)
{
  GModule *module = g_module_open (LIBRARY, G_MODULE_BIND_LOCAL);

  if (module == NULL ||
      !g_module_symbol (module, "gsound_context_new", (gpointer *) &player->context_new) ||
      !g_module_symbol (module, "gsound_context_play_simple", (gpointer *) &player->play_simple))
    {
      g_set_error_literal (error, G_MODULE_ERROR, G_MODULE_ERROR_FAILED, g_module_error ());
      return FALSE;
    }

  /* Its types stay for as long as the program runs. */
  g_module_make_resident (module);
  player->context = player->context_new (NULL, error);

  return player->context != NULL;
}

void
parvis_sound_play (const char *event,
                   const char *what,
                   int         volume)
{
  static Player player;
  g_autoptr(GError) error = NULL;
  char decibels[G_ASCII_DTOSTR_BUF_SIZE];

  g_return_if_fail (event != NULL && what != NULL);

  if (player.context == NULL && !open_player (&player, &error))
    {
      g_debug ("no sound: %s", error->message);
      return;
    }

  g_ascii_dtostr (decibels, sizeof decibels, get_decibels (volume));
  if (!player.play_simple (player.context, NULL, &error,
                           GSOUND_ATTR_EVENT_ID, event,
                           GSOUND_ATTR_EVENT_DESCRIPTION, what,
                           GSOUND_ATTR_CANBERRA_VOLUME, decibels, NULL))
    g_debug ("no sound: %s", error->message);
}
