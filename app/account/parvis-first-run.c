/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-first-run"

#include "config.h"

#include "parvis-first-run.h"

#include "parvis-first-choice.h"
#include "parvis-first-desk.h"
#include "parvis-first-fields.h"
#include "parvis-first-people.h"
#include "parvis-first-preview.h"
#include "parvis-first-source.h"
#include "parvis-first-stepper.h"
#include "parvis-first-town.h"
#include "parvis-format.h"
#include "parvis-logo-row.h"
#include "parvis-poster.h"
#include "parvis-words.h"

#include <glib/gi18n.h>

#define PREVIEW_FROM     900
#define COMPACT_TO       620
#define EXAMPLE_CAPACITY 220

/* Those that this version of the service has: of the others there is no trace. */
static const ParvisFirstChoice modules[] = {
  { "occupancy", "parvis-pool-symbolic", N_("Live pool"),
    N_("Residents see how busy it is before they come."), N_("The simplest"), N_("10 minutes"),
    N_("Nothing to buy: the desk counts +1 / −1") },
  { "parking", "parvis-parking-symbolic", N_("Parking by neighbourhood"),
    N_("Where are spaces left? Area by area, without driving in circles."), NULL,
    N_("30 minutes"), N_("By hand, or with the sensors that you have") },
  { "orders", "parvis-bread-symbolic", N_("Bread on hold"),
    N_("“Any left after work?” Reserve, collect with a code."), NULL,
    N_("20 minutes with the baker"), N_("One willing baker") },
  { "dossiers", "emblem-documents-symbolic", N_("Photographed files"),
    N_("Nursery, canteen: the family photographs, you approve from the keyboard."), NULL,
    N_("1 hour"), N_("A nursery template, ready to use") },
};

struct _ParvisFirstRun
{
  AdwWindow           parent_instance;

  /* Template */
  ParvisFirstStepper *stepper;
  GtkScrolledWindow  *scrolled;
  GtkStack           *stack;
  ParvisFirstPreview *preview;
  GtkWidget          *bar;
  GtkLabel           *where_label;
  GtkButton          *next_button;
  GtkWidget          *back_button;

  /* Children made in code */
  ParvisFirstTown    *town;
  GtkWidget          *logo_row;         /* of it */
  gboolean            wants_logo;       /* sent: once it is read, or what is on its way is there */
  gboolean            closing;          /* shown no more, until the logo is sent */
  GtkListBox         *module_list;
  ParvisFirstSource  *source;
  ParvisFirstDesk    *desk;
  ParvisFirstPeople  *people;
  AdwStatusPage      *end_page;
  GtkWidget          *poster_button;

  /* Owned */
  ParvisFirst        *first;

  guint               fit_idle;
  gboolean            ended;
  gboolean            sending;
  gboolean            sent_publish;
  gint64              published_at;     /* when it was seen to be, or PARVIS_NO_TIME */
};

G_DEFINE_FINAL_TYPE (ParvisFirstRun, parvis_first_run, ADW_TYPE_WINDOW)

static gboolean
is_parking (ParvisFirstRun *self)
{
  return strcmp (parvis_first_draft_get_module (parvis_first_get_draft (self->first)),
                 "parking") == 0;
}

static gboolean
is_desk (ParvisFirstRun *self)
{
  return parvis_first_draft_is_desk (parvis_first_get_draft (self->first));
}

static guint
get_step (ParvisFirstRun *self)
{
  return parvis_first_draft_get_step (parvis_first_get_draft (self->first));
}

static gboolean
wants_to_publish (ParvisFirstRun *self)
{
  return json_is_true (json_object_get (parvis_first_get_draft (self->first), "publish"));
}

static void
refresh_preview (ParvisFirstRun *self)
{
  const json_t *place = parvis_first_get_place (self->first);
  g_autoptr(ParvisEntityRef) town = parvis_first_dup_entity (self->first, PARVIS_KIND_TOWN);
  const char *name = parvis_first_draft_get (place, "name");
  gint64 capacity = parvis_first_read_number (parvis_first_draft_get (place, "capacity"),
                                              G_MAXINT32);

  if (parvis_first_draft_is_shop (parvis_first_get_draft (self->first)))
    {
      parvis_first_preview_set_shop (self->preview,
                                     town != NULL ? parvis_first_draft_get (town->body, "name")
                                                  : "",
                                     name[0] != '\0' ? name : _("Your bakery"));
      return;
    }

  if (is_desk (self))
    {
      parvis_first_preview_set_desk (self->preview,
                                     town != NULL ? parvis_first_draft_get (town->body, "name")
                                                  : "",
                                     name[0] != '\0' ? name : _("Your nursery desk"));
      return;
    }

  if (name[0] == '\0')
    name = is_parking (self) ? _("Your car park") : _("Your pool");
  parvis_first_preview_set (self->preview,
                            town != NULL ? parvis_first_draft_get (town->body, "name") : "",
                            name, capacity > 0 ? capacity : EXAMPLE_CAPACITY, is_parking (self));
}

