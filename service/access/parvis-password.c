/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-password"

#include "config.h"

#include "parvis-password.h"

#include "parvis-error.h"

#include <errno.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>

#define PASSES 3
#define MEMORY (64u << 20)
#define PLACES 2

/* Of a password that nobody has, made with the parameters above: who is not
 * known here is checked against it, and so takes as long as who is.
 */
#define NOBODY \
  "$argon2id$v=19$m=65536,t=3,p=1$" \
  "c6vfvMTuXE5EPBJBPr6Cog$Q2NSAs9Kmhy8P6zQPnl3yArd6VWdlKG4azy/Iz9WXK4"

/* Three letters of a name are in half of all words. */
#define PERSONAL_MIN 4

/* What must be left of a password without what everybody knows of its owner. */
#define OWN_MIN 8

#define DISTINCT_MIN 5

/* What people choose when they are asked for twelve characters, in the letters
 * and figures that are left of it (see fold()). Shorter ones are caught with
 * whatever was hung on them.
 */
static const char * const common[] = {
  "abc123", "abcdef", "abcdefghijkl", "accueil", "admin", "administrateur", "administration",
  "administrator", "amour", "azerty", "azertyuiop", "azertyuiopqsdfghjklm", "baseball",
  "bienvenue", "bonjour", "camille", "changeme", "changezmoi", "charlotte",
  "chocolat", "chouchou", "coucou", "doudou", "dragon", "football", "france", "hello",
  "iloveyou", "jetaime", "julien", "letmein", "login", "loulou", "mairie",
  "maitre", "marseille", "master", "mercredi", "monamour", "monday", "monkey", "monmotdepasse",
  "motdepasse", "motdepass", "nicolas", "nouveaumotdepasse", "parvis",
  "pass", "passe", "passeport", "passw0rd", "password", "princesse",
  "printemps", "qsdfghjklm", "qwerty", "qwertyuiop", "qwertyuiopasdfghjkl", "secret", "soleil",
  "sunshine", "superman", "trustno1", "vendredi", "welcome", "1q2w3e4r5t6y", "1qaz2wsx3edc",
  "1a2b3c4d5e6f", "123soleil",
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t freed = PTHREAD_COND_INITIALIZER;
static guint running;
static guint waiting;

static gboolean
enter (GError **error)
{
  gboolean entered;

  pthread_mutex_lock (&lock);
  entered = running < PLACES || waiting < PARVIS_PASSWORD_QUEUE;
  if (entered)
    {
      waiting++;
      while (running == PLACES)
        pthread_cond_wait (&freed, &lock);
      waiting--;
      running++;
    }
  pthread_mutex_unlock (&lock);

  if (!entered)
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                         "Too many people are signing in at this moment");

  return entered;
}

static void
leave (void)
{
  pthread_mutex_lock (&lock);
  running--;
  pthread_cond_signal (&freed);
  pthread_mutex_unlock (&lock);
}

static gboolean
set_no_memory (GError **error)
{
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                       "There is not enough memory to check a password");

  return FALSE;
}

/* One key on one keyboard and two on another may write one letter. */
static char *
normalize (const char *password)
{
  return g_utf8_normalize (password, -1, G_NORMALIZE_NFKC);
}

static void
wipe (char *text)
{
  sodium_memzero (text, strlen (text));
  g_free (text);
}

char *
parvis_password_hash (const char  *password,
                      GError     **error)
{
  char stored[crypto_pwhash_STRBYTES];
  char *text;
  int failed;

  g_return_val_if_fail (password != NULL && g_utf8_validate (password, -1, NULL), NULL);

  if (sodium_init () < 0 || !enter (error))
    return NULL;

  text = normalize (password);
  failed = crypto_pwhash_str (stored, text, strlen (text), PASSES, MEMORY);
  leave ();
  wipe (text);

  if (failed)
    {
      set_no_memory (error);
      return NULL;
    }

  return g_strdup (stored);
}

