/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-day-rows"

#include "config.h"

#include "parvis-day-rows.h"

#include "parvis-format.h"

#include <glib/gi18n.h>

struct _ParvisDayRow
{
  GObject        parent_instance;

  ParvisDayPoint point;
  gint64         gap_from;       /* PARVIS_NO_TIME for a point */
  gint64         gap_to;
};

G_DEFINE_FINAL_TYPE (ParvisDayRow, parvis_day_row, G_TYPE_OBJECT)

static void
parvis_day_row_class_init (ParvisDayRowClass *klass)
{
}

static void
parvis_day_row_init (ParvisDayRow *self)
{
  self->gap_from = PARVIS_NO_TIME;
}

static ParvisDayRow *
make_point (const ParvisDayPoint *point)
{
  ParvisDayRow *self = g_object_new (PARVIS_TYPE_DAY_ROW, NULL);

  self->point = *point;

  return self;
}

static ParvisDayRow *
make_gap (const ParvisDaySpan *gap)
{
  ParvisDayRow *self = g_object_new (PARVIS_TYPE_DAY_ROW, NULL);

  self->gap_from = gap->from;
  self->gap_to = gap->to;

  return self;
}

gboolean
parvis_day_row_is_gap (ParvisDayRow *self)
{
  g_return_val_if_fail (PARVIS_IS_DAY_ROW (self), FALSE);

  return self->gap_from != PARVIS_NO_TIME;
}

const char *
parvis_day_column_title (ParvisDayColumn column)
{
  switch (column)
    {
    case PARVIS_DAY_COLUMN_HOUR:
      return C_("column", "Hour");

    case PARVIS_DAY_COLUMN_VALUE:
      return C_("column", "Present");

    case PARVIS_DAY_COLUMN_LOWEST:
      return C_("column", "Lowest");

    case PARVIS_DAY_COLUMN_HIGHEST:
      return C_("column", "Highest");
    }

  g_return_val_if_reached ("");
}

/* Returns: (transfer full): the text of one cell */
char *
parvis_day_row_dup_cell (ParvisDayRow    *self,
                         ParvisDayColumn  column,
                         GTimeZone       *zone)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  g_return_val_if_fail (PARVIS_IS_DAY_ROW (self), NULL);

  if (parvis_day_row_is_gap (self))
    {
      if (column == PARVIS_DAY_COLUMN_VALUE)
        return g_strdup (_("no measure"));
      if (column != PARVIS_DAY_COLUMN_HOUR)
        return g_strdup ("");

      from = parvis_format_clock (self->gap_from, zone);
      to = parvis_format_clock (self->gap_to, zone);

      return g_strdup_printf ("%s–%s", from, to);
    }

  switch (column)
    {
    case PARVIS_DAY_COLUMN_HOUR:
      return parvis_format_clock (self->point.at, zone);

    case PARVIS_DAY_COLUMN_VALUE:
      return parvis_format_number (self->point.value);

    case PARVIS_DAY_COLUMN_LOWEST:
      return parvis_format_number (self->point.min);

    case PARVIS_DAY_COLUMN_HIGHEST:
      return parvis_format_number (self->point.max);
    }

  g_return_val_if_reached (NULL);
}

/* Returns: (transfer full): the whole row, for a screen reader */
char *
parvis_day_row_dup_sentence (ParvisDayRow *self,
                             GTimeZone    *zone)
{
  g_autofree char *hour = parvis_day_row_dup_cell (self, PARVIS_DAY_COLUMN_HOUR, zone);
  g_autofree char *value = parvis_day_row_dup_cell (self, PARVIS_DAY_COLUMN_VALUE, zone);
  g_autofree char *lowest = parvis_day_row_dup_cell (self, PARVIS_DAY_COLUMN_LOWEST, zone);
  g_autofree char *highest = parvis_day_row_dup_cell (self, PARVIS_DAY_COLUMN_HIGHEST, zone);

  if (parvis_day_row_is_gap (self) || self->point.min == self->point.max)
    return g_strdup_printf ("%s, %s", hour, value);

  /* Translators: hour, figure, lowest, highest: "16:40, 142, between 138 and 143". */
  return g_strdup_printf (_("%1$s, %2$s, between %3$s and %4$s"), hour, value, lowest, highest);
}

/**
 * parvis_day_rows_fill:
 * @rows: (element-type ParvisDayRow): replaced in one go
 * @from: the opening
 * @until: now, or the closing
 *
 * The points of the day and the gaps between them, newest first.
 */
void
parvis_day_rows_fill (GListStore            *rows,
                      const ParvisDaySeries *series,
                      gint64                 from,
                      gint64                 until)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GArray) gaps = NULL;
  guint gap;

  g_return_if_fail (G_IS_LIST_STORE (rows));
  g_return_if_fail (series != NULL);

  gaps = parvis_day_series_list_gaps (series, from, until);
  gap = gaps->len;

  for (guint i = parvis_day_series_get_size (series); i > 0; i--)
    {
      const ParvisDayPoint *point = parvis_day_series_get_point (series, i - 1);

      while (gap > 0 && g_array_index (gaps, ParvisDaySpan, gap - 1).from >= point->at)
        g_ptr_array_add (list, make_gap (&g_array_index (gaps, ParvisDaySpan, --gap)));
      g_ptr_array_add (list, make_point (point));
    }
  while (gap > 0)
    g_ptr_array_add (list, make_gap (&g_array_index (gaps, ParvisDaySpan, --gap)));

  g_list_store_splice (rows, 0, g_list_model_get_n_items (G_LIST_MODEL (rows)),
                       list->pdata, list->len);
}
