/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-scan-place"

#include "config.h"

#include "parvis-scan-place.h"

/* A small picture is not blown up beyond this to fit. */
#define FIT_MAX 2.0

static gboolean
is_across (const ParvisScanFrame *frame)
{
  return frame->turns % 2 == 1;
}

/* As it is seen, at its own size. */
static double
get_width (const ParvisScanFrame *frame)
{
  return MAX (is_across (frame) ? frame->height : frame->width, 1);
}

static double
get_height (const ParvisScanFrame *frame)
{
  return MAX (is_across (frame) ? frame->width : frame->height, 1);
}

static double
fit_width (const ParvisScanFrame *frame)
{
  return CLAMP ((frame->view_width - 2 * PARVIS_SCAN_MARGIN) / get_width (frame), 0.01, FIT_MAX);
}

static double
fit_page (const ParvisScanFrame *frame)
{
  double height = (frame->view_height - 2 * PARVIS_SCAN_MARGIN) / get_height (frame);

  return CLAMP (MIN (fit_width (frame), height), 0.01, FIT_MAX);
}

double
parvis_scan_place_get_least (const ParvisScanFrame *frame)
{
  return MIN (fit_page (frame), 1.0);
}

double
parvis_scan_place_get_zoom (const ParvisScanPlace *self,
                            const ParvisScanFrame *frame)
{
  switch (self->fit)
    {
    case PARVIS_SCAN_FIT_PAGE:
      return fit_page (frame);

    case PARVIS_SCAN_FIT_WIDTH:
      return fit_width (frame);

    case PARVIS_SCAN_FIT_NOTHING:
    default:
      return CLAMP (self->zoom * fit_width (frame), parvis_scan_place_get_least (frame),
                    PARVIS_SCAN_ZOOM_MAX);
    }
}

static double
clamp_middle (double middle,
              double size,
              double view)
{
  double half = view / 2 / size;
  double edge = PARVIS_SCAN_MARGIN / size;

  return size <= view ? 0.5 : CLAMP (middle, half - edge, 1 - half + edge);
}

void
parvis_scan_place_clamp (ParvisScanPlace       *self,
                         const ParvisScanFrame *frame)
{
  double zoom = parvis_scan_place_get_zoom (self, frame);

  self->x = clamp_middle (self->x, get_width (frame) * zoom, frame->view_width);
  self->y = clamp_middle (self->y, get_height (frame) * zoom, frame->view_height);
}

void
parvis_scan_place_zoom_at (ParvisScanPlace       *self,
                           const ParvisScanFrame *frame,
                           double                 zoom,
                           double                 x,
                           double                 y)
{
  double before = parvis_scan_place_get_zoom (self, frame);
  double off_x = x - frame->view_width / 2;
  double off_y = y - frame->view_height / 2;
  double after;

  self->fit = PARVIS_SCAN_FIT_NOTHING;
  self->zoom = zoom / fit_width (frame);
  after = parvis_scan_place_get_zoom (self, frame);
  self->zoom = after / fit_width (frame);
  self->x += off_x / get_width (frame) * (1 / before - 1 / after);
  self->y += off_y / get_height (frame) * (1 / before - 1 / after);
  parvis_scan_place_clamp (self, frame);
}

gboolean
parvis_scan_place_scroll (ParvisScanPlace       *self,
                          const ParvisScanFrame *frame,
                          double                 dx,
                          double                 dy)
{
  double zoom = parvis_scan_place_get_zoom (self, frame);
  double x;
  double y;

  parvis_scan_place_clamp (self, frame);
  x = self->x;
  y = self->y;
  self->x += dx / (get_width (frame) * zoom);
  self->y += dy / (get_height (frame) * zoom);
  parvis_scan_place_clamp (self, frame);

  return ABS (self->x - x) > 1e-6 || ABS (self->y - y) > 1e-6;
}

void
parvis_scan_place_turn (ParvisScanPlace *self,
                        int              quarters)
{
  for (int i = 0; i < ((quarters % 4) + 4) % 4; i++)
    {
      double x = self->x;

      self->x = 1 - self->y;
      self->y = x;
    }
}

ParvisScanRect
parvis_scan_place_get_page (const ParvisScanPlace *self,
                            const ParvisScanFrame *frame)
{
  ParvisScanPlace place = *self;
  double zoom = parvis_scan_place_get_zoom (self, frame);
  ParvisScanRect rect;

  parvis_scan_place_clamp (&place, frame);
  rect.width = get_width (frame) * zoom;
  rect.height = get_height (frame) * zoom;
  rect.x = frame->view_width / 2 - place.x * rect.width;
  rect.y = frame->view_height / 2 - place.y * rect.height;

  return rect;
}

ParvisScanRect
parvis_scan_place_get_visible (const ParvisScanPlace *self,
                               const ParvisScanFrame *frame)
{
  ParvisScanRect page = parvis_scan_place_get_page (self, frame);
  double left = CLAMP (-page.x / page.width, 0, 1);
  double top = CLAMP (-page.y / page.height, 0, 1);
  double right = CLAMP ((frame->view_width - page.x) / page.width, 0, 1);
  double bottom = CLAMP ((frame->view_height - page.y) / page.height, 0, 1);

  switch (frame->turns % 4)
    {
    case 1:   /* what is above was on the left */
      return (ParvisScanRect) { top, 1 - right, bottom - top, right - left };

    case 2:
      return (ParvisScanRect) { 1 - right, 1 - bottom, right - left, bottom - top };

    case 3:
      return (ParvisScanRect) { 1 - bottom, left, bottom - top, right - left };

    default:
      return (ParvisScanRect) { left, top, right - left, bottom - top };
    }
}
