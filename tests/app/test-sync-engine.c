/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sync-engine"

#include "config.h"

#include "engine-fixture.h"
#include "parvis-words.h"

#include <string.h>

static int
get_present (EngineFixture *self)
{
  g_autoptr(ParvisEntityRef) entity = parvis_view_dup (parvis_engine_get_view (self->engine),
                                                       PARVIS_KIND_GAUGE, "g");

  return (int) json_integer_value (json_object_get (entity->body, "present"));
}

static guint
count_pending (EngineFixture *self)
{
  return parvis_outbox_count_pending (parvis_engine_get_outbox (self->engine));
}

static gint64
get_pause (EngineFixture *self)
{
  return parvis_engine_get_next_try (self->engine) - (ENGINE_WALL + self->now);
}

static void
test_silence (EngineFixture *self,
              gconstpointer  data)
{
  engine_go_live (self);
  engine_pass (self, 39000);
  g_assert_cmpint (parvis_engine_get_link (self->engine), ==, PARVIS_LINK_ONLINE);
  engine_pass (self, 1000);
  g_assert_cmpint (parvis_engine_get_link (self->engine), ==, PARVIS_LINK_OFFLINE);
  g_assert_true (engine_has_job (self, PARVIS_JOB_HANG_UP));

  /* What the old line still says is not listened to. */
  engine_change (self, 3, 99);
  g_assert_cmpint (get_present (self), ==, 10);
}

static void
test_back_off (EngineFixture *self,
               gconstpointer  data)
{
  gint64 longest = 1000;

  engine_go_live (self);
  engine_hang_up (self, 0, -1);

  for (guint i = 0; i < 12; i++)
    {
      gint64 pause = get_pause (self);

      g_assert_cmpint (pause, >=, longest / 2);
      g_assert_cmpint (pause, <=, longest);
      longest = MIN (longest * 2, 60000);
      engine_pass (self, pause);
      g_assert_true (engine_has_job (self, PARVIS_JOB_FETCH_PAGE));
      engine_hang_up (self, 502, -1);
    }

  engine_hang_up (self, 503, 300000);
  parvis_engine_retry (self->engine);
  engine_take_jobs (self);
  engine_hang_up (self, 503, 300000);
  g_assert_cmpint (get_pause (self), ==, 300000);
}

static void
test_hand_retry (EngineFixture *self,
                 gconstpointer  data)
{
  engine_go_live (self);
  engine_hang_up (self, 0, -1);
  g_assert_false (engine_has_job (self, PARVIS_JOB_FETCH_PAGE));
  parvis_engine_retry (self->engine);
  engine_take_jobs (self);
  g_assert_true (engine_has_job (self, PARVIS_JOB_FETCH_PAGE));
}

static void
test_later (EngineFixture *self,
            gconstpointer  data)
{
  static const int later[] = { 409, 429, 503 };

  engine_go_live (self);
  engine_submit (self, "k", 1);

  for (guint i = 0; i < G_N_ELEMENTS (later); i++)
    {
      engine_answer (self, "k", later[i], -1, 120000);
      g_assert_cmpint (get_present (self), ==, 11);
      engine_pass (self, 30000);
      parvis_engine_stream_bytes (self->engine, self->token);
      engine_pass (self, 30000);
      parvis_engine_stream_bytes (self->engine, self->token);
      engine_pass (self, 30000);
      parvis_engine_stream_bytes (self->engine, self->token);
      g_assert_cmpuint (count_pending (self), ==, 1);

      for (guint j = 0; j < self->jobs->len; j++)
        g_assert_cmpint (((ParvisJob *) g_ptr_array_index (self->jobs, j))->type, !=,
                         PARVIS_JOB_SEND);

      engine_pass (self, 30000);
      parvis_engine_stream_bytes (self->engine, self->token);
    }

  engine_answer (self, "k", 200, 3, -1);
  g_assert_cmpuint (count_pending (self), ==, 0);
}

