/**
 * `npm run bench`: every claim about speed, measured one after another, each bench a process of its
 * own. `npm run bench -- pdf import` runs those alone; `-- --quick` shortens them all. Each run is
 * kept as JSON in bench/results; one that is not quick is written to docs/performance.md too.
 */
import { fork } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onServer } from './support/database.ts'
import { load, type Machine, machineCard } from './support/machine.ts'
import { header, isQuick, type Line, written } from './support/measure.ts'
import { type BenchRun, withResults } from './support/results.ts'

const benches = {
  ingest: { needsServer: true },
  turn: { needsServer: true },
  orchestrator: { needsServer: false },
  'report-views': { needsServer: true },
  'closed-month': { needsServer: true },
  import: { needsServer: true },
  pdf: { needsServer: false },
  'held-open': { needsServer: true },
  stock: { needsServer: true },
  'record-sale': { needsServer: true },
  exports: { needsServer: true },
  'pictures-db': { needsServer: true },
}
type Name = keyof typeof benches

const here = import.meta.dirname
const page = join(here, '../docs/performance.md')
const startedAt = new Date().toISOString().replaceAll(':', '-').slice(0, 19)

const names = chosen(process.argv.slice(2).filter((word) => word !== '--quick'))
const needsServer = names.some((name) => benches[name].needsServer)
const runs = needsServer ? await onServer((url) => runAll(url)) : await runAll(null)
summarise(runs)

function chosen(words: string[]): Name[] {
  const all = Object.keys(benches) as Name[]
  const unknown = words.filter((word) => !(word in benches))
  if (unknown.length > 0) {
    console.error(`There is no bench ${unknown.join(', ')}; there are ${all.join(', ')}.`)
    process.exit(2)
  }
  return words.length > 0 ? all.filter((name) => words.includes(name)) : all
}

async function runAll(databaseUrl: string | null): Promise<BenchRun[]> {
  const machine = await machineCard(databaseUrl)
  console.log(`${JSON.stringify(machine)}\n\n${header}`)
  const runs: BenchRun[] = []
  for (const name of names) {
    runs.push(await runOne(name, { ...machine, loadBefore: load() }, databaseUrl))
    keep(runs)
  }
  return runs
}

/** The bench hands over each line as it has it; whatever else it prints is for the eye. */
function runOne(name: Name, machine: Machine, databaseUrl: string | null): Promise<BenchRun> {
  const lines: Line[] = []
  const child = fork(join(here, `${name}.ts`), isQuick ? ['--quick'] : [], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}) },
  })
  child.on('message', ({ line }: { line: Line }) => {
    lines.push(line)
    console.log(written(line))
  })
  return new Promise((resolve) => {
    child.on('close', (code) => {
      if (code !== 0) console.log(`${name}: FAULT (exit code ${code})`)
      resolve({ name, machine, loadAfter: load(), isQuick, isFault: code !== 0, lines })
    })
  })
}

/** After every bench, so that a run that is broken off keeps what it has. */
function keep(runs: BenchRun[]) {
  const folder = join(here, 'results')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${startedAt}.json`), `${JSON.stringify(runs, null, 2)}\n`)
  if (!isQuick) writeFileSync(page, withResults(readFileSync(page, 'utf8'), runs.slice(-1)))
}

function summarise(runs: BenchRun[]) {
  const lines = runs.flatMap(({ lines }) => lines)
  const faults = runs.filter(({ isFault }) => isFault).map(({ name }) => name)
  const [met, missed] = [true, false].map((is) => lines.filter(({ isMet }) => isMet === is).length)
  console.log(
    `\n${met} goals met, ${missed} missed${faults.length > 0 ? `; faults: ${faults}` : ''}`,
  )
  if (faults.length > 0) process.exitCode = 1
}
