/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-link-text"

#include "config.h"

#include "parvis-link-text.h"

#include "parvis-format.h"

#include <glib/gi18n.h>

/* A clock that is off by more makes ages lie (ux.md §0.3). */
#define MAX_SKEW (90 * PARVIS_SECOND)

gboolean
parvis_link_is_up (ParvisLink link)
{
  return link == PARVIS_LINK_ONLINE || link == PARVIS_LINK_SENDING || link == PARVIS_LINK_REFUSED;
}

const char *
parvis_link_icon (ParvisLink link)
{
  switch (link)
    {
    case PARVIS_LINK_CONNECTING:
    case PARVIS_LINK_WAKING:
    case PARVIS_LINK_SENDING:
      return "emblem-synchronizing-symbolic";

    case PARVIS_LINK_ONLINE:
      return "network-transmit-receive-symbolic";

    case PARVIS_LINK_OFFLINE:
      return "network-offline-symbolic";

    case PARVIS_LINK_REFUSED:
      return "dialog-warning-symbolic";

    case PARVIS_LINK_SIGNED_OUT:
      return "dialog-password-symbolic";

    case PARVIS_LINK_MISMATCH:
      break;
    }

  return "software-update-urgent-symbolic";
}

static char *
with_number (const char *state,
             guint       pending)
{
  /* Translators: the state of the connection or its last moment, and how many actions wait. */
  return g_strdup_printf (ngettext ("%1$s · %2$u queued", "%1$s · %2$u queued", pending),
                          state, pending);
}

static char *
with_queue (const char *state,
            guint       pending)
{
  return pending == 0 ? g_strdup (state) : with_number (state, pending);
}

char *
parvis_link_text_title (const ParvisLinkFacts *facts)
{
  switch (facts->link)
    {
    case PARVIS_LINK_CONNECTING:
      return g_strdup (_("Connecting…"));

    case PARVIS_LINK_WAKING:
      return g_strdup (_("Awake: checking…"));

    case PARVIS_LINK_ONLINE:
      return g_strdup (_("Online"));

    case PARVIS_LINK_SENDING:
      return g_strdup_printf (_("Sending %1$u of %2$u"),
                              MIN (facts->done + 1, MAX (facts->total, 1)),
                              MAX (facts->total, 1));

    case PARVIS_LINK_OFFLINE:
      return g_strdup (_("Offline"));

    case PARVIS_LINK_REFUSED:
      return g_strdup_printf (ngettext ("%u action refused", "%u actions refused",
                                        facts->refused), facts->refused);

    case PARVIS_LINK_SIGNED_OUT:
      return g_strdup (_("Sign in again"));

    case PARVIS_LINK_MISMATCH:
      break;
    }

  return g_strdup (_("Update needed"));
}

static char *
skew_text (gint64 skew)
{
  int minutes = (int) ((ABS (skew) + PARVIS_MINUTE / 2) / PARVIS_MINUTE);

  if (skew < 0)
    return g_strdup_printf (ngettext ("This computer’s clock is %d min fast",
                                      "This computer’s clock is %d min fast", (gulong) minutes),
                            minutes);

  return g_strdup_printf (ngettext ("This computer’s clock is %d min slow",
                                    "This computer’s clock is %d min slow", (gulong) minutes),
                          minutes);
}

/**
 * parvis_link_text_details:
 *
 * Returns: the second line of the chip
 */