static void
test_never (EngineFixture *self,
            gconstpointer  data)
{
  static const int never[] = { 400, 403, 404, 409, 412, 413, 422 };

  engine_go_live (self);

  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    {
      g_autofree char *key = g_strdup_printf ("k%u", i);

      engine_submit (self, key, 1);
      engine_answer (self, key, never[i], -1, -1);
      g_assert_cmpuint (parvis_outbox_count_refused (parvis_engine_get_outbox (self->engine)), ==,
                        i + 1);
      g_assert_true (engine_has_job (self, PARVIS_JOB_REFUSED));
    }

  g_assert_cmpint (get_present (self), ==, 10);
  engine_write_all (self);
  g_assert_true (parvis_engine_dismiss (self->engine, "k3"));
  g_assert_false (parvis_engine_dismiss (self->engine, "k3"));
}

/* Both ways in which the answer and the feed can overtake each other. */
static void
test_either_first (EngineFixture *self,
                   gconstpointer  data)
{
  engine_go_live (self);
  engine_submit (self, "k1", 1);
  engine_change (self, 3, 11);
  g_assert_cmpint (get_present (self), ==, 11);
  engine_answer (self, "k1", 200, 3, -1);
  g_assert_cmpint (get_present (self), ==, 11);
  engine_write_all (self);

  engine_submit (self, "k2", 1);
  engine_answer (self, "k2", 200, 4, -1);
  g_assert_cmpint (get_present (self), ==, 12);
  engine_change (self, 4, 12);
  g_assert_cmpint (get_present (self), ==, 12);
}

static void
beat (EngineFixture *self,
      const char    *id)
{
  parvis_engine_stream_event (self->engine, self->token, "heartbeat", id, "{}", 2);
  engine_take_jobs (self);
}

static guint
count_rows (EngineFixture *self)
{
  return parvis_outbox_get_all (parvis_engine_get_outbox (self->engine))->len;
}

static void
test_no_effect (EngineFixture *self,
                gconstpointer  data)
{
  engine_go_live (self);
  engine_submit (self, "k1", 0);
  engine_answer (self, "k1", 200, 3, -1);

  /* The gauge stays as it was; beats that can only be later end the waiting. */
  beat (self, "2");
  engine_pass (self, 15000);
  beat (self, "2");
  engine_pass (self, 15000);
  beat (self, "3");
  g_assert_cmpuint (count_rows (self), ==, 1);
  engine_pass (self, 15000);
  beat (self, "3");
  g_assert_cmpuint (count_rows (self), ==, 0);
  g_assert_cmpint (get_present (self), ==, 10);
}

static void
test_others_show (EngineFixture *self,
                  gconstpointer  data)
{
  engine_go_live (self);
  engine_submit (self, "k1", 1);
  engine_answer (self, "k1", 200, 5, -1);

  /* Somebody else's change that came before ours. */
  engine_change (self, 3, 20);
  g_assert_cmpint (get_present (self), ==, 21);
  engine_change (self, 5, 21);
  g_assert_cmpint (get_present (self), ==, 21);
}

static void
test_bounded_hold (EngineFixture *self,
                   gconstpointer  data)
{
  engine_go_live (self);
  engine_submit (self, "k1", 1);
  engine_change (self, 3, 30);
  g_assert_cmpint (get_present (self), ==, 11);

  /* No answer: after a while the truth is shown, with which the action may be. */
  engine_pass (self, 9000);
  g_assert_cmpint (get_present (self), ==, 11);
  engine_pass (self, 1000);
  g_assert_cmpint (get_present (self), ==, 30);
  g_assert_cmpuint (count_pending (self), ==, 1);

  engine_answer (self, "k1", 200, 4, -1);
  g_assert_cmpint (get_present (self), ==, 30);
  engine_change (self, 4, 31);
  g_assert_cmpint (get_present (self), ==, 31);
}

static void
test_older_change (EngineFixture *self,
                   gconstpointer  data)
{
  engine_go_live (self);
  engine_change (self, 5, 50);
  engine_change (self, 4, 40);
  g_assert_cmpint (get_present (self), ==, 50);
}

