# The image of a release, made of the file that is attached to it: npm pack, then docker build .
FROM --platform=$BUILDPLATFORM node:24.21.0-alpine AS package
COPY ecrsync-*.tgz /tmp/ecrsync.tgz
RUN npm install --global --offline --prefix /opt/ecrsync /tmp/ecrsync.tgz

FROM node:24.21.0-alpine
COPY --from=package /opt/ecrsync /opt/ecrsync
ENV PATH=/opt/ecrsync/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
WORKDIR /manifest
# By number, so that Kubernetes sees that it is not root: the user node of the base.
USER 1000:1000
ENTRYPOINT ["ecrsync"]
