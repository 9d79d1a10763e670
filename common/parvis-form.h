/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "parvis-day.h"

G_BEGIN_DECLS

/* The questions of a procedure and what may be answered to them. A form is data: it is
 * read from JSON (docs/procedures.md), and the structures below borrow their texts from
 * it. Pure.
 */

/* A text in French and, where there is one, in English. */
typedef struct
{
  const char *fr;
  const char *en;
} ParvisText;

/* A span of the calendar, of which one member is not 0. */
typedef struct
{
  int months;
  int days;
  int working_days;
} ParvisSpan;

typedef enum
{
  PARVIS_FIELD_TEXT,
  PARVIS_FIELD_LONG_TEXT,
  PARVIS_FIELD_NAME,
  PARVIS_FIELD_EMAIL,
  PARVIS_FIELD_PHONE,
  PARVIS_FIELD_ADDRESS,   /* an object: street, postcode, city */
  PARVIS_FIELD_DATE,      /* "YYYY-MM-DD" */
  PARVIS_FIELD_NUMBER,
  PARVIS_FIELD_AMOUNT,    /* in cents */
  PARVIS_FIELD_YES_NO,
  PARVIS_FIELD_CHOICE,    /* one of @choices, by its id */
  PARVIS_FIELD_CHOICES,   /* an array of them */
  PARVIS_FIELD_CONSENT,   /* a declaration: true or nothing */
} ParvisFieldType;

#define PARVIS_N_FIELD_TYPES (PARVIS_FIELD_CONSENT + 1)

typedef struct
{
  const char *id;
  ParvisText  label;
} ParvisChoice;

/**
 * ParvisCondition:
 * @field: the id of an earlier field
 * @is: values, one of which that field has to have (or hold, among its choices)
 */
typedef struct
{
  const char   *field;
  const json_t *is;
} ParvisCondition;

/**
 * ParvisField:
 * @min: least number of characters or choices, least number or amount
 * @max: most of them
 * @earliest: %NULL, or how far before or behind the day on which it is answered a date may be
 * @conditions: of ParvisCondition: all have to hold, or nothing is asked
 */
typedef struct
{
  const char      *id;
  ParvisFieldType  type;
  ParvisText       label;
  ParvisText       help;
  gboolean         required;
  gint64           min;
  gint64           max;
  ParvisSpan      *earliest;
  ParvisSpan      *latest;
  GPtrArray       *choices;
  GPtrArray       *conditions;
} ParvisField;

/* What is wrong with an answer. */
typedef enum
{
  PARVIS_FAULT_MISSING,
  PARVIS_FAULT_TYPE,       /* not this kind of value at all */
  PARVIS_FAULT_CHARACTER,  /* a character that no keyboard makes */
  PARVIS_FAULT_TOO_LOW,
  PARVIS_FAULT_TOO_HIGH,
  PARVIS_FAULT_EMAIL,
  PARVIS_FAULT_PHONE,
  PARVIS_FAULT_POSTCODE,
  PARVIS_FAULT_DATE,
  PARVIS_FAULT_TOO_EARLY,
  PARVIS_FAULT_TOO_LATE,
  PARVIS_FAULT_CHOICE,     /* not one that is offered */
} ParvisFault;

#define PARVIS_N_FAULTS (PARVIS_FAULT_CHOICE + 1)

/**
 * ParvisAnswerFault:
 * @member: %NULL, or the member of an address
 * @bound: of %PARVIS_FAULT_TOO_LOW and %PARVIS_FAULT_TOO_HIGH the bound, of
 *   %PARVIS_FAULT_TOO_EARLY and %PARVIS_FAULT_TOO_LATE the last day that is accepted
 */
typedef struct
{
  const ParvisField *field;
  const char        *member;
  ParvisFault        fault;
  gint64             bound;
} ParvisAnswerFault;

const char *parvis_field_type_to_string   (ParvisFieldType    type);
gboolean    parvis_field_type_from_string (const char        *text,
                                           ParvisFieldType   *type);
const char *parvis_fault_to_string        (ParvisFault        fault);
gboolean    parvis_fault_from_string      (const char        *text,
                                           ParvisFault       *fault);

const char *parvis_text_get               (const ParvisText  *text,
                                           const char        *language);
gint64      parvis_span_after             (const ParvisSpan  *span,
                                           gint64             day);
gint64      parvis_span_before            (const ParvisSpan  *span,
                                           gint64             day);

gboolean    parvis_conditions_hold        (const GPtrArray   *conditions,
                                           const json_t      *answers);
json_t     *parvis_form_check             (const GPtrArray   *fields,
                                           const json_t      *answers,
                                           gint64             today,
                                           GArray            *faults,
                                           GError           **error);

G_END_DECLS
