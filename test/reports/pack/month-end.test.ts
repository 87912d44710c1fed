/** Story: the month's end in one ZIP: every report of the month, the lines behind them, and their proof. */
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Manifest } from '#reports/pack/manifest.ts'
import type { Report } from '#reports/report.ts'
import { month, openAuditedMonth } from '#test/support/audited-month.ts'
import { openTestDb } from '#test/support/database.ts'
import { openPackDesk } from '#test/support/pack-desk.ts'
import { readPdf } from '../read-pdf.ts'
import { readZip } from '../read-zip.ts'
import { placesOf } from './zip-places.ts'

const span = `${month}-01_${month}-30`
const end = `${month}-30`
const names = [
  ...[`profit_and_loss_${span}`, `balance_sheet_${end}`, `trial_balance_${end}`],
  ...[`cash_position_${end}`, `tax_summary_${span}`, `receivables_ageing_${end}`],
  ...[`sales_summary_${span}`, `stock_valuation_${end}`, `stock_ageing_${end}`],
  `monthly_audit_${month}`,
]

describe('a month-end pack', async () => {
  const { db, close } = await openTestDb()
  const shop = await openAuditedMonth(db)
  const packs = openPackDesk(db, shop.org.id)
  afterAll(async () => {
    await packs.close()
    await close()
  })
  let report: Report
  let bytes: Buffer
  let files: Map<string, Buffer>
  let manifest: Manifest
  beforeAll(async () => {
    const made = await packs.makes('month_end_pack', month)
    report = made.report
    bytes = Buffer.from(made.files[0]!.bytes)
    files = await readZip(bytes)
    manifest = JSON.parse(files.get('manifest.json')!.toString())
  })

  test('holds each report as PDF and CSV, the lines behind them, the chain, and the signed manifest', () => {
    const all = [...files.keys()]
    expect(all.slice(0, 2)).toEqual([`month_end_${month}.pdf`, `month_end_${month}.csv`])
    expect(all.filter((name) => name.startsWith('reports/'))).toEqual(
      names.flatMap((name) => [`reports/${name}.pdf`, `reports/${name}.csv`]),
    )
    expect(all.filter((name) => name.startsWith('data/'))).toHaveLength(13)
    expect(all.slice(-3)).toEqual(['audit_chain.jsonl', 'manifest.json', 'manifest.sig'])
    expect(manifest).toMatchObject({
      ...{ type: 'month_end_pack', params: { month } },
      controls: { passed: report.controls.length, untied: [] },
    })
  })

  test('its first page names each report, where it is, and that all of it ties', () => {
    const [contents] = report.sections
    expect(contents!.rows.map(({ file }) => file)).toEqual(names.map((name) => `${name}.pdf`))
    for (const { report, tied } of contents!.rows)
      expect([report, tied]).toEqual([report, expect.stringMatching(/^PASS \(\d+\)$/)])
    const page = readPdf(files.get(`month_end_${month}.pdf`)!)
      .flat()
      .join('')
    for (const { file } of contents!.rows) expect(page).toContain(file)
  })

  test('says once what several reports note', () => {
    const { notes } = report
    expect(notes[0]).toBe('November 2026 is not over yet.')
    expect(notes).toContain('Tax summary, Sales summary: The last of these days is not over yet.')
    expect(notes.filter((note) => note.endsWith(': November 2026 is not over yet.'))).toEqual([])
  })

  test('its figures are those of the reports in it', () => {
    const [profit] = parse(files.get(`reports/profit_and_loss_${span}.csv`)!, {
      bom: true,
      columns: true,
    })
    const [first] = report.figures
    expect(first).toMatchObject({ key: 'net_profit' })
    expect(profit).toMatchObject({ 'Net profit': Number(first!.value).toFixed(2) })
    const [audit] = parse(files.get(`reports/monthly_audit_${month}.csv`)!, {
      bom: true,
      columns: true,
    })
    expect(audit).toMatchObject({ Refunds: '551.00', 'Approvals given': '2' })
  })

  test('is whole as it was made, and names the report that was changed', async () => {
    expect(await packs.verdict(bytes)).toBe('whole')
    for (const { name, from, to } of placesOf(bytes)) {
      const changed = Buffer.from(bytes)
      changed[from + ((to - from) >> 1)]! ^= 4
      expect(await packs.verdict(changed)).toMatch(new RegExp(`^${name}: `))
    }
  })

  test('of a month to come is refused in a sentence', async () => {
    await expect(packs.makes('month_end_pack', '2026-12')).rejects.toThrow(
      'December 2026 has not begun yet.',
    )
  })
})
