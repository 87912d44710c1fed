/**
 * The inbox: keep first, work later. A post is acknowledged only after its commit, and posts that
 * arrive while one commit is under way share the next.
 */
import type { Db } from '#db/sql.ts'
import type { Clock } from '#kit/clock.ts'
import type { Accounts } from './accounts.ts'
import type { RoadLimits } from './limits.ts'
import type { Post } from './post.ts'
import { storePosts } from './store-posts.ts'
import { unreadable } from './unreadable.ts'

export interface Inbox {
  /** Resolves after the commit; rejects when nothing was kept, so that the platform sends it again. */
  keep(post: Post): Promise<void>
}

interface Waiting {
  post: Post
  done(): void
  fail(fault: unknown): void
}

interface InboxDeps {
  db: Db
  clock: Clock
  accounts: Accounts
  limits: RoadLimits
  onKept(posts: Post[]): void
}

export function openInbox({ db, clock, accounts, limits, onKept }: InboxDeps): Inbox {
  let waiting: Waiting[] = []
  let waitingBytes = 0
  let isFlushing = false
  return { keep }

  function keep(post: Post): Promise<void> {
    const isFull =
      waiting.length >= limits.backlogPostsMax ||
      waitingBytes + post.body.length > limits.backlogBytesMax
    if (isFull) return Promise.reject(new Error('the inbox has too many posts waiting'))
    return new Promise((done, fail) => {
      waiting.push({ post, done, fail })
      waitingBytes += post.body.length
      if (!isFlushing) void flush()
    })
  }

  async function flush() {
    isFlushing = true
    while (waiting.length > 0) await store(nextBatch())
    isFlushing = false
  }

  function nextBatch(): Waiting[] {
    let bytes = 0
    let size = 0
    for (const { post } of waiting) {
      bytes += post.body.length
      if (size > 0 && (size >= limits.flushPostsMax || bytes > limits.flushBytesMax)) break
      size += 1
    }
    const batch = waiting.slice(0, size)
    waiting = waiting.slice(size)
    for (const { post } of batch) waitingBytes -= post.body.length
    return batch
  }

  async function store(batch: Waiting[]) {
    const posts = batch.map(({ post }) => post)
    try {
      await write(posts).catch((fault) => piecemeal(posts, fault))
    } catch (fault) {
      for (const { fail } of batch) fail(fault)
      return
    }
    for (const { done } of batch) done()
    onKept(posts)
  }

  function write(posts: Post[]): Promise<void> {
    return db.asCourier((sql) => storePosts(sql, { posts, accounts, limits, now: clock() }))
  }

  /**
   * What the database refuses must not take its neighbours with it, nor come again for a week: it
   * is put aside among the dead letters, and its raw event stays.
   */
  async function piecemeal(posts: Post[], fault: unknown): Promise<void> {
    if (!isAboutData(fault)) throw fault
    const parts = posts.length > 1 ? posts.map((post) => [post]) : posts.flatMap(messagesOf)
    if (parts.length === 0) throw fault
    for (const part of parts) await write(part).catch((fault) => piecemeal(part, fault))
  }
}

/** One post for each of its messages; a single message is put aside, and if that fails, its raw event stays. */
function messagesOf(post: Post): Post[][] {
  const [only, ...others] = post.inbound
  if (!only) return []
  if (others.length > 0) return post.inbound.map((one) => [{ ...post, inbound: [one] }])
  const isAsGoodAsNothing = only.kind === 'unreadable' || only.kind === 'status'
  const reason = 'it holds what no database can keep'
  return [[{ ...post, inbound: isAsGoodAsNothing ? [] : [unreadable(only, { ...only, reason })] }]]
}

/** SQLSTATE classes 22 (data), 23 (constraints) and 54 (too large). */
function isAboutData(fault: unknown): boolean {
  const code = fault instanceof Error && 'code' in fault ? String(fault.code) : ''
  return /^(22|23|54)/.test(code)
}
