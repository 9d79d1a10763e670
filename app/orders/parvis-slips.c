/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-slips"

#include "config.h"

#include "parvis-slips.h"

#include "parvis-bake-print.h"
#include "parvis-print-job.h"

#include <glib/gi18n.h>
#include <string.h>

/* A printer that is not there is asked again, and one that never answers is given up. */
#define AGAIN_AFTER (PARVIS_MINUTE)
#define PATIENCE (PARVIS_MINUTE)

struct _ParvisSlips
{
  GObject            parent_instance;

  /* Owned */
  ParvisShop        *shop;
  GSettings         *settings;
  GtkPrintOperation *operation;   /* (nullable): under way */
  char              *printing;    /* (nullable): the order's id */
  char              *day;         /* its day */
  char              *path;        /* the file that comes out */
  GCancellable      *sending;     /* (nullable): that to the printer */

  gint64             started_at;
  gint64             again_at;    /* not before that */
  gboolean           is_failing;
  guint              idle;
};

G_DEFINE_FINAL_TYPE (ParvisSlips, parvis_slips, G_TYPE_OBJECT)

static gint64
get_now (ParvisSlips *self)
{
  ParvisOrderMoment moment;

  parvis_shop_read_moment (self->shop, &moment);

  return moment.now;
}

static gboolean
has_choice (ParvisSlips *self,
            const char  *wanted)
{
  g_autofree char *choice = g_settings_get_string (self->settings, "slips");

  return strcmp (choice, wanted) == 0;
}

/* What was there before somebody wanted slips is not printed: it was prepared without. */
static void
note_since (ParvisSlips *self)
{
  gboolean wanted = !has_choice (self, "never");
  gint64 since = g_settings_get_int64 (self->settings, "slips-since");

  if (wanted && since == 0)
    {
      g_settings_set_int64 (self->settings, "slips-since", get_now (self));
    }
  else if (!wanted && since != 0)
    {
      g_settings_reset (self->settings, "slips-since");
      g_settings_reset (self->settings, "slips-printed");
    }
}

/* Orders of a day that is over are forgotten: they are not new again. */
static void
note_printed (ParvisSlips *self,
              const char  *id,
              const char  *day)
{
  g_autoptr(GVariant) before = g_settings_get_value (self->settings, "slips-printed");
  const char *today = parvis_shop_get_today (self->shop);
  GVariantBuilder builder;
  GVariantIter iter;
  const char *one;
  const char *its_day;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, before);
  while (g_variant_iter_next (&iter, "{&s&s}", &one, &its_day))
    if (strcmp (its_day, today) >= 0 && strcmp (one, id) != 0)
      g_variant_builder_add (&builder, "{ss}", one, its_day);
  g_variant_builder_add (&builder, "{ss}", id, day);
  g_settings_set_value (self->settings, "slips-printed", g_variant_builder_end (&builder));
}

static gboolean
is_wanted (ParvisSlips *self,
           ParvisOrder *order,
           GVariant    *printed,
           gint64       since)
{
  const ParvisOrderFacts *facts = parvis_order_get_facts (order);

  /* Seen already or not: somebody may have been quicker than the printer. */
  return parvis_order_is_open (facts) && facts->placed_at >= since &&
         strcmp (facts->day, parvis_shop_get_today (self->shop)) >= 0 &&
         !g_variant_lookup (printed, facts->id, "&s", NULL);
}

/* Where orders are that are not handed over or ended. */
static const ParvisOrderGroup groups[] = {
  PARVIS_ORDER_GROUP_NEW, PARVIS_ORDER_GROUP_PREPARE, PARVIS_ORDER_GROUP_READY,
  PARVIS_ORDER_GROUP_LATER,
};

/* In the order in which they came, which is how they lie on the counter. */
static ParvisOrder *
find_next (ParvisSlips *self)
{
  g_autoptr(GVariant) printed = g_settings_get_value (self->settings, "slips-printed");
  gint64 since = g_settings_get_int64 (self->settings, "slips-since");
  ParvisOrder *next = NULL;

  for (guint g = 0; g < G_N_ELEMENTS (groups); g++)
    {
      GListModel *model = parvis_shop_get_group (self->shop, groups[g]);

      for (guint i = 0; i < g_list_model_get_n_items (model); i++)
        {
          g_autoptr(ParvisOrder) order = g_list_model_get_item (model, i);

          if (is_wanted (self, order, printed, since) &&
              (next == NULL || parvis_order_get_facts (order)->placed_at <
                               parvis_order_get_facts (next)->placed_at))
            next = order;
        }
    }

  return next;
}

