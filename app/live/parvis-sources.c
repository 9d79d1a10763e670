/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sources"

#include "config.h"

#include "parvis-sources.h"

struct _ParvisSources
{
  GObject        parent_instance;

  /* Owned */
  ParvisSession *session;
  GPtrArray     *sources;       /* ParvisSource */

  guint          to_look_at;
  guint          placeless;     /* whose facility is not known yet */
};

G_DEFINE_FINAL_TYPE (ParvisSources, parvis_sources, G_TYPE_OBJECT)

typedef enum
{
  PROP_TO_LOOK_AT = 1,
} ParvisSourcesProperty;

static GParamSpec *properties[PROP_TO_LOOK_AT + 1];

enum
{
  UPDATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static int
compare_sources (gconstpointer a,
                 gconstpointer b)
{
  const ParvisSource *one = *(const ParvisSource * const *) a;
  const ParvisSource *other = *(const ParvisSource * const *) b;
  int difference = 0;

  if (one->place != NULL && other->place != NULL)
    difference = g_utf8_collate (one->place, other->place);
  else
    difference = (one->place == NULL) - (other->place == NULL);
  if (difference == 0)
    difference = g_utf8_collate (one->name, other->name);

  return difference != 0 ? difference : g_strcmp0 (one->id, other->id);
}

static const char *
get_string (const ParvisEntityRef *entity,
            const char            *name)
{
  return entity != NULL ? json_string_value (json_object_get (entity->body, name)) : NULL;
}

/* (transfer full) (nullable) */
static char *
dup_place (ParvisSources         *self,
           const ParvisEntityRef *source)
{
  const char *gauge_id = get_string (source, "gauge");
  g_autoptr(ParvisEntityRef) gauge = NULL;
  g_autoptr(ParvisEntityRef) facility = NULL;

  if (gauge_id != NULL)
    gauge = parvis_session_dup_entity (self->session, PARVIS_KIND_GAUGE, gauge_id);
  if (get_string (gauge, "facility") != NULL)
    facility = parvis_session_dup_entity (self->session, PARVIS_KIND_FACILITY,
                                          get_string (gauge, "facility"));

  return g_strdup (get_string (facility, "name"));
}

/* (transfer full) (nullable) */
static ParvisSource *
read_source (ParvisSources         *self,
             const ParvisEntityRef *entity)
{
  g_autofree char *place = NULL;
  g_autoptr(GError) error = NULL;
  ParvisSource *source;

  /* On its way out: the service has not said so yet. */
  if (entity->body == NULL || json_is_true (json_object_get (entity->body, "gone")))
    return NULL;

  place = dup_place (self, entity);
  source = parvis_source_new_from_json (entity->body, place, entity->waiting, &error);
  if (source == NULL)
    g_debug ("A source cannot be read: %s", error->message);

  return source;
}

static void
finish_update (ParvisSources *self)
{
  guint to_look_at = 0;

  self->placeless = 0;
  for (guint i = 0; i < self->sources->len; i++)
    {
      const ParvisSource *source = g_ptr_array_index (self->sources, i);

      to_look_at += parvis_source_needs_a_look (source);
      self->placeless += source->place == NULL;
    }

  g_signal_emit (self, signals[UPDATED], 0);
  if (self->to_look_at == to_look_at)
    return;

  self->to_look_at = to_look_at;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TO_LOOK_AT]);
}

static void
read_sources (ParvisSources *self)
{
  g_autoptr(GPtrArray) entities = parvis_session_list_entities (self->session,
                                                                PARVIS_KIND_SOURCE);

  g_ptr_array_set_size (self->sources, 0);
  for (guint i = 0; i < entities->len; i++)
    {
      ParvisSource *source = read_source (self, g_ptr_array_index (entities, i));

      if (source != NULL)
        g_ptr_array_add (self->sources, source);
    }
  g_ptr_array_sort (self->sources, compare_sources);
  finish_update (self);
}

/* A sensor's every message changes its source: only that one is read again.
 *
 * Returns: whether the order may be another
 */
