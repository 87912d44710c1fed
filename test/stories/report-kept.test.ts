/** Story: a report that is sent into a chat is a run like any other: frozen, with the very file that was sent. */
import { afterAll, describe, expect, test } from 'vitest'
import { frozenResult, listRuns } from '#domain/report-runs.ts'
import { thaw } from '#reports/desk/freeze.ts'
import { kindOf, readParams } from '#reports/kinds.ts'
import type { Report } from '#reports/report.ts'
import { openShop } from '#test/support/shop.ts'

describe('a report sent by chat', async () => {
  const shop = await openShop()
  afterAll(shop.close)
  /** The timetable makes reports of its own. */
  const runs = async () => {
    const all = await shop.db.asReader(shop.org.id, (sql) => listRuns(sql, { limit: 10 }))
    return all.items.filter(({ via }) => via === 'chat')
  }

  test('is kept as it was sent, under the name of who asked', async () => {
    const told = await shop.says('finance', 'daily report as PDF')
    const items = await runs()

    expect(items).toHaveLength(1)
    const [run] = items as [(typeof items)[0]]
    expect(run).toMatchObject({
      ...{ type: 'daily_sales', params: { day: '2026-11-19' }, via: 'chat', status: 'completed' },
      files: [{ format: 'pdf', name: 'daily_sales_2026-11-19.pdf' }],
    })
    expect(run.requestedBy).not.toBeNull()
    const sent = told.find(({ file }) => file)!.file!
    const kept = await shop.tillie.house.desk.render(shop.org.id, run.id, 'pdf')
    expect(Buffer.from(kept.bytes)).toEqual(Buffer.from(sent.bytes))
  })

  test('of the books as an Excel file, too; a figure in words leaves no run', async () => {
    await shop.says('owner', 'trial balance as excel')
    await shop.says('owner', 'how much did we sell yesterday?')
    const items = await runs()
    expect(items.map(({ type, formats }) => [type, formats])).toEqual([
      ['trial_balance', ['xlsx']],
      ['daily_sales', ['pdf']],
    ])
  })

  test.for([
    ['daily report for 12 to 19 November as csv', 'csv', { by: 'day', metrics: 'net_sales' }],
    ['sales by product last week as excel', 'xlsx', { by: 'product' }],
    ['chart sales by product last week', 'png', { by: 'product' }],
    ['sales of sugar this month against last month as pdf', 'pdf', {}],
  ] as const)('so is an answer: %s', async ([text, format, params]) => {
    const told = await shop.says('owner', text)
    const [run] = await runs()
    const sent = told.find(({ file }) => file)!.file!
    expect(run).toMatchObject({ type: 'sales_answer', params, files: [{ format }] })
    expect(run!.checksum).toMatch(/^[0-9a-f]{64}$/)
    const kept = await shop.tillie.house.desk.render(shop.org.id, run!.id, format)
    expect(Buffer.from(kept.bytes)).toEqual(Buffer.from(sent.bytes))
    // What it was asked for with asks the same again.
    const kind = kindOf('sales_answer')
    const [again, then] = await shop.db.asReader(shop.org.id, async (sql) => [
      await kind.build(sql, shop.org, readParams(kind, run!.params), new Date()),
      thaw(await frozenResult(sql, run!.id)),
    ])
    const values = ({ figures }: Report) => figures.map(({ key, value }) => [key, value])
    expect(values(again as Report)).toEqual(values(then as Report))
    expect(JSON.parse(JSON.stringify((again as Report).sections[0]?.rows ?? []))).toEqual(
      (then as Report).sections[0]?.rows ?? [],
    )
  })
})
