/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-first-desk"

#include "config.h"

#include "parvis-first-desk.h"

#include "parvis-first-fields.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct
{
  const char *name;
  const char *title;
  const char *sentence;
} fields[] = {
  { "name", N_("Name of the Service"), N_("Give the service the name that families know.") },
  { "address", N_("Address"), N_("Write where families find the service.") },
  { "phone", N_("Telephone"), N_("Write the number at which somebody answers.") },
  { "email", N_("E-Mail"), N_("Write the service’s e-mail address: name@town.fr.") },
};

struct _ParvisFirstDesk
{
  GtkBox        parent_instance;

  /* Children */
  GtkWidget    *procedure_row;
  GtkWidget    *rows[G_N_ELEMENTS (fields)];
  GtkLabel     *problem;

  /* Owned */
  ParvisFirst  *first;
  GPtrArray    *templates;      /* ids, in the order of the row */
  GCancellable *cancellable;

  gboolean      reading;        /* what changes is not chosen */
};

G_DEFINE_FINAL_TYPE (ParvisFirstDesk, parvis_first_desk, GTK_TYPE_BOX)

static const char *
get_text (const json_t *words)
{
  const char *const *languages = g_get_language_names ();

  for (guint i = 0; languages[i] != NULL; i++)
    {
      const char *text = json_string_value (json_object_get (words, languages[i]));

      if (text != NULL)
        return text;
    }

  return json_string_value (json_object_get (words, "fr"));
}

static GtkStringList *
get_names (ParvisFirstDesk *self)
{
  return GTK_STRING_LIST (adw_combo_row_get_model (ADW_COMBO_ROW (self->procedure_row)));
}

/* What the service has besides the one that every service has. */
static void
add_template (ParvisFirstDesk *self,
              const json_t    *template)
{
  const char *id = json_string_value (json_object_get (template, "id"));
  const char *title = get_text (json_object_get (template, "title"));

  if (id == NULL || title == NULL ||
      g_ptr_array_find_with_equal_func (self->templates, id, g_str_equal, NULL))
    return;

  g_ptr_array_add (self->templates, g_strdup (id));
  gtk_string_list_append (get_names (self), title);
}

static void
templates_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(ParvisFirstDesk) self = PARVIS_FIRST_DESK (user_data);
  g_autoptr(ParvisAnswer) answer = parvis_auth_ask_finish (PARVIS_AUTH (object), result, NULL);
  const json_t *template;
  gsize i;

  /* Without the network there is the first of them, which is enough to begin with. */
  if (answer == NULL || answer->status != 200 || self->first == NULL)
    return;

  self->reading = TRUE;
  json_array_foreach (json_object_get (answer->body, "templates"), i, template)
    add_template (self, template);
  self->reading = FALSE;
  parvis_first_desk_read (self);
}

static void
ask_for_templates (ParvisFirstDesk *self)
{
  ParvisAuth *auth = parvis_session_get_auth (parvis_first_get_session (self->first));

  if (auth != NULL)
    parvis_auth_ask_async (auth, "GET", "/api/v1/templates", NULL, self->cancellable, templates_cb,
                           g_object_ref (self));
}

static void
chosen_cb (ParvisFirstDesk *self)
{
  guint index = adw_combo_row_get_selected (ADW_COMBO_ROW (self->procedure_row));

  if (self->reading || index >= self->templates->len)
    return;

  parvis_json_set_string (parvis_first_get_place (self->first), "template",
                          g_ptr_array_index (self->templates, index));
  parvis_first_keep (self->first);
}

void
parvis_first_desk_read (ParvisFirstDesk *self)
{
  json_t *place;
  const char *template;
  guint index = 0;

  g_return_if_fail (PARVIS_IS_FIRST_DESK (self));

  /* The fields are those of what is chosen. */
  if (!parvis_first_draft_is_desk (parvis_first_get_draft (self->first)))
    return;

  place = parvis_first_get_place (self->first);
  template = parvis_first_draft_get (place, "template");
  self->reading = TRUE;
  if (template[0] == '\0' ||
      !g_ptr_array_find_with_equal_func (self->templates, template, g_str_equal, &index))
    index = 0;
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->procedure_row), index);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    parvis_first_entry_read (self->rows[i]);
  self->reading = FALSE;
  parvis_first_show_problem (self->problem, NULL, NULL);
}

void
parvis_first_desk_blame (ParvisFirstDesk *self,
                         const char      *field)
{
  g_return_if_fail (PARVIS_IS_FIRST_DESK (self));

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (strcmp (fields[i].name, field) == 0)
      parvis_first_show_problem (self->problem, self->rows[i], _(fields[i].sentence));
}

/* What is right again is not blamed any more. */
static void
changed_cb (ParvisFirstDesk *self)
{
  const char *field;

  if (parvis_first_draft_check (parvis_first_get_draft (self->first), 3, &field))
    parvis_first_show_problem (self->problem, NULL, NULL);
}

static void
build (ParvisFirstDesk *self)
{
  const char *names[] = { _("Nursery enrolment"), NULL };
  g_autoptr(GtkStringList) model = gtk_string_list_new (names);
  GtkWidget *page = parvis_first_page_new (_("Which procedure begins?"),
                                           _("The template is ready: what families fill in, what "
                                             "they photograph, what your team looks at. Your "
                                             "service signs the receipt."));
  GtkWidget *group = parvis_first_group_new (_("The procedure and its service"));

  g_ptr_array_add (self->templates, g_strdup (PARVIS_FIRST_TEMPLATE));
  self->procedure_row = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->procedure_row), _("Procedure"));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->procedure_row), G_LIST_MODEL (model));
  g_signal_connect_swapped (self->procedure_row, "notify::selected", G_CALLBACK (chosen_cb), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->procedure_row);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      self->rows[i] = parvis_first_entry_new (self->first, parvis_first_get_place, fields[i].name,
                                              _(fields[i].title));
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->rows[i]);
    }
  gtk_box_append (GTK_BOX (page), group);
  self->problem = parvis_first_add_problem (page);
  gtk_box_append (GTK_BOX (self), page);
}

static void
parvis_first_desk_dispose (GObject *object)
{
  ParvisFirstDesk *self = PARVIS_FIRST_DESK (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->first);

  G_OBJECT_CLASS (parvis_first_desk_parent_class)->dispose (object);
}

static void
parvis_first_desk_finalize (GObject *object)
{
  ParvisFirstDesk *self = PARVIS_FIRST_DESK (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->templates);

  G_OBJECT_CLASS (parvis_first_desk_parent_class)->finalize (object);
}

static void
parvis_first_desk_class_init (ParvisFirstDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_first_desk_dispose;
  G_OBJECT_CLASS (klass)->finalize = parvis_first_desk_finalize;
}

static void
parvis_first_desk_init (ParvisFirstDesk *self)
{
  self->templates = g_ptr_array_new_with_free_func (g_free);
  self->cancellable = g_cancellable_new ();
}

GtkWidget *
parvis_first_desk_new (ParvisFirst *first)
{
  ParvisFirstDesk *self = g_object_new (PARVIS_TYPE_FIRST_DESK, NULL);

  self->first = g_object_ref (first);
  self->reading = TRUE;
  build (self);
  self->reading = FALSE;
  g_signal_connect_object (first, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  parvis_first_desk_read (self);
  ask_for_templates (self);

  return GTK_WIDGET (self);
}
