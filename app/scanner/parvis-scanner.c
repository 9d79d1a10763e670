/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-scanner"

#include "config.h"

#include "parvis-jpeg-writer.h"
#include "parvis-json.h"
#include "parvis-media.h"
#include "parvis-scanner-words.h"

#include <errno.h>
#include <sane/sane.h>
#include <sane/saneopts.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A program of its own, since drivers of scanners (SANE, https://sane-project.gitlab.io/standard)
 * crash, hang and print: what goes wrong there does not end the desk. Pages go to its standard
 * output and to no disk; what a driver prints there goes to the standard error.
 *
 *   parvis-scanner --list
 *     {"scanners":[{"name","title"}]}
 *   parvis-scanner --device NAME [--resolution DPI] [--colour] [--feeder]
 *     "page LENGTH\n" and so many bytes of JPEG, for each page; then "end\n", or "error WORD\n"
 */

#define QUALITY 85
/* mm, ISO 216 A4: what a scanner has beyond is not scanned. */
#define A4_WIDTH  210
#define A4_HEIGHT 297
/* What a page may have, whatever a driver says. */
#define MAX_SIDE  20000
#define MAX_BYTES (512u << 20)
#define MAX_PAGES 50
/* s that a driver has to end by itself. */
#define PATIENCE 2

/* The one that a signal ends. */
static SANE_Handle handle;
static volatile sig_atomic_t stopped;
/* What was the standard output before a driver could write to it. */
static FILE *out;
static int out_fd;
static char last_word[40];

/* sane_cancel() is made to be called from a signal handler. */
static void
stop_cb (int number)
{
  stopped = 1;
  if (handle != NULL)
    sane_cancel (handle);
}

static const char *
find_word (SANE_Status status)
{
  switch (status)
    {
    case SANE_STATUS_DEVICE_BUSY:
      return PARVIS_SCANNER_BUSY;

    case SANE_STATUS_NO_DOCS:
      return PARVIS_SCANNER_EMPTY;

    case SANE_STATUS_JAMMED:
      return PARVIS_SCANNER_JAMMED;

    case SANE_STATUS_COVER_OPEN:
      return PARVIS_SCANNER_OPEN;

    case SANE_STATUS_ACCESS_DENIED:
      return PARVIS_SCANNER_DENIED;

    case SANE_STATUS_INVAL:
      return PARVIS_SCANNER_GONE;

    case SANE_STATUS_NO_MEM:
      return PARVIS_SCANNER_LARGE;

    case SANE_STATUS_GOOD:
    case SANE_STATUS_UNSUPPORTED:
    case SANE_STATUS_CANCELLED:
    case SANE_STATUS_EOF:
    case SANE_STATUS_IO_ERROR:
    default:
      return PARVIS_SCANNER_FAILED;
    }
}

/* --- options --- */

/* (nullable): the option @name, if it can be set */
static const SANE_Option_Descriptor *
find_option (const char *name,
             SANE_Int   *place)
{
  const SANE_Option_Descriptor *option;

  for (SANE_Int i = 1; (option = sane_get_option_descriptor (handle, i)) != NULL; i++)
    if (g_strcmp0 (option->name, name) == 0 && SANE_OPTION_IS_ACTIVE (option->cap) &&
        SANE_OPTION_IS_SETTABLE (option->cap))
      {
        *place = i;
        return option;
      }

  return NULL;
}

static double
read_number (const SANE_Option_Descriptor *option,
             SANE_Word                     word)
{
  return option->type == SANE_TYPE_FIXED ? SANE_UNFIX (word) : word;
}

static SANE_Word
write_number (const SANE_Option_Descriptor *option,
              double                        number)
{
  return option->type == SANE_TYPE_FIXED ? SANE_FIX (number) : (SANE_Word) number;
}

