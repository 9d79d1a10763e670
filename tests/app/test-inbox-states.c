/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shop-fixture.h"
#include "sync-server.h"
#include "parvis-inbox-page.h"
#include "parvis-order-text.h"

#include <adwaita.h>

/* What the inbox says when something is not as it is on most days. */

#define ORDER(id, code, state, more, lines) \
  { PARVIS_KIND_ORDER, id, \
    "{\"id\":\"" id "\",\"merchant\":\"" SHOP_ID "\",\"day\":\"2026-06-17\"," \
    "\"code\":\"" code "\",\"name\":\"Mme Nadaud\",\"phone\":\"0612345618\"," \
    "\"state\":\"" state "\",\"from\":1095,\"until\":1110," \
    "\"placed_at\":\"2026-06-17T14:50:00.000Z\",\"confirmed\":true," more \
    "\"lines\":[" lines "],\"total\":390}" }

#define LINE(product, name, quantity) \
  "{\"product\":\"" product "\",\"name\":\"" name "\",\"quantity\":" quantity ",\"price\":130}"

#define READY   "77777777-0000-4000-8000-000000000001"
#define MAILED  "77777777-0000-4000-8000-000000000002"
#define SHORT   "77777777-0000-4000-8000-000000000003"
#define SHORTER "77777777-0000-4000-8000-000000000004"

static const LiveEntity nothing[] = { { NULL, NULL, NULL } };

static const LiveEntity ready[] = {
  ORDER (READY, "C10", "ready", "\"tell_at\":\"2026-06-17T14:55:00.000Z\",",
         LINE (SHOP_BAGUETTE, "Tradition", "3")),
  ORDER (MAILED, "C11", "ready",
         "\"tell_at\":\"2026-06-17T14:55:00.000Z\",\"email\":\"a@example.org\",",
         LINE (SHOP_BAGUETTE, "Tradition", "3")),
  { NULL, NULL, NULL },
};

/* Of two products one was sold beyond what there was. */
static const LiveEntity oversold[] = {
  ORDER (SHORT, "C12", "preparing", "\"shortage\":1,", LINE (SHOP_BAGUETTE, "Tradition", "2")),
  ORDER (SHORTER, "C13", "preparing", "\"shortage\":1,",
         LINE (SHOP_BAGUETTE, "Tradition", "2") "," LINE (SHOP_SEEDS, "Céréales", "1")),
  { PARVIS_KIND_BAKE, "b-5",
    "{\"id\":\"b-5\",\"merchant\":\"" SHOP_ID "\",\"product\":\"" SHOP_SEEDS "\","
    "\"day\":\"2026-06-17\",\"ready\":390,\"declared\":20,\"online\":0,\"counter\":0,"
    "\"reserved\":1,\"collected\":4,\"sold\":16,\"lost\":0,\"given\":0,\"unsold\":0,"
    "\"overdrawn\":1}" },
  { NULL, NULL, NULL },
};

static const LiveEntity shut[] = {
  { PARVIS_KIND_MERCHANT, SHOP_ID,
    "{\"id\":\"" SHOP_ID "\",\"name\":\"Boulangerie Martineau\",\"confirm\":\"auto\",\"keep\":15,"
    "\"open\":false,\"slots\":[],\"closed\":[]}" },
  { NULL, NULL, NULL },
};

typedef struct
{
  ShopFixture      shop;
  SyncServer      *server;
  GtkWidget       *window;
  ParvisInboxPage *page;
} Fixture;

static void
open_window (Fixture          *fixture,
             const LiveEntity *entities)
{
  shop_fixture_put (&fixture->shop, entities);
  fixture->page = PARVIS_INBOX_PAGE (parvis_inbox_page_new (fixture->shop.shop,
                                                            fixture->shop.bell));
  fixture->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1044, 800);
  adw_window_set_content (ADW_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  gtk_window_present (GTK_WINDOW (fixture->window));
  LIVE_WAIT (gtk_widget_get_width (GTK_WIDGET (fixture->page)) > 0);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  shop_fixture_set_up (&fixture->shop, NULL);
  g_settings_set_boolean (fixture->shop.settings, "order-sound", FALSE);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->page), (gpointer *) &fixture->page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  LIVE_WAIT (fixture->page == NULL);
  shop_fixture_tear_down (&fixture->shop, NULL);
  g_clear_pointer (&fixture->server, sync_server_free);
}

