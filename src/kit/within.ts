/** A promise that ends in time, whether or not what it waits for does. */

/** Runs `work` and rejects with `fault` after `ms`; its signal is aborted then. */
export async function within<T>(
  ms: number,
  fault: Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        reject(fault)
        controller.abort(fault)
      },
      Math.max(0, ms),
    )
  })
  try {
    return await Promise.race([work(controller.signal), late])
  } finally {
    clearTimeout(timer)
  }
}
