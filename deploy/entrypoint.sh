#!/bin/sh
# Secrets come as files; the service reads its settings from the environment.
set -eu
if [ -r /run/secrets/database_url ]; then
  DATABASE_URL="$(cat /run/secrets/database_url)"
  export DATABASE_URL
fi
exec "$@"
