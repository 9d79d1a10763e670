/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shop-fixture.h"
#include "parvis-cannot-dialog.h"
#include "parvis-history.h"
#include "parvis-inbox-page.h"
#include "parvis-order-detail.h"
#include "parvis-order-row.h"

#include <adwaita.h>

typedef struct
{
  ShopFixture      shop;
  GtkWidget       *window;
  ParvisInboxPage *page;
} Fixture;

static void
open_window (Fixture *fixture,
             int      width)
{
  fixture->page = PARVIS_INBOX_PAGE (parvis_inbox_page_new (fixture->shop.shop,
                                                            fixture->shop.bell));
  fixture->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, 800);
  adw_window_set_content (ADW_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  gtk_window_present (GTK_WINDOW (fixture->window));
  LIVE_WAIT (gtk_widget_get_width (GTK_WIDGET (fixture->page)) > 0);
}

static void
close_window (Fixture *fixture)
{
  if (fixture->page == NULL)
    return;

  g_object_add_weak_pointer (G_OBJECT (fixture->page), (gpointer *) &fixture->page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  LIVE_WAIT (fixture->page == NULL);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  shop_fixture_set_up (&fixture->shop, data);
  open_window (fixture, 1044);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  close_window (fixture);
  shop_fixture_tear_down (&fixture->shop, data);
}

static void
assert_group (Fixture          *fixture,
              ParvisOrderGroup  group,
              const char       *expected)
{
  g_autofree char *codes = shop_fixture_list (&fixture->shop, group);

  g_assert_cmpstr (codes, ==, expected);
}

static void
select_order (Fixture    *fixture,
              const char *id)
{
  parvis_inbox_page_select (fixture->page, parvis_shop_find_order (fixture->shop.shop, id));
}

static void
test_orders_stand_in_groups_by_the_hour (Fixture       *fixture,
                                         gconstpointer  data)
{
  assert_group (fixture, PARVIS_ORDER_GROUP_NEW, "K47 R12");
  assert_group (fixture, PARVIS_ORDER_GROUP_PREPARE, "T83 B26 H59");
  assert_group (fixture, PARVIS_ORDER_GROUP_READY, "M31");
  assert_group (fixture, PARVIS_ORDER_GROUP_COLLECTED, "");
}

static void
test_one_step_moves_an_order_at_once_and_is_taken_back (Fixture       *fixture,
                                                        gconstpointer  data)
{
  ParvisUndo *undo = parvis_desk_get_undo (fixture->shop.live.desk);

  select_order (fixture, SHOP_LEFEVRE);
  parvis_inbox_page_do (fixture->page, "order.step");
  assert_group (fixture, PARVIS_ORDER_GROUP_NEW, "R12");
  assert_group (fixture, PARVIS_ORDER_GROUP_PREPARE, "T83 B26 H59 K47");
  g_assert_true (parvis_inbox_page_get_selected (fixture->page) ==
                 parvis_shop_find_order (fixture->shop.shop, SHOP_LEFEVRE));
  LIVE_WAIT (live_fixture_pending (&fixture->shop.live) == 1);

  g_assert_true (parvis_undo_take_back (undo));
  assert_group (fixture, PARVIS_ORDER_GROUP_NEW, "K47 R12");
  g_assert_true (parvis_undo_do_again (undo));
  assert_group (fixture, PARVIS_ORDER_GROUP_NEW, "R12");
}

static void
test_a_whole_sale_goes_by_enter_and_comes_back (Fixture       *fixture,
                                                gconstpointer  data)
{
  select_order (fixture, SHOP_GOFF);
  parvis_inbox_page_do (fixture->page, "order.step");
  assert_group (fixture, PARVIS_ORDER_GROUP_READY, "");
  assert_group (fixture, PARVIS_ORDER_GROUP_COLLECTED, "M31");
  parvis_inbox_page_do (fixture->page, "order.step");
  assert_group (fixture, PARVIS_ORDER_GROUP_COLLECTED, "M31");
  parvis_inbox_page_do (fixture->page, "order.back");
  parvis_inbox_page_do (fixture->page, "order.back");
  assert_group (fixture, PARVIS_ORDER_GROUP_PREPARE, "M31 T83 B26 H59");
}

/* A dialog that asks, or NULL. */
static AdwMessageDialog *
find_question (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GObject) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return ADW_MESSAGE_DIALOG (window);
    }

  return NULL;
}

