/* cause_table.c - see cause_table.h */
#include "judge/cause_table.h"

#include <sys/syscall.h>

/* clang-format off */
/* Where threads sleep, in kernels from 5.10 to 6.18. Exact names stand before
 * the beginnings of names: the first that fits counts. What is in .sched.text
 * (io_schedule, bit_wait_io, do_nanosleep, mutexes, semaphores) stands in
 * stacks only; wchan is its caller. */
static const struct clue clues[] = {
  /* dirty pages, the shares of a cgroup, reclaim, a freezer */
  { "balance_dirty_pages",                    CAUSE_THROTTLE },
  { "balance_dirty_pages_ratelimited",        CAUSE_THROTTLE },
  { "balance_dirty_pages_ratelimited_flags",  CAUSE_THROTTLE }, /* 6.1 */
  { "wbt_wait",                     CAUSE_THROTTLE },
  { "rq_qos_wait",                  CAUSE_THROTTLE },
  { "__rq_qos_throttle",            CAUSE_THROTTLE },
  { "ioc_rqos_throttle",            CAUSE_THROTTLE },
  { "blkcg_maybe_throttle_current", CAUSE_THROTTLE },
  { "mem_cgroup_handle_over_high",  CAUSE_THROTTLE },
  { "__mem_cgroup_handle_over_high",        CAUSE_THROTTLE }, /* 6.18 */
  { "mem_cgroup_oom_synchronize",   CAUSE_THROTTLE },
  { "reclaim_throttle",             CAUSE_THROTTLE }, /* 5.16 */
  { "throttle_direct_reclaim",      CAUSE_THROTTLE },
  { "congestion_wait",              CAUSE_THROTTLE }, /* to 5.15 */
  { "wait_iff_congested",           CAUSE_THROTTLE },
  { "do_freezer_trap",              CAUSE_THROTTLE },
  { "get_signal",                   CAUSE_THROTTLE }, /* inlined */
  { "__refrigerator",               CAUSE_THROTTLE },

  /* a journal, and what is to be on disk */
  { "blkdev_issue_flush",        CAUSE_FSYNC },
  { "file_write_and_wait_range", CAUSE_FSYNC },
  { "sync_inodes_sb",            CAUSE_FSYNC },
  { "wait_sb_inodes",            CAUSE_FSYNC },
  { "vfs_fsync_range",           CAUSE_FSYNC },
  { "start_this_handle",         CAUSE_FSYNC },
  { "add_transaction_credits",   CAUSE_FSYNC },
  { "wait_transaction_locked",   CAUSE_FSYNC },
  { "do_get_write_access",       CAUSE_FSYNC },
  { "__jbd2_log_wait_for_space", CAUSE_FSYNC },
  { "ext4_sync_file",            CAUSE_FSYNC },
  { "ext4_fc_commit",            CAUSE_FSYNC },
  { "wait_current_trans",        CAUSE_FSYNC },
  { "wait_for_commit",           CAUSE_FSYNC },
  { "btrfs_commit_transaction",  CAUSE_FSYNC },
  { "btrfs_wait_for_commit",     CAUSE_FSYNC },
  { "btrfs_sync_log",            CAUSE_FSYNC },
  { "btrfs_sync_file",           CAUSE_FSYNC },
  { "start_transaction",         CAUSE_FSYNC },
  { "xfs_file_fsync",            CAUSE_FSYNC },
  { "__xfs_iunpin_wait",         CAUSE_FSYNC },
  { "xfs_iunpin_wait",           CAUSE_FSYNC },
  { "xfs_buf_wait_unpin",        CAUSE_FSYNC },
  { "f2fs_do_sync_file",         CAUSE_FSYNC },

  /* memory that has to be read; swap before the faults that bring it about */
  { "do_swap_page",          CAUSE_SWAP_IN },
  { "swap_readpage",         CAUSE_SWAP_IN }, /* to 6.5 */
  { "swap_read_folio",       CAUSE_SWAP_IN },
  { "swapin_readahead",      CAUSE_SWAP_IN },
  { "swap_vma_readahead",    CAUSE_SWAP_IN },
  { "swap_cluster_readahead", CAUSE_SWAP_IN },
  { "read_swap_cache_async", CAUSE_SWAP_IN },
  { "shmem_swapin_page",     CAUSE_SWAP_IN },
  { "shmem_swapin_folio",    CAUSE_SWAP_IN },
  { "filemap_fault",         CAUSE_PAGE_FAULT },
  { "handle_userfault",      CAUSE_PAGE_FAULT },
  { "migration_entry_wait",  CAUSE_PAGE_FAULT },
  { "migration_entry_wait_on_locked", CAUSE_PAGE_FAULT }, /* 6.1 */

  /* the network */
  { "sk_wait_data",                CAUSE_NET_RECEIVE },
  { "tcp_recvmsg",                 CAUSE_NET_RECEIVE },
  { "tcp_recvmsg_locked",          CAUSE_NET_RECEIVE },
  { "unix_stream_read_generic",    CAUSE_NET_RECEIVE },
  { "unix_stream_data_wait",       CAUSE_NET_RECEIVE },
  { "__skb_wait_for_more_packets", CAUSE_NET_RECEIVE },
  { "inet_csk_accept",             CAUSE_NET_RECEIVE },
  { "inet_csk_wait_for_connect",   CAUSE_NET_RECEIVE },
  { "__inet_stream_connect",       CAUSE_NET_RECEIVE },
  { "inet_wait_for_connect",       CAUSE_NET_RECEIVE },
  { "sk_stream_wait_memory",       CAUSE_NET_SEND },
  { "sk_stream_wait_connect",      CAUSE_NET_SEND },
  { "sk_stream_wait_close",        CAUSE_NET_SEND },
  { "sock_alloc_send_pskb",        CAUSE_NET_SEND },
  { "sock_wait_for_wmem",          CAUSE_NET_SEND },
  { "unix_wait_for_peer",          CAUSE_NET_SEND },
  { "tun_do_read",                 CAUSE_NET_RECEIVE },
  { "wait_woken",                  CAUSE_UNKNOWN, SOCKET },

  /* pipes and message queues */
  { "pipe_read",          CAUSE_PIPE },
  { "pipe_write",         CAUSE_PIPE },
  { "anon_pipe_read",     CAUSE_PIPE }, /* 6.15 */
  { "anon_pipe_write",    CAUSE_PIPE },
  { "fifo_pipe_read",     CAUSE_PIPE },
  { "fifo_pipe_write",    CAUSE_PIPE },
  { "fifo_open",          CAUSE_PIPE },
  { "pipe_wait_readable", CAUSE_PIPE },
  { "pipe_wait_writable", CAUSE_PIPE },
  { "wait_for_partner",   CAUSE_PIPE },
  { "wait_for_space",     CAUSE_PIPE },
  { "splice_from_pipe_next", CAUSE_PIPE },
  { "do_msgrcv",          CAUSE_PIPE },
  { "do_msgsnd",          CAUSE_PIPE },
  { "wq_sleep",           CAUSE_PIPE },

  /* by choice, before names that begin alike */
  { "fuse_dev_do_read",        CAUSE_CHOICE },
  { "ep_poll",                 CAUSE_CHOICE },
  { "do_epoll_wait",           CAUSE_CHOICE },
  { "do_sys_poll",             CAUSE_CHOICE },
  { "do_poll",                 CAUSE_CHOICE },
  { "poll_schedule_timeout",   CAUSE_CHOICE },
  { "do_select",               CAUSE_CHOICE },
  { "core_sys_select",         CAUSE_CHOICE },
  { "io_cqring_wait",          CAUSE_CHOICE },
  { "read_events",             CAUSE_CHOICE },
  { "io_cqring_wait_schedule", CAUSE_CHOICE },
  { "io_wqe_worker",           CAUSE_CHOICE }, /* to 6.1 */
  { "io_wq_worker",            CAUSE_CHOICE },
  { "io_sq_thread",            CAUSE_CHOICE },
  { "vhost_task_fn",           CAUSE_CHOICE },
  { "kvm_vcpu_block",          CAUSE_CHOICE }, /* a guest that is idle */
  { "do_nanosleep",            CAUSE_CHOICE },
  { "hrtimer_nanosleep",       CAUSE_CHOICE },
  { "hrtimer_nanosleep_restart", CAUSE_CHOICE },
  { "common_nsleep",           CAUSE_CHOICE },
  { "alarmtimer_do_nsleep",    CAUSE_CHOICE },
  { "do_cpu_nanosleep",        CAUSE_CHOICE },
  { "do_wait",                 CAUSE_CHOICE },
  { "kernel_wait4",            CAUSE_CHOICE },
  { "kernel_waitid",           CAUSE_CHOICE },
  { "wait_for_vfork_done",     CAUSE_CHOICE },
  { "kernel_clone",            CAUSE_CHOICE }, /* where that is inlined */
  { "do_sigtimedwait",         CAUSE_CHOICE },
  { "sigsuspend",              CAUSE_CHOICE },
  { "inotify_read",            CAUSE_CHOICE },
  { "fanotify_read",           CAUSE_CHOICE },
  { "eventfd_read",            CAUSE_CHOICE },
  { "signalfd_dequeue",        CAUSE_CHOICE },
  { "signalfd_read",           CAUSE_CHOICE },
  { "signalfd_read_iter",      CAUSE_CHOICE },
  { "timerfd_read",            CAUSE_CHOICE },
  { "timerfd_read_iter",       CAUSE_CHOICE },
  { "do_syslog",               CAUSE_CHOICE },
  { "devkmsg_read",            CAUSE_CHOICE },
  { "n_tty_read",              CAUSE_CHOICE },

  /* locks */
  { "flock_lock_inode_wait", CAUSE_LOCK },
  { "locks_lock_inode_wait", CAUSE_LOCK },
  { "posix_lock_inode_wait", CAUSE_LOCK },
  { "do_lock_file_wait",     CAUSE_LOCK },
  { "fcntl_setlk",           CAUSE_LOCK },
  { "__break_lease",         CAUSE_LOCK },
  { "do_semtimedop",         CAUSE_LOCK },
  { "__do_semtimedop",       CAUSE_LOCK },
  { "percpu_rwsem_wait",     CAUSE_LOCK, LOCKED },
  { "__percpu_down_read",    CAUSE_LOCK, LOCKED },
  { "rwsem_down_read_slowpath",  CAUSE_LOCK },
  { "rwsem_down_write_slowpath", CAUSE_LOCK },
  { "__lock_sock",               CAUSE_LOCK },
  { "lock_sock_nested",          CAUSE_LOCK }, /* where that is inlined */
  { "btrfs_tree_lock",             CAUSE_LOCK }, /* to 6.1 */
  { "__btrfs_tree_lock",           CAUSE_LOCK },
  { "__btrfs_tree_read_lock",      CAUSE_LOCK },
  { "btrfs_tree_lock_nested",      CAUSE_LOCK }, /* 6.12 */
  { "btrfs_tree_read_lock_nested", CAUSE_LOCK },

  /* who takes one: of memory, a position, a directory, a file */
  { "do_user_addr_fault",        CAUSE_LOCK, CALLER },
  { "lock_mm_and_find_vma",      CAUSE_LOCK, CALLER }, /* 6.1 */
  { "vm_mmap_pgoff",             CAUSE_LOCK, CALLER },
  { "__vm_munmap",               CAUSE_LOCK, CALLER },
  { "do_mprotect_pkey",          CAUSE_LOCK, CALLER },
  { "do_madvise",                CAUSE_LOCK, CALLER },
  { "__fdget_pos",               CAUSE_LOCK, CALLER }, /* to 6.1 */
  { "fdget_pos",                 CAUSE_LOCK, CALLER },
  { "lookup_slow",               CAUSE_LOCK, CALLER },
  { "walk_component",            CAUSE_LOCK, CALLER },
  { "open_last_lookups",         CAUSE_LOCK, CALLER },
  { "filename_create",           CAUSE_LOCK, CALLER },
  { "do_renameat2",              CAUSE_LOCK, CALLER },
  { "lock_rename",               CAUSE_LOCK, CALLER },
  { "generic_file_write_iter",   CAUSE_LOCK, CALLER },
  { "ext4_buffered_write_iter",  CAUSE_LOCK, CALLER },
  { "ext4_dio_write_iter",       CAUSE_LOCK, CALLER },
  { "ext4_file_write_iter",      CAUSE_LOCK, CALLER },
  { "ext4_file_read_iter",       CAUSE_LOCK, CALLER },
  { "xfs_ilock",                 CAUSE_LOCK, CALLER },

  /* what waits for storage, either way */
  { "io_schedule",               CAUSE_UNKNOWN, STORAGE },
  { "io_schedule_timeout",       CAUSE_UNKNOWN, STORAGE },
  { "wait_on_page_bit_common",   CAUSE_UNKNOWN, STORAGE }, /* to 5.15 */
  { "wait_on_page_bit",          CAUSE_UNKNOWN, STORAGE },
  { "wait_on_page_bit_killable", CAUSE_UNKNOWN, STORAGE },
  { "wait_on_page_writeback",    CAUSE_UNKNOWN, STORAGE },
  { "put_and_wait_on_page_locked", CAUSE_UNKNOWN, STORAGE },
  { "__lock_page_killable",      CAUSE_UNKNOWN, STORAGE },
  { "__lock_page",               CAUSE_UNKNOWN, STORAGE },
  { "folio_wait_bit_common",     CAUSE_UNKNOWN, STORAGE },
  { "folio_wait_bit",            CAUSE_UNKNOWN, STORAGE },
  { "folio_wait_bit_killable",   CAUSE_UNKNOWN, STORAGE },
  { "folio_wait_writeback",      CAUSE_UNKNOWN, STORAGE },
  { "folio_put_wait_locked",     CAUSE_UNKNOWN, STORAGE },
  { "__folio_lock_killable",     CAUSE_UNKNOWN, STORAGE },
  { "__folio_lock",              CAUSE_UNKNOWN, STORAGE },
  { "__filemap_fdatawait_range", CAUSE_UNKNOWN, STORAGE },
  { "filemap_update_page",       CAUSE_UNKNOWN, STORAGE },
  { "__lock_page_or_retry",      CAUSE_UNKNOWN, STORAGE }, /* to 5.15 */
  { "__folio_lock_or_retry",     CAUSE_UNKNOWN, STORAGE },
  { "submit_bio_wait",           CAUSE_UNKNOWN, STORAGE },
  { "bio_await_chain",           CAUSE_UNKNOWN, STORAGE }, /* 6.12 */
  { "bit_wait_io",               CAUSE_UNKNOWN, STORAGE },
  { "__wait_on_buffer",          CAUSE_UNKNOWN, STORAGE },
  { "__iomap_dio_rw",            CAUSE_UNKNOWN, STORAGE },
  { "iomap_dio_complete",        CAUSE_UNKNOWN, STORAGE },
  { "inode_dio_wait",            CAUSE_UNKNOWN, STORAGE },
  { "__inode_dio_wait",          CAUSE_UNKNOWN, STORAGE },
  { "do_blockdev_direct_IO",     CAUSE_UNKNOWN, STORAGE }, /* to 5.15 */
  { "__blockdev_direct_IO",      CAUSE_UNKNOWN, STORAGE },
  { "__blkdev_direct_IO_simple", CAUSE_UNKNOWN, STORAGE },
  { "blk_execute_rq",            CAUSE_UNKNOWN, STORAGE },
  { "blk_mq_freeze_queue_wait",  CAUSE_UNKNOWN, STORAGE },
  { "blkdev_direct_IO",          CAUSE_UNKNOWN, STORAGE },
  { "blk_io_schedule",           CAUSE_UNKNOWN, STORAGE },
  { "blk_mq_get_tag",            CAUSE_UNKNOWN, STORAGE },
  { "__bio_queue_enter",         CAUSE_UNKNOWN, STORAGE },
  { "blk_queue_enter",           CAUSE_UNKNOWN, STORAGE },
  { "md_handle_request",         CAUSE_UNKNOWN, STORAGE },
  { "md_write_start",            CAUSE_UNKNOWN, STORAGE },
  { "raid5_get_active_stripe",   CAUSE_UNKNOWN, STORAGE },
  { "d_alloc_parallel",          CAUSE_UNKNOWN, STORAGE },
  { "xfs_buf_iowait",            CAUSE_UNKNOWN, STORAGE },
  { "xfs_buf_lock",              CAUSE_UNKNOWN, STORAGE },
  { "wait_extent_bit",           CAUSE_UNKNOWN, STORAGE }, /* to 6.12 */
  { "lock_extent_bits",          CAUSE_UNKNOWN, STORAGE }, /* 5.10 */
  { "lock_extent",               CAUSE_UNKNOWN, STORAGE }, /* 6.1 */
  { "__lock_extent",             CAUSE_UNKNOWN, STORAGE }, /* 6.12 */
  { "btrfs_lock_extent_bits",    CAUSE_UNKNOWN, STORAGE }, /* 6.18 */
  { "btrfs_start_ordered_extent", CAUSE_UNKNOWN, STORAGE },
  { "btrfs_start_ordered_extent_nowriteback", CAUSE_UNKNOWN, STORAGE },
  { "wait_on_extent_buffer_writeback", CAUSE_UNKNOWN, STORAGE },
  { "read_extent_buffer_pages",  CAUSE_UNKNOWN, STORAGE },
  { "__wait_on_freeing_inode",   CAUSE_UNKNOWN, STORAGE },
  { "swap_writepage",            CAUSE_THROTTLE }, /* to 6.12 */
  { "swap_writeout",             CAUSE_THROTTLE },
  { "__swap_writepage",          CAUSE_THROTTLE },
  { "handle_reserve_ticket",     CAUSE_THROTTLE }, /* room in btrfs */
  { "wait_reserve_ticket",       CAUSE_THROTTLE },
  { "__reserve_bytes",           CAUSE_THROTTLE },

  /* which way, where the stack says so */
  { "vfs_read",              CAUSE_STORAGE_READ,  ENTRY },
  { "ksys_read",             CAUSE_STORAGE_READ,  ENTRY },
  { "do_iter_read",          CAUSE_STORAGE_READ,  ENTRY },
  { "do_readv",              CAUSE_STORAGE_READ,  ENTRY },
  { "vfs_readv",             CAUSE_STORAGE_READ,  ENTRY },
  { "io_read",               CAUSE_STORAGE_READ,  ENTRY },
  { "aio_read",              CAUSE_STORAGE_READ,  ENTRY },
  { "filemap_splice_read",   CAUSE_STORAGE_READ,  ENTRY },
  { "ksys_readahead",        CAUSE_STORAGE_READ,  ENTRY },
  { "iterate_dir",           CAUSE_STORAGE_READ,  ENTRY },
  { "path_openat",           CAUSE_STORAGE_READ,  ENTRY },
  { "path_lookupat",         CAUSE_STORAGE_READ,  ENTRY },
  { "vfs_statx",             CAUSE_STORAGE_READ,  ENTRY },
  { "bprm_execve",           CAUSE_STORAGE_READ,  ENTRY },
  { "vfs_write",             CAUSE_STORAGE_WRITE, ENTRY },
  { "ksys_write",            CAUSE_STORAGE_WRITE, ENTRY },
  { "do_iter_write",         CAUSE_STORAGE_WRITE, ENTRY },
  { "do_writev",             CAUSE_STORAGE_WRITE, ENTRY },
  { "vfs_writev",            CAUSE_STORAGE_WRITE, ENTRY },
  { "io_write",              CAUSE_STORAGE_WRITE, ENTRY },
  { "aio_write",             CAUSE_STORAGE_WRITE, ENTRY },
  { "vfs_fallocate",         CAUSE_STORAGE_WRITE, ENTRY },
  { "do_truncate",           CAUSE_STORAGE_WRITE, ENTRY },
  { "do_unlinkat",           CAUSE_STORAGE_WRITE, ENTRY },
  { "vfs_unlink",            CAUSE_STORAGE_WRITE, ENTRY },
  { "vfs_rename",            CAUSE_STORAGE_WRITE, ENTRY },
  { "vfs_mkdir",             CAUSE_STORAGE_WRITE, ENTRY },
  { "do_fsync",              CAUSE_FSYNC,         ENTRY },
  { "ksys_sync",             CAUSE_FSYNC,         ENTRY },
  { "ksys_sync_file_range",  CAUSE_FSYNC,         ENTRY },
  { "handle_mm_fault",       CAUSE_PAGE_FAULT,    ENTRY },
  { "faultin_page",          CAUSE_PAGE_FAULT,    ENTRY }, /* mlock(2) */
  { "populate_vma_page_range", CAUSE_PAGE_FAULT,  ENTRY },
  { "__mm_populate",         CAUSE_PAGE_FAULT,    ENTRY },
  { "do_page_fault",         CAUSE_PAGE_FAULT,    ENTRY }, /* arm64 */
  { "exc_page_fault",        CAUSE_PAGE_FAULT,    ENTRY },
  { "asm_exc_page_fault",    CAUSE_PAGE_FAULT,    ENTRY },

  /* a server, of files or of what FUSE asks */
  { "request_wait_answer",   CAUSE_REQUEST },
  { "rpc_wait_bit_killable", CAUSE_REQUEST },
  { "__rpc_execute",         CAUSE_REQUEST },
  { "wait_for_response",     CAUSE_REQUEST },
  { "compound_send_recv",    CAUSE_REQUEST },
  { "wait_for_free_credits", CAUSE_REQUEST },
  { "p9_client_rpc",         CAUSE_REQUEST },

  /* beginnings: the families in which names change from kernel to kernel */
  { "jbd2_",           CAUSE_FSYNC,     TELLS, true },
  { "xfs_log_",        CAUSE_FSYNC,     TELLS, true },
  { "xlog_",           CAUSE_FSYNC,     TELLS, true },
  { "futex_",          CAUSE_LOCK,      TELLS, true },
  { "__futex_",        CAUSE_LOCK,      TELLS, true },
  { "do_futex",        CAUSE_LOCK,      TELLS, true },
  { "rt_mutex_",       CAUSE_LOCK,      TELLS, true },
  { "__rt_mutex_",     CAUSE_LOCK,      TELLS, true },
  { "__mutex_lock",    CAUSE_LOCK,      TELLS, true },
  { "shrink_",         CAUSE_THROTTLE,  TELLS, true },
  { "try_to_free_",    CAUSE_THROTTLE,  TELLS, true },
  { "do_try_to_free_", CAUSE_THROTTLE,  TELLS, true },
  { "fuse_",           CAUSE_REQUEST,   TELLS, true },
  { "__fuse_",         CAUSE_REQUEST,   TELLS, true },
  { "nfs_",            CAUSE_REQUEST,   TELLS, true },
  { "nfs3_",           CAUSE_REQUEST,   TELLS, true },
  { "nfs4_",           CAUSE_REQUEST,   TELLS, true },
  { "cifs_",           CAUSE_REQUEST,   TELLS, true },
  { "smb2_",           CAUSE_REQUEST,   TELLS, true },
  { "SMB2_",           CAUSE_REQUEST,   TELLS, true },
  { "netfs_",          CAUSE_REQUEST,   TELLS, true },
  { "afs_",            CAUSE_REQUEST,   TELLS, true },
  { "ceph_",           CAUSE_REQUEST,   TELLS, true },
  { "v9fs_",           CAUSE_REQUEST,   TELLS, true },
  { "p9_",             CAUSE_REQUEST,   TELLS, true },
  { "__x64_sys_pause",     CAUSE_CHOICE, TELLS, true },
  { "__arm64_sys_pause",   CAUSE_CHOICE, TELLS, true },
  { "__do_sys_pause",      CAUSE_CHOICE, TELLS, true },
  { "__se_sys_pause",      CAUSE_CHOICE, TELLS, true },
  { "__x64_sys_rt_sigsuspend",   CAUSE_CHOICE, TELLS, true },
  { "__arm64_sys_rt_sigsuspend", CAUSE_CHOICE, TELLS, true },
  { "__do_sys_wait",       CAUSE_CHOICE, TELLS, true },
};

