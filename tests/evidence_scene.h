/*
 * evidence_scene.h - stories to be told as evidence: a pipeline with members
 * and what a closer look told of them.
 */
#ifndef EVIDENCE_SCENE_H
#define EVIDENCE_SCENE_H

#include "desk.h"
#include "emit/message.h"
#include "evidence.h"
#include "herd.h"

#include <string.h>

enum { TICKS = 640, MEMBERS_MOST = 16, GUILTY_PID = 4242 };

struct story {
  struct scene scene;
  struct parts parts;
  struct evidence_scene evidence;
  struct member *member[MEMBERS_MOST];
  int members;
  int disks;               /* beside loop0 */
  struct dossier *dossier; /* of the first member */
  bool is_full;            /* it is everybody's */
  struct evidence_known known;
  const char *command;
  struct json *json;
  const char *text; /* what story_tell() told */
  size_t length;
};

static inline const char *name(void *context, const struct member *member) {
  const struct story *story = context;

  (void)member;
  return story->command;
}

static inline void know(void *context, const struct member *member,
                        struct evidence_known *ret_known) {
  const struct story *story = context;

  *ret_known = story->known;
  if (member != story->member[0] && !story->is_full)
    ret_known->dossier = NULL;
}

static inline bool word(const struct dossier_socket *socket, char *buffer,
                        size_t capacity) {
  snprintf(buffer, capacity, "receive queue %.0f of %.0f bytes and not read",
           socket->receive_queue, socket->receive_buffer);
  return socket->receive_queue > 0;
}

/* Whose first member leaks fds and waits from the 500th tick on. */
static inline void story_sample(struct story *story, int i, int tick) {
  double raw[METRIC_MEMBER_COUNT];
  double ill = i == 0 && tick > 500 ? tick - 500 : 0;

  forget(raw, METRIC_MEMBER_COUNT);
  raw[METRIC_STATE] = ill > 0 ? 'D' : 'S';
  raw[METRIC_THREADS] = i == 0 ? 40 : 1;
  raw[METRIC_FD_COUNT] = i == 0 ? 180 + 5 * ill : 44;
  raw[METRIC_LIMIT_FDS] = 1024;
  raw[METRIC_MEM_RSS] = raw[METRIC_RSS_ANON] = 4e7 + 1000 * tick;
  raw[METRIC_RSS_SHMEM] = raw[METRIC_VM_SWAP] = 0;
  raw[METRIC_PROCESS_BLOCK_DELAY] = 0.9 * ill;
  raw[METRIC_IO_READ_BYTES] = 262144.0 * tick;
  raw[METRIC_CPU_USER] = 0.03 * tick;
  raw[METRIC_CPU_SYSTEM] = 0.01 * tick;
  pipeline_observe(story->scene.pipeline, story->member[i],
                   &(struct glance){.command = "nginx"}, raw);
}

static inline void story_host(struct story *story, int tick) {
  double *host = story->scene.host;

  host[METRIC_MEM_TOTAL] = 8322678784;
  host[METRIC_MEM_AVAILABLE] = 5104250880 - 40960.0 * tick;
  host[METRIC_SWAP_TOTAL] = host[METRIC_SWAP_FREE] = 2147479552;
  host[METRIC_NR_DIRTY] = 18350080 + 409600.0 * (tick % 31);
  host[METRIC_NR_WRITEBACK] = 0;
  host[METRIC_NR_DIRTY_THRESHOLD] = 1.6e9;
  host[METRIC_NR_DIRTY_BACKGROUND] = 8e8;
  host[METRIC_PSI_IO_SOME] = tick > 500 ? 61.43 : 0;
  host[METRIC_TASK_DELAYACCT] = 1;
}

static inline void story_disks(struct story *story, int tick) {
  struct sink sink = collect_sink(story->scene.all);
  double raw[METRIC_COUNT];

  forget(raw, METRIC_COUNT);
  raw[METRIC_DISK_READS] = 31.0 * tick;
  raw[METRIC_DISK_READ_TIME] = 28.0 * tick;
  raw[METRIC_DISK_WRITES] = raw[METRIC_DISK_WRITE_TIME] = 0;
  raw[METRIC_DISK_BUSY_TIME] = 1.0 * tick;
  raw[METRIC_DISK_QUEUE] = 31;
  assert_int_equal(pipeline_disk(story->scene.pipeline, "loop0", raw, &sink),
                   0);
  for (int i = 1; i < story->disks; i++) {
    char name[32];

    snprintf(name, sizeof(name), "disk-with-a-long-name-%cx", '0' + i);
    raw[METRIC_DISK_READ_TIME] = 10.0 * tick / 3;
    assert_int_equal(pipeline_disk(story->scene.pipeline, name, raw, &sink), 0);
  }
}

