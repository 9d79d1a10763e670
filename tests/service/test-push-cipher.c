/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-push-cipher"

#include "config.h"

#include "parvis-error.h"
#include "parvis-push-cipher.h"
#include "parvis-vapid.h"

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <string.h>

/* RFC 8291, appendix A */
#define TEXT    "When I grow up, I want to be a watermelon"
#define SECRET  "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
#define POINT \
  "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"
#define P256DH \
  "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
#define BROWSER "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
#define AUTH    "BTBZMqHH6r4Tts7J_aSIgg"
#define SALT    "DGv6ra1nlYgDCS1FRnbzlw"
#define BODY \
  "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml" \
  "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT" \
  "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"

/* RFC 8292 §2.4 */
#define VAPID_HEAD   "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9"
#define VAPID_CLAIMS \
  "eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3" \
  "NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0"
#define VAPID_SIGNATURE \
  "i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA"
#define VAPID_KEY \
  "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs"
#define VAPID_EXPIRES (G_GINT64_CONSTANT (1453523768) * PARVIS_SECOND)

#define ENDPOINT "https://push.example.net/p/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV"
#define CONTACT  "mailto:push@example.com"

static ParvisP256 *
read_pair (const char *secret,
           const char *point)
{
  guint8 secret_bytes[PARVIS_P256_SECRET];
  guint8 point_bytes[PARVIS_P256_POINT];
  g_autoptr(GError) error = NULL;
  ParvisP256 *pair;

  g_assert_true (parvis_p256_decode (secret, secret_bytes, sizeof secret_bytes));
  g_assert_true (parvis_p256_decode (point, point_bytes, sizeof point_bytes));
  pair = parvis_p256_new (secret_bytes, point_bytes, &error);
  g_assert_no_error (error);

  return pair;
}

static void
read_keys (ParvisPushKeys *keys)
{
  g_autoptr(GError) error = NULL;

  parvis_push_keys_read (P256DH, AUTH, keys, &error);
  g_assert_no_error (error);
}

static char *
encode (GBytes *bytes)
{
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);

  return parvis_p256_encode (data, length);
}

static void
test_the_example_of_the_rfc (void)
{
  g_autoptr(ParvisP256) ours = read_pair (SECRET, POINT);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) body = NULL;
  g_autofree char *text = NULL;
  guint8 salt[PARVIS_PUSH_SALT];
  ParvisPushKeys keys;

  read_keys (&keys);
  g_assert_true (parvis_p256_decode (SALT, salt, sizeof salt));
  body = parvis_push_encrypt_with (&keys, TEXT, ours, salt, &error);
  g_assert_no_error (error);
  text = encode (body);
  g_assert_cmpstr (text, ==, BODY);
}

static void
test_both_sides_agree (void)
{
  g_autoptr(ParvisP256) ours = read_pair (SECRET, POINT);
  g_autoptr(ParvisP256) theirs = read_pair (BROWSER, P256DH);
  guint8 here[PARVIS_P256_SECRET];
  guint8 there[PARVIS_P256_SECRET];

  g_assert_true (parvis_p256_agree (ours, parvis_p256_get_point (theirs), here));
  g_assert_true (parvis_p256_agree (theirs, parvis_p256_get_point (ours), there));
  g_assert_cmpmem (here, sizeof here, there, sizeof there);
}

/* Neither keys nor salt are used twice, so nobody sees that the same was told again. */
static void
test_nothing_is_used_twice (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  ParvisPushKeys keys;

  read_keys (&keys);
  for (guint i = 0; i < 64; i++)
    {
      g_autoptr(GBytes) body = parvis_push_encrypt (&keys, TEXT, NULL);
      const guint8 *data = g_bytes_get_data (body, NULL);

      g_assert_true (g_hash_table_add (seen, parvis_p256_encode (data, PARVIS_PUSH_SALT)));
      g_assert_true (g_hash_table_add (seen, parvis_p256_encode (data + PARVIS_PUSH_SALT + 5,
                                                                 PARVIS_P256_POINT)));
    }
}

