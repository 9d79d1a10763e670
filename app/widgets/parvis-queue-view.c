/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-queue-view"

#include "config.h"

#include "parvis-queue-view.h"

#include "parvis-error.h"
#include "parvis-format.h"
#include "parvis-icon-button.h"

#include <glib/gi18n.h>

/* A popover is no place for hundreds of rows; the title tells the whole count. */
#define MAX_ROWS 50

struct _ParvisQueueView
{
  GtkWidget   parent_instance;

  /* Children */
  GtkWidget  *box;
  GtkWidget  *title;
  GtkWidget  *comfort;
  GtkWidget  *scroller;
  GtkWidget  *list;
  GtkWidget  *next;

  /* Owned */
  ParvisDesk *desk;
};

G_DEFINE_FINAL_TYPE (ParvisQueueView, parvis_queue_view, GTK_TYPE_WIDGET)

/* The name of what an action is about, or NULL if it is not known any more. */
static char *
find_place (ParvisQueueView    *self,
            const ParvisAction *action)
{
  ParvisSession *session = parvis_desk_get_session (self->desk);
  g_autoptr(ParvisEntityRef) object = NULL;
  g_autoptr(ParvisEntityRef) facility = NULL;

  object = parvis_session_dup_entity (session, action->kind, action->object);
  if (object == NULL || object->body == NULL)
    return NULL;

  if (strcmp (action->kind, PARVIS_KIND_GAUGE) == 0)
    {
      const char *id = json_string_value (json_object_get (object->body, "facility"));

      if (id != NULL)
        facility = parvis_session_dup_entity (session, PARVIS_KIND_FACILITY, id);
      if (facility == NULL || facility->body == NULL)
        return NULL;
      return g_strdup (json_string_value (json_object_get (facility->body, "name")));
    }

  return g_strdup (json_string_value (json_object_get (object->body, "name")));
}

static ParvisAction *
action_of (GtkWidget *button)
{
  return g_object_get_data (G_OBJECT (button), "action");
}

static void
withdraw_cb (GtkWidget       *button,
             ParvisQueueView *self)
{
  ParvisSession *session = parvis_desk_get_session (self->desk);

  if (!parvis_session_withdraw (session, action_of (button)->key))
    parvis_desk_say (self->desk, _("This action has just been sent. Undo it where it was done."),
                     0);
}

static void
dismiss_cb (GtkWidget       *button,
            ParvisQueueView *self)
{
  parvis_session_dismiss (parvis_desk_get_session (self->desk), action_of (button)->key);
}

static void
submitted_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(ParvisDesk) desk = PARVIS_DESK (user_data);
  g_autoptr(GError) error = NULL;
  g_autofree char *key = parvis_session_submit_finish (PARVIS_SESSION (object), result, &error);

  if (key == NULL && !g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED))
    {
      g_warning ("An action could not be kept: %s", error->message);
      parvis_desk_say (desk, _("The action could not be saved on this computer"), 0);
    }
}

/* What was refused is put into the queue again as a new command; the old one
 * is forgotten only then, so that nothing is lost in between.
 */
static void
again_cb (GtkWidget       *button,
          ParvisQueueView *self)
{
  ParvisSession *session = parvis_desk_get_session (self->desk);
  g_autoptr(ParvisAction) action = parvis_action_ref (action_of (button));

  parvis_session_submit_async (session, action->name, action->object, action->body, NULL,
                               submitted_cb, g_object_ref (self->desk));
  parvis_session_dismiss (session, action->key);
}

static GtkWidget *
build_button (ParvisQueueView *self,
              GtkWidget       *button,
              ParvisAction    *action,
              GCallback        callback)
{
  g_object_set_data_full (G_OBJECT (button), "action", parvis_action_ref (action),
                          (GDestroyNotify) parvis_action_unref);
  g_signal_connect_object (button, "clicked", callback, self, 0);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");

  return button;
}

