/*
 * html.h - write HTML in which nothing that a stranger has said is anything but
 * text. The first failure sticks, and html_finish() tells it.
 *
 * A tag is open for attributes until its first content. Names of tags and
 * attributes are ours, and so is what html_raw() takes; all else is escaped,
 * and control characters and what turns the direction of writing become '?'.
 */
#ifndef HTML_H
#define HTML_H

#include <stdbool.h>
#include <stdio.h>

enum { HTML_DEPTH = 24 };

struct html {
  FILE *out;
  const char *open[HTML_DEPTH];
  int depth;
  bool in_tag; /* attributes may follow */
  bool failed;
};

void html_begin(struct html *html, FILE *out);

void html_open(struct html *html, const char *tag);
void html_attribute(struct html *html, const char *name, const char *value);
void html_text(struct html *html, const char *text);
void html_close(struct html *html);

/* A whole element with a class (NULL: none) and a text. */
void html_element(struct html *html, const char *tag, const char *class_name,
                  const char *text);

/* One that has no end, like <meta>; attributes follow. */
void html_void(struct html *html, const char *tag);

/* A constant of ours, as it is. */
void html_raw(struct html *html, const char *text);

/* 0; -EPROTO when tags are open, -EIO when something could not be written. */
int html_finish(struct html *html);

#endif