/* The nearest that it takes. */
static double
fit_number (const SANE_Option_Descriptor *option,
            double                        wanted)
{
  const SANE_Word *list = option->constraint.word_list;
  double best;

  if (option->constraint_type == SANE_CONSTRAINT_RANGE)
    return CLAMP (wanted, read_number (option, option->constraint.range->min),
                  read_number (option, option->constraint.range->max));
  if (option->constraint_type != SANE_CONSTRAINT_WORD_LIST || list[0] < 1)
    return wanted;

  best = read_number (option, list[1]);
  for (SANE_Word i = 2; i <= list[0]; i++)
    if (ABS (read_number (option, list[i]) - wanted) < ABS (best - wanted))
      best = read_number (option, list[i]);

  return best;
}

static void
set_number (const char *name,
            double      wanted)
{
  SANE_Int place;
  const SANE_Option_Descriptor *option = find_option (name, &place);
  SANE_Word word;

  if (option == NULL || option->size != sizeof word ||
      (option->type != SANE_TYPE_INT && option->type != SANE_TYPE_FIXED))
    return;

  word = write_number (option, fit_number (option, wanted));
  if (sane_control_option (handle, place, SANE_ACTION_SET_VALUE, &word, NULL) !=
      SANE_STATUS_GOOD)
    g_message ("“%s” cannot be %g", name, wanted);
}

/* The first of its values that has one of @words in it, whatever the case, and none of
 * @without (nullable). Returns: whether there is one
 */
static gboolean
choose_value (const char         *name,
              const char * const *words,
              const char         *without)
{
  SANE_Int place;
  const SANE_Option_Descriptor *option = find_option (name, &place);
  const SANE_String_Const *values;

  if (option == NULL || option->constraint_type != SANE_CONSTRAINT_STRING_LIST)
    return FALSE;

  values = option->constraint.string_list;
  for (; *words != NULL; words++)
    for (guint i = 0; values[i] != NULL; i++)
      {
        g_autofree char *folded = g_ascii_strdown (values[i], -1);
        g_autofree char *value = g_malloc0 (MAX ((gsize) option->size, strlen (values[i]) + 1));

        if (strstr (folded, *words) == NULL || (without != NULL && strstr (folded, without)))
          continue;

        strcpy (value, values[i]);
        return sane_control_option (handle, place, SANE_ACTION_SET_VALUE, value, NULL) ==
               SANE_STATUS_GOOD;
      }

  return FALSE;
}

/* What a driver calls things is its own: these words are in all their names for them.
 * Returns: whether pages come from a feeder
 */
static gboolean
set_options (int      resolution,
             gboolean colour,
             gboolean feeder)
{
  static const char *const feeders[] = { "adf", "feeder", NULL };
  static const char *const glasses[] = { "flatbed", "normal", "document table", "glass", NULL };
  static const char *const colours[] = { "color", "colour", NULL };
  static const char *const greys[] = { "gray", "grey", NULL };

  feeder = feeder && (choose_value (SANE_NAME_SCAN_SOURCE, feeders, "duplex") ||
                      choose_value (SANE_NAME_SCAN_SOURCE, feeders, NULL));
  if (!feeder)
    choose_value (SANE_NAME_SCAN_SOURCE, glasses, NULL);
  if (!choose_value (SANE_NAME_SCAN_MODE, colour ? colours : greys, NULL))
    choose_value (SANE_NAME_SCAN_MODE, colour ? greys : colours, NULL);
  set_number (SANE_NAME_SCAN_RESOLUTION, resolution);
  set_number (SANE_NAME_SCAN_TL_X, 0);
  set_number (SANE_NAME_SCAN_TL_Y, 0);
  set_number (SANE_NAME_SCAN_BR_X, A4_WIDTH);
  set_number (SANE_NAME_SCAN_BR_Y, A4_HEIGHT);

  return feeder;
}

/* --- one page --- */

static gboolean
can_read (const SANE_Parameters *page)
{
  return (page->format == SANE_FRAME_GRAY || page->format == SANE_FRAME_RGB) &&
         (page->depth == 1 || page->depth == 8 || page->depth == 16) && page->last_frame &&
         page->pixels_per_line > 0 && page->pixels_per_line <= MAX_SIDE &&
         page->lines <= MAX_SIDE &&
         (gint64) page->bytes_per_line * 8 >=
         (gint64) page->pixels_per_line * page->depth * (page->format == SANE_FRAME_RGB ? 3 : 1);
}