static void
fit (ParvisFirstRun *self,
     int             width)
{
  guint step = get_step (self);

  gtk_widget_set_visible (GTK_WIDGET (self->preview),
                          width >= PREVIEW_FROM && (step == 2 || step == 3) && !self->ended);
  gtk_widget_set_visible (GTK_WIDGET (self->where_label), width >= COMPACT_TO);
  parvis_first_stepper_set_compact (self->stepper, width < PREVIEW_FROM);
}

static gboolean
fit_cb (gpointer user_data)
{
  ParvisFirstRun *self = PARVIS_FIRST_RUN (user_data);

  self->fit_idle = 0;
  fit (self, gtk_widget_get_width (GTK_WIDGET (self)));

  return G_SOURCE_REMOVE;
}

static void
parvis_first_run_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  ParvisFirstRun *self = PARVIS_FIRST_RUN (widget);

  GTK_WIDGET_CLASS (parvis_first_run_parent_class)->size_allocate (widget, width, height, baseline);

  if (self->first != NULL && self->fit_idle == 0)
    self->fit_idle = g_idle_add_full (G_PRIORITY_HIGH, fit_cb, self, NULL);
}

/* The stack does it by itself when the focus was in the page before. */
static void
focus_page (ParvisFirstRun *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->stack);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (focus == NULL || !gtk_widget_is_ancestor (focus, page))
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

static void
read_page (ParvisFirstRun *self,
           guint           step)
{
  if (step == 2)
    parvis_first_choice_set (self->module_list,
                             parvis_first_draft_get_module (parvis_first_get_draft (self->first)));
  else if (step == 3 && is_desk (self))
    parvis_first_desk_read (self->desk);
  else if (step == 3)
    parvis_first_source_read (self->source);
  else if (step == 4)
    parvis_first_people_read (self->people);
}

static void
show_step (ParvisFirstRun *self,
           guint           step)
{
  g_autofree char *page = g_strdup_printf ("%u%s", step,
                                           step == 3 && is_desk (self) ? "-desk" : "");
  g_autofree char *where = g_strdup_printf (_("Step %1$u of %2$u · what you enter is kept"), step,
                                            PARVIS_FIRST_STEPS);

  parvis_first_draft_set_step (parvis_first_get_draft (self->first), step);
  parvis_first_stepper_set_step (self->stepper, step);
  gtk_label_set_label (self->where_label, where);
  gtk_widget_set_visible (self->back_button, step > 1);
  gtk_button_set_label (self->next_button, step < PARVIS_FIRST_STEPS ? _("Continue") : _("Finish"));
  read_page (self, step);
  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scrolled), 0);
  if (gtk_widget_get_realized (GTK_WIDGET (self)))
    fit (self, gtk_widget_get_width (GTK_WIDGET (self)));
  focus_page (self);
}

/* The end. */

static void
refresh_end (ParvisFirstRun *self)
{
  ParvisSession *session = parvis_first_get_session (self->first);
  json_t *draft = parvis_first_get_draft (self->first);
  const char *name = parvis_first_draft_get (parvis_first_get_place (self->first), "name");
  gboolean up = parvis_link_is_up (parvis_session_get_link (session));
  g_autofree char *sentence = NULL;

  if (wants_to_publish (self) && self->published_at == PARVIS_NO_TIME &&
      parvis_first_setup_has (self->first, "modules", parvis_first_draft_get_module (draft)))
    self->published_at = parvis_session_now (session);

  if (self->published_at != PARVIS_NO_TIME)
    {
      g_autofree char *clock = parvis_format_clock (self->published_at,
                                                    parvis_desk_get_zone (
                                                      parvis_first_get_desk (self->first)));

      /* Translators: a place, and the hour. */
      sentence = g_strdup_printf (_("%1$s is visible to residents since %2$s."), name, clock);
    }
  else if (!wants_to_publish (self))
    {
      sentence = g_strdup_printf (_("%s is ready for your team. Residents see nothing of it yet."),
                                  name);
    }
  else
    {
      sentence = g_strdup_printf (up ? _("%s is being published…")
                                     : _("%s will be published when the network is back."), name);
    }
  if (parvis_first_draft_is_shop (draft) || is_desk (self))
    {
      /* Translators: what was said of the shop, or of the service; what comes next. */
      char *more = g_strdup_printf (is_desk (self)
                                      ? _("%s Now invite who reviews: Team and Roles.")
                                      : _("%s Now invite its merchant: open the shop in Shops."),
                                    sentence);

      g_free (sentence);
      sentence = more;
    }
  adw_status_page_set_description (self->end_page, sentence);
  gtk_widget_set_visible (self->poster_button, wants_to_publish (self));
}

