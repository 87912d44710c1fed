/** A table in a file, whatever its kind: rows of text cells that can be read more than once. */
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { Refusal } from '#kit/refusal.ts'
import { csvFile } from './csv-file.ts'
import type { Mapping } from './mapping.ts'
import type { TableFile } from './table.ts'
import { xlsxFile } from './xlsx-file.ts'

const oldExcel = Buffer.from('d0cf11e0a1b11ae1', 'hex')

/** Refused when there is no such file, or it is no table that we can read. */
export async function openTable(path: string, mapping: Mapping): Promise<TableFile> {
  const start = firstBytes(path)
  if (start.length === 0) throw new Refusal(`${path} is empty.`)
  if (start.subarray(0, 8).equals(oldExcel))
    throw new Refusal(
      `${path} is an old or password-protected Excel file: save it as .xlsx or CSV without a password.`,
    )
  if (start.subarray(0, 4).toString('latin1') === '%PDF')
    throw new Refusal(`${path} is a PDF: export the sales as CSV or .xlsx instead.`)
  if (start.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004') return xlsxFile(path, mapping)
  if (/^\ufeff?\s*<(\?xml|!doctype|html|svg|table|workbook)\b/i.test(start.toString('utf8')))
    throw new Refusal(`${path} is a web page or XML, not a table: save it as CSV or .xlsx.`)
  return csvFile(path, start, mapping)
}

const startBytes = 64 * 1024

function firstBytes(path: string): Buffer {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats?.isFile()) throw new Refusal(`There is no file ${path}.`)
  const file = openSync(path, 'r')
  try {
    const buffer = Buffer.alloc(startBytes)
    return buffer.subarray(0, readSync(file, buffer, 0, startBytes, 0))
  } finally {
    closeSync(file)
  }
}
