/** The results of a run as they stand in docs/performance.md: one table for each bench, between marks. */
import type { Machine } from './machine.ts'
import { type Line, short, verdict } from './measure.ts'

export interface BenchRun {
  name: string
  machine: Machine
  loadAfter: number
  isQuick: boolean
  /** It ended before it had measured everything. */
  isFault: boolean
  lines: Line[]
}

/** The page with the tables of these benches renewed; those of the others stay. */
export function withResults(page: string, runs: readonly BenchRun[]): string {
  return runs
    .filter(({ isFault, lines }) => !isFault && lines.length > 0)
    .reduce((text, run) => {
      const [open, close] = [`<!-- bench:${run.name} -->`, `<!-- /bench:${run.name} -->`]
      const [from, to] = [text.indexOf(open), text.indexOf(close)]
      if (from < 0 || to < from) throw new Error(`no place for ${run.name} in docs/performance.md`)
      return `${text.slice(0, from + open.length)}\n${table(run)}\n${text.slice(to)}`
    }, page)
}

function table({ machine, loadAfter, lines }: BenchRun): string {
  const { date, cores, cpu, memoryGib, node, postgresql, fsyncsPerSecond, loadBefore } = machine
  const database = postgresql ? `, PostgreSQL ${postgresql}` : ''
  return [
    `${date}: ${cores} cores of ${cpu}, ${memoryGib} GiB, ${short(fsyncsPerSecond)} fsync/s, Node ${node}${database}; load ${loadBefore} before, ${loadAfter} after.`,
    '',
    '| metric | ours | anchor | ratio | goal | |',
    '|---|---:|---:|---:|---:|---|',
    ...lines.map(row),
  ].join('\n')
}

function row(line: Line): string {
  const { metric, ours, anchor, against, unit, ratio, goal } = line
  const beside = anchor === null ? '' : `${short(anchor)} ${unit} ${against ?? ''}`.trim()
  const cells = [metric, `${short(ours)} ${unit}`, beside, ratio === null ? '' : short(ratio)]
  return `| ${[...cells, goal ?? '', verdict(line)].join(' | ')} |`
}
