import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const CLIENTS = 'test/clients/**/*.test.ts'
const RELIABILITY = 'test/reliability/**/*.test.ts'
/** What tries as many cases as it is told to: a share of them in the suite, all of them among the sweeps. */
const RANDOM = [
  'test/properties/*.test.ts',
  'test/emulator/{fuzz,garbage,kill,lifecycle-agreement}.test.ts',
  'test/images/odd-{answers,ecr}.test.ts',
  'test/importing/draft/*.property.test.ts',
  'test/kinds/policy/openings.property.test.ts',
  'test/kinds/stated.property.test.ts',
  'test/manifest/garbage.test.ts',
  'test/render/{any-plan,harmless,several-targets}.test.ts',
]
const SHARE = '0.5'
/** Folders that decide what happens to a registry. */
const JUDGED = ['plan', 'apply', 'judges', 'kinds', 'manifest', 'lifecycle', 'importing', 'layout']

/** Files that take longer than their size tells: begun last, they would run alone. */
const LONG =
  /\/(races\/random-|races\/adopted|races\/policies|properties\/|commands\/killed|reliability\/(crash|faults|honesty|hostile)|documents\/commands|manifest\/garbage|iam\/(examples|others))/

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification) => LONG.test(moduleId)
    return [...sorted.filter(isLong), ...sorted.filter(file => !isLong(file))]
  }
}

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'ecrsync',
          include: ['test/**/*.test.ts'],
          exclude: [CLIENTS, RELIABILITY, '**/node_modules/**'],
          env: { ECRSYNC_SHARE: SHARE },
        },
      },
      { extends: true, test: { name: 'clients', include: [CLIENTS] } },
      { extends: true, test: { name: 'reliability', include: [RELIABILITY, ...RANDOM] } },
    ],
    isolate: false,
    // A test drops most of what it makes: where there is room, it is swept seldom.
    execArgv: ['--max-semi-space-size=64'],
    // Dependencies as Node imports them, without a proxy around each.
    deps: { interopDefault: false },
    // Many a test waits: for a process, or for a call to be tried again.
    maxWorkers: '150%',
    sequence: { sequencer: LongFirst },
    setupFiles: ['test/seed-of-laws.ts'],
    disableConsoleIntercept: true,
    // Ends a test that hangs, and no other, also where ten processes share a core.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: [['text', { skipFull: true }]],
      reportOnFailure: true,
      thresholds: Object.fromEntries(JUDGED.map(folder => [`src/${folder}/**`, { branches: 97 }])),
    },
  },
})
