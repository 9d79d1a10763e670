/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-router.h"

G_BEGIN_DECLS

/* The handlers that parvis-routes.c puts into the table, by file. They ask the
 * areas, which know nothing of requests and replies.
 */

/* parvis-routes-system.c */
gboolean parvis_route_health  (ParvisService        *service,
                               const ParvisRequest  *request,
                               ParvisDb             *db,
                               ParvisReply          *reply,
                               GError              **error);
gboolean parvis_route_metrics (ParvisService        *service,
                               const ParvisRequest  *request,
                               ParvisDb             *db,
                               ParvisReply          *reply,
                               GError              **error);
gboolean parvis_route_openapi (ParvisService        *service,
                               const ParvisRequest  *request,
                               ParvisDb             *db,
                               ParvisReply          *reply,
                               GError              **error);

/* parvis-routes-feed.c */
gboolean parvis_route_live    (ParvisService        *service,
                               const ParvisRequest  *request,
                               ParvisDb             *db,
                               ParvisReply          *reply,
                               GError              **error);
gboolean parvis_route_changes (ParvisService        *service,
                               const ParvisRequest  *request,
                               ParvisDb             *db,
                               ParvisReply          *reply,
                               GError              **error);

/* parvis-routes-places.c */
gboolean parvis_route_history       (ParvisService        *service,
                                     const ParvisRequest  *request,
                                     ParvisDb             *db,
                                     ParvisReply          *reply,
                                     GError              **error);
gboolean parvis_route_source_report (ParvisService        *service,
                                     const ParvisRequest  *request,
                                     ParvisDb             *db,
                                     ParvisReply          *reply,
                                     GError              **error);
gboolean parvis_route_readings      (ParvisService        *service,
                                     const ParvisRequest  *request,
                                     ParvisDb             *db,
                                     ParvisReply          *reply,
                                     GError              **error);
gboolean parvis_route_tile          (ParvisService        *service,
                                     const ParvisRequest  *request,
                                     ParvisDb             *db,
                                     ParvisReply          *reply,
                                     GError              **error);
gboolean parvis_route_tiles         (ParvisService        *service,
                                     const ParvisRequest  *request,
                                     ParvisDb             *db,
                                     ParvisReply          *reply,
                                     GError              **error);
gboolean parvis_route_logo          (ParvisService        *service,
                                     const ParvisRequest  *request,
                                     ParvisDb             *db,
                                     ParvisReply          *reply,
                                     GError              **error);

/* parvis-routes-operator.c */
gboolean parvis_route_towns           (ParvisService        *service,
                                       const ParvisRequest  *request,
                                       ParvisDb             *db,
                                       ParvisReply          *reply,
                                       GError              **error);
gboolean parvis_route_town_add        (ParvisService        *service,
                                       const ParvisRequest  *request,
                                       ParvisDb             *db,
                                       ParvisReply          *reply,
                                       GError              **error);
gboolean parvis_route_town_import     (ParvisService        *service,
                                       const ParvisRequest  *request,
                                       ParvisDb             *db,
                                       ParvisReply          *reply,
                                       GError              **error);
gboolean parvis_route_town_export     (ParvisService        *service,
                                       const ParvisRequest  *request,
                                       ParvisDb             *db,
                                       ParvisReply          *reply,
                                       GError              **error);
gboolean parvis_route_town_remove     (ParvisService        *service,
                                       const ParvisRequest  *request,
                                       ParvisDb             *db,
                                       ParvisReply          *reply,
                                       GError              **error);
gboolean parvis_route_keys            (ParvisService        *service,
                                       const ParvisRequest  *request,
                                       ParvisDb             *db,
                                       ParvisReply          *reply,
                                       GError              **error);
gboolean parvis_route_providers       (ParvisService        *service,
                                       const ParvisRequest  *request,
                                       ParvisDb             *db,
                                       ParvisReply          *reply,
                                       GError              **error);
gboolean parvis_route_provider_put    (ParvisService        *service,
                                       const ParvisRequest  *request,
                                       ParvisDb             *db,
                                       ParvisReply          *reply,
                                       GError              **error);
gboolean parvis_route_source_add      (ParvisService        *service,
                                       const ParvisRequest  *request,
                                       ParvisDb             *db,
                                       ParvisReply          *reply,
                                       GError              **error);
