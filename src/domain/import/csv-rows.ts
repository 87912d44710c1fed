/**
 * Rows of cells out of CSV text that comes in pieces. Plain rows are cut several times as fast as a
 * parser reads them; from the first row that is not plain, the parser reads on.
 */
import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { cutRows, firstLineEnd, type LineEnd } from './plain-rows.ts'

const rowCharactersMax = 1_000_000

/** Fails with a `CsvError` after all the rows before the fault. */
export async function* csvRows(
  pieces: AsyncIterable<string>,
  delimiter: string,
): AsyncGenerator<string[][]> {
  const source = pieces[Symbol.asyncIterator]()
  let rest = ''
  let lineEnd: LineEnd | 'unknown' | null = 'unknown'
  for (;;) {
    const { done, value } = await source.next()
    if (done) break
    rest += value
    if (lineEnd === 'unknown') lineEnd = firstLineEnd(rest, delimiter)
    if (lineEnd === 'unknown') continue
    if (!lineEnd || delimiter === '"') break
    const { rows, at, isStrange } = cutRows(rest, { delimiter, lineEnd })
    yield rows
    rest = rest.slice(at)
    if (isStrange || rest.length > rowCharactersMax) break
  }
  if (rest !== '') yield* parsed(joined(rest, source), { delimiter, lineEnd })
}

async function* joined(start: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield start
  for (;;) {
    const { done, value } = await rest.next()
    if (done) return
    yield value
  }
}

async function* parsed(
  pieces: AsyncIterable<string>,
  { delimiter, lineEnd }: { delimiter: string; lineEnd: LineEnd | 'unknown' | null },
): AsyncGenerator<string[][]> {
  const parser = Readable.from(pieces, { objectMode: false }).pipe(
    parse({
      delimiter,
      record_delimiter: lineEnd === 'unknown' || !lineEnd ? [] : lineEnd,
      relax_quotes: true,
      relax_column_count: true,
      max_record_size: rowCharactersMax,
    }),
  )
  for await (const cells of parser as AsyncIterable<string[]>) yield [cells]
}