/* The feed began anew with another service: what it had is gone for a moment. */
static void
test_an_order_that_comes_anew_is_still_the_one_that_is_shown (Fixture       *fixture,
                                                              gconstpointer  data)
{
  ParvisSession *session = parvis_desk_get_session (fixture->shop.live.desk);
  g_autoptr(ParvisEntityRef) there = NULL;
  g_autoptr(ParvisEntityRef) gone = NULL;
  g_autoptr(GPtrArray) changes = g_ptr_array_new ();

  select_order (fixture, SHOP_LEFEVRE);
  there = parvis_session_dup_entity (session, PARVIS_KIND_ORDER, SHOP_LEFEVRE);
  gone = parvis_entity_new (PARVIS_KIND_ORDER, SHOP_LEFEVRE, there->seq, NULL, 0);
  g_ptr_array_add (changes, gone);
  g_ptr_array_add (changes, there);
  g_signal_emit_by_name (session, "changed", changes);
  g_assert_true (parvis_inbox_page_get_selected (fixture->page) ==
                 parvis_shop_find_order (fixture->shop.shop, SHOP_LEFEVRE));

  parvis_inbox_page_do (fixture->page, "order.step");
  assert_group (fixture, PARVIS_ORDER_GROUP_NEW, "R12");
}

static void
test_what_another_counter_did_is_not_set_back_unasked (Fixture       *fixture,
                                                       gconstpointer  data)
{
  select_order (fixture, SHOP_GOFF);
  parvis_inbox_page_do (fixture->page, "order.back");
  assert_group (fixture, PARVIS_ORDER_GROUP_READY, "M31");
  g_assert_nonnull (find_question ());

  adw_message_dialog_response (find_question (), "back");
  gtk_window_destroy (GTK_WINDOW (find_question ()));
  assert_group (fixture, PARVIS_ORDER_GROUP_PREPARE, "M31 T83 B26 H59");

  /* From here on it is this one's. */
  parvis_inbox_page_do (fixture->page, "order.step");
  parvis_inbox_page_do (fixture->page, "order.back");
  g_assert_null (find_question ());
  assert_group (fixture, PARVIS_ORDER_GROUP_PREPARE, "M31 T83 B26 H59");
}

static void
test_what_was_done_offline_survives_the_program (Fixture       *fixture,
                                                 gconstpointer  data)
{
  const LiveEntity nothing[] = { { NULL, NULL, NULL } };
  gboolean is_warning;
  ParvisOrderMoment moment;
  g_autofree char *remark = NULL;

  select_order (fixture, SHOP_BOURDIN);
  parvis_inbox_page_do (fixture->page, "order.step");
  close_window (fixture);
  shop_fixture_put (&fixture->shop, nothing);
  assert_group (fixture, PARVIS_ORDER_GROUP_READY, "M31 T83");
  parvis_shop_read_moment (fixture->shop.shop, &moment);
  remark = parvis_order_text_remark (shop_fixture_get (&fixture->shop, SHOP_BOURDIN), &moment,
                                     &is_warning);
  g_assert_cmpstr (remark, ==, "“Ready” to be sent");
}

