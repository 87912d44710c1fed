/** The pages for people who read and order reports: made here, whole, with a little script to watch. */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { html } from 'hono/html'
import { secureHeaders } from 'hono/secure-headers'
import { Refusal } from '#kit/refusal.ts'
import { openLimiter, rateLimits } from '../api/limits.ts'
import { Problem, problemTypes } from '../api/problem.ts'
import { type AssetPaths, openAssets } from './assets.ts'
import type { DashboardDoors } from './dashboard-doors.ts'
import { datedPages } from './dated-pages.ts'
import { openForms } from './forms.ts'
import { document, frame } from './frame.ts'
import { reportPages } from './reports.ts'
import { settingsPages } from './settings.ts'
import { signInRoutes } from './sign-in.ts'
import { subscriptionPages } from './subscriptions.ts'
import { onlySignedIn, type PageContext, type Pages } from './visitor.ts'

const formBytesMax = 64 * 1024

/** Nothing but our own files, and no script or style within a page. */
const policy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
}

export function isPage(path: string): boolean {
  return path === '/' || /^\/(dashboard|sign-in|sign-out)(\/|$)/.test(path)
}

export function dashboard(doors: DashboardDoors): Hono<Pages> {
  const app = new Hono<Pages>()
  const assets = openAssets()
  const forms = openForms(doors.secretKey, doors.publicUrl)
  const limiter = openLimiter(doors.rateLimits ?? rateLimits)
  const secure = secureHeaders({
    contentSecurityPolicy: policy,
    referrerPolicy: 'same-origin',
    xFrameOptions: 'DENY',
  })
  app.onError(async (fault, c) => answerFault(fault, c, doors, await assets.paths()))
  app.use((c, next) => (isPage(c.req.path) ? secure(c, next) : next()))
  app.use((c, next) => (isPage(c.req.path) ? small(c, next) : next()))
  app.route('/', assets.routes)
  app.route('/', signInRoutes({ doors, forms, assets, limiter }))
  app.use('/dashboard/*', onlySignedIn(doors, forms))
  app.use('/dashboard', onlySignedIn(doors, forms))
  app.get('/dashboard', (c) => c.redirect('/dashboard/reports'))
  const deps = { doors, forms, assets }
  app.route('/', reportPages(deps))
  app.route('/', datedPages(deps))
  app.route('/', subscriptionPages(deps))
  app.route('/', settingsPages(deps))
  app.all('/dashboard/*', () => {
    throw new Problem('not-found', 'There is no such page.')
  })
  return app
}

const small = bodyLimit({
  maxSize: formBytesMax,
  onError: () => {
    throw new Problem('too-large')
  },
})

/** A person sees one sentence and a way on; what went wrong on our side is told to the log alone. */
function answerFault(fault: Error, c: PageContext, { log }: DashboardDoors, assets: AssetPaths) {
  const { status, says } = sentenceOf(fault)
  if (status >= 500) log.error({ err: fault, route: c.req.routePath }, 'a page failed')
  const visitor = c.get('visitor')
  const card = html`
    <section class="card way-in">
      <h1>${headingOf(status)}</h1>
      <p class="lead">${says}</p>
      ${visitor ? '' : html`<p><a class="button" href="/">Back to Tillie</a></p>`}
    </section>`
  if (visitor) return c.html(frame({ assets, visitor, title: 'Not done', body: card }), status)
  const body = html`<main id="main" class="door is-narrow">${card}</main>`
  return c.html(document({ assets, title: 'Not done', body }), status)
}

function headingOf(status: number): string {
  if (status >= 500) return 'Something went wrong'
  if (status === 403) return 'Not for your account'
  return status === 404 ? 'Not here' : 'That did not work'
}

function sentenceOf(fault: Error) {
  if (fault instanceof Refusal) return { status: 422, says: fault.message } as const
  if (fault instanceof Problem) {
    const { status, title } = problemTypes[fault.code]
    return { status, says: fault.message || `${title}.` }
  }
  return { status: 500, says: 'It is noted, and it is our fault. Try again in a while.' } as const
}