static gboolean
apply_source (ParvisSources         *self,
              const ParvisEntityRef *entity)
{
  ParvisSource *source = read_source (self, entity);
  ParvisSource *old = NULL;
  guint index;
  gboolean moved;

  for (index = 0; index < self->sources->len; index++)
    {
      old = g_ptr_array_index (self->sources, index);
      if (g_strcmp0 (old->id, entity->id) == 0)
        break;
    }

  if (index == self->sources->len)
    {
      if (source != NULL)
        g_ptr_array_add (self->sources, source);
      return source != NULL;
    }

  if (source == NULL)
    {
      g_ptr_array_remove_index (self->sources, index);
      return FALSE;
    }

  moved = g_strcmp0 (old->place, source->place) != 0 || g_strcmp0 (old->name, source->name) != 0;
  parvis_source_free (old);
  self->sources->pdata[index] = source;

  return moved;
}

static void
ready_cb (ParvisSession *session,
          gpointer       user_data)
{
  read_sources (PARVIS_SOURCES (user_data));
}

static void
changed_cb (ParvisSession *session,
            GPtrArray     *entities,
            gpointer       user_data)
{
  ParvisSources *self = PARVIS_SOURCES (user_data);
  gboolean any = FALSE;
  gboolean moved = FALSE;

  /* Gauges change with every car; their facility's name is all that is used. */
  for (guint i = 0; i < entities->len; i++)
    {
      const ParvisEntityRef *entity = g_ptr_array_index (entities, i);

      if (strcmp (entity->kind, PARVIS_KIND_FACILITY) == 0 ||
          (self->placeless > 0 && strcmp (entity->kind, PARVIS_KIND_GAUGE) == 0))
        {
          read_sources (self);
          return;
        }
    }

  for (guint i = 0; i < entities->len; i++)
    {
      const ParvisEntityRef *entity = g_ptr_array_index (entities, i);

      if (strcmp (entity->kind, PARVIS_KIND_SOURCE) != 0)
        continue;

      any = TRUE;
      moved = apply_source (self, entity) || moved;
    }

  if (moved)
    g_ptr_array_sort (self->sources, compare_sources);
  if (any)
    finish_update (self);
}

static void
parvis_sources_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch ((ParvisSourcesProperty) prop_id)
    {
    case PROP_TO_LOOK_AT:
      g_value_set_uint (value, PARVIS_SOURCES (object)->to_look_at);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
parvis_sources_dispose (GObject *object)
{
  ParvisSources *self = PARVIS_SOURCES (object);

  g_clear_object (&self->session);

  G_OBJECT_CLASS (parvis_sources_parent_class)->dispose (object);
}

static void
parvis_sources_finalize (GObject *object)
{
  g_ptr_array_unref (PARVIS_SOURCES (object)->sources);

  G_OBJECT_CLASS (parvis_sources_parent_class)->finalize (object);
}

static void
parvis_sources_class_init (ParvisSourcesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = parvis_sources_dispose;
  object_class->finalize = parvis_sources_finalize;
  object_class->get_property = parvis_sources_get_property;

  properties[PROP_TO_LOOK_AT] =
    g_param_spec_uint ("to-look-at", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[UPDATED] = g_signal_new ("updated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
parvis_sources_init (ParvisSources *self)
{
  self->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_source_free);
}

ParvisSources *
parvis_sources_new (ParvisSession *session)
{
  ParvisSources *self;

  g_return_val_if_fail (PARVIS_IS_SESSION (session), NULL);

  self = g_object_new (PARVIS_TYPE_SOURCES, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "ready", G_CALLBACK (ready_cb), self, 0);
  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), self, 0);
  if (parvis_session_is_ready (session))
    read_sources (self);

  return self;
}

guint
parvis_sources_get_to_look_at (ParvisSources *self)
{
  g_return_val_if_fail (PARVIS_IS_SOURCES (self), 0);

  return self->to_look_at;
}

guint
parvis_sources_get_count (ParvisSources *self)
{
  g_return_val_if_fail (PARVIS_IS_SOURCES (self), 0);

  return self->sources->len;
}

const ParvisSource *
parvis_sources_get (ParvisSources *self,
                    guint          index)
{
  g_return_val_if_fail (PARVIS_IS_SOURCES (self), NULL);
  g_return_val_if_fail (index < self->sources->len, NULL);

  return g_ptr_array_index (self->sources, index);
}

const ParvisSource *
parvis_sources_find (ParvisSources *self,
                     const char    *id)
{
  g_return_val_if_fail (PARVIS_IS_SOURCES (self), NULL);

  for (guint i = 0; i < self->sources->len; i++)
    {
      const ParvisSource *source = g_ptr_array_index (self->sources, i);

      if (g_strcmp0 (source->id, id) == 0)
        return source;
    }

  return NULL;
}
