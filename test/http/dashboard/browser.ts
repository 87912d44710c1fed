/** A browser without a screen: keeps cookies, follows nothing by itself, and sends forms as they stand. */
import type { openDesk } from '../api/desk.ts'

export interface Page {
  status: number
  headers: Headers
  text: string
  bytes: Uint8Array
  /** Where a redirect leads. */
  to: string | null
}

type Desk = Pick<Awaited<ReturnType<typeof openDesk>>, 'app'>

export function openBrowser({ app }: Desk, own: Record<string, string> = {}) {
  const cookies = new Map<string, string>()
  let shown: (Page & { path: string }) | null = null
  return { cookies, load, submit, post, signIn }

  async function load(path: string, headers: Record<string, string> = {}): Promise<Page> {
    shown = { ...(await ask('GET', path, undefined, headers)), path }
    return shown
  }

  /** The form of the page that is shown whose action it is, with what a person filled in. */
  function submit(action: string, filled: Record<string, string> = {}, headers = {}) {
    const form = formsOf(shown!.text, shown!.path).find((one) => one.action === action)
    if (!form) throw new Error(`the page has no form for ${action}`)
    return post(action, { ...form.hidden, ...filled }, headers)
  }

  async function post(path: string, fields: Record<string, string>, headers = {}): Promise<Page> {
    return ask('POST', path, new URLSearchParams(fields).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    })
  }

  async function signIn(login: string, password: string): Promise<Page> {
    await load('/')
    return submit('/sign-in', { login, password })
  }

  async function ask(
    method: string,
    path: string,
    body: string | undefined,
    headers: Record<string, string>,
  ): Promise<Page> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await app.request(path, {
      method,
      body,
      headers: { ...own, ...(cookie && { cookie }), ...headers },
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      if (value) cookies.set(name!, value)
      else cookies.delete(name!)
    }
    const { status, headers: told } = answer
    const bytes = new Uint8Array(await answer.arrayBuffer())
    const text = new TextDecoder().decode(bytes)
    return { status, headers: told, text, bytes, to: told.get('location') }
  }
}

/** One without an action goes back to its own page. */
function formsOf(page: string, path: string) {
  return [...page.matchAll(/<form ([^>]*)>([\s\S]*?)<\/form>/g)].map(
    ([, head = '', body = '']) => ({
      action: /action="([^"]*)"/.exec(head)?.[1] ?? path,
      hidden: Object.fromEntries(
        [...body.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(
          ([, name, value]) => [name!, value!],
        ),
      ),
    }),
  )
}
