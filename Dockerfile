# Tillie in a container. Node runs the TypeScript as it is, so there is nothing to build.
FROM node:24-slim

# Threads share the allocator's arenas: pages are drawn in threads, and each would keep one.
ENV NODE_ENV=production \
    NODE_OPTIONS=--disable-warning=ExperimentalWarning \
    MALLOC_ARENA_MAX=2 \
    NODE_COMPILE_CACHE=/tmp/node-compile-cache \
    TILLIE_HOST=0.0.0.0 \
    TILLIE_PORT=3000 \
    TILLIE_DATA=/data

WORKDIR /app

# Packages first: they change less often than the code does.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

COPY migrations ./migrations
COPY prompts ./prompts
COPY agents ./agents
COPY tools ./tools
COPY src ./src
COPY LICENSE README.md ./

# The embedded database (when there is no DATABASE_URL) and every file Tillie makes.
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
EXPOSE 3000

HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.TILLIE_PORT}/readyz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

# Node itself is the first process: it gets SIGTERM and stops within ten seconds.
STOPSIGNAL SIGTERM
CMD ["node", "src/cli.ts", "start"]
