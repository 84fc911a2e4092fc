import { repositoryNotFound } from '../errors.ts'
import { type RegistryPlace, repositoryArn } from '../registry-place.ts'

/** ECR creates asynchronously: for a while after CreateRepository, calls that name the repository do not find it. */
export interface CreateLag {
  created(place: RegistryPlace, name: string): void
  check(place: RegistryPlace, names: readonly string[]): void
}

export function openCreateLag(calls: number): CreateLag {
  const left = new Map<string, number>()
  return {
    created: (place, name) => void left.set(repositoryArn(place, name), calls),
    check(place, names) {
      for (const name of names) {
        const arn = repositoryArn(place, name)
        const remaining = left.get(arn) ?? 0
        if (remaining === 0) continue
        left.set(arn, remaining - 1)
        throw repositoryNotFound(name, place.account)
      }
    },
  }
}
