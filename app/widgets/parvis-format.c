/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-format"

#include "config.h"

#include "parvis-format.h"

#include <glib/gi18n.h>

/* Numbers are grouped here and not by printf's "'" flag, which follows the
 * locale's numeric category and knows no narrow space in Debian's French one.
 */
static char *
group_digits (guint64     number,
              const char *sign)
{
  /* Translators: stands between thousands. */
  const char *separator = C_("thousands", ",");
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, number);
  GString *text = g_string_new (sign);
  gsize length = strlen (digits);

  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0 && length > 3)
        g_string_append (text, separator);
      g_string_append_c (text, digits[i]);
    }

  return g_string_free (text, FALSE);
}

char *
parvis_format_number (gint64 number)
{
  if (number < 0)
    return group_digits (-(guint64) number, "−");

  return group_digits ((guint64) number, "");
}

char *
parvis_format_signed (gint64 number)
{
  if (number <= 0)
    return parvis_format_number (number);

  return group_digits ((guint64) number, "+");
}

static GDateTime *
local_time (gint64     instant,
            GTimeZone *zone)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (instant / PARVIS_SECOND);

  return utc == NULL ? NULL : g_date_time_to_timezone (utc, zone);
}

static char *
format_local (gint64      instant,
              GTimeZone  *zone,
              const char *format)
{
  g_autoptr(GDateTime) local = local_time (instant, zone);

  return local == NULL ? g_strdup ("–") : g_date_time_format (local, format);
}

char *
parvis_format_clock (gint64     instant,
                     GTimeZone *zone)
{
  return format_local (instant, zone, "%H:%M");
}

char *
parvis_format_clock_seconds (gint64     instant,
                             GTimeZone *zone)
{
  return format_local (instant, zone, "%H:%M:%S");
}

/**
 * parvis_format_duration:
 * @duration: ms, not negative
 *
 * Returns: "20 s" in steps of five, "6 min", "3 h 37" or "2 days"
 */
char *
parvis_format_duration (gint64 duration)
{
  gint64 minutes = duration / PARVIS_MINUTE;

  if (duration < PARVIS_MINUTE)
    return g_strdup_printf (_("%d s"), (int) (MAX (duration, 0) / (5 * PARVIS_SECOND)) * 5);
  if (minutes < 60)
    return g_strdup_printf (_("%d min"), (int) minutes);
  /* Translators: hours and minutes of a duration. */
  if (minutes < 48 * 60)
    return g_strdup_printf (_("%d h %02d"), (int) (minutes / 60), (int) (minutes % 60));

  return g_strdup_printf (ngettext ("%d day", "%d days", (gulong) (minutes / (24 * 60))),
                          (int) (minutes / (24 * 60)));
}

static const char *
month_name (int month)
{
  const char *names[] = {
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
  };

  return _(names[month - 1]);
}

static const char *
weekday_name (int weekday)
{
  const char *names[] = {
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"),
    N_("Saturday"), N_("Sunday"),
  };

  return _(names[weekday - 1]);
}

/**
 * parvis_format_weekday:
 * @weekday: 1 for Monday to 7
 *
 * Returns: (transfer none): its name as it stands in a date
 */
const char *
parvis_format_weekday (int weekday)
{
  return weekday_name (CLAMP (weekday, 1, 7));
}

/**
 * parvis_format_dup_weekday_title:
 *
 * Returns: (transfer full): its name as a title, with a capital in each language
 */
char *
parvis_format_dup_weekday_title (int weekday)
{
  const char *name = parvis_format_weekday (weekday);
  g_autofree char *first = g_utf8_substring (name, 0, 1);
  g_autofree char *capital = g_utf8_strup (first, -1);

  return g_strconcat (capital, g_utf8_next_char (name), NULL);
}

/**
 * parvis_format_day:
 *
 * Returns: "Wednesday 17 June", with the year when it is not that of @now. The
 *   words are ours, not the C library's, so that the day is in the language of
 *   the screen whatever locales are installed.
 */
