/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-history-text"

#include "config.h"

#include "parvis-history-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* Translators: in all of these %1$s is who did it, and %2$s a document. */
static const struct
{
  const char          *kind;
  const char          *state;       /* (nullable): of a verdict, a decision, an alarm; how told */
  const char          *sentence;
  ParvisHistoryFilter  filter;
} sentences[] = {
  { "submitted", NULL, N_("%1$s sent the file"), PARVIS_HISTORY_ALL },
  { "uploaded", NULL, N_("%1$s sent a picture: %2$s"), PARVIS_HISTORY_ALL },
  { "added", NULL, N_("%1$s added a paper from the desk: %2$s"), PARVIS_HISTORY_ALL },
  { "explained", NULL, N_("%1$s explained why it is missing: %2$s"), PARVIS_HISTORY_MESSAGES },
  { "message", NULL, N_("%1$s wrote a message"), PARVIS_HISTORY_MESSAGES },
  { "note", NULL, N_("%1$s kept a note"), PARVIS_HISTORY_MESSAGES },
  { "withdrawn", NULL, N_("%1$s withdrew the file"), PARVIS_HISTORY_DECISIONS },
  { "taken", NULL, N_("%1$s took the file"), PARVIS_HISTORY_ALL },
  { "released", NULL, N_("%1$s gave the file back"), PARVIS_HISTORY_ALL },
  { "verdict", "accepted", N_("%1$s approved: %2$s"), PARVIS_HISTORY_DECISIONS },
  { "verdict", "rejected", N_("%1$s asked again: %2$s"), PARVIS_HISTORY_DECISIONS },
  { "verdict", NULL, N_("%1$s took a verdict back: %2$s"), PARVIS_HISTORY_DECISIONS },
  { "finished", NULL, N_("%1$s finished the file"), PARVIS_HISTORY_DECISIONS },
  { "unfinished", NULL, N_("%1$s took the end of the review back"), PARVIS_HISTORY_DECISIONS },
  { "state", "accepted", N_("%1$s accepted the file"), PARVIS_HISTORY_DECISIONS },
  { "state", "refused", N_("%1$s refused the file"), PARVIS_HISTORY_DECISIONS },
  { "state", "closed_without_action", N_("%1$s closed the file without action"),
    PARVIS_HISTORY_DECISIONS },
  { "state", "submitted", N_("%1$s put the file back among those that wait"),
    PARVIS_HISTORY_DECISIONS },
  { "state", NULL, N_("%1$s put the file back under review"), PARVIS_HISTORY_DECISIONS },
  { "labels", NULL, N_("%1$s changed the labels"), PARVIS_HISTORY_ALL },
  { "ended", NULL, N_("%1$s said when it ended"), PARVIS_HISTORY_DECISIONS },
  { "receipt", NULL, N_("A receipt was given"), PARVIS_HISTORY_MESSAGES },
  { "told", NULL, N_("The family was told"), PARVIS_HISTORY_MESSAGES },
  { "informed", "phone", N_("%1$s told the family by phone"), PARVIS_HISTORY_MESSAGES },
  { "informed", NULL, N_("%1$s told the family at the desk"), PARVIS_HISTORY_MESSAGES },
  { "noticed", "push", N_("A push was sent to the family"), PARVIS_HISTORY_MESSAGES },
  { "noticed", "both", N_("A letter and a push were sent to the family"),
    PARVIS_HISTORY_MESSAGES },
  { "noticed", NULL, N_("A letter was sent to the family"), PARVIS_HISTORY_MESSAGES },
  { "alarm", "late", N_("The answer is late"), PARVIS_HISTORY_ALL },
  { "alarm", NULL, N_("An answer is due soon"), PARVIS_HISTORY_ALL },
  { "erased", NULL, N_("Pictures erased, the trace is kept"), PARVIS_HISTORY_ALL },
  { "warned", NULL, N_("The family was warned that pictures will be erased"),
    PARVIS_HISTORY_MESSAGES },
};

static const char *
get_text (const json_t *entry,
          const char   *name)
{
  const char *text = json_string_value (json_object_get (entry, name));

  return text != NULL ? text : "";
}

/* The member that says what it came to. */
static const char *
get_outcome (const json_t *entry)
{
  const char *kind = get_text (entry, "kind");

  if (strcmp (kind, "state") == 0)
    return get_text (entry, "to");
  if (strcmp (kind, "informed") == 0 || strcmp (kind, "noticed") == 0)
    return get_text (entry, "by");

  return get_text (entry, strcmp (kind, "alarm") == 0 ? "alarm" : "state");
}

/* What was read first fits: those with a state stand before the one without. */
static int
find_sentence (const json_t *entry)
{
  const char *kind = get_text (entry, "kind");
  const char *state = get_outcome (entry);

  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (strcmp (sentences[i].kind, kind) == 0 &&
        (sentences[i].state == NULL || strcmp (sentences[i].state, state) == 0))
      return (int) i;

  return -1;
}

const char *
parvis_history_filter_word (ParvisHistoryFilter filter)
{
  static const char *const words[PARVIS_N_HISTORY_FILTERS] = {
    [PARVIS_HISTORY_ALL] = N_("Everything"),
    [PARVIS_HISTORY_DECISIONS] = N_("Decisions"),
    [PARVIS_HISTORY_MESSAGES] = N_("Messages"),
  };

  return _(words[filter]);
}

gboolean
parvis_history_passes (const json_t        *entry,
                       ParvisHistoryFilter  filter)
{
  int found = find_sentence (entry);

  return filter == PARVIS_HISTORY_ALL || (found >= 0 && sentences[found].filter == filter);
}

char *
parvis_history_text (const json_t *entry,
                     const char   *who,
                     const char   *document)
{
  int found = find_sentence (entry);
  g_autoptr(GString) text = NULL;

  /* What a newer service tells and this program does not know. */
  if (found < 0)
    return g_strdup_printf ("%s: %s", who, get_text (entry, "kind"));

  text = g_string_new (_(sentences[found].sentence));
  g_string_replace (text, "%1$s", who, 1);
  g_string_replace (text, "%2$s", document != NULL ? document : "", 1);

  return g_strdup (text->str);
}

char *
parvis_history_details (const json_t *entry)
{
  const char *text = get_text (entry, "text");
  const char *reason = get_text (entry, "reason");
  gboolean accepted = strcmp (get_text (entry, "kind"), "verdict") == 0 &&
                      strcmp (get_text (entry, "state"), "accepted") == 0;
  guint ticked = (guint) json_array_size (json_object_get (entry, "checks"));

  if (accepted && ticked > 0)
    return g_strdup_printf (ngettext ("%u box ticked by itself, the others with one stroke",
                                      "%u boxes ticked one by one, the others with one stroke",
                                      ticked), ticked);
  if (accepted)
    return g_strdup (_("with one stroke"));
  if (*text != '\0')
    return g_strdup (text);

  return *reason != '\0' ? g_strdup (reason) : NULL;
}

char *
parvis_history_field (const char *text)
{
  g_autoptr(GString) field = g_string_new (text);

  g_string_replace (field, "\"", "\"\"", 0);
  if (*text != '\0' && strchr ("=+-@\t\r", *text) != NULL)
    g_string_prepend_c (field, '\'');

  return g_strdup_printf ("\"%s\"", field->str);
}