static void
show_end (ParvisFirstRun *self)
{
  self->ended = TRUE;
  parvis_first_stepper_set_step (self->stepper, PARVIS_FIRST_STEPS + 1);
  gtk_widget_set_visible (self->bar, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->preview), FALSE);
  gtk_stack_set_visible_child_name (self->stack, "end");
  refresh_end (self);
  focus_page (self);
}

static void finish (ParvisFirstRun *self);

static void
sent_cb (gboolean kept,
         gpointer user_data)
{
  ParvisFirstRun *self = PARVIS_FIRST_RUN (user_data);

  self->sending = FALSE;
  if (!kept)
    return;

  if (wants_to_publish (self) != self->sent_publish)
    {
      finish (self);
      return;
    }

  /* What is not published yet is found again where it was left. */
  if (self->sent_publish)
    {
      parvis_first_forget (self->first);
    }
  else
    {
      json_object_set_new (parvis_first_get_draft (self->first), "later", json_true ());
      parvis_first_keep (self->first);
    }
  /* Whoever closed the window meanwhile needs no end page. */
  if (!self->ended && self->stack != NULL)
    show_end (self);
}

/* A switch says what it is only when it has come to rest, which may be after the
 * person has gone on: then it is sent again.
 */
static void
finish (ParvisFirstRun *self)
{
  if (self->sending)
    return;

  self->sending = TRUE;
  self->sent_publish = wants_to_publish (self);
  parvis_first_send (self->first, self->sent_publish, sent_cb, G_OBJECT (self));
}

/* Walking. */

static void
logo_sent_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(ParvisFirstRun) self = PARVIS_FIRST_RUN (user_data);

  if (!parvis_picture_row_send_finish (PARVIS_PICTURE_ROW (object), result, NULL))
    parvis_desk_say (parvis_first_get_desk (self->first),
                     _("The logo could not be sent. It can be set in the preferences too."), 0);
  if (self->closing)
    gtk_window_destroy (GTK_WINDOW (self));
}

/* A picture needs the network and nothing else here does: nobody waits for it. */
static void
send_logo (ParvisFirstRun *self)
{
  self->wants_logo = parvis_picture_row_is_busy (PARVIS_PICTURE_ROW (self->logo_row));
  if (!self->wants_logo)
    parvis_logo_row_send_async (self->logo_row, logo_sent_cb, g_object_ref (self));
}

/* Not from within the row, which has not said all that it changed yet. */
static gboolean
send_logo_cb (gpointer user_data)
{
  ParvisFirstRun *self = PARVIS_FIRST_RUN (user_data);

  if (self->wants_logo)
    send_logo (self);

  return G_SOURCE_REMOVE;
}

static void
logo_cb (ParvisFirstRun *self)
{
  if (self->wants_logo && !parvis_picture_row_is_busy (PARVIS_PICTURE_ROW (self->logo_row)))
    g_idle_add_full (G_PRIORITY_DEFAULT, send_logo_cb, g_object_ref (self), g_object_unref);
}

/* Whoever chose one and closes the window wants it too: the row that sends it, and the
 * application with it, stay until it is sent.
 */
static gboolean
keep_for_logo (ParvisFirstRun *self)
{
  ParvisPictureRow *row = PARVIS_PICTURE_ROW (self->logo_row);

  if (self->closing || (!parvis_picture_row_is_busy (row) && !parvis_picture_row_is_changed (row)))
    return FALSE;

  self->closing = TRUE;
  gtk_window_set_modal (GTK_WINDOW (self), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  send_logo (self);

  return TRUE;
}

static void
blame (ParvisFirstRun *self,
       guint           step,
       const char     *field)
{
  if (step == 3 && is_desk (self))
    parvis_first_desk_blame (self->desk, field);
  else if (step == 3)
    parvis_first_source_blame (self->source, field);
  else
    parvis_first_town_blame (self->town, field);
}

static void
next_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  ParvisFirstRun *self = PARVIS_FIRST_RUN (widget);
  guint step = get_step (self);
  const char *field = NULL;

  if (self->ended)
    return;

  if (!parvis_first_draft_check (parvis_first_get_draft (self->first), step, &field))
    {
      blame (self, step, field);
      return;
    }

  if (step == 1 || step == PARVIS_FIRST_STEPS)
    send_logo (self);
  if (step == PARVIS_FIRST_STEPS)
    {
      finish (self);
      return;
    }

  show_step (self, step + 1);
  parvis_first_keep (self->first);
}