/* Who comes after closing, or was there before anybody heard here that it is over. */
static void
test_what_ended_by_itself_is_handed_over_all_the_same (Fixture       *fixture,
                                                       gconstpointer  data)
{
  const LiveEntity ended[] = {
    { PARVIS_KIND_ORDER, SHOP_GOFF,
      "{\"merchant\":\"" SHOP_ID "\",\"day\":\"2026-06-17\",\"from\":1020,\"until\":1050,"
      "\"state\":\"no_show\",\"by\":\"schedule\",\"reason\":{\"code\":\"late\"},"
      "\"code\":\"M31\",\"name\":\"M. Le Goff\",\"lines\":[],\"total\":310,"
      "\"ended_at\":\"2026-06-17T14:50:00.000Z\"}" },
    { PARVIS_KIND_ORDER, SHOP_AWA,
      "{\"merchant\":\"" SHOP_ID "\",\"day\":\"2026-06-17\",\"from\":1080,\"until\":1110,"
      "\"state\":\"released\",\"by\":\"merchant\",\"code\":\"H59\",\"name\":\"Awa S.\","
      "\"lines\":[],\"total\":490}" },
    { NULL, NULL, NULL },
  };
  const ParvisOrderFacts *facts;

  close_window (fixture);
  shop_fixture_put (&fixture->shop, ended);
  open_window (fixture, 1044);
  assert_group (fixture, PARVIS_ORDER_GROUP_MISSED, "M31 H59");
  g_assert_null (parvis_order_next_step (shop_fixture_get (&fixture->shop, SHOP_AWA),
                                         "2026-06-17"));
  g_assert_null (parvis_order_next_step (shop_fixture_get (&fixture->shop, SHOP_GOFF),
                                         "2026-06-19"));

  select_order (fixture, SHOP_GOFF);
  parvis_inbox_page_do (fixture->page, "order.step");
  assert_group (fixture, PARVIS_ORDER_GROUP_COLLECTED, "M31");
  facts = shop_fixture_get (&fixture->shop, SHOP_GOFF);
  g_assert_null (facts->by);
  g_assert_null (facts->reason);
  g_assert_cmpint (facts->ended_at, ==, PARVIS_NO_TIME);
  g_assert_true (parvis_undo_take_back (parvis_desk_get_undo (fixture->shop.live.desk)));
  assert_group (fixture, PARVIS_ORDER_GROUP_MISSED, "M31 H59");
}

static void
test_a_code_that_is_typed_selects_its_order (Fixture       *fixture,
                                             gconstpointer  data)
{
  parvis_inbox_page_search (fixture->page, "h59");
  LIVE_WAIT (parvis_inbox_page_get_selected (fixture->page) ==
             parvis_shop_find_order (fixture->shop.shop, SHOP_AWA));
  g_assert_true (parvis_inbox_page_go_back (fixture->page));
}

static void
test_a_counter_sale_is_in_the_strip_at_once (Fixture       *fixture,
                                             gconstpointer  data)
{
  g_autofree char *name = NULL;
  g_autoptr(json_t) body = NULL;

  parvis_inbox_page_do (fixture->page, "inbox.sell");
  LIVE_WAIT (live_fixture_pending (&fixture->shop.live) == 1);
  body = live_fixture_action (&fixture->shop.live, 0, &name);
  g_assert_cmpstr (name, ==, "product.sell");
  g_assert_cmpstr (json_string_value (json_object_get (body, "day")), ==, "2026-06-17");
  g_assert_cmpint (json_integer_value (json_object_get (body, "quantity")), ==, 1);
  g_assert_nonnull (json_object_get (body, "at"));
}

static GtkWidget *
find_widget (GtkWidget *widget,
             GType      type,
             guint     *skip)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && (*skip)-- == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type, skip);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
test_the_row_of_the_selected_order_is_selected (Fixture       *fixture,
                                                gconstpointer  data)
{
  guint first = 0;
  GtkWidget *row = find_widget (GTK_WIDGET (fixture->page), PARVIS_TYPE_ORDER_ROW, &first);

  select_order (fixture, SHOP_LEFEVRE);
  g_assert_true (gtk_list_box_row_is_selected (GTK_LIST_BOX_ROW (row)));
  select_order (fixture, SHOP_GOFF);
  g_assert_false (gtk_list_box_row_is_selected (GTK_LIST_BOX_ROW (row)));
}

