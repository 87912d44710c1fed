/** What the page asks of the phone's own address. */

export async function say({ file, ...said }) {
  if (!file) return post('say', said)
  const form = new FormData()
  for (const [name, value] of Object.entries(said)) if (value) form.set(name, value)
  form.set('file', file)
  return answered(await fetch('/phone/api/say', { method: 'POST', body: form }))
}

export async function post(path, body, method = 'POST') {
  const answer = await fetch(`/phone/api/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return answered(answer)
}

async function answered(answer) {
  const body = await answer.json().catch(() => ({}))
  if (!answer.ok) throw new Error(body.error ?? 'The phone did not answer.')
  return body
}
