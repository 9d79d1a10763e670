/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-merchant-window"

#include "config.h"

#include "parvis-merchant-window.h"

#include "parvis-desk-do.h"
#include "parvis-format.h"
#include "parvis-icon-button.h"
#include "parvis-order-text.h"
#include "parvis-page.h"
#include "parvis-words.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_DAYS 14
#define WIDTH    480

static const struct
{
  const char *word;
  const char *title;
} kinds[] = {
  { "bakery", N_("Bakery") },
  { "pastry", N_("Pastry Shop") },
  { "greengrocer", N_("Greengrocer") },
  { "butcher", N_("Butcher") },
  { "cheese", N_("Cheese Shop") },
  { "other", N_("Other Shop") },
};

/* Whose choice it is how orders are confirmed, and which. */
static const struct
{
  const char *by;
  const char *confirm;     /* NULL: what the shop chose */
  const char *title;
} confirmations[] = {
  { "shop", NULL, N_("The shop decides") },
  { "town", "auto", N_("At once, set by the town") },
  { "town", "manual", N_("By the shop each time, set by the town") },
};

static const char *const counts[] = {
  "placed", "collected", "cancelled", "declined", "no_show", "released", "sold", "lost",
};

typedef struct
{
  GtkWidget          *window;
  GtkWidget          *name_row;
  GtkWidget          *kind_row;
  GtkWidget          *address_row;
  GtkWidget          *confirm_row;
  GtkWidget          *phone_row;
  GtkWidget          *people;       /* AdwPreferencesGroup */
  GtkWidget          *days;
  GPtrArray          *rows;         /* of both groups, borrowed */
  GtkWidget          *invite;

  ParvisDesk         *desk;
  char               *id;           /* (nullable): of a shop that is there */
  json_t             *before;       /* what the service knows of it */
} Dialog;

static void
free_dialog (gpointer data)
{
  Dialog *dialog = data;

  g_ptr_array_unref (dialog->rows);
  g_object_unref (dialog->desk);
  g_free (dialog->id);
  json_decref (dialog->before);
  g_free (dialog);
}

/* What is counted. */

static void
add_count (GString *text,
           char    *words)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", words);
  g_free (words);
}

char *
parvis_merchant_text_counts (const json_t *body)
{
  guint n[G_N_ELEMENTS (counts)];
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    n[i] = (guint) json_integer_value (json_object_get (body, counts[i]));

  if (n[0] > 0)
    add_count (text, g_strdup_printf (ngettext ("%u placed", "%u placed", n[0]), n[0]));
  if (n[1] > 0)
    add_count (text, g_strdup_printf (ngettext ("%u collected", "%u collected", n[1]), n[1]));
  if (n[2] > 0)
    add_count (text, g_strdup_printf (ngettext ("%u cancelled", "%u cancelled", n[2]), n[2]));
  if (n[3] > 0)
    add_count (text, g_strdup_printf (ngettext ("%u declined", "%u declined", n[3]), n[3]));
  if (n[4] > 0)
    add_count (text, g_strdup_printf (ngettext ("%u not collected", "%u not collected", n[4]),
                                      n[4]));
  if (n[5] > 0)
    add_count (text, g_strdup_printf (ngettext ("%u put back on sale", "%u put back on sale",
                                                n[5]), n[5]));
  if (n[6] > 0)
    add_count (text, g_strdup_printf (ngettext ("%u sold at the counter",
                                                "%u sold at the counter", n[6]), n[6]));
  if (n[7] > 0)
    add_count (text, g_strdup_printf (ngettext ("%u lost", "%u lost", n[7]), n[7]));

  return g_string_free (text, FALSE);
}

char *
parvis_merchant_dup_today (ParvisDesk *desk)
{
  gint64 now = parvis_session_now (parvis_desk_get_session (desk));

  return g_strdup (parvis_time_local_day (now, parvis_desk_get_zone (desk))->name);
}

static void
add_row (Dialog     *dialog,
         GtkWidget  *group,
         const char *title,
         const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *label = g_strdup_printf ("%s, %s", title, subtitle);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  parvis_set_label (row, label);
  g_object_set_data (G_OBJECT (row), "group", group);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  g_ptr_array_add (dialog->rows, row);
}

static int
compare_days (gconstpointer a,
              gconstpointer b)
{
  const ParvisEntityRef *one = *(const ParvisEntityRef *const *) a;
  const ParvisEntityRef *other = *(const ParvisEntityRef *const *) b;

  return g_strcmp0 (json_string_value (json_object_get (other->body, "day")),
                    json_string_value (json_object_get (one->body, "day")));
}