static void look_soon (ParvisSlips *self);

/* What a printer got has names in it, and is nothing to keep. */
static void
remove_sent (ParvisSlips *self)
{
  g_autoptr(GFile) file = NULL;

  if (self->sending == NULL)
    return;

  file = g_file_new_for_path (self->path);
  g_file_delete_async (file, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_cancellable_cancel (self->sending);
  g_clear_object (&self->sending);
}

static void
forget_job (ParvisSlips *self)
{
  remove_sent (self);
  if (self->operation != NULL)
    g_signal_handlers_disconnect_by_data (self->operation, self);
  g_clear_object (&self->operation);
  g_clear_pointer (&self->printing, g_free);
  g_clear_pointer (&self->day, g_free);
  g_clear_pointer (&self->path, g_free);
}

/* Said once, until it goes again: who serves has other things to do. */
static void
fail (ParvisSlips *self)
{
  g_autofree char *printer = g_settings_get_string (self->settings, "slip-printer");
  g_autofree char *folder = g_settings_get_string (self->settings, "slip-folder");
  g_autofree char *sentence = NULL;
  gboolean to_folder = has_choice (self, "folder");

  forget_job (self);
  self->again_at = get_now (self) + AGAIN_AFTER;
  if (self->is_failing)
    return;

  self->is_failing = TRUE;
  if (to_folder)
    sentence = g_strdup_printf (_("No slip can be kept in “%s”. The orders are all here; their "
                                  "slips follow when it is there."), folder);
  else if (*printer != '\0')
    sentence = g_strdup_printf (_("The printer “%s” takes no slips. The orders are all here; "
                                  "their slips follow when it does."), printer);
  else
    sentence = g_strdup (_("No printer takes the slips. The orders are all here; their slips "
                           "follow when one does."));
  parvis_desk_say (parvis_shop_get_desk (self->shop), sentence, 0);
}

static void
succeed (ParvisSlips *self)
{
  note_printed (self, self->printing, self->day);
  forget_job (self);
  if (self->is_failing)
    parvis_desk_say (parvis_shop_get_desk (self->shop), _("Slips are printed again."), 0);
  self->is_failing = FALSE;
  self->again_at = 0;
  look_soon (self);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(ParvisSlips) self = PARVIS_SLIPS (user_data);
  g_autoptr(GError) error = NULL;
  gboolean sent = parvis_print_job_finish (result, &error);

  /* Given up meanwhile. */
  if (self->sending == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (sent)
    {
      succeed (self);
      return;
    }

  g_message ("A slip was not printed: %s", error->message);
  fail (self);
}

static char *
name_slip (const ParvisOrderFacts *facts)
{
  /* Nothing of the customer is in its name. */
  return g_strdup_printf ("%s %02d-%02d %s", facts->day, facts->from / 60, facts->from % 60,
                          facts->code);
}

static void
send (ParvisSlips *self)
{
  ParvisOrder *order = parvis_shop_find_order (self->shop, self->printing);
  g_autofree char *printer = g_settings_get_string (self->settings, "slip-printer");
  g_autofree char *name = NULL;

  /* It was taken back while its slip was drawn. */
  if (order == NULL)
    {
      forget_job (self);
      return;
    }

  name = name_slip (parvis_order_get_facts (order));
  parvis_print_job_async (self->path, *printer != '\0' ? printer : NULL, name,
                          gtk_print_operation_get_default_page_setup (self->operation),
                          self->sending, sent_cb, g_object_ref (self));
}

static void
done_cb (GtkPrintOperation       *operation,
         GtkPrintOperationResult  result,
         gpointer                 user_data)
{
  ParvisSlips *self = PARVIS_SLIPS (user_data);
  g_autoptr(GError) error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_APPLY)
    {
      if (self->sending != NULL)
        send (self);
      else
        succeed (self);
      return;
    }

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    gtk_print_operation_get_error (operation, &error);
  g_message ("A slip was not printed: %s", error != NULL ? error->message : "it was cancelled");
  fail (self);
}

/* Where only this person reads, and nothing outlives the login. */
static char *
find_path (ParvisSlips            *self,
           const ParvisOrderFacts *facts)
{
  g_autofree char *folder = g_settings_get_string (self->settings, "slip-folder");
  g_autofree char *slip = name_slip (facts);
  g_autofree char *name = g_strconcat (slip, ".pdf", NULL);

  if (self->sending != NULL)
    return g_strdup_printf ("%s/parvis-slip-%s.pdf", g_get_user_runtime_dir (), facts->id);

  return *folder != '\0' ? g_build_filename (folder, name, NULL) : NULL;
}

/* It is drawn into a file, which stays or goes to the printer. */
static void
print (ParvisSlips *self,
       ParvisOrder *order)
{
  const ParvisOrderFacts *facts = parvis_order_get_facts (order);
  g_autoptr(GError) error = NULL;
  ParvisOrderMoment moment;
  ParvisBakeSheet sheet = {
    .order = order, .shop = parvis_shop_get_name (self->shop), .moment = &moment,
    .paper = PARVIS_PAPER_TICKET,
  };

  parvis_shop_read_moment (self->shop, &moment);
  self->started_at = moment.now;
  self->printing = g_strdup (facts->id);
  self->day = g_strdup (facts->day);
  self->sending = has_choice (self, "printer") ? g_cancellable_new () : NULL;
  self->path = find_path (self, facts);
  if (self->path == NULL)
    {
      fail (self);
      return;
    }

  self->operation = parvis_bake_print_operation (&sheet);
  gtk_print_operation_set_allow_async (self->operation, TRUE);
  gtk_print_operation_set_export_filename (self->operation, self->path);
  g_signal_connect (self->operation, "done", G_CALLBACK (done_cb), self);

  /* What it comes to is told by the signal, but for what cannot even begin. */
  if (gtk_print_operation_run (self->operation, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL, &error) ==
      GTK_PRINT_OPERATION_RESULT_ERROR && self->printing != NULL)
    {
      g_message ("A slip is not printed: %s", error != NULL ? error->message : "unknown");
      fail (self);
    }
}

static void
give_up_late (ParvisSlips *self,
              gint64       now)
{
  if (self->printing == NULL || now < self->started_at + PATIENCE)
    return;

  fail (self);
}

static gboolean
look_cb (gpointer user_data)
{
  ParvisSlips *self = PARVIS_SLIPS (user_data);
  gint64 now = get_now (self);
  ParvisOrder *order;

  self->idle = 0;
  give_up_late (self, now);
  if (has_choice (self, "never") || self->printing != NULL || now < self->again_at)
    return G_SOURCE_REMOVE;

  order = find_next (self);
  if (order != NULL)
    print (self, order);
  else
    self->is_failing = FALSE;

  return G_SOURCE_REMOVE;
}

/* Once what came together is in its place. */
static void
look_soon (ParvisSlips *self)
{
  if (self->idle == 0)
    self->idle = g_idle_add (look_cb, self);
}

static void
items_cb (ParvisSlips *self)
{
  look_soon (self);
}

static void
aged_cb (ParvisSlips *self)
{
  look_soon (self);
}

static void
settings_cb (ParvisSlips *self)
{
  note_since (self);
  /* What was chosen now is tried now. */
  self->again_at = 0;
  self->is_failing = FALSE;
  look_soon (self);
}

static void
parvis_slips_dispose (GObject *object)
{
  ParvisSlips *self = PARVIS_SLIPS (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  forget_job (self);
  g_clear_object (&self->shop);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (parvis_slips_parent_class)->dispose (object);
}

static void
parvis_slips_class_init (ParvisSlipsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_slips_dispose;
}

static void
parvis_slips_init (ParvisSlips *self)
{
}

ParvisSlips *
parvis_slips_new (ParvisShop *shop,
                  GSettings  *settings)
{
  const char * const keys[] = { "slips", "slip-printer", "slip-folder" };
  ParvisSlips *self;

  g_return_val_if_fail (PARVIS_IS_SHOP (shop), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (PARVIS_TYPE_SLIPS, NULL);
  self->shop = g_object_ref (shop);
  self->settings = g_object_ref (settings);
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    g_signal_connect_object (parvis_shop_get_group (shop, groups[i]), "items-changed",
                             G_CALLBACK (items_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shop, "aged", G_CALLBACK (aged_cb), self, G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *signal = g_strconcat ("changed::", keys[i], NULL);

      g_signal_connect_object (settings, signal, G_CALLBACK (settings_cb), self,
                               G_CONNECT_SWAPPED);
    }
  note_since (self);
  look_soon (self);

  return self;
}

gboolean
parvis_slips_is_failing (ParvisSlips *self)
{
  g_return_val_if_fail (PARVIS_IS_SLIPS (self), FALSE);

  return self->is_failing;
}
