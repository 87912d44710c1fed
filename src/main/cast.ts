/** The phone's cast made known to a business: who they are, and the accounts that they write from. */
import type { Db } from '#db/sql.ts'
import { moveIdentities } from '#domain/addresses.ts'
import type { Org } from '#domain/org.ts'
import { addPerson, findPeople } from '#domain/people.ts'
import type { Persona } from '#emulator/personas.ts'

/** Each speaks for the first person who has their role; again and again without effect. */
export function admitCast(db: Db, org: Org, personas: readonly Persona[], now: Date) {
  return db.asOrg(org.id, async (sql) => {
    // The customer stays a stranger, as real customers are: the first message makes them known.
    const cast = personas.filter(({ role }) => role !== 'customer')
    for (const { name, role, bsuid, phone, telegramId } of cast) {
      const [known] = await findPeople(sql, role)
      const { userId } = known ?? (await addPerson(sql, { name, roles: [role], now }))
      const sender = { bsuid, phone, name }
      await moveIdentities(sql, { channel: 'whatsapp', sender, userId, now })
      await moveIdentities(sql, { channel: 'telegram', sender: { telegramId, name }, userId, now })
    }
  })
}
