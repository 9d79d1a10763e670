/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-command.h"

G_BEGIN_DECLS

/* How somebody is told; none of them is not at all. */
typedef enum
{
  PARVIS_BY_EMAIL = 1 << 0,
  PARVIS_BY_PUSH  = 1 << 1,
} ParvisBy;

/* What is told about. */
typedef enum
{
  PARVIS_ABOUT_ORDERS,
  PARVIS_ABOUT_DOSSIERS,
  PARVIS_N_ABOUTS,
} ParvisAbout;

/**
 * ParvisPreference:
 * @by: how, for each of what is told about; ParvisBy
 * @quiet_from, @quiet_until: minutes of the town's day between which no push about a dossier
 *   goes out
 * @endpoint: (nullable): SHA-256 of where pushes go; NULL where they go nowhere
 * @sealed: (nullable): that address with its keys, sealed (PARVIS_PREFERENCE_PURPOSE)
 *
 * How the person with one device of one town wants to be told. A device that chose nothing
 * gets e-mail, where it left an address.
 */
typedef struct
{
  guint   by[PARVIS_N_ABOUTS];
  char   *language;
  int     quiet_from;
  int     quiet_until;
  char   *endpoint;
  char   *sealed;
} ParvisPreference;

#define PARVIS_PREFERENCE_PURPOSE "push"

void           parvis_preference_free        (ParvisPreference         *choice);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisPreference, parvis_preference_free)

/* "email", "push", "both", "none". */
const char    *parvis_by_to_string       (guint                 by);
gboolean       parvis_by_from_string     (const char           *text,
                                          guint                *by);
/* "orders", "dossiers": as columns and members are called. */
const char    *parvis_about_to_string    (ParvisAbout           about);

/* NULL without @error for a device that chose nothing. */
ParvisPreference *parvis_preference_load (ParvisDb    *db,
                                          const char  *device,
                                          GError     **error);
/* What a device is answered of its own choice; defaults where it chose nothing. */
json_t        *parvis_preference_describe    (const ParvisPreference   *choice);

/* A condition of SQL: whether the device :device of :town gets pushes about @about. */
#define PARVIS_PREFERENCE_PUSHES(about) \
  "EXISTS (SELECT 1 FROM notice_choice AS choice WHERE choice.town = :town" \
  " AND choice.device = :device AND choice.endpoint IS NOT NULL" \
  " AND choice." about " IN ('push', 'both'))"
/* The same, asked. */
gboolean parvis_preference_has_pushes (ParvisDb    *db,
                                       const char  *device,
                                       gboolean    *has,
                                       GError     **error);
/* When a push may go out that is due at @at: then, or at the end of its quiet hours. */
gboolean parvis_preference_wait (const ParvisPreference  *choice,
                                 ParvisDb                *db,
                                 gint64                   at,
                                 gint64                  *when,
                                 GError                 **error);

/* Commands "choice.put" and "choice.remove". Their bodies have the "device"; of a subscription
 * "endpoint", its SHA-256, and "sealed".
 */
gboolean parvis_preference_put    (ParvisTx             *tx,
                                   const ParvisCommand  *command,
                                   ParvisAnswer         *answer,
                                   GError              **error);
gboolean parvis_preference_remove (ParvisTx             *tx,
                                   const ParvisCommand  *command,
                                   ParvisAnswer         *answer,
                                   GError              **error);
/* Command "choice.stop": the "device" gets no e-mail any more about what "about" says. */
gboolean       parvis_preference_stop (ParvisTx             *tx,
                                       const ParvisCommand  *command,
                                       ParvisAnswer         *answer,
                                       GError              **error);
/* Command "choice.gone": its push service knows that address no more. What would have been
 * told by push is told by e-mail from now on. Nothing happens where the device has another.
 */
ParvisCommand *parvis_preference_gone_command (const char *town,
                                               const char *device,
                                               const char *endpoint,
                                               gint64      now);

G_END_DECLS
