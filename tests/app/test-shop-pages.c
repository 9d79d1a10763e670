/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "french.h"
#include "parvis-bake-page.h"
#include "parvis-inbox-page.h"
#include "parvis-stock-page.h"
#include "parvis-window.h"
#include "shop-fixture.h"

#include <adwaita.h>

/* The pages of a shop in its window, in French, whose words are longer. */

#define NARROW 360

static GtkWidget *
find_widget (GtkWidget *widget,
             GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static GtkWidget *
show (GtkWidget *page)
{
  GtkWidget *window = adw_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), NARROW, 480);
  adw_window_set_content (ADW_WINDOW (window), page);
  gtk_window_present (GTK_WINDOW (window));
  LIVE_WAIT (gtk_widget_get_width (page) > 0);

  return window;
}

static void
leave (GtkWidget *window)
{
  GtkWidget *gone = window;

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &gone);
  gtk_window_destroy (GTK_WINDOW (window));
  LIVE_WAIT (gone == NULL);
}

static void
assert_fits (GtkWidget *page)
{
  GtkWidget *window = show (page);
  int least;

  gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (least, <=, NARROW);
  g_assert_cmpint (gtk_widget_get_width (page), <=, NARROW);
  leave (window);
}

/* The longest of each: an order that is overdue, and something to take back. */
static void
test_each_page_fits_the_narrowest_window (ShopFixture   *fixture,
                                          gconstpointer  data)
{
  GtkWidget *inbox;

  fixture->live.now += PARVIS_DAY / 4;
  parvis_desk_set_compact (fixture->live.desk, TRUE);
  parvis_shop_step (fixture->shop, parvis_shop_find_order (fixture->shop, SHOP_YANIS));
  inbox = parvis_inbox_page_new (fixture->shop, fixture->bell);
  parvis_inbox_page_select (PARVIS_INBOX_PAGE (inbox),
                            parvis_shop_find_order (fixture->shop, SHOP_LEFEVRE));
  assert_fits (inbox);
  assert_fits (parvis_stock_page_new (fixture->shop, fixture->bell));
  assert_fits (parvis_bake_page_new (fixture->shop, fixture->bell));
}

static guint
get_badge (GtkWidget *window)
{
  AdwViewStack *stack = ADW_VIEW_STACK (find_widget (window, ADW_TYPE_VIEW_STACK));
  GtkWidget *bin = adw_view_stack_get_child_by_name (stack, "orders");

  return adw_view_stack_page_get_badge_number (adw_view_stack_get_page (stack, bin));
}

/* The window has a shop of its own over the same session. */
static void
test_new_orders_are_counted_beside_the_name_of_their_page (ShopFixture   *fixture,
                                                           gconstpointer  data)
{
  GtkWidget *window;

  g_settings_set_string (fixture->settings, "page", "orders");
  window = GTK_WIDGET (parvis_window_new (NULL, fixture->live.session, fixture->settings));
  gtk_window_present (GTK_WINDOW (window));
  LIVE_WAIT (gtk_widget_get_mapped (window));
  g_assert_cmpuint (get_badge (window), ==, 2);

  parvis_shop_step (fixture->shop, parvis_shop_find_order (fixture->shop, SHOP_YANIS));
  LIVE_WAIT (get_badge (window) == 1);
  leave (window);
}

static void
test_the_sound_is_switched_on_each_page (ShopFixture   *fixture,
                                         gconstpointer  data)
{
  GtkWidget *page = parvis_stock_page_new (fixture->shop, fixture->bell);
  GtkWidget *window = show (page);
  GtkWidget *button = find_widget (page, ADW_TYPE_BUTTON_CONTENT);

  g_assert_true (parvis_bell_is_on (fixture->bell));
  g_signal_emit_by_name (gtk_widget_get_parent (button), "clicked");
  g_assert_false (parvis_bell_is_on (fixture->bell));
  g_assert_cmpstr (adw_button_content_get_icon_name (ADW_BUTTON_CONTENT (button)), ==,
                   "audio-volume-muted-symbolic");
  g_assert_cmpstr (adw_button_content_get_label (ADW_BUTTON_CONTENT (button)), ==, "Son coupé");
  leave (window);
}

static void
add (const char *path,
     void      (*test) (ShopFixture *, gconstpointer))
{
  g_test_add (path, ShopFixture, NULL, shop_fixture_set_up, test, shop_fixture_tear_down);
}

static void
use_style (void)
{
  g_autoptr(GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/fr/parvis/Parvis/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_test_init (&argc, &argv, NULL);
  speak ("fr");
  adw_init ();
  use_style ();

  add ("/shop-pages/each-page-fits-the-narrowest-window",
       test_each_page_fits_the_narrowest_window);
  add ("/shop-pages/new-orders-are-counted-beside-the-name-of-their-page",
       test_new_orders_are_counted_beside_the_name_of_their_page);
  add ("/shop-pages/the-sound-is-switched-on-each-page", test_the_sound_is_switched_on_each_page);

  return g_test_run ();
}
