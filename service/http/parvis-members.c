/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-members"

#include "config.h"

#include "parvis-members.h"

#include "parvis-error.h"

#include <string.h>

/* What comes back of a name that is not ours to bound. */
#define MAX_NAME 64

/* Returns: what follows the closing brace of the one that @text begins with */
static const char *
skip_braces (const char *text)
{
  int depth = 0;

  do
    {
      depth += *text == '{' ? 1 : *text == '}' ? -1 : 0;
      text++;
    }
  while (depth > 0 && *text != '\0');

  return text;
}

/* Returns: (nullable): what follows @name in this list, which ends with it or a brace */
static const char *
find_member (const char *list,
             const char *name)
{
  gsize length = strlen (name);

  while (*list != '\0' && *list != '}')
    {
      gsize word = strcspn (list, " {}");

      if (word == length && length > 0 && strncmp (list, name, length) == 0)
        return list + word;

      list += word;
      if (*list == '{')
        list = skip_braces (list);
      list += strspn (list, " ");
    }

  return NULL;
}

static gboolean
set_unknown (const char  *path,
             const char  *name,
             GError     **error)
{
  g_autofree char *field = NULL;
  g_autofree char *rest = NULL;

  if (strlen (name) > MAX_NAME)
    return parvis_set_invalid (error, path, "This has no member of such a name");

  rest = parvis_json_make_field (name);
  field = g_strconcat (path, rest, NULL);

  return parvis_set_invalid (error, field, "“%s” is not a member of this", name);
}

static gboolean
check (const char    *list,
       const json_t  *object,
       const char    *path,
       GError       **error);

/* @list: what is in the braces of the member; what is neither of both is refused by its reader */
static gboolean
check_inside (const char    *list,
              const json_t  *value,
              const char    *path,
              GError       **error)
{
  if (json_is_object (value))
    return check (list, value, path, error);

  for (gsize i = 0; i < json_array_size (value); i++)
    {
      const json_t *entry = json_array_get (value, i);
      g_autofree char *place = NULL;

      if (!json_is_object (entry))
        continue;

      place = g_strdup_printf ("%s/%" G_GSIZE_FORMAT, path, i);
      if (!check (list, entry, place, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check (const char    *list,
       const json_t  *object,
       const char    *path,
       GError       **error)
{
  const char *name;
  json_t *value;

  json_object_foreach ((json_t *) object, name, value)
    {
      const char *after = find_member (list, name);
      g_autofree char *place = NULL;

      if (after == NULL)
        return set_unknown (path, name, error);
      if (*after != '{')
        continue;

      place = g_strconcat (path, "/", name, NULL);
      if (!check_inside (after + 1, value, place, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
parvis_members_check (const char    *members,
                      const json_t  *object,
                      GError       **error)
{
  g_return_val_if_fail (members != NULL, FALSE);

  return check (members, object, "", error);
}
