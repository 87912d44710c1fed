/**
 * The platforms' webhooks: each post goes to one of the processes, and again until one says that it
 * was kept. Some go twice, late, or days later.
 */
import type { Post } from '#chat/post.ts'
import type { Dice } from './dice.ts'
import type { Tilly } from './tilly.ts'
import type { Time } from './time.ts'
import type { Weather } from './weather.ts'

interface PostsDeps {
  time: Time
  dice: Dice
  weather: Weather
  tillies(): Tilly[]
  tell(line: string): void
  /** A process answered 200. */
  onKept(post: Post): void
}

export interface Posts {
  post(post: Post): void
  /** Some of what was kept comes again, now. */
  repeatSome(share: number): void
}

const patienceMs = 10_000
const againMs = 2_000

export function openPosts({ time, dice, weather, tillies, tell, onKept }: PostsDeps): Posts {
  const kept: Post[] = []
  return { post, repeatSome }

  function post(post: Post) {
    send(post, dice.happens(weather.postDelays) ? dice.between(1_000, 60_000) : dice.between(5, 80))
    while (dice.happens(weather.postRepeats)) send(post, dice.between(0, 30_000))
  }

  function repeatSome(share: number) {
    for (const post of kept.slice())
      if (dice.happens(share))
        send(dice.happens(0.2) ? altered(post) : post, dice.between(0, 1_000))
  }

  function send(post: Post, afterMs: number) {
    time.after(afterMs, () => call(post))
  }

  function call(post: Post) {
    const open = tillies().filter((tilly) => tilly.isTakingWork())
    if (open.length === 0) return send(post, againMs)
    const tilly = dice.one(open)
    const cancel = time.after(patienceMs, () => send(post, againMs))
    tell(`${post.body} to ${tilly.name}`)
    tilly.keep(post).then(
      () => {
        cancel()
        kept.push(post)
        onKept(post)
      },
      () => {
        cancel()
        send(post, againMs)
      },
    )
  }
}

/** The same ids with other words: the first that came is what was said. */
function altered({ channel, body, inbound }: Post): Post {
  const others = inbound.map((one) =>
    one.kind === 'message' ? { ...one, content: { is: 'text' as const, text: 'altered' } } : one,
  )
  return { channel, body: `${body}, altered`, inbound: others }
}
