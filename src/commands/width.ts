/** Columns of a page where nobody says how wide it may be, and as few as it can be laid out in. */
const USUAL = 120
const LEAST = 40

/** A width that somebody may mean: other values of COLUMNS count for nothing. */
const COLUMNS = /^[1-9]\d{0,3}$/

/** How wide a page for this stream may be: what its terminal shows, else what COLUMNS says. */
export function widthFor(
  { isTTY, columns }: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>,
  { COLUMNS: said = '' }: NodeJS.ProcessEnv = process.env,
): number {
  // A terminal that does not know its width says 0.
  const width = (isTTY && columns) || (COLUMNS.test(said) ? Number(said) : USUAL)
  return Math.max(width, LEAST)
}
