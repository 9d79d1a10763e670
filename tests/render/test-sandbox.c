/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sandbox"

#include "config.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <linux/landlock.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a hostile document might try once it has taken over the process that reads it
 * (escape.c): it works without walls, and behind them it does not.
 */
#define WORKED  10
#define REFUSED 11
/* What bubblewrap says of a process that was ended for a system call. */
#define ENDED   (128 + SIGSYS)

static char *secret;

static int
attempt (const char *how,
         const char *name)
{
  g_autoptr(GError) error = NULL;
  const char *argv[] = { ESCAPE, how, name, secret, NULL };
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status,
                &error);
  g_assert_no_error (error);

  return WIFSIGNALED (status) ? 128 + WTERMSIG (status) : WEXITSTATUS (status);
}

static gboolean
has_namespaces (void)
{
  const char *argv[] = { BWRAP, "--unshare-user", "--unshare-all", "--ro-bind", "/", "/", "true",
                         NULL };
  int status;

  return g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                       NULL, &status, NULL) && status == 0;
}

static void
write_secret (void)
{
  g_autoptr(GError) error = NULL;

  g_file_set_contents (secret, "secret", -1, &error);
  g_assert_no_error (error);
}

static void
check_secret (void)
{
  g_autofree char *contents = NULL;

  g_assert_true (g_file_get_contents (secret, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "secret");
}

/* Reading is for Landlock to refuse, or for there being nothing to read. */
static gboolean
needs_landlock (const char *name)
{
  return g_str_has_prefix (name, "read") &&
         syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) < 1;
}

static void
assert_refused (const char *how,
                const char *name)
{
  int code;

  write_secret ();
  code = attempt (how, name);
  if (code != REFUSED)
    g_assert_cmpint (code, ==, ENDED);

  check_secret ();
}

static void
test_attempt (gconstpointer data)
{
  const char *name = data;

  write_secret ();
  if (attempt ("none", name) != WORKED)
    {
      g_test_skip ("this machine refuses it without any wall");
      return;
    }

  if (has_namespaces ())
    assert_refused ("whole", name);
  else
    g_test_skip ("this machine lets nobody make namespaces; the inner walls were tried");

  if (needs_landlock (name))
    g_test_skip ("this kernel has no Landlock");
  else
    assert_refused ("inner", name);
}

static void
test_work_goes_on (void)
{
  g_assert_cmpint (attempt ("inner", "nothing"), ==, WORKED);
  if (has_namespaces ())
    g_assert_cmpint (attempt ("whole", "nothing"), ==, WORKED);
  else
    g_test_skip ("this machine lets nobody make namespaces");
}

static void
add_attempts (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *names = NULL;
  g_auto(GStrv) lines = NULL;
  const char *argv[] = { ESCAPE, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &names, NULL, NULL,
                &error);
  g_assert_no_error (error);

  lines = g_strsplit (g_strchomp (names), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >, 20);
  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/sandbox/no-%s", lines[i]);

      g_test_add_data_func_full (path, g_strdup (lines[i]), test_attempt, g_free);
    }
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("parvis-sandbox-XXXXXX", NULL);
  int status;

  g_test_init (&argc, &argv, NULL);
  secret = g_build_filename (folder, "secret", NULL);
  g_test_add_func ("/sandbox/work-goes-on", test_work_goes_on);
  add_attempts ();
  status = g_test_run ();

  g_remove (secret);
  g_rmdir (folder);
  g_free (secret);

  return status;
}
