/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-effects"

#include "config.h"

#include "parvis-effects.h"
#include "parvis-words.h"

/* The commands about dossiers. */

#define NOTE_MAX 2000

static gboolean
check_take (const json_t  *body,
            GError       **error)
{
  gboolean over;

  return parvis_json_get_bool_or (body, "over", FALSE, &over, error);
}

static gboolean
check_release (const json_t  *body,
               GError       **error)
{
  return TRUE;
}

static gboolean
check_note (const json_t  *body,
            GError       **error)
{
  const char *text;

  return parvis_json_get_string (body, "text", NOTE_MAX, &text, error);
}

/* Who this is the service says; until then it is who sits here. */
static void
take (json_t       *dossier,
      const json_t *command,
      const char   *key,
      gint64        at)
{
  json_t *assigned = json_pack ("{s:b}", "here", TRUE);

  parvis_json_set_time (assigned, "at", at);
  json_object_set_new (dossier, "assigned", assigned);
}

static void
release (json_t       *dossier,
         const json_t *command,
         const char   *key,
         gint64        at)
{
  json_object_del (dossier, "assigned");
}

/* Notes are no part of the entity; that one waits is. */
static void
note (json_t       *dossier,
      const json_t *command,
      const char   *key,
      gint64        at)
{
}

#define DOSSIER(name, check, effect) \
  { "dossier." name, "POST", "dossiers/{}/" name, PARVIS_KIND_DOSSIER, check, \
    { { PARVIS_KIND_DOSSIER, effect } }, FALSE, NULL }

const ParvisVerb parvis_dossier_verbs[] = {
  DOSSIER ("take", check_take, take),
  DOSSIER ("release", check_release, release),
  DOSSIER ("note", check_note, note),
};

const guint parvis_n_dossier_verbs = G_N_ELEMENTS (parvis_dossier_verbs);