gboolean parvis_route_source_rotate   (ParvisService        *service,
                                       const ParvisRequest  *request,
                                       ParvisDb             *db,
                                       ParvisReply          *reply,
                                       GError              **error);
gboolean parvis_route_entities        (ParvisService        *service,
                                       const ParvisRequest  *request,
                                       ParvisDb             *db,
                                       ParvisReply          *reply,
                                       GError              **error);
gboolean parvis_route_find            (ParvisService        *service,
                                       const ParvisRequest  *request,
                                       ParvisDb             *db,
                                       ParvisReply          *reply,
                                       GError              **error);
gboolean parvis_route_presets         (ParvisService        *service,
                                       const ParvisRequest  *request,
                                       ParvisDb             *db,
                                       ParvisReply          *reply,
                                       GError              **error);
gboolean parvis_route_backup          (ParvisService        *service,
                                       const ParvisRequest  *request,
                                       ParvisDb             *db,
                                       ParvisReply          *reply,
                                       GError              **error);
gboolean parvis_route_restore         (ParvisService        *service,
                                       const ParvisRequest  *request,
                                       ParvisDb             *db,
                                       ParvisReply          *reply,
                                       GError              **error);
gboolean parvis_route_service_backup  (ParvisService        *service,
                                       const ParvisRequest  *request,
                                       ParvisDb             *db,
                                       ParvisReply          *reply,
                                       GError              **error);
gboolean parvis_route_service_restore (ParvisService        *service,
                                       const ParvisRequest  *request,
                                       ParvisDb             *db,
                                       ParvisReply          *reply,
                                       GError              **error);
gboolean parvis_route_check           (ParvisService        *service,
                                       const ParvisRequest  *request,
                                       ParvisDb             *db,
                                       ParvisReply          *reply,
                                       GError              **error);
gboolean parvis_route_town_put        (ParvisTx             *tx,
                                       const ParvisCommand  *command,
                                       ParvisAnswer         *answer,
                                       GError              **error);
gboolean parvis_route_module_set      (ParvisTx             *tx,
                                       const ParvisCommand  *command,
                                       ParvisAnswer         *answer,
                                       GError              **error);

/* parvis-residents.c */
gboolean parvis_residents_page     (ParvisService        *service,
                                    const ParvisRequest  *request,
                                    ParvisDb             *unused,
                                    ParvisReply          *reply,
                                    GError              **error);
gboolean parvis_residents_manifest (ParvisService        *service,
                                    const ParvisRequest  *request,
                                    ParvisDb             *unused,
                                    ParvisReply          *reply,
                                    GError              **error);
gboolean parvis_residents_worker   (ParvisService        *service,
                                    const ParvisRequest  *request,
                                    ParvisDb             *unused,
                                    ParvisReply          *reply,
                                    GError              **error);
gboolean parvis_residents_forget   (ParvisService        *service,
                                    const ParvisRequest  *request,
                                    ParvisDb             *unused,
                                    ParvisReply          *reply,
                                    GError              **error);
gboolean parvis_residents_asset    (ParvisService        *service,
                                    const ParvisRequest  *request,
                                    ParvisDb             *unused,
                                    ParvisReply          *reply,
                                    GError              **error);

/* parvis-residents-bread.c */
#define PARVIS_DECLARE_PAGE(name) \
  gboolean parvis_residents_##name (ParvisService        *service, \
                                    const ParvisRequest  *request, \
                                    ParvisDb             *db, \
                                    ParvisReply          *reply, \
                                    GError              **error)
#define PARVIS_DECLARE_PREPARE(name) \
  gboolean parvis_prepare_##name (ParvisService        *service, \
                                  const ParvisRequest  *request, \
                                  ParvisCommand        *command, \
                                  GError              **error)
PARVIS_DECLARE_PAGE (bread);
PARVIS_DECLARE_PAGE (shop);
PARVIS_DECLARE_PAGE (order);
PARVIS_DECLARE_PAGE (calendar);
PARVIS_DECLARE_PREPARE (bread_order);
PARVIS_DECLARE_PREPARE (bread_weekly);
PARVIS_DECLARE_PREPARE (bread_alert);
PARVIS_DECLARE_PREPARE (bread_notify);
PARVIS_DECLARE_PREPARE (bread_gesture);
#undef PARVIS_DECLARE_PREPARE
#undef PARVIS_DECLARE_PAGE
void     parvis_show_bread_order       (const ParvisRequest  *request,
                                        const json_t         *answer,
                                        ParvisReply          *reply);
