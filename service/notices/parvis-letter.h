/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"
#include "parvis-time.h"

G_BEGIN_DECLS

/**
 * ParvisLetterKind:
 *
 * The letters that the service writes, and the values that each needs.
 */
typedef enum
{
  PARVIS_LETTER_RESET,              /* name, link, minutes */
  PARVIS_LETTER_INVITATION,         /* name, town, by, link, days */
  PARVIS_LETTER_PASSWORD_CHANGED,   /* name, link */
  PARVIS_LETTER_EMAIL_WISH,         /* name, link, minutes */
  PARVIS_LETTER_EMAIL_CHANGED,      /* name */
  PARVIS_LETTER_TOTP_ON,            /* name, link */
  PARVIS_LETTER_TOTP_OFF,           /* name, link */
  PARVIS_LETTER_RECOVERY_USED,      /* name, left, link */
  PARVIS_LETTER_IDENTITY_ADDED,     /* name, provider, link */
  PARVIS_LETTER_IDENTITY_REMOVED,   /* name, provider, link */
  PARVIS_LETTER_ORDER_WAITING,      /* name, shop, code */
  PARVIS_LETTER_ORDER_CONFIRMED,    /* name, shop, code, day, from, until */
  PARVIS_LETTER_ORDER_READY,        /* name, shop, code, until */
  PARVIS_LETTER_ORDER_SOON,         /* the same */
  PARVIS_LETTER_ORDER_NOT_READY,    /* name, shop, code */
  PARVIS_LETTER_ORDER_DECLINED,     /* name, code, said */
  PARVIS_LETTER_ORDER_DELAYED,      /* name, shop, code, at, until */
  PARVIS_LETTER_ORDER_EARLIER,      /* name, shop, code, at, until */
  PARVIS_LETTER_ORDER_RELEASED,     /* name, shop, code */
  PARVIS_LETTER_ORDER_UNANSWERED,   /* name, shop, code */
  PARVIS_LETTER_ORDER_CANCELLED,    /* name, shop, code, day, from */
  PARVIS_LETTER_ORDER_ALERT,        /* shop, product, left, day */
  PARVIS_LETTER_ORDER_STANDING,     /* name, shop, day */
  PARVIS_LETTER_ORDER_UNSEEN,       /* shop, from, phone */
  PARVIS_LETTER_DOSSIER_RECEIPT,    /* name, title, number, lines */
  PARVIS_LETTER_DOSSIER_AGAIN,      /* name, number, procedure, lines, service, phone */
  PARVIS_LETTER_DOSSIER_COMPLETE,   /* name, number, procedure, service, phone */
  PARVIS_LETTER_DOSSIER_ACCEPTED,   /* name, number, procedure, lines, service, phone */
  PARVIS_LETTER_DOSSIER_REFUSED,    /* the same */
  PARVIS_LETTER_DOSSIER_CLOSED,     /* the same */
  PARVIS_LETTER_DOSSIER_CORRECTION, /* name, number, procedure, service, phone */
  PARVIS_LETTER_DOSSIER_MESSAGE,    /* name, number, procedure, lines, service, phone */
  PARVIS_LETTER_DOSSIER_WARNING,    /* name, procedure, date, service, phone */
  PARVIS_N_LETTERS,
} ParvisLetterKind;

/* What a kind is called in the database. */
const char *parvis_letter_kind_get_token  (ParvisLetterKind   kind);
gboolean    parvis_letter_kind_from_token (const char        *token,
                                           ParvisLetterKind  *kind);
/* After so many ms nobody could use the letter, or would want to know. */
gint64      parvis_letter_kind_get_life   (ParvisLetterKind   kind);

/* One address as people have them: ASCII without blanks, quotes and brackets, one
 * "@", at most 254 bytes. Anything else never gets near a header.
 */

/* The whole letter as it goes over the line (RFC 5322, CRLF). @values is an object
 * of strings; "lines" is a list of them, "stop" the address that ends letters of its
 * kind. @id and @at make what a second delivery of the same letter must have in common
 * with the first, so that the other side can know it.
 */
GBytes     *parvis_letter_write           (ParvisLetterKind   kind,
                                           const char        *language,
                                           const json_t      *values,
                                           const char        *from,
                                           const char        *recipient,
                                           const char        *id,
                                           gint64             at,
                                           GError           **error);

G_END_DECLS
