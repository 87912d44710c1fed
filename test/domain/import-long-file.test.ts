/** Story: a file of many batches, whose report rows are written while it is still being read. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkReportViews } from '#domain/report-views.ts'
import { type ImportDesk, openImportDesk } from '#test/support/import-desk.ts'

const header = 'Invoice,Item,Qty,Date,Price\n'
const days = 40
const documentsPerDay = 75
const linesPerDocument = 4
const perDay = { gross: '600', net: '600', units: 300, orders: documentsPerDay }

let desk: ImportDesk
beforeAll(async () => {
  desk = await openImportDesk()
})
afterAll(() => desk.close())

/** The same sales each day, from 1 March 2024 on. */
const byDay = Array.from({ length: days }, (_, at) => {
  const date = new Date(Date.UTC(2024, 2, 1 + at)).toISOString().slice(0, 10)
  const documents = Array.from({ length: documentsPerDay }, (_, n) =>
    `${at * documentsPerDay + n},Lamp ${n % 9},1,${date},2\n`.repeat(linesPerDocument),
  )
  return { date, text: documents.join('') }
})
const expected = byDay.map(({ date }) => ({ day: date, ...perDay }))

describe('the reports are right when the import has ended', () => {
  const table: [order: string, content: typeof byDay][] = [
    ['of a file in the order of time', byDay],
    ['of a file that goes back in time half-way', [...byDay.slice(20), ...byDay.slice(0, 20)]],
  ]
  test.each(table)('%s', async (_order, content) => {
    const shop = await desk.business()

    const result = await shop.imports(header + content.map(({ text }) => text).join(''))

    expect(result.accepted).toBe(days * documentsPerDay * linesPerDocument)
    expect(await shop.days()).toEqual(expected)
    expect(await checkReportViews(desk.db, shop.org.id)).toEqual([])
  })
})

test('a dry run of many batches leaves no report behind', async () => {
  const shop = await desk.business()

  const { accepted } = await shop.imports(header + byDay.map(({ text }) => text).join(''), {
    dryRun: true,
  })

  expect(accepted).toBe(days * documentsPerDay * linesPerDocument)
  expect(await shop.days()).toEqual([])
})

test('names come through letter by letter, whatever signs are in them', async () => {
  const names = ['{a,b}', 'null', 'NULL', 'a\\b', '"Lamp", tall', 'it\'s \\" so', 'ß 灯 🪔', '{}']
  const shop = await desk.business()
  const rows = names.map((name, n) => `${n},"${name.replaceAll('"', '""')}",1,2024-03-01,2\n`)

  await shop.imports(header + rows.join(''))

  const found = (await shop.products()).map(({ name }) => name)
  expect(found.toSorted()).toEqual(names.toSorted())
})
