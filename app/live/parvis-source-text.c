/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-source-text"

#include "config.h"

#include "parvis-source-text.h"

#include "parvis-format.h"

#include <glib/gi18n.h>
#include <math.h>

static char *
format_measure (double value)
{
  g_autofree char *digits = NULL;

  if (isnan (value))
    return g_strdup ("–");
  if (value == floor (value) && fabs (value) < 1e15)
    return parvis_format_number ((gint64) value);

  digits = g_strdup_printf ("%.1f", fabs (value));

  return g_strconcat (value < 0 ? "−" : "", digits, NULL);
}

static char *
never_text (const ParvisSource     *source,
            const ParvisSourceView *view)
{
  g_autofree char *wait = NULL;

  if (source->format == PARVIS_FORMAT_HAND)
    return g_strdup (_("Nothing counted yet"));
  if (source->created_at == PARVIS_NO_TIME)
    return g_strdup (_("Nothing received yet."));

  wait = parvis_format_duration (MAX (view->now - source->created_at, 0));

  return g_strdup_printf (_("Nothing received yet. Waiting for %s."), wait);
}

/* Returns: (nullable): when the last reading was made, where that is not when it
 * arrived: a device that sends an old measure is heard, and knows nothing new
 */
static char *
format_measured (const ParvisSource     *source,
                 const ParvisSourceView *view)
{
  if (source->observed_at == PARVIS_NO_TIME || source->last_seen == PARVIS_NO_TIME ||
      ABS (source->last_seen - source->observed_at) < PARVIS_MINUTE)
    return NULL;

  return parvis_format_moment (source->observed_at, view->now, view->zone);
}

static char *
silent_text (const ParvisSource     *source,
             const ParvisSourceView *view)
{
  g_autofree char *battery = parvis_source_text_battery (source);
  g_autofree char *measured = format_measured (source, view);
  g_autofree char *age = NULL;
  GString *text;

  if (source->last_seen == PARVIS_NO_TIME)
    return g_strdup (_("Sensor silent"));

  age = parvis_format_age (source->last_seen, view->now, view->zone);
  if (source->format == PARVIS_FORMAT_HAND)
    return g_strdup_printf (_("Last count %s"), age);

  text = g_string_new (NULL);
  g_string_printf (text, _("Sensor silent. Last seen %s"), age);
  if (measured != NULL)
    {
      g_string_append (text, " · ");
      g_string_append_printf (text, _("measure of %s"), measured);
    }
  if (battery[0] != '\0')
    g_string_append_printf (text, " · %s", battery);

  return g_string_free (text, FALSE);
}

static char *
zero_text (const ParvisSource     *source,
           const ParvisSourceView *view)
{
  g_autofree char *moment = NULL;

  if (source->observed_at == PARVIS_NO_TIME)
    return g_strdup (_("Fell to 0 at once while open."));

  moment = parvis_format_moment (source->observed_at, view->now, view->zone);

  return g_strdup_printf (_("Fell to 0 at once at %s while open."), moment);
}

static char *
implausible_text (const ParvisSource     *source,
                  const ParvisSourceView *view)
{
  g_autofree char *value = NULL;

  if (source->reason == PARVIS_REASON_SUSPICIOUS_ZERO)
    return zero_text (source, view);
  /* What was received then is no number, or its figure was not kept. */
  if (source->reason == PARVIS_REASON_NOT_A_NUMBER)
    return g_strdup_printf (ngettext ("Received something that is no number, %d time",
                                      "Received something that is no number, %d times",
                                      (gulong) MAX (source->faults, 1)), MAX (source->faults, 1));
  if (source->reason == PARVIS_REASON_FROM_THE_FUTURE)
    return g_strdup_printf (ngettext ("Dated in the future, %d time: its clock is wrong",
                                      "Dated in the future, %d times: its clock is wrong",
                                      (gulong) MAX (source->faults, 1)), MAX (source->faults, 1));

  value = format_measure (source->last_value);

  return g_strdup_printf (ngettext ("Impossible value (%1$s) received %2$d time",
                                    "Impossible value (%1$s) received %2$d times",
                                    (gulong) MAX (source->faults, 1)),
                          value, MAX (source->faults, 1));
}

