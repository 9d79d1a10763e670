/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-gate"

#include "config.h"

#include "parvis-gate.h"

#include "parvis-access.h"
#include "parvis-error.h"

#include <pthread.h>
#include <string.h>

/* How long the service goes without asking again, in µs. What it hears of is
 * forgotten at once; this is for what it does not hear of.
 */
#define KEPT (1 * G_USEC_PER_SEC)

#define MAX_ENTRIES 8192

#define RECORDS_A_MINUTE 60

typedef struct
{
  gint64        asked_at;
  gboolean      found;
  ParvisSession session;
} Holder;

typedef struct
{
  gint64       asked_at;
  gboolean     found;
  ParvisMember member;
} Membership;

typedef struct
{
  gint64 minute;
  guint  count;
} Denials;

struct _ParvisGate
{
  ParvisStore     *store;           /* borrowed */
  pthread_mutex_t  lock;
  guint64          generation;      /* grows when something is forgotten */
  GHashTable      *holders;         /* hash of a token → Holder */
  GHashTable      *memberships;     /* "TOWN ACCOUNT" → Membership */
  GHashTable      *denials;         /* account → Denials */
  GHashTable      *readers;         /* "TOWN SESSION ACTION", of today */
  gint64           today;           /* since the epoch */
};

const ParvisScopes *
parvis_pass_find_scopes (const ParvisPass *pass,
                         ParvisRight       right)
{
  if (right == PARVIS_RIGHT_ORDERS)
    return &pass->scopes;

  if ((right == PARVIS_RIGHT_COUNT || right == PARVIS_RIGHT_CLOSE) && pass->places.n > 0 &&
      parvis_roles_are_of_places (pass->roles, right))
    return &pass->places;

  return NULL;
}

ParvisGate *
parvis_gate_new (ParvisStore *store)
{
  ParvisGate *self = g_new0 (ParvisGate, 1);

  self->store = store;
  pthread_mutex_init (&self->lock, NULL);
  self->holders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->memberships = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->denials = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->readers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
parvis_gate_free (ParvisGate *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->holders);
  g_hash_table_unref (self->memberships);
  g_hash_table_unref (self->denials);
  g_hash_table_unref (self->readers);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

/* Both kinds of entry begin with when they were asked. @generation gets what has to
 * hold still when an answer is kept: one that was read before a change and came after
 * it would bring the old state back.
 */
static gboolean
look_up (ParvisGate *self,
         GHashTable *table,
         const char *key,
         gpointer    entry,
         gsize       size,
         guint64    *generation)
{
  gint64 now = g_get_monotonic_time ();
  const gint64 *known;
  gboolean fresh;

  pthread_mutex_lock (&self->lock);
  known = g_hash_table_lookup (table, key);
  fresh = known != NULL && now - *known < KEPT;
  if (fresh)
    memcpy (entry, known, size);
  *generation = self->generation;
  pthread_mutex_unlock (&self->lock);

  return fresh;
}

static void
keep (ParvisGate    *self,
      GHashTable    *table,
      const char    *key,
      gconstpointer  entry,
      gsize          size,
      guint64        generation)
{
  pthread_mutex_lock (&self->lock);
  if (generation == self->generation)
    {
      if (g_hash_table_size (table) >= MAX_ENTRIES)
        g_hash_table_remove_all (table);
      g_hash_table_replace (table, g_strdup (key), g_memdup2 (entry, size));
    }
  pthread_mutex_unlock (&self->lock);
}

static gboolean
set_unknown (GError **error)
{
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED,
                       "This token opens nothing (any more)");

  return FALSE;
}

static gboolean
ask_holder (ParvisGate  *self,
            const char  *hash,
            gint64       now,
            Holder      *holder,
            GError     **error)
{
  g_autoptr(GError) local = NULL;
  ParvisDb *db = parvis_store_acquire (self->store, "", error);

  if (db == NULL)
    return FALSE;

  memset (holder, 0, sizeof *holder);
  holder->asked_at = g_get_monotonic_time ();
  holder->found = parvis_session_check (db, hash, now, &holder->session, &local);
  parvis_store_release (self->store, db);
  if (holder->found || g_error_matches (local, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));

  return FALSE;
}

