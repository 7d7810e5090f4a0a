/*
 * html_chart.h - a chart as a figure of a page: SVG, with its words beside it.
 */
#ifndef HTML_CHART_H
#define HTML_CHART_H

#include "cli/chart.h"
#include "cli/html.h"

/* Of a window of evidence before `wall` (NULL: none); nothing for one with
 * fewer than two values, or none that is not 0. */
void html_chart(struct html *html, const struct json_node *window,
                const struct json_node *wall);

#endif
