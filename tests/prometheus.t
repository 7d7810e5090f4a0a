#!/bin/bash
# prometheus.t - the rules of contrib/prometheus do what io_forecast.test.yml says,
# also for each wall of the tables, and name only what the plugin can send. Rules
# that are broken on purpose fail. Speaks TAP.
set -u
export LC_ALL=C.UTF-8
: "${SRCDIR:=$(cd "$(dirname "$0")/.." && pwd)}"
: "${BUILDDIR:=$SRCDIR/build}"

skip_all() {
  echo "1..0 # SKIP $1"
  exit 0
}

command -v promtool >/dev/null || skip_all "promtool is not installed"
command -v python3 >/dev/null || skip_all "python3 is not installed"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

"$BUILDDIR/io-forecast" print metrics >"$work/METRICS.md" || exit 1
PYTHONPATH=$SRCDIR/tests PYTHONDONTWRITEBYTECODE=1 python3 - "$SRCDIR/contrib/prometheus" "$work" <<'END'
import os
import re
import shutil
import subprocess
import sys

from tap import done, result, skip

shipped, work = sys.argv[1:]


def text_of(name):
    with open(os.path.join(shipped, name)) as file:
        return file.read()


def write(name, text):
    with open(os.path.join(work, name), "w") as file:
        file.write(text)


