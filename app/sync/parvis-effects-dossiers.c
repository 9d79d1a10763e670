/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-effects"

#include "config.h"

#include "parvis-dossier.h"
#include "parvis-effects.h"
#include "parvis-error.h"
#include "parvis-words.h"

#include <string.h>

/* The commands about dossiers. */

#define CHECKS_MAX 9

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
check_text (const json_t  *body,
            GError       **error)
{
  const char *text;

  return parvis_json_get_string (body, "text", PARVIS_DOSSIER_TEXT_MAX, &text, error);
}

static gboolean
check_verdict (const json_t  *body,
               GError       **error)
{
  ParvisDocumentState state;
  const char *text;

  if (!parvis_json_get_string (body, "requirement", 64, &text, error) ||
      !parvis_json_get_string_or (body, "text", PARVIS_DOSSIER_TEXT_MAX, NULL, &text, error) ||
      !parvis_json_get_string (body, "state", 20, &text, error))
    return FALSE;
  if (!parvis_document_state_from_string (text, &state) || state == PARVIS_DOCUMENT_EXPECTED)
    return parvis_set_invalid (error, "/state", "“%s” is no verdict", text);
  if (json_object_get (body, "files") != NULL && !json_is_array (json_object_get (body, "files")))
    return parvis_set_invalid (error, "/files", "The files that were seen are a list of ids");
  if (json_array_size (json_object_get (body, "checks")) > CHECKS_MAX)
    return parvis_set_invalid (error, "/checks", "At most %d boxes are ticked", CHECKS_MAX);

  return state != PARVIS_DOCUMENT_REJECTED ||
         parvis_json_get_string (body, "reason", 64, &text, error);
}

static gboolean
check_finish (const json_t  *body,
              GError       **error)
{
  gboolean off;

  return parvis_json_get_bool_or (body, "off", FALSE, &off, error);
}

static gboolean
check_decide (const json_t  *body,
              GError       **error)
{
  ParvisDossierState state;
  const char *text;

  if (!parvis_json_get_string_or (body, "reason", PARVIS_DOSSIER_TEXT_MAX, NULL, &text, error) ||
      !parvis_json_get_string (body, "state", 30, &text, error))
    return FALSE;

  return parvis_dossier_state_from_string (text, &state) ||
         parvis_set_invalid (error, "/state", "“%s” is no state of a dossier", text);
}

static gboolean
check_told (const json_t  *body,
            GError       **error)
{
  const char *by;

  return parvis_json_get_string (body, "by", 10, &by, error);
}

