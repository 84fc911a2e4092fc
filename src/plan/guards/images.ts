import type { Change, Impact } from '../../model.ts'
import { imagesText } from '../../words.ts'
import type { Guard } from './guard.ts'

/** How a guard counts the images that lifecycle policies take in one way. */
export function overImages(fate: 'expire' | 'archive', would: string): Pick<Guard, 'counted' | 'shares'> {
  return {
    counted(changes, beside = 0) {
      const impacts = changes.filter(hasImpact).map(({ impact }) => impact)
      const count = impacts.reduce((sum, impact) => sum + impact[fate].images, beside)
      const isUpperBound = impacts.some(impact => impact.isUpperBound)
      return { count, shared: 0, text: `${imagesText(count)} would ${would}`, isUpperBound }
    },
    shares: changes =>
      changes.filter(hasImpact).map(({ name, target, impact }) => ({
        name,
        target,
        percent: (100 * impact[fate].images) / Math.max(1, wholeOf(impact)),
        text: `of the images of ${name} would ${would}`,
        isUpperBound: impact.isUpperBound,
      })),
  }
}

const hasImpact = (change: Change): change is Change & { readonly impact: Impact } => change.impact !== undefined

const wholeOf = ({ expire, archive, keep, parts }: Impact): number =>
  expire.images + archive.images + keep.images - parts
