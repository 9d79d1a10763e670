/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-scan.h"

G_BEGIN_DECLS

/* Bytes of files that are fetched ahead of what is looked at. */
#define PARVIS_SHELF_MAX_AHEAD (64 * 1024 * 1024)

/**
 * ParvisScanShelf:
 *
 * The files that are in memory: those of the document that is looked at, and what will be
 * looked at next. One is fetched and drawn after the other, so that what is waited for comes
 * first. What is not named any more is let go of at once.
 *
 * Signal "changed" (ParvisScan): as that of the scan.
 */
#define PARVIS_TYPE_SCAN_SHELF (parvis_scan_shelf_get_type ())

G_DECLARE_FINAL_TYPE (ParvisScanShelf, parvis_scan_shelf, PARVIS, SCAN_SHELF, GObject)

ParvisScanShelf *parvis_scan_shelf_new   (ParvisSession    *session);
/* What is in memory already; it waits while somebody waits for a picture here. */
void parvis_scan_shelf_set_stock (ParvisScanShelf *self,
                                  ParvisScanStock *stock);
/* @now and @ahead: (nullable): lists of pages of a document ({"id","length"}), in the order in
 * which they are wanted.
 */
void             parvis_scan_shelf_keep  (ParvisScanShelf  *self,
                                          const json_t     *now,
                                          const json_t     *ahead);
/* (nullable): borrowed */
ParvisScan      *parvis_scan_shelf_find  (ParvisScanShelf  *self,
                                          const char       *id);
/* Those that could not be reached are asked for once more. */
void             parvis_scan_shelf_retry (ParvisScanShelf  *self);
guint            parvis_scan_shelf_count (ParvisScanShelf  *self);

G_END_DECLS
