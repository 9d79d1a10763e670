/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-role-table"

#include "config.h"

#include "parvis-role-table.h"

#include "parvis-rights.h"

#include <glib/gi18n.h>

struct _ParvisRoleTable
{
  GtkBox     parent_instance;

  /* Children */
  GtkWidget *rows[PARVIS_N_REALMS];
};

G_DEFINE_FINAL_TYPE (ParvisRoleTable, parvis_role_table, GTK_TYPE_BOX)

/* In the words of who gives roles; NULL for what no role reaches (parvis-rights.c). */
static const struct
{
  const char *title;
  const char *sees;
  const char *does;
  const char *sets;
} realms[PARVIS_N_REALMS] = {
  [PARVIS_REALM_PLACES] = {
    N_("Live Places"), N_("figures, sources and history"),
    N_("count, close and reopen, lower a capacity"), N_("places, capacities and sources"),
  },
  [PARVIS_REALM_ORDERS] = {
    N_("Reserved Bread"), N_("the orders of their own shop"), N_("prepare, hand over and sell"),
    N_("hours and products of their own shop"),
  },
  [PARVIS_REALM_SHOPS] = {
    N_("Shops"), NULL, NULL, N_("which shops take part, and who works there"),
  },
  [PARVIS_REALM_FILES] = {
    N_("Families’ Files"), N_("files and their documents"),
    N_("review, ask again and decide"), NULL,
  },
  [PARVIS_REALM_TOWN] = {
    N_("Team and Settings"), N_("who is in the team, and the town’s log"),
    N_("invite and remove"), N_("roles, modules and procedures"),
  },
};

/* Takes @line. */
static void
add_line (GString *text,
          char    *line)
{
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
  g_free (line);
}

static char *
describe (ParvisRealm   realm,
          ParvisReaches reaches)
{
  GString *text = g_string_new (NULL);

  /* Translators: what a role lets somebody see, do and set: "See: figures and history". */
  if ((reaches & PARVIS_REACHES_SEE) != 0)
    add_line (text, g_strdup_printf (_("See: %s"), _(realms[realm].sees)));
  if ((reaches & PARVIS_REACHES_DO) != 0)
    add_line (text, g_strdup_printf (_("Do: %s"), _(realms[realm].does)));
  if ((reaches & PARVIS_REACHES_SET) != 0)
    add_line (text, g_strdup_printf (_("Set: %s"), _(realms[realm].sets)));

  return g_string_free (text, FALSE);
}

static void
parvis_role_table_class_init (ParvisRoleTableClass *klass)
{
}

static void
parvis_role_table_init (ParvisRoleTable *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("What This Gives"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _("It follows from the roles. What is not here, this "
                                           "person neither sees nor does."));
  for (guint i = 0; i < PARVIS_N_REALMS; i++)
    {
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(realms[i].title));
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
      self->rows[i] = row;
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  gtk_box_append (GTK_BOX (self), group);
}

GtkWidget *
parvis_role_table_new (void)
{
  return g_object_new (PARVIS_TYPE_ROLE_TABLE, NULL);
}

void
parvis_role_table_set (ParvisRoleTable *self,
                       const json_t    *body)
{
  const json_t *list = json_object_get (body, "roles");
  g_autoptr(GPtrArray) roles = g_ptr_array_new ();
  gboolean something = FALSE;
  const json_t *role;
  gsize i;

  g_return_if_fail (PARVIS_IS_ROLE_TABLE (self));

  json_array_foreach (list, i, role)
    if (json_is_string (role))
      g_ptr_array_add (roles, (gpointer) json_string_value (role));
  g_ptr_array_add (roles, NULL);

  for (guint realm = 0; realm < PARVIS_N_REALMS; realm++)
    {
      ParvisReaches reaches = parvis_rights_reach ((const char *const *) roles->pdata, realm);
      g_autofree char *text = describe (realm, reaches);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->rows[realm]), text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->rows[realm]),
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
      gtk_widget_set_visible (self->rows[realm], text[0] != '\0');
      something = something || text[0] != '\0';
    }
  gtk_widget_set_visible (GTK_WIDGET (self), something);
}
