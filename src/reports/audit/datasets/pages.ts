/** Lines read page by page, each page after the last line of the one before. */
import type { Dataset } from '../../dataset.ts'
import type { Column, Row } from '../../report.ts'

export const pageMax = 2_000

export interface MonthParams {
  month: string
}

export type MonthDataset = Dataset<MonthParams>

/** `after` is the `key` of the last line that was read; '0' at first. */
export async function* inPages(
  read: (after: string) => Promise<readonly Row[]>,
): AsyncGenerator<Row[]> {
  let after = '0'
  for (;;) {
    const rows = await read(after)
    if (rows.length > 0) yield [...rows]
    if (rows.length < pageMax) return
    after = rows.at(-1)!.key!
  }
}

export const text = (key: string, title: string): Column => ({ key, title, kind: 'text' })
export const day = (key: string, title: string): Column => ({ key, title, kind: 'day' })
export const count = (key: string, title: string): Column => ({ key, title, kind: 'count' })
export const money = (key: string, title: string): Column => ({ key, title, kind: 'money' })
export const units = (key: string, title: string): Column => ({ key, title, kind: 'quantity' })
