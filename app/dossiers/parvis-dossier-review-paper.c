/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-review"

#include "config.h"

#include "parvis-dossier-review-private.h"

#include "parvis-bounded-file.h"
#include "parvis-error.h"
#include "parvis-media.h"
#include "parvis-papers.h"
#include "parvis-scanner-window.h"

#include <glib/gi18n.h>
#include <string.h>

/* What was brought to the desk: a file, chosen or dropped here, or what lies in a scanner,
 * becomes a page of the document that is shown, whatever is looked at by the time it has arrived.
 */

/**
 * Choice:
 * @what: the document and whose it is
 * @files: (element-type GFile)
 */
typedef struct
{
  ParvisDossierReview *review;
  char                *dossier;
  char                *requirement;
  char                *what;
  ParvisFileKinds      kinds;
  GPtrArray           *files;
  guint                n;
} Choice;

static void read_next (Choice *choice);

static void
free_choice (Choice *choice)
{
  g_object_unref (choice->review);
  g_free (choice->dossier);
  g_free (choice->requirement);
  g_free (choice->what);
  g_ptr_array_unref (choice->files);
  g_free (choice);
}

/* Says why not. */
static gboolean
may_add (ParvisDossierReview *self)
{
  const json_t *document = self->item != NULL ? parvis_dossier_review_get_document (self) : NULL;
  ParvisDesk *desk = parvis_dossier_review_get_desk (self);
  ParvisDossierState state;

  if (document == NULL)
    return FALSE;

  state = parvis_dossier_review_get_facts (self)->state;
  if (state == PARVIS_DOSSIER_REFUSED || state == PARVIS_DOSSIER_CLOSED)
    {
      parvis_desk_say (desk, _("This file is closed: nothing is added to it any more."), 0);
      return FALSE;
    }
  if (g_strcmp0 (json_string_value (json_object_get (document, "state")),
                 parvis_document_state_to_string (PARVIS_DOCUMENT_ACCEPTED)) == 0)
    {
      parvis_desk_say (desk, _("This document is approved: nothing is added to it any more."), 0);
      return FALSE;
    }

  return TRUE;
}

/* The document that is shown, and whose it is. */
static char *
dup_whose (ParvisDossierReview *self)
{
  const ParvisDossierFacts *facts = parvis_dossier_review_get_facts (self);
  g_autofree char *name = parvis_dossier_queue_dup_document (self->queue, facts->form,
                                                             self->requirement);

  /* Translators: a document, and whom the file is about. */
  return g_strdup_printf (_("%1$s (%2$s)"), name, facts->subject);
}

static ParvisFileKinds
find_kind (const char *media)
{
  return strcmp (media, "image/jpeg") == 0 ? PARVIS_FILE_JPEG
         : strcmp (media, "image/png") == 0 ? PARVIS_FILE_PNG : PARVIS_FILE_PDF;
}

static char *
describe_failure (const char   *name,
                  const GError *error)
{
  switch (error->code)
    {
    case PARVIS_ERROR_TOO_LARGE:
      return g_strdup_printf (_("“%s” has more than %d MiB."), name, PARVIS_DOCUMENT_MAX >> 20);

    case PARVIS_ERROR_HEIC:
      return g_strdup_printf (_("“%s” is in the format HEIC, which is not read here: it has to be "
                                "saved as JPEG first."), name);

    case PARVIS_ERROR_INVALID:
    case PARVIS_ERROR_MEDIA_TYPE:
      return g_strdup_printf (_("“%s” is no JPEG or PNG picture and no PDF file."), name);

    default:
      return g_strdup_printf (_("“%s” cannot be read."), name);
    }
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Choice *choice = user_data;
  ParvisDossierReview *self = choice->review;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = parvis_bounded_file_read_finish (result, &error);
  const char *media = bytes != NULL ? parvis_media_find (bytes, &error) : NULL;
  g_autofree char *name = g_file_get_basename (g_ptr_array_index (choice->files, choice->n - 1));
  g_autofree char *text = NULL;

  if (self->papers == NULL)
    {
      free_choice (choice);
      return;
    }

  if (media == NULL)
    text = describe_failure (name, error);
  else if ((choice->kinds & find_kind (media)) == 0)
    text = g_strdup_printf (_("%s is not taken as a file of this kind."), choice->what);
  else
    parvis_papers_add (PARVIS_PAPERS (self->papers), choice->dossier, choice->requirement,
                       choice->what, bytes);
  if (text != NULL)
    parvis_desk_say (parvis_dossier_review_get_desk (self), text, 0);
  read_next (choice);
}

