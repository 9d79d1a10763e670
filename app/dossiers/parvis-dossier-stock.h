/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-dossier-queue.h"
#include "parvis-scan-stock.h"

G_BEGIN_DECLS

/* Bytes of pictures that are kept, however many files are to be. */
#define PARVIS_STOCK_MAX (256 * 1024 * 1024)

/**
 * ParvisDossierStock:
 *
 * What a clerk looks at next, fetched before the line drops: what families wrote and the pictures
 * that are to be reviewed of so many dossiers of the list (the setting "dossiers-kept"), from the
 * one that is open on. In memory, which is overwritten, and never on a disk; what is decided or
 * not in the list any more is let go of. Each thing that is fetched is an access that the service
 * records.
 *
 * One thing is fetched after the other, while nobody waits for a picture.
 */
#define PARVIS_TYPE_DOSSIER_STOCK (parvis_dossier_stock_get_type ())

G_DECLARE_FINAL_TYPE (ParvisDossierStock, parvis_dossier_stock, PARVIS, DOSSIER_STOCK, GObject)

ParvisDossierStock *parvis_dossier_stock_new         (ParvisDossierQueue *queue);
/* @item: (nullable): from which on in the list */
void                parvis_dossier_stock_set_from    (ParvisDossierStock *self,
                                                      ParvisDossierItem  *item);
/* The pictures; borrowed. */
ParvisScanStock    *parvis_dossier_stock_get_scans   (ParvisDossierStock *self);
/* (transfer full) (nullable): what a family wrote */
json_t             *parvis_dossier_stock_dup_file    (ParvisDossierStock *self,
                                                      const char         *dossier);
/* What was fetched for the screen; kept if it is wanted here. */
void                parvis_dossier_stock_put_file    (ParvisDossierStock *self,
                                                      const char         *dossier,
                                                      json_t             *file);
/* Of the dossiers that are to be reviewed from the chosen one on, how many are not here whole. */
guint               parvis_dossier_stock_count_away  (ParvisDossierStock *self);
/* Whether all that is to be reviewed of @item is. */
gboolean            parvis_dossier_stock_has         (ParvisDossierStock *self,
                                                      ParvisDossierItem  *item);

G_END_DECLS
