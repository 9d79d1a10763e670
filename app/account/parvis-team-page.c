/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-team-page"

#include "config.h"

#include "parvis-team-page.h"

#include "parvis-decision.h"
#include "parvis-icon-button.h"
#include "parvis-invite-window.h"
#include "parvis-member-window.h"
#include "parvis-page.h"
#include "parvis-team-text.h"
#include "parvis-words.h"

#include <glib/gi18n.h>

struct _ParvisTeamPage
{
  GtkBox      parent_instance;

  /* Owned */
  ParvisDesk *desk;

  /* Children */
  GtkStack   *stack;
  GtkWidget  *invite_button;
  GtkLabel   *status;
  GtkLabel   *members_title;
  GtkListBox *members;
  GtkLabel   *invited_title;
  GtkListBox *invited;
};

G_DEFINE_FINAL_TYPE (ParvisTeamPage, parvis_team_page, GTK_TYPE_BOX)

static const char *
get_text (const json_t *body,
          const char   *name)
{
  const char *text = json_string_value (json_object_get (body, name));

  return text != NULL ? text : "";
}

static GtkWidget *
build_chip (const json_t *role)
{
  g_autoptr(json_t) one = json_array ();
  g_autofree char *name = NULL;
  GtkWidget *label;

  json_array_append (one, (json_t *) role);
  name = parvis_team_roles (one);
  label = gtk_label_new (name);
  gtk_widget_add_css_class (label, "role-chip");
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);

  return label;
}

static GtkWidget *
build_row (const json_t *body,
           const char   *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *avatar = adw_avatar_new (36, get_text (body, "name"), TRUE);

  gtk_accessible_update_state (GTK_ACCESSIBLE (avatar), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), get_text (body, "name"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);

  return row;
}

/* The whole sentence for who listens: chips say nothing by themselves. */
static void
name_row (GtkWidget    *row,
          const json_t *body,
          const char   *subtitle)
{
  g_autofree char *roles = parvis_team_roles (json_object_get (body, "roles"));
  g_autofree char *name = g_strdup_printf ("%s, %s%s%s", get_text (body, "name"), roles,
                                           subtitle[0] != '\0' ? ", " : "", subtitle);

  parvis_set_label (row, name);
}

/* Those that say something, as one line. */
static char *
join (const char *one,
      const char *two,
      const char *three)
{
  const char *parts[] = { one, two, three };
  GString *line = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i][0] != '\0')
      g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", parts[i]);

  return g_string_free (line, FALSE);
}

static GtkWidget *
build_member (ParvisTeamPage        *self,
              const ParvisEntityRef *entity)
{
  gint64 now = parvis_session_now (parvis_desk_get_session (self->desk));
  g_autofree char *since = parvis_team_since (entity->body, now,
                                              parvis_desk_get_zone (self->desk));
  g_autofree char *places = parvis_team_places (entity->body, parvis_desk_get_session (self->desk));
  g_autofree char *subtitle = join (since, places,
                                    entity->waiting > 0 ? _("change queued") : "");
  GtkWidget *row = build_row (entity->body, subtitle);
  const json_t *role;
  gsize i;

  json_array_foreach (json_object_get (entity->body, "roles"), i, role)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), build_chip (role));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic",
                                           "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                           NULL));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (entity->id), g_free);
  name_row (row, entity->body, subtitle);

  return row;
}

static void
withdraw_cb (GtkButton      *button,
             ParvisTeamPage *self)
{
  const char *id = g_object_get_data (G_OBJECT (button), "id");
  const char *name = g_object_get_data (G_OBJECT (button), "name");
  g_autofree char *sentence = g_strdup_printf (_("Invitation of %s withdrawn"), name);
  g_autoptr(json_t) body = json_object ();

  parvis_decision_submit (self->desk, "invitation.revoke", id, body);
  parvis_desk_say (self->desk, sentence, 0);
}

