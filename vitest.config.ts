import { defineConfig } from 'vitest/config'

const CLIENTS = 'test/clients/**/*.test.ts'

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'ecrsync', include: ['test/**/*.test.ts'], exclude: [CLIENTS] } },
      { extends: true, test: { name: 'clients', include: [CLIENTS] } },
    ],
    isolate: false,
    maxWorkers: '100%',
    disableConsoleIntercept: true,
    // No test waits for time to pass: this ends one that hangs, also where ten processes share a core.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    coverage: { provider: 'v8', include: ['src/**/*.ts'] },
  },
})
