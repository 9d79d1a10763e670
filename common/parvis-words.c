/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-words"

#include "config.h"

#include "parvis-words.h"

#include "parvis-word-table.h"

#include <string.h>

/* Each table is indexed by its enum; these words are stored and sent, so they
 * never change.
 */
static const char * const gauge_kinds[] = {
  [PARVIS_GAUGE_PEOPLE] = "people",
  [PARVIS_GAUGE_VEHICLES] = "vehicles",
};

static const char * const facility_kinds[] = {
  [PARVIS_FACILITY_POOL] = "pool",
  [PARVIS_FACILITY_CAR_PARK] = "car_park",
  [PARVIS_FACILITY_LIBRARY] = "library",
  [PARVIS_FACILITY_HALL] = "hall",
  [PARVIS_FACILITY_SPORTS_HALL] = "sports_hall",
  [PARVIS_FACILITY_MARKET] = "market",
  [PARVIS_FACILITY_TOWN_HALL] = "town_hall",
  [PARVIS_FACILITY_NURSERY] = "nursery",
  [PARVIS_FACILITY_SHOP] = "shop",
  [PARVIS_FACILITY_OTHER] = "other",
};

static const char * const methods[] = {
  [PARVIS_METHOD_NONE] = "none",
  [PARVIS_METHOD_SENSOR] = "sensor",
  [PARVIS_METHOD_BALANCE] = "balance",
  [PARVIS_METHOD_SPACES] = "spaces",
  [PARVIS_METHOD_HAND] = "hand",
};

static const char * const freshnesses[] = {
  [PARVIS_FRESHNESS_UNKNOWN] = "unknown",
  [PARVIS_FRESHNESS_LIVE] = "live",
  [PARVIS_FRESHNESS_LATE] = "late",
  [PARVIS_FRESHNESS_STALE] = "stale",
  [PARVIS_FRESHNESS_HAND] = "hand",
  [PARVIS_FRESHNESS_CLOSED] = "closed",
};

static const char * const formats[] = {
  [PARVIS_FORMAT_PARVIS] = "parvis",
  [PARVIS_FORMAT_TTN_V3] = "ttn-v3",
  [PARVIS_FORMAT_CHIRPSTACK_V4] = "chirpstack-v4",
  [PARVIS_FORMAT_HAND] = "hand",
};

static const char * const measures[] = {
  [PARVIS_MEASURE_PRESENT] = "present",
  [PARVIS_MEASURE_FREE] = "free",
  [PARVIS_MEASURE_OCCUPIED] = "occupied",
  [PARVIS_MEASURE_ENTERED] = "entered",
  [PARVIS_MEASURE_LEFT] = "left",
  [PARVIS_MEASURE_ENTERED_TOTAL] = "entered_total",
  [PARVIS_MEASURE_LEFT_TOTAL] = "left_total",
  [PARVIS_MEASURE_SPACE] = "space",
};

static const char * const reasons[] = {
  [PARVIS_REASON_NONE] = "none",
  [PARVIS_REASON_NEGATIVE] = "negative",
  [PARVIS_REASON_ABOVE_CAPACITY] = "above_capacity",
  [PARVIS_REASON_FROM_THE_FUTURE] = "from_the_future",
  [PARVIS_REASON_OUT_OF_ORDER] = "out_of_order",
  [PARVIS_REASON_SUSPICIOUS_ZERO] = "suspicious_zero",
  [PARVIS_REASON_NOT_A_NUMBER] = "not_a_number",
  [PARVIS_REASON_NO_VALUE] = "no_value",
  [PARVIS_REASON_DUPLICATE] = "duplicate",
  [PARVIS_REASON_PAUSED] = "paused",
  [PARVIS_REASON_BASELINE] = "baseline",
  [PARVIS_REASON_JUMP] = "jump",
  [PARVIS_REASON_OTHER_DEVICE] = "other_device",
  [PARVIS_REASON_SIMULATED] = "simulated",
};

