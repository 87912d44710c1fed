/**
 * Three months of a real wholesaler: on each of its days the chat's reply, PDF, CSV and workbook show the
 * same figures, read back from the files themselves, and those are the truth to the penny.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openOrchestrator } from '#agents/orchestrator.ts'
import type { Db } from '#db/sql.ts'
import { houseScopes } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import { offline } from '#engine/models/offline/offline.ts'
import { monthSpan } from '#kit/calendar.ts'
import { type Words, wordsFor } from '#kit/words.ts'
import { kindOf } from '#reports/kinds.ts'
import { renderReport } from '#reports/render/render.ts'
import type { Figure, Report } from '#reports/report.ts'
import { openTestDb, quiet } from '#test/support/database.ts'
import { importRetail, retailNow, truth } from '#test/support/online-retail.ts'
import { tools } from '#tools/index.ts'
import { fromChat, fromCsv, fromPdf, fromXlsx, type ReadBack } from './read-back.ts'
import { readPdf } from './read-pdf.ts'

describe('three months of a wholesaler', () => {
  let db: Db
  let org: Org
  let close: () => Promise<void>
  let words: Words
  beforeAll(async () => {
    const opened = await openTestDb()
    ;({ db, close } = opened)
    org = await importRetail(db)
    words = wordsFor(org)
  }, 240_000)
  afterAll(() => close())

  /** As it is kept: what every form is rendered from. */
  const frozen = async (type: string, params: Record<string, string>): Promise<Report> => {
    const build = kindOf(type).build
    const report = await db.asReader(org.id, (sql) => build(sql, org, params, retailNow))
    return JSON.parse(JSON.stringify(report)) as Report
  }

  const says = async (text: string): Promise<string> => {
    const answer = openOrchestrator({
      db,
      tools,
      model: offline(),
      freshen: async () => {},
      render: async ({ name }, format) => ({ name, mime: format, bytes: new Uint8Array() }),
      log: quiet,
      clock: () => retailNow,
    })
    const actor = {
      ...{ orgId: org.id, userId: '1', name: null, roles: ['owner' as const] },
      may: new Set(houseScopes.owner),
    }
    const asked = { actor, org, text, history: [], last: null, now: retailNow }
    return (await answer(asked)).text
  }

  async function readAll(report: Report): Promise<Record<'pdf' | 'csv' | 'xlsx', ReadBack>> {
    const bytes = async (format: 'pdf' | 'csv' | 'xlsx') =>
      (await renderReport(report, format)).bytes
    const strings = readPdf(await bytes('pdf')).flat()
    return {
      pdf: fromPdf(strings, labelsOf(report)),
      csv: fromCsv(await bytes('csv'), report.title),
      xlsx: await fromXlsx(await bytes('xlsx'), report.title),
    }
  }

  const shown = (value: string, { kind }: Figure) =>
    kind === 'money' ? words.money(value) : words.count(value)

  function expectTheSame(report: Report, read: Record<'pdf' | 'csv' | 'xlsx', ReadBack>) {
    for (const figure of report.figures) {
      const { label } = figure
      const printed = read.pdf.figures[label]
      expect(printed, label).toBe(shown(figure.value!, figure))
      expect(shown(read.csv.figures[label]!, figure), label).toBe(printed)
      expect(shown(read.xlsx.figures[label]!, figure), label).toBe(printed)
    }
    const passes = Object.fromEntries(report.controls.map(({ name }) => [name, 'PASS']))
    for (const form of ['pdf', 'csv', 'xlsx'] as const)
      expect(read[form].controls, form).toEqual(passes)
    expect(Object.keys(passes)).toHaveLength(6)
  }

  test.for(Object.entries(truth.days))(
    '%s: every form shows the truth',
    async ([day, { net_sales, gross_sales, net_units, orders }]) => {
      const report = await frozen('daily_sales', { day })
      const read = await readAll(report)
      const chat = fromChat(
        await says(`daily report for ${words.day(day)} as pdf`),
        labelsOf(report),
      )

      expect(read.pdf.figures).toMatchObject({
        'Net sales': words.money(net_sales),
        'Gross sales': words.money(gross_sales),
        Units: words.count(String(net_units)),
        Orders: words.count(String(orders)),
      })
      expectTheSame(report, read)
      // A chat leaves out gross sales and returns where nothing came back.
      const isQuiet = net_sales === gross_sales
      const left = isQuiet ? ['Gross sales', 'Returns'] : []
      for (const { label } of report.figures.filter(({ label }) => !left.includes(label)))
        expect(chat.figures[label], label).toBe(read.pdf.figures[label])
      expect(chat.controls).toEqual({ all: 'PASS 6' })
    },
  )

  test.for(Object.entries(truth.months))(
    '%s: the summary of the month is the truth, whatever it is cut by',
    async ([month, { net_sales, gross_sales }]) => {
      const [year, number] = month.split('-').map(Number)
      const span = monthSpan(year!, number!)
      for (const by of ['day', 'product', 'customer', 'category']) {
        const report = await frozen('sales_summary', { ...span, by })
        const read = await readAll(report)

        expect(read.pdf.figures, by).toMatchObject({
          'Net sales': words.money(net_sales),
          'Gross sales': words.money(gross_sales),
        })
        expectTheSame(report, read)
        expect(words.money(report.sections[0]!.totals!.net_sales!), by).toBe(words.money(net_sales))
      }
    },
  )

  test('a figure that is not what the lines come to is shown as such, in every form', async () => {
    const day = '2011-01-18'
    const off = '12.34'
    await db.asOrg(
      org.id,
      (sql) => sql`
        update report.daily_sales set gross_sales = gross_sales + ${off} where day = ${day}::date`,
    )
    const report = await frozen('daily_sales', { day })
    const { pdf, csv, xlsx } = await readAll(report)

    for (const name of ['Sales lines', 'Hours', 'Products']) {
      expect(pdf.controls[name]).toBe(`DOES NOT TIE, difference ${words.money(`-${off}`)}`)
      expect([csv.controls[name], xlsx.controls[name]]).toEqual(['DOES NOT TIE', 'DOES NOT TIE'])
    }
    expect(pdf.controls.Returns).toBe('PASS')
    const text = await says('daily report for 18 January 2011 as pdf')
    expect(text).toContain(`⚠ Sales lines: DOES NOT TIE, difference ${words.money(`-${off}`)}`)
    expect(text).toContain('The other 3 control totals PASS.')
  })
})

function labelsOf({ figures }: Report): string[] {
  return figures.map(({ label }) => label)
}
