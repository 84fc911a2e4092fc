import { execFileSync } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { folderWith } from '../../../folder.ts'
import { type BadInput, HEAD } from '../bad-input.ts'

const manifest = (file: string) => `${HEAD}repositories:\n  team/app: { repositoryPolicy: { file: ${file} } }\n`
const AT = 'ecrsync.yaml:4:35'
const INCLUDE = `${HEAD}include: ["teams/*.yaml"]\n`

export const FILES: Readonly<Record<string, BadInput>> = {
  'a missing file': {
    files: manifest('policies/x.json'),
    code: 'FILE_NOT_FOUND',
    at: AT,
    hint: 'relative to the file that says it',
  },
  'a file above the folder': {
    files: manifest('../x.json'),
    code: 'FILE_OUTSIDE',
    at: AT,
    hint: 'Move the file below the folder',
  },
  'a file by its absolute path': {
    files: manifest(join(tmpdir(), 'x.json')),
    code: 'FILE_OUTSIDE',
    at: AT,
    hint: 'Move the file below the folder',
  },
  'a symbolic link out of the folder': {
    files: manifest('x.json'),
    code: 'FILE_OUTSIDE',
    at: AT,
    hint: 'Move the file below the folder',
    prepare: async folder => {
      const outside = await folderWith({ 'x.json': '{}' })
      await symlink(join(outside, 'x.json'), join(folder, 'x.json'))
    },
  },
  'a file in a folder that is a link out': {
    files: manifest('policies/x.json'),
    code: 'FILE_OUTSIDE',
    at: AT,
    hint: 'Move the file below the folder',
    prepare: async folder => symlink(await folderWith({ 'x.json': '{}' }), join(folder, 'policies')),
  },
  'a link to itself': {
    files: manifest('x.json'),
    code: 'FILE_UNREADABLE',
    at: AT,
    hint: 'Check the path',
    prepare: folder => symlink('x.json', join(folder, 'x.json')),
  },
  'a folder': {
    files: manifest('policies'),
    code: 'FILE_UNREADABLE',
    at: AT,
    hint: 'Check the path',
    prepare: async folder => void (await mkdir(join(folder, 'policies'))),
  },
  'a pipe that nobody writes to': {
    files: manifest('pipe'),
    code: 'FILE_UNREADABLE',
    at: AT,
    hint: 'Check the path',
    prepare: async folder => void execFileSync('mkfifo', [join(folder, 'pipe')]),
  },
  'a file whose name no file can have': {
    files: manifest('"a\\0b"'),
    code: 'FILE_UNREADABLE',
    at: AT,
    hint: 'Check the path',
  },
  'a file named by a variable': {
    files: manifest('"${{ target.name }}.json"'),
    code: 'UNKNOWN_VARIABLE',
    at: AT,
    hint: 'Write the name itself.',
  },
  'a file that is no JSON': {
    files: { 'ecrsync.yaml': manifest('x.json'), 'x.json': '{ // later\n}' },
    code: 'INVALID_JSON',
    at: AT,
    hint: 'comments and trailing commas',
  },
  'a file nested without end': {
    files: { 'ecrsync.yaml': manifest('x.json'), 'x.json': '['.repeat(20_000) + ']'.repeat(20_000) },
    code: 'INVALID_JSON',
    at: AT,
    hint: 'Mend the file',
  },
  'a file with a duplicate key': {
    files: { 'ecrsync.yaml': manifest('x.json'), 'x.json': '{ "Statement": [],\n  "Statement": [] }' },
    code: 'DUPLICATE_KEY',
    at: AT,
    also: 'line 2, column 3',
    hint: 'Join the two',
  },
  'a file with an unknown variable': {
    files: { 'ecrsync.yaml': manifest('x.json'), 'x.json': '{ "Statement": [{ "Sid": "${{ env.X }}" }] }' },
    code: 'UNKNOWN_VARIABLE',
    at: AT,
    hint: 'env: [X]',
  },
  'a file whose statement names a Resource': {
    files: {
      'ecrsync.yaml': manifest('x.json'),
      'x.json':
        '{ "Statement": { "Effect": "Deny", "Principal": "*", "Action": "ecr:PutImage", "Resource": "arn:aws:ecr:*" } }',
    },
    code: 'REPOSITORY_POLICY',
    at: AT,
    also: 'In x.json at Statement',
    hint: 'Remove Resource',
  },
  'a manifest that is no text': {
    files: HEAD,
    code: 'MANIFEST_UNREADABLE',
    at: 'ecrsync.yaml:2:3',
    hint: 'Save the file as UTF-8.',
    prepare: folder => writeFile(join(folder, 'ecrsync.yaml'), Buffer.from('a: b\nc:\xff', 'latin1')),
  },
  'a fragment that is no text': {
    files: INCLUDE,
    code: 'MANIFEST_UNREADABLE',
    at: 'teams/a.yaml:1:1',
    hint: 'Save the file as UTF-8.',
    prepare: async folder => {
      await mkdir(join(folder, 'teams'))
      await writeFile(join(folder, 'teams/a.yaml'), Buffer.from([0xff, 0xfe, 0x61, 0x00]))
    },
  },
  'a fragment that is a link out of the folder': {
    files: INCLUDE,
    code: 'INCLUDE_OUTSIDE',
    at: 'ecrsync.yaml:3:11',
    hint: 'Move the fragments below',
    prepare: async folder => symlink(await folderWith({ 'a.yaml': 'repositories:\n' }), join(folder, 'teams')),
  },
  'a fragment that is a link to nothing': {
    files: INCLUDE,
    code: 'INCLUDE_NOTHING',
    at: 'ecrsync.yaml:3:11',
    hint: 'Mend the pattern',
    prepare: async folder => {
      await mkdir(join(folder, 'teams'))
      await symlink('gone.yaml', join(folder, 'teams/a.yaml'))
    },
  },
}
