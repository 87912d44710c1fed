/** The model, as the question says: plain or long answers, with files or buttons, slow, faulty, or never. */
import type { Answer, Answered } from '#engine/answer.ts'
import { answered } from '#test/support/messages.ts'
import type { Dice } from './dice.ts'
import type { Tilly } from './tilly.ts'

const slowMs = 5_000
const slowestMs = 25_000

export function answersOf(dice: Dice, tilly: Tilly, onAsked: (word: string) => void): Answer {
  return ({ text }) => {
    const [word = '', kind = 'plain'] = text.split(/\s+/)
    onAsked(word)
    if (kind === 'stuck') return new Promise<never>(() => {})
    const ms = kind === 'slow' ? dice.between(slowMs, slowestMs) : dice.between(5, 2_000)
    return tilly.await('is answered', ms, () => wordsFor(word, kind), word)
  }

  function wordsFor(word: string, kind: string): Answered {
    switch (kind) {
      case 'deadly':
        tilly.die()
        return answered('')
      case 'poison':
        throw new Error('poison')
      case 'flaky':
        if (dice.happens(0.5)) throw new Error('flaky')
        return answered(`On ${word}.`)
      case 'long':
        return answered(paragraphs(word))
      case 'once':
        return answered(`On ${word}, done.`, { mustNotRepeat: true })
      case 'file':
        return answered(`On ${word}, a file.`, { files: [tableOf(word)] })
      case 'offers':
        return answered(`On ${word}, and more?`, {
          offers: [{ title: 'More', tool: 'more', input: {} }],
        })
      default:
        return answered(`On ${word}.`)
    }
  }
}

/** Too long for one message. */
function paragraphs(word: string): string {
  return [1, 2, 3].map((at) => `Part ${at} on ${word}: ${'so it is '.repeat(5)}.`).join('\n\n')
}

function tableOf(word: string) {
  return { name: 'table.csv', mime: 'text/csv', bytes: Buffer.from(word) }
}
