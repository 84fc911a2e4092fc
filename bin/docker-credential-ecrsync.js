#!/usr/bin/env node
// Docker and other clients run this by its name; see `ecrsync login --help`.
require('../bundle/start.cjs').startHelper(`${__dirname}/..`)