void     parvis_show_bread_list        (const ParvisRequest  *request,
                                        const json_t         *answer,
                                        ParvisReply          *reply);
void     parvis_show_bread_form_again  (ParvisService        *service,
                                        const ParvisRequest  *request,
                                        const GError         *error,
                                        ParvisReply          *reply);
void     parvis_show_bread_order_again (ParvisService        *service,
                                        const ParvisRequest  *request,
                                        const GError         *error,
                                        ParvisReply          *reply);

/* parvis-routes-token.c */
gboolean parvis_route_metadata (ParvisService        *service,
                                const ParvisRequest  *request,
                                ParvisDb             *db,
                                ParvisReply          *reply,
                                GError              **error);
gboolean parvis_route_token    (ParvisService        *service,
                                const ParvisRequest  *request,
                                ParvisDb             *db,
                                ParvisReply          *reply,
                                GError              **error);
gboolean parvis_route_device   (ParvisService        *service,
                                const ParvisRequest  *request,
                                ParvisDb             *db,
                                ParvisReply          *reply,
                                GError              **error);
gboolean parvis_route_revoke   (ParvisService        *service,
                                const ParvisRequest  *request,
                                ParvisDb             *db,
                                ParvisReply          *reply,
                                GError              **error);
gboolean parvis_route_pair     (ParvisService        *service,
                                const ParvisRequest  *request,
                                ParvisDb             *db,
                                ParvisReply          *reply,
                                GError              **error);
gboolean parvis_route_pin      (ParvisService        *service,
                                const ParvisRequest  *request,
                                ParvisDb             *db,
                                ParvisReply          *reply,
                                GError              **error);
gboolean parvis_route_unlock   (ParvisService        *service,
                                const ParvisRequest  *request,
                                ParvisDb             *db,
                                ParvisReply          *reply,
                                GError              **error);

/* parvis-routes-team.c */
gboolean parvis_route_me                (ParvisService        *service,
                                         const ParvisRequest  *request,
                                         ParvisDb             *db,
                                         ParvisReply          *reply,
                                         GError              **error);
gboolean parvis_route_sessions          (ParvisService        *service,
                                         const ParvisRequest  *request,
                                         ParvisDb             *db,
                                         ParvisReply          *reply,
                                         GError              **error);
gboolean parvis_route_session_revoke    (ParvisService        *service,
                                         const ParvisRequest  *request,
                                         ParvisDb             *db,
                                         ParvisReply          *reply,
                                         GError              **error);
gboolean parvis_route_invitation_create (ParvisService        *service,
                                         const ParvisRequest  *request,
                                         ParvisDb             *db,
                                         ParvisReply          *reply,
                                         GError              **error);
gboolean parvis_route_audit             (ParvisService        *service,
                                         const ParvisRequest  *request,
                                         ParvisDb             *db,
                                         ParvisReply          *reply,
                                         GError              **error);

/* parvis-routes-people.c */
gboolean parvis_route_account_add    (ParvisService        *service,
                                      const ParvisRequest  *request,
                                      ParvisDb             *db,
                                      ParvisReply          *reply,
                                      GError              **error);
gboolean parvis_route_accounts       (ParvisService        *service,
                                      const ParvisRequest  *request,
                                      ParvisDb             *db,
                                      ParvisReply          *reply,
                                      GError              **error);
gboolean parvis_route_account_remove (ParvisService        *service,
                                      const ParvisRequest  *request,
                                      ParvisDb             *db,
                                      ParvisReply          *reply,
                                      GError              **error);
gboolean parvis_route_account_reset  (ParvisService        *service,
                                      const ParvisRequest  *request,
                                      ParvisDb             *db,
                                      ParvisReply          *reply,
                                      GError              **error);
gboolean parvis_route_audit_verify   (ParvisService        *service,
                                      const ParvisRequest  *request,
                                      ParvisDb             *db,
                                      ParvisReply          *reply,
                                      GError              **error);
gboolean parvis_route_audit_accept   (ParvisService        *service,
                                      const ParvisRequest  *request,
                                      ParvisDb             *db,
                                      ParvisReply          *reply,
                                      GError              **error);

