/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sound"

#include "config.h"

#include "parvis-sound.h"

#include <gsound.h>
#include <math.h>

/* How loud 0…100 is, in the decibels of the sound server. */
static double
get_decibels (int volume)
{
  return volume <= 0 ? -96 : 20 * log10 (volume / 100.0);
}

void
parvis_sound_play (const char *event,
                   const char *what,
                   int         volume)
{
  static GSoundContext *context;
  g_autoptr(GError) error = NULL;
  char decibels[G_ASCII_DTOSTR_BUF_SIZE];

  g_return_if_fail (event != NULL && what != NULL);

  if (context == NULL && (context = gsound_context_new (NULL, &error)) == NULL)
    {
      g_debug ("no sound: %s", error->message);
      return;
    }

  g_ascii_dtostr (decibels, sizeof decibels, get_decibels (volume));
  if (!gsound_context_play_simple (context, NULL, &error,
                                   GSOUND_ATTR_EVENT_ID, event,
                                   GSOUND_ATTR_EVENT_DESCRIPTION, what,
                                   GSOUND_ATTR_CANBERRA_VOLUME, decibels, NULL))
    g_debug ("no sound: %s", error->message);
}
