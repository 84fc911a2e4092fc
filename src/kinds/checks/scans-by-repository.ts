import type { Check } from './check.ts'

export const scansByRepository: Check = {
  code: 'ECR401',
  severity: 'note',
  title: 'Scanning is said of a single repository',
  why: 'AWS deprecates `imageScanningConfiguration` in favour of the scanning configuration of the registry, which decides by filters which repositories are scanned. Said beside that one, it is a warning: what a reader finds at the repository need not be what ECR does.',
  source:
    '[PutImageScanningConfiguration](https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImageScanningConfiguration.html)',
  example: {
    found: `repositories:
  team/app:
    imageScanningConfiguration: { scanOnPush: true }`,
    mended: `registry:
  scanningConfiguration:
    scanType: BASIC
    rules:
      - { scanFrequency: SCAN_ON_PUSH, repositoryFilters: ["team/*"] }
repositories:
  team/app:`,
  },
  judges: {
    scope: 'repository',
    reads: ['imageScanningConfiguration'],
    find({ imageScanningConfiguration }, { saysOfRegistry }) {
      if (imageScanningConfiguration === undefined) return []
      const isBeside = saysOfRegistry('scanningConfiguration')
      return [
        {
          path: ['imageScanningConfiguration'],
          code: scansByRepository.code,
          ...(isBeside && { severity: 'warning' }),
          summary: isBeside
            ? 'Scanning is said of a single repository, beside the rules of the registry'
            : 'Scanning is said of a single repository',
          detail: isBeside
            ? 'The filters of registry.scanningConfiguration decide which repositories are scanned, whatever is said here.'
            : 'AWS deprecates this setting: the scanning configuration of the registry decides by filters.',
          hint: isBeside
            ? 'Remove it here.'
            : 'Say it under registry.scanningConfiguration, with a filter for these names.',
        },
      ]
    },
  },
}
