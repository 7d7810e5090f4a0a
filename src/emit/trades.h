/*
 * trades.h - what is done with evidence, and with flags, in their threads.
 */
#ifndef TRADES_H
#define TRADES_H

#include "emit/desk.h"

enum deed_kind { DEED_KEEP, DEED_RAISE, DEED_LOWER };

extern const struct trade evidence_trade, flag_trade;

#endif
