/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-papers"

#include "config.h"

#include "parvis-papers.h"

#include "parvis-error.h"
#include "parvis-icon-button.h"
#include "parvis-paper.h"

#include <glib/gi18n.h>

typedef struct
{
  ParvisPaper *paper;
  char        *what;
} Waiting;

struct _ParvisPapers
{
  GtkWidget       parent_instance;

  GtkLabel       *text;
  GtkProgressBar *progress;
  GtkWidget      *again;

  ParvisDesk     *desk;
  GPtrArray      *waiting;        /* (element-type Waiting): the first is being sent */
  GCancellable   *cancellable;    /* (nullable): of what is being sent */
  gboolean        failed;         /* it is not: it waits */
};

G_DEFINE_FINAL_TYPE (ParvisPapers, parvis_papers, GTK_TYPE_WIDGET)

static void send_first (ParvisPapers *self);

static void
free_waiting (gpointer data)
{
  Waiting *waiting = data;

  g_object_unref (waiting->paper);
  g_free (waiting->what);
  g_free (waiting);
}

static void
refresh (ParvisPapers *self)
{
  const Waiting *first = self->waiting->len > 0 ? g_ptr_array_index (self->waiting, 0) : NULL;
  g_autofree char *one = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), first != NULL);
  if (first == NULL)
    return;

  /* Translators: a document and whose file it is. */
  one = g_strdup_printf (self->failed ? _("%s waits here for the network")
                                      : _("%s is being sent…"), first->what);
  text = self->waiting->len == 1
         ? g_strdup (one)
         : g_strdup_printf (ngettext ("%s, and %u more after it", "%s, and %u more after it",
                                      self->waiting->len - 1), one, self->waiting->len - 1);
  gtk_label_set_label (self->text, text);
  gtk_progress_bar_set_fraction (self->progress, parvis_paper_get_progress (first->paper));
  gtk_widget_set_visible (self->again, self->failed);
}

/* --- one after the other --- */

static char *
describe_failure (const Waiting *waiting,
                  const GError  *error)
{
  switch (error->code)
    {
    case PARVIS_ERROR_CONFLICT:
      return g_strdup_printf (_("%s takes no more pages: it was approved, or all are there."),
                              waiting->what);

    case PARVIS_ERROR_MEDIA_TYPE:
      return g_strdup_printf (_("%s is not taken as a file of this kind."), waiting->what);

    case PARVIS_ERROR_TOO_LARGE:
      return g_strdup_printf (_("%s was not taken: all that this file holds would be too large."),
                              waiting->what);

    case PARVIS_ERROR_NOT_FOUND:
    case PARVIS_ERROR_FORBIDDEN:
      return g_strdup_printf (_("%s cannot be added to any more."), waiting->what);

    default:
      return g_strdup_printf (_("%s was not taken by the service."), waiting->what);
    }
}

static gboolean
may_wait (const GError *error)
{
  return g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM) ||
         g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED) ||
         g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_TOO_MANY);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(ParvisPapers) self = PARVIS_PAPERS (user_data);
  g_autoptr(GError) error = NULL;
  gboolean sent = parvis_paper_send_finish (PARVIS_PAPER (object), result, &error);
  const Waiting *first = self->waiting->len > 0 ? g_ptr_array_index (self->waiting, 0) : NULL;

  /* Let go of, by the person or with the window. */
  if (first == NULL || first->paper != PARVIS_PAPER (object))
    return;

  g_clear_object (&self->cancellable);
  if (sent)
    {
      g_autofree char *text = g_strdup_printf (_("%s: added"), first->what);

      parvis_desk_say (self->desk, text, 0);
    }
  else if (!may_wait (error))
    {
      g_autofree char *text = describe_failure (first, error);

      g_message ("A paper was not taken: %s", error->message);
      parvis_desk_say (self->desk, text, 0);
    }
  self->failed = !sent && may_wait (error);
  if (!self->failed)
    g_ptr_array_remove_index (self->waiting, 0);
  send_first (self);
}