char *
parvis_link_text_details (const ParvisLinkFacts *facts)
{
  g_autofree char *clock = NULL;
  g_autofree char *moment = NULL;

  if (parvis_link_is_up (facts->link) && ABS (facts->skew) > MAX_SKEW)
    return skew_text (facts->skew);

  if (facts->updated_at == PARVIS_NO_TIME || facts->updated_at <= 0)
    return g_strdup_printf (ngettext ("%u queued", "%u queued", facts->pending), facts->pending);

  if (facts->link == PARVIS_LINK_ONLINE || facts->link == PARVIS_LINK_SENDING)
    {
      clock = parvis_format_clock_seconds (facts->updated_at, facts->zone);
      return g_strdup_printf (ngettext ("Up to date %1$s · %2$u queued",
                                        "Up to date %1$s · %2$u queued", facts->pending),
                              clock, facts->pending);
    }

  clock = parvis_format_moment (facts->updated_at, facts->now, facts->zone);
  if (parvis_time_day_start (facts->updated_at, facts->zone)
      != parvis_time_day_start (facts->now, facts->zone))
    {
      moment = parvis_format_capital (clock);
      return with_number (moment, facts->pending);
    }

  return g_strdup_printf (ngettext ("Figures of %1$s · %2$u queued",
                                    "Figures of %1$s · %2$u queued", facts->pending),
                          clock, facts->pending);
}

/**
 * parvis_link_text_line:
 *
 * Returns: the whole state in one line, as the chip of a narrow window and a
 *   screen reader tell it
 */
char *
parvis_link_text_line (const ParvisLinkFacts *facts)
{
  g_autofree char *title = parvis_link_text_title (facts);

  return with_queue (title, facts->link == PARVIS_LINK_SENDING ? 0 : facts->pending);
}

char *
parvis_link_text_next (const ParvisLinkFacts *facts)
{
  g_autofree char *wait = NULL;

  if (facts->link == PARVIS_LINK_SIGNED_OUT)
    return g_strdup (_("Somebody has to sign in again"));
  if (facts->link == PARVIS_LINK_MISMATCH)
    return g_strdup (_("The service speaks another version"));
  if (parvis_link_is_up (facts->link))
    return g_strdup ("");
  if (facts->next_try == PARVIS_NO_TIME || facts->next_try == PARVIS_NEVER ||
      facts->next_try <= facts->now)
    return g_strdup (_("Trying now"));

  wait = parvis_format_duration (facts->next_try - facts->now + 4 * PARVIS_SECOND);

  return g_strdup_printf (_("Next try in %s"), wait);
}

char *
parvis_link_text_outage (const ParvisLinkFacts *facts)
{
  g_autofree char *since = NULL;

  if (facts->link == PARVIS_LINK_SIGNED_OUT)
    return g_strdup (_("Your sign-in has ended. What you do is kept here; sign in again to "
                       "send it."));
  if (facts->link == PARVIS_LINK_MISMATCH)
    return g_strdup (_("The service speaks another version. What you do is kept here; Parvis "
                       "must be updated to send it."));

  since = parvis_format_moment (facts->offline_since, facts->now, facts->zone);

  return g_strdup_printf (_("Offline since %s. Go on as usual: everything is kept here and "
                            "leaves when the network is back."), since);
}

/**
 * parvis_link_text_dated:
 *
 * Returns: from when a list is that gets nothing new, "Offline: last updated 16:41.";
 *   "" while the service is heard or is about to be
 */
char *
parvis_link_text_dated (const ParvisLinkFacts *facts)
{
  g_autofree char *moment = NULL;

  if (parvis_link_is_up (facts->link) || facts->link == PARVIS_LINK_CONNECTING ||
      facts->link == PARVIS_LINK_WAKING)
    return g_strdup ("");
  if (facts->updated_at == PARVIS_NO_TIME || facts->updated_at <= 0)
    return g_strdup (_("Nothing has been received from the service yet."));

  moment = parvis_format_moment (facts->updated_at, facts->now, facts->zone);
  if (facts->link == PARVIS_LINK_OFFLINE)
    return g_strdup_printf (_("Offline: last updated %s."), moment);

  return g_strdup_printf (_("Last updated %s, nothing newer is received."), moment);
}

/**
 * parvis_link_text_sent_later:
 * @count: how many actions of an earlier run have been sent
 * @done_at: when the first of them was done
 *
 * Returns: "5 actions of yesterday have been sent."
 */
