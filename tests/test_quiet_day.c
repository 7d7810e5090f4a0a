/* test_quiet_day.c - a day of processes that are noisy and do nothing wrong,
 * and the fuse: it never blows. An incident in the same noise blows it once. */
#include "expect.h"

#include "../contrib/dice.h"
#include "desk.h"

enum { SERVER, BACKUP, BURSTY, DATABASE, WORKER, KINDS = WORKER + 4 };

enum { MINUTE = 60, HOUR = 3600, DAY = 24 * HOUR };

struct actor {
  struct member *member;
  double fds;
  double wait; /* ms of a second */
  double waited_s;
};

struct day {
  struct scene scene;
  struct dice dice;
  struct actor actor[KINDS];
  double second;  /* of the day */
  int incident_s; /* when it begins; -1: never */
};

static void open_day(struct day *day, double interval_s) {
  static const char *const groups[] = {"server", "backup", "bursty", "db",
                                       "worker"};

  *day = (struct day){.dice = {3}, .incident_s = -1};
  open_scene(&day->scene, 100);
  day->scene.settings.model = MODEL_TREND; /* the fuse is tested; it is fast */
  day->scene.interval_s = interval_s;
  for (size_t i = 0; i < COUNT_OF(groups); i++)
    option(&day->scene, "Process", groups[i], NULL);
  begin(&day->scene);
  day->scene.host[METRIC_TASK_DELAYACCT] = 1;
  for (int i = 0; i < KINDS; i++)
    day->actor[i].member = pipeline_admit(
        day->scene.pipeline, (size_t)(i < WORKER ? i : WORKER), 100 + i);
}

static double noise(struct day *day, double deviation) {
  return deviation * dice_normal(&day->dice);
}

/* Connections come and go with the time of the day. */
static void play_server(struct day *day, struct actor *actor) {
  double load = 1500 - 900 * cos(2 * M_PI * day->second / DAY);

  actor->fds = load + noise(day, 40);
  actor->wait = fmax(0, 20 + noise(day, 15));
}

/* Each hour it reads for ten minutes, of few files. */
static void play_backup(struct day *day, struct actor *actor) {
  bool reads = fmod(day->second, HOUR) < 10 * MINUTE;

  actor->fds = 12 + (reads ? 3 : 0);
  actor->wait = reads ? 700 + noise(day, 100) : 0;
}

/* Each half hour it opens a thousand sockets, for two minutes; and each ten
 * minutes a log is rotated, which takes one tick. */
static void play_bursty(struct day *day, struct actor *actor) {
  bool opens = fmod(day->second, HOUR / 2) < 2 * MINUTE;
  bool rotates = fmod(day->second, 10 * MINUTE) < day->scene.interval_s;

  actor->fds = 400 + (opens ? 1000 : 0) + noise(day, 10);
  actor->wait = rotates ? 1000 : 0;
}

static void play_database(struct day *day, struct actor *actor) {
  actor->fds = 800 + noise(day, 30);
  actor->wait = 300 + noise(day, 25);
}

static void play_worker(struct day *day, struct actor *actor) {
  actor->fds = 60 + noise(day, 8);
  actor->wait = fmax(0, 5 + noise(day, 5));
}

static void play(struct day *day) {
  play_server(day, &day->actor[SERVER]);
  play_backup(day, &day->actor[BACKUP]);
  play_bursty(day, &day->actor[BURSTY]);
  play_database(day, &day->actor[DATABASE]);
  for (int i = WORKER; i < KINDS; i++)
    play_worker(day, &day->actor[i]);
}

/* The disk of the server becomes slow, and what it does piles up. */
static void strike(struct day *day) {
  struct actor *server = &day->actor[SERVER];
  double since_s = day->second - day->incident_s;

  if (day->incident_s < 0 || since_s < 0 || since_s > 10 * MINUTE)
    return;
  server->wait = 800 + noise(day, 50);
  server->fds += 6 * since_s;
}

static void observe(struct day *day, struct actor *actor) {
  double raw[METRIC_MEMBER_COUNT];

  forget(raw, METRIC_MEMBER_COUNT);
  actor->waited_s += actor->wait / 1000 * day->scene.interval_s;
  raw[METRIC_STATE] = 'S';
  raw[METRIC_THREADS] = 4;
  raw[METRIC_FD_COUNT] = round(fmax(3, actor->fds));
  raw[METRIC_LIMIT_FDS] = 65536;
  raw[METRIC_PROCESS_BLOCK_DELAY] = actor->waited_s;
  raw[METRIC_THREADS_WANTED] = 0;
  pipeline_observe(day->scene.pipeline, actor->member,
                   &(struct glance){"noisy", 0}, raw);
}

/* What happened to fuses in this tick. */
struct count {
  int trips, clears;
  double tripped_s; /* of the day; the last */
};

static void take(struct day *day, struct count *count) {
  const struct collection *all = day->scene.all;

  for (size_t i = 0; i < all->notices; i++) {
    bool blown = all->notice[i].state == STATE_FAILURE;

    if (strcmp(all->notice[i].wall, "fuse") != 0)
      continue;
    count->trips += blown;
    count->clears += !blown;
    if (blown)
      count->tripped_s = day->second;
  }
  day->scene.all->notices = 0;
}

static struct count live(struct day *day, int seconds) {
  struct count count = {0};

  while (day->second < seconds) {
    play(day);
    strike(day);
    tick_begin(&day->scene);
    for (int i = 0; i < KINDS; i++)
      observe(day, &day->actor[i]);
    tick_end(&day->scene);
    take(day, &count);
    day->second += day->scene.interval_s;
  }
  return count;
}

static void expect_quiet(double interval_s, int seconds) {
  struct day day;
  struct count count;

  open_day(&day, interval_s);
  count = live(&day, seconds);
  assert_int_equal(count.trips, 0);
  assert_int_equal(count.clears, 0);
  expect_near(collected(day.scene.all, "server/bool/fuse"), 0, 0);
  expect_near(collected(day.scene.all, "db/gauge/io_wait"), 300, 150);
  end(&day.scene);
}

static void a_day_of_noise_blows_no_fuse(void **state) {
  (void)state;
  expect_quiet(10, DAY);
}

static void nor_does_an_hour_of_it_each_second(void **state) {
  (void)state;
  expect_quiet(1, HOUR);
}

/* 300 files are there after 50 s; the mean of ten ticks is full by then, or
 * soon after. */
static void expect_incident(double interval_s, int begins_s, double within_s) {
  struct day day;
  struct count count;

  open_day(&day, interval_s);
  day.incident_s = begins_s;
  count = live(&day, begins_s + HOUR / 2);
  assert_int_equal(count.trips, 1);
  assert_int_equal(count.clears, 1);
  expect_between(count.tripped_s - begins_s, 10, within_s);
  end(&day.scene);
}

static void an_incident_in_that_noise_blows_it_once(void **state) {
  (void)state;
  expect_incident(1, HOUR, 80);
  expect_incident(10, 9 * HOUR, 120);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_day_of_noise_blows_no_fuse),
      cmocka_unit_test(nor_does_an_hour_of_it_each_second),
      cmocka_unit_test(an_incident_in_that_noise_blows_it_once),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
