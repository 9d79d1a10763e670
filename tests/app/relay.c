/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "relay"

#include "config.h"

#include "relay.h"

/* Whoever ends it, both ends are closed; what was under way is broken. */
static void
spliced_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_output_stream_splice_finish (G_OUTPUT_STREAM (object), result, NULL);
  g_object_unref (user_data);
}

static void
splice (GIOStream *from,
        GIOStream *to)
{
  g_output_stream_splice_async (g_io_stream_get_output_stream (to),
                                g_io_stream_get_input_stream (from),
                                G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE |
                                G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT, NULL, spliced_cb, g_object_ref (from));
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             Relay             *self)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GSocketConnection) onward = NULL;

  g_socket_client_set_enable_proxy (client, FALSE);
  onward = g_socket_client_connect_to_host (client, "127.0.0.1", self->target, NULL, NULL);
  if (onward == NULL)
    {
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      return TRUE;
    }

  g_ptr_array_add (self->ends, g_object_ref (connection));
  g_ptr_array_add (self->ends, g_object_ref (onward));
  splice (G_IO_STREAM (connection), G_IO_STREAM (onward));
  splice (G_IO_STREAM (onward), G_IO_STREAM (connection));

  return TRUE;
}

void
relay_mend (Relay *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, self->port);
  g_autoptr(GSocketAddress) actual = NULL;

  self->service = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &actual, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (actual));
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_socket_service_start (self->service);
}

/* Shut down and not closed: what is being spliced ends by itself. */
void
relay_cut (Relay *self)
{
  if (self->service == NULL)
    return;

  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
  for (guint i = 0; i < self->ends->len; i++)
    g_socket_shutdown (g_socket_connection_get_socket (self->ends->pdata[i]), TRUE, TRUE, NULL);
  g_ptr_array_set_size (self->ends, 0);
}

Relay *
relay_new (guint16 target)
{
  Relay *self = g_new0 (Relay, 1);

  self->target = target;
  self->ends = g_ptr_array_new_with_free_func (g_object_unref);
  relay_mend (self);
  self->uri = g_strdup_printf ("http://127.0.0.1:%u", self->port);

  return self;
}

void
relay_free (Relay *self)
{
  if (self == NULL)
    return;

  relay_cut (self);
  g_ptr_array_unref (self->ends);
  g_free (self->uri);
  g_free (self);
}
