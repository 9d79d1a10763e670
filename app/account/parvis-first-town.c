/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-first-town"

#include "config.h"

#include "parvis-first-town.h"

#include "parvis-commune-completion.h"
#include "parvis-first-fields.h"
#include "parvis-format.h"
#include "parvis-logo-row.h"
#include "parvis-picture-row.h"
#include "parvis-words.h"

#include <glib/gi18n.h>
#include <string.h>

struct _ParvisFirstTown
{
  GtkBox                   parent_instance;

  /* Children */
  GtkWidget               *name_row;         /* NULL where the operator said it */
  GtkWidget               *population_row;   /* likewise */
  GtkWidget               *logo_row;
  GtkLabel                *name_note;
  GtkLabel                *problem;
  ParvisCommuneCompletion *completion;       /* of the row */

  /* Owned */
  ParvisFirst             *first;
  GCancellable            *cancellable;
  char                    *filled;           /* (nullable): what the list wrote as population */
  char                    *other;            /* (nullable): a commune that is not this town's */
};

G_DEFINE_FINAL_TYPE (ParvisFirstTown, parvis_first_town, GTK_TYPE_BOX)

static json_t *
get_draft (ParvisFirst *first)
{
  return parvis_first_get_draft (first);
}

static const char *
get_code (ParvisFirstTown *self)
{
  return parvis_session_get_town (parvis_first_get_session (self->first));
}

/* --- what the list of communes knows --- */

/* What somebody typed stays; what the list wrote before does not. */
static void
fill_population (ParvisFirstTown     *self,
                 const ParvisCommune *commune)
{
  const char *typed;

  if (self->population_row == NULL || commune->population < 0)
    return;

  typed = gtk_editable_get_text (GTK_EDITABLE (self->population_row));
  if (*typed != '\0' && g_strcmp0 (typed, self->filled) != 0)
    return;

  g_free (self->filled);
  self->filled = parvis_format_number (commune->population);
  gtk_editable_set_text (GTK_EDITABLE (self->population_row), self->filled);
}

/* A remark and not a refusal: a town may be invented, or abroad. */
static void
refresh_note (ParvisFirstTown *self)
{
  const char *sentence = NULL;

  if (self->completion != NULL && parvis_commune_completion_get_unknown (self->completion))
    sentence = _("No commune of this name. Try the INSEE code.");
  else if (self->other != NULL)
    sentence = self->other;
  parvis_first_show_problem (self->name_note, NULL, sentence);
}

static void
set_other (ParvisFirstTown     *self,
           const ParvisCommune *commune)
{
  g_autoptr(ParvisEntityRef) town = parvis_first_dup_entity (self->first, PARVIS_KIND_TOWN);
  gboolean invented = town != NULL && json_is_true (json_object_get (town->body, "fictional"));

  g_clear_pointer (&self->other, g_free);
  if (commune != NULL && !invented && strcmp (commune->code, get_code (self)) != 0)
    /* Translators: INSEE codes of two towns. */
    self->other = g_strdup_printf (_("This commune has the INSEE code %1$s, and your operator "
                                     "opened Parvis for %2$s. Ask your operator if that is not "
                                     "yours."), commune->code, get_code (self));
}

static void
chosen_cb (ParvisFirstTown     *self,
           const ParvisCommune *commune)
{
  set_other (self, commune);
  fill_population (self, commune);
  refresh_note (self);
}

static void
renamed_cb (ParvisFirstTown *self)
{
  set_other (self, NULL);
  refresh_note (self);
}

/* The town is known by its code, whoever gave it its name. */
static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ParvisFirstTown) self = PARVIS_FIRST_TOWN (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisCommunes) communes = parvis_communes_load_finish (result, &error);
  const ParvisCommune *commune;

  if (communes == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_warning ("The list of communes cannot be read: %s", error->message);
      return;
    }

  commune = parvis_communes_find (communes, get_code (self));
  if (commune != NULL)
    fill_population (self, commune);
}

/* --- the page --- */

/* Returns: the row, if the town says it itself */
static GtkWidget *
add_row (ParvisFirstTown *self,
         GtkWidget       *group,
         const json_t    *setup,
         const char      *member,
         const char      *title,
         const char      *value)
{
  const char *operator = json_string_value (json_object_get (setup, "operator"));
  g_autofree char *by = operator != NULL ? g_strdup_printf (_("Set by %s."), operator)
                                         : g_strdup (_("Set by your operator."));
  json_t *draft = parvis_first_get_draft (self->first);
  gboolean own = parvis_first_setup_has (self->first, "own", member);
  GtkWidget *row;

  if (!own)
    {
      if (value != NULL)
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                   parvis_first_locked_row_new (title, value, by));
      return NULL;
    }

  if (json_object_get (draft, member) == NULL && value != NULL)
    parvis_json_set_string (draft, member, value);
  row = parvis_first_entry_new (self->first, get_draft, member, title);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);

  return row;
}

