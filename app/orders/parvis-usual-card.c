/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-usual-card"

#include "config.h"

#include "parvis-usual-card.h"

#include "parvis-batch-dialog.h"
#include "parvis-format.h"
#include "parvis-words.h"

#include <glib/gi18n.h>

/* So many batches of one day are looked at. */
#define LIMIT 200

struct _ParvisUsualCard
{
  GtkWidget     parent_instance;

  /* Children */
  GtkWidget    *box;
  GtkLabel     *title;
  GtkLabel     *details;

  /* Owned */
  ParvisShop   *shop;
  GPtrArray    *bakes;        /* (nullable): of a week ago */
  char         *asked;        /* (nullable): the day for which they were asked */
  GCancellable *cancellable;

  gboolean      declined;     /* for that day */
};

G_DEFINE_FINAL_TYPE (ParvisUsualCard, parvis_usual_card, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_TYPE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static char *
shift_day (const char *day,
           int         days)
{
  g_autofree char *midnight = g_strdup_printf ("%sT00:00:00Z", day);
  g_autoptr(GDateTime) date = g_date_time_new_from_iso8601 (midnight, NULL);
  g_autoptr(GDateTime) other = date != NULL ? g_date_time_add_days (date, days) : NULL;

  return other != NULL ? g_date_time_format (other, "%Y-%m-%d") : g_strdup ("");
}

static int
get_int (const json_t *body,
         const char   *name)
{
  return (int) json_integer_value (json_object_get (body, name));
}

/* Whether anything is declared for @day, here or at the service. */
static gboolean
is_declared (ParvisUsualCard *self,
             const char      *day)
{
  g_autoptr(GPtrArray) bakes = parvis_shop_list (self->shop, PARVIS_KIND_BAKE);
  g_autoptr(GPtrArray) products = parvis_shop_list (self->shop, PARVIS_KIND_PRODUCT);

  for (guint i = 0; i < bakes->len; i++)
    {
      const json_t *body = ((ParvisEntityRef *) bakes->pdata[i])->body;

      if (g_strcmp0 (json_string_value (json_object_get (body, "day")), day) == 0 &&
          get_int (body, "declared") > 0)
        return TRUE;
    }

  for (guint i = 0; i < products->len; i++)
    {
      const json_t *body = ((ParvisEntityRef *) products->pdata[i])->body;
      const json_t *pending = json_object_get (json_object_get (body, "pending"), day);

      if (json_array_size (json_object_get (pending, "bakes")) > 0)
        return TRUE;
    }

  return FALSE;
}

static const char *
find_name (GPtrArray  *products,
           const char *id)
{
  for (guint i = 0; i < products->len; i++)
    {
      const ParvisEntityRef *product = g_ptr_array_index (products, i);

      if (g_strcmp0 (product->id, id) == 0)
        return json_string_value (json_object_get (product->body, "name"));
    }

  return NULL;
}

/* What is not sold any more is not proposed. */
static void
keep_sold (ParvisUsualCard *self,
           GPtrArray       *page,
           const char      *day)
{
  g_autoptr(GPtrArray) products = parvis_shop_list (self->shop, PARVIS_KIND_PRODUCT);

  g_clear_pointer (&self->bakes, g_ptr_array_unref);
  self->bakes = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_entity_unref);
  for (guint i = 0; i < page->len; i++)
    {
      ParvisEntityRef *bake = g_ptr_array_index (page, i);
      const char *of = json_string_value (json_object_get (bake->body, "product"));

      if (g_strcmp0 (json_string_value (json_object_get (bake->body, "day")), day) == 0 &&
          find_name (products, of) != NULL && get_int (bake->body, "declared") > 0)
        g_ptr_array_add (self->bakes, parvis_entity_ref (bake));
    }
}

static char *
tell_bakes (ParvisUsualCard *self)
{
  g_autoptr(GPtrArray) products = parvis_shop_list (self->shop, PARVIS_KIND_PRODUCT);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->bakes->len; i++)
    {
      const json_t *body = ((ParvisEntityRef *) self->bakes->pdata[i])->body;
      const char *of = json_string_value (json_object_get (body, "product"));
      g_autofree char *clock = parvis_order_text_minutes (get_int (body, "ready"));

      if (text->len > 0)
        g_string_append (text, " · ");
      /* Translators: a batch: how many, of what, ready when: "40 Tradition at 6:30". */
      g_string_append_printf (text, _("%1$d %2$s at %3$s"), get_int (body, "declared"),
                              find_name (products, of), clock);
    }

  return g_string_free (text, FALSE);
}

