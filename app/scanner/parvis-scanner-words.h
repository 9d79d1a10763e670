/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What parvis-scanner says on its standard output (parvis-scanner.c), each line with its end. */

#define PARVIS_SCANNER_PAGE  "page"     /* and how many bytes of JPEG come */
#define PARVIS_SCANNER_END   "end"
#define PARVIS_SCANNER_ERROR "error"    /* and one of these */

#define PARVIS_SCANNER_BUSY   "busy"
#define PARVIS_SCANNER_EMPTY  "empty"   /* nothing lies in the feeder */
#define PARVIS_SCANNER_JAMMED "jammed"
#define PARVIS_SCANNER_OPEN   "open"    /* its cover */
#define PARVIS_SCANNER_DENIED "denied"
#define PARVIS_SCANNER_GONE   "gone"    /* it is not there any more */
#define PARVIS_SCANNER_LARGE  "large"   /* a page has more bytes than a document may have */
#define PARVIS_SCANNER_FAILED "failed"
