/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "french.h"
#include "live-fixture.h"
#include "parvis-chip.h"
#include "parvis-link-text.h"

#include <adwaita.h>

/* Of the sidebar, with its line. */
#define SIDEBAR 236

static GtkWidget *
find_details (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "fresh"))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_details (child);

  return found;
}

static ParvisLinkFacts
facts_of (ParvisLink link,
          guint      pending,
          gint64     age)
{
  return (ParvisLinkFacts) {
    .link = link, .pending = pending, .done = 1, .total = pending + 1, .refused = 2,
    .updated_at = LIVE_NOW - age, .offline_since = LIVE_NOW, .next_try = PARVIS_NO_TIME,
    .now = LIVE_NOW, .zone = parvis_time_zone_of_towns (),
  };
}

static int
get_height (GtkWidget  *chip,
            const char *text)
{
  int height;

  gtk_label_set_label (GTK_LABEL (find_details (chip)), text);
  gtk_widget_measure (chip, GTK_ORIENTATION_VERTICAL, SIDEBAR, NULL, &height, NULL, NULL);

  return height;
}

/* It also takes the room of no more. */
static int
count_lines (GtkWidget  *chip,
             const char *text)
{
  GtkWidget *details = find_details (chip);
  int height = get_height (chip, "0");

  g_assert_cmpint (get_height (chip, text), ==, height);
  gtk_widget_allocate (chip, SIDEBAR, height, -1, NULL);

  return pango_layout_get_line_count (gtk_label_get_layout (GTK_LABEL (details)));
}

/* As in the pictures of the design; with a busy afternoon's queue too. */
static void
test_the_second_line_is_one (LiveFixture   *live,
                             gconstpointer  data)
{
  static const gint64 ages[] = { 30 * PARVIS_SECOND, 3 * PARVIS_HOUR, PARVIS_DAY, 9 * PARVIS_DAY };
  GtkWidget *window = adw_window_new ();
  GtkWidget *chip = parvis_chip_new (live->desk, PARVIS_CHIP_TWO_LINES);
  int best;

  adw_window_set_content (ADW_WINDOW (window), chip);
  gtk_window_present (GTK_WINDOW (window));

  for (ParvisLink link = PARVIS_LINK_CONNECTING; link <= PARVIS_LINK_MISMATCH; link++)
    {
      for (guint age = 0; age < G_N_ELEMENTS (ages); age++)
        {
          for (guint french = 0; french <= 1; french++)
            {
              ParvisLinkFacts facts = facts_of (link, 12, ages[age]);
              g_autofree char *text = NULL;

              speak (french ? "fr" : "en");
              text = parvis_link_text_details (&facts);
              g_test_message ("%s", text);
              g_assert_cmpint (count_lines (chip, text), ==, 1);
            }
        }
    }

  /* What does not fit takes a second one, and widens nothing. */
  g_assert_cmpint (get_height (chip, "Horloge de cet ordinateur : 4 min d’avance"), >,
                   get_height (chip, "0"));
  gtk_widget_measure (chip, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &best, NULL, NULL);
  g_assert_cmpint (best, <=, SIDEBAR);
  gtk_window_destroy (GTK_WINDOW (window));
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
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  use_style ();

  g_test_add ("/chip/the-second-line-is-one", LiveFixture, NULL, live_fixture_set_up,
              test_the_second_line_is_one, live_fixture_tear_down);

  return g_test_run ();
}
