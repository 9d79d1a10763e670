/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-role-rows"

#include "config.h"

#include "parvis-role-rows.h"

#include "parvis-icon-button.h"
#include "parvis-team-text.h"
#include "parvis-time.h"
#include "parvis-words.h"

#include <glib/gi18n.h>
#include <string.h>

struct _ParvisRoleRows
{
  GtkBox          parent_instance;

  /* Owned */
  GTimeZone      *zone;
  GPtrArray      *shops;            /* (element-type ParvisEntityRef) */
  GPtrArray      *places;           /* (element-type ParvisEntityRef): in the order of names */

  /* Children */
  GtkCheckButton *checks[PARVIS_N_TEAM_ROLES];
  GtkWidget      *shop_group;
  GPtrArray      *shop_checks;      /* (element-type GtkCheckButton): of each shop */
  GtkWidget      *place_group;
  AdwExpanderRow *place_row;
  GPtrArray      *place_checks;     /* (element-type GtkCheckButton): of each place */
  AdwExpanderRow *end_row;
  GtkCalendar    *calendar;
};

G_DEFINE_FINAL_TYPE (ParvisRoleRows, parvis_role_rows, GTK_TYPE_BOX)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
has_role (ParvisRoleRows *self,
          ParvisRole      role)
{
  for (guint i = 0; i < PARVIS_N_TEAM_ROLES; i++)
    {
      ParvisRoleWords words;

      parvis_team_get_role (i, &words);
      if (strcmp (words.role, parvis_role_to_string (role)) == 0)
        return gtk_check_button_get_active (self->checks[i]);
    }

  return FALSE;
}

static guint
count_checked (GPtrArray *checks)
{
  guint n = 0;

  for (guint i = 0; i < checks->len; i++)
    n += gtk_check_button_get_active (g_ptr_array_index (checks, i));

  return n;
}

/* One more than the service takes cannot be ticked. */
static void
update_places (ParvisRoleRows *self)
{
  guint n = count_checked (self->place_checks);
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->place_checks->len; i++)
    {
      GtkCheckButton *check = g_ptr_array_index (self->place_checks, i);

      gtk_widget_set_sensitive (GTK_WIDGET (check),
                                n < PARVIS_PLACES_MAX || gtk_check_button_get_active (check));
    }

  if (!adw_expander_row_get_enable_expansion (self->place_row))
    text = g_strdup (_("Everywhere in the town"));
  else if (n == 0)
    text = g_strdup (_("Choose at least one"));
  else
    text = g_strdup_printf (ngettext ("%u place", "%u places", n), n);
  adw_expander_row_set_subtitle (self->place_row, text);
}

static void
changed_cb (ParvisRoleRows *self)
{
  gtk_widget_set_visible (self->shop_group, has_role (self, PARVIS_ROLE_MERCHANT));
  gtk_widget_set_visible (self->place_group, has_role (self, PARVIS_ROLE_COUNTER) &&
                                             self->places->len > 0);
  update_places (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* The first instant after the chosen day, where the town is. */
static gint64
read_end (ParvisRoleRows *self)
{
  g_autoptr(GDateTime) chosen = gtk_calendar_get_date (self->calendar);
  g_autoptr(GDateTime) day = NULL;
  g_autoptr(GDateTime) end = NULL;

  day = g_date_time_new (self->zone, g_date_time_get_year (chosen),
                         g_date_time_get_month (chosen), g_date_time_get_day_of_month (chosen),
                         0, 0, 0);
  end = day != NULL ? g_date_time_add_days (day, 1) : NULL;

  return end != NULL ? g_date_time_to_unix (end) * PARVIS_SECOND : PARVIS_NO_TIME;
}

static void
end_cb (ParvisRoleRows *self)
{
  g_autoptr(GDateTime) chosen = gtk_calendar_get_date (self->calendar);
  g_autofree char *text = NULL;

  if (adw_expander_row_get_enable_expansion (self->end_row))
    {
      /* Translators: a day, in the order of this language. */
      text = g_date_time_format (chosen, _("%-d/%m/%Y"));
      adw_expander_row_set_subtitle (self->end_row, text);
    }
  else
    {
      adw_expander_row_set_subtitle (self->end_row, _("For seasonal staff"));
    }
  changed_cb (self);
}

static GtkWidget *
build_roles (ParvisRoleRows *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Roles"));
  for (guint i = 0; i < PARVIS_N_TEAM_ROLES; i++)
    {
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *check = gtk_check_button_new ();
      ParvisRoleWords words;

      parvis_team_get_role (i, &words);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), words.name);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words.does);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
      self->checks[i] = GTK_CHECK_BUTTON (check);
      g_signal_connect_swapped (check, "toggled", G_CALLBACK (changed_cb), self);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }

  return group;
}

