/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-review"

#include "config.h"

#include "parvis-dossier-review-private.h"

#include "parvis-day.h"
#include "parvis-digit-key.h"
#include "parvis-format.h"
#include "parvis-icon-button.h"
#include "parvis-page.h"
#include "parvis-rejection-words.h"
#include "parvis-review-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* A document is asked for again (ux.md §14): with a reason of the procedure, perhaps a sentence
 * more, and what the family will read before it is sent. Closing the window keeps what was typed.
 */

#define WIDTH      940
#define HEIGHT     712
#define MOST       280
/* Asked so often already: another picture will not help. */
#define OFTEN      2
#define KEEP_TEXT  "again-text"
#define KEEP_WHY   "again-reason"

typedef struct
{
  /* Borrowed: the window's */
  GtkWidget               *window;
  GPtrArray               *reasons;       /* GtkCheckButton, in the procedure's order */
  GtkTextBuffer           *text;
  GtkLabel                *count;
  GtkLabel                *warning;
  GtkLabel                *unsent;        /* why it was not sent */
  GtkLabel                *until_label;
  GtkCalendar             *calendar;
  GtkLabel                *preview_until;
  GtkLabel                *preview;
  GtkWidget               *send;

  /* Owned */
  ParvisDossierReview     *review;
  ParvisProcedure         *procedure;
  const ParvisRequirement *requirement;   /* the procedure's */
  char                    *dossier;
  char                    *language;      /* the family's */
  gint64                   today;
  gint64                   until;
} Dialog;

static void
free_dialog (gpointer data)
{
  Dialog *dialog = data;

  g_ptr_array_unref (dialog->reasons);
  g_object_unref (dialog->review);
  parvis_procedure_unref (dialog->procedure);
  g_free (dialog->dossier);
  g_free (dialog->language);
  g_free (dialog);
}

static GTimeZone *
get_zone (Dialog *dialog)
{
  return parvis_desk_get_zone (parvis_dossier_review_get_desk (dialog->review));
}

/* --- what is chosen and typed --- */

static const ParvisRejectionReason *
get_reason (Dialog *dialog)
{
  for (guint i = 0; i < dialog->reasons->len; i++)
    if (gtk_check_button_get_active (g_ptr_array_index (dialog->reasons, i)))
      return g_ptr_array_index (dialog->requirement->reasons, i);

  return NULL;
}

static char *
dup_typed (Dialog *dialog)
{
  GtkTextIter start;
  GtkTextIter end;
  char *text;

  gtk_text_buffer_get_bounds (dialog->text, &start, &end);
  text = gtk_text_buffer_get_text (dialog->text, &start, &end, FALSE);

  return g_strstrip (text);
}

/* What the family reads: the ready sentence and what was typed. */
static char *
dup_words (Dialog *dialog)
{
  const ParvisRejectionReason *reason = get_reason (dialog);
  g_autofree char *typed = dup_typed (dialog);
  g_autofree char *ready = NULL;

  if (reason == NULL)
    return NULL;

  ready = parvis_words_rejection (dialog->procedure, dialog->requirement, reason, NULL,
                                  dialog->language, dialog->until, dialog->today);
  if (ready == NULL)
    return *typed != '\0' ? g_steal_pointer (&typed) : NULL;

  return *typed != '\0' ? g_strdup_printf ("%s %s", ready, typed) : g_steal_pointer (&ready);
}

static char *
dup_draft_key (Dialog     *dialog,
               const char *what)
{
  return g_strdup_printf ("%s/%s", what, dialog->requirement->id);
}

static void
keep_drafts (Dialog *dialog)
{
  const ParvisRejectionReason *reason = get_reason (dialog);
  g_autofree char *typed = dup_typed (dialog);
  g_autofree char *text_key = dup_draft_key (dialog, KEEP_TEXT);
  g_autofree char *reason_key = dup_draft_key (dialog, KEEP_WHY);

  parvis_dossier_queue_set_draft (dialog->review->queue, dialog->dossier, text_key, typed);
  parvis_dossier_queue_set_draft (dialog->review->queue, dialog->dossier, reason_key,
                                  reason != NULL ? reason->code : "");
}

/* What a family may call. */
static const char *
get_phone (Dialog *dialog)
{
  const ParvisServiceCard *card = parvis_procedure_get_card (dialog->procedure);

  return card != NULL && card->phone != NULL ? card->phone : "";
}

