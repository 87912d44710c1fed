/** Shaping: whatever the answer, each message keeps the channel's limits and no figure is broken. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Choice, FileRef, Outgoing } from '#chat/message.ts'
import { type ChannelLimits, shape } from '#chat/reply.ts'
import { split } from '#chat/split.ts'

const whatsapp: ChannelLimits = {
  textLengthMax: 4096,
  captionLengthMax: 1024,
  buttonsMax: 3,
  buttonTitleLengthMax: 20,
  buttonTextLengthMax: 1024,
  listRowsMax: 10,
  listTitleLengthMax: 24,
  listDescriptionLengthMax: 72,
  documentMimes: ['application/pdf', 'text/plain'],
}
const telegram: ChannelLimits = {
  ...whatsapp,
  buttonsMax: 8,
  buttonTitleLengthMax: 64,
  buttonTextLengthMax: 4096,
  listRowsMax: 0,
  documentMimes: null,
}

const pdf: FileRef = { id: '1', name: 'daily.pdf', mime: 'application/pdf', sizeBytes: 9 }
const png: FileRef = { id: '2', name: 'chart.png', mime: 'image/png', sizeBytes: 9 }
const zip: FileRef = { id: '4', name: 'audit.zip', mime: 'application/zip', sizeBytes: 9 }
const csv: FileRef = { id: '3', name: 'daily.csv', mime: 'text/csv', sizeBytes: 9 }
const named = (...titles: string[]): Choice[] =>
  titles.map((title, at) => ({ token: `t${at}`, title }))
const many = (count: number) => named(...Array.from({ length: count }, (_, at) => `Choice ${at}`))

describe('an answer is shaped for its channel', () => {
  test('a file that the channel does not carry is fetched from its link, where there are links', () => {
    const shaping = { text: 'The audit', files: [pdf, zip], choices: [] }
    const cannot = 'The audit\n\nThis chat cannot carry audit.zip.'
    expect(shape(shaping, whatsapp)).toMatchObject([{ file: pdf, caption: cannot }])
    const linkOf = ({ id }: FileRef) => `https://duka.example/files/${id}`
    const fetched = `${cannot} Fetch it here (works for 24 hours): https://duka.example/files/4`
    expect(shape({ ...shaping, linkOf }, whatsapp)).toMatchObject([{ file: pdf, caption: fetched }])
    expect(shape({ ...shaping, linkOf }, telegram)).toMatchObject([
      { file: pdf, caption: 'The audit' },
      { file: zip },
    ])
  })

  test('a picture goes with its words and buttons as one message', () => {
    const choices = named('Why?', 'As PDF')
    expect(shape({ text: 'Sales by day', files: [png], choices }, whatsapp)).toEqual([
      { is: 'file', as: 'image', file: png, caption: 'Sales by day', choices },
    ])
  })

  test('up to three choices are buttons, up to ten a list, more are numbered lines', () => {
    const texts = (choices: Choice[]) => shape({ text: 'Which?', files: [], choices }, whatsapp)
    expect(texts(many(3))).toEqual([{ is: 'text', text: 'Which?', choices: many(3) }])
    expect(texts(many(4))).toMatchObject([{ choices: many(4), listLabel: 'Choose' }])
    const [lines, ...more] = texts(many(11)) as Extract<Outgoing, { is: 'text' }>[]
    expect(more).toEqual([])
    expect(lines).not.toHaveProperty('choices')
    expect(lines?.text).toContain('\n11. Choice 10')
  })

  test('a title that no button can hold becomes a row with the whole title below it', () => {
    const title = 'WHITE HANGING HEART T-LIGHT HOLDER'
    const shaped = shape({ text: 'Which?', files: [], choices: named(title, 'No') }, whatsapp)
    expect(shaped).toMatchObject([
      { choices: [{ title: 'WHITE HANGING HEART T-L…', description: title }, { title: 'No' }] },
    ])
  })

  test('titles that trimming makes alike are told apart', () => {
    const alike = named('The very same beginning of A', 'The very same beginning of B')
    const [message] = shape({ text: 'Which?', files: [], choices: alike }, whatsapp)
    const titles = message?.is === 'text' ? message.choices?.map(({ title }) => title) : []
    expect(new Set(titles).size).toBe(2)
  })

  test('where a channel takes no CSV it goes as a text file', () => {
    const [document] = shape({ text: 'Here', files: [csv], choices: [] }, whatsapp)
    expect(document).toMatchObject({ file: { id: '3', name: 'daily.csv.txt', mime: 'text/plain' } })
    expect(shape({ text: 'Here', files: [csv], choices: [] }, telegram)).toMatchObject([
      { file: csv },
    ])
  })

  test('words too long for a caption go before the file', () => {
    const shaped = shape({ text: 'x '.repeat(800), files: [pdf], choices: [] }, whatsapp)
    expect(shaped.map(({ is }) => is)).toEqual(['text', 'file'])
  })

  test('nothing to say is no message', () => {
    expect(shape({ text: ' ', files: [], choices: [] }, whatsapp)).toEqual([])
  })
})

const figure = fc.oneof(
  fc.integer({ min: 0, max: 9_999_999 }).map((n) => n.toLocaleString('en-GB')),
  fc.integer({ min: 0, max: 99_999 }).map((n) => `KES ${n.toLocaleString('en-GB')}.50`),
  fc.integer({ min: 0, max: 999 }).map((n) => `${n / 10} %`),
  fc.integer({ min: 0, max: 999 }).map((n) => `£${n}.25`),
)
const word = fc.oneof(
  { weight: 3, arbitrary: fc.stringMatching(/^[a-zñé]{1,12}$/) },
  { weight: 2, arbitrary: figure },
  fc.constantFrom('👨‍👩‍👧', '🇰🇪', 'ประเทศ', '**bold words**', 'كيف'),
)
const seam = fc.constantFrom(' ', ' ', '. ', '\n', '\n\n')
const prose = fc
  .array(fc.tuple(word, seam), { minLength: 1, maxLength: 400 })
  .map((parts) => parts.map(([text, gap]) => text + gap).join(''))
/** Nothing but words and figures in turn, with a space between them. */
const unbroken = fc
  .array(fc.tuple(fc.stringMatching(/^[a-zñé]{1,12}$/), figure), { minLength: 20, maxLength: 200 })
  .map((pairs) => pairs.flat().join(' '))