static char *
stuck_text (const ParvisSource     *source,
            const ParvisSourceView *view)
{
  g_autofree char *value = format_measure (source->last_value);
  g_autofree char *age = NULL;

  if (source->same_since == PARVIS_NO_TIME)
    return g_strdup_printf (_("Repeats the same value, %s"), value);

  age = parvis_format_age (source->same_since, view->now, view->zone);

  return g_strdup_printf (_("Repeats the same value, %1$s, since %2$s"), value, age);
}

static char *
alive_text (const ParvisSource     *source,
            const ParvisSourceView *view)
{
  ParvisFreshness freshness = source->health == PARVIS_HEALTH_OK ? PARVIS_FRESHNESS_LIVE
                                                                 : PARVIS_FRESHNESS_LATE;
  gint64 measured_at = source->observed_at != PARVIS_NO_TIME ? source->observed_at
                                                             : source->last_seen;

  if (measured_at == PARVIS_NO_TIME)
    return g_strdup ("");
  if (source->format == PARVIS_FORMAT_HAND)
    freshness = PARVIS_FRESHNESS_HAND;

  /* An age is that of the measure, not of its arrival (ux.md §0.3). */
  return parvis_format_freshness (freshness, measured_at, view->now, view->link_up, view->zone);
}

static char *
health_text (const ParvisSource     *source,
             const ParvisSourceView *view)
{
  /* What came before is without a figure, and not its fault. */
  if (parvis_source_is_unfinished (source) && source->health != PARVIS_HEALTH_PAUSED)
    return g_strdup (_("Unfinished: which value is the count is not chosen"));

  switch (source->health)
    {
    case PARVIS_HEALTH_NEVER:
      return never_text (source, view);

    case PARVIS_HEALTH_SILENT:
      return silent_text (source, view);

    case PARVIS_HEALTH_IMPLAUSIBLE:
      return implausible_text (source, view);

    case PARVIS_HEALTH_STUCK:
      return stuck_text (source, view);

    case PARVIS_HEALTH_PAUSED:
      return g_strdup (_("Paused"));

    case PARVIS_HEALTH_OK:
    case PARVIS_HEALTH_LATE:
      break;
    }

  return alive_text (source, view);
}

char *
parvis_source_text_state (const ParvisSource     *source,
                          const ParvisSourceView *view)
{
  g_autofree char *health = health_text (source, view);

  if (source->other_device == NULL)
    return g_steal_pointer (&health);

  /* Translators: how a source is, and the number of a device that it is not. */
  return g_strdup_printf (_("%1$s · messages of another device, %2$s, are not counted"), health,
                          source->other_device);
}

static gboolean
counts_passages (const ParvisSource *source)
{
  return source->measure == PARVIS_MEASURE_ENTERED || source->measure == PARVIS_MEASURE_LEFT ||
         source->measure == PARVIS_MEASURE_ENTERED_TOTAL ||
         source->measure == PARVIS_MEASURE_LEFT_TOTAL;
}

static int
get_passages (const ParvisSource *source)
{
  return source->measure == PARVIS_MEASURE_ENTERED ||
         source->measure == PARVIS_MEASURE_ENTERED_TOTAL ? source->entered : source->left;
}

/* Returns: the last value, or the passages of the day; "–" for none */
char *
parvis_source_text_value (const ParvisSource *source)
{
  if (counts_passages (source) && get_passages (source) >= 0)
    return parvis_format_number (get_passages (source));
  if (source->measure == PARVIS_MEASURE_SPACE && !isnan (source->last_value))
    return g_strdup (source->last_value > 0 ? C_("space", "occupied") : C_("space", "free"));

  return format_measure (source->last_value);
}

