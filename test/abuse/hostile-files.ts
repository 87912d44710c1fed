/** Files that somebody might hand to an import, and the sentence that each is refused with. */
import { deflateRawSync } from 'node:zlib'
import { crowded, header, rowOf, sale, workbook, workbookParts, zipped } from './archives.ts'

interface HostileFile {
  what: string
  /** Made when it is needed: some are large. */
  content(): Buffer | string
  /** Part of the one sentence that refuses it; null: it is harmless, and read as a table of so many rows. */
  refusal: RegExp | number
  /** Where the reader must hold more before it can tell. */
  grownMbMax?: number
}

const csv = (...rows: string[]) => ['Invoice,Item,Qty,Date,Price', ...rows, ''].join('\n')
const tooMuch = /unpacks to more than a table should: save it as CSV, or in parts\.$/
const damaged = /is a damaged or unfinished workbook: save it again\.$/
const megabyte = 1024 * 1024
const sheetOf = (...rows: string[]) => `<sheetData>${rows.join('')}</sheetData>`
const small = workbook(sheetOf(header, sale))
const sheetPart = 'xl/worksheets/sheet1.xml'

/** A sheet of the one row, `times` over, packed without ever being whole in memory. */
function bomb(name: string, times: number, said: { saidSize?: number; flags?: number } = {}) {
  const parts = workbookParts(sheetOf(header, sale), { strings: '' })
  return () => {
    const content = Buffer.alloc(times * megabyte, ' ')
    return zipped(parts.map((part) => (part.name === name ? { ...part, content, ...said } : part)))
  }
}