static gboolean
find_holder (ParvisGate     *self,
             const char     *token,
             gint64          now,
             ParvisSession  *session,
             GError        **error)
{
  g_autofree char *hash = parvis_access_hash_key (token);
  guint64 generation;
  Holder holder;

  if (!look_up (self, self->holders, hash, &holder, sizeof holder, &generation))
    {
      if (!ask_holder (self, hash, now, &holder, error))
        return FALSE;

      /* The first use says that the token arrived: what it was changed for is over. */
      if (holder.found && holder.session.is_new && !holder.session.removed)
        parvis_store_submit (self->store,
                             parvis_session_note_use (hash, holder.session.id), NULL, NULL);

      /* Strangers' tokens would only push out those of the house. */
      if (holder.found)
        keep (self, self->holders, hash, &holder, sizeof holder, generation);
    }

  if (!holder.found || holder.session.until <= now)
    return set_unknown (error);

  *session = holder.session;

  return TRUE;
}

static gboolean
find_membership (ParvisGate  *self,
                 const char  *account,
                 const char  *town,
                 gint64       now,
                 Membership  *membership,
                 GError     **error)
{
  char key[48];
  guint64 generation;
  ParvisCommand *note = NULL;
  ParvisDb *db;
  gboolean ok;

  g_snprintf (key, sizeof key, "%s %s", town, account);
  if (look_up (self, self->memberships, key, membership, sizeof *membership, &generation))
    return TRUE;

  db = parvis_store_acquire (self->store, town, error);
  if (db == NULL)
    return FALSE;

  memset (membership, 0, sizeof *membership);
  membership->asked_at = g_get_monotonic_time ();
  ok = parvis_member_find (db, account, now, &membership->member, &membership->found, error);
  parvis_store_release (self->store, db);
  if (!ok)
    return FALSE;

  if (membership->found && membership->member.removed_at == PARVIS_NO_TIME)
    note = parvis_member_note_seen (town, account, &membership->member, now);
  if (note != NULL)
    parvis_store_submit (self->store, note, NULL, NULL);
  keep (self, self->memberships, key, membership, sizeof *membership, generation);

  return TRUE;
}

static gboolean
is_over (const Membership *membership,
         gint64            now)
{
  return membership->member.removed_at != PARVIS_NO_TIME ||
         (membership->member.until != PARVIS_NO_TIME && membership->member.until <= now);
}

static gboolean
check_town (ParvisGate           *self,
            const ParvisSession  *session,
            const char           *town,
            gint64                now,
            ParvisPass           *pass,
            ParvisMember         *member,
            GError              **error)
{
  Membership membership;

  if (!find_membership (self, session->account, town, now, &membership, error))
    return FALSE;

  if (membership.found && !is_over (&membership, now))
    {
      pass->roles |= membership.member.roles;
      pass->scopes = membership.member.shops;
      pass->places = membership.member.places;
      return !session->removed || set_unknown (error);
    }

  if (pass->roles != 0)
    return TRUE;

  if (!membership.found)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                           PARVIS_NO_SUCH_TOWN);
      return FALSE;
    }

  if (membership.member.removed_at == PARVIS_NO_TIME)
    membership.member.removed_at = membership.member.until;
  if (member != NULL)
    *member = membership.member;
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_REMOVED,
                       "This account is a member of the town no more");

  return FALSE;
}

gboolean
parvis_gate_check (ParvisGate    *self,
                   const char    *token,
                   const char    *town,
                   gint64         now,
                   ParvisPass    *pass,
                   ParvisMember  *member,
                   GError       **error)
{
  ParvisSession session;

  memset (pass, 0, sizeof *pass);
  if (!find_holder (self, token, now, &session, error))
    return FALSE;

  g_strlcpy (pass->account, session.account, sizeof pass->account);
  g_strlcpy (pass->session, session.id, sizeof pass->session);
  if (session.operator && !session.removed)
    pass->roles = PARVIS_ROLE_BIT (PARVIS_ROLE_OPERATOR);

  if (*town != '\0')
    return check_town (self, &session, town, now, pass, member, error);

  return !session.removed || set_unknown (error);
}

