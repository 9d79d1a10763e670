/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ParvisFirstChoice:
 * @word: what it stands for; borrowed, static
 * @icon, @title, @subtitle
 * @chip: (nullable): a word of praise beside the title
 * @time, @needs: (nullable): what it costs
 *
 * One row of a list in which one is chosen, with the arrow keys alone.
 */
typedef struct
{
  const char *word;
  const char *icon;
  const char *title;
  const char *subtitle;
  const char *chip;
  const char *time;
  const char *needs;
} ParvisFirstChoice;

/* Signals of the list: "row-selected". @name is what the list is called. */
GtkWidget  *parvis_first_choice_list (const char              *name);
void        parvis_first_choice_add  (GtkListBox              *list,
                                      const ParvisFirstChoice *choice);
void        parvis_first_choice_set  (GtkListBox              *list,
                                      const char              *word);
/* Of a row; marks it as the one that is chosen. */
const char *parvis_first_choice_take (GtkListBox              *list,
                                      GtkListBoxRow           *row);

G_END_DECLS
