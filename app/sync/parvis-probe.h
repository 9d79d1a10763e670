/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "parvis-time.h"

G_BEGIN_DECLS

/* What a first connection found, the first thing that is wrong. */
typedef enum
{
  PARVIS_FINDING_GOOD,
  PARVIS_FINDING_NO_ADDRESS,
  PARVIS_FINDING_BAD_ADDRESS,       /* cannot be the address of a service */
  PARVIS_FINDING_NOT_ENCRYPTED,     /* http to another machine */
  PARVIS_FINDING_NO_NETWORK,
  PARVIS_FINDING_NO_SUCH_HOST,
  PARVIS_FINDING_NO_ANSWER,         /* refused, or nothing in time */
  PARVIS_FINDING_BAD_CERTIFICATE,
  PARVIS_FINDING_EXPIRED,           /* the certificate, or this machine's clock */
  PARVIS_FINDING_CLOCK_WRONG,
  PARVIS_FINDING_MOVED,             /* it answers from another address */
  PARVIS_FINDING_NOT_PARVIS,
  PARVIS_FINDING_OTHER_VERSION,
  PARVIS_FINDING_BUSY,              /* Parvis, and it fails for the moment */
} ParvisFinding;

/* Further off than this, a certificate and the age of a figure mean nothing. */
#define PARVIS_PROBE_MAX_SKEW (5 * PARVIS_MINUTE)

/**
 * ParvisProbeResult:
 * @finding: the first thing that is wrong, or %PARVIS_FINDING_GOOD
 * @address: (nullable): of the service, as it is to be kept
 * @elsewhere: (nullable): where a service that moved is
 * @skew: ms, the service's clock minus this machine's, as far as it is known
 */
typedef struct
{
  ParvisFinding  finding;
  char          *address;
  char          *elsewhere;
  gint64         skew;
} ParvisProbeResult;

void               parvis_probe_result_free  (ParvisProbeResult    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisProbeResult, parvis_probe_result_free)

/* Returns: (transfer full) (nullable): what a person typed as the address of a
 * service, ready to be used; without it, @finding says why not.
 */
char              *parvis_probe_read_address (const char           *typed,
                                              ParvisFinding        *finding);
/* Why a request got no answer at all. */
ParvisFinding      parvis_probe_read_error   (const GError         *error,
                                              gboolean              has_network);

/* Asks whether there is a service at @address that this program can speak with.
 * Everything but cancelling is a result, within 20 s.
 */
void               parvis_probe_async        (const char           *address,
                                              const ParvisClock    *clock,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
ParvisProbeResult *parvis_probe_finish       (GAsyncResult         *result,
                                              GError              **error);

G_END_DECLS
