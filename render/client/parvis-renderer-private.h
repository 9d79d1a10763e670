/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-renderer-line.h"
#include "parvis-renderer.h"

G_BEGIN_DECLS

typedef enum
{
  PARVIS_RENDERER_DOWN,    /* no process */
  PARVIS_RENDERER_COMING,  /* one that has the document and is not confined yet */
  PARVIS_RENDERER_OPENING, /* one that opens it */
  PARVIS_RENDERER_READY,
  PARVIS_RENDERER_ASKED,   /* it has the question at the head of the queue */
} ParvisRendererState;

struct _ParvisRenderer
{
  GObject parent_instance;

  char         *program;
  char         *path;
  GMainContext *context;
  guint         time_limit;

  /* The document, and what is known of it. */
  int              document;
  gboolean         opened;
  ParvisRenderInfo info;

  ParvisRendererLine *line;
  ParvisRendererState state;
  guint32             serial;
  GSource            *clock;
  GQueue              jobs; /* owned */
};

/* One question that waits, or is asked. */
typedef struct
{
  GTask            *task;
  GSource          *cancelled;
  ParvisWireType    question;
  guint32           number; /* the page, or whether to check */
  ParvisRenderAsk   ask;
  ParvisRenderSize  whole;
  int               memory; /* where pixels go, or -1 */
  gboolean          again;  /* a process died over it already */
} ParvisRendererJob;

/* Takes the job; its task is answered on the renderer's context. */
void    parvis_renderer_add_job    (ParvisRenderer    *self,
                                    ParvisRendererJob *job);
/* Ends the process; the next question starts another. */
void    parvis_renderer_drop_line  (ParvisRenderer    *self);
GError *parvis_renderer_make_error (ParvisFault        fault);

G_END_DECLS
