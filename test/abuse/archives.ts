/** ZIP archives as an attacker writes them: every header may say what it likes. */
import { crc32, deflateRawSync } from 'node:zlib'

export interface Part {
  name: string
  content: string | Buffer
  /** Left as it is instead of packed. */
  stored?: boolean
  flags?: number
  method?: number
  /** What the directory says, whatever is true. */
  saidSize?: number
  saidPacked?: number
  extra?: Buffer
}

interface End {
  count?: number
  directoryStart?: number
}

export function zipped(parts: Part[], end: End = {}): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const part of parts) {
    const name = Buffer.from(part.name)
    const content = Buffer.from(part.content)
    const packed = part.stored ? content : deflateRawSync(content)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    writeFields(local, 4, part, { content, packed })
    local.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    writeFields(entry, 6, part, { content, packed })
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt16LE(part.extra?.length ?? 0, 30)
    entry.writeUInt32LE(at, 42)
    bodies.push(local, name, packed)
    directory.push(entry, name, part.extra ?? Buffer.alloc(0))
    at += local.length + name.length + packed.length
  }
  return Buffer.concat([...bodies, ...directory, endOf(parts.length, at, end)])
}

/** From `version needed` on, both kinds of header hold the same. */
function writeFields(
  header: Buffer,
  at: number,
  part: Part,
  { content, packed }: { content: Buffer; packed: Buffer },
) {
  header.writeUInt16LE(20, at)
  header.writeUInt16LE(part.flags ?? 0, at + 2)
  header.writeUInt16LE(part.method ?? (part.stored ? 0 : 8), at + 4)
  header.writeUInt32LE(crc32(content), at + 10)
  header.writeUInt32LE(part.saidPacked ?? packed.length, at + 14)
  header.writeUInt32LE(part.saidSize ?? content.length, at + 18)
}

function endOf(count: number, directoryStart: number, end: End): Buffer {
  const record = Buffer.alloc(22)
  record.writeUInt32LE(0x06054b50, 0)
  record.writeUInt16LE(end.count ?? count, 8)
  record.writeUInt16LE(end.count ?? count, 10)
  record.writeUInt32LE(end.directoryStart ?? directoryStart, 16)
  return record
}

/** `count` entries in the directory of a file that holds one. */
export function crowded(count: number): Buffer {
  const entry = Buffer.alloc(47)
  entry.writeUInt32LE(0x02014b50, 0)
  entry.writeUInt16LE(1, 28)
  entry.write('a', 46)
  return Buffer.concat([
    Buffer.from('PK\x03\x04'.padEnd(30, '\0'), 'latin1'),
    Buffer.alloc(47 * count, entry),
    endOf(0xffff, 0xffffffff, {}),
  ])
}

const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packaging = 'http://schemas.openxmlformats.org/package/2006/relationships'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

/** The parts of the smallest workbook; `sheet` is what stands in `<worksheet>`. */
export function workbookParts(sheet: string, more: { strings?: string; doctype?: string } = {}) {
  const { strings, doctype = '' } = more
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${relations}/${type}" Target="${target}"/>`
  const parts: Part[] = [
    { name: '[Content_Types].xml', content: '<Types/>' },
    {
      name: '_rels/.rels',
      content: `<Relationships xmlns="${packaging}">${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      content: `${doctype}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="Sales" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `<Relationships xmlns="${packaging}">${relation('rId1', 'worksheet', 'worksheets/sheet1.xml')}${relation('rId2', 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
    },
    {
      name: 'xl/worksheets/sheet1.xml',
      content: `<?xml version="1.0"?>${doctype}<worksheet xmlns="${main}">${sheet}</worksheet>`,
    },
  ]
  const content = `<?xml version="1.0"?>${doctype}<sst xmlns="${main}">${strings ?? ''}</sst>`
  return strings === undefined ? parts : [...parts, { name: 'xl/sharedStrings.xml', content }]
}

export function workbook(sheet: string, more: Parameters<typeof workbookParts>[1] = {}): Buffer {
  return zipped(workbookParts(sheet, more))
}

const text = (value: string) => `<c t="inlineStr"><is><t>${value}</t></is></c>`

/** Rows of plain texts, with whatever cells come after them. */
export function rowOf(...values: string[]): string {
  return `<row>${values.map(text).join('')}</row>`
}

export const header = rowOf('Invoice No', 'Item', 'Qty', 'Date', 'Unit Price')
export const sale = rowOf('1', 'Mug', '2', '2024-05-13 09:15', '4.50')
