/** Text tables: the encoding and the separator are found from the file's own bytes. */
import { createReadStream } from 'node:fs'
import { CsvError } from 'csv-parse'
import { Refusal } from '#kit/refusal.ts'
import { csvRows } from './csv-rows.ts'
import type { Mapping } from './mapping.ts'
import type { FileRow, TableFile } from './table.ts'

const rowsPerGroup = 2_000
const sampleLinesMax = 50
const delimiters = [',', ';', '\t', '|'] as const

/** `start` is the file's first bytes. */
export async function csvFile(path: string, start: Buffer, mapping: Mapping): Promise<TableFile> {
  const encoding =
    mapping.encoding ?? byMark(start) ?? byZeros(path, start) ?? (await byBytes(path))
  const sample = new TextDecoder(encoding).decode(start, { stream: true })
  const announced = /^sep=(.)\r?\n/i.exec(sample)?.[1]
  const delimiter = mapping.delimiter ?? announced ?? likeliestDelimiter(sample)
  const name = delimiter === '\t' ? 'tab' : delimiter
  return { form: `CSV, ${encoding}, separated by ${name}`, delimiter, rows }

  async function* rows(): AsyncGenerator<FileRow[]> {
    let number = 0
    let group: FileRow[] = []
    try {
      for await (const some of csvRows(text(path, encoding), delimiter))
        for (const cells of some) {
          number += 1
          if (announced && number === 1) continue
          group.push({ number, cells })
          if (group.length < rowsPerGroup) continue
          yield group
          group = []
        }
    } catch (fault) {
      throw fault instanceof CsvError ? unreadable(path, number + 1, fault) : fault
    }
    if (group.length > 0) yield group
  }
}

type Encoding = NonNullable<Mapping['encoding']>

function byMark(start: Buffer): Encoding | null {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 'utf-8'
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le'
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be'
  return null
}

/** UTF-16 without a mark: nearly every second byte of a Latin text is zero. */
function byZeros(path: string, start: Buffer): Encoding | null {
  const zeros = [0, 0]
  for (const [place, byte] of start.entries()) if (byte === 0) zeros[place % 2]! += 1
  const [even, odd] = zeros as [number, number]
  if (even + odd === 0) return null
  const many = start.length / 4
  if (odd > many && even < odd / 4) return 'utf-16le'
  if (even > many && odd < even / 4) return 'utf-16be'
  throw new Refusal(`${path} is neither text nor an Excel workbook: export it as CSV or .xlsx.`)
}

/** UTF-8 when every byte of the file says so; else the old Western set, which holds Latin-1. */
async function byBytes(path: string): Promise<Encoding> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of createReadStream(path)) decoder.decode(chunk, { stream: true })
    decoder.decode()
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}

async function* text(path: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding) // Takes the byte order mark away.
  for await (const chunk of createReadStream(path, { highWaterMark: 64 * 1024 }))
    yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}

/** The sign that divides the most lines into the same number of cells. */
function likeliestDelimiter(sample: string): string {
  const lines = sample
    .replace(/"(?:[^"]|"")*"/g, '""')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, sampleLinesMax)
  const scored = delimiters.map((delimiter) => ({ delimiter, ...evenness(lines, delimiter) }))
  scored.sort((a, b) => b.even - a.even || b.cuts - a.cuts)
  return scored[0]!.delimiter
}

function evenness(lines: string[], delimiter: string): { even: number; cuts: number } {
  const linesByCuts = new Map<number, number>()
  for (const line of lines) {
    const cuts = line.split(delimiter).length - 1
    if (cuts > 0) linesByCuts.set(cuts, (linesByCuts.get(cuts) ?? 0) + 1)
  }
  const best = [...linesByCuts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]
  return best ? { cuts: best[0], even: best[1] } : { cuts: 0, even: 0 }
}

function unreadable(path: string, row: number, { code, message }: CsvError): Refusal {
  if (code === 'CSV_QUOTE_NOT_CLOSED')
    return new Refusal(`${path}: a quotation mark opened in row ${row} is never closed.`)
  if (code === 'CSV_MAX_RECORD_SIZE')
    return new Refusal(
      `${path}: row ${row} has over 1,000,000 characters; perhaps a quotation mark in it is never closed.`,
    )
  return new Refusal(`${path} cannot be read at row ${row}: ${message}`)
}
