/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-first"

#include "config.h"

#include "parvis-first.h"

#include "parvis-gauge.h"
#include "parvis-words.h"

#include <glib/gi18n.h>

#define KEY       "first-run"
#define N_MODULES 4

struct _ParvisFirst
{
  GObject     parent_instance;

  /* Owned */
  ParvisDesk *desk;
  GSettings  *settings;
  json_t     *draft;
};

G_DEFINE_FINAL_TYPE (ParvisFirst, parvis_first, G_TYPE_OBJECT)

static guint changed_signal;

/* What is still to be kept of one sending, and whom that is told. */
typedef struct
{
  ParvisFirstDone  done;
  GObject         *object;
  ParvisDesk      *desk;
  guint            left;
  gboolean         failed;
} Sending;

static char *
dup_kept (GSettings  *settings,
          const char *town)
{
  g_autoptr(GVariant) all = g_settings_get_value (settings, KEY);
  char *text = NULL;

  g_variant_lookup (all, town, "s", &text);

  return text;
}

static void
write_kept (ParvisFirst *self,
            const char  *text)
{
  const char *town = parvis_session_get_town (parvis_first_get_session (self));
  g_autoptr(GVariant) all = g_settings_get_value (self->settings, KEY);
  GVariantBuilder builder;
  GVariantIter iter;
  const char *other;
  const char *draft;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, all);
  while (g_variant_iter_next (&iter, "{&s&s}", &other, &draft))
    if (strcmp (other, town) != 0)
      g_variant_builder_add (&builder, "{ss}", other, draft);
  if (text != NULL)
    g_variant_builder_add (&builder, "{ss}", town, text);
  g_settings_set_value (self->settings, KEY, g_variant_builder_end (&builder));
}

ParvisDesk *
parvis_first_get_desk (ParvisFirst *self)
{
  return self->desk;
}

ParvisSession *
parvis_first_get_session (ParvisFirst *self)
{
  return parvis_desk_get_session (self->desk);
}

json_t *
parvis_first_get_draft (ParvisFirst *self)
{
  return self->draft;
}

static gboolean
is_of_module (const json_t *facility,
              const char   *module)
{
  return (g_strcmp0 (json_string_value (json_object_get (facility, "kind")), "car_park") == 0) ==
         (strcmp (module, "parking") == 0);
}

static void
fill_position (json_t *place,
               double  lat,
               double  lon)
{
  char one[G_ASCII_DTOSTR_BUF_SIZE];
  char two[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *text = g_strconcat (g_ascii_formatd (one, sizeof one, "%.5f", lat), ", ",
                                       g_ascii_formatd (two, sizeof two, "%.5f", lon), NULL);

  parvis_json_set_string (place, "position", text);
}

static void
fill_from (ParvisFirst  *self,
           json_t       *place,
           const json_t *facility)
{
  static const char *const members[] = { "id", "name", "address" };
  const char *gauge = json_string_value (json_array_get (json_object_get (facility, "gauges"), 0));
  g_autoptr(ParvisEntityRef) entity = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (json_object_get (facility, members[i]) != NULL)
      json_object_set (place, members[i], json_object_get (facility, members[i]));
  fill_position (place, json_number_value (json_object_get (facility, "lat")),
                 json_number_value (json_object_get (facility, "lon")));

  if (gauge != NULL)
    entity = parvis_session_dup_entity (parvis_first_get_session (self), PARVIS_KIND_GAUGE, gauge);
  if (entity != NULL && json_is_integer (json_object_get (entity->body, "capacity")))
    {
      gint64 capacity = parvis_gauge_read_whole (entity->body);
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, capacity);

      parvis_json_set_string (place, "capacity", text);
    }
}

static const char *
get_template (json_t *place)
{
  const char *template = parvis_first_draft_get (place, "template");

  return template[0] != '\0' ? template : PARVIS_FIRST_TEMPLATE;
}

