/* html_page.c - see html_page.h */
#include "cli/html_page.h"

#include "cli/html_style.h"

static void put_meta(struct html *html, const char *kind, const char *name,
                     const char *content) {
  html_void(html, "meta");
  html_attribute(html, kind, name);
  html_attribute(html, "content", content);
}

/* Only what stands in the page itself is let in. */
static void put_policy(struct html *html, const struct html_head *head) {
  char policy[160];

  snprintf(policy, sizeof(policy),
           "default-src 'none'; style-src 'unsafe-inline'%s%s%s",
           head->script ? "; script-src '" : "",
           head->script ? head->script_hash : "", head->script ? "'" : "");
  put_meta(html, "http-equiv", "Content-Security-Policy", policy);
}

static void put_refresh(struct html *html, double refresh_s) {
  char seconds[32];

  if (!(refresh_s > 0))
    return;
  snprintf(seconds, sizeof(seconds), "%.0f", refresh_s);
  put_meta(html, "http-equiv", "refresh", seconds);
}

void html_begin_page(struct html *html, const struct html_head *head) {
  html_raw(html, "<!doctype html>\n");
  html_open(html, "html");
  html_attribute(html, "lang", "en");
  html_open(html, "head");
  html_void(html, "meta");
  html_attribute(html, "charset", "utf-8");
  put_meta(html, "name", "viewport", "width=device-width,initial-scale=1");
  put_policy(html, head);
  put_refresh(html, head->refresh_s);
  html_element(html, "title", NULL, head->title);
  html_open(html, "style");
  html_raw(html, html_style);
  html_raw(html, html_style_table);
  if (head->style)
    html_raw(html, head->style);
  html_close(html);
  html_close(html);
  html_open(html, "body");
  html_open(html, "main");
}

int html_end_page(struct html *html, const struct html_head *head) {
  html_close(html);
  if (head->script) {
    html_open(html, "script");
    html_raw(html, head->script);
    html_close(html);
  }
  html_close(html);
  html_close(html);
  return html_finish(html);
}
