/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-decoders"

#include "config.h"

#include "parvis-decoders.h"

/* The layouts are those of the makers' documents and of the codecs in The Things
 * Network's device repository. Lengths are checked strictly: bytes of another
 * device behind a wrong preset must give nothing, never a number.
 */

static guint
read_u16_be (const guint8 *bytes)
{
  return (guint) bytes[0] << 8 | bytes[1];
}

static guint
read_u16_le (const guint8 *bytes)
{
  return (guint) bytes[1] << 8 | bytes[0];
}

static gint64
read_u32_le (const guint8 *bytes)
{
  return (gint64) bytes[3] << 24 | (gint64) bytes[2] << 16 | (gint64) bytes[1] << 8 | bytes[0];
}

static void
set_int (json_t     *object,
         const char *name,
         gint64      value)
{
  json_object_set_new (object, name, json_integer (value));
}

/* One bit says whether a car stands on the sensor; the others are unused. */
static json_t *
make_space (guint8 byte)
{
  if (byte > 1)
    return NULL;

  return json_pack ("{s:b}", "occupied", byte);
}

/**
 * parvis_decode_bosch_tps110:
 *
 * Parking lot sensor TPS110, firmware from 0.29.2: status on port 1, heartbeat
 * with a temperature on port 2, start-up on port 3.
 */
json_t *
parvis_decode_bosch_tps110 (const guint8 *bytes,
                            gsize         n_bytes,
                            int           port)
{
  if (port == 1 && n_bytes == 1)
    return make_space (bytes[0]);
  if (port == 2 && (n_bytes == 1 || n_bytes == 2))
    return make_space (bytes[0]);
  if (port == 3 && n_bytes == 17)
    return make_space (bytes[16]);

  return NULL;
}

/**
 * parvis_decode_nwave_nps310:
 *
 * Surface-mounted parking sensor NPS310SM: as the former, but its start-up
 * message is shorter.
 */
json_t *
parvis_decode_nwave_nps310 (const guint8 *bytes,
                            gsize         n_bytes,
                            int           port)
{
  if ((port == 1 || port == 2) && n_bytes == 1)
    return make_space (bytes[0]);
  if (port == 3 && n_bytes == 5)
    return make_space (bytes[4]);

  return NULL;
}

/**
 * parvis_decode_nwave_ncc405:
 *
 * Car counter NCC405: the total on port 1, the battery on port 2 in steps of
 * 4 mV above 2.5 V.
 */
json_t *
parvis_decode_nwave_ncc405 (const guint8 *bytes,
                            gsize         n_bytes,
                            int           port)
{
  if (port == 1 && n_bytes == 2)
    return json_pack ("{s:i}", "counter_value", (int) read_u16_be (bytes));
  if (port == 2 && n_bytes == 3)
    return json_pack ("{s:f,s:f}",
                      "battery_voltage", (2500 + bytes[1] * 4) / 1000.0,
                      "battery_voltage_mean_24h", (2500 + bytes[2] * 4) / 1000.0);

  return NULL;
}

/**
 * parvis_decode_imbuildings:
 *
 * People counter (type 2) with totals (variant 6); big-endian.
 */
json_t *
parvis_decode_imbuildings (const guint8 *bytes,
                           gsize         n_bytes,
                           int           port)
{
  if (n_bytes != 23 || bytes[0] != 0x02 || bytes[1] != 0x06)
    return NULL;

  return json_pack ("{s:f,s:i,s:i,s:i,s:i}",
                    "battery_voltage", read_u16_be (bytes + 11) / 100.0,
                    "counter_a", (int) read_u16_be (bytes + 13),
                    "counter_b", (int) read_u16_be (bytes + 15),
                    "total_counter_a", (int) read_u16_be (bytes + 18),
                    "total_counter_b", (int) read_u16_be (bytes + 20));
}

/* Milesight sends channels: an id, a type, and data whose length the two imply. */
typedef gsize (*ReadChannelFunc) (json_t       *object,
                                  guint         id,
                                  guint         type,
                                  const guint8 *data,
                                  gsize         n_data);

/* What stands behind a channel that is not known cannot be told apart, so
 * reading ends there. Returns the length of the channel's data, or 0.
 */
static gsize
read_common_channel (json_t       *object,
                     guint         id,
                     guint         type,
                     const guint8 *data,
                     gsize         n_data)
{
  static const struct
  {
    guint type;
    gsize length;
  } about[] = {
    { 0x01, 1 }, { 0x08, 6 }, { 0x09, 2 }, { 0x0b, 1 }, { 0x0f, 1 }, { 0x16, 8 }, { 0xfe, 1 },
    { 0xff, 2 },
  };

  if (id == 0x01 && type == 0x75 && n_data >= 1)
    {
      if (data[0] <= 100)
        set_int (object, "battery", data[0]);

      return 1;
    }

  for (guint i = 0; id == 0xff && i < G_N_ELEMENTS (about); i++)
    {
      if (about[i].type == type)
        return about[i].length;
    }

  return 0;
}

static json_t *
read_channels (const guint8    *bytes,
               gsize            n_bytes,
               ReadChannelFunc  read_channel)
{
  g_autoptr(json_t) object = json_object ();

  for (gsize i = 0; i + 2 < n_bytes;)
    {
      const guint8 *data = bytes + i + 2;
      gsize n_data = n_bytes - i - 2;
      gsize used = read_channel (object, bytes[i], bytes[i + 1], data, n_data);

      if (used == 0)
        used = read_common_channel (object, bytes[i], bytes[i + 1], data, n_data);
      if (used == 0 || used > n_data)
        break;

      i += 2 + used;
    }

  return json_object_size (object) == 0 ? NULL : g_steal_pointer (&object);
}

