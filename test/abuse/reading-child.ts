/** Reads each file of a list as an import does, in a process of its own, and tells what it cost. */
import { readFileSync } from 'node:fs'
import { autoMapping } from '#domain/import/mapping.ts'
import { survey } from '#domain/import/survey.ts'
import { openTable } from '#domain/import/table-file.ts'

const files = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as string[]
for (const file of files) {
  globalThis.gc?.()
  const before = peakMb()
  const started = process.cpuUsage()
  const said = await read(file).catch(
    (fault: Error) => `${fault.constructor.name}: ${fault.message}`,
  )
  const { user, system } = process.cpuUsage(started)
  const ms = (user + system) / 1_000
  process.stdout.write(`${JSON.stringify({ said, ms, grownMb: peakMb() - before })}\n`)
}

async function read(file: string): Promise<string> {
  const { rows } = await survey(await openTable(file, autoMapping), autoMapping)
  return `${rows} rows`
}

function peakMb(): number {
  return process.resourceUsage().maxRSS / 1024
}