static void
test_a_push_has_an_end (void)
{
  g_autofree char *longest = g_strnfill (PARVIS_PUSH_MAX_TEXT, 'a');
  g_autofree char *longer = g_strnfill (PARVIS_PUSH_MAX_TEXT + 1, 'a');
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) most = NULL;
  g_autoptr(GBytes) empty = NULL;
  ParvisPushKeys keys;

  read_keys (&keys);
  most = parvis_push_encrypt (&keys, longest, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (most), ==, PARVIS_PUSH_MAX_BODY);
  empty = parvis_push_encrypt (&keys, "", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (empty), ==, 16 + 4 + 1 + 65 + 1 + 16);
  g_assert_null (parvis_push_encrypt (&keys, longer, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
}

static void
assert_keys_refused (const char *p256dh,
                     const char *auth)
{
  g_autoptr(GError) error = NULL;
  ParvisPushKeys keys;

  g_assert_false (parvis_push_keys_read (p256dh, auth, &keys, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
}

static void
test_keys_that_are_none_are_refused (void)
{
  guint8 point[PARVIS_P256_POINT] = { 4, };
  ParvisPushKeys keys;
  g_autofree char *nowhere = parvis_p256_encode (point, sizeof point);
  g_autofree char *infinite = NULL;
  g_autofree char *moved = NULL;

  point[0] = 0;
  infinite = parvis_p256_encode (point, sizeof point);
  read_keys (&keys);
  keys.point[64] ^= 1;
  moved = parvis_p256_encode (keys.point, sizeof keys.point);

  assert_keys_refused (nowhere, AUTH);
  assert_keys_refused (infinite, AUTH);
  assert_keys_refused (moved, AUTH);
  assert_keys_refused ("", AUTH);
  assert_keys_refused (P256DH "AA", AUTH);
  assert_keys_refused (AUTH, AUTH);
  assert_keys_refused (P256DH, "");
  assert_keys_refused (P256DH, "BTBZMqHH6r4Tts7J_aSI");
  assert_keys_refused (P256DH, AUTH "gg");
  assert_keys_refused (P256DH, "not base64 at all!!!!!");

  /* Browsers that pad mean the same. */
  g_assert_true (parvis_push_keys_read (P256DH "=", AUTH "==", &keys, NULL));
}

static void
test_a_pair_is_kept_as_it_is (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisP256) made = parvis_p256_generate (&error);
  g_autoptr(ParvisP256) known = read_pair (SECRET, POINT);
  g_autoptr(ParvisP256) again = NULL;
  char *text = parvis_p256_write (made);
  guint8 secret[PARVIS_P256_SECRET];
  g_autoptr(ParvisP256) wrong = NULL;

  again = parvis_p256_read (text, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (parvis_p256_get_point (again), PARVIS_P256_POINT,
                   parvis_p256_get_point (made), PARVIS_P256_POINT);
  parvis_p256_free_text (text);

  g_assert_true (parvis_p256_decode (SECRET, secret, sizeof secret));
  wrong = parvis_p256_new (secret, parvis_p256_get_point (made), &error);
  g_assert_null (wrong);
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (parvis_p256_read ("", &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
}

/* --- who it is --- */

static gboolean
verify (const char *key,
        const char *text,
        const char *signature)
{
  EVP_PKEY *pair = EVP_EC_gen ("P-256");
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  ECDSA_SIG *numbers = ECDSA_SIG_new ();
  guint8 point[PARVIS_P256_POINT];
  guint8 bytes[PARVIS_P256_SIGNATURE];
  guint8 *der = NULL;
  int length;
  gboolean right;

  g_assert_true (parvis_p256_decode (key, point, sizeof point));
  g_assert_true (parvis_p256_decode (signature, bytes, sizeof bytes));
  g_assert_cmpint (EVP_PKEY_set1_encoded_public_key (pair, point, sizeof point), ==, 1);
  ECDSA_SIG_set0 (numbers, BN_bin2bn (bytes, 32, NULL), BN_bin2bn (bytes + 32, 32, NULL));
  length = i2d_ECDSA_SIG (numbers, &der);
  g_assert_cmpint (EVP_DigestVerifyInit (context, NULL, EVP_sha256 (), NULL, pair), ==, 1);
  right = EVP_DigestVerify (context, der, (gsize) length, (const guint8 *) text,
                            strlen (text)) == 1;
  OPENSSL_free (der);
  ECDSA_SIG_free (numbers);
  EVP_MD_CTX_free (context);
  EVP_PKEY_free (pair);

  return right;
}

static void
test_the_service_says_who_it_is (void)
{
  g_autoptr(ParvisVapid) vapid = parvis_vapid_new (read_pair (SECRET, POINT), CONTACT);
  g_autoptr(GError) error = NULL;
  g_autofree char *said = NULL;
  g_auto(GStrv) words = NULL;
  g_auto(GStrv) parts = NULL;
  g_autofree char *text = NULL;

  /* What is checked with is checked with somebody else's token. */
  g_assert_true (verify (VAPID_KEY, VAPID_HEAD "." VAPID_CLAIMS, VAPID_SIGNATURE));
  g_assert_false (verify (POINT, VAPID_HEAD "." VAPID_CLAIMS, VAPID_SIGNATURE));

  said = parvis_vapid_sign (vapid, ENDPOINT, VAPID_EXPIRES - 12 * PARVIS_HOUR, &error);
  g_assert_no_error (error);
  words = g_strsplit (said, " ", -1);
  g_assert_cmpuint (g_strv_length (words), ==, 3);
  g_assert_cmpstr (words[0], ==, "vapid");
  g_assert_true (g_str_has_prefix (words[1], "t="));
  g_assert_true (g_str_has_suffix (words[1], ","));
  g_assert_cmpstr (words[2], ==, "k=" POINT);
  words[1][strlen (words[1]) - 1] = '\0';
  parts = g_strsplit (words[1] + 2, ".", -1);
  g_assert_cmpuint (g_strv_length (parts), ==, 3);
  g_assert_cmpstr (parts[0], ==, VAPID_HEAD);
  g_assert_cmpstr (parts[1], ==, VAPID_CLAIMS);
  text = g_strconcat (parts[0], ".", parts[1], NULL);
  g_assert_true (verify (POINT, text, parts[2]));
}

static void
test_a_signed_word_serves_until_it_ages (void)
{
  g_autoptr(ParvisVapid) vapid = parvis_vapid_new (read_pair (SECRET, POINT), CONTACT);
  g_autofree char *first = g_strdup (parvis_vapid_authorize (vapid, ENDPOINT, VAPID_EXPIRES, NULL));
  g_autofree char *key = parvis_vapid_dup_key (vapid);
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (key, ==, POINT);
  g_assert_cmpstr (parvis_vapid_authorize (vapid, "https://push.example.net/p/another",
                                           VAPID_EXPIRES + PARVIS_HOUR, NULL), ==, first);
  g_assert_cmpstr (parvis_vapid_authorize (vapid, "https://push.example.net:8443/p",
                                           VAPID_EXPIRES, NULL), !=, first);
  g_assert_cmpstr (parvis_vapid_authorize (vapid, ENDPOINT, VAPID_EXPIRES + 7 * PARVIS_HOUR,
                                           NULL), !=, first);
  g_assert_null (parvis_vapid_authorize (vapid, "push.example.net", VAPID_EXPIRES, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *address = g_strdup_printf ("https://%u.push.example/p", i);

      g_assert_nonnull (parvis_vapid_authorize (vapid, address, VAPID_EXPIRES, NULL));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/push-cipher/the-example-of-the-rfc", test_the_example_of_the_rfc);
  g_test_add_func ("/push-cipher/both-sides-agree", test_both_sides_agree);
  g_test_add_func ("/push-cipher/nothing-is-used-twice", test_nothing_is_used_twice);
  g_test_add_func ("/push-cipher/a-push-has-an-end", test_a_push_has_an_end);
  g_test_add_func ("/push-cipher/keys-that-are-none-are-refused",
                   test_keys_that_are_none_are_refused);
  g_test_add_func ("/push-cipher/a-pair-is-kept-as-it-is", test_a_pair_is_kept_as_it_is);
  g_test_add_func ("/vapid/the-service-says-who-it-is", test_the_service_says_who_it_is);
  g_test_add_func ("/vapid/a-signed-word-serves-until-it-ages",
                   test_a_signed_word_serves_until_it_ages);

  return g_test_run ();
}
