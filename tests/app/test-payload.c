/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-json.h"
#include "parvis-payload.h"

#include <string.h>

/* "/pointer=text …" of what a message offers. */
static char *
list (const char   *text,
      ParvisFormat  format)
{
  g_autoptr(json_t) payload = parvis_json_parse (text, strlen (text), NULL);
  g_autoptr(GPtrArray) values = parvis_payload_list_values (payload, format);
  GString *said = g_string_new (NULL);

  g_assert_nonnull (payload);
  for (guint i = 0; i < values->len; i++)
    {
      const ParvisPayloadValue *value = g_ptr_array_index (values, i);

      g_assert_true (parvis_json_pointer_is_valid (value->pointer));
      g_assert_nonnull (parvis_json_pointer (payload, value->pointer));
      g_string_append_printf (said, "%s%s=%s", i > 0 ? " " : "", value->pointer, value->text);
    }

  return g_string_free (said, FALSE);
}

static void
test_figures_are_found_wherever_they_stand (void)
{
  g_autofree char *said =
    list ("{\"at\":\"2026-06-17T14:42:00Z\",\"a\":{\"in/out\":[3,{\"~\":true}]},\"n\":\"42\","
          "\"name\":\"gate\",\"none\":null,\"empty\":\"\"}", PARVIS_FORMAT_PARVIS);

  g_assert_cmpstr (said, ==, "/a/in~1out/0=3 /a/in~1out/1/~0=true /n=\"42\"");
}

static void
test_what_networks_add_is_not_offered (void)
{
  g_autofree char *ttn =
    list ("{\"end_device_ids\":{\"x\":1},\"uplink_message\":{\"f_port\":2,"
          "\"decoded_payload\":{\"count\":7}}}", PARVIS_FORMAT_TTN_V3);
  g_autofree char *chirpstack =
    list ("{\"fCnt\":12,\"object\":{\"count\":7}}", PARVIS_FORMAT_CHIRPSTACK_V4);
  g_autofree char *encoded =
    list ("{\"fCnt\":12,\"data\":\"AQI=\"}", PARVIS_FORMAT_CHIRPSTACK_V4);

  g_assert_cmpstr (ttn, ==, "/uplink_message/decoded_payload/count=7");
  g_assert_cmpstr (chirpstack, ==, "/object/count=7");
  g_assert_cmpstr (encoded, ==, "");
}

static void
test_a_huge_message_is_cut (void)
{
  g_autoptr(GString) wide = g_string_new ("[");
  g_autoptr(GString) deep = g_string_new (NULL);
  g_autofree char *text = NULL;
  g_autofree char *said = NULL;
  g_auto (GStrv) words = NULL;

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (wide, "%s%u", i > 0 ? "," : "", i);
  text = g_strdup_printf ("{\"v\":%s]}", wide->str);
  said = list (text, PARVIS_FORMAT_PARVIS);
  words = g_strsplit (said, " ", -1);
  g_assert_cmpuint (g_strv_length (words), ==, 100);

  for (guint i = 0; i < 40; i++)
    g_string_append (deep, "{\"a\":");
  g_string_append (deep, "1");
  for (guint i = 0; i < 40; i++)
    g_string_append_c (deep, '}');
  g_free (said);
  said = list (deep->str, PARVIS_FORMAT_PARVIS);
  g_assert_cmpstr (said, ==, "");
}

/* Of several readings at once one shows where the figure stands in each. */
static void
test_one_of_several_readings_is_enough (void)
{
  static const char * const texts[] = {
    "[{\"v\":1},{\"v\":2}]", "{\"readings\":[{\"v\":1},{\"v\":2}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(json_t) payload = parvis_json_parse (texts[i], strlen (texts[i]), NULL);
      g_autoptr(GPtrArray) values = parvis_payload_list_values (payload, PARVIS_FORMAT_PARVIS);

      g_assert_cmpuint (values->len, ==, 1);
      g_assert_cmpstr (((ParvisPayloadValue *) g_ptr_array_index (values, 0))->pointer, ==, "/v");
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/payload/figures-are-found-wherever-they-stand",
                   test_figures_are_found_wherever_they_stand);
  g_test_add_func ("/payload/what-networks-add-is-not-offered",
                   test_what_networks_add_is_not_offered);
  g_test_add_func ("/payload/a-huge-message-is-cut", test_a_huge_message_is_cut);
  g_test_add_func ("/payload/one-of-several-readings-is-enough",
                   test_one_of_several_readings_is_enough);

  return g_test_run ();
}
