/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-disk.h"

#include <glib/gstdio.h>
#include <pthread.h>
#include <sqlite3.h>
#include <string.h>

#define SECTOR 512

typedef enum
{
  STEP_WRITE,
  STEP_TRUNCATE,
  STEP_FLUSH,
  STEP_DELETE,
  STEP_ANSWER,
} StepKind;

typedef struct
{
  StepKind  kind;
  guint     file;       /* index of names; the number of an answer */
  gint64    offset;
  int       length;
  guint8   *data;
} Step;

typedef struct
{
  sqlite3_file  base;
  int           name;         /* index of names, -1 when nobody records */
  gboolean      is_reader;
  gboolean      is_database;
  char         *path;
  sqlite3_file *real;
} File;

static sqlite3_vfs *root;
static sqlite3_vfs shim;
static sqlite3_io_methods methods;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *recorded;          /* directory with its slash, or NULL */
static GPtrArray *names;
static GArray *steps;
static DiskFault fault;
static guint fault_in;          /* operations until it comes, 0 for never */
static gboolean fault_lasts;
static gboolean fault_came;
static DiskWatch watched;
static GHashTable *writers;     /* path → connections that may write */

static int
find_name (const char *path)
{
  const char *name;
  guint index;

  if (recorded == NULL || path == NULL || !g_str_has_prefix (path, recorded))
    return -1;

  name = path + strlen (recorded);
  if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, &index))
    {
      index = names->len;
      g_ptr_array_add (names, g_strdup (name));
    }

  return (int) index;
}

static void
record (StepKind    kind,
        int         file,
        gint64      offset,
        int         length,
        const void *data)
{
  Step step = { kind, (guint) file, offset, length, NULL };

  if (recorded == NULL || file < 0)
    return;

  if (data != NULL)
    step.data = g_memdup2 (data, (gsize) length);

  g_array_append_val (steps, step);
}

/* Under the lock. */
static gboolean
is_struck (gboolean is_flush)
{
  if (fault_in == 0 || is_flush != (fault == DISK_BAD_FLUSH))
    return FALSE;

  if (fault_in > 1)
    {
      fault_in--;
      return FALSE;
    }

  fault_came = TRUE;
  if (!fault_lasts)
    fault_in = 0;

  return TRUE;
}

static int
close_file (sqlite3_file *base)
{
  File *file = (File *) base;
  int code = SQLITE_OK;

  if (file->real->pMethods != NULL)
    code = file->real->pMethods->xClose (file->real);

  pthread_mutex_lock (&lock);
  if (file->is_database && !file->is_reader)
    {
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (writers, file->path));

      g_hash_table_insert (writers, g_strdup (file->path), GUINT_TO_POINTER (n - 1));
    }
  pthread_mutex_unlock (&lock);

  g_free (file->path);

  return code;
}

static int
read_file (sqlite3_file  *base,
           void          *buffer,
           int            length,
           sqlite3_int64  offset)
{
  File *file = (File *) base;

  return file->real->pMethods->xRead (file->real, buffer, length, offset);
}

static int
write_file (sqlite3_file  *base,
            const void    *buffer,
            int            length,
            sqlite3_int64  offset)
{
  File *file = (File *) base;
  gboolean struck;
  int code;

  pthread_mutex_lock (&lock);
  struck = is_struck (FALSE);
  watched.reader_writes += file->is_reader;
  watched.page_writes += file->is_database;
  if (!struck)
    record (STEP_WRITE, file->name, offset, length, buffer);
  code = fault == DISK_FULL ? SQLITE_FULL : SQLITE_IOERR_WRITE;
  pthread_mutex_unlock (&lock);

  return struck ? code : file->real->pMethods->xWrite (file->real, buffer, length, offset);
}

static int
truncate_file (sqlite3_file  *base,
               sqlite3_int64  size)
{
  File *file = (File *) base;

  pthread_mutex_lock (&lock);
  watched.reader_writes += file->is_reader;
  record (STEP_TRUNCATE, file->name, size, 0, NULL);
  pthread_mutex_unlock (&lock);

  return file->real->pMethods->xTruncate (file->real, size);
}

