/*
 * config.h - stands in for that of a source tree of collectd which is not
 * configured: what its headers ask, as Linux with any libc answers. What a
 * daemon was configured with changes nothing that a plugin sees.
 */
#ifndef CONFIG_H
#define CONFIG_H

#define PACKAGE_NAME "collectd"
#undef PACKAGE_VERSION
#define STRING_OF(word) #word
#define STRING(word) STRING_OF(word)
#define PACKAGE_VERSION STRING(COLLECTD_VERSION)

#define HAVE_DIRENT_H 1
#define HAVE_ENDIAN_H 1
#define HAVE_FCNTL_H 1
#define HAVE_GETPWNAM_R 1
#define HAVE_PWD_H 1
#define HAVE_STRINGS_H 1
#define HAVE_SYS_PARAM_H 1
#define HAVE_SYS_SOCKET_H 1
#define HAVE_SYS_STAT_H 1
#define HAVE_SYS_TIME_H 1
#define HAVE_SYS_TYPES_H 1
#define HAVE_SYS_WAIT_H 1
#define HAVE_UNISTD_H 1
#define NAN_STATIC_DEFAULT 1
#define TIME_WITH_SYS_TIME 1

/* Whether a double goes to the network as it is. */
#define FP_LAYOUT_NEED_NOTHING (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)
#define FP_LAYOUT_NEED_ENDIANFLIP (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)

#endif