static void
send_first (ParvisPapers *self)
{
  Waiting *first = self->waiting->len > 0 ? g_ptr_array_index (self->waiting, 0) : NULL;

  if (first != NULL && !self->failed && self->cancellable == NULL)
    {
      self->cancellable = g_cancellable_new ();
      parvis_paper_send_async (first->paper, self->cancellable, sent_cb, g_object_ref (self));
    }
  refresh (self);
}

static void
link_cb (ParvisPapers *self)
{
  if (!self->failed ||
      !parvis_link_is_up (parvis_session_get_link (parvis_desk_get_session (self->desk))))
    return;

  self->failed = FALSE;
  send_first (self);
}

static void
again_cb (ParvisPapers *self)
{
  self->failed = FALSE;
  send_first (self);
}

/* What arrived stays: the service gives up what never comes whole. */
static void
cancel_cb (ParvisPapers *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->failed = FALSE;
  g_ptr_array_set_size (self->waiting, 0);
  parvis_desk_say (self->desk, _("Nothing more is sent."), 0);
  refresh (self);
}

void
parvis_papers_add (ParvisPapers *self,
                   const char   *dossier,
                   const char   *requirement,
                   const char   *what,
                   GBytes       *bytes)
{
  Waiting *waiting;

  g_return_if_fail (PARVIS_IS_PAPERS (self));

  waiting = g_new0 (Waiting, 1);
  waiting->paper = parvis_paper_new (parvis_desk_get_session (self->desk), dossier, requirement,
                                     bytes);
  waiting->what = g_strdup (what);
  g_signal_connect_object (waiting->paper, "changed", G_CALLBACK (refresh), self,
                           G_CONNECT_SWAPPED);
  g_ptr_array_add (self->waiting, waiting);
  send_first (self);
}

/* --- the widget --- */

static void
parvis_papers_dispose (GObject *object)
{
  ParvisPapers *self = PARVIS_PAPERS (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_ptr_array_set_size (self->waiting, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (parvis_papers_parent_class)->dispose (object);
}

static void
parvis_papers_finalize (GObject *object)
{
  g_ptr_array_unref (PARVIS_PAPERS (object)->waiting);

  G_OBJECT_CLASS (parvis_papers_parent_class)->finalize (object);
}

static void
parvis_papers_class_init (ParvisPapersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_papers_dispose;
  G_OBJECT_CLASS (klass)->finalize = parvis_papers_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
parvis_papers_init (ParvisPapers *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *cancel = gtk_button_new_with_label (_("Do Not Send"));

  self->waiting = g_ptr_array_new_with_free_func (free_waiting);
  self->text = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "wrap", TRUE, "hexpand", TRUE,
                             "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL);
  self->progress = g_object_new (GTK_TYPE_PROGRESS_BAR, "valign", GTK_ALIGN_CENTER, NULL);
  self->again = gtk_button_new_with_label (_("Try Again"));
  parvis_set_label (GTK_WIDGET (self), _("Papers on their way"));
  parvis_set_label (GTK_WIDGET (self->progress), _("Sent"));
  g_signal_connect_object (self->again, "clicked", G_CALLBACK (again_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (cancel, "clicked", G_CALLBACK (cancel_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->text));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->progress));
  gtk_box_append (GTK_BOX (box), self->again);
  gtk_box_append (GTK_BOX (box), cancel);
  gtk_widget_add_css_class (box, "toolbar");
  gtk_widget_add_css_class (box, "review-bar");
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

GtkWidget *
parvis_papers_new (ParvisDesk *desk)
{
  ParvisPapers *self;

  g_return_val_if_fail (PARVIS_IS_DESK (desk), NULL);

  self = g_object_new (PARVIS_TYPE_PAPERS, NULL);
  self->desk = g_object_ref (desk);
  g_signal_connect_object (parvis_desk_get_session (desk), "notify::link", G_CALLBACK (link_cb),
                           self, G_CONNECT_SWAPPED);
  refresh (self);

  return GTK_WIDGET (self);
}