/* (transfer full) (nullable): the procedure that is in use already */
static ParvisEntityRef *
dup_procedure (ParvisFirst *self,
               const char  *id)
{
  g_autoptr(GPtrArray) all = parvis_session_list_entities (parvis_first_get_session (self),
                                                           PARVIS_KIND_PROCEDURE);

  for (guint i = 0; i < all->len; i++)
    {
      ParvisEntityRef *entity = g_ptr_array_index (all, i);
      const json_t *name = json_object_get (entity->body, "procedure");

      if (g_strcmp0 (json_string_value (name), id) == 0 &&
          json_is_true (json_object_get (entity->body, "current")))
        return parvis_entity_ref (entity);
    }

  return NULL;
}

static gboolean
fill_from_procedure (ParvisFirst *self,
                     json_t      *place)
{
  static const char *const members[] = { "name", "address", "phone", "email" };
  g_autoptr(ParvisEntityRef) current = dup_procedure (self, get_template (place));
  const json_t *card;

  if (current == NULL || json_object_get (place, "name") != NULL)
    return FALSE;

  card = json_object_get (json_object_get (current->body, "form"), "card");
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_set (place, members[i], json_object_get (card, members[i]));

  return TRUE;
}

/* Somebody may have prepared it, at another desk. */
static gboolean
fill_prepared (ParvisFirst *self,
               json_t      *place)
{
  const char *module = parvis_first_draft_get_module (self->draft);
  gboolean shop = parvis_first_draft_is_shop (self->draft);
  g_autoptr(GPtrArray) all = NULL;

  if (!parvis_first_setup_has (self, "prepared", module))
    return FALSE;
  if (parvis_first_draft_is_desk (self->draft))
    return fill_from_procedure (self, place);

  all = parvis_session_list_entities (parvis_first_get_session (self),
                                      shop ? PARVIS_KIND_MERCHANT : PARVIS_KIND_FACILITY);
  for (guint i = 0; i < all->len; i++)
    {
      const ParvisEntityRef *facility = g_ptr_array_index (all, i);

      if (facility->body == NULL ||
          (!shop && (!is_of_module (facility->body, module) ||
                     !json_is_false (json_object_get (facility->body, "published")))))
        continue;

      fill_from (self, place, facility->body);
      if (shop)
        json_object_set_new (place, "sent", json_true ());
      return TRUE;
    }

  return FALSE;
}

json_t *
parvis_first_get_place (ParvisFirst *self)
{
  json_t *place = parvis_first_draft_get_place (self->draft);
  g_autoptr(ParvisEntityRef) town = NULL;
  const json_t *center;

  if (json_object_get (place, "position") != NULL || fill_prepared (self, place))
    return place;

  town = parvis_first_dup_entity (self, PARVIS_KIND_TOWN);
  center = town != NULL ? json_object_get (town->body, "center") : NULL;
  if (center != NULL)
    fill_position (place, json_number_value (json_object_get (center, "lat")),
                   json_number_value (json_object_get (center, "lon")));

  return place;
}

void
parvis_first_keep (ParvisFirst *self)
{
  g_autofree char *text = parvis_json_dump (self->draft);

  write_kept (self, text);
  g_signal_emit (self, changed_signal, 0);
}

void
parvis_first_forget (ParvisFirst *self)
{
  write_kept (self, NULL);
}

ParvisEntityRef *
parvis_first_dup_entity (ParvisFirst *self,
                         const char  *kind)
{
  ParvisSession *session = parvis_first_get_session (self);
  ParvisEntityRef *entity =
    parvis_session_dup_entity (session, kind, parvis_session_get_town (session));

  if (entity != NULL && entity->body == NULL)
    g_clear_pointer (&entity, parvis_entity_unref);

  return entity;
}