gboolean
parvis_gate_is_still (ParvisGate       *self,
                      const ParvisPass *pass,
                      const char       *town,
                      gint64            now)
{
  ParvisDb *db = parvis_store_acquire (self->store, "", NULL);
  gboolean operator = FALSE;
  ParvisScopes scopes = { 0 };
  ParvisScopes places = { 0 };
  ParvisRoles roles = 0;
  Membership membership;
  gboolean open;

  if (db == NULL)
    return FALSE;

  open = parvis_session_is_open (db, pass->session, &operator, NULL);
  parvis_store_release (self->store, db);
  if (!open)
    return FALSE;

  if (operator)
    roles = PARVIS_ROLE_BIT (PARVIS_ROLE_OPERATOR);
  if (find_membership (self, pass->account, town, now, &membership, NULL) &&
      membership.found && !is_over (&membership, now))
    {
      roles |= membership.member.roles;
      scopes = membership.member.shops;
      places = membership.member.places;
    }

  return roles == pass->roles && parvis_scopes_equal (&scopes, &pass->scopes) &&
         parvis_scopes_equal (&places, &pass->places);
}

GHashTable *
parvis_gate_list_sessions (ParvisGate *self,
                           gint64      now)
{
  ParvisDb *db = parvis_store_acquire (self->store, "", NULL);
  GHashTable *sessions = NULL;

  if (db == NULL)
    return NULL;

  sessions = parvis_sessions_list_open (db, now, NULL);
  parvis_store_release (self->store, db);

  return sessions;
}

GHashTable *
parvis_gate_list_members (ParvisGate *self,
                          const char *town,
                          gint64      now)
{
  ParvisDb *db = parvis_store_has_town (self->store, town)
                 ? parvis_store_acquire (self->store, town, NULL) : NULL;
  GHashTable *members = NULL;

  if (db == NULL)
    return NULL;

  members = parvis_member_list (db, now, NULL);
  parvis_store_release (self->store, db);

  return members;
}

gboolean
parvis_gate_is_listed (GHashTable       *sessions,
                       GHashTable       *members,
                       const ParvisPass *pass)
{
  gboolean operates = (pass->roles & PARVIS_ROLE_BIT (PARVIS_ROLE_OPERATOR)) != 0;
  gpointer is_operator;

  return sessions != NULL && members != NULL &&
         g_hash_table_lookup_extended (sessions, pass->session, NULL, &is_operator) &&
         operates == (GPOINTER_TO_INT (is_operator) != 0) &&
         (operates || g_hash_table_contains (members, pass->account));
}

void
parvis_gate_forget (ParvisGate *self)
{
  pthread_mutex_lock (&self->lock);
  self->generation++;
  g_hash_table_remove_all (self->holders);
  g_hash_table_remove_all (self->memberships);
  pthread_mutex_unlock (&self->lock);
}

/* People and sessions change seldom, and asking anew is cheap: all is forgotten. */
void
parvis_gate_note (ParvisGate    *self,
                  const char    *town,
                  ParvisChange **changes,
                  gsize          n_changes)
{
  for (gsize i = 0; i < n_changes; i++)
    {
      if (strcmp (changes[i]->kind, PARVIS_KIND_MEMBER) == 0 ||
          (changes[i]->deleted && strcmp (changes[i]->kind, PARVIS_KIND_SESSION) == 0))
        {
          parvis_gate_forget (self);
          return;
        }
    }
}

gboolean
parvis_gate_may_record (ParvisGate *self,
                        const char *account,
                        gint64      now)
{
  Denials *denials;
  gboolean may;

  pthread_mutex_lock (&self->lock);
  denials = g_hash_table_lookup (self->denials, account);
  if (denials == NULL)
    {
      if (g_hash_table_size (self->denials) >= MAX_ENTRIES)
        g_hash_table_remove_all (self->denials);
      denials = g_new0 (Denials, 1);
      g_hash_table_insert (self->denials, g_strdup (account), denials);
    }

  if (denials->minute != now / PARVIS_MINUTE)
    *denials = (Denials) { now / PARVIS_MINUTE, 0 };
  may = denials->count++ < RECORDS_A_MINUTE;
  pthread_mutex_unlock (&self->lock);

  return may;
}

gboolean
parvis_gate_begins_day (ParvisGate *self,
                        const char *session,
                        const char *action,
                        const char *town,
                        gint64      now)
{
  gint64 day = now / PARVIS_DAY;
  gboolean begins;

  pthread_mutex_lock (&self->lock);
  if (self->today != day || g_hash_table_size (self->readers) >= MAX_ENTRIES)
    g_hash_table_remove_all (self->readers);
  self->today = day;
  begins = g_hash_table_add (self->readers, g_strconcat (town, " ", session, " ", action, NULL));
  pthread_mutex_unlock (&self->lock);

  return begins;
}
