/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-paper"

#include "config.h"

#include "parvis-paper.h"

#include "parvis-area.h"
#include "parvis-exif.h"
#include "parvis-pdf.h"
#include "parvis-picture.h"

#include <dlfcn.h>
#include <string.h>

/* Where a PDF may begin. */
#define PDF_PREFIX 1024
/* Longest side, in pixels, of what is drawn to see whether that works. */
#define CHECK_SIDE 400

struct _ParvisPaper
{
  const guint8     *data;
  gsize             size;
  ParvisRenderInfo  info;
  ParvisPdf        *pdf; /* NULL for a picture */
};

static const ParvisPdfModule *pdf_module;

static gboolean
is_pdf (const guint8 *data,
        gsize         size)
{
  return memmem (data, MIN (size, PDF_PREFIX), "%PDF-", 5) != NULL;
}

gboolean
parvis_paper_prepare (const guint8 *data,
                      gsize         size,
                      const char   *module)
{
  void *library;

  if (!is_pdf (data, size))
    return TRUE;

  library = dlopen (module, RTLD_NOW | RTLD_LOCAL);
  pdf_module = library != NULL ? dlsym (library, PARVIS_PDF_MODULE) : NULL;

  return pdf_module != NULL;
}

/* The containers of HEIC name what is in them in their first box. */
static gboolean
is_heic (const guint8 *data,
         gsize         size)
{
  static const char brands[][5] = {
    "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1",
  };
  gsize end;

  if (size < 16 || memcmp (data + 4, "ftyp", 4) != 0)
    return FALSE;

  end = MIN (size, ((gsize) data[2] << 8 | data[3]));
  for (gsize at = 8; at + 4 <= end; at += at == 8 ? 8 : 4)
    {
      if (memcmp (data + at, "avif", 4) == 0)
        return FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (brands); i++)
        if (memcmp (data + at, brands[i], 4) == 0 && i < G_N_ELEMENTS (brands) - 2)
          return TRUE;
    }

  return memcmp (data + 8, brands[8], 4) == 0 || memcmp (data + 8, brands[9], 4) == 0;
}

static ParvisFault
open_picture (ParvisPaper      *self,
              ParvisRenderKind  kind)
{
  ParvisPictureHead head;
  ParvisFault fault;
  gboolean turned;

  if (kind == PARVIS_RENDER_KIND_JPEG)
    fault = parvis_jpeg_read_head (self->data, self->size, &head);
  else
    fault = parvis_png_read_head (self->data, self->size, &head);

  if (fault != PARVIS_FAULT_NONE)
    return fault;

  if (head.size.width == 0 || head.size.height == 0)
    return PARVIS_FAULT_DAMAGED;

  if ((guint64) head.size.width * head.size.height > PARVIS_RENDER_MAX_SOURCE_PIXELS)
    return PARVIS_FAULT_TOO_LARGE;

  turned = parvis_exif_is_turned (head.orientation);
  self->info.kind = kind;
  self->info.orientation = head.orientation;
  self->info.n_pages = 1;
  self->info.sizes[0].width = turned ? head.size.height : head.size.width;
  self->info.sizes[0].height = turned ? head.size.width : head.size.height;

  return PARVIS_FAULT_NONE;
}

static ParvisFault
open_pdf (ParvisPaper *self)
{
  ParvisFault fault = PARVIS_FAULT_NONE;

  self->info.kind = PARVIS_RENDER_KIND_PDF;
  self->info.orientation = 1;
  self->pdf = pdf_module->open (self->data, self->size, &self->info, &fault);

  return fault;
}

ParvisPaper *
parvis_paper_open (const guint8 *data,
                   gsize         size,
                   ParvisFault  *fault)
{
  g_autoptr(ParvisPaper) self = g_new0 (ParvisPaper, 1);

  self->data = data;
  self->size = size;
  if (size > PARVIS_RENDER_MAX_BYTES)
    *fault = PARVIS_FAULT_TOO_LARGE;
  else if (size >= 3 && memcmp (data, "\xff\xd8\xff", 3) == 0)
    *fault = open_picture (self, PARVIS_RENDER_KIND_JPEG);
  else if (size >= 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0)
    *fault = open_picture (self, PARVIS_RENDER_KIND_PNG);
  else if (pdf_module != NULL && is_pdf (data, size))
    *fault = open_pdf (self);
  else
    *fault = is_heic (data, size) ? PARVIS_FAULT_HEIC : PARVIS_FAULT_KIND;

  return *fault == PARVIS_FAULT_NONE ? g_steal_pointer (&self) : NULL;
}

void
parvis_paper_free (ParvisPaper *self)
{
  if (self->pdf != NULL)
    pdf_module->free (self->pdf);

  g_free (self);
}

const ParvisRenderInfo *
parvis_paper_get_info (ParvisPaper *self)
{
  return &self->info;
}

ParvisFault
parvis_paper_check (ParvisPaper      *self,
                    ParvisRenderInfo *info)
{
  const ParvisRenderAsk ask = { .box_width = CHECK_SIDE, .box_height = CHECK_SIDE };
  g_autofree guint8 *pixels = g_malloc0 (4 * CHECK_SIDE * CHECK_SIDE);
  gboolean incomplete = FALSE;
  ParvisRenderSize whole;
  ParvisRenderAsk part;
  ParvisFault fault;

  *info = self->info;
  if (!parvis_wire_fit (info->kind, info->sizes[0], &ask, &whole, &part))
    return PARVIS_FAULT_DAMAGED;

  fault = parvis_paper_draw (self, whole, &part, pixels, &incomplete);
  info->complete = fault == PARVIS_FAULT_NONE && !incomplete;

  return fault;
}

static ParvisFault
decode (ParvisPaper             *self,
        const ParvisPictureGoal *goal,
        gboolean                *incomplete)
{
  if (self->info.kind == PARVIS_RENDER_KIND_JPEG)
    return parvis_jpeg_decode (self->data, self->size, goal, incomplete);

  return parvis_png_decode (self->data, self->size, goal, incomplete);
}

ParvisFault
parvis_paper_draw (ParvisPaper           *self,
                   ParvisRenderSize       whole,
                   const ParvisRenderAsk *part,
                   guint8                *pixels,
                   gboolean              *incomplete)
{
  const guint orientation = self->info.orientation;
  g_auto(ParvisArea) area = { NULL, 0 };
  ParvisPictureGoal goal;
  ParvisFault fault;

  *incomplete = FALSE;
  if (self->pdf != NULL)
    return pdf_module->draw (self->pdf, whole, part, pixels);

  parvis_picture_lay (orientation, whole, part, &goal);
  if (orientation == 1)
    {
      goal.pixels = pixels;
      return decode (self, &goal, incomplete);
    }

  area = parvis_area_new (goal.part.width, goal.part.height);
  if (area.pixels == NULL)
    return PARVIS_FAULT_TOO_LARGE;

  goal.pixels = area.pixels;
  fault = decode (self, &goal, incomplete);
  if (fault == PARVIS_FAULT_NONE)
    parvis_picture_raise (orientation, &goal, pixels);

  return fault;
}

ParvisFault
parvis_paper_read_words (ParvisPaper *self,
                         guint32      page,
                         GByteArray  *frame)
{
  if (self->pdf == NULL)
    return PARVIS_FAULT_NONE;

  return pdf_module->read_words (self->pdf, page, frame);
}
