/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The words that the service, its clients and the databases agree on, as enums
 * inside and as stable lower-case English strings outside. Each _to_string
 * borrows a literal; each _from_string returns FALSE for an unknown word.
 */

typedef enum
{
  PARVIS_GAUGE_PEOPLE,
  PARVIS_GAUGE_VEHICLES,
} ParvisGaugeKind;

typedef enum
{
  PARVIS_FACILITY_POOL,
  PARVIS_FACILITY_CAR_PARK,
  PARVIS_FACILITY_LIBRARY,
  PARVIS_FACILITY_HALL,
  PARVIS_FACILITY_SPORTS_HALL,
  PARVIS_FACILITY_MARKET,
  PARVIS_FACILITY_TOWN_HALL,
  PARVIS_FACILITY_NURSERY,
  PARVIS_FACILITY_SHOP,
  PARVIS_FACILITY_OTHER,
} ParvisFacilityKind;

/* How the figure that is shown came to be. */
typedef enum
{
  PARVIS_METHOD_NONE,
  PARVIS_METHOD_SENSOR,      /* an absolute figure from a device or a feed */
  PARVIS_METHOD_BALANCE,     /* entries minus exits */
  PARVIS_METHOD_SPACES,      /* one sensor for each space */
  PARVIS_METHOD_HAND,        /* a person */
} ParvisMethod;

/* design.md rule 4 and ux.md §0.3. "By hand" is a method and a state: a figure
 * counted by a person within its validity.
 */
typedef enum
{
  PARVIS_FRESHNESS_UNKNOWN,  /* never measured, or withdrawn */
  PARVIS_FRESHNESS_LIVE,
  PARVIS_FRESHNESS_LATE,
  PARVIS_FRESHNESS_STALE,
  PARVIS_FRESHNESS_HAND,
  PARVIS_FRESHNESS_CLOSED,
} ParvisFreshness;

typedef enum
{
  PARVIS_FORMAT_PARVIS,
  PARVIS_FORMAT_TTN_V3,
  PARVIS_FORMAT_CHIRPSTACK_V4,
  PARVIS_FORMAT_HAND,
} ParvisFormat;

/* What the value of a source means. The totals are counters that only grow
 * (and wrap or restart), of which the service takes the differences.
 */
typedef enum
{
  PARVIS_MEASURE_PRESENT,
  PARVIS_MEASURE_FREE,
  PARVIS_MEASURE_OCCUPIED,
  PARVIS_MEASURE_ENTERED,
  PARVIS_MEASURE_LEFT,
  PARVIS_MEASURE_ENTERED_TOTAL,
  PARVIS_MEASURE_LEFT_TOTAL,
  PARVIS_MEASURE_SPACE,      /* one space: true means occupied */
} ParvisMeasure;

/* Why a reading was kept but not shown as live. */
typedef enum
{
  PARVIS_REASON_NONE,             /* it was shown */
  PARVIS_REASON_NEGATIVE,
  PARVIS_REASON_ABOVE_CAPACITY,
  PARVIS_REASON_FROM_THE_FUTURE,
  PARVIS_REASON_OUT_OF_ORDER,     /* older than the newest of its source */
  PARVIS_REASON_SUSPICIOUS_ZERO,
  PARVIS_REASON_NOT_A_NUMBER,     /* the pointed value cannot be a count */
  PARVIS_REASON_NO_VALUE,         /* a sign of life without a figure */
  PARVIS_REASON_DUPLICATE,
  PARVIS_REASON_PAUSED,
  PARVIS_REASON_BASELINE,         /* first value of a total: nothing to subtract from */
  PARVIS_REASON_JUMP,             /* a total grew by more than can have passed */
  PARVIS_REASON_OTHER_DEVICE,     /* the message is of a device that the source is not */
  PARVIS_REASON_SIMULATED,        /* the network sent it for a trial, and no device did */
} ParvisReason;

/* What a source's own health says to the town. */
typedef enum
{
  PARVIS_HEALTH_NEVER,            /* nothing received yet */
  PARVIS_HEALTH_OK,
  PARVIS_HEALTH_LATE,
  PARVIS_HEALTH_SILENT,
  PARVIS_HEALTH_IMPLAUSIBLE,      /* the last reading could not be true */
  PARVIS_HEALTH_STUCK,            /* the same value all day */
  PARVIS_HEALTH_PAUSED,
} ParvisHealth;

/* For whom a single parking space is kept. */
typedef enum
{
  PARVIS_RESERVED_NONE,
  PARVIS_RESERVED_PMR,            /* people with reduced mobility */
  PARVIS_RESERVED_CHARGING,
} ParvisReserved;

