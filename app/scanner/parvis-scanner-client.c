/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-scanner"

#include "config.h"

#include "parvis-scanner-client.h"

#include "parvis-error.h"
#include "parvis-json.h"
#include "parvis-media.h"
#include "parvis-scanner-words.h"

#include <glib/gi18n.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* What drivers of a whole network say of themselves. */
#define LIST_MAX  (256 * 1024)
#define LINE_MAX_BYTES 100
/* ms that a driver has to stop by itself. */
#define PATIENCE  3000
/* s in which those of a network have answered. */
#define LIST_PATIENCE 60

void
parvis_scanner_device_free (ParvisScannerDevice *device)
{
  g_free (device->name);
  g_free (device->title);
  g_free (device);
}

static const char *
get_program (void)
{
  const char *program = g_getenv ("PARVIS_SCANNER");

  return program != NULL ? program : SCANNER_PROGRAM;
}

/* Takes @error (nullable), of a library. */
static void
fail (GTask  *task,
      GError *error)
{
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_CANCELLED, "cancelled");
  else
    g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE, "%s",
                             error != NULL ? error->message : "the program ended");
  g_clear_error (&error);
}

/* --- which there are --- */

typedef struct
{
  GSubprocess *process;
  guint        timer;
  gboolean     late;
} Listing;

static void
free_listing (gpointer data)
{
  Listing *listing = data;

  g_clear_handle_id (&listing->timer, g_source_remove);
  if (listing->process != NULL)
    g_subprocess_force_exit (listing->process);
  g_clear_object (&listing->process);
  g_free (listing);
}

static gboolean
late_cb (gpointer user_data)
{
  Listing *listing = user_data;

  listing->timer = 0;
  listing->late = TRUE;
  g_subprocess_force_exit (listing->process);

  return G_SOURCE_REMOVE;
}

static void
free_devices (gpointer data)
{
  g_ptr_array_unref (data);
}

static GPtrArray *
read_devices (GBytes  *text,
              GError **error)
{
  g_autoptr(GPtrArray) devices =
    g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_scanner_device_free);
  gsize length;
  const char *data = g_bytes_get_data (text, &length);
  g_autoptr(json_t) all = length <= LIST_MAX ? parvis_json_parse (data, length, error) : NULL;
  const json_t *entry;
  gsize i;

  if (all == NULL)
    return NULL;

  json_array_foreach (json_object_get (all, "scanners"), i, entry)
    {
      const char *name;
      const char *title;
      ParvisScannerDevice *device;

      if (!parvis_json_get_string (entry, "name", 1000, &name, NULL) ||
          !parvis_json_get_string (entry, "title", 1000, &title, NULL))
        continue;

      device = g_new0 (ParvisScannerDevice, 1);
      device->name = g_strdup (name);
      device->title = g_strdup (title);
      g_ptr_array_add (devices, device);
    }

  return g_steal_pointer (&devices);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  const Listing *listing = g_task_get_task_data (task);
  g_autoptr(GBytes) text = NULL;
  GError *error = NULL;
  GPtrArray *devices = NULL;

  if (g_subprocess_communicate_finish (G_SUBPROCESS (object), result, &text, NULL, &error) &&
      text != NULL)
    devices = read_devices (text, &error);
  if (devices != NULL)
    {
      g_task_return_pointer (task, devices, free_devices);
    }
  else if (listing->late)
    {
      g_clear_error (&error);
      g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_TOO_SLOW, "a driver hangs");
    }
  else
    {
      fail (task, error);
    }
}

void
parvis_scanner_list_async (GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Listing *listing = g_new0 (Listing, 1);
  GError *error = NULL;

  g_task_set_source_tag (task, parvis_scanner_list_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, listing, free_listing);
  listing->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, get_program (),
                                       "--list", NULL);
  if (listing->process == NULL)
    {
      fail (task, error);
      return;
    }

  listing->timer = g_timeout_add_seconds (LIST_PATIENCE, late_cb, listing);
  g_subprocess_communicate_async (listing->process, NULL, cancellable, listed_cb,
                                  g_object_ref (task));
}