static GtkWidget *
build_label (const char *text,
             const char *css_class)
{
  return g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0f, "wrap", TRUE,
                       "css-classes", (const char *[]) { css_class, "tnum", NULL }, NULL);
}

static char *
describe_state (ParvisQueueView *self,
                ParvisAction    *action)
{
  g_autofree char *moment =
    parvis_format_moment (action->created_at,
                          parvis_session_now (parvis_desk_get_session (self->desk)),
                          parvis_desk_get_zone (self->desk));
  g_autofree char *refusal = parvis_action_refusal (action);

  if (action->refused && refusal != NULL)
    return g_strdup_printf ("%s · %s", moment, refusal);
  if (action->refused)
    return g_strdup_printf (_("%s · refused"), moment);
  if (action->sent)
    return g_strdup_printf (_("%s · being sent"), moment);

  return g_steal_pointer (&moment);
}

static void
add_buttons (ParvisQueueView *self,
             GtkWidget       *row,
             GtkWidget       *lines,
             ParvisAction    *action,
             const char      *text)
{
  GtkWidget *buttons;

  if (action->refused)
    {
      buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
      gtk_box_append (GTK_BOX (buttons),
                      build_button (self, gtk_button_new_with_label (_("Do It Again")), action,
                                    G_CALLBACK (again_cb)));
      gtk_box_append (GTK_BOX (buttons),
                      build_button (self, gtk_button_new_with_label (_("Drop")), action,
                                    G_CALLBACK (dismiss_cb)));
      gtk_box_append (GTK_BOX (lines), buttons);
      return;
    }

  if (!action->sent)
    {
      g_autofree char *name = g_strdup_printf (_("Undo: %s"), text);

      gtk_box_append (GTK_BOX (row),
                      build_button (self, parvis_icon_button ("edit-undo-symbolic", name, NULL),
                                    action, G_CALLBACK (withdraw_cb)));
    }
}

static GtkWidget *
build_row (ParvisQueueView *self,
           ParvisAction    *action)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *icon = gtk_image_new_from_icon_name (parvis_action_icon (action));
  g_autofree char *place = find_place (self, action);
  g_autofree char *text = parvis_action_text (action, place);
  g_autofree char *state = describe_state (self, action);
  g_autofree char *name = g_strdup_printf ("%s, %s", text, state);

  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (lines), build_label (text, "queue-what"));
  gtk_box_append (GTK_BOX (lines), build_label (state, "fresh"));
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), lines);
  add_buttons (self, box, lines, action, text);

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  parvis_set_label (row, name);

  return row;
}

static void
fill_list (ParvisQueueView *self,
           GPtrArray       *actions)
{
  GtkWidget *row;
  guint count = 0;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);

  for (int refused = 1; refused >= 0; refused--)
    for (guint i = 0; i < actions->len && count < MAX_ROWS; i++)
      {
        ParvisAction *action = actions->pdata[i];

        if (action->refused != refused)
          continue;

        gtk_list_box_append (GTK_LIST_BOX (self->list), build_row (self, action));
        count++;
      }
}

static void
refresh_next (ParvisQueueView *self)
{
  ParvisLinkFacts facts;
  g_autofree char *next = NULL;

  parvis_desk_read_link (self->desk, &facts);
  next = parvis_link_text_next (&facts);
  /* Not empty: GTK 4.8 would name it after its type to a screen reader. */
  gtk_label_set_label (GTK_LABEL (self->next), next[0] != '\0' ? next : "\u00a0");
}

