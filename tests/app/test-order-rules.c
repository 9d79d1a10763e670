/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-alarm.h"
#include "parvis-code-typing.h"
#include "parvis-effects.h"
#include "parvis-order-text.h"
#include "parvis-stock.h"
#include "parvis-words.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1781708280000)    /* 2026-06-17 16:58 in Paris */

static json_t *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  json_t *value = parvis_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);

  return value;
}

static ParvisOrder *
order_new (const char *more)
{
  g_autofree char *text = g_strdup_printf ("{\"merchant\":\"m\",%s"
                                           "\"code\":\"K47\",\"name\":\"Mme Lefèvre\","
                                           "\"from\":1095,\"until\":1110,"
                                           "\"placed_at\":\"2026-06-17T14:58:00.000Z\","
                                           "\"lines\":[{\"product\":\"p\",\"name\":\"Tradition\","
                                           "\"quantity\":2,\"price\":260}],\"total\":260,%s}",
                                           strstr (more, "\"day\"") == NULL
                                           ? "\"day\":\"2026-06-17\"," : "", more);
  g_autoptr(ParvisEntityRef) entity = parvis_entity_new (PARVIS_KIND_ORDER, "o", 1, parse (text),
                                                         0);

  return parvis_order_new (entity);
}

static void
read_moment (ParvisOrderMoment *moment,
             GTimeZone         *zone,
             gint64             now)
{
  *moment = (ParvisOrderMoment) {
    .now = now, .today = "2026-06-17", .zone = zone, .link_up = TRUE,
  };
}

static void
test_the_bell_rings_more_seldom_but_never_gives_up (void)
{
  g_autoptr(ParvisAlarm) alarm = parvis_alarm_new ();
  const int minutes[] = { 0, 1, 2, 3, 8, 13, 18, 23 };

  parvis_alarm_add (alarm, "a", NOW, NOW);
  for (guint i = 0; i < G_N_ELEMENTS (minutes); i++)
    {
      gint64 at = NOW + minutes[i] * PARVIS_MINUTE;

      g_assert_cmpint (parvis_alarm_next (alarm), ==, at);
      g_assert_false (parvis_alarm_is_due (alarm, at - 1, TRUE));
      g_assert_true (parvis_alarm_is_due (alarm, at, TRUE));
      g_assert_false (parvis_alarm_is_due (alarm, at, TRUE));
    }
}

static void
test_the_bell_is_quiet_once_all_is_seen (void)
{
  g_autoptr(ParvisAlarm) alarm = parvis_alarm_new ();

  parvis_alarm_add (alarm, "a", NOW, NOW);
  parvis_alarm_add (alarm, "b", NOW, NOW);
  g_assert_true (parvis_alarm_is_due (alarm, NOW, TRUE));
  parvis_alarm_remove (alarm, "a");
  g_assert_true (parvis_alarm_is_due (alarm, NOW + PARVIS_MINUTE, TRUE));
  parvis_alarm_remove (alarm, "b");
  g_assert_false (parvis_alarm_is_due (alarm, NOW + PARVIS_HOUR, TRUE));
  g_assert_cmpint (parvis_alarm_next (alarm), ==, PARVIS_NEVER);
}

static void
test_without_reminders_each_order_rings_once (void)
{
  g_autoptr(ParvisAlarm) alarm = parvis_alarm_new ();

  parvis_alarm_add (alarm, "a", NOW, NOW);
  g_assert_true (parvis_alarm_is_due (alarm, NOW, FALSE));
  g_assert_false (parvis_alarm_is_due (alarm, NOW + PARVIS_HOUR, FALSE));
  parvis_alarm_add (alarm, "b", NOW + PARVIS_HOUR, NOW + PARVIS_HOUR);
  g_assert_true (parvis_alarm_is_due (alarm, NOW + PARVIS_HOUR, FALSE));
}

static void
test_a_laptop_that_slept_rings_once (void)
{
  g_autoptr(ParvisAlarm) alarm = parvis_alarm_new ();

  parvis_alarm_add (alarm, "a", NOW, NOW);
  g_assert_true (parvis_alarm_is_due (alarm, NOW, TRUE));
  g_assert_true (parvis_alarm_is_due (alarm, NOW + PARVIS_HOUR, TRUE));
  g_assert_false (parvis_alarm_is_due (alarm, NOW + PARVIS_HOUR + 1, TRUE));
}

