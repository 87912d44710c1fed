/** Story: a business brings its sales from a till, a web shop and a spreadsheet. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkReportViews } from '#domain/report-views.ts'
import { type ImportDesk, openImportDesk } from '#test/support/import-desk.ts'

const sample = new URL('../fixtures/sales/online-retail-sample.csv', import.meta.url).pathname

let desk: ImportDesk
beforeAll(async () => {
  desk = await openImportDesk()
})
afterAll(() => desk.close())

describe('a real file of a wholesaler', () => {
  test('every line is recorded, and every day equals the sums of the file', async () => {
    const gifts = await desk.business()

    const result = await gifts.imports('', { file: sample })

    const rows = readFileSync(sample, 'utf8').trim().split('\n').slice(1)
    expect(result).toMatchObject({
      read: rows.length,
      accepted: rows.length,
      orders: 8,
      returns: 5,
    })
    expect(await gifts.days()).toEqual(sumsByDay(rows))
    expect(await checkReportViews(desk.db, gifts.org.id)).toEqual([])
  })

  test('exact repeats are kept and named', async () => {
    const gifts = await desk.business()

    const { duplicates } = await gifts.imports('', { file: sample })

    expect(duplicates.count).toBe(4)
    expect(duplicates.rows[0]).toEqual({
      row: 67,
      reason: 'repeats row 44 of 536409; kept',
    })
  })

  test('the same file again changes nothing', async () => {
    const gifts = await desk.business()
    await gifts.imports('', { file: sample })
    const before = await gifts.days()

    const again = await gifts.imports('', { file: sample })

    expect(again).toMatchObject({ accepted: 0, alreadyKnown: again.read })
    expect(again.differing.count).toBe(0)
    expect(await gifts.days()).toEqual(before)
  })

  test('a dry run tells the same and writes nothing', async () => {
    const gifts = await desk.business()

    const dry = await gifts.imports('', { file: sample, dryRun: true })

    expect(dry).toMatchObject({ dryRun: true, accepted: dry.read, orders: 8, returns: 5 })
    expect(await gifts.documents()).toEqual([])
    expect(await gifts.products()).toEqual([])
  })

  test('postage and discounts are services, codes of customers are whole', async () => {
    const gifts = await desk.business()
    const { repaired } = await gifts.imports('', { file: sample })

    const services = (await gifts.products()).filter(({ isService }) => isService)
    expect(services.map(({ name }) => name)).toEqual(['Discount', 'Manual', 'POSTAGE'])
    expect((await gifts.documents())[0]).toMatchObject({ number: '536365', customer: '17850' })
    expect(repaired[0]).toMatchObject({ what: 'codes such as 17850.0 were read as 17850', row: 2 })
  })
})

describe('what a line becomes', () => {
  const header = 'Invoice,Code,Item,Qty,Date,Price,Customer\n'

  test('money and goods below zero are returns, adjustments keep their units', async () => {
    const shop = await desk.business()

    await shop.imports(
      `${header}1,A,Lamp,3,2024-05-02 09:00,10.125,\n` +
        'C2,A,Lamp,-1,2024-05-02 10:00,10.125,\n' +
        '3,A,,-4,2024-05-02 11:00,0,\n' +
        'A4,B,Adjust bad debt,1,2024-05-02 12:00,-7.5,\n' +
        'A5,B,Adjust bad debt,1,2024-05-02 12:00,7.5,\n',
    )

    expect(await shop.documents()).toMatchObject([
      { number: '1', kind: 'order' },
      { number: '3', kind: 'return' },
      { number: 'A4', kind: 'adjustment' },
      { number: 'A5', kind: 'order' },
      { number: 'C2', kind: 'return' },
    ])
    // Gross 3 × 10.125 + 7.5; net less 10.125 and 7.5; units 3 - 1 - 4 + 1 + 1.
    expect(await shop.days()).toEqual([
      { day: '2024-05-02', gross: '37.875', net: '20.25', units: 0, orders: 2 },
    ])
  })

  test('a credit note written with positive figures takes back', async () => {
    const shop = await desk.business()

    await shop.imports(
      `${header}1,A,Lamp,3,2024-05-02,10,\n2,A,Lamp,1,2024-05-02,10,\nC3,A,Lamp,2,2024-05-02,10,\n`,
    )

    expect(await shop.days()).toMatchObject([{ gross: '40', net: '20', units: 2, orders: 2 }])
  })

  test('a product is named by what its priced lines say most often, never by a note', async () => {
    const shop = await desk.business()
    const rows = [
      '1,A10,LAMP RED,1,2024-05-01,5,',
      '2,A10,RED LAMP,1,2024-05-02,5,',
      '3,A10,RED LAMP,1,2024-05-03,5,',
      '4,A10,faulty,-1,2024-05-04,0,',
      '5,A10,faulty,-1,2024-05-04,0,',
      '6,A10,faulty,-1,2024-05-04,0,',
      '7,B20,damages,-1,2024-05-04,0,',
    ]

    await shop.imports(header + rows.join('\n'))
    expect(await shop.products()).toMatchObject([
      { sku: 'A10', name: 'RED LAMP' },
      { sku: 'B20', name: 'B20' },
    ])

    await shop.imports(`${header}8,B20,BLUE LAMP,1,2024-05-05,5,`)
    expect((await shop.products())[1]).toMatchObject({ name: 'BLUE LAMP' })
  })

  test('till numbers that begin anew each day are another document', async () => {
    const shop = await desk.business()

    await shop.imports(
      `${header}1,A,Lamp,1,2024-05-01,5,\n2,A,Lamp,1,2024-05-01,5,\n1,A,Lamp,1,2024-05-02,5,\n`,
    )

    expect(await shop.days()).toMatchObject([
      { day: '2024-05-01', net: '10', orders: 2 },
      { day: '2024-05-02', net: '5', orders: 1 },
    ])
  })

  test('local times find their business day, also where clocks go forward and back', async () => {
    const shop = await desk.business()

    await shop.imports(
      `${header}1,A,Lamp,1,2024-03-31 01:30,5,\n2,A,Lamp,1,2024-06-30 23:59,5,\n` +
        '3,A,Lamp,1,2024-10-27 01:30,5,\n4,A,Lamp,1,2024-06-30T23:30:00Z,5,\n',
    )

    expect(await shop.documents()).toMatchObject([
      { number: '1', at: new Date('2024-03-31T01:30:00Z'), hour: 2 },
      { number: '2', at: new Date('2024-06-30T22:59:00Z'), hour: 23 },
      { number: '3', at: new Date('2024-10-27T00:30:00Z'), hour: 1 },
      { number: '4', at: new Date('2024-06-30T23:30:00Z'), hour: 0 },
    ])
    expect((await shop.days()).map(({ day }) => day)).toEqual([
      '2024-03-31',
      '2024-06-30',
      '2024-07-01',
      '2024-10-27',
    ])
  })

  test('an amount that does not divide stays exact', async () => {
    const shop = await desk.business()

    await shop.imports(
      'Receipt,Date,Item,Qty,Total\n1,2024-05-01,Lamp,3,10.00\n2,2024-05-01,Mug,-3,-1\n',
    )

    expect(await shop.days()).toMatchObject([{ gross: '10', net: '9', units: 0 }])
  })
})

describe('importing again', () => {
  const header = 'Invoice,Code,Item,Qty,Date,Price,Customer\n'
  const [one, two] = ['1,A,Lamp,1,2024-05-01,5,Ann\n', '1,B,Mug,2,2024-05-01,3,Ann\n']

  test('a line with other content is reported by row and left as it was', async () => {
    const shop = await desk.business()
    await shop.imports(header + one + two)

    const again = await shop.imports(header + one + two.replace(',2,', ',9,'))

    expect(again).toMatchObject({ accepted: 0, alreadyKnown: 1 })
    expect(again.differing).toEqual({
      count: 1,
      rows: [
        {
          row: 3,
          reason: 'line 2 of 1 was recorded before with other content; it was not changed',
        },
      ],
    })
    expect(await shop.days()).toMatchObject([{ net: '11' }])
  })

  test('lines that a file has gained are added to their document', async () => {
    const shop = await desk.business()
    await shop.imports(header + one)

    expect(await shop.imports(header + one + two)).toMatchObject({ accepted: 1, alreadyKnown: 1 })
    expect(await shop.days()).toMatchObject([{ net: '11', orders: 1 }])
  })

  test('a refused row takes its place once it is mended', async () => {
    const shop = await desk.business()
    const first = await shop.imports(header + one.replace(',5,', ',five,') + two)
    expect(first.refused).toEqual({
      count: 1,
      rows: [{ row: 2, reason: 'price "five" is not a number' }],
    })

    const second = await shop.imports(header + one + two)

    expect(second).toMatchObject({ accepted: 1, alreadyKnown: 1 })
    expect(second.differing.count).toBe(0)
  })

  test('an import that was cut off goes on where it stopped', async () => {
    const shop = await desk.business()
    const rows = Array.from({ length: 6_000 }, (_, n) => `${n >> 2},A,Lamp,1,2024-05-01,5,Ann\n`)
    const file = shop.writes(header + rows.join(''))
    const cutOff = shop.imports('', {
      file,
      onProgress: () => {
        throw new Error('killed')
      },
    })
    await expect(cutOff).rejects.toThrow('killed')

    const resumed = await shop.imports('', { file })

    expect(resumed.alreadyKnown).toBeGreaterThan(1_000)
    expect(resumed.accepted + resumed.alreadyKnown).toBe(6_000)
    expect(await shop.days()).toMatchObject([{ net: '30000', units: 6_000, orders: 1_500 }])
  })
})

/** Independent of the product: exact sums of the sample's own columns, in thousandths. */
function sumsByDay(rows: string[]) {
  const days = new Map<string, { gross: bigint; net: bigint; units: number; orders: Set<string> }>()
  for (const row of rows) {
    const cells = row.match(/("([^"]|"")*"|[^,]*)(,|$)/g)!.map((cell) => cell.replace(/,$/, ''))
    const [number, , , quantity, date, price] = cells as [
      string,
      string,
      string,
      string,
      string,
      string,
    ]
    const day = date.slice(0, 10)
    const sums = days.get(day) ?? { gross: 0n, net: 0n, units: 0, orders: new Set<string>() }
    const value = BigInt(quantity) * BigInt(Math.round(Number(price) * 1000))
    sums.net += value
    sums.units += Number(quantity)
    if (Number(quantity) > 0 && Number(price) > 0) {
      sums.gross += value
      sums.orders.add(number)
    }
    days.set(day, sums)
  }
  return [...days]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([day, { gross, net, units, orders }]) => ({
      day,
      gross: String(Number(gross) / 1000),
      net: String(Number(net) / 1000),
      units,
      orders: orders.size,
    }))
}
