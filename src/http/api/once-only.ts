/** A post with an `Idempotency-Key` happens once: its answer is kept with its effect, sealed. */
import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import type { Sql } from '#db/sql.ts'
import { claimPost, keepAnswer, releasePost } from '#domain/idempotency.ts'
import type { ApiDoors } from './api-doors.ts'
import type { Caller } from './caller.ts'
import type { Given } from './operation.ts'
import { Problem } from './problem.ts'

interface Asked {
  c: Context
  caller: Caller
  now: Date
  work: () => Promise<Given>
}

/** Without a key it simply happens. What is refused is rolled back, key and all, and may be tried again. */
export async function onceOnly(
  sql: Sql,
  { sealer }: ApiDoors,
  { c, caller, now, work }: Asked,
): Promise<Given> {
  const key = c.req.header('idempotency-key')
  if (!key) return work()
  const slot = slotOf(caller, key)
  const known = claimed(
    c,
    await claimPost(sql, { ...slot, sha256: await digest(c), now }),
    (sealed) => sealer.open(sealed, slot.bound),
  )
  if (known) return known
  const given = await work()
  await keepAnswer(sql, { ...slot, answer: sealer.seal(JSON.stringify(given), slot.bound) })
  return given
}

type Inside = <T>(work: (sql: Sql, caller: Caller) => Promise<T>) => Promise<T>

/** The same for work in several transactions: the key is taken first, and given back when it fails. */
export async function onceOutside(
  inside: Inside,
  { sealer }: ApiDoors,
  { c, now, work }: Omit<Asked, 'caller'>,
): Promise<Given> {
  const key = c.req.header('idempotency-key')
  if (!key) return work()
  const sha256 = await digest(c)
  const { slot, claim } = await inside(async (sql, caller) => {
    const slot = slotOf(caller, key)
    return { slot, claim: await claimPost(sql, { ...slot, sha256, now }) }
  })
  const known = claimed(c, claim, (sealed) => sealer.open(sealed, slot.bound))
  if (known) return known
  try {
    const given = await work()
    const answer = sealer.seal(JSON.stringify(given), slot.bound)
    await inside((sql) => keepAnswer(sql, { ...slot, answer }))
    return given
  } catch (fault) {
    await inside((sql) => releasePost(sql, slot))
    throw fault
  }
}

function slotOf({ actor, name }: Caller, key: string) {
  return { caller: name, key, bound: `answer ${actor.orgId} ${name} ${key}` }
}

/** What it was answered before; null when it is new. */
function claimed(
  c: Context,
  claim: Awaited<ReturnType<typeof claimPost>>,
  open: (sealed: string) => string,
): Given | null {
  if (claim.is === 'new') return null
  if (claim.is === 'other')
    throw new Problem('key-reused', 'That Idempotency-Key was used for another request.')
  if (claim.is === 'under-way')
    throw new Problem('conflict', 'The same request is still under way, or was cut off.')
  c.header('Idempotent-Replayed', 'true')
  return JSON.parse(open(claim.answer))
}

async function digest(c: Context): Promise<Uint8Array> {
  const { pathname, search } = new URL(c.req.url)
  const asked = `${c.req.method} ${pathname}${search}\n`
  const body = new Uint8Array(await c.req.arrayBuffer())
  return createHash('sha256').update(asked).update(body).digest()
}
