/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-first-source"

#include "config.h"

#include "parvis-first-source.h"

#include "parvis-first-choice.h"
#include "parvis-first-fields.h"
#include "parvis-first-test.h"

#include <glib/gi18n.h>

static const ParvisFirstChoice choices[PARVIS_N_FIRST_FROM] = {
  { "hand", "parvis-tally-symbolic", N_("By Hand"),
    N_("The desk counts in Parvis: +1, −1, or a recount. Nothing to buy."), NULL, NULL, NULL },
  { "sensor", "parvis-gate-symbolic", N_("Sensor or Gate"),
    N_("A device that sends what it measures, over the Internet or LoRaWAN."), NULL, NULL, NULL },
  { "feed", "network-wired-symbolic", N_("Existing File or Feed"),
    N_("Software that has the figure already and can send it as JSON."), NULL, NULL, NULL },
};

typedef struct
{
  const char *word;
  const char *title;
} Word;

static const Word formats[] = {
  { "parvis", N_("JSON of its own") },
  { "ttn-v3", N_("The Things Network") },
  { "chirpstack-v4", N_("ChirpStack") },
};

static const Word other[] = {
  { "", N_("Another one") },
};

static const Word measures[] = {
  { "present", N_("How many are there") },
  { "free", N_("How many places are left") },
  { "gate", N_("Who comes in, who goes out: since its last message") },
  { "gate-total", N_("Who comes in, who goes out: a counter that adds up") },
};

static const struct
{
  const char *name;
  const char *title;
  const char *sentence;
} fields[] = {
  { "name", N_("Name of the Place"), N_("Give the place the name that people use.") },
  { "capacity", N_("How Many It Holds at Most"), N_("Say with digits how many it holds at most.") },
  { "position", N_("Position (latitude, longitude)"),
    N_("Say where it is, as maps do: 47.3050, -0.6120.") },
  { "address", N_("Address (optional)"), N_("This address is too long.") },
};

struct _ParvisFirstSource
{
  GtkBox           parent_instance;

  ParvisFirst     *first;              /* owned */

  GtkWidget       *page;
  GtkListBox      *list;
  GtkWidget       *rows[G_N_ELEMENTS (fields)];
  GtkWidget       *device_group;
  GtkWidget       *format_row;
  GtkWidget       *device_row;
  GtkWidget       *measure_row;
  GtkWidget       *pointer_rows[PARVIS_FIRST_SOURCES];
  GtkLabel        *problem;
  ParvisFirstTest *test;
  gboolean         reading;            /* what changes is not typed */

  /* Devices whose messages the service knows, from the first row after "another one" on. */
  GCancellable    *cancellable;
  GPtrArray       *devices;            /* their words */
  GPtrArray       *tellings;           /* what each tells, as "measure" of the place */
};

G_DEFINE_FINAL_TYPE (ParvisFirstSource, parvis_first_source, GTK_TYPE_BOX)

static void
refresh (ParvisFirstSource *self)
{
  json_t *place = parvis_first_get_place (self->first);
  gboolean shop = parvis_first_draft_is_shop (parvis_first_get_draft (self->first));
  ParvisFirstFrom from = shop ? PARVIS_FIRST_BY_HAND : parvis_first_place_get_from (place);
  gboolean network = from == PARVIS_FIRST_SENSOR &&
                     adw_combo_row_get_selected (ADW_COMBO_ROW (self->format_row)) > 0;
  gboolean known = network && parvis_first_draft_get (place, "preset")[0] != '\0';
  GtkWidget *heading = gtk_widget_get_first_child (self->page);

  gtk_label_set_label (GTK_LABEL (heading),
                       shop ? _("Which shop begins?") : _("Where does the figure come from?"));
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (heading)),
                       shop ? _("Its merchant says the rest: what is baked, when it is collected "
                                "and until when one reserves.")
                            : _("By hand to begin with, if you like: a sensor can be connected on "
                                "any other day."));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->rows[0]),
                                 shop ? _("Name of the Shop") : _("Name of the Place"));
  gtk_widget_set_visible (GTK_WIDGET (self->list), !shop);
  gtk_widget_set_visible (self->rows[1], !shop);
  gtk_widget_set_visible (self->device_group, from != PARVIS_FIRST_BY_HAND);
  gtk_widget_set_visible (self->format_row, from == PARVIS_FIRST_SENSOR);
  gtk_widget_set_visible (self->device_row, network && self->devices->len > 0);
  gtk_widget_set_visible (self->measure_row, !known);
  gtk_widget_set_visible (self->pointer_rows[0], !known);
  gtk_widget_set_visible (self->pointer_rows[1],
                          !known && parvis_first_place_count_sources (place) > 1);
  gtk_widget_set_visible (GTK_WIDGET (self->test), from != PARVIS_FIRST_BY_HAND);
}

static void
row_selected_cb (ParvisFirstSource *self,
                 GtkListBoxRow     *row,
                 GtkListBox        *list)
{
  if (row == NULL)
    return;

  parvis_first_choice_take (list, row);
  if (self->reading)
    return;

  parvis_first_place_set_from (parvis_first_get_place (self->first),
                               (ParvisFirstFrom) gtk_list_box_row_get_index (row));
  parvis_first_keep (self->first);
  refresh (self);
}

