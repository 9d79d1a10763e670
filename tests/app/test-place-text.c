/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "french.h"
#include "parvis-place-text.h"

#define NOW G_GINT64_CONSTANT (1781707320000)

#define assert_text(call, wanted) \
  G_STMT_START { \
    g_autofree char *text_ = (call); \
    g_assert_cmpstr (text_, ==, (wanted)); \
  } G_STMT_END

/* As the mock-up's car parks: @free of @capacity, measured @age ms ago. */
static ParvisPlaceFacts
car_park (const char *name,
          int         free_places,
          int         capacity,
          gint64      age)
{
  ParvisPlaceFacts facts = {
    .figure = {
      .kind = PARVIS_GAUGE_VEHICLES,
      .method = PARVIS_METHOD_SENSOR,
      .capacity = capacity,
      .present = capacity - free_places,
      .sources = 1,
      .sources_fresh = 1,
      .observed_at = NOW - age,
      .live_for = PARVIS_MINUTE,
      .late_for = 15 * PARVIS_MINUTE,
      .valid_for = PARVIS_HAND_VALID_FOR,
      .broken_since = PARVIS_NO_TIME,
    },
    .kind = PARVIS_FACILITY_CAR_PARK,
    .name = name,
    .link_up = TRUE,
    .closed_until = PARVIS_NO_TIME,
    .now = NOW,
    .zone = parvis_time_zone_of_towns (),
  };

  facts.freshness = parvis_freshness_decide (&facts.figure, FALSE, NOW, NULL);
  facts.level = parvis_gauge_level (&facts.figure, facts.freshness);

  return facts;
}

static ParvisPlaceFacts
pool (void)
{
  ParvisPlaceFacts facts = car_park ("Piscine des Mariniers", 78, 220, 20 * PARVIS_SECOND);

  facts.figure.kind = PARVIS_GAUGE_PEOPLE;
  facts.kind = PARVIS_FACILITY_POOL;

  return facts;
}

static void
test_a_live_car_park (void)
{
  ParvisPlaceFacts facts = car_park ("Les Varennes", 63, 80, 9 * PARVIS_SECOND);

  speak ("fr");
  assert_text (parvis_place_text_figure (&facts), "63 libres");
  assert_text (parvis_place_text_unit (&facts), "sur 80");
  assert_text (parvis_place_text_marker_title (&facts), "63 libres");
  assert_text (parvis_place_text_marker_subtitle (&facts), "Très calme · 5" NBSP "s");

  facts.figure.present = 79;
  assert_text (parvis_place_text_figure (&facts), "1 libre");
}

static void
test_a_pool_speaks_of_those_present (void)
{
  ParvisPlaceFacts facts = pool ();

  speak ("fr");
  assert_text (parvis_place_text_figure (&facts), "142");
  assert_text (parvis_place_text_unit (&facts), "sur 220");
  assert_text (parvis_place_text_present (&facts), "142 baigneurs présents");
  assert_text (parvis_place_text_marker_title (&facts), "142 sur 220");
  assert_text (parvis_place_text_marker_subtitle (&facts), "Modéré · 20" NBSP "s");
  assert_text (parvis_place_text_sentence (&facts),
               "Piscine des Mariniers, piscine, 142 baigneurs présents sur 220, modéré, en direct");
}

static void
test_full_is_said_only_when_nothing_is_left (void)
{
  ParvisPlaceFacts facts = car_park ("Gare", 0, 140, 14 * PARVIS_SECOND);

  speak ("fr");
  assert_text (parvis_place_text_figure (&facts), "Complet");
  assert_text (parvis_place_text_unit (&facts), "0 sur 140");
  assert_text (parvis_place_text_marker_subtitle (&facts), "0 sur 140 · 10" NBSP "s");
  g_assert_true (parvis_place_is_full (&facts));

  facts = car_park ("Gare", 1, 140, 14 * PARVIS_SECOND);
  g_assert_false (parvis_place_is_full (&facts));
  g_assert_cmpstr (parvis_place_text_level (&facts), ==, "Presque complet");
}

