/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The inbox of a shop that has a long past: how long it takes to open beside one that has
 * hardly any, whether a frame is late while one scrolls through all of it, and how many frames
 * pass from the event of a new order to the one that shows it; the first and the last also on a
 * day that has many orders of people with long names.
 *
 *     bench-inbox     needs a display
 */

#include "config.h"

#include "shop-fixture.h"
#include "sync-server.h"
#include "parvis-history.h"
#include "parvis-history-window.h"
#include "parvis-inbox-page.h"
#include "parvis-order-row.h"

#include <adwaita.h>
#include <time.h>

#define FEW 100
#define MANY 100000
#define ROUNDS 7
#define STEPS 200
#define STEP 240.0
#define ARRIVALS 31
#define CROWD 300

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

/* All of today, later than the order that arrives. */
static void
fill_today (ShopFixture *fixture,
            guint        count)
{
  g_autofree LiveEntity *today = g_new0 (LiveEntity, count + 1);
  g_autoptr(GStringChunk) texts = g_string_chunk_new (1 << 16);
  const char * const states[] = { "placed", "preparing", "ready" };

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *id = g_strdup_printf ("11111111-0000-4000-8000-%012u", i);
      g_autofree char *body =
        g_strdup_printf ("{\"id\":\"%s\",\"merchant\":\"" SHOP_ID "\",\"day\":\"2026-06-17\","
                         "\"state\":\"%s\",\"code\":\"%c%02u\",\"name\":\"Marie-Antoinette de la "
                         "Rochefoucauld-Montmorency, pour l’association des anciens %03u\","
                         "\"from\":%u,\"until\":1260,\"total\":260,\"confirmed\":true,"
                         "\"placed_at\":\"2026-06-17T14:58:00.000Z\",\"lines\":[{\"product\":\""
                         SHOP_BAGUETTE "\",\"name\":\"Tradition\",\"quantity\":2,"
                         "\"price\":130}]}", id, states[i % G_N_ELEMENTS (states)],
                         'A' + (int) i / 100, i % 100, i, 1200 + i % 30);

      today[i] = (LiveEntity) { PARVIS_KIND_ORDER, g_string_chunk_insert (texts, id),
                                g_string_chunk_insert (texts, body) };
    }
  shop_fixture_put (fixture, today);
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

static GtkWidget *
open_inbox (ShopFixture *fixture)
{
  GtkWidget *window = adw_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 1044, 800);
  adw_window_set_content (ADW_WINDOW (window),
                          parvis_inbox_page_new (fixture->shop, fixture->bell));
  gtk_window_present (GTK_WINDOW (window));
  LIVE_WAIT (gtk_widget_get_mapped (window));
  wait_for_frame (window);

  return window;
}

