/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-live"

#include "config.h"

#include "parvis-live.h"

#include "parvis-error.h"
#include "parvis-message-private.h"

#include <string.h>

/* Changes read from the feed at once; a town of this size is read in one go. */
#define PAGE 500

/* What may be behind: the service allows it, and says so. */
#define CACHE_CONTROL "public, max-age=2"

typedef enum
{
  LIST_FACILITIES,
  LIST_GAUGES,
  LIST_NEIGHBOURHOODS,
  LIST_ROLLUPS,
  N_LISTS,
} List;

static const struct
{
  const char *kind;
  const char *member;
} lists[N_LISTS] = {
  [LIST_FACILITIES] = { PARVIS_KIND_FACILITY, "facilities" },
  [LIST_GAUGES] = { PARVIS_KIND_GAUGE, "gauges" },
  [LIST_NEIGHBOURHOODS] = { PARVIS_KIND_NEIGHBOURHOOD, "neighbourhoods" },
  [LIST_ROLLUPS] = { PARVIS_KIND_ROLLUP, "rollups" },
};

/* One town: its public entities as the feed had them at @seq. */
typedef struct
{
  char           *code;
  gint64          seq;            /* the entities stand here */
  gint64          latest;         /* the feed is known to stand here */
  ParvisPrepared *prepared;
  ParvisChange   *town;
  gboolean        hidden;         /* it shows nothing to everybody */
  guint           described;      /* which of the descriptions that is known by */
  GTree          *entities[N_LISTS];
} Town;

struct _ParvisLive
{
  ParvisStore   *store;           /* borrowed */
  ParvisMetrics *metrics;         /* borrowed */
  GHashTable    *towns;
  _Atomic guint  described;       /* grows when any town's description may be another */
};

static int
compare_ids_cb (gconstpointer a,
                gconstpointer b,
                gpointer      user_data)
{
  return strcmp (a, b);
}

static void
unref_change_cb (gpointer data)
{
  parvis_change_unref (data);
}

static Town *
town_new (const char *code)
{
  Town *town = g_new0 (Town, 1);

  town->code = g_strdup (code);
  for (guint i = 0; i < N_LISTS; i++)
    town->entities[i] = g_tree_new_full (compare_ids_cb, NULL, NULL, unref_change_cb);

  return town;
}

static void
town_free (gpointer data)
{
  Town *town = data;

  for (guint i = 0; i < N_LISTS; i++)
    g_tree_unref (town->entities[i]);
  g_clear_pointer (&town->town, parvis_change_unref);
  g_clear_pointer (&town->prepared, parvis_prepared_unref);
  g_free (town->code);
  g_free (town);
}

ParvisLive *
parvis_live_new (ParvisStore   *store,
                 ParvisMetrics *metrics)
{
  ParvisLive *self = g_new0 (ParvisLive, 1);

  self->store = store;
  self->metrics = metrics;
  /* The key is the town's own copy of its code. */
  self->towns = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, town_free);

  return self;
}

void
parvis_live_free (ParvisLive *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->towns);
  g_free (self);
}

void
parvis_live_note (ParvisLive *self,
                  const char *town,
                  gint64      seq)
{
  Town *known = g_hash_table_lookup (self->towns, town);

  if (known != NULL && seq > known->latest)
    known->latest = seq;
}

void
parvis_live_forget (ParvisLive *self,
                    const char *town)
{
  g_hash_table_remove (self->towns, town);
}

static void
take_town (Town         *town,
           ParvisChange *change)
{
  g_autoptr (json_t) body = NULL;

  g_clear_pointer (&town->town, parvis_change_unref);
  town->hidden = FALSE;
  if (change->deleted)
    return;

  body = parvis_json_parse (change->body, strlen (change->body), NULL);
  town->town = parvis_change_ref (change);
  town->hidden = json_array_size (json_object_get (body, "modules")) == 0;
}

/* Returns TRUE if the document has to be made again. */
static gboolean
take_change (Town         *town,
             ParvisChange *change)
{
  gboolean known;

  if (strcmp (change->kind, PARVIS_KIND_TOWN) == 0)
    {
      take_town (town, change);
      return TRUE;
    }

  for (guint i = 0; i < N_LISTS; i++)
    {
      if (strcmp (change->kind, lists[i].kind) != 0)
        continue;

      /* The key lives in the value, so both are replaced together. */
      known = g_tree_remove (town->entities[i], change->id);
      if (!change->deleted)
        g_tree_insert (town->entities[i], change->id, parvis_change_ref (change));
      return known || !change->deleted;
    }

  return FALSE;
}

