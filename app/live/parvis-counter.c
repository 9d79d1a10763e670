/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-counter"

#include "config.h"

#include "parvis-counter.h"

#include "parvis-counter-keys.h"
#include "parvis-counter-text.h"
#include "parvis-format.h"
#include "parvis-icon-button.h"
#include "parvis-recount-dialog.h"
#include "parvis-sound.h"

#include <glib/gi18n.h>

/* Soft: it is heard hundreds of times a day. */
#define CLICK_VOLUME 40

struct _ParvisCounter
{
  GtkWidget       parent_instance;

  /* Template */
  GtkLabel       *company_label;
  GtkWidget      *five_button;
  GtkWidget      *group_box;
  GtkLabel       *last_label;
  GtkWidget      *minus_button;
  GtkLabel       *notice_label;
  GtkWidget      *outside_label;
  GtkWidget      *plus_button;
  GtkWidget      *recount_button;
  GtkWidget      *still_button;
  GtkWidget      *ten_button;
  GtkWidget      *title_box;
  GtkWidget      *undo_button;

  /* Owned */
  ParvisCounting *counting;
  ParvisPlace    *place;
  ParvisTally    *tally;
  GSignalGroup   *place_signals;
  GSignalGroup   *tally_signals;

  gboolean            large;
  ParvisGestureState  state;         /* as it was told last */
};

G_DEFINE_FINAL_TYPE (ParvisCounter, parvis_counter, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_LARGE = 1,
} ParvisCounterProperty;

typedef enum
{
  SIGNAL_SAID,
} ParvisCounterSignal;

static GParamSpec *properties[PROP_LARGE + 1];
static guint signals[SIGNAL_SAID + 1];

static ParvisSession *
get_session (ParvisCounter *self)
{
  return parvis_desk_get_session (parvis_counting_get_desk (self->counting));
}

static void
say (ParvisCounter *self,
     const char    *sentence)
{
  g_signal_emit (self, signals[SIGNAL_SAID], 0, sentence);
}

