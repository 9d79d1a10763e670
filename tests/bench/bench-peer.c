/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench-peer"

#include "config.h"

#include "bench-peer.h"

#include "bench-town.h"
#include "parvis-server.h"

#include <arpa/inet.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

double
bench_now (void)
{
  return (double) g_get_monotonic_time () / G_USEC_PER_SEC;
}

int
bench_connect (guint port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons ((guint16) port),
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (connect (fd, (struct sockaddr *) &address, sizeof address) != 0)
    {
      close (fd);
      return -1;
    }

  return fd;
}

static gboolean
wait_until_it_answers (BenchPeer *peer)
{
  for (guint i = 0; i < 500; i++)
    {
      int fd = bench_connect (peer->port);

      if (fd >= 0)
        {
          close (fd);
          return TRUE;
        }
      g_usleep (20 * 1000);
    }

  return FALSE;
}

/* A port that was free an instant ago, for programs that cannot choose one. */
static guint
find_port (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (bind (fd, (struct sockaddr *) &address, size) != 0 ||
      getsockname (fd, (struct sockaddr *) &address, &size) != 0)
    g_error ("no port");
  close (fd);

  return ntohs (address.sin_port);
}

static void
serve_parvis (const char         *state_dir,
              const ParvisTables *tables,
              int                 pipe)
{
  g_autoptr (ParvisConfig) config = parvis_config_new ();
  g_autoptr (ParvisServer) server = NULL;
  g_autoptr (GError) error = NULL;
  sigset_t signals;
  guint port;

  sigemptyset (&signals);
  sigaddset (&signals, SIGTERM);
  sigprocmask (SIG_BLOCK, &signals, NULL);

  if (!parvis_config_set (config, "state-dir", state_dir, &error) ||
      !parvis_config_set (config, "listen", "127.0.0.1:0", &error) ||
      !(server = parvis_server_new (config, tables, &parvis_system_clock, &error)) ||
      !parvis_server_take_signals (server, &error))
    g_error ("%s", error->message);

  port = (guint) atoi (strrchr (parvis_server_get_uri (server), ':') + 1);
  if (write (pipe, &port, sizeof port) != sizeof port)
    g_error ("pipe");
  parvis_server_run (server);
}

gboolean
bench_start_tables (BenchPeer          *peer,
                    const char         *state_dir,
                    const ParvisTables *tables)
{
  int pipes[2];

  if (pipe (pipes) != 0)
    return FALSE;

  peer->name = "parvis";
  peer->pid = fork ();
  if (peer->pid == 0)
    {
      prctl (PR_SET_PDEATHSIG, SIGKILL);
      close (pipes[0]);
      serve_parvis (state_dir, tables, pipes[1]);
      _exit (0);
    }

  close (pipes[1]);
  if (read (pipes[0], &peer->port, sizeof peer->port) != sizeof peer->port)
    return FALSE;
  close (pipes[0]);

  return wait_until_it_answers (peer);
}

gboolean
bench_start_parvis (BenchPeer  *peer,
                    const char *state_dir)
{
  return bench_start_tables (peer, state_dir, &bench_tables);
}

gboolean
bench_start_function (BenchPeer  *peer,
                      void      (*serve) (int      fd,
                                          gpointer data),
                      gpointer    data)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t size = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (bind (fd, (struct sockaddr *) &address, size) != 0 || listen (fd, 1024) != 0 ||
      getsockname (fd, (struct sockaddr *) &address, &size) != 0)
    return FALSE;

  peer->port = ntohs (address.sin_port);
  peer->pid = fork ();
  if (peer->pid == 0)
    {
      prctl (PR_SET_PDEATHSIG, SIGKILL);
      serve (fd, data);
      _exit (0);
    }
  close (fd);

  return TRUE;
}

static gboolean
start_program (BenchPeer          *peer,
               const char * const *argv)
{
  g_autofree char *program = g_find_program_in_path (argv[0]);

  if (program == NULL)
    return FALSE;

  peer->pid = fork ();
  if (peer->pid == 0)
    {
      prctl (PR_SET_PDEATHSIG, SIGKILL);
      execv (program, (char **) argv);
      _exit (127);
    }

  return wait_until_it_answers (peer);
}

