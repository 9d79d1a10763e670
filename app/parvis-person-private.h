/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-account-store.h"
#include "parvis-person.h"

G_BEGIN_DECLS

/* What parvis-person.c (one person) and parvis-person-desk.c (a computer of several) share. */

struct _ParvisPerson
{
  GObject             parent_instance;

  /* Borrowed */
  GtkApplication     *app;

  /* Owned */
  GSettings          *settings;
  ParvisAccountStore *store;
  GCancellable       *cancellable;
  ParvisAccount      *account;        /* who is signed in, or NULL */
  ParvisAuth         *auth;
  ParvisSession      *session;
  char               *directory;      /* of its replica */
  ParvisWindow       *window;         /* of the session; borrowed */
  GtkWidget          *sign_in;        /* while it is open; borrowed */
  GtkWidget          *faces;          /* while it is open; borrowed */

  gboolean            asking;         /* who this is, of the service */
  guint               presenting;     /* the source that shows the window at last */
  guint               asking_tiles;   /* the source that waits for the map to ask for them */
  guint               had_queue;      /* actions of an earlier run that wait to be sent */
  gint64              done_at;        /* the first of them */

  /* Of a computer of several people */
  gboolean            wants_pin;      /* is asked to choose one when the window is there */
  guint               missed;         /* wrong PINs before the right one, to be told */
  gint64              touched_at;     /* monotonic, µs: the last key or pointer */
  guint               idle;           /* the source that locks */
  guint               draining;       /* the source that waits no longer for the queue */
};

/* parvis-person.c */
void     parvis_person_hold           (ParvisPerson         *self);
void     parvis_person_release        (ParvisPerson         *self);
void     parvis_person_close_window   (ParvisPerson         *self);
void     parvis_person_close_town     (ParvisPerson         *self);
void     parvis_person_enter          (ParvisPerson         *self,
                                       const ParvisAccount  *account,
                                       ParvisAuth           *auth);
void     parvis_person_arrive         (ParvisPerson         *self,
                                       const ParvisAccount  *account,
                                       const ParvisPair     *pair);

/* parvis-person-desk.c */
/* TRUE if there are faces, and one of them has to be opened first. */
gboolean parvis_person_begin_locked   (ParvisPerson         *self);
/* Somebody has signed in in full, perhaps because his face did not open. */
void     parvis_person_arrive_at_desk (ParvisPerson         *self,
                                       const ParvisAccount  *account,
                                       const ParvisPair     *pair);
/* The window is there: what is to be told and asked. */
void     parvis_person_welcome        (ParvisPerson         *self);
void     parvis_person_watch_input    (ParvisPerson         *self);

G_END_DECLS