static void
test_where_a_figure_is_going_stands_by_its_age (void)
{
  ParvisPlaceFacts facts = pool ();

  speak ("fr");
  facts.trend = PARVIS_TREND_FILLING;
  assert_text (parvis_place_text_freshness (&facts), "En direct · 20" NBSP "s · se remplit");
  assert_text (parvis_place_text_age (&facts), "En direct · 20" NBSP "s");
  assert_text (parvis_place_text_sentence (&facts),
               "Piscine des Mariniers, piscine, 142 baigneurs présents sur 220, modéré, "
               "se remplit, en direct");
  facts.trend = PARVIS_TREND_EMPTYING;
  g_assert_cmpstr (parvis_place_text_trend (&facts), ==, "se vide");
  facts.trend = PARVIS_TREND_STEADY;
  g_assert_cmpstr (parvis_place_text_trend (&facts), ==, "stable");

  /* Nobody hears where it goes while the line is down, nor of an old figure. */
  facts.link_up = FALSE;
  g_assert_null (parvis_place_text_trend (&facts));
  facts = car_park ("La Croix-Blanche", 31, 60, 217 * PARVIS_MINUTE);
  facts.trend = PARVIS_TREND_FILLING;
  g_assert_null (parvis_place_text_trend (&facts));
}

static void
test_reserved_places_are_told_apart (void)
{
  ParvisPlaceFacts facts = car_park ("Centre-bourg", 23, 120, 11 * PARVIS_SECOND);

  speak ("fr");
  facts.free_pmr = 2;
  facts.free_charging = -1;
  assert_text (parvis_place_text_figure (&facts), "23 libres");
  assert_text (parvis_place_text_unit (&facts), "dont 2 PMR · sur 120");
  assert_text (parvis_place_text_sentence (&facts),
               "Centre-bourg, parking, 23 places libres sur 120, dont 2 PMR, chargé, en direct");
  facts.free_charging = 1;
  assert_text (parvis_place_text_reserved (&facts), "dont 2 PMR et 1 avec recharge");

  /* None left of them is no part of what is left. */
  facts.free_pmr = 0;
  facts.free_charging = 0;
  g_assert_null (parvis_place_text_reserved (&facts));
  assert_text (parvis_place_text_unit (&facts), "sur 120");

  facts = car_park ("Centre-bourg", 23, 120, 217 * PARVIS_MINUTE);
  facts.free_pmr = 2;
  g_assert_null (parvis_place_text_reserved (&facts));
}

static void
test_a_lowered_capacity_stands_under_the_number (void)
{
  ParvisPlaceFacts facts = car_park ("Gare", 63, 80, 9 * PARVIS_SECOND);

  speak ("fr");
  g_assert_null (parvis_place_text_lowered (&facts));
  facts.figure.capacity = 40;
  facts.figure.whole = 80;
  facts.figure.lowered_until = NOW + 3 * PARVIS_DAY;
  facts.level = parvis_gauge_level (&facts.figure, facts.freshness);
  assert_text (parvis_place_text_lowered (&facts), "capacité ramenée à 40 jusqu’au 20 juin");
  assert_text (parvis_place_text_figure (&facts), "23 libres");
  assert_text (parvis_place_text_unit (&facts), "sur 40");
  assert_text (parvis_place_text_sentence (&facts),
               "Gare, parking, 23 places libres sur 40, capacité ramenée à 40 jusqu’au 20 juin, "
               "calme, en direct");
  facts.figure.lowered_until = NOW + 78 * PARVIS_MINUTE;
  assert_text (parvis_place_text_lowered (&facts), "capacité ramenée à 40 jusqu’à 18:00");
  facts.figure.lowered_until = PARVIS_NEVER;
  assert_text (parvis_place_text_lowered (&facts), "capacité ramenée à 40");

  /* More cars than it holds now are there, and it is full. */
  facts.figure.present = 60;
  assert_text (parvis_place_text_figure (&facts), "Complet");
  assert_text (parvis_place_text_unit (&facts), "0 sur 40");

  speak ("en");
  facts.figure.lowered_until = NOW + 3 * PARVIS_DAY;
  assert_text (parvis_place_text_lowered (&facts), "capacity lowered to 40 until 20 June");

  /* Closed says it all. */
  facts.freshness = PARVIS_FRESHNESS_CLOSED;
  g_assert_null (parvis_place_text_lowered (&facts));
}

