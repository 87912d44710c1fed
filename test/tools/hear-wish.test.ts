/** What counts as an answer to "how many?", "collect or deliver?" and "where to?", and what does not. */
import { describe, expect, test } from 'vitest'
import { hearWish } from '#tools/orders/hear-wish.ts'

const asked = {
  many: { product: 'MUG-1', called: 'Sage Latte Mug' },
  way: { product: 'MUG-1', quantity: '2' },
  where: { product: 'MUG-1', quantity: '2', delivery: 'deliver' },
}

/** What is known more than before; null: it was no answer. */
function heard(question: keyof typeof asked, said: string) {
  const found = hearWish(said, asked[question])
  if (!found) return null
  const before = Object.keys(asked[question])
  const entries = Object.entries(found.input as Record<string, string>)
  return Object.fromEntries(entries.filter(([key]) => !before.includes(key) || key === 'delivery'))
}

describe('an answer to a question back', () => {
  test.each([
    ['5', '5'],
    ['5 please', '5'],
    ['five', '5'],
    ['make it 3', '3'],
    ["I'd like 4 of them please", '4'],
    ['just one', '1'],
    ['2 mugs', '2'],
    ['two sage mugs, thanks', '2'],
  ])('how many: %s', (said, quantity) => {
    expect(heard('many', said)).toEqual({ quantity })
  })

  test.each([
    ['5 please, deliver to 12 Moi Avenue', { delivery: 'deliver', address: '12 Moi Avenue' }],
    ["3, I'll pick them up", { delivery: 'collect' }],
  ])('how many, and more: %s', (said, more) => {
    expect(heard('many', said)).toMatchObject(more)
  })

  test.each([
    ['collect', { delivery: 'collect' }],
    ["I'll pick it up tomorrow", { delivery: 'collect' }],
    ['please deliver', { delivery: 'deliver' }],
    ['deliver it to Flat 4, River Road', { delivery: 'deliver', address: 'Flat 4, River Road' }],
    ['send them to the blue gate please', { delivery: 'deliver', address: 'the blue gate' }],
  ])('how it gets there: %s', (said, more) => {
    expect(heard('way', said)).toEqual(more)
  })

  test.each([
    ['12 Moi Avenue, Nairobi', { address: '12 Moi Avenue, Nairobi', delivery: 'deliver' }],
    ['my address is Shop 3, Market Lane', { address: 'Shop 3, Market Lane', delivery: 'deliver' }],
    ["actually I'll collect it", { delivery: 'collect' }],
  ])('where to: %s', (said, more) => {
    expect(heard('where', said)).toEqual(more)
  })

  test.each<[keyof typeof asked, string]>([
    ['many', 'how much is it?'],
    ['many', 'do you have kettles'],
    ['many', '3 kettles'],
    ['many', '0'],
    ['many', 'thanks'],
    ['way', 'how much is delivery'],
    ['way', 'do you deliver to Kisumu?'],
    ['way', 'thank you'],
    ['where', 'thanks'],
    ['where', 'yes'],
    ['where', 'where is my order?'],
    ['where', '12'],
  ])('%s: "%s" is none', (question, said) => {
    expect(heard(question, said)).toBeNull()
  })
})
