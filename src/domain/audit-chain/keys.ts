/** The key that signs for a business: made when it is first needed, its private part sealed. */
import type { Db, Sql } from '#db/sql.ts'
import type { Sealer } from '#kit/sealer.ts'
import { fingerprintOf, type SigningKey, signed } from '#kit/signing.ts'

export interface PublicKey {
  id: string
  /** Ed25519, raw, base64url. */
  publicKey: string
  /** What people compare. */
  fingerprint: string
  madeAt: Date
}

export interface Signer extends PublicKey {
  /** In base64. */
  sign(bytes: Uint8Array): string
}

/** The key in use, for anybody to see; null before anything was signed. */
export async function publicKeyOf(sql: Sql): Promise<PublicKey | null> {
  const [key] = await sql<Omit<PublicKey, 'fingerprint'>[]>`
    select id, public_key as "publicKey", made_at as "madeAt"
    from org_keys
    where org_id = current_org()
    order by id desc
    limit 1`
  return key ? { ...key, fingerprint: fingerprintOf(key.publicKey) } : null
}

export interface SignerDeps {
  db: Db
  sealer: Sealer
  newKey(): SigningKey
}

/** Makes the key where there is none yet; of two who need it at once, both get the same. */
export async function signerOf(
  { db, sealer, newKey }: SignerDeps,
  orgId: number,
  now: Date,
): Promise<Signer> {
  const bound = `audit key ${orgId}`
  const { key, sealed } = await db.asOrg(orgId, async (sql) => {
    await sql`select pg_advisory_xact_lock(current_org(), hashtext('org key'))`
    if (!(await publicKeyOf(sql))) {
      const { publicKey, privateKey } = newKey()
      await sql`
        insert into org_keys (org_id, public_key, private_key, made_at)
        values (current_org(), ${publicKey}, ${sealer.seal(privateKey, bound)}, ${now})`
    }
    const key = (await publicKeyOf(sql))!
    const [row] = await sql<[{ sealed: string }]>`
      select private_key as sealed from org_keys where id = ${key.id}`
    return { key, sealed: row.sealed }
  })
  return { ...key, sign: (bytes) => signed(bytes, sealer.open(sealed, bound)) }
}
