/** Whose number or bot is it? Account to org, remembered for a while. */
import type { Sql } from '#db/sql.ts'
import type { ChannelName } from './message.ts'

export interface Account {
  channel: ChannelName
  account: string
}

export interface Accounts {
  /** Learns the accounts that are not known yet, in the transaction at hand. */
  learn(sql: Sql, accounts: Account[]): Promise<void>
  orgOf(account: Account): number
}

/** An account may be given to a business at any time; this is how long we may not notice. */
const rememberedMs = 30_000

/** An account that no business has claimed belongs to the channel's default org. */
export function openAccounts(defaultOrg: Partial<Record<ChannelName, number>>): Accounts {
  const known = new Map<string, { orgId: number; at: number }>()
  return { learn, orgOf }

  async function learn(sql: Sql, accounts: Account[]) {
    const now = performance.now()
    const missing = accounts.filter((account) => {
      const entry = known.get(keyOf(account))
      return !entry || now - entry.at > rememberedMs
    })
    if (missing.length === 0) return
    const names = [...new Set(missing.map(({ account }) => account))]
    const rows = await sql<(Account & { orgId: number })[]>`
      select channel, account, org_id as "orgId"
      from channel_accounts
      where account in ${sql(names)}
      order by org_id desc`
    for (const { channel, account } of missing) {
      const orgId = rows.findLast(
        (row) => row.channel === channel && row.account === account,
      )?.orgId
      known.set(keyOf({ channel, account }), { orgId: orgId ?? fallback(channel), at: now })
    }
  }

  function orgOf(account: Account): number {
    return known.get(keyOf(account))?.orgId ?? fallback(account.channel)
  }

  function fallback(channel: ChannelName): number {
    const orgId = defaultOrg[channel]
    if (orgId === undefined) throw new Error(`channel ${channel} has no default org`)
    return orgId
  }
}

function keyOf({ channel, account }: Account): string {
  return `${channel} ${account}`
}