static void
test_disk (EngineFixture *self,
           gconstpointer  data)
{
  g_autoptr(GError) full = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_NOSPC, "full");
  g_autoptr(ParvisJob) job = NULL;

  engine_go_live (self);
  g_assert_true (parvis_engine_submit (self->engine, "k", parvis_verb_find ("gauge.count"), "g",
                                       json_pack ("{s:i}", "delta", 1), NULL));
  engine_take_jobs (self);
  g_assert_cmpint (get_present (self), ==, 11);

  /* What cannot be written down is not sent and does not look as if it were. */
  job = engine_find_job (self, PARVIS_JOB_COMMIT);
  g_assert (job != NULL);
  parvis_engine_commit_failed (self->engine, job->batch, full);
  engine_take_jobs (self);
  g_assert_cmpint (get_present (self), ==, 10);
  g_assert_true (engine_has_job (self, PARVIS_JOB_LOST));
  g_assert_false (engine_has_job (self, PARVIS_JOB_SEND));
}

static void
test_chip (EngineFixture *self,
           gconstpointer  data)
{
  guint done;
  guint total;

  engine_go_live (self);
  engine_submit (self, "k1", 1);
  engine_submit (self, "k2", 1);
  g_assert_cmpint (parvis_engine_get_link (self->engine), ==, PARVIS_LINK_ONLINE);
  engine_pass (self, 400);
  g_assert_cmpint (parvis_engine_get_link (self->engine), ==, PARVIS_LINK_SENDING);
  engine_answer (self, "k1", 200, 3, -1);
  engine_write_all (self);
  parvis_engine_get_progress (self->engine, &done, &total);
  g_assert_cmpuint (done, ==, 1);
  g_assert_cmpuint (total, ==, 2);
  engine_answer (self, "k2", 200, 4, -1);
  g_assert_cmpint (parvis_engine_get_link (self->engine), ==, PARVIS_LINK_ONLINE);
}

static void
test_clock (EngineFixture *self,
            gconstpointer  data)
{
  engine_go_live (self);
  parvis_engine_set_service_time (self->engine, ENGINE_WALL + self->now + 240000);
  g_assert_cmpint (parvis_engine_get_skew (self->engine), ==, 240000);
  parvis_engine_set_service_time (self->engine, ENGINE_WALL + self->now + 240500);
  g_assert_cmpint (parvis_engine_get_skew (self->engine), ==, 240000);
}

static void
test_rubbish (EngineFixture *self,
              gconstpointer  data)
{
  engine_go_live (self);
  parvis_engine_stream_event (self->engine, self->token, "change", "3", "{", 1);
  engine_take_jobs (self);
  g_assert_cmpint (parvis_engine_get_link (self->engine), ==, PARVIS_LINK_OFFLINE);
  g_assert_cmpint (parvis_engine_get_cursor (self->engine), ==, 2);
}

static void
test_endless_page (EngineFixture *self,
                   gconstpointer  data)
{
  g_autoptr(ParvisFeedPage) page = parvis_feed_page_new ();

  parvis_engine_start (self->engine);
  engine_take_jobs (self);
  page->more = TRUE;
  parvis_engine_page (self->engine, self->token, page);
  g_assert_cmpint (parvis_engine_get_link (self->engine), ==, PARVIS_LINK_OFFLINE);
}

/* What the service does with it, before it is asked: a passage does not mend a sum one of
 * whose gates is silent, somebody who looked at all of it does.
 */
static void
test_gestures_on_a_broken_balance (void)
{
  static const struct
  {
    const char *verb;
    const char *body;
    int         present;
    const char *method;
  } cases[] = {
    { "gauge.count", "{\"delta\":2}", 61, "balance" },
    { "gauge.count", "{\"delta\":0}", 59, "hand" },
    { "gauge.recount", "{\"value\":35}", 35, "hand" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(json_t) body = json_loads (cases[i].body, 0, NULL);
      g_autoptr(json_t) gauge = json_pack ("{s:i, s:s, s:s, s:s}", "present", 59, "method",
                                           "balance", "state", "stale", "broken_since",
                                           "2026-06-17T14:25:00.000Z");

      parvis_verb_apply (parvis_verb_find (cases[i].verb), PARVIS_KIND_GAUGE, gauge, body, "k",
                         1000);
      g_assert_cmpint (json_integer_value (json_object_get (gauge, "present")), ==,
                       cases[i].present);
      g_assert_cmpstr (json_string_value (json_object_get (gauge, "method")), ==,
                       cases[i].method);
    }
}

#define ADD(path, func) g_test_add (path, EngineFixture, NULL, engine_set_up, func, \
                                     engine_tear_down)