/* Where a gauge's figure is going. */
typedef enum
{
  PARVIS_TREND_UNKNOWN,
  PARVIS_TREND_FILLING,
  PARVIS_TREND_EMPTYING,
  PARVIS_TREND_STEADY,
} ParvisTrend;

/* Whom an entity of the feed is for. A reader has a set of them. */
typedef enum
{
  PARVIS_AUDIENCE_PUBLIC,
  PARVIS_AUDIENCE_INSIDER,        /* who has any role in the town, shops included */
  PARVIS_AUDIENCE_MEMBER,         /* who works for the town */
  PARVIS_AUDIENCE_CLERK,
  PARVIS_AUDIENCE_MERCHANT,
  PARVIS_AUDIENCE_TEAM,           /* who administers it */
} ParvisAudience;

#define PARVIS_N_AUDIENCES (PARVIS_AUDIENCE_TEAM + 1)

typedef guint ParvisAudiences;

#define PARVIS_AUDIENCE_BIT(audience) (1u << (audience))
#define PARVIS_AUDIENCES_PUBLIC       PARVIS_AUDIENCE_BIT (PARVIS_AUDIENCE_PUBLIC)
#define PARVIS_AUDIENCES_ALL          (PARVIS_AUDIENCE_BIT (PARVIS_N_AUDIENCES) - 1)

/* What a person may be in a town; the operator is one in all of them. */
typedef enum
{
  PARVIS_ROLE_MAYOR,
  PARVIS_ROLE_CLERK,
  PARVIS_ROLE_MERCHANT,
  PARVIS_ROLE_COUNTER,
  PARVIS_ROLE_OPERATOR,
} ParvisRole;

#define PARVIS_N_ROLES (PARVIS_ROLE_OPERATOR + 1)

#define PARVIS_DECLARE_WORD(Type, prefix) \
  const char *parvis_##prefix##_to_string   (Type        value); \
  gboolean    parvis_##prefix##_from_string (const char *text, \
                                             Type       *value)

PARVIS_DECLARE_WORD (ParvisGaugeKind, gauge_kind);
PARVIS_DECLARE_WORD (ParvisFacilityKind, facility_kind);
PARVIS_DECLARE_WORD (ParvisMethod, method);
PARVIS_DECLARE_WORD (ParvisFreshness, freshness);
PARVIS_DECLARE_WORD (ParvisFormat, format);
PARVIS_DECLARE_WORD (ParvisMeasure, measure);
PARVIS_DECLARE_WORD (ParvisReason, reason);
PARVIS_DECLARE_WORD (ParvisReserved, reserved);
PARVIS_DECLARE_WORD (ParvisHealth, health);
PARVIS_DECLARE_WORD (ParvisTrend, trend);
PARVIS_DECLARE_WORD (ParvisAudience, audience);
PARVIS_DECLARE_WORD (ParvisRole, role);

#undef PARVIS_DECLARE_WORD

/* Kinds of entity in the change feed. */
#define PARVIS_KIND_TOWN          "town"
#define PARVIS_KIND_SETUP         "setup"
#define PARVIS_KIND_FACILITY      "facility"
#define PARVIS_KIND_NEIGHBOURHOOD "neighbourhood"
#define PARVIS_KIND_GAUGE         "gauge"
#define PARVIS_KIND_GAUGE_LOG     "gauge_log"
#define PARVIS_KIND_ROLLUP        "rollup"
#define PARVIS_KIND_SOURCE        "source"
#define PARVIS_KIND_MEMBER        "member"
#define PARVIS_KIND_INVITATION    "invitation"
#define PARVIS_KIND_SESSION       "session"
#define PARVIS_KIND_MERCHANT      "merchant"
#define PARVIS_KIND_PRODUCT       "product"
#define PARVIS_KIND_SHELF         "shelf"
#define PARVIS_KIND_PICKUP        "pickup"
#define PARVIS_KIND_BAKE          "bake"
#define PARVIS_KIND_ORDER         "order"
#define PARVIS_KIND_STANDING      "standing"
#define PARVIS_KIND_PATTERN       "pattern"
#define PARVIS_KIND_TAKINGS       "takings"
#define PARVIS_KIND_WANTED        "wanted"
#define PARVIS_KIND_ORDERS_DAY    "orders_day"
#define PARVIS_KIND_PROCEDURE     "procedure"
#define PARVIS_KIND_DOSSIER       "dossier"
#define PARVIS_KIND_DOSSIERS      "dossiers_month"

gboolean parvis_insee_is_valid (const char *code);

G_END_DECLS
