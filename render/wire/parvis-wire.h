/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What parvis-render and whoever asks it say to each other, over a UNIX socket.
 *
 * A frame is a header of 16 bytes (the version's magic, a type, the length of what
 * follows, a serial number that an answer repeats) and a body; all numbers are 32
 * bits, little endian. The first question is PARVIS_WIRE_OPEN, with the document as a
 * sealed memfd; the renderer says PARVIS_WIRE_HELLO once it is confined, before it opens
 * it. Then each question gets one answer. Pixels go into a memfd that the question
 * brings, sealed against changes of its size, so neither side can be made to wait or to
 * fault by the other.
 */
#define PARVIS_WIRE_MAGIC        0x31525650 /* "PVR1" */
#define PARVIS_WIRE_HEADER       16
#define PARVIS_WIRE_MAX_QUESTION 64
#define PARVIS_WIRE_MAX_ANSWER   (4 * 1024 * 1024)

/* What is opened and drawn at all. */
#define PARVIS_RENDER_MAX_BYTES  (64 * 1024 * 1024)
#define PARVIS_RENDER_MAX_PAGES  500
#define PARVIS_RENDER_MAX_SIDE   20000              /* of a page when drawn whole */
#define PARVIS_RENDER_MAX_PIXELS (40 * 1000 * 1000) /* of one answer */
#define PARVIS_RENDER_MAX_WORDS  50000
/* For a document that is read once from its beginning to its end. */
#define PARVIS_RENDER_MAX_SOURCE_PIXELS (200 * 1000 * 1000)

typedef enum
{
  PARVIS_WIRE_HELLO = 1,
  /* Questions. */
  PARVIS_WIRE_OPEN,
  PARVIS_WIRE_RENDER,
  PARVIS_WIRE_READ_WORDS,
  PARVIS_WIRE_MEASURE,
  /* Answers. */
  PARVIS_WIRE_INFO,
  PARVIS_WIRE_PIXELS,
  PARVIS_WIRE_WORDS,
  PARVIS_WIRE_MEASURES,
  PARVIS_WIRE_FAULT,
} ParvisWireType;

typedef enum
{
  PARVIS_FAULT_NONE,
  PARVIS_FAULT_DAMAGED,
  PARVIS_FAULT_LOCKED,      /* opens with a password only */
  PARVIS_FAULT_TOO_LARGE,   /* more bytes, pages or pixels than are opened */
  PARVIS_FAULT_TOO_SLOW,
  PARVIS_FAULT_HEIC,
  PARVIS_FAULT_KIND,        /* neither PDF nor JPEG nor PNG */
  PARVIS_FAULT_QUESTION,    /* asked wrongly: no such page, nothing to draw */
} ParvisFault;

#define PARVIS_N_FAULTS (PARVIS_FAULT_QUESTION + 1)

typedef enum
{
  PARVIS_RENDER_KIND_PDF = 1,
  PARVIS_RENDER_KIND_JPEG,
  PARVIS_RENDER_KIND_PNG,
} ParvisRenderKind;

typedef struct
{
  guint32 type;
  guint32 length;
  guint32 serial;
} ParvisWireHeader;

/**
 * ParvisRenderSize:
 *
 * A page as it is read, upright: in hundredths of a point for PDF, in pixels for a
 * picture.
 */
typedef struct
{
  guint32 width;
  guint32 height;
} ParvisRenderSize;

/**
 * ParvisRenderInfo:
 * @orientation: of EXIF, 1 to 8; already applied to everything that is answered
 * @complete: the document was decoded to its end, if that was asked for
 */
typedef struct
{
  ParvisRenderKind kind;
  guint32          orientation;
  gboolean         complete;
  guint32          n_pages;
  ParvisRenderSize sizes[PARVIS_RENDER_MAX_PAGES];
} ParvisRenderInfo;

/**
 * ParvisRenderAsk:
 * @box_width: what the whole page must fit into, in pixels
 * @x: the part that is wanted, in pixels of the whole page at that size
 * @width: 0 for all of it
 *
 * A page of a PDF is as large as the box lets it; a picture is never larger than
 * it is.
 */
