#!/bin/sh
# Asks the registries for the digest of every image that is pinned by version, and pins it in `.env`, which
# `docker compose` reads. Needs docker with buildx, and the network. Run it when a version changes; review the difference.
set -eu
cd "$(dirname "$0")/.."
touch .env
# shellcheck disable=SC2016 # compose's variables, not the shell's
grep -o '\${[A-Z]*_IMAGE:-[^}]*}' docker-compose.yml | sort -u | tr -d '${}' | while IFS= read -r entry; do
  variable="${entry%%:-*}"
  image="${entry#*:-}"
  digest="$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$image")"
  grep -v "^$variable=" .env >.env.new || true
  printf '%s=%s@%s\n' "$variable" "$image" "$digest" >>.env.new
  mv .env.new .env
  printf '%s %s\n' "$image" "$digest"
done
