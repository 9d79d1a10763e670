/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-watch"

#include "config.h"

#include "parvis-watch.h"

#define KEY "pinned-places"

/* Somebody who listens to a screen is not to be interrupted more often. */
#define PAUSE PARVIS_MINUTE

#define UNTOLD -1

struct _ParvisWatch
{
  GObject       parent_instance;

  /* Owned */
  ParvisDesk   *desk;
  ParvisPlaces *places;
  GSettings    *settings;
  char         *account;
  GHashTable   *levels;        /* id of a gauge → the level that was told last, UNTOLD */

  gint64        told_at;
};

G_DEFINE_FINAL_TYPE (ParvisWatch, parvis_watch, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
set_level (ParvisWatch *self,
           const char  *id,
           int          level)
{
  g_hash_table_insert (self->levels, g_strdup (id), GINT_TO_POINTER (level));
}

static void
load (ParvisWatch *self)
{
  g_autoptr(GVariant) all = g_settings_get_value (self->settings, KEY);
  g_autoptr(GVariant) ids = g_variant_lookup_value (all, self->account,
                                                    G_VARIANT_TYPE_STRING_ARRAY);
  gsize n_ids = ids != NULL ? g_variant_n_children (ids) : 0;

  for (gsize i = 0; i < n_ids; i++)
    {
      const char *id;

      g_variant_get_child (ids, i, "&s", &id);
      set_level (self, id, UNTOLD);
    }
}

/* What other accounts of this computer have pinned stays as it is. */
static void
save (ParvisWatch *self)
{
  g_autoptr(GVariant) all = g_settings_get_value (self->settings, KEY);
  g_autofree gpointer *ids = g_hash_table_get_keys_as_array (self->levels, NULL);
  GVariantBuilder builder;
  GVariantIter iter;
  const char *account;
  GVariant *theirs;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sas}"));
  g_variant_iter_init (&iter, all);
  while (g_variant_iter_loop (&iter, "{&s@as}", &account, &theirs))
    if (strcmp (account, self->account) != 0)
      g_variant_builder_add (&builder, "{s@as}", account, theirs);
  if (ids[0] != NULL)
    g_variant_builder_add (&builder, "{s^as}", self->account, ids);

  g_settings_set_value (self->settings, KEY, g_variant_builder_end (&builder));
}

/* Appends what changed since it was told last, and remembers it as told. The
 * first level that is known of a place is no change.
 */
static void
gather (ParvisWatch *self,
        GString     *text)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->places)); i++)
    {
      g_autoptr(ParvisPlace) place = g_list_model_get_item (G_LIST_MODEL (self->places), i);
      const char *id = parvis_place_get_id (place);
      int level = parvis_place_get_facts (place)->level;
      gpointer value;
      int told;

      if (!g_hash_table_lookup_extended (self->levels, id, NULL, &value))
        continue;

      told = GPOINTER_TO_INT (value);
      if (told == level)
        continue;

      set_level (self, id, level);
      if (told == UNTOLD)
        continue;

      g_string_append_printf (text, "%s%s.", text->len > 0 ? " " : "",
                              parvis_place_get_text (place, PARVIS_PLACE_TEXT_SENTENCE));
    }
}

/* At each batch and tick: what changes during the pause is told after it, as it
 * is then.
 */
static void
updated_cb (ParvisPlaces *places,
            gpointer      user_data)
{
  ParvisWatch *self = PARVIS_WATCH (user_data);
  gint64 now = parvis_places_get_now (places);
  g_autoptr(GString) text = NULL;

  if (g_hash_table_size (self->levels) == 0 ||
      (self->told_at != PARVIS_NO_TIME && now >= self->told_at && now - self->told_at < PAUSE))
    return;

  text = g_string_new (NULL);
  gather (self, text);
  if (text->len == 0)
    return;

  self->told_at = now;
  parvis_desk_tell (self->desk, text->str);
}

static void
parvis_watch_dispose (GObject *object)
{
  ParvisWatch *self = PARVIS_WATCH (object);

  g_clear_object (&self->desk);
  g_clear_object (&self->places);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (parvis_watch_parent_class)->dispose (object);
}

static void
parvis_watch_finalize (GObject *object)
{
  ParvisWatch *self = PARVIS_WATCH (object);

  g_free (self->account);
  g_hash_table_unref (self->levels);

  G_OBJECT_CLASS (parvis_watch_parent_class)->finalize (object);
}

static void
parvis_watch_class_init (ParvisWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_watch_dispose;
  G_OBJECT_CLASS (klass)->finalize = parvis_watch_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
parvis_watch_init (ParvisWatch *self)
{
  self->levels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->told_at = PARVIS_NO_TIME;
}

ParvisWatch *
parvis_watch_new (ParvisDesk   *desk,
                  ParvisPlaces *places,
                  GSettings    *settings)
{
  ParvisSession *session;
  ParvisWatch *self;

  g_return_val_if_fail (PARVIS_IS_DESK (desk), NULL);
  g_return_val_if_fail (PARVIS_IS_PLACES (places), NULL);

  self = g_object_new (PARVIS_TYPE_WATCH, NULL);
  session = parvis_desk_get_session (desk);
  self->desk = g_object_ref (desk);
  self->places = g_object_ref (places);
  self->settings = g_object_ref (settings);
  self->account = g_strdup_printf ("%s %s", parvis_session_get_base_uri (session),
                                   parvis_session_get_town (session));
  load (self);
  g_signal_connect_object (places, "updated", G_CALLBACK (updated_cb), self, 0);
  updated_cb (places, self);

  return self;
}

gboolean
parvis_watch_contains (ParvisWatch *self,
                       ParvisPlace *place)
{
  g_return_val_if_fail (PARVIS_IS_WATCH (self), FALSE);
  g_return_val_if_fail (PARVIS_IS_PLACE (place), FALSE);

  return g_hash_table_contains (self->levels, parvis_place_get_id (place));
}

guint
parvis_watch_get_size (ParvisWatch *self)
{
  guint size = 0;

  g_return_val_if_fail (PARVIS_IS_WATCH (self), 0);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->places)); i++)
    {
      g_autoptr(ParvisPlace) place = g_list_model_get_item (G_LIST_MODEL (self->places), i);

      size += parvis_watch_contains (self, place);
    }

  return size;
}

gboolean
parvis_watch_toggle (ParvisWatch *self,
                     ParvisPlace *place)
{
  const char *id;
  gboolean watched;

  g_return_val_if_fail (PARVIS_IS_WATCH (self), FALSE);
  g_return_val_if_fail (PARVIS_IS_PLACE (place), FALSE);

  id = parvis_place_get_id (place);
  watched = !g_hash_table_remove (self->levels, id);
  if (watched)
    set_level (self, id, parvis_place_get_facts (place)->level);
  save (self);
  g_signal_emit (self, signals[CHANGED], 0);

  return watched;
}