char *
parvis_format_day (gint64     instant,
                   gint64     now,
                   GTimeZone *zone)
{
  g_autoptr(GDateTime) day = local_time (instant, zone);
  g_autoptr(GDateTime) today = local_time (now, zone);

  if (day == NULL || today == NULL)
    return g_strdup ("–");

  /* Translators: weekday, day of the month, month. */
  if (g_date_time_get_year (day) == g_date_time_get_year (today))
    return g_strdup_printf (_("%1$s %2$d %3$s"), weekday_name (g_date_time_get_day_of_week (day)),
                            g_date_time_get_day_of_month (day),
                            month_name (g_date_time_get_month (day)));

  /* Translators: weekday, day of the month, month, year. */
  return g_strdup_printf (_("%1$s %2$d %3$s %4$d"),
                          weekday_name (g_date_time_get_day_of_week (day)),
                          g_date_time_get_day_of_month (day),
                          month_name (g_date_time_get_month (day)), g_date_time_get_year (day));
}

/* Returns: @text with a capital, which begins something */
char *
parvis_format_capital (const char *text)
{
  g_autofree char *first = g_utf8_substring (text, 0, 1);
  g_autofree char *capital = g_utf8_strup (first, -1);

  return g_strconcat (capital, text + strlen (first), NULL);
}

/* The same where a title begins with it, which French writes with a capital. */
char *
parvis_format_day_title (gint64     instant,
                         gint64     now,
                         GTimeZone *zone)
{
  g_autofree char *day = parvis_format_day (instant, now, zone);

  return parvis_format_capital (day);
}

/* How many midnights lie between the two instants: 0 is the same day. */
static int
days_between (gint64     earlier,
              gint64     later,
              GTimeZone *zone)
{
  g_autoptr(GDateTime) first = local_time (earlier, zone);
  g_autoptr(GDateTime) last = local_time (later, zone);
  GDate a;
  GDate b;

  if (first == NULL || last == NULL)
    return G_MAXINT;

  g_date_set_dmy (&a, g_date_time_get_day_of_month (first), g_date_time_get_month (first),
                  g_date_time_get_year (first));
  g_date_set_dmy (&b, g_date_time_get_day_of_month (last), g_date_time_get_month (last),
                  g_date_time_get_year (last));

  return g_date_days_between (&a, &b);
}

/**
 * parvis_format_moment:
 *
 * Returns: "13:05" on the day of @now, "yesterday 18:20", or "12 June"
 */
char *
parvis_format_moment (gint64     instant,
                      gint64     now,
                      GTimeZone *zone)
{
  g_autofree char *clock = parvis_format_clock (instant, zone);
  g_autoptr(GDateTime) local = local_time (instant, zone);
  int days = days_between (instant, now, zone);

  if (local == NULL)
    return g_strdup ("–");
  if (days == 0)
    return g_steal_pointer (&clock);
  if (days == 1)
    return g_strdup_printf (_("yesterday %s"), clock);
  if (days == -1)
    return g_strdup_printf (_("tomorrow %s"), clock);

  /* Translators: day of the month, month. */
  return g_strdup_printf (_("%1$d %2$s"), g_date_time_get_day_of_month (local),
                          month_name (g_date_time_get_month (local)));
}

/**
 * parvis_format_future:
 *
 * Returns: "18:00" on the day of @now, "tomorrow 10:00", "Thursday 10:00"
 *   within a week, or "12 June"
 */
char *
parvis_format_future (gint64     instant,
                      gint64     now,
                      GTimeZone *zone)
{
  g_autoptr(GDateTime) local = local_time (instant, zone);
  g_autofree char *clock = parvis_format_clock (instant, zone);
  int days = days_between (now, instant, zone);

  if (local == NULL || days < 2 || days > 6)
    return parvis_format_moment (instant, now, zone);

  /* Translators: a day of the week and an hour, "Thursday 10:00". */
  return g_strdup_printf (_("%1$s %2$s"), weekday_name (g_date_time_get_day_of_week (local)),
                          clock);
}

