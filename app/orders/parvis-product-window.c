/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-product-window"

#include "config.h"

#include "parvis-product-window.h"

#include "parvis-format.h"
#include "parvis-option-rows.h"
#include "parvis-page.h"
#include "parvis-picture-row.h"
#include "parvis-week-rows.h"
#include "parvis-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_PRICE 1000.0
#define MAX_LIMIT 1000
#define DAYS 7
#define WIDTH 480
#define PHOTO_SIDE 1024

static const struct
{
  const char *word;
  const char *title;
} allergens[] = {
  { "gluten", N_("Gluten") },
  { "crustaceans", N_("Crustaceans") },
  { "eggs", N_("Eggs") },
  { "fish", N_("Fish") },
  { "peanuts", N_("Peanuts") },
  { "soya", N_("Soya") },
  { "milk", N_("Milk") },
  { "nuts", N_("Nuts") },
  { "celery", N_("Celery") },
  { "mustard", N_("Mustard") },
  { "sesame", N_("Sesame") },
  { "sulphites", N_("Sulphites") },
  { "lupin", N_("Lupin") },
  { "molluscs", N_("Molluscs") },
};

typedef struct
{
  GtkWidget       *window;
  GtkWidget       *name_row;
  GtkSpinButton   *price;
  GtkSpinButton   *limit;
  GtkSpinButton   *floor;
  GtkSwitch       *active;
  GtkCheckButton  *checks[G_N_ELEMENTS (allergens)];
  GtkWidget       *options;            /* ParvisOptionRows */
  GtkWidget       *week;               /* ParvisWeekRows */
  GtkWidget       *photo;              /* ParvisPictureRow */
  GtkWidget       *save;

  ParvisShop      *shop;
  ParvisEntityRef *product;            /* (nullable) */
  char            *id;                 /* of the product, also of one that is new */
  json_t          *saved;              /* (nullable): what was in the form when it was saved last */
  gboolean         photo_waits;        /* for the product to be in the service */
} Dialog;

static void
free_dialog (gpointer data)
{
  Dialog *dialog = data;

  g_clear_pointer (&dialog->product, parvis_entity_unref);
  g_free (dialog->id);
  json_decref (dialog->saved);
  g_object_unref (dialog->shop);
  g_free (dialog);
}

static const json_t *
get_body (Dialog *dialog)
{
  return dialog->product != NULL ? dialog->product->body : NULL;
}

static json_t *
read_form (Dialog *dialog)
{
  json_t *list = json_array ();
  json_t *body = json_pack ("{s:s,s:I,s:i,s:i,s:b,s:o}",
                            "name", gtk_editable_get_text (GTK_EDITABLE (dialog->name_row)),
                            "price", (json_int_t) (gtk_spin_button_get_value (dialog->price) * 100
                                                   + 0.5),
                            "limit", gtk_spin_button_get_value_as_int (dialog->limit),
                            "floor", gtk_spin_button_get_value_as_int (dialog->floor),
                            "active", gtk_switch_get_active (dialog->active),
                            "allergens", list);

  for (guint i = 0; i < G_N_ELEMENTS (allergens); i++)
    if (gtk_check_button_get_active (dialog->checks[i]))
      json_array_append_new (list, json_string (allergens[i].word));
  json_object_set_new (body, "options",
                       parvis_option_rows_read (PARVIS_OPTION_ROWS (dialog->options)));

  return body;
}

/* The days that are others than they were; NULL, and the focus where the reason is, if
 * an hour is none.
 */
static json_t *
read_week (Dialog *dialog)
{
  json_t *week = json_array ();

  for (int weekday = 1; weekday <= DAYS; weekday++)
    {
      json_t *bakes;

      if (!parvis_week_rows_read (PARVIS_WEEK_ROWS (dialog->week), weekday, &bakes))
        {
          json_decref (week);
          return NULL;
        }
      if (bakes != NULL)
        json_array_append_new (week, json_pack ("{s:i,s:o}", "weekday", weekday, "bakes", bakes));
    }

  return week;
}