static gboolean
has_unfolded (GtkWidget *page)
{
  guint index = 0;
  GtkWidget *expander;

  do
    {
      guint skip = index++;

      expander = find_widget (page, GTK_TYPE_EXPANDER, &skip);
    }
  while (expander != NULL && !gtk_expander_get_expanded (GTK_EXPANDER (expander)));

  return expander != NULL;
}

static void
test_what_is_handed_over_stays_folded_until_it_is_looked_for (Fixture       *fixture,
                                                              gconstpointer  data)
{
  select_order (fixture, SHOP_GOFF);
  parvis_inbox_page_do (fixture->page, "order.step");
  assert_group (fixture, PARVIS_ORDER_GROUP_COLLECTED, "M31");
  g_assert_true (parvis_inbox_page_get_selected (fixture->page) ==
                 parvis_shop_find_order (fixture->shop.shop, SHOP_GOFF));
  g_assert_false (has_unfolded (GTK_WIDGET (fixture->page)));

  parvis_inbox_page_search (fixture->page, "M31");
  LIVE_WAIT (has_unfolded (GTK_WIDGET (fixture->page)));
}

static gboolean
says (GtkWidget  *widget,
      const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;

  return FALSE;
}

static void
test_an_order_is_declined_with_its_reason (Fixture       *fixture,
                                           gconstpointer  data)
{
  ParvisOrder *order = parvis_shop_find_order (fixture->shop.shop, SHOP_LEFEVRE);
  GtkWidget *dialog = parvis_cannot_dialog_present (GTK_WIDGET (fixture->page),
                                                    fixture->shop.shop, order);
  g_autofree char *name = NULL;
  g_autoptr(json_t) body = NULL;
  GtkWidget *button = NULL;
  guint index = 0;

  do
    {
      guint skip = index++;

      button = find_widget (dialog, GTK_TYPE_BUTTON, &skip);
    }
  while (button != NULL && !gtk_widget_has_css_class (button, "order-step"));
  g_assert_nonnull (button);
  g_assert_true (says (dialog, "Boulangerie Martineau est désolée : il n’y a plus de pain de cette "
                               "sorte."));
  g_signal_emit_by_name (button, "clicked");
  LIVE_WAIT (live_fixture_pending (&fixture->shop.live) == 1);
  body = live_fixture_action (&fixture->shop.live, 0, &name);
  g_assert_cmpstr (name, ==, "order.decline");
  g_assert_cmpstr (json_string_value (json_object_get (body, "reason")), ==, "no_bread");
  assert_group (fixture, PARVIS_ORDER_GROUP_NEW, "R12");
  assert_group (fixture, PARVIS_ORDER_GROUP_MISSED, "K47");

  g_assert_true (parvis_undo_take_back (parvis_desk_get_undo (fixture->shop.live.desk)));
  assert_group (fixture, PARVIS_ORDER_GROUP_NEW, "K47 R12");
}

static int
get_delay (Fixture *fixture)
{
  return shop_fixture_get (&fixture->shop, SHOP_LEFEVRE)->delay;
}

