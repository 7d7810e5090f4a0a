/* test_cause.c - symbols of four kernels, and what they come to. */
#include "expect.h"

#include "judge/cause.h"

#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>

enum { NOT_TOLD = -2, IN_NONE = -1, STACK_BYTES = 8192 };

struct row {
  const char *kernel;
  char state;
  const char *wchan;
  long syscall;
  const char *stack; /* as /proc/PID/stack has it, without offsets */
  enum cause cause;
};

#define F(symbol) "[<0>] " symbol "+0x12/0x345\n"

/* clang-format off */
static const struct row rows[] = {
  /* storage read */
#ifdef SYS_open /* the first of the table, where there is one */
  { "5.10", 'D', "wait_on_page_bit_common", SYS_open, NULL, CAUSE_STORAGE_READ },
#endif
  { "5.10", 'D', "wait_on_page_bit_common", SYS_read, NULL, CAUSE_STORAGE_READ },
  { "5.10", 'D', "", SYS_read, F("wait_on_page_bit_common") F("generic_file_buffered_read") F("new_sync_read") F("vfs_read") F("ksys_read") F("do_syscall_64"), CAUSE_STORAGE_READ },
  { "5.10", 'D', "do_blockdev_direct_IO", SYS_pread64, NULL, CAUSE_STORAGE_READ },
  { "6.1",  'D', "folio_wait_bit_common", SYS_pread64, NULL, CAUSE_STORAGE_READ },
  { "6.1",  'D', "", NOT_TOLD, F("folio_wait_bit_common") F("filemap_get_pages") F("filemap_read") F("vfs_read") F("ksys_read"), CAUSE_STORAGE_READ },
  { "6.12", 'D', "__iomap_dio_rw", SYS_read, NULL, CAUSE_STORAGE_READ },
  { "6.12", 'D', "", SYS_getdents64, F("bit_wait_io") F("__wait_on_bit") F("out_of_line_wait_on_bit") F("ext4_bread") F("iterate_dir"), CAUSE_STORAGE_READ },
  { "6.18", 'D', "folio_wait_bit_common", SYS_preadv2, NULL, CAUSE_STORAGE_READ },
  { "6.18", 'D', "", SYS_io_submit, F("blk_mq_get_tag") F("blk_mq_submit_bio") F("iomap_dio_bio_iter") F("aio_read") F("io_submit_one"), CAUSE_STORAGE_READ },
  { "6.18", 'D', "folio_wait_bit_common", SYS_openat, NULL, CAUSE_STORAGE_READ },

  /* storage write */
  { "5.10", 'D', "do_blockdev_direct_IO", SYS_pwrite64, NULL, CAUSE_STORAGE_WRITE },
  { "6.1",  'D', "__iomap_dio_rw", SYS_write, NULL, CAUSE_STORAGE_WRITE },
  { "6.12", 'D', "", NOT_TOLD, F("blk_io_schedule") F("__iomap_dio_rw") F("ext4_file_write_iter") F("vfs_write") F("ksys_write"), CAUSE_STORAGE_WRITE },
  { "6.18", 'D', "folio_wait_bit_common", SYS_write, NULL, CAUSE_STORAGE_WRITE },
  { "6.18", 'D', "percpu_rwsem_wait", SYS_write, NULL, CAUSE_STORAGE_WRITE },
  { "6.18", 'D', "__wait_on_buffer", SYS_unlinkat, NULL, CAUSE_STORAGE_WRITE },
  { "6.12", 'D', "__blkdev_direct_IO_simple", SYS_pwrite64, NULL, CAUSE_STORAGE_WRITE },
  { "6.1",  'D', "lock_extent", SYS_write, NULL, CAUSE_STORAGE_WRITE },

  /* throttled */
  { "5.10", 'D', "balance_dirty_pages", SYS_write, NULL, CAUSE_THROTTLE },
  { "5.10", 'D', "", SYS_write, F("balance_dirty_pages_ratelimited") F("generic_perform_write") F("vfs_write"), CAUSE_THROTTLE },
  { "5.10", 'D', "wait_iff_congested", IN_NONE, NULL, CAUSE_THROTTLE },
  { "6.1",  'D', "", IN_NONE, F("io_schedule_timeout") F("balance_dirty_pages") F("balance_dirty_pages_ratelimited_flags") F("fault_dirty_shared_page") F("do_wp_page") F("handle_mm_fault"), CAUSE_THROTTLE },
  { "6.1",  'D', "rq_qos_wait", SYS_pwrite64, NULL, CAUSE_THROTTLE },
  { "6.12", 'D', "", SYS_write, F("io_schedule") F("rq_qos_wait") F("wbt_wait") F("__rq_qos_throttle") F("blk_mq_submit_bio"), CAUSE_THROTTLE },
  { "6.12", 'S', "", IN_NONE, F("mem_cgroup_handle_over_high") F("irqentry_exit_to_user_mode"), CAUSE_THROTTLE },
  { "6.18", 'S', "", IN_NONE, F("__mem_cgroup_handle_over_high") F("irqentry_exit_to_user_mode"), CAUSE_THROTTLE },
  { "6.18", 'D', "", IN_NONE, F("submit_bio_wait") F("__swap_writepage") F("swap_writeout"), CAUSE_THROTTLE },
  { "5.10", 'D', "handle_reserve_ticket", SYS_write, NULL, CAUSE_THROTTLE },
  { "6.18", 'D', "balance_dirty_pages", SYS_write, NULL, CAUSE_THROTTLE },
  { "6.18", 'D', "", IN_NONE, F("reclaim_throttle") F("shrink_node") F("do_try_to_free_pages") F("try_to_free_mem_cgroup_pages") F("handle_mm_fault"), CAUSE_THROTTLE },
  { "6.18", 'D', "", IN_NONE, F("folio_wait_bit_common") F("shrink_folio_list") F("shrink_lruvec") F("asm_exc_page_fault"), CAUSE_THROTTLE },
  { "6.12", 'S', "do_freezer_trap", SYS_read, NULL, CAUSE_THROTTLE },
  { "6.18", 'S', "get_signal", SYS_read, NULL, CAUSE_THROTTLE },

  /* fsync, a journal */
  { "5.10", 'D', "jbd2_log_wait_commit", SYS_fsync, NULL, CAUSE_FSYNC },
  { "5.10", 'D', "", SYS_write, F("wait_transaction_locked") F("add_transaction_credits") F("start_this_handle") F("jbd2__journal_start") F("vfs_write"), CAUSE_FSYNC },
  { "6.1",  'D', "xlog_wait_on_iclog", SYS_fdatasync, NULL, CAUSE_FSYNC },
  { "6.1",  'D', "xfs_log_force_seq", SYS_fsync, NULL, CAUSE_FSYNC },
  { "6.12", 'D', "folio_wait_bit_common", SYS_fdatasync, NULL, CAUSE_FSYNC },
  { "6.12", 'D', "", NOT_TOLD, F("submit_bio_wait") F("blkdev_issue_flush") F("ext4_sync_file") F("do_fsync"), CAUSE_FSYNC },
  { "6.18", 'D', "submit_bio_wait", SYS_fsync, NULL, CAUSE_FSYNC },
  { "6.18", 'D', "wait_current_trans", SYS_openat, NULL, CAUSE_FSYNC },
  { "6.18", 'D', "folio_wait_bit_common", SYS_msync, NULL, CAUSE_FSYNC },

  /* a page fault */
  { "5.10", 'D', "wait_on_page_bit_common", IN_NONE, NULL, CAUSE_PAGE_FAULT },
  { "5.10", 'D', "", IN_NONE, F("__lock_page_killable") F("filemap_fault") F("ext4_filemap_fault") F("__do_fault") F("handle_mm_fault") F("do_user_addr_fault") F("exc_page_fault") F("asm_exc_page_fault"), CAUSE_PAGE_FAULT },
  { "6.1",  'D', "folio_wait_bit_common", IN_NONE, NULL, CAUSE_PAGE_FAULT },
  { "6.12", 'D', "", SYS_read, F("folio_wait_bit_common") F("filemap_fault") F("__do_fault") F("handle_mm_fault") F("asm_exc_page_fault") F("rep_movs_alternative") F("copy_page_to_iter") F("filemap_read") F("vfs_read"), CAUSE_PAGE_FAULT },
  { "6.18", 'D', "folio_wait_bit_common", IN_NONE, NULL, CAUSE_PAGE_FAULT },
  { "6.18", 'D', "", NOT_TOLD, F("folio_wait_bit_common") F("handle_mm_fault") F("asm_exc_page_fault"), CAUSE_PAGE_FAULT },
  { "5.10", 'D', "", SYS_mmap, F("wait_on_page_bit_common") F("faultin_page") F("__get_user_pages") F("populate_vma_page_range") F("__mm_populate") F("vm_mmap_pgoff"), CAUSE_PAGE_FAULT },
  { "6.1",  'D', "", SYS_mlock, F("folio_wait_bit_common") F("__folio_lock_or_retry") F("handle_mm_fault") F("populate_vma_page_range") F("__mm_populate") F("do_mlock"), CAUSE_PAGE_FAULT },
  { "6.12", 'D', "folio_wait_bit_common", SYS_mmap, NULL, CAUSE_PAGE_FAULT },
  { "6.18", 'D', "folio_wait_bit_common", SYS_mlock, NULL, CAUSE_PAGE_FAULT },
  { "6.18", 'D', "folio_wait_bit_common", SYS_madvise, NULL, CAUSE_PAGE_FAULT },
  { "6.18", 'D', "migration_entry_wait_on_locked", IN_NONE, NULL, CAUSE_PAGE_FAULT },

  /* swap-in */
  { "5.10", 'D', "", IN_NONE, F("wait_on_page_bit_common") F("__lock_page_or_retry") F("do_swap_page") F("handle_mm_fault") F("exc_page_fault"), CAUSE_SWAP_IN },
  { "5.10", 'D', "swap_readpage", IN_NONE, NULL, CAUSE_SWAP_IN },
  { "6.1",  'D', "", IN_NONE, F("folio_wait_bit_common") F("do_swap_page") F("__handle_mm_fault") F("handle_mm_fault"), CAUSE_SWAP_IN },
  { "6.12", 'D', "", IN_NONE, F("submit_bio_wait") F("swap_read_folio") F("do_swap_page") F("handle_mm_fault"), CAUSE_SWAP_IN },
  { "6.18", 'D', "", IN_NONE, F("blk_mq_get_tag") F("swap_cluster_readahead") F("swapin_readahead") F("do_swap_page"), CAUSE_SWAP_IN },

  /* network receive */
  { "5.10", 'S', "wait_woken", SYS_recvfrom, NULL, CAUSE_NET_RECEIVE },
  { "5.10", 'S', "", SYS_read, F("wait_woken") F("sk_wait_data") F("tcp_recvmsg") F("inet_recvmsg") F("sock_read_iter") F("new_sync_read") F("vfs_read") F("ksys_read") F("do_syscall_64"), CAUSE_NET_RECEIVE },
  { "6.1",  'S', "unix_stream_read_generic", SYS_recvmsg, NULL, CAUSE_NET_RECEIVE },
  { "6.12", 'S', "inet_csk_accept", SYS_accept4, NULL, CAUSE_NET_RECEIVE },
  { "6.12", 'S', "__skb_wait_for_more_packets", SYS_recvfrom, NULL, CAUSE_NET_RECEIVE },
  { "6.18", 'S', "wait_woken", SYS_read, NULL, CAUSE_NET_RECEIVE },
  { "6.18", 'S', "wait_woken", SYS_connect, NULL, CAUSE_NET_RECEIVE },

  /* network send */
  { "5.10", 'S', "sk_stream_wait_memory", SYS_sendto, NULL, CAUSE_NET_SEND },
  { "6.1",  'S', "", SYS_write, F("wait_woken") F("sk_stream_wait_memory") F("tcp_sendmsg_locked") F("tcp_sendmsg") F("vfs_write"), CAUSE_NET_SEND },
  { "6.12", 'S', "sock_alloc_send_pskb", SYS_sendmsg, NULL, CAUSE_NET_SEND },
  { "6.18", 'S', "wait_woken", SYS_write, NULL, CAUSE_NET_SEND },

  /* pipes */
  { "5.10", 'S', "pipe_read", SYS_read, NULL, CAUSE_PIPE },
  { "5.10", 'S', "pipe_write", SYS_write, NULL, CAUSE_PIPE },
  { "6.1",  'S', "pipe_wait_readable", SYS_splice, NULL, CAUSE_PIPE },
  { "6.12", 'S', "", SYS_write, F("pipe_write") F("vfs_write") F("ksys_write"), CAUSE_PIPE },
  { "6.18", 'S', "anon_pipe_read", SYS_read, NULL, CAUSE_PIPE },
  { "6.18", 'S', "anon_pipe_write", SYS_write, NULL, CAUSE_PIPE },
  { "6.18", 'S', "fifo_open", SYS_openat, NULL, CAUSE_PIPE },

  /* locks */
  { "5.10", 'S', "futex_wait_queue_me", SYS_futex, NULL, CAUSE_LOCK },
  { "6.1",  'S', "futex_wait_queue", SYS_futex, NULL, CAUSE_LOCK },
  { "6.1",  'S', "", SYS_futex, F("futex_wait_queue.isra.0") F("futex_wait") F("do_futex") F("__x64_sys_futex"), CAUSE_LOCK },
  { "6.12", 'S', "locks_lock_inode_wait", SYS_flock, NULL, CAUSE_LOCK },
  { "6.12", 'D', "", SYS_write, F("rwsem_down_write_slowpath") F("ext4_buffered_write_iter") F("vfs_write"), CAUSE_LOCK },
  { "6.18", 'S', "futex_do_wait", SYS_futex, NULL, CAUSE_LOCK },
  { "6.18", 'D', "", SYS_read, F("__mutex_lock.constprop.0") F("seq_read_iter") F("vfs_read"), CAUSE_LOCK },
  { "6.18", 'D', "percpu_rwsem_wait", SYS_exit_group, NULL, CAUSE_LOCK },
  { "5.10", 'D', "do_user_addr_fault", IN_NONE, NULL, CAUSE_LOCK },
  { "6.1",  'D', "lock_mm_and_find_vma", IN_NONE, NULL, CAUSE_LOCK },
  { "6.12", 'D', "ext4_buffered_write_iter", SYS_write, NULL, CAUSE_LOCK },
  { "6.12", 'D', "iterate_dir", SYS_getdents64, NULL, CAUSE_LOCK },
  { "6.18", 'D', "exc_page_fault", IN_NONE, NULL, CAUSE_LOCK },
  { "6.18", 'S', "__lock_sock", SYS_sendto, NULL, CAUSE_LOCK },

  /* requests */
  { "5.10", 'D', "request_wait_answer", SYS_read, NULL, CAUSE_REQUEST },
  { "5.10", 'D', "rpc_wait_bit_killable", SYS_openat, NULL, CAUSE_REQUEST },
  { "6.1",  'D', "", SYS_read, F("request_wait_answer") F("fuse_simple_request") F("fuse_direct_io") F("vfs_read"), CAUSE_REQUEST },
  { "6.12", 'D', "", SYS_fsync, F("folio_wait_bit_common") F("nfs_wb_all") F("nfs_file_fsync") F("do_fsync"), CAUSE_REQUEST },
  { "6.18", 'S', "request_wait_answer", SYS_close, NULL, CAUSE_REQUEST },
  { "6.18", 'D', "", SYS_read, F("wait_for_response [cifs]") F("vfs_read"), CAUSE_REQUEST },
  { "6.12", 'D', "", SYS_read, F("wait_on_bit") F("netfs_wait_for_read") F("vfs_read"), CAUSE_REQUEST },

  /* by choice */
  { "5.10", 'S', "ep_poll", SYS_epoll_pwait, NULL, CAUSE_CHOICE },
  { "5.10", 'S', "hrtimer_nanosleep", SYS_nanosleep, NULL, CAUSE_CHOICE },
  { "5.10", 'S', "do_wait", SYS_wait4, NULL, CAUSE_CHOICE },
  { "6.1",  'S', "do_epoll_wait", SYS_epoll_pwait, NULL, CAUSE_CHOICE },
  { "6.1",  'S', "do_sys_poll", SYS_ppoll, NULL, CAUSE_CHOICE },
  { "6.1",  'S', "do_select", SYS_pselect6, NULL, CAUSE_CHOICE },
  { "6.12", 'S', "__x64_sys_pause", NOT_TOLD, NULL, CAUSE_CHOICE },
  { "6.12", 'S', "do_sigtimedwait", SYS_rt_sigtimedwait, NULL, CAUSE_CHOICE },
  { "6.12", 'S', "", SYS_read, F("wait_woken") F("n_tty_read") F("tty_read") F("vfs_read"), CAUSE_CHOICE },
  { "6.18", 'S', "fuse_dev_do_read", SYS_read, NULL, CAUSE_CHOICE },
  { "6.18", 'S', "io_cqring_wait", NOT_TOLD, NULL, CAUSE_CHOICE },
  { "6.18", 'S', "eventfd_read", SYS_read, NULL, CAUSE_CHOICE },
  { "6.18", 'D', "kernel_clone", SYS_clone, NULL, CAUSE_CHOICE },
  { "6.1",  'S', "io_wqe_worker", NOT_TOLD, NULL, CAUSE_CHOICE },
  { "6.18", 'S', "io_wq_worker", NOT_TOLD, NULL, CAUSE_CHOICE },
  { "5.10", 'S', "read_events", SYS_io_getevents, NULL, CAUSE_CHOICE },

  /* running, whatever else is told */
  { "6.18", 'R', "folio_wait_bit_common", SYS_read, NULL, CAUSE_RUNNING },
  { "5.10", 'R', "", NOT_TOLD, NULL, CAUSE_RUNNING },

  /* not known: a symbol that no table has, a direction nobody tells */
  { "5.10", 'D', "frobnicate_wait", SYS_read, NULL, CAUSE_UNKNOWN },
  { "6.1",  'D', "folio_wait_bit_common", NOT_TOLD, NULL, CAUSE_UNKNOWN },
  { "6.12", 'D', "folio_wait_bit_common", SYS_uname, NULL, CAUSE_UNKNOWN },
  { "6.18", 'S', "", SYS_read, NULL, CAUSE_UNKNOWN },
  { "6.18", 'S', "wait_woken", NOT_TOLD, NULL, CAUSE_UNKNOWN },
  { "6.18", 'D', "", SYS_read, F("frobnicate_wait") F("vfs_read") F("ksys_read"), CAUSE_UNKNOWN },
  { "6.18", 'S', "ep_pollute", SYS_read, NULL, CAUSE_UNKNOWN },
  { "6.18", 'T', "get_signal", SYS_read, NULL, CAUSE_UNKNOWN },
  { "6.18", 't', "folio_wait_bit_common", SYS_read, NULL, CAUSE_UNKNOWN },
  { "6.18", 'I', "worker_thread", NOT_TOLD, NULL, CAUSE_CHOICE },
  { "6.18", 'D', "", SYS_write, F("frobnicate_wait") F("ext4_buffered_write_iter") F("vfs_write"), CAUSE_UNKNOWN },
};
/* clang-format on */

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static struct thread_sight sight_of(const struct row *row) {
  struct thread_sight sight = {.tid = 1, .state = row->state, .syscall = -1};

  text_copy(text_of_string(row->wchan), sight.wchan, sizeof(sight.wchan));
  sight.knows_syscall = row->syscall != NOT_TOLD;
  if (sight.knows_syscall)
    sight.syscall = row->syscall;
  if (row->stack)
    sight.stack = text_of_string(row->stack);
  return sight;
}