static void
choose_word (ParvisFirstSource *self,
             GtkWidget         *row,
             const char        *member,
             const Word        *words)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (row));

  if (self->reading || selected == GTK_INVALID_LIST_POSITION)
    return;

  parvis_json_set_string (parvis_first_get_place (self->first), member, words[selected].word);
  parvis_first_keep (self->first);
}

static void
format_cb (ParvisFirstSource *self)
{
  choose_word (self, self->format_row, "format", formats);
  refresh (self);
}

static void
measure_cb (ParvisFirstSource *self)
{
  choose_word (self, self->measure_row, "measure", measures);
  refresh (self);
}

/* A device whose messages are known says what it tells, and where. */
static void
device_cb (ParvisFirstSource *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->device_row));
  json_t *place = parvis_first_get_place (self->first);

  if (self->reading || selected == GTK_INVALID_LIST_POSITION)
    return;

  if (selected == 0)
    {
      json_object_del (place, "preset");
    }
  else
    {
      parvis_json_set_string (place, "preset", g_ptr_array_index (self->devices, selected - 1));
      parvis_json_set_string (place, "measure", g_ptr_array_index (self->tellings, selected - 1));
    }
  parvis_first_keep (self->first);
  parvis_first_source_read (self);
}

static GtkWidget *
build_combo (ParvisFirstSource *self,
             const char        *title,
             const Word        *words,
             guint              n_words,
             GCallback          callback)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr(GtkStringList) list = gtk_string_list_new (NULL);

  for (guint i = 0; i < n_words; i++)
    gtk_string_list_append (list, _(words[i].title));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  g_signal_connect_swapped (row, "notify::selected", callback, self);

  return row;
}

static void
read_combo (GtkWidget  *row,
            const char *kept,
            const Word *words,
            guint       n_words)
{
  guint selected = 0;

  for (guint i = 0; i < n_words; i++)
    if (strcmp (words[i].word, kept) == 0)
      selected = i;
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
}

static guint
find_device (ParvisFirstSource *self,
             const char        *word)
{
  for (guint i = 0; i < self->devices->len; i++)
    if (strcmp (g_ptr_array_index (self->devices, i), word) == 0)
      return i + 1;

  return 0;
}

/* Which of what a device tells counts a whole place: all who are there, before those who
 * come and go, before single spaces, which a place has many of.
 */
static const char *
choose_telling (const char *measure,
                const char *before)
{
  if (strcmp (measure, "present") == 0)
    return "present";
  if (strcmp (measure, "entered_total") == 0)
    return before != NULL && strcmp (before, "present") == 0 ? before : "gate-total";
  if (strcmp (measure, "entered") == 0 && before == NULL)
    return "gate";

  return before;
}

static void
add_device (ParvisFirstSource *self,
            GtkStringList     *names,
            const json_t      *preset)
{
  const char *word = json_string_value (json_object_get (preset, "name"));
  const char *device = json_string_value (json_object_get (preset, "device"));
  const char *measure = json_string_value (json_object_get (preset, "measure"));
  const char *telling;
  guint at;

  if (word == NULL || device == NULL || measure == NULL)
    return;

  at = find_device (self, word);
  telling = choose_telling (measure, at > 0 ? g_ptr_array_index (self->tellings, at - 1) : NULL);
  if (telling == NULL)
    return;

  if (at > 0)
    {
      self->tellings->pdata[at - 1] = (gpointer) telling;
      return;
    }

  g_ptr_array_add (self->devices, g_strdup (word));
  g_ptr_array_add (self->tellings, (gpointer) telling);
  gtk_string_list_append (names, device);
}

static void
devices_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ParvisFirstSource) self = PARVIS_FIRST_SOURCE (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = parvis_auth_ask_finish (PARVIS_AUTH (object), result, &error);
  GtkStringList *names;
  const json_t *list;
  const json_t *preset;
  gsize i;

  /* Without the network there is no list, and the figure's place is told by hand. */
  if (answer == NULL || answer->status != 200 || self->first == NULL)
    return;

  names = GTK_STRING_LIST (adw_combo_row_get_model (ADW_COMBO_ROW (self->device_row)));
  list = json_object_get (answer->body, "presets");
  self->reading = TRUE;
  json_array_foreach (list, i, preset)
    add_device (self, names, preset);
  self->reading = FALSE;
  parvis_first_source_read (self);
}

static void
ask_for_devices (ParvisFirstSource *self)
{
  ParvisAuth *auth = parvis_session_get_auth (parvis_first_get_session (self->first));

  if (auth != NULL)
    parvis_auth_ask_async (auth, "GET", "/api/v1/presets", NULL, self->cancellable, devices_cb,
                           g_object_ref (self));
}