static void
select_order (Fixture    *fixture,
              const char *id)
{
  parvis_inbox_page_select (fixture->page, parvis_shop_find_order (fixture->shop.shop, id));
}

/* A label on screen that begins so. */
static GtkWidget *
find_label (GtkWidget  *widget,
            const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
      g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), text))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_label (child, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
says (Fixture    *fixture,
      const char *text)
{
  return find_label (GTK_WIDGET (fixture->page), text) != NULL;
}

static GtkWidget *
find_above (GtkWidget *widget,
            GType      type)
{
  while (widget != NULL && !G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    widget = gtk_widget_get_parent (widget);

  return widget;
}

static void
test_what_was_refused_is_said_in_the_row (Fixture       *fixture,
                                          gconstpointer  data)
{
  ParvisSession *session;
  g_autoptr(GPtrArray) actions = NULL;
  guint refused = 0;

  fixture->server = sync_server_new ();
  /* A shop reads no gauges. */
  g_hash_table_remove_all (fixture->server->gauges);
  g_hash_table_remove_all (fixture->server->seqs);
  fixture->server->seq = 1000;
  fixture->server->command_status = 409;
  fixture->shop.live.base_uri = fixture->server->uri;
  open_window (fixture, nothing);
  session = fixture->shop.live.session;
  select_order (fixture, SHOP_LEFEVRE);
  parvis_inbox_page_do (fixture->page, "order.step");
  LIVE_WAIT ((g_object_get (session, "refused-count", &refused, NULL), refused) == 1);
  LIVE_WAIT (says (fixture, "The town hall refused: "));
  LIVE_WAIT (g_str_equal (shop_fixture_get (&fixture->shop, SHOP_LEFEVRE)->state, "placed"));
  g_assert_null (shop_fixture_get (&fixture->shop, SHOP_YANIS)->refusal);

  /* Somebody has seen to it. */
  actions = parvis_session_list_actions (session);
  parvis_session_dismiss (session, ((ParvisAction *) g_ptr_array_index (actions, 0))->key);
  LIVE_WAIT (!says (fixture, "The town hall refused: "));
}

static void
test_whom_no_message_reaches_is_called (Fixture       *fixture,
                                        gconstpointer  data)
{
  g_autofree char *name = NULL;
  g_autoptr(json_t) body = NULL;
  GtkWidget *check;

  open_window (fixture, ready);
  select_order (fixture, MAILED);
  LIVE_WAIT (says (fixture, "C\u00a011"));
  g_assert_false (says (fixture, "Told by phone"));

  select_order (fixture, READY);
  LIVE_WAIT (says (fixture, "Mme Nadaud gets no message. Call: 06 •• •• •• 18."));
  g_assert_true (says (fixture, "No message goes to this customer"));
  check = find_above (find_label (GTK_WIDGET (fixture->page), "Told by phone"),
                      GTK_TYPE_CHECK_BUTTON);
  g_assert_nonnull (check);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  LIVE_WAIT (live_fixture_pending (&fixture->shop.live) == 1);
  body = live_fixture_action (&fixture->shop.live, 0, &name);
  g_assert_cmpstr (name, ==, "order.told");
  g_assert_cmpstr (json_string_value (json_object_get (body, "how")), ==, "phone");
  LIVE_WAIT (!says (fixture, "Mme Nadaud gets no message"));
  g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)));
  g_assert_true (says (fixture, "The customer has been told"));
}

static void
test_what_is_missing_is_struck (Fixture       *fixture,
                                gconstpointer  data)
{
  GtkWidget *row;

  open_window (fixture, oversold);
  select_order (fixture, SHORT);
  LIVE_WAIT (says (fixture, "only 1 left"));

  /* Of two lines the one whose product was sold beyond what there was. */
  select_order (fixture, SHORTER);
  LIVE_WAIT (says (fixture, "none left"));
  g_assert_false (says (fixture, "only 1 left"));
  row = find_above (find_label (GTK_WIDGET (fixture->page), "none left"), ADW_TYPE_ACTION_ROW);
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==,
                   "<s>Céréales</s>");
  row = find_above (find_label (GTK_WIDGET (fixture->page), "I cannot"), GTK_TYPE_BUTTON);
  g_assert_true (gtk_widget_has_css_class (row, "suggested-action"));

  select_order (fixture, SHOP_BOURDIN);
  g_assert_false (gtk_widget_has_css_class (row, "suggested-action"));
}

