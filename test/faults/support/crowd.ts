/** Many people at once who write, and whose platform posts until it gets a 200. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Told } from './books.ts'
import { openPoster, type Posted, whatsappBody } from './posts.ts'
import { ownerPhones } from './stage.ts'

export interface Crowd {
  acknowledged: Told[]
  /** Every post so far, taken or not, oldest first. */
  posts: Posted[]
  /** Nobody writes anything new; resolves when everything written was taken. */
  stop(): Promise<void>
}

interface CrowdOptions {
  /** Where Tillie is, asked before each post. */
  url: () => string
  people: number
  /** From 0 to 1, seeded. */
  chance: () => number
  /** The longest pause between a person's messages. */
  pauseMsMax?: number
  /** The words before a message's own id. */
  words?: (count: number) => string
}

const everyday = (count: number) => (count % 7 === 0 ? 'net sales on 19 November' : 'hello')

export function openCrowd({
  url,
  people,
  chance,
  pauseMsMax = 40,
  words = everyday,
}: CrowdOptions): Crowd {
  const poster = openPoster(url, people)
  const acknowledged: Told[] = []
  let isOver = false
  const everybody = Array.from({ length: people }, (_, person) => write(person))
  return { acknowledged, posts: poster.history, stop }

  async function write(person: number) {
    for (let count = 0; !isOver; count += 1) {
      const id = `wamid.${person}.${count}`
      const told = { id, text: `${words(count)} (${person}, ${count})` }
      await poster.postUntilTaken(whatsappBody(id, ownerPhones[person]!, told.text))
      acknowledged.push(told)
      await pause(chance() * pauseMsMax)
    }
  }

  async function stop() {
    isOver = true
    await Promise.all(everybody)
    poster.close()
  }
}