static gboolean
has_gauge (EngineFixture *self,
           const char    *id)
{
  g_autoptr(ParvisEntityRef) gauge = NULL;

  gauge = parvis_view_dup (parvis_engine_get_view (self->engine), "gauge", id);

  return gauge != NULL;
}

/* From where the feed is read next; -1 if it is not. */
static gint64
take_page_cursor (EngineFixture *self)
{
  g_autoptr(ParvisJob) job = engine_find_job (self, PARVIS_JOB_FETCH_PAGE);

  return job != NULL ? job->cursor : -1;
}

/* What another role adds lies behind the cursor, and what it takes has to go. */
static void
test_other_rights (EngineFixture *self,
                   gconstpointer  data)
{
  g_autoptr(ParvisJob) commit = NULL;
  g_autoptr(ParvisFeedPage) page = parvis_feed_page_new ();

  parvis_engine_set_rights (self->engine, 1);
  engine_go_live (self);

  parvis_engine_set_rights (self->engine, 1);
  engine_take_jobs (self);
  g_assert_cmpint (take_page_cursor (self), ==, -1);

  parvis_engine_set_rights (self->engine, 3);
  engine_take_jobs (self);
  g_assert_true (engine_has_job (self, PARVIS_JOB_HANG_UP));
  g_assert_cmpint (take_page_cursor (self), ==, 0);
  g_assert_true (has_gauge (self, "g"));
  engine_write_all (self);

  page->cursor = 2;
  g_ptr_array_add (page->changes, parvis_feed_change_new ("gauge", "h", 1,
                                                          json_pack ("{s:i}", "present", 1)));
  parvis_engine_page (self->engine, self->token, page);
  engine_pass (self, 5000);
  commit = engine_find_job (self, PARVIS_JOB_COMMIT);
  g_assert (commit != NULL);
  g_assert_true (commit->batch->sweep);
  g_assert_cmpint (commit->batch->rights, ==, 3);
  g_assert_false (has_gauge (self, "g"));
  g_assert_true (has_gauge (self, "h"));
  parvis_engine_committed (self->engine, commit->batch);
}

/* The rights were changed while nobody was here. */
static void
test_rights_of_a_replica (EngineFixture *self,
                          gconstpointer  data)
{
  g_autoptr(ParvisSnapshot) snapshot = parvis_snapshot_new ();

  snapshot->cursor = 7;
  snapshot->rights = 1;
  parvis_engine_load (self->engine, snapshot);
  parvis_engine_set_rights (self->engine, 3);
  parvis_engine_start (self->engine);
  engine_take_jobs (self);
  g_assert_cmpint (take_page_cursor (self), ==, 0);
}

/* A sale concerns bakes that the service chooses. */

static void
tell (EngineFixture *self,
      gint64         seq,
      const char    *kind,
      const char    *id,
      const char    *body)
{
  g_autofree char *event = g_strdup_printf ("%" G_GINT64_FORMAT, seq);
  g_autofree char *data = g_strdup_printf ("{\"seq\":%" G_GINT64_FORMAT ",\"kind\":\"%s\","
                                           "\"id\":\"%s\",\"body\":%s}", seq, kind, id, body);

  parvis_engine_stream_event (self->engine, self->token, "change", event, data, strlen (data));
  engine_take_jobs (self);
}

static void
tell_counter (EngineFixture *self,
              gint64         seq,
              const char    *bake,
              int            counter)
{
  g_autofree char *body = g_strdup_printf ("{\"product\":\"p\",\"day\":\"2026-06-17\","
                                           "\"counter\":%d}", counter);

  tell (self, seq, PARVIS_KIND_BAKE, bake, body);
}

/* As the screens add it up: the counters of the bakes, less what is pending. */
static int
get_left (EngineFixture *self)
{
  ParvisView *view = parvis_engine_get_view (self->engine);
  g_autoptr(GPtrArray) bakes = parvis_view_list (view, PARVIS_KIND_BAKE);
  g_autoptr(ParvisEntityRef) product = parvis_view_dup (view, PARVIS_KIND_PRODUCT, "p");
  const json_t *pending = json_object_get (json_object_get (product->body, "pending"),
                                           "2026-06-17");
  int left = -(int) json_integer_value (json_object_get (pending, "sold"));

  for (guint i = 0; i < bakes->len; i++)
    left += (int) json_integer_value (
      json_object_get (((ParvisEntityRef *) bakes->pdata[i])->body, "counter"));

  return left;
}

