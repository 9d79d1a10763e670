/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-source-evidence"

#include "config.h"

#include "parvis-source-evidence.h"

#include "parvis-format.h"

#include <glib/gi18n.h>
#include <math.h>

static gint64
get_time (const json_t *object,
          const char   *name)
{
  gint64 instant;

  return parvis_json_get_time_or (object, name, PARVIS_NO_TIME, &instant, NULL) ? instant
                                                                                : PARVIS_NO_TIME;
}

static char *
format_value (const json_t *reading)
{
  const json_t *value = json_object_get (reading, "value");
  g_autofree char *digits = NULL;
  double number = json_number_value (value);

  if (!json_is_number (value))
    return g_strdup ("–");
  if (number == floor (number) && fabs (number) < 1e15)
    return parvis_format_number ((gint64) number);

  digits = g_strdup_printf ("%.1f", fabs (number));

  return g_strconcat (number < 0 ? "−" : "", digits, NULL);
}

char *
parvis_evidence_message (const json_t           *reading,
                         const ParvisSourceView *view)
{
  g_autofree char *value = format_value (reading);
  gint64 received_at = get_time (reading, "received_at");
  g_autofree char *moment = NULL;

  if (received_at == PARVIS_NO_TIME)
    return g_steal_pointer (&value);

  moment = view->now - received_at < PARVIS_DAY
             ? parvis_format_clock_seconds (received_at, view->zone)
             : parvis_format_moment (received_at, view->now, view->zone);

  /* Translators: when a message came, and the value that was read in it. */
  return g_strdup_printf (_("%1$s → %2$s"), moment, value);
}

static const char *
describe (ParvisReason reason)
{
  switch (reason)
    {
    case PARVIS_REASON_NONE:
      return N_("Shown");

    case PARVIS_REASON_NO_VALUE:
      return N_("A sign of life without a value");

    case PARVIS_REASON_NOT_A_NUMBER:
      return N_("Not a number");

    case PARVIS_REASON_NEGATIVE:
      return N_("Impossible: negative");

    case PARVIS_REASON_ABOVE_CAPACITY:
      return N_("Impossible: above the capacity");

    case PARVIS_REASON_FROM_THE_FUTURE:
      return N_("Dated in the future");

    case PARVIS_REASON_OUT_OF_ORDER:
      return N_("Older than what is known");

    case PARVIS_REASON_SUSPICIOUS_ZERO:
      return N_("A zero in doubt");

    case PARVIS_REASON_PAUSED:
      return N_("Kept, not shown: the source is paused");

    case PARVIS_REASON_BASELINE:
      return N_("First value of a counter: passages are counted from here on");

    case PARVIS_REASON_JUMP:
      return N_("Impossible: the counter jumped");

    case PARVIS_REASON_OTHER_DEVICE:
      return N_("Kept, not shown: of another device");

    case PARVIS_REASON_SIMULATED:
      return N_("Kept, not shown: simulated in the network, not sent by the device");

    case PARVIS_REASON_DUPLICATE:
      break;
    }

  return N_("Kept, not shown");
}

static ParvisReason
get_reason (const json_t *reading)
{
  const char *word = json_string_value (json_object_get (reading, "reason"));
  ParvisReason reason = PARVIS_REASON_NONE;

  if (word != NULL && !parvis_reason_from_string (word, &reason))
    reason = PARVIS_REASON_DUPLICATE;

  return reason;
}

char *
parvis_evidence_judgment (const json_t *reading)
{
  return g_strdup (_(describe (get_reason (reading))));
}

char *
parvis_evidence_trial (const json_t           *reading,
                       const ParvisSourceView *view)
{
  g_autofree char *value = NULL;
  g_autofree char *age = NULL;
  gint64 received_at = get_time (reading, "received_at");

  if (reading == NULL || received_at == PARVIS_NO_TIME)
    return g_strdup (_("Nothing received yet."));

  value = format_value (reading);
  age = parvis_format_age_long (received_at, view->now, view->zone);
  if (get_reason (reading) == PARVIS_REASON_NONE)
    return g_strdup_printf (_("Received: %1$s, %2$s, plausible"), value, age);

  /* Translators: a value, how long ago it came, and why it is not shown. */
  return g_strdup_printf (_("Received: %1$s, %2$s. %3$s"), value, age,
                          _(describe (get_reason (reading))));
}

char *
parvis_evidence_silence (const json_t           *silence,
                         const ParvisSourceView *view)
{
  gint64 from = get_time (silence, "from");
  gint64 until = get_time (silence, "until");
  g_autofree char *start = parvis_format_moment (from, view->now, view->zone);
  g_autofree char *end = NULL;

  if (until == PARVIS_NO_TIME)
    return g_strdup_printf (_("Silent since %s"), start);

  end = parvis_format_moment (until, view->now, view->zone);

  return g_strdup_printf (_("From %1$s to %2$s"), start, end);
}

char *
parvis_evidence_length (const json_t           *silence,
                        const ParvisSourceView *view)
{
  gint64 until = get_time (silence, "until");

  if (until == PARVIS_NO_TIME)
    until = view->now;

  return parvis_format_duration (MAX (until - get_time (silence, "from"), 0));
}

char *
parvis_evidence_recount (const json_t           *recount,
                         const ParvisSourceView *view)
{
  g_autofree char *moment = parvis_format_moment (get_time (recount, "at"), view->now, view->zone);
  g_autofree char *value =
    parvis_format_number (json_integer_value (json_object_get (recount, "value")));
  g_autofree char *gap =
    parvis_format_signed (json_integer_value (json_object_get (recount, "gap")));

  /* Translators: a moment, the number that a person found, and what the figure was off by. */
  return g_strdup_printf (_("%1$s: %2$s found, gap %3$s"), moment, value, gap);
}

void
parvis_evidence_read_values (const json_t *report,
                             double        values[PARVIS_EVIDENCE_VALUES])
{
  const json_t *list = json_object_get (report, "values");

  for (gsize i = 0; i < PARVIS_EVIDENCE_VALUES; i++)
    {
      const json_t *value = json_array_get (list, i);

      values[i] = json_is_number (value) ? json_number_value (value) : NAN;
    }
}
