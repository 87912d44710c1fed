/** Story: the same three sales, in whatever form a till writes them. */
import { writeXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseMapping } from '#domain/import/mapping.ts'
import { type ImportDesk, openImportDesk } from '#test/support/import-desk.ts'

let desk: ImportDesk
beforeAll(async () => {
  desk = await openImportDesk()
})
afterAll(() => desk.close())

const plain =
  'Invoice No,Item,Qty,Date,Unit Price,Customer\n' +
  '1,Café crème,2,2024-05-13 09:15,2.50,Zoë\n' +
  '1,"Lamp, ""tall""",1,2024-05-13 09:15,1099.95,Zoë\n' +
  '2,Mug,3,2024-05-14 10:00,4.125,\n'

/** What the books hold when it was read right. */
const right = {
  days: [
    { day: '2024-05-13', gross: '1104.95', net: '1104.95', units: 3, orders: 1 },
    { day: '2024-05-14', gross: '12.375', net: '12.375', units: 3, orders: 1 },
  ],
  names: ['Café crème', 'Lamp, "tall"', 'Mug'],
}

async function importedFrom(content: string | Buffer, mapping?: string) {
  const shop = await desk.business()
  const result = await shop.imports(content, mapping ? { mapping: parseMapping(mapping) } : {})
  const names = (await shop.products()).map(({ name }) => name)
  return { result, books: { days: await shop.days(), names } }
}

const european = plain
  .replaceAll(/"Lamp, ""tall"""/g, '"Lamp; ""tall"""')
  .replace(/(?<!Lamp),/g, ';')
  .replace('2.50', '2,50')
  .replace('1099.95', '1.099,95')
  .replace('4.125', '4,125')
const latin = plain.replace('ë', 'e')

describe('text', () => {
  const utf16be = Buffer.from(`\ufeff${plain}`, 'utf16le').swap16()
  const table: [form: string, content: Buffer | string, shown: string][] = [
    ['UTF-8', plain, 'CSV, utf-8, separated by ,'],
    ['UTF-8 with a mark', `\ufeff${plain}`, 'CSV, utf-8, separated by ,'],
    ['Latin-1', Buffer.from(latin, 'latin1'), 'CSV, windows-1252, separated by ,'],
    ['UTF-16LE', Buffer.from(`\ufeff${plain}`, 'utf16le'), 'CSV, utf-16le, separated by ,'],
    ['UTF-16LE without a mark', Buffer.from(plain, 'utf16le'), 'CSV, utf-16le, separated by ,'],
    ['UTF-16BE', utf16be, 'CSV, utf-16be, separated by ,'],
    ['Windows line ends', plain.replaceAll('\n', '\r\n'), 'CSV, utf-8, separated by ,'],
    ['a line that names its separator', `sep=,\n${plain}`, 'CSV, utf-8, separated by ,'],
    ['a title and blank rows above', `Sales of May\n\n${plain}\n\n`, 'CSV, utf-8, separated by ,'],
  ]
  test.each(table)('%s', async (_form, content, shown) => {
    const { result, books } = await importedFrom(content)

    expect(result).toMatchObject({ form: shown, accepted: 3 })
    expect(books).toEqual(right)
  })

  test.each(['\t', '|', ';'])('cells divided by %j', async (delimiter) => {
    const divided = plain.replace(/,(?! "")/g, (comma, at: number) =>
      plain.slice(at - 4, at) === 'Lamp' ? comma : delimiter,
    )

    expect((await importedFrom(divided)).books).toEqual(right)
  })

  test('decimal commas of a whole column', async () => {
    const { books } = await importedFrom(european)

    expect(books.days).toEqual(right.days)
  })

  test('a price with a decimal comma and one with a point are not guessed at', async () => {
    await expect(importedFrom(european.replace('2,50', '2.50'))).rejects.toThrow(
      'Column "Unit Price" has decimal points (row 2) and decimal commas (row 3)',
    )
  })
})

describe('Excel', () => {
  const header = ['Invoice No', 'Item', 'Qty', 'Date', 'Unit Price', 'Customer']
  const at = (text: string) => new Date(`${text}Z`)
  const rows = [
    header,
    [1, 'Café crème', 2, at('2024-05-13T09:15:00'), 2.5, 'Zoë'],
    [1, 'Lamp, "tall"', 1, at('2024-05-13T09:15:00'), 1099.95, 'Zoë'],
    [2, 'Mug', 3, at('2024-05-14T10:00:00'), 4.125, null],
  ]

  test('a workbook, with real numbers and dates', async () => {
    const workbook = await writeXlsx({ sheets: [{ name: 'Sales', rows }] })

    const { result, books } = await importedFrom(Buffer.from(workbook))

    expect(result).toMatchObject({ form: 'XLSX', accepted: 3, dateOrder: 'year, month, day' })
    expect(books).toEqual(right)
  })

  test('a sheet by its name', async () => {
    const sheets = [
      { name: 'Notes', rows: [['nothing here']] },
      { name: 'Sales', rows },
    ]
    const workbook = Buffer.from(await writeXlsx({ sheets }))

    expect((await importedFrom(workbook, '{"sheet": "Sales"}')).books).toEqual(right)
  })

  test('half a workbook is refused', async () => {
    const workbook = Buffer.from(await writeXlsx({ sheets: [{ name: 'Sales', rows }] }))

    await expect(importedFrom(workbook.subarray(0, 900))).rejects.toThrow(
      'is a damaged or unfinished workbook: save it again.',
    )
  })

  test('a file that says it unpacks to terabytes is refused before it is unpacked', async () => {
    const workbook = Buffer.from(await writeXlsx({ sheets: [{ name: 'Sales', rows }] }))
    const entry = workbook.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
    workbook.writeUInt32LE(0xfffffff0, entry + 24)

    await expect(importedFrom(workbook)).rejects.toThrow('unpacks to more than a table should')
  })
})