static gsize
read_vs12_channel (json_t       *object,
                   guint         id,
                   guint         type,
                   const guint8 *data,
                   gsize         n_data)
{
  if (id == 0x04 && type == 0xc9 && n_data >= 4)
    {
      set_int (object, "people_counter_all", data[0]);
      set_int (object, "region_count", data[1]);
      return 4;
    }

  if (id == 0x05 && type == 0xcc && n_data >= 4)
    {
      set_int (object, "in", read_u16_le (data));
      set_int (object, "out", read_u16_le (data + 2));
      return 4;
    }

  if (id == 0x06 && type == 0xcd)
    return 1;

  return id == 0xff && type == 0x0a ? 4 : 0;
}

/**
 * parvis_decode_milesight_vs12:
 *
 * Workplace occupancy sensors VS121 and VS125.
 */
json_t *
parvis_decode_milesight_vs12 (const guint8 *bytes,
                              gsize         n_bytes,
                              int           port)
{
  return read_channels (bytes, n_bytes, read_vs12_channel);
}

static void
set_line (json_t     *object,
          guint       line,
          const char *name,
          gint64      value)
{
  char key[] = "line_0";
  json_t *counts;

  key[5] = (char) ('1' + line);
  counts = json_object_get (object, key);

  if (counts == NULL)
    {
      json_object_set_new (object, key, json_object ());
      counts = json_object_get (object, key);
    }

  set_int (counts, name, value);
}

/* Three channels for each of four lines, from 3 on; from 17 on the same lines
 * for children, who are in the former too.
 */
static gsize
read_vs13_channel (json_t       *object,
                   guint         id,
                   guint         type,
                   const guint8 *data,
                   gsize         n_data)
{
  gboolean adults = id >= 0x03 && id <= 0x0e;
  gboolean children = id >= 0x11 && id <= 0x1c;
  guint line = (id - 0x03) / 3;
  guint which = (id - 0x03) % 3;

  if (adults && type == (which == 2 ? 0xcc : 0xd2) && n_data >= 4)
    {
      if (which < 2)
        {
          set_line (object, line, which == 0 ? "total_in" : "total_out", read_u32_le (data));
        }
      else
        {
          set_line (object, line, "period_in", read_u16_le (data));
          set_line (object, line, "period_out", read_u16_le (data + 2));
        }

      return 4;
    }

  if (id == 0x0f && type == 0xe3 && n_data >= 4)
    {
      set_int (object, "region_1_count", data[0]);
      set_int (object, "region_2_count", data[1]);
      set_int (object, "region_3_count", data[2]);
      set_int (object, "region_4_count", data[3]);
      return 4;
    }

  if ((children && (type == 0xd2 || type == 0xcc)) || (id == 0x1d && type == 0xe3))
    return 4;
  if ((id == 0x10 || id == 0x1e) && type == 0xe4)
    return 5;
  if (id == 0x50 && type == 0xfc)
    return 3;

  return id == 0xff && type == 0x1f ? 4 : 0;
}

/**
 * parvis_decode_milesight_vs13:
 *
 * People counters VS133 and VS135.
 */
json_t *
parvis_decode_milesight_vs13 (const guint8 *bytes,
                              gsize         n_bytes,
                              int           port)
{
  return read_channels (bytes, n_bytes, read_vs13_channel);
}

static gsize
read_vs33_channel (json_t       *object,
                   guint         id,
                   guint         type,
                   const guint8 *data,
                   gsize         n_data)
{
  if (id == 0x02 && type == 0x82)
    return 2;

  if (id == 0x03 && type == 0x8e && n_data >= 1)
    {
      if (data[0] <= 1)
        json_object_set_new (object, "occupancy",
                             json_string (data[0] == 0 ? "vacant" : "occupied"));

      return 1;
    }

  if (id == 0x04 && type == 0x8e)
    return 1;

  return id == 0xff && type == 0x0a ? 2 : 0;
}

/**
 * parvis_decode_milesight_vs33:
 *
 * Occupancy sensor VS330.
 */
json_t *
parvis_decode_milesight_vs33 (const guint8 *bytes,
                              gsize         n_bytes,
                              int           port)
{
  return read_channels (bytes, n_bytes, read_vs33_channel);
}

/* With the highest bit set the channel ends with the alarm that sent it. */
static gsize
read_vs35_channel (json_t       *object,
                   guint         id,
                   guint         type,
                   const guint8 *data,
                   gsize         n_data)
{
  gsize length = id >= 0x80 ? 5 : 4;

  if ((id & 0x7f) == 0x04 && type == 0xcc && n_data >= length)
    {
      set_int (object, "total_in", read_u16_le (data));
      set_int (object, "total_out", read_u16_le (data + 2));
      return length;
    }

  if ((id & 0x7f) == 0x05 && type == 0xcc && n_data >= length)
    {
      set_int (object, "period_in", read_u16_le (data));
      set_int (object, "period_out", read_u16_le (data + 2));
      return length;
    }

  if ((id & 0x7f) == 0x03 && type == 0x67)
    return id >= 0x80 ? 3 : 2;
  if (id == 0x0a && type == 0xef)
    return 4;
  if (id == 0x20 && type == 0xce && n_data >= 5)
    return data[4] == 0 ? 9 : 13;

  return id == 0xff && type == 0x0a ? 2 : 0;
}

/**
 * parvis_decode_milesight_vs35:
 *
 * Passage people counters VS350 and VS351.
 */
json_t *
parvis_decode_milesight_vs35 (const guint8 *bytes,
                              gsize         n_bytes,
                              int           port)
{
  return read_channels (bytes, n_bytes, read_vs35_channel);
}