static void
show_bakes (ParvisUsualCard *self)
{
  const char *today = parvis_shop_get_today (self->shop);
  gboolean wanted = self->bakes != NULL && self->bakes->len > 0 && !self->declined &&
                    g_strcmp0 (self->asked, today) == 0 && !is_declared (self, today);
  g_autofree char *day = NULL;
  g_autofree char *name = NULL;
  g_autofree char *title = NULL;
  g_autofree char *details = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), wanted);
  if (!wanted)
    return;

  day = shift_day (today, -7);
  name = parvis_order_text_day (day, today);
  /* Translators: a day of last week: "Wednesday 10 June". */
  title = g_strdup_printf (_("As on %s?"), name);
  details = tell_bakes (self);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->details, details);
}

static void
page_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(ParvisUsualCard) self = PARVIS_USUAL_CARD (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) page = parvis_session_page_finish (PARVIS_SESSION (object), result, &error);
  g_autofree char *day = NULL;

  if (page == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_message ("last week's batches cannot be read: %s", error->message);
      return;
    }
  if (self->shop == NULL)
    return;

  day = shift_day (self->asked, -7);
  keep_sold (self, page, day);
  show_bakes (self);
}

/* Asked once a day, and only where it is needed. */
static void
refresh (ParvisUsualCard *self)
{
  const char *today = parvis_shop_get_today (self->shop);
  const char *id = parvis_shop_get_id (self->shop);
  g_autofree char *after = NULL;

  if (id != NULL && g_strcmp0 (self->asked, today) != 0 && !is_declared (self, today))
    {
      g_free (self->asked);
      self->asked = g_strdup (today);
      self->declined = FALSE;
      after = shift_day (today, -6);
      parvis_session_page_async (parvis_desk_get_session (parvis_shop_get_desk (self->shop)),
                                 PARVIS_KIND_BAKE, id, after, NULL, LIMIT, self->cancellable,
                                 page_cb, g_object_ref (self));
    }
  show_bakes (self);
}

static void
take_over_cb (ParvisUsualCard *self)
{
  g_autoptr(GPtrArray) products = parvis_shop_list (self->shop, PARVIS_KIND_PRODUCT);
  g_autoptr(GPtrArray) bakes = g_ptr_array_ref (self->bakes);

  for (guint i = 0; i < bakes->len; i++)
    {
      const json_t *body = ((ParvisEntityRef *) bakes->pdata[i])->body;
      const char *of = json_string_value (json_object_get (body, "product"));

      parvis_batch_declare (self->shop, of, find_name (products, of), get_int (body, "declared"),
                            get_int (body, "ready"));
    }
}

static void
type_cb (ParvisUsualCard *self)
{
  self->declined = TRUE;
  show_bakes (self);
  g_signal_emit (self, signals[SIGNAL_TYPE], 0);
}

static void
parvis_usual_card_dispose (GObject *object)
{
  ParvisUsualCard *self = PARVIS_USUAL_CARD (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->bakes, g_ptr_array_unref);
  g_clear_pointer (&self->asked, g_free);
  g_clear_object (&self->shop);

  G_OBJECT_CLASS (parvis_usual_card_parent_class)->dispose (object);
}

static void
parvis_usual_card_finalize (GObject *object)
{
  g_object_unref (PARVIS_USUAL_CARD (object)->cancellable);

  G_OBJECT_CLASS (parvis_usual_card_parent_class)->finalize (object);
}

static void
parvis_usual_card_class_init (ParvisUsualCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_usual_card_dispose;
  G_OBJECT_CLASS (klass)->finalize = parvis_usual_card_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);

  signals[SIGNAL_TYPE] = g_signal_new ("type", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkLabel *
add_label (ParvisUsualCard *self,
           const char      *css_class)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "wrap", TRUE,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR, NULL);

  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (self->box), label);

  return GTK_LABEL (label);
}

static void
add_button (ParvisUsualCard *self,
            GtkWidget       *box,
            const char      *label,
            GCallback        callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "order-side");
  gtk_widget_set_hexpand (button, TRUE);
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (box), button);
}

static void
parvis_usual_card_init (ParvisUsualCard *self)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->cancellable = g_cancellable_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  gtk_widget_add_css_class (self->box, "card");
  gtk_widget_add_css_class (self->box, "padded");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->title = add_label (self, "title-4");
  self->details = add_label (self, "tnum");
  add_button (self, buttons, _("Take Over"), G_CALLBACK (take_over_cb));
  add_button (self, buttons, _("Type"), G_CALLBACK (type_cb));
  gtk_box_append (GTK_BOX (self->box), buttons);
}

GtkWidget *
parvis_usual_card_new (ParvisShop *shop)
{
  ParvisUsualCard *self;

  g_return_val_if_fail (PARVIS_IS_SHOP (shop), NULL);

  self = g_object_new (PARVIS_TYPE_USUAL_CARD, NULL);
  self->shop = g_object_ref (shop);
  g_signal_connect_object (shop, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);

  return GTK_WIDGET (self);
}
