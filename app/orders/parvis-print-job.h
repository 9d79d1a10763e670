/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Sends the PDF at @path to a printer, without a dialog. @printer: (nullable): its name; without,
 * the one that the computer takes by itself. @name: of the job, and of the file of a printer of
 * files. Done when the spooler has it. PARVIS_ERROR_NOT_FOUND if there is no such printer,
 * PARVIS_ERROR_UNAVAILABLE if it takes nothing.
 */
void     parvis_print_job_async  (const char           *path,
                                  const char           *printer,
                                  const char           *name,
                                  GtkPageSetup         *setup,
                                  GCancellable         *cancellable,
                                  GAsyncReadyCallback   callback,
                                  gpointer              user_data);
gboolean parvis_print_job_finish (GAsyncResult         *result,
                                  GError              **error);

G_END_DECLS
