/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "paper-sets.h"
#include "papers.h"
#include "parvis-dossier-viewer-private.h"
#include "parvis-scan-words.h"
#include "render-fixture.h"
#include "session-fixture.h"

#include <ftw.h>
#include <string.h>

/* The viewer over a real session, a service in this process and the real sandbox. */

#define WIDTH  700
#define HEIGHT 600

typedef struct
{
  SessionFixture       session;
  ParvisDesk          *desk;
  GHashTable          *files;      /* id → GBytes */
  GPtrArray           *asked;      /* ids, each time one was asked for */
  GtkWidget           *window;
  ParvisDossierViewer *viewer;
} Fixture;

/* GET uploads/ID/content, as the service answers it. */
static void
content_cb (SoupServer        *soup,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  Fixture *fixture = user_data;
  g_auto(GStrv) parts = g_strsplit (path, "/", -1);
  guint n = g_strv_length (parts);
  GBytes *bytes = n > 2 ? g_hash_table_lookup (fixture->files, parts[n - 2]) : NULL;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  g_ptr_array_add (fixture->asked, g_strdup (n > 2 ? parts[n - 2] : path));
  if (bytes == NULL)
    {
      static const char problem[] = "{\"title\":\"There is no such file\",\"status\":404}";

      soup_server_message_set_status (message, 404, NULL);
      soup_server_message_set_response (message, "application/problem+json", SOUP_MEMORY_STATIC,
                                        problem, sizeof problem - 1);
      return;
    }

  soup_message_headers_replace (headers, "Parvis-Media", "image/jpeg");
  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_set_content_type (headers, "application/octet-stream", NULL);
  if (g_bytes_get_size (bytes) > 0)
    soup_message_body_append_bytes (soup_server_message_get_response_body (message), bytes);
  soup_server_message_set_status (message, 200, NULL);
}

static void
serve (Fixture *fixture)
{
  soup_server_add_handler (fixture->session.server->soup, "/api/v1/towns/" SYNC_TOWN "/uploads",
                           content_cb, fixture, NULL);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  session_fixture_set_up (&fixture->session, NULL);
  fixture->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) g_bytes_unref);
  fixture->asked = g_ptr_array_new_with_free_func (g_free);
  serve (fixture);
  session_fixture_open (&fixture->session);
  WAIT_FOR (session_fixture_is_online (&fixture->session));
  fixture->desk = parvis_desk_new (fixture->session.session);
  fixture->viewer = PARVIS_DOSSIER_VIEWER (parvis_dossier_viewer_new (fixture->desk));
  fixture->window = g_object_new (GTK_TYPE_WINDOW, "child", fixture->viewer, "default-width",
                                  WIDTH, "default-height", HEIGHT, NULL);
  gtk_widget_show (fixture->window);
  WAIT_FOR (gtk_widget_get_width (GTK_WIDGET (fixture->viewer)) > 1);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_clear_object (&fixture->desk);
  session_fixture_tear_down (&fixture->session, NULL);
  g_hash_table_unref (fixture->files);
  g_ptr_array_unref (fixture->asked);
}

/* Takes @bytes. */
static void
put (Fixture    *fixture,
     const char *id,
     GBytes     *bytes)
{
  g_hash_table_insert (fixture->files, g_strdup (id), bytes);
}

/* @ids: "a b", what the document has. */
static json_t *
document_new (const char *requirement,
              const char *ids)
{
  json_t *document = json_pack ("{s:s, s:s}", "requirement", requirement, "state", "received");
  g_auto(GStrv) parts = g_strsplit (ids, " ", -1);
  json_t *pages = json_array ();

  for (guint i = 0; parts[i] != NULL && *parts[i] != '\0'; i++)
    json_array_append_new (pages, json_pack ("{s:s, s:s, s:i, s:s}", "id", parts[i], "media",
                                             g_str_has_prefix (parts[i], "pdf")
                                               ? "application/pdf" : "image/jpeg", "length", 1000,
                                             "at", "2026-06-11T18:14:00.000Z"));
  if (json_array_size (pages) > 0)
    json_object_set (document, "pages", pages);
  json_decref (pages);

  return document;
}

static void
show (Fixture    *fixture,
      const char *dossier,
      json_t     *document)
{
  ParvisViewerPiece piece = { dossier, "proof of address", document, NULL };

  parvis_dossier_viewer_show (fixture->viewer, &piece);
}

