/**
 * What befalls a transaction that is not its own fault. `code` is that of the fault behind it.
 */
class Gone extends Error {
  readonly code: string | undefined

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.code = (cause as { code?: string }).code
  }
}

/**
 * No connection could be had, so nothing of the transaction was even tried: PostgreSQL is stopped,
 * starting, full, or does not let us in.
 */
export class DatabaseAway extends Gone {
  override readonly name = 'DatabaseAway'
}

/** The connection broke in the midst: unless it was at the commit, nothing of it stands. */
export class ConnectionLost extends Gone {
  override readonly name = 'ConnectionLost'
}

/** The same again may succeed, as soon as the database is back. */
export const isDatabaseGone = (fault: unknown): fault is Error => fault instanceof Gone
