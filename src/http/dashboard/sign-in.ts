/** Signing in by password or by a link from the chat, and signing out. */
import { type Context, Hono } from 'hono'
import { currentOrg, findOrg, listOrgs } from '#domain/org.ts'
import { endSession } from '#domain/sessions.ts'
import { readSignInLink, spendSignInLink } from '#domain/sign-in-links.ts'
import { addressOf, type Limiter } from '../api/limits.ts'
import { checkLogin } from '../api/login.ts'
import { Problem } from '../api/problem.ts'
import type { Assets } from './assets.ts'
import { dropSessionCookie, strangerToken } from './cookies.ts'
import type { DashboardDoors } from './dashboard-doors.ts'
import type { Fields, Forms } from './forms.ts'
import { frontStep, linkStep } from './sign-in-pages.ts'
import { signIn, visitorOf } from './visitor.ts'

export interface WayIn {
  doors: DashboardDoors
  forms: Forms
  assets: Assets
  limiter: Limiter
}

const home = '/dashboard'
const written = /^(\d{1,9})\.([\w-]{43})$/

export function signInRoutes(way: WayIn): Hono {
  const { doors, forms } = way
  const { db, publicUrl, clock } = doors
  const app = new Hono()

  app.get('/', async (c) => {
    const readiness = await doors.readiness()
    const next = ownPath(c.req.query('next'))
    if (readiness.ready && (await visitorOf(c, doors, forms))) return c.redirect(next)
    return showFront(c, way, { next })
  })

  app.post('/sign-in', async (c) => {
    await way.limiter.count(c, 'attemptsPerAddress', addressOf(c))
    const fields = await forms.read(c, strangerToken(c, publicUrl))
    const next = ownPath(fields('next'))
    try {
      await signIn(c, doors, await checkForm(doors, fields))
      return c.redirect(next, 303)
    } catch (no) {
      if (!(no instanceof Problem)) throw no
      return showFront(c, way, { next, login: fields('login'), fault: no.message, status: 401 })
    }
  })

  app.get('/sign-in/:link', async (c) => {
    await way.limiter.count(c, 'perAddress', addressOf(c))
    const link = readLink(c)
    const who = link && (await lookUp(doors, link))
    return showLink(c, way, who)
  })

  app.post('/sign-in/:link', async (c) => {
    await way.limiter.count(c, 'attemptsPerAddress', addressOf(c))
    await forms.read(c, strangerToken(c, publicUrl))
    const link = readLink(c)
    const now = clock()
    const userId = link
      ? await db.asOrg(link.orgId, (sql) => spendSignInLink(sql, { token: link.token, now }))
      : null
    if (!link || !userId) return showLink(c, way, null)
    await signIn(c, doors, { orgId: link.orgId, userId })
    return c.redirect(home, 303)
  })

  app.post('/sign-out', async (c) => {
    const visitor = await visitorOf(c, doors, forms)
    if (visitor) {
      const { sessionId, org, cookie, now } = visitor
      await forms.read(c, cookie)
      await db.asOrg(org.id, (sql) => endSession(sql, { sessionId, now }))
    }
    dropSessionCookie(c, publicUrl)
    return c.redirect('/', 303)
  })
  return app
}

async function checkForm(doors: DashboardDoors, fields: Fields) {
  const named = fields('business')
  const orgId = named ? (await findOrg(doors.db, named))?.id : doors.orgId
  if (orgId === undefined) throw new Problem('unauthenticated', 'There is no such login here.')
  const totp = fields('code') || undefined
  const said = { orgId, login: fields('login'), password: fields('password'), totp }
  return { orgId, userId: await checkLogin(doors, { ...said, now: doors.clock() }) }
}

interface Front {
  next: string
  login?: string
  fault?: string
  status?: 200 | 401
}

async function showFront(c: Context, { doors, forms, assets }: WayIn, front: Front) {
  const { publicUrl, hasPhone } = doors
  const readiness = await doors.readiness()
  const hasSeveral = readiness.ready && (await listOrgs(doors.db)).length > 1
  c.header('Cache-Control', 'no-store')
  return c.html(
    frontStep({
      ...{ assets: await assets.paths(), readiness, hasPhone, hasSeveral, ...front },
      token: forms.tokenFor(strangerToken(c, publicUrl)),
    }),
    front.status ?? 200,
  )
}

interface Link {
  orgId: number
  token: string
}

function readLink(c: Context): Link | null {
  const [, orgId, token] = written.exec(c.req.param('link') ?? '') ?? []
  return orgId && token ? { orgId: Number(orgId), token } : null
}

function lookUp({ db, clock }: DashboardDoors, { orgId, token }: Link) {
  return db.asOrg(orgId, async (sql) => {
    const found = await readSignInLink(sql, { token, now: clock() })
    return found && { name: found.name, business: (await currentOrg(sql)).name }
  })
}

async function showLink(
  c: Context,
  { doors, forms, assets }: WayIn,
  who: Parameters<typeof linkStep>[0]['who'],
) {
  const token = forms.tokenFor(strangerToken(c, doors.publicUrl))
  c.header('Cache-Control', 'no-store')
  return c.html(linkStep({ assets: await assets.paths(), token, who }), who ? 200 : 410)
}

/** A page of ours to go to; whatever else was named is home. */
function ownPath(said: string | undefined): string {
  if (!said || !/^\/dashboard(\/|$|\?)/.test(said) || said.includes('\\')) return home
  return said
}