static void
test_an_old_figure_has_its_hour_and_no_level (void)
{
  ParvisPlaceFacts facts = car_park ("La Croix-Blanche", 31, 60, 217 * PARVIS_MINUTE);

  speak ("fr");
  g_assert_cmpint (facts.level, ==, 0);
  assert_text (parvis_place_text_figure (&facts), "31");
  assert_text (parvis_place_text_unit (&facts), "à 13:05");
  assert_text (parvis_place_text_marker_title (&facts), "31 à 13:05");
  assert_text (parvis_place_text_marker_subtitle (&facts), "Capteur muet");
  assert_text (parvis_place_text_freshness (&facts), "Ancien · 3" NBSP "h" NBSP "37");

  /* And a full one that is old is not full. */
  facts = car_park ("Gare", 0, 140, 217 * PARVIS_MINUTE);
  assert_text (parvis_place_text_figure (&facts), "0");
  facts.figure.method = PARVIS_METHOD_HAND;
  assert_text (parvis_place_text_marker_subtitle (&facts), "Compte ancien");
}

static void
test_closed_is_neither_full_nor_zero (void)
{
  ParvisPlaceFacts facts = car_park ("Gare", 0, 140, 14 * PARVIS_SECOND);

  speak ("fr");
  facts.freshness = PARVIS_FRESHNESS_CLOSED;
  facts.closure = "brocante";
  facts.closed_until = NOW + 78 * PARVIS_MINUTE;
  assert_text (parvis_place_text_figure (&facts), "Fermé");
  assert_text (parvis_place_text_unit (&facts), "");
  assert_text (parvis_place_text_freshness (&facts), "Fermé (brocante) jusqu’à 18:00");
  assert_text (parvis_place_text_marker_subtitle (&facts), "brocante · jusqu’à 18:00");
  g_assert_false (parvis_place_is_full (&facts));

  facts.closure = NULL;
  facts.closed_until = NOW + 17 * PARVIS_HOUR + 18 * PARVIS_MINUTE;
  assert_text (parvis_place_text_freshness (&facts), "Fermé · rouvre demain à 10:00");
  facts.closed_until = PARVIS_NO_TIME;
  assert_text (parvis_place_text_freshness (&facts), "Fermé");
  facts.closure = "";
  assert_text (parvis_place_text_freshness (&facts), "Fermé · temporairement");
}

static void
test_nothing_measured_is_not_zero (void)
{
  ParvisPlaceFacts facts = car_park ("Gare", 0, 140, 0);

  speak ("fr");
  facts.figure.observed_at = PARVIS_NO_TIME;
  facts.figure.present = -1;
  facts.freshness = PARVIS_FRESHNESS_UNKNOWN;
  facts.level = 0;
  assert_text (parvis_place_text_figure (&facts), "–");
  g_assert_null (parvis_place_text_marker_title (&facts));
  assert_text (parvis_place_text_sentence (&facts), "Gare, parking, pas encore de chiffre");
}

static void
test_without_the_line_ages_are_hours (void)
{
  ParvisPlaceFacts facts = car_park ("Quai de Loire", 58, 95, 6 * PARVIS_MINUTE);

  speak ("fr");
  assert_text (parvis_place_text_sentence (&facts),
               "Quai de Loire, parking, 58 places libres sur 95, calme, "
               "donnée retardée de 6 minutes");
  facts.link_up = FALSE;
  assert_text (parvis_place_text_marker_subtitle (&facts), "Calme · à 16:36");
  assert_text (parvis_place_text_sentence (&facts),
               "Quai de Loire, parking, 58 places libres sur 95, calme, donnée de 16:36");
}

