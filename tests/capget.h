/*
 * capget.h - capget(2) tells what a test says. The program is linked with
 * --wrap=syscall, and makes no other call by syscall(2).
 */
#ifndef CAPGET_H
#define CAPGET_H

#include "expect.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdbool.h>
#include <sys/syscall.h>

static struct {
  uint32_t effective; /* the lower half of the set */
  bool is_denied;     /* EPERM */
} capget_answer;

long __wrap_syscall(long number, ...);
long __wrap_syscall(long number, ...) {
  struct __user_cap_data_struct *data;
  va_list arguments;

  assert_int_equal(number, SYS_capget);
  va_start(arguments, number);
  (void)va_arg(arguments, void *);
  data = va_arg(arguments, struct __user_cap_data_struct *);
  va_end(arguments);
  data[0].effective = capget_answer.effective;
  errno = EPERM;
  return capget_answer.is_denied ? -1 : 0;
}

#endif
