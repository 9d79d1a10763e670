/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-merchants-page"

#include "config.h"

#include "parvis-merchants-page.h"

#include "parvis-desk-do.h"
#include "parvis-icon-button.h"
#include "parvis-merchant-window.h"
#include "parvis-page.h"
#include "parvis-words.h"

#include <glib/gi18n.h>

#define MODULE "orders"

struct _ParvisMerchantsPage
{
  GtkBox      parent_instance;

  /* Owned */
  ParvisDesk *desk;

  /* Children */
  GtkWidget  *public_row;
  GtkSwitch  *public_switch;
  GtkLabel   *title;
  GtkListBox *list;
  GtkWidget  *empty;

  gboolean    reading;         /* the switch shows what is, and is not turned */
};

G_DEFINE_FINAL_TYPE (ParvisMerchantsPage, parvis_merchants_page, GTK_TYPE_BOX)

/* What was asked for last and is not answered yet, else what is. */
static gboolean
is_public (ParvisMerchantsPage *self)
{
  ParvisSession *session = parvis_desk_get_session (self->desk);
  g_autoptr(ParvisEntityRef) setup =
    parvis_session_dup_entity (session, PARVIS_KIND_SETUP, parvis_session_get_town (session));
  const json_t *modules = setup != NULL ? json_object_get (setup->body, "modules") : NULL;
  g_autoptr(GPtrArray) actions = parvis_session_list_actions (session);
  const json_t *word;
  gsize i;

  for (guint j = actions->len; j > 0; j--)
    {
      const ParvisAction *action = g_ptr_array_index (actions, j - 1);

      if (strcmp (action->name, "module.set") == 0 && strcmp (action->object, MODULE) == 0 &&
          !action->refused)
        return json_is_true (json_object_get (action->body, "published"));
    }

  json_array_foreach (modules, i, word)
    if (g_strcmp0 (json_string_value (word), MODULE) == 0)
      return TRUE;

  return FALSE;
}

/* The switch. */

static void
refresh_public (ParvisMerchantsPage *self)
{
  gboolean on = is_public (self);

  self->reading = TRUE;
  gtk_switch_set_active (self->public_switch, on);
  self->reading = FALSE;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->public_row),
                               on ? _("Public: residents see what is left, and reserve.")
                                  : _("In preparation: only your team and the shops see it."));
}

static void
publish (ParvisMerchantsPage *self,
         gboolean             on)
{
  ParvisDeskCommand command = {
    .name = "module.set",
    .object = MODULE,
    .body = json_pack ("{s:b, s:b}", "on", TRUE, "published", on),
    .what = on ? _("Reservations are public") : _("Reservations are not public any more"),
    .back = "module.set",
    .back_body = json_pack ("{s:b, s:b}", "on", TRUE, "published", !on),
  };

  parvis_desk_say (self->desk, command.what, parvis_desk_do (self->desk, &command));
}

static void
answered_cb (AdwMessageDialog *dialog,
             const char       *response,
             gpointer          user_data)
{
  ParvisMerchantsPage *self = PARVIS_MERCHANTS_PAGE (user_data);

  if (strcmp (response, "end") == 0)
    publish (self, FALSE);
  else
    refresh_public (self);
}

