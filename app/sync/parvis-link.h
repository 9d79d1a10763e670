/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The connection chip's states (ux.md §0.5). */
typedef enum
{
  PARVIS_LINK_CONNECTING,     /* the first try since the start */
  PARVIS_LINK_WAKING,         /* the machine slept, and nothing was heard since */
  PARVIS_LINK_ONLINE,
  PARVIS_LINK_SENDING,        /* online, and actions are on their way for a while */
  PARVIS_LINK_OFFLINE,
  PARVIS_LINK_REFUSED,        /* online, and a command was refused */
  PARVIS_LINK_SIGNED_OUT,     /* somebody has to sign in again */
  PARVIS_LINK_MISMATCH,       /* the service speaks another version */
} ParvisLink;

#define PARVIS_TYPE_LINK (parvis_link_get_type ())

GType parvis_link_get_type (void);

G_END_DECLS
