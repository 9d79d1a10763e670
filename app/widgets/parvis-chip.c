/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-chip"

#include "config.h"

#include "parvis-chip.h"

#include "parvis-icon-button.h"
#include "parvis-line-layout.h"
#include "parvis-link-text.h"
#include "parvis-queue-view.h"

#include <glib/gi18n.h>

/* The sidebar has room for as many. */
#define DETAILS_CHARS 30

struct _ParvisChip
{
  GtkWidget       parent_instance;

  /* Children */
  GtkWidget      *button;
  GtkWidget      *image;
  GtkWidget      *title;
  GtkWidget      *details;

  /* Owned */
  ParvisDesk     *desk;

  ParvisChipForm  form;
};

G_DEFINE_FINAL_TYPE (ParvisChip, parvis_chip, GTK_TYPE_WIDGET)

static void
set_class (GtkWidget  *widget,
           const char *name,
           gboolean    set)
{
  if (set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
refresh (ParvisChip *self)
{
  ParvisLinkFacts facts;
  g_autofree char *title = NULL;
  g_autofree char *details = NULL;
  g_autofree char *line = NULL;
  g_autofree char *name = NULL;

  parvis_desk_read_link (self->desk, &facts);
  title = parvis_link_text_title (&facts);
  details = parvis_link_text_details (&facts);
  line = parvis_link_text_line (&facts);

  gtk_image_set_from_icon_name (GTK_IMAGE (self->image), parvis_link_icon (facts.link));
  if (self->form == PARVIS_CHIP_TWO_LINES)
    gtk_label_set_label (GTK_LABEL (self->title), title);
  else if (facts.link == PARVIS_LINK_ONLINE && parvis_desk_get_compact (self->desk))
    gtk_label_set_label (GTK_LABEL (self->title), "0");
  else
    gtk_label_set_label (GTK_LABEL (self->title), line);
  gtk_label_set_label (GTK_LABEL (self->details), details);

  set_class (self->button, "online", parvis_link_is_up (facts.link));
  set_class (self->button, "offline", !parvis_link_is_up (facts.link) &&
                                      facts.link != PARVIS_LINK_CONNECTING &&
                                      facts.link != PARVIS_LINK_WAKING);

  name = g_strdup_printf (_("Connection: %s"), line);
  parvis_set_label (self->button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, details, -1);
}

static void
changed_cb (GObject    *object,
            GParamSpec *pspec,
            gpointer    user_data)
{
  refresh (PARVIS_CHIP (user_data));
}

static void
tick_cb (ParvisTicker *ticker,
         gpointer      user_data)
{
  refresh (PARVIS_CHIP (user_data));
}

/* Built when it is first wanted, and let go when it closes: it follows the
 * queue only while somebody looks.
 */
static void
create_popover_cb (GtkMenuButton *button,
                   gpointer       user_data)
{
  ParvisChip *self = PARVIS_CHIP (user_data);
  GtkWidget *popover = gtk_popover_new ();

  gtk_popover_set_child (GTK_POPOVER (popover), parvis_queue_view_new (self->desk));
  gtk_widget_add_css_class (popover, "queue");
  gtk_menu_button_set_popover (button, popover);
}

static void
parvis_chip_dispose (GObject *object)
{
  ParvisChip *self = PARVIS_CHIP (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (parvis_chip_parent_class)->dispose (object);
}

static void
parvis_chip_class_init (ParvisChipClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_chip_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
parvis_chip_init (ParvisChip *self)
{
}

static GtkWidget *
build_label (const char *css_class,
             gboolean    status)
{
  return g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "ellipsize", PANGO_ELLIPSIZE_END,
                       "css-classes", (const char *[]) { css_class, "tnum", NULL },
                       "accessible-role", status ? GTK_ACCESSIBLE_ROLE_STATUS
                                                 : GTK_ACCESSIBLE_ROLE_LABEL, NULL);
}

static void
build (ParvisChip *self)
{
  gboolean two = self->form == PARVIS_CHIP_TWO_LINES;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, two ? 8 : 6);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *arrow = gtk_image_new_from_icon_name ("pan-up-symbolic");

  self->image = g_object_new (GTK_TYPE_IMAGE, "accessible-role",
                              GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  self->title = build_label (two ? "chip-title" : "chip-line", TRUE);
  self->details = build_label ("fresh", FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (self->details), PANGO_ELLIPSIZE_NONE);
  /* One line of all that the sidebar has; a longer one takes a second, and does not make
   * the sidebar wider.
   */
  gtk_label_set_wrap (GTK_LABEL (self->details), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (self->details), DETAILS_CHARS);
  gtk_widget_set_hexpand (self->details, TRUE);
  gtk_widget_set_visible (self->details, two);
  gtk_widget_set_visible (arrow, two);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);

  gtk_box_append (GTK_BOX (lines), self->title);
  gtk_box_append (GTK_BOX (lines), parvis_line_new (self->details));
  gtk_box_append (GTK_BOX (box), self->image);
  gtk_box_append (GTK_BOX (box), lines);
  gtk_box_append (GTK_BOX (box), arrow);

  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), box);
  /* GTK centres the child at the width it would like, which with large text pushes the
   * arrow out of the sidebar: it likes little, and gets all there is.
   */
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_halign (gtk_widget_get_parent (box), GTK_ALIGN_FILL);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->button),
                                 two ? GTK_ARROW_UP : GTK_ARROW_DOWN);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->button), create_popover_cb, self,
                                         NULL);
  gtk_widget_add_css_class (self->button, two ? "chip-row" : "chip");
  gtk_widget_add_css_class (self->button, two ? "flat" : "chip-button");
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

GtkWidget *
parvis_chip_new (ParvisDesk     *desk,
                 ParvisChipForm  form)
{
  ParvisChip *self;
  ParvisSession *session;

  g_return_val_if_fail (PARVIS_IS_DESK (desk), NULL);

  session = parvis_desk_get_session (desk);
  self = g_object_new (PARVIS_TYPE_CHIP, NULL);
  self->desk = g_object_ref (desk);
  self->form = form;
  build (self);

  g_signal_connect_object (session, "notify", G_CALLBACK (changed_cb), self, 0);
  g_signal_connect_object (parvis_desk_get_ticker (desk), "tick", G_CALLBACK (tick_cb), self, 0);
  g_signal_connect_object (desk, "notify::compact", G_CALLBACK (changed_cb), self, 0);
  refresh (self);

  return GTK_WIDGET (self);
}

void
parvis_chip_popup (ParvisChip *self)
{
  g_return_if_fail (PARVIS_IS_CHIP (self));

  gtk_menu_button_popup (GTK_MENU_BUTTON (self->button));
}