/* In the order in which they were chosen: they are pages. Takes @choice. */
static void
read_next (Choice *choice)
{
  if (choice->n == choice->files->len)
    {
      free_choice (choice);
      return;
    }

  parvis_bounded_file_read_async (g_ptr_array_index (choice->files, choice->n++),
                                  PARVIS_DOCUMENT_MAX, NULL, read_cb, choice);
}

static Choice *
begin_choice (ParvisDossierReview *self)
{
  const ParvisRequirement *requirement = parvis_dossier_review_get_requirement (self);
  Choice *choice = g_new0 (Choice, 1);

  choice->review = g_object_ref (self);
  choice->dossier = g_strdup (parvis_dossier_review_get_facts (self)->id);
  choice->requirement = g_strdup (self->requirement);
  choice->what = dup_whose (self);
  choice->kinds = requirement != NULL ? requirement->files : PARVIS_FILES_ALL;
  choice->files = g_ptr_array_new_with_free_func (g_object_unref);

  return choice;
}

/* --- one that is scanned --- */

static void
scanned_cb (ParvisDossierReview *self,
            GPtrArray           *pages,
            GtkWindow           *window)
{
  const Choice *choice = g_object_get_data (G_OBJECT (window), "choice");

  for (guint i = 0; self->papers != NULL && i < pages->len; i++)
    parvis_papers_add (PARVIS_PAPERS (self->papers), choice->dossier, choice->requirement,
                       choice->what, g_ptr_array_index (pages, i));
}

void
parvis_dossier_review_scan_paper (GtkWidget  *widget,
                                  const char *name,
                                  GVariant   *parameter)
{
  ParvisDossierReview *self = PARVIS_DOSSIER_REVIEW (widget);
  GtkWindow *window;
  Choice *choice;

  if (!may_add (self))
    return;

  choice = begin_choice (self);
  if ((choice->kinds & PARVIS_FILE_JPEG) == 0)
    {
      g_autofree char *text = g_strdup_printf (_("%s is not taken as a picture."), choice->what);

      parvis_desk_say (parvis_dossier_review_get_desk (self), text, 0);
      free_choice (choice);
      return;
    }

  window = parvis_scanner_window_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                      choice->what);
  g_object_set_data_full (G_OBJECT (window), "choice", choice, (GDestroyNotify) free_choice);
  g_signal_connect_object (window, "chosen", G_CALLBACK (scanned_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (window);
}

/* --- a file that is chosen --- */

static void
chosen_cb (GtkNativeDialog *chooser,
           int              response,
           Choice          *choice)
{
  g_autoptr(GListModel) files = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));
      for (guint i = 0; i < g_list_model_get_n_items (files); i++)
        g_ptr_array_add (choice->files, g_list_model_get_item (files, i));
    }
  g_object_unref (chooser);
  read_next (choice);
}

static GtkFileFilter *
make_filter (ParvisFileKinds kinds)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _("Pictures and PDF Files"));
  if ((kinds & PARVIS_FILE_JPEG) != 0)
    gtk_file_filter_add_mime_type (filter, "image/jpeg");
  if ((kinds & PARVIS_FILE_PNG) != 0)
    gtk_file_filter_add_mime_type (filter, "image/png");
  if ((kinds & PARVIS_FILE_PDF) != 0)
    gtk_file_filter_add_mime_type (filter, "application/pdf");

  return filter;
}

void
parvis_dossier_review_choose_paper (GtkWidget  *widget,
                                    const char *name,
                                    GVariant   *parameter)
{
  ParvisDossierReview *self = PARVIS_DOSSIER_REVIEW (widget);
  g_autoptr(GtkFileFilter) filter = NULL;
  GtkFileChooserNative *chooser;
  Choice *choice;

  if (!may_add (self))
    return;

  choice = begin_choice (self);
  filter = make_filter (choice->kinds);
  chooser = gtk_file_chooser_native_new (_("Add a Paper"),
                                         GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                         GTK_FILE_CHOOSER_ACTION_OPEN, _("_Add"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  g_signal_connect (chooser, "response", G_CALLBACK (chosen_cb), choice);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* --- one that is dropped --- */

static gboolean
dropped_cb (ParvisDossierReview *self,
            const GValue        *value)
{
  Choice *choice;

  if (!may_add (self))
    return FALSE;

  choice = begin_choice (self);
  for (GSList *link = g_value_get_boxed (value); link != NULL; link = link->next)
    g_ptr_array_add (choice->files, g_object_ref (link->data));
  read_next (choice);

  return TRUE;
}

void
parvis_dossier_review_take_drops (ParvisDossierReview *self,
                                  GtkWidget           *place)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (target, "drop", G_CALLBACK (dropped_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (place, GTK_EVENT_CONTROLLER (target));
}
