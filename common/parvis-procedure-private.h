/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-procedure.h"

G_BEGIN_DECLS

/* Bounds of one procedure: what a person can still read and fill in. */
#define PARVIS_PROCEDURE_STEPS        20
#define PARVIS_PROCEDURE_FIELDS       100
#define PARVIS_PROCEDURE_REQUIREMENTS 40
#define PARVIS_PROCEDURE_REASONS      60

/* All texts are borrowed from @root. */
struct _ParvisProcedure
{
  gint               ref_count;       /* atomic */
  json_t            *root;
  const char        *id;
  gint64             version;
  ParvisText         title;
  ParvisText         basis;
  ParvisText         list;
  ParvisDelays       delays;
  ParvisServiceCard  card;
  gboolean           has_card;
  ParvisDossierKeys  keys;
  ParvisRetention    retention;
  ParvisKeeping      keeping;
  GPtrArray         *steps;
  GPtrArray         *fields;          /* of all steps, which own them */
  GPtrArray         *reasons;
  GPtrArray         *requirements;
};

/* Reads one element of a list into a new structure, NULL with an error. */
typedef gpointer (*ParvisReadElement) (ParvisProcedure  *procedure,
                                       const json_t     *object,
                                       GError          **error);

GPtrArray   *parvis_template_read_list       (ParvisProcedure    *procedure,
                                              const json_t       *object,
                                              const char         *name,
                                              guint               min,
                                              guint               max,
                                              ParvisReadElement   read,
                                              GDestroyNotify      destroy,
                                              GError            **error);
gboolean     parvis_template_read_id         (const json_t       *object,
                                              const char         *name,
                                              const char        **id,
                                              GError            **error);
gboolean     parvis_template_read_text       (const json_t       *object,
                                              const char         *name,
                                              gsize               max_length,
                                              gboolean            required,
                                              ParvisText         *text,
                                              GError            **error);
gboolean     parvis_template_read_span       (const json_t       *object,
                                              const char         *name,
                                              int                 min,
                                              gboolean            working,
                                              gboolean            required,
                                              ParvisSpan         *span,
                                              GError            **error);
gboolean     parvis_template_read_spanp      (const json_t       *object,
                                              const char         *name,
                                              int                 min,
                                              ParvisSpan        **span,
                                              GError            **error);
gboolean     parvis_template_read_conditions (ParvisProcedure    *procedure,
                                              const json_t       *object,
                                              GPtrArray         **conditions,
                                              GError            **error);
ParvisField *parvis_template_find_field      (ParvisProcedure    *procedure,
                                              const char         *id);

void     parvis_template_field_free       (ParvisField        *field);
gpointer parvis_template_read_step        (ParvisProcedure    *procedure,
                                           const json_t       *object,
                                           GError            **error);
void     parvis_template_step_free        (ParvisStep         *step);
gpointer parvis_template_read_reason      (ParvisProcedure    *procedure,
                                           const json_t       *object,
                                           GError            **error);
gpointer parvis_template_read_requirement (ParvisProcedure    *procedure,
                                           const json_t       *object,
                                           GError            **error);
void     parvis_template_requirement_free (ParvisRequirement  *requirement);
gboolean parvis_template_read_retention   (const json_t       *object,
                                           ParvisRetention    *retention,
                                           GError            **error);
/* parvis-procedure-keeping.c */
gboolean parvis_template_read_keeping     (ParvisProcedure    *procedure,
                                           GError            **error);

G_END_DECLS
