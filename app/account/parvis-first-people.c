/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-first-people"

#include "config.h"

#include "parvis-first-people.h"

#include "parvis-first-fields.h"
#include "parvis-icon-button.h"
#include "parvis-invite-window.h"
#include "parvis-poster.h"
#include "parvis-team-text.h"
#include "parvis-words.h"

#include <glib/gi18n.h>

struct _ParvisFirstPeople
{
  GtkBox       parent_instance;

  ParvisFirst *first;          /* owned */

  GtkListBox  *list;
  GtkWidget   *invite_button;
  GtkWidget   *publish_row;
  GtkSwitch   *publish_switch;
  gboolean     reading;
};

G_DEFINE_FINAL_TYPE (ParvisFirstPeople, parvis_first_people, GTK_TYPE_BOX)

static void
add_person (ParvisFirstPeople *self,
            const json_t      *body,
            const char        *how)
{
  const char *name = json_string_value (json_object_get (body, "name"));
  g_autofree char *roles = parvis_team_roles (json_object_get (body, "roles"));
  g_autofree char *subtitle = how[0] != '\0' ? g_strdup_printf ("%s · %s", roles, how)
                                             : g_strdup (roles);
  g_autofree char *label = g_strdup_printf ("%s, %s", name != NULL ? name : "", subtitle);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *avatar = adw_avatar_new (32, name, TRUE);

  gtk_accessible_update_state (GTK_ACCESSIBLE (avatar), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name != NULL ? name : "");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  parvis_set_label (row, label);
  gtk_list_box_append (self->list, row);
}

static void
refresh_people (ParvisFirstPeople *self)
{
  ParvisSession *session = parvis_first_get_session (self->first);
  GTimeZone *zone = parvis_desk_get_zone (parvis_first_get_desk (self->first));
  g_autoptr(GPtrArray) members = parvis_session_list_entities (session, PARVIS_KIND_MEMBER);
  g_autoptr(GPtrArray) invited = parvis_session_list_entities (session, PARVIS_KIND_INVITATION);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));

  for (guint i = 0; i < members->len; i++)
    add_person (self, ((ParvisEntityRef *) g_ptr_array_index (members, i))->body, "");
  for (guint i = 0; i < invited->len; i++)
    {
      const ParvisEntityRef *entity = g_ptr_array_index (invited, i);
      g_autofree char *how = parvis_team_pending (entity->body, parvis_session_now (session),
                                                  zone);

      add_person (self, entity->body, how);
    }
}

/* What the network decides. */
static void
refresh_link (ParvisFirstPeople *self)
{
  ParvisSession *session = parvis_first_get_session (self->first);
  gboolean up = parvis_link_is_up (parvis_session_get_link (session));

  gtk_widget_set_sensitive (self->invite_button, up);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->publish_row),
                               !gtk_switch_get_active (self->publish_switch)
                                 ? _("Off: only your team sees it.")
                                 : up ? _("As soon as you finish.")
                                      : _("Will be published when the network is back."));
}

static void
changed_cb (ParvisSession     *session,
            GPtrArray         *changes,
            ParvisFirstPeople *self)
{
  for (guint i = 0; i < changes->len; i++)
    {
      const char *kind = ((ParvisEntityRef *) g_ptr_array_index (changes, i))->kind;

      if (strcmp (kind, PARVIS_KIND_MEMBER) == 0 || strcmp (kind, PARVIS_KIND_INVITATION) == 0)
        {
          refresh_people (self);
          return;
        }
    }
}

static void
publish_cb (ParvisFirstPeople *self)
{
  refresh_link (self);
  if (self->reading)
    return;

  json_object_set_new (parvis_first_get_draft (self->first), "publish",
                       json_boolean (gtk_switch_get_active (self->publish_switch)));
  parvis_first_keep (self->first);
}

static void
invite_cb (ParvisFirstPeople *self)
{
  parvis_invite_window_present (GTK_WIDGET (self), parvis_first_get_desk (self->first),
                                NULL);
}

static void
poster_cb (ParvisFirstPeople *self)
{
  parvis_poster_print_first (self->first, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
}

void
parvis_first_people_read (ParvisFirstPeople *self)
{
  self->reading = TRUE;
  gtk_switch_set_active (self->publish_switch,
                         json_is_true (json_object_get (parvis_first_get_draft (self->first),
                                                        "publish")));
  self->reading = FALSE;
  refresh_people (self);
  refresh_link (self);
}

static GtkWidget *
build_publishing (ParvisFirstPeople *self)
{
  GtkWidget *group = parvis_first_group_new (_("Residents"));
  GtkWidget *poster = adw_action_row_new ();
  GtkWidget *print = parvis_icon_button ("document-print-symbolic", _("Print the Poster…"),
                                         _("Print the Poster…"));

  self->publish_row = adw_action_row_new ();
  self->publish_switch = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->publish_switch), GTK_ALIGN_CENTER);
  parvis_set_label (GTK_WIDGET (self->publish_switch), _("Publish for the Residents"));
  g_signal_connect_swapped (self->publish_switch, "notify::active", G_CALLBACK (publish_cb), self);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->publish_row),
                                 _("Publish for the Residents"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->publish_row),
                             GTK_WIDGET (self->publish_switch));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->publish_row),
                                         GTK_WIDGET (self->publish_switch));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->publish_row);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (poster), _("Poster"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (poster),
                               _("A sheet for the door, with a code for telephones."));
  gtk_widget_set_valign (print, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (print, "flat");
  g_signal_connect_swapped (print, "clicked", G_CALLBACK (poster_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (poster), print);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), poster);

  return group;
}

static void
build (ParvisFirstPeople *self)
{
  GtkWidget *page = parvis_first_page_new (_("Who uses it?"),
                                           _("One person is enough to begin with. A code is "
                                             "enough, too: no password, no e-mail."));
  GtkWidget *list = gtk_list_box_new ();

  self->list = GTK_LIST_BOX (list);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  parvis_set_label (list, _("Who uses it"));
  gtk_box_append (GTK_BOX (page), list);
  self->invite_button = gtk_button_new_with_label (_("Invite…"));
  gtk_widget_set_halign (self->invite_button, GTK_ALIGN_START);
  g_signal_connect_swapped (self->invite_button, "clicked", G_CALLBACK (invite_cb), self);
  gtk_box_append (GTK_BOX (page), self->invite_button);
  gtk_box_append (GTK_BOX (page), build_publishing (self));
  gtk_box_append (GTK_BOX (self), page);
}

static void
parvis_first_people_dispose (GObject *object)
{
  g_clear_object (&PARVIS_FIRST_PEOPLE (object)->first);

  G_OBJECT_CLASS (parvis_first_people_parent_class)->dispose (object);
}

static void
parvis_first_people_class_init (ParvisFirstPeopleClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_first_people_dispose;
}

static void
parvis_first_people_init (ParvisFirstPeople *self)
{
}

GtkWidget *
parvis_first_people_new (ParvisFirst *first)
{
  ParvisFirstPeople *self = g_object_new (PARVIS_TYPE_FIRST_PEOPLE, NULL);
  ParvisSession *session = parvis_first_get_session (first);

  self->first = g_object_ref (first);
  build (self);
  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (session, "notify::link", G_CALLBACK (refresh_link), self,
                           G_CONNECT_SWAPPED);
  parvis_first_people_read (self);

  return GTK_WIDGET (self);
}
