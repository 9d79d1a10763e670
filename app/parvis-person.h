/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-account.h"
#include "parvis-window.h"

G_BEGIN_DECLS

/**
 * ParvisPerson:
 *
 * Who sits at this desk: the account that is signed in, the town that is open,
 * its session and its window. Signs in and out, goes from town to town, and
 * takes away what the person may see no more.
 */
#define PARVIS_TYPE_PERSON (parvis_person_get_type ())

G_DECLARE_FINAL_TYPE (ParvisPerson, parvis_person, PARVIS, PERSON, GObject)

ParvisPerson  *parvis_person_new           (GtkApplication *app,
                                            GSettings      *settings);
/* Opens the town that was open last, or asks who it is. */
void           parvis_person_open          (ParvisPerson   *self);
/* A town as the public sees it; what is saved is left alone. */
void           parvis_person_open_public   (ParvisPerson   *self,
                                            const char     *service,
                                            const char     *town);
void           parvis_person_sign_in       (ParvisPerson   *self);
void           parvis_person_open_town     (ParvisPerson   *self,
                                            const char     *insee);
/* Actions that wait stay on this computer, for the next sign-in. */
void           parvis_person_sign_out      (ParvisPerson   *self);
/* Fetches the open town anew; what waits to be sent is lost. */
void           parvis_person_erase         (ParvisPerson   *self);
/* On a computer that several people share: locks what is open and asks who is there. Needs
 * the network, and says so.
 */
void           parvis_person_change        (ParvisPerson   *self);
gboolean       parvis_person_is_shared     (ParvisPerson   *self);
/* Whether who is signed in has a PIN here, and choosing one. */
gboolean       parvis_person_has_pin       (ParvisPerson   *self);
void           parvis_person_choose_pin    (ParvisPerson   *self);
void           parvis_person_stop          (ParvisPerson   *self);

/* Each is NULL while no town is open. */
ParvisSession *parvis_person_get_session   (ParvisPerson   *self);
ParvisWindow  *parvis_person_get_window    (ParvisPerson   *self);
const char    *parvis_person_get_directory (ParvisPerson   *self);

G_END_DECLS
