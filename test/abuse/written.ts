/** Rows of sales as a CSV file that somebody else wrote. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'csv-stringify/sync'

const header = ['Invoice No', 'Description', 'Quantity', 'Invoice Date', 'Unit Price', 'Customer']

/** The path of a file that the system's own folder for such things will lose. */
export function written(rows: string[][]): string {
  const file = join(mkdtempSync(join(tmpdir(), 'tillie-abuse-')), 'sales.csv')
  writeFileSync(file, stringify([header, ...rows]))
  return file
}
