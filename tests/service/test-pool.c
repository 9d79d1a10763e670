/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-pool.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#define MANY 200

typedef struct
{
  pthread_mutex_t lock;
  pthread_cond_t  changed;
  guint           begun;
  guint           done;
  guint           wait_for;     /* so many must have begun before one is done */
  int             policies[MANY];
  int             priorities[MANY];
} Room;

static Room room = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0, 0, { 0 }, { 0 } };

static void
work_cb (gpointer work)
{
  pthread_mutex_lock (&room.lock);
  room.priorities[room.begun] = getpriority (PRIO_PROCESS, 0);
  room.policies[room.begun++] = sched_getscheduler (0);
  pthread_cond_broadcast (&room.changed);
  while (room.begun < room.wait_for)
    pthread_cond_wait (&room.changed, &room.lock);
  room.done++;
  pthread_cond_broadcast (&room.changed);
  pthread_mutex_unlock (&room.lock);
}

static void
enter (guint wait_for)
{
  room.begun = 0;
  room.done = 0;
  room.wait_for = wait_for;
}

static void
wait_until_done (guint n)
{
  pthread_mutex_lock (&room.lock);
  while (room.done < n)
    pthread_cond_wait (&room.changed, &room.lock);
  pthread_mutex_unlock (&room.lock);
}

static void
test_all_that_was_taken_is_done (void)
{
  for (int patient = 0; patient < 2; patient++)
    {
      ParvisPool *pool = parvis_pool_new (3, patient, MANY, work_cb);

      enter (0);
      for (guint i = 0; i < MANY; i++)
        g_assert_true (parvis_pool_submit (pool, &room));
      parvis_pool_free (pool);
      g_assert_cmpuint (room.done, ==, MANY);
    }
}

static void
test_more_than_the_queue_holds_is_refused (void)
{
  g_autoptr(ParvisPool) pool = parvis_pool_new (1, TRUE, 2, work_cb);

  enter (3);
  g_assert_true (parvis_pool_submit (pool, &room));
  pthread_mutex_lock (&room.lock);
  while (room.begun < 1)
    pthread_cond_wait (&room.changed, &room.lock);
  pthread_mutex_unlock (&room.lock);

  g_assert_true (parvis_pool_submit (pool, &room));
  g_assert_true (parvis_pool_submit (pool, &room));
  g_assert_false (parvis_pool_submit (pool, &room));

  pthread_mutex_lock (&room.lock);
  room.wait_for = 0;
  pthread_cond_broadcast (&room.changed);
  pthread_mutex_unlock (&room.lock);
  wait_until_done (3);
}

/* Each of two pieces waits until the other has begun. */
static void
test_the_spare_thread_helps_and_stands_back (void)
{
  g_autoptr(ParvisPool) pool = parvis_pool_new (2, TRUE, MANY, work_cb);

  if (sched_getscheduler (0) == SCHED_IDLE)
    {
      g_test_skip ("everything is idle here");
      return;
    }

  for (guint i = 0; i < 50; i++)
    {
      enter (2);
      g_assert_true (parvis_pool_submit (pool, &room));
      g_assert_true (parvis_pool_submit (pool, &room));
      wait_until_done (2);
      g_assert_true ((room.policies[0] == SCHED_IDLE) != (room.policies[1] == SCHED_IDLE));
    }
}

/* What a service manager does that allows lists of system calls: this one fails. */
static void
forbid_policies (void)
{
  struct sock_filter steps[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, SYS_sched_setscheduler, 0, 1),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const struct sock_fprog program = { G_N_ELEMENTS (steps), steps };

  g_assert_cmpint (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), ==, 0);
  g_assert_cmpint (prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), ==, 0);
}

static void
test_the_spare_thread_may_be_denied_its_policy (void)
{
  g_autoptr(ParvisPool) pool = NULL;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }

  forbid_policies ();
  pool = parvis_pool_new (2, TRUE, MANY, work_cb);
  enter (2);
  g_assert_true (parvis_pool_submit (pool, &room));
  g_assert_true (parvis_pool_submit (pool, &room));
  wait_until_done (2);
  g_assert_cmpint (MAX (room.priorities[0], room.priorities[1]), ==, 19);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/all-that-was-taken-is-done", test_all_that_was_taken_is_done);
  g_test_add_func ("/pool/more-than-the-queue-holds-is-refused",
                   test_more_than_the_queue_holds_is_refused);
  g_test_add_func ("/pool/the-spare-thread-helps-and-stands-back",
                   test_the_spare_thread_helps_and_stands_back);
  g_test_add_func ("/pool/the-spare-thread-may-be-denied-its-policy",
                   test_the_spare_thread_may_be_denied_its_policy);

  return g_test_run ();
}
