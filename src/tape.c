/* tape.c - see tape.h */
#include "tape.h"

const char *const entry_names[ENTRY_KINDS] = {
    [ENTRY_BEGIN] = "begin",   [ENTRY_TEAR] = "tear",
    [ENTRY_DATE] = "date",     [ENTRY_HOST] = "host",
    [ENTRY_DEVICE] = "device", [ENTRY_FILESYSTEM] = "filesystem",
    [ENTRY_ADMIT] = "admit",   [ENTRY_DISMISS] = "dismiss",
    [ENTRY_SAMPLE] = "sample", [ENTRY_REST] = "rest",
    [ENTRY_SKIP] = "skip",     [ENTRY_FINISH] = "finish",
};