static void
set_week (Dialog     *dialog,
          const char *product,
          json_t     *week)
{
  gsize i;
  json_t *day;

  json_array_foreach (week, i, day)
    {
      ParvisDeskCommand command = {
        .name = "product.pattern", .object = product, .what = _("The usual week is kept"),
        .body = json_incref (day),
      };

      parvis_shop_do (dialog->shop, &command);
    }
}

/* The photo follows once the service knows of the product: it does not wait in the queue. */

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  ParvisPictureRow *row = PARVIS_PICTURE_ROW (object);
  GtkRoot *window = gtk_widget_get_root (GTK_WIDGET (row));

  /* What went wrong is said in the row, and the choice is still there. */
  if (parvis_picture_row_send_finish (row, result, NULL) && window != NULL)
    gtk_window_close (GTK_WINDOW (window));
}

static gboolean
is_queued (Dialog *dialog)
{
  g_autoptr(GPtrArray) actions =
    parvis_session_list_actions (parvis_desk_get_session (parvis_shop_get_desk (dialog->shop)));

  for (guint i = 0; i < actions->len; i++)
    {
      const ParvisAction *action = g_ptr_array_index (actions, i);

      if (g_strcmp0 (action->name, "shop.product") == 0 &&
          g_strcmp0 (json_string_value (json_object_get (action->body, "id")), dialog->id) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
send_photo (Dialog *dialog)
{
  ParvisPictureRow *row = PARVIS_PICTURE_ROW (dialog->photo);
  ParvisSession *session = parvis_desk_get_session (parvis_shop_get_desk (dialog->shop));
  g_autofree char *path = g_strdup_printf ("products/%s/photo", dialog->id);
  gboolean queued = is_queued (dialog);

  dialog->photo_waits = queued && parvis_link_is_up (parvis_session_get_link (session));
  if (!queued)
    parvis_picture_row_send_async (row, path, sent_cb, NULL);
  else if (!dialog->photo_waits)
    parvis_picture_row_say (row, _("The product is kept and leaves when the network is back. Its "
                                   "photo needs the network: it stays here, save once more then."));
}

static void
queue_changed_cb (GtkWidget *window)
{
  Dialog *dialog = g_object_get_data (G_OBJECT (window), "dialog");

  if (dialog->photo_waits)
    send_photo (dialog);
}

/* Takes @body; the same form is kept once. */
static void
keep (Dialog *dialog,
      json_t *body,
      json_t *week)
{
  gboolean is_new = dialog->product == NULL && dialog->saved == NULL;
  g_autofree char *what = g_strdup_printf (_("Kept: %s"),
                                           json_string_value (json_object_get (body, "name")));
  g_autoptr(json_t) form = json_pack ("{s:O,s:O}", "product", body, "week", week);
  ParvisDeskCommand command = {
    .name = is_new ? "shop.product" : "product.set",
    .object = is_new ? parvis_shop_get_id (dialog->shop) : dialog->id,
    .body = body, .what = what,
  };

  if (json_equal (form, dialog->saved))
    {
      json_decref (body);
      return;
    }

  json_decref (dialog->saved);
  dialog->saved = json_deep_copy (form);
  if (is_new)
    {
      parvis_json_set_string (body, "id", dialog->id);
      parvis_json_set_string (body, "unit", "piece");
      json_object_set (body, "patterns", week);
    }
  parvis_shop_do (dialog->shop, &command);
  if (!is_new)
    set_week (dialog, dialog->id, week);
}

static void
save_cb (Dialog *dialog)
{
  json_t *body = read_form (dialog);
  g_autoptr(json_t) week = read_week (dialog);

  if (week == NULL || *json_string_value (json_object_get (body, "name")) == '\0')
    {
      if (week != NULL)
        {
          gtk_widget_add_css_class (dialog->name_row, "error");
          gtk_widget_grab_focus (dialog->name_row);
        }
      json_decref (body);
      return;
    }

  keep (dialog, body, week);
  if (parvis_picture_row_is_changed (PARVIS_PICTURE_ROW (dialog->photo)))
    send_photo (dialog);
  else
    gtk_window_close (GTK_WINDOW (dialog->window));
}

/* A picture that is being opened or sent is not known to be one yet. */
static void
photo_changed_cb (Dialog *dialog)
{
  gtk_widget_set_sensitive (dialog->save,
                            !parvis_picture_row_is_busy (PARVIS_PICTURE_ROW (dialog->photo)));
}

static void
remove_cb (Dialog *dialog)
{
  g_autofree char *what =
    g_strdup_printf (_("Removed: %s"), json_string_value (json_object_get (get_body (dialog),
                                                                           "name")));
  ParvisDeskCommand command = {
    .name = "product.remove", .object = dialog->product->id, .what = what,
  };

  parvis_shop_do (dialog->shop, &command);
  gtk_window_close (GTK_WINDOW (dialog->window));
}

/* The form. */

static GtkWidget *
add_group (GtkWidget  *box,
           const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  gtk_box_append (GTK_BOX (box), group);

  return group;
}

static GtkWidget *
add_row (GtkWidget  *group,
         const char *title,
         GtkWidget  *suffix)
{
  GtkWidget *row = adw_action_row_new ();

  /* Named by the row's title, as what the row activates. */
  gtk_widget_set_valign (suffix, GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), suffix);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), suffix);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);

  return row;
}

