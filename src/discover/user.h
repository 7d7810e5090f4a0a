/*
 * user.h - the number behind a user's name.
 */
#ifndef USER_H
#define USER_H

/* `name` is looked up with getpwnam_r(3); a number is taken as it is. Returns
 * 0, or -ENOENT. For the start of the program only: it may ask a server. */
int user_find(const char *name, double *ret_uid);

#endif
