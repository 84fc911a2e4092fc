import { BOUNDS } from '../bounds.js'
import { ecrsync } from '../frame/ecrsync.js'
import { inFolder } from '../frame/folder.js'
import { judged } from '../frame/goals.js'
import { changedManifest, imagesManifest } from '../frame/manifest.js'
import { megabytes, seconds } from '../frame/numbers.js'
import { digestOf } from '../servers/contents.js'
import { withStub } from '../servers/start.js'

/** @typedef {import('../frame/measured.js').Run} Run */

/** @param {{ repositories: number, images: number }} held @param {string} manifest */
const plan = (held, manifest) =>
  withStub(held, stub =>
    inFolder({ 'ecrsync.yaml': manifest }, cwd => ecrsync(['plan', '--quiet'], { cwd, url: stub.url })),
  )

/** @param {string} what @param {Run} run */
const row = (what, run) => [what, seconds(run.seconds), seconds(run.cpu), megabytes(run.megabytes)]

/** @type {import('../frame/case.js').Case} */
export const images = {
  name: 'images',
  title: 'Plans over many images',
  isExtra: true,
  async run() {
    const one = { repositories: 1, images: 4000 }
    const changed = await plan({ repositories: 300, images: 5000 }, changedManifest(300))
    const same = await plan(one, imagesManifest(4000, digestOf))
    const absent = await plan(
      one,
      imagesManifest(4000, () => 'null'),
    )
    return {
      tables: [
        {
          head: ['', 'time', 'processor', 'memory'],
          rows: [
            row('another lifecycle policy for 300 repositories of 5,000 images', changed),
            row('4,000 images declared as they are', same),
            row('4,000 images declared absent', absent),
          ],
        },
      ],
      goals: [
        judged(BOUNDS.imagesMemory, changed.megabytes),
        judged(BOUNDS.imagesDeclared, Math.max(same.cpu, absent.cpu)),
      ],
    }
  },
}