static void
add_days (Dialog *dialog)
{
  g_autoptr(GPtrArray) days = parvis_session_list_entities (parvis_desk_get_session (dialog->desk),
                                                            PARVIS_KIND_ORDERS_DAY);
  g_autofree char *today = parvis_merchant_dup_today (dialog->desk);
  guint n = 0;

  g_ptr_array_sort (days, compare_days);
  for (guint i = 0; i < days->len && n < MAX_DAYS; i++)
    {
      const json_t *body = ((ParvisEntityRef *) g_ptr_array_index (days, i))->body;
      const char *shop = json_string_value (json_object_get (body, "merchant"));
      const char *day = json_string_value (json_object_get (body, "day"));
      g_autofree char *text = parvis_merchant_text_counts (body);
      g_autofree char *name = NULL;

      if (g_strcmp0 (shop, dialog->id) != 0 || *text == '\0')
        continue;

      name = parvis_order_text_day (day, today);
      add_row (dialog, dialog->days, name != NULL ? name : _("Today"), text);
      n++;
    }
  if (n == 0)
    add_row (dialog, dialog->days, _("Today"), _("Nothing ordered yet"));
}

static guint
add_people (Dialog     *dialog,
            const char *kind,
            const char *subtitle)
{
  g_autoptr(GPtrArray) people =
    parvis_session_list_entities (parvis_desk_get_session (dialog->desk), kind);
  guint n = 0;

  for (guint i = 0; i < people->len; i++)
    {
      const json_t *body = ((ParvisEntityRef *) g_ptr_array_index (people, i))->body;
      const char *name = json_string_value (json_object_get (body, "name"));
      const json_t *word;
      gsize j;

      json_array_foreach (json_object_get (body, "merchants"), j, word)
        if (g_strcmp0 (json_string_value (word), dialog->id) == 0)
          {
            add_row (dialog, dialog->people, name != NULL ? name : "", subtitle);
            n++;
          }
    }

  return n;
}

static void
refresh (Dialog *dialog)
{
  ParvisSession *session = parvis_desk_get_session (dialog->desk);
  gboolean up = parvis_link_is_up (parvis_session_get_link (session));

  if (dialog->id == NULL)
    return;

  for (guint i = 0; i < dialog->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (dialog->rows, i);

      adw_preferences_group_remove (g_object_get_data (G_OBJECT (row), "group"), row);
    }
  g_ptr_array_set_size (dialog->rows, 0);
  if (add_people (dialog, PARVIS_KIND_MEMBER, _("Works here")) +
      add_people (dialog, PARVIS_KIND_INVITATION, _("Invited")) == 0)
    add_row (dialog, dialog->people, _("Nobody yet"),
             _("Invite the merchant, who then says what is baked and when."));
  add_days (dialog);
  gtk_widget_set_sensitive (dialog->invite, up);
}

static void
changed_cb (GtkWidget *window)
{
  refresh (g_object_get_data (G_OBJECT (window), "dialog"));
}

/* What is done. */

static void
take_text (json_t     *body,
           const char *member,
           GtkWidget  *row)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  json_object_set_new (body, member, json_string (text));
}

static guint
find_confirmation (const json_t *shop)
{
  const char *by = json_string_value (json_object_get (shop, "confirm_by"));
  const char *confirm = json_string_value (json_object_get (shop, "confirm"));

  for (guint i = 1; i < G_N_ELEMENTS (confirmations); i++)
    if (g_strcmp0 (by, confirmations[i].by) == 0 &&
        g_strcmp0 (confirm, confirmations[i].confirm) == 0)
      return i;

  return 0;
}

/* What was not touched is not said: the shop may have changed its mind meanwhile. */
static void
take_confirmation (Dialog *dialog,
                   json_t *body)
{
  guint chosen = adw_combo_row_get_selected (ADW_COMBO_ROW (dialog->confirm_row));

  if (chosen == find_confirmation (dialog->before))
    return;

  parvis_json_set_string (body, "confirm_by", confirmations[chosen].by);
  if (confirmations[chosen].confirm != NULL)
    parvis_json_set_string (body, "confirm", confirmations[chosen].confirm);
}

static json_t *
read_form (Dialog *dialog)
{
  guint kind = adw_combo_row_get_selected (ADW_COMBO_ROW (dialog->kind_row));
  json_t *body = json_object ();

  take_text (body, "name", dialog->name_row);
  take_text (body, "address", dialog->address_row);
  take_text (body, "phone", dialog->phone_row);
  take_confirmation (dialog, body);
  /* A kind that this version has no word for stays what it is. */
  if (kind < G_N_ELEMENTS (kinds))
    parvis_json_set_string (body, "kind", kinds[kind].word);

  return body;
}

