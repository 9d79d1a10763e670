/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-pages"

#include "config.h"

#include "parvis-pages.h"

#include "parvis-log.h"

#include <string.h>

/* Towns whose pages are kept; of more, the one that nobody asked for longest goes. */
#define TOWNS_MAX 128

/* How long the day of a gauge is taken for what it is; its buckets are as long. */
#define USUAL_TIME (5 * PARVIS_MINUTE)

#define CACHE_CONTROL "public, max-age=2"

typedef struct
{
  ParvisUsual usual;
  gint64      at;
  gboolean    known;
} Day;

/* One page in one language. */
typedef struct
{
  gint64          minute;
  GBytes         *html;
  ParvisPrepared *prepared[2];        /* as it is, and compressed; made when asked for */
} Page;

typedef struct
{
  ParvisPrepared *source;             /* what the town was read from */
  ParvisTownView *town;
  GHashTable     *pages;              /* "language path" → Page */
  GHashTable     *days;               /* gauge → Day */
  guint64         used;
} Entry;

struct _ParvisPages
{
  ParvisStore            *store;      /* borrowed */
  ParvisLive             *live;       /* borrowed */
  ParvisAssets           *assets;
  ParvisResidentSettings  settings;
  GHashTable             *towns;      /* INSEE code → Entry */
  guint64                 uses;

  /* While a page is written. */
  Entry                  *writing;
  gint64                  now;
};

static void
page_free (gpointer data)
{
  Page *page = data;

  for (guint i = 0; i < G_N_ELEMENTS (page->prepared); i++)
    g_clear_pointer (&page->prepared[i], parvis_prepared_unref);
  g_clear_pointer (&page->html, g_bytes_unref);
  g_free (page);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_hash_table_unref (entry->pages);
  g_hash_table_unref (entry->days);
  g_clear_pointer (&entry->town, parvis_town_view_free);
  g_clear_pointer (&entry->source, parvis_prepared_unref);
  g_free (entry);
}

ParvisPages *
parvis_pages_new (ParvisStore *store,
                  ParvisLive  *live,
                  guint        orders_kept_days)
{
  ParvisPages *self = g_new0 (ParvisPages, 1);

  self->store = store;
  self->live = live;
  self->assets = parvis_assets_new ();
  self->settings = (ParvisResidentSettings) {
    .style = parvis_assets_get_address (self->assets, "style.css"),
    .own_style = parvis_assets_get_address (self->assets, "own.css"),
    .script = parvis_assets_get_address (self->assets, "page.js"),
    .bread_script = parvis_assets_get_address (self->assets, "bread.js"),
    .icon = parvis_assets_get_address (self->assets, "icon.svg"),
    .orders_kept_days = orders_kept_days,
  };
  self->towns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);

  return self;
}

void
parvis_pages_free (ParvisPages *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->towns);
  parvis_assets_free (self->assets);
  g_free (self);
}

ParvisAssets *
parvis_pages_get_assets (ParvisPages *self)
{
  return self->assets;
}

const ParvisResidentSettings *
parvis_pages_get_settings (ParvisPages *self)
{
  return &self->settings;
}

static void
drop_oldest (ParvisPages *self)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;
  const char *oldest = NULL;
  guint64 used = G_MAXUINT64;

  g_hash_table_iter_init (&iter, self->towns);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const Entry *entry = value;

      if (entry->used >= used)
        continue;

      used = entry->used;
      oldest = key;
    }
  if (oldest != NULL)
    g_hash_table_remove (self->towns, oldest);
}

static Entry *
find_entry (ParvisPages *self,
            const char  *insee)
{
  Entry *entry = g_hash_table_lookup (self->towns, insee);

  if (entry == NULL)
    {
      if (g_hash_table_size (self->towns) >= TOWNS_MAX)
        drop_oldest (self);
      entry = g_new0 (Entry, 1);
      entry->pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, page_free);
      entry->days = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_hash_table_insert (self->towns, g_strdup (insee), entry);
    }
  entry->used = ++self->uses;

  return entry;
}