static void
test_a_shop_that_is_closed_is_reopened_here (Fixture       *fixture,
                                             gconstpointer  data)
{
  g_autofree char *name = NULL;
  g_autoptr(json_t) body = NULL;

  open_window (fixture, shut);
  g_assert_true (says (fixture, "Reservations are closed today."));
  parvis_inbox_page_do (fixture->page, "inbox.reopen");
  LIVE_WAIT (live_fixture_pending (&fixture->shop.live) == 1);
  body = live_fixture_action (&fixture->shop.live, 0, &name);
  g_assert_cmpstr (name, ==, "shop.reopen");
  LIVE_WAIT (!says (fixture, "Reservations are closed today."));
  g_assert_true (parvis_undo_take_back (parvis_desk_get_undo (fixture->shop.live.desk)));
  LIVE_WAIT (says (fixture, "Reservations are closed today."));
}

static void
test_without_the_line_the_last_order_is_told (Fixture       *fixture,
                                              gconstpointer  data)
{
  GtkWidget *label;

  open_window (fixture, nothing);
  parvis_ticker_tick (parvis_desk_get_ticker (fixture->shop.live.desk));
  LIVE_WAIT (says (fixture, "Online share frozen at "));
  label = find_label (GTK_WIDGET (fixture->page), "Online share frozen at ");
  /* The newest of all, also of those that are in hand already. */
  g_assert_true (g_str_has_suffix (gtk_label_get_text (GTK_LABEL (label)),
                                   "Last order received at 16:58."));
}

static void
said_cb (ParvisDesk *desk,
         const char *sentence,
         guint       step,
         GString    *said)
{
  g_string_append_printf (said, "%s\n", sentence);
}

static char *
dup_remark (Fixture    *fixture,
            const char *id)
{
  ParvisOrderMoment moment;
  gboolean is_warning;

  parvis_shop_read_moment (fixture->shop.shop, &moment);

  return parvis_order_text_remark (shop_fixture_get (&fixture->shop, id), &moment, &is_warning);
}

/* From 18:30 on nothing is handed over any more; half past is when Yanis would come. */
static void
test_an_hour_that_is_taken_away_marks_its_orders (Fixture       *fixture,
                                                  gconstpointer  data)
{
  g_autoptr(GString) said = g_string_new (NULL);
  g_autofree char *his = NULL;
  g_autofree char *hers = NULL;
  ParvisDesk *desk;
  ParvisDeskCommand command = {
    .name = "shop.slots", .object = SHOP_ID, .what = "Kept",
    .body = json_pack ("{s:[{s:i,s:i,s:i,s:i}]}", "slots", "weekday", 3, "from", 1000, "until",
                       1110, "capacity", 20),
  };

  open_window (fixture, nothing);
  desk = fixture->shop.live.desk;
  g_signal_connect (desk, "said", G_CALLBACK (said_cb), said);
  parvis_desk_do (desk, &command);
  LIVE_WAIT (shop_fixture_get (&fixture->shop, SHOP_YANIS)->lost == PARVIS_ORDER_LOST_HOUR);
  g_assert_cmpint (shop_fixture_get (&fixture->shop, SHOP_LEFEVRE)->lost, ==,
                   PARVIS_ORDER_LOST_NOTHING);
  his = dup_remark (fixture, SHOP_YANIS);
  g_assert_cmpstr (his, ==, "You hand nothing over at that hour any more: tell this customer");
  hers = dup_remark (fixture, SHOP_LEFEVRE);
  g_assert_cmpstr (hers, ==, "Reserved just now");
  g_assert_nonnull (strstr (said->str, "1 order is for an hour at which you hand nothing over"));
  g_signal_handlers_disconnect_by_data (desk, said);
}