static void
test_an_order_for_tomorrow_wakes_nobody (void)
{
  g_autoptr(ParvisAlarm) alarm = parvis_alarm_new ();
  gint64 morning = NOW + 11 * PARVIS_HOUR;

  parvis_alarm_add (alarm, "a", NOW, morning);
  g_assert_true (parvis_alarm_is_due (alarm, NOW, TRUE));
  g_assert_cmpint (parvis_alarm_next (alarm), ==, morning);
  g_assert_false (parvis_alarm_is_due (alarm, morning - 1, TRUE));
  g_assert_true (parvis_alarm_is_due (alarm, morning, TRUE));
  g_assert_cmpint (parvis_alarm_next (alarm), ==, morning + PARVIS_MINUTE);
}

static void
test_a_code_is_found_as_it_is_typed (void)
{
  g_assert_true (parvis_code_matches ("K47", "k"));
  g_assert_true (parvis_code_matches ("K47", "K 47"));
  g_assert_true (parvis_code_matches ("K47", " k47 "));
  g_assert_false (parvis_code_matches ("K47", "K48"));
  g_assert_false (parvis_code_matches ("K47", "K471"));
  g_assert_cmpint (parvis_code_of_key ('k'), ==, 'K');
  g_assert_cmpint (parvis_code_of_key ('\''), ==, '4');
  g_assert_cmpint (parvis_code_of_key (0xe8), ==, '7');
  g_assert_cmpint (parvis_code_of_key (0xffb7), ==, '7');
  g_assert_cmpint (parvis_code_of_key (0xff0d), ==, 0);
}

/* Nobody holds Shift to type a code: à & é " ' ( - è _ ç. */
static void
test_all_digits_of_a_french_keyboard_are_digits (void)
{
  const guint keys[] = { 0xe0, '&', 0xe9, '"', '\'', '(', '-', 0xe8, '_', 0xe7 };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_cmpint (parvis_code_of_key (keys[i]), ==, '0' + (int) i);
}

