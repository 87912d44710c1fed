/** A thread of the eye that does to a picture what its bytes say. */
import { parentPort } from 'node:worker_threads'

parentPort!.on('message', ({ bytes }: { bytes: Uint8Array }) => {
  const saw = new TextDecoder().decode(bytes)
  if (saw === 'crash') process.exit(3)
  if (saw === 'throw') throw new Error('blind')
  while (saw === 'hang');
  parentPort!.postMessage({ is: 'done', done: { saw } })
})
