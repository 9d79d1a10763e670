/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-preferences"

#include "config.h"

#include "parvis-preferences-pages.h"

#include "parvis-desk-do.h"
#include "parvis-preferences-rows.h"
#include "parvis-row-lock.h"
#include "parvis-words.h"

#include <glib/gi18n.h>

/* The front desk: what the town settles for all its clerks, and what each of them likes. */

typedef struct
{
  ParvisDesk *desk;      /* owned */
  GtkWidget  *row;
  GtkSwitch  *each;
  gboolean    may;       /* whether it is for this person to say */
} DeskPage;

static gboolean
wants_each (const DeskPage *page)
{
  ParvisSession *session = parvis_desk_get_session (page->desk);
  g_autoptr(ParvisEntityRef) setup =
    parvis_session_dup_entity (session, PARVIS_KIND_SETUP, parvis_session_get_town (session));

  return setup != NULL && json_is_true (json_object_get (setup->body, "check_each"));
}

static void
each_cb (DeskPage *page)
{
  ParvisSession *session = parvis_desk_get_session (page->desk);
  gboolean each = gtk_switch_get_active (page->each);
  gboolean before = wants_each (page);
  ParvisDeskCommand command = {
    .name = "town.settle", .object = parvis_session_get_town (session),
    .what = each ? _("Each point must be ticked") : _("Documents may be approved with one stroke"),
    .back = "town.settle",
  };

  if (each == before)
    return;

  command.body = json_pack ("{s:b}", "check_each", each);
  command.back_body = json_pack ("{s:b}", "check_each", before);
  parvis_desk_say (page->desk, command.what, parvis_desk_do (page->desk, &command));
}

static void
refresh (GtkWidget *group)
{
  DeskPage *page = g_object_get_data (G_OBJECT (group), "page");

  gtk_switch_set_active (page->each, wants_each (page));
  parvis_row_lock (page->row, page->may ? NULL : _("Set by the town"));
}

static void
changed_cb (GtkWidget     *group,
            GPtrArray     *changes,
            ParvisSession *session)
{
  refresh (group);
}

static void
free_page (gpointer data)
{
  DeskPage *page = data;

  g_object_unref (page->desk);
  g_free (page);
}

static GtkWidget *
build_town (ParvisDesk *desk)
{
  ParvisSession *session = parvis_desk_get_session (desk);
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *toggle = gtk_switch_new ();
  DeskPage *page = g_new0 (DeskPage, 1);

  page->desk = g_object_ref (desk);
  page->may = (parvis_session_get_rights (session) & PARVIS_MAY_ADMINISTER) != 0;
  page->each = GTK_SWITCH (toggle);
  page->row = adw_action_row_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("For the Whole Town"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (page->row), _("Each Point Must Be Ticked"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (page->row),
                               _("Before a picture is approved; V goes to the first that is left"));
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (page->row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (page->row), toggle);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), page->row);
  g_object_set_data_full (G_OBJECT (group), "page", page, free_page);
  refresh (group);
  g_signal_connect_swapped (toggle, "notify::active", G_CALLBACK (each_cb), page);
  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), group, G_CONNECT_SWAPPED);

  return group;
}

static GtkWidget *
build_own (AdwPreferencesWindow *preferences,
           GSettings            *settings)
{
  static const char *const keys[] = { "review-same-place", "dossiers-kept", NULL };
  static const int numbers[] = { 10, 30, 60 };
  const char *words[] = { _("10 files"), _("30 files"), _("60 files"), NULL };
  GtkWidget *group = parvis_settings_group_new (preferences, settings, _("Review"), keys);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             parvis_switch_row_new (settings, "review-same-place",
                                                    _("Zoom Kept for Each Kind"),
                                                    _("All proofs of address open where the last "
                                                      "one was left")));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             parvis_number_row_new (settings, "dossiers-kept",
                                                    _("Files Kept Without the Network"),
                                                    _("The next ones, in this computer’s memory "
                                                      "and not on its disk; that they are here is "
                                                      "in the town’s log"), numbers, words));

  return group;
}

void
parvis_preferences_add_front_desk (AdwPreferencesWindow *preferences,
                                   GSettings            *settings,
                                   ParvisWindow         *window)
{
  ParvisDesk *desk = parvis_window_get_desk (window);
  ParvisRights rights = parvis_session_get_rights (parvis_desk_get_session (desk));
  GtkWidget *page;

  if ((rights & (PARVIS_READS_CLERKS | PARVIS_MAY_ADMINISTER)) == 0 ||
      !parvis_window_has_module (window, "dossiers"))
    return;

  page = parvis_preferences_page_new (preferences, _("Front Desk"), "emblem-documents-symbolic");
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (build_town (desk)));
  if ((rights & PARVIS_READS_CLERKS) != 0)
    adw_preferences_page_add (ADW_PREFERENCES_PAGE (page),
                              ADW_PREFERENCES_GROUP (build_own (preferences, settings)));
}
