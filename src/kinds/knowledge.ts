import type { SizedImage } from '../judges/images.ts'
import type { Parts } from '../judges/parts.ts'
import type { Protector } from '../judges/protected.ts'
import type { Evaluation } from '../lifecycle/index.ts'
import type { Address, Caller, Difference, Fact, Fields, Guards, Impact, InUse, Refusal, Risk, Wish } from '../model.ts'
import type { Problem, RegistryOf } from './kind.ts'

/** One thing that differs from the wish for it. */
export interface Differing<Want = unknown, Spec = Fields> {
  readonly difference: Difference<Spec>
  readonly want: Want | null
}

export interface Verdict {
  /** Left out: it may be made so. */
  readonly blocked?: Refusal
  readonly impact?: Impact
  readonly risk?: Risk
  readonly warnings?: readonly Problem[]
  /** Changes without which it is not tried. */
  readonly requires?: readonly Address[]
  /** Changes that are not tried without it. */
  readonly precedes?: readonly Address[]
  /** Of an image that loses a tag, or goes: the tags that the plan leaves it; none where it goes. */
  readonly remaining?: readonly string[]
  /** Of an image that goes: the tags that the plan moves to others before. */
  readonly leaving?: readonly string[]
}

/** What is known of a repository when something of it is judged, in the plan and before a write alike. */
export interface Knowledge {
  readonly repository: string
  /** Whose registry it is; left out where that is not known. */
  readonly registry?: RegistryOf | undefined
  /** Whoever the calls are made as, asked when it is wanted; unknown where STS cannot be asked. Left out: nobody can be asked. */
  readonly caller?: (() => Promise<Caller | undefined>) | undefined
  /** ECR does not have it. */
  readonly isNew: boolean
  readonly moment: 'plan' | 'write'
  /** ISO 8601 */
  readonly now: string
  /** All wishes for the repository, pinned. */
  readonly wishes: readonly Wish[]
  /** What must not go: what the manifest declares there, and what is in use by a tag there. */
  readonly protectors: readonly Protector[]
  /** What a list says to be in use there. */
  readonly inUse: readonly InUse[]
  /** What is in use by its digest, wherever it is. */
  readonly usedDigests: ReadonlyMap<string, InUse>
  readonly guards: Guards
  /** A policy is blocked where its impact cannot be known. */
  readonly isGuarded: boolean
  /** What ECR's own preview says of a policy, by its text; left out: it is not asked. */
  readonly preview?: ((policyText: string) => Promise<Evaluation['actions']>) | undefined
  /** The one thing of another kind as it is and as the plan leaves it; undefined where the plan says nothing of it. */
  thing(kind: string): { readonly before: Fields | null; readonly after: Fields | null } | undefined
  /** The same as ECR has it, read if nothing else has. */
  live(kind: string): Promise<Fields | null>
  /** The same as it is when the plan has been carried out, without what is blocked. */
  left(kind: string): Promise<Fields | null>
  /** Every image of the repository, read once. */
  images(): Promise<readonly SizedImage[]>
  /** The images that an index holds, of which a listing says nothing; left out before a write, where ECR knows. */
  readonly partsOf?: ((digest: string) => Promise<readonly string[]>) | undefined
  /**
   * What indexes are known to hold by now: those that the manifest brings from where they can be opened, and those that have
   * been opened so far. Of all that the plan opens where `leaving` has been asked before.
   */
  parts(): Parts
  /** As they are when the plan has been carried out, without what is blocked; before a write, when its deletes have been. */
  imagesLeft(): Promise<readonly SizedImage[]>
  /** What makes them so. */
  leaving(): Promise<readonly Leaving[]>
  /** As they are when only these of them have been made. */
  imagesLeftBy(made: readonly Leaving[]): Promise<readonly SizedImage[]>
}

/** What a look has found, and what a plan has shown of it. */
export interface Shown<Spec> {
  readonly before: Spec | null
  readonly facts: readonly Fact[]
}

/** A change that changes the images of its repository. */
export interface Leaving {
  readonly address: Address
  readonly kind: string
  readonly difference: Difference
}
