/*
 * html_style.h - how a page of evidence looks: on a phone, on paper, by night.
 */
#ifndef HTML_STYLE_H
#define HTML_STYLE_H

/* Both are needed. */
extern const char html_style[], html_style_table[];

#endif
