/**
 * A picture finds its product, by its pixels alone: on generated screenshots of catalogue pictures,
 * on photos taken in a shop, and on pictures of what the catalogue does not hold. Beside ours stand a
 * hash like PDQ and a plain histogram of colours, on the same pictures.
 *
 *   npm run bench:image-search -- --data DIR [--seed N] [--quick]
 *   npm run bench:image-search -- --data DIR --fit 1,3,5     the weights of sight/sameness.ts, anew
 *
 * The data set is marcusklasson/GroceryStoreDataset (MIT); DIR holds its `iconic` and `photos` folders.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { cpuMs, describe, type Found, find } from './image-search/catalogue.ts'
import { readDataSet } from './image-search/data-set.ts'
import { measureDescribed } from './image-search/described.ts'
import type { Drawn } from './image-search/draw-shots.ts'
import { fitWeights } from './image-search/fit.ts'
import { type Kind, kinds } from './image-search/shots.ts'
import { header, isQuick, percentile, report } from './support/measure.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: join(import.meta.dirname, 'data/grocery') },
    seed: { type: 'string', default: '2' },
    quick: { type: 'boolean', default: false },
    fit: { type: 'string' },
  },
})
if (!existsSync(join(values.data, 'iconic'))) {
  console.error(
    `There are no pictures in ${values.data}; fetch github.com/marcusklasson/GroceryStoreDataset and name its folder by --data.`,
  )
  process.exit(1)
}

/** Of the screenshots, those that the weights are fitted on: one of so many. */
const fittedEach = 4

interface Question {
  kind: Kind | 'photo'
  of: string
  file: string
}
type Answer = Found & Pick<Question, 'kind' | 'of'>

const seed = Number(values.seed)
const { catalogue, photos } = readDataSet(values.data)
const every = isQuick ? 9 : 1
if (values.fit) {
  const shots = values.fit.split(',').flatMap((seed) => drawnOf(seed).shots)
  const weights = await fitWeights(
    catalogue,
    shots.filter((_, at) => at % fittedEach === 1),
  )
  console.log(weights.map((weight) => weight.toFixed(4)).join(', '))
  process.exit()
}
const { asked, strange } = questions()
if (!process.send) console.log(header)
const answers = await measureFinding()
measureDescribed(
  values.data,
  answers.filter(({ kind }) => kind === 'photo'),
)
await measureRefusing(answers)
report({
  metric: 'memory',
  unit: 'MB',
  ours: process.resourceUsage().maxRSS / 1024,
  goal: '<= 400',
})

function drawnOf(seed: string): Drawn {
  const folder = mkdtempSync(join(tmpdir(), 'tillie-shots-'))
  process.on('exit', () => rmSync(folder, { recursive: true }))
  const script = join(import.meta.dirname, 'image-search/draw-shots.ts')
  const drawing = [script, values.data, folder, seed, String(every)]
  execFileSync(process.execPath, [...process.execArgv, ...drawing], { stdio: 'inherit' })
  return JSON.parse(readFileSync(join(folder, 'drawn.json'), 'utf8'))
}

function questions(): { asked: Question[]; strange: string[] } {
  const { shots, strangers } = drawnOf(values.seed)
  const photographed = photos
    .filter((_, at) => at % every === 0)
    .map((photo) => ({ kind: 'photo' as const, ...photo }))
  return { asked: [...shots, ...photographed], strange: strangers }
}

