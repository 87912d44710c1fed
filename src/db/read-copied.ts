/**
 * The text format of COPY, with a header: fields between tabs, `\N` for null, and a backslash before
 * what would end a field or a line (PostgreSQL, "COPY", File Formats).
 */
import type { Readable } from 'node:stream'

const escapes: Record<string, string> = {
  ...{ b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
}

/** In batches of about so many; a line is never cut, wherever the stream is. */
export async function* readCopied(
  stream: Readable,
  batchRows: number,
): AsyncGenerator<Record<string, string | null>[], void, void> {
  let names: string[] | null = null
  let rest: Buffer | null = null
  let rows: Record<string, string | null>[] = []
  for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    const bytes: Buffer = rest ? Buffer.concat([rest, chunk]) : chunk
    const end = bytes.lastIndexOf(10) + 1
    rest = end < bytes.length ? bytes.subarray(end) : null
    if (end === 0) continue
    for (const line of bytes.toString('utf8', 0, end - 1).split('\n')) {
      if (!names) names = fieldsOf(line) as string[]
      else rows.push(rowOf(names, fieldsOf(line)))
      if (rows.length < batchRows) continue
      yield rows
      rows = []
    }
  }
  if (rows.length > 0) yield rows
}

function fieldsOf(line: string): (string | null)[] {
  const fields: (string | null)[] = line.split('\t')
  if (!line.includes('\\')) return fields
  return fields.map((field) => {
    if (field === '\\N') return null
    return field!.replace(/\\(.)/gs, (_, sign: string) => escapes[sign] ?? sign)
  })
}

function rowOf(names: readonly string[], fields: readonly (string | null)[]) {
  const row: Record<string, string | null> = {}
  for (let at = 0; at < names.length; at += 1) row[names[at]!] = fields[at]!
  return row
}
