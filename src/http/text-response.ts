import { ServerResponse } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { ConnectionWish } from '../plan/ready-head.ts'

/**
 * Node's response, which also takes a head that is text already. To `writeHead` each header is a name and a value that are checked
 * and put together again for every answer.
 */
export class TextResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  /**
   * Its body may have any length; nothing is added. `lines`: of headers, ASCII, each with its end. `connection`: what one among
   * them says.
   */
  takeHead(status: number, reason: string, lines: string, connection: ConnectionWish): void {
    this.statusCode = status
    this.statusMessage = reason
    const nodes = nodesOf(this)
    // What `writeHead` would have made of them, Node 20 to 26: the text waits for the first bytes of the body.
    nodes._header = `HTTP/1.1 ${status} ${reason}\r\n${lines}\r\n`
    if (connection === 'keep-alive') this.shouldKeepAlive = true
    nodes._last = connection === undefined ? !this.shouldKeepAlive : connection === 'close'
  }

  /** Ends with this text. A head that waits for it leaves in the same write: `end` would make a list of that and of nothing. */
  endWith(text: string): void {
    const nodes = nodesOf(this)
    if (this.socket === null || nodes._headerSent || !nodes._hasBody || text === '')
      return void this.end(text)
    nodes._headerSent = true
    this.socket.write(nodes._header + text)
    this.end()
  }
}

/** What Node's response knows of its head. */
function nodesOf(response: ServerResponse): {
  _header: string
  _headerSent: boolean
  _hasBody: boolean
  _last: boolean
} {
  return response as never
}
