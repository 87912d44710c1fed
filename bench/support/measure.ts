/**
 * What every bench shares: rounds, medians, and one line per claim. In short:
 *
 *   const times = await rounds(3, async () => ({ ours: …, anchor: … }))
 *   report({ metric: 'durable posts at 64', unit: '/s', goal: '>= 0.70',
 *     ours: times.map((t) => t.ours), anchor: times.map((t) => t.anchor), against: 'nothing stored' })
 *   report({ metric: 'p99 at 1,000/s', unit: 'ms', goal: '<= 10', ours: p99s })
 *
 * With an anchor the goal is one for the ratio `ours / anchor`, taken within each round, the median
 * of the rounds standing; `isTimesCheaper` turns the ratio round. Without one it is a goal for
 * `ours` itself. Never compare figures of two runs: only ratios of one.
 */
export interface Claim {
  metric: string
  /** One figure, or one for each round. */
  ours: number | number[]
  unit: string
  /** What ours is held against, measured in the same rounds. */
  anchor?: number | number[]
  /** What the anchor is, in two or three words. */
  against?: string
  /** The ratio is `anchor / ours`: how many times less ours costs. */
  isTimesCheaper?: boolean
  /** `>= 0.70`, `<= 10`; left out for a figure that only informs. */
  goal?: string
}

export interface Line {
  metric: string
  unit: string
  ours: number
  anchor: number | null
  against: string | null
  /** null: there is no anchor. */
  ratio: number | null
  goal: string | null
  /** null: there is no goal. */
  isMet: boolean | null
  /** The ratio, or `ours` where there is no anchor, of each round. */
  rounds: number[]
}

/** `-- --quick`: the same road with less of everything, to see that it runs. */
export const isQuick = process.argv.includes('--quick')

/** Prints the claim's line, and hands it to `npm run bench` when that is who started us. */
export function report(claim: Claim): Line {
  const line = judge(claim)
  if (process.send) process.send({ line })
  else console.log(written(line))
  return line
}

/** One after another, so that all sides of a ratio are measured under the same weather. */
export async function rounds<T>(count: number, round: (at: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let at = 0; at < count; at++) results.push(await round(at))
  return results
}

export function median(values: readonly number[]): number {
  return percentile(values, 50)
}

/** `percentile(times, 99)`; between two values it is the line between them. */
export function percentile(values: readonly number[], at: number): number {
  if (values.length === 0) throw new Error('no values to take a percentile of')
  const sorted = [...values].sort((a, b) => a - b)
  const place = ((sorted.length - 1) * at) / 100
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
  return low + (high - low) * (place - Math.floor(place))
}

export function judge({ metric, unit, goal, against, isTimesCheaper, ...sides }: Claim): Line {
  const ours = [sides.ours].flat()
  const anchor = sides.anchor === undefined ? null : [sides.anchor].flat()
  if (anchor && anchor.length !== ours.length)
    throw new Error(`${metric}: ${ours.length} rounds of ours, ${anchor.length} of the anchor`)
  const ratios = anchor?.map((each, at) => (isTimesCheaper ? each / ours[at]! : ours[at]! / each))
  return {
    metric,
    unit,
    ours: median(ours),
    anchor: anchor && median(anchor),
    against: against ?? null,
    ratio: ratios ? median(ratios) : null,
    goal: goal ?? null,
    isMet: goal ? reaches(median(ratios ?? ours), goal) : null,
    rounds: ratios ?? ours,
  }
}

function reaches(value: number, goal: string): boolean {
  const [, sign, bound] = /^(>=|<=) ?([\d.]+)$/.exec(goal) ?? []
  if (!sign) throw new Error(`a goal is ">= 0.70" or "<= 10", not "${goal}"`)
  return sign === '>=' ? value >= Number(bound) : value <= Number(bound)
}

const widths = [44, 14, 26, 9, 10]

export const header = aligned(['metric', 'ours', 'anchor', 'ratio', 'goal', ''])

export function written(line: Line): string {
  const { metric, ours, anchor, against, unit, ratio, goal } = line
  const beside = anchor === null ? '' : `${short(anchor)} ${unit}${against ? ` ${against}` : ''}`
  return aligned([
    metric,
    `${short(ours)} ${unit}`,
    beside,
    ratio === null ? '' : short(ratio),
    goal ?? '',
    verdict(line),
  ])
}

export function verdict({ isMet }: Pick<Line, 'isMet'>): string {
  return isMet === null ? '' : isMet ? 'PASS' : 'MISSED'
}

/** Three telling digits, and no more than a reader wants. */
export function short(value: number): string {
  const digits =
    Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3
  return value.toLocaleString('en-GB', { maximumFractionDigits: digits })
}

function aligned(cells: string[]): string {
  return cells
    .map((cell, at) =>
      at === 0 || at > 4 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at]!),
    )
    .join('  ')
    .trimEnd()
}
