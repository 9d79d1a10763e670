/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-inbox-page.h"

G_BEGIN_DECLS

/* The keys of the inbox work wherever the focus is on @page, after what has it. */
void parvis_inbox_keys_attach (ParvisInboxPage *page);

G_END_DECLS
