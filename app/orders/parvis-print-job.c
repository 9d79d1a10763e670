/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-print-job"

#include "config.h"

#include "parvis-print-job.h"

#include "parvis-error.h"

#include <gtk/gtkunixprint.h>

/* GtkPrintOperation prints without a dialog, too, but GTK 4.8 crashes when the printer has not
 * told what it can do, which only the dialog waits for.
 */

typedef struct
{
  char         *path;
  char         *wanted;       /* (nullable) */
  char         *name;
  GtkPageSetup *setup;
  GtkPrinter   *printer;      /* (nullable): the best that was found */
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  g_free (job->path);
  g_free (job->wanted);
  g_free (job->name);
  g_object_unref (job->setup);
  g_clear_object (&job->printer);
  g_free (job);
}

static void
sent_cb (GtkPrintJob  *print_job,
         gpointer      user_data,
         const GError *error)
{
  GTask *task = user_data;

  if (error != NULL)
    g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE, "%s", error->message);
  else
    g_task_return_boolean (task, TRUE);
}

static void
send (GTask *task)
{
  Job *job = g_task_get_task_data (task);
  g_autoptr(GtkPrintSettings) settings = gtk_print_settings_new ();
  g_autoptr(GtkPrintJob) print_job = NULL;
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;

  gtk_print_settings_set (settings, GTK_PRINT_SETTINGS_OUTPUT_BASENAME, job->name);
  print_job = gtk_print_job_new (job->name, job->printer, settings, job->setup);
  if (gtk_print_job_set_source_file (print_job, job->path, &error))
    gtk_print_job_send (print_job, sent_cb, g_object_ref (task), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
details_cb (GtkPrinter *printer,
            gboolean    success,
            gpointer    user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);

  g_signal_handlers_disconnect_by_func (printer, details_cb, task);
  if (success)
    send (task);
  else
    g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                             "the printer does not say what it can do");
}

/* All printers were seen. */
static void
found_cb (gpointer user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Job *job = g_task_get_task_data (task);

  if (job->printer == NULL)
    {
      g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND, "no printer \"%s\"",
                               job->wanted != NULL ? job->wanted : "");
      return;
    }

  if (gtk_printer_has_details (job->printer))
    {
      send (task);
      return;
    }

  g_signal_connect (job->printer, "details-acquired", G_CALLBACK (details_cb),
                    g_object_ref (task));
  gtk_printer_request_details (job->printer);
}

/* Whoever names none gets the computer's own choice, or else the first real one. */
static gboolean
see_cb (GtkPrinter *printer,
        gpointer    user_data)
{
  Job *job = g_task_get_task_data (user_data);

  if (job->wanted != NULL ? g_strcmp0 (gtk_printer_get_name (printer), job->wanted) != 0
                          : gtk_printer_is_virtual (printer) ||
                            (job->printer != NULL && !gtk_printer_is_default (printer)))
    return FALSE;

  g_set_object (&job->printer, printer);

  return job->wanted != NULL || gtk_printer_is_default (printer);
}

void
parvis_print_job_async (const char          *path,
                        const char          *printer,
                        const char          *name,
                        GtkPageSetup        *setup,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->path = g_strdup (path);
  job->wanted = g_strdup (printer);
  job->name = g_strdup (name);
  job->setup = g_object_ref (setup);
  g_task_set_source_tag (task, parvis_print_job_async);
  g_task_set_task_data (task, job, free_job);
  gtk_enumerate_printers (see_cb, task, found_cb, FALSE);
}

gboolean
parvis_print_job_finish (GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_print_job_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
