import { contributions } from './contributions.js'
import { copy } from './copy.js'
import { createAll } from './create.js'
import { emulator } from './emulator.js'
import { fleet } from './fleet.js'
import { growth } from './growth.js'
import { images } from './images.js'
import { large } from './large.js'
import { lifecycle } from './lifecycle.js'
import { limited } from './paced.js'
import { plan } from './plan.js'
import { planOne } from './plan-one.js'
import { start } from './start.js'

/** In the order in which they are run and printed. @type {readonly import('../frame/case.js').Case[]} */
export const CASES = [
  plan,
  planOne,
  createAll,
  start,
  limited,
  large,
  growth,
  fleet,
  lifecycle,
  copy,
  contributions,
  emulator,
  images,
]
