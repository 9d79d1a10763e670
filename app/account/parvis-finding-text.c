/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-finding-text"

#include "config.h"

#include "parvis-finding-text.h"

#include "parvis-format.h"

#include <glib/gi18n.h>

static char *
clock_text (gint64 skew)
{
  g_autofree char *duration = parvis_format_duration (ABS (skew));

  /* Only a certificate told that it is wrong, not by how much. */
  if (skew == 0)
    return g_strdup (_("This computer’s clock is wrong: a safe connection is impossible. Set the "
                       "clock, then try again."));
  if (skew > 0)
    return g_strdup_printf (_("This computer’s clock is %s slow: a safe connection is impossible. "
                              "Set the clock, then try again."), duration);

  return g_strdup_printf (_("This computer’s clock is %s fast: a safe connection is impossible. "
                            "Set the clock, then try again."), duration);
}

/* About the line: what lies between this machine and a service. */
static const char *
line_text (ParvisFinding finding)
{
  switch (finding)
    {
    case PARVIS_FINDING_NO_NETWORK:
      return _("First connection: the network is needed once. Connect this computer, then try "
               "again.");

    case PARVIS_FINDING_NO_SUCH_HOST:
      return _("Nothing has this name. Check the spelling of the address.");

    case PARVIS_FINDING_NO_ANSWER:
      return _("No answer from this address. Check it, or try again in a moment.");

    case PARVIS_FINDING_BAD_CERTIFICATE:
      return _("This address cannot prove who it is, so nothing was sent to it. Check the "
               "address, or ask your operator.");

    case PARVIS_FINDING_EXPIRED:
      return _("The proof of this address has expired, or this computer’s clock is wrong. Check "
               "the clock, then ask your operator.");

    case PARVIS_FINDING_NOT_PARVIS:
      return _("Something answers at this address, but it is not a Parvis service. Check the "
               "address that your operator gave you.");

    case PARVIS_FINDING_OTHER_VERSION:
      return _("This service speaks another version. Update Parvis on this computer, then try "
               "again.");

    case PARVIS_FINDING_BUSY:
      return _("The service is there, but cannot answer at the moment. Try again in a minute.");

    case PARVIS_FINDING_GOOD:
    case PARVIS_FINDING_NO_ADDRESS:
    case PARVIS_FINDING_BAD_ADDRESS:
    case PARVIS_FINDING_NOT_ENCRYPTED:
    case PARVIS_FINDING_CLOCK_WRONG:
    case PARVIS_FINDING_MOVED:
      break;
    }

  return NULL;
}

/* About what was typed. */
static const char *
typed_text (ParvisFinding finding)
{
  switch (finding)
    {
    case PARVIS_FINDING_NO_ADDRESS:
      return _("Type the address that your operator gave you.");

    case PARVIS_FINDING_BAD_ADDRESS:
      return _("This is not an address. It looks like parvis.example.org.");

    case PARVIS_FINDING_NOT_ENCRYPTED:
      return _("An http address is not encrypted: your sign-in could be read on its way. Type it "
               "with https.");

    case PARVIS_FINDING_GOOD:
    case PARVIS_FINDING_NO_NETWORK:
    case PARVIS_FINDING_NO_SUCH_HOST:
    case PARVIS_FINDING_NO_ANSWER:
    case PARVIS_FINDING_BAD_CERTIFICATE:
    case PARVIS_FINDING_EXPIRED:
    case PARVIS_FINDING_CLOCK_WRONG:
    case PARVIS_FINDING_MOVED:
    case PARVIS_FINDING_NOT_PARVIS:
    case PARVIS_FINDING_OTHER_VERSION:
    case PARVIS_FINDING_BUSY:
      break;
    }

  return NULL;
}

char *
parvis_finding_text (const ParvisProbeResult *result)
{
  const char *text;

  if (result->finding == PARVIS_FINDING_CLOCK_WRONG)
    return clock_text (result->skew);
  if (result->finding == PARVIS_FINDING_MOVED)
    return g_strdup_printf (_("This address sends on to another one, %s. Type that one if your "
                              "operator gave it to you."), result->elsewhere);

  text = line_text (result->finding);

  return g_strdup (text != NULL ? text : typed_text (result->finding));
}
