/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-session.h"

G_BEGIN_DECLS

/* The largest file that the service takes from a family. */
#define PARVIS_SCAN_BYTES_MAX (20 * 1024 * 1024)

/**
 * ParvisScanStock:
 *
 * Files of families as they came, in memory, by their uploads: those that are wanted and no
 * others. Whoever needs one takes it here, whoever fetched one leaves it here.
 *
 * Property "held" (gboolean, notified): something is being fetched that somebody waits for.
 */
#define PARVIS_TYPE_SCAN_STOCK (parvis_scan_stock_get_type ())

G_DECLARE_FINAL_TYPE (ParvisScanStock, parvis_scan_stock, PARVIS, SCAN_STOCK, GObject)

ParvisScanStock *parvis_scan_stock_new      (void);
/* @wanted: (element-type utf8): ids; what is not among them is let go of */
void             parvis_scan_stock_want     (ParvisScanStock  *self,
                                             GHashTable       *wanted);
gboolean         parvis_scan_stock_has      (ParvisScanStock  *self,
                                             const char       *id);
/* (transfer full) (nullable) */
GBytes          *parvis_scan_stock_dup      (ParvisScanStock  *self,
                                             const char       *id);
/* Kept if it is wanted. */
void             parvis_scan_stock_put      (ParvisScanStock  *self,
                                             const char       *id,
                                             GBytes           *bytes);
gboolean         parvis_scan_stock_get_held (ParvisScanStock  *self);
void             parvis_scan_stock_set_held (ParvisScanStock  *self,
                                             gboolean          held);

/* (transfer full): where the service has a file */
char            *parvis_scan_dup_path       (ParvisSession    *session,
                                             const char       *id);

G_END_DECLS
