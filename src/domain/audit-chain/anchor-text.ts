/** What the signature of an anchor is over. */
export interface Anchor {
  position: number
  /** In hex. */
  hash: string
  /** UTC, to the microsecond. */
  at: string
  /** In base64. */
  signature: string
}

export function anchorBytes(orgId: number, { position, hash, at }: Omit<Anchor, 'signature'>) {
  return Buffer.from(JSON.stringify(['tillie audit anchor 1', orgId, position, hash, at]))
}