gboolean
bench_start_nginx (BenchPeer  *peer,
                   const char *directory,
                   const char *path,
                   const char *file)
{
  g_autofree char *conf = g_build_filename (directory, "nginx.conf", NULL);
  g_autofree char *text = NULL;
  const char *argv[] = { "nginx", "-p", directory, "-c", conf, NULL };

  peer->name = "nginx";
  peer->port = find_port ();
  /* Set up to be as fast as it can: one process, nothing logged, file kept open. */
  text = g_strdup_printf (
    "daemon off; master_process off; worker_processes 1; error_log stderr crit;\n"
    "pid %s/nginx.pid; user root;\n"
    "events { worker_connections 16000; }\n"
    "http { access_log off; server_tokens off; sendfile on; tcp_nopush on;\n"
    "  open_file_cache max=10; open_file_cache_valid 600s;\n"
    "  keepalive_requests 100000000; keepalive_timeout 600s;\n"
    "  client_body_temp_path %s/b; proxy_temp_path %s/p; fastcgi_temp_path %s/f;\n"
    "  uwsgi_temp_path %s/u; scgi_temp_path %s/s;\n"
    "  server { listen 127.0.0.1:%u; location = %s { default_type application/json;\n"
    "    alias %s; } } }\n",
    directory, directory, directory, directory, directory, directory, peer->port, path, file);
  if (!g_file_set_contents (conf, text, -1, NULL))
    return FALSE;

  return start_program (peer, argv);
}

gboolean
bench_start_fastify (BenchPeer  *peer,
                     const char *directory,
                     const char *path,
                     const char *file)
{
  static const char program[] =
    "const [port, path, file] = process.argv.slice(2);\n"
    "const body = require('fs').readFileSync(file);\n"
    "const app = require('fastify')({ logger: false, keepAliveTimeout: 600000 });\n"
    "app.get(path, (request, reply) => {\n"
    "  reply.header('content-type', 'application/json').header('etag', '\"x\"')\n"
    "    .header('cache-control', 'public, max-age=2').send(body);\n"
    "});\n"
    "app.get('/events', (request, reply) => {\n"
    "  reply.hijack(); reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });\n"
    "  reply.raw.write('event: snapshot\\n\\n');\n"
    "});\n"
    "app.listen({ port: Number(port), host: '127.0.0.1' });\n";
  g_autofree char *script = g_build_filename (directory, "peer.js", NULL);
  g_autofree char *installed = g_build_filename (directory, "node_modules", "fastify", NULL);
  g_autofree char *quoted = g_shell_quote (directory);
  g_autofree char *command = NULL;
  g_autofree char *port = NULL;
  const char *argv[] = { "node", script, NULL, path, file, NULL };

  peer->name = "fastify";
  peer->port = find_port ();
  port = g_strdup_printf ("%u", peer->port);
  argv[2] = port;

  g_mkdir_with_parents (directory, 0700);
  command = g_strdup_printf ("cd %s && npm install --no-save --silent fastify@4 >&2", quoted);
  if (!g_file_test (installed, G_FILE_TEST_IS_DIR) && system (command) != 0)
    return FALSE;
  if (!g_file_set_contents (script, program, -1, NULL))
    return FALSE;

  return start_program (peer, argv);
}

void
bench_stop (BenchPeer *peer)
{
  if (peer->pid <= 0)
    return;

  kill (peer->pid, SIGTERM);
  waitpid (peer->pid, NULL, 0);
  peer->pid = 0;
}

double
bench_cpu (const BenchPeer *peer)
{
  struct timespec time = { 0 };
  clockid_t clock;

  if (clock_getcpuclockid (peer->pid, &clock) != 0 || clock_gettime (clock, &time) != 0)
    return 0;

  return (double) time.tv_sec * 1e6 + (double) time.tv_nsec / 1e3;
}

double
bench_resident (const BenchPeer *peer)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", (int) peer->pid);
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents (path, &text, NULL, NULL) || !(line = strstr (text, "VmRSS:")))
    return 0;

  return g_ascii_strtod (line + strlen ("VmRSS:"), NULL);
}

static int
compare_doubles (const void *a,
                 const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

double
bench_median (double *values,
              guint   n)
{
  qsort (values, n, sizeof *values, compare_doubles);

  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}