static void
sell_three (EngineFixture *self)
{
  g_autoptr(GError) error = NULL;

  engine_go_live (self);
  tell (self, 3, PARVIS_KIND_PRODUCT, "p", "{\"id\":\"p\"}");
  tell_counter (self, 4, "b1", 2);
  tell_counter (self, 5, "b2", 8);
  engine_write_all (self);
  g_assert_true (parvis_engine_submit (self->engine, "k", parvis_verb_find ("product.sell"), "p",
                                       json_pack ("{s:s,s:i}", "day", "2026-06-17", "quantity", 3),
                                       &error));
  g_assert_no_error (error);
  engine_write_all (self);
  g_assert_cmpint (get_left (self), ==, 7);
}

static void
test_sale_answer_first (EngineFixture *self,
                        gconstpointer  data)
{
  sell_three (self);
  engine_answer (self, "k", 200, 7, -1);
  g_assert_cmpint (get_left (self), ==, 7);
  tell_counter (self, 6, "b1", 0);
  tell_counter (self, 7, "b2", 7);
  g_assert_cmpint (get_left (self), ==, 7);
}

static void
test_sale_feed_first (EngineFixture *self,
                      gconstpointer  data)
{
  sell_three (self);
  tell_counter (self, 6, "b1", 0);
  g_assert_cmpint (get_left (self), ==, 7);
  tell_counter (self, 7, "b2", 7);
  g_assert_cmpint (get_left (self), ==, 7);
  engine_answer (self, "k", 200, 7, -1);
  g_assert_cmpint (get_left (self), ==, 7);
}

static void
test_sale_refused (EngineFixture *self,
                   gconstpointer  data)
{
  sell_three (self);
  tell_counter (self, 6, "b2", 6);
  engine_answer (self, "k", 409, -1, -1);
  g_assert_cmpint (get_left (self), ==, 8);
}

static void
test_past_stays_on_disk (EngineFixture *self,
                         gconstpointer  data)
{
  g_autoptr(ParvisEntityRef) past = NULL;
  g_autoptr(ParvisEntityRef) present = NULL;
  ParvisView *view = parvis_engine_get_view (self->engine);

  engine_go_live (self);
  tell (self, 3, PARVIS_KIND_ORDER, "old", "{\"day\":\"2026-05-01\",\"state\":\"collected\"}");
  tell (self, 4, PARVIS_KIND_ORDER, "new", "{\"day\":\"2026-06-17\",\"state\":\"placed\"}");
  past = parvis_view_dup (view, PARVIS_KIND_ORDER, "old");
  present = parvis_view_dup (view, PARVIS_KIND_ORDER, "new");
  g_assert_null (past);
  g_assert_nonnull (present);
}

/* The line of before the sleep may be dead without having said so. */
static void
test_after_a_sleep_nothing_is_live_until_it_answers (EngineFixture *self,
                                                     gconstpointer  data)
{
  const ParvisReply nothing = PARVIS_REPLY_NONE;
  guint64 before;

  engine_go_live (self);
  g_assert_cmpint (parvis_engine_get_link (self->engine), ==, PARVIS_LINK_ONLINE);
  before = self->token;
  parvis_engine_wake (self->engine);
  engine_take_jobs (self);
  g_assert_cmpint (parvis_engine_get_link (self->engine), ==, PARVIS_LINK_WAKING);
  g_assert_true (engine_has_job (self, PARVIS_JOB_HANG_UP));
  g_assert_cmpuint (self->token, !=, before);
  engine_give_page (self, 2);
  g_assert_cmpint (parvis_engine_get_link (self->engine), ==, PARVIS_LINK_WAKING);
  g_assert_true (engine_has_job (self, PARVIS_JOB_OPEN_STREAM));
  parvis_engine_stream_opened (self->engine, self->token);
  g_assert_cmpint (parvis_engine_get_link (self->engine), ==, PARVIS_LINK_ONLINE);
  engine_take_jobs (self);

  /* Where there is no network any more, that is said, and not that it is looked for. */
  parvis_engine_wake (self->engine);
  engine_take_jobs (self);
  parvis_engine_hung_up (self->engine, self->token, &nothing);
  g_assert_cmpint (parvis_engine_get_link (self->engine), ==, PARVIS_LINK_OFFLINE);
}

