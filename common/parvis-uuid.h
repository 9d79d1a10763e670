/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* With its end. */
#define PARVIS_UUID_SIZE 37

void  parvis_uuid_make  (char text[PARVIS_UUID_SIZE]);

G_END_DECLS
