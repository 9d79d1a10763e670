/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-communes"

#include "config.h"

#include "parvis-communes.h"

#include "parvis-format.h"

#include <glib/gi18n.h>
#include <string.h>

#define RESOURCE "/fr/parvis/Parvis/communes.tsv"

/* What is longer is no name of a commune, and is not compared with each of them. */
#define TYPED_MAX 100
/* The shortest of codes that are looked for, "490". */
#define CODE_MIN  3
#define CODE_LEN  5

enum { FIELD_CODE, FIELD_NAME, FIELD_POPULATION, FIELD_POSTAL, N_FIELDS };

struct _ParvisCommunes
{
  gatomicrefcount  refs;
  char            *text;        /* the list, cut into its fields */
  GArray          *communes;    /* ParvisCommune, in the order of the list */
  GPtrArray       *folded;      /* the name of each, as it is compared */
  GHashTable      *by_code;     /* code → index + 1 */
  GHashTable      *departments; /* code → name; all borrowed from the text */
};

/* How well one fits, best first. */
typedef enum
{
  FIT_WHOLE,
  FIT_BEGINNING,
  FIT_WORD,
  FIT_NONE,
} Fit;

typedef struct
{
  const ParvisCommune *commune;
  Fit                  fit;
  gboolean             is_own;
} Found;

/* --- how names are compared --- */

static void
add_word (GString    *plain,
          const char *word,
          gsize       length,
          gboolean    by_slash,
          gboolean    whole)
{
  if (plain->len > 0)
    g_string_append_c (plain, ' ');

  if (whole && length == 2 && strncmp (word, "st", 2) == 0)
    g_string_append (plain, "saint");
  else if (whole && length == 3 && strncmp (word, "ste", 3) == 0)
    g_string_append (plain, "sainte");
  else if (by_slash && length == 1 && *word == 's')
    g_string_append (plain, "sur");
  else
    g_string_append_len (plain, word, (gssize) length);
}

/* Small letters, one space for whatever is between words, "St" and "s/" written out. @whole:
 * whether the last word is all of it, so that "st" is a saint and not the beginning of Strasbourg.
 */
static char *
fold (const char *text,
      gboolean    whole)
{
  g_autofree char *ascii = g_str_to_ascii (text, "C");
  g_autofree char *small = g_ascii_strdown (ascii, -1);
  GString *plain = g_string_new (NULL);
  const char *at = small;

  while (*at != '\0')
    {
      const char *word = at;

      while (g_ascii_isalnum (*at))
        at++;
      if (at > word)
        add_word (plain, word, (gsize) (at - word), *at == '/', whole || *at != '\0');
      else
        at++;
    }

  return g_string_free (plain, FALSE);
}

static Fit
fit_name (const char *name,
          const char *typed,
          gsize       length)
{
  const char *at;

  if (strncmp (name, typed, length) == 0)
    return name[length] == '\0' ? FIT_WHOLE : FIT_BEGINNING;

  for (at = strchr (name, ' '); at != NULL; at = strchr (at + 1, ' '))
    if (strncmp (at + 1, typed, length) == 0)
      return FIT_WORD;

  return FIT_NONE;
}

/* "49100 49000": the beginning of any of them. */
static gboolean
has_postal (const char *postal,
            const char *typed,
            gsize       length)
{
  for (const char *at = postal; at != NULL && *at != '\0'; at = strchr (at, ' '))
    {
      at += *at == ' ';
      if (strncmp (at, typed, length) == 0)
        return TRUE;
    }

  return FALSE;
}

static Fit
fit_code (const ParvisCommune *commune,
          const char          *typed,
          gsize                length)
{
  if (strncmp (commune->code, typed, length) == 0)
    return length == CODE_LEN ? FIT_WHOLE : FIT_BEGINNING;

  return has_postal (commune->postal, typed, length) ? FIT_WORD : FIT_NONE;
}