static gboolean
check_label (const json_t  *body,
             GError       **error)
{
  const json_t *labels = json_object_get (body, "labels");

  return (json_is_array (labels) && json_array_size (labels) <= PARVIS_DOSSIER_LABELS_MAX) ||
         parvis_set_invalid (error, "/labels", "There are at most %d labels",
                             PARVIS_DOSSIER_LABELS_MAX);
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

/* Whoever acts on a dossier holds it, and has begun it. */
static void
take_up (json_t       *dossier,
         const json_t *command,
         const char   *key,
         gint64        at)
{
  const char *state = json_string_value (json_object_get (dossier, "state"));

  if (json_object_get (dossier, "assigned") == NULL)
    take (dossier, command, key, at);
  if (g_strcmp0 (state, parvis_dossier_state_to_string (PARVIS_DOSSIER_SUBMITTED)) == 0)
    parvis_json_set_string (dossier, "state",
                            parvis_dossier_state_to_string (PARVIS_DOSSIER_IN_REVIEW));
}

static json_t *
find_document (const json_t *dossier,
               const char   *requirement)
{
  json_t *document;
  gsize i;

  json_array_foreach (json_object_get (dossier, "documents"), i, document)
    {
      const char *id = json_string_value (json_object_get (document, "requirement"));

      if (g_strcmp0 (id, requirement) == 0)
        return document;
    }

  return NULL;
}

static void
copy_text (json_t       *to,
           const json_t *from,
           const char   *name)
{
  parvis_json_set_string (to, name, json_string_value (json_object_get (from, name)));
}

static void
judge (json_t       *dossier,
       const json_t *command,
       const char   *key,
       gint64        at)
{
  static const char *const verdict[] = { "acceptance", "rejection", "reason", "until",
                                         "verdict_at" };
  const char *state = json_string_value (json_object_get (command, "state"));
  json_t *document;

  take_up (dossier, command, key, at);
  if (json_object_get (dossier, "tell_at") == NULL)
    json_object_set_new (dossier, "untold", json_true ());
  document = find_document (dossier,
                            json_string_value (json_object_get (command, "requirement")));
  if (document == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (verdict); i++)
    json_object_del (document, verdict[i]);
  if (strcmp (state, parvis_document_state_to_string (PARVIS_DOCUMENT_RECEIVED)) == 0)
    {
      gboolean there = json_object_get (document, "pages") != NULL ||
                       json_object_get (document, "explained") != NULL;

      parvis_json_set_string (document, "state", there ? state : "expected");
      return;
    }

  parvis_json_set_string (document, "state", state);
  copy_text (document, command, "reason");
  copy_text (document, command, "until");
  if (strcmp (state, parvis_document_state_to_string (PARVIS_DOCUMENT_ACCEPTED)) == 0)
    {
      const char *acceptance = json_string_value (json_object_get (command, "acceptance"));

      parvis_json_set_string (document, "acceptance", acceptance != NULL ? acceptance : "picture");
    }
  parvis_json_set_time (document, "verdict_at", at);
}

static void
tell_later (json_t *dossier,
            gint64  at)
{
  json_object_del (dossier, "untold");
  parvis_json_set_time (dossier, "tell_at", at + PARVIS_DOSSIER_HOLD);
}

static gboolean
has_verdicts (const json_t *dossier)
{
  const json_t *document;
  gsize i;

  json_array_foreach (json_object_get (dossier, "documents"), i, document)
    if (json_object_get (document, "verdict_at") != NULL)
      return TRUE;

  return FALSE;
}

/* Whether there is something to tell the service knows better; until it says so, what was judged
 * is not out of sight.
 */
static void
hold_back (json_t *dossier)
{
  json_object_del (dossier, "tell_at");
  if (has_verdicts (dossier))
    json_object_set_new (dossier, "untold", json_true ());
}

static void
finish (json_t       *dossier,
        const json_t *command,
        const char   *key,
        gint64        at)
{
  gboolean off = json_is_true (json_object_get (command, "off"));

  take_up (dossier, command, key, at);
  if (off)
    hold_back (dossier);
  else
    tell_later (dossier, at);
}

static void
decide (json_t       *dossier,
        const json_t *command,
        const char   *key,
        gint64        at)
{
  ParvisDossierState state = PARVIS_DOSSIER_IN_REVIEW;

  take_up (dossier, command, key, at);
  copy_text (dossier, command, "state");
  json_object_del (dossier, "reason");
  json_object_del (dossier, "decided_at");
  parvis_dossier_state_from_string (json_string_value (json_object_get (command, "state")),
                                    &state);
  if (!parvis_dossier_state_is_final (state))
    {
      hold_back (dossier);
      return;
    }

  copy_text (dossier, command, "reason");
  parvis_json_set_time (dossier, "decided_at", at);
  tell_later (dossier, at);
}

static void
reply (json_t       *dossier,
       const json_t *command,
       const char   *key,
       gint64        at)
{
  json_object_set_new (dossier, "unanswered", json_false ());
}

static void
label (json_t       *dossier,
       const json_t *command,
       const char   *key,
       gint64        at)
{
  json_object_set (dossier, "labels", json_object_get (command, "labels"));
}

static gboolean
check_procedure (const json_t  *body,
                 GError       **error)
{
  return TRUE;
}

#define DOSSIER(name, path, check, effect) \
  { "dossier." name, "POST", "dossiers/{}/" path, PARVIS_KIND_DOSSIER, check, \
    { { PARVIS_KIND_DOSSIER, effect } }, FALSE, NULL, FALSE }

const ParvisVerb parvis_dossier_verbs[] = {
  DOSSIER ("take", "take", check_take, take),
  DOSSIER ("release", "release", check_release, release),
  DOSSIER ("verdict", "verdict", check_verdict, judge),
  DOSSIER ("finish", "finish", check_finish, finish),
  DOSSIER ("decide", "decide", check_decide, decide),
  DOSSIER ("reply", "reply", check_text, reply),
  DOSSIER ("note", "note", check_text, note),
  DOSSIER ("told", "told", check_told, reply),
  DOSSIER ("label", "labels", check_label, label),
  {
    /* Of the module: sent after it was switched on; drawn when the service has it. */
    "procedure.add", "POST", "procedures", PARVIS_KIND_SETUP, check_procedure,
    { { NULL, NULL } }, FALSE, NULL, FALSE,
  },
};

const guint parvis_n_dossier_verbs = G_N_ELEMENTS (parvis_dossier_verbs);
