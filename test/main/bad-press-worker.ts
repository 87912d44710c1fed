/** A thread of the press that does to a report what its title says. */
import { parentPort } from 'node:worker_threads'

parentPort!.on('message', ({ report }: { report: { name: string; title: string } }) => {
  if (report.title === 'crash') process.exit(3)
  if (report.title === 'throw') throw new Error('a broken glyph')
  while (report.title === 'hang');
  const file = { name: report.name, mime: 'text/plain', bytes: new Uint8Array([1]) }
  parentPort!.postMessage({ is: 'done', done: file })
})