static void
show_files (Fixture    *fixture,
            const char *requirement,
            const char *ids)
{
  g_autoptr(json_t) document = document_new (requirement, ids);

  show (fixture, "dossier", document);
}

static ParvisViewerState
wait_settled (Fixture *fixture)
{
  WAIT_FOR (parvis_dossier_viewer_get_state (fixture->viewer) != PARVIS_VIEWER_LOADING);

  return parvis_dossier_viewer_get_state (fixture->viewer);
}

static void
press (Fixture         *fixture,
       guint            keyval,
       GdkModifierType  state)
{
  g_assert_true (parvis_dossier_viewer_press (fixture->viewer, keyval, state, TRUE));
}

static guint
count_asked (Fixture    *fixture,
             const char *id)
{
  guint n = 0;

  for (guint i = 0; i < fixture->asked->len; i++)
    n += strcmp (g_ptr_array_index (fixture->asked, i), id) == 0;

  return n;
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_nothing_is_ready_before_it_is_seen (Fixture       *fixture,
                                         gconstpointer  data)
{
  if (!fixture_can_run ())
    return;

  put (fixture, "a", paper_jpeg (800, 600, PAPER_COLOUR, 0));
  g_assert_cmpint (parvis_dossier_viewer_get_state (fixture->viewer), ==, PARVIS_VIEWER_EMPTY);
  g_assert_null (parvis_dossier_viewer_get_dossier (fixture->viewer));
  show_files (fixture, "home", "a");
  g_assert_cmpint (parvis_dossier_viewer_get_state (fixture->viewer), ==, PARVIS_VIEWER_LOADING);
  g_assert_false (parvis_dossier_viewer_is_ready (fixture->viewer));
  g_assert_cmpint (wait_settled (fixture), ==, PARVIS_VIEWER_SHOWN);
  /* It is there, and nobody can have seen it before it was drawn. */
  g_assert_false (parvis_dossier_viewer_is_ready (fixture->viewer));
  WAIT_FOR (parvis_dossier_viewer_is_ready (fixture->viewer));
  g_assert_cmpstr (parvis_dossier_viewer_get_dossier (fixture->viewer), ==, "dossier");
  g_assert_cmpstr (parvis_dossier_viewer_get_requirement (fixture->viewer), ==, "home");

  parvis_dossier_viewer_show (fixture->viewer, NULL);
  g_assert_null (parvis_dossier_viewer_get_dossier (fixture->viewer));
  g_assert_cmpuint (parvis_scan_shelf_count (fixture->viewer->shelf), ==, 0);
}

/* What is zoomed into is drawn at its own resolution, and no more of it than is seen. */
static void
test_a_part_is_drawn_as_sharp_as_it_is (Fixture       *fixture,
                                        gconstpointer  data)
{
  ParvisScanView *view = fixture->viewer->view;
  double zoom;

  if (!fixture_can_run ())
    return;

  put (fixture, "pdf", paper_pdf (1));
  show_files (fixture, "home", "pdf");
  g_assert_cmpint (wait_settled (fixture), ==, PARVIS_VIEWER_SHOWN);
  WAIT_FOR (parvis_scan_view_is_sharp (view));
  zoom = parvis_scan_view_get_zoom (view);
  g_assert_cmpfloat (zoom, <, 1);
  for (guint i = 0; i < 12; i++)
    press (fixture, GDK_KEY_plus, 0);
  g_assert_cmpfloat (parvis_scan_view_get_zoom (view), ==, 4);
  /* The picture that there is stands in for it. */
  g_assert_false (parvis_scan_view_is_sharp (view));
  g_assert_true (parvis_scan_view_has_page (view));
  WAIT_FOR (parvis_scan_view_is_sharp (view));
  press (fixture, GDK_KEY_Down, GDK_SHIFT_MASK);
  press (fixture, GDK_KEY_Down, GDK_SHIFT_MASK);
  g_assert_false (parvis_scan_view_is_sharp (view));
  WAIT_FOR (parvis_scan_view_is_sharp (view));
  press (fixture, GDK_KEY_0, 0);
  g_assert_cmpfloat (ABS (parvis_scan_view_get_zoom (view) - zoom), <, 0.001);
  press (fixture, GDK_KEY_0, 0);
  g_assert_cmpfloat (parvis_scan_view_get_zoom (view), >, zoom);
}

static void
test_all_of_a_kind_are_looked_at_in_one_place (Fixture       *fixture,
                                               gconstpointer  data)
{
  g_autoptr(json_t) other = document_new ("home", "b");
  ParvisScanView *view = fixture->viewer->view;
  ParvisScanPlace place;

  if (!fixture_can_run ())
    return;

  put (fixture, "a", paper_jpeg (2000, 3000, PAPER_COLOUR, 0));
  put (fixture, "b", paper_jpeg (1000, 1400, PAPER_COLOUR, 0));
  put (fixture, "c", paper_jpeg (1000, 1400, PAPER_COLOUR, 0));
  show_files (fixture, "home", "a");
  wait_settled (fixture);
  press (fixture, GDK_KEY_0, 0);
  press (fixture, GDK_KEY_plus, 0);
  press (fixture, GDK_KEY_Up, GDK_SHIFT_MASK);
  press (fixture, GDK_KEY_o, 0);
  g_assert_cmpuint (parvis_scan_view_get_turns (view), ==, 1);
  press (fixture, GDK_KEY_O, GDK_SHIFT_MASK);
  place = *parvis_scan_view_get_place (view);

  show_files (fixture, "birth", "c");
  wait_settled (fixture);
  g_assert_cmpint (parvis_scan_view_get_place (view)->fit, ==, PARVIS_SCAN_FIT_PAGE);
  press (fixture, GDK_KEY_o, 0);

  show (fixture, "another", other);
  wait_settled (fixture);
  g_assert_cmpuint (parvis_scan_view_get_turns (view), ==, 0);
  g_assert_cmpint (parvis_scan_view_get_place (view)->fit, ==, PARVIS_SCAN_FIT_NOTHING);
  g_assert_cmpfloat (ABS (parvis_scan_view_get_place (view)->zoom - place.zoom), <, 0.05);
  g_assert_cmpfloat (ABS (parvis_scan_view_get_place (view)->y - place.y), <, 0.1);
}

static void
test_pages_and_photos_are_turned_over (Fixture       *fixture,
                                       gconstpointer  data)
{
  ParvisDossierViewer *viewer = fixture->viewer;

  if (!fixture_can_run ())
    return;

  put (fixture, "a", paper_jpeg (800, 600, PAPER_COLOUR, 0));
  put (fixture, "pdf", paper_pdf (3));
  show_files (fixture, "home", "a pdf");
  wait_settled (fixture);
  press (fixture, GDK_KEY_Page_Down, 0);
  g_assert_cmpint (wait_settled (fixture), ==, PARVIS_VIEWER_SHOWN);
  g_assert_cmpuint (viewer->file, ==, 1);
  press (fixture, GDK_KEY_Page_Down, 0);
  g_assert_cmpint (wait_settled (fixture), ==, PARVIS_VIEWER_SHOWN);
  g_assert_cmpuint (viewer->page, ==, 1);
  g_assert_cmpuint (viewer->n_dots, ==, 4);
  /* Space goes on where there is no more to see of a page. */
  press (fixture, GDK_KEY_space, 0);
  g_assert_cmpuint (viewer->page, ==, 2);
  wait_settled (fixture);
  press (fixture, GDK_KEY_space, 0);
  g_assert_cmpuint (viewer->page, ==, 2);
  for (guint i = 0; i < 3; i++)
    press (fixture, GDK_KEY_Page_Up, 0);
  g_assert_cmpuint (viewer->file, ==, 0);
}

/* The page has the names of families behind the same key. */
static void
test_ctrl_f_is_for_words_where_there_are_some (Fixture       *fixture,
                                               gconstpointer  data)
{
  ParvisDossierViewer *viewer = fixture->viewer;

  if (!fixture_can_run ())
    return;

  put (fixture, "a", paper_jpeg (800, 600, PAPER_COLOUR, 0));
  put (fixture, "pdf", paper_pdf (1));
  show_files (fixture, "home", "a");
  g_assert_cmpint (wait_settled (fixture), ==, PARVIS_VIEWER_SHOWN);
  g_assert_false (parvis_dossier_viewer_press (viewer, GDK_KEY_f, GDK_CONTROL_MASK, TRUE));
  g_assert_false (parvis_dossier_viewer_press (viewer, GDK_KEY_f, GDK_CONTROL_MASK, FALSE));
  show_files (fixture, "birth", "pdf");
  g_assert_cmpint (wait_settled (fixture), ==, PARVIS_VIEWER_SHOWN);
  press (fixture, GDK_KEY_f, GDK_CONTROL_MASK);
  g_assert_true (parvis_viewer_search_is_open (viewer->search));
  g_assert_false (parvis_dossier_viewer_press (viewer, GDK_KEY_f, GDK_CONTROL_MASK, TRUE));
}

static void
test_each_file_is_looked_at (Fixture       *fixture,
                             gconstpointer  data)
{
  ParvisDossierViewer *viewer = fixture->viewer;
  guint told = 0;

  if (!fixture_can_run ())
    return;

  g_signal_connect_swapped (viewer, "notify::ready", G_CALLBACK (count_cb), &told);
  put (fixture, "a", paper_jpeg (800, 600, PAPER_COLOUR, 0));
  put (fixture, "b", paper_jpeg (600, 800, PAPER_COLOUR, 0));
  show_files (fixture, "home", "a b");
  g_assert_cmpint (wait_settled (fixture), ==, PARVIS_VIEWER_SHOWN);
  g_assert_cmpuint (parvis_dossier_viewer_count_unseen (viewer), ==, 2);
  WAIT_FOR (parvis_dossier_viewer_count_unseen (viewer) == 1);
  g_assert_false (parvis_dossier_viewer_is_ready (viewer));
  g_assert_cmpuint (told, ==, 0);

  parvis_dossier_viewer_show_unseen (viewer);
  g_assert_cmpuint (viewer->file, ==, 1);
  WAIT_FOR (parvis_dossier_viewer_is_ready (viewer));
  g_assert_cmpuint (told, ==, 1);
  /* Seen is seen. */
  press (fixture, GDK_KEY_Page_Up, 0);
  wait_settled (fixture);
  g_assert_true (parvis_dossier_viewer_is_ready (viewer));
}

/* What arrives while somebody looks does not change what he sees. */
static void
test_what_comes_meanwhile_waits (Fixture       *fixture,
                                 gconstpointer  data)
{
  ParvisDossierViewer *viewer = fixture->viewer;
  g_autoptr(json_t) files = NULL;
  gboolean newer;

  if (!fixture_can_run ())
    return;

  put (fixture, "a", paper_jpeg (800, 600, PAPER_COLOUR, 0));
  put (fixture, "b", paper_jpeg (600, 800, PAPER_COLOUR, 0));
  show_files (fixture, "home", "a");
  wait_settled (fixture);
  show_files (fixture, "home", "b");
  g_object_get (viewer, "newer", &newer, NULL);
  g_assert_true (newer);
  /* Who approves now approves what he has not seen. */
  g_assert_false (parvis_dossier_viewer_is_ready (viewer));
  files = parvis_dossier_viewer_dup_files (viewer);
  g_assert_cmpstr (json_string_value (json_array_get (files, 0)), ==, "a");
  g_assert_true (gtk_widget_get_visible (viewer->newer_button));
  g_assert_nonnull (parvis_scan_shelf_find (viewer->shelf, "a"));

  press (fixture, GDK_KEY_y, 0);
  g_object_get (viewer, "newer", &newer, NULL);
  g_assert_false (newer);
  g_assert_cmpint (wait_settled (fixture), ==, PARVIS_VIEWER_SHOWN);
  g_assert_null (parvis_scan_shelf_find (viewer->shelf, "a"));
  g_assert_nonnull (parvis_scan_shelf_find (viewer->shelf, "b"));

  /* Erased: there is nothing to go on looking at. */
  show_files (fixture, "home", "");
  g_assert_cmpint (parvis_dossier_viewer_get_state (viewer), ==, PARVIS_VIEWER_MISSING);
}

/* Takes @bytes. */
static void
assert_refused (Fixture    *fixture,
                GBytes     *bytes,
                const char *says)
{
  put (fixture, "bad", bytes);
  show_files (fixture, "home", "bad");
  g_assert_cmpint (wait_settled (fixture), ==, PARVIS_VIEWER_UNREADABLE);
  g_assert_nonnull (strstr (adw_status_page_get_title (fixture->viewer->notice), says));
  g_assert_false (parvis_dossier_viewer_is_ready (fixture->viewer));
  g_assert_true (gtk_widget_get_visible (fixture->viewer->ask_again));
  parvis_dossier_viewer_show (fixture->viewer, NULL);
}

static void
rejection_cb (ParvisDossierViewer *viewer,
              guint                rejection,
              guint               *place)
{
  *place = rejection + 1;
}

static void
test_what_does_not_open_says_so_calmly (Fixture       *fixture,
                                        gconstpointer  data)
{
  static const char heic[] = "\0\0\0\x18" "ftypheic\0\0\0\0mif1heic";
  g_autoptr(GBytes) photo = paper_jpeg (400, 300, PAPER_COLOUR, 0);
  guint rejection = 0;

  if (!fixture_can_run ())
    return;

  g_signal_connect (fixture->viewer, "ask-again", G_CALLBACK (rejection_cb), &rejection);
  assert_refused (fixture, g_bytes_new_static (heic, sizeof heic - 1), "HEIC");
  assert_refused (fixture, g_bytes_new_static ("Bonjour Bonjour", 15), "neither a PDF");
  assert_refused (fixture, paper_truncate (photo, 40), "damaged");
  assert_refused (fixture, paper_png_bomb (60000, 60000), "too large");
  g_signal_emit_by_name (fixture->viewer->ask_again, "clicked");
  g_assert_cmpuint (rejection, >, 0);

  /* And the next one opens as ever. */
  put (fixture, "a", paper_jpeg (800, 600, PAPER_COLOUR, 0));
  show_files (fixture, "home", "a");
  g_assert_cmpint (wait_settled (fixture), ==, PARVIS_VIEWER_SHOWN);
}

static void
test_half_a_photo_is_shown_and_said_to_be (Fixture       *fixture,
                                           gconstpointer  data)
{
  g_autoptr(GBytes) photo = paper_jpeg (800, 600, PAPER_COLOUR, 0);
  GtkWidget *chip;

  if (!fixture_can_run ())
    return;

  put (fixture, "a", paper_truncate (photo, g_bytes_get_size (photo) / 2));
  show_files (fixture, "home", "a");
  g_assert_cmpint (wait_settled (fixture), ==, PARVIS_VIEWER_SHOWN);
  chip = gtk_widget_get_first_child (fixture->viewer->hints);
  g_assert_nonnull (chip);
  while (chip != NULL &&
         strcmp (gtk_label_get_label (GTK_LABEL (chip)), "The file ends early") != 0)
    chip = gtk_widget_get_next_sibling (chip);
  g_assert_nonnull (chip);
}

static void
test_without_pictures_it_says_why (Fixture       *fixture,
                                   gconstpointer  data)
{
  ParvisDossierViewer *viewer = fixture->viewer;
  g_autoptr(json_t) document = document_new ("home", "");
  ParvisViewerPiece piece = { "dossier", "proof of address", document, "Elle vient <lundi> & on" };

  show_files (fixture, "home", "");
  g_assert_cmpint (parvis_dossier_viewer_get_state (viewer), ==, PARVIS_VIEWER_MISSING);
  g_assert_false (parvis_dossier_viewer_is_ready (viewer));

  json_object_set_new (document, "explained", json_true ());
  show (fixture, "dossier", document);
  /* Why, nobody has read. */
  g_assert_cmpint (parvis_dossier_viewer_get_state (viewer), ==, PARVIS_VIEWER_EXPLAINED);
  g_assert_false (parvis_dossier_viewer_is_ready (viewer));
  parvis_dossier_viewer_show (viewer, &piece);
  g_assert_cmpint (parvis_dossier_viewer_get_state (viewer), ==, PARVIS_VIEWER_EXPLAINED);
  g_assert_true (parvis_dossier_viewer_is_ready (viewer));
  g_assert_nonnull (strstr (adw_status_page_get_description (viewer->notice), "&lt;lundi&gt;"));

  json_object_set_new (document, "erased_at", json_string ("2026-06-11T18:14:00.000Z"));
  parvis_dossier_viewer_show (viewer, &piece);
  g_assert_cmpint (parvis_dossier_viewer_get_state (viewer), ==, PARVIS_VIEWER_ERASED);
  g_assert_false (parvis_dossier_viewer_is_ready (viewer));

  /* Nothing of it was asked for. */
  g_assert_cmpuint (fixture->asked->len, ==, 0);
  /* A file that the service has no more. */
  show_files (fixture, "birth", "gone");
  g_assert_cmpint (wait_settled (fixture), ==, PARVIS_VIEWER_ERASED);
}

static void
test_it_comes_when_the_network_is_back (Fixture       *fixture,
                                        gconstpointer  data)
{
  ParvisDossierViewer *viewer = fixture->viewer;

  if (!fixture_can_run ())
    return;

  put (fixture, "a", paper_jpeg (800, 600, PAPER_COLOUR, 0));
  sync_server_go_down (fixture->session.server);
  show_files (fixture, "home", "a");
  g_assert_cmpint (wait_settled (fixture), ==, PARVIS_VIEWER_AWAY);
  g_assert_false (parvis_dossier_viewer_is_ready (viewer));
  sync_server_come_back (fixture->session.server);
  serve (fixture);
  gtk_widget_activate_action (GTK_WIDGET (viewer), "viewer.again", NULL);
  g_assert_cmpint (wait_settled (fixture), ==, PARVIS_VIEWER_SHOWN);
}

/* What was drawn ahead is there when it is wanted, and asked for once. */
static void
test_what_comes_next_is_there_already (Fixture       *fixture,
                                       gconstpointer  data)
{
  ParvisDossierViewer *viewer = fixture->viewer;
  g_autoptr(json_t) second = document_new ("birth", "b d");
  g_autoptr(json_t) third = document_new ("tax", "c");
  const json_t *next[] = { second, third };

  if (!fixture_can_run ())
    return;

  put (fixture, "a", paper_jpeg (800, 600, PAPER_COLOUR, 0));
  put (fixture, "b", paper_pdf (2));
  put (fixture, "c", paper_jpeg (600, 800, PAPER_COLOUR, 0));
  put (fixture, "d", paper_jpeg (600, 800, PAPER_COLOUR, 0));
  show_files (fixture, "home", "a");
  parvis_dossier_viewer_read_ahead (viewer, next, G_N_ELEMENTS (next));
  WAIT_FOR (parvis_scan_shelf_find (viewer->shelf, "d") != NULL &&
             parvis_scan_is_settled (parvis_scan_shelf_find (viewer->shelf, "d")));
  /* What is waited for came first. */
  g_assert_cmpstr (g_ptr_array_index (fixture->asked, 0), ==, "a");
  show (fixture, "dossier", second);
  g_assert_cmpint (parvis_dossier_viewer_get_state (viewer), ==, PARVIS_VIEWER_SHOWN);
  show (fixture, "another", third);
  g_assert_cmpint (parvis_dossier_viewer_get_state (viewer), ==, PARVIS_VIEWER_SHOWN);
  g_assert_cmpuint (count_asked (fixture, "b"), ==, 1);
  g_assert_cmpuint (count_asked (fixture, "c"), ==, 1);

  /* Nothing of the one that was left is kept. */
  parvis_dossier_viewer_read_ahead (viewer, NULL, 0);
  g_assert_cmpuint (parvis_scan_shelf_count (viewer->shelf), ==, 1);
}

static void
test_the_text_of_a_pdf_is_found_and_copied (Fixture       *fixture,
                                            gconstpointer  data)
{
  ParvisDossierViewer *viewer = fixture->viewer;
  g_autoptr(GArray) runs = NULL;
  g_autofree char *text = NULL;
  const GArray *words;
  ParvisScan *scan;

  if (!fixture_can_run ())
    return;

  put (fixture, "pdf", paper_pdf (2));
  show_files (fixture, "home", "pdf");
  wait_settled (fixture);
  scan = parvis_scan_shelf_find (viewer->shelf, "pdf");
  WAIT_FOR (parvis_scan_get_words (scan, 0) != NULL);
  words = parvis_scan_get_words (scan, 0);
  runs = parvis_scan_words_find (words, "PAGE 1 öf");
  g_assert_cmpuint (runs->len, ==, 1);
  text = parvis_scan_words_copy (words, runs);
  g_assert_cmpstr (text, ==, "Page 1 of");
}

/* Whoever has the disk has no document. */
static const char *sought;
static guint n_looked;

static int
look_cb (const char        *path,
         const struct stat *status,
         int                type,
         struct FTW        *where)
{
  g_autofree char *content = NULL;
  gsize length;

  if (type != FTW_F || !g_file_get_contents (path, &content, &length, NULL))
    return 0;

  n_looked++;
  g_assert_null (memmem (content, length, sought, strlen (sought)));

  return 0;
}

static void
test_no_document_is_written (Fixture       *fixture,
                             gconstpointer  data)
{
  static const char jfif[] = "PARVIS-SOUGHT-ON-DISK";
  g_autoptr(GBytes) photo = paper_jpeg (800, 600, PAPER_COLOUR, 0);
  g_autoptr(GByteArray) marked = g_byte_array_new ();

  if (!fixture_can_run ())
    return;

  /* What follows the end of a picture is no part of it, and would be written with it. */
  g_byte_array_append (marked, g_bytes_get_data (photo, NULL), (guint) g_bytes_get_size (photo));
  g_byte_array_append (marked, (const guint8 *) jfif, sizeof jfif - 1);
  put (fixture, "a", g_byte_array_free_to_bytes (g_steal_pointer (&marked)));
  show_files (fixture, "home", "a");
  g_assert_cmpint (wait_settled (fixture), ==, PARVIS_VIEWER_SHOWN);
  sought = jfif;
  n_looked = 0;
  g_assert_cmpint (nftw (fixture->session.directory, look_cb, 16, FTW_PHYS), ==, 0);
  g_assert_cmpuint (n_looked, >, 0);
}

#define VIEWER_TEST(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

/* Whoever likes each document whole sees it whole. */
static void
test_each_is_seen_whole_where_that_is_wanted (Fixture       *fixture,
                                              gconstpointer  data)
{
  g_autoptr(json_t) other = document_new ("home", "b");
  ParvisScanView *view = fixture->viewer->view;

  if (!fixture_can_run ())
    return;

  put (fixture, "a", paper_jpeg (800, 600, PAPER_COLOUR, 0));
  put (fixture, "b", paper_jpeg (800, 600, PAPER_COLOUR, 0));
  g_object_set (fixture->viewer, "same-place", FALSE, NULL);
  show_files (fixture, "home", "a");
  wait_settled (fixture);
  press (fixture, GDK_KEY_plus, 0);
  g_assert_cmpint (parvis_scan_view_get_place (view)->fit, ==, PARVIS_SCAN_FIT_NOTHING);
  show (fixture, "another", other);
  wait_settled (fixture);
  g_assert_cmpint (parvis_scan_view_get_place (view)->fit, ==, PARVIS_SCAN_FIT_PAGE);
}

/* What is in memory is not asked for again, and what is asked for is kept there if it is wanted. */
static void
test_what_is_kept_needs_no_service (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autoptr(ParvisScanStock) stock = parvis_scan_stock_new ();
  g_autoptr(GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) less = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GBytes) kept = paper_jpeg (800, 600, PAPER_COLOUR, 0);

  if (!fixture_can_run ())
    return;

  put (fixture, "b", paper_jpeg (800, 600, PAPER_COLOUR, 0));
  put (fixture, "c", paper_jpeg (800, 600, PAPER_COLOUR, 0));
  g_hash_table_add (wanted, (gpointer) "a");
  g_hash_table_add (wanted, (gpointer) "b");
  parvis_scan_stock_want (stock, wanted);
  parvis_scan_stock_put (stock, "a", kept);
  parvis_dossier_viewer_set_stock (fixture->viewer, stock);

  show_files (fixture, "home", "a");
  g_assert_true (parvis_scan_stock_get_held (stock));
  g_assert_cmpint (wait_settled (fixture), ==, PARVIS_VIEWER_SHOWN);
  g_assert_cmpuint (count_asked (fixture, "a"), ==, 0);
  g_assert_false (parvis_scan_stock_get_held (stock));

  show_files (fixture, "birth", "b");
  wait_settled (fixture);
  show_files (fixture, "income", "c");
  wait_settled (fixture);
  g_assert_true (parvis_scan_stock_has (stock, "b"));
  g_assert_false (parvis_scan_stock_has (stock, "c"));

  g_hash_table_add (less, (gpointer) "b");
  parvis_scan_stock_want (stock, less);
  g_assert_false (parvis_scan_stock_has (stock, "a"));
  g_assert_true (parvis_scan_stock_has (stock, "b"));
}