/* Which way a system call goes, for what the symbol does not tell. Those that
 * an architecture has not are left out there. */
static const struct call calls[] = {
#ifdef SYS_open
  { SYS_open,              CAUSE_STORAGE_READ },
#endif
#ifdef SYS_stat
  { SYS_stat,              CAUSE_STORAGE_READ },
  { SYS_lstat,             CAUSE_STORAGE_READ },
#endif
#ifdef SYS_getdents
  { SYS_getdents,          CAUSE_STORAGE_READ,  CAUSE_UNKNOWN,     true },
#endif
#ifdef SYS_newfstatat
  { SYS_newfstatat,        CAUSE_STORAGE_READ },
#endif
#ifdef SYS_unlink
  { SYS_unlink,            CAUSE_STORAGE_WRITE },
  { SYS_rename,            CAUSE_STORAGE_WRITE },
  { SYS_mkdir,             CAUSE_STORAGE_WRITE },
  { SYS_rmdir,             CAUSE_STORAGE_WRITE },
#endif
#ifdef SYS_creat
  { SYS_creat,             CAUSE_STORAGE_WRITE },
#endif
#ifdef SYS_epoll_wait
  { SYS_epoll_wait,        CAUSE_UNKNOWN,       CAUSE_UNKNOWN,     true },
#endif
#ifdef SYS_epoll_pwait2
  { SYS_epoll_pwait2,      CAUSE_UNKNOWN,       CAUSE_UNKNOWN,     true },
#endif
#ifdef SYS_statx
  { SYS_statx,             CAUSE_STORAGE_READ },
#endif
#ifdef SYS_renameat2
  { SYS_renameat2,         CAUSE_STORAGE_WRITE },
#endif
#ifdef SYS_sync_file_range
  { SYS_sync_file_range,   CAUSE_FSYNC,         CAUSE_UNKNOWN,     true },
#endif
  { SYS_read,              CAUSE_STORAGE_READ,  CAUSE_NET_RECEIVE, true },
  { SYS_readv,             CAUSE_STORAGE_READ,  CAUSE_NET_RECEIVE, true },
  { SYS_pread64,           CAUSE_STORAGE_READ,  CAUSE_UNKNOWN,     true },
  { SYS_preadv,            CAUSE_STORAGE_READ,  CAUSE_UNKNOWN,     true },
  { SYS_preadv2,           CAUSE_STORAGE_READ,  CAUSE_NET_RECEIVE, true },
  { SYS_getdents64,        CAUSE_STORAGE_READ,  CAUSE_UNKNOWN,     true },
  { SYS_readahead,         CAUSE_STORAGE_READ,  CAUSE_UNKNOWN,     true },
  { SYS_openat,            CAUSE_STORAGE_READ },
  { SYS_execve,            CAUSE_STORAGE_READ },
  { SYS_mmap,              CAUSE_PAGE_FAULT },
  { SYS_mlock,             CAUSE_PAGE_FAULT },
  { SYS_mlock2,            CAUSE_PAGE_FAULT },
  { SYS_mlockall,          CAUSE_PAGE_FAULT },
  { SYS_madvise,           CAUSE_PAGE_FAULT },
  { SYS_write,             CAUSE_STORAGE_WRITE, CAUSE_NET_SEND,    true },
  { SYS_writev,            CAUSE_STORAGE_WRITE, CAUSE_NET_SEND,    true },
  { SYS_pwrite64,          CAUSE_STORAGE_WRITE, CAUSE_UNKNOWN,     true },
  { SYS_pwritev,           CAUSE_STORAGE_WRITE, CAUSE_UNKNOWN,     true },
  { SYS_pwritev2,          CAUSE_STORAGE_WRITE, CAUSE_NET_SEND,    true },
  { SYS_sendfile,          CAUSE_STORAGE_READ,  CAUSE_NET_SEND },
  { SYS_copy_file_range,   CAUSE_STORAGE_WRITE, CAUSE_UNKNOWN,     true },
  { SYS_ftruncate,         CAUSE_STORAGE_WRITE, CAUSE_UNKNOWN,     true },
  { SYS_truncate,          CAUSE_STORAGE_WRITE },
  { SYS_fallocate,         CAUSE_STORAGE_WRITE, CAUSE_UNKNOWN,     true },
  { SYS_unlinkat,          CAUSE_STORAGE_WRITE },
  { SYS_renameat,          CAUSE_STORAGE_WRITE },
  { SYS_mkdirat,           CAUSE_STORAGE_WRITE },
  { SYS_fsync,             CAUSE_FSYNC,         CAUSE_UNKNOWN,     true },
  { SYS_fdatasync,         CAUSE_FSYNC,         CAUSE_UNKNOWN,     true },
  { SYS_syncfs,            CAUSE_FSYNC,         CAUSE_UNKNOWN,     true },
  { SYS_msync,             CAUSE_FSYNC },
  { SYS_sync,              CAUSE_FSYNC },
  { SYS_close,             CAUSE_STORAGE_WRITE, CAUSE_NET_SEND,    true },
  { SYS_recvfrom,          CAUSE_UNKNOWN,       CAUSE_NET_RECEIVE, true },
  { SYS_recvmsg,           CAUSE_UNKNOWN,       CAUSE_NET_RECEIVE, true },
  { SYS_recvmmsg,          CAUSE_UNKNOWN,       CAUSE_NET_RECEIVE, true },
  { SYS_accept,            CAUSE_UNKNOWN,       CAUSE_NET_RECEIVE, true },
  { SYS_accept4,           CAUSE_UNKNOWN,       CAUSE_NET_RECEIVE, true },
  { SYS_connect,           CAUSE_UNKNOWN,       CAUSE_NET_RECEIVE, true },
  { SYS_sendto,            CAUSE_UNKNOWN,       CAUSE_NET_SEND,    true },
  { SYS_sendmsg,           CAUSE_UNKNOWN,       CAUSE_NET_SEND,    true },
  { SYS_sendmmsg,          CAUSE_UNKNOWN,       CAUSE_NET_SEND,    true },
  { SYS_flock,             CAUSE_UNKNOWN,       CAUSE_UNKNOWN,     true },
  { SYS_fcntl,             CAUSE_UNKNOWN,       CAUSE_UNKNOWN,     true },
  { SYS_ioctl,             CAUSE_STORAGE_READ,  CAUSE_UNKNOWN,     true },
  { SYS_splice,            CAUSE_UNKNOWN,       CAUSE_UNKNOWN,     true },
  { SYS_epoll_pwait,       CAUSE_UNKNOWN,       CAUSE_UNKNOWN,     true },
};
/* clang-format on */

enum {
  CLUES = sizeof(clues) / sizeof(clues[0]),
  CALLS = sizeof(calls) / sizeof(calls[0])
};

static bool fits(const struct clue *clue, struct text symbol) {
  return text_skip(&symbol, clue->symbol) &&
         (clue->is_beginning || text_is_empty(symbol));
}

const struct clue *clue_find(struct text symbol) {
  for (int i = 0; i < CLUES; i++)
    if (fits(&clues[i], symbol))
      return &clues[i];
  return NULL;
}

const struct call *call_find(long number) {
  for (int i = 0; i < CALLS; i++)
    if (calls[i].number == number)
      return &calls[i];
  return NULL;
}
