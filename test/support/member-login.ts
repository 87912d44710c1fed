/** A login as a careful operator makes it: a member of the service's roles, and nothing else. */
import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { withDatabase } from './database.ts'

export interface MemberLogin {
  /** The same database, under that login. */
  url: string
  drop(): Promise<void>
}

export async function memberLogin(url: string): Promise<MemberLogin> {
  const login = `tillie_service_${randomUUID().replaceAll('-', '')}`
  await asAdmin(`create role ${login} login password 'service'
    in role tillie_app, tillie_reader, tillie_courier`)
  const address = new URL(url)
  address.username = login
  address.password = 'service'
  return { url: address.href, drop: () => asAdmin(`drop role ${login}`) }

  async function asAdmin(statement: string) {
    const admin = postgres(withDatabase(url, 'postgres'), { max: 1 })
    try {
      await admin.unsafe(statement)
    } finally {
      await admin.end()
    }
  }
}
