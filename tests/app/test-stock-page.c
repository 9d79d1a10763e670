/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shop-fixture.h"
#include "parvis-batch-dialog.h"
#include "parvis-day-end-dialog.h"
#include "parvis-product-window.h"
#include "parvis-selling.h"
#include "parvis-shop-window.h"
#include "parvis-stock-page.h"
#include "parvis-usual-card.h"
#include "parvis-words.h"

#include <adwaita.h>

typedef struct
{
  ShopFixture      shop;
  GtkWidget       *window;
  ParvisStockPage *page;
} Fixture;

#define OVER "The day is closed: nothing more is reserved for today."

#define PICKUP(day, more) \
  { PARVIS_KIND_PICKUP, SHOP_ID "/" day, \
    "{\"id\":\"" SHOP_ID "/" day "\",\"merchant\":\"" SHOP_ID "\",\"day\":\"" day "\"," \
    "\"slots\":[]" more "}" }

static void
open_page (Fixture *fixture)
{
  fixture->page = PARVIS_STOCK_PAGE (parvis_stock_page_new (fixture->shop.shop,
                                                            fixture->shop.bell));
  fixture->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1044, 800);
  adw_window_set_content (ADW_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  gtk_window_present (GTK_WINDOW (fixture->window));
  LIVE_WAIT (gtk_widget_get_width (GTK_WIDGET (fixture->page)) > 0);
}

static void
close_page (Fixture *fixture)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->page), (gpointer *) &fixture->page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  LIVE_WAIT (fixture->page == NULL);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  shop_fixture_set_up (&fixture->shop, data);
  open_page (fixture);
}

static void
reopen (Fixture          *fixture,
        const LiveEntity *more)
{
  close_page (fixture);
  shop_fixture_put (&fixture->shop, more);
  open_page (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  close_page (fixture);
  shop_fixture_tear_down (&fixture->shop, data);
}

/* In what is on screen or not. */
static GtkWidget *
find_text (GtkWidget  *widget,
           const char *text)
{
  if (GTK_IS_LABEL (widget) && g_strcmp0 (gtk_label_get_label (GTK_LABEL (widget)), text) == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_text (child, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static GtkWidget *
find_label (GtkWidget  *widget,
            const char *text)
{
  GtkWidget *found = find_text (widget, text);

  return found != NULL && gtk_widget_get_mapped (found) ? found : NULL;
}

static void
test_a_card_says_what_is_left_and_where (Fixture       *fixture,
                                         gconstpointer  data)
{
  GtkWidget *page = GTK_WIDGET (fixture->page);

  g_assert_nonnull (find_label (page, "34"));
  g_assert_nonnull (find_label (page, "12 reservable online"));
  g_assert_nonnull (find_label (page, "22 at the counter"));
  g_assert_nonnull (find_label (page, "next batch 17:30, ≈ 40"));
  g_assert_nonnull (find_label (page, "Almost gone"));
  g_assert_nonnull (find_label (page, "Sold out"));
}

static void
test_a_day_that_is_closed_says_so (Fixture       *fixture,
                                   gconstpointer  data)
{
  const LiveEntity pickups[] = {
    PICKUP ("2026-06-16", ",\"closed\":\"over\""),
    PICKUP ("2026-06-17", ""),
    { NULL, NULL, NULL },
  };
  const LiveEntity over[] = {
    PICKUP ("2026-06-17", ",\"closed\":\"over\""),
    { NULL, NULL, NULL },
  };

  reopen (fixture, pickups);
  g_assert_null (find_label (GTK_WIDGET (fixture->page), OVER));
  reopen (fixture, over);
  LIVE_WAIT (find_label (GTK_WIDGET (fixture->page), OVER) != NULL);
}

static void
test_a_sale_is_shown_at_once_and_taken_back (Fixture       *fixture,
                                             gconstpointer  data)
{
  GtkWidget *page = GTK_WIDGET (fixture->page);
  ParvisUndo *undo = parvis_desk_get_undo (fixture->shop.live.desk);

  parvis_stock_page_do (fixture->page, "stock.sell(1)");
  g_assert_nonnull (find_label (page, "33"));
  g_assert_nonnull (find_label (page, "21 at the counter"));
  g_assert_nonnull (find_label (page, "Undo: Counter sale: 1 Tradition"));
  LIVE_WAIT (live_fixture_pending (&fixture->shop.live) == 1);
  g_assert_true (parvis_undo_take_back (undo));
  g_assert_nonnull (find_label (page, "34"));
}

static void
test_a_digit_selects_the_product_that_is_sold (Fixture       *fixture,
                                               gconstpointer  data)
{
  g_assert_true (parvis_stock_page_select (fixture->page, 2));
  g_assert_cmpstr (parvis_stock_page_get_selected (fixture->page), ==, SHOP_COUNTRY);
  parvis_stock_page_do (fixture->page, "stock.sell(1)");
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "3 at the counter"));
  g_assert_false (parvis_stock_page_select (fixture->page, 5));
}

static void
test_offline_an_empty_counter_asks_first (Fixture       *fixture,
                                          gconstpointer  data)
{
  GListModel *windows = gtk_window_get_toplevels ();
  guint before = g_list_model_get_n_items (windows);
  g_autoptr(GtkWindow) dialog = NULL;

  g_assert_true (parvis_stock_page_select (fixture->page, 2));
  parvis_stock_page_do (fixture->page, "stock.sell(4)");
  g_assert_cmpuint (g_list_model_get_n_items (windows), ==, before);
  parvis_stock_page_do (fixture->page, "stock.sell(1)");
  g_assert_cmpuint (g_list_model_get_n_items (windows), ==, before + 1);
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "0 at the counter"));

  for (guint i = 0; i < g_list_model_get_n_items (windows) && dialog == NULL; i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        dialog = g_object_ref (window);
    }
  g_assert_nonnull (dialog);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "sell");
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "1 reservable online"));
}

