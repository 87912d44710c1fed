/** Files in a bucket of any S3-compatible store, under the same names as on the local disk. */
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { S3Client } from '@aws-sdk/client-s3'
import {
  checked,
  damaged,
  digest,
  FileGone,
  type Files,
  type KeptFile,
  keyOf,
  measure,
  StoreAway,
} from './files.ts'

export interface Bucket {
  name: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  /** Of another store than Amazon's: the bucket then stands in the path. */
  endpoint?: string
  /** Before every name, such as `tillie/`. */
  prefix?: string
}

const triesMax = 3
const connectMsMax = 3_000
/** Without a byte in either direction. */
const silenceMsMax = 20_000

/** Connects when it is first used. What is stored is checked by the store against its SHA-256. */
export function openBucket(bucket: Bucket): Files {
  const { name: Bucket, prefix = '' } = bucket
  let opened: Promise<Awaited<ReturnType<typeof connect>>> | null = null
  return { put, putFile, get, read, remove }

  async function put(orgId: number, bytes: Uint8Array): Promise<string> {
    const sha256 = digest(bytes)
    await send(orgId, { sha256, sizeBytes: bytes.length }, bytes)
    return sha256
  }

  async function putFile(orgId: number, path: string): Promise<KeptFile> {
    const kept = await measure(path)
    // A stream cannot be sent twice: each try opens its own.
    for (let tries = 1; ; tries += 1) {
      const stream = createReadStream(path)
      try {
        await send(orgId, kept, stream)
        return kept
      } catch (fault) {
        if (tries >= triesMax || !isWorthAnotherTry(fault as Error)) throw fault
      } finally {
        stream.destroy()
      }
    }
  }

  async function send(
    orgId: number,
    { sha256, sizeBytes }: KeptFile,
    Body: Uint8Array | Readable,
  ): Promise<void> {
    const { client, PutObjectCommand } = await connected()
    const ChecksumSHA256 = Buffer.from(sha256, 'hex').toString('base64')
    const target = { Bucket, Key: key(orgId, sha256), ContentLength: sizeBytes, ChecksumSHA256 }
    await reached(client.send(new PutObjectCommand({ ...target, Body })))
  }

  async function get(orgId: number, sha256: string): Promise<Uint8Array> {
    const bytes = await reached(buffer(await fetch(orgId, sha256)))
    if (digest(bytes) !== sha256) throw damaged(sha256)
    return bytes
  }

  async function read(orgId: number, sha256: string): Promise<Readable> {
    return checked(await fetch(orgId, sha256), sha256)
  }

  async function fetch(orgId: number, sha256: string): Promise<Readable> {
    const { client, GetObjectCommand } = await connected()
    const object = { Bucket, Key: key(orgId, sha256) }
    try {
      const { Body } = await client.send(new GetObjectCommand(object))
      return Body as Readable
    } catch (fault) {
      throw isNoObject(fault) ? new FileGone(sha256) : new StoreAway(fault)
    }
  }

  async function remove(orgId: number, sha256: string): Promise<void> {
    const { client, DeleteObjectCommand } = await connected()
    await reached(client.send(new DeleteObjectCommand({ Bucket, Key: key(orgId, sha256) })))
  }

  function connected() {
    opened ??= connect(bucket)
    return opened
  }

  function key(orgId: number, sha256: string): string {
    return `${prefix}${keyOf(orgId, sha256)}`
  }
}

/** What speaks S3 is large: it is opened only where there is a bucket. */
async function connect({ region, endpoint, accessKeyId, secretAccessKey }: Bucket) {
  const aws = await import('@aws-sdk/client-s3')
  const client: S3Client = new aws.S3Client({
    region,
    credentials: { accessKeyId, secretAccessKey },
    ...(endpoint && { endpoint, forcePathStyle: true }),
    maxAttempts: triesMax,
    requestHandler: { connectionTimeout: connectMsMax, socketTimeout: silenceMsMax },
    logger: silent, // Faults are told by whoever asked.
    // Other stores than Amazon's do not all know the newer checksums; ours goes with every file.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  return { client, ...aws }
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }

async function reached<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (fault) {
    throw new StoreAway(fault)
  }
}

/** A bucket that is gone answers with 404, too. */
function isNoObject(fault: unknown): boolean {
  return statusOf(fault) === 404 && (fault as Error).name !== 'NoSuchBucket'
}

/** The store was not reached, or said that the fault is its own. */
function isWorthAnotherTry({ cause }: { cause?: unknown }): boolean {
  const status = statusOf(cause)
  return status === undefined || status >= 500 || status === 429
}

function statusOf(fault: unknown): number | undefined {
  return (fault as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata
    ?.httpStatusCode
}
