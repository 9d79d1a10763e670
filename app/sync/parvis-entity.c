/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-entity"

#include "config.h"

#include "parvis-entity.h"

#include "parvis-dossier.h"
#include "parvis-time.h"
#include "parvis-words.h"

#include <string.h>

ParvisEntityRef *
parvis_entity_new (const char *kind,
                   const char *id,
                   gint64      seq,
                   json_t     *body,
                   guint       waiting)
{
  ParvisEntityRef *entity = g_new0 (ParvisEntityRef, 1);

  g_ref_count_init (&entity->ref_count);
  entity->kind = g_strdup (kind);
  entity->id = g_strdup (id);
  entity->seq = seq;
  entity->body = body;
  entity->waiting = waiting;

  return entity;
}

ParvisEntityRef *
parvis_entity_ref (ParvisEntityRef *entity)
{
  g_return_val_if_fail (entity != NULL, NULL);

  g_ref_count_inc (&entity->ref_count);

  return entity;
}

void
parvis_entity_unref (ParvisEntityRef *entity)
{
  g_return_if_fail (entity != NULL);

  if (!g_ref_count_dec (&entity->ref_count))
    return;

  g_free (entity->kind);
  g_free (entity->id);
  json_decref (entity->body);
  g_free (entity);
}

ParvisAction *
parvis_action_ref (ParvisAction *action)
{
  g_return_val_if_fail (action != NULL, NULL);

  g_ref_count_inc (&action->ref_count);

  return action;
}

void
parvis_action_unref (ParvisAction *action)
{
  g_return_if_fail (action != NULL);

  if (!g_ref_count_dec (&action->ref_count))
    return;

  g_free (action->key);
  g_free (action->name);
  g_free (action->kind);
  g_free (action->object);
  json_decref (action->body);
  g_free (action->reason);
  g_free (action->problem);
  g_free (action->field);
  g_free (action);
}

gboolean
parvis_kind_is_dated (const char *kind)
{
  return strcmp (kind, PARVIS_KIND_ORDER) == 0 || strcmp (kind, PARVIS_KIND_BAKE) == 0 ||
         strcmp (kind, PARVIS_KIND_DOSSIER) == 0;
}

gboolean
parvis_kind_is_sealed (const char *kind)
{
  return strcmp (kind, PARVIS_KIND_DOSSIER) == 0 || strcmp (kind, PARVIS_KIND_ORDER) == 0 ||
         strcmp (kind, PARVIS_KIND_STANDING) == 0;
}

/* An accepted one may still wait for a document that is asked for later. */
static gboolean
is_over (const json_t *dossier)
{
  const char *word = json_string_value (json_object_get (dossier, "state"));
  ParvisDossierState state;
  const json_t *document;
  gsize i;

  if (word == NULL || !parvis_dossier_state_from_string (word, &state) ||
      !parvis_dossier_state_is_final (state))
    return FALSE;

  if (state != PARVIS_DOSSIER_ACCEPTED)
    return TRUE;

  json_array_foreach (json_object_get (dossier, "documents"), i, document)
    if (g_strcmp0 (json_string_value (json_object_get (document, "state")),
                   parvis_document_state_to_string (PARVIS_DOCUMENT_ACCEPTED)) != 0)
      return FALSE;

  return TRUE;
}

gboolean
parvis_entity_get_day (const char   *kind,
                       const json_t *body,
                       char          day[PARVIS_ENTITY_DAY_SIZE])
{
  const char *text;

  if (strcmp (kind, PARVIS_KIND_DOSSIER) != 0)
    text = json_string_value (json_object_get (body, "day"));
  else if (is_over (body))
    text = json_string_value (json_object_get (body, "decided_at"));
  else
    text = body != NULL ? PARVIS_ENTITY_NO_DAY : NULL;

  g_strlcpy (day, text != NULL ? text : "", PARVIS_ENTITY_DAY_SIZE);

  return text != NULL;
}

/* The day of yesterday wherever the town is, in any zone. */
char *
parvis_horizon_new (gint64 now)
{
  int year;
  int month;
  int day;

  parvis_day_to_civil ((now - 36 * PARVIS_HOUR) / PARVIS_DAY, &year, &month, &day);

  return g_strdup_printf ("%04d-%02d-%02d", year, month, day);
}
