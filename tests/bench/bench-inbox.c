/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The inbox of a shop that has a long past: how long it takes to open beside one that has
 * hardly any, and whether a frame is late while one scrolls through all of it.
 *
 *     bench-inbox     needs a display
 */

#include "config.h"

#include "shop-fixture.h"
#include "parvis-history.h"
#include "parvis-history-window.h"
#include "parvis-inbox-page.h"

#include <adwaita.h>

#define FEW 100
#define MANY 100000
#define ROUNDS 7
#define STEPS 200
#define STEP 240.0

static void
fill (ShopFixture *fixture,
      guint        count)
{
  g_autofree LiveEntity *past = g_new0 (LiveEntity, count + 1);
  g_autoptr(GStringChunk) texts = g_string_chunk_new (1 << 20);

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *id = g_strdup_printf ("00000000-0000-4000-8000-%012u", i);
      g_autofree char *body =
        g_strdup_printf ("{\"id\":\"%s\",\"merchant\":\"" SHOP_ID "\",\"day\":\"%04u-%02u-%02u\","
                         "\"state\":\"collected\",\"code\":\"K%02u\",\"name\":\"Mme Martin\","
                         "\"from\":1080,\"until\":1110,\"total\":390,"
                         "\"collected_at\":\"2026-01-01T16:10:00.000Z\",\"lines\":[{\"product\":"
                         "\"" SHOP_BAGUETTE "\",\"name\":\"Tradition\",\"quantity\":3,"
                         "\"price\":390}]}", id, 2000 + i % 26, 1 + i % 12, 1 + i % 28, i % 100);

      past[i] = (LiveEntity) { PARVIS_KIND_ORDER, g_string_chunk_insert (texts, id),
                               g_string_chunk_insert (texts, body) };
    }
  shop_fixture_put (fixture, past);
}

static void
painted_cb (GdkFrameClock *clock,
            gboolean      *painted)
{
  *painted = TRUE;
}

static void
wait_for_frame (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  gboolean painted = FALSE;
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (painted_cb), &painted);

  gtk_widget_queue_draw (window);
  LIVE_WAIT (painted);
  g_signal_handler_disconnect (clock, handler);
}

/* From a closed replica to the first frame with the orders of today, in µs. */
static gint64
time_opening (ShopFixture *fixture)
{
  const LiveEntity nothing[] = { { NULL, NULL, NULL } };
  gint64 before = g_get_monotonic_time ();
  GtkWidget *window;
  gint64 after;

  shop_fixture_put (fixture, nothing);
  window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 1044, 800);
  adw_window_set_content (ADW_WINDOW (window),
                          parvis_inbox_page_new (fixture->shop, fixture->bell));
  gtk_window_present (GTK_WINDOW (window));
  LIVE_WAIT (gtk_widget_get_mapped (window));
  wait_for_frame (window);
  after = g_get_monotonic_time ();
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;

  return after - before;
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  gint64 one = *(const gint64 *) a;
  gint64 other = *(const gint64 *) b;

  return one < other ? -1 : one > other;
}

static gint64
find_median (gint64 *times,
             guint   n)
{
  qsort (times, n, sizeof *times, compare_times);

  return times[n / 2];
}

static void
bench_opening (ShopFixture *few,
               ShopFixture *many)
{
  gint64 short_past[ROUNDS];
  gint64 long_past[ROUNDS];
  gint64 one;
  gint64 other;

  /* The first of each is what a cold cache costs. */
  time_opening (few);
  time_opening (many);
  for (guint i = 0; i < ROUNDS; i++)
    {
      short_past[i] = time_opening (few);
      long_past[i] = time_opening (many);
    }

  one = find_median (short_past, ROUNDS);
  other = find_median (long_past, ROUNDS);
  g_print ("opening: %d past orders %.1f ms, %d %.1f ms, ratio %.2f (at most 1.2)\n", FEW,
           (double) one / 1000, MANY, (double) other / 1000, (double) other / (double) one);
}

static GtkAdjustment *
find_adjustment (GtkWidget *widget)
{
  if (GTK_IS_LIST_VIEW (widget))
    return gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (widget));

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkAdjustment *found = find_adjustment (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
bench_scrolling (ShopFixture *many)
{
  GtkWidget *parent = adw_window_new ();
  GtkWidget *window;
  GtkAdjustment *adjustment;
  gint64 times[STEPS];
  gint64 median;

  gtk_window_present (GTK_WINDOW (parent));
  window = parvis_history_window_present (parent, many->shop);
  LIVE_WAIT (gtk_widget_get_mapped (window));
  adjustment = find_adjustment (window);
  LIVE_WAIT (gtk_adjustment_get_upper (adjustment) > 2000);

  for (guint i = 0; i < STEPS; i++)
    {
      gint64 before = g_get_monotonic_time ();

      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + STEP);
      wait_for_frame (window);
      times[i] = g_get_monotonic_time () - before;
    }

  median = find_median (times, STEPS);
  g_print ("scrolling: median frame %.2f ms, slowest %.2f ms, ratio %.2f (at most 2), %.0f px\n",
           (double) median / 1000, (double) times[STEPS - 1] / 1000,
           (double) times[STEPS - 1] / (double) median, gtk_adjustment_get_value (adjustment));
  gtk_window_destroy (GTK_WINDOW (window));
  gtk_window_destroy (GTK_WINDOW (parent));
}

int
main (int   argc,
      char *argv[])
{
  ShopFixture few = { 0 };
  ShopFixture many = { 0 };

  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  adw_init ();
  shop_fixture_set_up (&few, NULL);
  shop_fixture_set_up (&many, NULL);
  g_settings_set_boolean (few.settings, "order-sound", FALSE);
  g_settings_set_boolean (many.settings, "order-sound", FALSE);
  fill (&few, FEW);
  fill (&many, MANY);

  bench_opening (&few, &many);
  bench_scrolling (&many);

  shop_fixture_tear_down (&few, NULL);
  shop_fixture_tear_down (&many, NULL);

  return 0;
}