static void
refresh (ParvisQueueView *self)
{
  ParvisSession *session = parvis_desk_get_session (self->desk);
  g_autoptr(GPtrArray) actions = parvis_session_list_actions (session);
  g_autofree char *title = NULL;
  guint refused = 0;

  for (guint i = 0; i < actions->len; i++)
    refused += ((ParvisAction *) actions->pdata[i])->refused ? 1 : 0;

  if (actions->len == 0)
    title = g_strdup (_("Nothing is waiting"));
  else if (actions->len == refused)
    title = g_strdup_printf (ngettext ("%u action refused", "%u actions refused", refused),
                             refused);
  else
    title = g_strdup_printf (ngettext ("%u action queued", "%u actions queued",
                                       actions->len - refused), actions->len - refused);

  gtk_label_set_label (GTK_LABEL (self->title), title);
  parvis_set_label (self->list, title);
  gtk_label_set_label (GTK_LABEL (self->comfort),
                       actions->len == 0
                       ? _("All that was done on this computer has reached the service.")
                       : _("They leave by themselves, in order, when the network is back. "
                           "Nothing is lost if you close Parvis."));
  gtk_widget_set_visible (self->scroller, actions->len > 0);
  fill_list (self, actions);
  refresh_next (self);
}

static void
outbox_cb (ParvisSession *session,
           gpointer       user_data)
{
  refresh (PARVIS_QUEUE_VIEW (user_data));
}

static void
link_cb (GObject    *session,
         GParamSpec *pspec,
         gpointer    user_data)
{
  refresh_next (PARVIS_QUEUE_VIEW (user_data));
}

static void
tick_cb (ParvisTicker *ticker,
         gpointer      user_data)
{
  refresh_next (PARVIS_QUEUE_VIEW (user_data));
}

static void
retry_cb (GtkWidget       *button,
          ParvisQueueView *self)
{
  parvis_session_retry (parvis_desk_get_session (self->desk));
}

static void
parvis_queue_view_dispose (GObject *object)
{
  ParvisQueueView *self = PARVIS_QUEUE_VIEW (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (parvis_queue_view_parent_class)->dispose (object);
}

static void
parvis_queue_view_class_init (ParvisQueueViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_queue_view_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
build_foot (ParvisQueueView *self)
{
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *retry = gtk_button_new_with_label (_("Try Again Now"));

  self->next = build_label ("", "fresh");
  gtk_widget_set_hexpand (self->next, TRUE);
  gtk_widget_add_css_class (retry, "suggested-action");
  gtk_widget_set_tooltip_text (retry, "Ctrl+Shift+R");
  g_signal_connect_object (retry, "clicked", G_CALLBACK (retry_cb), self, 0);

  gtk_widget_add_css_class (foot, "queue-foot");
  gtk_box_append (GTK_BOX (foot), self->next);
  gtk_box_append (GTK_BOX (foot), retry);
  gtk_box_append (GTK_BOX (self->box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (self->box), foot);
}

static void
parvis_queue_view_init (ParvisQueueView *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_size_request (self->box, 320, -1);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  self->title = build_label ("", "title-4");
  self->comfort = build_label ("", "fresh");
  gtk_label_set_max_width_chars (GTK_LABEL (self->comfort), 48);
  gtk_widget_add_css_class (head, "queue-head");
  gtk_box_append (GTK_BOX (head), self->title);
  gtk_box_append (GTK_BOX (head), self->comfort);
  gtk_box_append (GTK_BOX (self->box), head);

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  self->scroller = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "child", self->list,
                                 "hscrollbar-policy", GTK_POLICY_NEVER,
                                 "propagate-natural-height", TRUE,
                                 "max-content-height", 320, NULL);
  gtk_box_append (GTK_BOX (self->box), self->scroller);

  build_foot (self);
}

GtkWidget *
parvis_queue_view_new (ParvisDesk *desk)
{
  ParvisQueueView *self;
  ParvisSession *session;

  g_return_val_if_fail (PARVIS_IS_DESK (desk), NULL);

  session = parvis_desk_get_session (desk);
  self = g_object_new (PARVIS_TYPE_QUEUE_VIEW, NULL);
  self->desk = g_object_ref (desk);

  g_signal_connect_object (session, "outbox-changed", G_CALLBACK (outbox_cb), self, 0);
  g_signal_connect_object (session, "notify::link", G_CALLBACK (link_cb), self, 0);
  g_signal_connect_object (parvis_desk_get_ticker (desk), "tick", G_CALLBACK (tick_cb), self, 0);
  refresh (self);

  return GTK_WIDGET (self);
}
