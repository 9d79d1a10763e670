/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvisctl-copy"

#include "config.h"

#include "parvisctl-copy.h"

#include "parvis-error.h"
#include "parvisctl-staging.h"

#include <glib/gstdio.h>
#include <string.h>

/* What is copied goes through a file: a town as it was at one instant, which the
 * other side checks before it takes it, and reads again afterwards.
 */
typedef struct
{
  ParvisConnection *source;
  ParvisConnection *target;
  ParvisStaging     staging;            /* in the source's directory */
  json_t           *copied;
} Copy;

static void
copy_clear (Copy *copy)
{
  const char *folder = copy->staging.folder;

  g_clear_pointer (&copy->target, parvis_connection_close);
  if (folder != NULL)
    {
      g_autofree char *lock = g_build_filename (folder, "lock", NULL);
      g_autofree char *restoring = g_build_filename (folder, "restoring", NULL);

      g_unlink (lock);
      g_rmdir (restoring);
    }
  parvis_staging_clear (&copy->staging);
  json_decref (copy->copied);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Copy, copy_clear)

/* The node that takes part in a PostgreSQL database for the time of the copy needs
 * no directory that stays.
 */
static gboolean
open_target (Copy                 *copy,
             const ParvisOptions  *options,
             GError              **error)
{
  const char *directory = options->to_state_dir != NULL ? options->to_state_dir
                                                        : copy->staging.folder;

  if (options->to_state_dir == NULL && options->to_database == NULL)
    return parvis_set_invalid (error, "--to-database", "Where to? Say --to-database or"
                               " --to-state-dir");

  copy->target = parvis_connection_open (directory, options->to_database,
                                         options->to_database_owner, TRUE, error);

  return copy->target != NULL;
}

static gboolean
ask (ParvisConnection  *connection,
     const char        *where,
     const char        *what,
     const char        *path,
     GError           **error)
{
  g_autofree char *target = g_strdup_printf ("/api/v1/%s/%s", where, what);
  g_autoptr(json_t) answer = NULL;

  answer = parvis_connection_ask (connection, "POST", target,
                                  path != NULL ? json_pack ("{s:s}", "path", path)
                                               : json_object (), error);

  return answer != NULL;
}

/* @where: "towns/INSEE" or "service" */
static gboolean
copy_one (Copy        *copy,
          const char  *where,
          gboolean     is_town,
          GError     **error)
{
  const char *path = copy->staging.path;
  gboolean copied;

  copied = ask (copy->source, where, "backup", path, error) &&
           ask (copy->target, where, "restore", path, error) &&
           (!is_town || ask (copy->target, where, "check", NULL, error));
  g_unlink (path);
  if (!copied)
    {
      g_prefix_error (error, "Copying %s: ", where);
      return FALSE;
    }

  json_array_append_new (copy->copied, json_string (where));

  return TRUE;
}

static gboolean
copy_town (Copy        *copy,
           const char  *code,
           GError     **error)
{
  g_autofree char *where = g_strconcat ("towns/", code, NULL);

  return copy_one (copy, where, TRUE, error);
}

static gboolean
copy_all (Copy    *copy,
          GError **error)
{
  g_autoptr(json_t) list = NULL;
  const json_t *towns;

  list = parvis_connection_ask (copy->source, "GET", "/api/v1/towns", NULL, error);
  if (list == NULL || !copy_one (copy, "service", FALSE, error))
    return FALSE;

  towns = json_object_get (list, "towns");
  for (gsize i = 0; i < json_array_size (towns); i++)
    {
      const json_t *town = json_array_get (towns, i);

      if (!copy_town (copy, json_string_value (json_object_get (town, "insee")), error))
        return FALSE;
    }

  return TRUE;
}

json_t *
parvis_ctl_copy (ParvisConnection     *source,
                 const ParvisOptions  *options,
                 char                **arguments,
                 GError              **error)
{
  g_auto(Copy) copy = { .source = source, .copied = json_array () };
  gboolean copied;

  copied = parvis_staging_open (&copy.staging, source, error) &&
           open_target (&copy, options, error) &&
           (strcmp (arguments[0], "all") == 0 ? copy_all (&copy, error)
                                              : copy_town (&copy, arguments[0], error));

  return copied ? json_pack ("{s:O}", "copied", copy.copied) : NULL;
}