static void
test_sold_out_by_hand_is_reopened (Fixture       *fixture,
                                   gconstpointer  data)
{
  parvis_stock_page_do (fixture->page, "stock.sold-out");
  g_assert_null (find_label (GTK_WIDGET (fixture->page), "34"));
  parvis_stock_page_do (fixture->page, "stock.resume");
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "34"));
}

#define WANTED(day, waiting) \
  { PARVIS_KIND_WANTED, SHOP_BAGUETTE "/" day, \
    "{\"id\":\"" SHOP_BAGUETTE "/" day "\",\"merchant\":\"" SHOP_ID "\"," \
    "\"product\":\"" SHOP_BAGUETTE "\",\"day\":\"" day "\",\"waiting\":" waiting "}" }

static void
test_how_many_wait_for_it_is_on_its_card (Fixture       *fixture,
                                          gconstpointer  data)
{
  const LiveEntity wanted[] = {
    WANTED ("2026-06-18", "7"), WANTED ("2026-06-17", "3"), { NULL, NULL, NULL },
  };

  reopen (fixture, wanted);
  parvis_stock_page_do (fixture->page, "stock.sold-out");
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page),
                                "3 people to be told when there is more"));
  g_assert_null (find_label (GTK_WIDGET (fixture->page),
                             "7 people to be told when there is more"));
}

static void
press (GtkWidget  *window,
       const char *label)
{
  GtkWidget *found = find_label (window, label);

  g_assert_nonnull (found);
  g_signal_emit_by_name (gtk_widget_get_ancestor (found, GTK_TYPE_BUTTON), "clicked");
}

