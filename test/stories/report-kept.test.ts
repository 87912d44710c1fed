/** Story: a report that is sent into a chat is a run like any other: frozen, with the very file that was sent. */
import { afterAll, describe, expect, test } from 'vitest'
import { listRuns } from '#domain/report-runs.ts'
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
})