static void
test_a_delay_has_its_way_back (Fixture       *fixture,
                               gconstpointer  data)
{
  ParvisUndo *undo = parvis_desk_get_undo (fixture->shop.live.desk);
  guint first = 0;
  GtkWidget *detail = find_widget (GTK_WIDGET (fixture->page), PARVIS_TYPE_ORDER_DETAIL, &first);
  g_autofree char *name = NULL;
  g_autoptr(json_t) body = NULL;

  select_order (fixture, SHOP_LEFEVRE);
  /* Nothing to take back yet: it does nothing. */
  gtk_widget_activate_action (detail, "order.on-time", NULL);
  g_assert_true (gtk_widget_activate_action (detail, "order.delay", "i", 10));
  g_assert_true (gtk_widget_activate_action (detail, "order.delay", "i", 20));
  g_assert_cmpint (get_delay (fixture), ==, 30);
  g_assert_true (gtk_widget_activate_action (detail, "order.on-time", NULL));
  g_assert_cmpint (get_delay (fixture), ==, 0);
  LIVE_WAIT (live_fixture_pending (&fixture->shop.live) == 3);
  body = live_fixture_action (&fixture->shop.live, 2, &name);
  g_assert_cmpstr (name, ==, "order.delay");
  g_assert_cmpint (json_integer_value (json_object_get (body, "total")), ==, 0);

  g_assert_true (parvis_undo_take_back (undo));
  g_assert_cmpint (get_delay (fixture), ==, 30);
  g_assert_true (parvis_undo_take_back (undo));
  g_assert_cmpint (get_delay (fixture), ==, 10);
  g_assert_true (parvis_undo_take_back (undo));
  g_assert_cmpint (get_delay (fixture), ==, 0);
}

static void
test_what_was_put_back_on_sale_is_taken_back (Fixture       *fixture,
                                              gconstpointer  data)
{
  guint first = 0;
  GtkWidget *detail = find_widget (GTK_WIDGET (fixture->page), PARVIS_TYPE_ORDER_DETAIL, &first);
  g_autofree char *name = NULL;
  g_autoptr(json_t) body = NULL;

  select_order (fixture, SHOP_GOFF);
  gtk_widget_activate_action (detail, "order.release", NULL);
  LIVE_WAIT (live_fixture_pending (&fixture->shop.live) == 1);
  body = live_fixture_action (&fixture->shop.live, 0, &name);
  g_assert_cmpstr (name, ==, "order.no-show");
  assert_group (fixture, PARVIS_ORDER_GROUP_READY, "");
  assert_group (fixture, PARVIS_ORDER_GROUP_MISSED, "M31");
  g_assert_true (parvis_undo_take_back (parvis_desk_get_undo (fixture->shop.live.desk)));
  assert_group (fixture, PARVIS_ORDER_GROUP_READY, "M31");
}

static gboolean
shows_text (GtkWidget  *widget,
            const char *text)
{
  if (GTK_IS_LABEL (widget) && strcmp (gtk_label_get_label (GTK_LABEL (widget)), text) == 0)
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows_text (child, text))
      return TRUE;

  return FALSE;
}

static void
test_a_line_says_what_all_of_it_costs (Fixture       *fixture,
                                       gconstpointer  data)
{
  select_order (fixture, SHOP_LEFEVRE);
  g_assert_true (shows_text (GTK_WIDGET (fixture->page), "€2.60"));
  g_assert_true (shows_text (GTK_WIDGET (fixture->page), "€3.60"));
  g_assert_true (shows_text (GTK_WIDGET (fixture->page), "€6.20"));
}

static void
test_the_page_opens_on_the_order_that_is_next (Fixture       *fixture,
                                               gconstpointer  data)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));

  g_assert_true (PARVIS_IS_ORDER_ROW (focus));
  g_assert_true (parvis_order_row_get_order (PARVIS_ORDER_ROW (focus)) ==
                 parvis_shop_find_order (fixture->shop.shop, SHOP_LEFEVRE));
  g_assert_true (parvis_inbox_page_get_selected (fixture->page) ==
                 parvis_shop_find_order (fixture->shop.shop, SHOP_LEFEVRE));
}

/* The order whose row has the focus, or NULL. */
static ParvisOrder *
get_focused (Fixture *fixture)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));

  return PARVIS_IS_ORDER_ROW (focus) ? parvis_order_row_get_order (PARVIS_ORDER_ROW (focus)) : NULL;
}