static int
flush_file (sqlite3_file *base,
            int           flags)
{
  File *file = (File *) base;
  gboolean struck;

  pthread_mutex_lock (&lock);
  struck = is_struck (TRUE);
  if (!struck)
    record (STEP_FLUSH, file->name, 0, 0, NULL);
  pthread_mutex_unlock (&lock);

  return struck ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static int
get_size (sqlite3_file  *base,
          sqlite3_int64 *size)
{
  File *file = (File *) base;

  return file->real->pMethods->xFileSize (file->real, size);
}

static int
lock_file (sqlite3_file *base,
           int           level)
{
  File *file = (File *) base;

  return file->real->pMethods->xLock (file->real, level);
}

static int
unlock_file (sqlite3_file *base,
             int           level)
{
  File *file = (File *) base;

  return file->real->pMethods->xUnlock (file->real, level);
}

static int
check_reserved (sqlite3_file *base,
                int          *reserved)
{
  File *file = (File *) base;

  return file->real->pMethods->xCheckReservedLock (file->real, reserved);
}

static int
control_file (sqlite3_file *base,
              int           operation,
              void         *argument)
{
  File *file = (File *) base;

  return file->real->pMethods->xFileControl (file->real, operation, argument);
}

static int
get_sector_size (sqlite3_file *base)
{
  return SECTOR;
}

static int
get_characteristics (sqlite3_file *base)
{
  File *file = (File *) base;

  return file->real->pMethods->xDeviceCharacteristics (file->real);
}

static int
map_shared (sqlite3_file   *base,
            int             region,
            int             size,
            int             extend,
            void volatile **memory)
{
  File *file = (File *) base;

  return file->real->pMethods->xShmMap (file->real, region, size, extend, memory);
}

static int
lock_shared (sqlite3_file *base,
             int           offset,
             int           n,
             int           flags)
{
  File *file = (File *) base;

  return file->real->pMethods->xShmLock (file->real, offset, n, flags);
}

/* All that the real one does; ThreadSanitizer would see only half of its mutex. */
static void
order_shared (sqlite3_file *base)
{
  __sync_synchronize ();
}

static int
unmap_shared (sqlite3_file *base,
              int           remove)
{
  File *file = (File *) base;

  return file->real->pMethods->xShmUnmap (file->real, remove);
}

static int
open_file (sqlite3_vfs  *vfs,
           const char   *path,
           sqlite3_file *base,
           int           flags,
           int          *out_flags)
{
  File *file = (File *) base;
  int code;

  memset (file, 0, sizeof *file);
  file->real = (sqlite3_file *) (file + 1);
  memset (file->real, 0, (gsize) root->szOsFile);
  code = root->xOpen (root, path, file->real, flags, out_flags);
  if (code != SQLITE_OK)
    return code;

  base->pMethods = &methods;
  file->path = g_strdup (path);
  file->is_reader = (flags & SQLITE_OPEN_READONLY) != 0;
  file->is_database = (flags & SQLITE_OPEN_MAIN_DB) != 0 && path != NULL;

  pthread_mutex_lock (&lock);
  file->name = find_name (path);
  if (file->is_database && !file->is_reader)
    {
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (writers, path)) + 1;

      g_hash_table_insert (writers, g_strdup (path), GUINT_TO_POINTER (n));
      watched.most_writers = MAX (watched.most_writers, n);
    }
  pthread_mutex_unlock (&lock);

  return SQLITE_OK;
}

static int
delete_file (sqlite3_vfs *vfs,
             const char  *path,
             int          flush_directory)
{
  pthread_mutex_lock (&lock);
  record (STEP_DELETE, find_name (path), 0, 0, NULL);
  pthread_mutex_unlock (&lock);

  return root->xDelete (root, path, flush_directory);
}

void
disk_install (void)
{
  root = sqlite3_vfs_find (NULL);
  writers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  methods = (sqlite3_io_methods) {
    2, close_file, read_file, write_file, truncate_file, flush_file, get_size, lock_file,
    unlock_file, check_reserved, control_file, get_sector_size, get_characteristics,
    map_shared, lock_shared, order_shared, unmap_shared, NULL, NULL,
  };

  shim = *root;
  shim.pNext = NULL;
  shim.zName = "shaky";
  shim.szOsFile = (int) sizeof (File) + root->szOsFile;
  shim.xOpen = open_file;
  shim.xDelete = delete_file;
  g_assert_cmpint (sqlite3_vfs_register (&shim, 1), ==, SQLITE_OK);
}

static void
clear_step (gpointer data)
{
  Step *step = data;

  g_free (step->data);
}

void
disk_record (const char *directory)
{
  disk_stop ();
  pthread_mutex_lock (&lock);
  recorded = g_strconcat (directory, "/", NULL);
  names = g_ptr_array_new_with_free_func (g_free);
  steps = g_array_new (FALSE, FALSE, sizeof (Step));
  g_array_set_clear_func (steps, clear_step);
  pthread_mutex_unlock (&lock);
}

void
disk_stop (void)
{
  pthread_mutex_lock (&lock);
  g_clear_pointer (&recorded, g_free);
  g_clear_pointer (&names, g_ptr_array_unref);
  g_clear_pointer (&steps, g_array_unref);
  pthread_mutex_unlock (&lock);
}

