/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-facts"

#include "config.h"

#include "parvis-dossier-facts.h"

#include "parvis-time.h"
#include "parvis-words.h"

#include <string.h>

static const char *const filters[PARVIS_N_DOSSIER_FILTERS] = { "review", "waiting", "complete",
                                                              "mine", "all" };
static const char *const orders[PARVIS_N_DOSSIER_ORDERS] = { "oldest", "due", "name" };

static char *
dup_text (const json_t *body,
          const char   *name)
{
  const char *text = json_string_value (json_object_get (body, name));

  return g_strdup (text != NULL ? text : "");
}

static gint64
get_time (const json_t *body,
          const char   *name)
{
  gint64 instant;

  return parvis_json_get_time_or (body, name, PARVIS_NO_TIME, &instant, NULL) ? instant
                                                                              : PARVIS_NO_TIME;
}

static void
count_documents (ParvisDossierFacts *self,
                 const json_t       *body)
{
  const json_t *document;
  gsize i;

  json_array_foreach (json_object_get (body, "documents"), i, document)
    {
      const char *word = json_string_value (json_object_get (document, "state"));
      ParvisDocumentState state;

      if (word == NULL || !parvis_document_state_from_string (word, &state))
        continue;

      self->n_documents++;
      self->n_approved += state == PARVIS_DOCUMENT_ACCEPTED;
      self->n_received += state == PARVIS_DOCUMENT_RECEIVED;
    }
}

static char *
dup_labels (const json_t *body)
{
  g_autoptr(GString) labels = g_string_new (NULL);
  const json_t *label;
  gsize i;

  json_array_foreach (json_object_get (body, "labels"), i, label)
    {
      if (json_is_string (label))
        g_string_append_printf (labels, "%s%s", labels->len > 0 ? ", " : "",
                                json_string_value (label));
    }

  return g_strdup (labels->str);
}

static void
read_hold (ParvisDossierFacts *self,
           const json_t       *body,
           const char         *account)
{
  const json_t *assigned = json_object_get (body, "assigned");
  const char *who = json_string_value (json_object_get (assigned, "account"));

  self->held = assigned != NULL;
  self->mine = json_is_true (json_object_get (assigned, "here")) ||
               (who != NULL && g_strcmp0 (who, account) == 0);
  self->holder = g_strdup (json_string_value (json_object_get (assigned, "name")));
  self->held_at = assigned != NULL ? get_time (assigned, "at") : PARVIS_NO_TIME;
}

ParvisDossierFacts *
parvis_dossier_facts_new (const ParvisEntityRef *entity,
                          const char            *account)
{
  g_autoptr(ParvisDossierFacts) self = NULL;
  const json_t *body = entity->body;
  const char *word = json_string_value (json_object_get (body, "state"));
  char day[PARVIS_ENTITY_DAY_SIZE];
  ParvisDossierState state;

  if (word == NULL || !parvis_dossier_state_from_string (word, &state))
    return NULL;

  self = g_new0 (ParvisDossierFacts, 1);
  self->id = g_strdup (entity->id);
  self->number = dup_text (body, "number");
  self->procedure = dup_text (body, "procedure");
  self->form = g_strdup_printf ("%s/%" JSON_INTEGER_FORMAT, self->procedure,
                                json_integer_value (json_object_get (body, "version")));
  self->name = dup_text (body, "subject");
  self->subject = g_strdup (self->name);
  self->applicant = dup_text (body, "applicant");
  self->labels = dup_labels (body);
  self->state = state;
  self->open = parvis_entity_get_day (PARVIS_KIND_DOSSIER, body, day) &&
               strcmp (day, PARVIS_ENTITY_NO_DAY) == 0;
  self->unanswered = json_is_true (json_object_get (body, "unanswered"));
  self->untold = json_is_true (json_object_get (body, "untold"));
  self->urgent = json_object_get (body, "alarm") != NULL;
  self->waiting = entity->waiting > 0;
  self->submitted_at = get_time (body, "submitted_at");
  self->receipt_at = get_time (body, "receipt_at");
  self->answer_due = get_time (body, "answer_due");
  self->paused_at = get_time (body, "paused_at");
  count_documents (self, body);
  read_hold (self, body, account);

  return g_steal_pointer (&self);
}