async function measureFinding(): Promise<Answer[]> {
  const startedMs = cpuMs()
  const known = await describe(catalogue)
  const indexed = (catalogue.length * 1000) / (cpuMs() - startedMs)
  const answers: Answer[] = []
  for (const { kind, of, file } of asked)
    answers.push({ kind, of, ...(await find(known, readFileSync(file))) })
  for (const kind of Object.keys(kinds)) {
    const some = answers.filter((answer) => answer.kind === kind)
    beside(`${kind}: first`, some, 1, '>= 1.0')
    beside(`${kind}: among five`, some, 5)
  }
  const shots = answers.filter(({ kind }) => kind !== 'photo')
  const natural = answers.filter(({ kind }) => kind === 'photo')
  goal(`${shots.length} screenshots: first`, shots, 1, '>= 98')
  goal(`${shots.length} screenshots: among five`, shots, 5, '>= 99.5')
  goal(`${natural.length} shop photos: first`, natural, 1, '>= 30')
  goal(`${natural.length} shop photos: among five`, natural, 5, '>= 60')
  for (const most of [1, 5])
    report({
      ...{ metric: `shop photos: among ${most}`, unit: '%', ours: share(natural, 'ours', most) },
      ...{ anchor: share(natural, 'histogram', most), against: 'plain histogram' },
    })
  const times = answers.map(({ ms }) => ms)
  report({ metric: 'picture to answer, p50 of CPU', unit: 'ms', ours: percentile(times, 50) })
  const p95 = percentile(times, 95)
  report({ metric: 'picture to answer, p95 of CPU', unit: 'ms', ours: p95, goal: '<= 80' })
  report({ metric: 'pictures indexed a second of CPU', unit: '/s', ours: indexed, goal: '>= 16' })
  return answers
}

/** Every second product is taken out of the catalogue: what shows it now has to be refused. */
async function measureRefusing(answers: Answer[]) {
  const isOut = new Set(catalogue.filter((_, at) => at % 2 === seed % 2).map(({ id }) => id))
  const known = await describe(catalogue.filter(({ id }) => !isOut.has(id)))
  const [screens, natural, drawings]: ('this' | 'maybe' | 'none')[][] = [[], [], []]
  for (const { kind, of, file } of asked)
    if (isOut.has(of))
      (kind === 'photo' ? natural : screens)!.push((await find(known, readFileSync(file))).verdict)
  for (const file of strange) drawings!.push((await find(known, readFileSync(file))).verdict)
  const refused = (verdicts: string[]) => percent(verdicts, (verdict) => verdict === 'none')
  const all = [...screens!, ...natural!, ...drawings!]
  const line = { unit: '%', goal: '>= 90' }
  report({ metric: 'not in the catalogue: refused', ...line, ours: refused(all) })
  report({ metric: '… screenshots of other products', ...line, ours: refused(screens!) })
  report({ metric: '… shop photos of other products', ...line, ours: refused(natural!) })
  report({ metric: '… drawings', ...line, ours: refused(drawings!) })
  const wrong = percent(screens!, (verdict) => verdict === 'this')
  report({ metric: '… called "this" by mistake', unit: '%', ours: wrong })
  const shots = answers.filter(({ kind }) => kind !== 'photo')
  const falsely = percent(shots, ({ verdict }) => verdict === 'none')
  report({ metric: 'screenshots refused by mistake', unit: '%', ours: falsely, goal: '<= 2' })
  const sure = percent(shots, ({ verdict, ours, of }) => verdict === 'this' && ours[0] === of)
  report({ metric: 'screenshots answered with "this", rightly', unit: '%', ours: sure })
}

function beside(metric: string, some: Answer[], most: number, goal?: string) {
  const anchor = Math.max(0.1, share(some, 'pdq', most))
  report({ metric, unit: '%', ours: share(some, 'ours', most), anchor, against: 'PDQ-like', goal })
}

function goal(metric: string, some: Answer[], most: number, goal: string) {
  report({ metric, unit: '%', ours: share(some, 'ours', most), goal })
}

function share(some: Answer[], whose: 'ours' | 'pdq' | 'histogram', most: number): number {
  return percent(some, (answer) => answer[whose].slice(0, most).includes(answer.of))
}

function percent<T>(all: T[], isSo: (each: T) => boolean): number {
  return all.length === 0 ? 0 : (100 * all.filter(isSo).length) / all.length
}
