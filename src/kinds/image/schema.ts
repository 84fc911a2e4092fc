import { DIGEST, TAG } from '../../names.ts'
import { fits, inMap, keysFit } from '../for-editors.ts'

const DIGITS = DIGEST.source.slice('^sha256:'.length)

const source = fits(
  new RegExp(`${DIGEST.source}|^(?:ecr:|docker:\\/\\/)(?!.*@sha256:(?!${DIGITS})).|^oci(?:-archive)?:.`),
  'Write sha256: and 64 digits, ecr:NAME:TAG, ecr:NAME@sha256:…, oci:PATH:TAG, oci-archive:PATH:TAG or docker://HOST/NAME@sha256:…',
)

/** What may be said only of an image that comes from somewhere. */
const OF_A_SOURCE = ['referrers', 'platforms', 'links', 'restore']

/** The manifest key of images, as JSON Schema. */
export const imagesManifest = {
  images: {
    description:
      'Images by tag, or by digest for one to keep without a tag, merged by key over all layers. A tag that is not written here is left alone; `null` says that it must not be there.',
    examples: [{ prod: 'ecr:staging/api@sha256:…', '1.4.2': 'oci:./build/api', canary: null }],
    type: 'object',
    editor: {
      ...keysFit(
        new RegExp(`${DIGEST.source}|${TAG.source}`),
        'A tag is 1 to 128 letters, digits and . _ -; a digest is sha256: and 64 digits',
      ).editor,
      ...inMap('an image', 'A tag, and where its image comes from.', { '${1:prod}': '${2:ecr:team/app:1.4.2}' }),
    },
    additionalProperties: {
      description: 'Where the image comes from, or `null`: this tag must not be there.',
      anyOf: [
        {
          description:
            'A source: `sha256:…` (an image of this repository), `ecr:NAME@sha256:…` or `ecr:NAME:TAG` (another repository; `ecr:ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME@…` another registry), `oci:PATH` or `oci-archive:PATH` with `:NAME` or `@sha256:…` (an OCI image layout, or a tar of one; NAME is a tag or a whole reference, as the layout has it), `docker://HOST/NAME@…` (any registry but ECR).',
          type: 'string',
          examples: ['ecr:staging/api:1.4.2'],
          ...source,
        },
        {
          description: 'A source with more to say, or what must not be there.',
          type: 'object',
          additionalProperties: false,
          editor: {
            title: 'image',
            onlyOne: [{ keys: ['from', 'absent'], message: 'An image that must not be there comes from nowhere' }],
            dependencies: {
              ...Object.fromEntries(OF_A_SOURCE.map(key => [key, ['from']])),
              digest: ['platforms'],
              deleteImage: ['absent'],
            },
          },
          properties: {
            from: { description: 'The source.', type: 'string', examples: ['oci:./build/api:1.4.2'], ...source },
            referrers: {
              description:
                'Copy signatures, SBOMs and whatever else refers to the image, too, by its subject or by a tag of cosign (`sha256-….sig`); also later, when something of it is missing here.',
              type: 'boolean',
              default: false,
            },
            platforms: {
              description:
                'Of an index, copy only the images of these platforms, as a new index of them: OS/ARCHITECTURE, OS/ARCHITECTURE/VARIANT or OS(VERSION)/ARCHITECTURE.',
              type: 'array',
              minItems: 1,
              maxItems: 100,
              items: { description: 'A platform.', type: 'string', examples: ['linux/arm/v7'] },
              examples: [['linux/amd64', 'linux/arm64']],
            },
            digest: {
              description:
                'What the index of `platforms` is, as the plan says it: a plan then needs nothing of a source while the tag is on it.',
              type: 'string',
              examples: ['sha256:…'],
              editor: { ...fits(DIGEST, 'A digest is sha256: and 64 digits from 0 to f').editor, offered: [] },
            },
            links: {
              description:
                'The folder that symbolic links of an `oci:` layout may lead into, relative to the file that says it. Without it they may not leave the layout.',
              type: 'string',
              minLength: 1,
              examples: ['bazel-out'],
              editor: { offered: [] },
            },
            restore: {
              description:
                'Where ECR has the image in its archive, take it out, which takes up to 20 minutes: nobody can pull from the archive.',
              type: 'boolean',
              default: false,
            },
            absent: { description: 'This tag or image must not be there.', const: true },
            deleteImage: {
              description: 'The image may be deleted: ECR deletes it with its last tag, and has no undelete.',
              type: 'boolean',
              default: false,
            },
          },
        },
        { description: 'This tag must not be there; another tag of the image has to remain.', type: 'null' },
      ],
    },
  },
} as const
