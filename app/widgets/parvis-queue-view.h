/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-desk.h"

G_BEGIN_DECLS

/**
 * ParvisQueueView:
 *
 * The actions that wait on this machine, refused ones first, with what can be
 * done about each (ux.md §0.5). The content of the chip's popover.
 */
#define PARVIS_TYPE_QUEUE_VIEW (parvis_queue_view_get_type ())

G_DECLARE_FINAL_TYPE (ParvisQueueView, parvis_queue_view, PARVIS, QUEUE_VIEW, GtkWidget)

GtkWidget *parvis_queue_view_new (ParvisDesk *desk);

G_END_DECLS