const laughs = Array.from(
  { length: 10 },
  (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`,
).join('')
const doctype = `<!DOCTYPE s [<!ENTITY l0 "lol">${laughs}<!ENTITY x SYSTEM "file:///etc/passwd">]>`

const workbooks: HostileFile[] = [
  { what: 'a sheet of nothing, 200 MB', content: bomb(sheetPart, 200), refusal: tooMuch },
  { what: 'strings of nothing', content: bomb('xl/sharedStrings.xml', 200), refusal: tooMuch },
  {
    what: 'a bomb that says it is small',
    content: bomb(sheetPart, 200, { saidSize: 5_000 }),
    refusal: /cannot be read as a workbook: .*exceeds/,
  },
  {
    what: 'a bomb that does not say its size',
    content: bomb(sheetPart, 60, { saidSize: 0 }),
    refusal: tooMuch,
  },
  {
    what: 'sizes only after the content',
    content: () =>
      zipped(
        workbookParts(sheetOf(header, sale)).map((part) => ({
          ...part,
          flags: 8,
          saidSize: 0,
          saidPacked: 0,
        })),
      ),
    refusal: tooMuch,
  },
  {
    what: 'sizes of 64 bits that say terabytes',
    content: () => {
      const extra = Buffer.alloc(20)
      extra.writeUInt16LE(1, 0)
      extra.writeUInt16LE(16, 2)
      extra.writeBigUInt64LE(2n ** 42n, 4)
      extra.writeBigUInt64LE(2n ** 30n, 12)
      const parts = workbookParts(sheetOf(header, sale))
      const said = { saidSize: 0xffffffff, saidPacked: 0xffffffff, extra }
      return zipped(parts.map((part) => (part.name === sheetPart ? { ...part, ...said } : part)))
    },
    refusal: tooMuch,
  },
  { what: 'a million entries', content: () => crowded(1_000_000), refusal: tooMuch },
  {
    what: 'more entries than are there',
    content: () => zipped(workbookParts(sheetOf(sale)), { count: 4_000 }),
    refusal: damaged,
  },
  {
    what: 'a directory that begins behind the end',
    content: () => zipped(workbookParts(sheetOf(sale)), { directoryStart: 900_000 }),
    refusal: damaged,
  },
  {
    what: 'names that climb out',
    content: () =>
      zipped([
        ...workbookParts(sheetOf(header, sale)),
        { name: '../../etc/cron.d/x', content: '' },
      ]),
    refusal: /holds names that lead out of it/,
  },
  {
    what: 'a workbook in an archive',
    content: () => zipped([{ name: 'sales.xlsx', content: small, stored: true }]),
    refusal: /is an archive, not a workbook/,
  },
  { what: 'half of it', content: () => small.subarray(0, small.length / 2), refusal: damaged },
  {
    what: 'a byte changed in the sheet',
    content: () => {
      const bytes = Buffer.from(small)
      const at = bytes.indexOf(sheetPart) + sheetPart.length + 40
      bytes[at] = bytes[at]! ^ 0xff
      return bytes
    },
    refusal: /is a damaged or unfinished workbook|cannot be read as a workbook/,
  },
  { what: 'four letters', content: () => 'PK\u0003\u0004', refusal: damaged },
  {
    what: 'locked entries',
    content: () => zipped(workbookParts(sheetOf(sale)).map((part) => ({ ...part, flags: 1 }))),
    refusal: /is protected by a password: save it without one\.$/,
  },
  {
    what: 'a locked workbook of Excel',
    content: () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4_000)]),
    refusal: /is an old or password-protected Excel file/,
  },
  {
    what: 'a way of packing that nobody uses',
    content: () => zipped(workbookParts(sheetOf(sale)).map((part) => ({ ...part, method: 99 }))),
    refusal: /Unsupported compression method 99/,
  },
  {
    what: 'tags 100,000 deep',
    content: () => {
      const deep = `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`
      const parts = workbookParts(sheetOf(sale))
      return zipped(
        parts.map((part) => (part.name === 'xl/workbook.xml' ? { ...part, content: deep } : part)),
      )
    },
    refusal: /damaged|cannot be read|no rows/,
  },
  {
    what: 'a cell in a column past the last',
    content: () => workbook(sheetOf('<row><c r="AAAAAAAAAAAAAA1"><v>1</v></c></row>')),
    refusal: /is outside the supported sheet bounds/,
  },
  {
    what: '16,384 columns in each of 100,000 rows',
    content: () => workbook(sheetOf('<row><c r="XFD1"><v>1</v></c></row>'.repeat(100_000))),
    refusal: /has 16384 columns in row 1: a table of sales has 1000 at most\.$/,
    grownMbMax: 120, // The rows of the first piece that was unpacked.
  },
]

const harmless: HostileFile[] = [
  {
    what: 'a sheet that says it has every cell there is',
    content: () => workbook(`<dimension ref="A1:XFD1048576"/>${sheetOf(header, sale)}`),
    refusal: 1,
  },
  {
    what: 'a row far below',
    content: () => workbook(sheetOf(header, sale, sale.replace('<row>', '<row r="1048576">'))),
    refusal: 2,
  },
  {
    what: 'entities within entities, and one that would read a file',
    content: () =>
      workbook(sheetOf(header, sale, rowOf('2', '&l10;&x;', '1', '2024-05-13', '5')), { doctype }),
    refusal: 2,
  },
]

const texts: HostileFile[] = [
  {
    what: 'one line of 30 MB',
    content: () => csv(`1,${'x'.repeat(30 * megabyte)}`),
    refusal:
      /row 2 has over 1,000,000 characters; perhaps a quotation mark in it is never closed\.$/,
  },
  {
    what: 'a quotation mark alone, and 30 MB',
    content: () => csv('1,"Mug', `2,${'x,'.repeat(15 * megabyte)}`),
    refusal: /row 2 has over 1,000,000 characters; perhaps a quotation mark/,
  },
  {
    what: 'quotation marks alone',
    content: () => '"'.repeat(65_535),
    refusal: /No column|quotation mark/,
  },
  {
    what: 'NULs among letters',
    content: () => csv('1,\0Mug\0,2,2024-05-13,4.50'),
    refusal: /is neither text nor an Excel workbook/,
  },
  {
    what: 'a picture of XML',
    content: () => '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    refusal: /is a web page or XML, not a table/,
  },
  {
    what: 'a web page',
    content: () => '\n <!DOCTYPE html><html><table><tr><td>Date</td></tr></table></html>',
    refusal: /is a web page or XML, not a table/,
  },
  {
    what: 'a program',
    content: () =>
      Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0', 'latin1'), Buffer.alloc(5_000, 7)]),
    refusal: /is neither text nor an Excel workbook/,
  },
  {
    what: 'a picture',
    content: () =>
      Buffer.concat([
        Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
        deflateRawSync(Buffer.alloc(5_000)),
      ]),
    refusal: /is neither text nor an Excel workbook/,
  },
  {
    what: '20,000 columns',
    content: () => `${'a,'.repeat(20_000)}\n1\n`,
    refusal: /No column holds the date/,
  },
  { what: 'an empty file', content: () => '', refusal: /is empty\.$/ },
]

export const hostileFiles: HostileFile[] = [...workbooks, ...harmless, ...texts]