/* The town's own number may be told. */
static gboolean
has_foreign_number (Dialog     *dialog,
                    const char *typed)
{
  g_autoptr(GString) text = g_string_new (typed);

  if (*get_phone (dialog) != '\0')
    g_string_replace (text, get_phone (dialog), "", 0);

  return parvis_review_has_number (text->str);
}

static void
refresh (Dialog *dialog)
{
  g_autofree char *typed = dup_typed (dialog);
  g_autofree char *words = dup_words (dialog);
  g_autofree char *quoted = NULL;
  g_autofree char *last = parvis_words_date (dialog->language, dialog->until);
  g_autofree char *count = g_strdup_printf ("%ld / %d", g_utf8_strlen (typed, -1), MOST);
  g_autofree char *day = parvis_format_day (parvis_day_get_instant (dialog->until, 0,
                                                                    get_zone (dialog)),
                                            parvis_day_get_instant (dialog->today, 0,
                                                                    get_zone (dialog)),
                                            get_zone (dialog));
  g_autofree char *before = NULL;
  gboolean french = strcmp (dialog->language, "fr") == 0;
  const char *pairs[] = { "day", last };

  /* As the family's own page says it. */
  before = parvis_words_fill (french ? "À refaire avant le {day}" : "To be sent again by {day}",
                              pairs, 1);
  quoted = words != NULL ? g_strdup_printf (french ? "« %s »" : "“%s”", words) : g_strdup ("…");
  gtk_label_set_label (dialog->count, count);
  gtk_label_set_label (dialog->until_label, day);
  gtk_label_set_label (dialog->preview_until, before);
  gtk_label_set_label (dialog->preview, quoted);
  gtk_widget_set_visible (GTK_WIDGET (dialog->warning), has_foreign_number (dialog, typed));
  gtk_widget_set_visible (GTK_WIDGET (dialog->unsent), FALSE);
  gtk_widget_set_sensitive (dialog->send, words != NULL);
  keep_drafts (dialog);
}

static void
changed_cb (Dialog *dialog)
{
  refresh (dialog);
}

/* No more is typed than a telephone shows at once. */
static void
typed_cb (Dialog *dialog)
{
  GtkTextIter start;
  GtkTextIter end;

  if (gtk_text_buffer_get_char_count (dialog->text) > MOST)
    {
      gtk_text_buffer_get_iter_at_offset (dialog->text, &start, MOST);
      gtk_text_buffer_get_end_iter (dialog->text, &end);
      gtk_text_buffer_delete (dialog->text, &start, &end);
      return;
    }

  refresh (dialog);
}

static void
day_cb (Dialog *dialog)
{
  g_autoptr(GDateTime) date = gtk_calendar_get_date (dialog->calendar);
  gint64 day = parvis_day_from_civil (g_date_time_get_year (date), g_date_time_get_month (date),
                                      g_date_time_get_day_of_month (date));

  dialog->until = MAX (day, dialog->today);
  refresh (dialog);
}

/* --- sending it --- */

static gboolean
is_same_document (Dialog *dialog)
{
  ParvisDossierItem *item = parvis_dossier_review_get_item (dialog->review);

  return item != NULL &&
         strcmp (parvis_dossier_item_get_facts (item)->id, dialog->dossier) == 0 &&
         g_strcmp0 (dialog->review->requirement, dialog->requirement->id) == 0;
}

static void
say_unsent (Dialog                      *dialog,
            const ParvisRejectionReason *reason,
            const char                  *words)
{
  const char *sentence;

  if (reason == NULL)
    sentence = _("Nothing was sent: choose a reason first.");
  else if (words == NULL)
    sentence = _("Nothing was sent: this reason needs a sentence for the family.");
  else
    sentence = _("Nothing was sent: another document is shown by now. What you wrote is kept.");
  gtk_label_set_label (dialog->unsent, sentence);
  gtk_widget_set_visible (GTK_WIDGET (dialog->unsent), TRUE);
  parvis_desk_tell (parvis_dossier_review_get_desk (dialog->review), sentence);
}

/* Which pictures do not do. */
static void
set_files (Dialog *dialog,
           json_t *body)
{
  json_t *files = parvis_dossier_viewer_dup_files (dialog->review->viewer);

  if (json_array_size (files) > 0)
    json_object_set (body, "files", files);
  json_decref (files);
}

