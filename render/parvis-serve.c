/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-serve"

#include "config.h"

#include "parvis-serve.h"

#include "parvis-area.h"
#include "parvis-legibility.h"
#include "parvis-paper.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

/* Of the processor, for one question. Whoever asks has a clock of its own. */
#define MAX_SECONDS 10

typedef struct
{
  int          fd;
  ParvisPaper *paper;

  ParvisWireHeader header;
  guint8           body[PARVIS_WIRE_MAX_QUESTION];
  int              memory; /* what came with the question, or -1 */
} Server;

/* The answer to a question that takes too long, ready before it is asked. */
static struct
{
  int    fd;
  guint8 frame[PARVIS_WIRE_HEADER + 4];
} too_slow;

static void
too_slow_cb (int number)
{
  ssize_t written = write (too_slow.fd, too_slow.frame, sizeof too_slow.frame);

  _exit (written > 0 ? 0 : 1);
}

static gboolean
write_all (int           fd,
           const guint8 *data,
           gsize         size)
{
  while (size > 0)
    {
      ssize_t written = write (fd, data, size);

      if (written < 0 && errno == EINTR)
        continue;

      if (written <= 0)
        return FALSE;

      data += written;
      size -= written;
    }

  return TRUE;
}

/* Takes @frame. */
static gboolean
answer (Server     *self,
        GByteArray *frame)
{
  g_autoptr(GByteArray) owned = frame;

  return write_all (self->fd, owned->data, owned->len);
}

static gboolean
refuse (Server      *self,
        ParvisFault  fault)
{
  return answer (self, parvis_wire_frame_fault (self->header.serial, fault));
}

static void
take_memory (Server        *self,
             struct msghdr *message)
{
  for (struct cmsghdr *part = CMSG_FIRSTHDR (message); part != NULL;
       part = CMSG_NXTHDR (message, part))
    {
      gsize length = part->cmsg_len - CMSG_LEN (0);

      if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS)
        continue;

      for (gsize at = 0; at + sizeof (int) <= length; at += sizeof (int))
        {
          if (self->memory >= 0)
            close (self->memory);

          memcpy (&self->memory, CMSG_DATA (part) + at, sizeof (int));
        }
    }
}

static gboolean
read_all (Server *self,
          guint8 *data,
          gsize   size)
{
  while (size > 0)
    {
      struct iovec place = { data, size };
      union
      {
        struct cmsghdr header;
        char           space[CMSG_SPACE (sizeof (int))];
      } control;
      struct msghdr message = {
        .msg_iov = &place,
        .msg_iovlen = 1,
        .msg_control = control.space,
        .msg_controllen = sizeof control.space,
      };
      ssize_t got = recvmsg (self->fd, &message, MSG_CMSG_CLOEXEC);

      if (got < 0 && errno == EINTR)
        continue;

      if (got <= 0)
        return FALSE;

      take_memory (self, &message);
      data += got;
      size -= got;
    }

  return TRUE;
}

static gboolean
read_question (Server *self)
{
  guint8 header[PARVIS_WIRE_HEADER];

  return read_all (self, header, sizeof header) &&
         parvis_wire_read_header (header, sizeof self->body, &self->header) &&
         read_all (self, self->body, self->header.length);
}

/* The memory that came with the question, if it can neither shrink under us nor (for a
 * document) change.
 */
static gboolean
check_memory (Server *self,
              int     seals,
              gsize  *size)
{
  struct stat status;
  int found = self->memory >= 0 ? fcntl (self->memory, F_GET_SEALS) : -1;

  if (found < 0 || (found & seals) != seals || fstat (self->memory, &status) != 0 ||
      status.st_size <= 0)
    return FALSE;

  *size = status.st_size;

  return TRUE;
}

static guint8 *
map_document (Server *self,
              gsize  *size)
{
  void *data;

  if (!check_memory (self, F_SEAL_SHRINK | F_SEAL_WRITE, size))
    return NULL;

  data = mmap (NULL, *size, PROT_READ, MAP_SHARED, self->memory, 0);

  return data != MAP_FAILED ? data : NULL;
}