char *
parvis_source_text_unit (const ParvisSource *source)
{
  if (counts_passages (source))
    return get_passages (source) >= 0 ? g_strdup (_("today")) : g_strdup ("");
  if (isnan (source->last_value))
    return g_strdup ("");

  switch (source->measure)
    {
    case PARVIS_MEASURE_FREE:
      /* xgettext:no-c-format */
      return g_strdup (source->percent ? _("% free") : C_("spaces", "free"));

    case PARVIS_MEASURE_OCCUPIED:
      /* xgettext:no-c-format */
      return g_strdup (source->percent ? _("% occupied") : C_("spaces", "occupied"));

    case PARVIS_MEASURE_PRESENT:
      /* xgettext:no-c-format */
      return g_strdup (source->percent ? _("% present") : _("present"));

    case PARVIS_MEASURE_ENTERED:
    case PARVIS_MEASURE_LEFT:
    case PARVIS_MEASURE_ENTERED_TOTAL:
    case PARVIS_MEASURE_LEFT_TOTAL:
    case PARVIS_MEASURE_SPACE:
      break;
    }

  return g_strdup ("");
}

char *
parvis_source_text_battery (const ParvisSource *source)
{
  if (!isnan (source->battery))
    return g_strdup_printf (_("battery %d %%"), (int) CLAMP (lround (source->battery), 0, 100));
  if (!isnan (source->voltage))
    return g_strdup_printf (_("battery %.1f V"), source->voltage);

  return g_strdup ("");
}

char *
parvis_source_text_signal (const ParvisSource *source)
{
  g_autofree char *rssi = format_measure (round (source->rssi));

  return isnan (source->rssi) ? g_strdup ("") : g_strdup_printf (_("signal %s dBm"), rssi);
}

/* Returns: "battery 12 % · signal −97 dBm" */
char *
parvis_source_text_radio (const ParvisSource *source)
{
  g_autofree char *battery = parvis_source_text_battery (source);
  g_autofree char *signal = parvis_source_text_signal (source);

  /* The words about silence have the battery in them already. */
  if (source->health == PARVIS_HEALTH_SILENT || battery[0] == '\0')
    return g_steal_pointer (&signal);
  if (signal[0] == '\0')
    return g_steal_pointer (&battery);

  return g_strdup_printf ("%s · %s", battery, signal);
}

char *
parvis_source_text_seen (const ParvisSource     *source,
                         const ParvisSourceView *view)
{
  g_autofree char *measured = format_measured (source, view);
  g_autofree char *age = NULL;

  if (source->last_seen == PARVIS_NO_TIME)
    return g_strdup (_("Never"));

  age = parvis_format_age_long (source->last_seen, view->now, view->zone);
  if (measured == NULL)
    return g_steal_pointer (&age);

  /* Translators: how long ago a source was heard, and when its measure was made. */
  return g_strdup_printf (_("%1$s, with a measure of %2$s"), age, measured);
}

char *
parvis_source_text_period (const ParvisSource *source)
{
  g_autofree char *duration = NULL;

  if (source->period <= 0)
    return g_strdup (_("Not declared"));

  duration = parvis_format_duration (source->period);

  return g_strdup_printf (_("Every %s"), duration);
}

/* Returns: the whole row in one sentence, for a screen reader */
char *
parvis_source_text_sentence (const ParvisSource     *source,
                             const ParvisSourceView *view)
{
  g_autofree char *state = parvis_source_text_state (source, view);
  g_autofree char *value = parvis_source_text_value (source);
  g_autofree char *unit = parvis_source_text_unit (source);
  g_autofree char *radio = parvis_source_text_radio (source);
  GString *text = g_string_new (source->name);

  if (source->place != NULL)
    g_string_append_printf (text, ", %s", source->place);
  if (state[0] != '\0')
    g_string_append_printf (text, ", %s", state);
  if (g_strcmp0 (value, "–") != 0)
    g_string_append_printf (text, unit[0] != '\0' ? ", %s %s" : ", %s%s", value, unit);
  if (radio[0] != '\0')
    g_string_append_printf (text, ", %s", radio);

  return g_string_free (text, FALSE);
}

