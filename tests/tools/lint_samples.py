# SPDX-License-Identifier: GPL-3.0-or-later
"""(rule, path, text that is right, text that is wrong, the lines at fault, the rest of the tree)"""

TABLE = """
| folder | what | may include |
|---|---|---|
| `common/` | words | GLib, jansson |
| `service/store/` | databases | `common` |
| `service/ingest/` | formats | `common` |
| `service/occupancy/` | gauges | `store`, `common` |
| `service/http/` | listener | every area of the service |
| `app/sync/` | replica | `common`; no GTK |
| `app/live/`, `app/account/` | screens | `sync`, `common` |
| `app/` | window | all of the above |
"""
TREE = {"docs/architecture.md": TABLE, "common/parvis-time.h": "", "service/store/parvis-db.h": "",
        "service/http/parvis-router.h": "", "app/live/parvis-map.h": "",
        "app/sync/parvis-session.h": ""}


def function(lines, name="work"):
    return f"static void\n{name} (void)\n{{\n" + "  step ();\n" * (lines - 3) + "}\n"


def includes(*names):
    return "".join(f'#include "{name}"\n' for name in names)


NESTED = """static void
work (void)
{
  if (a)
    {
      if (b)
        {
          if (c)
            {
              if (d)
                {
                  %s
                }
            }
        }
    }
}
"""

GOOD_HEADER = """G_BEGIN_DECLS

/* Words. */
const char *parvis_word_get  (ParvisWord  *self);
gboolean    parvis_word_read (ParvisWord  *self,
                              const char **text,
                              GError     **error);

void parvis_word_free (ParvisWord *self);
"""

