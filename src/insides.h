/*
 * insides.h - what a pipeline is made of, for whoever gives its past back.
 *
 * As struct parts (pipeline.h), but to be written to; before its first tick,
 * but for members (see recall.h).
 */
#ifndef INSIDES_H
#define INSIDES_H

struct host;
struct pipeline;
struct rolls;
struct subjects;
struct timeline;
struct window_plan;

struct insides {
  struct timeline *timeline;
  const struct window_plan *plan; /* of members */
  struct rolls *rolls;
  struct host *host;
  struct subjects *disks;
  struct subjects *volumes;
};

struct insides pipeline_insides(struct pipeline *pipeline);

#endif