/* Ending what residents use asks first. */
static void
ask_to_end (ParvisMerchantsPage *self)
{
  GtkWidget *dialog =
    adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                            _("Take reservations away from residents?"),
                            _("Nobody can reserve any more. The shops keep the orders that they "
                              "have, and all figures stay."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "end",
                                    _("_Take Away"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "end",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
switched_cb (ParvisMerchantsPage *self)
{
  if (self->reading)
    return;

  if (gtk_switch_get_active (self->public_switch))
    publish (self, TRUE);
  else
    ask_to_end (self);
}

/* The shops. */

/* In which shops somebody works, or is invited to: read once for all rows. */
typedef struct
{
  GHashTable *members;
  GHashTable *invited;
} Staff;

/* Returns: (transfer full): the ids of shops */
static GHashTable *
list_staffed (ParvisMerchantsPage *self,
              const char          *kind)
{
  g_autoptr(GPtrArray) people = parvis_session_list_entities (parvis_desk_get_session (self->desk),
                                                              kind);
  GHashTable *shops = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < people->len; i++)
    {
      const ParvisEntityRef *person = g_ptr_array_index (people, i);
      const json_t *word;
      gsize j;

      json_array_foreach (json_object_get (person->body, "merchants"), j, word)
        if (json_is_string (word))
          g_hash_table_add (shops, g_strdup (json_string_value (word)));
    }

  return shops;
}

static GtkWidget *
build_row (const char *name,
           const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *label = g_strdup_printf ("%s, %s", name, subtitle);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             g_object_new (GTK_TYPE_IMAGE, "icon-name", "parvis-bread-symbolic",
                                           "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                           NULL));
  parvis_set_label (row, label);

  return row;
}

/* Returns: (transfer full): what there is to know at a glance */
static char *
tell_shop (ParvisMerchantsPage   *self,
           const Staff           *staff,
           const ParvisEntityRef *shop)
{
  ParvisSession *session = parvis_desk_get_session (self->desk);
  g_autofree char *today = parvis_merchant_dup_today (self->desk);
  g_autofree char *id = g_strdup_printf ("%s/%s", shop->id, today);
  g_autoptr(ParvisEntityRef) day = parvis_session_dup_entity (session, PARVIS_KIND_ORDERS_DAY, id);
  g_autofree char *counts = parvis_merchant_text_counts (day != NULL ? day->body : NULL);

  if (shop->waiting > 0)
    return g_strdup (_("change queued"));
  if (!g_hash_table_contains (staff->members, shop->id))
    return g_strdup (g_hash_table_contains (staff->invited, shop->id)
                       ? _("Its merchant is invited and has not come yet.")
                       : _("Nobody works here yet: invite its merchant."));
  if (*counts == '\0')
    return g_strdup (_("Nothing ordered today"));

  /* Translators: what was counted today: "6 placed, …". */
  return g_strdup_printf (_("Today: %s"), counts);
}

static void
add_shop (ParvisMerchantsPage   *self,
          const Staff           *staff,
          const ParvisEntityRef *shop)
{
  const char *name = json_string_value (json_object_get (shop->body, "name"));
  g_autofree char *subtitle = tell_shop (self, staff, shop);
  GtkWidget *row = build_row (name != NULL ? name : "", subtitle);

  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             g_object_new (GTK_TYPE_IMAGE, "icon-name", "go-next-symbolic",
                                           "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                           NULL));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (shop->id), g_free);
  gtk_list_box_append (self->list, row);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  const ParvisEntityRef *one = *(const ParvisEntityRef *const *) a;
  const ParvisEntityRef *other = *(const ParvisEntityRef *const *) b;
  const char *first = json_string_value (json_object_get (one->body, "name"));
  const char *second = json_string_value (json_object_get (other->body, "name"));

  return g_utf8_collate (first != NULL ? first : "", second != NULL ? second : "");
}

static guint
add_shops (ParvisMerchantsPage *self)
{
  g_autoptr(GPtrArray) shops = parvis_session_list_entities (parvis_desk_get_session (self->desk),
                                                             PARVIS_KIND_MERCHANT);
  g_autoptr(GHashTable) members = list_staffed (self, PARVIS_KIND_MEMBER);
  g_autoptr(GHashTable) invited = list_staffed (self, PARVIS_KIND_INVITATION);
  const Staff staff = { members, invited };
  guint n = 0;

  g_ptr_array_sort (shops, compare_names);
  for (guint i = 0; i < shops->len; i++)
    {
      const ParvisEntityRef *shop = g_ptr_array_index (shops, i);

      if (shop->body == NULL || json_is_true (json_object_get (shop->body, "gone")))
        continue;

      add_shop (self, &staff, shop);
      n++;
    }

  return n;
}

/* What was added here and is not at the service yet is no entity of the town's. */
static guint
add_waiting (ParvisMerchantsPage *self)
{
  ParvisSession *session = parvis_desk_get_session (self->desk);
  g_autoptr(GPtrArray) actions = parvis_session_list_actions (session);
  guint n = 0;

  for (guint i = 0; i < actions->len; i++)
    {
      const ParvisAction *action = g_ptr_array_index (actions, i);
      const char *name = json_string_value (json_object_get (action->body, "name"));
      const char *id = json_string_value (json_object_get (action->body, "id"));
      g_autoptr(ParvisEntityRef) known = NULL;

      if (strcmp (action->name, "shop.add") != 0 || action->refused || name == NULL || id == NULL)
        continue;

      known = parvis_session_dup_entity (session, PARVIS_KIND_MERCHANT, id);
      if (known != NULL && known->body != NULL)
        continue;

      gtk_list_box_append (self->list, build_row (name, _("change queued")));
      n++;
    }

  return n;
}

static void
refresh (ParvisMerchantsPage *self)
{
  g_autofree char *title = NULL;
  GtkListBoxRow *row;
  guint n;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  n = add_shops (self) + add_waiting (self);
  title = g_strdup_printf (_("Shops, %u"), n);
  gtk_label_set_label (self->title, title);
  parvis_set_label (GTK_WIDGET (self->list), title);
  gtk_widget_set_visible (GTK_WIDGET (self->title), n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->list), n > 0);
  gtk_widget_set_visible (self->empty, n == 0);
  refresh_public (self);
}

static gboolean
concerns (const char *kind)
{
  const char *kinds[] = { PARVIS_KIND_MERCHANT, PARVIS_KIND_ORDERS_DAY, PARVIS_KIND_SETUP,
                          PARVIS_KIND_MEMBER, PARVIS_KIND_INVITATION };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i], kind) == 0)
      return TRUE;

  return FALSE;
}

