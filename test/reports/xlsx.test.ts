/** Story: the workbook that finance opens, read back with a reader of its own. */
import { readXlsx, type Workbook } from 'hucre/xlsx'
import { describe, expect, test } from 'vitest'
import { renderReport } from '#reports/render/render.ts'
import type { Report } from '#reports/report.ts'
import { readZip } from './read-zip.ts'
import { sampleReport } from './sample.ts'

async function workbook(report: Report): Promise<Workbook> {
  return await readXlsx((await renderReport(report, 'xlsx')).bytes)
}

async function part(report: Report, name: string): Promise<string> {
  const { bytes } = await renderReport(report, 'xlsx')
  return (await readZip(bytes)).get(name)!.toString('utf8')
}

const rowsOf = (book: Workbook, name: string) => book.sheets.find((s) => s.name === name)!.rows

function withControls(ties: boolean): Report {
  const side = (label: string, value: string) => ({ label, value })
  const left = side('sum by hour', '18680.8')
  const control = { name: 'Hours', left, right: side('net sales', ties ? '18680.8' : '18680.79') }
  return { ...sampleReport(), controls: [{ ...control, ties, difference: ties ? '0' : '0.01' }] }
}

/** A report of one table with one column of that kind. */
function column(kind: 'text' | 'money' | 'quantity' | 'day' | 'hour' | 'percent', cells: string[]) {
  const columns = [{ key: 'cell', title: 'Cell', kind }]
  const rows = cells.map((cell) => ({ cell }))
  return { ...sampleReport(), sections: [{ key: 'one', title: 'One', columns, rows }] }
}

describe('a workbook', () => {
  test('has the headline, then one sheet for each table, with real numbers and totals', async () => {
    const book = await workbook(sampleReport({ rows: 2, amount: '1234.5' }))
    expect(book.sheets.map(({ name }) => name)).toEqual([
      'Daily sales',
      'Sales by hour',
      'Top products',
    ])
    expect(rowsOf(book, 'Daily sales').slice(5, 9)).toEqual([
      ['Figure', 'Value', 'Compared with', 'Then', 'Change'],
      ['Net sales', 1234.5, 'Tue 11 January 2011', 1234.5, -0.125],
      ['Orders', 84, null, null, null],
      ['Gross margin', 0.4213, null, null, null],
    ])
    expect(rowsOf(book, 'Top products')).toEqual([
      ['Product', 'Units', 'Net sales'],
      ['White hanging heart', 1, 1234.5],
      ['White hanging heart', 2, 1234.5],
      ['Total', 4321, 1234.5],
    ])
  })

  test('says of each control total that it ties, or that it does not and by how much', async () => {
    const tied = await workbook(withControls(true))
    expect(rowsOf(tied, 'Control totals')[1]).toEqual([
      ...['Hours', 'sum by hour', 18680.8, 'net sales', 18680.8],
      ...[0, 'PASS'],
    ])
    expect(rowsOf(tied, 'Daily sales').flat()).toContain('All 1 control totals PASS.')
    const untied = await workbook(withControls(false))
    expect(rowsOf(untied, 'Control totals')[1]!.slice(-2)).toEqual([0.01, 'DOES NOT TIE'])
    expect(rowsOf(untied, 'Daily sales').flat()).toContain(
      '1 of 1 control totals DO NOT TIE: see there.',
    )
  })

  test('shows money as the business writes it', async () => {
    const formats = async (currency: string, locale: string) => {
      const styles = await part(sampleReport({ currency, locale }), 'xl/styles.xml')
      return /formatCode="([^"]*#,##0[^"]*)"/.exec(styles)![1]!.replaceAll('&quot;', '"')
    }
    expect(await formats('GBP', 'en-GB')).toBe('"£"#,##0.00;-"£"#,##0.00')
    expect(await formats('EUR', 'de-DE')).toBe('#,##0.00"\u00a0""€";-#,##0.00"\u00a0""€"')
    expect(await formats('JPY', 'ja-JP')).toBe('"￥"#,##0;-"￥"#,##0')
    expect(await formats('KWD', 'en-GB')).toContain('#,##0.000')
  })

  test('keeps days as days, and every digit of a number that is too long for a spreadsheet', async () => {
    const days = await part(column('day', ['2011-01-18', '1899-01-01']), 'xl/worksheets/sheet2.xml')
    expect(days).toMatch(/<c r="A2" s="\d+"><v>40561<\/v><\/c>/)
    expect(days).toMatch(/<c r="A3" t="s"/)
    const long = ['98765432109876543.21', '123456789012345', '0.1000000000000000000', '-0.0']
    const book = await workbook(column('money', long))
    expect(rowsOf(book, 'One').flat()).toEqual(['Cell', long[0], 123456789012345, 0.1, 0])
  })

  test('starts no formula, whatever a name says; numbers below zero stay numbers', async () => {
    const starts = ['=', '+', '-', '@', '\t', '\0', '＝', '＋', '－', '＠']
    const names = starts.map((start) => `${start}HYPERLINK("http://a.b")`)
    const report = column('text', names)
    const sheet = await part(report, 'xl/worksheets/sheet2.xml')
    expect(sheet).not.toContain('<f')
    const read = rowsOf(await workbook(report), 'One')
      .flat()
      .slice(1)
    for (const [at, text] of read.entries()) expect(text).toBe(`'${names[at]}`)
    expect(rowsOf(await workbook(column('money', ['-5', '=1'])), 'One').flat()).toEqual([
      ...['Cell', -5, "'=1"],
    ])
  })

  test('opens whatever tables are called, and however long a name is', async () => {
    const titles = ["[a]:*?/\\ 'b'", 'History', 'x'.repeat(40), 'X'.repeat(40), '', "'"]
    const [section] = column('text', ['n'.repeat(40_000)]).sections
    const sections = titles.map((title) => ({ ...section!, title }))
    const book = await workbook({ ...sampleReport(), sections })
    expect(book.sheets.map(({ name }) => name)).toEqual([
      ...['Daily sales', "a 'b", 'History 2', 'x'.repeat(31), `${'X'.repeat(29)} 2`],
      ...['Sheet', 'Sheet 2'],
    ])
    expect(rowsOf(book, 'Sheet')[1]![0]).toHaveLength(32_767)
  })

  test('of a report without figures says why', async () => {
    const notes = ['There are no sales on that day.']
    const book = await workbook({ ...sampleReport(), figures: [], sections: [], notes })
    expect(book.sheets).toHaveLength(1)
    expect(book.sheets[0]!.rows.flat()).toContain(notes[0])
  })

  test('is the same, byte for byte, when it is made again', async () => {
    const one = await renderReport(withControls(false), 'xlsx')
    const two = await renderReport(withControls(false), 'xlsx')
    expect(one.name).toBe('daily_sales_2011-01-18.xlsx')
    expect(Buffer.from(one.bytes).equals(two.bytes)).toBe(true)
    const core = await part(sampleReport(), 'docProps/core.xml')
    expect(core.match(/\d{4}-\d\d-\d\dT[\d:]+Z/g)).toEqual([
      '2011-01-19T06:00:00Z',
      '2011-01-19T06:00:00Z',
    ])
  })
})
