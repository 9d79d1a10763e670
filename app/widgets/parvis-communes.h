/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ParvisCommunes:
 *
 * The communes of France, found by what somebody types: a name without its accents, capitals and
 * hyphens ("saint clair", "st-clair"), or the beginning of an INSEE or postal code. Immutable, so
 * that any thread may look. The application has the list with it (resources/desktop/communes.tsv,
 * made by tools/make-communes); it is read when somebody first types a town's name.
 */
typedef struct _ParvisCommunes ParvisCommunes;

#define PARVIS_N_COMMUNES_SHOWN 6

/* All borrowed from the list. */
typedef struct
{
  const char *code;
  const char *name;
  const char *department;       /* the name of its département, "" if the list has none */
  const char *postal;           /* codes, with a space between, or "" */
  gint64      population;       /* -1 where INSEE counts nobody */
} ParvisCommune;

/* @list: lines as tools/make-communes writes them; what is none of them is passed over */
ParvisCommunes      *parvis_communes_new          (GBytes          *list);
ParvisCommunes      *parvis_communes_ref          (ParvisCommunes  *self);
void                 parvis_communes_unref        (ParvisCommunes  *self);
guint                parvis_communes_count        (ParvisCommunes  *self);
/* (nullable): by its whole INSEE code */
const ParvisCommune *parvis_communes_find         (ParvisCommunes  *self,
                                                   const char      *code);
/* (transfer container): const ParvisCommune, best first and at most @max: what is called that,
 * what begins with it, what has it as the beginning of a later word; the largest first.
 * @own: (nullable): the code that comes first among those that fit as well
 */
GPtrArray           *parvis_communes_search       (ParvisCommunes  *self,
                                                   const char      *typed,
                                                   const char      *own,
                                                   guint            max);
/* Whether @typed is the name of @commune, however it is written. */
gboolean             parvis_commune_is_called     (const ParvisCommune *commune,
                                                   const char          *typed);
/* (transfer full): what tells it apart: "Loir-et-Cher · 4 512 inhabitants · INSEE 41123" */
char                *parvis_commune_describe      (const ParvisCommune *commune);

/* Reads the list that the application has with it, on a worker. */
void                 parvis_communes_load_async   (GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
/* (transfer full) */
ParvisCommunes      *parvis_communes_load_finish  (GAsyncResult         *result,
                                                   GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisCommunes, parvis_communes_unref)

G_END_DECLS
