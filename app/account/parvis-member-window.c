/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-member-window"

#include "config.h"

#include "parvis-member-window.h"

#include "parvis-decision.h"
#include "parvis-page.h"
#include "parvis-role-rows.h"
#include "parvis-role-table.h"
#include "parvis-words.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  ParvisDesk *desk;
  char       *id;
  char       *name;
  json_t     *before;           /* roles and end as they were */
  GtkWidget  *window;           /* borrowed: it owns this */
  GtkWidget  *rows;             /* borrowed */
  GtkWidget  *table;            /* borrowed */
  GtkWidget  *save;             /* borrowed */
} Member;

static void
member_free (gpointer data)
{
  Member *member = data;

  g_object_unref (member->desk);
  json_decref (member->before);
  g_free (member->id);
  g_free (member->name);
  g_free (member);
}

/* One with an end date is none to rely on. */
static gboolean
administers (const json_t *member)
{
  const char *mayor = parvis_role_to_string (PARVIS_ROLE_MAYOR);
  gboolean found = FALSE;
  const json_t *role;
  gsize i;

  json_array_foreach (json_object_get (member, "roles"), i, role)
    found = found || g_strcmp0 (json_string_value (role), mayor) == 0;

  return found && json_object_get (member, "until") == NULL;
}

/* Whether one administrator would be left of two. @after: (nullable): what the person would
 * be, if anything. The service refuses it too: here it is said before it is done.
 */
static gboolean
would_leave_one (Member       *member,
                 const json_t *after)
{
  g_autoptr(GPtrArray) team =
    parvis_session_list_entities (parvis_desk_get_session (member->desk), PARVIS_KIND_MEMBER);
  guint others = 0;

  if (!administers (member->before) || (after != NULL && administers (after)))
    return FALSE;

  for (guint i = 0; i < team->len; i++)
    {
      const ParvisEntityRef *entity = g_ptr_array_index (team, i);

      others += strcmp (entity->id, member->id) != 0 && administers (entity->body) &&
                !json_is_true (json_object_get (entity->body, "gone"));
    }

  return others < 2;
}