static void
send_cb (Dialog *dialog)
{
  const ParvisRejectionReason *reason = get_reason (dialog);
  g_autofree char *typed = dup_typed (dialog);
  g_autofree char *words = dup_words (dialog);
  g_autofree char *name = NULL;
  g_autofree char *what = NULL;
  g_autofree char *text_key = dup_draft_key (dialog, KEEP_TEXT);
  g_autofree char *reason_key = dup_draft_key (dialog, KEEP_WHY);
  const char *drafts[] = { text_key, reason_key, NULL };
  char until[PARVIS_DAY_SIZE];
  json_t *body;

  if (reason == NULL || words == NULL || !is_same_document (dialog))
    {
      say_unsent (dialog, reason, words);
      return;
    }

  parvis_day_write (dialog->until, until);
  name = parvis_dossier_queue_dup_document (
    dialog->review->queue, parvis_dossier_review_get_facts (dialog->review)->form,
    dialog->requirement->id);
  /* Translators: a document. */
  what = g_strdup_printf (_("%s asked for again"), name);
  body = json_pack ("{s:s, s:s, s:s}", "state",
                    parvis_document_state_to_string (PARVIS_DOCUMENT_REJECTED), "reason",
                    reason->code, "until", until);
  if (*typed != '\0')
    parvis_json_set_string (body, "text", words);
  set_files (dialog, body);
  parvis_dossier_review_judge (dialog->review, body, what, drafts);
  /* The dialog goes with its window. */
  gtk_window_close (GTK_WINDOW (dialog->window));
}

/* --- the window --- */

static gboolean
pressed_cb (GtkEventControllerKey *controller,
            guint                  keyval,
            guint                  keycode,
            GdkModifierType        state,
            gpointer               user_data)
{
  Dialog *dialog = user_data;
  guint digit = parvis_digit_of_key (keyval, state);

  if (digit == 0 || digit > dialog->reasons->len)
    return FALSE;

  gtk_check_button_set_active (g_ptr_array_index (dialog->reasons, digit - 1), TRUE);
  gtk_widget_grab_focus (g_ptr_array_index (dialog->reasons, digit - 1));

  return TRUE;
}

/* Before the text takes it for a new line. */
static gboolean
entered_cb (GtkEventControllerKey *controller,
            guint                  keyval,
            guint                  keycode,
            GdkModifierType        state,
            gpointer               user_data)
{
  if ((state & GDK_CONTROL_MASK) == 0 || (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter))
    return FALSE;

  send_cb (user_data);

  return TRUE;
}

static GtkWidget *
build_label (const char *text,
             const char *css_class,
             gboolean    heading)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", text, "xalign", 0.0f, "wrap", TRUE,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR, "accessible-role",
                                   heading ? GTK_ACCESSIBLE_ROLE_HEADING
                                           : GTK_ACCESSIBLE_ROLE_LABEL, NULL);

  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);

  return label;
}

static GtkWidget *
build_list (const char *name)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  parvis_set_label (list, name);

  return list;
}

static void
add_reason (Dialog                      *dialog,
            GtkListBox                  *list,
            const ParvisRejectionReason *reason,
            gboolean                     active)
{
  const char *text = parvis_text_get (&reason->label, parvis_dossier_queue_get_language ());
  g_autofree char *digit = g_strdup_printf ("%u", dialog->reasons->len + 1);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  GtkWidget *key = gtk_label_new (digit);

  if (dialog->reasons->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), g_ptr_array_index (dialog->reasons, 0));
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (key, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (key, "keycap");
  gtk_widget_set_visible (key, dialog->reasons->len < 9);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), key);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  parvis_set_label (check, text);
  gtk_list_box_append (list, row);
  g_ptr_array_add (dialog->reasons, check);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), active);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (changed_cb), dialog);
}

static GtkWidget *
build_reasons (Dialog     *dialog,
               const char *chosen)
{
  GtkWidget *list = build_list (_("Reasons"));

  for (guint i = 0; i < dialog->requirement->reasons->len; i++)
    {
      const ParvisRejectionReason *reason = g_ptr_array_index (dialog->requirement->reasons, i);

      add_reason (dialog, GTK_LIST_BOX (list), reason, strcmp (reason->code, chosen) == 0);
    }

  return list;
}

