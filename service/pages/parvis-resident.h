/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-html.h"
#include "parvis-town-view.h"
#include "parvis-usual.h"

G_BEGIN_DECLS

/**
 * ParvisResidentSettings:
 * @style, @script: where browsers find them; @icon likewise
 * @own_style: likewise, what pages of one person add
 * @bread_script: likewise, for the form of reserving
 * @orders_kept_days: after its day, who ordered is forgotten
 *
 * What pages say of the service.
 */
typedef struct
{
  const char *style;
  const char *own_style;
  const char *script;
  const char *bread_script;
  const char *icon;
  guint       orders_kept_days;
} ParvisResidentSettings;

/* The day of a gauge, borrowed until the page is written; NULL if it cannot be known. */
typedef const ParvisUsual *(*ParvisUsualFunc) (const char *gauge,
                                               gpointer    user_data);

typedef struct _ParvisResidentKind ParvisResidentKind;

/**
 * ParvisResident:
 * @about: (nullable): what it tells of besides the town, as its kind knows it
 * @html: the page so far; its language is the page's
 *
 * A page of a town for its residents, while it is written. It works without a script, and
 * says no figure without its age.
 */
typedef struct
{
  const ParvisTownView         *town;
  const ParvisResidentSettings *settings;
  const ParvisResidentKind     *kind;
  gint64                        now;
  ParvisUsualFunc               find_usual;
  gpointer                      usual_data;
  gconstpointer                 about;
  ParvisHtml                    html;
} ParvisResident;

/**
 * ParvisResidentKind:
 * @path: below the town's address, "" for the first page
 * @title: a phrase, the page's heading
 * @tab, @icon: (nullable): in the bar at the bottom; a phrase, and what is in its svg
 * @is_there: (nullable): whether a town has it; always without
 *
 * The pages that there are. Another one is a file of its own and a row in parvis-resident.c.
 */
struct _ParvisResidentKind
{
  const char *path;
  const char *title;
  const char *tab;
  const char *icon;
  gboolean  (*is_there) (const ParvisTownView *town);
  void      (*write)    (ParvisResident       *page);
};

/* Terminated by a NULL path. */
extern const ParvisResidentKind parvis_resident_kinds[];

/* (nullable): the page at @path of @town. */
const ParvisResidentKind *parvis_resident_find  (const ParvisTownView         *town,
                                                 const char                   *path);
/* Returns: (transfer full): the whole page */
char                     *parvis_resident_write (const ParvisTownView         *town,
                                                 const ParvisResidentSettings *settings,
                                                 const ParvisResidentKind     *kind,
                                                 const char                   *language,
                                                 gint64                        now,
                                                 ParvisUsualFunc               find_usual,
                                                 gpointer                      user_data);
/* A page of which every browser has its own. Returns: (transfer full): the whole page */
char                     *parvis_resident_write_about
                                                (const ParvisTownView         *town,
                                                 const ParvisResidentSettings *settings,
                                                 const ParvisResidentKind     *kind,
                                                 const char                   *language,
                                                 gint64                        now,
                                                 gconstpointer                 about);
/* Returns: (transfer full): what makes of the pages an application (W3C Manifest) */
char                     *parvis_resident_write_manifest
                                                (const ParvisTownView         *town,
                                                 const ParvisResidentSettings *settings,
                                                 const char                   *language);

/* What browsers may do with these pages. */
#define PARVIS_RESIDENT_POLICY \
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " \
  "manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; " \
  "base-uri 'none'"

/* parvis-resident-shell.c */
void  parvis_resident_write_top    (ParvisResident        *page);
void  parvis_resident_write_bottom (ParvisResident        *page);
/* Around an icon of 24 by 24. @shapes is a literal; it says nothing to who hears. */
void  parvis_resident_icon         (ParvisResident        *page,
                                    const char            *shapes);
/* A button that opens the telephone's map there. */
void  parvis_resident_directions   (ParvisResident        *page,
                                    const char            *name,
                                    double                 lon,
                                    double                 lat);
/* A link to another page of the town; end it with "</a>". */
void  parvis_resident_link         (ParvisResident        *page,
                                    const char            *path,
                                    const char            *attributes);

/* parvis-resident-words.c. Texts are (transfer full). */
/* "16:43" today, "hier 18:20", else "vendredi 12 juin, 18:20". */
char *parvis_resident_clock        (const ParvisResident  *page,
                                    gint64                 instant);
/* "<time>": what a script may turn into an age. */
void  parvis_resident_time         (ParvisResident        *page,
                                    gint64                 instant);
/* How old a figure is and how sure, in words and an icon. */
void  parvis_resident_freshness    (ParvisResident        *page,
                                    ParvisFreshness        state,
                                    gint64                 observed_at);
/* "Fermée. Rouvre jeudi à 10:00." */
char *parvis_resident_closed       (const ParvisResident  *page,
                                    const ParvisPlaceView *place);
/* Borrowed. "Modéré"; "" where none may be said. */
const char *parvis_resident_level  (const ParvisResident  *page,
                                    int                    level,
                                    gboolean               full);
/* The five bars, which say to the eye what the word says. */
void  parvis_resident_bars         (ParvisResident        *page,
                                    int                    level);
/* What a car park or an area has left: "23 libres", "Complet", "pas de chiffre fiable". */
char *parvis_resident_left         (const ParvisResident  *page,
                                    const ParvisGaugeView *gauge);
/* Whether one gets in, in words; NULL where nothing can be promised. Borrowed. */
const char *parvis_resident_answer  (const ParvisResident  *page,
                                     const ParvisGaugeView *gauge);
/* Whether one gets in, and how many are there. */
void     parvis_resident_figure  (ParvisResident        *page,
                                  const ParvisPlaceView *place,
                                  gboolean               big);
gboolean parvis_resident_is_full (const ParvisGaugeView *gauge);
/* What the bar at the bottom and the page call the places where people are counted. */
const char *parvis_resident_places_name (const ParvisTownView *town);
/* From when on it is calmer today, with how many then; FALSE where nobody knows. */
gboolean    parvis_resident_find_calmer (const ParvisResident  *page,
                                         const ParvisPlaceView *place,
                                         int                   *minute,
                                         int                   *expected);

/* The pages. */
void  parvis_resident_home          (ParvisResident *page);
void  parvis_resident_places        (ParvisResident *page);
void  parvis_resident_parking       (ParvisResident *page);
void  parvis_resident_choices       (ParvisResident *page);
void  parvis_resident_accessibility (ParvisResident *page);
void  parvis_resident_mentions      (ParvisResident *page);

G_END_DECLS