char *
parvis_link_text_sent_later (guint      count,
                             gint64     done_at,
                             gint64     now,
                             GTimeZone *zone)
{
  gint64 today = parvis_time_day_start (now, zone);
  g_autofree char *day = NULL;

  if (done_at >= today)
    return g_strdup_printf (ngettext ("%u action of earlier today has been sent.",
                                      "%u actions of earlier today have been sent.", count),
                            count);
  if (done_at >= parvis_time_day_start (today - 1, zone))
    return g_strdup_printf (ngettext ("%u action of yesterday has been sent.",
                                      "%u actions of yesterday have been sent.", count), count);

  day = parvis_format_day (done_at, now, zone);

  /* Translators: how many, and the day: "Wednesday 17 June". */
  return g_strdup_printf (ngettext ("%1$u action of %2$s has been sent.",
                                    "%1$u actions since %2$s have been sent.", count),
                          count, day);
}

static gint64
body_int (const ParvisAction *action,
          const char         *name)
{
  return json_integer_value (json_object_get (action->body, name));
}

/* What a shop or a clerk does. */
static const char *
shop_text (const char *name)
{
  static const struct
  {
    const char *name;
    const char *text;
  } texts[] = {
    { "order.prepare", N_("Seen, preparing") },
    { "order.ready", NC_("order", "Ready") },
    { "order.collect", NC_("order", "Collected") },
    { "order.confirm", N_("Confirm an order") },
    { "order.back", N_("One step back") },
    { "order.decline", N_("Decline an order") },
    { "order.delay", N_("Be late") },
    { "order.keep", N_("Keep longer") },
    { "order.no-show", N_("Put back on sale") },
    { "order.release", N_("Put back on sale") },
    { "order.told", N_("Told by phone") },
    { "product.sell", N_("Counter sale") },
    { "product.share", N_("Set aside online") },
    { "product.waste", N_("Lost, given or unsold") },
    { "product.sold-out", N_("Sold out") },
    { "product.resume", N_("Reopen") },
    { "product.bake", N_("New batch") },
    { "product.set", N_("Change a product") },
    { "product.remove", N_("Remove a product") },
    { "product.pattern", N_("Change a usual week") },
    { "bake.set", N_("Change a batch") },
    { "dossier.take", N_("Take a file") },
    { "dossier.release", N_("Give a file back") },
    { "dossier.verdict", N_("Verdict on a document") },
    { "dossier.finish", N_("Finish a file") },
    { "dossier.decide", N_("Decide on a file") },
    { "dossier.reply", N_("Message to a family") },
    { "dossier.note", N_("Note for colleagues") },
    { "dossier.told", N_("A family was told") },
    { "dossier.label", N_("Label a file") },
    { "shop.add", N_("Add a shop") },
    { "procedure.add", N_("Open a procedure") },
    { "shop.remove", N_("Remove a shop") },
    { "shop.product", N_("Add a product") },
    { "shop.close-day", N_("Close the day") },
    { "shop.open-day", N_("Open the day again") },
    { "shop.shut", N_("Close reservations of today") },
    { "shop.reopen", N_("Reopen reservations of today") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (strcmp (texts[i].name, name) == 0)
      {
        const char *text = g_dpgettext2 (GETTEXT_PACKAGE, "order", texts[i].text);

        return text != texts[i].text ? text : _(texts[i].text);
      }

  return g_str_has_prefix (name, "shop.") ? _("Change the shop") : name;
}

static char *
verb_text (const ParvisAction *action)
{
  g_autofree char *number = NULL;

  if (strcmp (action->name, "gauge.count") == 0)
    {
      if (body_int (action, "delta") == 0)
        return g_strdup (_("Figure confirmed"));
      return parvis_format_signed (body_int (action, "delta"));
    }
  if (strcmp (action->name, "gauge.recount") == 0)
    {
      number = parvis_format_number (body_int (action, "value"));
      return g_strdup_printf (_("Recount to %s"), number);
    }
  if (strcmp (action->name, "facility.close") == 0)
    return g_strdup (_("Close temporarily"));
  if (strcmp (action->name, "facility.reopen") == 0)
    return g_strdup (_("Reopen"));
  if (strcmp (action->name, "gauge.lower") == 0)
    {
      number = parvis_format_number (body_int (action, "capacity"));
      return g_strdup_printf (_("Lower the capacity to %s"), number);
    }
  if (strcmp (action->name, "gauge.restore") == 0)
    return g_strdup (_("Restore the capacity"));
  if (strcmp (action->name, "town.tell") == 0)
    return g_strdup (_("Describe the town"));
  if (strcmp (action->name, "town.settle") == 0)
    return g_strdup (_("Change how documents are approved"));
  if (strcmp (action->name, "facility.import") == 0)
    return g_strdup (_("Prepare a place"));
  if (strcmp (action->name, "module.set") == 0)
    return g_strdup (json_is_true (json_object_get (action->body, "published"))
                     ? _("Publish for the residents") : _("Prepare for the team"));
  if (strcmp (action->name, "source.pause") == 0)
    return g_strdup (json_is_false (json_object_get (action->body, "paused"))
                     ? _("Believe a source again") : _("Pause a source"));
  if (strcmp (action->name, "source.set") == 0)
    return g_strdup (_("Change a source"));
  if (strcmp (action->name, "source.remove") == 0)
    return g_strdup (_("Delete a source"));
  if (strcmp (action->name, "source.judge") == 0)
    return g_strdup (_("Answer about a zero"));
  if (strcmp (action->name, "gauge.set") == 0)
    return g_strdup (_("Change the capacity"));
  if (strcmp (action->name, "member.roles") == 0)
    return g_strdup (_("Change roles"));
  if (strcmp (action->name, "member.remove") == 0)
    return g_strdup (_("Remove from the team"));
  if (strcmp (action->name, "invitation.revoke") == 0)
    return g_strdup (_("Withdraw an invitation"));

  return g_strdup (shop_text (action->name));
}

char *
parvis_action_text (const ParvisAction *action,
                    const char         *place)
{
  g_autofree char *verb = verb_text (action);

  if (place == NULL)
    return g_steal_pointer (&verb);

  /* Translators: what is done, and where. */
  return g_strdup_printf (_("%1$s: %2$s"), verb, place);
}

/* By the last member of a field: "/delays/0/minutes". */
static const char *
find_field_name (const char *field)
{
  static const struct
  {
    const char *field;
    const char *name;
  } names[] = {
    { "name", N_("the name") },
    { "email", N_("the e-mail address") },
    { "phone", N_("the telephone number") },
    { "address", N_("the address") },
    { "text", N_("the text") },
    { "words", N_("the text") },
    { "note", N_("the note") },
    { "reason", N_("the reason") },
    { "until", N_("the end") },
    { "from", N_("the beginning") },
    { "day", N_("the day") },
    { "at", N_("the time") },
    { "capacity", N_("the capacity") },
    { "quantity", N_("the quantity") },
    { "value", N_("the figure") },
    { "delta", N_("the figure") },
    { "price", N_("the price") },
    { "minutes", N_("the minutes") },
    { "hours", N_("the hours") },
    { "patterns", N_("the hours") },
    { "slots", N_("the times of collection") },
    { "closed", N_("the days on which it is closed") },
    { "roles", N_("the roles") },
    { "labels", N_("the labels") },
    { "requirement", N_("the document") },
  };
  const char *last = strrchr (field, '/');

  last = last != NULL ? last + 1 : field;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].field, last) == 0)
      return _(names[i].name);

  return NULL;
}