GPtrArray *
parvis_scanner_list_finish (GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_scanner_list_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- scanning --- */

typedef struct
{
  GSubprocess           *process;
  GDataInputStream      *input;
  ParvisScannerPageFunc  page;
  gpointer               data;
  guint8                *bytes;       /* (nullable): of the page that comes */
  gsize                  length;
  gulong                 cancelled_id;
  guint                  timer;
} Scanning;

static void read_line (GTask *task);

/* A page may be somebody's identity card. */
typedef struct
{
  guint8 *bytes;
  gsize   length;
} Page;

static void
free_page (gpointer data)
{
  Page *page = data;

  sodium_memzero (page->bytes, page->length);
  g_free (page->bytes);
  g_free (page);
}

static void
free_scanning (gpointer data)
{
  Scanning *scanning = data;

  g_clear_handle_id (&scanning->timer, g_source_remove);
  if (scanning->process != NULL)
    g_subprocess_force_exit (scanning->process);
  if (scanning->bytes != NULL)
    sodium_memzero (scanning->bytes, scanning->length);
  g_free (scanning->bytes);
  g_clear_object (&scanning->input);
  g_clear_object (&scanning->process);
  g_free (scanning);
}

static void
stop_listening (GTask *task)
{
  Scanning *scanning = g_task_get_task_data (task);

  if (scanning->cancelled_id != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), scanning->cancelled_id);
  scanning->cancelled_id = 0;
}

static void
end_with_error (GTask  *task,
                GError *error)
{
  stop_listening (task);
  fail (task, error);
}

static gboolean
impatient_cb (gpointer user_data)
{
  Scanning *scanning = user_data;

  scanning->timer = 0;
  g_subprocess_force_exit (scanning->process);

  return G_SOURCE_REMOVE;
}

/* The driver moves its lamp back, if it does so in time. */
static void
cancelled_cb (GCancellable *cancellable,
              GTask        *task)
{
  Scanning *scanning = g_task_get_task_data (task);

  g_subprocess_send_signal (scanning->process, SIGTERM);
  if (scanning->timer == 0)
    scanning->timer = g_timeout_add (PATIENCE, impatient_cb, scanning);
}

static void
end_with_word (GTask      *task,
               const char *word)
{
  static const struct
  {
    const char *word;
    int         code;
  } codes[] = {
    { PARVIS_SCANNER_EMPTY, PARVIS_ERROR_NOT_FOUND },
    { PARVIS_SCANNER_DENIED, PARVIS_ERROR_FORBIDDEN },
    { PARVIS_SCANNER_JAMMED, PARVIS_ERROR_CONFLICT },
    { PARVIS_SCANNER_OPEN, PARVIS_ERROR_CONFLICT },
    { PARVIS_SCANNER_LARGE, PARVIS_ERROR_TOO_LARGE },
  };

  stop_listening (task);
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      fail (task, NULL);
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (strcmp (word, codes[i].word) == 0)
      {
        g_task_return_new_error (task, PARVIS_ERROR, codes[i].code, "%s", word);
        return;
      }

  g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE, "%s", word);
}

static void
page_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Scanning *scanning = g_task_get_task_data (task);
  g_autoptr(GBytes) bytes = NULL;
  GError *error = NULL;
  gsize length = 0;
  Page *page;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (object), result, &length, &error) ||
      length < scanning->length)
    {
      end_with_error (task, error);
      return;
    }

  page = g_new0 (Page, 1);
  page->bytes = g_steal_pointer (&scanning->bytes);
  page->length = scanning->length;
  bytes = g_bytes_new_with_free_func (page->bytes, page->length, free_page, page);
  if (!g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    scanning->page (bytes, scanning->data);
  read_line (task);
}

