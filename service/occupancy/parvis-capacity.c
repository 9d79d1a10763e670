/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-capacity"

#include "config.h"

#include "parvis-error.h"
#include "parvis-gauge-work.h"
#include "parvis-occupancy.h"
#include "parvis-render.h"

#include <string.h>

/* A gauge that holds less for a while: a basin that is being repaired, spaces under a
 * building site. Levels, shares and places left are then of what it holds now. Readings
 * are judged as ever (parvis-rows.h): seventy cars in a car park of ninety-five that
 * holds forty until the works are over are true, and it is full.
 */

static gboolean
read_limit (const ParvisCommand  *command,
            ParvisGaugeRow       *gauge,
            gint64                now,
            GError              **error)
{
  const char *reason;
  gint64 capacity;
  gint64 until;

  if (!parvis_json_get_int (command->body, "capacity", 1, G_MAXINT32, &capacity, error) ||
      !parvis_json_get_string_or (command->body, "reason", PARVIS_REASON_MAX, "",
                                  &reason, error) ||
      !parvis_json_get_time_or (command->body, "until", PARVIS_NO_TIME, &until, error))
    return FALSE;

  if (gauge->capacity <= 0)
    return parvis_set_invalid (error, "/capacity",
                               "Nobody said how much it holds: there is nothing to lower");
  if (capacity >= gauge->capacity)
    return parvis_set_invalid (error, "/capacity", "That is not less than the %d that it holds",
                               (int) gauge->capacity);
  if (until != PARVIS_NO_TIME && until <= now)
    return parvis_set_invalid (error, "/until", "It would be over already");

  gauge->lowered_to = capacity;
  g_strlcpy (gauge->lowered_why, reason, sizeof gauge->lowered_why);
  gauge->lowered_until = until;

  return TRUE;
}

/* As anybody sees it: what a gauge of a module that is off holds is told to nobody. */
static gboolean
answer_gauge (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  ParvisEntity entity = { .audience = PARVIS_AUDIENCE_PUBLIC };
  g_autofree char *text = NULL;

  if (!parvis_render_gauge (tx, command->object, &entity, error))
    return FALSE;

  text = entity.text;
  answer->body = text != NULL ? parvis_json_parse (text, strlen (text), error) : json_object ();

  return answer->body != NULL;
}

/**
 * parvis_gauge_lower:
 *
 * Command "gauge.lower": it holds less, for a reason that the public reads, until an
 * instant or until somebody restores it.
 */
gboolean
parvis_gauge_lower (ParvisTx             *tx,
                    const ParvisCommand  *command,
                    ParvisAnswer         *answer,
                    GError              **error)
{
  g_autoptr(ParvisGaugeWork) work = parvis_gauge_work_begin (tx, command->object, error);

  return work != NULL &&
         parvis_place_allows (work->place, command, error) &&
         read_limit (command, &work->gauge, work->now, error) &&
         parvis_gauge_work_log (work, "lower", work->now, 0, work->gauge.lowered_to, command,
                                work->gauge.lowered_why, error) &&
         parvis_gauge_work_finish (work, error) &&
         answer_gauge (tx, command, answer, error);
}

/**
 * parvis_gauge_restore:
 *
 * Command "gauge.restore": it holds again what it did; one that nothing lowers stays
 * as it is, so that two people may both restore it.
 */
gboolean
parvis_gauge_restore (ParvisTx             *tx,
                      const ParvisCommand  *command,
                      ParvisAnswer         *answer,
                      GError              **error)
{
  g_autoptr(ParvisGaugeWork) work = parvis_gauge_work_begin (tx, command->object, error);

  if (work == NULL || !parvis_place_allows (work->place, command, error))
    return FALSE;

  if (work->gauge.lowered_to >= 0)
    {
      parvis_gauge_row_restore (&work->gauge);
      if (!parvis_gauge_work_log (work, "restore", work->now, 0, work->gauge.capacity,
                                  command, NULL, error) ||
          !parvis_gauge_work_finish (work, error))
        return FALSE;
    }

  return answer_gauge (tx, command, answer, error);
}
