/**
 * Worlds, each from a seed: some Tillies on one database, people, platforms and faults. What happens
 * next is always the next in one queue, so that the same seed is the same story.
 */
import { setImmediate as settled } from 'node:timers/promises'
import postgres from 'postgres'
import { createOrg } from '#domain/org.ts'
import { recogniseSender } from '#domain/people.ts'
import { openTestDb } from '#test/support/database.ts'
import { reckon } from './reckoning.ts'
import { openScene, type Scene } from './scene.ts'
import type { Note } from './watch.ts'
import { openWatch } from './watch.ts'

export interface Told {
  seed: number
  steps: number
  simulatedMs: number
  /** The same when the same happened. */
  hash: string
  /** How often what happened. */
  counts: Map<string, number>
}

export interface Worlds {
  /** Throws when a law is broken, with the seed and the last that happened. */
  tell(story: Story): Promise<Told>
  close(): Promise<void>
}

interface Story {
  seed: number
  conversations: number
  print?: (line: string) => void
}

const stepsPerConversationMax = 2_000
const weekMs = 7 * 24 * 3_600_000
/** The owner, who is told of failures, writes in a chat of her own. */
const ownerChat = '900'

export async function openWorlds(): Promise<Worlds> {
  const testDb = await openTestDb()
  const { db } = testDb
  const watch = await openWatch(testDb, (url) => postgres(url, { max: 1, onnotice: () => {} }))
  return { tell, close }

  async function tell(story: Story): Promise<Told> {
    await watch.clear()
    const { id: orgId } = await createOrg(db, {
      name: 'Shop',
      currency: 'KES',
      timezone: 'Africa/Nairobi',
    })
    await addOwner(orgId)
    const scene = openScene({ ...story, db, watch, orgId, ownerChat })
    const steps = await play(scene, story)
    const { time, chronicle } = scene
    const { counts } = chronicle
    return {
      seed: story.seed,
      steps,
      simulatedMs: time.ms(),
      hash: chronicle.hash(),
      counts,
    }
  }

  async function play(scene: Scene, story: Story): Promise<number> {
    const { time, laws, posts } = scene
    const stepsMax = story.conversations * stepsPerConversationMax
    let steps = 0
    try {
      await untilQuiet()
      time.leap(weekMs)
      posts.repeatSome(0.1)
      await untilQuiet()
      for (const law of await reckon({ laws, watch, kept: scene.kept })) throw new Error(law)
    } catch (fault) {
      throw broken(scene, story, steps, fault)
    } finally {
      for (const tilly of scene.tillies()) tilly.die()
    }
    return steps

    async function untilQuiet() {
      while (time.toCome() > 0 || laws.undone().length > 0) {
        steps += 1
        if (steps > stepsMax) throw new Error(`never quiet: ${laws.undone().slice(0, 5)}`)
        await step(scene)
      }
    }
  }

  async function step(scene: Scene) {
    const { time, laws, chronicle } = scene
    await time.next()?.run()
    // All that follows from it, up to the next gates.
    await settled()
    if (scene.hasTransacted())
      for (const note of await watch.read()) {
        chronicle.tell(noted(note))
        chronicle.count(`${note.of} ${note.old?.state ?? 'no'} → ${note.now.state}`)
        if (laws.note(note) === 'late') chronicle.count('kept out of order')
      }
    scene.checkKept()
    const law = laws.check()
    if (law) throw new Error(law)
  }

  async function addOwner(orgId: number) {
    await db.asOrg(orgId, async (sql) => {
      const sender = { telegramId: ownerChat }
      const now = new Date(0)
      const { userId } = await recogniseSender(sql, { channel: 'telegram', sender, now })
      await sql`
        insert into user_roles (org_id, user_id, role)
        values (current_org(), ${userId}, 'owner')`
    })
  }

  async function close() {
    await watch.close()
    await testDb.close()
  }
}

function noted({ of, old, now }: Note): string {
  const lease = now.leased_by ? `, leased for try ${now.attempts}` : ''
  const from = old ? `${old.state} → ` : ''
  const said = of === 'inbox' ? ` ${now.external_id}` : ''
  return `  ${of} ${now.id}${said}: ${from}${now.state}${lease}`
}

function broken(scene: Scene, story: Story, steps: number, cause: unknown): Error {
  const law = cause instanceof Error ? cause.message : String(cause)
  const { seed, conversations } = story
  return new Error(
    [
      ...scene.chronicle.last(),
      `World ${seed} of ${conversations} conversations, step ${steps}: ${law}`,
    ].join('\n'),
    { cause },
  )
}
