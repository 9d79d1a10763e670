/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-link"

#include "config.h"

#include "parvis-link.h"

G_DEFINE_ENUM_TYPE (ParvisLink, parvis_link,
                    G_DEFINE_ENUM_VALUE (PARVIS_LINK_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (PARVIS_LINK_WAKING, "waking"),
                    G_DEFINE_ENUM_VALUE (PARVIS_LINK_ONLINE, "online"),
                    G_DEFINE_ENUM_VALUE (PARVIS_LINK_SENDING, "sending"),
                    G_DEFINE_ENUM_VALUE (PARVIS_LINK_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (PARVIS_LINK_REFUSED, "refused"),
                    G_DEFINE_ENUM_VALUE (PARVIS_LINK_SIGNED_OUT, "signed-out"),
                    G_DEFINE_ENUM_VALUE (PARVIS_LINK_MISMATCH, "mismatch"))
