# An image with migcheck, git (which reads the code that is deployed) and a shell (which the runners of GitLab, Bitbucket and CircleCI need).
#
#   docker build --tag migcheck .
#   docker run --rm --volume "$PWD:/data:ro" migcheck
#
# The binary is static. `--target released` takes one that is built already, from binary/migcheck, as the release workflow does.

FROM rust:1.95-alpine AS build
RUN apk add --no-cache musl-dev
WORKDIR /source
COPY Cargo.toml Cargo.lock ./
COPY rules rules
COPY src src
RUN cargo build --release --locked --bin migcheck

FROM alpine:3.22 AS base
# The repository that is mounted belongs to somebody else, and git refuses to read such a one without being told. Its settings run nothing: migcheck turns them off.
RUN apk add --no-cache git \
    && git config --system --add safe.directory '*' \
    && adduser -D -u 10001 migcheck \
    && mkdir /data
WORKDIR /data

FROM base AS released
COPY --chmod=755 binary/migcheck /usr/local/bin/migcheck
USER 10001
CMD ["migcheck"]

FROM base
COPY --from=build /source/target/release/migcheck /usr/local/bin/migcheck
USER 10001
CMD ["migcheck"]