static GtkWidget *
find_step (GtkWidget *widget)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_has_css_class (widget, "order-step"))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_step (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
test_a_batch_is_typed_on_large_keys (Fixture       *fixture,
                                     gconstpointer  data)
{
  g_autoptr(GPtrArray) products = parvis_shop_list (fixture->shop.shop, PARVIS_KIND_PRODUCT);
  GtkWidget *window = parvis_batch_dialog_present (GTK_WIDGET (fixture->page), fixture->shop.shop,
                                                   products->pdata[0]);
  const char *keys[] = { "4", "8", "0" };
  g_autofree char *name = NULL;
  g_autoptr(json_t) body = NULL;

  LIVE_WAIT (gtk_widget_get_mapped (window));
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    press (window, keys[i]);
  g_assert_nonnull (find_label (window, "Declare 480"));
  press (window, "C");
  press (window, "4");
  press (window, "0");
  press (window, "Declare 40");
  LIVE_WAIT (live_fixture_pending (&fixture->shop.live) == 1);
  body = live_fixture_action (&fixture->shop.live, 0, &name);
  g_assert_cmpstr (name, ==, "product.bake");
  g_assert_cmpint (json_integer_value (json_object_get (body, "quantity")), ==, 40);
  g_assert_cmpint (json_integer_value (json_object_get (body, "ready")), ==, 16 * 60 + 58);
}

static void
test_what_was_not_touched_of_a_shop_is_not_sent (Fixture       *fixture,
                                                 gconstpointer  data)
{
  GtkWidget *window = parvis_shop_window_present (GTK_WIDGET (fixture->page), fixture->shop.shop);
  g_autofree char *name = NULL;
  g_autoptr(json_t) body = NULL;

  LIVE_WAIT (gtk_widget_get_mapped (window));
  g_assert_nonnull (find_label (window, "Tradition"));
  press (window, "Save Hours and Reservations");
  LIVE_WAIT (live_fixture_pending (&fixture->shop.live) == 1);
  body = live_fixture_action (&fixture->shop.live, 0, &name);
  g_assert_cmpstr (name, ==, "shop.set");
  g_assert_cmpint (json_integer_value (json_object_get (body, "keep")), ==, 15);
  g_assert_null (json_object_get (body, "cutoff"));
}

static void
test_a_product_keeps_what_it_has (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr(GPtrArray) products = parvis_shop_list (fixture->shop.shop, PARVIS_KIND_PRODUCT);
  GtkWidget *window = parvis_product_window_present (GTK_WIDGET (fixture->page),
                                                     fixture->shop.shop, products->pdata[0]);
  g_autofree char *name = NULL;
  g_autoptr(json_t) body = NULL;

  LIVE_WAIT (gtk_widget_get_mapped (window));
  press (window, "Save");
  LIVE_WAIT (live_fixture_pending (&fixture->shop.live) == 1);
  body = live_fixture_action (&fixture->shop.live, 0, &name);
  g_assert_cmpstr (name, ==, "product.set");
  g_assert_cmpstr (json_string_value (json_object_get (body, "name")), ==, "Tradition");
  g_assert_cmpint (json_integer_value (json_object_get (body, "price")), ==, 130);
  g_assert_cmpuint (json_array_size (json_object_get (body, "allergens")), ==, 1);
}

static GtkWidget *
find_spin (GtkWidget  *widget,
           const char *title)
{
  if (GTK_IS_SPIN_BUTTON (widget))
    {
      GtkWidget *row = gtk_widget_get_ancestor (widget, ADW_TYPE_ACTION_ROW);

      if (row != NULL &&
          g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), title) == 0)
        return widget;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_spin (child, title);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* What the counter leaves for who reserves is set beside what it is of. */
static void
test_a_product_keeps_its_floor (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autoptr(GPtrArray) products = parvis_shop_list (fixture->shop.shop, PARVIS_KIND_PRODUCT);
  GtkWidget *window = parvis_product_window_present (GTK_WIDGET (fixture->page),
                                                     fixture->shop.shop, products->pdata[0]);
  GtkWidget *spin = find_spin (window, "Counter sales leave online");
  g_autofree char *name = NULL;
  g_autoptr(json_t) body = NULL;

  LIVE_WAIT (gtk_widget_get_mapped (window));
  g_assert_nonnull (spin);
  g_assert_cmpint (gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (spin)), ==, 0);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 4);
  press (window, "Save");
  LIVE_WAIT (live_fixture_pending (&fixture->shop.live) == 1);
  body = live_fixture_action (&fixture->shop.live, 0, &name);
  g_assert_cmpstr (name, ==, "product.set");
  g_assert_cmpint (json_integer_value (json_object_get (body, "floor")), ==, 4);
}

/* What is left is unsold, unless somebody says otherwise. Taken back before it is on the disk, what
 * undoes it goes behind it.
 */
static void
test_a_day_is_closed_and_that_is_taken_back (Fixture       *fixture,
                                             gconstpointer  data)
{
  ParvisUndo *undo = parvis_desk_get_undo (fixture->shop.live.desk);
  GtkWidget *window = parvis_day_end_dialog_present (GTK_WIDGET (fixture->page),
                                                     fixture->shop.shop);
  GtkWidget *button;
  g_autofree char *name = NULL;
  g_autofree char *back_name = NULL;
  g_autoptr(json_t) body = NULL;
  g_autoptr(json_t) back = NULL;
  const json_t *first;

  LIVE_WAIT (gtk_widget_get_mapped (window));
  button = find_step (window);
  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpstr (parvis_undo_get_last (undo), ==, "The day is closed");
  g_assert_true (parvis_undo_take_back (undo));
  LIVE_WAIT (live_fixture_pending (&fixture->shop.live) == 2);

  body = live_fixture_action (&fixture->shop.live, 0, &name);
  g_assert_cmpstr (name, ==, "shop.close-day");
  first = json_array_get (json_object_get (body, "products"), 0);
  g_assert_cmpint (json_integer_value (json_object_get (first, "unsold")), ==, 34);
  g_assert_null (json_object_get (first, "online"));

  /* Twelve of them could be reserved. */
  back = live_fixture_action (&fixture->shop.live, 1, &back_name);
  g_assert_cmpstr (back_name, ==, "shop.open-day");
  first = json_array_get (json_object_get (back, "products"), 0);
  g_assert_cmpint (json_integer_value (json_object_get (first, "unsold")), ==, 34);
  g_assert_cmpint (json_integer_value (json_object_get (first, "online")), ==, 12);
  g_assert_cmpstr (json_string_value (json_object_get (back, "day")), ==, "2026-06-17");
}