static inline void story_tick(struct story *story, int tick) {
  story_host(story, tick);
  tick_begin(&story->scene);
  story_disks(story, tick);
  for (int i = 0; i < story->members; i++)
    story_sample(story, i, tick);
  tick_end(&story->scene);
}

static inline void story_open_with(struct story *story, int members,
                                   const char *const *thresholds, int count) {
  *story = (struct story){.members = members};
  open_scene(&story->scene, 5000);
  for (int i = 0; i < count; i++)
    option(&story->scene, "Threshold", thresholds[i], "1000");
  option(&story->scene, "Process", "nginx", NULL);
  begin(&story->scene);
  for (int i = 0; i < members; i++)
    story->member[i] =
        pipeline_admit(story->scene.pipeline, 0, GUILTY_PID + 8 * i);
  story->parts = pipeline_parts(story->scene.pipeline);
  story->dossier = calloc(1, sizeof(*story->dossier));
  assert_non_null(story->dossier);
  story->json = json_new();
  assert_non_null(story->json);
  story->command = "nginx";
  story->known =
      (struct evidence_known){.dossier = story->dossier,
                              .growth = {GROWTH_NONE, .over_s = 540},
                              .joint = {903.5, 150, "accounting of all threads",
                                        58, 486, 300, 120, (double)NAN}};
  story->evidence = (struct evidence_scene){
      .settings = &story->scene.settings,
      .parts = &story->parts,
      .redact = true,
      .host = "db1.example.org",
      .kernel = "6.12.48",
      .collectd = "5.12.0",
      .sentence = "nginx: pid 4242 waits for I/O 904 ms of each second and "
                  "holds 880 of 1024 file descriptors; 31 of 40 threads in "
                  "storage read.",
      .state = STATE_FAILURE,
      .is_fuse = true,
      .since_s = (double)NAN,
      .unix_s = 1795860710.25,
      .utc_offset_s = 3600,
      .name = name,
      .know = know,
      .word = word,
      .context = story};
}

static inline void story_open(struct story *story, int members) {
  story_open_with(story, members, NULL, 0);
}

static inline void story_run(struct story *story, int ticks) {
  for (int tick = 1; tick <= ticks; tick++)
    story_tick(story, tick);
  story->evidence.since_s = story->scene.now_s - 42;
}

static inline void story_close(struct story *story) {
  end(&story->scene);
  json_free(story->json);
  free(story->dossier);
}

/* What is written, until it is told anew. */
static inline const char *story_tell(struct story *story) {
  json_reset(story->json);
  assert_int_equal(evidence_write(story->json, &story->evidence), 0);
  assert_int_equal(json_finish(story->json, &story->text, &story->length), 0);
  return story->text;
}

/* --- what a closer look told ---------------------------------------------- */

static inline void look_at_thread(struct dossier *dossier, int i,
                                  enum cause cause, double now_s) {
  struct dossier_thread *thread = &dossier->thread[i];

  *thread = (struct dossier_thread){.tid = GUILTY_PID + i,
                                    .state = 'S',
                                    .cause = cause,
                                    .looks = 3,
                                    .since_s = now_s - 50.5 + i,
                                    .syscall = -1,
                                    .fd = -1,
                                    .stack = -1};
  snprintf(thread->comm, sizeof(thread->comm), "pool-%hu", (unsigned short)i);
  dossier->findings.cause[cause]++;
  if (cause != CAUSE_STORAGE_READ)
    return;
  thread->state = 'D';
  thread->syscall = 0;
  thread->fd = 600 + i;
  thread->stack = i < DOSSIER_STACKS ? 0 : -1;
  strcpy(thread->wchan, "folio_wait_bit_common");
}

static inline void look_at_stack(struct dossier *dossier) {
  static const char *const frames[] = {"folio_wait_bit_common",
                                       "filemap_get_pages", "filemap_read",
                                       "vfs_read", "ksys_read"};

  dossier->stack_count = 1;
  dossier->stack[0].frames = (int)COUNT_OF(frames);
  for (size_t i = 0; i < COUNT_OF(frames); i++)
    strcpy(dossier->stack[0].frame[i], frames[i]);
}