static void
back_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  ParvisFirstRun *self = PARVIS_FIRST_RUN (widget);
  guint step = get_step (self);

  if (self->ended || step == 1)
    return;

  show_step (self, step - 1);
  parvis_first_keep (self->first);
}

static void
later_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

static void
poster_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  parvis_poster_print_first (PARVIS_FIRST_RUN (widget)->first, GTK_WINDOW (widget));
}

/* However it is closed, it was put off: it does not come by itself again. */
static gboolean
parvis_first_run_close_request (GtkWindow *window)
{
  ParvisFirstRun *self = PARVIS_FIRST_RUN (window);

  if (!self->ended)
    {
      json_object_set_new (parvis_first_get_draft (self->first), "later", json_true ());
      parvis_first_keep (self->first);
    }

  return keep_for_logo (self) ||
         GTK_WINDOW_CLASS (parvis_first_run_parent_class)->close_request (window);
}

static void
draft_cb (ParvisFirstRun *self)
{
  const char *field;

  if (parvis_first_draft_check (parvis_first_get_draft (self->first), 1, &field))
    parvis_first_town_blame (self->town, NULL);
  refresh_preview (self);
  if (self->ended && wants_to_publish (self) != self->sent_publish)
    finish (self);
}

static void
session_cb (ParvisFirstRun *self)
{
  if (self->ended)
    refresh_end (self);
}

/* The pages. */

static void
module_cb (ParvisFirstRun *self,
           GtkListBoxRow  *row,
           GtkListBox     *list)
{
  const char *word;

  if (row == NULL)
    return;

  word = parvis_first_choice_take (list, row);
  if (strcmp (word, parvis_first_draft_get_module (parvis_first_get_draft (self->first))) == 0)
    return;

  parvis_json_set_string (parvis_first_get_draft (self->first), "module", word);
  parvis_first_keep (self->first);
}

static GtkWidget *
build_modules (ParvisFirstRun *self)
{
  GtkWidget *page = parvis_first_page_new (_("Which small step first?"),
                                           _("Choose only one. The others stay invisible to "
                                             "residents and to your team until the day you want "
                                             "them."));
  GtkWidget *list = parvis_first_choice_list (_("Which small step first?"));
  GtkWidget *note = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  json_t *draft = parvis_first_get_draft (self->first);
  const char *left = NULL;

  self->module_list = GTK_LIST_BOX (list);
  for (guint i = G_N_ELEMENTS (modules); i > 0; i--)
    if (!parvis_first_setup_has (self->first, "modules", modules[i - 1].word))
      left = modules[i - 1].word;
  if (left != NULL &&
      parvis_first_setup_has (self->first, "modules", parvis_first_draft_get_module (draft)))
    parvis_json_set_string (draft, "module", left);
  for (guint i = 0; i < G_N_ELEMENTS (modules); i++)
    if (!parvis_first_setup_has (self->first, "modules", modules[i].word))
      parvis_first_choice_add (self->module_list, &modules[i]);

  g_signal_connect_swapped (list, "row-selected", G_CALLBACK (module_cb), self);
  gtk_box_append (GTK_BOX (page), list);
  gtk_box_append (GTK_BOX (note), g_object_new (GTK_TYPE_IMAGE, "icon-name",
                                                "dialog-information-symbolic", "accessible-role",
                                                GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_box_append (GTK_BOX (note),
                  g_object_new (GTK_TYPE_LABEL, "label",
                                _("Nothing is public before step 4. A module stops with one switch "
                                  "and its data stays exportable."), "wrap", TRUE, "xalign", 0.0f,
                                "hexpand", TRUE, NULL));
  gtk_widget_add_css_class (note, "parvis-dim");
  gtk_box_append (GTK_BOX (page), note);

  return page;
}

static GtkWidget *
build_end (ParvisFirstRun *self)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *map = gtk_button_new_with_label (_("Open the Map"));

  self->end_page = ADW_STATUS_PAGE (page);
  self->poster_button = gtk_button_new_with_label (_("Print the Poster…"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->poster_button), "first.poster");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (map), "first.later");
  gtk_widget_add_css_class (map, "suggested-action");
  gtk_widget_add_css_class (map, "pill");
  gtk_widget_add_css_class (self->poster_button, "pill");
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), map);
  gtk_box_append (GTK_BOX (box), self->poster_button);
  adw_status_page_set_icon_name (self->end_page, "parvis-petits-pas-symbolic");
  adw_status_page_set_title (self->end_page, _("There it goes."));
  adw_status_page_set_child (self->end_page, box);

  return page;
}

