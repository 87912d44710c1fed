/** A file of rows and cells, whatever its format: what reading it gives. */

export interface FileRow {
  /** As a spreadsheet shows it: 1-based, empty rows and the header counted. */
  number: number
  cells: string[]
}

export interface TableFile {
  /** "CSV, utf-8, separated by ;" and the like. */
  form: string
  /** Separator of a text file; null where cells are cells. */
  delimiter: string | null
  /** Every row from the top, in groups; memory holds about one group. */
  rows(): AsyncGenerator<FileRow[]>
}