static void
test_a_day_that_was_closed_marks_its_orders (Fixture       *fixture,
                                             gconstpointer  data)
{
  const LiveEntity over[] = {
    { PARVIS_KIND_PICKUP, SHOP_ID "/2026-06-17",
      "{\"merchant\":\"" SHOP_ID "\",\"day\":\"2026-06-17\",\"slots\":[],\"closed\":\"over\"}" },
    { NULL, NULL, NULL },
  };
  const LiveEntity closed[] = {
    { PARVIS_KIND_PICKUP, SHOP_ID "/2026-06-17",
      "{\"merchant\":\"" SHOP_ID "\",\"day\":\"2026-06-17\",\"slots\":[],"
      "\"closed\":\"holiday\"}" },
    { NULL, NULL, NULL },
  };
  g_autofree char *remark = NULL;

  shop_fixture_put (&fixture->shop, over);
  g_assert_cmpint (shop_fixture_get (&fixture->shop, SHOP_LEFEVRE)->lost, ==,
                   PARVIS_ORDER_LOST_NOTHING);
  open_window (fixture, closed);
  g_assert_cmpint (shop_fixture_get (&fixture->shop, SHOP_LEFEVRE)->lost, ==,
                   PARVIS_ORDER_LOST_DAY);
  remark = dup_remark (fixture, SHOP_LEFEVRE);
  g_assert_cmpstr (remark, ==, "You are closed that day: tell this customer");
}

/* Ready for tomorrow, and in hand for today: who stands there comes for today's. */
static void
test_a_code_of_today_goes_before_that_of_another_day (Fixture       *fixture,
                                                      gconstpointer  data)
{
  const LiveEntity twins[] = {
    { PARVIS_KIND_ORDER, READY,
      "{\"merchant\":\"" SHOP_ID "\",\"day\":\"2026-06-18\",\"code\":\"C10\",\"from\":1095,"
      "\"until\":1110,\"state\":\"ready\",\"name\":\"Demain\",\"lines\":[],\"total\":0}" },
    { PARVIS_KIND_ORDER, MAILED,
      "{\"merchant\":\"" SHOP_ID "\",\"day\":\"2026-06-17\",\"code\":\"C10\",\"from\":1095,"
      "\"until\":1110,\"state\":\"preparing\",\"name\":\"Auj.\",\"lines\":[],\"total\":0}" },
    { PARVIS_KIND_ORDER, SHORT,
      "{\"merchant\":\"" SHOP_ID "\",\"day\":\"2026-06-18\",\"code\":\"C12\",\"from\":1095,"
      "\"until\":1110,\"state\":\"ready\",\"name\":\"Demain\",\"lines\":[],\"total\":0}" },
    { NULL, NULL, NULL },
  };

  open_window (fixture, twins);
  g_assert_cmpstr (parvis_order_get_id (parvis_shop_find_code (fixture->shop.shop, "c10")), ==,
                   MAILED);
  g_assert_cmpstr (parvis_order_get_id (parvis_shop_find_code (fixture->shop.shop, "c12")), ==,
                   SHORT);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  ADD ("/inbox/what-was-refused-is-said-in-the-row", test_what_was_refused_is_said_in_the_row);
  ADD ("/inbox/whom-no-message-reaches-is-called", test_whom_no_message_reaches_is_called);
  ADD ("/inbox/what-is-missing-is-struck", test_what_is_missing_is_struck);
  ADD ("/inbox/a-shop-that-is-closed-is-reopened-here",
       test_a_shop_that_is_closed_is_reopened_here);
  ADD ("/inbox/without-the-line-the-last-order-is-told",
       test_without_the_line_the_last_order_is_told);
  ADD ("/inbox/a-code-of-today-goes-before-that-of-another-day",
       test_a_code_of_today_goes_before_that_of_another_day);
  ADD ("/inbox/an-hour-that-is-taken-away-marks-its-orders",
       test_an_hour_that_is_taken_away_marks_its_orders);
  ADD ("/inbox/a-day-that-was-closed-marks-its-orders",
       test_a_day_that_was_closed_marks_its_orders);

  return g_test_run ();
}
