import { startServer } from '../support/start-service.ts'
import { load } from './load.ts'
const stream = process.argv[2] === 'stream'
const text = 'The quick brown fox jumps over the lazy dog and runs away. '.repeat(4).trim()
const chunks = Array.from({ length: 51 }, (_, i) => (i === 0 ? 'token' : ` token${i}`))
const s = await startServer({ scenarios: { scenarios: [{ when: { message: 'Hello', stream: true }, reply: { chunks } }, { when: 'Hello', reply: text }] } })
const body = JSON.stringify({ messages: [{ role: 'user', content: 'Hello!' }], ...(stream ? { stream: true } : {}) })
const req = Buffer.from(`POST /openai/openai/deployments/gpt-4o/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
for (let i = 0; i < 4; i++) { const c = process.cpuUsage(); const r = await load(s.port, req, 16, 1500); const d = process.cpuUsage(c); console.log(r.requests, 'req', ((d.user + d.system) / r.requests).toFixed(1), 'us cpu incl client') }
process.exit(0)
