/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-viewer-text"

#include "config.h"

#include "parvis-viewer-text.h"

#include "parvis-error.h"
#include "parvis-format.h"
#include "parvis-time.h"

#include <glib/gi18n.h>

/* In thousandths, as parvis-legibility.c measures. */
#define SHARP       350
#define BLURRED     150
#define DARK        450
#define GLARE       40
#define CUT         80
/* Fewer, and small print is lost. */
#define PIXELS_LEAST (600 * 800)

ParvisViewerState
parvis_viewer_state_of_error (const GError *error)
{
  if (error->domain != PARVIS_ERROR)
    return PARVIS_VIEWER_UNREADABLE;

  switch ((int) error->code)
    {
    case PARVIS_ERROR_UPSTREAM:
    case PARVIS_ERROR_UNAUTHORIZED:
      return PARVIS_VIEWER_AWAY;

    case PARVIS_ERROR_NOT_FOUND:
      return PARVIS_VIEWER_ERASED;

    case PARVIS_ERROR_UNAVAILABLE:
    case PARVIS_ERROR_FORBIDDEN:
    case PARVIS_ERROR_REMOVED:
      return PARVIS_VIEWER_UNAVAILABLE;

    default:
      return PARVIS_VIEWER_UNREADABLE;
    }
}

static char *
tell_unavailable (const GError *error)
{
  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE))
    return g_strdup (_("Ask whoever looks after it to install bubblewrap. The rest of the file can "
                       "be worked on, and the original can be seen at the desk."));

  return g_strdup (_("You may not look at documents. The mayor’s office can give you the right."));
}

static char *
tell_away (const GError *error)
{
  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED))
    return g_strdup (_("You are signed out. Documents are never kept on this computer: sign in "
                       "again to see this one."));

  return g_strdup (_("The service cannot be reached, and documents are never kept on this "
                     "computer. It is shown as soon as the network is back."));
}

static char *
tell_erased (const json_t *document,
             gint64        now,
             GTimeZone    *zone)
{
  g_autofree char *day = NULL;
  gint64 at;

  if (!parvis_json_get_time_or (document, "erased_at", PARVIS_NO_TIME, &at, NULL) ||
      at == PARVIS_NO_TIME)
    return g_strdup (_("What was decided stays in the history."));

  day = parvis_format_day (at, now, zone);

  /* Translators: a day, "17 July". */
  return g_strdup_printf (_("They were erased on %s, as the town’s rule has it. What was decided "
                            "stays in the history."), day);
}

static const char *
get_unreadable (const GError *error)
{
  const char *said = parvis_renderer_explain (error);

  return said != NULL ? _(said) : _("This file does not open.");
}

ParvisViewerNotice
parvis_viewer_text_notice (ParvisViewerState  state,
                           const GError      *error,
                           const json_t      *document,
                           const char        *explanation,
                           gint64             now,
                           GTimeZone         *zone)
{
  switch (state)
    {
    case PARVIS_VIEWER_MISSING:
      return (ParvisViewerNotice) { "image-missing-symbolic", _("Nothing was sent yet"), NULL };

    case PARVIS_VIEWER_EXPLAINED:
      return (ParvisViewerNotice) {
        "mail-unread-symbolic", _("The family explains why it has none"),
        explanation != NULL ? g_strdup_printf (_("“%s”"), explanation)
                            : g_strdup (_("What it wrote is in the file’s history."))
      };

    case PARVIS_VIEWER_ERASED:
      return (ParvisViewerNotice) { "user-trash-symbolic", _("The pictures are erased"),
                                    tell_erased (document, now, zone) };

    case PARVIS_VIEWER_UNREADABLE:
      return (ParvisViewerNotice) {
        "image-missing-symbolic", get_unreadable (error),
        g_strdup (_("Nothing else is touched by it. Ask the family for another one, or look at the "
                    "original at the desk."))
      };

    case PARVIS_VIEWER_UNAVAILABLE:
      return (ParvisViewerNotice) {
        "changes-prevent-symbolic",
        g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE)
          ? _(parvis_renderer_explain (error)) : _("This document is not for you to see"),
        tell_unavailable (error)
      };

    case PARVIS_VIEWER_AWAY:
      return (ParvisViewerNotice) { "network-offline-symbolic",
                                    _("This document is not on this computer"),
                                    tell_away (error) };

    case PARVIS_VIEWER_EMPTY:
    case PARVIS_VIEWER_LOADING:
    case PARVIS_VIEWER_SHOWN:
    default:
      return (ParvisViewerNotice) { NULL, "", NULL };
    }
}

char *
parvis_viewer_text_page (gboolean      photo,
                         guint         position,
                         guint         n,
                         const char   *name,
                         const json_t *page,
                         gint64        now,
                         GTimeZone    *zone)
{
  g_autofree char *moment = NULL;
  g_autofree char *what = NULL;
  gint64 at;

  what = g_strdup_printf (photo ? _("Photo %1$u of %2$u, %3$s") : _("Page %1$u of %2$u, %3$s"),
                          position, n, name);
  if (!parvis_json_get_time_or (page, "at", PARVIS_NO_TIME, &at, NULL) || at == PARVIS_NO_TIME)
    return g_steal_pointer (&what);

  moment = parvis_format_moment (at, now, zone);

  /* Translators: "Photo 1 of 1, proof of address", and when it came: "11 June 20:14". */
  return g_strdup_printf (_("%1$s, sent %2$s"), what, moment);
}

static gboolean
is_cut (const ParvisRenderMeasures *measures)
{
  for (guint i = 0; i < G_N_ELEMENTS (measures->cut); i++)
    if (measures->cut[i] >= CUT)
      return TRUE;

  return FALSE;
}

/* They say what was measured, and never what is to be decided. */
GPtrArray *
parvis_viewer_text_hints (const ParvisRenderMeasures *measures,
                          gboolean                    incomplete)
{
  GPtrArray *hints = g_ptr_array_new ();

  if (incomplete)
    g_ptr_array_add (hints, (gpointer) _("The file ends early"));
  if (measures == NULL)
    return hints;

  if (measures->sharpness >= SHARP)
    g_ptr_array_insert (hints, 0, (gpointer) _("Good sharpness"));
  else if (measures->sharpness > 0 && measures->sharpness < BLURRED)
    g_ptr_array_add (hints, (gpointer) _("Blurred"));
  if (measures->glare >= GLARE)
    g_ptr_array_add (hints, (gpointer) _("Glare"));
  if (measures->darkness >= DARK)
    g_ptr_array_add (hints, (gpointer) _("Dark"));
  if (is_cut (measures))
    g_ptr_array_add (hints, (gpointer) _("Edge cut off"));
  if (measures->width > 0 && measures->width * measures->height < PIXELS_LEAST)
    g_ptr_array_add (hints, (gpointer) _("Few pixels"));

  return hints;
}
