import { STATUS_CODES } from 'node:http'

/** The text behind a status, as the gateway's HTTP server writes it; a status it does not know is `Unknown Status Code`. */
export function reasonPhrase(status: number): string {
  return DIFFERENT[status] ?? STATUS_CODES[status] ?? UNKNOWN
}

const UNKNOWN = 'Unknown Status Code'

/** Where that server and Node disagree. */
const DIFFERENT: Readonly<Record<number, string>> = {
  413: 'Request Entity Too Large',
  414: 'Request URI Too Long',
  416: 'Requested Range Not Satisfiable',
  418: "I'm a teapot",
  425: UNKNOWN,
  509: UNKNOWN,
}
