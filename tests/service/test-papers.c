/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-papers"

#include "config.h"

#include "dossier-fixture.h"
#include "paper-sets.h"
#include "papers.h"
#include "render-fixture.h"

#include "parvis-error.h"
#include "parvis-media.h"

#include <string.h>

/* The way of a paper from a family's telephone to a clerk's screen: announced and sent in pieces
 * to the real routes, stored sealed, fetched by a clerk, opened in the real sandbox as the viewer
 * of the desktop does. Each is shown, or refused where it is to be refused, with the sentence for
 * it; and none of it is felt by the next one.
 */

/* As the viewer of the desktop draws a page. */
#define SIDE 1600
/* For those that may be slow; the others have what everybody has. */
#define TIME_LIMIT 4000

typedef struct
{
  DossierFixture *fixture;
  GBytes         *good;
  int             family;    /* a device for each paper: nobody is slowed down by others */
  guint           n_shown;
  guint           n_refused;
} Walk;

static ParvisReply *
ask (Walk       *walk,
     const char *method,
     const char *path,
     const char *name,
     const char *value,
     GBytes     *body)
{
  g_autofree char *target = g_strconcat ("/api/v1/towns/00001", path, NULL);
  g_autofree char *device = g_strdup_printf ("%043d", walk->family);
  const char *headers[] = {
    "Parvis-Device", device, "Tus-Resumable", "1.0.0", "Content-Type",
    "application/offset+octet-stream", name, value, NULL,
  };

  return parvis_service_handle (walk->fixture->town.service, method, target, headers, body,
                                PARVIS_RIGHT_ANYONE);
}

/* What the service says, as the error that it is. */
static GError *
read_refusal (ParvisReply *reply)
{
  static const struct
  {
    int         status;
    const char *type;
    int         code;
    const char *sentence;
  } refusals[] = {
    { 413, "too-large", PARVIS_ERROR_TOO_LARGE, "20 MiB" },
    { 415, "heic", PARVIS_ERROR_HEIC, "send a JPEG picture" },
    { 415, "media-type", PARVIS_ERROR_MEDIA_TYPE, "a JPEG or PNG picture, or a PDF file" },
    { 422, "invalid", PARVIS_ERROR_INVALID, "" },
  };
  GBytes *bytes = parvis_reply_get_bytes (reply);
  g_autoptr(json_t) problem = json_loadb (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                          0, NULL);
  const char *type = strrchr (town_text (problem, "type"), '/') + 1;

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      if (strcmp (type, refusals[i].type) != 0)
        continue;

      g_assert_cmpint (parvis_reply_get_status (reply), ==, refusals[i].status);
      g_assert_nonnull (strstr (town_text (problem, "detail"), refusals[i].sentence));
      return g_error_new_literal (PARVIS_ERROR, refusals[i].code, town_text (problem, "detail"));
    }

  g_error ("a paper was refused as %s: %s", type, town_text (problem, "detail"));
}

/* Sends it in pieces. NULL with what was said if it is not taken; else where it is. */
static char *
send_paper (Walk    *walk,
            GBytes  *paper,
            GError **error)
{
  g_autofree char *dossier = dossier_send (walk->fixture, walk->family);
  g_autofree char *create = g_strdup_printf ("/dossiers/%s/documents/birth/uploads", dossier);
  gsize size = g_bytes_get_size (paper);
  g_autofree char *length = g_strdup_printf ("%" G_GSIZE_FORMAT, size);
  g_autoptr(ParvisReply) created = ask (walk, "POST", create, "Upload-Length", length, NULL);
  g_autofree char *path = NULL;

  if (parvis_reply_get_status (created) != 201)
    {
      g_propagate_error (error, read_refusal (created));
      return NULL;
    }

  path = g_strdup (parvis_reply_get_header (created, "Location") + strlen ("/api/v1/towns/00001"));
  for (gsize at = 0; at < size; at += PARVIS_DOCUMENT_PIECE_MAX)
    {
      g_autoptr(GBytes) piece = g_bytes_new_from_bytes (paper, at,
                                                        MIN (PARVIS_DOCUMENT_PIECE_MAX, size - at));
      g_autofree char *offset = g_strdup_printf ("%" G_GSIZE_FORMAT, at);
      g_autoptr(ParvisReply) reply = ask (walk, "PATCH", path, "Upload-Offset", offset, piece);

      if (parvis_reply_get_status (reply) != 204)
        {
          g_assert_cmpuint (at, ==, 0);
          g_propagate_error (error, read_refusal (reply));
          return NULL;
        }
    }

  return g_steal_pointer (&path);
}

/* What a clerk gets is what the family sent, to the byte. */
static GBytes *
fetch_paper (Walk       *walk,
             const char *path)
{
  g_autofree char *target = g_strconcat ("/api/v1/towns/00001", path, "/content", NULL);
  g_autofree char *bearer = g_strconcat ("Bearer ", walk->fixture->clerk, NULL);
  const char *headers[] = { "Authorization", bearer, NULL };
  g_autoptr(ParvisReply) reply = NULL;

  reply = parvis_service_handle (walk->fixture->town.service, "GET", target, headers, NULL,
                                 PARVIS_RIGHT_ANYONE);
  g_assert_cmpint (parvis_reply_get_status (reply), ==, 200);
  g_assert_cmpstr (parvis_reply_get_type (reply), ==, "application/octet-stream");

  return g_bytes_ref (parvis_reply_get_bytes (reply));
}

