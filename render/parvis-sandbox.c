/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sandbox"

#include "config.h"

#include "parvis-sandbox.h"

#include "parvis-wire.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_MEMORY ((rlim_t) 1 << 30)
/* Of a whole process; parvis-serve.c has the limit of one question. */
#define MAX_CPU_SECONDS 120

/* What Poppler reads while it draws: fonts, and tables of encodings. */
static const char *const readable[] = {
  "/etc/fonts",
  "/usr/share/fontconfig",
  "/usr/share/fonts",
  "/usr/share/poppler",
  "/var/cache/fontconfig",
};

static gboolean
say (const char *what,
     int         number)
{
  fprintf (stderr, "parvis-render: %s: %s\n", what, g_strerror (number));

  return FALSE;
}

static void
add_arguments (GPtrArray  *argv,
               const char *first,
               ...)
{
  va_list args;

  va_start (args, first);
  for (const char *argument = first; argument != NULL; argument = va_arg (args, const char *))
    g_ptr_array_add (argv, (gpointer) argument);

  va_end (args);
}

static char *
find_beside (const char *self)
{
  g_autofree char *folder = g_path_get_dirname (self);

  return g_build_filename (folder, PARVIS_SANDBOX_MODULE, NULL);
}

char *
parvis_sandbox_find_module (ParvisOutside outside)
{
  g_autofree char *self = NULL;

  if (outside == PARVIS_OUTSIDE_BUBBLEWRAP)
    return g_strdup ("/" PARVIS_SANDBOX_MODULE);

  self = g_file_read_link ("/proc/self/exe", NULL);

  return self != NULL ? find_beside (self) : NULL;
}

void
parvis_sandbox_exec (const char *const *arguments)
{
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *module = NULL;

  if (self == NULL)
    {
      say ("this program does not find itself", errno);
      return;
    }

  module = find_beside (self);
  add_arguments (argv, BWRAP, "--unshare-user", "--unshare-all", "--die-with-parent",
                 "--new-session", "--clearenv", "--cap-drop", "ALL", "--uid", "65534", "--gid",
                 "65534", "--hostname", "parvis", NULL);
  add_arguments (argv, "--ro-bind", "/usr/lib", "/usr/lib", "--symlink", "usr/lib", "/lib",
                 "--ro-bind-try", "/usr/lib64", "/usr/lib64", "--symlink", "usr/lib64", "/lib64",
                 "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache",
                 "--dev-bind", "/dev/null", "/dev/null", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (readable); i++)
    add_arguments (argv, "--ro-bind-try", readable[i], readable[i], NULL);

  add_arguments (argv, "--ro-bind", self, "/parvis-render", "--ro-bind-try", module,
                 "/" PARVIS_SANDBOX_MODULE, "--remount-ro", "/", "--chdir", "/",
                 "--setenv", "HOME", "/", "--setenv", "LANG", "C.UTF-8", "--", "/parvis-render",
                 PARVIS_SANDBOX_INSIDE, NULL);
  for (; *arguments != NULL; arguments++)
    g_ptr_array_add (argv, (gpointer) *arguments);

  g_ptr_array_add (argv, NULL);
  execv (BWRAP, (char **) argv->pdata);
  say (BWRAP, errno);
}

