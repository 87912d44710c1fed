/** Two businesses side by side. Every name of the one holds a word that nobody of the other may ever see. */
import { generateSync } from 'otplib'
import type { Db } from '#db/sql.ts'
import { addCustomer } from '#domain/customers.ts'
import type { Actor, Role } from '#domain/identity.ts'
import { createOrg, type Org } from '#domain/org.ts'
import { actorFor, addPerson } from '#domain/people.ts'
import { addProduct } from '#domain/products/add-product.ts'
import { openSecondFactor, type SecondFactor } from '#domain/second-factor.ts'
import { receiveStock } from '#domain/stock/receive-stock.ts'
import { openSealer } from '#kit/sealer.ts'
import type { Dice } from '#test/world/dice.ts'
import { hostileName } from './poison.ts'

export interface Person {
  org: Org
  actor: Actor
  conversationId: string
  /** Of the authenticator app; staff and owners have one. */
  secret: string | null
  /** Stands in every record of their own business, and in those of no other. */
  word: string
}

const staff: readonly Role[] = [
  'owner',
  'owner',
  'finance',
  'finance',
  'staff',
  'customer',
  'customer',
]
const words = ['qamaru', 'zulfiqo'] as const

export async function openTwoShops(db: Db, dice: Dice, now: Date) {
  const factor = openSecondFactor(openSealer(() => Buffer.alloc(32, 7)))
  const people: Person[] = []
  for (const word of words) {
    const org = await createOrg(db, { name: `Shop ${word}`, currency: 'KES', timezone: 'UTC' })
    people.push(...(await furnish({ db, dice, now, org, word, factor })))
  }
  return { people, factor, words }
}

export function codeFor(secret: string, now: Date): string {
  return generateSync({ secret, epoch: Math.floor(now.getTime() / 1_000) })
}

interface Furnishing {
  db: Db
  dice: Dice
  now: Date
  org: Org
  word: string
  factor: SecondFactor
}

function furnish({ db, dice, now, org, word, factor }: Furnishing): Promise<Person[]> {
  return db.asOrg(org.id, async (sql) => {
    const people: Person[] = []
    for (const [at, role] of staff.entries()) {
      const { userId } = await addPerson(sql, { name: `${word} ${role} ${at}`, roles: [role], now })
      const actor = await actorFor(sql, userId)
      const [conversation] = await sql<{ id: string }[]>`
        insert into conversations (org_id, channel, account, chat, user_id, address, created_at)
        values (current_org(), 'terminal', 'terminal', ${`${userId} fuzz`}, ${userId}, '{}', ${now})
        returning id`
      let secret: string | null = null
      if (role !== 'customer') {
        secret = (await factor.enrol(sql, actor, { now })).secret
        await factor.confirm(sql, actor, { code: codeFor(secret, now), now })
      }
      people.push({ org, actor, conversationId: conversation!.id, secret, word })
    }
    const owner = people[0]!.actor
    const lines = []
    for (let at = 0; at < 6; at++) {
      const name = hostileName(dice, word, at)
      const product = await addProduct(sql, owner, { name, price: '5', now })
      lines.push({ productId: product.id, quantity: '5000', unitCost: '2' })
      await addCustomer(sql, owner, {
        name: `${word} Juma ${at} ${dice.one(['', 'CALL help {}'])}`,
        now,
      })
    }
    await receiveStock(sql, owner, { lines, paidFrom: 'credit', receivedAt: now, now })
    return people
  })
}
