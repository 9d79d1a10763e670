/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-desk"

#include "config.h"

#include "parvis-desk.h"

struct _ParvisDesk
{
  GObject        parent_instance;

  /* Owned */
  ParvisSession *session;
  ParvisTicker  *ticker;
  ParvisUndo    *undo;
  char          *outage;
  GTimeZone     *zone;
  GMenuModel    *menu;

  GObject       *views;          /* borrowed */

  gboolean       folded;
  gboolean       compact;
  gboolean       squeezed;
  gboolean       single_keys;
  gboolean       clicks;
};

G_DEFINE_FINAL_TYPE (ParvisDesk, parvis_desk, G_TYPE_OBJECT)

typedef enum
{
  PROP_FOLDED = 1,
  PROP_CLICKS,
  PROP_COMPACT,
  PROP_OUTAGE,
  PROP_SINGLE_KEYS,
  PROP_SQUEEZED,
  PROP_VIEWS,
} ParvisDeskProperty;

static GParamSpec *properties[PROP_VIEWS + 1];

enum
{
  SAID,
  TOLD,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
parvis_desk_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  ParvisDesk *self = PARVIS_DESK (object);

  switch ((ParvisDeskProperty) prop_id)
    {
    case PROP_FOLDED:
      g_value_set_boolean (value, self->folded);
      break;

    case PROP_CLICKS:
      g_value_set_boolean (value, self->clicks);
      break;

    case PROP_COMPACT:
      g_value_set_boolean (value, self->compact);
      break;

    case PROP_OUTAGE:
      g_value_set_string (value, self->outage);
      break;

    case PROP_SINGLE_KEYS:
      g_value_set_boolean (value, self->single_keys);
      break;

    case PROP_SQUEEZED:
      g_value_set_boolean (value, self->squeezed);
      break;

    case PROP_VIEWS:
      g_value_set_object (value, self->views);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
parvis_desk_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  switch ((ParvisDeskProperty) prop_id)
    {
    case PROP_CLICKS:
      PARVIS_DESK (object)->clicks = g_value_get_boolean (value);
      break;

    case PROP_SINGLE_KEYS:
      PARVIS_DESK (object)->single_keys = g_value_get_boolean (value);
      break;

    case PROP_FOLDED:
    case PROP_COMPACT:
    case PROP_OUTAGE:
    case PROP_SQUEEZED:
    case PROP_VIEWS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
parvis_desk_dispose (GObject *object)
{
  ParvisDesk *self = PARVIS_DESK (object);

  g_clear_object (&self->session);
  g_clear_object (&self->ticker);
  g_clear_object (&self->undo);
  g_clear_object (&self->menu);
  g_clear_pointer (&self->outage, g_free);
  g_clear_pointer (&self->zone, g_time_zone_unref);

  G_OBJECT_CLASS (parvis_desk_parent_class)->dispose (object);
}

static void
parvis_desk_class_init (ParvisDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = parvis_desk_dispose;
  object_class->get_property = parvis_desk_get_property;
  object_class->set_property = parvis_desk_set_property;

  properties[PROP_FOLDED] =
    g_param_spec_boolean ("folded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_CLICKS] =
    g_param_spec_boolean ("clicks", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_COMPACT] =
    g_param_spec_boolean ("compact", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_OUTAGE] =
    g_param_spec_string ("outage", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SINGLE_KEYS] =
    g_param_spec_boolean ("single-keys", NULL, NULL, TRUE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SQUEEZED] =
    g_param_spec_boolean ("squeezed", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_VIEWS] =
    g_param_spec_object ("views", NULL, NULL, G_TYPE_OBJECT,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[SAID] = g_signal_new ("said", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT);
  signals[TOLD] = g_signal_new ("told", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
parvis_desk_init (ParvisDesk *self)
{
  self->ticker = parvis_ticker_new ();
  self->undo = parvis_undo_new ();
  self->zone = g_time_zone_ref (parvis_time_zone_of_towns ());
  self->single_keys = TRUE;
}

ParvisDesk *
parvis_desk_new (ParvisSession *session)
{
  ParvisDesk *self;

  g_return_val_if_fail (PARVIS_IS_SESSION (session), NULL);

  self = g_object_new (PARVIS_TYPE_DESK, NULL);
  self->session = g_object_ref (session);

  return self;
}

ParvisSession *
parvis_desk_get_session (ParvisDesk *self)
{
  g_return_val_if_fail (PARVIS_IS_DESK (self), NULL);

  return self->session;
}

ParvisTicker *
parvis_desk_get_ticker (ParvisDesk *self)
{
  g_return_val_if_fail (PARVIS_IS_DESK (self), NULL);

  return self->ticker;
}

ParvisUndo *
parvis_desk_get_undo (ParvisDesk *self)
{
  g_return_val_if_fail (PARVIS_IS_DESK (self), NULL);

  return self->undo;
}

void
parvis_desk_say (ParvisDesk *self,
                 const char *sentence,
                 guint       step)
{
  g_return_if_fail (PARVIS_IS_DESK (self));
  g_return_if_fail (sentence != NULL);

  g_signal_emit (self, signals[SAID], 0, sentence, step);
}

void
parvis_desk_tell (ParvisDesk *self,
                  const char *sentence)
{
  g_return_if_fail (PARVIS_IS_DESK (self));
  g_return_if_fail (sentence != NULL);

  g_signal_emit (self, signals[TOLD], 0, sentence);
}

GTimeZone *
parvis_desk_get_zone (ParvisDesk *self)
{
  g_return_val_if_fail (PARVIS_IS_DESK (self), NULL);

  return self->zone;
}

void
parvis_desk_set_zone (ParvisDesk *self,
                      GTimeZone  *zone)
{
  g_return_if_fail (PARVIS_IS_DESK (self));

  g_time_zone_ref (zone);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->zone = zone;
}

void
parvis_desk_read_link (ParvisDesk      *self,
                       ParvisLinkFacts *facts)
{
  g_return_if_fail (PARVIS_IS_DESK (self));

  *facts = (ParvisLinkFacts) {
    .link = parvis_session_get_link (self->session),
    .pending = parvis_session_get_pending (self->session),
    .refused = parvis_session_get_refused_count (self->session),
    .updated_at = parvis_session_get_updated_at (self->session),
    .offline_since = parvis_session_get_offline_since (self->session),
    .next_try = parvis_session_get_next_try (self->session),
    .skew = parvis_session_get_clock_skew (self->session),
    .now = parvis_session_now (self->session),
    .zone = self->zone,
  };
  parvis_session_get_progress (self->session, &facts->done, &facts->total);

  /* The session plans by this machine's clock; here all is the service's. */
  if (facts->next_try != PARVIS_NO_TIME && facts->next_try != PARVIS_NEVER)
    facts->next_try += facts->skew;
}

gboolean
parvis_desk_get_folded (ParvisDesk *self)
{
  g_return_val_if_fail (PARVIS_IS_DESK (self), FALSE);

  return self->folded;
}

void
parvis_desk_set_folded (ParvisDesk *self,
                        gboolean    folded)
{
  g_return_if_fail (PARVIS_IS_DESK (self));

  if (self->folded == folded)
    return;

  self->folded = folded;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLDED]);
}

gboolean
parvis_desk_get_compact (ParvisDesk *self)
{
  g_return_val_if_fail (PARVIS_IS_DESK (self), FALSE);

  return self->compact;
}

void
parvis_desk_set_compact (ParvisDesk *self,
                         gboolean    compact)
{
  g_return_if_fail (PARVIS_IS_DESK (self));

  if (self->compact == compact)
    return;

  self->compact = compact;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPACT]);
}

GObject *
parvis_desk_get_views (ParvisDesk *self)
{
  g_return_val_if_fail (PARVIS_IS_DESK (self), NULL);

  return self->views;
}

void
parvis_desk_set_views (ParvisDesk *self,
                       GObject    *views)
{
  g_return_if_fail (PARVIS_IS_DESK (self));

  if (self->views == NULL && views == NULL)
    return;

  self->views = views;
  if (views == NULL)
    parvis_desk_set_squeezed (self, FALSE);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VIEWS]);
}

void
parvis_desk_set_squeezed (ParvisDesk *self,
                          gboolean    squeezed)
{
  g_return_if_fail (PARVIS_IS_DESK (self));

  if (self->squeezed == squeezed)
    return;

  self->squeezed = squeezed;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SQUEEZED]);
}