static void
close_inbox (GtkWidget *window)
{
  gtk_window_destroy (GTK_WINDOW (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
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
  window = open_inbox (fixture);
  after = g_get_monotonic_time ();
  close_inbox (window);

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
bench_opening (ShopFixture *plain,
               const char  *plain_name,
               ShopFixture *full,
               const char  *full_name,
               const char  *asked)
{
  gint64 plain_times[ROUNDS];
  gint64 full_times[ROUNDS];
  gint64 one;
  gint64 other;

  /* The first of each is what a cold cache costs. */
  time_opening (plain);
  time_opening (full);
  for (guint i = 0; i < ROUNDS; i++)
    {
      plain_times[i] = time_opening (plain);
      full_times[i] = time_opening (full);
    }

  one = find_median (plain_times, ROUNDS);
  other = find_median (full_times, ROUNDS);
  g_print ("opening: %s %.1f ms, %s %.1f ms, ratio %.2f%s\n", plain_name,
           (double) one / 1000, full_name, (double) other / 1000, (double) other / (double) one,
           asked);
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

/* Of this thread, in µs: what others do on the machine is not in it. */
static gint64
get_processor_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
bench_scrolling (ShopFixture *many)
{
  GtkWidget *parent = adw_window_new ();
  GtkWidget *window;
  GtkAdjustment *adjustment;
  gint64 times[STEPS];
  gint64 works[STEPS];
  gint64 median;
  gint64 work;

  gtk_window_present (GTK_WINDOW (parent));
  window = parvis_history_window_present (parent, many->shop);
  LIVE_WAIT (gtk_widget_get_mapped (window));
  adjustment = find_adjustment (window);
  LIVE_WAIT (gtk_adjustment_get_upper (adjustment) > 2000);

  for (guint i = 0; i < STEPS; i++)
    {
      gint64 before = g_get_monotonic_time ();
      gint64 worked = get_processor_time ();

      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + STEP);
      wait_for_frame (window);
      times[i] = g_get_monotonic_time () - before;
      works[i] = get_processor_time () - worked;
    }

  median = find_median (times, STEPS);
  work = find_median (works, STEPS);
  g_print ("scrolling: median frame %.2f ms, slowest %.2f ms, ratio %.2f (at most 2), %.0f px\n",
           (double) median / 1000, (double) times[STEPS - 1] / 1000,
           (double) times[STEPS - 1] / (double) median, gtk_adjustment_get_value (adjustment));
  g_print ("           of which the window's thread worked %.2f ms, at most %.2f ms\n",
           (double) work / 1000, (double) works[STEPS - 1] / 1000);
  gtk_window_destroy (GTK_WINDOW (window));
  gtk_window_destroy (GTK_WINDOW (parent));
}

/* --- a new order --- */

typedef struct
{
  GtkWidget  *window;
  const char *id;
  gint64      shown_at;
  gint64      worked;       /* of this thread by then */
} Arrival;

/* The row of the order, where the window shows it. */
static gboolean
is_shown (GtkWidget  *widget,
          GtkWidget  *window,
          const char *id)
{
  graphene_rect_t bounds;

  if (PARVIS_IS_ORDER_ROW (widget))
    {
      ParvisOrder *order = parvis_order_row_get_order (PARVIS_ORDER_ROW (widget));

      return strcmp (parvis_order_get_facts (order)->id, id) == 0 &&
             gtk_widget_get_mapped (widget) && gtk_widget_get_height (widget) > 0 &&
             gtk_widget_compute_bounds (widget, window, &bounds) &&
             bounds.origin.y + bounds.size.height <= (float) gtk_widget_get_height (window);
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (is_shown (child, window, id))
        return TRUE;
    }

  return FALSE;
}

static void
arrived_cb (GdkFrameClock *clock,
            Arrival       *arrival)
{
  if (arrival->shown_at != 0 || !is_shown (arrival->window, arrival->window, arrival->id))
    return;

  arrival->shown_at = g_get_monotonic_time ();
  arrival->worked = get_processor_time ();
}

static void
send_order (SyncServer *server,
            const char *id,
            const char *state)
{
  g_autofree char *body =
    g_strdup_printf ("{\"id\":\"%s\",\"merchant\":\"" SHOP_ID "\",\"day\":\"2026-06-17\","
                     "\"state\":\"%s\",\"code\":\"P36\",\"name\":\"Mme Petit\",\"from\":1080,"
                     "\"until\":1110,\"total\":260,\"placed_at\":\"2026-06-17T14:58:00.000Z\","
                     "\"confirmed\":true,\"lines\":[{\"product\":\"" SHOP_BAGUETTE "\","
                     "\"name\":\"Tradition\",\"quantity\":2,\"price\":130}]}", id, state);

  sync_server_send (server, PARVIS_KIND_ORDER, id, body);
}

/* From the event in the stream to the end of the frame that has the row, in µs. */
static gint64
time_arrival (ShopFixture *fixture,
              SyncServer  *server,
              GtkWidget   *window,
              guint        turn,
              gint64      *work)
{
  g_autofree char *id = g_strdup_printf ("77777777-0000-4000-8000-%012u", turn);
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  Arrival arrival = { .window = window, .id = id };
  gulong handler = g_signal_connect (clock, "after-paint", G_CALLBACK (arrived_cb), &arrival);
  gint64 before = g_get_monotonic_time ();
  gint64 worked = get_processor_time ();

  send_order (server, id, "placed");
  LIVE_WAIT (arrival.shown_at != 0);
  g_signal_handler_disconnect (clock, handler);

  /* Away with it, so that the next one is on the screen too; and seen to be away, or the
   * next one would have to wait for the frame that this one goes with.
   */
  send_order (server, id, "collected");
  LIVE_WAIT (!is_shown (window, window, id));
  wait_for_frame (window);
  while (g_main_context_iteration (NULL, FALSE))
    ;

  *work = arrival.worked - worked;

  return arrival.shown_at - before;
}

static void
bench_arrival (guint crowd)
{
  const LiveEntity nothing[] = { { NULL, NULL, NULL } };
  ShopFixture fixture = { 0 };
  SyncServer *server = sync_server_new ();
  gint64 times[ARRIVALS];
  gint64 works[ARRIVALS];
  gint64 interval;
  GtkWidget *window;
  gint64 median;
  gint64 work;

  shop_fixture_set_up (&fixture, NULL);
  g_settings_set_boolean (fixture.settings, "order-sound", FALSE);
  if (crowd > 0)
    fill_today (&fixture, crowd);
  server->seq = 1000;       /* beyond what the replica has already */
  fixture.live.base_uri = server->uri;
  shop_fixture_put (&fixture, nothing);
  LIVE_WAIT (server->streams->len > 0);
  window = open_inbox (&fixture);
  gdk_frame_clock_get_refresh_info (gtk_widget_get_frame_clock (window), 0, &interval, NULL);

  time_arrival (&fixture, server, window, ARRIVALS, &work);
  for (guint i = 0; i < ARRIVALS; i++)
    times[i] = time_arrival (&fixture, server, window, i, &works[i]);

  median = find_median (times, ARRIVALS);
  work = find_median (works, ARRIVALS);
  g_print ("a new order beside %u more: on screen %.1f ms after its event, slowest %.1f ms; "
           "frames of %.1f ms: %.2f, slowest %.2f (at most 2)\n", crowd, (double) median / 1000,
           (double) times[ARRIVALS - 1] / 1000, (double) interval / 1000,
           (double) median / (double) interval,
           (double) times[ARRIVALS - 1] / (double) interval);
  g_print ("             of which the window's thread worked %.2f ms, at most %.2f ms\n",
           (double) work / 1000, (double) works[ARRIVALS - 1] / 1000);

  close_inbox (window);
  shop_fixture_tear_down (&fixture, NULL);
  sync_server_free (server);
}

/* As the application has it: AdwApplication reads it there. */
static void
load_style (void)
{
  GtkCssProvider *provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/fr/parvis/Parvis/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    "/fr/parvis/Parvis/icons");
  g_object_unref (provider);
}

int
main (int   argc,
      char *argv[])
{
  ShopFixture few = { 0 };
  ShopFixture many = { 0 };
  ShopFixture crowded = { 0 };

  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  adw_init ();
  load_style ();
  shop_fixture_set_up (&few, NULL);
  shop_fixture_set_up (&many, NULL);
  g_settings_set_boolean (few.settings, "order-sound", FALSE);
  shop_fixture_set_up (&crowded, NULL);
  g_settings_set_boolean (many.settings, "order-sound", FALSE);
  g_settings_set_boolean (crowded.settings, "order-sound", FALSE);
  fill (&few, FEW);
  fill (&many, MANY);
  fill_today (&crowded, CROWD);

  bench_opening (&few, "100 past orders", &many, "100,000", " (at most 1.2)");
  bench_opening (&few, "6 orders of today", &crowded, "300 more", "");
  bench_scrolling (&many);
  bench_arrival (0);
  bench_arrival (CROWD);

  shop_fixture_tear_down (&few, NULL);
  shop_fixture_tear_down (&many, NULL);
  shop_fixture_tear_down (&crowded, NULL);

  return 0;
}