static void
changed_cb (ParvisSession *session,
            GPtrArray     *changes,
            gpointer       user_data)
{
  for (guint i = 0; i < changes->len; i++)
    if (concerns (((ParvisEntityRef *) g_ptr_array_index (changes, i))->kind))
      {
        refresh (PARVIS_MERCHANTS_PAGE (user_data));
        return;
      }
}

static void
activated_cb (ParvisMerchantsPage *self,
              GtkListBoxRow       *row)
{
  const char *id = g_object_get_data (G_OBJECT (row), "id");

  if (id != NULL)
    parvis_merchant_window_present (GTK_WIDGET (self), self->desk, id);
}

static void
add_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  parvis_merchant_window_present (widget, PARVIS_MERCHANTS_PAGE (widget)->desk, NULL);
}

/* The page. */

static GtkWidget *
build_header (ParvisMerchantsPage *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *add = gtk_button_new_with_label (_("Add…"));

  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header),
                                   adw_window_title_new (_("Shops"), NULL));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (add), "merchants.add");
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), add);
  parvis_page_equip_header (ADW_HEADER_BAR (header), self->desk);

  return header;
}

static GtkWidget *
build_public (ParvisMerchantsPage *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Bread on Hold"));
  self->public_row = adw_action_row_new ();
  self->public_switch = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->public_switch), GTK_ALIGN_CENTER);
  parvis_set_label (GTK_WIDGET (self->public_switch), _("Residents can reserve"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->public_row),
                                 _("Residents can reserve"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->public_row), GTK_WIDGET (self->public_switch));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->public_row),
                                         GTK_WIDGET (self->public_switch));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->public_row);
  g_signal_connect_swapped (self->public_switch, "notify::active", G_CALLBACK (switched_cb), self);

  return group;
}

static GtkWidget *
build_empty (void)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *add = gtk_button_new_with_label (_("Add a Shop…"));

  gtk_widget_set_halign (add, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (add, "pill");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (add), "merchants.add");
  gtk_widget_add_css_class (page, "compact");
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "parvis-bread-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("No shop yet"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page),
                                   _("One willing baker is enough. Add the shop, then invite its "
                                     "merchant: everything else is said there."));
  adw_status_page_set_child (ADW_STATUS_PAGE (page), add);

  return page;
}

static GtkWidget *
build_content (ParvisMerchantsPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();

  self->list = GTK_LIST_BOX (list);
  self->title = GTK_LABEL (g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "accessible-role",
                                         GTK_ACCESSIBLE_ROLE_HEADING, NULL));
  self->empty = build_empty ();
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  g_signal_connect_swapped (list, "row-activated", G_CALLBACK (activated_cb), self);
  gtk_widget_add_css_class (box, "order-detail");
  gtk_box_append (GTK_BOX (box), build_public (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), self->empty);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 720);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  gtk_widget_set_vexpand (scrolled, TRUE);

  return scrolled;
}

static void
parvis_merchants_page_finalize (GObject *object)
{
  g_clear_object (&PARVIS_MERCHANTS_PAGE (object)->desk);

  G_OBJECT_CLASS (parvis_merchants_page_parent_class)->finalize (object);
}

static void
parvis_merchants_page_class_init (ParvisMerchantsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = parvis_merchants_page_finalize;

  gtk_widget_class_install_action (widget_class, "merchants.add", NULL, add_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "merchants.add",
                                       NULL);
}

static void
parvis_merchants_page_init (ParvisMerchantsPage *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
}

GtkWidget *
parvis_merchants_page_new (ParvisDesk *desk)
{
  ParvisMerchantsPage *self;
  ParvisSession *session;

  g_return_val_if_fail (PARVIS_IS_DESK (desk), NULL);

  self = g_object_new (PARVIS_TYPE_MERCHANTS_PAGE, NULL);
  session = parvis_desk_get_session (desk);
  self->desk = g_object_ref (desk);
  gtk_box_append (GTK_BOX (self), build_header (self));
  gtk_box_append (GTK_BOX (self), parvis_page_outage_bar (desk));
  gtk_box_append (GTK_BOX (self), build_content (self));
  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (session, "ready", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "outbox-changed", G_CALLBACK (refresh), self,
                           G_CONNECT_SWAPPED);
  refresh (self);

  return GTK_WIDGET (self);
}