gboolean
parvis_password_check (const char  *hash,
                       const char  *password,
                       gboolean    *matches,
                       gboolean    *stale,
                       GError     **error)
{
  const char *stored = hash != NULL ? hash : NOBODY;
  gboolean no_memory;
  char *text;

  g_return_val_if_fail (password != NULL && g_utf8_validate (password, -1, NULL), FALSE);

  *matches = FALSE;
  if (sodium_init () < 0 || !enter (error))
    return FALSE;

  text = normalize (password);
  errno = 0;
  *matches = crypto_pwhash_str_verify (stored, text, strlen (text)) == 0;
  no_memory = errno == ENOMEM;
  leave ();
  wipe (text);

  if (no_memory)
    return set_no_memory (error);

  *matches = *matches && hash != NULL;
  if (stale != NULL)
    *stale = *matches && crypto_pwhash_str_needs_rehash (stored, PASSES, MEMORY) != 0;

  return TRUE;
}

/* Small letters without accents, and figures; nothing else. */
static char *
fold (const char *text)
{
  g_autofree char *lower = g_utf8_strdown (text, -1);
  g_autofree char *parts = g_utf8_normalize (lower, -1, G_NORMALIZE_NFKD);
  GString *folded = g_string_new (NULL);

  for (const char *p = parts; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isalnum (c))
        g_string_append_unichar (folded, c);
    }

  return g_string_free (folded, FALSE);
}

/* The word in the middle of what people hang on it: “2024motdepasse!!1”. */
static char *
strip_figures (const char *folded)
{
  const char *start = folded + strspn (folded, "0123456789");
  gsize length = strlen (start);

  while (length > 0 && g_ascii_isdigit (start[length - 1]))
    length--;

  return g_strndup (start, length);
}

static gboolean
is_in_list (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (common); i++)
    {
      if (strcmp (common[i], text) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_few_characters (const char *text)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    g_hash_table_add (seen, GUINT_TO_POINTER (g_utf8_get_char (p)));

  return g_hash_table_size (seen) < DISTINCT_MIN;
}

/* "123456789012", "abcdefghijklm", "987654321098". */
static gboolean
is_a_row (const char *text)
{
  guint steps = 0;
  guint length = 0;

  for (; text[0] != '\0' && text[1] != '\0'; text++, length++)
    {
      int step = text[1] - text[0];

      steps += step == 1 || step == -1 || step == '0' - '9' || step == '9' - '0';
    }

  return length > 0 && steps * 4 >= length * 3;
}

/* "azertyazerty": said again is not longer. */
static gboolean
is_repeated (const char *text)
{
  gsize length = strlen (text);

  for (gsize unit = 1; unit * 2 <= length; unit++)
    {
      if (length % unit == 0 && memcmp (text, text + unit, length - unit) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_common (const char *password,
           const char *folded)
{
  g_autofree char *word = strip_figures (folded);

  return has_few_characters (password) || is_a_row (folded) ||
         is_repeated (folded) || is_repeated (word) ||
         is_in_list (folded) || is_in_list (word);
}

static void
remove_all (GString    *text,
            const char *part)
{
  gsize length = strlen (part);
  char *found;

  while ((found = strstr (text->str, part)) != NULL)
    g_string_erase (text, found - text->str, (gssize) length);
}

static gboolean
is_personal (const char         *folded,
             const char * const *personal)
{
  g_autoptr (GString) rest = g_string_new (folded);

  for (guint i = 0; personal != NULL && personal[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit_set (personal[i], " .-_@'+,", -1);

      for (guint j = 0; words[j] != NULL; j++)
        {
          g_autofree char *word = fold (words[j]);

          if (g_utf8_strlen (word, -1) >= PERSONAL_MIN)
            remove_all (rest, word);
        }
    }

  return rest->len < strlen (folded) && g_utf8_strlen (rest->str, -1) < OWN_MIN;
}

ParvisPasswordFault
parvis_password_judge (const char         *password,
                       const char * const *personal)
{
  glong length = g_utf8_strlen (password, -1);
  g_autofree char *folded = NULL;

  if (length < PARVIS_PASSWORD_MIN)
    return PARVIS_PASSWORD_SHORT;
  if (length > PARVIS_PASSWORD_MAX)
    return PARVIS_PASSWORD_LONG;

  folded = fold (password);
  if (is_common (password, folded))
    return PARVIS_PASSWORD_COMMON;
  if (is_personal (folded, personal))
    return PARVIS_PASSWORD_PERSONAL;

  return PARVIS_PASSWORD_FINE;
}
