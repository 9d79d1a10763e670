/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* libjpeg's headers take for granted what they need of the C library. */
#include <stddef.h>
#include <stdio.h>
#include <jpeglib.h>
#include <jerror.h>