void
disk_note_answer (guint number)
{
  pthread_mutex_lock (&lock);
  record (STEP_ANSWER, (int) number, 0, 0, NULL);
  pthread_mutex_unlock (&lock);
}

guint
disk_count_steps (void)
{
  guint n_steps;

  pthread_mutex_lock (&lock);
  n_steps = steps->len;
  pthread_mutex_unlock (&lock);

  return n_steps;
}

static void
put_sector (GByteArray *content,
            gint64      offset,
            const void *data,
            int         length)
{
  guint end = (guint) offset + (guint) length;
  guint before = content->len;

  if (before < end)
    {
      g_byte_array_set_size (content, end);
      memset (content->data + before, 0, end - before);
    }

  memcpy (content->data + offset, data, (gsize) length);
}

/* What an unflushed write left behind: half of the sectors arrived, an eighth
 * as garbage.
 */
static void
tear_write (GByteArray *content,
            const Step *step,
            GRand      *rand)
{
  int done = 0;

  while (done < step->length)
    {
      gint64 offset = step->offset + done;
      int length = MIN (SECTOR - (int) (offset % SECTOR), step->length - done);
      guint8 garbage[SECTOR];
      gint32 fate = g_rand_int_range (rand, 0, 8);

      for (int i = 0; fate == 0 && i < length; i++)
        garbage[i] = (guint8) g_rand_int_range (rand, 0, 256);

      if (fate <= 4)
        put_sector (content, offset, fate == 0 ? garbage : step->data + done, length);

      done += length;
    }
}

static void
replay_step (const Step *step,
             gboolean    is_durable,
             GRand      *rand,
             GByteArray *content,
             gboolean   *exists)
{
  if (step->kind == STEP_DELETE)
    {
      g_byte_array_set_size (content, 0);
      *exists = FALSE;
    }
  else if (step->kind == STEP_TRUNCATE)
    {
      if ((is_durable || g_rand_boolean (rand)) && step->offset < content->len)
        g_byte_array_set_size (content, (guint) step->offset);
    }
  else if (step->kind == STEP_WRITE)
    {
      *exists = TRUE;
      if (is_durable)
        put_sector (content, step->offset, step->data, step->length);
      else
        tear_write (content, step, rand);
    }
}

static void
save_file (const char *directory,
           const char *name,
           GByteArray *content)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  FILE *stream;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  stream = g_fopen (path, "wb");
  g_assert_nonnull (stream);
  if (content->len > 0)
    g_assert_cmpuint (fwrite (content->data, 1, content->len, stream), ==, content->len);
  g_assert_cmpint (fclose (stream), ==, 0);
}

GArray *
disk_restore_cut (guint       cut,
                  GRand      *rand,
                  const char *directory)
{
  GArray *answers = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < cut; i++)
    {
      const Step *step = &g_array_index (steps, Step, i);

      if (step->kind == STEP_ANSWER)
        g_array_append_val (answers, step->file);
    }

  for (guint name = 0; name < names->len; name++)
    {
      g_autoptr(GByteArray) content = g_byte_array_new ();
      gboolean exists = FALSE;
      guint flushed = 0;

      for (guint i = 0; i < cut; i++)
        {
          const Step *step = &g_array_index (steps, Step, i);

          if (step->kind == STEP_FLUSH && step->file == name)
            flushed = i;
        }

      for (guint i = 0; i < cut; i++)
        {
          const Step *step = &g_array_index (steps, Step, i);

          if (step->kind != STEP_ANSWER && step->file == name)
            replay_step (step, i < flushed, rand, content, &exists);
        }

      if (exists)
        save_file (directory, g_ptr_array_index (names, name), content);
    }

  return answers;
}

void
disk_fail (DiskFault what,
           guint     nth,
           gboolean  lasting)
{
  pthread_mutex_lock (&lock);
  fault = what;
  fault_in = nth;
  fault_lasts = lasting;
  fault_came = FALSE;
  pthread_mutex_unlock (&lock);
}

gboolean
disk_heal (void)
{
  gboolean came;

  pthread_mutex_lock (&lock);
  fault_in = 0;
  came = fault_came;
  pthread_mutex_unlock (&lock);

  return came;
}

void
disk_watch (void)
{
  pthread_mutex_lock (&lock);
  memset (&watched, 0, sizeof watched);
  pthread_mutex_unlock (&lock);
}

void
disk_get_watch (DiskWatch *watch)
{
  pthread_mutex_lock (&lock);
  *watch = watched;
  pthread_mutex_unlock (&lock);
}