const ParvisTownView *
parvis_pages_get_town (ParvisPages  *self,
                       const char   *insee,
                       GError      **error)
{
  ParvisPrepared *source = parvis_live_get (self->live, insee, NULL, error);
  ParvisTownView *town;
  Entry *entry;

  if (source == NULL)
    {
      g_hash_table_remove (self->towns, insee);
      return NULL;
    }

  entry = find_entry (self, insee);
  if (entry->source == source)
    return entry->town;

  town = parvis_town_view_new (parvis_prepared_get_bytes (source), error);
  if (town == NULL)
    {
      g_hash_table_remove (self->towns, insee);
      return NULL;
    }

  g_hash_table_remove_all (entry->pages);
  g_clear_pointer (&entry->town, parvis_town_view_free);
  g_clear_pointer (&entry->source, parvis_prepared_unref);
  entry->town = town;
  entry->source = parvis_prepared_ref (source);

  return town;
}

/* A page without its curve is better than none: what cannot be read is left out, and tried
 * again when the next bucket begins.
 */
static const ParvisUsual *
find_usual_cb (const char *gauge,
               gpointer    user_data)
{
  ParvisPages *self = user_data;
  Entry *entry = self->writing;
  Day *day = g_hash_table_lookup (entry->days, gauge);
  g_autoptr (GError) error = NULL;
  ParvisDb *db;

  if (day != NULL && day->at / USUAL_TIME == self->now / USUAL_TIME)
    return day->known ? &day->usual : NULL;

  if (day == NULL)
    {
      day = g_new0 (Day, 1);
      g_hash_table_insert (entry->days, g_strdup (gauge), day);
    }
  day->at = self->now;
  db = parvis_store_acquire (self->store, entry->town->insee, &error);
  day->known = db != NULL &&
               parvis_usual_read (db, gauge, entry->town->zone, self->now, &day->usual, &error);
  parvis_store_release (self->store, db);
  if (error != NULL)
    parvis_log (PARVIS_LOG_WARNING, "page-without-curve", "town", entry->town->insee,
                "error", error->message, NULL);

  return day->known ? &day->usual : NULL;
}

static Page *
find_page (ParvisPages              *self,
           Entry                    *entry,
           const ParvisResidentKind *kind,
           const char               *language,
           gint64                    now)
{
  g_autofree char *key = g_strconcat (language, " ", kind->path, NULL);
  Page *page = g_hash_table_lookup (entry->pages, key);
  char *html;

  if (page != NULL && page->minute == now / PARVIS_MINUTE)
    return page;

  self->writing = entry;
  self->now = now;
  html = parvis_resident_write (entry->town, &self->settings, kind, language, now, find_usual_cb,
                                self);
  self->writing = NULL;

  page = g_new0 (Page, 1);
  page->minute = now / PARVIS_MINUTE;
  page->html = g_bytes_new_take (html, strlen (html));
  g_hash_table_replace (entry->pages, g_steal_pointer (&key), page);

  return page;
}

static ParvisPrepared *
prepare (Page       *page,
         const char *language,
         gboolean    gzip)
{
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, page->html);
  g_autofree char *tag = NULL;
  ParvisPrepared *prepared;

  sum[16] = '\0';
  tag = g_strconcat (sum, gzip ? "-gz" : "", NULL);
  prepared = parvis_prepared_new ("text/html; charset=utf-8", CACHE_CONTROL, tag,
                                  gzip ? parvis_gzip (page->html, FALSE)
                                       : g_bytes_ref (page->html));
  parvis_prepared_set_header (prepared, "Content-Security-Policy", PARVIS_RESIDENT_POLICY);
  parvis_prepared_set_header (prepared, "Vary", "Accept-Language, Accept-Encoding, Cookie");
  parvis_prepared_set_header (prepared, "Content-Language", language);
  if (gzip)
    parvis_prepared_set_header (prepared, "Content-Encoding", "gzip");

  return prepared;
}

ParvisPrepared *
parvis_pages_get (ParvisPages              *self,
                  const ParvisTownView     *town,
                  const ParvisResidentKind *kind,
                  const char               *language,
                  gboolean                  gzip,
                  gint64                    now)
{
  Entry *entry = g_hash_table_lookup (self->towns, town->insee);
  Page *page = find_page (self, entry, kind, language, now);

  if (page->prepared[gzip] == NULL)
    page->prepared[gzip] = prepare (page, language, gzip);

  return page->prepared[gzip];
}