static gboolean
has_allergen (const json_t *body,
              const char   *word)
{
  gsize i;
  json_t *entry;

  json_array_foreach (json_object_get (body, "allergens"), i, entry)
    if (g_strcmp0 (json_string_value (entry), word) == 0)
      return TRUE;

  return FALSE;
}

static void
show_photo (Dialog *dialog)
{
  g_autofree char *path = g_strdup_printf ("products/%s/photo", dialog->id);
  const char *tag = json_string_value (json_object_get (get_body (dialog), "photo"));

  parvis_picture_row_set_kept (PARVIS_PICTURE_ROW (dialog->photo), path, tag);
  g_signal_connect_swapped (dialog->photo, "changed", G_CALLBACK (photo_changed_cb), dialog);
}

static void
build_product (Dialog    *dialog,
               GtkWidget *box)
{
  const json_t *body = get_body (dialog);
  const char *name = json_string_value (json_object_get (body, "name"));
  json_int_t price = json_integer_value (json_object_get (body, "price"));
  const json_t *limit = json_object_get (body, "limit");
  const json_t *least = json_object_get (body, "floor");
  GtkWidget *group = add_group (box, _("Product"));

  dialog->name_row = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (dialog->name_row), _("Name"));
  gtk_editable_set_text (GTK_EDITABLE (dialog->name_row), name != NULL ? name : "");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), dialog->name_row);

  dialog->price = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (0, MAX_PRICE, 0.05));
  gtk_spin_button_set_digits (dialog->price, 2);
  gtk_spin_button_set_value (dialog->price, (double) price / 100);
  add_row (group, _("Price in euros"), GTK_WIDGET (dialog->price));

  dialog->limit = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (1, MAX_LIMIT, 1));
  gtk_spin_button_set_value (dialog->limit, json_is_integer (limit)
                                            ? (double) json_integer_value (limit) : 20);
  add_row (group, _("At most in one order"), GTK_WIDGET (dialog->limit));

  dialog->floor = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (0, MAX_LIMIT, 1));
  gtk_spin_button_set_value (dialog->floor, (double) json_integer_value (least));
  add_row (group, _("Counter sales leave online"), GTK_WIDGET (dialog->floor));

  dialog->active = GTK_SWITCH (gtk_switch_new ());
  gtk_switch_set_active (dialog->active, !json_is_false (json_object_get (body, "active")));
  add_row (group, _("Residents can reserve it"), GTK_WIDGET (dialog->active));

  dialog->photo = parvis_picture_row_new (parvis_shop_get_desk (dialog->shop), _("Photo"),
                                          PHOTO_SIDE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), dialog->photo);
  show_photo (dialog);
}

