/**
 * One operation of the API: what it takes and gives as OpenAPI shows it, who may ask for it, and what
 * it does. The door itself (`serve-operation`) sees to everything else.
 */
import type { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Sql } from '#db/sql.ts'
import type { Scope } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import type { ApiDoors } from './api-doors.ts'
import type { Caller } from './caller.ts'

type Schema = z.ZodType | undefined
type Read<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined

export interface Call<P extends Schema, Q extends Schema, B extends Schema> extends Caller {
  org: Org
  now: Date
  params: Read<P>
  query: Read<Q>
  body: Read<B>
  /** Of `If-Match`, where the operation asks for it; undefined for `*`. */
  version: number | undefined
}

export interface Given {
  body?: unknown
  /** Becomes the ETag. */
  version?: number
  /** Where the new thing stands. */
  location?: string
  /** Once it has been committed; not when a kept answer is told again. */
  afterwards?(): void
}

/** Who knocks, where no transaction is open yet. */
export interface Outside<P extends Schema, Q extends Schema, B extends Schema>
  extends Omit<Call<P, Q, B>, keyof Caller | 'org'> {
  c: Context
  doors: ApiDoors
  /** One transaction in which the caller is looked at again, and may do what the operation needs. */
  inside<T>(work: (sql: Sql, caller: Caller, org: Org) => Promise<T>): Promise<T>
}

interface Described<P extends Schema, Q extends Schema, B extends Schema> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** `/products/{id}`, below `/api/v1`. */
  path: string
  /** The same at an address of its own, for those who know it by that one. */
  alias?: string
  tag: string
  summary: string
  description?: string
  /** A scope; 'anyone' who is known; 'person', not a key; 'stranger', nobody is asked. */
  needs: Scope | 'anyone' | 'person' | 'stranger'
  params?: P
  query?: Q
  body?: B
  /** There may be none: it is then `{}`. */
  bodyIsOptional?: boolean
  /** An upload: the media types that are taken as they are, in place of a JSON body. */
  takes?: readonly string[]
  /** Headers besides those of every operation, to be shown. */
  headers?: Record<string, z.ZodType>
  /** 'tells' the version as an ETag; 'asks' for it in `If-Match`, too. */
  version?: 'tells' | 'asks'
  /** It may change how an order request stands: who is to hear that is told before it commits. */
  hasOrderNews?: boolean
  /** A GET that makes what is not there yet: its transaction is no reader's. */
  mayWrite?: boolean
  /** What is asked for may not be there, though the address is always the same. */
  mayBeNone?: boolean
  status: 200 | 201 | 204
  gives: string
  schema?: z.ZodType
  /** Files in place of JSON. */
  mime?: string | readonly string[]
  /** Of work that takes too long to be waited for: what is said then, with 202. */
  later?: z.ZodType
}

/** `run` works in one transaction: read-only for GET. `runOutside` opens its own, when it must. */
export type Operation<
  P extends Schema = Schema,
  Q extends Schema = Schema,
  B extends Schema = Schema,
> = Described<P, Q, B> & {
  run?(sql: Sql, call: Call<P, Q, B>): Promise<Given>
  runOutside?(call: Outside<P, Q, B>): Promise<Given | Response>
  /** Makes an answer that is no JSON out of what was given, each time that it is told. */
  tell?(given: Given, call: Outside<P, Q, B>): Promise<Response>
}

/** Any operation, as the door serves it. */
export type AnyOperation = Operation<Schema, Schema, Schema>

/** Gives `run` the types of its schemas. */
export function operation<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(described: Operation<P, Q, B>): AnyOperation {
  return described as unknown as AnyOperation
}
