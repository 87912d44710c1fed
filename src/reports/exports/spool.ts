/** An export on its way to the disk: read in batches from one moment, and all of it or nothing. */
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Refusal } from '#kit/refusal.ts'
import type { Moment, Spool } from '../desk/spool.ts'
import { csvChunks } from '../render/stream-csv.ts'
import { xlsxChunks } from '../render/stream-xlsx.ts'
import type { Row } from '../report.ts'

/** More is no longer for a spreadsheet, nor for one file. */
export const exportLinesMax = 5_000_000

const mimes = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

export const spoolDataset: Spool = async (moment, format) => {
  if (format !== 'csv' && format !== 'xlsx') throw new Error(`no export is written as ${format}`)
  const { sql, org, kind, params, report, folder } = moment
  const { columns, title, read } = kind.dataset!
  const expected = Number(report.figures[0]?.value ?? 0)
  if (expected > exportLinesMax) throw tooMany(expected)
  const name = `${report.name}.${format}`
  const path = join(folder, name)
  const batches = counted(read(sql, org, params), moment, expected)
  const chunks =
    format === 'csv'
      ? csvChunks(columns, batches, org.currency)
      : xlsxChunks({ title, columns, org }, batches)
  await pipeline(chunks, createWriteStream(path, { flush: true }))
  return async () => ({ name, mime: mimes[format], path })
}

/** Fails when they are not as many as the report counted at the same moment. */
async function* counted(
  batches: AsyncIterable<Row[]>,
  { signal, progress }: Moment,
  expected: number,
): AsyncGenerator<Row[], void, void> {
  let lines = 0
  let percent = 0
  for await (const rows of batches) {
    signal.throwIfAborted()
    yield rows
    lines += rows.length
    const reached = Math.floor((100 * lines) / Math.max(expected, 1))
    if (reached > percent) progress(reached)
    percent = reached
  }
  if (lines !== expected) throw new Error(`${lines} lines were read, and ${expected} counted`)
}

function tooMany(lines: number): Refusal {
  const said = [lines, exportLinesMax].map((count) => count.toLocaleString('en-GB'))
  return new Refusal(
    `That is ${said[0]} lines and one export holds at most ${said[1]}: choose fewer days.`,
  )
}