char *
parvis_source_text_count (guint to_look_at)
{
  if (to_look_at == 0)
    return g_strdup (_("All sources are running."));

  return g_strdup_printf (ngettext ("%u source to look at", "%u sources to look at", to_look_at),
                          to_look_at);
}

const char *
parvis_source_text_kind (const ParvisSource *source)
{
  if (source->format == PARVIS_FORMAT_HAND)
    return _("Counted by hand");

  switch (source->measure)
    {
    case PARVIS_MEASURE_ENTERED:
    case PARVIS_MEASURE_ENTERED_TOTAL:
      return _("Counts who enters");

    case PARVIS_MEASURE_LEFT:
    case PARVIS_MEASURE_LEFT_TOTAL:
      return _("Counts who leaves");

    case PARVIS_MEASURE_SPACE:
      return _("Watches one space");

    case PARVIS_MEASURE_FREE:
      return _("Tells the free spaces");

    case PARVIS_MEASURE_OCCUPIED:
      return _("Tells the occupied spaces");

    case PARVIS_MEASURE_PRESENT:
      break;
    }

  return _("Tells how many are present");
}

const char *
parvis_source_text_format (const ParvisSource *source)
{
  switch (source->format)
    {
    case PARVIS_FORMAT_TTN_V3:
      return _("LoRaWAN, The Things Stack");

    case PARVIS_FORMAT_CHIRPSTACK_V4:
      return _("LoRaWAN, ChirpStack");

    case PARVIS_FORMAT_HAND:
      return _("By hand");

    case PARVIS_FORMAT_PARVIS:
      break;
    }

  return _("Gate, counter or web feed");
}

const char *
parvis_source_icon (const ParvisSource *source)
{
  if (source->format == PARVIS_FORMAT_HAND)
    return "parvis-tally-symbolic";
  if (source->measure == PARVIS_MEASURE_SPACE)
    return "parvis-parking-symbolic";
  if (counts_passages (source))
    return "parvis-gate-symbolic";
  if (source->format == PARVIS_FORMAT_TTN_V3 || source->format == PARVIS_FORMAT_CHIRPSTACK_V4)
    return "network-wireless-symbolic";

  return "network-server-symbolic";
}

const char *
parvis_source_state_icon (const ParvisSource *source,
                          gboolean            link_up)
{
  switch (source->health)
    {
    case PARVIS_HEALTH_NEVER:
      return "radio-symbolic";

    case PARVIS_HEALTH_SILENT:
      return source->format == PARVIS_FORMAT_HAND ? "parvis-tally-symbolic"
                                                  : "parvis-stale-symbolic";

    case PARVIS_HEALTH_IMPLAUSIBLE:
    case PARVIS_HEALTH_STUCK:
      return "dialog-warning-symbolic";

    case PARVIS_HEALTH_PAUSED:
      return "media-playback-pause-symbolic";

    case PARVIS_HEALTH_OK:
    case PARVIS_HEALTH_LATE:
      break;
    }

  if (source->format == PARVIS_FORMAT_HAND)
    return "parvis-tally-symbolic";

  return parvis_freshness_icon (source->health == PARVIS_HEALTH_OK ? PARVIS_FRESHNESS_LIVE
                                                                   : PARVIS_FRESHNESS_LATE,
                                link_up);
}

const char *
parvis_source_state_class (const ParvisSource *source,
                           gboolean            link_up)
{
  if (parvis_source_needs_a_look (source))
    return source->health == PARVIS_HEALTH_SILENT ? "stale" : "late";
  if (source->health == PARVIS_HEALTH_OK && source->format != PARVIS_FORMAT_HAND)
    return parvis_freshness_class (PARVIS_FRESHNESS_LIVE, link_up);
  if (source->health == PARVIS_HEALTH_LATE && source->format != PARVIS_FORMAT_HAND)
    return parvis_freshness_class (PARVIS_FRESHNESS_LATE, link_up);

  return "plain";
}
