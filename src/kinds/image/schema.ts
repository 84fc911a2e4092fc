/** The manifest key of images, as JSON Schema. */
export const imagesManifest = {
  images: {
    description:
      'Images by tag, or by digest for one to keep without a tag, merged by key over all layers. A tag that is not written here is left alone; `null` says that it must not be there.',
    examples: [{ prod: 'ecr:staging/api@sha256:…', '1.4.2': 'oci:./build/api', canary: null }],
    type: 'object',
    additionalProperties: {
      description: 'Where the image comes from, or `null`: this tag must not be there.',
      anyOf: [
        {
          description:
            'A source: `sha256:…` (an image of this repository), `ecr:NAME@sha256:…` or `ecr:NAME:TAG` (another repository; `ecr:ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME@…` another registry), `oci:PATH` or `oci-archive:PATH` with `:TAG` or `@sha256:…` (an OCI image layout, or a tar of one), `docker://HOST/NAME@…` (any registry but ECR).',
          type: 'string',
          examples: ['ecr:staging/api:1.4.2'],
        },
        {
          description: 'A source with more to say, or what must not be there.',
          type: 'object',
          additionalProperties: false,
          properties: {
            from: { description: 'The source.', type: 'string', examples: ['oci:./build/api'] },
            referrers: {
              description: 'Copy signatures, SBOMs and whatever else refers to the image, too.',
              type: 'boolean',
              default: false,
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