describe('what is not a table of sales', () => {
  const table: [what: string, content: Buffer | string, sentence: string][] = [
    ['nothing', '', 'is empty'],
    ['a PDF', '%PDF-1.7 ...', 'is a PDF'],
    [
      'an old workbook',
      Buffer.from('d0cf11e0a1b11ae100000000', 'hex'),
      'old or password-protected',
    ],
    ['bytes', Buffer.from([1, 0, 0, 0, 7, 0, 0, 9, 0, 0]), 'neither text nor an Excel workbook'],
    ['a header alone', 'Invoice,Date,Price\n', 'The file has no rows.'],
    ['no date', 'Invoice,Price\n1,5\n', 'No column holds the date of the sale'],
    ['no price', 'Invoice,Date\n1,2024-05-01\n', 'No column holds a price or an amount'],
    ['an open quote', 'Invoice,Date,Price\n1,"2024-05-01,5\n', 'a quotation mark opened in row 2'],
    ['dates of either order', 'Invoice,Date,Price\n1,3/4/2024,5\n', '"dateOrder": "dmy"'],
  ]
  test.each(table)('%s', async (_what, content, sentence) => {
    await expect(importedFrom(content)).rejects.toThrow(sentence)
  })

  test('a file that is not there', async () => {
    const shop = await desk.business()

    await expect(shop.imports('', { file: '/nowhere/sales.csv' })).rejects.toThrow(
      'There is no file /nowhere/sales.csv.',
    )
  })
})

describe('a mapping file', () => {
  const odd = 'Nr;Was;Stk;Wann;Preis;Zustand\n7;Tasse;2;3/4/2024;4,50;abgeholt\n'

  test('names columns, the order of dates and the words for states', async () => {
    const mapping = {
      columns: {
        document: 'Nr',
        description: 'Was',
        quantity: 'Stk',
        date: 'Wann',
        status: 'Zustand',
      },
      dateOrder: 'dmy',
      statuses: { abgeholt: 'FULFILLED' },
    }

    const { result, books } = await importedFrom(odd, JSON.stringify(mapping))

    expect(books.days).toMatchObject([{ day: '2024-04-03', net: '9', units: 2 }])
    expect(result).toMatchObject({ dateOrder: 'day, month, year', mapping: { price: 'Preis' } })
  })

  test('is refused when it names no column of the file, or is not JSON', async () => {
    await expect(importedFrom(odd, '{"columns": {"date": "Datum"}}')).rejects.toThrow(
      'The mapping\'s column "Datum" (date) is not in the file: it has "Nr", "Was"',
    )
    expect(() => parseMapping('date=Datum')).toThrow('The mapping is not JSON')
    expect(() => parseMapping('{"dateOrder": "dym"}')).toThrow("The mapping's dateOrder is wrong")
  })
})

test('a web shop: states, payments, channels and the order told once', async () => {
  const shop = await desk.business()
  const result = await shop.imports(
    'Name,Financial Status,Created at,Currency,Lineitem quantity,Lineitem name,Lineitem price,Payment Method,Source\n' +
      '#1001,paid,2024-05-13 09:15:00 +0100,GBP,2,Mug,4.50,Card,Web\n' +
      '#1001,,,,1,Lamp,20.00,,\n' +
      '#1002,pending,2024-05-13 10:15:00 +0100,GBP,1,Lamp,20.00,Card,Web\n' +
      '#1003,paid,2024-05-13 11:15:00 +0100,USD,1,Lamp,20.00,Card,Web\n' +
      '#1004,lost in space,2024-05-13 11:15:00 +0100,GBP,1,Lamp,20.00,Card,Web\n',
  )

  expect(result.accepted).toBe(3)
  expect(result.refused.rows).toEqual([
    { row: 5, reason: 'it is in USD, the books are in GBP' },
    { row: 6, reason: 'status "lost in space" is not known: name it in the mapping' },
  ])
  expect(await shop.days()).toMatchObject([{ day: '2024-05-13', net: '29', orders: 1 }])
  const [paid] = await desk.db.asReader(
    shop.org.id,
    (sql) => sql`select method, trim_scale(amount)::text as amount from payments`,
  )
  expect(paid).toEqual({ method: 'card', amount: '29' })
})