static void what_a_thread_waits_for_is_told_by_its_symbols(void **state) {
  (void)state;
  for (int i = 0; i < ROWS; i++) {
    struct thread_sight sight = sight_of(&rows[i]);
    enum cause cause = cause_of(&sight);

    if (cause != rows[i].cause)
      fail_msg("row %d, %s %s %s: %s, not %s", i, rows[i].kernel, rows[i].wchan,
               rows[i].stack ? rows[i].stack : "", causes[cause].name,
               causes[rows[i].cause].name);
  }
}

/* Which file a thread waits for is told by the call, and a fault has none. */
static void who_waits_for_a_file_of_a_server_waits_for_an_answer(void **state) {
  static const struct {
    const char *filesystem;
    long syscall;
    const char *wchan, *stack;
    enum cause cause;
  } files[] = {
      {"fuse", SYS_read, "folio_wait_bit_common", NULL, CAUSE_REQUEST},
      {"fuse.sshfs", SYS_pread64, "folio_wait_bit_common", NULL, CAUSE_REQUEST},
      {"nfs4", SYS_read, "wait_on_page_bit_common", NULL, CAUSE_REQUEST},
      {"nfs", SYS_fsync, "folio_wait_writeback", NULL, CAUSE_REQUEST},
      {"cifs", SYS_write, "folio_wait_bit_common", NULL, CAUSE_REQUEST},
      {"9p", SYS_read, "", F("folio_wait_bit_common") F("vfs_read"),
       CAUSE_REQUEST},
      {"ceph", SYS_getdents64, "folio_wait_bit_common", NULL, CAUSE_REQUEST},
      {"ext4", SYS_read, "folio_wait_bit_common", NULL, CAUSE_STORAGE_READ},
      {"overlay", SYS_read, "folio_wait_bit_common", NULL, CAUSE_STORAGE_READ},
      {"fuse", SYS_openat, "folio_wait_bit_common", NULL, CAUSE_STORAGE_READ},
      {"fuse", SYS_read, "futex_do_wait", NULL, CAUSE_LOCK},
      {"fuse", SYS_write, "balance_dirty_pages", NULL, CAUSE_THROTTLE},
      {"fuse", IN_NONE, "folio_wait_bit_common", NULL, CAUSE_PAGE_FAULT},
      {"fuse", SYS_read, "",
       F("folio_wait_bit_common") F("handle_mm_fault") F("vfs_read"),
       CAUSE_PAGE_FAULT},
  };

  (void)state;
  for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
    struct row row = {"6.18",         'D',
                      files[i].wchan, files[i].syscall,
                      files[i].stack, files[i].cause};
    struct thread_sight sight = sight_of(&row);

    text_copy(text_of_string(files[i].filesystem), sight.filesystem,
              sizeof(sight.filesystem));
    assert_string_equal(causes[cause_of(&sight)].name,
                        causes[files[i].cause].name);
  }
}