/* Writing costs half of what mapping does, and leaves nothing that could write later. */
static gboolean
write_memory (int               fd,
              const ParvisArea *area)
{
  gsize done = 0;

  while (done < area->size)
    {
      ssize_t written = pwrite (fd, area->pixels + done, area->size - done, done);

      if (written < 0 && errno == EINTR)
        continue;

      if (written <= 0)
        return FALSE;

      done += written;
    }

  return TRUE;
}

static gboolean
open_document (Server *self)
{
  ParvisFault fault = PARVIS_FAULT_NONE;
  ParvisRenderInfo info;
  const guint8 *data;
  guint32 check;
  gsize size;

  /* One document for one process: what it may have done to this one ends with it. */
  if (self->paper != NULL ||
      !parvis_wire_read_number (self->body, self->header.length, &check) ||
      (data = map_document (self, &size)) == NULL)
    return refuse (self, PARVIS_FAULT_QUESTION);

  self->paper = parvis_paper_open (data, size, &fault);
  if (self->paper == NULL)
    return refuse (self, fault);

  info = *parvis_paper_get_info (self->paper);
  if (check != 0)
    fault = parvis_paper_check (self->paper, &info);

  if (fault != PARVIS_FAULT_NONE)
    return refuse (self, fault);

  return answer (self, parvis_wire_frame_info (self->header.serial, &info));
}

/* Draws @part and gives it to the memory that came with the question. */
static ParvisFault
draw (Server                *self,
      ParvisRenderSize       whole,
      const ParvisRenderAsk *part,
      gboolean              *incomplete)
{
  g_auto(ParvisArea) area = parvis_area_new (part->width, part->height);
  ParvisFault fault;
  gsize size;

  if (area.pixels == NULL)
    return PARVIS_FAULT_TOO_LARGE;

  if (!check_memory (self, F_SEAL_SHRINK | F_SEAL_GROW, &size) || size < area.size)
    return PARVIS_FAULT_QUESTION;

  fault = parvis_paper_draw (self->paper, whole, part, area.pixels, incomplete);
  if (fault == PARVIS_FAULT_NONE && !write_memory (self->memory, &area))
    fault = PARVIS_FAULT_TOO_LARGE;

  return fault;
}

static gboolean
render (Server *self)
{
  ParvisRenderPixels pixels = { 0 };
  const ParvisRenderInfo *info;
  ParvisRenderSize whole;
  ParvisRenderAsk ask;
  ParvisRenderAsk part;
  ParvisFault fault;

  if (self->paper == NULL || !parvis_wire_read_ask (self->body, self->header.length, &ask))
    return refuse (self, PARVIS_FAULT_QUESTION);

  info = parvis_paper_get_info (self->paper);
  if (ask.page >= info->n_pages ||
      !parvis_wire_fit (info->kind, info->sizes[ask.page], &ask, &whole, &part))
    return refuse (self, PARVIS_FAULT_QUESTION);

  pixels.width = part.width;
  pixels.height = part.height;
  pixels.stride = 4 * part.width;
  fault = draw (self, whole, &part, &pixels.incomplete);
  if (fault != PARVIS_FAULT_NONE)
    return refuse (self, fault);

  return answer (self, parvis_wire_frame_pixels (self->header.serial, &pixels));
}

static gboolean
read_words (Server *self)
{
  g_autoptr(GByteArray) frame = NULL;
  ParvisFault fault;
  guint32 page;

  if (self->paper == NULL ||
      !parvis_wire_read_number (self->body, self->header.length, &page) ||
      page >= parvis_paper_get_info (self->paper)->n_pages)
    return refuse (self, PARVIS_FAULT_QUESTION);

  frame = parvis_wire_frame (PARVIS_WIRE_WORDS, self->header.serial);
  fault = parvis_paper_read_words (self->paper, page, frame);
  if (fault != PARVIS_FAULT_NONE)
    return refuse (self, fault);

  return answer (self, g_steal_pointer (&frame));
}

