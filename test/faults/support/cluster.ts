/**
 * A PostgreSQL cluster of our own, to be stopped, cut off and filled up: in a temporary folder, on a
 * free port, with its files on a small disk when that is asked for.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'

const run = promisify(execFile)

export interface Cluster {
  /** Address of an empty database. */
  url: string
  port: number
  /** Where its files stand: the small disk, when there is one. */
  folder: string
  start(): Promise<void>
  /** `immediate` is what a power cut looks like to clients. */
  stop(mode: 'immediate' | 'fast'): Promise<void>
  /** Ends every session but our own, as an administrator or a fail-over would. */
  terminateBackends(): Promise<number>
  /** On a session of its own, as the superuser. */
  ask<Row>(query: (sql: postgres.Sql) => PromiseLike<Row>): Promise<Row>
  close(): Promise<void>
}

interface ClusterOptions {
  maxConnections?: number
  /** The files stand on a disk of this size, which can be filled. */
  diskMb?: number
}

export async function openCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const bin = newestBin()
  const root = mkdtempSync(join(tmpdir(), 'tillie-cluster-'))
  const folder = join(root, 'files')
  mkdirSync(folder)
  await run('chmod', ['755', root])
  if (options.diskMb)
    await run('mount', ['-t', 'tmpfs', '-o', `size=${options.diskMb}m`, 'x', folder])
  const data = join(folder, 'data')
  mkdirSync(data)
  if (isRoot()) await run('chown', ['-R', 'postgres', folder])
  const port = await freePort()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  await asPostgres(join(bin, 'initdb'), [
    ...['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'],
    ...(options.diskMb ? ['--wal-segsize=1'] : []),
  ])
  const settings = [
    `listen_addresses=127.0.0.1`,
    `port=${port}`,
    'unix_socket_directories=',
    'fsync=off', // A killed server loses nothing by it: only the machine's own power cut would.
    `max_connections=${options.maxConnections ?? 100}`,
    ...(options.diskMb ? ['min_wal_size=2MB', 'max_wal_size=8MB'] : []),
  ]
  const given = settings.map((setting) => `-c ${setting}`).join(' ')
  await start()
  return { url, port, folder, start, stop, terminateBackends, ask, close }

  async function start() {
    const log = join(data, 'log')
    await asPostgres(join(bin, 'pg_ctl'), ['-D', data, '-w', '-l', log, '-o', given, 'start'])
  }

  async function stop(mode: 'immediate' | 'fast') {
    await asPostgres(join(bin, 'pg_ctl'), ['-D', data, '-m', mode, '-w', 'stop'])
  }

  function terminateBackends(): Promise<number> {
    return ask(async (sql) => {
      const ended = await sql`
        select pg_terminate_backend(pid)
        from pg_stat_activity
        where pid <> pg_backend_pid() and backend_type = 'client backend'`
      return ended.length
    })
  }

  async function ask<Row>(query: (sql: postgres.Sql) => PromiseLike<Row>): Promise<Row> {
    const sql = postgres(url, { max: 1, onnotice: () => {} })
    try {
      return await query(sql)
    } finally {
      await sql.end({ timeout: 5 })
    }
  }

  async function close() {
    if (existsSync(join(data, 'postmaster.pid'))) await stop('immediate')
    if (options.diskMb) await run('umount', ['-l', folder])
    rmSync(root, { recursive: true, force: true })
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => done(port))
    })
  })
}

function newestBin(): string {
  const root = '/usr/lib/postgresql'
  const majors = existsSync(root) ? readdirSync(root).map(Number).filter(Number.isInteger) : []
  const newest = majors
    .sort((a, b) => b - a)
    .find((major) => existsSync(`${root}/${major}/bin/initdb`))
  if (!newest) throw new Error('There is no PostgreSQL server on this machine: install postgresql.')
  return `${root}/${newest}/bin`
}

const isRoot = () => userInfo().uid === 0

/** PostgreSQL refuses to run as root. */
async function asPostgres(command: string, words: string[]): Promise<void> {
  if (isRoot()) await run('runuser', ['-u', 'postgres', '--', command, ...words])
  else await run(command, words)
}