/* Returns: (transfer full): of @before, the members that @after has */
static json_t *
keep_before (const json_t *before,
             const json_t *after)
{
  json_t *kept = json_object ();
  const char *name;
  json_t *value;

  json_object_foreach ((json_t *) after, name, value)
    {
      json_t *old = json_object_get (before, name);

      if (json_is_string (old))
        json_object_set (kept, name, old);
      else
        json_object_set_new (kept, name,
                             json_string (strcmp (name, "confirm_by") == 0 ? "shop" : ""));
    }

  return kept;
}

/* Once the question over this window, if there was one, is done with it. */
static gboolean
close_cb (gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (user_data));

  return G_SOURCE_REMOVE;
}

static void
do_it (Dialog            *dialog,
       ParvisDeskCommand *command)
{
  guint step = parvis_desk_do (dialog->desk, command);

  parvis_desk_say (dialog->desk, command->what, step);
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, close_cb, g_object_ref (dialog->window), g_object_unref);
}

static void
save_cb (Dialog *dialog)
{
  json_t *body = read_form (dialog);
  const char *name = json_string_value (json_object_get (body, "name"));
  g_autofree char *id = dialog->id != NULL ? g_strdup (dialog->id) : g_uuid_string_random ();
  g_autofree char *what = NULL;
  ParvisDeskCommand command = { .object = id, .body = body };

  if (*name == '\0')
    {
      gtk_widget_add_css_class (dialog->name_row, "error");
      gtk_widget_grab_focus (dialog->name_row);
      json_decref (body);
      return;
    }

  what = g_strdup_printf (dialog->id != NULL ? _("Kept: %s") : _("Added: %s"), name);
  command.what = what;
  command.name = dialog->id != NULL ? "shop.set" : "shop.add";
  if (dialog->id != NULL)
    {
      command.back = "shop.set";
      command.back_body = keep_before (dialog->before, body);
    }
  else
    {
      parvis_json_set_string (body, "id", id);
      command.object = "orders";
      command.back = "shop.remove";
      command.back_object = id;
    }
  do_it (dialog, &command);
}

static void
removed_cb (AdwMessageDialog *dialog,
            const char       *response,
            gpointer          user_data)
{
  Dialog *self = g_object_get_data (G_OBJECT (user_data), "dialog");
  const char *name = json_string_value (json_object_get (self->before, "name"));
  g_autofree char *what = g_strdup_printf (_("Removed: %s"), name != NULL ? name : "");
  ParvisDeskCommand command = { .name = "shop.remove", .object = self->id, .what = what };

  if (strcmp (response, "remove") == 0)
    do_it (self, &command);
}

static void
remove_cb (Dialog *dialog)
{
  const char *name = json_string_value (json_object_get (dialog->before, "name"));
  g_autofree char *title = g_strdup_printf (_("Remove %s?"), name != NULL ? name : "");
  GtkWidget *question;

  question = adw_message_dialog_new (GTK_WINDOW (dialog->window), title,
                                     _("Its products, its week and what residents order there "
                                       "every week go with it. The counts of its days stay. A shop "
                                       "that has orders under way cannot be removed."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (question), "cancel", _("_Cancel"),
                                    "remove", _("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (question), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (question), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (question), "cancel");
  g_signal_connect_object (question, "response", G_CALLBACK (removed_cb), dialog->window, 0);
  gtk_window_present (GTK_WINDOW (question));
}

static void
invite_cb (Dialog *dialog)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (dialog->window));

  gtk_widget_activate_action (GTK_WIDGET (parent), "win.invite-merchant", "s", dialog->id);
}

/* The form. */

static GtkWidget *
add_entry (Dialog     *dialog,
           GtkWidget  *group,
           const char *title,
           const char *member)
{
  const char *text = json_string_value (json_object_get (dialog->before, member));
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
  g_signal_connect_swapped (row, "entry-activated", G_CALLBACK (save_cb), dialog);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);

  return row;
}

static GtkWidget *
build_kind (Dialog *dialog)
{
  const char *kind = json_string_value (json_object_get (dialog->before, "kind"));
  g_autoptr(GtkStringList) list = gtk_string_list_new (NULL);
  GtkWidget *row = adw_combo_row_new ();
  guint chosen = kind == NULL ? 0 : G_N_ELEMENTS (kinds);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gtk_string_list_append (list, _(kinds[i].title));
      if (g_strcmp0 (kinds[i].word, kind) == 0)
        chosen = i;
    }
  if (chosen == G_N_ELEMENTS (kinds))
    gtk_string_list_append (list, kind);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Kind of Shop"));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), chosen);

  return row;
}