static GtkWidget *
build_invited (ParvisTeamPage        *self,
               const ParvisEntityRef *entity)
{
  gint64 now = parvis_session_now (parvis_desk_get_session (self->desk));
  g_autofree char *left = parvis_team_pending (entity->body, now,
                                               parvis_desk_get_zone (self->desk));
  g_autofree char *places = parvis_team_places (entity->body, parvis_desk_get_session (self->desk));
  g_autofree char *pending = join (left, places, "");
  g_autofree char *label = g_strdup_printf (_("Withdraw the invitation of %s"),
                                            get_text (entity->body, "name"));
  GtkWidget *row = build_row (entity->body, pending);
  GtkWidget *button = gtk_button_new_with_label (_("Withdraw"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  parvis_set_label (button, label);
  g_object_set_data_full (G_OBJECT (button), "id", g_strdup (entity->id), g_free);
  g_object_set_data_full (G_OBJECT (button), "name", g_strdup (get_text (entity->body, "name")),
                          g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (withdraw_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  name_row (row, entity->body, pending);

  return row;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  const ParvisEntityRef *one = *(const ParvisEntityRef *const *) a;
  const ParvisEntityRef *other = *(const ParvisEntityRef *const *) b;

  return g_utf8_collate (get_text (one->body, "name"), get_text (other->body, "name"));
}

static void
clear (GtkListBox *list)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (list, 0)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
}

typedef GtkWidget *(*BuildFunc) (ParvisTeamPage        *self,
                                 const ParvisEntityRef *entity);

static guint
fill (ParvisTeamPage *self,
      GtkListBox     *list,
      const char     *kind,
      BuildFunc       build)
{
  ParvisSession *session = parvis_desk_get_session (self->desk);
  g_autoptr(GPtrArray) entities = parvis_session_list_entities (session, kind);
  guint n = 0;

  clear (list);
  g_ptr_array_sort (entities, compare_names);
  for (guint i = 0; i < entities->len; i++)
    {
      const ParvisEntityRef *entity = g_ptr_array_index (entities, i);

      /* On its way out: the service has not said so yet. */
      if (entity->body == NULL || json_is_true (json_object_get (entity->body, "gone")))
        continue;

      gtk_list_box_append (list, build (self, entity));
      n++;
    }

  return n;
}

static void
refresh (ParvisTeamPage *self)
{
  guint members = fill (self, self->members, PARVIS_KIND_MEMBER, build_member);
  guint invited = fill (self, self->invited, PARVIS_KIND_INVITATION, build_invited);
  g_autofree char *team = g_strdup_printf (_("Team, %u"), members);
  g_autofree char *waiting = g_strdup_printf (_("Invited, %u"), invited);

  gtk_label_set_label (self->members_title, team);
  gtk_label_set_label (self->invited_title, waiting);
  parvis_set_label (GTK_WIDGET (self->members), team);
  parvis_set_label (GTK_WIDGET (self->invited), waiting);
  gtk_widget_set_visible (GTK_WIDGET (self->invited_title), invited > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->invited), invited > 0);
  gtk_stack_set_visible_child_name (self->stack, members + invited > 0 ? "lists" : "empty");
}

static void
changed_cb (ParvisSession *session,
            GPtrArray     *changed,
            gpointer       user_data)
{
  for (guint i = 0; i < changed->len; i++)
    {
      const ParvisEntityRef *entity = g_ptr_array_index (changed, i);

      if (strcmp (entity->kind, PARVIS_KIND_MEMBER) == 0 ||
          strcmp (entity->kind, PARVIS_KIND_FACILITY) == 0 ||
          strcmp (entity->kind, PARVIS_KIND_INVITATION) == 0)
        {
          refresh (PARVIS_TEAM_PAGE (user_data));
          return;
        }
    }
}

static void
ready_cb (ParvisSession *session,
          gpointer       user_data)
{
  refresh (PARVIS_TEAM_PAGE (user_data));
}

static void
link_cb (ParvisSession *session,
         GParamSpec    *pspec,
         gpointer       user_data)
{
  ParvisTeamPage *self = PARVIS_TEAM_PAGE (user_data);
  gboolean up = parvis_link_is_up (parvis_session_get_link (session));

  gtk_widget_set_sensitive (self->invite_button, up);
  gtk_label_set_label (self->status, up ? "" : _("Inviting needs the network. Everything else is "
                                                 "kept and sent later."));
  gtk_widget_set_visible (GTK_WIDGET (self->status), !up);
}

static void
activated_cb (ParvisTeamPage *self,
              GtkListBoxRow  *row,
              GtkListBox     *list)
{
  parvis_member_window_present (GTK_WIDGET (self), self->desk,
                                g_object_get_data (G_OBJECT (row), "id"));
}

static void
invite_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  ParvisTeamPage *self = PARVIS_TEAM_PAGE (widget);

  if (gtk_widget_get_sensitive (self->invite_button))
    parvis_invite_window_present (widget, self->desk, NULL);
}

static void
parvis_team_page_finalize (GObject *object)
{
  g_clear_object (&PARVIS_TEAM_PAGE (object)->desk);

  G_OBJECT_CLASS (parvis_team_page_parent_class)->finalize (object);
}

static void
parvis_team_page_class_init (ParvisTeamPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = parvis_team_page_finalize;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/fr/parvis/Parvis/account/parvis-team-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ParvisTeamPage, invite_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisTeamPage, invited);
  gtk_widget_class_bind_template_child (widget_class, ParvisTeamPage, invited_title);
  gtk_widget_class_bind_template_child (widget_class, ParvisTeamPage, members);
  gtk_widget_class_bind_template_child (widget_class, ParvisTeamPage, members_title);
  gtk_widget_class_bind_template_child (widget_class, ParvisTeamPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ParvisTeamPage, status);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_install_action (widget_class, "team.invite", NULL, invite_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "team.invite",
                                       NULL);
}

static void
parvis_team_page_init (ParvisTeamPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
parvis_team_page_new (ParvisDesk *desk)
{
  ParvisTeamPage *self;
  ParvisSession *session;
  GtkWidget *header;

  g_return_val_if_fail (PARVIS_IS_DESK (desk), NULL);

  self = g_object_new (PARVIS_TYPE_TEAM_PAGE, NULL);
  session = parvis_desk_get_session (desk);
  self->desk = g_object_ref (desk);
  header = gtk_widget_get_first_child (GTK_WIDGET (self));
  parvis_page_equip_header (ADW_HEADER_BAR (header), desk);
  gtk_box_insert_child_after (GTK_BOX (self), parvis_page_outage_bar (desk), header);

  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (session, "ready", G_CALLBACK (ready_cb), self, 0);
  g_signal_connect_object (session, "notify::link", G_CALLBACK (link_cb), self, 0);
  link_cb (session, NULL, self);
  refresh (self);

  return GTK_WIDGET (self);
}
