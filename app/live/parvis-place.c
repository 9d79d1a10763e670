/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-place"

#include "config.h"

#include "parvis-place.h"

struct _ParvisPlace
{
  GObject            parent_instance;

  /* Owned */
  char              *id;
  ParvisEntityRef   *gauge;
  ParvisFacility    *facility;
  ParvisFacility    *next_facility;     /* in force from the next refresh on */
  GTimeZone         *zone;
  char              *texts[PARVIS_N_PLACE_TEXTS];

  /* As of the last refresh */
  ParvisPlaceFacts   facts;
  ParvisOpening      opening;
  gint64             opening_asked_at;
};

G_DEFINE_FINAL_TYPE (ParvisPlace, parvis_place, G_TYPE_OBJECT)

typedef enum
{
  PROP_ID = 1,
  PROP_NAME,
  PROP_PRESENT,
  PROP_FREE,
  PROP_CAPACITY,
  PROP_FRESHNESS,
  PROP_LEVEL,
  PROP_FULL,
  PROP_LINK_UP,
  PROP_WAITING,
  PROP_FIGURE_TEXT,
  PROP_UNIT_TEXT,
  PROP_FRESHNESS_TEXT,
  PROP_MARKER_TITLE,
  PROP_MARKER_SUBTITLE,
  PROP_SENTENCE,
} ParvisPlaceProperty;

