/*
 * hang-fuse.c - a filesystem of one file that stops answering when it is told
 * to: the other end of a network that is down.
 *
 *   hang-fuse flush|getattr|read DIRECTORY
 *
 * It is mounted when "mounted" is printed, and answers at first. After SIGUSR2
 * it answers no FLUSH, no GETATTR or no READ of DIRECTORY/file; after SIGUSR1
 * it does again, those it has kept waiting first. SIGTERM unmounts; with the
 * end of this process, by whatever way, the kernel answers what still waits.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { USAGE_STATUS = 2, ROOT_NODE = 1, FILE_NODE = 2, WAITING_MOST = 64 };

static const uint64_t file_bytes = (uint64_t)1 << 40;

static const char file_name[] = "file";

struct request {
  struct fuse_in_header header;
  char body[FUSE_MIN_READ_BUFFER];
};

struct server {
  int fd;
  uint32_t held_opcode;
  bool holds;
  int waiting_count;
  struct fuse_in_header waiting[WAITING_MOST];
};

static int fail(const char *what) {
  fprintf(stderr, "hang-fuse: %s: %s.\n", what, strerror(errno));
  return 1;
}

/* Who was interrupted meanwhile has no use for it: ENOENT. */
static int reply(const struct server *server, uint64_t unique, int error,
                 void *body, size_t bytes) {
  struct fuse_out_header header = {
      .len = (uint32_t)(sizeof(header) + bytes),
      .error = error,
      .unique = unique,
  };
  struct iovec parts[] = {
      {.iov_base = &header, .iov_len = sizeof(header)},
      {.iov_base = body, .iov_len = bytes},
  };

  return writev(server->fd, parts, 2) < 0 && errno != ENOENT
             ? fail("an answer was not taken")
             : 0;
}

static struct fuse_attr attr_of(uint64_t node) {
  bool is_file = node == FILE_NODE;

  return (struct fuse_attr){
      .ino = node,
      .size = is_file ? file_bytes : 0,
      .mode = is_file ? S_IFREG | 0644 : S_IFDIR | 0755,
      .nlink = is_file ? 1 : 2,
      .blksize = 4096,
  };
}

static int do_init(const struct server *server, const struct request *request) {
  const struct fuse_init_in *in = (const void *)request->body;
  struct fuse_init_out out = {
      .major = FUSE_KERNEL_VERSION,
      .minor = FUSE_KERNEL_MINOR_VERSION,
      .max_readahead = in->max_readahead,
      .max_write = 4096,
      .flags = in->flags & FUSE_ASYNC_READ, /* its readers wait for pages */
      .time_gran = 1,
  };

  return reply(server, request->header.unique, 0, &out, sizeof(out));
}

static int do_lookup(const struct server *server,
                     const struct request *request) {
  struct fuse_entry_out out = {.nodeid = FILE_NODE, .attr = attr_of(FILE_NODE)};

  if (request->header.nodeid != ROOT_NODE ||
      strcmp(request->body, file_name) != 0)
    return reply(server, request->header.unique, -ENOENT, NULL, 0);
  return reply(server, request->header.unique, 0, &out, sizeof(out));
}

/* Valid for no time at all: each stat(2) asks again. */
static int do_getattr(const struct server *server,
                      const struct request *request) {
  struct fuse_attr_out out = {.attr = attr_of(request->header.nodeid)};

  return reply(server, request->header.unique, 0, &out, sizeof(out));
}

static int do_open(const struct server *server, const struct request *request) {
  struct fuse_open_out out = {0};

  return reply(server, request->header.unique, 0, &out, sizeof(out));
}

static int do_well(const struct server *server, const struct request *request) {
  return reply(server, request->header.unique, 0, NULL, 0);
}

static int do_without_answer(const struct server *server,
                             const struct request *request) {
  (void)server;
  (void)request;
  return 0;
}

typedef int (*answer)(const struct server *server,
                      const struct request *request);

/* Reading yields nothing: an answer without a body. */
static const answer answers[] = {
    [FUSE_INIT] = do_init,
    [FUSE_LOOKUP] = do_lookup,
    [FUSE_GETATTR] = do_getattr,
    [FUSE_OPEN] = do_open,
    [FUSE_OPENDIR] = do_open,
    [FUSE_READ] = do_well,
    [FUSE_READDIR] = do_well,
    [FUSE_FLUSH] = do_well,
    [FUSE_RELEASE] = do_well,
    [FUSE_RELEASEDIR] = do_well,
    [FUSE_FORGET] = do_without_answer,
    [FUSE_BATCH_FORGET] = do_without_answer,
    [FUSE_INTERRUPT] = do_without_answer,
};