static gboolean
list_has (const json_t *list,
          const char   *word)
{
  for (gsize i = 0; i < json_array_size (list); i++)
    if (g_strcmp0 (json_string_value (json_array_get (list, i)), word) == 0)
      return TRUE;

  return FALSE;
}

gboolean
parvis_first_setup_has (ParvisFirst *self,
                        const char  *name,
                        const char  *word)
{
  g_autoptr(ParvisEntityRef) setup = parvis_first_dup_entity (self, PARVIS_KIND_SETUP);

  return setup != NULL && list_has (json_object_get (setup->body, name), word);
}

static void
submitted_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Sending *sending = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *key = parvis_session_submit_finish (PARVIS_SESSION (object), result, &error);

  if (key == NULL)
    {
      g_warning ("A small step cannot be kept: %s", error->message);
      sending->failed = TRUE;
    }
  if (--sending->left > 0)
    return;

  if (sending->failed)
    parvis_desk_say (sending->desk, _("This could not be kept on this computer. Try again."), 0);
  sending->done (!sending->failed, sending->object);
  g_object_unref (sending->object);
  g_object_unref (sending->desk);
  g_free (sending);
}

static void
submit (ParvisFirst *self,
        Sending     *sending,
        const char  *verb,
        const char  *object,
        json_t      *body)
{
  sending->left++;
  parvis_session_submit_async (parvis_first_get_session (self), verb, object, body, NULL,
                               submitted_cb, sending);
}

static void
submit_module (ParvisFirst *self,
               Sending     *sending,
               const char  *module,
               gboolean     on,
               gboolean     published)
{
  g_autoptr(json_t) body = json_pack ("{s:b, s:b}", "on", on, "published", published);

  submit (self, sending, "module.set", module, body);
}

/* What was tried first and is not the choice any more. */
static void
submit_others (ParvisFirst *self,
               Sending     *sending)
{
  json_t *places = json_object_get (self->draft, "places");
  const char *chosen = parvis_first_draft_get_module (self->draft);
  const char *module;
  json_t *place;

  json_object_foreach (places, module, place)
    {
      if (strcmp (module, chosen) == 0 || !json_is_true (json_object_get (place, "sent")))
        continue;

      json_object_del (place, "sent");
      submit_module (self, sending, module, FALSE, FALSE);
    }
}

static void
submit_town (ParvisFirst *self,
             Sending     *sending)
{
  ParvisSession *session = parvis_first_get_session (self);
  const char *typed = parvis_first_draft_get (self->draft, "population");
  const char *name = parvis_first_draft_get (self->draft, "name");
  g_autoptr(json_t) body = json_object ();

  if (typed[0] != '\0' && parvis_first_setup_has (self, "own", "population"))
    json_object_set_new (body, "population",
                         json_integer (parvis_first_read_number (typed, G_MAXINT64)));
  if (name[0] != '\0' && parvis_first_setup_has (self, "own", "name"))
    parvis_json_set_string (body, "name", name);

  if (json_object_size (body) > 0)
    submit (self, sending, "town.tell", parvis_session_get_town (session), body);
}

/* A shop wants the module on; one that was sent is there. */
static void
submit_shop (ParvisFirst *self,
             Sending     *sending,
             json_t      *place)
{
  gboolean known = json_is_true (json_object_get (place, "sent"));
  g_autoptr(json_t) body = parvis_first_place_to_shop (place);

  if (known)
    json_object_del (body, "id");
  submit (self, sending, known ? "shop.set" : "shop.add",
          known ? parvis_first_draft_get (place, "id") : "orders", body);
}

/* A procedure wants the module on, as a shop does. */
static void
submit_procedure (ParvisFirst *self,
                  Sending     *sending,
                  json_t      *place)
{
  g_autoptr(ParvisEntityRef) current = dup_procedure (self, get_template (place));
  g_autoptr(json_t) body = NULL;

  /* What is on its way is not here yet. */
  if (current == NULL && json_is_true (json_object_get (place, "sent")))
    return;

  body = parvis_first_place_to_procedure (place, current != NULL ? current->body : NULL);
  if (body != NULL)
    submit (self, sending, "procedure.add", "dossiers", body);
}