void
parvis_first_source_read (ParvisFirstSource *self)
{
  json_t *place = parvis_first_get_place (self->first);

  self->reading = TRUE;
  parvis_first_choice_set (self->list, choices[parvis_first_place_get_from (place)].word);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    parvis_first_entry_read (self->rows[i]);
  for (guint i = 0; i < PARVIS_FIRST_SOURCES; i++)
    parvis_first_entry_read (self->pointer_rows[i]);
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->device_row),
                              find_device (self, parvis_first_draft_get (place, "preset")));
  read_combo (self->format_row, parvis_first_draft_get (place, "format"), formats,
              G_N_ELEMENTS (formats));
  read_combo (self->measure_row, parvis_first_draft_get (place, "measure"), measures,
              G_N_ELEMENTS (measures));
  self->reading = FALSE;
  parvis_first_show_problem (self->problem, NULL, NULL);
  parvis_first_test_reset (self->test);
  refresh (self);
}

void
parvis_first_source_blame (ParvisFirstSource *self,
                           const char        *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (strcmp (fields[i].name, name) == 0)
      parvis_first_show_problem (self->problem, self->rows[i], _(fields[i].sentence));
}

/* What is right again is not blamed any more. */
static void
changed_cb (ParvisFirstSource *self)
{
  const char *field;

  if (parvis_first_draft_check (parvis_first_get_draft (self->first), 3, &field))
    parvis_first_show_problem (self->problem, NULL, NULL);
}

static void
test_cb (ParvisFirstSource *self)
{
  const char *field;

  if (parvis_first_draft_check (parvis_first_get_draft (self->first), 3, &field))
    parvis_first_test_start (self->test);
  else
    parvis_first_source_blame (self, field);
}

static void
build (ParvisFirstSource *self)
{
  GtkWidget *page = parvis_first_page_new (NULL, NULL);
  GtkWidget *place_group = parvis_first_group_new (_("The place"));
  GtkWidget *list = parvis_first_choice_list (_("Where the figure comes from"));

  self->page = page;
  self->list = GTK_LIST_BOX (list);
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    parvis_first_choice_add (self->list, &choices[i]);
  g_signal_connect_swapped (list, "row-selected", G_CALLBACK (row_selected_cb), self);
  gtk_box_append (GTK_BOX (page), list);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      self->rows[i] = parvis_first_entry_new (self->first, parvis_first_get_place, fields[i].name,
                                              _(fields[i].title));
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (place_group), self->rows[i]);
    }
  gtk_box_append (GTK_BOX (page), place_group);
  self->problem = parvis_first_add_problem (page);

  self->device_group = parvis_first_group_new (_("The source"));
  self->format_row = build_combo (self, _("How It Sends"), formats, G_N_ELEMENTS (formats),
                                  G_CALLBACK (format_cb));
  self->measure_row = build_combo (self, _("What It Tells"), measures, G_N_ELEMENTS (measures),
                                   G_CALLBACK (measure_cb));
  self->device_row = build_combo (self, _("Device"), other, G_N_ELEMENTS (other),
                                  G_CALLBACK (device_cb));
  self->pointer_rows[0] = parvis_first_entry_new (self->first, parvis_first_get_place, "pointer",
                                                  _("Where the figure stands in it (/value)"));
  self->pointer_rows[1] = parvis_first_entry_new (self->first, parvis_first_get_place,
                                                  "pointer-out",
                                                  _("Where the figure of exits stands (/value)"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->device_group), self->format_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->device_group), self->device_row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->device_group), self->measure_row);
  for (guint i = 0; i < PARVIS_FIRST_SOURCES; i++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->device_group), self->pointer_rows[i]);
  gtk_box_append (GTK_BOX (page), self->device_group);
  self->test = PARVIS_FIRST_TEST (parvis_first_test_new (self->first));
  g_signal_connect_swapped (self->test, "wanted", G_CALLBACK (test_cb), self);
  gtk_box_append (GTK_BOX (page), GTK_WIDGET (self->test));
  gtk_box_append (GTK_BOX (self), page);
}

static void
parvis_first_source_dispose (GObject *object)
{
  ParvisFirstSource *self = PARVIS_FIRST_SOURCE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->first);

  G_OBJECT_CLASS (parvis_first_source_parent_class)->dispose (object);
}

static void
parvis_first_source_finalize (GObject *object)
{
  ParvisFirstSource *self = PARVIS_FIRST_SOURCE (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->devices);
  g_ptr_array_unref (self->tellings);

  G_OBJECT_CLASS (parvis_first_source_parent_class)->finalize (object);
}

static void
parvis_first_source_class_init (ParvisFirstSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_first_source_dispose;
  G_OBJECT_CLASS (klass)->finalize = parvis_first_source_finalize;
}

static void
parvis_first_source_init (ParvisFirstSource *self)
{
  self->cancellable = g_cancellable_new ();
  self->devices = g_ptr_array_new_with_free_func (g_free);
  self->tellings = g_ptr_array_new ();
}

GtkWidget *
parvis_first_source_new (ParvisFirst *first)
{
  ParvisFirstSource *self = g_object_new (PARVIS_TYPE_FIRST_SOURCE, NULL);

  self->first = g_object_ref (first);
  self->reading = TRUE;
  build (self);
  self->reading = FALSE;
  g_signal_connect_object (first, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  parvis_first_source_read (self);
  ask_for_devices (self);

  return GTK_WIDGET (self);
}
