/**
 * What a turn costs besides models and SQL: rights, a checked tool call, the receipts gate and the
 * audit, beside the `ai` package's `generateText`, which has the tool call alone.
 */
import { ourTurn, theirTurn } from './orchestrator/turns.ts'
import { dailyReport } from './pdf/daily-report.ts'
import { isQuick, percentile, report, rounds } from './support/measure.ts'

const turns = isQuick ? 100 : 1_000
const sides = {
  own: ourTurn('own'),
  reworded: ourTurn('reworded'),
  withReport: ourTurn('reworded', dailyReport(1)),
  generateText: theirTurn(),
}
const names = Object.keys(sides) as (keyof typeof sides)[]

for (const name of names) await timed(sides[name], 300)
const results = await rounds(3, async () => {
  const times: Record<string, number> = {}
  for (const name of names) times[name] = percentile(await timed(sides[name], turns), 50)
  return times as Record<(typeof names)[number], number>
})
const of = (name: (typeof names)[number]) => results.map((result) => result[name])

report({
  metric: 'turn, words gated, p50',
  unit: 'ms',
  ours: of('reworded'),
  goal: '<= 0.3',
})
report({
  metric: 'turn, words gated, p50',
  unit: 'ms',
  ours: of('reworded'),
  anchor: of('generateText'),
  against: 'generateText',
})
report({
  metric: 'turn, a tool’s own words, p50',
  unit: 'ms',
  ours: of('own'),
  anchor: of('generateText'),
  against: 'generateText',
})
report({
  metric: 'turn, words gated by a daily report, p50',
  unit: 'ms',
  ours: of('withReport'),
  anchor: of('generateText'),
  against: 'generateText',
})

async function timed(turn: () => Promise<void>, count: number): Promise<number[]> {
  const times: number[] = []
  for (let at = 0; at < count; at++) {
    const started = performance.now()
    await turn()
    times.push(performance.now() - started)
  }
  return times
}