static GtkWidget *
build_text (Dialog     *dialog,
            const char *typed)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *view = gtk_text_view_new ();

  dialog->text = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_text_buffer_set_text (dialog->text, typed, -1);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_widget_set_size_request (view, -1, 64);
  parvis_set_label (view, _("Add a sentence (optional)"));
  dialog->count = GTK_LABEL (build_label (NULL, "fresh", FALSE));
  gtk_label_set_xalign (dialog->count, 1);
  dialog->warning = GTK_LABEL (build_label (_("This message seems to have a number in it. It will "
                                              "be seen on the telephone."), "warning", FALSE));
  gtk_box_append (GTK_BOX (card), build_label (_("Add a sentence (optional)"), "fresh", FALSE));
  gtk_box_append (GTK_BOX (card), view);
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (dialog->count));
  dialog->unsent = GTK_LABEL (build_label (NULL, "error", FALSE));
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (dialog->warning));
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (dialog->unsent));
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "padded");
  g_signal_connect_swapped (dialog->text, "changed", G_CALLBACK (typed_cb), dialog);

  return card;
}

static GtkWidget *
build_until (Dialog *dialog)
{
  GtkWidget *list = build_list (_("Before"));
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  g_autoptr(GDateTime) date = NULL;
  int year;
  int month;
  int day;

  parvis_day_to_civil (dialog->until, &year, &month, &day);
  date = g_date_time_new_local (year, month, day, 12, 0, 0);
  dialog->calendar = GTK_CALENDAR (gtk_calendar_new ());
  gtk_calendar_select_day (dialog->calendar, date);
  g_signal_connect_swapped (dialog->calendar, "day-selected", G_CALLBACK (day_cb), dialog);
  gtk_popover_set_child (GTK_POPOVER (popover), GTK_WIDGET (dialog->calendar));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "x-office-calendar-symbolic");
  parvis_set_label (button, _("Choose another day"));
  parvis_set_label (gtk_widget_get_first_child (button), _("Choose another day"));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  dialog->until_label = GTK_LABEL (build_label (NULL, "heading", FALSE));
  gtk_label_set_wrap (dialog->until_label, FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Before"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               _("The answer of the town waits for this document"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (dialog->until_label));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  gtk_list_box_append (GTK_LIST_BOX (list), row);

  return list;
}

static void
appointment_cb (Dialog *dialog)
{
  gboolean french = strcmp (dialog->language, "fr") == 0;
  const char *pairs[] = { "phone", get_phone (dialog) };
  g_autofree char *text = parvis_words_fill (french ? "Appelez-nous pour un rendez-vous : {phone}."
                                                    : "Call us for an appointment: {phone}.",
                                             pairs, 1);

  gtk_text_buffer_set_text (dialog->text, text, -1);
}

/* What there is to know before it is sent. */
static void
add_hints (Dialog    *dialog,
           GtkWidget *box)
{
  const json_t *document = parvis_dossier_review_get_document (dialog->review);
  ParvisSession *session =
    parvis_desk_get_session (parvis_dossier_review_get_desk (dialog->review));
  gint64 asked = json_integer_value (json_object_get (document, "asked"));

  if (asked >= OFTEN)
    {
      GtkWidget *button = gtk_button_new_with_label (_("Suggest an Appointment"));

      gtk_box_append (GTK_BOX (box),
                      build_label (_("This was asked for several times already: another picture "
                                     "will hardly help."), "warning", FALSE));
      g_signal_connect_swapped (button, "clicked", G_CALLBACK (appointment_cb), dialog);
      gtk_box_append (GTK_BOX (box), button);
    }
  if (!parvis_link_is_up (parvis_session_get_link (session)))
    gtk_box_append (GTK_BOX (box), build_label (_("It leaves when the network is back."),
                                                "warning", FALSE));
}

