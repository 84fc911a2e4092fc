import { isFields } from '../canonical.ts'
import type { Check } from './check.ts'

export const cachedWithoutSettings: Check = {
  code: 'ECR203',
  severity: 'note',
  title: 'A pull-through cache whose repositories get no settings',
  why: 'ECR makes a repository at the first pull through a cache, with its own settings: tags that may move, no lifecycle policy, no tags. A creation template for the prefix gives them others.',
  source:
    '[Repository creation templates](https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html)',
  example: {
    found: `registry:
  pullThroughCacheRules:
    quay: { upstreamRegistryUrl: quay.io }
repositories: {}`,
    mended: `registry:
  pullThroughCacheRules:
    quay: { upstreamRegistryUrl: quay.io }
  repositoryCreationTemplates:
    quay:
      appliedFor: [PULL_THROUGH_CACHE]
      lifecyclePolicy:
        - { any: true, expireAfter: 30 days }
repositories: {}`,
  },
  judges: {
    scope: 'registry',
    reads: ['pullThroughCacheRules', 'repositoryCreationTemplates'],
    find({ pullThroughCacheRules = {}, repositoryCreationTemplates = {} }) {
      const prefixes = Object.entries(repositoryCreationTemplates as object).flatMap(([prefix, template]) =>
        isFields(template) && [template.appliedFor].flat().includes('PULL_THROUGH_CACHE') ? [prefix] : [],
      )
      return Object.keys(pullThroughCacheRules as object)
        .filter(prefix => !prefixes.some(of => of === 'ROOT' || prefix === of || prefix.startsWith(`${of}/`)))
        .map(prefix => ({
          path: ['pullThroughCacheRules', prefix],
          code: cachedWithoutSettings.code,
          summary: 'Repositories of this pull-through cache get no settings',
          detail: 'ECR makes them with tags that may move and without a lifecycle policy: they grow for ever.',
          hint: 'Say a creation template for the prefix, with appliedFor: [PULL_THROUGH_CACHE].',
        }))
    },
  },
}