/* One sample of a row, 0 to 255; a bit that is set is black. */
static guint8
get_sample (const guint8 *row,
            int           depth,
            guint         n)
{
  guint16 sample;

  if (depth == 1)
    return (row[n / 8] >> (7 - n % 8) & 1) != 0 ? 0 : 255;
  if (depth == 8)
    return row[n];

  /* In the order of this machine. */
  memcpy (&sample, row + 2 * (gsize) n, sizeof sample);

  return (guint8) (sample >> 8);
}

/* Blue, green, red and one more. */
static void
write_row (const SANE_Parameters *page,
           const guint8          *row,
           guint8                *pixels)
{
  gboolean colour = page->format == SANE_FRAME_RGB;

  for (guint i = 0; i < (guint) page->pixels_per_line; i++)
    for (guint part = 0; part < 3; part++)
      pixels[4 * (gsize) i + 2 - part] = get_sample (row, page->depth, colour ? 3 * i + part : i);
}

/* Rows as they come: how many there are a hand scanner does not know before. */
static GBytes *
convert (const SANE_Parameters *page,
         const GByteArray      *rows,
         guint                 *height)
{
  gsize stride = 4 * (gsize) page->pixels_per_line;
  guint n = rows->len / (guint) page->bytes_per_line;
  guint8 *pixels;

  if (n == 0 || n > MAX_SIDE || stride * n > MAX_BYTES ||
      (pixels = g_try_malloc0 (stride * n)) == NULL)
    return NULL;

  for (guint i = 0; i < n; i++)
    write_row (page, rows->data + (gsize) i * (guint) page->bytes_per_line, pixels + stride * i);
  *height = n;

  return g_bytes_new_take (pixels, stride * n);
}

static SANE_Status
read_rows (GByteArray *rows)
{
  guint8 block[64 * 1024];
  SANE_Status status = SANE_STATUS_GOOD;
  SANE_Int length;

  while (status == SANE_STATUS_GOOD)
    {
      length = 0;
      status = sane_read (handle, block, sizeof block, &length);
      if (status == SANE_STATUS_GOOD && length > 0)
        g_byte_array_append (rows, block, (guint) length);
      if (rows->len > MAX_BYTES)
        return SANE_STATUS_NO_MEM;
    }

  return status == SANE_STATUS_EOF ? SANE_STATUS_GOOD : status;
}

static SANE_Status
scan_page (void)
{
  g_autoptr(GByteArray) rows = g_byte_array_new ();
  g_autoptr(GBytes) pixels = NULL;
  g_autoptr(GBytes) picture = NULL;
  SANE_Parameters page;
  SANE_Status status;
  guint height;

  status = sane_start (handle);
  if (status == SANE_STATUS_GOOD)
    status = sane_get_parameters (handle, &page);
  if (status != SANE_STATUS_GOOD)
    return status;
  if (!can_read (&page))
    return SANE_STATUS_UNSUPPORTED;

  status = read_rows (rows);
  if (status != SANE_STATUS_GOOD)
    return status;

  pixels = convert (&page, rows, &height);
  if (pixels != NULL)
    picture = parvis_jpeg_write (pixels, (guint) page.pixels_per_line, height,
                                 4 * (guint) page.pixels_per_line, QUALITY);
  if (picture == NULL || g_bytes_get_size (picture) > PARVIS_DOCUMENT_MAX)
    return SANE_STATUS_NO_MEM;

  fprintf (out, PARVIS_SCANNER_PAGE " %" G_GSIZE_FORMAT "\n", g_bytes_get_size (picture));
  fwrite (g_bytes_get_data (picture, NULL), 1, g_bytes_get_size (picture), out);

  return fflush (out) == 0 ? SANE_STATUS_GOOD : SANE_STATUS_IO_ERROR;
}

/* --- the program --- */

