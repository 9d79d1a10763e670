/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-desk"

#include "config.h"

#include "parvis-desk.h"

struct _ParvisDesk
{
  GObject        parent_instance;

  /* Owned */
  ParvisSession *session;
  ParvisTicker  *ticker;
  ParvisUndo    *undo;
};

G_DEFINE_FINAL_TYPE (ParvisDesk, parvis_desk, G_TYPE_OBJECT)

enum
{
  SAID,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
parvis_desk_dispose (GObject *object)
{
  ParvisDesk *self = PARVIS_DESK (object);

  g_clear_object (&self->session);
  g_clear_object (&self->ticker);
  g_clear_object (&self->undo);

  G_OBJECT_CLASS (parvis_desk_parent_class)->dispose (object);
}

static void
parvis_desk_class_init (ParvisDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_desk_dispose;

  signals[SAID] = g_signal_new ("said", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT);
}

static void
parvis_desk_init (ParvisDesk *self)
{
  self->ticker = parvis_ticker_new ();
  self->undo = parvis_undo_new ();
}

ParvisDesk *
parvis_desk_new (ParvisSession *session)
{
  ParvisDesk *self;

  g_return_val_if_fail (PARVIS_IS_SESSION (session), NULL);

  self = g_object_new (PARVIS_TYPE_DESK, NULL);
  self->session = g_object_ref (session);

  return self;
}

ParvisSession *
parvis_desk_get_session (ParvisDesk *self)
{
  g_return_val_if_fail (PARVIS_IS_DESK (self), NULL);

  return self->session;
}

ParvisTicker *
parvis_desk_get_ticker (ParvisDesk *self)
{
  g_return_val_if_fail (PARVIS_IS_DESK (self), NULL);

  return self->ticker;
}

ParvisUndo *
parvis_desk_get_undo (ParvisDesk *self)
{
  g_return_val_if_fail (PARVIS_IS_DESK (self), NULL);

  return self->undo;
}

void
parvis_desk_say (ParvisDesk *self,
                 const char *sentence,
                 guint       step)
{
  g_return_if_fail (PARVIS_IS_DESK (self));
  g_return_if_fail (sentence != NULL);

  g_signal_emit (self, signals[SAID], 0, sentence, step);
}
