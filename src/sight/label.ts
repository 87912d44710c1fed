/** The one label that may lie over a thing: a price tag, a line of words. What it covers does not count. */

/** It covers at most this share of the points, and is looked for in cells of so many pixels. */
const labelMax = 0.25
const cell = 4
/** A point that is farther off counts no more. */
const farMax = 25

/**
 * Those of the points, by their number in `at`, that are not under the rectangle that disagrees most beyond
 * the mean. `at` are pixels of a `width` × `height` print, `far` how far off each is.
 */
export function withoutLabel(
  at: Int32Array,
  far: Float64Array,
  { width, height }: { width: number; height: number },
): number[] {
  const [across, down] = [Math.ceil(width / cell), Math.ceil(height / cell)]
  const stride = across + 1
  const counts = new Float64Array(stride * (down + 1))
  const sums = new Float64Array(stride * (down + 1))
  const rowOf = (own: number) => Math.floor(Math.floor(own / width) / cell)
  const columnOf = (own: number) => Math.floor((own % width) / cell)
  for (let point = 0; point < at.length; point++) {
    const to = (rowOf(at[point]!) + 1) * stride + columnOf(at[point]!) + 1
    counts[to]! += 1
    sums[to]! += Math.min(far[point]!, farMax)
  }
  for (const table of [counts, sums])
    for (let y = 1; y <= down; y++)
      for (let x = 1; x <= across; x++)
        table[y * stride + x]! +=
          table[(y - 1) * stride + x]! +
          table[y * stride + x - 1]! -
          table[(y - 1) * stride + x - 1]!
  const mean = sums.at(-1)! / at.length
  const within = (table: Float64Array, [x0, y0, x1, y1]: Corners) =>
    table[y1 * stride + x1]! -
    table[y0 * stride + x1]! -
    table[y1 * stride + x0]! +
    table[y0 * stride + x0]!
  let [most, label]: [number, Corners] = [0, [0, 0, 0, 0]]
  for (let y0 = 0; y0 < down; y0++)
    for (let y1 = y0 + 1; y1 <= down; y1++)
      for (let x0 = 0; x0 < across; x0++)
        for (let x1 = x0 + 1; x1 <= across; x1++) {
          const corners: Corners = [x0, y0, x1, y1]
          const count = within(counts, corners)
          if (count > labelMax * at.length) break
          const beyond = within(sums, corners) - mean * count
          if (beyond > most) [most, label] = [beyond, corners]
        }
  const kept: number[] = []
  for (let point = 0; point < at.length; point++) {
    const [row, column] = [rowOf(at[point]!), columnOf(at[point]!)]
    const isCovered = column >= label[0] && row >= label[1] && column < label[2] && row < label[3]
    if (!isCovered) kept.push(point)
  }
  return kept
}

type Corners = [left: number, top: number, right: number, bottom: number]