/* A label that is empty takes no room. */
static void
show_text (GtkLabel   *label,
           const char *text)
{
  gtk_label_set_label (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static void
update_last (ParvisCounter *self)
{
  g_autofree char *markup = NULL;
  gboolean can_take_back;

  if (self->tally != NULL)
    markup = parvis_counter_text_last (self->tally);
  can_take_back = self->tally != NULL && parvis_tally_can_take_back (self->tally);

  /* Not empty: GTK 4.8 would name it after its type to a screen reader. */
  gtk_label_set_markup (self->last_label, markup != NULL ? markup : "\u00a0");
  /* It keeps its place, so that the buttons do not move under a finger. */
  gtk_widget_set_opacity (self->undo_button, can_take_back ? 1 : 0);
  gtk_widget_set_sensitive (self->undo_button, can_take_back);

  if (can_take_back)
    {
      g_autofree char *last = parvis_tally_dup_last (self->tally);
      g_autofree char *label = g_strdup_printf (_("Undo %s"), last);

      parvis_set_label (self->undo_button, label);
    }
  else
    {
      parvis_set_label (self->undo_button, _("Undo"));
    }
}

static void
update_company (ParvisCounter *self)
{
  g_autoptr(GPtrArray) lines = NULL;
  g_autofree char *text = NULL;

  if (self->tally != NULL)
    {
      lines = parvis_tally_read_log (self->tally);
      text = parvis_counter_text_company (self->tally, lines,
                                          parvis_place_get_facts (self->place)->zone);
    }
  show_text (self->company_label, text);
}

static void
update_buttons (ParvisCounter          *self,
                const ParvisPlaceFacts *facts)
{
  g_autofree char *add = parvis_counter_text_button (facts, 1);
  g_autofree char *remove = parvis_counter_text_button (facts, -1);
  g_autofree char *five = parvis_counter_text_button (facts, 5);
  g_autofree char *ten = parvis_counter_text_button (facts, 10);

  parvis_set_label (self->plus_button, add);
  parvis_set_label (self->minus_button, remove);
  parvis_set_label (self->five_button, five);
  parvis_set_label (self->ten_button, ten);
  gtk_widget_set_sensitive (self->minus_button, facts->figure.present > 0);
  gtk_widget_set_visible (self->outside_label, facts->figure.sources > 0);
}

static void
update_still (ParvisCounter          *self,
              const ParvisPlaceFacts *facts)
{
  gboolean by_hand = facts->figure.method == PARVIS_METHOD_HAND && facts->figure.present >= 0;
  gboolean stale = facts->freshness == PARVIS_FRESHNESS_STALE;

  gtk_widget_set_visible (self->still_button, by_hand && (self->large || stale));
  if (by_hand)
    {
      g_autofree char *number = parvis_format_number (facts->figure.present);
      g_autofree char *label = g_strdup_printf (_("Still %s"), number);

      gtk_button_set_label (GTK_BUTTON (self->still_button), label);
    }
}

static void
update (ParvisCounter *self)
{
  const ParvisPlaceFacts *facts;
  g_autofree char *notice = NULL;
  gboolean can_write;
  gboolean allowed;

  if (self->place == NULL)
    {
      gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
      return;
    }

  can_write = parvis_session_can_write (get_session (self));
  allowed = parvis_counting_allows (self->counting, self->place);
  gtk_widget_set_sensitive (GTK_WIDGET (self), allowed);
  facts = parvis_place_get_facts (self->place);
  update_buttons (self, facts);
  update_still (self, facts);
  if (allowed)
    notice = parvis_counter_text_notice (facts);
  else if (can_write)
    notice = g_strdup (_("You count at other places of the town: this one can be read only."));
  else
    notice = g_strdup (_("Without the town’s key one can read, but not count."));
  show_text (self->notice_label, notice);
  update_last (self);
  update_company (self);
}

static void
changed_cb (ParvisCounter *self)
{
  update (self);
}

/* A gesture is taken back by our button or by the window's undo; both are told
 * here, with the total that it leads to.
 */
static void
tally_changed_cb (ParvisCounter *self)
{
  ParvisGestureState state = parvis_tally_get_state (self->tally);
  g_autofree char *last = NULL;
  g_autofree char *total = NULL;
  g_autofree char *sentence = NULL;

  update (self);
  if (state == PARVIS_GESTURE_TAKEN_BACK && self->state != state)
    {
      last = parvis_tally_dup_last (self->tally);
      total = parvis_counter_text_total (parvis_place_get_facts (self->place),
                                         parvis_tally_get_present (self->tally));
      /* Translators: a gesture, and the total that is left: "+5 at 16:41 was taken
       * back. 142 bathers present".
       */
      sentence = g_strdup_printf (_("%1$s was taken back. %2$s"), last, total);
      say (self, sentence);
    }
  self->state = state;
}

static void
failed_cb (ParvisCounter *self,
           GError        *error)
{
  g_warning ("A gesture could not be kept: %s", error->message);
  say (self, _("This gesture could not be kept on this computer. Please count it again."));
}

static void
minus_clicked_cb (ParvisCounter *self)
{
  parvis_counter_press (self, -1);
}

static void
plus_clicked_cb (ParvisCounter *self)
{
  parvis_counter_press (self, 1);
}

static void
five_clicked_cb (ParvisCounter *self)
{
  parvis_counter_press (self, 5);
}

static void
ten_clicked_cb (ParvisCounter *self)
{
  parvis_counter_press (self, 10);
}

static void
still_clicked_cb (ParvisCounter *self)
{
  parvis_counter_still (self);
}

static void
recount_clicked_cb (ParvisCounter *self)
{
  parvis_counter_recount (self);
}

static void
undo_clicked_cb (ParvisCounter *self)
{
  if (self->tally == NULL)
    return;

  parvis_tally_take_back (self->tally);
  /* The button that had the focus is gone; the next gesture is a press. */
  gtk_widget_grab_focus (self->plus_button);
}

static void
parvis_counter_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  ParvisCounter *self = PARVIS_COUNTER (object);

  switch ((ParvisCounterProperty) prop_id)
    {
    case PROP_LARGE:
      self->large = g_value_get_boolean (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
parvis_counter_constructed (GObject *object)
{
  ParvisCounter *self = PARVIS_COUNTER (object);

  G_OBJECT_CLASS (parvis_counter_parent_class)->constructed (object);

  gtk_widget_set_visible (self->title_box, !self->large);
  gtk_widget_set_visible (self->group_box, self->large);
  gtk_widget_add_css_class (GTK_WIDGET (self), self->large ? "large" : "small");
  update (self);
}

static void
parvis_counter_dispose (GObject *object)
{
  ParvisCounter *self = PARVIS_COUNTER (object);
  GtkWidget *child;

  g_clear_object (&self->place_signals);
  g_clear_object (&self->tally_signals);
  g_clear_object (&self->place);
  g_clear_object (&self->tally);
  g_clear_object (&self->counting);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARVIS_TYPE_COUNTER);

  /* GTK 4.8 lets go only of those that are bound. */
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (parvis_counter_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/fr/parvis/Parvis/live/parvis-counter.ui");
  gtk_widget_class_bind_template_child (widget_class, ParvisCounter, company_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounter, five_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounter, group_box);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounter, last_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounter, minus_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounter, notice_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounter, outside_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounter, plus_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounter, recount_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounter, still_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounter, ten_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounter, title_box);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounter, undo_button);
  gtk_widget_class_bind_template_callback (widget_class, five_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, minus_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, plus_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, recount_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, still_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, ten_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, undo_clicked_cb);
}

static void
parvis_counter_class_init (ParvisCounterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = parvis_counter_constructed;
  object_class->dispose = parvis_counter_dispose;
  object_class->set_property = parvis_counter_set_property;

  properties[PROP_LARGE] =
    g_param_spec_boolean ("large", NULL, NULL, FALSE,
                          G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[SIGNAL_SAID] =
    g_signal_new ("said", PARVIS_TYPE_COUNTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "counter");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
parvis_counter_init (ParvisCounter *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  parvis_set_label (GTK_WIDGET (self), _("Count by hand"));
  parvis_set_label (self->undo_button, _("Undo"));

  self->place_signals = g_signal_group_new (PARVIS_TYPE_PLACE);
  g_signal_group_connect_object (self->place_signals, "changed", G_CALLBACK (changed_cb), self,
                                 G_CONNECT_SWAPPED);
  self->tally_signals = g_signal_group_new (PARVIS_TYPE_TALLY);
  g_signal_group_connect_object (self->tally_signals, "changed", G_CALLBACK (tally_changed_cb),
                                 self, G_CONNECT_SWAPPED);
  g_signal_group_connect_object (self->tally_signals, "failed", G_CALLBACK (failed_cb), self,
                                 G_CONNECT_SWAPPED);
}

GtkWidget *
parvis_counter_new (gboolean large)
{
  return g_object_new (PARVIS_TYPE_COUNTER, "large", large, NULL);
}

/**
 * parvis_counter_set_place:
 * @place: (nullable): NULL when there is nothing to count
 */
void
parvis_counter_set_place (ParvisCounter  *self,
                          ParvisCounting *counting,
                          ParvisPlace    *place)
{
  ParvisTally *tally = NULL;

  g_return_if_fail (PARVIS_IS_COUNTER (self));
  g_return_if_fail (PARVIS_IS_COUNTING (counting));
  g_return_if_fail (place == NULL || PARVIS_IS_PLACE (place));

  if (g_set_object (&self->counting, counting))
    g_signal_connect_object (counting, "rights-changed", G_CALLBACK (changed_cb), self,
                             G_CONNECT_SWAPPED);
  g_set_object (&self->place, place);
  if (place != NULL)
    tally = parvis_counting_get_tally (counting, parvis_place_get_id (place));
  g_set_object (&self->tally, tally);
  self->state = tally != NULL ? parvis_tally_get_state (tally) : PARVIS_GESTURE_NONE;
  g_signal_group_set_target (self->place_signals, self->place);
  g_signal_group_set_target (self->tally_signals, self->tally);
  update (self);
}

/* Counts with the keys that are pressed anywhere on @page, an ancestor. */
void
parvis_counter_take_keys (ParvisCounter *self,
                          GtkWidget     *page)
{
  g_return_if_fail (PARVIS_IS_COUNTER (self));
  g_return_if_fail (GTK_IS_WIDGET (page));

  parvis_counter_keys_attach (self, page);
}

/* Whether "+" alone counts, or only with Ctrl. */
gboolean
parvis_counter_get_single_keys (ParvisCounter *self)
{
  g_return_val_if_fail (PARVIS_IS_COUNTER (self), TRUE);

  return self->counting == NULL ||
         parvis_desk_get_single_keys (parvis_counting_get_desk (self->counting));
}

void
parvis_counter_press (ParvisCounter *self,
                      int            delta)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (PARVIS_IS_COUNTER (self));

  if (self->tally == NULL || !gtk_widget_is_sensitive (GTK_WIDGET (self)))
    return;

  if (parvis_tally_press (self->tally, delta))
    {
      sentence = parvis_counter_text_total (parvis_place_get_facts (self->place),
                                            parvis_tally_get_present (self->tally));
      if (parvis_desk_get_clicks (parvis_counting_get_desk (self->counting)))
        parvis_sound_play ("button-pressed", sentence, CLICK_VOLUME);
    }
  else
    sentence = parvis_counter_text_refusal (parvis_place_get_facts (self->place));
  say (self, sentence);
}

/* Confirms a figure that is counted by hand; nothing else can be confirmed. */
void
parvis_counter_still (ParvisCounter *self)
{
  const ParvisPlaceFacts *facts;
  g_autofree char *sentence = NULL;

  g_return_if_fail (PARVIS_IS_COUNTER (self));

  if (self->tally == NULL || !gtk_widget_is_sensitive (GTK_WIDGET (self)))
    return;

  facts = parvis_place_get_facts (self->place);
  if (facts->figure.method != PARVIS_METHOD_HAND || facts->figure.present < 0)
    return;

  parvis_tally_still (self->tally);
  sentence = parvis_counter_text_total (facts, facts->figure.present);
  say (self, sentence);
}

void
parvis_counter_recount (ParvisCounter *self)
{
  g_return_if_fail (PARVIS_IS_COUNTER (self));

  if (self->place != NULL && gtk_widget_is_sensitive (GTK_WIDGET (self)))
    parvis_recount_dialog_present (GTK_WIDGET (self), self->counting, self->place);
}
