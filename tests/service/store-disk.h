/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A disk that can fail, lose its power, and tells who wrote what: a layer over
 * the operating system's files (SQLite: "VFS shim") below every connection of
 * the process. Safe to use from several threads.
 */
void     disk_install         (void);

/* From here on each write, truncation, deletion and flush below @directory is
 * kept, and so is when something was answered. Flushes do not reach the real
 * disk; that only makes the tests quick.
 */
void     disk_record          (const char  *directory);
void     disk_stop            (void);
void     disk_note_answer     (guint        number);
guint    disk_count_steps     (void);

/* Writes to @directory what the disk would hold if the power had failed before
 * step @cut: all that was flushed, and of what came after the last flush of a
 * file each sector as it was, as it should be, or as garbage.
 *
 * Returns: (transfer full) (element-type guint): what was answered by then
 */
GArray  *disk_restore_cut     (guint        cut,
                               GRand       *rand,
                               const char  *directory);

typedef enum
{
  DISK_FULL,            /* a write finds no room */
  DISK_BAD_WRITE,
  DISK_BAD_FLUSH,
} DiskFault;

/* Lets the @nth next operation of that kind fail, and if @lasting all after it. */
void     disk_fail            (DiskFault    fault,
                               guint        nth,
                               gboolean     lasting);
/* Returns: whether the fault came */
gboolean disk_heal            (void);

/* Since disk_watch(): writes of connections that were opened for reading, most
 * connections for writing on one database at a time, writes into database files
 * (not logs).
 */
typedef struct
{
  guint reader_writes;
  guint most_writers;
  guint page_writes;
} DiskWatch;

void     disk_watch           (void);
void     disk_get_watch       (DiskWatch   *watch);

G_END_DECLS