static void
check_headline (const ParvisPlaceFacts *facts,
                guint                   n_facts,
                const char             *title,
                const char             *detail)
{
  const ParvisPlaceFacts *pointers[16];
  ParvisHeadline headline;

  for (guint i = 0; i < n_facts; i++)
    pointers[i] = &facts[i];
  parvis_headline_init (&headline, pointers, n_facts);
  g_assert_cmpstr (headline.title, ==, title);
  g_assert_cmpstr (headline.detail, ==, detail);
  parvis_headline_clear (&headline);
}

static void
test_the_sum_says_what_it_leaves_out (void)
{
  ParvisPlaceFacts facts[] = {
    car_park ("Gare", 0, 140, 14 * PARVIS_SECOND),
    car_park ("Centre-bourg", 23, 120, 11 * PARVIS_SECOND),
    car_park ("Plaisance", 18, 40, 27 * PARVIS_SECOND),
    car_park ("Quai de Loire", 58, 95, 6 * PARVIS_MINUTE),
    car_park ("Les Varennes", 63, 80, 9 * PARVIS_SECOND),
    car_park ("Parking de la piscine", 7, 86, 8 * PARVIS_SECOND),
    car_park ("La Croix-Blanche", 31, 60, 217 * PARVIS_MINUTE),
  };

  speak ("fr");
  check_headline (facts, 7, "169 places libres",
                  "dans 6 secteurs suivis sur 7. La Croix-Blanche n’est pas comptée" NBSP
                  ": capteur muet depuis 13:05.");
  check_headline (facts, 6, "169 places libres", "dans 6 secteurs suivis.");
  check_headline (facts, 1, "0 place libre", "dans 1 secteur suivi.");
  speak ("en");
  check_headline (facts, 7, "169 free spaces",
                  "in 6 of 7 tracked areas. La Croix-Blanche is not counted: "
                  "sensor silent since 13:05.");
}

/* What nobody measures is neither free nor full, and the words say so. */
static void
test_a_part_of_the_spaces_is_told_as_one (void)
{
  ParvisPlaceFacts facts[] = {
    car_park ("Gare", 0, 100, 14 * PARVIS_SECOND),
    car_park ("Plaisance", 18, 40, 14 * PARVIS_SECOND),
  };

  facts[0].figure.measured = 60;
  facts[0].figure.present = 55;
  facts[0].level = parvis_gauge_level (&facts[0].figure, facts[0].freshness);

  speak ("fr");
  assert_text (parvis_place_text_figure (&facts[0]), "5 libres");
  assert_text (parvis_place_text_unit (&facts[0]), "sur 60 mesurées (100 en tout)");
  check_headline (facts, 2, "23 places libres",
                  "dans 2 secteurs suivis. Gare" NBSP ": 60 places mesurées sur 100.");
  facts[0].figure.present = 60;
  g_assert_false (parvis_place_is_full (&facts[0]));
  assert_text (parvis_place_text_figure (&facts[0]), "0 libre");
  speak ("en");
  assert_text (parvis_place_text_unit (&facts[0]), "of 60 measured (100 in all)");
  check_headline (facts, 2, "18 free spaces",
                  "in 2 tracked areas. Gare: 60 of 100 spaces measured.");
}

static void
test_a_closed_car_park_is_told_apart (void)
{
  ParvisPlaceFacts facts[] = {
    car_park ("Gare", 10, 140, 14 * PARVIS_SECOND),
    car_park ("Plaisance", 18, 40, 14 * PARVIS_SECOND),
  };

  speak ("fr");
  facts[1].freshness = PARVIS_FRESHNESS_CLOSED;
  check_headline (facts, 2, "10 places libres", "dans 1 secteur suivi. Plaisance est fermé.");
  facts[0].freshness = PARVIS_FRESHNESS_CLOSED;
  check_headline (facts, 2, "Pas de chiffre fiable", "Tous les secteurs sont fermés.");
  check_headline (facts, 0, "", "");
}