/* All that the viewer asks of it; the first error that comes. */
static void
look_at (GBytes    *paper,
         gboolean   hurry,
         GError   **error)
{
  g_autoptr(ParvisRenderer) renderer = fixture_new ();
  g_autoptr(ParvisRenderImage) page = NULL;
  g_autoptr(ParvisRenderImage) part = NULL;
  g_autoptr(GArray) words = NULL;
  const ParvisRenderAsk whole = { .box_width = SIDE, .box_height = SIDE };
  const ParvisRenderAsk zoomed = { 0, 2100, 2700, 0, 0, 300, 300 };
  ParvisRenderMeasures measures;

  if (hurry)
    parvis_renderer_set_time_limit (renderer, TIME_LIMIT);
  if (!fixture_open (renderer, paper, FALSE, error) ||
      (page = fixture_render (renderer, &whole, error)) == NULL ||
      (part = fixture_render (renderer, &zoomed, error)) == NULL ||
      (words = fixture_words (renderer, 0, error)) == NULL ||
      !fixture_measure (renderer, 0, &measures, error))
    return;

  g_assert_cmpuint (page->pixels.width, <=, SIDE);
  g_assert_cmpuint (page->pixels.height, <=, SIDE);
}

/* The service looks at the first bytes, the renderer at all of them: what the one does not take
 * for a document, the other does not either, for the same reason.
 */
static void
check_agreement (GBytes       *paper,
                 const GError *refusal)
{
  g_autoptr(GError) error = NULL;

  if (refusal->code == PARVIS_ERROR_INVALID)
    {
      g_assert_cmpuint (g_bytes_get_size (paper), <, PARVIS_MEDIA_HEAD_MIN);
      return;
    }
  if (refusal->code == PARVIS_ERROR_TOO_LARGE)
    {
      g_assert_cmpuint (g_bytes_get_size (paper), >, PARVIS_DOCUMENT_MAX);
      return;
    }

  look_at (paper, FALSE, &error);
  g_assert_error (error, PARVIS_ERROR, refusal->code);
}

static void
walk_cb (const PaperSet *set,
         const char     *name,
         GBytes         *paper,
         gpointer        data)
{
  Walk *walk = data;
  g_autofree char *path = NULL;
  g_autoptr(GBytes) fetched = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) after = NULL;
  gboolean taken;

  walk->family++;
  path = send_paper (walk, paper, &error);
  taken = path != NULL;
  if (taken)
    {
      fetched = fetch_paper (walk, path);
      g_assert_true (g_bytes_equal (fetched, paper));
      look_at (fetched, (set->outcome & PAPER_MAY_BE_SLOW) != 0, &error);
      /* What was taken is of a kind that is read. */
      g_assert_false (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_MEDIA_TYPE) ||
                      g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_HEIC));
      if (error != NULL)
        g_assert_nonnull (parvis_renderer_explain (error));
    }
  else
    check_agreement (paper, error);

  g_test_message ("%s: %s%s", name, taken ? "" : "not taken: ",
                  error != NULL ? error->message : "shown");
  if (!taken && error->code == PARVIS_ERROR_INVALID)
    g_assert_true (set->outcome & PAPER_MAY_BE_REFUSED);
  else
    paper_set_check (set, name, paper, error);

  walk->n_shown += error == NULL;
  walk->n_refused += error != NULL;
  if (error != NULL)
    look_at (walk->good, FALSE, &after);
  g_assert_no_error (after);
}

static void
walk_begin (Walk           *walk,
            DossierFixture *fixture)
{
  *walk = (Walk) { .fixture = fixture, .good = paper_pdf (1) };
}

/* And the town goes on as before: another family's photo arrives, and its clerk sees it. */
static void
walk_end (Walk *walk)
{
  g_autoptr(GBytes) photo = paper_jpeg (400, 300, PAPER_COLOUR, 0);
  const PaperSet set = { "made", PAPER_MAY_BE_SHOWN, -1 };

  walk_cb (&set, "photo.jpg", photo, walk);
  g_test_message ("%u shown, %u refused", walk->n_shown, walk->n_refused);
  g_bytes_unref (walk->good);
}

static void
test_real_papers (DossierFixture *fixture,
                  gconstpointer   data)
{
  Walk walk;

  if (!fixture_can_run ())
    return;

  walk_begin (&walk, fixture);
  paper_set_each (data, walk_cb, &walk);
  walk_end (&walk);
}

static void
test_papers_made_here (DossierFixture *fixture,
                       gconstpointer   data)
{
  Walk walk;

  if (!fixture_can_run ())
    return;

  walk_begin (&walk, fixture);
  paper_sets_make (walk_cb, &walk);
  g_assert_cmpuint (walk.n_shown, >, 0);
  g_assert_cmpuint (walk.n_refused, >, 0);
  walk_end (&walk);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; paper_sets[i].folder != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/papers/", paper_sets[i].folder, NULL);

      g_test_add (path, DossierFixture, &paper_sets[i], dossier_fixture_setup, test_real_papers,
                  dossier_fixture_teardown);
    }
  DOSSIER_TEST ("/papers/made-here", test_papers_made_here);

  return g_test_run ();
}
