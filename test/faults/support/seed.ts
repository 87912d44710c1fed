/** The seed of a story: drawn anew, printed, and taken from FAULT_SEED to play it again. */
import { randomInt } from 'node:crypto'
import { type Chance, chanceOf } from '#domain/demo/chance.ts'

export function seeded(story: string): Chance {
  const seed = process.env.FAULT_SEED ?? String(randomInt(1e9))
  console.log(`${story}: FAULT_SEED=${seed}`)
  return chanceOf(`${story} ${seed}`)
}