static void
test_the_focus_goes_on_to_the_next_order (Fixture       *fixture,
                                          gconstpointer  data)
{
  ParvisOrder *lefevre = parvis_shop_find_order (fixture->shop.shop, SHOP_LEFEVRE);
  ParvisOrder *yanis = parvis_shop_find_order (fixture->shop.shop, SHOP_YANIS);
  GListModel *prepare = parvis_shop_get_group (fixture->shop.shop, PARVIS_ORDER_GROUP_PREPARE);
  g_autoptr(ParvisOrder) next = g_list_model_get_item (prepare, 0);

  g_assert_true (get_focused (fixture) == lefevre);
  parvis_inbox_page_do (fixture->page, "order.step");
  LIVE_WAIT (get_focused (fixture) == yanis);
  g_assert_true (parvis_inbox_page_get_selected (fixture->page) == yanis);

  /* The last of its group: the next group has the next order. */
  parvis_inbox_page_do (fixture->page, "order.step");
  LIVE_WAIT (get_focused (fixture) == next);
  g_assert_true (parvis_inbox_page_get_selected (fixture->page) == next);
}

static guint
count_rows (GtkWidget *widget)
{
  guint n = PARVIS_IS_ORDER_ROW (widget) ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_rows (child);

  return n;
}

/* New orders of today, from eight in the evening on. */
static void
put_crowd (Fixture *fixture,
           guint    count)
{
  g_autofree LiveEntity *orders = g_new0 (LiveEntity, count + 1);
  g_autoptr(GStringChunk) texts = g_string_chunk_new (1 << 16);

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *id = g_strdup_printf ("11111111-0000-4000-8000-%012u", i);
      g_autofree char *body =
        g_strdup_printf ("{\"id\":\"%s\",\"merchant\":\"" SHOP_ID "\",\"day\":\"2026-06-17\","
                         "\"state\":\"placed\",\"code\":\"%c%02u\",\"name\":\"Client %u\","
                         "\"from\":%u,\"until\":1430,\"total\":260,\"confirmed\":true,"
                         "\"placed_at\":\"2026-06-17T14:58:00.000Z\",\"lines\":[{\"product\":\""
                         SHOP_BAGUETTE "\",\"name\":\"Tradition\",\"quantity\":2,"
                         "\"price\":130}]}", id, 'C' + (int) i / 100, i % 100, i, 1200 + i / 2);

      orders[i] = (LiveEntity) { PARVIS_KIND_ORDER, g_string_chunk_insert (texts, id),
                                 g_string_chunk_insert (texts, body) };
    }

  close_window (fixture);
  shop_fixture_put (&fixture->shop, orders);
  open_window (fixture, 1044);
}

static void
test_rows_are_made_as_they_are_scrolled_to (Fixture       *fixture,
                                            gconstpointer  data)
{
  guint first = 0;
  GtkWidget *scrolled;
  GtkAdjustment *adjustment;

  put_crowd (fixture, 300);
  g_assert_cmpuint (count_rows (GTK_WIDGET (fixture->page)), <, 60);
  scrolled = find_widget (GTK_WIDGET (fixture->page), GTK_TYPE_SCROLLED_WINDOW, &first);
  while (count_rows (scrolled) == 0)
    {
      guint skip = ++first;

      scrolled = find_widget (GTK_WIDGET (fixture->page), GTK_TYPE_SCROLLED_WINDOW, &skip);
    }

  /* The way is as long as it will be, and the rows come on it. */
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  LIVE_WAIT (gtk_adjustment_get_upper (adjustment) > 300 * 60);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  LIVE_WAIT (count_rows (GTK_WIDGET (fixture->page)) == 306);
}

static void
test_an_order_far_below_is_found_and_has_the_focus (Fixture       *fixture,
                                                    gconstpointer  data)
{
  ParvisOrder *last;

  put_crowd (fixture, 300);
  last = parvis_shop_find_order (fixture->shop.shop, "11111111-0000-4000-8000-000000000299");
  parvis_inbox_page_search (fixture->page, "E99");
  LIVE_WAIT (parvis_inbox_page_get_selected (fixture->page) == last);
  g_assert_true (parvis_inbox_page_go_back (fixture->page));
  LIVE_WAIT (get_focused (fixture) == last);
}