/* parvis-routes-orders.c */
gboolean parvis_route_merchants           (ParvisService        *service,
                                           const ParvisRequest  *request,
                                           ParvisDb             *db,
                                           ParvisReply          *reply,
                                           GError              **error);
gboolean parvis_route_merchant            (ParvisService        *service,
                                           const ParvisRequest  *request,
                                           ParvisDb             *db,
                                           ParvisReply          *reply,
                                           GError              **error);
gboolean parvis_route_photo               (ParvisService        *service,
                                           const ParvisRequest  *request,
                                           ParvisDb             *db,
                                           ParvisReply          *reply,
                                           GError              **error);
gboolean parvis_route_order               (ParvisService        *service,
                                           const ParvisRequest  *request,
                                           ParvisDb             *db,
                                           ParvisReply          *reply,
                                           GError              **error);
gboolean parvis_route_orders              (ParvisService        *service,
                                           const ParvisRequest  *request,
                                           ParvisDb             *db,
                                           ParvisReply          *reply,
                                           GError              **error);
gboolean parvis_route_standing            (ParvisService        *service,
                                           const ParvisRequest  *request,
                                           ParvisDb             *db,
                                           ParvisReply          *reply,
                                           GError              **error);
gboolean parvis_route_alerts              (ParvisService        *service,
                                           const ParvisRequest  *request,
                                           ParvisDb             *db,
                                           ParvisReply          *reply,
                                           GError              **error);
gboolean parvis_route_push_key            (ParvisService        *service,
                                           const ParvisRequest  *request,
                                           ParvisDb             *db,
                                           ParvisReply          *reply,
                                           GError              **error);
gboolean parvis_route_preference          (ParvisService        *service,
                                           const ParvisRequest  *request,
                                           ParvisDb             *db,
                                           ParvisReply          *reply,
                                           GError              **error);
gboolean parvis_stop_page                 (ParvisService        *service,
                                           const ParvisRequest  *request,
                                           ParvisDb             *db,
                                           ParvisReply          *reply,
                                           GError              **error);
gboolean parvis_stop_post                 (ParvisService        *service,
                                           const ParvisRequest  *request,
                                           ParvisDb             *db,
                                           ParvisReply          *reply,
                                           GError              **error);
gboolean parvis_prepare_preference        (ParvisService        *service,
                                           const ParvisRequest  *request,
                                           ParvisCommand        *command,
                                           GError              **error);
gboolean parvis_prepare_merchant_settings (ParvisService        *service,
                                           const ParvisRequest  *request,
                                           ParvisCommand        *command,
                                           GError              **error);
gboolean parvis_prepare_new_order         (ParvisService        *service,
                                           const ParvisRequest  *request,
                                           ParvisCommand        *command,
                                           GError              **error);
gboolean parvis_prepare_device            (ParvisService        *service,
                                           const ParvisRequest  *request,
                                           ParvisCommand        *command,
                                           GError              **error);
/* 429 for an address from which very much comes. */
/* It was not counted against its address after all. */
void     parvis_forgive_address           (ParvisService        *service,
                                           const ParvisRequest  *request);
gboolean parvis_check_address             (ParvisService        *service,
                                           const ParvisRequest  *request,
                                           GError              **error);
/* What a device is known by; its token is kept by nobody but the device. (transfer full) */
char    *parvis_read_device               (const ParvisRequest  *request,
                                           GError              **error);
/* What a browser is known by where people reserve by forms: its cookie, and its hash, which is
 * all that is kept of it here. (transfer full) (nullable)
 */
char    *parvis_dup_device_cookie         (const ParvisRequest  *request);
char    *parvis_find_browser              (const ParvisRequest  *request);
/* Gives it one, if it has none. */
gboolean parvis_keep_browser              (const ParvisRequest  *request,
                                           ParvisReply          *reply,
                                           GError              **error);
void     parvis_forget_browser            (ParvisReply          *reply);
/* Puts into @body who asks by a form, with the limits; @counted against his address. FORBIDDEN
 * without a cookie.
 */
gboolean parvis_prepare_form              (ParvisService        *service,
                                           const ParvisRequest  *request,
                                           json_t               *body,
                                           gboolean              counted,
                                           GError              **error);
/* Both take @body, FALSE for NULL: for everybody, and for a little while; of one person,
 * which no cache between keeps.
 */
