/**
 * What happens in the store at once, in Lua. All keys are in one slot: `KEYS` are the facts (`epoch`, `start`, `settings`, `at`,
 * `snapshot`, `bytes`), the number of the last entry, the log, and the instances by when they were heard of last.
 */
export const KEY_COUNT = 4

const NOW = `local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)`

const LIVE = (alive: string) => `redis.call('ZRANGEBYSCORE', KEYS[4], now - ${alive}, '+inf')`

/** `ARGV`: date now, settings. When the emulator's clock began, and the settings of the instance that was here first. */
export const HELLO = `redis.call('HSETNX', KEYS[1], 'start', ARGV[1])
redis.call('HSETNX', KEYS[1], 'settings', ARGV[2])
return redis.call('HMGET', KEYS[1], 'start', 'settings')`

/**
 * `ARGV`: a new epoch, the number of the last entry that its snapshot knows, and the snapshot: taken where the store has none.
 * The epoch, the number and the snapshot to go on from, and the number of the last entry.
 */
export const OPEN = `if redis.call('HEXISTS', KEYS[1], 'epoch') == 0 or redis.call('EXISTS', KEYS[2]) == 0 then
  redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'at', ARGV[2], 'snapshot', ARGV[3], 'bytes', 0)
  redis.call('DEL', KEYS[3])
  redis.call('SET', KEYS[2], ARGV[2])
end
local facts = redis.call('HMGET', KEYS[1], 'epoch', 'at', 'snapshot')
return { facts[1], facts[2], facts[3], redis.call('GET', KEYS[2]) }`

/**
 * `ARGV`: the epoch, after how many ms an instance counts as gone, and the entries. The number of the last one, how many entries
 * and bytes came since the snapshot, and the instances that are there.
 */
export const APPEND = `if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] or redis.call('EXISTS', KEYS[2]) == 0 then
  return redis.error_reply('EPOCH the store was emptied')
end
${NOW}
local last, bytes = 0, 0
for i = 3, #ARGV do
  last = redis.call('INCR', KEYS[2])
  redis.call('XADD', KEYS[3], last .. '-0', 'd', ARGV[i])
  bytes = bytes + #ARGV[i]
end
bytes = redis.call('HINCRBY', KEYS[1], 'bytes', bytes)
return { last, last - redis.call('HGET', KEYS[1], 'at'), bytes, ${LIVE('ARGV[2]')} }`

/** `ARGV`: the epoch, the number of the last entry that a snapshot knows, and the snapshot. Entries before the snapshot before go. */
export const SAVE = `if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
local before = tonumber(redis.call('HGET', KEYS[1], 'at'))
if before >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], 'at', ARGV[2], 'snapshot', ARGV[3], 'bytes', 0)
redis.call('XTRIM', KEYS[3], 'MINID', (before + 1) .. '-0')
return 1`

/**
 * `ARGV`: the epoch, after how many ms an instance counts as gone, for how many ms all is kept when none is left, and the
 * instance that is there. All that are.
 */
export const BEAT = `if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then
  return redis.error_reply('EPOCH the store was emptied')
end
${NOW}
redis.call('ZADD', KEYS[4], now, ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', now - ARGV[2] - 1)
for i = 1, 4 do redis.call('PEXPIRE', KEYS[i], ARGV[3]) end
return redis.call('ZRANGE', KEYS[4], 0, -1)`