static int answer_one(const struct server *server,
                      const struct request *request) {
  uint32_t opcode = request->header.opcode;

  if (opcode < sizeof(answers) / sizeof(answers[0]) && answers[opcode])
    return answers[opcode](server, request);
  return reply(server, request->header.unique, -ENOSYS, NULL, 0);
}

static bool must_wait(const struct server *server,
                      const struct fuse_in_header *header) {
  return server->holds && header->opcode == server->held_opcode &&
         header->nodeid == FILE_NODE && server->waiting_count < WAITING_MOST;
}

static int take_request(struct server *server) {
  struct request request;
  ssize_t length = read(server->fd, &request, sizeof(request) - 1);

  if (length < 0)
    return errno == EINTR || errno == ENOENT ? 0 : -errno;
  if ((size_t)length < sizeof(request.header))
    return -EBADMSG;
  ((char *)&request)[length] = '\0';
  if (!must_wait(server, &request.header))
    return answer_one(server, &request);
  server->waiting[server->waiting_count++] = request.header;
  return 0;
}

static int let_go(struct server *server) {
  int r = 0;

  server->holds = false;
  for (int i = 0; i < server->waiting_count && r == 0; i++)
    r = answer_one(server, &(struct request){.header = server->waiting[i]});
  server->waiting_count = 0;
  return r;
}

/* Whether to go on. */
static bool take_signal(struct server *server, int signals) {
  struct signalfd_siginfo info;

  if (read(signals, &info, sizeof(info)) != sizeof(info) ||
      info.ssi_signo == SIGTERM)
    return false;
  if (info.ssi_signo == SIGUSR1)
    return let_go(server) == 0;
  server->holds = true;
  return true;
}

static int serve(struct server *server, int signals) {
  struct pollfd wanted[] = {
      {.fd = signals, .events = POLLIN},
      {.fd = server->fd, .events = POLLIN},
  };

  for (;;) {
    if (poll(wanted, 2, -1) < 0)
      return fail("poll");
    if (wanted[0].revents && !take_signal(server, signals))
      return 0;
    if (wanted[1].revents && take_request(server) != 0)
      return 0; /* unmounted by somebody else: ENODEV */
  }
}

static int mount_at(const struct server *server, const char *directory) {
  char options[128];

  snprintf(options, sizeof(options),
           "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other", server->fd);
  return mount("hang-fuse", directory, "fuse", MS_NOSUID | MS_NODEV, options);
}

/* It must not outlive the test that started it. */
static int take_signals(pid_t parent) {
  sigset_t set;

  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGUSR1);
  sigaddset(&set, SIGUSR2);
  sigprocmask(SIG_BLOCK, &set, NULL);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  return getppid() == parent ? signalfd(-1, &set, SFD_CLOEXEC) : -1;
}

static int open_at(struct server *server, const char *directory) {
  server->fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);
  if (server->fd < 0)
    return fail("/dev/fuse");
  if (mount_at(server, directory) < 0)
    return fail(directory);
  puts("mounted");
  fflush(stdout);
  return 0;
}

static uint32_t opcode_of(const char *word) {
  if (strcmp(word, "flush") == 0)
    return FUSE_FLUSH;
  if (strcmp(word, "read") == 0)
    return FUSE_READ;
  return strcmp(word, "getattr") == 0 ? FUSE_GETATTR : 0;
}

int main(int argc, char **argv) {
  pid_t parent = getppid();
  struct server server = {.held_opcode = argc == 3 ? opcode_of(argv[1]) : 0};
  int signals, r;

  if (!server.held_opcode) {
    fputs("usage: hang-fuse flush|getattr|read DIRECTORY\n", stderr);
    return USAGE_STATUS;
  }
  signals = take_signals(parent);
  if (signals < 0)
    return fail("signals");
  if (open_at(&server, argv[2]))
    return 1;
  r = serve(&server, signals);
  (void)umount2(argv[2], MNT_DETACH);
  return r;
}
