# An image of one executable: docker build -t taxi . (docs/how-to/run_in_a_container.md tells how to run it).
# TAXI_FROM=prebuilt takes what is in dist/container/<amd64|arm64> instead of compiling; no stage needs emulation.
ARG TAXI_FROM=source

# What the executable links against, of the platform that the image is for.
FROM debian:bookworm-slim AS target

FROM --platform=${BUILDPLATFORM} debian:bookworm-slim AS tools
# The base image names the Debian release; within it the newest fixes are wanted, not a pinned version.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates curl unzip \
  && rm -rf /var/lib/apt/lists/*

FROM tools AS source
ARG TARGETARCH
ARG TAXI_REPOSITORY=
WORKDIR /source
COPY . .
RUN case "$TARGETARCH" in \
    amd64) triple=x86_64-unknown-linux-gnu ;; \
    arm64) triple=aarch64-unknown-linux-gnu ;; \
    *) echo "Cannot build for \"$TARGETARCH\": expected amd64 or arm64" >&2; exit 1 ;; \
  esac \
  && ./denow task compile --target "$triple" --output /made/taxi --licenses /made/THIRD_PARTY_LICENSES

FROM scratch AS prebuilt
ARG TARGETARCH
COPY dist/container/${TARGETARCH} /made

# hadolint ignore=DL3006
FROM ${TAXI_FROM} AS executable

# The root of the image. Debian's loader looks into /lib too, so one folder does for every platform. What was taken from
# which package is told as Debian does, so that scanners find the versions and readers the licences.
FROM tools AS root
SHELL ["/bin/sh", "-eu", "-c"]
RUN --mount=type=bind,from=target,target=/target \
  mkdir -p /image/lib /image/etc/ssl/certs /data \
  && for name in libc.so.6 libm.so.6 libdl.so.2 librt.so.1 libpthread.so.0 libgcc_s.so.1 \
    libresolv.so.2 libnss_dns.so.2 libnss_files.so.2; do \
    cp -L /target/usr/lib/*-linux-gnu/"$name" /image/lib/; \
  done \
  && for loader in /target/usr/lib/*-linux-gnu/ld-linux-*; do cp -L "$loader" /image/lib/; done \
  && ln -s lib /image/lib64 \
  && cp -L /target/usr/lib/os-release /image/etc/os-release \
  && mkdir -p /image/var/lib/dpkg/status.d \
  && describe() { \
    mkdir -p "/image/usr/share/doc/$2"; \
    cp -L "$1/usr/share/doc/$2/copyright" "/image/usr/share/doc/$2/"; \
    dpkg-query --admindir="$1/var/lib/dpkg" --status "$2" > "/image/var/lib/dpkg/status.d/$2"; \
  } \
  && describe /target libc6 && describe /target libgcc-s1 && describe "" ca-certificates \
  && cp -L /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ \
  && echo 'taxi:x:65532:65532::/data:/nonexistent' > /image/etc/passwd \
  && echo 'taxi:x:65532:' > /image/etc/group \
  && echo 'hosts: files dns' > /image/etc/nsswitch.conf

FROM scratch
ARG TAXI_VERSION=unknown
ARG TAXI_REVISION=unknown
ARG TAXI_CREATED=unknown
ARG TAXI_SOURCE=unknown
LABEL org.opencontainers.image.title="taxi" \
  org.opencontainers.image.description="MLOps for taxi trip durations in one executable" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.source="${TAXI_SOURCE}" \
  org.opencontainers.image.revision="${TAXI_REVISION}" \
  org.opencontainers.image.version="${TAXI_VERSION}" \
  org.opencontainers.image.created="${TAXI_CREATED}"
COPY --from=root /image/ /
COPY --from=root --chown=65532:65532 /data /data
COPY LICENSE /usr/share/doc/taxi/
COPY --from=executable /made/THIRD_PARTY_LICENSES /usr/share/doc/taxi/
COPY --from=executable --chmod=755 /made/taxi /usr/local/bin/taxi
ENV TAXI_HOME=/data TAXI_CACHE=/data/cache PATH=/usr/local/bin SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
WORKDIR /data
VOLUME /data
USER 65532:65532
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["/usr/local/bin/taxi", "health"]
ENTRYPOINT ["/usr/local/bin/taxi"]
# It listens for others, so it starts with a token only: one of `tokens create` in the volume, or TAXI_TOKEN.
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
