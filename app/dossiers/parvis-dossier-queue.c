/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-queue"

#include "config.h"

#include "parvis-dossier-queue.h"

#include "parvis-words.h"

#include <glib/gi18n.h>
#include <string.h>

struct _ParvisDossierQueue
{
  GObject              parent_instance;

  /* Owned */
  ParvisDesk          *desk;
  GSettings           *settings;
  char                *account;
  char                *typed;
  GHashTable          *items;         /* id → ParvisDossierItem, of the store */
  GHashTable          *procedures;    /* id of its entity → ParvisProcedure */
  GListStore          *store;
  GtkFilter           *filter;
  GtkSorter           *sorter;
  GListModel          *shown;
  GHashTable          *drafts;        /* "DOSSIER/WHAT" → text */
  ParvisDossierItem   *kept;          /* (nullable): shown whatever the filter */
  gint64               ticked_at;

  ParvisDossierFilter  chosen;
  ParvisDossierOrder   order;
  guint                counts[PARVIS_N_DOSSIER_FILTERS];
};

G_DEFINE_FINAL_TYPE (ParvisDossierQueue, parvis_dossier_queue, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* --- what is shown --- */

static gboolean
passes_cb (gpointer item,
           gpointer user_data)
{
  ParvisDossierQueue *self = PARVIS_DOSSIER_QUEUE (user_data);
  const ParvisDossierFacts *facts = parvis_dossier_item_get_facts (PARVIS_DOSSIER_ITEM (item));

  if (item == self->kept)
    return TRUE;
  if (*self->typed != '\0')
    return facts->open && parvis_dossier_facts_matches (facts, self->typed);

  return parvis_dossier_facts_passes (facts, self->chosen);
}

static int
compare_cb (gconstpointer a,
            gconstpointer b,
            gpointer      user_data)
{
  return parvis_dossier_facts_compare (
    parvis_dossier_item_get_facts (PARVIS_DOSSIER_ITEM ((gpointer) a)),
    parvis_dossier_item_get_facts (PARVIS_DOSSIER_ITEM ((gpointer) b)),
    PARVIS_DOSSIER_QUEUE (user_data)->order);
}

static void
count_all (ParvisDossierQueue *self)
{
  GHashTableIter iter;
  gpointer item;

  memset (self->counts, 0, sizeof self->counts);
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    {
      const ParvisDossierFacts *facts = parvis_dossier_item_get_facts (item);

      for (guint i = 0; i < PARVIS_N_DOSSIER_FILTERS; i++)
        self->counts[i] += parvis_dossier_facts_passes (facts, (ParvisDossierFilter) i);
    }
}

static void
tell_changed (ParvisDossierQueue *self)
{
  count_all (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- what there is --- */

static void
remove_item (ParvisDossierQueue *self,
             const char         *id)
{
  ParvisDossierItem *item = g_hash_table_lookup (self->items, id);
  guint position;

  if (item != NULL && g_list_store_find (self->store, item, &position))
    g_list_store_remove (self->store, position);
  g_hash_table_remove (self->items, id);
}

/* Returns: (transfer none) (nullable): the item if it is new */
static ParvisDossierItem *
take_entity (ParvisDossierQueue    *self,
             const ParvisEntityRef *entity)
{
  ParvisDossierItem *item = g_hash_table_lookup (self->items, entity->id);
  ParvisDossierFacts *facts = entity->body != NULL
                                ? parvis_dossier_facts_new (entity, self->account) : NULL;

  if (facts == NULL)
    {
      remove_item (self, entity->id);
      return NULL;
    }
  parvis_dossier_facts_hide (facts, parvis_dossier_queue_hides_names (self));
  if (item != NULL)
    {
      parvis_dossier_item_set_facts (item, facts);
      return NULL;
    }

  item = parvis_dossier_item_new (facts);
  g_hash_table_insert (self->items, g_strdup (entity->id), item);

  return item;
}

static void
take_procedure (ParvisDossierQueue    *self,
                const ParvisEntityRef *entity)
{
  ParvisProcedure *procedure = NULL;

  if (entity->body != NULL)
    procedure = parvis_procedure_new (json_object_get (entity->body, "form"), NULL);
  if (procedure != NULL)
    g_hash_table_insert (self->procedures, g_strdup (entity->id), procedure);
  else
    g_hash_table_remove (self->procedures, entity->id);
}

static void
take_all (ParvisDossierQueue *self)
{
  ParvisSession *session = parvis_desk_get_session (self->desk);
  g_autoptr(GPtrArray) procedures = parvis_session_list_entities (session, PARVIS_KIND_PROCEDURE);
  g_autoptr(GPtrArray) dossiers = parvis_session_list_entities (session, PARVIS_KIND_DOSSIER);
  g_autoptr(GPtrArray) added = g_ptr_array_new ();

  for (guint i = 0; i < procedures->len; i++)
    take_procedure (self, g_ptr_array_index (procedures, i));
  for (guint i = 0; i < dossiers->len; i++)
    {
      ParvisDossierItem *item = take_entity (self, g_ptr_array_index (dossiers, i));

      if (item != NULL)
        g_ptr_array_add (added, item);
    }

  /* At once: thousands are sorted once. */
  g_list_store_splice (self->store, g_list_model_get_n_items (G_LIST_MODEL (self->store)), 0,
                       added->pdata, added->len);
  tell_changed (self);
}

static void
changed_cb (ParvisSession *session,
            GPtrArray     *changes,
            gpointer       user_data)
{
  ParvisDossierQueue *self = PARVIS_DOSSIER_QUEUE (user_data);
  g_autoptr(GPtrArray) added = g_ptr_array_new ();
  gboolean concerned = FALSE;
  gboolean dossiers = FALSE;

  for (guint i = 0; i < changes->len; i++)
    {
      const ParvisEntityRef *entity = g_ptr_array_index (changes, i);

      if (strcmp (entity->kind, PARVIS_KIND_PROCEDURE) == 0)
        {
          take_procedure (self, entity);
          concerned = TRUE;
        }
      else if (strcmp (entity->kind, PARVIS_KIND_DOSSIER) == 0)
        {
          ParvisDossierItem *item = take_entity (self, entity);

          if (item != NULL)
            g_ptr_array_add (added, item);
          dossiers = TRUE;
        }
    }

  if (added->len > 0)
    g_list_store_splice (self->store, g_list_model_get_n_items (G_LIST_MODEL (self->store)), 0,
                         added->pdata, added->len);
  if (dossiers)
    {
      gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
      gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
    }
  if (dossiers || concerned)
    tell_changed (self);
}

static void
hidden_cb (ParvisDossierQueue *self)
{
  gboolean hidden = parvis_dossier_queue_hides_names (self);
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    {
      parvis_dossier_facts_hide ((ParvisDossierFacts *) parvis_dossier_item_get_facts (item),
                                 hidden);
      parvis_dossier_item_touch (item);
    }
  tell_changed (self);
}

/* What a colleague left is nobody's after a while, and nothing else tells of it. */
static void
tick_cb (ParvisDossierQueue *self)
{
  gint64 now = parvis_session_now (parvis_desk_get_session (self->desk));
  gboolean freed = FALSE;
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    {
      const ParvisDossierFacts *facts = parvis_dossier_item_get_facts (item);

      if (!parvis_dossier_facts_is_locked (facts, self->ticked_at) ||
          parvis_dossier_facts_is_locked (facts, now))
        continue;

      parvis_dossier_item_touch (item);
      freed = TRUE;
    }
  self->ticked_at = now;
  if (freed)
    tell_changed (self);
}

/* --- the object --- */

static void
parvis_dossier_queue_finalize (GObject *object)
{
  ParvisDossierQueue *self = PARVIS_DOSSIER_QUEUE (object);

  g_clear_object (&self->shown);
  g_clear_object (&self->store);
  g_clear_object (&self->desk);
  g_clear_object (&self->settings);
  g_hash_table_unref (self->items);
  g_hash_table_unref (self->procedures);
  g_hash_table_unref (self->drafts);
  g_clear_object (&self->kept);
  g_free (self->account);
  g_free (self->typed);

  G_OBJECT_CLASS (parvis_dossier_queue_parent_class)->finalize (object);
}

static void
parvis_dossier_queue_class_init (ParvisDossierQueueClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = parvis_dossier_queue_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
parvis_dossier_queue_init (ParvisDossierQueue *self)
{
  GtkFilterListModel *filtered;

  self->typed = g_strdup ("");
  self->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->procedures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            (GDestroyNotify) parvis_procedure_unref);
  self->drafts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->store = g_list_store_new (PARVIS_TYPE_DOSSIER_ITEM);
  self->filter = GTK_FILTER (gtk_custom_filter_new (passes_cb, self, NULL));
  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare_cb, self, NULL));
  filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->store)), self->filter);
  self->shown = G_LIST_MODEL (gtk_sort_list_model_new (G_LIST_MODEL (filtered), self->sorter));
}

