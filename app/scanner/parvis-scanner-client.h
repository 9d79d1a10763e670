/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Scanners of this computer and its network, through parvis-scanner: a driver that crashes or
 * hangs is that program's.
 */

typedef struct
{
  char *name;
  char *title;
} ParvisScannerDevice;

void parvis_scanner_device_free (ParvisScannerDevice *device);

/* Takes seconds where scanners are looked for in a network. Errors: PARVIS_ERROR_UNAVAILABLE
 * (the program is not installed, or failed), _TOO_SLOW (a driver does not
 * come back), _CANCELLED.
 */
void       parvis_scanner_list_async  (GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
/* (transfer full) (element-type ParvisScannerDevice): none is no error */
GPtrArray *parvis_scanner_list_finish (GAsyncResult         *result,
                                       GError              **error);

/**
 * ParvisScannerAsk:
 * @device: of a ParvisScannerDevice
 * @resolution: pixels in an inch
 * @feeder: all that lies in its feeder, where it has one
 */
typedef struct
{
  const char *device;
  guint       resolution;
  gboolean    colour;
  gboolean    feeder;
} ParvisScannerAsk;

/* One page, a JPEG picture that is overwritten when it is let go. */
typedef void (*ParvisScannerPageFunc) (GBytes   *page,
                                       gpointer  user_data);

/* @page is called for each page as it comes, until @callback. Errors: PARVIS_ERROR_UNAVAILABLE
 * (the scanner is busy, is not there, or failed), _NOT_FOUND (nothing lies in its feeder),
 * _FORBIDDEN, _CONFLICT (paper is jammed or its cover is open), _TOO_LARGE (a page),
 * _CANCELLED; with parvis_scanner_explain() for each.
 */
void     parvis_scanner_scan_async  (const ParvisScannerAsk  *ask,
                                     ParvisScannerPageFunc    page,
                                     GCancellable            *cancellable,
                                     GAsyncReadyCallback      callback,
                                     gpointer                 user_data);
gboolean parvis_scanner_scan_finish (GAsyncResult            *result,
                                     GError                 **error);
/* The sentence for a person, translated and static. */
const char *parvis_scanner_explain  (const GError            *error);

G_END_DECLS
