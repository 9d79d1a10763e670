/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "live-fixture.h"
#include "parvis-member-window.h"
#include "parvis-team-page.h"
#include "parvis-words.h"

#include <adwaita.h>

/* The team as an administrator sees it. */

#define HELENE "22222222-0000-4000-8000-000000000001"
#define PAUL   "22222222-0000-4000-8000-000000000002"
#define NADIA  "22222222-0000-4000-8000-000000000003"
#define LUC    "22222222-0000-4000-8000-000000000004"

#define MEMBER(id, name, role, more) \
  { PARVIS_KIND_MEMBER, id, \
    "{\"id\":\"" id "\",\"name\":\"" name "\",\"roles\":[\"" role "\"]" more "}" }

typedef struct
{
  LiveFixture  live;
  GtkWidget   *window;
  GtkWidget   *page;
} Fixture;

/* Two administrators to rely on, and one for the summer. */
static const LiveEntity team[] = {
  MEMBER (HELENE, "Hélène Garnier", "mayor", ""),
  MEMBER (PAUL, "Paul Mercier", "mayor", ""),
  MEMBER (NADIA, "Nadia Roux", "counter", ",\"seen_at\":\"2026-06-17T08:00:00.000Z\""),
  MEMBER (LUC, "Luc Petit", "mayor", ",\"until\":\"2026-08-31T22:00:00.000Z\""),
  { NULL, NULL, NULL },
};

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  live_fixture_set_up (&fixture->live, data);
  fixture->live.more_rights = PARVIS_MAY_ADMINISTER;
  live_fixture_put_all (&fixture->live, team);
  live_fixture_reopen (&fixture->live);
  fixture->page = parvis_team_page_new (fixture->live.desk);
  fixture->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 700);
  adw_window_set_content (ADW_WINDOW (fixture->window), fixture->page);
  gtk_window_present (GTK_WINDOW (fixture->window));
  LIVE_WAIT (gtk_widget_get_width (fixture->page) > 0);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->page), (gpointer *) &fixture->page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  LIVE_WAIT (fixture->page == NULL);
  live_fixture_tear_down (&fixture->live, data);
}

typedef gboolean (*Wanted) (GtkWidget  *widget,
                            const char *text);

static GtkWidget *
find (GtkWidget  *widget,
      Wanted      wanted,
      const char *text)
{
  if (wanted (widget, text))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, wanted, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
is_row (GtkWidget  *widget,
        const char *title)
{
  return ADW_IS_ACTION_ROW (widget) &&
         strcmp (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0;
}

static gboolean
is_button (GtkWidget  *widget,
           const char *label)
{
  return GTK_IS_BUTTON (widget) &&
         g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0;
}

static gboolean
says (GtkWidget  *widget,
      const char *text)
{
  return GTK_IS_LABEL (widget) && strcmp (gtk_label_get_label (GTK_LABEL (widget)), text) == 0;
}

/* The window with that title that is open, or NULL. */
static GtkWidget *
find_window (const char *title)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);
      const char *heading = ADW_IS_MESSAGE_DIALOG (window)
        ? adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (window))
        : gtk_window_get_title (window);

      if (g_strcmp0 (heading, title) == 0)
        return GTK_WIDGET (window);
    }

  return NULL;
}

static GtkWidget *
open_member (Fixture    *fixture,
             const char *id,
             const char *name)
{
  parvis_member_window_present (fixture->page, fixture->live.desk, id);
  LIVE_WAIT (find_window (name) != NULL);

  return find_window (name);
}

static void
press (GtkWidget  *window,
       const char *label)
{
  GtkWidget *button = find (window, is_button, label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_get_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

static void
test_a_person_has_roles_and_when_they_were_here (Fixture       *fixture,
                                                 gconstpointer  data)
{
  GtkWidget *nadia = find (fixture->page, is_row, "Nadia Roux");
  GtkWidget *luc = find (fixture->page, is_row, "Luc Petit");

  g_assert_nonnull (find (nadia, says, "Front desk"));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (nadia)), ==, "here today");
  g_assert_nonnull (find (luc, says, "Town hall office"));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (luc)), ==,
                   "until Monday 31 August");
}

static void
test_two_administrators_stay_however_one_would_leave (Fixture       *fixture,
                                                      gconstpointer  data)
{
  GtkWidget *window = open_member (fixture, PAUL, "Paul Mercier");
  GtkWidget *row = find (window, is_row, "Town hall office");
  GtkWidget *check = adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row));
  GtkWidget *other = adw_action_row_get_activatable_widget (
    ADW_ACTION_ROW (find (window, is_row, "Front desk")));

  press (window, "Remove from the Team…");
  g_assert_null (find_window ("Remove Paul Mercier?"));
  gtk_window_destroy (GTK_WINDOW (find_window ("There Are Always Two Administrators")));

  /* With another role instead it is the same, and what was chosen stays to be looked at. */
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), FALSE);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (other), TRUE);
  press (window, "Save");
  gtk_window_destroy (GTK_WINDOW (find_window ("There Are Always Two Administrators")));
  g_assert_true (find_window ("Paul Mercier") == window);
  g_assert_cmpuint (live_fixture_pending (&fixture->live), ==, 0);

  /* Another role besides changes nothing of that. */
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  press (window, "Save");
  LIVE_WAIT (live_fixture_pending (&fixture->live) == 1);
  g_assert_null (find_window ("There Are Always Two Administrators"));
}

static void
test_whom_nobody_relies_on_may_be_removed (Fixture       *fixture,
                                           gconstpointer  data)
{
  GtkWidget *window = open_member (fixture, LUC, "Luc Petit");

  press (window, "Remove from the Team…");
  g_assert_null (find_window ("There Are Always Two Administrators"));
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (find_window ("Remove Luc Petit?")), "remove");
  LIVE_WAIT (live_fixture_pending (&fixture->live) == 1);
  LIVE_WAIT (find (fixture->page, is_row, "Luc Petit") == NULL);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (Fixture *, gconstpointer);
  } tests[] = {
    { "/team-page/a-person-has-roles-and-when-they-were-here",
      test_a_person_has_roles_and_when_they_were_here },
    { "/team-page/two-administrators-stay-however-one-would-leave",
      test_two_administrators_stay_however_one_would_leave },
    { "/team-page/whom-nobody-relies-on-may-be-removed",
      test_whom_nobody_relies_on_may_be_removed },
  };

  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);

  return g_test_run ();
}