/* Each of the papers that there are is shown, or there is the sentence for it; and the one after it
 * is shown.
 */
static void
see_paper_cb (const PaperSet *set,
              const char     *name,
              GBytes         *paper,
              gpointer        data)
{
  Fixture *fixture = data;
  g_autofree char *id = g_strdup_printf ("paper-%u", fixture->asked->len);
  g_autoptr(json_t) document = document_new ("home", id);
  g_autoptr(json_t) good = document_new ("home", "good");
  ParvisDossierViewer *viewer = fixture->viewer;
  const GError *error;

  g_test_message ("%s", name);
  put (fixture, id, g_bytes_ref (paper));
  /* Of a family of its own: else it would be offered as what came meanwhile. */
  show (fixture, id, document);
  /* A document may take as long as its renderer is given, to open and again to be drawn. */
  while (parvis_dossier_viewer_get_state (viewer) == PARVIS_VIEWER_LOADING)
    g_main_context_iteration (NULL, TRUE);
  error = parvis_scan_get_error (parvis_scan_shelf_find (viewer->shelf, id), 0);
  paper_set_check (set, name, paper, error);
  if (error == NULL)
    {
      g_assert_cmpint (parvis_dossier_viewer_get_state (viewer), ==, PARVIS_VIEWER_SHOWN);
      WAIT_FOR (parvis_dossier_viewer_is_ready (viewer));
    }
  else
    {
      g_assert_cmpint (parvis_dossier_viewer_get_state (viewer), ==, PARVIS_VIEWER_UNREADABLE);
      g_assert_cmpstr (adw_status_page_get_title (viewer->notice), ==,
                       parvis_renderer_explain (error));
      g_assert_false (parvis_dossier_viewer_is_ready (viewer));
      show (fixture, "another", good);
      g_assert_cmpint (wait_settled (fixture), ==, PARVIS_VIEWER_SHOWN);
    }
  g_hash_table_remove (fixture->files, id);
}

