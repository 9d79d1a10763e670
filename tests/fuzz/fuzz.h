/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* What libFuzzer calls, and tests/fuzz/replay.c with every file of the corpus. A
 * target aborts where a promise is broken; what it returns is always 0.
 */
int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);