static gboolean
measure (Server *self)
{
  ParvisRenderAsk ask = {
    .box_width = PARVIS_LEGIBILITY_SIDE,
    .box_height = PARVIS_LEGIBILITY_SIDE,
  };
  ParvisRenderMeasures measures = { 0 };
  g_auto(ParvisArea) area = { NULL, 0 };
  const ParvisRenderInfo *info;
  ParvisRenderSize whole;
  ParvisRenderAsk part;
  ParvisFault fault;
  gboolean incomplete;

  if (self->paper == NULL ||
      !parvis_wire_read_number (self->body, self->header.length, &ask.page) ||
      ask.page >= parvis_paper_get_info (self->paper)->n_pages)
    return refuse (self, PARVIS_FAULT_QUESTION);

  info = parvis_paper_get_info (self->paper);
  if (!parvis_wire_fit (info->kind, info->sizes[ask.page], &ask, &whole, &part))
    return refuse (self, PARVIS_FAULT_DAMAGED);

  area = parvis_area_new (part.width, part.height);
  if (area.pixels == NULL)
    return refuse (self, PARVIS_FAULT_TOO_LARGE);

  fault = parvis_paper_draw (self->paper, whole, &part, area.pixels, &incomplete);
  if (fault != PARVIS_FAULT_NONE)
    return refuse (self, fault);

  parvis_legibility_measure (area.pixels, part.width, part.height, &measures);
  if (info->kind != PARVIS_RENDER_KIND_PDF)
    {
      measures.width = info->sizes[0].width;
      measures.height = info->sizes[0].height;
    }

  return answer (self, parvis_wire_frame_measures (self->header.serial, &measures));
}

static gboolean
serve_question (Server *self)
{
  switch (self->header.type)
    {
    case PARVIS_WIRE_OPEN:
      return open_document (self);

    case PARVIS_WIRE_RENDER:
      return render (self);

    case PARVIS_WIRE_READ_WORDS:
      return read_words (self);

    case PARVIS_WIRE_MEASURE:
      return measure (self);

    default:
      return FALSE;
    }
}

static void
set_clock (Server   *self,
           gboolean  running)
{
  struct itimerval limit = { .it_value.tv_sec = running ? MAX_SECONDS : 0 };
  g_autoptr(GByteArray) frame = NULL;

  frame = parvis_wire_frame_fault (self->header.serial, PARVIS_FAULT_TOO_SLOW);
  too_slow.fd = self->fd;
  memcpy (too_slow.frame, frame->data, sizeof too_slow.frame);
  setitimer (ITIMER_PROF, &limit, NULL);
}

/* The handler belongs to the time before the sandbox, which lets nobody set one; so does
 * what reads this kind of document.
 */
static gboolean
prepare (Server        *self,
         ParvisOutside  outside)
{
  struct sigaction action = { .sa_handler = too_slow_cb };
  g_autofree char *module = parvis_sandbox_find_module (outside);
  gboolean good;
  guint8 *data;
  gsize size;

  if (sigaction (SIGPROF, &action, NULL) != 0)
    return FALSE;

  data = map_document (self, &size);
  if (data == NULL)
    return FALSE;

  good = module != NULL && parvis_paper_prepare (data, size, module);
  if (!good)
    fprintf (stderr, "parvis-render: %s: %s\n", PARVIS_SANDBOX_MODULE, dlerror ());

  munmap (data, size);

  return good;
}

static gboolean
serve_next (Server *self)
{
  gboolean good;

  set_clock (self, TRUE);
  good = serve_question (self);
  set_clock (self, FALSE);
  if (self->memory >= 0)
    close (self->memory);

  self->memory = -1;

  return good;
}

gboolean
parvis_serve (int           fd,
              ParvisOutside outside)
{
  Server self = { .fd = fd, .memory = -1 };
  gboolean good;

  /* Whoever connects and goes away again has not asked. */
  if (!read_question (&self))
    return TRUE;

  if (!prepare (&self, outside) || !parvis_sandbox_enter (outside))
    return FALSE;

  good = answer (&self, parvis_wire_frame (PARVIS_WIRE_HELLO, 0));
  while (good && serve_next (&self))
    good = read_question (&self);

  g_clear_pointer (&self.paper, parvis_paper_free);

  return TRUE;
}
