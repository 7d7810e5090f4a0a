/*
 * pid_files.h - what the PidFiles of the groups say, tick by tick.
 *
 * They are files of anybody, on any filesystem: they are read through the lane.
 */
#ifndef PID_FILES_H
#define PID_FILES_H

#include "discover/census.h"
#include "sample/lane.h"
#include "settings.h"

struct pid_files;

/* Arguments are kept, and must outlive it. NULL when out of memory. */
struct pid_files *pid_files_new(const struct settings *settings,
                                struct lane *lane);
void pid_files_free(struct pid_files *files);

/* Reads all of them, done at `end_s` on the lane's clock. A process that one
 * names anew is worth a look of the census. */
void pid_files_read(struct pid_files *files, struct census *census,
                    double end_s);

/* The pid in the file of the group with that index; 0: none. */
int pid_files_at(const struct pid_files *files, size_t group);

#endif