void
parvis_dossier_facts_hide (ParvisDossierFacts *self,
                           gboolean            hidden)
{
  g_free (self->subject);
  self->subject = g_strdup (hidden ? self->number : self->name);
}

void
parvis_dossier_facts_free (ParvisDossierFacts *self)
{
  g_free (self->id);
  g_free (self->number);
  g_free (self->procedure);
  g_free (self->form);
  g_free (self->name);
  g_free (self->subject);
  g_free (self->labels);
  g_free (self->applicant);
  g_free (self->holder);
  g_free (self);
}

ParvisDossierFilter
parvis_dossier_facts_group (const ParvisDossierFacts *self)
{
  /* What nobody finished is not waited for: its family does not know. */
  if (self->n_received > 0 || self->unanswered || self->untold)
    return PARVIS_DOSSIERS_TO_REVIEW;

  return self->n_approved == self->n_documents ? PARVIS_DOSSIERS_COMPLETE
                                               : PARVIS_DOSSIERS_WAITING;
}

gboolean
parvis_dossier_facts_is_locked (const ParvisDossierFacts *self,
                                gint64                    now)
{
  return self->held && !self->mine &&
         (self->held_at == PARVIS_NO_TIME || now - self->held_at < PARVIS_DOSSIER_HELD);
}

gboolean
parvis_dossier_facts_passes (const ParvisDossierFacts *self,
                             ParvisDossierFilter       filter)
{
  if (!self->open)
    return FALSE;
  if (filter == PARVIS_DOSSIERS_ALL)
    return TRUE;
  if (filter == PARVIS_DOSSIERS_MINE)
    return self->mine;

  return parvis_dossier_facts_group (self) == filter;
}

gboolean
parvis_dossier_facts_matches (const ParvisDossierFacts *self,
                              const char               *typed)
{
  g_autofree char *all = NULL;

  if (*typed == '\0')
    return TRUE;

  all = g_strjoin (" ", self->name, self->applicant, self->number, self->labels, NULL);

  return g_str_match_string (typed, all, TRUE);
}

static int
compare_instants (gint64 a,
                  gint64 b)
{
  return (a > b) - (a < b);
}

/* What stands still is due after all that does not. */
static gint64
get_due (const ParvisDossierFacts *self)
{
  return self->answer_due == PARVIS_NO_TIME || self->paused_at != PARVIS_NO_TIME
           ? PARVIS_NEVER : self->answer_due;
}

int
parvis_dossier_facts_compare (const ParvisDossierFacts *a,
                              const ParvisDossierFacts *b,
                              ParvisDossierOrder        order)
{
  int result = 0;

  if (order == PARVIS_DOSSIERS_BY_NAME)
    result = g_utf8_collate (a->name, b->name);
  else if (order == PARVIS_DOSSIERS_DUE)
    result = compare_instants (get_due (a), get_due (b));
  if (result == 0)
    result = compare_instants (a->submitted_at, b->submitted_at);

  return result != 0 ? result : strcmp (a->id, b->id);
}

const char *
parvis_dossier_filter_to_string (ParvisDossierFilter filter)
{
  return filters[filter];
}

ParvisDossierFilter
parvis_dossier_filter_from_string (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    if (strcmp (filters[i], text) == 0)
      return (ParvisDossierFilter) i;

  return PARVIS_DOSSIERS_TO_REVIEW;
}

const char *
parvis_dossier_order_to_string (ParvisDossierOrder order)
{
  return orders[order];
}

ParvisDossierOrder
parvis_dossier_order_from_string (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    if (strcmp (orders[i], text) == 0)
      return (ParvisDossierOrder) i;

  return PARVIS_DOSSIERS_OLDEST;
}