static void
read_page (GTask      *task,
           const char *number)
{
  Scanning *scanning = g_task_get_task_data (task);
  guint64 length;

  if (!g_ascii_string_to_unsigned (number, 10, 1, PARVIS_DOCUMENT_MAX, &length, NULL))
    {
      end_with_word (task, PARVIS_SCANNER_FAILED);
      return;
    }

  scanning->length = (gsize) length;
  scanning->bytes = g_malloc (scanning->length);
  g_input_stream_read_all_async (G_INPUT_STREAM (scanning->input), scanning->bytes,
                                 scanning->length, G_PRIORITY_DEFAULT, NULL, page_cb,
                                 g_object_ref (task));
}

static void
line_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  gsize length;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (object),
                                                                result, &length, &error);

  if (line == NULL || length > LINE_MAX_BYTES)
    end_with_error (task, error);
  else if (g_str_has_prefix (line, PARVIS_SCANNER_PAGE " "))
    read_page (task, line + strlen (PARVIS_SCANNER_PAGE " "));
  else if (g_str_has_prefix (line, PARVIS_SCANNER_ERROR " "))
    end_with_word (task, line + strlen (PARVIS_SCANNER_ERROR " "));
  else if (strcmp (line, PARVIS_SCANNER_END) != 0)
    end_with_word (task, PARVIS_SCANNER_FAILED);
  else if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    end_with_error (task, NULL);
  else
    {
      stop_listening (task);
      g_task_return_boolean (task, TRUE);
    }
}

static void
read_line (GTask *task)
{
  Scanning *scanning = g_task_get_task_data (task);

  /* Not to be cancelled: the program ends then, and so does what it writes. */
  g_data_input_stream_read_line_async (scanning->input, G_PRIORITY_DEFAULT, NULL, line_cb,
                                       g_object_ref (task));
}

void
parvis_scanner_scan_async (const ParvisScannerAsk *ask,
                           ParvisScannerPageFunc   page,
                           GCancellable           *cancellable,
                           GAsyncReadyCallback     callback,
                           gpointer                user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autofree char *resolution = g_strdup_printf ("%u", ask->resolution);
  const char *argv[8] = { get_program (), "--device", ask->device, "--resolution", resolution };
  Scanning *scanning = g_new0 (Scanning, 1);
  GError *error = NULL;
  guint n = 5;

  g_task_set_source_tag (task, parvis_scanner_scan_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, scanning, free_scanning);
  if (ask->colour)
    argv[n++] = "--colour";
  if (ask->feeder)
    argv[n++] = "--feeder";
  scanning->page = page;
  scanning->data = user_data;
  scanning->process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error);
  if (scanning->process == NULL)
    {
      fail (task, error);
      return;
    }

  scanning->input = g_data_input_stream_new (g_subprocess_get_stdout_pipe (scanning->process));
  if (cancellable != NULL)
    scanning->cancelled_id = g_signal_connect (cancellable, "cancelled",
                                               G_CALLBACK (cancelled_cb), task);
  read_line (task);
}

gboolean
parvis_scanner_scan_finish (GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_scanner_scan_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

const char *
parvis_scanner_explain (const GError *error)
{
  switch (error->code)
    {
    case PARVIS_ERROR_NOT_FOUND:
      return _("Nothing lies in the feeder of the scanner.");

    case PARVIS_ERROR_FORBIDDEN:
      return _("The scanner does not let this computer use it.");

    case PARVIS_ERROR_CONFLICT:
      return strcmp (error->message, PARVIS_SCANNER_OPEN) == 0
             ? _("The scanner is open: close it, then scan again.")
             : _("Paper is jammed in the scanner: take it out, then scan again.");

    case PARVIS_ERROR_TOO_LARGE:
      return _("The page is too large: scan it with fewer details, or without colour.");

    default:
      break;
    }

  if (strcmp (error->message, PARVIS_SCANNER_BUSY) == 0)
    return _("The scanner is busy. Try again in a moment.");

  return _("The scanner does not answer. Is it switched on, and connected?");
}
