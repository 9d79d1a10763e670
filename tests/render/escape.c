/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does what a document might make the renderer do, behind the renderer's own walls:
 *
 *   escape none|inner|whole ATTEMPT [FILE]
 *
 * "inner" is without namespaces, "none" without any wall. The code of exit says
 * whether it worked; a process that is ended for it says nothing.
 */
#include "config.h"

#include "parvis-sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORKED  10
#define REFUSED 11

static const char *file;

static gboolean
try_socket (void)
{
  return socket (AF_INET, SOCK_STREAM, 0) >= 0;
}

static gboolean
try_unix_socket (void)
{
  return socket (AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static gboolean
try_socketpair (void)
{
  int fds[2];

  return socketpair (AF_UNIX, SOCK_STREAM, 0, fds) == 0;
}

static gboolean
try_exec (void)
{
  /* Says itself that it worked. */
  execl ("/bin/sh", "sh", "-c", "exit 10", NULL);
  execl ("/parvis-render", "parvis-render", NULL);

  return FALSE;
}

static gboolean
try_fork (void)
{
  pid_t child = fork ();

  if (child == 0)
    _exit (0);

  return child > 0 && waitpid (child, NULL, 0) == child;
}

static gboolean
try_raw_clone (void)
{
  long child = syscall (SYS_clone, SIGCHLD, 0, 0, 0, 0);

  if (child == 0)
    _exit (0);

  return child > 0;
}

static void *
idle (void *data)
{
  return data;
}

static gboolean
try_thread (void)
{
  pthread_t thread;

  return pthread_create (&thread, NULL, idle, NULL) == 0 && pthread_join (thread, NULL) == 0;
}

static gboolean
try_create (void)
{
  return open (file, O_WRONLY | O_CREAT, 0600) >= 0;
}

static gboolean
try_write (void)
{
  return open (file, O_WRONLY) >= 0;
}

static gboolean
try_truncate (void)
{
  return truncate (file, 0) == 0;
}

static gboolean
try_unlink (void)
{
  return unlink (file) == 0;
}

static gboolean
try_read (void)
{
  char byte;
  int fd = open (file, O_RDONLY);

  return fd >= 0 && read (fd, &byte, 1) == 1;
}

static gboolean
try_read_passwd (void)
{
  return open ("/etc/passwd", O_RDONLY) >= 0;
}

static gboolean
try_read_proc (void)
{
  return open ("/proc/self/environ", O_RDONLY) >= 0;
}

static gboolean
try_ptrace (void)
{
  return ptrace (PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static gboolean
try_signal_parent (void)
{
  return kill (getppid (), 0) == 0;
}

static gboolean
try_code (void)
{
  return mmap (NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
               0) != MAP_FAILED;
}

static gboolean
try_code_later (void)
{
  void *page = mmap (NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  return page != MAP_FAILED && mprotect (page, 4096, PROT_READ | PROT_EXEC) == 0;
}

static gboolean
try_much_memory (void)
{
  /* More than it may have, in pieces that each would do. */
  for (guint i = 0; i < 24; i++)
    if (mmap (NULL, 64 << 20, PROT_READ | PROT_WRITE,
              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) == MAP_FAILED)
      return FALSE;

  return TRUE;
}

static gboolean
try_memory_file (void)
{
  return memfd_create ("more", 0) >= 0;
}

static gboolean
try_shared_memory (void)
{
  int id = shmget (IPC_PRIVATE, 4096, IPC_CREAT | 0600);

  if (id >= 0)
    shmctl (id, IPC_RMID, NULL);

  return id >= 0;
}

static gboolean
try_raise_limit (void)
{
  struct rlimit limit = { 2 << 20, 2 << 20 };

  return setrlimit (RLIMIT_STACK, &limit) == 0;
}

static gboolean
try_namespace (void)
{
  return unshare (CLONE_NEWUTS) == 0 || unshare (CLONE_FS) == 0;
}

static gboolean
try_io_uring (void)
{
  struct io_uring_params params = { 0 };

  /* Where the kernel has none the attempt proves nothing. */
  return syscall (SYS_io_uring_setup, 1, &params) >= 0 || errno == ENOSYS || errno == EPERM;
}

static gboolean
try_chdir (void)
{
  return chdir ("/") == 0;
}

static gboolean
try_mode (void)
{
  return chmod (file, 0666) == 0;
}

static const struct
{
  const char *name;
  gboolean  (*attempt) (void);
} attempts[] = {
  { "socket", try_socket },
  { "unix-socket", try_unix_socket },
  { "socketpair", try_socketpair },
  { "exec", try_exec },
  { "fork", try_fork },
  { "raw-clone", try_raw_clone },
  { "thread", try_thread },
  { "create", try_create },
  { "write", try_write },
  { "truncate", try_truncate },
  { "read", try_read },
  { "read-passwd", try_read_passwd },
  { "read-proc", try_read_proc },
  { "ptrace", try_ptrace },
  { "signal-parent", try_signal_parent },
  { "code", try_code },
  { "code-later", try_code_later },
  { "much-memory", try_much_memory },
  { "memory-file", try_memory_file },
  { "shared-memory", try_shared_memory },
  { "raise-limit", try_raise_limit },
  { "namespace", try_namespace },
  { "io-uring", try_io_uring },
  { "chdir", try_chdir },
  { "mode", try_mode },
  { "unlink", try_unlink },
};

/* Once more what the renderer must still be able to do, or the rest proves nothing. */
static gboolean
try_ordinary_work (void)
{
  char *memory = malloc (64 << 20);
  int fd = open ("/usr/share/fonts", O_RDONLY | O_DIRECTORY);

  return memory != NULL && memset (memory, 1, 64 << 20) != NULL &&
         (fd >= 0 || errno == ENOENT);
}

static int
run (const char *name)
{
  if (strcmp (name, "nothing") == 0)
    return try_ordinary_work () ? WORKED : REFUSED;

  for (gsize i = 0; i < G_N_ELEMENTS (attempts); i++)
    if (strcmp (name, attempts[i].name) == 0)
      return attempts[i].attempt () ? WORKED : REFUSED;

  return 64;
}

int
main (int    argc,
      char **argv)
{
  const char *how = argc > 1 ? argv[1] : "";

  if (argc == 1)
    {
      puts ("nothing");
      for (gsize i = 0; i < G_N_ELEMENTS (attempts); i++)
        puts (attempts[i].name);

      return 0;
    }

  file = argc > 3 ? argv[3] : "/nowhere";
  if (argc < 3)
    return 64;

  if (strcmp (how, "whole") == 0)
    {
      parvis_sandbox_exec ((const char *const *) argv + 2);
      return 69;
    }

  if (strcmp (how, "none") != 0 && !parvis_sandbox_enter (PARVIS_OUTSIDE_BUBBLEWRAP))
    return 69;

  return run (argv[2]);
}