static void
test_a_number_hides_its_middle_wherever_it_is_from (void)
{
  const char * const numbers[][2] = {
    { "0612345618", "06 •• •• •• 18" },
    { "+33612345618", "06 •• •• •• 18" },
    { "+491701234567", "+49 •• •• •• 67" },
    { "+3312", "••" },
    { "12345", "••" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *shown = parvis_order_text_phone (numbers[i][0]);

      g_assert_cmpstr (shown, ==, numbers[i][1]);
    }
}

static void
test_each_state_has_its_group (void)
{
  const struct
  {
    const char       *more;
    ParvisOrderGroup  group;
  } cases[] = {
    { "\"state\":\"placed\"", PARVIS_ORDER_GROUP_NEW },
    { "\"state\":\"placed\",\"day\":\"2026-06-18\"", PARVIS_ORDER_GROUP_NEW },
    { "\"state\":\"preparing\"", PARVIS_ORDER_GROUP_PREPARE },
    { "\"state\":\"preparing\",\"day\":\"2026-06-18\"", PARVIS_ORDER_GROUP_LATER },
    { "\"state\":\"ready\"", PARVIS_ORDER_GROUP_READY },
    { "\"state\":\"collected\"", PARVIS_ORDER_GROUP_COLLECTED },
    { "\"state\":\"collected\",\"day\":\"2026-06-16\"", PARVIS_ORDER_GROUP_PAST },
    { "\"state\":\"no_show\"", PARVIS_ORDER_GROUP_MISSED },
    { "\"state\":\"cancelled\"", PARVIS_ORDER_GROUP_MISSED },
    { "\"state\":\"cancelled\",\"preparing_at\":\"2026-06-17T15:00:00Z\"",
      PARVIS_ORDER_GROUP_CANCELLED },
    { "\"state\":\"a word of a later version\"", PARVIS_ORDER_GROUP_MISSED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(ParvisOrder) order = order_new (cases[i].more);

      g_assert_cmpint (parvis_order_get_group (order, "2026-06-17"), ==, cases[i].group);
    }
}

static void
assert_remark (const char *more,
               gint64      now,
               const char *expected,
               gboolean    warns)
{
  g_autoptr(ParvisOrder) order = order_new (more);
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier ("Europe/Paris");
  ParvisOrderMoment moment;
  gboolean is_warning;
  g_autofree char *remark = NULL;

  read_moment (&moment, zone, now);
  remark = parvis_order_text_remark (parvis_order_get_facts (order), &moment, &is_warning);
  g_assert_cmpstr (remark, ==, expected);
  g_assert_cmpint (is_warning && remark != NULL, ==, warns);
}

static void
test_what_is_remarkable_is_said (void)
{
  assert_remark ("\"state\":\"placed\"", NOW, "Reserved just now", FALSE);
  assert_remark ("\"state\":\"placed\"", NOW + 2 * PARVIS_MINUTE, "Reserved 2 min ago", FALSE);
  assert_remark ("\"state\":\"placed\"", NOW + 21 * PARVIS_MINUTE, "Still not seen after 21 min",
                 TRUE);
  assert_remark ("\"state\":\"placed\",\"unseen_since\":\"2026-06-17T15:58:00.000Z\"",
                 NOW + 61 * PARVIS_MINUTE, "Reserved 16:58 (1 h 01)", FALSE);
  assert_remark ("\"state\":\"placed\",\"unseen_since\":\"2026-06-17T15:58:00.000Z\"",
                 NOW + 81 * PARVIS_MINUTE, "Still not seen after 21 min", TRUE);
  assert_remark ("\"state\":\"preparing\"", NOW, NULL, FALSE);
  assert_remark ("\"state\":\"preparing\"", NOW + 87 * PARVIS_MINUTE, "10 min late", TRUE);
  assert_remark ("\"state\":\"preparing\",\"delay\":10", NOW + 87 * PARVIS_MINUTE, NULL, FALSE);
  assert_remark ("\"state\":\"ready\"", NOW + 87 * PARVIS_MINUTE, NULL, FALSE);
  assert_remark ("\"state\":\"preparing\",\"shortage\":1", NOW,
                 "1 short: sold at the counter meanwhile", TRUE);
  assert_remark ("\"state\":\"placed\",\"confirmed\":false", NOW, "The customer waits for your yes",
                 TRUE);
  assert_remark ("\"state\":\"ready\",\"keep_until\":\"2026-06-17T16:45:00Z\"",
                 NOW + 2 * PARVIS_HOUR, "Kept time is over: keep it, or put it back on sale", TRUE);
}

static void
test_a_row_says_all_of_it_to_who_listens (void)
{
  g_autoptr(ParvisOrder) order = order_new ("\"state\":\"placed\"");
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier ("Europe/Paris");
  ParvisOrderMoment moment;
  g_autofree char *sentence = NULL;
  g_autofree char *phone = parvis_order_text_phone ("0612345618");
  g_autofree char *money = parvis_order_text_money (620);

  read_moment (&moment, zone, NOW);
  sentence = parvis_order_text_row (parvis_order_get_facts (order), &moment);
  g_assert_cmpstr (sentence, ==, "New, 18:15, Mme Lefèvre, code K\u00a047, 2\u00a0Tradition, "
                                 "Reserved just now");
  g_assert_cmpstr (phone, ==, "06 •• •• •• 18");
  g_assert_cmpstr (money, ==, "€6.20");
}

/* What the shop said by hand is told twenty seconds later, at 16:58:20. */
static void
test_a_yes_by_hand_is_not_called_automatic (void)
{
  const char *more = "\"state\":\"placed\",\"confirmed\":true,"
                     "\"confirm_at\":\"2026-06-17T14:58:20.000Z\"";
  g_autoptr(GTimeZone) zone = g_time_zone_new_identifier ("Europe/Paris");
  g_autoptr(ParvisOrder) order = order_new (more);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  ParvisOrderMoment moment;

  read_moment (&moment, zone, NOW);
  before = parvis_order_text_status (parvis_order_get_facts (order), &moment);
  g_assert_cmpstr (before, ==, "The customer is told in a moment: Ctrl+Z takes it back");
  read_moment (&moment, zone, NOW + PARVIS_MINUTE);
  after = parvis_order_text_status (parvis_order_get_facts (order), &moment);
  g_assert_cmpstr (after, ==, "Confirmed by you at 16:58");
}

static void
act (json_t     *order,
     const char *verb,
     const char *body,
     gint64      at)
{
  g_autoptr(json_t) command = parse (body);

  parvis_verb_apply (parvis_verb_find (verb), PARVIS_KIND_ORDER, order, command, "k", at);
}

/* As the service does it. */
static void
test_a_yes_goes_back_with_its_step_until_it_is_heard (void)
{
  g_autoptr(json_t) order = parse ("{\"state\":\"placed\",\"confirmed\":false}");

  act (order, "order.prepare", "{}", NOW);
  g_assert_true (json_is_true (json_object_get (order, "confirmed")));
  act (order, "order.back", "{\"to\":\"placed\"}", NOW + 19 * PARVIS_SECOND);
  g_assert_true (json_is_false (json_object_get (order, "confirmed")));

  act (order, "order.prepare", "{}", NOW);
  act (order, "order.ready", "{}", NOW);
  act (order, "order.back", "{\"to\":\"preparing\"}", NOW);
  act (order, "order.back", "{\"to\":\"placed\"}", NOW + 20 * PARVIS_SECOND);
  g_assert_true (json_is_true (json_object_get (order, "confirmed")));
}

/* Stock. */

static GPtrArray *
bakes_new (void)
{
  GPtrArray *bakes = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_entity_unref);
  const char *texts[] = {
    "{\"product\":\"p\",\"day\":\"2026-06-17\",\"ready\":390,\"declared\":60,\"online\":4,"
    "\"counter\":6,\"reserved\":4,\"collected\":16,\"sold\":30,\"lost\":0}",
    "{\"product\":\"p\",\"day\":\"2026-06-17\",\"ready\":930,\"declared\":40,\"online\":8,"
    "\"counter\":16,\"reserved\":6,\"collected\":0,\"sold\":10,\"lost\":0}",
    "{\"product\":\"p\",\"day\":\"2026-06-17\",\"ready\":1050,\"declared\":40,\"online\":20,"
    "\"counter\":20}",
    "{\"product\":\"p\",\"day\":\"2026-06-18\",\"ready\":390,\"declared\":9,\"online\":9}",
    "{\"product\":\"other\",\"day\":\"2026-06-17\",\"ready\":390,\"declared\":9,\"online\":9}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (bakes, parvis_entity_new (PARVIS_KIND_BAKE, "b", 1, parse (texts[i]), 0));

  return bakes;
}

static void
read_stock (const char  *product,
            ParvisStock *stock)
{
  g_autoptr(GPtrArray) bakes = bakes_new ();
  g_autoptr(json_t) body = parse (product);

  parvis_stock_read (body, bakes, "2026-06-17", 1018, stock);
}

static void
test_what_is_ready_is_summed_and_the_next_is_told (void)
{
  ParvisStock stock;

  read_stock ("{\"id\":\"p\"}", &stock);
  g_assert_cmpint (stock.online, ==, 12);
  g_assert_cmpint (stock.counter, ==, 22);
  g_assert_cmpint (parvis_stock_get_left (&stock), ==, 34);
  g_assert_cmpint (stock.sold, ==, 40);
  g_assert_cmpint (stock.next_ready, ==, 1050);
  g_assert_cmpint (stock.next_quantity, ==, 40);
}

static void
test_what_this_machine_did_is_in_it_at_once (void)
{
  ParvisStock stock;

  read_stock ("{\"id\":\"p\",\"pending\":{\"2026-06-17\":{\"sold\":2,\"lost\":1}}}", &stock);
  g_assert_cmpint (stock.counter, ==, 19);
  g_assert_cmpint (stock.online, ==, 12);
  read_stock ("{\"id\":\"p\",\"pending\":{\"2026-06-17\":{\"sold\":25}}}", &stock);
  g_assert_cmpint (stock.counter, ==, 0);
  g_assert_cmpint (stock.online, ==, 9);
  read_stock ("{\"id\":\"p\",\"pending\":{\"2026-06-17\":{\"sold\":40}}}", &stock);
  g_assert_cmpint (parvis_stock_get_left (&stock), ==, 0);
  g_assert_cmpint (stock.overdrawn, ==, 6);
  read_stock ("{\"id\":\"p\",\"pending\":{\"2026-06-17\":{\"bakes\":[{\"ready\":1000,"
              "\"quantity\":30,\"online\":10}]}}}", &stock);
  g_assert_cmpint (stock.online, ==, 22);
  g_assert_cmpint (stock.counter, ==, 42);
  read_stock ("{\"id\":\"p\",\"pending\":{\"2026-06-17\":{\"shut\":true}}}", &stock);
  g_assert_cmpint (parvis_stock_get_left (&stock), ==, 0);
  read_stock ("{\"id\":\"p\",\"pending\":{\"2026-06-17\":{\"share\":30}}}", &stock);
  g_assert_cmpint (stock.online, ==, 30);
  g_assert_cmpint (stock.counter, ==, 4);
}

static void
test_what_is_brought_back_goes_where_the_service_puts_it (void)
{
  ParvisStock stock;
  g_autoptr(json_t) body = parse ("{\"id\":\"p\",\"pending\":{\"2026-06-17\":"
                                  "{\"sold\":-6}}}");
  g_autoptr(ParvisEntityRef) bake =
    parvis_entity_new (PARVIS_KIND_BAKE, "b", 1,
                       parse ("{\"product\":\"p\",\"day\":\"2026-06-17\",\"ready\":420,"
                              "\"declared\":10,\"online\":1,\"counter\":0,\"sold\":9,"
                              "\"overdrawn\":2,\"borrowed\":3}"), 0);
  g_autoptr(GPtrArray) bakes = g_ptr_array_new ();

  g_ptr_array_add (bakes, bake);
  parvis_stock_read (body, bakes, "2026-06-17", 1018, &stock);
  g_assert_cmpint (stock.overdrawn, ==, 0);
  g_assert_cmpint (stock.online, ==, 4);
  g_assert_cmpint (stock.counter, ==, 1);
}

static void
test_offline_the_counter_has_only_its_own (void)
{
  ParvisStock stock = { .online = 12, .counter = 2 };

  g_assert_cmpint (parvis_stock_judge (&stock, 2, FALSE), ==, PARVIS_SALE_GOOD);
  g_assert_cmpint (parvis_stock_judge (&stock, 3, FALSE), ==, PARVIS_SALE_PROMISED);
  g_assert_cmpint (parvis_stock_judge (&stock, 3, TRUE), ==, PARVIS_SALE_GOOD);
  g_assert_cmpint (parvis_stock_judge (&stock, 15, TRUE), ==, PARVIS_SALE_PROMISED);
  stock.floor = 4;
  g_assert_cmpint (parvis_stock_judge (&stock, 10, TRUE), ==, PARVIS_SALE_GOOD);
  g_assert_cmpint (parvis_stock_judge (&stock, 11, TRUE), ==, PARVIS_SALE_PROMISED);
  /* What is not out of the oven yet is for those who reserve, too. */
  stock.later = 4;
  g_assert_cmpint (parvis_stock_judge (&stock, 14, TRUE), ==, PARVIS_SALE_GOOD);
  stock = (ParvisStock) { .online = 0, .counter = 0 };
  g_assert_cmpint (parvis_stock_judge (&stock, 1, TRUE), ==, PARVIS_SALE_NOTHING);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/orders/the-bell-rings-more-seldom-but-never-gives-up",
                   test_the_bell_rings_more_seldom_but_never_gives_up);
  g_test_add_func ("/orders/the-bell-is-quiet-once-all-is-seen",
                   test_the_bell_is_quiet_once_all_is_seen);
  g_test_add_func ("/orders/without-reminders-each-order-rings-once",
                   test_without_reminders_each_order_rings_once);
  g_test_add_func ("/orders/a-laptop-that-slept-rings-once", test_a_laptop_that_slept_rings_once);
  g_test_add_func ("/orders/an-order-for-tomorrow-wakes-nobody",
                   test_an_order_for_tomorrow_wakes_nobody);
  g_test_add_func ("/orders/a-code-is-found-as-it-is-typed", test_a_code_is_found_as_it_is_typed);
  g_test_add_func ("/orders/all-digits-of-a-french-keyboard-are-digits",
                   test_all_digits_of_a_french_keyboard_are_digits);
  g_test_add_func ("/orders/a-number-hides-its-middle-wherever-it-is-from",
                   test_a_number_hides_its_middle_wherever_it_is_from);
  g_test_add_func ("/orders/each-state-has-its-group", test_each_state_has_its_group);
  g_test_add_func ("/orders/what-is-remarkable-is-said", test_what_is_remarkable_is_said);
  g_test_add_func ("/orders/a-row-says-all-of-it-to-who-listens",
                   test_a_row_says_all_of_it_to_who_listens);
  g_test_add_func ("/orders/a-yes-by-hand-is-not-called-automatic",
                   test_a_yes_by_hand_is_not_called_automatic);
  g_test_add_func ("/orders/a-yes-goes-back-with-its-step-until-it-is-heard",
                   test_a_yes_goes_back_with_its_step_until_it_is_heard);
  g_test_add_func ("/orders/what-is-ready-is-summed-and-the-next-is-told",
                   test_what_is_ready_is_summed_and_the_next_is_told);
  g_test_add_func ("/orders/what-this-machine-did-is-in-it-at-once",
                   test_what_this_machine_did_is_in_it_at_once);
  g_test_add_func ("/orders/what-is-brought-back-goes-where-the-service-puts-it",
                   test_what_is_brought_back_goes_where_the_service_puts_it);
  g_test_add_func ("/orders/offline-the-counter-has-only-its-own",
                   test_offline_the_counter_has_only_its_own);

  return g_test_run ();
}