static void
test_any_paper_is_seen_or_said_why_not (Fixture       *fixture,
                                        gconstpointer  data)
{
  if (!fixture_can_run ())
    return;

  put (fixture, "good", paper_jpeg (800, 600, PAPER_COLOUR, 0));
  if (data != NULL)
    paper_set_each (data, see_paper_cb, fixture);
  else
    paper_sets_make (see_paper_cb, fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("PARVIS_RENDER", PARVIS_RENDER, TRUE);
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  VIEWER_TEST ("/viewer/nothing-is-ready-before-it-is-seen",
               test_nothing_is_ready_before_it_is_seen);
  VIEWER_TEST ("/viewer/a-part-is-drawn-as-sharp-as-it-is",
               test_a_part_is_drawn_as_sharp_as_it_is);
  VIEWER_TEST ("/viewer/each-is-seen-whole-where-that-is-wanted",
               test_each_is_seen_whole_where_that_is_wanted);
  VIEWER_TEST ("/viewer/what-is-kept-needs-no-service", test_what_is_kept_needs_no_service);
  VIEWER_TEST ("/viewer/all-of-a-kind-are-looked-at-in-one-place",
               test_all_of_a_kind_are_looked_at_in_one_place);
  VIEWER_TEST ("/viewer/pages-and-photos-are-turned-over", test_pages_and_photos_are_turned_over);
  VIEWER_TEST ("/viewer/ctrl-f-is-for-words-where-there-are-some",
               test_ctrl_f_is_for_words_where_there_are_some);
  VIEWER_TEST ("/viewer/each-file-is-looked-at", test_each_file_is_looked_at);
  VIEWER_TEST ("/viewer/what-comes-meanwhile-waits", test_what_comes_meanwhile_waits);
  VIEWER_TEST ("/viewer/what-does-not-open-says-so-calmly",
               test_what_does_not_open_says_so_calmly);
  VIEWER_TEST ("/viewer/half-a-photo-is-shown-and-said-to-be",
               test_half_a_photo_is_shown_and_said_to_be);
  VIEWER_TEST ("/viewer/without-pictures-it-says-why", test_without_pictures_it_says_why);
  VIEWER_TEST ("/viewer/it-comes-when-the-network-is-back",
               test_it_comes_when_the_network_is_back);
  VIEWER_TEST ("/viewer/what-comes-next-is-there-already",
               test_what_comes_next_is_there_already);
  VIEWER_TEST ("/viewer/the-text-of-a-pdf-is-found-and-copied",
               test_the_text_of_a_pdf_is_found_and_copied);
  VIEWER_TEST ("/viewer/no-document-is-written", test_no_document_is_written);
  VIEWER_TEST ("/viewer/papers/made-here", test_any_paper_is_seen_or_said_why_not);
  for (guint i = 0; paper_sets[i].folder != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/viewer/papers/", paper_sets[i].folder, NULL);

      g_test_add (path, Fixture, &paper_sets[i], set_up, test_any_paper_is_seen_or_said_why_not,
                  tear_down);
    }

  return g_test_run ();
}
