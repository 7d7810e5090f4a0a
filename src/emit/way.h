/*
 * way.h - the way to a directory that files are to be put into.
 *
 * The directory itself may be no symbolic link. One further up in the path, as
 * /var/run, is followed where root or we have made it: whose link it is, he
 * says where files of the daemon are made, and as root that is anywhere. What
 * was looked at is what is followed: each step is opened before it is judged.
 */
#ifndef WAY_H
#define WAY_H

/* A descriptor of the directory, to be closed; or -errno: -ELOOP where `path`
 * leads to a link, also with "/" or "/." behind it, or past more than 40 links;
 * -EPERM past one of another user; -ENAMETOOLONG; or what openat(2) says. */
int way_open(const char *path);

#endif