/* (nullable): the code that somebody types, "49 007" and "2a004" too */
static char *
dup_code (const char *typed)
{
  g_autoptr(GString) code = g_string_new (NULL);

  if (!g_ascii_isdigit (*typed))
    return NULL;

  for (const char *at = typed; *at != '\0'; at++)
    {
      if (g_ascii_isalnum (*at))
        g_string_append_c (code, g_ascii_toupper (*at));
      else if (*at != ' ')
        return NULL;
    }

  return code->len >= CODE_MIN && code->len <= CODE_LEN ? g_strdup (code->str) : NULL;
}

/* --- looking --- */

static int
compare_found (gconstpointer a,
               gconstpointer b)
{
  const Found *first = a;
  const Found *last = b;

  if (first->fit != last->fit)
    return first->fit < last->fit ? -1 : 1;
  if (first->is_own != last->is_own)
    return first->is_own ? -1 : 1;
  if (first->commune->population != last->commune->population)
    return first->commune->population > last->commune->population ? -1 : 1;

  return strcmp (first->commune->code, last->commune->code);
}

static Fit
fit (ParvisCommunes *self,
     guint           index,
     const char     *code,
     const char     *whole,
     const char     *begun)
{
  const ParvisCommune *commune = &g_array_index (self->communes, ParvisCommune, index);
  const char *name = g_ptr_array_index (self->folded, index);
  Fit one;

  if (code != NULL)
    return fit_code (commune, code, strlen (code));

  one = fit_name (name, whole, strlen (whole));

  return strcmp (whole, begun) == 0 ? one : MIN (one, fit_name (name, begun, strlen (begun)));
}

GPtrArray *
parvis_communes_search (ParvisCommunes *self,
                        const char     *typed,
                        const char     *own,
                        guint           max)
{
  g_autofree char *stripped = NULL;
  g_autofree char *code = NULL;
  g_autofree char *whole = NULL;
  g_autofree char *begun = NULL;
  g_autoptr(GArray) all = g_array_new (FALSE, FALSE, sizeof (Found));
  GPtrArray *found = g_ptr_array_new ();

  g_return_val_if_fail (self != NULL, found);
  g_return_val_if_fail (typed != NULL, found);

  stripped = g_strstrip (g_strdup (typed));
  if (strlen (stripped) > TYPED_MAX)
    return found;

  code = dup_code (stripped);
  whole = fold (stripped, TRUE);
  begun = fold (stripped, FALSE);
  if (*whole == '\0' || (code == NULL && g_ascii_isdigit (*stripped)))
    return found;

  for (guint i = 0; i < self->communes->len; i++)
    {
      Found one = { &g_array_index (self->communes, ParvisCommune, i),
                    fit (self, i, code, whole, begun), FALSE };

      if (one.fit == FIT_NONE)
        continue;

      one.is_own = g_strcmp0 (own, one.commune->code) == 0;
      g_array_append_val (all, one);
    }

  g_array_sort (all, compare_found);
  for (guint i = 0; i < all->len && i < max; i++)
    g_ptr_array_add (found, (gpointer) g_array_index (all, Found, i).commune);

  return found;
}

const ParvisCommune *
parvis_communes_find (ParvisCommunes *self,
                      const char     *code)
{
  guint place;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (code != NULL, NULL);

  place = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_code, code));

  return place > 0 ? &g_array_index (self->communes, ParvisCommune, place - 1) : NULL;
}

guint
parvis_communes_count (ParvisCommunes *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->communes->len;
}

gboolean
parvis_commune_is_called (const ParvisCommune *commune,
                          const char          *typed)
{
  g_autofree char *name = NULL;
  g_autofree char *other = NULL;

  g_return_val_if_fail (commune != NULL, FALSE);
  g_return_val_if_fail (typed != NULL, FALSE);

  name = fold (commune->name, TRUE);
  other = fold (typed, TRUE);

  return strcmp (name, other) == 0;
}

