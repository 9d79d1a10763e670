/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-option-rows"

#include "config.h"

#include "parvis-option-rows.h"

#include "parvis-icon-button.h"

#include <glib/gi18n.h>

#define MAX_OPTIONS 8
#define MAX_CHOICES 12
#define MAX_PRICE 100.0

typedef struct
{
  char          *id;
  GtkWidget     *row;
  GtkWidget     *name;          /* GtkEntry */
  GtkSpinButton *price;
} Choice;

typedef struct
{
  ParvisOptionRows *rows;
  char             *id;
  AdwExpanderRow   *row;
  GtkWidget        *name;       /* AdwEntryRow */
  GtkWidget        *last;       /* the row that adds a choice */
  GPtrArray        *choices;    /* (element-type Choice) */
} Option;

struct _ParvisOptionRows
{
  AdwBin     parent_instance;

  GtkWidget *group;
  GtkWidget *add;
  GPtrArray *options;           /* (element-type Option) */
};

G_DEFINE_FINAL_TYPE (ParvisOptionRows, parvis_option_rows, ADW_TYPE_BIN)

static void
free_choice (gpointer data)
{
  Choice *choice = data;

  g_free (choice->id);
  g_free (choice);
}

static void
free_option (gpointer data)
{
  Option *option = data;

  g_ptr_array_unref (option->choices);
  g_free (option->id);
  g_free (option);
}

static char *
dup_text (GtkWidget *editable)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (editable))));
}

static char *
dup_id (const json_t *object)
{
  const char *id = json_string_value (json_object_get (object, "id"));

  return id != NULL ? g_strdup (id) : g_uuid_string_random ();
}

static const char *
get_name (const json_t *object)
{
  const char *name = json_string_value (json_object_get (object, "name"));

  return name != NULL ? name : "";
}

/* Its name, and the choices that it has. */
static void
refresh_option (Option *option)
{
  g_autofree char *name = dup_text (option->name);
  g_autoptr(GString) choices = g_string_new (NULL);

  for (guint i = 0; i < option->choices->len; i++)
    {
      g_autofree char *choice = dup_text (((Choice *) option->choices->pdata[i])->name);

      if (*choice != '\0')
        g_string_append_printf (choices, "%s%s", choices->len > 0 ? ", " : "", choice);
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (option->row),
                                 *name != '\0' ? name : _("New option"));
  adw_expander_row_set_subtitle (option->row, choices->str);
  gtk_widget_set_visible (option->last, option->choices->len < MAX_CHOICES);
}

static void
remove_choice_cb (GtkWidget *button,
                  Option    *option)
{
  Choice *choice = g_object_get_data (G_OBJECT (button), "choice");

  adw_expander_row_remove (option->row, choice->row);
  g_ptr_array_remove (option->choices, choice);
  refresh_option (option);
}

static GtkWidget *
build_choice (Option       *option,
              Choice       *choice,
              const json_t *body)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *price = gtk_spin_button_new_with_range (0, MAX_PRICE, 0.05);
  GtkWidget *remove = parvis_icon_button ("user-trash-symbolic", _("Remove This Choice"),
                                          _("Remove This Choice"));

  choice->name = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (choice->name), _("Choice"));
  gtk_editable_set_text (GTK_EDITABLE (choice->name), get_name (body));
  gtk_editable_set_width_chars (GTK_EDITABLE (choice->name), 8);
  gtk_widget_set_hexpand (choice->name, TRUE);
  parvis_set_label (choice->name, _("Choice"));
  g_signal_connect_swapped (choice->name, "changed", G_CALLBACK (refresh_option), option);
  choice->price = GTK_SPIN_BUTTON (price);
  gtk_spin_button_set_digits (choice->price, 2);
  gtk_editable_set_width_chars (GTK_EDITABLE (price), 4);
  gtk_spin_button_set_value (choice->price,
                             (double) json_integer_value (json_object_get (body, "price")) / 100);
  gtk_widget_set_tooltip_text (price, _("Added to the price, in euros"));
  parvis_set_label (price, _("Added to the price, in euros"));
  gtk_widget_add_css_class (remove, "flat");
  g_object_set_data (G_OBJECT (remove), "choice", choice);
  g_signal_connect (remove, "clicked", G_CALLBACK (remove_choice_cb), option);
  gtk_box_append (GTK_BOX (box), choice->name);
  gtk_box_append (GTK_BOX (box), price);
  gtk_box_append (GTK_BOX (box), remove);
  gtk_widget_add_css_class (box, "week-batch");

  return box;
}

static GtkWidget *
build_row (GtkWidget  *child,
           const char *label)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), child);
  parvis_set_label (row, label);

  return row;
}

static void
add_choice (Option       *option,
            const json_t *body)
{
  Choice *choice = g_new0 (Choice, 1);

  choice->id = dup_id (body);
  choice->row = build_row (build_choice (option, choice, body), _("Choice"));

  /* Above the row that adds one. */
  g_object_ref (option->last);
  adw_expander_row_remove (option->row, option->last);
  adw_expander_row_add_row (option->row, choice->row);
  adw_expander_row_add_row (option->row, option->last);
  g_object_unref (option->last);
  g_ptr_array_add (option->choices, choice);
  refresh_option (option);
}

