/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "paper-sets.h"

#include "papers.h"
#include "parvis-error.h"

#include <string.h>

#define SHOWN   PAPER_MAY_BE_SHOWN
#define REFUSED PAPER_MAY_BE_REFUSED
#define SLOW    PAPER_MAY_BE_SLOW
#define OTHER   PAPER_MUST_BE_OTHER

const PaperSet paper_sets[] = {
  { "05-pdf/valid", SHOWN, -1 },
  { "05-pdf/damaged-repairable", SHOWN | OTHER, -1 },
  { "05-pdf/broken", SHOWN | REFUSED | SLOW, -1 },
  { "05-pdf/encrypted", REFUSED, PARVIS_ERROR_LOCKED },
  { "05-pdf/hang-or-crash", SHOWN | REFUSED | SLOW, -1 },
  { "06-images/documents", SHOWN | OTHER, -1 },
  { "06-images/malformed", SHOWN | REFUSED, -1 },
  { "06-images/bombs", OTHER, PARVIS_ERROR_MEDIA_TYPE },
  { "06-images/heic", REFUSED, -1 },
  { "06-images/heic-unsupported", REFUSED, -1 },
  { "06-images/orientation", SHOWN | OTHER, -1 },
  { NULL, 0, -1 },
};

const PaperSet *
paper_sets_find (const char *folder)
{
  for (guint i = 0; paper_sets[i].folder != NULL; i++)
    if (strcmp (paper_sets[i].folder, folder) == 0)
      return &paper_sets[i];

  g_assert_not_reached ();
}

static GBytes *
read_file (const char *folder,
           const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr(GError) error = NULL;
  char *contents = NULL;
  gsize size;

  g_file_get_contents (path, &contents, &size, &error);
  g_assert_no_error (error);

  return g_bytes_new_take (contents, size);
}

gboolean
paper_set_each (const PaperSet *set,
                PaperFunc       func,
                gpointer        data)
{
  const char *root = g_getenv ("PARVIS_TEST_DATA");
  g_autofree char *folder = root != NULL ? g_build_filename (root, set->folder, NULL) : NULL;
  g_autoptr(GDir) files = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;
  guint n = 0;

  if (files == NULL)
    {
      g_test_skip ("the documents are not here");
      return FALSE;
    }

  while ((name = g_dir_read_name (files)) != NULL)
    {
      g_autoptr(GBytes) paper = NULL;

      /* What a text recognition found, beside some of them. */
      if (g_str_has_suffix (name, ".txt"))
        continue;

      paper = read_file (folder, name);
      func (set, name, paper, data);
      n++;
    }
  g_assert_cmpuint (n, >, 0);

  return TRUE;
}

/* --- made here --- */

/* @head comes before it. */
static GBytes *
shift (GBytes *paper,
       gsize   head)
{
  g_autoptr(GByteArray) whole = g_byte_array_new ();
  gsize size;
  const guint8 *bytes = g_bytes_get_data (paper, &size);

  g_byte_array_set_size (whole, (guint) head);
  memset (whole->data, '\n', head);
  g_byte_array_append (whole, bytes, (guint) size);
  g_bytes_unref (paper);

  return g_byte_array_free_to_bytes (g_steal_pointer (&whole));
}

/* The first @share per cent. */
static GBytes *
cut (GBytes *paper,
     guint   share)
{
  GBytes *part = paper_truncate (paper, g_bytes_get_size (paper) * share / 100);

  g_bytes_unref (paper);

  return part;
}

#define TEXT(text) g_bytes_new_static (text, sizeof text - 1)

