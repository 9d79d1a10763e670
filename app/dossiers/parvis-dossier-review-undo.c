/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-review"

#include "config.h"

#include "parvis-dossier-review-private.h"

#include "parvis-day.h"
#include "parvis-words.h"

#include <string.h>

/* What was done here and can be taken back (ux.md §13): whoever takes it back sees what it was
 * about, wherever he had gone.
 */

static gboolean
is_string (const json_t *object,
           const char   *name,
           const char   *value)
{
  return g_strcmp0 (json_string_value (json_object_get (object, name)), value) == 0;
}

/* What a family reads of a document that was asked for again: said here, or as the file has it. */
static const char *
find_words (ParvisDossierReview *self,
            const json_t        *document)
{
  g_autofree char *key = g_strdup_printf ("%s/%s", parvis_dossier_review_get_facts (self)->id,
                                          self->requirement);
  const char *reason = json_string_value (json_object_get (document, "reason"));
  const char *until = json_string_value (json_object_get (document, "until"));
  const json_t *own = json_object_get (self->words, key);
  const json_t *history = json_object_get (self->file, "history");

  if (is_string (own, "reason", reason) && is_string (own, "until", until))
    return json_string_value (json_object_get (own, "text"));

  for (gsize i = json_array_size (history); i > 0; i--)
    {
      const json_t *entry = json_array_get (history, i - 1);

      if (is_string (entry, "kind", "verdict") &&
          is_string (entry, "requirement", self->requirement))
        return is_string (entry, "reason", reason)
                 ? json_string_value (json_object_get (entry, "text")) : NULL;
    }

  return NULL;
}

/* What it said goes with it; a day that is over has been replaced by the usual one. */
static void
describe_rejection (ParvisDossierReview *self,
                    const json_t        *document,
                    json_t              *body)
{
  GTimeZone *zone = parvis_desk_get_zone (parvis_dossier_review_get_desk (self));
  const char *until = json_string_value (json_object_get (document, "until"));
  gint64 day;

  parvis_json_set_string (body, "reason",
                          json_string_value (json_object_get (document, "reason")));
  parvis_json_set_string (body, "text", find_words (self, document));
  if (until != NULL && parvis_day_parse (until, &day) &&
      day >= parvis_day_of_instant (parvis_dossier_review_now (self), zone))
    parvis_json_set_string (body, "until", until);
}

json_t *
parvis_dossier_review_describe_before (ParvisDossierReview *self,
                                       const json_t        *document)
{
  const char *state = json_string_value (json_object_get (document, "state"));
  json_t *body = json_pack ("{s:s}", "requirement", self->requirement);
  gboolean accepted = is_string (document, "state",
                                 parvis_document_state_to_string (PARVIS_DOCUMENT_ACCEPTED));
  gboolean rejected = is_string (document, "state",
                                 parvis_document_state_to_string (PARVIS_DOCUMENT_REJECTED)) &&
                      json_object_get (document, "reason") != NULL;

  if (!accepted && !rejected)
    state = parvis_document_state_to_string (PARVIS_DOCUMENT_RECEIVED);
  parvis_json_set_string (body, "state", state);
  if (accepted)
    parvis_json_set_string (body, "acceptance",
                            json_string_value (json_object_get (document, "acceptance")));
  if (rejected)
    describe_rejection (self, document, body);

  return body;
}

void
parvis_dossier_review_keep_words (ParvisDossierReview *self,
                                  const json_t        *verdict)
{
  g_autofree char *key = g_strdup_printf ("%s/%s", parvis_dossier_review_get_facts (self)->id,
                                          self->requirement);

  if (json_object_get (verdict, "text") != NULL)
    json_object_set_new (self->words, key, json_deep_copy (verdict));
}

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
