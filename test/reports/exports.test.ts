/** Story: finance takes every line of some weeks away, as CSV and as a workbook. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { readXlsx } from 'hucre/xlsx'
import { afterAll, describe, expect, test } from 'vitest'
import { openFiles } from '#clients/files.ts'
import { record } from '#domain/audit.ts'
import { seedDemo } from '#domain/demo/seed-demo.ts'
import { freshen } from '#domain/report-views.ts'
import { systemTimers } from '#kit/timers.ts'
import { defineKind, type ReportKind } from '#reports/catalogue.ts'
import { openReportDesk } from '#reports/desk/open-desk.ts'
import { type Days, exportReport } from '#reports/exports/export.ts'
import { orders } from '#reports/exports/orders.ts'
import { exportLinesMax, spoolDataset } from '#reports/exports/spool.ts'
import { exportKinds } from '#reports/kinds/exports.ts'
import { periodParams } from '#reports/params.ts'
import { renderReport } from '#reports/render/render.ts'
import { openTestDb, quiet } from '#test/support/database.ts'

const now = new Date('2026-11-20T09:00:00Z')
const weeks: Days = { from: '2026-10-01', to: '2026-11-20' }

describe('an export', async () => {
  const { db, close } = await openTestDb()
  const { org } = await seedDemo(db, { now })
  await db.asOrg(org.id, async (sql) => {
    for (let n = 1; n <= 20; n += 1)
      await record(sql, { at: now, action: 'price.changed', subject: `product:${n}` })
    // After midnight in London, and before it in UTC: of the next day.
    const at = new Date('2026-10-09T23:30:00Z')
    await record(sql, { at, action: 'role.changed', detail: { '=role': '@owner' } })
  })
  const folder = mkdtempSync(join(tmpdir(), 'tillie-exports-'))
  const store = join(folder, 'files')
  const kinds = [...exportKinds]
  const desk = openReportDesk({
    ...{ db, files: openFiles(store), clock: () => now, timers: systemTimers, log: quiet },
    kindOf: (type) => kinds.find((kind) => kind.type === type)!,
    freshen: (orgId) => freshen(db, orgId),
    print: renderReport,
    folder: join(folder, 'growing'),
    spools: { dataset: spoolDataset },
    againAfterMs: 0,
  })
  afterAll(async () => {
    await desk.stop(2_000)
    await close()
    rmSync(folder, { recursive: true })
  })

  async function make(type: string, days: Days = weeks) {
    const params = { from: days.from, to: days.to }
    const formats = ['csv', 'xlsx'] as const
    const asked = { type, params, formats, via: 'api' as const, requestedBy: null, now }
    const made = await desk.make(org.id, asked, 60_000)
    if (made.is !== 'made') throw new Error(JSON.stringify(made))
    const [csv, xlsx] = made.files
    const table: string[][] = parse(Buffer.from(csv!.bytes), { bom: true })
    const sheet = (await readXlsx(xlsx!.bytes)).sheets[0]!
    return { ...made, csv: csv!, xlsx: xlsx!, table, sheet, head: table[0]!, lines: table.slice(1) }
  }

  test.for(exportKinds)(
    '$type has every line that it counts, alike in both forms',
    async (kind) => {
      const { report, table, sheet, lines, csv, xlsx } = await make(kind.type)

      expect(lines.length).toBeGreaterThan(10)
      expect(String(lines.length)).toBe(report.figures[0]!.value)
      expect(report.controls.filter(({ ties }) => !ties)).toEqual([])
      const { columns } = kind.dataset!
      expect(table[0]).toEqual(columns.map(({ title }) => title))
      expect(sheet.rows).toHaveLength(table.length)
      expect(sheet.rows[0]).toEqual(table[0])
      for (const [at, line] of lines.entries())
        for (const [n, cell] of line.entries())
          expect(
            plain(sheet.rows[at + 1]![n], columns[n]!.kind),
            `${at} ${columns[n]!.title}`,
          ).toBe(alike(cell, columns[n]!.kind))
      const name = `${kind.type.replace('export_', '')}_2026-10-01_2026-11-20`
      expect([csv.name, xlsx.name]).toEqual([`${name}.csv`, `${name}.xlsx`])
    },
  )

  test('adds up to what its headline says, and to the daily reports', async () => {
    const { report, head, lines } = await make('export_order_lines')
    const sum = (title: string) => pennies(lines.map((line) => line[head.indexOf(title)]!))
    const said = (key: string) => pennies([report.figures.find((each) => each.key === key)!.value!])
    expect(sum('Gross sales')).toBe(said('gross_sales'))
    expect(sum('Returns')).toBe(said('returns'))
    const [daily] = await db.asReader(
      org.id,
      (sql) => sql<[{ gross: string; returns: string }]>`
        select sum(gross_sales)::text as gross, sum(returns)::text as returns
        from report.daily_sales
        where day between ${weeks.from} and ${weeks.to}`,
    )
    expect([sum('Gross sales'), sum('Returns')]).toEqual([
      pennies([daily.gross]),
      pennies([daily.returns]),
    ])
  })

  test('balances, where it is of the journal', async () => {
    const { head, lines } = await make('export_journal_lines')
    const sum = (title: string) => pennies(lines.map((line) => line[head.indexOf(title)]!))
    expect(sum('Debit')).toBe(sum('Credit'))
  })

  test('of days without any line says so, and is a file with its headings', async () => {
    const { report, table, sheet } = await make('export_orders', {
      from: '2020-01-01',
      to: '2020-01-02',
    })
    expect(report.notes).toEqual(['There are none from 2020-01-01 to 2020-01-02.'])
    expect([table.length, sheet.rows.length]).toEqual([1, 1])
  })

  test('has what happened on a day of the business, not of the server', async () => {
    const ofDay = async (day: string) =>
      (await make('export_audit', { from: day, to: day })).lines.map(([at, , action]) => [
        at,
        action,
      ])
    expect(await ofDay('2026-10-10')).toEqual([['2026-10-10 00:30:00', 'role.changed']])
    expect(await ofDay('2026-10-09')).toEqual([])
  })

  test('is the same file, byte for byte, when nothing has changed', async () => {
    const [one, two] = [await make('export_payments'), await make('export_payments')]
    expect(one.run.files.map(({ sha256 }) => sha256)).toEqual(
      two.run.files.map(({ sha256 }) => sha256),
    )
    expect(one.run.id).not.toBe(two.run.id)
  })

  test('starts no formula, whatever a customer is called', async () => {
    const name = '=HYPERLINK("http://a.b","pay")\r\n@SUM(1)'
    await db.asOrg(
      org.id,
      (sql) => sql`
        update customers
        set name = ${name}
        where org_id = ${org.id} and id = (
          select customer_id
          from orders
          where org_id = ${org.id} and customer_id is not null
            and business_day between ${weeks.from} and ${weeks.to}
          limit 1
        )`,
    )
    const { lines, sheet } = await make('export_orders')
    expect(lines.flat()).toContain(`'${name}`)
    expect(sheet.rows.flat()).toContain(`'${name}`)
    expect(lines.flat()).not.toContain(name)
  })

  test('sees one moment: what is written meanwhile is not in it', async () => {
    let isWritten = false
    const write = () =>
      db.asOrg(
        org.id,
        (sql) => sql`
          insert into orders (org_id, number, status, ordered_at, business_day, hour, source,
            external_id)
          select org_id, 'LATE', 'PAID', ${now}, ${weeks.to}, 9, 'test', 'late'
          from orgs`,
      )
    kinds.push(
      kindReading(async function* (sql, of, days) {
        for await (const rows of orders.dataset.read(sql, of, days)) {
          // A database of one session writes it when the moment is over.
          const written = isWritten ? null : write()
          if (db.kind === 'server') await written
          isWritten = true
          yield rows
        }
      }),
    )
    const { lines, head } = await make('export_test')
    expect(isWritten).toBe(true)
    expect(lines.map((line) => line[head.indexOf('Number')])).not.toContain('LATE')
  })

  test('that breaks off halfway is no file, not even half of one', async () => {
    const before = readdirSync(store, { recursive: true }).length
    kinds.push(
      kindReading(async function* (sql, of, days) {
        for await (const rows of orders.dataset.read(sql, of, days)) {
          yield rows
          throw new Error('the disk is full')
        }
      }),
    )
    await expect(make('export_test')).rejects.toThrow('"is":"failed"')
    expect(readdirSync(store, { recursive: true })).toHaveLength(before)
    expect(readdirSync(join(folder, 'growing'))).toEqual([])
    const kept = await db.asReader(
      org.id,
      (sql) => sql`
        select from report_files f join reports r on r.org_id = f.org_id and r.id = f.report_id
        where r.status = 'failed'`,
    )
    expect(kept).toHaveLength(0)
  })

  test('with a line too few is a fault, not a file', async () => {
    kinds.push(
      kindReading(async function* (sql, of, days) {
        for await (const rows of orders.dataset.read(sql, of, days)) yield rows.slice(1)
      }),
    )
    await expect(make('export_test')).rejects.toThrow('"is":"failed"')
  })

  test('of more lines than one file holds is refused in plain words', async () => {
    const value = String(exportLinesMax + 1)
    kinds.push(
      defineKind({
        ...kindReading(orders.dataset.read),
        build: async (sql, of, { from, to }, at) => {
          const report = await exportReport(sql, of, orders, { days: { from, to }, now: at })
          const [lines, ...others] = report.figures
          return { ...report, figures: [{ ...lines!, value }, ...others] }
        },
      }),
    )
    await expect(make('export_test')).rejects.toThrow(
      'That is 5,000,001 lines and one export holds at most 5,000,000: choose fewer days.',
    )
  })

  /** As the export of orders, read in another way; the one named last stands. */
  function kindReading(read: (typeof orders)['dataset']['read']) {
    const { title, description, needs, dataset } = orders
    const at = kinds.findIndex(({ type }) => type === 'export_test')
    if (at >= 0) kinds.splice(at, 1)
    return defineKind({
      ...{ type: 'export_test', title, description, needs, span: 'period' as const },
      params: periodParams,
      formats: ['csv', 'xlsx'],
      dataset: { ...dataset, read },
      build: (sql, of, { from, to }, at) =>
        exportReport(sql, of, orders, { days: { from, to }, now: at }),
    }) as ReportKind<typeof periodParams>
  }
})

const isFigure = (kind: string) => ['money', 'count', 'quantity', 'percent'].includes(kind)

/** A cell of the workbook, as the CSV would have it. */
function plain(value: unknown, kind: string): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) {
    const text = value.toISOString()
    return kind === 'day' ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ')
  }
  return String(value)
}

function alike(cell: string, kind: string): string {
  return cell && isFigure(kind) ? String(Number(cell)) : cell
}

/** In ten-thousandths, exactly. */
function pennies(amounts: string[]): bigint {
  return amounts.reduce((sum, amount) => {
    const [whole = '0', fraction = ''] = amount.split('.')
    return sum + BigInt(`${whole || '0'}${fraction.padEnd(4, '0').slice(0, 4)}`)
  }, 0n)
}