static gboolean
set_limits (void)
{
  static const struct
  {
    int    resource;
    rlim_t value;
  } limits[] = {
    { RLIMIT_AS, MAX_MEMORY },
    { RLIMIT_CPU, MAX_CPU_SECONDS },
    { RLIMIT_CORE, 0 },
    /* The memory that answers go to counts as a file; no other can be written. */
    { RLIMIT_FSIZE, 4 * (rlim_t) PARVIS_RENDER_MAX_PIXELS },
    { RLIMIT_MEMLOCK, 0 },
    { RLIMIT_MSGQUEUE, 0 },
    { RLIMIT_NOFILE, 64 },
    { RLIMIT_NPROC, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      struct rlimit limit = { limits[i].value, limits[i].value };

      if (setrlimit (limits[i].resource, &limit) != 0)
        return say ("setrlimit", errno);
    }

  return TRUE;
}

/* Files may be read where fonts are, and nothing else. Behind bubblewrap there is
 * nothing else to read; behind systemd this is the wall, so it has to be there.
 */
static gboolean
restrict_files (ParvisOutside outside)
{
  struct landlock_ruleset_attr attr = { (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1 };
  long version = syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  int ruleset;

  if (version < 1 && outside == PARVIS_OUTSIDE_BUBBLEWRAP)
    return TRUE;

  ruleset = syscall (SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
  if (version < 1 || ruleset < 0)
    return say ("this kernel has no Landlock", errno);

  for (gsize i = 0; i < G_N_ELEMENTS (readable); i++)
    {
      struct landlock_path_beneath_attr beneath = {
        LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
        open (readable[i], O_PATH | O_CLOEXEC | O_DIRECTORY),
      };

      if (beneath.parent_fd < 0)
        continue;

      if (syscall (SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) != 0)
        return say (readable[i], errno);

      close (beneath.parent_fd);
    }

  if (syscall (SYS_landlock_restrict_self, ruleset, 0) != 0)
    return say ("Landlock", errno);

  close (ruleset);

  return TRUE;
}

/* What memory, files that are open and time need. */
static const int allowed[] = {
  SCMP_SYS (access), SCMP_SYS (brk), SCMP_SYS (clock_gettime), SCMP_SYS (close),
  SCMP_SYS (dup2), SCMP_SYS (dup3), SCMP_SYS (exit), SCMP_SYS (exit_group),
  SCMP_SYS (faccessat), SCMP_SYS (faccessat2),
  SCMP_SYS (fadvise64), SCMP_SYS (fstat), SCMP_SYS (fstatfs), SCMP_SYS (futex),
  SCMP_SYS (getdents64), SCMP_SYS (getegid), SCMP_SYS (geteuid), SCMP_SYS (getgid),
  SCMP_SYS (getpid), SCMP_SYS (getrandom), SCMP_SYS (gettid), SCMP_SYS (gettimeofday),
  SCMP_SYS (getuid), SCMP_SYS (lseek), SCMP_SYS (madvise), SCMP_SYS (mremap),
  SCMP_SYS (munmap), SCMP_SYS (newfstatat), SCMP_SYS (pread64), SCMP_SYS (pwrite64),
  SCMP_SYS (read),
  SCMP_SYS (readlink), SCMP_SYS (readlinkat), SCMP_SYS (recvmsg), SCMP_SYS (restart_syscall),
  SCMP_SYS (rt_sigprocmask), SCMP_SYS (rt_sigreturn), SCMP_SYS (sched_getaffinity),
  SCMP_SYS (sched_yield), SCMP_SYS (setitimer), SCMP_SYS (stat), SCMP_SYS (statfs),
  SCMP_SYS (sysinfo), SCMP_SYS (uname), SCMP_SYS (write), SCMP_SYS (writev),
};

/* What libraries try and can do without; everything that is on neither list ends
 * the process.
 */
static const struct
{
  int call;
  int answer;
} refused[] = {
  { SCMP_SYS (chmod), EROFS },
  { SCMP_SYS (clone), EPERM },
  { SCMP_SYS (clone3), ENOSYS },
  { SCMP_SYS (fchmod), EROFS },
  { SCMP_SYS (fork), EPERM },
  { SCMP_SYS (ioctl), ENOTTY },
  { SCMP_SYS (link), EROFS },
  { SCMP_SYS (linkat), EROFS },
  { SCMP_SYS (mkdir), EROFS },
  { SCMP_SYS (mkdirat), EROFS },
  { SCMP_SYS (open), EACCES },
  { SCMP_SYS (rename), EROFS },
  { SCMP_SYS (renameat), EROFS },
  { SCMP_SYS (renameat2), EROFS },
  { SCMP_SYS (rseq), ENOSYS },
  { SCMP_SYS (set_robust_list), ENOSYS },
  { SCMP_SYS (statx), ENOSYS },
  { SCMP_SYS (unlink), EROFS },
  { SCMP_SYS (unlinkat), EROFS },
  { SCMP_SYS (utimensat), EROFS },
  { SCMP_SYS (vfork), EPERM },
};

static gboolean
add_conditions (scmp_filter_ctx filter)
{
  static const int fcntls[] = { F_GETFD, F_SETFD, F_GETFL, F_GET_SEALS };
  int failed = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (fcntls); i++)
    failed |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (fcntl), 1,
                                SCMP_A1 (SCMP_CMP_EQ, fcntls[i], 0));

  /* Nothing becomes executable: what would load a module goes on without it. */
  failed |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mmap), 1,
                              SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  failed |= seccomp_rule_add (filter, SCMP_ACT_ERRNO (EACCES), SCMP_SYS (mmap), 1,
                              SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
  failed |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mprotect), 1,
                              SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  failed |= seccomp_rule_add (filter, SCMP_ACT_ERRNO (EACCES), SCMP_SYS (mprotect), 1,
                              SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
  /* Files are opened to be read. */
  failed |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (openat), 1,
                              SCMP_A2 (SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC,
                                       O_RDONLY));
  for (int bit = 1; bit <= O_TRUNC; bit <<= 1)
    if (bit & (O_ACCMODE | O_CREAT | O_TRUNC))
      failed |= seccomp_rule_add (filter, SCMP_ACT_ERRNO (EROFS), SCMP_SYS (openat), 1,
                                  SCMP_A2 (SCMP_CMP_MASKED_EQ, (scmp_datum_t) bit,
                                           (scmp_datum_t) bit));

  /* Limits are read, by allocators, and never set. */
  failed |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (prlimit64), 1,
                              SCMP_A2 (SCMP_CMP_EQ, 0, 0));

  return failed == 0;
}

static gboolean
restrict_calls (void)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_KILL_PROCESS);
  gboolean good = filter != NULL;
  int status = 0;

  for (gsize i = 0; good && i < G_N_ELEMENTS (allowed); i++)
    good = seccomp_rule_add (filter, SCMP_ACT_ALLOW, allowed[i], 0) == 0;

  for (gsize i = 0; good && i < G_N_ELEMENTS (refused); i++)
    good = seccomp_rule_add (filter, SCMP_ACT_ERRNO (refused[i].answer), refused[i].call, 0) == 0;

  good = good && add_conditions (filter) && (status = seccomp_load (filter)) == 0;
  if (filter != NULL)
    seccomp_release (filter);

  return good || say ("seccomp", -status);
}

gboolean
parvis_sandbox_enter (ParvisOutside outside)
{
  int null = open ("/dev/null", O_WRONLY | O_CLOEXEC);

  if (null < 0)
    return say ("/dev/null", errno);

  /* No other process of the same user may look into this one, nor may it gain
   * rights by running a program.
   */
  if (prctl (PR_SET_DUMPABLE, 0) != 0 || prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return say ("prctl", errno);

  if (!restrict_files (outside) || !set_limits () || !restrict_calls ())
    return FALSE;

  /* What Poppler says of a document may quote it, and belongs in no log. */
  return dup2 (null, STDOUT_FILENO) >= 0 && dup2 (null, STDERR_FILENO) >= 0 && close (null) == 0;
}