static inline void look_at_fds(struct dossier *dossier) {
  dossier->fds_there = dossier->findings.fds = 880;
  dossier->findings.kind[FD_SOCKET] = 702;
  dossier->findings.kind[FD_FILE] = 169;
  dossier->findings.kind[FD_PIPE] = 9;
  dossier->files_there = dossier->file_count = 6;
  for (int i = 0; i < 6; i++) {
    struct dossier_file *file = &dossier->file[i];

    *file = (struct dossier_file){.fd = 600 + i,
                                  .kind = FD_FILE,
                                  .position = 1048576.0 * (i + 1),
                                  .size = 67108864,
                                  .moved_per_s = 8192.0 * (i + 1)};
    snprintf(file->path, sizeof(file->path), "/mnt/slow/part-%d.dat", i);
  }
  dossier->file[5].writing = true;
  dossier->file[5].size = dossier->file[5].moved_per_s = (double)NAN;
  dossier->sockets_there = dossier->socket_count = 1;
  dossier->socket[0] = (struct dossier_socket){.fd = 18,
                                               .protocol = "tcp",
                                               .local = "10.0.0.5:80",
                                               .remote = "10.0.0.77:51544",
                                               .state = "established",
                                               .receive_queue = 100000,
                                               .receive_buffer = 131072,
                                               .send_queue = 0,
                                               .send_buffer = 2626560};
}

static inline void look_closer(struct story *story) {
  struct dossier *dossier = story->dossier;
  double now_s = story->scene.now_s;

  dossier->pid = GUILTY_PID;
  dossier->looks = 3;
  strcpy(dossier->command_line, "/usr/sbin/nginx --password=hunter2");
  strcpy(dossier->exe, "/usr/sbin/nginx");
  strcpy(dossier->cgroups, "12:memory:/a\n0::/system.slice/nginx.service\n");
  dossier->threads_there = dossier->thread_count = 40;
  dossier->findings.threads = 40;
  for (int i = 0; i < 40; i++)
    look_at_thread(dossier, i, i < 31 ? CAUSE_STORAGE_READ : CAUSE_CHOICE,
                   now_s);
  look_at_stack(dossier);
  look_at_fds(dossier);
  dossier->lack_count = 1;
  strcpy(dossier->lack[0].what, "maps");
  strcpy(dossier->lack[0].why, "CollectMaps is false");
}

/* --- the stories ---------------------------------------------------------- */

static inline void tell_storage_read(struct story *story) {
  static const char *const reasons[] = {
      "io_wait of pid 4242 is 904 ms/s, at or above 150 ms/s for 58 s.",
      "File descriptors of pid 4242 grew by 486 in 120 s, at or above 300."};
  static const struct dossier_lack lack = {"taskstats",
                                           "CAP_NET_ADMIN is missing"};

  story_open(story, 3);
  story_run(story, TICKS);
  look_closer(story);
  story->evidence.reasons = (int)COUNT_OF(reasons);
  story->evidence.reason = reasons;
  story->evidence.lacks = 1;
  story->evidence.lack = &lack;
}

static inline void tell_memory_leak(struct story *story) {
  static const struct dossier_mapping mapping = {"[heap]", 9.3e8, 5.1e8};
  struct dossier *dossier;

  story_open(story, 1);
  story_run(story, 90);
  dossier = story->dossier;
  story->evidence.state = STATE_WARNING;
  story->evidence.is_fuse = false;
  story->evidence.sentence = "api: pid 4242 will run out of memory in 116 s.";
  story->known.growth = (struct growth_account){
      .pattern = GROWTH_ANONYMOUS, .over_s = 1800, .anon_per_s = 289870.5};
  dossier->mapping_count = 1;
  dossier->mapping[0] = mapping;
  dossier->threads_there = dossier->thread_count = 2;
  dossier->findings.threads = dossier->looks = 2;
  look_at_thread(dossier, 0, CAUSE_LOCK, story->scene.now_s);
  look_at_thread(dossier, 1, CAUSE_CHOICE, story->scene.now_s);
}

static inline void tell_truncated(struct story *story) {
  struct dossier *dossier;

  story_open(story, 1);
  story_run(story, 2);
  dossier = story->dossier;
  story->command = "a\xff\"b\n</script><img src=x>";
  strcpy(dossier->command_line, "/bin/\xc3\x28\x1b[2J -p secret");
  dossier->threads_there = 4000;
  dossier->findings.threads = dossier->thread_count = 1;
  look_at_thread(dossier, 0, CAUSE_UNKNOWN, story->scene.now_s);
  strcpy(dossier->thread[0].comm, "(e) Z 1) R\n\xff");
  dossier->fds_there = 20000;
  dossier->findings.fds = dossier->findings.kind[FD_FILE] = 4096;
  dossier->files_there = 65;
  dossier->file_count = 1;
  dossier->file[0] = (struct dossier_file){
      .fd = 9, .path = "/tmp/a\nb\x80\"\\", .position = (double)NAN};
}

