/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-preferences"

#include "config.h"

#include "parvis-preferences-pages.h"

#include "parvis-counts-text.h"
#include "parvis-dossier-queue.h"
#include "parvis-preferences-rows.h"
#include "parvis-procedure.h"
#include "parvis-words.h"

#include <glib/gi18n.h>

static AdwPreferencesGroup *
add_group (GtkWidget  *page,
           const char *title)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));

  return ADW_PREFERENCES_GROUP (group);
}

static void
add_fact (AdwPreferencesGroup *group,
          const char          *what,
          const char          *why)
{
  adw_preferences_group_add (group, parvis_fact_row_new (what, why));
}

static void
add_computer (GtkWidget     *page,
              ParvisSession *session,
              gboolean       reviews)
{
  AdwPreferencesGroup *group = add_group (page, _("What Is Kept"));

  adw_preferences_group_set_description (group, _("What Parvis keeps, how long, and why. Your town "
                                                  "decides; nothing here can be changed."));
  add_fact (group, _("The town’s copy on this computer"),
            _("Until you sign out or lose your access: to start at once and to work without the "
              "network."));
  add_fact (group, _("Actions that wait to be sent"),
            _("Until the service has them: so that no gesture is lost."));
  if (reviews)
    add_fact (group, _("Pictures of families’ documents"),
              _("Never on its disk. In its memory while the page of files is open, to review "
                "without the network."));
  if (parvis_session_can_write (session))
    add_fact (group, _("Your sign-in"),
              _("In the keyring of this computer, until you sign out: a key that is renewed each "
                "time it is used. Never a password."));
  add_fact (group, _("Counts by hand, with your name"),
            _("In the town’s log of the day: so that a colleague can see who counted."));
  add_fact (group, _("Residents who look at figures"), _("Nothing: figures have no names."));
}

static void
add_shop (GtkWidget *page)
{
  AdwPreferencesGroup *group = add_group (page, _("Orders"));

  add_fact (group, _("Name, telephone or e-mail of who orders"),
            _("30 days after the pickup, unless your operator says otherwise: to answer a "
              "question. Your shop alone reads them."));
  add_fact (group, _("That an order was not collected"),
            _("Without a name: how often, so that you can decide what is baked."));
}

static char *
tell_span (const ParvisSpan *span)
{
  if (span->months > 0 && span->months % 12 == 0)
    return g_strdup_printf (ngettext ("%d year", "%d years", (gulong) span->months / 12),
                            span->months / 12);
  if (span->months > 0)
    return g_strdup_printf (ngettext ("%d month", "%d months", (gulong) span->months),
                            span->months);
  if (span->working_days > 0)
    return g_strdup_printf (ngettext ("%d working day", "%d working days",
                                      (gulong) span->working_days), span->working_days);

  return g_strdup_printf (ngettext ("%d day", "%d days", (gulong) span->days), span->days);
}

static void
add_rule (AdwPreferencesGroup   *group,
          const char            *what,
          const ParvisRetention *retention,
          const char            *language)
{
  /* Translators: %1$s is a duration, %2$s the reason. */
  const char *const formats[] = {
    [PARVIS_KEPT_AFTER_VERDICT] = _("%1$s after it was looked at. %2$s"),
    [PARVIS_KEPT_AFTER_DECISION] = _("%1$s after the decision. %2$s"),
    [PARVIS_KEPT_AFTER_END] = _("%1$s after the end of what was accepted. %2$s"),
  };
  const char *why = parvis_text_get (&retention->why, language);
  g_autofree char *span = tell_span (&retention->span);
  g_autoptr(GString) text = g_string_new (formats[retention->after]);

  g_string_replace (text, "%1$s", span, 1);
  g_string_replace (text, "%2$s", why != NULL ? why : "", 1);
  add_fact (group, what, g_strstrip (text->str));
}

/* What the town decided of a procedure, in the words that families read. */
static void
add_procedure (GtkWidget    *page,
               const json_t *form)
{
  const char *language = parvis_dossier_queue_get_language ();
  g_autoptr(ParvisProcedure) procedure = parvis_procedure_new (form, NULL);
  const ParvisKeeping *keeping;
  AdwPreferencesGroup *group;

  if (procedure == NULL)
    return;

  keeping = parvis_procedure_get_keeping (procedure);
  group = add_group (page, parvis_text_get (parvis_procedure_get_title (procedure), language));
  add_rule (group, _("Documents and their pictures"),
            parvis_procedure_get_retention (procedure), language);
  add_rule (group, _("Files that were accepted"), &keeping->accepted, language);
  add_rule (group, _("Files that were refused or closed"), &keeping->refused, language);
  add_fact (group, _("Who opened which file"),
            _("In the town’s log, which nobody changes: so that families can be answered."));
}

