/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-ticker"

#include "config.h"

#include "parvis-ticker.h"

struct _ParvisTicker
{
  GObject  parent_instance;

  guint    source;
};

G_DEFINE_FINAL_TYPE (ParvisTicker, parvis_ticker, G_TYPE_OBJECT)

enum
{
  TICK,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
tick_cb (gpointer user_data)
{
  parvis_ticker_tick (PARVIS_TICKER (user_data));

  return G_SOURCE_CONTINUE;
}

static void
parvis_ticker_dispose (GObject *object)
{
  ParvisTicker *self = PARVIS_TICKER (object);

  g_clear_handle_id (&self->source, g_source_remove);

  G_OBJECT_CLASS (parvis_ticker_parent_class)->dispose (object);
}

static void
parvis_ticker_class_init (ParvisTickerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_ticker_dispose;

  signals[TICK] = g_signal_new ("tick", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
parvis_ticker_init (ParvisTicker *self)
{
}

ParvisTicker *
parvis_ticker_new (void)
{
  return g_object_new (PARVIS_TYPE_TICKER, NULL);
}

void
parvis_ticker_start (ParvisTicker *self)
{
  g_return_if_fail (PARVIS_IS_TICKER (self));

  if (self->source == 0)
    self->source = g_timeout_add_seconds (PARVIS_TICKER_SECONDS, tick_cb, self);
}

void
parvis_ticker_stop (ParvisTicker *self)
{
  g_return_if_fail (PARVIS_IS_TICKER (self));

  g_clear_handle_id (&self->source, g_source_remove);
}

/**
 * parvis_ticker_tick:
 *
 * Tells everybody now: after a jump of the clock, and in tests.
 */
void
parvis_ticker_tick (ParvisTicker *self)
{
  g_return_if_fail (PARVIS_IS_TICKER (self));

  g_signal_emit (self, signals[TICK], 0);
}