char *
parvis_commune_describe (const ParvisCommune *commune)
{
  g_autofree char *number = NULL;
  g_autofree char *people = NULL;

  g_return_val_if_fail (commune != NULL, NULL);

  if (commune->population < 0)
    /* Translators: a département and an INSEE code. */
    return g_strdup_printf (_("%1$s · INSEE %2$s"), commune->department, commune->code);

  number = parvis_format_number (commune->population);
  people = g_strdup_printf (ngettext ("%s inhabitant", "%s inhabitants",
                                      (gulong) commune->population), number);

  /* Translators: a département, how many live there, and an INSEE code. */
  return g_strdup_printf (_("%1$s · %2$s · INSEE %3$s"), commune->department, people,
                          commune->code);
}

/* --- the list --- */

static void
add_commune (ParvisCommunes  *self,
             char           **fields)
{
  ParvisCommune commune = { fields[FIELD_CODE], fields[FIELD_NAME], "", fields[FIELD_POSTAL], -1 };

  if (*fields[FIELD_POPULATION] != '\0' &&
      !g_ascii_string_to_signed (fields[FIELD_POPULATION], 10, 0, G_MAXINT32, &commune.population,
                                 NULL))
    return;

  g_array_append_val (self->communes, commune);
  g_ptr_array_add (self->folded, fold (commune.name, TRUE));
  g_hash_table_insert (self->by_code, (gpointer) commune.code,
                       GUINT_TO_POINTER (self->communes->len));
}

static void
add_line (ParvisCommunes *self,
          char           *line)
{
  char *fields[N_FIELDS];
  guint n = 0;

  if (*line == '#' || *line == '\0')
    return;

  for (char *at = line; at != NULL && n < N_FIELDS; n++)
    {
      char *tab = strchr (at, '\t');

      fields[n] = at;
      if (tab != NULL)
        *tab++ = '\0';
      at = tab;
    }

  if (n == N_FIELDS && strlen (fields[FIELD_CODE]) == CODE_LEN)
    add_commune (self, fields);
  else if (n == FIELD_NAME + 1)
    g_hash_table_insert (self->departments, fields[FIELD_CODE], fields[FIELD_NAME]);
}

/* Two characters, three overseas. */
static void
name_departments (ParvisCommunes *self)
{
  for (guint i = 0; i < self->communes->len; i++)
    {
      ParvisCommune *commune = &g_array_index (self->communes, ParvisCommune, i);
      const char *name = NULL;

      for (gsize length = 2; length <= 3 && name == NULL; length++)
        {
          g_autofree char *code = g_strndup (commune->code, length);

          name = g_hash_table_lookup (self->departments, code);
        }
      if (name != NULL)
        commune->department = name;
    }
}

ParvisCommunes *
parvis_communes_new (GBytes *list)
{
  ParvisCommunes *self;
  gsize size;
  const char *data;
  char *next;

  g_return_val_if_fail (list != NULL, NULL);

  data = g_bytes_get_data (list, &size);
  self = g_new0 (ParvisCommunes, 1);
  g_atomic_ref_count_init (&self->refs);
  self->text = g_strndup (data, size);
  self->communes = g_array_new (FALSE, FALSE, sizeof (ParvisCommune));
  self->folded = g_ptr_array_new_with_free_func (g_free);
  self->by_code = g_hash_table_new (g_str_hash, g_str_equal);
  self->departments = g_hash_table_new (g_str_hash, g_str_equal);

  for (char *line = self->text; line != NULL; line = next)
    {
      next = strchr (line, '\n');
      if (next != NULL)
        *next++ = '\0';
      add_line (self, line);
    }
  name_departments (self);

  return self;
}

ParvisCommunes *
parvis_communes_ref (ParvisCommunes *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);

  return self;
}

void
parvis_communes_unref (ParvisCommunes *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_hash_table_unref (self->by_code);
  g_hash_table_unref (self->departments);
  g_ptr_array_unref (self->folded);
  g_array_unref (self->communes);
  g_free (self->text);
  g_free (self);
}

/* --- reading it --- */

static void
load_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr(GBytes) list = g_resources_lookup_data (RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);

  if (list == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, parvis_communes_new (list),
                           (GDestroyNotify) parvis_communes_unref);
}

void
parvis_communes_load_async (GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, parvis_communes_load_async);
  g_task_run_in_thread (task, load_thread);
}

ParvisCommunes *
parvis_communes_load_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_communes_load_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
