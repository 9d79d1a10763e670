# SPDX-License-Identifier: GPL-3.0-or-later
"""Sets the sample town up in a service, and a desktop up for it, as an operator would."""
import datetime
import json
import os
import subprocess

from programs import Failure

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
SAMPLE = os.path.join(TOP, "data", "sample")
INSEE = "00001"
LOCAL = (16, 42)          # what the clocks of the sample town say now


def offset_now():
    """Minutes east of UTC where it is 16:42 now, between -719 and 720."""
    now = datetime.datetime.now(datetime.timezone.utc)
    minutes = LOCAL[0] * 60 + LOCAL[1] - (now.hour * 60 + now.minute)
    return (minutes + 719) % 1440 - 719


def clock(offset):
    return f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}"


def zone_for_town(offset):
    """As GLib reads it: ISO 8601."""
    return clock(offset)


def zone_for_desktop(offset):
    """As the C library reads it: POSIX, where the sign is the other way round."""
    return f"<{clock(offset).replace(':', '')}>{clock(-offset)}"
