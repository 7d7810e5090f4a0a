# shellcheck shell=bash
# prometheus.sh - a real Prometheus beside the daemon. To be sourced behind
# lib.sh; needs jq.

need_prometheus() {
  command -v prometheus >/dev/null || skip_all "prometheus is not installed"
  command -v jq >/dev/null || skip_all "jq is not installed"
}

# conf_scrape INTERVAL PORT...: a configuration of Prometheus that scrapes those
# ports of the loopback.
conf_scrape() {
  local interval=$1 port

  shift
  cat <<EOF
global: {scrape_interval: $interval, evaluation_interval: $interval}
scrape_configs:
  - job_name: collectd
    honor_labels: true
    honor_timestamps: false
    static_configs:
      - targets: [$(for port in "$@"; do printf '"127.0.0.1:%s", ' "$port"; done)]
EOF
}

# start_prometheus CONF PORT [PREFIX...]: its pid is in $prometheus, what it says
# in $work/prometheus.log.
start_prometheus() {
  local conf=$1 port=$2

  shift 2
  spawn "$@" prometheus --config.file="$conf" --web.listen-address="127.0.0.1:$port" \
    --storage.tsdb.path="$work/tsdb" --log.level=warn >"$work/prometheus.log" 2>&1
  # shellcheck disable=SC2034 # the tests use it
  prometheus=$spawned
  wait_for 60 prometheus_is_ready "$port"
}

prometheus_is_ready() {
  http_get "$1" /-/ready | grep -qi ready
}

# answer PORT EXPRESSION: the elements of its answer as an array of JSON; it
# fails when there is no answer.
answer() {
  local body

  body=$(http_get "$1" "/api/v1/query?query=$(printf %s "$2" | jq -sRr @uri)")
  [ -n "$body" ] || return
  jq -ce 'if .status == "success" then .data.result else error(.error) end' \
    <<<"$body"
}

# ask PORT EXPRESSION: a line of JSON for each element of its answer:
# {"metric":{...},"value":[time,"value"]}.
ask() {
  local elements

  elements=$(answer "$@") && jq -c '.[]' <<<"$elements"
}

# has_answer PORT EXPRESSION: whether some element comes of it.
has_answer() {
  [ -n "$(ask "$1" "$2")" ]
}

# has_no_answer PORT EXPRESSION: it was asked, and none comes of it.
has_no_answer() {
  local elements

  elements=$(answer "$1" "$2") && equals "[]" "$elements"
}
