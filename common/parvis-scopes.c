/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-scopes"

#include "config.h"

#include "parvis-scopes.h"

#include "parvis-error.h"

#include <string.h>

gboolean
parvis_scopes_contain (const ParvisScopes *self,
                       const char         *id)
{
  if (id == NULL || *id == '\0')
    return TRUE;

  for (guint i = 0; i < self->n; i++)
    {
      if (strcmp (self->ids[i], id) == 0)
        return TRUE;
    }

  return FALSE;
}

gboolean
parvis_scopes_equal (const ParvisScopes *a,
                     const ParvisScopes *b)
{
  if (a->n != b->n)
    return FALSE;

  for (guint i = 0; i < a->n; i++)
    {
      if (strcmp (a->ids[i], b->ids[i]) != 0)
        return FALSE;
    }

  return TRUE;
}

/* Keeps the order, and each once. */
static gboolean
add (ParvisScopes *self,
     const char   *id,
     guint         max)
{
  g_autofree char *lower = g_ascii_strdown (id, -1);
  guint at = 0;

  if (parvis_scopes_contain (self, lower))
    return TRUE;
  if (self->n >= MIN (max, PARVIS_SCOPES_MAX))
    return FALSE;

  while (at < self->n && strcmp (self->ids[at], lower) < 0)
    at++;
  memmove (self->ids[at + 1], self->ids[at], (self->n - at) * sizeof self->ids[0]);
  g_strlcpy (self->ids[at], lower, sizeof self->ids[0]);
  self->n++;

  return TRUE;
}

static gboolean
add_or_refuse (ParvisScopes  *self,
               const char    *id,
               const char    *field,
               guint          max,
               GError       **error)
{
  return add (self, id, max) ||
         parvis_set_invalid (error, field, "One person has %u of these at most", max);
}

gboolean
parvis_scopes_unite (ParvisScopes        *self,
                     const ParvisScopes  *other,
                     const char          *field,
                     guint                max,
                     GError             **error)
{
  for (guint i = 0; i < other->n; i++)
    {
      if (!add_or_refuse (self, other->ids[i], field, max, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
parvis_scopes_from_json (const json_t  *list,
                         const char    *field,
                         guint          max,
                         ParvisScopes  *self,
                         GError       **error)
{
  memset (self, 0, sizeof *self);
  if (list == NULL || json_is_null (list))
    return TRUE;

  if (!json_is_array (list))
    return parvis_set_invalid (error, field, "This must be a list of identifiers");

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const char *id = json_string_value (json_array_get (list, i));

      if (id == NULL || !g_uuid_string_is_valid (id))
        return parvis_set_invalid (error, field, "This must be a list of identifiers");
      if (!add_or_refuse (self, id, field, max, error))
        return FALSE;
    }

  return TRUE;
}

void
parvis_scopes_set (json_t             *object,
                   const char         *name,
                   const ParvisScopes *self)
{
  json_t *list;

  if (self->n == 0)
    return;

  list = json_array ();
  for (guint i = 0; i < self->n; i++)
    json_array_append_new (list, json_string (self->ids[i]));
  json_object_set_new (object, name, list);
}
