/** Prompts are files with {{names}}. */
import { describe, expect, test } from 'vitest'
import { promptOf, readPrompt } from '#engine/prompt.ts'

describe('a prompt', () => {
  test('is filled, and what it is filled with is not read again', () => {
    const prompt = promptOf('You work for {{ business }}, today {{today}}.')
    expect(prompt.fill({ business: '{{today}}', today: 'Tuesday' })).toBe(
      'You work for {{today}}, today Tuesday.',
    )
  })

  test('with a name that nobody fills is an error, and so is a file that is not there', () => {
    expect(() => promptOf('Dear {{customer}}').fill({})).toThrow('{{customer}}, which nobody fills')
    expect(() => readPrompt('no-such-prompt')).toThrow()
  })

  test('is known by the hash of its text, whatever it was filled with', () => {
    const [a, b] = [readPrompt('sales', 'manners/house'), readPrompt('shopper', 'manners/house')]
    expect(a.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(a.sha256).not.toBe(b.sha256)
  })
})