static GtkWidget *
add_name (ParvisFirstTown *self,
          GtkWidget       *page,
          const json_t    *setup,
          const char      *name)
{
  GtkWidget *group = parvis_first_group_new (_("Your town"));

  self->name_row = add_row (self, group, setup, "name", _("Commune"), name);
  gtk_box_append (GTK_BOX (page), group);
  self->name_note = parvis_first_add_problem (page);
  gtk_widget_remove_css_class (GTK_WIDGET (self->name_note), "error");
  if (self->name_row == NULL)
    return group;

  self->completion = parvis_commune_completion_new (ADW_ENTRY_ROW (self->name_row),
                                                    get_code (self));
  g_signal_connect_object (self->name_row, "changed", G_CALLBACK (renamed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->completion, "notify::unknown", G_CALLBACK (refresh_note), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->completion, "chosen", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);

  return group;
}

/* What is said of the name stands right below it. */
static void
add_rest (ParvisFirstTown *self,
          GtkWidget       *page,
          GtkWidget       *names,
          const json_t    *setup,
          const char      *people)
{
  GtkWidget *group = names;

  if (self->name_row != NULL)
    {
      group = parvis_first_group_new (_("More about your town"));
      gtk_box_append (GTK_BOX (page), group);
    }
  self->population_row = add_row (self, group, setup, "population", _("Inhabitants"), people);
  self->logo_row = parvis_logo_row_new (parvis_first_get_desk (self->first));
  parvis_picture_row_set_promise (PARVIS_PICTURE_ROW (self->logo_row),
                                  _("This is how it will be seen. It is sent when you continue."),
                                  _("It is removed when you continue."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->logo_row);
  self->problem = parvis_first_add_problem (page);
}

static void
build (ParvisFirstTown *self)
{
  g_autoptr(ParvisEntityRef) town = parvis_first_dup_entity (self->first, PARVIS_KIND_TOWN);
  g_autoptr(ParvisEntityRef) setup = parvis_first_dup_entity (self->first, PARVIS_KIND_SETUP);
  const json_t *body = town != NULL ? town->body : NULL;
  const json_t *population = json_object_get (body, "population");
  const json_t *own = setup != NULL ? setup->body : NULL;
  g_autofree char *people = NULL;
  GtkWidget *page = parvis_first_page_new (_("Your town"),
                                           _("What residents read above each figure. Nothing else "
                                             "is needed."));
  GtkWidget *names;

  if (json_is_integer (population))
    people = parvis_format_number (json_integer_value (population));
  names = add_name (self, page, own, json_string_value (json_object_get (body, "name")));
  add_rest (self, page, names, own, people);
  gtk_box_append (GTK_BOX (self), page);
}

GtkWidget *
parvis_first_town_get_logo (ParvisFirstTown *self)
{
  g_return_val_if_fail (PARVIS_IS_FIRST_TOWN (self), NULL);

  return self->logo_row;
}

void
parvis_first_town_blame (ParvisFirstTown *self,
                         const char      *field)
{
  gboolean name = g_strcmp0 (field, "name") == 0;

  g_return_if_fail (PARVIS_IS_FIRST_TOWN (self));

  if (field == NULL)
    parvis_first_show_problem (self->problem, NULL, NULL);
  else
    parvis_first_show_problem (self->problem, name ? self->name_row : self->population_row,
                               name ? _("Give the town a shorter name.")
                                    : _("Write the number of inhabitants with digits, or leave it "
                                        "out."));
}

static void
parvis_first_town_dispose (GObject *object)
{
  ParvisFirstTown *self = PARVIS_FIRST_TOWN (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->first);

  G_OBJECT_CLASS (parvis_first_town_parent_class)->dispose (object);
}

static void
parvis_first_town_finalize (GObject *object)
{
  ParvisFirstTown *self = PARVIS_FIRST_TOWN (object);

  g_object_unref (self->cancellable);
  g_free (self->filled);
  g_free (self->other);

  G_OBJECT_CLASS (parvis_first_town_parent_class)->finalize (object);
}

static void
parvis_first_town_class_init (ParvisFirstTownClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_first_town_dispose;
  G_OBJECT_CLASS (klass)->finalize = parvis_first_town_finalize;
}

static void
parvis_first_town_init (ParvisFirstTown *self)
{
  self->cancellable = g_cancellable_new ();
}

GtkWidget *
parvis_first_town_new (ParvisFirst *first)
{
  ParvisFirstTown *self = g_object_new (PARVIS_TYPE_FIRST_TOWN, NULL);

  self->first = g_object_ref (first);
  build (self);
  if (self->population_row != NULL)
    parvis_communes_load_async (self->cancellable, loaded_cb, g_object_ref (self));

  return GTK_WIDGET (self);
}