static void
test_many_left_out_are_a_number (void)
{
  ParvisPlaceFacts facts[4];

  speak ("en");
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    facts[i] = car_park ("Gare", 10, 140, i == 0 ? 0 : PARVIS_DAY);
  check_headline (facts, 4, "10 free spaces",
                  "in 1 of 4 tracked areas. 3 areas are not counted: no reliable figure.");
}

/* One gate goes on adding to a sum that is wrong since the other fell silent. */
static void
test_a_sum_is_as_old_as_it_is_wrong (void)
{
  ParvisPlaceFacts facts = pool ();

  speak ("fr");
  facts.figure.method = PARVIS_METHOD_BALANCE;
  facts.figure.broken_since = NOW - 17 * PARVIS_MINUTE;
  facts.freshness = parvis_freshness_decide (&facts.figure, FALSE, NOW, NULL);
  g_assert_cmpint (facts.freshness, ==, PARVIS_FRESHNESS_STALE);
  assert_text (parvis_place_text_age (&facts), "Ancien · 17" NBSP "min");

  facts.figure.kind = PARVIS_GAUGE_VEHICLES;
  check_headline (&facts, 1, "Pas de chiffre fiable",
                  "Piscine des Mariniers n’est pas compté" NBSP
                  ": capteur muet depuis 16:25.");

  /* Somebody who counted since looked at all of it. */
  facts.figure.method = PARVIS_METHOD_HAND;
  facts.freshness = parvis_freshness_decide (&facts.figure, FALSE, NOW, NULL);
  assert_text (parvis_place_text_age (&facts), "Compté à la main · 16:41");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/place-text/a-live-car-park", test_a_live_car_park);
  g_test_add_func ("/place-text/a-pool-speaks-of-those-present",
                   test_a_pool_speaks_of_those_present);
  g_test_add_func ("/place-text/full-is-said-only-when-nothing-is-left",
                   test_full_is_said_only_when_nothing_is_left);
  g_test_add_func ("/place-text/where-a-figure-is-going-stands-by-its-age",
                   test_where_a_figure_is_going_stands_by_its_age);
  g_test_add_func ("/place-text/reserved-places-are-told-apart",
                   test_reserved_places_are_told_apart);
  g_test_add_func ("/place-text/a-lowered-capacity-stands-under-the-number",
                   test_a_lowered_capacity_stands_under_the_number);
  g_test_add_func ("/place-text/an-old-figure-has-its-hour-and-no-level",
                   test_an_old_figure_has_its_hour_and_no_level);
  g_test_add_func ("/place-text/closed-is-neither-full-nor-zero",
                   test_closed_is_neither_full_nor_zero);
  g_test_add_func ("/place-text/nothing-measured-is-not-zero", test_nothing_measured_is_not_zero);
  g_test_add_func ("/place-text/without-the-line-ages-are-hours",
                   test_without_the_line_ages_are_hours);
  g_test_add_func ("/place-text/a-sum-is-as-old-as-it-is-wrong",
                   test_a_sum_is_as_old_as_it_is_wrong);
  g_test_add_func ("/headline/the-sum-says-what-it-leaves-out",
                   test_the_sum_says_what_it_leaves_out);
  g_test_add_func ("/headline/a-part-of-the-spaces-is-told-as-one",
                   test_a_part_of_the_spaces_is_told_as_one);
  g_test_add_func ("/headline/a-closed-car-park-is-told-apart",
                   test_a_closed_car_park_is_told_apart);
  g_test_add_func ("/headline/many-left-out-are-a-number", test_many_left_out_are_a_number);

  return g_test_run ();
}