static void
add_procedures (GtkWidget     *page,
                ParvisSession *session)
{
  g_autoptr(GPtrArray) all = parvis_session_list_entities (session, PARVIS_KIND_PROCEDURE);

  for (guint i = 0; i < all->len; i++)
    {
      const ParvisEntityRef *entity = g_ptr_array_index (all, i);

      if (json_is_true (json_object_get (entity->body, "current")))
        add_procedure (page, json_object_get (entity->body, "form"));
    }
}

void
parvis_preferences_add_privacy (AdwPreferencesWindow *preferences,
                                ParvisWindow         *window)
{
  ParvisSession *session = parvis_desk_get_session (parvis_window_get_desk (window));
  ParvisRights rights = parvis_session_get_rights (session);
  gboolean dossiers = parvis_window_has_module (window, "dossiers");
  GtkWidget *page = parvis_preferences_page_new (preferences, _("Privacy"),
                                                 "security-high-symbolic");

  add_computer (page, session, dossiers && (rights & PARVIS_READS_CLERKS) != 0);
  if (parvis_window_get_shop (window) != NULL)
    add_shop (page);
  if (dossiers && (rights & (PARVIS_READS_CLERKS | PARVIS_MAY_ADMINISTER)) != 0)
    add_procedures (page, session);
}

/* --- in figures --- */

static int
compare_months (gconstpointer a,
                gconstpointer b)
{
  const ParvisEntityRef *one = *(ParvisEntityRef * const *) a;
  const ParvisEntityRef *other = *(ParvisEntityRef * const *) b;

  return -g_strcmp0 (json_string_value (json_object_get (one->body, "month")),
                     json_string_value (json_object_get (other->body, "month")));
}

static void
add_months (GtkWidget       *page,
            GPtrArray       *months,
            const char      *id,
            ParvisProcedure *procedure)
{
  const char *language = parvis_dossier_queue_get_language ();
  AdwPreferencesGroup *group = NULL;

  for (guint i = 0; i < months->len; i++)
    {
      const json_t *month = ((const ParvisEntityRef *) g_ptr_array_index (months, i))->body;
      g_autofree char *title = NULL;
      g_autofree char *lines = NULL;

      if (g_strcmp0 (json_string_value (json_object_get (month, "procedure")), id) != 0 ||
          (title = parvis_counts_text_month (month)) == NULL)
        continue;

      lines = parvis_counts_text_lines (month, procedure, language);
      if (group == NULL)
        group = add_group (page, parvis_text_get (parvis_procedure_get_title (procedure),
                                                  language));
      add_fact (group, title, lines);
    }
}

/* For who answers for the town: how many, how long, and what was asked for again; no names. */
void
parvis_preferences_add_counts (AdwPreferencesWindow *preferences,
                               ParvisWindow         *window)
{
  ParvisSession *session = parvis_desk_get_session (parvis_window_get_desk (window));
  g_autoptr(GPtrArray) months = parvis_session_list_entities (session, PARVIS_KIND_DOSSIERS);
  g_autoptr(GPtrArray) procedures = parvis_session_list_entities (session, PARVIS_KIND_PROCEDURE);
  GtkWidget *page;

  if (!parvis_window_has_module (window, "dossiers") || months->len == 0)
    return;

  g_ptr_array_sort (months, compare_months);
  page = parvis_preferences_page_new (preferences, _("Files in Figures"),
                                      "emblem-documents-symbolic");
  for (guint i = 0; i < procedures->len; i++)
    {
      const ParvisEntityRef *entity = g_ptr_array_index (procedures, i);
      const json_t *form = json_object_get (entity->body, "form");
      g_autoptr(ParvisProcedure) procedure = NULL;

      if (!json_is_true (json_object_get (entity->body, "current")) ||
          (procedure = parvis_procedure_new (form, NULL)) == NULL)
        continue;

      add_months (page, months, json_string_value (json_object_get (form, "id")), procedure);
    }
}
