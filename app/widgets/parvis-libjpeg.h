/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* libjpeg's header takes for granted what it needs of the C library. */
#include <stddef.h>
#include <stdio.h>
#include <jpeglib.h>
