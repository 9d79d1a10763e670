/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-area"

#include "config.h"

#include "parvis-area.h"

#include <sys/mman.h>

ParvisArea
parvis_area_new (guint32 width,
                 guint32 height)
{
  ParvisArea self = { NULL, 4 * (gsize) width * height };
  void *memory = mmap (NULL, self.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (memory == MAP_FAILED)
    return self;

  self.pixels = memory;
  madvise (memory, self.size, MADV_HUGEPAGE);

  return self;
}

void
parvis_area_clear (ParvisArea *self)
{
  if (self->pixels != NULL)
    munmap (self->pixels, self->size);

  self->pixels = NULL;
}