static void
build_allergens (Dialog    *dialog,
                 GtkWidget *box)
{
  const json_t *body = get_body (dialog);
  GtkWidget *group = add_group (box, _("Allergens"));

  for (guint i = 0; i < G_N_ELEMENTS (allergens); i++)
    {
      dialog->checks[i] = GTK_CHECK_BUTTON (gtk_check_button_new ());
      gtk_check_button_set_active (dialog->checks[i], has_allergen (body, allergens[i].word));
      add_row (group, _(allergens[i].title), GTK_WIDGET (dialog->checks[i]));
    }
}

static GtkWidget *
build_week (Dialog *dialog)
{
  g_autoptr(GPtrArray) patterns = parvis_shop_list (dialog->shop, PARVIS_KIND_PATTERN);
  GtkWidget *week = parvis_week_rows_new ();

  for (guint i = 0; i < patterns->len && dialog->product != NULL; i++)
    {
      const json_t *body = ((ParvisEntityRef *) patterns->pdata[i])->body;
      const char *of = json_string_value (json_object_get (body, "product"));
      int weekday = (int) json_integer_value (json_object_get (body, "weekday"));

      if (g_strcmp0 (of, dialog->product->id) == 0 && weekday >= 1 && weekday <= DAYS)
        parvis_week_rows_set (PARVIS_WEEK_ROWS (week), weekday, json_object_get (body, "bakes"));
    }

  return week;
}

static GtkWidget *
build_content (Dialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  dialog->save = gtk_button_new_with_label (_("Save"));
  gtk_widget_add_css_class (box, "order-detail");
  build_product (dialog, box);
  dialog->week = build_week (dialog);
  dialog->options = parvis_option_rows_new (json_object_get (get_body (dialog), "options"));
  gtk_box_append (GTK_BOX (box), dialog->week);
  gtk_box_append (GTK_BOX (box), dialog->options);
  build_allergens (dialog, box);
  gtk_widget_add_css_class (dialog->save, "order-step");
  gtk_widget_add_css_class (dialog->save, "suggested-action");
  g_signal_connect_swapped (dialog->save, "clicked", G_CALLBACK (save_cb), dialog);
  gtk_box_append (GTK_BOX (box), dialog->save);
  if (dialog->product != NULL)
    {
      GtkWidget *gone = gtk_button_new_with_label (_("Remove This Product"));

      gtk_widget_add_css_class (gone, "destructive-action");
      g_signal_connect_swapped (gone, "clicked", G_CALLBACK (remove_cb), dialog);
      gtk_box_append (GTK_BOX (box), gone);
    }

  return box;
}

GtkWidget *
parvis_product_window_present (GtkWidget       *parent,
                               ParvisShop      *shop,
                               ParvisEntityRef *product)
{
  Dialog *dialog;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  ParvisSession *session;

  g_return_val_if_fail (PARVIS_IS_SHOP (shop), NULL);

  session = parvis_desk_get_session (parvis_shop_get_desk (shop));
  dialog = g_new0 (Dialog, 1);
  dialog->shop = g_object_ref (shop);
  dialog->product = product != NULL ? parvis_entity_ref (product) : NULL;
  dialog->id = product != NULL ? g_strdup (product->id) : g_uuid_string_random ();
  dialog->window = g_object_new (ADW_TYPE_WINDOW, "modal", TRUE,
                                 "title", product != NULL ? _("Product") : _("New Product"),
                                 "transient-for", gtk_widget_get_root (parent),
                                 "default-width", parvis_page_fit_width (parent, WIDTH),
                                 "default-height", 680, NULL);
  g_object_set_data_full (G_OBJECT (dialog->window), "dialog", dialog, free_dialog);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), build_content (dialog));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), scrolled);
  adw_window_set_content (ADW_WINDOW (dialog->window), box);
  parvis_page_close_on_escape (GTK_WINDOW (dialog->window));
  g_signal_connect_object (session, "outbox-changed", G_CALLBACK (queue_changed_cb),
                           dialog->window, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::link", G_CALLBACK (queue_changed_cb), dialog->window,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog->window));

  return dialog->window;
}