gboolean parvis_reply_public              (ParvisReply          *reply,
                                           json_t               *body);
gboolean parvis_reply_private             (ParvisReply          *reply,
                                           json_t               *body);
/* What somebody sent as a picture, for everybody; another one has another @tag. */
void     parvis_reply_picture             (ParvisReply          *reply,
                                           const char           *type,
                                           const char           *tag,
                                           GBytes               *picture);

/* parvis-routes-dossiers.c */
gboolean parvis_route_templates     (ParvisService        *service,
                                     const ParvisRequest  *request,
                                     ParvisDb             *db,
                                     ParvisReply          *reply,
                                     GError              **error);
gboolean parvis_route_procedures    (ParvisService        *service,
                                     const ParvisRequest  *request,
                                     ParvisDb             *db,
                                     ParvisReply          *reply,
                                     GError              **error);
gboolean parvis_route_procedure     (ParvisService        *service,
                                     const ParvisRequest  *request,
                                     ParvisDb             *db,
                                     ParvisReply          *reply,
                                     GError              **error);
gboolean parvis_route_dossiers      (ParvisService        *service,
                                     const ParvisRequest  *request,
                                     ParvisDb             *db,
                                     ParvisReply          *reply,
                                     GError              **error);
gboolean parvis_route_dossier       (ParvisService        *service,
                                     const ParvisRequest  *request,
                                     ParvisDb             *db,
                                     ParvisReply          *reply,
                                     GError              **error);
gboolean parvis_route_dossier_file  (ParvisService        *service,
                                     const ParvisRequest  *request,
                                     ParvisDb             *db,
                                     ParvisReply          *reply,
                                     GError              **error);
gboolean parvis_prepare_new_dossier (ParvisService        *service,
                                     const ParvisRequest  *request,
                                     ParvisCommand        *command,
                                     GError              **error);

gboolean parvis_route_own_receipt    (ParvisService        *service,
                                      const ParvisRequest  *request,
                                      ParvisDb             *db,
                                      ParvisReply          *reply,
                                      GError              **error);
gboolean parvis_route_receipt        (ParvisService        *service,
                                      const ParvisRequest  *request,
                                      ParvisDb             *db,
                                      ParvisReply          *reply,
                                      GError              **error);
gboolean parvis_route_dossier_export (ParvisService        *service,
                                      const ParvisRequest  *request,
                                      ParvisDb             *db,
                                      ParvisReply          *reply,
                                      GError              **error);
gboolean parvis_route_erasures       (ParvisService        *service,
                                      const ParvisRequest  *request,
                                      ParvisDb             *db,
                                      ParvisReply          *reply,
                                      GError              **error);
gboolean parvis_prepare_erasure      (ParvisService        *service,
                                      const ParvisRequest  *request,
                                      ParvisCommand        *command,
                                      GError              **error);
gboolean parvis_prepare_own_erasure  (ParvisService        *service,
                                      const ParvisRequest  *request,
                                      ParvisCommand        *command,
                                      GError              **error);

/* parvis-routes-uploads.c */
gboolean parvis_route_own_content    (ParvisService        *service,
                                      const ParvisRequest  *request,
                                      ParvisDb             *db,
                                      ParvisReply          *reply,
                                      GError              **error);
gboolean parvis_route_upload_options (ParvisService        *service,
                                      const ParvisRequest  *request,
                                      ParvisDb             *db,
                                      ParvisReply          *reply,
                                      GError              **error);
gboolean parvis_route_upload         (ParvisService        *service,
                                      const ParvisRequest  *request,
                                      ParvisDb             *db,
                                      ParvisReply          *reply,
                                      GError              **error);
gboolean parvis_route_upload_content (ParvisService        *service,
                                      const ParvisRequest  *request,
                                      ParvisDb             *db,
                                      ParvisReply          *reply,
                                      GError              **error);
gboolean parvis_prepare_upload       (ParvisService        *service,
                                      const ParvisRequest  *request,
                                      ParvisCommand        *command,
                                      GError              **error);
gboolean parvis_prepare_piece        (ParvisService        *service,
                                      const ParvisRequest  *request,
                                      ParvisCommand        *command,
                                      GError              **error);
void     parvis_decorate_upload      (const ParvisRequest  *request,
                                      const json_t         *answer,
                                      ParvisReply          *reply);

G_END_DECLS