/**
 * parvis_format_until:
 * @by_weekday: whether a day within a week is told by its name and with the hour
 *
 * Returns: "until 18:00", "until tomorrow 10:00", "until Thursday 10:00", or
 *   "until 12 June": a date takes another article than an hour does
 */
char *
parvis_format_until (gint64     instant,
                     gint64     now,
                     GTimeZone *zone,
                     gboolean   by_weekday)
{
  int days = days_between (now, instant, zone);
  gboolean is_date = days < 0 || days > (by_weekday ? 6 : 1);
  g_autofree char *when = is_date ? parvis_format_moment (instant, now, zone)
                                  : parvis_format_future (instant, now, zone);

  /* Translators: "until 12 June", and "until 18:00". */
  return g_strdup_printf (is_date ? C_("date", "until %s") : _("until %s"), when);
}

/**
 * parvis_format_age:
 *
 * Returns: "20 s", "6 min", "13:05 (3 h 37)" on the same day, "yesterday 18:20",
 *   "12 June". A measure from the future (a clock that is off) is 0 s old.
 */
char *
parvis_format_age (gint64     instant,
                   gint64     now,
                   GTimeZone *zone)
{
  g_autofree char *moment = NULL;
  g_autofree char *duration = parvis_format_duration (MAX (now - instant, 0));

  if (now - instant < PARVIS_HOUR)
    return g_steal_pointer (&duration);

  moment = parvis_format_moment (instant, now, zone);
  if (days_between (instant, now, zone) != 0)
    return g_steal_pointer (&moment);

  /* Translators: an hour, and how long ago that is: "13:05 (3 h 37)". */
  return g_strdup_printf (_("%1$s (%2$s)"), moment, duration);
}

/**
 * parvis_format_age_long:
 *
 * As parvis_format_age(), where there is room: "20 s ago".
 */
char *
parvis_format_age_long (gint64     instant,
                        gint64     now,
                        GTimeZone *zone)
{
  g_autofree char *age = parvis_format_age (instant, now, zone);

  if (now - instant >= PARVIS_HOUR)
    return g_steal_pointer (&age);

  return g_strdup_printf (_("%s ago"), age);
}

/* An old figure tells how long it has been silent; its hour stands with it. */
static char *
format_stale (gint64     observed_at,
              gint64     now,
              GTimeZone *zone)
{
  g_autofree char *age = NULL;

  if (days_between (observed_at, now, zone) == 0)
    age = parvis_format_duration (now - observed_at);
  else
    age = parvis_format_moment (observed_at, now, zone);

  return g_strdup_printf (_("Old · %s"), age);
}

/**
 * parvis_format_freshness:
 * @link_up: whether the service is being heard; without it nothing is live
 *
 * Returns: the words of ux.md §0.3: "Live · 20 s", "at 16:41", "Old · 3 h 37"…
 */
char *
parvis_format_freshness (ParvisFreshness  freshness,
                         gint64           observed_at,
                         gint64           now,
                         gboolean         link_up,
                         GTimeZone       *zone)
{
  g_autofree char *moment = NULL;
  g_autofree char *age = NULL;

  if (freshness == PARVIS_FRESHNESS_UNKNOWN)
    return g_strdup (_("No figure yet"));
  if (freshness == PARVIS_FRESHNESS_CLOSED)
    return g_strdup (_("Closed"));

  moment = parvis_format_moment (observed_at, now, zone);
  age = parvis_format_age (observed_at, now, zone);

  switch (freshness)
    {
    case PARVIS_FRESHNESS_LIVE:
      return link_up ? g_strdup_printf (_("Live · %s"), age)
                     : g_strdup_printf (_("at %s"), moment);

    case PARVIS_FRESHNESS_LATE:
      return link_up ? g_strdup_printf (_("Delayed · %s"), age)
                     : g_strdup_printf (_("at %s"), moment);

    case PARVIS_FRESHNESS_HAND:
      return g_strdup_printf (_("Counted by hand · %s"), moment);

    case PARVIS_FRESHNESS_STALE:
    case PARVIS_FRESHNESS_UNKNOWN:
    case PARVIS_FRESHNESS_CLOSED:
      break;
    }

  return format_stale (observed_at, now, zone);
}

