/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-digit-key"

#include "config.h"

#include "parvis-digit-key.h"

const guint parvis_digit_keys[PARVIS_DIGITS][PARVIS_KEYS_OF_A_DIGIT] = {
  { GDK_KEY_1, GDK_KEY_KP_1, GDK_KEY_ampersand },
  { GDK_KEY_2, GDK_KEY_KP_2, GDK_KEY_eacute },
  { GDK_KEY_3, GDK_KEY_KP_3, GDK_KEY_quotedbl },
  { GDK_KEY_4, GDK_KEY_KP_4, GDK_KEY_apostrophe },
  { GDK_KEY_5, GDK_KEY_KP_5, GDK_KEY_parenleft },
  { GDK_KEY_6, GDK_KEY_KP_6, GDK_KEY_minus },
  { GDK_KEY_7, GDK_KEY_KP_7, GDK_KEY_egrave },
  { GDK_KEY_8, GDK_KEY_KP_8, GDK_KEY_underscore },
  { GDK_KEY_9, GDK_KEY_KP_9, GDK_KEY_ccedilla },
};

guint
parvis_digit_of_key (guint           keyval,
                     GdkModifierType state)
{
  /* Where a sign needs Shift, as on other keyboards, it is that sign. */
  gboolean shift = (state & GDK_SHIFT_MASK) != 0;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return 0;

  for (guint i = 0; i < PARVIS_DIGITS; i++)
    {
      for (guint j = 0; j < PARVIS_KEYS_OF_A_DIGIT; j++)
        if (keyval == parvis_digit_keys[i][j] && (!shift || j == 0))
          return i + 1;
    }

  return 0;
}
