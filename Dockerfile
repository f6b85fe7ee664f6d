# syntax=docker/dockerfile:1.12

FROM node:24.21.0-bookworm-slim AS build
WORKDIR /gateway
COPY package.json package-lock.json .npmrc ./
COPY test/support/empty-package test/support/empty-package
RUN npm ci
COPY . .
RUN npm run build

FROM node:24.21.0-bookworm-slim AS dependencies
WORKDIR /gateway
COPY package.json package-lock.json .npmrc ./
COPY test/support/empty-package test/support/empty-package
RUN npm ci --omit=dev

FROM node:24.21.0-bookworm-slim
WORKDIR /gateway
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
COPY package.json LICENSE ./
COPY --from=dependencies /gateway/node_modules node_modules
COPY --from=build /gateway/dist dist
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=2s CMD node -e "fetch('http://127.0.0.1:' + process.env.PORT + '/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"
CMD ["node", "dist/server/main.js"]