def complaints_of(*command):
    """What a command says when it fails; [] when it does not."""
    done = subprocess.run(command, cwd=work, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    return (done.stdout.splitlines() or ["it fails"]) if done.returncode else []


RULES = "io_forecast.rules.yml"
CASES = "io_forecast.test.yml"
rules, cases, readme = text_of(RULES), text_of(CASES), text_of("README.md")
for name in (RULES, CASES, "scrape.yml", "alertmanager.yml"):
    shutil.copyfile(os.path.join(shipped, name), os.path.join(work, name))

# --- as they are --------------------------------------------------------------

result("promtool accepts the rules", complaints_of("promtool", "check", "rules", RULES))
result("and the configuration that scrapes",
       complaints_of("promtool", "check", "config", "scrape.yml"))
central = re.sub(r"(?m)^  #(- job|  )", r"  \1", text_of("scrape.yml"))
write("central.yml", central)
result("and the same with the job of a central collectd",
       complaints_of("promtool", "check", "config", "central.yml") or
       [line for line in ("honor_labels: true", "honor_timestamps: false")
        if len(re.findall(r"(?m)^ +%s$" % line, central)) != 2])
if shutil.which("amtool"):
    result("amtool accepts the configuration of Alertmanager",
           complaints_of("amtool", "check-config", "alertmanager.yml"))
else:
    skip("amtool accepts the configuration of Alertmanager", "amtool is not installed")
result("the tests pass", complaints_of("promtool", "test", "rules", CASES))

# --- and broken ---------------------------------------------------------------

alerts = re.findall(r"- alert: (\w+)", rules)
records = re.findall(r"- record: (\S+)", rules)
cases_of = dict((re.match("  - name: (.*)", case).group(1), case)
                for case in re.findall(r"(?ms)^  - name: .*?(?=^  - name: |\Z)", cases))
# What is wrong, how to make it so, and the case that would tell.
BROKEN = [
    ("a state of 1 is no warning", "io_forecast:state >= 1", "io_forecast:state >= 2",
     "a wall that is ahead, then imminent, then over"),
    ("a state of 1 is critical", "io_forecast:state >= 2", "io_forecast:state >= 1",
     "a wall that is ahead, then imminent, then over"),
    ("an alert stays when its state is 0", "io_forecast:state >= 1", "io_forecast:state >= 0",
     "a wall that is ahead, then imminent, then over"),
    ("an imminent wall is not ahead", "io_forecast:state >= 1", "io_forecast:state == 1",
     "it is still ahead while it is imminent"),
    ("alerts on walls wait", "expr: io_forecast:state >= 1",
     "expr: io_forecast:state >= 1\n        for: 1m",
     "a wall that is ahead, then imminent, then over"),
    ("an alert outlives its group", "expr: io_forecast:state >= 1",
     "expr: last_over_time(io_forecast:state[1m]) >= 1",
     "a group that disappears takes its alert along"),
    ("a time outlives its state", "and on (job, instance, group, wall) io_forecast:state",
     "and on (job, instance, group, wall) last_over_time(io_forecast:state[1m])",
     "a group whose last process has ended has a count of 0, and no alert"),
    ("single processes are groups",
     "and on (job, instance, io_forecast) collectd_io_forecast_ps_count_processes", "",
     "single processes raise nothing, what has a number in its name does"),
    ("a group is one of any host", "and on (job, instance, io_forecast) collectd",
     "and on (job, io_forecast) collectd",
     "a process of one host is no group because another host has one so called"),
    ("only groups have walls", 'io_forecast=~"host|(device|fs)-.+"', 'io_forecast="none"',
     "single processes raise nothing, what has a number in its name does"),
    ("hosts are one", "max without (io_forecast, type) (",
     "max without (io_forecast, type, instance) (", "two hosts with the same group are two"),
    ("annotations are of any host", "{job=%q,instance=%q,group=%q,wall=%q}",
     "{job=%q,instance!=%q,group=%q,wall=%q}", "two hosts with the same group are two"),
    ("names are not quoted", "instance=%q", "instance='%s'",
     "bytes are readable, and a name of a host may hold anything"),
    ("NaN is a time", "duration_seconds >= 0", "duration_seconds",
     "what is not a number raises nothing"),
    ("what is stuck is a wall", "and on (job, instance, group, wall) io_forecast:state", "",
     "a process that does not answer, for a while and for long"),
    ("NaN is a state", "io_forecast:state >= 1", "(io_forecast:state >= 1 or io_forecast:state != 0)",
     "what is not a number raises nothing"),
    ("the worst is the mean", "min by (group, wall)", "avg by (group, wall)",
     "two hosts with the same group are two"),
    ("the limit is what is used", '{type="limit_soft"}', '{type=""}',
     "a wall that is ahead, then imminent, then over"),
    ("that little is left is not told", "io_forecast:near == 1", "io_forecast:near > 1",
     "little is left, though nothing is foretold"),
    ("a fuse is blown when it is whole", "io_forecast:fuse == 1", "io_forecast:fuse == 0",
     "a fuse that blows, and is whole again"),
    ("who hesitates is stuck", "stuck_seconds > 30", "stuck_seconds > 5",
     "a process that does not answer, for a while and for long"),
    ("who is stuck is told late", "stuck_seconds > 30", "stuck_seconds > 300",
     "a process that does not answer, for a while and for long"),
    ("a restart is silence", "for: 2m", "for: 10s",
     "a restart of collectd interrupts an alert, and raises none"),
    ("a restart is a scrape that fails", "for: 1m", "for: 10s",
     "a restart of collectd interrupts an alert, and raises none"),
    ("a counter that begins anew is more errors", "increase(collectd_io_forecast_derive_total{"
     'io_forecast="self", type="dropped_series"}[5m])', "abs(delta(collectd_io_forecast_"
     'derive_total{io_forecast="self", type="dropped_series"}[5m]))',
     "a restart of collectd interrupts an alert, and raises none"),
    ("who was taken away is silent for ever", "[1h]", "[3h]",
     "one that was taken away is silent for an hour"),
    ("who is silent for long is forgotten", "[1h]", "[2m]",
     "one that was taken away is silent for an hour"),
    ("everybody is silent", "unless io_forecast:followed", "",
     "a host that falls silent, and comes back"),
    ("absence is told at once", "for: 5m\n        labels:\n          severity: warning",
     "labels:\n          severity: warning", "nobody is there at all"),
    ("nobody is absent", "absent(io_forecast:followed)", "absent(up)", "nobody is there at all"),
    ("one who is silent is all", "absent(io_forecast:followed)",
     'absent(io_forecast:followed{instance="web1"})', "a host that falls silent, and comes back"),
    ("a page that is missed once is gone", "for: 1m", "for: 0s",
     "a page that cannot be had, of each of both jobs"),
    ("pages of others count", 'up{job=~"collectd.*"}', "up",
     "a page that cannot be had, of each of both jobs"),
    ("pages of a central collectd do not", 'up{job=~"collectd.*"}', 'up{job="collectd"}',
     "a page that cannot be had, of each of both jobs"),
    ("a thread that is late is lost", "for: 1m", "for: 0s",
     "threads that hang, for a moment and for long"),
    ("what was dropped once is dropped for ever", "increase(collectd_io_forecast_derive_total{"
     'io_forecast="self", type="dropped_series"}[5m])',
     'collectd_io_forecast_derive_total{io_forecast="self", type="dropped_series"}',
     "what there was no room for"),
    ("one error is many", "for: 15m", "for: 1m", "files that cannot be read, once and all the time"),
    ("one slow tick is many", "avg_over_time(", "max_over_time(",
     "a tick that takes long, now and then and as a rule"),
    ("a budget that is short for a moment is told", "for: 10m", "for: 1m",
     "a budget that is not enough"),
]


def is_noticed(what, old, new, told_by):
    sentence = "it is noticed when " + what
    if old not in rules or not told_by:
        return result(sentence, ["the rules have no %r, or there is no case" % old])
    write(RULES, rules.replace(old, new))
    write("some.yml", "rule_files: [%s]\nevaluation_interval: 10s\ntests:\n%s"
          % (RULES, "".join(told_by)))
    failed = (complaints_of("promtool", "check", "rules", RULES) or
              not complaints_of("promtool", "test", "rules", "some.yml"))
    result(sentence, ["it is not, or these are no rules"] if failed else [])


# Those that look at annotations and at alerts on what has no wall.
FIRST = ("a wall that is ahead, then imminent, then over",
         "little is left, though nothing is foretold", "a fuse that blows, and is whole again",
         "a process that does not answer, for a while and for long",
         "a host that falls silent, and comes back")
for what, old, new, told_by in BROKEN:
    is_noticed(what, old, new, [cases_of[told_by]])
for alert in alerts:
    is_noticed("there is no alert %s" % alert, "- alert: %s\n" % alert, "- alert: Gone\n",
               [case for case in cases_of.values()
                if re.search(r"alertname: %s\n *exp_alerts:\n" % alert, case)])
for record in records:
    is_noticed("%s is not recorded" % record, "- record: %s\n" % record, "- record: gone\n",
               [case for name, case in cases_of.items() if name in FIRST or record in case])
write(RULES, rules)

# --- the tables ---------------------------------------------------------------

with open(work + "/METRICS.md") as file:
    metrics = file.read()
sections = dict(re.findall(r"(?ms)^## (.+?)\n(.*?)(?=^## |\Z)", metrics))
walls = re.findall(r"(?m)^\| `(\w+)` \| (\w+) \| `\w+` \| .* \| `(\w+)/(\w+)` \| (told|-) \|$",
                   sections["Walls"])
called = dict(re.findall(r"(?m)^\| `(\w+)` \| `(\w+)` \|$", sections["Walls"]))
columns = [row for title in sections if title.startswith("Of ")
           for row in re.findall(r"(?m)^\| `(\w+)` \| .* \| (.+) \|$", sections[title])]
thresholds = sorted({called.get(name, name) for name, _ in columns})
TARGETS = {"group": "queue-1", "host": "host", "device": "device-dm-0", "filesystem": "fs-srv-1"}


def series(name, target, type_instance, value):
    return ('      - series: \'%s{job="collectd", instance="web1", io_forecast="%s"%s}\'\n'
            "        values: %sx5\n" % (name, target, ', type="%s"' % type_instance
                                        if type_instance else "", value))


def expectation(expression):
    return ("      - expr: '%s'\n        eval_time: 30s\n        exp_samples:\n"
            "          - labels: '{}'\n            value: 1\n" % expression)


def case_of(wall, target, limit, near):
    """Of a wall that is met: a test that wants alerts and a limit of it."""
    labels = '{job="collectd", instance="web1", group="%s", wall="%s"}' % (target, wall)
    text = "  - name: %s of %s\n    interval: 10s\n    input_series:\n" % (wall, target)
    text += series("collectd_io_forecast_gauge", target, wall + "_state", 2)
    text += series("collectd_io_forecast_gauge", target, wall + "_now", 76)
    text += series("collectd_io_forecast_percent", target, wall + "_used", 99)
    text += series("collectd_io_forecast_percent", target, wall + "_probability", 98)
    text += series("collectd_io_forecast_duration_seconds", target, wall, 5)
    text += series("collectd_io_forecast_duration_seconds", target, wall + "_lower", 4)
    text += series("collectd_io_forecast_duration_seconds", target, wall + "_upper", 6)
    text += series("collectd_io_forecast_" + limit[0], target, limit[1], 77)
    text += series("collectd_io_forecast_bool", target, wall + "_near", 1) if near else ""
    if target == TARGETS["group"]:
        text += series("collectd_io_forecast_ps_count_processes", target, "", 1)
    text += "    promql_expr_test:\n"
    for name, value in (("state", 2), ("now", 76), ("limit", 77), ("used_percent", 99),
                        ("probability_percent", 98), ("time_left_seconds", 5),
                        ("time_left_lower_seconds", 4), ("time_left_upper_seconds", 6)):
        text += expectation("count(io_forecast:%s%s == %d)" % (name, labels, value))
    for alert in ("Ahead", "Imminent"):
        text += expectation('count(ALERTS{alertname="IoForecastWall%s", alertstate="firing", %s)'
                            % (alert, labels[1:]))
    if near:
        text += expectation('count(ALERTS{alertname="IoForecastNearWall", %s)' % labels[1:])
    return text


def complaints_about(these):
    write("walls.yml", "rule_files: [%s]\nevaluation_interval: 10s\ntests:\n%s"
          % (RULES, "".join(these)))
    return complaints_of("promtool", "test", "rules", "walls.yml")


result("there are walls and metrics in the tables",
       [] if len(walls) >= 9 and len(thresholds) >= 90 and len(called) >= 5 else
       ["%d, %d, %d" % (len(walls), len(thresholds), len(called))])
for wall, of, limit_type, limit_instance, near in walls:
    result("%s of a %s has alerts and a limit" % (wall, of), complaints_about(
        [case_of(wall, TARGETS[of], (limit_type, limit_instance), near == "told")]))
result("and so has a Threshold on each metric", complaints_about(
    [case_of(wall, TARGETS[of], ("gauge", wall + "_limit"), False)
     for wall in thresholds for of in ("group", "host")]))
result("and a wall that the tables may have one day", complaints_about(
    [case_of("tomorrow", TARGETS["group"], ("gauge", "tomorrow_limit"), True)]))
result("but one whose limit is found nowhere is noticed", [] if complaints_about(
    [case_of("tomorrow", TARGETS["group"], ("memory", "tomorrow"), True)]) else ["it is not"])

# --- what can be sent ---------------------------------------------------------

TYPES_DB = "/usr/share/collectd/types.db"
SENT = "each series that is named can be sent"


def data_sources():
    with open(TYPES_DB) as file:
        for line in file:
            words = line.split("#")[0].replace(",", " ").split()
            if words:
                yield words[0], [word.split(":")[:2] for word in words[1:]]


def sendable():
    """(target "self" or "", type, type instance), as docs/METRICS.md has them."""
    walled = {row[0] for row in walls} | set(thresholds)
    for _, leaves in columns:
        for kind, instance in re.findall(r"`(\w+)/?(\w*)`", leaves):
            yield "", kind, instance
    for kind, suffix in re.findall(r"`(\w+)/T(\w*)`", sections["Walls"]):
        for wall in walled:
            yield "", kind, wall + suffix
    for wall in walls:
        yield "", wall[2], wall[3]
    for wall in thresholds:
        yield "", "gauge", wall + "_limit"
    for title in ("The fuse", "What the plugin tells of itself"):
        for kind, instance in re.findall(r"`(\w+)/?(\w*)`", sections[title]):
            yield "", kind, instance
            if title != "The fuse":
                yield "self", kind, instance


def named(text):
    """(name, matchers) of each series of write_prometheus in a text."""
    for name, inside in re.findall(r"(collectd_io_forecast_\w+)(\{[^}]*\})?",
                                   text.replace('\\"', '"')):
        yield name, re.findall(r'(\w+)(=~|!~|!=|=)"([^"]*)"', inside)


if os.path.exists(TYPES_DB):
    sources = dict(data_sources())
    known = {}
    for target, kind, instance in sendable():
        for source, growth in sources.get(kind, []):
            name = "collectd_io_forecast_" + kind
            name += "" if source == "value" else "_" + source
            name += "_total" if growth in ("DERIVE", "COUNTER") else ""
            known.setdefault(name, set()).add((target, instance))

    def unknown(text):
        for name, matchers in named(text):
            wanted = "self" if ("io_forecast", "=", "self") in matchers else ""
            instances = {one for target, one in known.get(name, ()) if target == wanted}
            if not instances:
                yield "%s of %r is not sent" % (name, wanted)
            for label, how, value in matchers:
                if label == "type" and how == "=" and value not in instances:
                    yield "%s has no %s" % (name, value)
                if label == "type" and how == "=~" and not any(
                        re.fullmatch(value, one) for one in instances):
                    yield "%s has nothing like %s" % (name, value)

    result(SENT + ": rules", list(unknown(rules)))
    result(SENT + ": tests", list(unknown(cases)))
    result("what cannot be sent is noticed", [text for text in (
        "collectd_io_forecast_gauge_total", "collectd_io_forecast_foo{}",
        'collectd_io_forecast_gauge{type="fd_limit_stat"}',
        'collectd_io_forecast_gauge{io_forecast="self", type="fuse"}',
        'collectd_io_forecast_bool{type=~".+_states"}') if not list(unknown(text))])
else:
    skip(SENT, "%s is not there" % TYPES_DB)

# --- what is said -------------------------------------------------------------

result("a case has each alert by its name",
       [alert for alert in alerts if not re.search(r"\b%s\b" % alert, cases)])
result("there are two dozen cases", [] if cases.count("  - name: ") >= 24 else ["fewer"])
headings = re.findall(r"(?m)^### (\w+)$", readme)
runbooks = re.findall(r"runbook: contrib/prometheus/README\.md#(\w+)", rules)
result("README.md has a section for each alert, and for no other",
       sorted(set(alerts) ^ set(headings)) +
       ([] if len(alerts) == len(set(alerts)) else ["one is there twice"]))
result("to which its runbook leads",
       [] if runbooks == [alert.lower() for alert in alerts] else runbooks)
result("README.md has what is recorded, and no other",
       sorted(set(records) ^ set(re.findall(r"`((?:group_wall:)?io_forecast[:_][\w:]+)`", readme))))
rows = "".join(re.findall(r"(?m)^\| (`.*`.*?) \|", readme))
result("README.md says what helps before each wall",
       [row[0] for row in walls if "`%s`" % row[0] not in rows])
sys.exit(done())
END
