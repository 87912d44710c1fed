/** Story: somebody has a folder of photos named by SKU, or packed it; odd files among them do no harm. */
import { createWriteStream, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ZipFile } from 'yazl'
import { importPictures } from '#domain/import/import-pictures.ts'
import { skusFor } from '#domain/import/picture-files.ts'
import { listProductImages } from '#domain/products/product-images.ts'
import { flatEye } from '#test/support/flat-eye.ts'
import { deskNow, openPictureDesk } from '#test/support/picture-desk.ts'

test.each([
  ['MUG-201.jpg', ['MUG-201', 'MUG']],
  ['MUG-201_2.png', ['MUG-201_2', 'MUG-201']],
  ['shop/front/MUG-201 (3).jpeg', ['MUG-201 (3)', 'MUG-201']],
  ['C:\\photos\\KETTLE.webp', ['KETTLE']],
  ['4006381333931.jpg', ['4006381333931']],
  ['_1.jpg', ['_1']],
])('the file %s may be of %j', (name, skus) => {
  expect(skusFor(name)).toEqual(skus)
})

describe('pictures in files', async () => {
  const desk = await openPictureDesk()
  afterAll(desk.close)
  const { db, duka, files, folder } = desk
  const products: Record<string, string> = {}
  beforeAll(async () => {
    for (const sku of ['MUG-201', 'MUG-202_2', 'KETTLE']) products[sku] = await duka.product(sku)
  })
  const takes = (path: string, dryRun = false) =>
    importPictures(db, {
      ...{ files, eye: flatEye(), org: duka.org, path, dryRun, now: () => deskNow },
      actorOf: async () => duka.owner,
    })
  const images = (sku: string) => duka.inShop((sql) => listProductImages(sql, products[sku]!))
  const photos = {
    'mug-201.jpg': 'front',
    'MUG-201_2.png': 'back',
    'shop/MUG-202_2.jpg': 'other',
    'TEAPOT.jpg': 'nobody’s',
    'KETTLE.svg': 'no picture',
    '.DS_Store': 'left',
    'Thumbs.db': 'left',
    '__MACOSX/._mug-201.jpg': 'left',
  }
  const came = {
    ...{ files: 5, added: 3, known: 0 },
    unknown: { count: 1, files: [{ name: 'TEAPOT.jpg', reason: 'no product has the SKU TEAPOT' }] },
    refused: { count: 1, files: [{ name: 'KETTLE.svg', reason: 'It is no picture.' }] },
  }

  async function zip(
    name: string,
    entries: Record<string, string | Buffer>,
    spoil = (b: Buffer) => b,
  ) {
    const packed = new ZipFile()
    for (const [entry, content] of Object.entries(entries))
      packed.addBuffer(Buffer.from(content), entry)
    packed.end()
    const path = join(folder, name)
    const parts: Buffer[] = []
    for await (const part of packed.outputStream) parts.push(part as Buffer)
    writeFileSync(path, spoil(Buffer.concat(parts)))
    return path
  }

  test('a folder is taken by SKU, whatever the case; a dry run takes nothing', async () => {
    const path = join(folder, 'photos')
    for (const [name, content] of Object.entries(photos)) {
      mkdirSync(join(path, name, '..'), { recursive: true })
      writeFileSync(join(path, name), content)
    }
    writeFileSync(join(folder, 'KETTLE.jpg'), 'a secret beside the folder')
    symlinkSync(join(folder, 'KETTLE.jpg'), join(path, 'KETTLE.jpg'))
    const before = duka.stored()
    expect(await takes(path, true)).toMatchObject({ ...came, dryRun: true })
    expect(duka.stored()).toEqual(before)
    expect(await takes(path)).toMatchObject(came)
    expect(await images('MUG-201')).toMatchObject([{ source: 'import' }, { source: 'import' }])
    expect(await images('MUG-202_2')).toHaveLength(1)
    expect(await images('KETTLE')).toEqual([])
  })

  test('the same photos in an archive are known', async () => {
    const path = await zip('photos.zip', photos)
    expect(await takes(path)).toMatchObject({ ...came, added: 0, known: 3 })
  })

  test('an archive whose names lead out of it is refused whole', async () => {
    const path = await zip('out.zip', { 'aa/aa/KETTLE.jpg': 'x' }, (bytes) =>
      Buffer.from(bytes.toString('latin1').replaceAll('aa/aa/', '../../'), 'latin1'),
    )
    await expect(takes(path)).rejects.toThrow('holds names that lead out of it')
    const root = await zip('root.zip', { 'aa/KETTLE.jpg': 'x' }, (bytes) =>
      Buffer.from(bytes.toString('latin1').replaceAll('aa/KE', '//aKE'), 'latin1'),
    )
    await expect(takes(root)).rejects.toThrow('holds names that lead out of it')
    expect(await images('KETTLE')).toEqual([])
  })

  test('a bomb, a file that is too large and one that is damaged are named, and the others taken', async () => {
    const path = join(folder, 'bombs.zip')
    const packed = new ZipFile()
    packed.addBuffer(Buffer.alloc(15_000_000), 'KETTLE_1.jpg')
    packed.addBuffer(Buffer.alloc(20_000_001), 'KETTLE_2.jpg')
    packed.addBuffer(Buffer.from('a fine kettle'), 'KETTLE_3.jpg', { compress: false })
    packed.addBuffer(Buffer.from('broken kettle'), 'KETTLE_4.jpg', { compress: true })
    packed.end()
    await pipeline(packed.outputStream, createWriteStream(path))
    const bytes = readFileSync(path)
    // The last entry's data begins after its local name.
    const at = bytes.indexOf('KETTLE_4.jpg') + 'KETTLE_4.jpg'.length
    bytes.fill(0xff, at, at + 4)
    writeFileSync(path, bytes)
    const result = await takes(path)
    expect(result).toMatchObject({ files: 4, added: 1 })
    expect(result.refused.files).toEqual([
      { name: 'KETTLE_1.jpg', reason: 'It unpacks to more than a picture should.' },
      { name: 'KETTLE_2.jpg', reason: 'It is larger than 20 MB.' },
      { name: 'KETTLE_4.jpg', reason: 'It is damaged in the archive.' },
    ])
  })

  test('what is no archive, not there or empty is refused in a sentence', async () => {
    const path = join(folder, 'text.zip')
    writeFileSync(path, 'not an archive at all, only some text that goes on for a while')
    await expect(takes(path)).rejects.toThrow('is no ZIP archive that can be read')
    await expect(takes(join(folder, 'nowhere'))).rejects.toThrow('There is no folder or file')
    mkdirSync(join(folder, 'empty'))
    await expect(takes(join(folder, 'empty'))).rejects.toThrow('holds no files')
  })
})