ParvisDossierQueue *
parvis_dossier_queue_new (ParvisDesk *desk,
                          GSettings  *settings)
{
  ParvisDossierQueue *self;
  ParvisSession *session;
  g_autofree char *filter = NULL;
  g_autofree char *order = NULL;

  g_return_val_if_fail (PARVIS_IS_DESK (desk), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (PARVIS_TYPE_DOSSIER_QUEUE, NULL);
  session = parvis_desk_get_session (desk);
  self->desk = g_object_ref (desk);
  self->settings = g_object_ref (settings);
  self->account = g_settings_get_string (settings, "account");
  filter = g_settings_get_string (settings, "dossiers-filter");
  order = g_settings_get_string (settings, "dossiers-order");
  self->chosen = parvis_dossier_filter_from_string (filter);
  self->order = parvis_dossier_order_from_string (order);
  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (settings, "changed::dossiers-private", G_CALLBACK (hidden_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "ready", G_CALLBACK (take_all), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (parvis_desk_get_ticker (desk), "tick", G_CALLBACK (tick_cb), self,
                           G_CONNECT_SWAPPED);
  self->ticked_at = parvis_session_now (session);
  take_all (self);

  return self;
}

ParvisDesk *
parvis_dossier_queue_get_desk (ParvisDossierQueue *self)
{
  g_return_val_if_fail (PARVIS_IS_DOSSIER_QUEUE (self), NULL);

  return self->desk;
}

GSettings *
parvis_dossier_queue_get_settings (ParvisDossierQueue *self)
{
  g_return_val_if_fail (PARVIS_IS_DOSSIER_QUEUE (self), NULL);

  return self->settings;
}

gboolean
parvis_dossier_queue_hides_names (ParvisDossierQueue *self)
{
  g_return_val_if_fail (PARVIS_IS_DOSSIER_QUEUE (self), FALSE);

  return g_settings_get_boolean (self->settings, "dossiers-private");
}

gboolean
parvis_dossier_queue_wants_each (ParvisDossierQueue *self)
{
  ParvisSession *session;
  g_autoptr(ParvisEntityRef) setup = NULL;

  g_return_val_if_fail (PARVIS_IS_DOSSIER_QUEUE (self), FALSE);

  session = parvis_desk_get_session (self->desk);
  setup = parvis_session_dup_entity (session, PARVIS_KIND_SETUP,
                                     parvis_session_get_town (session));

  return setup != NULL && json_is_true (json_object_get (setup->body, "check_each"));
}

GListModel *
parvis_dossier_queue_get_shown (ParvisDossierQueue *self)
{
  g_return_val_if_fail (PARVIS_IS_DOSSIER_QUEUE (self), NULL);

  return self->shown;
}

guint
parvis_dossier_queue_count (ParvisDossierQueue  *self,
                            ParvisDossierFilter  filter)
{
  g_return_val_if_fail (PARVIS_IS_DOSSIER_QUEUE (self), 0);

  return self->counts[filter];
}

static int
compare_due (gconstpointer a,
             gconstpointer b)
{
  return parvis_dossier_facts_compare (
    parvis_dossier_item_get_facts (PARVIS_DOSSIER_ITEM (*(gpointer *) a)),
    parvis_dossier_item_get_facts (PARVIS_DOSSIER_ITEM (*(gpointer *) b)), PARVIS_DOSSIERS_DUE);
}

GPtrArray *
parvis_dossier_queue_list_urgent (ParvisDossierQueue *self)
{
  GPtrArray *urgent = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer item;

  g_return_val_if_fail (PARVIS_IS_DOSSIER_QUEUE (self), urgent);

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    if (parvis_dossier_item_get_facts (item)->urgent)
      g_ptr_array_add (urgent, item);
  g_ptr_array_sort (urgent, compare_due);

  return urgent;
}

ParvisDossierFilter
parvis_dossier_queue_get_filter (ParvisDossierQueue *self)
{
  g_return_val_if_fail (PARVIS_IS_DOSSIER_QUEUE (self), PARVIS_DOSSIERS_TO_REVIEW);

  return self->chosen;
}

void
parvis_dossier_queue_set_filter (ParvisDossierQueue  *self,
                                 ParvisDossierFilter  filter)
{
  g_return_if_fail (PARVIS_IS_DOSSIER_QUEUE (self));

  self->chosen = filter;
  g_settings_set_string (self->settings, "dossiers-filter",
                         parvis_dossier_filter_to_string (filter));
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

ParvisDossierOrder
parvis_dossier_queue_get_order (ParvisDossierQueue *self)
{
  g_return_val_if_fail (PARVIS_IS_DOSSIER_QUEUE (self), PARVIS_DOSSIERS_OLDEST);

  return self->order;
}

void
parvis_dossier_queue_set_order (ParvisDossierQueue *self,
                                ParvisDossierOrder  order)
{
  g_return_if_fail (PARVIS_IS_DOSSIER_QUEUE (self));

  self->order = order;
  g_settings_set_string (self->settings, "dossiers-order", parvis_dossier_order_to_string (order));
  gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
}

void
parvis_dossier_queue_search (ParvisDossierQueue *self,
                             const char         *typed)
{
  g_return_if_fail (PARVIS_IS_DOSSIER_QUEUE (self));

  g_free (self->typed);
  self->typed = g_strstrip (g_strdup (typed));
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

const char *
parvis_dossier_queue_get_language (void)
{
  /* Translators: the code of this language: what a town writes in several is shown in it. */
  return C_("language", "en");
}

const ParvisProcedure *
parvis_dossier_queue_find_procedure (ParvisDossierQueue *self,
                                     const char         *form)
{
  g_return_val_if_fail (PARVIS_IS_DOSSIER_QUEUE (self), NULL);

  return g_hash_table_lookup (self->procedures, form);
}

void
parvis_dossier_queue_keep_shown (ParvisDossierQueue *self,
                                 ParvisDossierItem  *item)
{
  g_return_if_fail (PARVIS_IS_DOSSIER_QUEUE (self));

  /* The one before goes with the next change: what was just done stays in sight. */
  g_set_object (&self->kept, item);
}

void
parvis_dossier_queue_reveal (ParvisDossierQueue *self,
                             ParvisDossierItem  *item)
{
  g_return_if_fail (PARVIS_IS_DOSSIER_QUEUE (self));

  parvis_dossier_queue_keep_shown (self, item);
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

ParvisDossierItem *
parvis_dossier_queue_find_item (ParvisDossierQueue *self,
                                const char         *id)
{
  g_return_val_if_fail (PARVIS_IS_DOSSIER_QUEUE (self), NULL);

  return g_hash_table_lookup (self->items, id);
}

const char *
parvis_dossier_queue_get_draft (ParvisDossierQueue *self,
                                const char         *dossier,
                                const char         *what)
{
  g_autofree char *key = g_strdup_printf ("%s/%s", dossier, what);
  const char *text;

  g_return_val_if_fail (PARVIS_IS_DOSSIER_QUEUE (self), "");

  text = g_hash_table_lookup (self->drafts, key);

  return text != NULL ? text : "";
}

void
parvis_dossier_queue_set_draft (ParvisDossierQueue *self,
                                const char         *dossier,
                                const char         *what,
                                const char         *text)
{
  g_autofree char *key = g_strdup_printf ("%s/%s", dossier, what);

  g_return_if_fail (PARVIS_IS_DOSSIER_QUEUE (self));

  if (*text == '\0')
    g_hash_table_remove (self->drafts, key);
  else
    g_hash_table_insert (self->drafts, g_steal_pointer (&key), g_strdup (text));
}

typedef struct
{
  ParvisDossierQueue *queue;
  char               *dossier;
  char              **drafts;
} Sent;

static void
sent_cb (gboolean kept,
         gpointer data)
{
  const Sent *sent = data;

  for (guint i = 0; kept && sent->drafts[i] != NULL; i++)
    parvis_dossier_queue_set_draft (sent->queue, sent->dossier, sent->drafts[i], "");
}

static void
free_sent (gpointer data)
{
  Sent *sent = data;

  g_object_unref (sent->queue);
  g_free (sent->dossier);
  g_strfreev (sent->drafts);
  g_free (sent);
}

void
parvis_dossier_queue_send_drafts (ParvisDossierQueue *self,
                                  const char         *dossier,
                                  const char *const  *drafts,
                                  ParvisDeskCommand  *command)
{
  Sent *sent;

  g_return_if_fail (PARVIS_IS_DOSSIER_QUEUE (self));

  sent = g_new0 (Sent, 1);
  sent->queue = g_object_ref (self);
  sent->dossier = g_strdup (dossier);
  sent->drafts = g_strdupv ((char **) drafts);
  command->kept = sent_cb;
  command->kept_data = sent;
  command->kept_destroy = free_sent;
}

static const ParvisProcedure *
find_procedure (ParvisDossierQueue *self,
                const char         *form)
{
  const ParvisProcedure *only = NULL;
  GHashTableIter iter;
  gpointer procedure;

  if (form != NULL)
    return g_hash_table_lookup (self->procedures, form);

  g_hash_table_iter_init (&iter, self->procedures);
  while (g_hash_table_iter_next (&iter, NULL, &procedure))
    {
      if (only != NULL && strcmp (parvis_procedure_get_id (only),
                                  parvis_procedure_get_id (procedure)) != 0)
        return NULL;
      only = procedure;
    }

  return only;
}

char *
parvis_dossier_queue_dup_title (ParvisDossierQueue *self,
                                const char         *form)
{
  const ParvisProcedure *procedure;

  g_return_val_if_fail (PARVIS_IS_DOSSIER_QUEUE (self), NULL);

  procedure = find_procedure (self, form);

  return procedure != NULL
           ? g_strdup (parvis_text_get (parvis_procedure_get_title (procedure),
                                        parvis_dossier_queue_get_language ()))
           : NULL;
}

char *
parvis_dossier_queue_dup_document (ParvisDossierQueue *self,
                                   const char         *form,
                                   const char         *requirement)
{
  const ParvisProcedure *procedure;
  const ParvisRequirement *asked = NULL;

  g_return_val_if_fail (PARVIS_IS_DOSSIER_QUEUE (self), NULL);

  procedure = find_procedure (self, form);
  if (procedure != NULL)
    asked = parvis_procedure_find_requirement (procedure, requirement);

  return g_strdup (asked != NULL ? parvis_text_get (&asked->name,
                                                    parvis_dossier_queue_get_language ())
                                 : requirement);
}
