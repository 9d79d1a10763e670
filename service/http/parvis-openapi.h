/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* data/openapi.yaml as JSON, made at build time by embed-openapi.py. */
extern const char  parvis_openapi_json[];
extern const gsize parvis_openapi_length;
extern const char  parvis_openapi_etag[];