static SANE_Status
scan (const char *device,
      int         resolution,
      gboolean    colour,
      gboolean    feeder)
{
  SANE_Status status = sane_open (device, &handle);
  guint n = 0;

  if (status != SANE_STATUS_GOOD)
    return status;

  feeder = set_options (resolution, colour, feeder);
  do
    status = stopped ? SANE_STATUS_CANCELLED : scan_page ();
  while (status == SANE_STATUS_GOOD && feeder && ++n < MAX_PAGES);

  /* A feeder that was not empty is, in the end. */
  return status == SANE_STATUS_NO_DOCS && n > 0 ? SANE_STATUS_GOOD : status;
}

/* Says how it ended, and is the end, without sane_exit(): drivers crash there. Made to be called
 * from a signal handler.
 */
static void
leave_cb (int number)
{
  size_t length = strlen (last_word);

  _exit (write (out_fd, last_word, length) == (ssize_t) length ? 0 : 1);
}

/* The lamp is moved back first, which some drivers do not come back from: what is known by now
 * is said all the same.
 */
static void
leave (SANE_Status status)
{
  if (status == SANE_STATUS_GOOD)
    g_strlcpy (last_word, PARVIS_SCANNER_END "\n", sizeof last_word);
  else
    g_snprintf (last_word, sizeof last_word, PARVIS_SCANNER_ERROR " %s\n", find_word (status));
  signal (SIGALRM, leave_cb);
  alarm (PATIENCE);
  if (handle != NULL)
    sane_cancel (handle);
  leave_cb (0);
}

static SANE_Status
list (void)
{
  const SANE_Device **devices;
  SANE_Status status = sane_get_devices (&devices, SANE_FALSE);
  g_autoptr(json_t) all = json_pack ("{s:[]}", "scanners");
  g_autofree char *text = NULL;

  for (guint i = 0; status == SANE_STATUS_GOOD && devices[i] != NULL; i++)
    {
      g_autofree char *vendor = g_utf8_make_valid (devices[i]->vendor, -1);
      g_autofree char *model = g_utf8_make_valid (devices[i]->model, -1);
      g_autofree char *title = g_strdup_printf ("%s %s", vendor, model);

      if (g_utf8_validate (devices[i]->name, -1, NULL))
        json_array_append_new (json_object_get (all, "scanners"),
                               json_pack ("{s:s, s:s}", "name", devices[i]->name, "title", title));
    }
  text = parvis_json_dump (all);
  fprintf (out, "%s\n", text);

  return status;
}

int
main (int    argc,
      char **argv)
{
  gboolean lists = FALSE;
  gboolean colour = FALSE;
  gboolean feeder = FALSE;
  int resolution = 200;
  g_autofree char *device = NULL;
  const GOptionEntry entries[] = {
    { "list", 0, 0, G_OPTION_ARG_NONE, &lists, "Name the scanners", NULL },
    { "device", 0, 0, G_OPTION_ARG_STRING, &device, "Scan with this one", "NAME" },
    { "resolution", 0, 0, G_OPTION_ARG_INT, &resolution, "Pixels in an inch", "DPI" },
    { "colour", 0, 0, G_OPTION_ARG_NONE, &colour, "In colour", NULL },
    { "feeder", 0, 0, G_OPTION_ARG_NONE, &feeder, "All pages of its feeder, if it has one", NULL },
    { NULL },
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(GError) error = NULL;
  SANE_Status status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || lists == (device != NULL))
    {
      fprintf (stderr, "parvis-scanner: %s\n",
               error != NULL ? error->message : "say --list or --device NAME");
      return 2;
    }

  out_fd = dup (STDOUT_FILENO);
  out = fdopen (out_fd, "w");
  if (out == NULL || dup2 (STDERR_FILENO, STDOUT_FILENO) < 0)
    {
      fprintf (stderr, "parvis-scanner: %s\n", g_strerror (errno));
      return 2;
    }

  signal (SIGTERM, stop_cb);
  signal (SIGPIPE, SIG_IGN);
  status = sane_init (NULL, NULL);
  if (status == SANE_STATUS_GOOD)
    status = lists ? list () : scan (device, resolution, colour, feeder);
  if (status != SANE_STATUS_GOOD)
    fprintf (stderr, "parvis-scanner: %s\n", sane_strstatus (status));
  fflush (out);
  if (!lists)
    leave (status);
  _exit (status == SANE_STATUS_GOOD ? 0 : 1);
}