/* The row of one entity that can be chosen. */
static GtkWidget *
build_choice (ParvisRoleRows        *self,
              const ParvisEntityRef *entity,
              GPtrArray             *checks)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 json_string_value (json_object_get (entity->body, "name")));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_ptr_array_add (checks, check);

  return row;
}

/* Of which shop somebody is the merchant. There is nothing to choose where there is one. */
static void
fill_shops (ParvisRoleRows *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self->shop_group);

  adw_preferences_group_set_title (group, _("Shops"));
  adw_preferences_group_set_description (group, self->shops->len > 0
    ? _("Merchants see the orders of their own shop, and nobody else sees them.")
    : _("No shop is known yet. Add it first, then give it its people."));
  for (guint i = 0; i < self->shops->len; i++)
    {
      GtkWidget *row = build_choice (self, g_ptr_array_index (self->shops, i), self->shop_checks);
      GtkCheckButton *check = g_ptr_array_index (self->shop_checks, i);

      /* A window shows one shop; somebody who works in two has an account for each. */
      if (i > 0)
        gtk_check_button_set_group (check, g_ptr_array_index (self->shop_checks, 0));
      gtk_check_button_set_active (check, self->shops->len == 1);
      g_signal_connect_swapped (check, "toggled", G_CALLBACK (changed_cb), self);
      adw_preferences_group_add (group, row);
    }
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  const ParvisEntityRef *one = *(const ParvisEntityRef *const *) a;
  const ParvisEntityRef *other = *(const ParvisEntityRef *const *) b;
  const char *name = json_string_value (json_object_get (one->body, "name"));
  const char *other_name = json_string_value (json_object_get (other->body, "name"));

  return g_utf8_collate (name != NULL ? name : "", other_name != NULL ? other_name : "");
}

/* Where somebody counts: everywhere unless that is chosen. */
static void
fill_places (ParvisRoleRows *self)
{
  self->place_row = ADW_EXPANDER_ROW (adw_expander_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->place_row),
                                 _("Only at Certain Places"));
  adw_expander_row_set_show_enable_switch (self->place_row, TRUE);
  adw_expander_row_set_enable_expansion (self->place_row, FALSE);
  g_ptr_array_sort (self->places, compare_names);
  for (guint i = 0; i < self->places->len; i++)
    {
      GtkWidget *row = build_choice (self, g_ptr_array_index (self->places, i),
                                     self->place_checks);

      g_signal_connect_swapped (g_ptr_array_index (self->place_checks, i), "toggled",
                                G_CALLBACK (changed_cb), self);
      adw_expander_row_add_row (self->place_row, row);
    }
  g_signal_connect_swapped (self->place_row, "notify::enable-expansion", G_CALLBACK (changed_cb),
                            self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->place_group),
                             GTK_WIDGET (self->place_row));
}