GMenuModel *
parvis_desk_get_menu (ParvisDesk *self)
{
  g_return_val_if_fail (PARVIS_IS_DESK (self), NULL);

  return self->menu;
}

void
parvis_desk_set_menu (ParvisDesk *self,
                      GMenuModel *menu)
{
  g_return_if_fail (PARVIS_IS_DESK (self));

  g_set_object (&self->menu, menu);
}

gboolean
parvis_desk_get_clicks (ParvisDesk *self)
{
  g_return_val_if_fail (PARVIS_IS_DESK (self), FALSE);

  return self->clicks;
}

gboolean
parvis_desk_get_single_keys (ParvisDesk *self)
{
  g_return_val_if_fail (PARVIS_IS_DESK (self), TRUE);

  return self->single_keys;
}

const char *
parvis_desk_get_outage (ParvisDesk *self)
{
  g_return_val_if_fail (PARVIS_IS_DESK (self), NULL);

  return self->outage;
}

void
parvis_desk_set_outage (ParvisDesk *self,
                        const char *sentence)
{
  g_return_if_fail (PARVIS_IS_DESK (self));

  if (g_strcmp0 (self->outage, sentence) == 0)
    return;

  g_free (self->outage);
  self->outage = g_strdup (sentence);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OUTAGE]);
}
