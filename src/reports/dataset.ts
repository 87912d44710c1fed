/** Lines in any number, read in batches from one moment: for exports and for the CSVs of packs. */
import type { Sql } from '#db/sql.ts'
import type { Org } from '#domain/org.ts'
import type { Column, Row } from './report.ts'

export interface Dataset<Params> {
  /** Its file's name, without the ending: `refunds`. */
  name: string
  title: string
  columns: readonly Column[]
  /** In a fixed order; `null` cells are empty. Money and quantities as decimal strings. */
  read(sql: Sql, org: Org, params: Params): AsyncIterable<Row[]>
}
