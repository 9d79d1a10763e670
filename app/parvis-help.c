/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-help"

#include "config.h"

#include "parvis-help.h"

#include "parvis-icon-button.h"
#include "parvis-page.h"

#include <glib/gi18n.h>

typedef struct
{
  ParvisRights  needs;
  const char   *title;
  const char   *text;
} Topic;

static const Topic topics[] = {
  { 0, N_("What the figures say"),
    N_("A figure always comes with its age. “Live” was measured just now. “Late” means that the "
       "next measure is overdue. “Old” means that nobody should rely on it: it is shown with its "
       "hour, without a level, and no sum counts it. “Counted by hand” was seen by a person, and "
       "becomes old when nobody confirms it. Closed is not full, and no figure is not zero.") },
  { 0, N_("When the network is down"),
    N_("Go on as usual. What you do is written on this computer first and sent in its order when "
       "the network is back, even if Parvis or the computer was stopped meanwhile. The chip at the "
       "bottom of the sidebar says how many actions wait; Ctrl+J opens the list.") },
  { 0, N_("Taking something back"),
    N_("Ctrl+Z takes back what you did last, and Ctrl+Shift+Z does it again: the last fifty "
       "gestures of this window. Only what cannot be taken back asks first.") },
  { 0, N_("An action was refused"),
    N_("The chip says so. Open it: each refused action stands there with its reason. “Do It Again” "
       "leads to where it can be done otherwise, “Drop” gives it up. The screen shows what is "
       "true at the town hall meanwhile.") },
  { PARVIS_MAY_COUNT, N_("Counting by hand"),
    N_("In Counting, + and − count one person; with Shift, ten. Several counts within three "
       "seconds are one line of the day’s log. Two people may count the same place: both add up. "
       "When the figure has drifted, R asks what you see, and keeps the gap.") },
  { PARVIS_MAY_COUNT, N_("Closing a place for a while"),
    N_("The menu of a place on the map closes it with a reason and an end. Residents read the "
       "reason instead of a figure. It can be reopened at any moment.") },
  { 0, N_("A screen on the wall"),
    N_("F11 shows the map with larger figures and without the list. Space pins the selected place, "
       "so that it always stands there.") },
  { PARVIS_MAY_ADMINISTER, N_("A sensor is silent or wrong"),
    N_("Sensors and Sources lists first what needs a look, with the last messages as they came. "
       "Until it works again, count by hand or pause it: residents see that the figure is old, "
       "never a false one.") },
  { PARVIS_MAY_ADMINISTER, N_("Letting a colleague in"),
    N_("Team and Roles invites by letter or with a code that is good for half an hour. A role says "
       "what somebody sees and may do. Who is removed is signed out everywhere at once. There are "
       "always two administrators.") },
  { 0, N_("Several people at one computer"),
    N_("Preferences, Sharing, makes it a computer of several people. Each signs in once and "
       "chooses a PIN; from then on a face and the PIN are enough. Ctrl+Shift+L leaves the place "
       "to somebody else, and nobody sees what was open. Changing the person needs the network. "
       "Five wrong PINs, and a full sign-in is needed. “Sign Out” takes your face off the list.") },
  { PARVIS_MAY_ADMINISTER, N_("The next small step"),
    N_("“Prepare a Small Step…” in the main menu leads through one module at a time. Nothing is "
       "public before its last page, and switching it off again keeps the data.") },
  { PARVIS_MAY_SERVE, N_("Orders, from new to collected"),
    N_("Each order has one large button that says what comes next; Enter does the same. Type the "
       "code that the customer says, and the order is there. A wrong button is taken back with "
       "Ctrl+Z or Backspace: the customer is told only after twenty seconds.") },
  { PARVIS_MAY_SERVE, N_("Why nothing is sold twice"),
    N_("What is left of a product is in two purses. Residents reserve from the online one, the "
       "counter sells from the other, so both stay true while the network is down. With the "
       "network the counter borrows what nobody has reserved.") },
  { 0, N_("Whom to ask"),
    N_("The administrators of your town, whose names are in Team and Roles, give rights and "
       "codes. Who runs the service for your town can help with the rest: “About Parvis”, "
       "Troubleshooting, has what they will ask for.") },
};

static GtkWidget *
build_text (const Topic *topic)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label = gtk_label_new (_(topic->text));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  gtk_widget_set_margin_top (label, 12);
  gtk_widget_set_margin_bottom (label, 12);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  parvis_set_label (row, _(topic->text));

  return row;
}

static GtkWidget *
build_page (ParvisRights rights)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();

  for (guint i = 0; i < G_N_ELEMENTS (topics); i++)
    {
      GtkWidget *row;

      if ((rights & topics[i].needs) != topics[i].needs)
        continue;

      row = adw_expander_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(topics[i].title));
      adw_expander_row_add_row (ADW_EXPANDER_ROW (row), build_text (&topics[i]));
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  gtk_widget_set_vexpand (page, TRUE);

  return page;
}

void
parvis_help_show (GtkWindow    *parent,
                  ParvisRights  rights)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), build_page (rights));
  adw_window_set_content (ADW_WINDOW (window), box);
  parvis_page_close_on_escape (GTK_WINDOW (window));
  gtk_window_set_title (GTK_WINDOW (window), _("Help"));
  gtk_window_set_default_size (GTK_WINDOW (window), 560, 640);
  if (parent != NULL)
    gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_present (GTK_WINDOW (window));
}