static void
build_pages (ParvisFirstRun *self)
{
  self->town = PARVIS_FIRST_TOWN (parvis_first_town_new (self->first));
  self->logo_row = parvis_first_town_get_logo (self->town);
  g_signal_connect_object (self->logo_row, "changed", G_CALLBACK (logo_cb), self,
                           G_CONNECT_SWAPPED);
  self->source = PARVIS_FIRST_SOURCE (parvis_first_source_new (self->first));
  self->desk = PARVIS_FIRST_DESK (parvis_first_desk_new (self->first));
  self->people = PARVIS_FIRST_PEOPLE (parvis_first_people_new (self->first));
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->town), "1");
  gtk_stack_add_named (self->stack, build_modules (self), "2");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->source), "3");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->desk), "3-desk");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->people), "4");
  gtk_stack_add_named (self->stack, build_end (self), "end");
}

static void
parvis_first_run_dispose (GObject *object)
{
  ParvisFirstRun *self = PARVIS_FIRST_RUN (object);

  g_clear_handle_id (&self->fit_idle, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARVIS_TYPE_FIRST_RUN);

  G_OBJECT_CLASS (parvis_first_run_parent_class)->dispose (object);
}

/* What is being sent still needs the draft when the window is closed. */
static void
parvis_first_run_finalize (GObject *object)
{
  g_clear_object (&PARVIS_FIRST_RUN (object)->first);

  G_OBJECT_CLASS (parvis_first_run_parent_class)->finalize (object);
}

static void
parvis_first_run_class_init (ParvisFirstRunClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_first_run_dispose;
  G_OBJECT_CLASS (klass)->finalize = parvis_first_run_finalize;
  widget_class->size_allocate = parvis_first_run_size_allocate;
  GTK_WINDOW_CLASS (klass)->close_request = parvis_first_run_close_request;

  g_type_ensure (PARVIS_TYPE_FIRST_PREVIEW);
  g_type_ensure (PARVIS_TYPE_FIRST_STEPPER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/fr/parvis/Parvis/account/parvis-first-run.ui");
  gtk_widget_class_bind_template_child (widget_class, ParvisFirstRun, back_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisFirstRun, bar);
  gtk_widget_class_bind_template_child (widget_class, ParvisFirstRun, next_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisFirstRun, preview);
  gtk_widget_class_bind_template_child (widget_class, ParvisFirstRun, scrolled);
  gtk_widget_class_bind_template_child (widget_class, ParvisFirstRun, stack);
  gtk_widget_class_bind_template_child (widget_class, ParvisFirstRun, stepper);
  gtk_widget_class_bind_template_child (widget_class, ParvisFirstRun, where_label);

  gtk_widget_class_install_action (widget_class, "first.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "first.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "first.later", NULL, later_action);
  gtk_widget_class_install_action (widget_class, "first.poster", NULL, poster_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Right, GDK_ALT_MASK, "first.next",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "first.back",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "first.later", NULL);
}

static void
parvis_first_run_init (ParvisFirstRun *self)
{
  self->published_at = PARVIS_NO_TIME;
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
parvis_first_run_present (GtkWindow  *parent,
                          ParvisDesk *desk,
                          GSettings  *settings)
{
  ParvisFirstRun *self = g_object_new (PARVIS_TYPE_FIRST_RUN, "transient-for", parent, NULL);
  ParvisSession *session = parvis_desk_get_session (desk);
  int width = CLAMP (gtk_widget_get_width (GTK_WIDGET (parent)), 360, 1000);
  int height = CLAMP (gtk_widget_get_height (GTK_WIDGET (parent)), 480, 720);
  guint step;

  self->first = parvis_first_new (desk, settings);
  step = get_step (self);
  json_object_del (parvis_first_get_draft (self->first), "later");
  build_pages (self);
  g_signal_connect_object (self->first, "changed", G_CALLBACK (draft_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "changed", G_CALLBACK (session_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::link", G_CALLBACK (session_cb), self,
                           G_CONNECT_SWAPPED);
  /* Before the first measure: a window that needs the width of a wide one is never
   * as narrow as the one below it.
   */
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  refresh_preview (self);
  show_step (self, step);
  fit (self, width);
  g_signal_connect_after (self, "map", G_CALLBACK (focus_page), NULL);
  gtk_window_present (GTK_WINDOW (self));
  if (step > 1)
    parvis_desk_say (desk, _("Taken up where you were."), 0);
}
