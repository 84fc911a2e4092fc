import { defineConfig } from 'vitest/config'

/** The tests that are about what is mutated, and no others: each mutant is tried by those of them that run its lines. */
export default defineConfig({
  test: {
    include: [
      'test/lifecycle/*.test.ts',
      'test/plan/{changes,compare,diff,replaced,together}.test.ts',
      'test/plan/guards/*.test.ts',
    ],
    setupFiles: ['test/seed-of-laws.ts'],
    disableConsoleIntercept: true,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
})
