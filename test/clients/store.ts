/** An S3-compatible store on a free port, and a way to its objects behind its back. */
import { mkdtempSync, rmSync } from 'node:fs'
import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import S3rver from 's3rver'
import type { Bucket } from '#clients/s3.ts'

export interface Store {
  bucket: Bucket & { endpoint: string }
  /** Where the bytes of an object lie. */
  pathOf(key: string): string
  /** So many requests are answered with 503 from now on. */
  fail(times: number): void
  /** What has been asked since, each as `PUT /tillie/…`. */
  asked: string[]
  close(): Promise<void>
}

export async function openStore(): Promise<Store> {
  const directory = mkdtempSync(join(tmpdir(), 'tillie-store-'))
  const name = 'tillie'
  const s3 = new S3rver({
    ...{ address: '127.0.0.1', port: 0, silent: true, directory },
    configureBuckets: [{ name }],
  })
  const { port } = await s3.run()
  const asked: string[] = []
  let failing = 0
  const door = createServer((incoming, outgoing) => {
    asked.push(`${incoming.method} ${incoming.url}`)
    if (failing === 0) return passOn(incoming, outgoing, port)
    failing -= 1
    incoming.resume().on('end', () => outgoing.writeHead(503).end())
  })
  // Who asks closes first: what is asked next would meet a closed door, and be asked twice.
  door.keepAliveTimeout = 0
  await new Promise<void>((done) => door.listen(0, '127.0.0.1', done))
  return {
    bucket: {
      ...{ name, region: 'us-east-1', accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
      endpoint: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    },
    pathOf: (key) => join(directory, name, `${key}._S3rver_object`),
    fail: (times) => {
      failing = times
    },
    asked,
    close: async () => {
      await stop(door)
      await s3.close()
      rmSync(directory, { recursive: true })
    },
  }
}

function passOn(incoming: IncomingMessage, outgoing: ServerResponse, port: number) {
  const { method, url: path, headers } = incoming
  const to = { host: '127.0.0.1', port, agent: false }
  const onward = request({ ...to, method, path, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode!, answer.headers)
    answer.pipe(outgoing)
  })
  onward.on('error', () => outgoing.destroy())
  incoming.pipe(onward)
}

function stop(server: Server): Promise<unknown> {
  server.closeAllConnections()
  return new Promise((done) => server.close(done))
}
