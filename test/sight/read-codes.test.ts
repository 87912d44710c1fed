/** Codes in pictures are read whichever way the phone was held; what they say stays text. */
import { describe, expect, test } from 'vitest'
import { readCodes } from '#sight/read-codes.ts'
import { drawCode, drawEan13, photographed, turned } from '#test/support/drawn-codes.ts'
import { openDice } from '#test/world/dice.ts'

const kettle = '5901234123457'

describe('codes in a picture', () => {
  test.each([kettle, '4006381333931', '0012345678905'])('EAN-13 %s', async (digits) => {
    expect(await readCodes(drawEan13(digits))).toEqual([{ text: digits, format: 'EAN13' }])
  })

  test.each([7, 45, 90, 180, 262])('EAN-13 turned by %i degrees', async (degrees) => {
    const [code] = await readCodes(turned(drawEan13(kettle), degrees))
    expect(code?.text).toBe(kettle)
  })

  test.each([0, 12, 90])('as a phone takes it: pale, blurred, noisy, at %i degrees', async (at) => {
    const picture = photographed(turned(drawEan13(kettle), at), openDice(at + 1).number)
    expect((await readCodes(picture)).map(({ text }) => text)).toEqual([kettle])
  })

  test.each([
    ['EAN8', '96385074', ['96385074']],
    ['UPCA', '012345678905', ['0012345678905']],
    ['UPCE', '01234565', ['0012345000065', '01234565']],
    ['Code128', 'MUG-BLU', ['MUG-BLU']],
    ['Code39', 'KET-1', ['KET-1']],
    ['QRCode', 'tillie:product:42', ['tillie:product:42']],
    ['QRCode', 'https://shop.example/?q=1', ['https://shop.example/?q=1']],
  ] as const)('%s %s', async (format, said, texts) => {
    const codes = await readCodes(turned(await drawCode(said, format), 90))
    expect(codes.map(({ text }) => text)).toEqual(texts)
  })

  test('what a QR code says is one short line, however much it says', async () => {
    const said = `first\nsecond \u202e third ${'x'.repeat(400)}`
    const [code] = await readCodes(await drawCode(said, 'QRCode'))
    expect(code!.text).toMatch(/^first second third x+$/)
    expect(code!.text).toHaveLength(200)
  })

  test('a damaged check digit, stripes and noise say nothing', async () => {
    const { number: roll } = openDice(7)
    const noise = Uint8Array.from({ length: 300 * 200 * 3 }, () => roll() * 256)
    const stripes = Uint8Array.from({ length: 300 * 200 * 3 }, (_, at) => (at % 30 < 15 ? 0 : 255))
    expect(await readCodes(drawEan13('5901234123450'))).toEqual([])
    expect(await readCodes({ width: 300, height: 200, pixels: noise })).toEqual([])
    expect(await readCodes({ width: 300, height: 200, pixels: stripes })).toEqual([])
  })
})