static GtkWidget *
build_end (ParvisRoleRows *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = adw_expander_row_new ();
  GtkWidget *calendar = gtk_calendar_new ();
  GtkWidget *holder = gtk_list_box_row_new ();

  self->end_row = ADW_EXPANDER_ROW (row);
  self->calendar = GTK_CALENDAR (calendar);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Last Day"));
  adw_expander_row_set_show_enable_switch (self->end_row, TRUE);
  adw_expander_row_set_enable_expansion (self->end_row, FALSE);
  parvis_set_label (calendar, _("Last Day"));
  parvis_set_label (holder, _("Last Day"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (holder), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (holder), calendar);
  adw_expander_row_add_row (self->end_row, holder);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  g_signal_connect_swapped (row, "notify::enable-expansion", G_CALLBACK (end_cb), self);
  g_signal_connect_swapped (calendar, "day-selected", G_CALLBACK (end_cb), self);

  return group;
}

static void
parvis_role_rows_finalize (GObject *object)
{
  ParvisRoleRows *self = PARVIS_ROLE_ROWS (object);

  g_time_zone_unref (self->zone);
  g_ptr_array_unref (self->shops);
  g_ptr_array_unref (self->shop_checks);
  g_ptr_array_unref (self->places);
  g_ptr_array_unref (self->place_checks);

  G_OBJECT_CLASS (parvis_role_rows_parent_class)->finalize (object);
}

static void
parvis_role_rows_class_init (ParvisRoleRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = parvis_role_rows_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
parvis_role_rows_init (ParvisRoleRows *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 18);
  self->shop_checks = g_ptr_array_new ();
  self->shop_group = adw_preferences_group_new ();
  self->place_checks = g_ptr_array_new ();
  self->place_group = adw_preferences_group_new ();
  gtk_box_append (GTK_BOX (self), build_roles (self));
  gtk_box_append (GTK_BOX (self), self->place_group);
  gtk_box_append (GTK_BOX (self), self->shop_group);
  gtk_box_append (GTK_BOX (self), build_end (self));
}

GtkWidget *
parvis_role_rows_new (ParvisDesk *desk)
{
  ParvisRoleRows *self = g_object_new (PARVIS_TYPE_ROLE_ROWS, NULL);

  self->zone = g_time_zone_ref (parvis_desk_get_zone (desk));
  self->shops = parvis_session_list_entities (parvis_desk_get_session (desk), PARVIS_KIND_MERCHANT);
  self->places = parvis_session_list_entities (parvis_desk_get_session (desk),
                                               PARVIS_KIND_FACILITY);
  fill_shops (self);
  fill_places (self);
  end_cb (self);

  return GTK_WIDGET (self);
}

static gboolean
has_word (const json_t *words,
          const char   *word)
{
  const json_t *each;
  gsize i;

  json_array_foreach (words, i, each)
    if (g_strcmp0 (json_string_value (each), word) == 0)
      return TRUE;

  return FALSE;
}

/* @chosen (nullable): identifiers */
static void
set_choices (GPtrArray    *entities,
             GPtrArray    *checks,
             const json_t *chosen)
{
  for (guint i = 0; chosen != NULL && i < entities->len; i++)
    {
      const ParvisEntityRef *entity = g_ptr_array_index (entities, i);

      gtk_check_button_set_active (g_ptr_array_index (checks, i), has_word (chosen, entity->id));
    }
}

void
parvis_role_rows_set (ParvisRoleRows *self,
                      const json_t   *body)
{
  const json_t *places = json_object_get (body, "facilities");
  gint64 until = PARVIS_NO_TIME;

  g_return_if_fail (PARVIS_IS_ROLE_ROWS (self));

  parvis_json_get_time_or (body, "until", PARVIS_NO_TIME, &until, NULL);
  for (guint i = 0; i < PARVIS_N_TEAM_ROLES; i++)
    {
      ParvisRoleWords words;

      parvis_team_get_role (i, &words);
      gtk_check_button_set_active (self->checks[i],
                                   has_word (json_object_get (body, "roles"), words.role));
    }
  set_choices (self->shops, self->shop_checks, json_object_get (body, "merchants"));
  set_choices (self->places, self->place_checks, places);
  adw_expander_row_set_enable_expansion (self->place_row, places != NULL);

  if (until != PARVIS_NO_TIME)
    {
      g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc ((until - 1) / PARVIS_SECOND);
      g_autoptr(GDateTime) day = g_date_time_to_timezone (utc, self->zone);

      gtk_calendar_select_day (self->calendar, day);
    }
  adw_expander_row_set_enable_expansion (self->end_row, until != PARVIS_NO_TIME);
}

static gboolean
has_places_of_his_own (ParvisRoleRows *self)
{
  return has_role (self, PARVIS_ROLE_COUNTER) &&
         adw_expander_row_get_enable_expansion (self->place_row);
}

gboolean
parvis_role_rows_empty (ParvisRoleRows *self)
{
  g_return_val_if_fail (PARVIS_IS_ROLE_ROWS (self), TRUE);

  if (has_role (self, PARVIS_ROLE_MERCHANT) && count_checked (self->shop_checks) == 0)
    return TRUE;

  /* Nothing chosen would be everything to the service. */
  if (has_places_of_his_own (self) && count_checked (self->place_checks) == 0)
    return TRUE;

  for (guint i = 0; i < PARVIS_N_TEAM_ROLES; i++)
    if (gtk_check_button_get_active (self->checks[i]))
      return FALSE;

  return TRUE;
}

static json_t *
list_choices (GPtrArray *entities,
              GPtrArray *checks)
{
  json_t *list = json_array ();

  for (guint i = 0; i < entities->len; i++)
    {
      const ParvisEntityRef *entity = g_ptr_array_index (entities, i);

      if (gtk_check_button_get_active (g_ptr_array_index (checks, i)))
        json_array_append_new (list, json_string (entity->id));
    }

  return list;
}

void
parvis_role_rows_write (ParvisRoleRows *self,
                        json_t         *body)
{
  json_t *roles = json_array ();

  g_return_if_fail (PARVIS_IS_ROLE_ROWS (self));

  for (guint i = 0; i < PARVIS_N_TEAM_ROLES; i++)
    {
      ParvisRoleWords words;

      parvis_team_get_role (i, &words);
      if (gtk_check_button_get_active (self->checks[i]))
        json_array_append_new (roles, json_string (words.role));
    }
  json_object_set_new (body, "roles", roles);
  if (has_role (self, PARVIS_ROLE_MERCHANT))
    json_object_set_new (body, "merchants", list_choices (self->shops, self->shop_checks));
  if (has_places_of_his_own (self))
    json_object_set_new (body, "facilities", list_choices (self->places, self->place_checks));

  if (adw_expander_row_get_enable_expansion (self->end_row))
    parvis_json_set_time (body, "until", read_end (self));
}