typedef struct
{
  guint32 page;
  guint32 box_width;
  guint32 box_height;
  guint32 x;
  guint32 y;
  guint32 width;
  guint32 height;
} ParvisRenderAsk;

/**
 * ParvisRenderPixels:
 * @incomplete: the document ends early; what is missing is paper
 *
 * Rows of @stride bytes: blue, green, red, alpha, premultiplied.
 */
typedef struct
{
  guint32  width;
  guint32  height;
  guint32  stride;
  gboolean incomplete;
} ParvisRenderPixels;

/* Hundredths of a point from the page's upper left corner. */
typedef struct
{
  guint32 left;
  guint32 top;
  guint32 right;
  guint32 bottom;
} ParvisRenderBox;

typedef struct
{
  ParvisRenderBox  box;
  char            *text;
} ParvisRenderWord;

/**
 * ParvisRenderMeasures:
 * @sharpness: of the edges, where 1000 is a scan and below 150 letters run together
 * @darkness: of the paper, 0 for white
 * @glare: share of blown-out patches on paper that is not that bright
 * @cut: left, top, right, bottom: how much ink runs over that edge, of its length
 *
 * Hints about how well a page can be read, in thousandths.
 */
typedef struct
{
  guint32 width;    /* pixels that there are; 0 for a page that is drawn */
  guint32 height;
  guint32 sharpness;
  guint32 darkness;
  guint32 glare;
  guint32 cut[4];
} ParvisRenderMeasures;

gboolean parvis_wire_read_header     (const guint8               *data,
                                      gsize                       max_length,
                                      ParvisWireHeader           *header);
/* Whole frames, to be freed. */
GByteArray *parvis_wire_frame          (ParvisWireType              type,
                                        guint32                     serial);
GByteArray *parvis_wire_frame_open     (guint32                     serial,
                                        gboolean                    check);
GByteArray *parvis_wire_frame_ask      (guint32                     serial,
                                        const ParvisRenderAsk      *ask);
GByteArray *parvis_wire_frame_page     (ParvisWireType              type,
                                        guint32                     serial,
                                        guint32                     page);
GByteArray *parvis_wire_frame_info     (guint32                     serial,
                                        const ParvisRenderInfo     *info);
GByteArray *parvis_wire_frame_pixels   (guint32                     serial,
                                        const ParvisRenderPixels   *pixels);
GByteArray *parvis_wire_frame_measures (guint32                     serial,
                                        const ParvisRenderMeasures *measures);
GByteArray *parvis_wire_frame_fault    (guint32                     serial,
                                        ParvisFault                 fault);
/* Words are added to a frame of PARVIS_WIRE_WORDS one by one; FALSE when it is full. */
gboolean parvis_wire_add_word        (GByteArray                 *frame,
                                      const ParvisRenderBox      *box,
                                      const char                 *text,
                                      gsize                       length);

/* FALSE for a body that is not exactly that. */
gboolean parvis_wire_read_number     (const guint8               *body,
                                      gsize                       length,
                                      guint32                    *number);
gboolean parvis_wire_read_ask        (const guint8               *body,
                                      gsize                       length,
                                      ParvisRenderAsk            *ask);
gboolean parvis_wire_read_info       (const guint8               *body,
                                      gsize                       length,
                                      ParvisRenderInfo           *info);
gboolean parvis_wire_read_pixels     (const guint8               *body,
                                      gsize                       length,
                                      ParvisRenderPixels         *pixels);
/* (element-type ParvisRenderWord) (transfer full), or NULL */
GArray  *parvis_wire_read_words      (const guint8               *body,
                                      gsize                       length);
gboolean parvis_wire_read_measures   (const guint8               *body,
                                      gsize                       length,
                                      ParvisRenderMeasures       *measures);

/* How large a page of @size is drawn whole, and in @part what of it is asked for:
 * both sides compute the same. FALSE if that is nothing, or more than is drawn.
 */
gboolean parvis_wire_fit             (ParvisRenderKind            kind,
                                      ParvisRenderSize            size,
                                      const ParvisRenderAsk      *ask,
                                      ParvisRenderSize           *whole,
                                      ParvisRenderAsk            *part);

G_END_DECLS
