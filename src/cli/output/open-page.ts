import { spawn } from 'node:child_process'

/** Opens a page in the user's browser: `BROWSER` names a program for it, else the system's own is asked. False: none could be opened. */
export function openPage(url: string, { BROWSER }: NodeJS.ProcessEnv = process.env): Promise<boolean> {
  const [command, args] = openerOf(process.platform, BROWSER)
  return new Promise((resolve) => {
    const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true, shell: false })
    child.once('error', () => resolve(false))
    child.once('spawn', () => resolve(true))
    child.unref()
  })
}

/** `rundll32` takes a URL as it is; `start` of cmd would read its ampersands. */
function openerOf(platform: string, browser: string | undefined): readonly [string, readonly string[]] {
  if (browser !== undefined && browser !== '') return [browser, []]
  if (platform === 'darwin') return ['open', []]
  if (platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler']]
  return ['xdg-open', []]
}