SAMPLES = [
    ("includes", "service/occupancy/a.c", includes("parvis-db.h", "parvis-time.h"),
     includes("parvis-time.h", "parvis-router.h", "parvis-session.h"), [2, 3], TREE),
    ("includes", "service/http/a.c", includes("parvis-db.h"), includes("parvis-map.h"), [1], TREE),
    ("includes", "app/live/a.c", includes("parvis-session.h"), includes("parvis-db.h"), [1], TREE),
    ("includes", "app/account/a.c", includes("parvis-session.h"), includes("parvis-map.h"), [1], TREE),
    ("includes", "app/a.c", includes("parvis-map.h"), includes("parvis-db.h"), [1], TREE),
    ("includes", "common/a.c", includes("parvis-time.h"), includes("parvis-db.h"), [1], TREE),
    ("sqlite", "service/occupancy/a.c", "/* sqlite3_open */\n",
     "#include <sqlite3.h>\nint x = sqlite3_open (a);\n", [1, 2], {}),
    ("sqlite", "app/live/a.c", "void f (void);\n", "void\nf (void)\n{\n  sqlite3_close (a);\n}\n", [4], {}),
    ("sql_dialect", "service/towns/a.c", 'x = "INSERT INTO t VALUES (:a) ON CONFLICT (a) DO NOTHING";\n',
     'x = "INSERT OR REPLACE INTO t";\ny = "SELECT rowid FROM t";\n', [1, 2], {}),
    ("gtk", "app/sync/a.h", "#include <gio/gio.h>\n", "#include <gtk/gtk.h>\n", [1], {}),
    ("gtk", "common/meson.build", "dependencies: [glib_dep],\n", "dependencies: [gtk_dep],\n", [1], {}),
    ("gtk", "app/meson.build",
     "sync_lib = static_library('parvis-sync',\n  dependencies: [soup_dep],\n)\n"
     "app_lib = static_library('parvis-app',\n  dependencies: [adw_dep],\n)\n",
     "sync_lib = static_library('parvis-sync',\n  dependencies: [adw_dep],\n)\n", [2], {}),
    ("microhttpd", "service/occupancy/a.c", "int x;\n", "#include <microhttpd.h>\n", [1], {}),
    ("microhttpd", "app/a.c", "int x; /* MHD_run */\n", "int x = MHD_run (d);\n", [1], {}),
    ("spdx", "common/a.c", "/* SPDX-License-Identifier: GPL-3.0-or-later */\n", "#include <a.h>\n", [1], {}),
    ("spdx", "tools/demo", "#!/bin/bash\n# SPDX-License-Identifier: GPL-3.0-or-later\n",
     "#!/bin/bash\n# SPDX-License-Identifier: MIT\n", [2], {}),
    ("spdx", "resources/a.ui", '<?xml version="1.0"?>\n<!-- SPDX-License-Identifier: GPL-3.0-or-later -->\n',
     '<?xml version="1.0"?>\n<interface/>\n', [2], {}),
    ("length", "common/a.c", function(80), function(81), [2], {}),
    ("length", "common/b.h", "int a;\n" * 800, "int a;\n" * 801, [801], {}),
    ("length", "common/c.h", "/* " + "é" * 94 + " */\n", "/* " + "é" * 95 + " */\n", [1], {}),
    ("length", "tools/x.py", "def f():\n" + "    g()\n" * 79, "def f():\n" + "    g()\n" * 80, [1], {}),
    ("nesting", "app/a.c", NESTED % "step ();",
     NESTED % "if (e)\n                    {\n                      step ();\n                    }", [13], {}),
    ("comments", "app/a.c", 'x = "http://a"; /* http://b */\n', "x = 1; // one\n", [1], {}),
    ("goto", "app/a.c", "/* goto */ x = 1;\n", "  goto out;\n", [1], {}),
    ("truth", "app/a.c", "if (ok)\n  x = TRUE;\n", "if (ok == TRUE)\n  x = 1;\nif (FALSE != ok)\n", [1, 3], {}),
    ("checks", "meson.build", "'-DNDEBUG_NOT',\n", "'-DG_DISABLE_CHECKS',\n", [1], {}),
    ("blocking", "app/live/a.c", "g_file_load_contents_async (f);\ng_object_read (a);\n",
     "g_file_load_contents (f);\ng_usleep (1);\nsecret_password_lookup_sync (s);\n", [1, 2, 3], {}),
    ("blocking", "app/sync/a.c", "sqlite3_step (s);\nsoup_session_send_async (s);\n",
     "soup_session_send (s);\n", [1], {}),
    ("blocking", "service/http/a.c", "parvis_store_submit (s);\n",
     "parvis_store_apply (s);\ngetaddrinfo (a);\nsleep (1);\n", [1, 2, 3], {}),
    ("pictures", "app/a.c", "gdk_texture_new_from_resource (p);\n",
     "gdk_texture_new_from_bytes (b);\ngdk_pixbuf_new_from_stream (s);\n"
     "gtk_picture_new_for_filename (f);\n", [1, 2, 3], {}),
    ("task_tag", "app/a.c",
     "static void\nf (void)\n{\n  t = g_task_new (s);\n  g_task_set_source_tag (t, f);\n}\n",
     "static void\nf (void)\n{\n  t = g_task_new (s);\n}\n", [4], {}),
    ("json", "app/a.c", "parvis_json_parse (t);\n", "#include <json-glib/json-glib.h>\njson_loads (t);\n",
     [1, 2], {}),
    ("errors", "app/sync/a.c", "g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID, m);\n",
     "g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, m);\n"
     "g_task_return_new_error (task, G_FILE_ERROR, 1, m);\n", [1, 2], {}),
    ("layout", "app/a.c", "switch (a)\n  {\n  case 1:\n  case 2:\n    f (_(\"x\"));\n    break;\n\n  case 3:\n"
     "    break;\n  }\n#define A(x) ((x) + 1)\n",
     "  f(a);\n\tx = 1;\ny = 1; \n    break;\n  case 3:\n", [1, 2, 3, 5], {}),
    ("order", "common/parvis-a.c",
     '#define G_LOG_DOMAIN "a"\n' + includes("config.h", "parvis-a.h", "parvis-b.h") + "#include <glib.h>\n",
     '#define G_LOG_DOMAIN "a"\n' + includes("config.h", "parvis-a.h") + "#include <glib.h>\n"
     + includes("parvis-b.h"), [4], {}),
    ("order", "service/http/parvis-a.c",
     '#define G_LOG_DOMAIN "a"\n' + includes("config.h", "parvis-a-private.h", "parvis-0.h"),
     '#define G_LOG_DOMAIN "a"\n' + includes("config.h", "parvis-0.h", "parvis-a-private.h"), [3], {}),
    ("order", "common/parvis-a.c", '#define G_LOG_DOMAIN "a"\n' + includes("config.h"),
     "#include <glib.h>\n", [1, 2], {}),
    ("machine", "app/a.c", "/* Network: https://a/work/b */\n", "/* TODO */\nx = \"/work/a\";\ny = \"../shared\";\n",
     [1, 2, 3], {}),
    ("ui_text", "resources/a.ui",
     '<interface><property name="label" translatable="yes">Hello</property>\n'
     '<property name="label">42 %</property></interface>',
     '<interface><property name="label">Hello</property></interface>', [1], {}),
    ("ui_text", "resources/b.ui", "<interface/>", "<interface>", [1], {}),
    ("ui_names", "resources/a.ui",
     '<interface><object class="GtkButton"><property name="icon-name">a</property>'
     '<accessibility><property name="label">A</property></accessibility></object></interface>',
     '<interface>\n<object class="GtkButton" id="b"><property name="icon-name">a</property></object>\n'
     '<template class="ParvisList" parent="GtkListView"/></interface>', [2, 3], {}),
    ("alignment", "common/a.c",
     "static gboolean\nexec (ExDb        *self,\n      const char  *sql,\n      GError     **error)\n{\n}\n",
     "static gboolean\nexec (ExDb *self, const char *sql,\n      GError **error)\n{\n}\n", [2], {}),
    ("alignment", "common/a.h", GOOD_HEADER,
     GOOD_HEADER.replace("gboolean    parvis_word_read", "gboolean parvis_word_read"), [5], {}),
]
