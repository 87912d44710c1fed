/** The headline figures and control totals of a report, read back from its files as a person would. */
import { parse } from 'csv-parse/sync'
import { readXlsx } from 'hucre/xlsx'

export interface ReadBack {
  /** By label, as the form has it: "£58,635.56", "58635.56". */
  figures: Record<string, string>
  /** By name. */
  controls: Record<string, string>
}

/** `strings`: of all pages, in the order of drawing; a card is its label and its value. */
export function fromPdf(strings: string[], labels: readonly string[]): ReadBack {
  const figures: Record<string, string> = {}
  for (const label of labels) {
    const at = strings.indexOf(label)
    if (at >= 0) figures[label] = strings[at + 1]!
  }
  const controls: Record<string, string> = {}
  const first = strings.indexOf('Control totals')
  for (const [at, text] of strings.entries())
    if (at > first && /^(PASS$|DOES NOT TIE)/.test(text)) controls[strings[at - 2]!] = text
  return { figures, controls }
}

export function fromCsv(bytes: Uint8Array, title: string): ReadBack {
  const rows: Record<string, string>[] = parse(Buffer.from(bytes), { bom: true, columns: true })
  const headline = rows.find(({ Section }) => Section === title)!
  const checks = rows.filter(({ Section }) => Section === 'Control totals')
  return {
    figures: Object.fromEntries(Object.entries(headline).filter(([, value]) => value !== '')),
    controls: Object.fromEntries(checks.map(({ Control, Result }) => [Control!, Result!])),
  }
}

export async function fromXlsx(bytes: Uint8Array, title: string): Promise<ReadBack> {
  const { sheets } = await readXlsx(bytes)
  const rowsOf = (name: string) => sheets.find((sheet) => sheet.name === name)?.rows ?? []
  const page = rowsOf(title)
  const head = page.findIndex(([first]) => first === 'Figure')
  const figures: Record<string, string> = {}
  for (const [label, value] of page.slice(head + 1)) {
    if (label === null || label === undefined || label === '') break
    figures[String(label)] = String(value)
  }
  const checks = rowsOf('Control totals').slice(1)
  return {
    figures,
    controls: Object.fromEntries(checks.map((row) => [String(row[0]), String(row.at(-1))])),
  }
}

/** "Net sales, Wed 1 December 2010: **£58,635.56**, up …" and "Orders 127 · Units 26,814". */
export function fromChat(text: string, labels: readonly string[]): ReadBack {
  const [first = '', ...rest] = text.split('\n')
  const figures: Record<string, string> = {}
  const [, label, value] = /^([^,]+), .*?: \*\*(.+?)\*\*/.exec(first) ?? []
  if (label) figures[label] = value!
  for (const said of rest.flatMap((line) => line.split(' · ')))
    for (const label of labels)
      if (said.startsWith(`${label} `)) figures[label] ??= said.slice(label.length + 1)
  const all = /^All (\d+) control totals PASS\.$/m.exec(text)
  return { figures, controls: all ? { all: `PASS ${all[1]}` } : {} }
}
