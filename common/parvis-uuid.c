/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-uuid"

#include "config.h"

#include "parvis-uuid.h"

#include <sys/random.h>
#include <time.h>

/* The part of a millisecond that twelve bits can tell. */
#define PART_NSEC 245

/**
 * parvis_uuid_make:
 * @text: (out): a UUID in lower case
 *
 * Makes an identifier that begins with the time (version 7 of RFC 9562, with its method 3:
 * the twelve bits behind the milliseconds are parts of one). Rows that are written one after
 * the other then lie one after the other in an index, instead of each on a page of its own.
 * It can be guessed no more than the 62 random bits behind them can.
 */
void
parvis_uuid_make (char text[PARVIS_UUID_SIZE])
{
  static const char digits[] = "0123456789abcdef";
  guint8 bytes[16];
  struct timespec now;
  guint64 ms;
  guint part;
  char *end = text;

  if (getrandom (bytes, sizeof bytes, 0) != sizeof bytes)
    g_error ("the system has no random bytes");

  clock_gettime (CLOCK_REALTIME, &now);
  ms = (guint64) now.tv_sec * 1000 + (guint64) now.tv_nsec / 1000000;
  part = (guint) (now.tv_nsec % 1000000 / PART_NSEC);
  for (int i = 0; i < 6; i++)
    bytes[i] = (guint8) (ms >> (40 - 8 * i));
  bytes[6] = (guint8) (0x70 | part >> 8);
  bytes[7] = (guint8) part;
  bytes[8] = (guint8) (0x80 | (bytes[8] & 0x3f));

  for (int i = 0; i < 16; i++)
    {
      if (i == 4 || i == 6 || i == 8 || i == 10)
        *end++ = '-';
      *end++ = digits[bytes[i] >> 4];
      *end++ = digits[bytes[i] & 0xf];
    }
  *end = '\0';
}