/* Every text as long as it can be, of bytes that take two in JSON. */
static inline void fill_text(char *at, size_t capacity) {
  memset(at, '"', capacity - 1);
  at[capacity - 1] = '\0';
}

#define FILL(text) fill_text(text, sizeof(text))

static inline void fill_threads(struct dossier *dossier, double now_s) {
  for (int i = 0; i < DOSSIER_THREADS; i++) {
    struct dossier_thread *thread = &dossier->thread[i];

    look_at_thread(dossier, i, CAUSE_STORAGE_READ, now_s + 1.0 / 3);
    thread->tid = 4194303;
    thread->stack = i < DOSSIER_STACKS ? i : -1;
    FILL(thread->comm);
    FILL(thread->wchan);
  }
  for (int i = 0; i < DOSSIER_STACKS; i++) {
    dossier->stack[i].frames = DOSSIER_FRAMES;
    for (int k = 0; k < DOSSIER_FRAMES; k++)
      FILL(dossier->stack[i].frame[k]);
  }
  dossier->thread_count = dossier->findings.threads = DOSSIER_THREADS;
  dossier->threads_there = 4000;
  dossier->stack_count = DOSSIER_STACKS;
}

static inline void fill_fds(struct dossier *dossier) {
  for (int i = 0; i < DOSSIER_FILES; i++) {
    dossier->file[i] = (struct dossier_file){.fd = 1000000 + i,
                                             .position = 1e18 / 3,
                                             .size = 2e18 / 3,
                                             .moved_per_s = 1.0 / 3};
    FILL(dossier->file[i].path);
  }
  for (int i = 0; i < DOSSIER_SOCKETS; i++) {
    struct dossier_socket *socket = &dossier->socket[i];

    *socket = (struct dossier_socket){.fd = 1000000 + i,
                                      .receive_queue = 1e9 / 3,
                                      .receive_buffer = 2e9 / 3,
                                      .send_queue = 1e9 / 7,
                                      .send_buffer = 2e9 / 7};
    FILL(socket->protocol);
    FILL(socket->local);
    FILL(socket->remote);
    FILL(socket->state);
  }
  dossier->file_count = DOSSIER_FILES;
  dossier->socket_count = DOSSIER_SOCKETS;
  dossier->fds_there = dossier->files_there = dossier->sockets_there = 20000;
  for (int i = 0; i < FD_KIND_COUNT; i++)
    dossier->findings.kind[i] = 3000;
  dossier->findings.fds = 18000;
}

static inline void fill_rest(struct dossier *dossier) {
  FILL(dossier->command_line);
  FILL(dossier->exe);
  FILL(dossier->cgroups);
  dossier->mapping_count = DOSSIER_MAPPINGS;
  for (int i = 0; i < DOSSIER_MAPPINGS; i++) {
    dossier->mapping[i] = (struct dossier_mapping){"", 1e18 / 3, 1e18 / 7};
    FILL(dossier->mapping[i].what);
  }
  dossier->lack_count = DOSSIER_LACKS;
  for (int i = 0; i < DOSSIER_LACKS; i++) {
    FILL(dossier->lack[i].what);
    FILL(dossier->lack[i].why);
  }
}

static inline void tell_full(struct story *story) {
  static char sentence[MESSAGE_BYTES];
  static const char *reasons[EVIDENCE_REASONS];
  static const char *const thresholds[THRESHOLDS_MOST] = {
      "rss_anon",      "rss_shmem", "vm_swap",    "cpu_usage",
      "io_read_bytes", "cpu_user",  "cpu_system", "io_wait"};

  story_open_with(story, 12, thresholds, THRESHOLDS_MOST);
  story->disks = 64;
  story_run(story, 3 * TICKS);
  story->is_full = true;
  FILL(sentence);
  for (int i = 0; i < EVIDENCE_REASONS; i++)
    reasons[i] = sentence;
  story->evidence.reasons = EVIDENCE_REASONS;
  story->evidence.reason = reasons;
  story->evidence.redact = false;
  fill_threads(story->dossier, story->scene.now_s);
  fill_fds(story->dossier);
  fill_rest(story->dossier);
}

#endif
