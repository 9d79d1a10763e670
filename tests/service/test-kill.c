/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-kill"

#include "config.h"

#include "town-fixture.h"

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define LIVES    100
#define WORKERS  8
#define PATIENCE 30    /* seconds */

/* One who counts by hand, and keeps each gesture until it is answered. */
typedef struct
{
  pthread_t   thread;
  int         port;
  const char *gauge;
  const char *bearer;
  char       *key;                     /* of the gesture that waits, or NULL */
  int         answered;
  sem_t      *answers;                 /* told of each, until the end of this life */
  gboolean    once;                    /* only what waits, then stop */
} Worker;

typedef struct
{
  GPid pid;
  int  port;
} Life;

static int
connect_to (int port)
{
  struct sockaddr_in address = { .sin_family = AF_INET };
  struct timeval patience = { 20, 0 };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  address.sin_port = htons ((guint16) port);
  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (connect (fd, (struct sockaddr *) &address, sizeof address) == 0)
    return fd;

  close (fd);

  return -1;
}

/* The status of a whole answer, or 0 if the other side is gone. */
static int
receive_answer (int fd)
{
  char answer[4096];
  gsize length = 0;

  while (length < sizeof answer - 1)
    {
      gssize got = recv (fd, answer + length, sizeof answer - 1 - length, 0);
      const char *body;
      const char *announced;

      if (got <= 0)
        return 0;

      length += (gsize) got;
      answer[length] = '\0';
      body = strstr (answer, "\r\n\r\n");
      announced = strcasestr (answer, "\r\nContent-Length:");
      if (body != NULL && announced != NULL &&
          (gsize) (answer + length - body - 4) >= (gsize) atoi (announced + 17))
        return atoi (answer + strlen ("HTTP/1.1 "));
    }

  return 0;
}

static gboolean
send_gesture (Worker *worker,
              int     fd)
{
  char request[1024];
  int length;

  length = g_snprintf (request, sizeof request,
                       "POST /api/v1/towns/00001/gauges/%s/count HTTP/1.1\r\n"
                       "Host: localhost\r\nAuthorization: Bearer %s\r\n"
                       "Content-Type: application/json\r\nIdempotency-Key: %s\r\n"
                       "Content-Length: 11\r\n\r\n{\"delta\":1}",
                       worker->gauge, worker->bearer, worker->key);

  return send (fd, request, (gsize) length, MSG_NOSIGNAL) == length;
}

static void *
count_until_the_end (void *data)
{
  Worker *worker = data;
  int fd = connect_to (worker->port);
  gboolean alive = fd >= 0;

  while (alive && !(worker->once && worker->key == NULL))
    {
      int status;

      if (worker->key == NULL)
        worker->key = g_uuid_string_random ();

      status = send_gesture (worker, fd) ? receive_answer (fd) : 0;
      g_assert_true (status == 200 || status == 0);
      alive = status == 200;
      if (alive)
        {
          worker->answered++;
          sem_post (worker->answers);
          g_clear_pointer (&worker->key, g_free);
        }
    }

  if (fd >= 0)
    close (fd);

  return NULL;
}

static Life
begin_life (TownFixture *fixture)
{
  g_autofree char *program = NULL;
  g_auto(GStrv) options = test_database_get_options (&fixture->database);
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  char line[200] = "";
  const char *colon;
  FILE *output;
  Life life;
  int fd;

  program = g_test_build_filename (G_TEST_BUILT, "service", "parvisd", NULL);
  g_ptr_array_add (argv, program);
  for (guint i = 0; options[i] != NULL; i++)
    g_ptr_array_add (argv, options[i]);
  g_ptr_array_add (argv, (gpointer) "--listen");
  g_ptr_array_add (argv, (gpointer) "127.0.0.1:0");
  g_ptr_array_add (argv, NULL);
  g_spawn_async_with_pipes (NULL, (char **) argv->pdata, NULL,
                            G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL,
                            NULL, NULL, &life.pid, NULL, &fd, NULL, &error);
  g_assert_no_error (error);
  output = fdopen (fd, "r");
  g_assert_nonnull (fgets (line, sizeof line, output));
  fclose (output);
  colon = strrchr (line, ':');
  g_assert_nonnull (colon);
  life.port = atoi (colon + 1);
  g_assert_cmpint (life.port, >, 0);

  return life;
}

static void
end_life (Life life,
          int  signal)
{
  int status;

  kill (life.pid, signal);
  g_assert_cmpint (waitpid (life.pid, &status, 0), ==, life.pid);
  g_spawn_close_pid (life.pid);
}

/* A slow machine takes its time until a life answers at all. */
static void
wait_for_answer (sem_t *answers)
{
  struct timespec until;

  clock_gettime (CLOCK_REALTIME, &until);
  until.tv_sec += PATIENCE;
  g_assert_cmpint (sem_timedwait (answers, &until), ==, 0);
}

/* @answers: how many are waited for before the clock of death runs. */
static void
live (Worker      *workers,
      TownFixture *fixture,
      gboolean     last,
      int          answers,
      gulong       usec)
{
  Life life = begin_life (fixture);
  sem_t answered;

  sem_init (&answered, 0, 0);

  for (int i = 0; i < WORKERS; i++)
    {
      workers[i].port = life.port;
      workers[i].once = last;
      workers[i].answers = &answered;
      pthread_create (&workers[i].thread, NULL, count_until_the_end, &workers[i]);
    }

  for (int i = 0; i < answers; i++)
    wait_for_answer (&answered);

  /* The instant of death is what varies. */
  if (!last)
    {
      usleep ((useconds_t) usec);
      end_life (life, SIGKILL);
    }

  for (int i = 0; i < WORKERS; i++)
    pthread_join (workers[i].thread, NULL);

  if (last)
    end_life (life, SIGTERM);
  sem_destroy (&answered);
}

static void
test_what_was_answered_is_there_once (TownFixture   *fixture,
                                      gconstpointer  data)
{
  g_autofree char *gauge = town_find (fixture, "gauge", TOWN_POOL);
  g_autoptr(json_t) entity = NULL;
  Worker workers[WORKERS] = { { 0, }, };
  /* A new connection to a server has its statements to prepare first. */
  const int longest = test_database_is_postgres () ? 160000 : 40000;
  int answered = 0;

  /* The program goes by the real time, and so must the token. */
  fixture->now = parvis_clock_now (&parvis_system_clock);
  json_decref (town_expect (fixture, 200, fixture->key, "GET", "/changes", NULL));
  g_clear_pointer (&fixture->service, parvis_service_free);
  for (int i = 0; i < WORKERS; i++)
    {
      workers[i].gauge = gauge;
      workers[i].bearer = fixture->key;
    }

  /* Every other life may end before it answered anything. */
  for (int i = 0; i < LIVES; i++)
    live (workers, fixture, FALSE, i % 2 * 2, (gulong) g_test_rand_int_range (1000, longest));
  live (workers, fixture, TRUE, 0, 0);

  for (int i = 0; i < WORKERS; i++)
    {
      g_assert_null (workers[i].key);
      answered += workers[i].answered;
    }

  town_restart (fixture);
  g_assert_cmpint (answered, >=, LIVES);
  entity = town_entity (fixture, "gauge", gauge);
  g_assert_cmpint (town_int (entity, "present"), ==, answered);
  json_decref (town_expect (fixture, 200, "operator", "POST", "/check", "{}"));
  g_test_message ("%d gestures through %d deaths", answered, LIVES);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TOWN_TEST ("/kill/what-was-answered-is-there-once", test_what_was_answered_is_there_once);

  return g_test_run ();
}
