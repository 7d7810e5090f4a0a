/* html.c - see html.h */
#include "cli/html.h"

#include "emit/words.h"

#include <errno.h>

void html_begin(struct html *html, FILE *out) {
  *html = (struct html){.out = out};
}

static void put(struct html *html, const char *text) {
  if (!html->failed && fputs(text, html->out) == EOF)
    html->failed = true;
}

static void end_tag(struct html *html) {
  if (html->in_tag)
    put(html, ">");
  html->in_tag = false;
}

static void put_escaped(struct html *html, const char *text) {
  char clean[4096], one[2] = "";

  clean_text(text, clean, sizeof(clean));
  for (const char *at = clean; *at; at++) {
    one[0] = *at;
    put(html, *at == '&'    ? "&amp;"
              : *at == '<'  ? "&lt;"
              : *at == '>'  ? "&gt;"
              : *at == '"'  ? "&quot;"
              : *at == '\'' ? "&#39;"
                            : one);
  }
}

void html_open(struct html *html, const char *tag) {
  end_tag(html);
  if (html->depth == HTML_DEPTH) {
    html->failed = true;
    return;
  }
  html->open[html->depth++] = tag;
  put(html, "<");
  put(html, tag);
  html->in_tag = true;
}

void html_attribute(struct html *html, const char *name, const char *value) {
  put(html, " ");
  put(html, name);
  put(html, "=\"");
  put_escaped(html, value);
  put(html, "\"");
}

void html_text(struct html *html, const char *text) {
  end_tag(html);
  put_escaped(html, text);
}

void html_close(struct html *html) {
  end_tag(html);
  if (html->depth == 0) {
    html->failed = true;
    return;
  }
  put(html, "</");
  put(html, html->open[--html->depth]);
  put(html, ">");
}

void html_element(struct html *html, const char *tag, const char *class_name,
                  const char *text) {
  html_open(html, tag);
  if (class_name)
    html_attribute(html, "class", class_name);
  html_text(html, text);
  html_close(html);
}

void html_void(struct html *html, const char *tag) {
  end_tag(html);
  put(html, "<");
  put(html, tag);
  html->in_tag = true;
}

void html_raw(struct html *html, const char *text) {
  end_tag(html);
  put(html, text);
}

int html_finish(struct html *html) {
  end_tag(html);
  if (html->depth != 0)
    return -EPROTO;
  return html->failed || fflush(html->out) != 0 ? -EIO : 0;
}
