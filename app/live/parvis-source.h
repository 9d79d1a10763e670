/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"
#include "parvis-time.h"
#include "parvis-words.h"

G_BEGIN_DECLS

/* Where the value stands until somebody chose it: nothing is there, so that a message is a
 * sign of life, kept as it came, and no figure.
 */
#define PARVIS_SOURCE_POINTER_UNKNOWN "/parvis-not-chosen-yet"

/**
 * ParvisSource:
 * @gauge: (nullable): what it feeds, and the name of its facility as @place
 * @preset: (nullable): the device that was chosen when it was declared
 * @pointer: (nullable): where the value stands in a payload, a JSON Pointer
 * @percent: whether the value is a share of the capacity
 * @period: ms between two measures, 0 if none is declared
 * @last_value: as it was received, true or not; NAN if nothing was, like @battery
 *   (percent), @voltage (V), @rssi (dBm) and @snr (dB)
 * @observed_at: of the last value; instants that do not exist are PARVIS_NO_TIME
 * @same_since: since when it has repeated itself, if that is suspicious
 * @faults: readings in a row that could not be true
 * @entered: of this day, -1 if it does not count passages, like @left
 * @waiting: gestures of this machine about it that are not sent yet
 *
 * One entity "source" of the feed, read once. Immutable.
 */
typedef struct
{
  char          *id;
  char          *name;
  char          *gauge;
  char          *place;
  char          *preset;
  char          *pointer;
  char          *device;               /* the only one that may speak for it, or NULL */
  char          *key_of;               /* the source whose key opens it, or NULL for its own */
  char          *other_device;         /* that used its address, or NULL */
  ParvisFormat   format;
  ParvisMeasure  measure;
  ParvisHealth   health;
  ParvisReason   reason;
  gboolean       percent;
  gint64         period;
  gint64         last_seen;
  gint64         observed_at;
  gint64         same_since;
  gint64         created_at;
  double         last_value;
  double         battery;
  double         voltage;
  double         rssi;
  double         snr;
  int            faults;
  int            entered;
  int            left;
  guint          waiting;
} ParvisSource;

ParvisSource *parvis_source_new_from_json (const json_t        *body,
                                           const char          *place,
                                           guint                waiting,
                                           GError             **error);
void          parvis_source_free          (ParvisSource        *self);
gboolean      parvis_source_needs_a_look  (const ParvisSource  *self);
gboolean      parvis_source_is_in_doubt   (const ParvisSource  *self);
/* Whether it was left before its value was chosen. */
gboolean      parvis_source_is_unfinished (const ParvisSource  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisSource, parvis_source_free)

G_END_DECLS