static gboolean
catch_up (Town      *town,
          ParvisDb  *db,
          gboolean  *changed,
          GError   **error)
{
  gboolean more = TRUE;

  while (more)
    {
      g_autoptr (GPtrArray) page = NULL;
      gint64 latest = 0;

      page = parvis_store_list_changes (db, PARVIS_AUDIENCES_PUBLIC, NULL, town->seq, PAGE,
                                        &latest, error);
      if (page == NULL)
        return FALSE;

      for (guint i = 0; i < page->len; i++)
        *changed |= take_change (town, g_ptr_array_index (page, i));

      more = page->len == PAGE;
      town->seq = more ? ((ParvisChange *) g_ptr_array_index (page, PAGE - 1))->seq : latest;
    }

  /* All that was noted was committed before it was, so it is in what was read. A command that
   * changed nothing that is seen was answered with a number that nothing has: to wait for that
   * would be to read again at each look.
   */
  town->latest = town->seq;

  return TRUE;
}

static gboolean
append_entity_cb (gpointer key,
                  gpointer value,
                  gpointer data)
{
  GString *text = data;
  const ParvisChange *change = value;

  if (text->str[text->len - 1] != '[')
    g_string_append_c (text, ',');
  g_string_append (text, change->body);

  return FALSE;
}

/* The bodies are JSON already: the document is put together from them without
 * being parsed and written again.
 */
static ParvisPrepared *
build (const Town *town)
{
  GString *text = g_string_sized_new (town->prepared == NULL
                                      ? 4096
                                      : g_bytes_get_size (town->prepared->bytes) + 1024);
  g_autofree char *sum = NULL;
  gsize length;

  g_string_append (text, "{\"town\":");
  g_string_append (text, town->town != NULL ? town->town->body : "null");
  for (guint i = 0; i < N_LISTS; i++)
    {
      g_string_append_printf (text, ",\"%s\":[", lists[i].member);
      g_tree_foreach (town->entities[i], append_entity_cb, text);
      g_string_append_c (text, ']');
    }
  g_string_append_printf (text, ",\"seq\":%" G_GINT64_FORMAT "}", town->seq);

  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text->str, text->len);
  sum[16] = '\0';
  length = text->len;

  return parvis_prepared_new ("application/json", CACHE_CONTROL, sum,
                              g_bytes_new_take (g_string_free (text, FALSE), length));
}

static gboolean
refresh (ParvisLive  *self,
         Town        *town,
         GError     **error)
{
  gboolean changed = town->prepared == NULL;
  gboolean ok;
  ParvisDb *db;

  db = parvis_store_acquire (self->store, town->code, error);
  if (db == NULL)
    return FALSE;

  ok = catch_up (town, db, &changed, error);
  parvis_store_release (self->store, db);
  if (!ok || !changed)
    return ok;

  g_clear_pointer (&town->prepared, parvis_prepared_unref);
  town->prepared = build (town);
  self->metrics->live_built++;

  return TRUE;
}

static Town *
find_town (ParvisLive *self,
           const char *code)
{
  Town *town = g_hash_table_lookup (self->towns, code);

  if (town == NULL)
    {
      town = town_new (code);
      g_hash_table_insert (self->towns, town->code, town);
    }

  return town;
}

void
parvis_live_note_description (ParvisLive *self)
{
  self->described++;
}

gboolean
parvis_live_is_shown (ParvisLive  *self,
                      const char  *town,
                      gboolean    *shown,
                      GError     **error)
{
  Town *known = find_town (self, town);
  guint described = self->described;

  if ((known->prepared == NULL || known->described != described) &&
      !refresh (self, known, error))
    {
      g_hash_table_remove (self->towns, town);
      return FALSE;
    }

  known->described = described;
  *shown = !known->hidden;

  return TRUE;
}

ParvisPrepared *
parvis_live_get (ParvisLive  *self,
                 const char  *town,
                 gint64      *seq,
                 GError     **error)
{
  Town *known = find_town (self, town);

  if ((known->prepared == NULL || known->latest > known->seq) && !refresh (self, known, error))
    {
      /* Half of a catch-up must not be taken for the whole. */
      g_hash_table_remove (self->towns, town);
      return NULL;
    }

  /* A town that shows nothing is to strangers one that is not there. */
  if (known->hidden)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND, PARVIS_NO_SUCH_TOWN);
      return NULL;
    }

  if (seq != NULL)
    *seq = known->seq;

  return known->prepared;
}