static void
submit_place (ParvisFirst *self,
              Sending     *sending,
              json_t      *place,
              const char  *module)
{
  g_autoptr(json_t) feature = parvis_first_place_to_feature (place, module);

  submit (self, sending, "facility.import", parvis_first_draft_get (place, "id"), feature);
}

void
parvis_first_send (ParvisFirst     *self,
                   gboolean         published,
                   ParvisFirstDone  done,
                   GObject         *object)
{
  const char *module = parvis_first_draft_get_module (self->draft);
  json_t *place = parvis_first_get_place (self);
  gboolean shop = parvis_first_draft_is_shop (self->draft);
  gboolean desk = parvis_first_draft_is_desk (self->draft);
  Sending *sending = g_new0 (Sending, 1);

  sending->done = done;
  sending->object = g_object_ref (object);
  sending->desk = g_object_ref (self->desk);
  submit_town (self, sending);
  if (!shop && !desk)
    submit_place (self, sending, place, module);
  submit_others (self, sending);
  submit_module (self, sending, module, TRUE, published);
  if (shop)
    submit_shop (self, sending, place);
  else if (desk)
    submit_procedure (self, sending, place);
  json_object_set_new (place, "sent", json_true ());
  parvis_first_keep (self);
}

static void
parvis_first_finalize (GObject *object)
{
  ParvisFirst *self = PARVIS_FIRST (object);

  g_clear_object (&self->desk);
  g_clear_object (&self->settings);
  json_decref (self->draft);

  G_OBJECT_CLASS (parvis_first_parent_class)->finalize (object);
}

static void
parvis_first_class_init (ParvisFirstClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = parvis_first_finalize;

  changed_signal = g_signal_new ("changed", PARVIS_TYPE_FIRST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
parvis_first_init (ParvisFirst *self)
{
}

ParvisFirst *
parvis_first_new (ParvisDesk *desk,
                  GSettings  *settings)
{
  ParvisFirst *self = g_object_new (PARVIS_TYPE_FIRST, NULL);
  g_autofree char *kept = NULL;

  self->desk = g_object_ref (desk);
  self->settings = g_object_ref (settings);
  kept = dup_kept (settings, parvis_session_get_town (parvis_first_get_session (self)));
  self->draft = parvis_first_draft_load (kept);

  return self;
}

gboolean
parvis_first_is_useful (ParvisSession *session,
                        GSettings     *settings,
                        gboolean      *by_itself)
{
  const char *town = parvis_session_get_town (session);
  g_autoptr(ParvisEntityRef) setup = parvis_session_dup_entity (session, PARVIS_KIND_SETUP, town);
  g_autofree char *kept = dup_kept (settings, town);
  g_autoptr(json_t) draft = parvis_first_draft_load (kept);
  g_autoptr(GPtrArray) places = NULL;
  g_autoptr(GPtrArray) shops = NULL;
  g_autoptr(GPtrArray) procedures = NULL;

  *by_itself = FALSE;
  if (setup == NULL || setup->body == NULL ||
      (parvis_session_get_rights (session) & PARVIS_MAY_ADMINISTER) == 0)
    return FALSE;

  places = parvis_session_list_entities (session, PARVIS_KIND_FACILITY);
  shops = parvis_session_list_entities (session, PARVIS_KIND_MERCHANT);
  procedures = parvis_session_list_entities (session, PARVIS_KIND_PROCEDURE);
  *by_itself = !json_is_true (json_object_get (draft, "later")) &&
               (kept != NULL || (places->len + shops->len + procedures->len == 0 &&
                                 parvis_session_get_link (session) == PARVIS_LINK_ONLINE));

  return json_array_size (json_object_get (setup->body, "modules")) < N_MODULES;
}
