/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-line"

#include "config.h"

#include "papers.h"
#include "parvis-renderer-line.h"
#include "render-fixture.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* What parvis-render makes of questions that ParvisRenderer would never ask. */
typedef struct
{
  ParvisRendererLine *line;
  gboolean            confined;
  gboolean            ended;
  ParvisWireHeader    last;
  guint32             number; /* its first */
} Peer;

static void
frame_cb (gpointer                owner,
          const ParvisWireHeader *header,
          const guint8           *body)
{
  Peer *peer = owner;

  if (header->type == PARVIS_WIRE_HELLO)
    {
      peer->confined = TRUE;
      return;
    }

  g_assert_true (peer->confined);
  peer->last = *header;
  if (!parvis_wire_read_number (body, header->length, &peer->number))
    peer->number = 0;
}

static void
end_cb (gpointer owner)
{
  Peer *peer = owner;

  peer->ended = TRUE;
  g_clear_pointer (&peer->line, parvis_renderer_line_close);
}

static void
start (Peer *peer)
{
  g_autoptr(GError) error = NULL;

  memset (peer, 0, sizeof *peer);
  peer->line = parvis_renderer_line_open (PARVIS_RENDER, NULL, NULL, frame_cb, end_cb, peer,
                                          &error);
  g_assert_no_error (error);
}

/* Takes @frame; waits for its answer, or the end. */
static void
ask (Peer       *peer,
     GByteArray *frame,
     int         memory)
{
  guint32 serial = GUINT32_FROM_LE (((guint32 *) (gpointer) frame->data)[3]);

  g_assert_true (parvis_renderer_line_send (peer->line, frame, memory));
  g_byte_array_unref (frame);
  while (!peer->ended && peer->last.serial != serial)
    g_main_context_iteration (NULL, TRUE);
}

static int
make_memory (GBytes *document,
             int     seals)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (document, &size);
  int fd = memfd_create ("document", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  g_assert_cmpint (write (fd, data, size), ==, size);
  g_assert_cmpint (fcntl (fd, F_ADD_SEALS, seals), ==, 0);

  return fd;
}

static void
test_takes_one_document (void)
{
  g_autoptr(GBytes) document = paper_jpeg (64, 64, PAPER_COLOUR, 0);
  const ParvisRenderAsk whole = { .box_width = 64, .box_height = 64 };
  int good = make_memory (document, F_SEAL_SHRINK | F_SEAL_WRITE);
  int loose = make_memory (document, 0);
  Peer peer;

  if (fixture_can_run ())
    {
      start (&peer);
      ask (&peer, parvis_wire_frame_open (1, FALSE), good);
      g_assert_cmpuint (peer.last.type, ==, PARVIS_WIRE_INFO);

      /* Another document sees nothing of this one. */
      ask (&peer, parvis_wire_frame_open (2, FALSE), good);
      g_assert_cmpuint (peer.last.type, ==, PARVIS_WIRE_FAULT);
      g_assert_cmpuint (peer.number, ==, PARVIS_FAULT_QUESTION);

      /* Pixels need a place, one that stays as large as it is. */
      ask (&peer, parvis_wire_frame_ask (3, &whole), -1);
      g_assert_cmpuint (peer.number, ==, PARVIS_FAULT_QUESTION);
      ask (&peer, parvis_wire_frame_ask (4, &whole), loose);
      g_assert_cmpuint (peer.number, ==, PARVIS_FAULT_QUESTION);
      ask (&peer, parvis_wire_frame_page (PARVIS_WIRE_MEASURE, 5, 1), -1);
      g_assert_cmpuint (peer.number, ==, PARVIS_FAULT_QUESTION);
      g_assert_false (peer.ended);
      parvis_renderer_line_close (peer.line);
    }

  close (good);
  close (loose);
}

static void
test_opens_nothing_that_may_change (void)
{
  g_autoptr(GBytes) document = paper_jpeg (64, 64, PAPER_COLOUR, 0);
  int memories[] = { -1, make_memory (document, 0), make_memory (document, F_SEAL_WRITE) };
  gboolean can_run = fixture_can_run ();
  Peer peer;

  for (guint i = 0; i < G_N_ELEMENTS (memories); i++)
    {
      if (can_run)
        {
          start (&peer);
          ask (&peer, parvis_wire_frame_open (1, FALSE), memories[i]);
          g_assert_true (peer.ended);
          g_assert_false (peer.confined);
        }

      if (memories[i] >= 0)
        close (memories[i]);
    }
}

static void
test_ends_at_nonsense (void)
{
  g_autoptr(GBytes) document = paper_jpeg (64, 64, PAPER_COLOUR, 0);
  const guint32 lengths[] = { PARVIS_WIRE_MAX_QUESTION + 1, G_MAXUINT32 };
  int good = make_memory (document, F_SEAL_SHRINK | F_SEAL_WRITE);
  gboolean can_run = fixture_can_run ();
  Peer peer;

  for (guint i = 0; can_run && i < G_N_ELEMENTS (lengths); i++)
    {
      GByteArray *frame = parvis_wire_frame_page (PARVIS_WIRE_MEASURE, 2, 0);
      guint32 length = GUINT32_TO_LE (lengths[i]);

      memcpy (frame->data + 8, &length, sizeof length);
      start (&peer);
      ask (&peer, parvis_wire_frame_open (1, FALSE), good);
      ask (&peer, frame, -1);
      g_assert_true (peer.ended);
    }

  /* And at an answer in place of a question. */
  if (can_run)
    {
      start (&peer);
      ask (&peer, parvis_wire_frame_open (1, FALSE), good);
      ask (&peer, parvis_wire_frame_fault (2, PARVIS_FAULT_NONE), -1);
      g_assert_true (peer.ended);
    }

  close (good);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/line/takes-one-document", test_takes_one_document);
  g_test_add_func ("/line/opens-nothing-that-may-change", test_opens_nothing_that_may_change);
  g_test_add_func ("/line/ends-at-nonsense", test_ends_at_nonsense);

  return g_test_run ();
}
