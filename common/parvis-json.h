/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

/* Deeper input than this is refused before it is read: nothing Parvis speaks
 * needs more, and the parser's stack is bounded with it.
 */
#define PARVIS_JSON_MAX_DEPTH 64

/* Bytes of a JSON Pointer that a person may declare. */
#define PARVIS_JSON_POINTER_MAX 256

/* Readers of one member of an object. Each takes the bounds of what it accepts
 * and names the member in its error, so that the answer can point at it.
 * Strings are borrowed from the object; their limit is in characters. An absent
 * member (or null) is an error for the readers without a default. The field of
 * the error is a JSON Pointer, "/name".
 */
json_t       *parvis_json_parse            (const char    *data,
                                            gsize          length,
                                            GError       **error);
char         *parvis_json_dump             (const json_t  *value);
const json_t *parvis_json_pointer          (const json_t  *root,
                                            const char    *pointer);
gboolean      parvis_json_pointer_is_valid (const char    *pointer);
char         *parvis_json_make_field       (const char    *name);
gboolean      parvis_json_get_string       (const json_t  *object,
                                            const char    *name,
                                            gsize          max_length,
                                            const char   **value,
                                            GError       **error);
/* A name of something: one line, without characters that command a printer, and with one at
 * least that can be seen.
 */
gboolean      parvis_json_is_line          (const char    *text);
gboolean      parvis_json_get_line         (const json_t  *object,
                                            const char    *name,
                                            gsize          max_length,
                                            const char   **value,
                                            GError       **error);
gboolean      parvis_json_get_string_or    (const json_t  *object,
                                            const char    *name,
                                            gsize          max_length,
                                            const char    *fallback,
                                            const char   **value,
                                            GError       **error);
gboolean      parvis_json_get_int          (const json_t  *object,
                                            const char    *name,
                                            gint64         min,
                                            gint64         max,
                                            gint64        *value,
                                            GError       **error);
gboolean      parvis_json_get_int_or       (const json_t  *object,
                                            const char    *name,
                                            gint64         min,
                                            gint64         max,
                                            gint64         fallback,
                                            gint64        *value,
                                            GError       **error);
gboolean      parvis_json_get_number       (const json_t  *object,
                                            const char    *name,
                                            double         min,
                                            double         max,
                                            double        *value,
                                            GError       **error);
gboolean      parvis_json_get_bool_or      (const json_t  *object,
                                            const char    *name,
                                            gboolean       fallback,
                                            gboolean      *value,
                                            GError       **error);
gboolean      parvis_json_get_time         (const json_t  *object,
                                            const char    *name,
                                            gint64        *instant,
                                            GError       **error);
gboolean      parvis_json_get_time_or      (const json_t  *object,
                                            const char    *name,
                                            gint64         fallback,
                                            gint64        *instant,
                                            GError       **error);
gboolean      parvis_json_get_uuid         (const json_t  *object,
                                            const char    *name,
                                            const char   **value,
                                            GError       **error);
void          parvis_json_set_time         (json_t        *object,
                                            const char    *name,
                                            gint64         instant);
void          parvis_json_set_string       (json_t        *object,
                                            const char    *name,
                                            const char    *value);

/* Where many entities are written again and again, building a tree of them costs
 * more than the text: these add one more member (an element, with a NULL @name) to
 * an object or array that @text has opened and not closed, with the comma that it
 * needs. The text is what parvis_json_dump() would write. A value that there is
 * not leaves the member out, as above. Strings are UTF-8; the caller closes what it
 * opens with @bracket, '{' or '['.
 */
void          parvis_json_append_open      (GString       *text,
                                            const char    *name,
                                            char           bracket);
void          parvis_json_append_string    (GString       *text,
                                            const char    *name,
                                            const char    *value);
void          parvis_json_append_int       (GString       *text,
                                            const char    *name,
                                            gint64         value);
/* @json is written as it is: what parvis_json_dump() wrote, "true" or "false". */
void          parvis_json_append_text      (GString       *text,
                                            const char    *name,
                                            const char    *json);
void          parvis_json_append_number    (GString       *text,
                                            const char    *name,
                                            double         value);
void          parvis_json_append_time      (GString       *text,
                                            const char    *name,
                                            gint64         instant);

G_END_DECLS
