/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"

G_BEGIN_DECLS

/* "-" is the standard input or output. */
json_t   *parvis_ctl_read_json     (const char    *path,
                                    GError       **error);
gboolean  parvis_ctl_write_json    (const char    *path,
                                    const json_t  *value,
                                    GError       **error);
gboolean  parvis_ctl_install_tiles (const char    *state_dir,
                                    const char    *town,
                                    const char    *theme,
                                    const char    *path,
                                    GError       **error);

G_END_DECLS
