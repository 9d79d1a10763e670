/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-application"

#include "config.h"

#include "parvis-application.h"

struct _ParvisApplication
{
  AdwApplication  parent_instance;
};

G_DEFINE_FINAL_TYPE (ParvisApplication, parvis_application, ADW_TYPE_APPLICATION)

static void
parvis_application_class_init (ParvisApplicationClass *klass)
{
}

static void
parvis_application_init (ParvisApplication *self)
{
}

ParvisApplication *
parvis_application_new (void)
{
  return g_object_new (PARVIS_TYPE_APPLICATION, "application-id", APP_ID,
                       "resource-base-path", "/fr/parvis/Parvis", NULL);
}
