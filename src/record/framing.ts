/** Whether a header follows from the connection or the body, or is an emulator's own. */
export function isFraming(name: string): boolean {
  return FRAMING.test(name)
}

const FRAMING = /^(?:connection|keep-alive|content-length|transfer-encoding|x-emulator-.*)$/i
