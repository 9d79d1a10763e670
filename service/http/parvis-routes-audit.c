/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-routes-audit"

#include "config.h"

#include "parvis-audit.h"
#include "parvis-error.h"
#include "parvis-routes.h"
#include "parvis-service.h"

#define REASON_MAX 300

/* Who keeps the end of a trail, and what: the service that of each town's. The first town
 * keeps that of the service's; one that was the first before keeps an older one, which has to
 * hold as well: a town that is added must not make good what was done before it came.
 */
typedef struct
{
  GStrv            keepers;
  ParvisAuditHead *kept;             /* as many */
} Kept;

static void
kept_clear (Kept *self)
{
  g_strfreev (self->keepers);
  g_free (self->kept);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Kept, kept_clear)

static gboolean
kept_read (Kept         *self,
           ParvisStore  *store,
           const char   *insee,
           GError      **error)
{
  static const char * const service[] = { "", NULL };
  guint n;

  self->keepers = *insee != '\0' ? g_strdupv ((GStrv) service) : parvis_store_list_towns (store);
  n = g_strv_length (self->keepers);
  self->kept = g_new0 (ParvisAuditHead, n);
  for (guint i = 0; i < n; i++)
    {
      ParvisDb *db = parvis_store_acquire (store, self->keepers[i], error);
      gboolean read = db != NULL &&
                      parvis_audit_read_known_head (db, insee, &self->kept[i], error);

      parvis_store_release (store, db);
      if (!read)
        return FALSE;
    }

  return TRUE;
}

/* The last acceptance covers those before it. (nullable) */
static const ParvisAuditHead *
kept_find_accepted (const Kept *self)
{
  const ParvisAuditHead *found = NULL;

  for (guint i = 0; self->keepers[i] != NULL; i++)
    {
      if (self->kept[i].accepted > (found != NULL ? found->accepted : 0))
        found = &self->kept[i];
    }

  return found;
}

static gboolean
verify (ParvisDb    *db,
        const Kept  *kept,
        gint64      *n_rows,
        GError     **error)
{
  if (!parvis_audit_verify (db, kept_find_accepted (kept), n_rows, error))
    return FALSE;

  for (guint i = 0; kept->keepers[i] != NULL; i++)
    {
      if (!parvis_audit_check_head (db, &kept->kept[i], error))
        return FALSE;
    }

  return TRUE;
}

static const char *
get_insee (const ParvisRequest *request)
{
  const char *insee = parvis_request_get_param (request, "insee");

  return insee != NULL ? insee : "";
}

/* What is kept is read first: what the trail is at one moment after that has it all. */
gboolean
parvis_route_audit_verify (ParvisService        *service,
                           const ParvisRequest  *request,
                           ParvisDb             *db,
                           ParvisReply          *reply,
                           GError              **error)
{
  g_auto(Kept) kept = { NULL, };
  const ParvisAuditHead *accepted;
  ParvisAuditHead head;
  gint64 n_rows = 0;
  json_t *answer;
  gboolean whole;

  if (!kept_read (&kept, parvis_service_get_store (service), get_insee (request), error))
    return FALSE;

  whole = parvis_db_look (db, error) &&
          verify (db, &kept, &n_rows, error) &&
          parvis_audit_read_head (db, &head, error);
  parvis_db_look_away (db);
  if (!whole)
    return FALSE;

  answer = json_pack ("{s:b, s:I, s:s}", "ok", 1, "entries", (json_int_t) n_rows, "head",
                      head.hash);
  accepted = kept_find_accepted (&kept);
  if (accepted != NULL)
    json_object_set_new (answer, "accepted", json_integer (accepted->accepted));
  parvis_reply_take_json (reply, answer);

  return TRUE;
}

/* Returns FALSE unless the trail is broken; @broken says where. */
static gboolean
find_break (ParvisDb         *db,
            const Kept       *kept,
            ParvisAuditHead  *head,
            GError          **broken,
            GError          **error)
{
  gint64 n_rows;
  gboolean found = FALSE;

  if (!parvis_db_look (db, error))
    return FALSE;

  if (verify (db, kept, &n_rows, broken))
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                         "This audit trail is whole: there is nothing to accept");
  else if (g_error_matches (*broken, PARVIS_ERROR, PARVIS_ERROR_CORRUPT))
    found = parvis_audit_read_all (db, head, error);
  else
    g_propagate_error (error, g_error_copy (*broken));
  parvis_db_look_away (db);

  return found;
}

static gboolean
tell_keepers (ParvisStore            *store,
              const Kept             *kept,
              const char             *insee,
              const ParvisAuditHead  *head,
              const ParvisRequest    *request,
              const char             *reason,
              GError                **error)
{
  if (kept->keepers[0] == NULL)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                           "There is no town that could keep this");
      return FALSE;
    }

  for (guint i = 0; kept->keepers[i] != NULL; i++)
    {
      if ((i == 0 || kept->kept[i].seq > 0) &&
          !parvis_audit_accept (store, kept->keepers[i], insee, head,
                                parvis_request_get_actor (request), reason, error))
        return FALSE;
    }

  return TRUE;
}

/* An operator looked into it and goes on with the trail as it is. That is in the trail
 * itself and in those that keep its end, so that nobody does it unseen.
 */
gboolean
parvis_route_audit_accept (ParvisService        *service,
                           const ParvisRequest  *request,
                           ParvisDb             *db,
                           ParvisReply          *reply,
                           GError              **error)
{
  ParvisStore *store = parvis_service_get_store (service);
  const char *insee = get_insee (request);
  g_autoptr(GError) broken = NULL;
  g_auto(Kept) kept = { NULL, };
  ParvisAuditHead head;
  const char *reason;

  if (!parvis_json_get_string (parvis_request_get_json (request), "reason", REASON_MAX, &reason,
                               error))
    return FALSE;
  if (*reason == '\0')
    return parvis_set_invalid (error, "/reason", "Say why the trail is accepted as it is");
  if (!kept_read (&kept, store, insee, error) ||
      !find_break (db, &kept, &head, &broken, error) ||
      !tell_keepers (store, &kept, insee, &head, request, reason, error) ||
      !parvis_audit_record (store, insee, parvis_request_get_actor (request), "audit.accept",
                            reason, error))
    return FALSE;

  parvis_reply_take_json (reply, json_pack ("{s:I, s:s}", "accepted", (json_int_t) head.seq,
                                            "broken", broken->message));

  return TRUE;
}
