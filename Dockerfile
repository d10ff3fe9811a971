# One image for servers and workers: `node src/server.ts` (the default) or `node src/worker.ts`.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

# The dashboard is the only thing that is built; what builds it stays behind.
FROM node:24-slim AS dashboard
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY src ./src
COPY scripts ./scripts
COPY dashboard ./dashboard
RUN node scripts/dashboard.ts

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY src ./src
COPY --from=dashboard /app/dashboard/dist ./dashboard/dist
# For backup and restore, which speak to any MongoDB with what the embedded engine dumps and loads with.
COPY scripts ./scripts
COPY embedded ./embedded
# A volume that is mounted here gets its owner from it.
RUN mkdir /backups && chown node:node /backups
USER node
EXPOSE 3000
# Red while the process starts and while it closes. A worker has no port, and switches this off.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Directly, without npm or a shell in between: SIGTERM reaches the process that answers it.
CMD ["node", "src/server.ts"]