/* What is a matter of what it is about comes before what is said of everything. */
static const char *
find_refusal (const ParvisAction *action)
{
  static const struct
  {
    const char *problem;
    const char *kind;      /* NULL: of anything */
    const char *sentence;
  } refusals[] = {
    { "conflict", PARVIS_KIND_ORDER, N_("This order has moved on: what is true is shown.") },
    { "conflict", PARVIS_KIND_DOSSIER,
      N_("Somebody else was first with this file: what is true is shown.") },
    { "conflict", PARVIS_KIND_PRODUCT, N_("The stock has changed meanwhile: look at it again.") },
    { "conflict", PARVIS_KIND_MERCHANT,
      N_("This does not go with what is under way in the shop.") },
    { "conflict", NULL, N_("This contradicts what is there by now.") },
    { "stale-version", NULL, N_("Somebody changed this meanwhile: look at it again.") },
    { "not-found", PARVIS_KIND_ORDER, N_("This order is not there any more.") },
    { "not-found", PARVIS_KIND_DOSSIER, N_("This file is not there any more.") },
    { "not-found", NULL, N_("What this is about is not there any more.") },
    { "forbidden", NULL, N_("Your role does not include this.") },
    { "invalid", NULL, N_("A value is not acceptable.") },
    { "malformed", NULL, N_("The service does not understand this version of Parvis.") },
    { "method-not-allowed", NULL, N_("The service does not understand this version of Parvis.") },
    { "key-reused", NULL, N_("This was sent before with something else in it.") },
    { "too-large", NULL, N_("This is more than the service takes.") },
    { "media-type", NULL, N_("The service does not read this kind of file.") },
    { "heic", NULL, N_("The service does not read HEIC photos. Ask for a JPEG photo.") },
  };

  for (guint i = 0; action->problem != NULL && i < G_N_ELEMENTS (refusals); i++)
    if (strcmp (refusals[i].problem, action->problem) == 0 &&
        (refusals[i].kind == NULL || strcmp (refusals[i].kind, action->kind) == 0))
      return _(refusals[i].sentence);

  return NULL;
}

