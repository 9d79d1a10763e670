/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-assets"

#include "config.h"

#include "parvis-assets.h"

#include "parvis-error.h"

#include "parvis-resident-resource.h"

#include <gio/gio.h>
#include <string.h>

#define FOLDER      "/fr/parvis/Parvis/resident/"
#define BASE        "/resident/"
#define HASH_LENGTH 12

/* A version is never another; one without a version is asked for again. */
#define FOR_EVER "public, max-age=31536000, immutable"
#define FOR_ONCE "no-cache"

/* A service worker asks for pages by itself, and is for a town's address, which is beside it
 * and not below it.
 */
#define WORKER_POLICY "default-src 'none'; connect-src 'self'; frame-ancestors 'none'"
#define WORKER_SCOPE  "Service-Worker-Allowed"

static const struct
{
  const char *name;
  const char *type;
} files[] = {
  { "icon.svg", "image/svg+xml" },
  { "bread.js", "text/javascript; charset=utf-8" },
  { "own.css", "text/css; charset=utf-8" },
  { "page.js", "text/javascript; charset=utf-8" },
  { "style.css", "text/css; charset=utf-8" },
  { "worker.js", "text/javascript; charset=utf-8" },
};

#define N_FILES G_N_ELEMENTS (files)

/* For ever or for once, as they are or compressed. */
typedef struct
{
  char           *address;
  ParvisPrepared *prepared[2][2];
} Asset;

struct _ParvisAssets
{
  Asset assets[N_FILES];
};

gboolean
parvis_accepts_gzip (const ParvisRequest *request)
{
  const char *wishes = parvis_request_get_header (request, "Accept-Encoding");
  g_auto (GStrv) codings = wishes != NULL ? g_strsplit (wishes, ",", 16) : NULL;

  for (guint i = 0; codings != NULL && codings[i] != NULL; i++)
    {
      const char *coding = g_strstrip (codings[i]);
      const char *rest = coding + strlen ("gzip");
      const char *quality;

      if (g_ascii_strncasecmp (coding, "gzip", strlen ("gzip")) != 0 ||
          strchr ("; \t", *rest) == NULL)
        continue;

      quality = strstr (rest, "q=");

      return quality == NULL || g_ascii_strtod (quality + 2, NULL) > 0;
    }

  return FALSE;
}

GBytes *
parvis_gzip (GBytes   *bytes,
             gboolean  thorough)
{
  g_autoptr (GZlibCompressor) compressor = NULL;
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = NULL;
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);
  gboolean written;

  compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, thorough ? 9 : 5);
  stream = g_converter_output_stream_new (memory, G_CONVERTER (compressor));
  written = g_output_stream_write_all (stream, data, length, NULL, NULL, NULL) &&
            g_output_stream_close (stream, NULL, NULL);
  /* Memory does not refuse to be written to. */
  g_assert (written);

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
prepare (Asset      *asset,
         const char *type,
         const char *hash,
         gboolean    worker,
         GBytes     *bytes)
{
  g_autoptr (GBytes) packed = parvis_gzip (bytes, TRUE);
  g_autofree char *packed_hash = g_strconcat (hash, "-gz", NULL);

  for (guint once = 0; once < 2; once++)
    {
      const char *caching = once ? FOR_ONCE : FOR_EVER;

      asset->prepared[once][0] = parvis_prepared_new (type, caching, hash, g_bytes_ref (bytes));
      asset->prepared[once][1] = parvis_prepared_new (type, caching, packed_hash,
                                                      g_bytes_ref (packed));
      parvis_prepared_set_header (asset->prepared[once][1], "Content-Encoding", "gzip");
      for (guint i = 0; i < 2; i++)
        {
          parvis_prepared_set_header (asset->prepared[once][i], "Vary", "Accept-Encoding");
          if (!worker)
            continue;

          parvis_prepared_set_header (asset->prepared[once][i], "Content-Security-Policy",
                                      WORKER_POLICY);
          parvis_prepared_set_header (asset->prepared[once][i], WORKER_SCOPE, "/");
        }
    }
}

ParvisAssets *
parvis_assets_new (void)
{
  ParvisAssets *self = g_new0 (ParvisAssets, 1);

  for (guint i = 0; i < N_FILES; i++)
    {
      g_autofree char *path = g_strconcat (FOLDER, files[i].name, NULL);
      g_autoptr (GBytes) bytes = g_resource_lookup_data (parvis_resident_get_resource (), path,
                                                         G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
      g_autofree char *hash = NULL;
      const char *dot = strrchr (files[i].name, '.');

      g_assert (bytes != NULL);
      hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
      hash[HASH_LENGTH] = '\0';
      self->assets[i].address = g_strdup_printf (BASE "%.*s-%s%s", (int) (dot - files[i].name),
                                                 files[i].name, hash, dot);
      prepare (&self->assets[i], files[i].type, hash, strcmp (files[i].name, "worker.js") == 0,
               bytes);
    }

  return self;
}

void
parvis_assets_free (ParvisAssets *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < N_FILES; i++)
    {
      for (guint j = 0; j < 4; j++)
        parvis_prepared_unref (self->assets[i].prepared[j / 2][j % 2]);
      g_free (self->assets[i].address);
    }
  g_free (self);
}

static const Asset *
find (const ParvisAssets *self,
      const char         *name)
{
  for (guint i = 0; i < N_FILES; i++)
    {
      if (strcmp (files[i].name, name) == 0)
        return &self->assets[i];
    }

  g_assert_not_reached ();
}

const char *
parvis_assets_get_address (const ParvisAssets *self,
                           const char         *name)
{
  return find (self, name)->address;
}

/* Whether both are of one file, as far as its name goes. */
static gboolean
is_version_of (const char *path,
               const char *address)
{
  const char *mine = strrchr (address, '-');
  const char *dot = strrchr (address, '.');
  const char *other = strrchr (path, '-');

  return other != NULL && other - path == mine - address &&
         strncmp (path, address, (gsize) (mine - address)) == 0 &&
         g_str_has_suffix (other, dot);
}

gboolean
parvis_assets_reply (ParvisAssets         *self,
                     const ParvisRequest  *request,
                     ParvisReply          *reply,
                     GError              **error)
{
  const char *path = parvis_request_get_path (request);
  guint gzip = parvis_accepts_gzip (request);

  for (guint i = 0; i < N_FILES; i++)
    {
      const Asset *asset = &self->assets[i];

      if (!is_version_of (path, asset->address))
        continue;

      parvis_reply_set_prepared (reply, asset->prepared[strcmp (path, asset->address) != 0][gzip]);
      return TRUE;
    }

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                       "There is nothing at this address");

  return FALSE;
}

void
parvis_assets_reply_as_is (ParvisAssets        *self,
                           const char          *name,
                           const ParvisRequest *request,
                           ParvisReply         *reply)
{
  parvis_reply_set_prepared (reply, find (self, name)->prepared[1][parvis_accepts_gzip (request)]);
}
