/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-review"

#include "config.h"

#include "parvis-dossier-review-private.h"

#include "parvis-words.h"

#include <string.h>

/* What was done here and can be taken back (ux.md §13): whoever takes it back sees what it was
 * about, wherever he had gone.
 */

void
parvis_dossier_review_keep_step (ParvisDossierReview *self,
                                 guint                step,
                                 const char          *dossier,
                                 const char          *requirement)
{
  if (step != 0)
    g_hash_table_insert (self->steps, GUINT_TO_POINTER (step),
                         g_strdup_printf ("%s/%s", dossier,
                                          requirement != NULL ? requirement : ""));
}

void
parvis_dossier_review_forget_steps (ParvisDossierReview *self,
                                    const char          *dossier,
                                    const char          *requirement)
{
  ParvisUndo *undo = parvis_desk_get_undo (parvis_dossier_review_get_desk (self));
  g_autofree char *key = g_strdup_printf ("%s/%s", dossier,
                                          requirement != NULL ? requirement : "");
  GHashTableIter iter;
  gpointer step;
  gpointer about;

  g_hash_table_iter_init (&iter, self->steps);
  while (g_hash_table_iter_next (&iter, &step, &about))
    if (strcmp (about, key) == 0)
      {
        parvis_undo_forget (undo, GPOINTER_TO_UINT (step));
        g_hash_table_iter_remove (&iter);
      }
}

static void
taken_back_cb (ParvisDossierReview *self,
               guint                step)
{
  const char *about = g_hash_table_lookup (self->steps, GUINT_TO_POINTER (step));
  g_auto(GStrv) parts = NULL;
  ParvisDossierItem *item;

  if (about == NULL)
    return;

  parts = g_strsplit (about, "/", 2);
  item = parvis_dossier_queue_find_item (self->queue, parts[0]);
  if (item == NULL)
    return;

  if (item != self->item)
    g_signal_emit_by_name (self, "go-to", item);
  if (item == self->item && *parts[1] != '\0')
    parvis_dossier_review_show (self, parts[1]);
}

void
parvis_dossier_review_follow_undo (ParvisDossierReview *self)
{
  g_signal_connect_object (parvis_desk_get_undo (parvis_dossier_review_get_desk (self)),
                           "taken-back", G_CALLBACK (taken_back_cb), self, G_CONNECT_SWAPPED);
}
