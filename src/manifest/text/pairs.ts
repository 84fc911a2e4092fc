import { isScalar, type Node, type Pair, type Range, type Scalar } from 'yaml'

type Written = Scalar & { readonly range: Range }

/** Of a pair that the parser has read: its keys are texts, and have a place. */
export const keyOf = ({ key }: Pair): string => String((key as Scalar).value)
export const startOf = ({ key }: Pair): number => (key as Written).range[0]

/** The last sign of its value. */
export const endOf = ({ value }: Pair): number => (value as Node & { readonly range: Range }).range[1] - 1

/** Nothing stands after the key or the dash; null that is written is something. */
export const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || (isScalar(value) && value.value === null && (value.source ?? '') === '')
