/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-picture"

#include "config.h"

#include "parvis-picture.h"

#include "parvis-exif.h"

/* What EXIF's eight orientations do to the stored picture, in this order: mirror it
 * left to right, turn it upside down, exchange rows and columns.
 */
static const struct
{
  gboolean across;
  gboolean down;
} flips[9] = {
  [2] = { TRUE, FALSE },
  [3] = { TRUE, TRUE },
  [4] = { FALSE, TRUE },
  [6] = { FALSE, TRUE },
  [7] = { TRUE, TRUE },
  [8] = { TRUE, FALSE },
};

/**
 * parvis_picture_lay:
 * @whole: the whole picture, upright
 * @goal: gets everything but pixels
 */
void
parvis_picture_lay (guint                  orientation,
                    ParvisRenderSize       whole,
                    const ParvisRenderAsk *part,
                    ParvisPictureGoal     *goal)
{
  gboolean turned = parvis_exif_is_turned (orientation);

  goal->whole.width = turned ? whole.height : whole.width;
  goal->whole.height = turned ? whole.width : whole.height;
  goal->part = *part;
  goal->part.x = turned ? part->y : part->x;
  goal->part.y = turned ? part->x : part->y;
  goal->part.width = turned ? part->height : part->width;
  goal->part.height = turned ? part->width : part->height;
  if (flips[orientation].across)
    goal->part.x = goal->whole.width - goal->part.x - goal->part.width;
  if (flips[orientation].down)
    goal->part.y = goal->whole.height - goal->part.y - goal->part.height;
}

void
parvis_picture_raise (guint                    orientation,
                      const ParvisPictureGoal *goal,
                      guint8                  *pixels)
{
  gboolean turned = parvis_exif_is_turned (orientation);
  const guint32 width = goal->part.width;
  const guint32 height = goal->part.height;
  const guint32 *from = (const guint32 *) (gconstpointer) goal->pixels;
  guint32 *to = (guint32 *) (gpointer) pixels;

  for (guint32 y = 0; y < height; y++)
    {
      gsize down = flips[orientation].down ? height - 1 - y : y;

      for (guint32 x = 0; x < width; x++)
        {
          gsize across = flips[orientation].across ? width - 1 - x : x;

          to[turned ? across * height + down : down * width + across] = *from++;
        }
    }
}