/**
 * parvis_format_level:
 * @level: 1 to 5, or 0
 * @full: nothing is left
 *
 * Returns: (nullable): the word of ux.md §0.4, %NULL for no level
 */
const char *
parvis_format_level (int      level,
                     gboolean full)
{
  const char *words[] = {
    N_("Very quiet"), N_("Quiet"), N_("Moderate"), N_("Busy"), N_("Nearly full"),
  };

  if (level < 1 || level > 5)
    return NULL;
  if (full)
    return _("Full");

  return _(words[level - 1]);
}

const char *
parvis_freshness_icon (ParvisFreshness freshness,
                       gboolean        link_up)
{
  switch (freshness)
    {
    case PARVIS_FRESHNESS_LIVE:
      return link_up ? "parvis-live-symbolic" : "parvis-offline-symbolic";

    case PARVIS_FRESHNESS_LATE:
      return link_up ? "parvis-late-symbolic" : "parvis-offline-symbolic";

    case PARVIS_FRESHNESS_STALE:
      return "parvis-stale-symbolic";

    case PARVIS_FRESHNESS_HAND:
      return "parvis-tally-symbolic";

    case PARVIS_FRESHNESS_CLOSED:
      return "parvis-closed-symbolic";

    case PARVIS_FRESHNESS_UNKNOWN:
      break;
    }

  return "radio-symbolic";
}

const char *
parvis_freshness_class (ParvisFreshness freshness,
                        gboolean        link_up)
{
  if (freshness == PARVIS_FRESHNESS_LIVE && link_up)
    return "live";
  if (freshness == PARVIS_FRESHNESS_LATE && link_up)
    return "late";
  if (freshness == PARVIS_FRESHNESS_STALE)
    return "stale";
  if (freshness == PARVIS_FRESHNESS_CLOSED)
    return "closed";

  return "plain";
}

const char *
parvis_facility_icon (ParvisFacilityKind kind)
{
  switch (kind)
    {
    case PARVIS_FACILITY_POOL:
      return "parvis-pool-symbolic";

    case PARVIS_FACILITY_CAR_PARK:
      return "parvis-parking-symbolic";

    case PARVIS_FACILITY_LIBRARY:
      return "accessories-dictionary-symbolic";

    case PARVIS_FACILITY_TOWN_HALL:
      return "go-home-symbolic";

    case PARVIS_FACILITY_SHOP:
      return "parvis-bag-symbolic";

    case PARVIS_FACILITY_HALL:
    case PARVIS_FACILITY_SPORTS_HALL:
    case PARVIS_FACILITY_MARKET:
    case PARVIS_FACILITY_NURSERY:
    case PARVIS_FACILITY_OTHER:
      break;
    }

  return "system-users-symbolic";
}

const char *
parvis_facility_word (ParvisFacilityKind kind)
{
  switch (kind)
    {
    case PARVIS_FACILITY_POOL:
      return _("pool");

    case PARVIS_FACILITY_CAR_PARK:
      return _("car park");

    case PARVIS_FACILITY_LIBRARY:
      return _("library");

    case PARVIS_FACILITY_HALL:
      return _("hall");

    case PARVIS_FACILITY_SPORTS_HALL:
      return _("sports hall");

    case PARVIS_FACILITY_MARKET:
      return _("market");

    case PARVIS_FACILITY_TOWN_HALL:
      return _("town hall");

    case PARVIS_FACILITY_NURSERY:
      return _("nursery");

    case PARVIS_FACILITY_SHOP:
      return _("shop");

    case PARVIS_FACILITY_OTHER:
      break;
    }

  return _("facility");
}