void
paper_sets_make (PaperFunc func,
                 gpointer  data)
{
  const struct
  {
    const char   *name;
    GBytes       *paper;
    PaperOutcome  outcome;
    int           code;
  } made[] = {
    { "plain.pdf", paper_pdf (2), SHOWN, -1 },
    { "after-a-line.pdf", shift (paper_pdf (1), 900), SHOWN, -1 },
    { "too-far-behind.pdf", shift (paper_pdf (1), 2000), OTHER, PARVIS_ERROR_MEDIA_TYPE },
    { "cut.pdf", cut (paper_pdf (3), 60), SHOWN | REFUSED, -1 },
    { "only-its-head.pdf", TEXT ("%PDF-1.7\nnothing"), REFUSED, PARVIS_ERROR_DAMAGED },
    { "without-pages.pdf", paper_pdf_tree (0, FALSE), REFUSED, PARVIS_ERROR_DAMAGED },
    { "pages-in-a-ring.pdf", paper_pdf_tree (3, TRUE), REFUSED, PARVIS_ERROR_DAMAGED },
    { "ten-thousand-pages.pdf", paper_pdf_tree (10000, FALSE), REFUSED, PARVIS_ERROR_TOO_LARGE },
    { "locked.pdf", paper_pdf_locked (), REFUSED, PARVIS_ERROR_LOCKED },
    { "endless.pdf", paper_pdf_endless (), SLOW, PARVIS_ERROR_TOO_SLOW },
    { "photo.jpg", paper_jpeg (800, 600, PAPER_COLOUR, 6), SHOWN, -1 },
    { "large.jpg", paper_jpeg (6000, 4000, PAPER_COLOUR, 0), SHOWN, -1 },
    { "thin.jpg", paper_jpeg (20000, 1, PAPER_COLOUR, 0), SHOWN, -1 },
    { "progressive.jpg", paper_jpeg (1200, 900, PAPER_PROGRESSIVE, 0), SHOWN, -1 },
    { "half.jpg", cut (paper_jpeg (800, 600, PAPER_COLOUR, 0), 60), SHOWN, -1 },
    { "its-head.jpg", TEXT ("\xff\xd8\xff\xe0nonsense"), REFUSED, PARVIS_ERROR_DAMAGED },
    { "deep.png", paper_png (500, 400, 16, TRUE), SHOWN, -1 },
    { "bomb.png", paper_png_bomb (60000, 60000), REFUSED, PARVIS_ERROR_TOO_LARGE },
    { "hollow.png", paper_png_bomb (10000, 10000), REFUSED, PARVIS_ERROR_DAMAGED },
    { "a-pdf.jpg", paper_pdf (1), SHOWN, -1 },
    { "a-photo.pdf", paper_jpeg (300, 200, PAPER_COLOUR, 0), SHOWN, -1 },
    { "a-page.gif", TEXT ("GIF89a\1\0\1\0\0\0\0"), OTHER, PARVIS_ERROR_MEDIA_TYPE },
    { "a-page.html", TEXT ("<html><script>alert(1)</script>"), OTHER, PARVIS_ERROR_MEDIA_TYPE },
    { "letter.docx", TEXT ("PK\x03\x04\x14\0\6\0\10\0\0\0!\0"), OTHER, PARVIS_ERROR_MEDIA_TYPE },
    { "camera.heic", TEXT ("\0\0\0\30ftypheic\0\0\0\0mif1heic"), REFUSED, PARVIS_ERROR_HEIC },
    { "camera.avif", TEXT ("\0\0\0\30ftypavif\0\0\0\0mif1miaf"), OTHER,
      PARVIS_ERROR_MEDIA_TYPE },
    { "film.mp4", TEXT ("\0\0\0\30ftypmp42\0\0\0\0isommp42"), OTHER, PARVIS_ERROR_MEDIA_TYPE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (made); i++)
    {
      PaperSet set = { "made", made[i].outcome, made[i].code };

      func (&set, made[i].name, made[i].paper, data);
      g_bytes_unref (made[i].paper);
    }
}

/* --- what came of it --- */

const char *
paper_name_error (const GError *error)
{
  static const char *const names[PARVIS_N_ERRORS] = {
    [PARVIS_ERROR_DAMAGED] = "damaged",
    [PARVIS_ERROR_LOCKED] = "locked",
    [PARVIS_ERROR_TOO_LARGE] = "too large",
    [PARVIS_ERROR_TOO_SLOW] = "too slow",
    [PARVIS_ERROR_HEIC] = "HEIC",
    [PARVIS_ERROR_MEDIA_TYPE] = "another kind",
  };

  if (error == NULL)
    return "shown";

  g_assert_cmpuint (error->domain, ==, PARVIS_ERROR);
  g_assert_nonnull (names[error->code]);

  return names[error->code];
}

gboolean
paper_is_ours (const char *name,
               GBytes     *paper)
{
  gsize size;
  const char *data = g_bytes_get_data (paper, &size);

  if (g_str_has_suffix (name, ".pdf"))
    return memmem (data, MIN (size, 1024), "%PDF-", 5) != NULL;

  return g_str_has_suffix (name, ".jpg") || g_str_has_suffix (name, ".png");
}

void
paper_set_check (const PaperSet *set,
                 const char     *name,
                 GBytes         *paper,
                 const GError   *error)
{
  gboolean ours = paper_is_ours (name, paper);

  if (error == NULL)
    g_assert_true (set->outcome & SHOWN);
  else if (error->code == PARVIS_ERROR_TOO_SLOW)
    g_assert_true (set->outcome & SLOW);
  else if (error->code == PARVIS_ERROR_MEDIA_TYPE && (set->outcome & OTHER))
    g_assert_false (ours);
  else
    g_assert_true (set->outcome & REFUSED);

  /* What is not looked into is refused for that, and for nothing else. */
  if (!ours && (set->outcome & OTHER))
    g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_MEDIA_TYPE);
  if (set->code >= 0)
    g_assert_error (error, PARVIS_ERROR, set->code);
}