static void
do_order (EngineFixture *self,
          const char    *key,
          const char    *verb,
          const char    *order,
          json_t        *body)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (parvis_engine_submit (self->engine, key, parvis_verb_find (verb), order, body,
                                       &error));
  g_assert_no_error (error);
  engine_write_all (self);
}

static guint
count_sends (EngineFixture *self)
{
  guint n = 0;

  for (guint i = 0; i < self->jobs->len; i++)
    n += ((ParvisJob *) g_ptr_array_index (self->jobs, i))->type == PARVIS_JOB_SEND;

  return n;
}

/* Who was served before the day was closed is not forgotten by closing it, whatever goes on
 * beside that.
 */
static void
test_a_day_is_closed_after_what_was_done_on_it (EngineFixture *self,
                                                gconstpointer  data)
{
  engine_go_live (self);
  do_order (self, "ready", "order.ready", "one", json_object ());
  do_order (self, "collect", "order.collect", "one", json_object ());
  do_order (self, "other", "order.collect", "two", json_object ());
  do_order (self, "close", "shop.close-day", "shop", json_pack ("{s:s}", "day", "2026-06-17"));
  do_order (self, "later", "order.collect", "three", json_object ());

  /* Three orders are under way beside each other; the day is not. */
  g_assert_cmpuint (count_sends (self), ==, 3);
  engine_answer (self, "ready", 200, 3, -1);
  engine_answer (self, "other", 200, 4, -1);
  engine_answer (self, "later", 200, 5, -1);
  g_assert_cmpuint (count_sends (self), ==, 1);
  engine_answer (self, "collect", 409, -1, -1);
  g_assert_cmpuint (count_sends (self), ==, 1);
  engine_answer (self, "close", 200, 6, -1);
  g_assert_cmpuint (count_pending (self), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/engine/silence-ends-a-line", test_silence);
  ADD ("/engine/the-pause-grows-by-lot-and-obeys-the-service", test_back_off);
  ADD ("/engine/a-hand-tries-at-once", test_hand_retry);
  ADD ("/engine/later-means-later", test_later);
  ADD ("/engine/a-refusal-is-kept-until-it-is-dismissed", test_never);
  ADD ("/engine/the-answer-and-the-feed-may-come-in-any-order", test_either_first);
  ADD ("/engine/an-action-without-an-effect-ends-too", test_no_effect);
  ADD ("/engine/what-others-did-shows-beside-an-answered-action", test_others_show);
  ADD ("/engine/a-change-is-held-back-for-a-bounded-time", test_bounded_hold);
  ADD ("/engine/an-older-change-is-ignored", test_older_change);
  ADD ("/engine/a-full-disk-is-told-and-nothing-is-sent", test_disk);
  ADD ("/engine/sending-is-shown-when-it-takes-a-while", test_chip);
  ADD ("/engine/the-service-tells-its-clock", test_clock);
  ADD ("/engine/a-change-that-cannot-be-read-is-not-skipped", test_rubbish);
  ADD ("/engine/a-page-that-leads-nowhere-ends-the-line", test_endless_page);
  ADD ("/engine/other-rights-read-everything-again", test_other_rights);
  ADD ("/engine/a-replica-of-other-rights-is-read-again", test_rights_of_a_replica);
  ADD ("/engine/a-sale-is-drawn-once-when-the-answer-comes-first", test_sale_answer_first);
  ADD ("/engine/a-sale-is-drawn-once-when-the-feed-comes-first", test_sale_feed_first);
  ADD ("/engine/a-refused-sale-is-drawn-no-more", test_sale_refused);
  ADD ("/engine/after-a-sleep-nothing-is-live-until-it-answers",
       test_after_a_sleep_nothing_is_live_until_it_answers);
  ADD ("/engine/a-day-is-closed-after-what-was-done-on-it",
       test_a_day_is_closed_after_what_was_done_on_it);
  ADD ("/engine/orders-of-the-past-stay-on-the-disk", test_past_stays_on_disk);
  g_test_add_func ("/engine/gestures-on-a-broken-balance", test_gestures_on_a_broken_balance);

  return g_test_run ();
}