/* The service speaks English, and says more: its own sentence is for who reads that, and where
 * there is no other.
 */
char *
parvis_action_refusal (const ParvisAction *action)
{
  const char *said = action->reason != NULL && *action->reason != '\0' ? action->reason : NULL;
  const char *sentence = find_refusal (action);
  const char *name;

  if (!action->refused)
    return NULL;

  /* Translators: the code of this language: what a town writes in several is shown in it. */
  if (sentence == NULL || (said != NULL && strcmp (C_("language", "en"), "en") == 0))
    return g_strdup (said != NULL ? said : _("The service gave no reason."));

  name = action->field != NULL && strcmp (action->problem, "invalid") == 0
         ? find_field_name (action->field) : NULL;

  /* Translators: what was typed: "the telephone number". */
  return name != NULL ? g_strdup_printf (_("This is not acceptable: %s."), name)
                      : g_strdup (sentence);
}

const char *
parvis_action_icon (const ParvisAction *action)
{
  if (action->refused)
    return "dialog-warning-symbolic";
  if (g_str_has_prefix (action->name, "source.") || strcmp (action->name, "gauge.set") == 0)
    return "network-wired-symbolic";
  if (g_str_has_prefix (action->name, "facility."))
    return "changes-prevent-symbolic";
  if (g_str_has_prefix (action->name, "member.") || g_str_has_prefix (action->name, "invitation."))
    return "system-users-symbolic";
  if (g_str_has_prefix (action->name, "dossier."))
    return "emblem-documents-symbolic";
  if (strcmp (action->name, "gauge.recount") == 0)
    return "document-edit-symbolic";
  if (strcmp (action->name, "order.ready") == 0)
    return "parvis-bag-symbolic";
  if (g_str_has_prefix (action->name, "order."))
    return "object-select-symbolic";
  if (g_str_has_prefix (action->name, "product.") || g_str_has_prefix (action->name, "bake.") ||
      g_str_has_prefix (action->name, "shop."))
    return "parvis-bread-symbolic";

  return "parvis-tally-symbolic";
}