const bare = (text: string) => text.replaceAll('**', '').replace(/\s+/g, '')

describe('a text is split', () => {
  test('into pieces within the limit that together hold every sign, in order', () => {
    fc.assert(
      fc.property(prose, fc.integer({ min: 40, max: 600 }), (text, limit) => {
        const pieces = split(text, limit)
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(limit)
          expect(piece.isWellFormed()).toBe(true)
          expect(piece.split('**').length % 2).toBe(1)
        }
        expect(bare(pieces.join(' '))).toBe(bare(text))
      }),
    )
  })

  test('never inside a figure', () => {
    fc.assert(
      fc.property(unbroken, fc.integer({ min: 40, max: 120 }), (text, limit) => {
        const figures = (words: string) =>
          [...words.matchAll(/(?:KES |£)?\d[\d,.]*\d(?: %)?|\d(?: %)?/g)].map(String)
        expect(split(text, limit).flatMap(figures)).toEqual(figures(text))
      }),
    )
  })

  test('even when it has no seam at all, without breaking a character', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('👨‍👩‍👧', '𝒳', 'é', 'a'), { minLength: 60, maxLength: 200 }),
        (signs) => {
          const pieces = split(signs.join(''), 50)
          expect(pieces.join('')).toBe(signs.join(''))
          for (const piece of pieces) expect(piece.isWellFormed()).toBe(true)
          for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(50)
        },
      ),
    )
  })

  test('at the paragraph where there is one', () => {
    expect(split(`${'a'.repeat(40)}\n\n${'b b '.repeat(10)}`, 60)).toEqual([
      'a'.repeat(40),
      'b b '.repeat(10).trim(),
    ])
  })
})

test('any answer fits any channel', () => {
  const limits = fc.constantFrom(whatsapp, telegram)
  const choices = fc.array(fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }), {
    maxLength: 14,
  })
  const files = fc.subarray([pdf, png, csv])
  fc.assert(
    fc.property(prose, choices, files, limits, (text, titles, files, limits) => {
      for (const message of shape({ text, files, choices: named(...titles) }, limits)) {
        if (message.is === 'template') throw new Error('an answer is no template')
        const words = (message.is === 'text' ? message.text : message.caption) ?? ''
        const isButtons = message.choices && !(message.is === 'text' && message.listLabel)
        const lengthMax = message.is === 'file' ? limits.captionLengthMax : limits.textLengthMax
        expect(words.length).toBeLessThanOrEqual(
          isButtons ? Math.min(limits.buttonTextLengthMax, lengthMax) : lengthMax,
        )
        const shown = message.choices ?? []
        expect(shown.length).toBeLessThanOrEqual(
          isButtons ? limits.buttonsMax : Math.max(limits.listRowsMax, 0),
        )
        const titleMax = isButtons ? limits.buttonTitleLengthMax : limits.listTitleLengthMax
        for (const { title } of shown) expect(title.length).toBeLessThanOrEqual(titleMax)
        expect(new Set(shown.map(({ title }) => title)).size).toBe(shown.length)
      }
    }),
  )
})