static GtkWidget *
build_left (Dialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  const ParvisPiece *piece = parvis_requirement_find_piece (dialog->requirement, NULL);
  ParvisDossierQueue *queue = dialog->review->queue;
  g_autofree char *text_key = dup_draft_key (dialog, KEEP_TEXT);
  g_autofree char *reason_key = dup_draft_key (dialog, KEEP_WHY);
  g_autofree char *typed = g_strdup (parvis_dossier_queue_get_draft (queue, dialog->dossier,
                                                                     text_key));
  g_autofree char *chosen = g_strdup (parvis_dossier_queue_get_draft (queue, dialog->dossier,
                                                                      reason_key));

  gtk_box_append (GTK_BOX (box),
                  build_label (parvis_text_get (&piece->title,
                                                parvis_dossier_queue_get_language ()),
                               "title-3", TRUE));
  gtk_box_append (GTK_BOX (box), build_label (_("Why does this picture not do?"), "fresh", FALSE));
  gtk_box_append (GTK_BOX (box), build_reasons (dialog, chosen));
  gtk_box_append (GTK_BOX (box), build_text (dialog, typed));
  gtk_box_append (GTK_BOX (box), build_until (dialog));
  add_hints (dialog, box);
  gtk_widget_set_hexpand (box, TRUE);

  return box;
}

/* Others of this dossier that are asked for again: one message tells of all. */
static char *
list_others (Dialog *dialog)
{
  const json_t *document;
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  gsize i;

  json_array_foreach (json_object_get (dialog->review->body, "documents"), i, document)
    {
      const char *id = json_string_value (json_object_get (document, "requirement"));
      const char *state = json_string_value (json_object_get (document, "state"));

      if (g_strcmp0 (state, parvis_document_state_to_string (PARVIS_DOCUMENT_REJECTED)) == 0 &&
          g_strcmp0 (id, dialog->requirement->id) != 0)
        g_ptr_array_add (names, parvis_dossier_queue_dup_document (
                           dialog->review->queue,
                           parvis_dossier_review_get_facts (dialog->review)->form, id));
    }
  if (names->len == 0)
    return g_strdup (_("One message for the whole file, ten minutes after it is finished."));

  g_ptr_array_add (names, NULL);
  {
    g_autofree char *joined = g_strjoinv (", ", (char **) names->pdata);

    /* Translators: other documents. */
    return g_strdup_printf (_("One message for the whole file, with: %s."), joined);
  }
}

static GtkWidget *
build_preview (Dialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *phone = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL,
                                   "spacing", 12, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP,
                                   NULL);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  const ParvisPiece *piece = parvis_requirement_find_piece (dialog->requirement, NULL);
  const ParvisDossierFacts *facts = parvis_dossier_review_get_facts (dialog->review);
  g_autofree char *others = list_others (dialog);
  g_autofree char *title =
    g_strdup_printf ("%s · %s", parvis_text_get (parvis_procedure_get_title (dialog->procedure),
                                                 dialog->language), facts->subject);

  dialog->preview_until = GTK_LABEL (build_label (NULL, "error", FALSE));
  dialog->preview = GTK_LABEL (build_label (NULL, "again-quote", FALSE));
  gtk_box_append (GTK_BOX (phone), build_label (title, "heading", FALSE));
  gtk_box_append (GTK_BOX (card),
                  build_label (parvis_text_get (&piece->title, dialog->language), "heading",
                               FALSE));
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (dialog->preview_until));
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (dialog->preview));
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "padded");
  gtk_box_append (GTK_BOX (phone), card);
  gtk_widget_add_css_class (phone, "again-phone");
  gtk_widget_set_vexpand (phone, TRUE);
  parvis_set_label (phone, _("Preview of the message"));
  gtk_box_append (GTK_BOX (box), build_label (_("What the family will read"), "heading", TRUE));
  gtk_box_append (GTK_BOX (box), phone);
  gtk_box_append (GTK_BOX (box), build_label (others, "fresh", FALSE));
  gtk_widget_set_size_request (box, 340, -1);

  return box;
}

static GtkWidget *
build_header (Dialog *dialog)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_label (_("Cancel"));
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *key = gtk_label_new ("Ctrl ⏎");
  const char *subject = parvis_dossier_review_get_facts (dialog->review)->subject;

  dialog->send = gtk_button_new ();
  gtk_widget_add_css_class (key, "keycap");
  gtk_box_append (GTK_BOX (line), gtk_label_new (_("Ask Again")));
  gtk_box_append (GTK_BOX (line), key);
  gtk_button_set_child (GTK_BUTTON (dialog->send), line);
  gtk_widget_add_css_class (dialog->send, "suggested-action");
  parvis_set_label (dialog->send, _("Ask Again"));
  g_signal_connect_swapped (dialog->send, "clicked", G_CALLBACK (send_cb), dialog);
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (gtk_window_close), dialog->window);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header),
                                   adw_window_title_new (_("Ask for a Document Again"), subject));
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), dialog->send);

  return header;
}

