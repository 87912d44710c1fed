/**
 * The daily PDF, and one of twenty pages, beside two others, each in a process of its own. Ours has title, cards, chart, three
 * tables with headings and totals, control totals, notes, receipts and page numbers, in two weights
 * of an embedded font, and is drawn in a thread of the press, as in a running Tillie. Bare pdfkit
 * writes the cells of the same tables and nothing else, in one weight. A warm Chromium prints the
 * whole report in the same font, each time as a page of its own.
 */
import { fork } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Report } from '#reports/report.ts'
import { dailyReport } from './pdf/daily-report.ts'
import { longReport } from './pdf/long-report.ts'
import { isQuick, report, rounds } from './support/measure.ts'

const sides = { ours, bare, chromium }
type Side = keyof typeof sides
const papers = { daily: dailyReport, long: longReport }
type Paper = keyof typeof papers

interface Told {
  perSecond: number
  /** The most that the process ever held. */
  peakMb: number
}

const count = isQuick ? 20 : 60
const warmUp = 10
const longCount = isQuick ? 3 : 12
const documents = isQuick ? 50 : 500

/** The Dockerfile's own settings: threads share the allocator's arenas, code is compiled once. */
const asInTheImage = {
  MALLOC_ARENA_MAX: '2',
  NODE_COMPILE_CACHE: join(tmpdir(), 'tillie-compile-cache'),
}

const asked = process.argv.find((word) => word.startsWith('--side='))
if (asked) await tell(asked.slice('--side='.length) as Side)
else await measure()

async function measure() {
  const results = await rounds(3, async () => ({
    ours: await child('ours', count),
    bare: await child('bare', count),
    chromium: await child('chromium', Math.ceil(count / 4)),
    long: await child('ours', longCount, 'long'),
    longBare: await child('bare', longCount, 'long'),
  }))
  const of = (side: Side | 'long' | 'longBare') => results.map((result) => result[side].perSecond)
  const line = { unit: '/s', ours: of('ours') }
  report({
    metric: 'daily PDF, chart and all',
    ...line,
    anchor: of('bare'),
    against: 'bare pdfkit',
    goal: '>= 1.0',
  })
  report({
    metric: 'daily PDF, chart and all',
    ...line,
    anchor: of('chromium'),
    against: 'warm Chromium',
    goal: '>= 10',
  })
  report({
    ...{ metric: 'PDF of 20 pages, chart and all', unit: '/s', ours: of('long') },
    ...{ anchor: of('longBare'), against: 'bare pdfkit', goal: '>= 1.0' },
  })
  const { peakMb } = await child('ours', documents)
  report({ metric: `memory over ${documents} PDFs`, unit: 'MB', ours: peakMb, goal: '<= 150' })
}

function child(side: Side, documents: number, paper: Paper = 'daily'): Promise<Told> {
  return new Promise((resolve, reject) => {
    const words = [`--side=${side}`, `--documents=${documents}`, `--paper=${paper}`]
    const drawing = fork(import.meta.filename, words, {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      env: { ...process.env, ...asInTheImage },
    })
    drawing.once('message', (told: Told) => resolve(told))
    drawing.once('exit', (code) => reject(new Error(`${side} ended early, with ${code}`)))
  })
}

async function tell(side: Side) {
  const documents = Number(process.argv.find((word) => word.startsWith('--documents='))!.slice(12))
  const paper = process.argv.find((word) => word.startsWith('--paper='))!.slice(8) as Paper
  const { draw, close } = await sides[side]()
  const drawAt = (seed: number) => draw(papers[paper](seed))
  for (let at = 0; at < (paper === 'daily' ? warmUp : 2); at++) await drawAt(documents + at)
  const started = performance.now()
  for (let at = 0; at < documents; at++) await drawAt(at)
  const perSecond = (documents * 1000) / (performance.now() - started)
  await close()
  const peakMb = process.resourceUsage().maxRSS / 1024
  process.send!({ perSecond, peakMb } satisfies Told)
}

/** Each side loads its own tools only: memory is measured too. */
async function ours() {
  const { openPress } = await import('#main/press.ts')
  const press = openPress()
  return { draw: (report: Report) => press.render(report, 'pdf'), close: press.close }
}

async function bare() {
  const { barePdf } = await import('./pdf/bare.ts')
  return { draw: (report: Report) => barePdf(report), close: async () => {} }
}

async function chromium() {
  const { openPrinter } = await import('./pdf/browser.ts')
  const printer = await openPrinter()
  return { draw: (report: Report) => printer.print(report), close: printer.close }
}