/* On the day with twenty-five hours it is noon at noon. */
static void
test_the_clock_of_a_shop_is_the_wall_s (Fixture       *fixture,
                                        gconstpointer  data)
{
  const LiveEntity nothing[] = { { NULL, NULL, NULL } };
  const gint64 noons[] = {
    G_GINT64_CONSTANT (1774778400000),    /* 2026-03-29T10:00:00Z */
    G_GINT64_CONSTANT (1792926000000),    /* 2026-10-25T11:00:00Z */
  };

  for (guint i = 0; i < G_N_ELEMENTS (noons); i++)
    {
      fixture->shop.live.now = noons[i];
      reopen (fixture, nothing);
      g_assert_cmpint (parvis_selling_get_minute (fixture->shop.shop), ==, 12 * 60);
    }
}

#define OLD_BAKE(id, day, product, ready, declared) \
  { PARVIS_KIND_BAKE, id, "{\"id\":\"" id "\",\"merchant\":\"" SHOP_ID "\",\"product\":\"" \
    product "\",\"day\":\"" day "\",\"ready\":" ready ",\"declared\":" declared "}" }

/* On Thursday nothing is declared yet, and on the Thursday before there was. */
static void
test_in_the_morning_last_week_is_taken_over (Fixture       *fixture,
                                             gconstpointer  data)
{
  const LiveEntity past[] = {
    OLD_BAKE ("w-1", "2026-06-11", SHOP_BAGUETTE, "390", "90"),
    OLD_BAKE ("w-2", "2026-06-11", SHOP_COUNTRY, "420", "24"),
    OLD_BAKE ("w-3", "2026-06-10", SHOP_BAGUETTE, "390", "70"),
    { NULL, NULL, NULL },
  };
  GtkWidget *card;
  g_autofree char *name = NULL;
  g_autoptr(json_t) body = NULL;

  fixture->shop.live.now += PARVIS_DAY;
  shop_fixture_put (&fixture->shop, past);
  card = g_object_ref_sink (parvis_usual_card_new (fixture->shop.shop));
  g_assert_false (gtk_widget_get_visible (card));
  LIVE_WAIT (gtk_widget_get_visible (card));
  g_assert_nonnull (find_text (card, "As on Thursday 11 June?"));
  g_assert_nonnull (find_text (card, "24 Campagne at 7:00 · 90 Tradition at 6:30"));

  g_signal_emit_by_name (gtk_widget_get_ancestor (find_text (card, "Take Over"), GTK_TYPE_BUTTON),
                         "clicked");
  LIVE_WAIT (live_fixture_pending (&fixture->shop.live) == 2);
  body = live_fixture_action (&fixture->shop.live, 0, &name);
  g_assert_cmpstr (name, ==, "product.bake");
  g_assert_cmpstr (json_string_value (json_object_get (body, "day")), ==, "2026-06-18");
  LIVE_WAIT (!gtk_widget_get_visible (card));
  g_object_unref (card);
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

  add ("/stock/a-card-says-what-is-left-and-where", test_a_card_says_what_is_left_and_where);
  add ("/stock/a-day-that-is-closed-says-so", test_a_day_that_is_closed_says_so);
  add ("/stock/a-sale-is-shown-at-once-and-taken-back",
       test_a_sale_is_shown_at_once_and_taken_back);
  add ("/stock/a-digit-selects-the-product-that-is-sold",
       test_a_digit_selects_the_product_that_is_sold);
  add ("/stock/offline-an-empty-counter-asks-first", test_offline_an_empty_counter_asks_first);
  add ("/stock/sold-out-by-hand-is-reopened", test_sold_out_by_hand_is_reopened);
  add ("/stock/how-many-wait-for-it-is-on-its-card", test_how_many_wait_for_it_is_on_its_card);
  add ("/stock/a-batch-is-typed-on-large-keys", test_a_batch_is_typed_on_large_keys);
  add ("/stock/in-the-morning-last-week-is-taken-over",
       test_in_the_morning_last_week_is_taken_over);
  add ("/stock/what-was-not-touched-of-a-shop-is-not-sent",
       test_what_was_not_touched_of_a_shop_is_not_sent);
  add ("/stock/a-product-keeps-its-floor",
       test_a_product_keeps_its_floor);
  add ("/stock/a-day-is-closed-and-that-is-taken-back",
       test_a_day_is_closed_and_that_is_taken_back);
  add ("/stock/the-clock-of-a-shop-is-the-wall-s",
       test_the_clock_of_a_shop_is_the_wall_s);
  add ("/stock/a-product-keeps-what-it-has", test_a_product_keeps_what_it_has);

  return g_test_run ();
}