static void
add_choice_cb (Option *option)
{
  add_choice (option, NULL);
}

static void
refresh (ParvisOptionRows *self)
{
  gtk_widget_set_sensitive (self->add, self->options->len < MAX_OPTIONS);
}

static void
remove_option_cb (Option *option)
{
  ParvisOptionRows *self = option->rows;

  adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self->group), GTK_WIDGET (option->row));
  g_ptr_array_remove (self->options, option);
  refresh (self);
}

static GtkWidget *
build_last (Option *option)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *add = gtk_button_new_with_label (_("Add a Choice"));
  GtkWidget *remove = gtk_button_new_with_label (_("Remove This Option"));

  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_widget_add_css_class (add, "flat");
  gtk_widget_add_css_class (remove, "flat");
  g_signal_connect_swapped (add, "clicked", G_CALLBACK (add_choice_cb), option);
  g_signal_connect_swapped (remove, "clicked", G_CALLBACK (remove_option_cb), option);
  gtk_box_append (GTK_BOX (box), add);
  gtk_box_append (GTK_BOX (box), remove);

  return build_row (box, _("Add a Choice"));
}

static Option *
add_option (ParvisOptionRows *self,
            const json_t     *body)
{
  Option *option = g_new0 (Option, 1);
  gsize i;
  json_t *choice;

  option->rows = self;
  option->id = dup_id (body);
  option->choices = g_ptr_array_new_with_free_func (free_choice);
  option->row = ADW_EXPANDER_ROW (adw_expander_row_new ());
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (option->row), FALSE);
  option->name = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (option->name), _("Name of the Option"));
  gtk_editable_set_text (GTK_EDITABLE (option->name), get_name (body));
  g_signal_connect_swapped (option->name, "changed", G_CALLBACK (refresh_option), option);
  option->last = build_last (option);
  adw_expander_row_add_row (option->row, option->name);
  adw_expander_row_add_row (option->row, option->last);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), GTK_WIDGET (option->row));
  json_array_foreach (json_object_get (body, "choices"), i, choice)
    add_choice (option, choice);
  g_ptr_array_add (self->options, option);
  refresh_option (option);
  refresh (self);

  return option;
}

/* One that is new is yes or no, like most. */
static void
add_cb (ParvisOptionRows *self)
{
  Option *option = add_option (self, NULL);

  add_choice (option, NULL);
  add_choice (option, NULL);
  adw_expander_row_set_expanded (option->row, TRUE);
  gtk_widget_grab_focus (option->name);
}

static void
parvis_option_rows_finalize (GObject *object)
{
  g_ptr_array_unref (PARVIS_OPTION_ROWS (object)->options);

  G_OBJECT_CLASS (parvis_option_rows_parent_class)->finalize (object);
}

static void
parvis_option_rows_class_init (ParvisOptionRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = parvis_option_rows_finalize;
}

static void
parvis_option_rows_init (ParvisOptionRows *self)
{
  self->options = g_ptr_array_new_with_free_func (free_option);
  self->group = adw_preferences_group_new ();
  self->add = gtk_button_new_with_label (_("Add an Option"));
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->group), _("Options"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->group),
                                         _("What one chooses when reserving: sliced or not."));
  gtk_widget_set_valign (self->add, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->add, "clicked", G_CALLBACK (add_cb), self);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self->group), self->add);
  adw_bin_set_child (ADW_BIN (self), self->group);
}

GtkWidget *
parvis_option_rows_new (const json_t *options)
{
  ParvisOptionRows *self = g_object_new (PARVIS_TYPE_OPTION_ROWS, NULL);
  gsize i;
  json_t *option;

  json_array_foreach (options, i, option)
    add_option (self, option);

  return GTK_WIDGET (self);
}

static json_t *
read_choices (const Option *option)
{
  json_t *choices = json_array ();

  for (guint i = 0; i < option->choices->len; i++)
    {
      const Choice *choice = g_ptr_array_index (option->choices, i);
      g_autofree char *name = dup_text (choice->name);
      json_int_t cents = (json_int_t) (gtk_spin_button_get_value (choice->price) * 100 + 0.5);

      if (*name != '\0')
        json_array_append_new (choices, json_pack ("{s:s,s:s,s:I}", "id", choice->id,
                                                   "name", name, "price", cents));
    }

  return choices;
}

json_t *
parvis_option_rows_read (ParvisOptionRows *self)
{
  json_t *options = json_array ();

  g_return_val_if_fail (PARVIS_IS_OPTION_ROWS (self), options);

  for (guint i = 0; i < self->options->len; i++)
    {
      const Option *option = g_ptr_array_index (self->options, i);
      g_autofree char *name = dup_text (option->name);
      g_autoptr(json_t) choices = read_choices (option);

      if (*name != '\0' && json_array_size (choices) > 0)
        json_array_append_new (options, json_pack ("{s:s,s:s,s:O}", "id", option->id,
                                                   "name", name, "choices", choices));
    }

  return options;
}