static void
build (Dialog *dialog)
{
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 24);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *enter = gtk_event_controller_key_new ();

  parvis_page_stack_if_compact (GTK_ORIENTABLE (columns),
                                parvis_dossier_review_get_desk (dialog->review));
  gtk_box_append (GTK_BOX (columns), build_left (dialog));
  gtk_box_append (GTK_BOX (columns), build_preview (dialog));
  gtk_widget_add_css_class (columns, "again-columns");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), columns);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (outer), build_header (dialog));
  gtk_box_append (GTK_BOX (outer), scrolled);
  adw_window_set_content (ADW_WINDOW (dialog->window), outer);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (pressed_cb), dialog);
  gtk_widget_add_controller (dialog->window, keys);
  gtk_event_controller_set_propagation_phase (enter, GTK_PHASE_CAPTURE);
  g_signal_connect (enter, "key-pressed", G_CALLBACK (entered_cb), dialog);
  gtk_widget_add_controller (dialog->window, enter);
}

static Dialog *
dialog_new (ParvisDossierReview   *review,
            const ParvisProcedure *procedure)
{
  ParvisDesk *desk = parvis_dossier_review_get_desk (review);
  gint64 now = parvis_session_now (parvis_desk_get_session (desk));
  const char *language = json_string_value (json_object_get (review->body, "language"));
  Dialog *dialog = g_new0 (Dialog, 1);

  dialog->review = g_object_ref (review);
  dialog->procedure = parvis_procedure_ref ((ParvisProcedure *) procedure);
  dialog->requirement = parvis_dossier_review_get_requirement (review);
  dialog->dossier = g_strdup (parvis_dossier_review_get_facts (review)->id);
  dialog->language = g_strdup (language != NULL ? language : "fr");
  dialog->today = parvis_day_of_instant (now, parvis_desk_get_zone (desk));
  dialog->until = parvis_span_after (&parvis_procedure_get_delays (procedure)->correction,
                                     dialog->today);
  dialog->reasons = g_ptr_array_new ();

  return dialog;
}

void
parvis_dossier_review_suggest (ParvisDossierReview *self,
                               ParvisRejection      rejection)
{
  const ParvisRequirement *requirement = parvis_dossier_review_get_requirement (self);
  g_autofree char *key = NULL;

  if (requirement == NULL)
    return;

  key = g_strdup_printf ("%s/%s", KEEP_WHY, requirement->id);
  for (guint i = 0; i < requirement->reasons->len; i++)
    {
      const ParvisRejectionReason *reason = g_ptr_array_index (requirement->reasons, i);

      /* What was chosen before stays chosen. */
      if (reason->rejection == rejection &&
          *parvis_dossier_queue_get_draft (self->queue, parvis_dossier_review_get_facts (self)->id,
                                           key) == '\0')
        parvis_dossier_queue_set_draft (self->queue, parvis_dossier_review_get_facts (self)->id,
                                        key, reason->code);
    }
}

void
parvis_dossier_review_ask_again (ParvisDossierReview *self)
{
  const ParvisProcedure *procedure = parvis_dossier_queue_find_procedure (
    self->queue, parvis_dossier_review_get_facts (self)->form);
  Dialog *dialog;
  GtkWidget *window;

  if (procedure == NULL || parvis_dossier_review_get_requirement (self) == NULL)
    return;

  dialog = dialog_new (self, procedure);
  window = adw_window_new ();
  dialog->window = window;
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_transient_for (GTK_WINDOW (window),
                                GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_window_set_title (GTK_WINDOW (window), _("Ask for a Document Again"));
  gtk_window_set_default_size (GTK_WINDOW (window),
                               parvis_page_fit_width (GTK_WIDGET (self), WIDTH), HEIGHT);
  parvis_page_close_on_escape (GTK_WINDOW (window));
  g_object_set_data_full (G_OBJECT (window), "dialog", dialog, free_dialog);
  build (dialog);
  refresh (dialog);
  gtk_window_present (GTK_WINDOW (window));
  if (dialog->reasons->len > 0)
    gtk_widget_grab_focus (g_ptr_array_index (dialog->reasons, 0));
}