static void
tell_two (Member *member)
{
  GtkWidget *dialog;
  g_autofree char *body = NULL;

  body = g_strdup_printf (_("Give this role to somebody else first. Then %s can leave it."),
                          member->name);
  dialog = adw_message_dialog_new (GTK_WINDOW (member->window),
                                   _("There Are Always Two Administrators"), body);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
save_cb (Member *member)
{
  g_autofree char *sentence = g_strdup_printf (_("Roles of %s changed"), member->name);
  json_t *after = json_object ();

  parvis_role_rows_write (PARVIS_ROLE_ROWS (member->rows), after);
  if (would_leave_one (member, after))
    {
      json_decref (after);
      tell_two (member);
      return;
    }

  parvis_decision_change (member->desk, "member.roles", member->id, json_incref (member->before),
                          after, sentence);
  gtk_window_destroy (GTK_WINDOW (member->window));
}

static void
destroy_cb (gpointer user_data)
{
  g_autoptr(GtkWindow) window = GTK_WINDOW (user_data);

  gtk_window_destroy (window);
}

static void
removed_cb (AdwMessageDialog *dialog,
            const char       *response,
            gpointer          user_data)
{
  Member *member = g_object_get_data (G_OBJECT (user_data), "member");
  g_autofree char *sentence = NULL;
  g_autoptr(json_t) body = NULL;

  if (strcmp (response, "remove") != 0)
    return;

  body = json_object ();
  sentence = g_strdup_printf (_("%s removed from the team"), member->name);
  parvis_decision_submit (member->desk, "member.remove", member->id, body);
  parvis_desk_say (member->desk, sentence, 0);
  /* The dialog that answers stands over this window, and goes first. */
  g_idle_add_once (destroy_cb, g_object_ref (member->window));
}

static void
remove_cb (Member *member)
{
  g_autofree char *title = g_strdup_printf (_("Remove %s?"), member->name);
  GtkWidget *dialog;

  if (would_leave_one (member, NULL))
    {
      tell_two (member);
      return;
    }

  dialog = adw_message_dialog_new (GTK_WINDOW (member->window), title,
                                   _("Their access ends at once, and what their computers have of "
                                     "the town is erased. What they did stays in the town’s "
                                     "log."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "remove",
                                    _("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (removed_cb), member->window, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
changed_cb (Member *member)
{
  g_autoptr(json_t) now = json_object ();
  ParvisRoleRows *rows = PARVIS_ROLE_ROWS (member->rows);

  parvis_role_rows_write (rows, now);
  parvis_role_table_set (PARVIS_ROLE_TABLE (member->table), now);
  gtk_widget_set_sensitive (member->save, !parvis_role_rows_empty (rows) &&
                                          !json_equal (now, member->before));
}

static void
close_cb (GtkWidget *widget,
          gpointer   user_data)
{
  gtk_window_close (GTK_WINDOW (user_data));
}

static GtkWidget *
build_header (Member *member)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_label (_("Cancel"));

  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  member->save = gtk_button_new_with_label (_("Save"));
  gtk_widget_add_css_class (member->save, "suggested-action");
  gtk_widget_set_sensitive (member->save, FALSE);
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (close_cb), member->window, 0);
  g_signal_connect_swapped (member->save, "clicked", G_CALLBACK (save_cb), member);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), member->save);

  return header;
}

static GtkWidget *
build_page (Member *member)
{
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *roles = adw_preferences_group_new ();
  GtkWidget *gives = adw_preferences_group_new ();
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *button = gtk_button_new_with_label (_("Remove from the Team…"));

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (roles), member->rows);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (gives), member->table);
  gtk_widget_add_css_class (button, "destructive-action");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (remove_cb), member);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), button);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (roles));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (gives));
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  gtk_widget_set_vexpand (page, TRUE);

  return page;
}

static void
fill (Member       *member,
      const json_t *body)
{
  parvis_role_rows_set (PARVIS_ROLE_ROWS (member->rows), body);
  member->before = json_object ();
  parvis_role_rows_write (PARVIS_ROLE_ROWS (member->rows), member->before);
  parvis_role_table_set (PARVIS_ROLE_TABLE (member->table), member->before);
  g_signal_connect_swapped (member->rows, "changed", G_CALLBACK (changed_cb), member);
}

void
parvis_member_window_present (GtkWidget  *parent,
                              ParvisDesk *desk,
                              const char *id)
{
  g_autoptr(ParvisEntityRef) entity = NULL;
  GtkWidget *window;
  GtkWidget *box;
  Member *member;

  entity = parvis_session_dup_entity (parvis_desk_get_session (desk), PARVIS_KIND_MEMBER, id);
  if (entity == NULL || entity->body == NULL)
    return;

  window = adw_window_new ();
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  member = g_new0 (Member, 1);
  member->desk = g_object_ref (desk);
  member->id = g_strdup (id);
  member->name = g_strdup (json_string_value (json_object_get (entity->body, "name")));
  member->window = window;
  member->rows = parvis_role_rows_new (desk);
  member->table = parvis_role_table_new ();
  g_object_set_data_full (G_OBJECT (window), "member", member, member_free);
  gtk_box_append (GTK_BOX (box), build_header (member));
  gtk_box_append (GTK_BOX (box), build_page (member));
  fill (member, entity->body);

  adw_window_set_content (ADW_WINDOW (window), box);
  parvis_page_close_on_escape (GTK_WINDOW (window));
  gtk_window_set_title (GTK_WINDOW (window), member->name);
  gtk_window_set_default_size (GTK_WINDOW (window), 480, 600);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (gtk_widget_get_root (parent)));
  gtk_window_present (GTK_WINDOW (window));
}
