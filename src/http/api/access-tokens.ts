/** Access tokens: JWT, HS256 and nothing else, for minutes. Their key is derived from the house's own. */
import { hkdfSync } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'

export interface Bearer {
  orgId: number
  userId: string
  sessionId: string
}

export interface AccessTokens {
  sign(bearer: Bearer, now: Date): Promise<{ token: string; expiresAt: Date }>
  /** Null for what is forged, expired, of another kind or no token at all. */
  read(token: string, now: Date): Promise<Bearer | null>
}

const algorithm = 'HS256'
const issuer = 'tillie'
const audience = 'tillie-api'
const lifeMs = 15 * 60_000
const keyBytes = 32
const claims = z.object({ org: z.int(), sub: z.string().regex(/^\d+$/), sid: z.uuid() })

/** `secretKey` is fetched when it is first needed. */
export function openAccessTokens(secretKey: () => Uint8Array): AccessTokens {
  let derived: Uint8Array | null = null
  return { sign, read }

  function key(): Uint8Array {
    derived ??= new Uint8Array(
      hkdfSync('sha256', secretKey(), new Uint8Array(), 'tillie access tokens', keyBytes),
    )
    return derived
  }

  async function sign({ orgId, userId, sessionId }: Bearer, now: Date) {
    const expiresAt = new Date(now.getTime() + lifeMs)
    const token = await new SignJWT({ org: orgId, sid: sessionId })
      .setProtectedHeader({ alg: algorithm, typ: 'at+jwt' })
      .setSubject(userId)
      .setIssuer(issuer)
      .setAudience(audience)
      .setIssuedAt(now)
      .setExpirationTime(expiresAt)
      .sign(key())
    return { token, expiresAt }
  }

  async function read(token: string, now: Date): Promise<Bearer | null> {
    try {
      const { payload } = await jwtVerify(token, key(), {
        algorithms: [algorithm],
        typ: 'at+jwt',
        issuer,
        audience,
        requiredClaims: ['exp'],
        currentDate: now,
      })
      const { org: orgId, sub: userId, sid: sessionId } = claims.parse(payload)
      return { orgId, userId, sessionId }
    } catch (fault) {
      if (fault instanceof errors.JOSEError || fault instanceof z.ZodError) return null
      throw fault
    }
  }
}
