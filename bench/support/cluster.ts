/** A PostgreSQL cluster in a temporary folder, on a free port of this machine; as `postgres` when we are root. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const versions = '/usr/lib/postgresql'

export interface Cluster {
  url: string
  /** Stops it and removes its folder; again without effect. */
  close(): void
}

export async function openCluster(): Promise<Cluster> {
  const bin = newestBin()
  const home = mkdtempSync(join(tmpdir(), 'tillie-bench-'))
  chmodSync(home, 0o755)
  const data = join(home, 'cluster')
  const port = await freePort()
  execFileSync('mkdir', [data])
  if (isRoot()) execFileSync('chown', ['postgres', data])
  const close = () => {
    process.removeListener('exit', close)
    try {
      asPostgres(join(bin, 'pg_ctl'), ['-D', data, '-m', 'immediate', 'stop'])
    } finally {
      rmSync(home, { recursive: true, force: true })
    }
  }
  asPostgres(join(bin, 'initdb'), [
    ...['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'],
  ])
  const options = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'fsync=on',
  ].map((option) => `-c ${option}`)
  const log = join(data, 'log')
  asPostgres(join(bin, 'pg_ctl'), ['-D', data, '-w', '-l', log, 'start', '-o', options.join(' ')])
  process.on('exit', close)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, close }
}

function newestBin(): string {
  const [newest] = readdirSync(versions)
    .filter((name) => /^\d+$/.test(name))
    .sort((a, b) => Number(b) - Number(a))
  if (!newest) throw new Error(`no PostgreSQL under ${versions}: set DATABASE_URL`)
  return join(versions, newest, 'bin')
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

/** PostgreSQL refuses to run as root. */
function asPostgres(command: string, args: string[]) {
  const [file, all] = isRoot()
    ? ['runuser', ['-u', 'postgres', '--', command, ...args]]
    : [command, args]
  execFileSync(file, all, { cwd: tmpdir(), stdio: ['ignore', 'ignore', 'pipe'] })
}

const isRoot = () => process.getuid?.() === 0
