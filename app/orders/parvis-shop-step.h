/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-shop.h"

G_BEGIN_DECLS

/* Submits a command and puts it on the desk's stack; see parvis_shop_do(). */
guint parvis_shop_step_push (ParvisDesk              *desk,
                             const ParvisShopCommand *command);

G_END_DECLS