static void
rang_cb (ParvisBell *bell,
         guint       unseen,
         guint      *rings)
{
  (*rings)++;
}

static void
test_the_bell_calls_for_what_is_new_and_only_that (Fixture       *fixture,
                                                   gconstpointer  data)
{
  guint rings = 0;

  g_settings_set_boolean (fixture->shop.settings, "order-sound", FALSE);
  g_signal_connect (fixture->shop.bell, "rang", G_CALLBACK (rang_cb), &rings);
  fixture->shop.live.now += PARVIS_MINUTE;
  parvis_ticker_tick (parvis_desk_get_ticker (fixture->shop.live.desk));
  g_assert_cmpuint (rings, ==, 1);

  select_order (fixture, SHOP_LEFEVRE);
  parvis_inbox_page_do (fixture->page, "order.step");
  select_order (fixture, SHOP_YANIS);
  parvis_inbox_page_do (fixture->page, "order.step");
  fixture->shop.live.now += PARVIS_HOUR;
  parvis_ticker_tick (parvis_desk_get_ticker (fixture->shop.live.desk));
  g_assert_cmpuint (rings, ==, 1);
}

static void
paged_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
test_what_is_past_is_paged_from_the_disk (Fixture       *fixture,
                                          gconstpointer  data)
{
  const LiveEntity past[] = {
    { PARVIS_KIND_ORDER, "old-1", "{\"id\":\"old-1\",\"merchant\":\"" SHOP_ID "\","
      "\"day\":\"2026-05-01\",\"state\":\"collected\",\"code\":\"A1\",\"lines\":[]}" },
    { PARVIS_KIND_ORDER, "old-2", "{\"id\":\"old-2\",\"merchant\":\"" SHOP_ID "\","
      "\"day\":\"2026-05-02\",\"state\":\"collected\",\"code\":\"A2\",\"lines\":[]}" },
    { PARVIS_KIND_ORDER, "old-3", "{\"id\":\"old-3\",\"merchant\":\"another\","
      "\"day\":\"2026-05-02\",\"state\":\"collected\",\"code\":\"A3\",\"lines\":[]}" },
    { NULL, NULL, NULL },
  };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) page = NULL;
  g_autoptr(GError) error = NULL;

  close_window (fixture);
  shop_fixture_put (&fixture->shop, past);
  g_assert_null (parvis_shop_find_order (fixture->shop.shop, "old-1"));
  parvis_session_page_async (fixture->shop.live.session, PARVIS_KIND_ORDER, SHOP_ID, "2026-06-17",
                             NULL, 10, NULL, paged_cb, &result);
  LIVE_WAIT (result != NULL);
  page = parvis_session_page_finish (fixture->shop.live.session, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->len, ==, 2);
  g_assert_cmpstr (((ParvisEntityRef *) page->pdata[0])->id, ==, "old-2");
  g_assert_cmpstr (((ParvisEntityRef *) page->pdata[1])->id, ==, "old-1");
}

