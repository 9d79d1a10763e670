/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-first.h"

G_BEGIN_DECLS

/* Rows whose text is a member of an object of the draft, kept at each key. */

typedef json_t *(*ParvisFirstObject) (ParvisFirst *first);

GtkWidget *parvis_first_page_new         (const char          *title,
                                          const char          *text);
/* A group of rows whose list is called @name. */
GtkWidget *parvis_first_group_new        (const char          *name);
GtkLabel  *parvis_first_add_problem      (GtkWidget           *page);
GtkWidget *parvis_first_entry_new        (ParvisFirst         *first,
                                          ParvisFirstObject    object,
                                          const char          *member,
                                          const char          *title);
/* Shows what the draft has, without writing it. */
void       parvis_first_entry_read       (GtkWidget           *row);
/* Under the field, which keeps the focus; a NULL @row only takes marks away. */
void       parvis_first_show_problem     (GtkLabel            *label,
                                          GtkWidget           *row,
                                          const char          *sentence);
/* A value that is not for this person to change, and who set it. */
GtkWidget *parvis_first_locked_row_new   (const char          *title,
                                          const char          *value,
                                          const char          *by);

G_END_DECLS
