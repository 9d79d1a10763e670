/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "town-fixture.h"

G_BEGIN_DECLS

#define BROWSER_EMAIL    "h.garnier@saint-aubin.example"
#define BROWSER_PASSWORD "quatre chevaux verts"
#define BROWSER_ORIGIN   "https://parvis.example"

/**
 * Browser:
 * @origin: what it says with a form, "" for nothing
 * @site: from whose page it says to come, "" for nothing
 * @language: what it prefers
 * @html, @location, @status: of the last answer
 * @policy, @cookie_line: headers of it
 *
 * What a person's browser does with the sign-in pages of a service without a
 * network: it keeps cookies, sends forms with what is hidden in them, and says where
 * they come from.
 */
typedef struct
{
  TownFixture  town;
  GHashTable  *cookies;
  const char  *origin;
  const char  *site;
  const char  *language;
  char        *html;
  char        *location;
  char        *policy;
  char        *cookie_line;
  int          status;
} Browser;

void        browser_setup        (Browser        *browser,
                                  gconstpointer   data);
void        browser_teardown     (Browser        *browser,
                                  gconstpointer   data);
/* Another browser at the same service; of its town only the service is there. */
void        browser_open_another (Browser        *browser,
                                  Browser        *first);
void        browser_close        (Browser        *browser);

void        browser_get          (Browser        *browser,
                                  const char     *target);
/* Sends the last form of the page that is open (its hidden fields come along) with
 * "name", "value", …, NULL, to where that form goes.
 */
void        browser_submit       (Browser        *browser,
                                  ...) G_GNUC_NULL_TERMINATED;
/* Sends @body, a form, as it is. */
void        browser_post         (Browser        *browser,
                                  const char     *target,
                                  const char     *body);
void        browser_follow       (Browser        *browser);

/* The status, and that @text (nullable) is on the page. */
void        browser_expect       (Browser        *browser,
                                  int             status,
                                  const char     *text);
void        browser_expect_at    (Browser        *browser,
                                  const char     *location);
/* The value of a hidden field, "" if it has none. (transfer full) */
char       *browser_hidden       (Browser        *browser,
                                  const char     *name);

ParvisStore *browser_store       (Browser        *browser);
/* A local account with BROWSER_PASSWORD. (transfer full) */
char       *browser_add_account  (Browser        *browser,
                                  const char     *email);
/* Makes it a member of the town. */
void        browser_add_role     (Browser        *browser,
                                  const char     *account,
                                  const char     *role);
/* Gives the account a telephone, whose secret is 20 times "1". */
void        browser_add_totp     (Browser        *browser,
                                  const char     *account);
/* What that telephone shows now, plus @steps. (transfer full) */
char       *browser_totp         (Browser        *browser,
                                  int             steps);
/* The same of a telephone that was told this key, in base 32. (transfer full) */
char       *browser_totp_of      (Browser        *browser,
                                  const char     *key);
void        browser_sign_in      (Browser        *browser,
                                  const char     *email,
                                  const char     *password);
/* Letters that wait: "kind to …" each, in the order of their kinds; "" for none. With
 * @link its values' link. (transfer full)
 */
char       *browser_letters      (Browser        *browser,
                                  char          **link);

#define BROWSER_TEST(path, func) \
  g_test_add (path, Browser, NULL, browser_setup, func, browser_teardown)

G_END_DECLS
