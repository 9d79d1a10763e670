/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-review"

#include "config.h"

#include "parvis-dossier-review-private.h"

#include "parvis-digit-key.h"
#include "parvis-review-panel.h"

/* Where one is in a dossier, and what the keys of ux.md §13 do there. */

#define MODIFIERS (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_SHIFT_MASK)

static void
pass_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  g_signal_emit_by_name (widget, "step", 1);
}

static void
move_by (ParvisDossierReview *self,
         int                  by)
{
  const json_t *documents = json_object_get (self->body, "documents");
  const json_t *document;
  guint position;
  guint n;

  if (!parvis_dossier_review_get_place (self, &position, &n))
    return;

  position = position - 1 + (guint) by;
  if (position >= n)
    return;

  document = json_array_get (documents, position);
  parvis_dossier_review_show (self, json_string_value (json_object_get (document,
                                                                        "requirement")));
  gtk_widget_activate_action (GTK_WIDGET (self), "review.focus", NULL);
}

/* To the document that is shown, so that keys mean what stands beside them. */
static void
focus_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  ParvisDossierReview *self = PARVIS_DOSSIER_REVIEW (widget);
  guint position;
  guint n;

  if (parvis_dossier_review_get_place (self, &position, &n) && position <= self->buttons->len)
    gtk_widget_grab_focus (g_ptr_array_index (self->buttons, position - 1));
}

void
parvis_dossier_review_show_panel (ParvisDossierReview *self)
{
  adw_flap_set_reveal_flap (self->flap, TRUE);
}

static void
note_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ParvisDossierReview *self = PARVIS_DOSSIER_REVIEW (widget);

  if (self->item == NULL)
    return;

  parvis_dossier_review_show_panel (self);
  parvis_review_panel_focus_note (PARVIS_REVIEW_PANEL (self->panel));
}

static void
reply_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  ParvisDossierReview *self = PARVIS_DOSSIER_REVIEW (widget);

  if (self->item == NULL)
    return;

  parvis_dossier_review_show_panel (self);
  parvis_review_panel_focus_reply (PARVIS_REVIEW_PANEL (self->panel));
}

/* It is read anew: what was done a moment ago is in it. */
static void
history_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  ParvisDossierReview *self = PARVIS_DOSSIER_REVIEW (widget);
  gboolean open = self->item != NULL && !adw_flap_get_reveal_flap (self->past);

  adw_flap_set_reveal_flap (self->past, open);
  if (open)
    {
      parvis_dossier_review_read (self);
      gtk_widget_child_focus (self->history, GTK_DIR_TAB_FORWARD);
    }
  else
    {
      gtk_widget_activate_action (widget, "review.focus", NULL);
    }
}

/* That somebody looks is recorded by the service, which gives it again. */
static void
show_phone_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  ParvisDossierReview *self = PARVIS_DOSSIER_REVIEW (widget);

  if (self->item == NULL)
    return;

  self->reveal = TRUE;
  parvis_dossier_review_read (self);
}

static gboolean
tick (ParvisDossierReview *self,
      guint                index)
{
  const ParvisRequirement *requirement = parvis_dossier_review_get_requirement (self);
  const ParvisPiece *piece;

  if (requirement == NULL)
    return FALSE;

  piece = parvis_requirement_find_piece (requirement, NULL);
  if (piece->checks == NULL || index >= piece->checks->len)
    return FALSE;

  parvis_dossier_review_set_ticks (self, parvis_dossier_review_get_ticks (self) ^ (1u << index));
  parvis_dossier_review_show (self, self->requirement);

  return TRUE;
}

/* --- keys --- */

static const struct
{
  guint           key;
  GdkModifierType state;
  const char     *action;
  gboolean        opens;        /* a window, which hears of its release: it is never held down */
} keys[] = {
  { GDK_KEY_v, 0, "review.approve", FALSE },
  { GDK_KEY_v, GDK_SHIFT_MASK, "review.seen", FALSE },
  { GDK_KEY_s, 0, "review.not-needed", FALSE },
  { GDK_KEY_r, 0, "review.again", TRUE },
  { GDK_KEY_p, 0, "review.pass", FALSE },
  { GDK_KEY_t, 0, "dossier.take", FALSE },
  { GDK_KEY_g, 0, "dossier.release", FALSE },
  { GDK_KEY_n, 0, "dossier.note", FALSE },
  { GDK_KEY_m, 0, "dossier.reply", FALSE },
  { GDK_KEY_l, 0, "dossier.label", TRUE },
  { GDK_KEY_h, 0, "review.history", FALSE },
  { GDK_KEY_a, 0, "review.add-file", TRUE },
  { GDK_KEY_a, GDK_SHIFT_MASK, "review.scan", TRUE },
};

/* What needs no letter: always there. */
static gboolean
press_plain (ParvisDossierReview *self,
             guint                keyval,
             GdkModifierType      state)
{
  if (state == GDK_CONTROL_MASK && (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter))
    gtk_widget_activate_action (GTK_WIDGET (self), "review.finish", NULL);
  else if (state == 0 && (keyval == GDK_KEY_Left || keyval == GDK_KEY_Right))
    move_by (self, keyval == GDK_KEY_Left ? -1 : 1);
  else if (state == 0 && keyval == GDK_KEY_Escape)
    gtk_widget_activate_action (GTK_WIDGET (self), "review.focus", NULL);
  else
    return FALSE;

  return TRUE;
}

gboolean
parvis_dossier_review_press (ParvisDossierReview *self,
                             guint                keyval,
                             GdkModifierType      state,
                             gboolean             again)
{
  gboolean single;

  g_return_val_if_fail (PARVIS_IS_DOSSIER_REVIEW (self), FALSE);

  if (self->item == NULL)
    return FALSE;

  state &= MODIFIERS;
  if (parvis_dossier_viewer_press (self->viewer, keyval, state,
                                   parvis_desk_get_single_keys (
                                     parvis_dossier_review_get_desk (self))))
    return TRUE;
  /* A key that is held down turns over documents and decides nothing. */
  if (again && (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter))
    return TRUE;
  if (press_plain (self, keyval, state))
    return TRUE;

  /* Without single keys all letters need Ctrl; digits are the pages' then. */
  single = parvis_desk_get_single_keys (parvis_dossier_review_get_desk (self));
  if (!single && (state & GDK_CONTROL_MASK) == 0)
    return FALSE;
  if (!single)
    state &= ~GDK_CONTROL_MASK;
  else if (!again && parvis_digit_of_key (keyval, state) != 0)
    return tick (self, parvis_digit_of_key (keyval, state) - 1);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (gdk_keyval_to_lower (keyval) == keys[i].key && state == keys[i].state &&
        (!again || keys[i].opens))
      {
        gtk_widget_activate_action (GTK_WIDGET (self), keys[i].action, NULL);
        return TRUE;
      }

  return FALSE;
}

void
parvis_dossier_review_install_moves (GtkWidgetClass *klass)
{
  static const struct
  {
    const char                  *name;
    GtkWidgetActionActivateFunc  activate;
  } actions[] = {
    { "review.pass", pass_action },
    { "review.focus", focus_action },
    { "review.history", history_action },
    { "review.show-phone", show_phone_action },
    { "dossier.note", note_action },
    { "dossier.reply", reply_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (klass, actions[i].name, NULL, actions[i].activate);
}
