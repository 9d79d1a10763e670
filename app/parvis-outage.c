/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-outage"

#include "config.h"

#include "parvis-outage.h"

#include <glib/gi18n.h>
#include <time.h>

/* Less than a heartbeat of the service would have told of by itself. */
#define SLEPT_LEAST (5 * PARVIS_SECOND)

struct _ParvisOutage
{
  GObject     parent_instance;

  /* Owned */
  ParvisDesk *desk;

  guint       timer;
  gint64      slept;       /* the machine, altogether, ms */
  guint       queued;      /* the most that waited during this outage */
  gboolean    told;
};

G_DEFINE_FINAL_TYPE (ParvisOutage, parvis_outage, G_TYPE_OBJECT)

static gboolean
timer_cb (gpointer user_data)
{
  ParvisOutage *self = PARVIS_OUTAGE (user_data);

  self->timer = 0;
  parvis_outage_elapse (self);

  return G_SOURCE_REMOVE;
}

void
parvis_outage_elapse (ParvisOutage *self)
{
  ParvisLinkFacts facts;
  g_autofree char *sentence = NULL;

  g_return_if_fail (PARVIS_IS_OUTAGE (self));

  parvis_desk_read_link (self->desk, &facts);
  if (parvis_link_is_up (facts.link) || facts.link == PARVIS_LINK_CONNECTING ||
      facts.link == PARVIS_LINK_WAKING)
    return;

  self->told = TRUE;
  sentence = parvis_link_text_outage (&facts);
  parvis_desk_set_outage (self->desk, sentence);
}

static void
tell_return (ParvisOutage *self,
             guint         sent)
{
  g_autofree char *sentence = NULL;

  if (sent > 0)
    sentence = g_strdup_printf (ngettext ("Back online. %u action sent.",
                                          "Back online. %u actions sent.", sent), sent);
  else
    sentence = g_strdup (_("Back online."));

  parvis_desk_say (self->desk, sentence, 0);
}

static void
follow (ParvisOutage *self)
{
  ParvisLinkFacts facts;
  guint sent;

  parvis_desk_read_link (self->desk, &facts);

  if (!parvis_link_is_up (facts.link))
    {
      self->queued = MAX (self->queued, facts.pending);
      /* These two do not pass by themselves. */
      if (facts.link == PARVIS_LINK_SIGNED_OUT || facts.link == PARVIS_LINK_MISMATCH)
        parvis_outage_elapse (self);
      else if (facts.link == PARVIS_LINK_OFFLINE && self->timer == 0 && !self->told)
        self->timer = g_timeout_add_seconds (PARVIS_OUTAGE_SECONDS, timer_cb, self);
      return;
    }

  g_clear_handle_id (&self->timer, g_source_remove);
  parvis_desk_set_outage (self->desk, NULL);

  /* Told when all is sent, so that the number is true. */
  if (facts.link == PARVIS_LINK_SENDING || facts.pending > 0)
    return;

  sent = self->queued > facts.refused ? self->queued - facts.refused : 0;
  if (self->told || self->queued > 0)
    tell_return (self, sent);
  self->told = FALSE;
  self->queued = 0;
}

static void
notify_cb (GObject    *session,
           GParamSpec *pspec,
           gpointer    user_data)
{
  follow (PARVIS_OUTAGE (user_data));
}

/* What the clock that goes on in sleep is ahead of the one that stands, in ms. */
static gint64
get_slept (void)
{
  struct timespec with;
  struct timespec without;

  if (clock_gettime (CLOCK_BOOTTIME, &with) != 0 || clock_gettime (CLOCK_MONOTONIC, &without) != 0)
    return 0;

  return ((gint64) with.tv_sec - without.tv_sec) * PARVIS_SECOND +
         (with.tv_nsec - without.tv_nsec) / 1000000;
}

static void
tick_cb (ParvisTicker *ticker,
         gpointer      user_data)
{
  parvis_outage_note_sleep (PARVIS_OUTAGE (user_data), get_slept ());
}

static void
parvis_outage_dispose (GObject *object)
{
  ParvisOutage *self = PARVIS_OUTAGE (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (parvis_outage_parent_class)->dispose (object);
}

static void
parvis_outage_class_init (ParvisOutageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_outage_dispose;
}

static void
parvis_outage_init (ParvisOutage *self)
{
}

ParvisOutage *
parvis_outage_new (ParvisDesk *desk)
{
  ParvisOutage *self;
  ParvisSession *session;

  g_return_val_if_fail (PARVIS_IS_DESK (desk), NULL);

  self = g_object_new (PARVIS_TYPE_OUTAGE, NULL);
  self->desk = g_object_ref (desk);
  /* What the machine slept before is nothing to this window. */
  self->slept = get_slept ();
  session = parvis_desk_get_session (desk);
  g_signal_connect_object (parvis_desk_get_ticker (desk), "tick", G_CALLBACK (tick_cb), self, 0);
  g_signal_connect_object (session, "notify::link", G_CALLBACK (notify_cb), self, 0);
  g_signal_connect_object (session, "notify::pending", G_CALLBACK (notify_cb), self, 0);
  follow (self);

  return self;
}

void
parvis_outage_note_sleep (ParvisOutage *self,
                          gint64        slept)
{
  g_return_if_fail (PARVIS_IS_OUTAGE (self));

  if (slept - self->slept >= SLEPT_LEAST)
    parvis_session_wake (parvis_desk_get_session (self->desk));
  self->slept = slept;
}