static void each_cause_is_told_on_each_kernel(void **state) {
  static const char *const kernels[] = {"5.10", "6.1", "6.12", "6.18"};

  (void)state;
  for (int cause = CAUSE_STORAGE_READ; cause < CAUSE_COUNT; cause++)
    for (size_t k = 0; k < sizeof(kernels) / sizeof(kernels[0]); k++) {
      int found = 0;

      for (int i = 0; i < ROWS; i++)
        found += (int)rows[i].cause == cause &&
                 strcmp(rows[i].kernel, kernels[k]) == 0;
      if (found == 0)
        fail_msg("no row for %s on %s", causes[cause].name, kernels[k]);
    }
}

/* Frames around it that nobody knows, before and behind. */
static void the_number_of_frames_tells_nothing(void **state) {
  static char padded[STACK_BYTES];

  (void)state;
  for (int i = 0; i < ROWS; i++) {
    struct thread_sight sight = sight_of(&rows[i]);
    const char *stack = rows[i].stack ? rows[i].stack : "";

    for (int frames = 3; frames <= 30; frames += 27) {
      size_t used = 0;

      for (int f = 0; f < frames; f++)
        used += (size_t)snprintf(padded + used, sizeof(padded) - used,
                                 F("padding"));
      used +=
          (size_t)snprintf(padded + used, sizeof(padded) - used, "%s", stack);
      for (int f = 0; f < frames; f++)
        used += (size_t)snprintf(padded + used, sizeof(padded) - used,
                                 F("padding"));
      sight.stack = text_of(padded, used);
      assert_int_equal(cause_of(&sight), rows[i].cause);
    }
  }
}

