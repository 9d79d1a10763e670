/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-counts-text"

#include "config.h"

#include "parvis-counts-text.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

typedef struct
{
  const char *reason;
  gint64      n;
} Asked;

static gint64
get_count (const json_t *month,
           const char   *name)
{
  return json_integer_value (json_object_get (month, name));
}

char *
parvis_counts_text_month (const json_t *month)
{
  const char *text = json_string_value (json_object_get (month, "month"));
  g_autoptr(GDateTime) first = NULL;
  int number;
  int year;

  if (text == NULL || sscanf (text, "%4d-%2d", &year, &number) != 2)
    return NULL;

  first = g_date_time_new_utc (year, number, 1, 0, 0, 0);

  return first != NULL ? g_date_time_format (first, "%B %Y") : NULL;
}

static int
compare_asked (gconstpointer a,
               gconstpointer b)
{
  const Asked *one = a;
  const Asked *other = b;

  if (one->n != other->n)
    return one->n > other->n ? -1 : 1;

  return strcmp (one->reason, other->reason);
}

/* A reason belongs to a requirement; those of one code say the same. */
static const char *
name_reason (const ParvisProcedure *procedure,
             const char            *code,
             const char            *language)
{
  const GPtrArray *list = procedure != NULL ? parvis_procedure_get_requirements (procedure) : NULL;

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const ParvisRejectionReason *reason =
        parvis_requirement_find_reason (g_ptr_array_index (list, i), code);
      const char *label = reason != NULL ? parvis_text_get (&reason->label, language) : NULL;

      if (label != NULL)
        return label;
    }

  return code;
}

static void
add_asked (GString               *text,
           const json_t          *month,
           const ParvisProcedure *procedure,
           const char            *language)
{
  g_autoptr(GArray) list = g_array_new (FALSE, FALSE, sizeof (Asked));
  json_t *asked = json_object_get (month, "asked");
  const char *reason;
  gint64 total = 0;
  json_t *value;

  json_object_foreach (asked, reason, value)
    {
      Asked entry = { reason, json_integer_value (value) };

      total += entry.n;
      if (entry.n > 0)
        g_array_append_val (list, entry);
    }
  if (total == 0)
    return;

  g_array_sort (list, compare_asked);
  g_string_append_c (text, '\n');
  g_string_append_printf (text, ngettext ("%d document asked for again: ",
                                          "%d documents asked for again: ", (gulong) total),
                          (int) total);
  for (guint i = 0; i < list->len; i++)
    {
      const Asked *entry = &g_array_index (list, Asked, i);

      g_string_append_printf (text, "%s%s (%d)", i > 0 ? ", " : "",
                              name_reason (procedure, entry->reason, language), (int) entry->n);
    }
}

char *
parvis_counts_text_lines (const json_t          *month,
                          const ParvisProcedure *procedure,
                          const char            *language)
{
  const json_t *median = json_object_get (month, "median_days");
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _("%1$d received, %2$d accepted, %3$d refused, %4$d closed"),
                          (int) get_count (month, "submitted"),
                          (int) get_count (month, "accepted"), (int) get_count (month, "refused"),
                          (int) get_count (month, "closed_without_action"));
  if (json_is_integer (median))
    {
      g_string_append_c (text, '\n');
      /* Translators: of the files of a month: half of them, and nine of ten, were decided within
       * so many days.
       */
      g_string_append_printf (text, _("Decided: half within %1$d days, nine of ten within %2$d"),
                              (int) json_integer_value (median),
                              (int) get_count (month, "p90_days"));
    }
  add_asked (text, month, procedure, language);

  return g_string_free (text, FALSE);
}