static void
test_the_history_grows_by_pages_and_ends (Fixture       *fixture,
                                          gconstpointer  data)
{
  g_autofree LiveEntity *past = g_new0 (LiveEntity, 251);
  g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(ParvisHistory) history = NULL;
  GListModel *model;

  for (guint i = 0; i < 250; i++)
    {
      char *id = g_strdup_printf ("old-%03u", i);
      char *body = g_strdup_printf ("{\"id\":\"%s\",\"merchant\":\"" SHOP_ID "\","
                                    "\"day\":\"2026-05-%02u\",\"state\":\"collected\","
                                    "\"code\":\"A%u\",\"lines\":[]}", id, 1 + i / 10, i);

      past[i] = (LiveEntity) { PARVIS_KIND_ORDER, id, body };
      g_ptr_array_add (texts, id);
      g_ptr_array_add (texts, body);
    }
  close_window (fixture);
  shop_fixture_put (&fixture->shop, past);

  history = parvis_history_new (fixture->shop.shop);
  model = G_LIST_MODEL (history);
  LIVE_WAIT (g_list_model_get_n_items (model) == 10);
  while (!parvis_history_is_whole (history))
    {
      parvis_history_more (history);
      LIVE_WAIT (!parvis_history_is_loading (history));
    }
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 250);

  for (guint i = 0; i < 250; i++)
    {
      g_autoptr(ParvisOrder) order = g_list_model_get_item (model, i);
      g_autofree char *id = g_strdup_printf ("old-%03u", 249 - i);

      g_assert_cmpstr (parvis_order_get_id (order), ==, id);
    }
}

static void
add (const char *path,
     void      (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  add ("/inbox/orders-stand-in-groups-by-the-hour", test_orders_stand_in_groups_by_the_hour);
  add ("/inbox/one-step-moves-an-order-at-once-and-is-taken-back",
       test_one_step_moves_an_order_at_once_and_is_taken_back);
  add ("/inbox/a-whole-sale-goes-by-enter-and-comes-back",
       test_a_whole_sale_goes_by_enter_and_comes_back);
  add ("/inbox/an-order-that-comes-anew-is-still-the-one-that-is-shown",
       test_an_order_that_comes_anew_is_still_the_one_that_is_shown);
  add ("/inbox/what-another-counter-did-is-not-set-back-unasked",
       test_what_another_counter_did_is_not_set_back_unasked);
  add ("/inbox/what-was-done-offline-survives-the-program",
       test_what_was_done_offline_survives_the_program);
  add ("/inbox/what-ended-by-itself-is-handed-over-all-the-same",
       test_what_ended_by_itself_is_handed_over_all_the_same);
  add ("/inbox/a-code-that-is-typed-selects-its-order",
       test_a_code_that_is_typed_selects_its_order);
  add ("/inbox/a-counter-sale-is-in-the-strip-at-once",
       test_a_counter_sale_is_in_the_strip_at_once);
  add ("/inbox/the-focus-goes-on-to-the-next-order", test_the_focus_goes_on_to_the_next_order);
  add ("/inbox/rows-are-made-as-they-are-scrolled-to", test_rows_are_made_as_they_are_scrolled_to);
  add ("/inbox/an-order-far-below-is-found-and-has-the-focus",
       test_an_order_far_below_is_found_and_has_the_focus);
  add ("/inbox/what-is-handed-over-stays-folded-until-it-is-looked-for",
       test_what_is_handed_over_stays_folded_until_it_is_looked_for);
  add ("/inbox/the-row-of-the-selected-order-is-selected",
       test_the_row_of_the_selected_order_is_selected);
  add ("/inbox/a-line-says-what-all-of-it-costs", test_a_line_says_what_all_of_it_costs);
  add ("/inbox/the-page-opens-on-the-order-that-is-next",
       test_the_page_opens_on_the_order_that_is_next);
  add ("/inbox/an-order-is-declined-with-its-reason", test_an_order_is_declined_with_its_reason);
  add ("/inbox/a-delay-has-its-way-back", test_a_delay_has_its_way_back);
  add ("/inbox/what-was-put-back-on-sale-is-taken-back",
       test_what_was_put_back_on_sale_is_taken_back);
  add ("/inbox/the-bell-calls-for-what-is-new-and-only-that",
       test_the_bell_calls_for_what_is_new_and_only_that);
  add ("/inbox/what-is-past-is-paged-from-the-disk", test_what_is_past_is_paged_from_the_disk);
  add ("/inbox/the-history-grows-by-pages-and-ends", test_the_history_grows_by_pages_and_ends);

  return g_test_run ();
}
