import Fastify from 'fastify'

/** The least that answers with Fastify: `node bare-start.js PORT`. */
const app = Fastify({ logger: false })
app.post('*', (_request, reply) => reply.send({ hello: 'world' }))
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) })