static GtkWidget *
build_confirmation (Dialog *dialog)
{
  g_autoptr(GtkStringList) list = gtk_string_list_new (NULL);
  GtkWidget *row = adw_combo_row_new ();

  for (guint i = 0; i < G_N_ELEMENTS (confirmations); i++)
    gtk_string_list_append (list, _(confirmations[i].title));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Orders Are Confirmed"));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), find_confirmation (dialog->before));

  return row;
}

static GtkWidget *
add_group (GtkWidget  *box,
           const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_box_append (GTK_BOX (box), group);

  return group;
}

static void
build_known (Dialog    *dialog,
             GtkWidget *box)
{
  GtkWidget *remove = gtk_button_new_with_label (_("Remove This Shop…"));

  dialog->days = add_group (box, _("Counts by day"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (dialog->days),
                                         _("Numbers only: who ordered, the shop alone knows."));
  dialog->people = add_group (box, _("People"));
  dialog->invite = gtk_button_new_with_label (_("Invite…"));
  gtk_widget_set_valign (dialog->invite, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (dialog->invite, "clicked", G_CALLBACK (invite_cb), dialog);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (dialog->people),
                                           dialog->invite);
  gtk_widget_add_css_class (remove, "destructive-action");
  gtk_widget_set_halign (remove, GTK_ALIGN_START);
  g_signal_connect_swapped (remove, "clicked", G_CALLBACK (remove_cb), dialog);
  gtk_box_append (GTK_BOX (box), remove);
}

static GtkWidget *
build_content (Dialog *dialog)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *group = add_group (box, _("Shop"));

  gtk_widget_add_css_class (box, "order-detail");
  dialog->name_row = add_entry (dialog, group, _("Name"), "name");
  dialog->kind_row = build_kind (dialog);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), dialog->kind_row);
  dialog->address_row = add_entry (dialog, group, _("Address"), "address");
  dialog->phone_row = add_entry (dialog, group, _("Telephone"), "phone");
  dialog->confirm_row = build_confirmation (dialog);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), dialog->confirm_row);
  if (dialog->id != NULL)
    build_known (dialog, box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), box);
  gtk_widget_set_vexpand (scrolled, TRUE);

  return scrolled;
}

static GtkWidget *
build_header (Dialog *dialog)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *save = gtk_button_new_with_label (_("Save"));

  gtk_widget_add_css_class (save, "suggested-action");
  g_signal_connect_swapped (save, "clicked", G_CALLBACK (save_cb), dialog);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), save);

  return header;
}

GtkWidget *
parvis_merchant_window_present (GtkWidget  *parent,
                                ParvisDesk *desk,
                                const char *id)
{
  ParvisSession *session;
  g_autoptr(ParvisEntityRef) shop = NULL;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  Dialog *dialog;

  g_return_val_if_fail (PARVIS_IS_DESK (desk), NULL);

  session = parvis_desk_get_session (desk);
  shop = id != NULL ? parvis_session_dup_entity (session, PARVIS_KIND_MERCHANT, id) : NULL;
  dialog = g_new0 (Dialog, 1);
  dialog->desk = g_object_ref (desk);
  dialog->id = g_strdup (id);
  dialog->before = shop != NULL && shop->body != NULL ? json_incref (shop->body) : json_object ();
  dialog->rows = g_ptr_array_new ();
  dialog->window = g_object_new (ADW_TYPE_WINDOW, "modal", TRUE,
                                 "title", id != NULL ? _("Shop") : _("New Shop"),
                                 "transient-for", gtk_widget_get_root (parent),
                                 "default-width", parvis_page_fit_width (parent, WIDTH),
                                 "default-height", id != NULL ? 700 : 460, NULL);
  g_object_set_data_full (G_OBJECT (dialog->window), "dialog", dialog, free_dialog);
  gtk_box_append (GTK_BOX (box), build_header (dialog));
  gtk_box_append (GTK_BOX (box), build_content (dialog));
  adw_window_set_content (ADW_WINDOW (dialog->window), box);
  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), dialog->window,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::link", G_CALLBACK (changed_cb), dialog->window,
                           G_CONNECT_SWAPPED);
  refresh (dialog);
  parvis_page_close_on_escape (GTK_WINDOW (dialog->window));
  gtk_window_present (GTK_WINDOW (dialog->window));
  gtk_widget_grab_focus (dialog->name_row);

  return dialog->window;
}