static void what_compilers_append_is_passed_over(void **state) {
  static const char *const ends[] = {"",        ".isra.0", ".constprop.0",
                                     ".part.0", ".cold",   ".llvm.1234"};

  (void)state;
  for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
    struct row row = {"6.18", 'S', "", SYS_write, NULL, CAUSE_PIPE};
    struct thread_sight sight = sight_of(&row);

    snprintf(sight.wchan, sizeof(sight.wchan), "anon_pipe_write%s", ends[i]);
    assert_int_equal(cause_of(&sight), CAUSE_PIPE);
  }
}

static void each_beginning_of_a_stack_can_be_read(void **state) {
  (void)state;
  for (int i = 0; i < ROWS; i++) {
    struct thread_sight sight = sight_of(&rows[i]);
    size_t length = text_length(sight.stack);
    const char *stack = sight.stack.at;

    for (size_t n = 0; n < length; n++) {
      sight.stack = text_of(stack, n);
      assert_in_range(cause_of(&sight), 0, CAUSE_COUNT - 1);
    }
  }
}

static void no_cause_is_without_a_name_of_its_own(void **state) {
  (void)state;
  for (int id = 0; id < CAUSE_COUNT; id++) {
    assert_non_null(causes[id].words);
    assert_int_equal(cause_find(causes[id].name), id);
  }
  assert_int_equal(cause_find("tea break"), CAUSE_COUNT);
}

static void the_first_argument_is_an_fd_where_the_call_has_one(void **state) {
  (void)state;
  assert_true(syscall_has_fd(SYS_read));
  assert_true(syscall_has_fd(SYS_fsync));
  assert_false(syscall_has_fd(SYS_futex));
  assert_false(syscall_has_fd(SYS_msync));
  assert_false(syscall_has_fd(-1));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_a_thread_waits_for_is_told_by_its_symbols),
      cmocka_unit_test(who_waits_for_a_file_of_a_server_waits_for_an_answer),
      cmocka_unit_test(each_cause_is_told_on_each_kernel),
      cmocka_unit_test(the_number_of_frames_tells_nothing),
      cmocka_unit_test(what_compilers_append_is_passed_over),
      cmocka_unit_test(each_beginning_of_a_stack_can_be_read),
      cmocka_unit_test(no_cause_is_without_a_name_of_its_own),
      cmocka_unit_test(the_first_argument_is_an_fd_where_the_call_has_one),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
