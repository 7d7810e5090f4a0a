/* fuzz_netlink.c - what the kernel answers by netlink: an account of taskstats,
 * the number of its family, sockets of each protocol. */
#include "fuzz_values.h"

#include "sample/sockets.h"
#include "sample/taskstats.h"

static void check_sockets(struct text message, enum socket_protocol protocol) {
  struct socket_search search = {.protocol = protocol, .asked_count = 3};
  char address[SOCKET_ADDRESS_BYTES];

  for (uint32_t i = 0; i < search.asked_count; i++)
    search.asked[i] = i;
  MUST(sockets_take(message, 1, &search) <= 1);
  MUST(search.found_count <= SOCKETS_FOUND);
  for (uint32_t i = 0; i < search.found_count; i++) {
    MUST(socket_protocol_name(&search.found[i]));
    MUST(socket_state_name(search.found[i].state));
    for (int side = 0; side < 2; side++) {
      socket_address(&search.found[i], side, address);
      MUST(memchr(address, '\0', sizeof(address)));
    }
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  double value[METRIC_COUNT];
  uint16_t family;
  struct text message;
  void *copy;

  if (size == 0)
    return 0;
  copy = malloc(size); /* as the kernel's, aligned for anything */
  MUST(copy);
  memcpy(copy, data, size);
  message = text_of(copy, size);
  (void)taskstats_answers(message, 1);
  MUST(taskstats_refusal(message) <= 0);
  MUST(taskstats_family(message, &family) <= 0);
  (void)fuzz_source(SOURCE_TASKSTATS, message, value);
  for (int protocol = 0; protocol < SOCKET_PROTOCOLS; protocol++)
    check_sockets(message, (enum socket_protocol)protocol);
  free(copy);
  return 0;
}
