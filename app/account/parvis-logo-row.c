/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-logo-row"

#include "config.h"

#include "parvis-logo-row.h"

#include "parvis-words.h"

#include <glib/gi18n.h>

#define PATH "logo"
#define SIDE 512

static void
changed_cb (GtkWidget     *row,
            GPtrArray     *changes,
            ParvisSession *session)
{
  g_autoptr(ParvisEntityRef) town =
    parvis_session_dup_entity (session, PARVIS_KIND_TOWN, parvis_session_get_town (session));
  const json_t *body = town != NULL ? town->body : NULL;

  parvis_picture_row_set_kept (PARVIS_PICTURE_ROW (row), PATH,
                               json_string_value (json_object_get (body, "logo")));
}

GtkWidget *
parvis_logo_row_new (ParvisDesk *desk)
{
  GtkWidget *row = parvis_picture_row_new (desk, _("Logo"), SIDE);
  ParvisSession *session = parvis_desk_get_session (desk);

  g_signal_connect_object (session, "changed", G_CALLBACK (changed_cb), row, G_CONNECT_SWAPPED);
  changed_cb (row, NULL, session);

  return row;
}

void
parvis_logo_row_send_async (GtkWidget           *row,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  parvis_picture_row_send_async (PARVIS_PICTURE_ROW (row), PATH, callback, user_data);
}
