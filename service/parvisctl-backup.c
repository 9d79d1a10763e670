/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvisctl-backup"

#include "config.h"

#include "parvisctl-backup.h"

#include "parvis-error.h"
#include "parvisctl-staging.h"

#include <string.h>

/* The operator knows the file by the name that he gave it. */
static void
name_file (const ParvisStaging  *staging,
           const char           *path,
           GError              **error)
{
  if (error != NULL && *error != NULL && strstr ((*error)->message, staging->path) != NULL)
    {
      g_auto (GStrv) parts = g_strsplit ((*error)->message, staging->path, -1);

      g_free ((*error)->message);
      (*error)->message = g_strjoinv (path, parts);
    }
}

static json_t *
pass_file (ParvisConnection     *connection,
           const ParvisStaging  *staging,
           char                **arguments,
           const char           *rest,
           GError              **error)
{
  json_t *answer = parvis_ctl_ask (connection, "POST", arguments[0], rest,
                                   json_pack ("{s:s}", "path", staging->path), error);

  name_file (staging, arguments[1], error);

  return answer;
}

json_t *
parvis_ctl_backup (ParvisConnection     *connection,
                   const ParvisOptions  *options,
                   char                **arguments,
                   GError              **error)
{
  g_auto (ParvisStaging) staging = { NULL, };
  g_autoptr (json_t) answer = NULL;

  if (g_file_test (arguments[1], G_FILE_TEST_EXISTS))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT, "%s exists already", arguments[1]);
      return NULL;
    }

  if (!parvis_staging_open (&staging, connection, error) ||
      (answer = pass_file (connection, &staging, arguments, "/backup", error)) == NULL ||
      !parvis_staging_take (&staging, arguments[1], error))
    return NULL;

  parvis_json_set_string (answer, "path", arguments[1]);

  return g_steal_pointer (&answer);
}

json_t *
parvis_ctl_restore (ParvisConnection     *connection,
                    const ParvisOptions  *options,
                    char                **arguments,
                    GError              **error)
{
  g_auto (ParvisStaging) staging = { NULL, };

  if (!parvis_staging_open (&staging, connection, error) ||
      !parvis_staging_give (&staging, arguments[1], error))
    return NULL;

  return pass_file (connection, &staging, arguments, "/restore", error);
}