static const char * const healths[] = {
  [PARVIS_HEALTH_NEVER] = "never",
  [PARVIS_HEALTH_OK] = "ok",
  [PARVIS_HEALTH_LATE] = "late",
  [PARVIS_HEALTH_SILENT] = "silent",
  [PARVIS_HEALTH_IMPLAUSIBLE] = "implausible",
  [PARVIS_HEALTH_STUCK] = "stuck",
  [PARVIS_HEALTH_PAUSED] = "paused",
};

static const char * const reserveds[] = {
  [PARVIS_RESERVED_NONE] = "none",
  [PARVIS_RESERVED_PMR] = "pmr",
  [PARVIS_RESERVED_CHARGING] = "charging",
};

static const char * const trends[] = {
  [PARVIS_TREND_UNKNOWN] = "unknown",
  [PARVIS_TREND_FILLING] = "filling",
  [PARVIS_TREND_EMPTYING] = "emptying",
  [PARVIS_TREND_STEADY] = "steady",
};

static const char * const audiences[] = {
  [PARVIS_AUDIENCE_PUBLIC] = "public",
  [PARVIS_AUDIENCE_INSIDER] = "insider",
  [PARVIS_AUDIENCE_MEMBER] = "member",
  [PARVIS_AUDIENCE_CLERK] = "clerk",
  [PARVIS_AUDIENCE_MERCHANT] = "merchant",
  [PARVIS_AUDIENCE_TEAM] = "team",
};

static const char * const roles[] = {
  [PARVIS_ROLE_MAYOR] = "mayor",
  [PARVIS_ROLE_CLERK] = "clerk",
  [PARVIS_ROLE_MERCHANT] = "merchant",
  [PARVIS_ROLE_COUNTER] = "counter",
  [PARVIS_ROLE_OPERATOR] = "operator",
};

PARVIS_DEFINE_WORD (ParvisGaugeKind, gauge_kind, gauge_kinds)
PARVIS_DEFINE_WORD (ParvisFacilityKind, facility_kind, facility_kinds)
PARVIS_DEFINE_WORD (ParvisMethod, method, methods)
PARVIS_DEFINE_WORD (ParvisFreshness, freshness, freshnesses)
PARVIS_DEFINE_WORD (ParvisFormat, format, formats)
PARVIS_DEFINE_WORD (ParvisMeasure, measure, measures)
PARVIS_DEFINE_WORD (ParvisReason, reason, reasons)
PARVIS_DEFINE_WORD (ParvisHealth, health, healths)
PARVIS_DEFINE_WORD (ParvisReserved, reserved, reserveds)
PARVIS_DEFINE_WORD (ParvisTrend, trend, trends)
PARVIS_DEFINE_WORD (ParvisAudience, audience, audiences)
PARVIS_DEFINE_WORD (ParvisRole, role, roles)

static gboolean
department_exists (const char *code)
{
  int department;

  if (code[0] == '2' && (code[1] == 'A' || code[1] == 'B'))
    return TRUE;

  if (!g_ascii_isdigit (code[0]) || !g_ascii_isdigit (code[1]))
    return FALSE;

  department = (code[0] - '0') * 10 + (code[1] - '0');

  /* Overseas the third figure belongs to the department or the territory. */
  if (department == 97)
    return code[2] >= '1' && code[2] <= '8';
  if (department == 98)
    return strchr ("46789", code[2]) != NULL;

  /* 20 was Corsica before 1976. 00 is nobody's: it is left to sample towns. */
  return department <= 95 && department != 20;
}

/**
 * parvis_insee_is_valid:
 * @code: (nullable): a commune's code in the official geographic code (COG)
 *
 * Tells whether @code is well formed and in a department that exists; it does
 * not know the communes. Codes from 00001 to 00999 are assigned to nobody and
 * stand for fictional towns.
 */
gboolean
parvis_insee_is_valid (const char *code)
{
  gboolean overseas;

  if (code == NULL || strlen (code) != 5)
    return FALSE;

  for (int i = 2; i < 5; i++)
    {
      if (!g_ascii_isdigit (code[i]))
        return FALSE;
    }

  if (!department_exists (code))
    return FALSE;

  overseas = code[0] == '9' && (code[1] == '7' || code[1] == '8');

  return strcmp (overseas ? code + 3 : code + 2, overseas ? "00" : "000") != 0;
}