static GParamSpec *properties[PROP_SENTENCE + 1];

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
parvis_place_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  ParvisPlace *self = PARVIS_PLACE (object);

  switch ((ParvisPlaceProperty) prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;

    case PROP_NAME:
      g_value_set_string (value, self->facts.name);
      break;

    case PROP_PRESENT:
      g_value_set_int (value, self->facts.figure.present);
      break;

    case PROP_FREE:
      g_value_set_int (value, parvis_gauge_free (&self->facts.figure));
      break;

    case PROP_CAPACITY:
      g_value_set_int (value, self->facts.figure.capacity);
      break;

    case PROP_FRESHNESS:
      g_value_set_int (value, self->facts.freshness);
      break;

    case PROP_LEVEL:
      g_value_set_int (value, self->facts.level);
      break;

    case PROP_FULL:
      g_value_set_boolean (value, parvis_place_is_full (&self->facts));
      break;

    case PROP_LINK_UP:
      g_value_set_boolean (value, self->facts.link_up);
      break;

    case PROP_WAITING:
      g_value_set_uint (value, self->facts.waiting);
      break;

    case PROP_FIGURE_TEXT:
    case PROP_UNIT_TEXT:
    case PROP_FRESHNESS_TEXT:
    case PROP_MARKER_TITLE:
    case PROP_MARKER_SUBTITLE:
    case PROP_SENTENCE:
      g_value_set_string (value, self->texts[prop_id - PROP_FIGURE_TEXT]);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
parvis_place_finalize (GObject *object)
{
  ParvisPlace *self = PARVIS_PLACE (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->gauge, parvis_entity_unref);
  g_clear_pointer (&self->facility, parvis_facility_unref);
  g_clear_pointer (&self->next_facility, parvis_facility_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  for (guint i = 0; i < PARVIS_N_PLACE_TEXTS; i++)
    g_free (self->texts[i]);

  G_OBJECT_CLASS (parvis_place_parent_class)->finalize (object);
}

static void
install_number (ParvisPlaceProperty  id,
                const char          *name)
{
  properties[id] = g_param_spec_int (name, NULL, NULL, G_MININT, G_MAXINT, 0,
                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
install_text (ParvisPlaceProperty  id,
              const char          *name)
{
  properties[id] = g_param_spec_string (name, NULL, NULL, NULL,
                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
install_flag (ParvisPlaceProperty  id,
              const char          *name)
{
  properties[id] = g_param_spec_boolean (name, NULL, NULL, FALSE,
                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
parvis_place_class_init (ParvisPlaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = parvis_place_finalize;
  object_class->get_property = parvis_place_get_property;

  install_text (PROP_ID, "id");
  install_text (PROP_NAME, "name");
  install_number (PROP_PRESENT, "present");
  install_number (PROP_FREE, "free");
  install_number (PROP_CAPACITY, "capacity");
  install_number (PROP_FRESHNESS, "freshness");
  install_number (PROP_LEVEL, "level");
  install_flag (PROP_FULL, "full");
  install_flag (PROP_LINK_UP, "link-up");
  properties[PROP_WAITING] =
    g_param_spec_uint ("waiting", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  install_text (PROP_FIGURE_TEXT, "figure-text");
  install_text (PROP_UNIT_TEXT, "unit-text");
  install_text (PROP_FRESHNESS_TEXT, "freshness-text");
  install_text (PROP_MARKER_TITLE, "marker-title");
  install_text (PROP_MARKER_SUBTITLE, "marker-subtitle");
  install_text (PROP_SENTENCE, "sentence");

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
parvis_place_init (ParvisPlace *self)
{
  self->facts.name = "";
  self->facts.figure.present = -1;
  self->facts.figure.capacity = -1;
  self->facts.figure.observed_at = PARVIS_NO_TIME;
  self->facts.figure.broken_since = PARVIS_NO_TIME;
  self->facts.closed_until = PARVIS_NO_TIME;
  self->facts.free_pmr = -1;
  self->facts.free_charging = -1;
  self->opening_asked_at = PARVIS_NO_TIME;
}

ParvisPlace *
parvis_place_new (const char *id)
{
  ParvisPlace *self = g_object_new (PARVIS_TYPE_PLACE, NULL);

  self->id = g_strdup (id);

  return self;
}

const char *
parvis_place_get_id (ParvisPlace *self)
{
  g_return_val_if_fail (PARVIS_IS_PLACE (self), NULL);

  return self->id;
}

const char *
parvis_place_get_name (ParvisPlace *self)
{
  g_return_val_if_fail (PARVIS_IS_PLACE (self), NULL);

  return self->facts.name;
}

const ParvisFacility *
parvis_place_get_facility (ParvisPlace *self)
{
  g_return_val_if_fail (PARVIS_IS_PLACE (self), NULL);

  return self->facility;
}

const ParvisPlaceFacts *
parvis_place_get_facts (ParvisPlace *self)
{
  g_return_val_if_fail (PARVIS_IS_PLACE (self), NULL);

  return &self->facts;
}

const json_t *
parvis_place_get_body (ParvisPlace *self)
{
  g_return_val_if_fail (PARVIS_IS_PLACE (self), NULL);

  return self->gauge != NULL ? self->gauge->body : NULL;
}

const char *
parvis_place_get_text (ParvisPlace     *self,
                       ParvisPlaceText  text)
{
  g_return_val_if_fail (PARVIS_IS_PLACE (self), NULL);

  return self->texts[text];
}

static int
read_reserved (const json_t *body,
               const char   *name)
{
  gint64 count;

  return parvis_json_get_int_or (body, name, 0, G_MAXINT, -1, &count, NULL) ? (int) count : -1;
}

/* What the figure itself leaves out. It is all optional, and what a service of a
 * later version says otherwise is as good as absent.
 */
static void
read_extras (ParvisPlaceFacts *facts,
             const json_t     *body)
{
  const json_t *fault = json_object_get (body, "fault");
  const json_t *reserved = json_object_get (body, "reserved_free");
  const char *reason = json_string_value (json_object_get (fault, "reason"));

  facts->fault = PARVIS_REASON_NONE;
  if (reason != NULL)
    parvis_reason_from_string (reason, &facts->fault);
  facts->fault_value = (int) CLAMP (json_number_value (json_object_get (fault, "value")),
                                    G_MININT, G_MAXINT);

  facts->lowered_why = json_string_value (json_object_get (json_object_get (body, "capacity_limit"),
                                                           "reason"));
  facts->trend = PARVIS_TREND_UNKNOWN;
  parvis_trend_from_string (json_string_value (json_object_get (body, "trend")), &facts->trend);
  facts->free_pmr = json_is_object (reserved) ? read_reserved (reserved, "pmr") : -1;
  facts->free_charging = json_is_object (reserved) ? read_reserved (reserved, "charging") : -1;
}

/**
 * parvis_place_set_gauge:
 * @gauge: an entity with a body
 * @error: %PARVIS_ERROR_INVALID if it cannot be read; the place is untouched
 *
 * Takes effect on screen at the next parvis_place_refresh().
 */
gboolean
parvis_place_set_gauge (ParvisPlace      *self,
                        ParvisEntityRef  *gauge,
                        GError          **error)
{
  ParvisGaugeFigure figure;

  g_return_val_if_fail (PARVIS_IS_PLACE (self), FALSE);
  g_return_val_if_fail (gauge->body != NULL, FALSE);

  if (!parvis_gauge_figure_from_json (&figure, gauge->body, error))
    return FALSE;

  parvis_entity_ref (gauge);
  g_clear_pointer (&self->gauge, parvis_entity_unref);
  self->gauge = gauge;
  read_extras (&self->facts, gauge->body);

  /* The old figure stays in the facts until the refresh compares with it. */
  return TRUE;
}

void
parvis_place_set_facility (ParvisPlace    *self,
                           ParvisFacility *facility)
{
  g_return_if_fail (PARVIS_IS_PLACE (self));

  /* The facts borrow from the one that is replaced, until they are refreshed. */
  g_clear_pointer (&self->next_facility, parvis_facility_unref);
  if (self->facility == NULL)
    self->facility = parvis_facility_ref (facility);
  else
    self->next_facility = parvis_facility_ref (facility);
}

static ParvisFacility *
take_next_facility (ParvisPlace *self)
{
  ParvisFacility *retired = NULL;

  if (self->next_facility != NULL)
    {
      retired = g_steal_pointer (&self->facility);
      self->facility = g_steal_pointer (&self->next_facility);
      self->opening_asked_at = PARVIS_NO_TIME;
    }

  return retired;
}

/* Opening hours are evaluated when they can have changed, not at each tick. */
static void
refresh_opening (ParvisPlace *self,
                 gint64       now)
{
  if (self->opening_asked_at == PARVIS_NO_TIME || now < self->opening_asked_at ||
      now >= self->opening.next_change)
    {
      parvis_facility_opening_at (self->facility, now, self->zone, &self->opening);
      self->opening_asked_at = now;
    }
}

static void
fill_facts (ParvisPlace      *self,
            ParvisPlaceFacts *facts,
            gint64            now,
            gboolean          link_up)
{
  facts->kind = self->facility->kind;
  facts->name = self->facility->name;
  facts->freshness = parvis_freshness_decide (&facts->figure, self->opening.closed, now, NULL);
  facts->level = parvis_gauge_level (&facts->figure, facts->freshness);
  facts->link_up = link_up;
  facts->closure = self->opening.closure;
  facts->closed_until = self->opening.closed ? self->opening.until : PARVIS_NO_TIME;
  facts->waiting = self->gauge->waiting;
  facts->now = now;
  facts->zone = self->zone;
}

static gboolean
notify_figures (ParvisPlace            *self,
                const ParvisPlaceFacts *old)
{
  const ParvisPlaceFacts *facts = &self->facts;
  const struct
  {
    gboolean            changed;
    ParvisPlaceProperty property;
  } checks[] = {
    { old->figure.present != facts->figure.present, PROP_PRESENT },
    { parvis_gauge_free (&old->figure) != parvis_gauge_free (&facts->figure), PROP_FREE },
    { old->figure.capacity != facts->figure.capacity, PROP_CAPACITY },
    { old->freshness != facts->freshness, PROP_FRESHNESS },
    { old->level != facts->level, PROP_LEVEL },
    { parvis_place_is_full (old) != parvis_place_is_full (facts), PROP_FULL },
    { old->link_up != facts->link_up, PROP_LINK_UP },
    { old->waiting != facts->waiting, PROP_WAITING },
  };
  gboolean changed = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      if (!checks[i].changed)
        continue;

      g_object_notify_by_pspec (G_OBJECT (self), properties[checks[i].property]);
      changed = TRUE;
    }

  return changed;
}

static gboolean
refresh_texts (ParvisPlace *self)
{
  char *(*const writers[]) (const ParvisPlaceFacts *) = {
    parvis_place_text_figure,
    parvis_place_text_unit,
    parvis_place_text_freshness,
    parvis_place_text_marker_title,
    parvis_place_text_marker_subtitle,
    parvis_place_text_sentence,
  };
  gboolean changed = FALSE;

  for (guint i = 0; i < PARVIS_N_PLACE_TEXTS; i++)
    {
      g_autofree char *text = writers[i] (&self->facts);

      if (g_strcmp0 (text, self->texts[i]) == 0)
        continue;

      g_free (self->texts[i]);
      self->texts[i] = g_steal_pointer (&text);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIGURE_TEXT + i]);
      changed = TRUE;
    }

  return changed;
}

/**
 * parvis_place_refresh:
 * @now: the service's clock in ms
 * @link_up: whether the service is being heard
 *
 * Decides again what may be believed, and notifies what changed. Needs gauge
 * and facility.
 */
void
parvis_place_refresh (ParvisPlace *self,
                      gint64       now,
                      gboolean     link_up,
                      GTimeZone   *zone)
{
  g_autoptr(ParvisFacility) retired = NULL;
  ParvisPlaceFacts old;
  gboolean changed;

  g_return_if_fail (PARVIS_IS_PLACE (self));
  g_return_if_fail (self->gauge != NULL && self->facility != NULL);

  if (self->zone != zone)
    {
      g_clear_pointer (&self->zone, g_time_zone_unref);
      self->zone = g_time_zone_ref (zone);
    }

  old = self->facts;
  retired = take_next_facility (self);

  /* It was readable when it was set. */
  if (!parvis_gauge_figure_from_json (&self->facts.figure, self->gauge->body, NULL))
    return;

  parvis_gauge_figure_settle (&self->facts.figure, now);
  refresh_opening (self, now);
  fill_facts (self, &self->facts, now, link_up);

  g_object_freeze_notify (G_OBJECT (self));
  changed = notify_figures (self, &old);
  if (strcmp (old.name, self->facts.name) != 0)
    {
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
      changed = TRUE;
    }
  changed = refresh_texts (self) || changed;
  g_object_thaw_notify (G_OBJECT (self));

  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}
