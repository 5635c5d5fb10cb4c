/**
 * Makes `clone()` of a response harmless to whom reads it. A stream that is cloned waits, when one half is cancelled, for the
 * other half to be cancelled too. Mock Service Worker keeps a clone of every response and never reads it: a client that
 * throws a body away before it tries again, as the openai package does, would wait for ever. Here the first half
 * leads: what it reads the second one gets, and when it ends or is cancelled so is the second.
 */
export function leadClones({ body }: Response): void {
  if (body !== null) Object.defineProperty(body, 'tee', { value: () => leadingTee(body) })
}

function leadingTee(
  source: ReadableStream<Uint8Array>,
): [ReadableStream<Uint8Array>, ReadableStream<Uint8Array>] {
  const reader = source.getReader()
  let copied: ReadableStreamDefaultController<Uint8Array> | undefined
  const copy = new ReadableStream<Uint8Array>({
    start: (controller) => void (copied = controller),
    cancel: () => void (copied = undefined),
  })
  const main = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { value, done } = await reader.read()
          if (done) {
            controller.close()
            copied?.close()
          } else {
            controller.enqueue(value)
            copied?.enqueue(value.slice())
          }
        } catch (error) {
          controller.error(error)
          copied?.error(error)
        }
      },
      cancel(reason) {
        copied?.close()
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
  Object.defineProperty(main, 'tee', { value: () => leadingTee(main) })
  return [main, copy]
}
