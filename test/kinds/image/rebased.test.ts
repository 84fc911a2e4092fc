import { expect, test } from 'vitest'
import { rebased } from '../../../src/kinds/image/rebased.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`

test.each<[unknown, unknown]>([
  ['oci:build/app', 'oci:teams/a/build/app'],
  ['oci:././build/app:1.4', 'oci:teams/a/build/app:1.4'],
  [`oci-archive:../app.tar@${DIGEST}`, `oci-archive:teams/a/../app.tar@${DIGEST}`],
  ['oci:${{ target.account }}', 'oci:teams/a/${{ target.account }}'],
  [
    { from: 'oci:.', referrers: true },
    { from: 'oci:teams/a/.', referrers: true },
  ],
  [
    { from: 'oci:.', links: '../out' },
    { from: 'oci:teams/a/.', links: 'teams/a/../out' },
  ],
  [
    { from: 'oci:.', links: '/srv' },
    { from: 'oci:teams/a/.', links: '/srv' },
  ],
  ['oci:x:docker.io/team/web:1.0', 'oci:teams/a/x:docker.io/team/web:1.0'],
  ...[null, 'oci:/srv/app', DIGEST, 'ecr:other:1', 'docker://oci:5000/x:1', { absent: true }].map(
    (same): [unknown, unknown] => [same, same],
  ),
])('%j, said in teams/a, is %j above', (said, above) => {
  expect(rebased(said, 'teams/a')).toEqual(above)
  expect(rebased(said, '')).toEqual(said)
})
